//! How findings say things.

use std::fmt::Display;

use crate::document::{Call, Profile};

/// Shows milliseconds with about three digits: `0.42 ms`, `41.2 ms`, `1,204 ms`.
pub(super) fn ms(millis: f64) -> String {
    format!("{} ms", number(millis))
}

/// Shows a number with about three digits.
pub(super) fn number(value: f64) -> String {
    if value.abs() < 9.995 {
        return format!("{value:.2}");
    }
    if value.abs() < 99.95 {
        return format!("{value:.1}");
    }
    let whole = format!("{value:.0}");
    grouped(&whole)
}

/// Shows a count with its noun: `1 call`, `2 calls`, `1,200 calls`.
pub(super) fn count(n: usize, noun: &str) -> String {
    let plural = match noun {
        _ if n == 1 => String::new(),
        _ if noun.ends_with("ch") || noun.ends_with('s') => "es".to_owned(),
        _ => "s".to_owned(),
    };
    format!("{} {noun}{plural}", grouped(&n.to_string()))
}

/// Shows bytes: `950 B`, `12.3 KB`, `4.56 MB`, in powers of 1024 as Lambda's memory sizes are.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub(super) fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", number(bytes as f64 / 1024.0)),
        _ => format!("{} MB", number(bytes as f64 / 1_048_576.0)),
    }
}

/// Shows how often, where it is not the same everywhere: `10`, `3 to 12`.
pub(super) fn range(counts: &[usize]) -> String {
    match (counts.iter().min(), counts.iter().max()) {
        (Some(least), Some(most)) if least != most => format!("{least} to {most}"),
        (Some(least), _) => least.to_string(),
        _ => "0".to_owned(),
    }
}

/// Shows a few things and how many more there are.
pub(super) fn list<T: Display>(items: &[T], most: usize) -> String {
    let shown: Vec<String> = items
        .iter()
        .take(most)
        .map(|item| format!("`{item}`"))
        .collect();
    match items.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Shows a place: below the folder of the function in the user's code, `app.py:14`, and below the
/// folder of packages or of the standard library elsewhere, `pandas/core/api.py:9`.
pub(super) fn place(profile: &Profile, file: Option<&str>, line: Option<u32>) -> String {
    let Some(file) = file else {
        return "an unknown line".to_owned();
    };
    let below = below(profile, file);
    match line {
        Some(line) if line > 0 => format!("`{below}:{line}`"),
        _ => format!("`{below}`"),
    }
}

/// Returns a file without the folders that say nothing.
fn below<'a>(profile: &Profile, file: &'a str) -> &'a str {
    let code = profile.subject.code.trim_end_matches('/');
    let own = file
        .strip_prefix(code)
        .and_then(|rest| rest.strip_prefix('/'));
    if let Some(below) = own.or_else(|| file.strip_prefix("/var/task/")) {
        return below;
    }
    for folder in ["/site-packages/", "/dist-packages/"] {
        if let Some((_, below)) = file.rsplit_once(folder) {
            return below;
        }
    }
    let standard = file
        .rsplit_once("/lib/python3.")
        .and_then(|(_, below)| below.split_once('/'));
    standard.map_or(file, |(_, below)| below)
}

/// Shows the line that led to a call.
pub(super) fn place_of(profile: &Profile, call: &Call) -> String {
    place(profile, call.file.as_deref(), call.line)
}

/// Shows a call's operation and whom it is for: "`DynamoDB.GetItem` on `orders`".
pub(super) fn what(call: &Call) -> String {
    if call.target.is_empty() {
        return format!("`{}`", call.operation);
    }
    format!("`{}` on `{}`", call.operation, call.target)
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("-", rest));
    let mut shown = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::trace::Trace;
    use super::*;

    #[test]
    fn figures_have_about_three_digits() {
        let shown = [0.0, 0.416, 9.996, 41.23, 99.96, 1_204.4, 1_234_567.0].map(ms);
        let expect = ["0.00", "0.42", "10.0", "41.2", "100", "1,204", "1,234,567"];
        assert_eq!(shown, expect.map(|figure| format!("{figure} ms")));
        assert_eq!(
            [0, 1_023, 12_595, 4_781_507].map(bytes),
            ["0 B", "1023 B", "12.3 KB", "4.56 MB"]
        );
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(count(1, "call"), "1 call");
        assert_eq!(count(1_200, "call"), "1,200 calls");
        assert_eq!(count(2, "batch"), "2 batches");
        assert_eq!(range(&[3, 12, 4]), "3 to 12");
        assert_eq!(list(&["a", "b", "c"], 2), "`a`, `b` and 1 more");
    }

    #[test]
    fn places_are_below_the_folder_of_the_function() {
        let profile = Trace::new().profile;
        let shown = |file| place(&profile, Some(file), Some(14));
        assert_eq!(shown("/var/task/app.py"), "`app.py:14`");
        assert_eq!(shown("/code/orders/lib/db.py"), "`lib/db.py:14`");
        assert_eq!(shown("/opt/python/x.py"), "`/opt/python/x.py:14`");
        assert_eq!(
            shown("/opt/python/lib/python3.13/site-packages/boto3/session.py"),
            "`boto3/session.py:14`"
        );
        assert_eq!(
            shown("/usr/lib/python3.13/http/client.py"),
            "`http/client.py:14`"
        );
        assert_eq!(place(&profile, None, None), "an unknown line");
    }
}
