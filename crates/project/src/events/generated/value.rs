//! Plausible values: by what a key is called, and by what the code does with it.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::shape::{ID, TIME};

/// What the code does with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Use {
    /// It counts with it, or makes a whole number of it.
    Whole,
    /// It makes a number of it.
    Number,
    /// It asks whether it is true, or is told that it is a yes or no.
    Truth,
    /// It treats it as a text.
    Text,
    /// It makes a date of it.
    Date,
    /// It makes a time of it.
    Time,
    /// It makes a decimal number of it.
    Decimal,
    /// It takes bytes out of it, written as base64.
    Base64,
    /// It is an address for electronic mail.
    Email,
    /// It is an address of a page.
    Url,
    /// It is a UUID.
    Uuid,
    /// It opens it as a picture.
    Picture,
    /// It goes through it, or asks how long it is.
    List,
    /// It looks for keys in it.
    Map,
}

/// Values by what names end with, in order: the first that fits counts.
const BY_NAME: &[(&[&str], &str)] = &[
    (&["email", "mail", "e-mail"], "ada@example.com"),
    (&["uuid", "guid"], ID),
    (
        &["url", "uri", "link", "href", "callback", "webhook"],
        "https://example.com/page",
    ),
    (&["timezone", "tz", "zone"], "Europe/Berlin"),
    (
        &[
            "timestamp",
            "datetime",
            "created_at",
            "updated_at",
            "at",
            "time",
        ],
        TIME,
    ),
    (
        &[
            "date",
            "day",
            "on",
            "from_date",
            "to_date",
            "start_date",
            "end_date",
            "birthday",
            "arrival",
            "as_of",
        ],
        "2026-01-15",
    ),
    (&["month"], "2026-01"),
    (&["year"], "2026"),
    (&["country", "country_code"], "DE"),
    (&["currency"], "EUR"),
    (&["language", "lang"], "en"),
    (&["locale"], "en-US"),
    (
        &["phone", "telephone", "mobile", "tel", "phone_number"],
        "+4930901820",
    ),
    (&["city", "town", "place"], "Berlin"),
    (&["zip", "postcode", "postal_code", "zip_code"], "10115"),
    (&["street", "address"], "1 Example Street"),
    (&["first_name", "firstname", "given_name"], "Ada"),
    (
        &["last_name", "lastname", "surname", "family_name"],
        "Lovelace",
    ),
    (&["username", "user_name", "login", "user"], "ada"),
    (&["name", "customer", "author", "owner"], "Ada Lovelace"),
    (&["authorization"], "Bearer token"),
    (
        &["token", "secret", "password", "api_key", "apikey"],
        "secret-token",
    ),
    (&["ip", "source_ip"], "203.0.113.10"),
    (
        &[
            "id",
            "number",
            "no",
            "key",
            "ref",
            "reference",
            "sku",
            "code",
        ],
        "1001",
    ),
    (
        &["accept", "content-type", "content_type", "mime", "mimetype"],
        "application/json",
    ),
    (&["status", "state"], "new"),
    (
        &[
            "text",
            "message",
            "body",
            "content",
            "comment",
            "description",
            "question",
            "prompt",
        ],
        "Good morning, my order has arrived.",
    ),
    (&["expression", "formula", "equation"], "x + 1"),
    (&["markdown"], "# Title\n\nSome text.\n"),
    (&["html"], "<p>Some text.</p>"),
    (
        &["title", "subject", "caption", "headline", "label"],
        "A title",
    ),
    (&["file", "filename", "path"], "example.txt"),
    (&["sequence", "dna"], "ACGTACGT"),
    (&["colour", "color"], "#336699"),
    (&["variable"], "x"),
    (&["proxy"], "items"),
    (&["version"], "v1"),
];

/// Names of what is a number, with one.
const NUMBERS: &[(&[&str], f64)] = &[
    (
        &[
            "price", "amount", "total", "sum", "cost", "fee", "each", "net", "gross", "salary",
            "income",
        ],
        19.9,
    ),
    (&["latitude", "lat"], 52.52),
    (&["longitude", "lon", "lng"], 13.405),
    (
        &[
            "temperature",
            "ratio",
            "rate",
            "share",
            "score",
            "weight",
            "probability",
        ],
        0.5,
    ),
];

/// Names of what is a whole number, with one.
const WHOLES: &[(&[&str], i64)] = &[
    (
        &["quantity", "count", "n", "qty", "units", "size", "radius"],
        2,
    ),
    (&["limit", "page_size", "most", "max", "top", "take"], 10),
    (&["page", "offset", "skip", "index", "least", "min"], 1),
    (&["age"], 36),
    (&["year"], 2026),
    (&["dpi"], 100),
    (&["ms", "milliseconds", "duration", "millis"], 120),
    (&["width", "height"], 64),
    (
        &[
            "weeks", "days", "hours", "minutes", "seconds", "months", "years", "rows", "columns",
        ],
        4,
    ),
];

/// Names of what is yes or no.
const TRUTHS: &[&str] = &[
    "enabled",
    "active",
    "dry_run",
    "dryrun",
    "force",
    "verbose",
    "debug",
    "inline",
    "isBase64Encoded",
];

/// Returns a value for a key that the code uses in these ways.
pub(super) fn plausible(key: &str, uses: &BTreeSet<Use>) -> Json {
    let has = |wanted: Use| uses.contains(&wanted);
    let by_name = by_name(key);
    if has(Use::Base64) {
        return super::encoded::base64(b"{\"message\": \"hello\"}").into();
    }
    if has(Use::Uuid) {
        return ID.into();
    }
    if has(Use::Email) {
        return "ada@example.com".into();
    }
    if has(Use::Url) {
        return "https://example.com/page".into();
    }
    if has(Use::Time) {
        return TIME.into();
    }
    if has(Use::Date) {
        return "2026-01-15".into();
    }
    if has(Use::Decimal) {
        return number(key)
            .map_or_else(|| "19.90".to_owned(), |number| format!("{number:.2}"))
            .into();
    }
    if has(Use::Whole) {
        return whole(key).unwrap_or(2).into();
    }
    if has(Use::Number) {
        return match (number(key), whole(key)) {
            (Some(number), _) => json!(number),
            (None, Some(whole)) => whole.into(),
            (None, None) => json!(1.5),
        };
    }
    if has(Use::Map) {
        return json!({});
    }
    if has(Use::List) && !has(Use::Text) {
        return json!([by_name.unwrap_or_else(|| "example".to_owned())]);
    }
    if has(Use::Text) {
        return by_name.unwrap_or_else(|| "example".to_owned()).into();
    }
    if has(Use::Truth) && by_name.is_none() && number(key).is_none() && whole(key).is_none() {
        return true.into();
    }
    unknown(key)
}

/// Returns a value for a key of which only the name is known.
fn unknown(key: &str) -> Json {
    let words = words(key);
    if let Some(whole) = whole(key) {
        return whole.into();
    }
    if let Some(number) = number(key) {
        return json!(number);
    }
    let is_truth =
        TRUTHS.contains(&key) || matches!(words.first().map(String::as_str), Some("is" | "has"));
    if is_truth {
        return true.into();
    }
    by_name(key).unwrap_or_else(|| "example".to_owned()).into()
}

/// Returns a value for a parameter of a path.
pub(super) fn in_path(name: &str) -> String {
    match unknown(name) {
        Json::String(text) => text.replace([' ', '/'], "-"),
        other => other.to_string(),
    }
}

fn by_name(key: &str) -> Option<String> {
    let found = BY_NAME.iter().find(|(names, _)| is_named(key, names))?;
    Some(found.1.to_owned())
}

fn number(key: &str) -> Option<f64> {
    NUMBERS
        .iter()
        .find(|(names, _)| is_named(key, names))
        .map(|found| found.1)
}

fn whole(key: &str) -> Option<i64> {
    WHOLES
        .iter()
        .find(|(names, _)| is_named(key, names))
        .map(|found| found.1)
}

/// Says whether a key is one of some names, or ends with one as a word of its own.
fn is_named(key: &str, names: &[&str]) -> bool {
    let words = words(key);
    names.iter().any(|name| {
        let wanted: Vec<&str> = name.split(['_', '-']).collect();
        words.len() >= wanted.len()
            && words[words.len() - wanted.len()..]
                .iter()
                .zip(&wanted)
                .all(|(a, b)| a == b)
    })
}

/// Splits a name into its words: `orderId`, `order_id`, `Order-ID`.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for letter in key.chars().take(100) {
        if !letter.is_alphanumeric() {
            was_lower = false;
            words.push(String::new());
            continue;
        }
        if letter.is_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
        if words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, uses: &[Use]) -> String {
        plausible(key, &uses.iter().copied().collect()).to_string()
    }

    #[test]
    fn names_suggest_values() {
        assert_eq!(of("customerEmail", &[]), "\"ada@example.com\"");
        assert_eq!(of("order_id", &[]), "\"1001\"");
        assert_eq!(of("unitPrice", &[]), "19.9");
        assert_eq!(of("is_paid", &[]), "true");
        assert_eq!(of("quantity", &[]), "2");
        assert_eq!(of("thing", &[]), "\"example\"");
    }

    #[test]
    fn uses_outweigh_names() {
        assert_eq!(of("customerEmail", &[Use::Whole]), "2");
        assert_eq!(of("limit", &[Use::Whole]), "10");
        assert_eq!(of("when", &[Use::Date]), "\"2026-01-15\"");
        assert_eq!(of("closed", &[Use::Truth]), "true");
        assert_eq!(of("tags", &[Use::List]), "[\"example\"]");
    }
}
