//! What a statement's condition compares with something, from its text.

use std::iter::Peekable;
use std::str::Chars;

/// Words that compare what is before them with what is behind.
const COMPARING: &[&str] = &[
    "=", "<", ">", "<=", ">=", "IN", "LIKE", "BETWEEN", "ILIKE", "NOT",
];

/// A parameter, however drivers write it.
const GIVEN: &str = "?";

/// Returns the columns that a condition compares, and functions of a column as they are written,
/// without the names of tables.
pub(super) fn compared(statement: &str) -> Vec<String> {
    let upper = statement.to_ascii_uppercase();
    let Some(at) = upper.find("WHERE") else {
        return Vec::new();
    };
    let condition = statement.get(at + "WHERE".len()..).unwrap_or_default();
    let words = words(condition);
    let compares = |word: &String| COMPARING.contains(&word.to_ascii_uppercase().as_str());
    let signs = (0..words.len()).filter(|&index| compares(&words[index]));
    let mut columns: Vec<String> = Vec::new();
    for sign in signs {
        let before = before(&words[..sign]);
        let found = before.or_else(|| {
            let turned = words[sign] == "=" && sign > 0 && words[sign - 1] == GIVEN;
            words
                .get(sign + 1)
                .filter(|_| turned)
                .and_then(|word| column(word))
        });
        columns.extend(found.filter(|found| !columns.contains(found)));
    }
    columns
}

/// Returns the column, or the function of one, that some words end with.
fn before(words: &[String]) -> Option<String> {
    match words {
        [.., function, open, argument, close] if open == "(" && close == ")" => {
            Some(format!("{}({})", column(function)?, column(argument)?))
        }
        [.., last] => column(last),
        [] => None,
    }
}

/// Returns a column's name without that of its table.
fn column(word: &str) -> Option<String> {
    let name = word.rsplit('.').next()?.trim_matches(['"', '`']);
    let first = name.chars().next()?;
    let named = name
        .chars()
        .all(|each| each.is_alphanumeric() || each == '_');
    let is_word = ["NOT", "AND", "OR", "WHERE"].contains(&name.to_ascii_uppercase().as_str());
    ((first.is_alphabetic() || first == '_') && named && !is_word).then(|| name.to_owned())
}

/// Takes a condition apart; a parameter is a word of its own, its type left out.
fn words(condition: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = condition.chars().peekable();
    while let Some(&next) = rest.peek() {
        match next {
            '(' | ')' | ',' => {
                rest.next();
                words.push(next.to_string());
            }
            '<' | '>' | '=' | '!' => words.push(taken(&mut rest, |each| "<>=!".contains(each))),
            '?' | '%' | '$' | '@' | ':' => {
                rest.next();
                parameter(next, &mut rest);
                words.push(GIVEN.to_owned());
            }
            _ if is_word(next) => words.push(taken(&mut rest, is_word)),
            _ => {
                rest.next();
            }
        }
    }
    words
}

/// Passes over what is left of a parameter: `%(name)s`, `%s`, `:name`, `$1`, and `::type` behind it.
fn parameter(sign: char, rest: &mut Peekable<Chars<'_>>) {
    if sign == '%' && rest.peek() == Some(&'(') {
        taken(rest, |each| each != ')');
        rest.next();
    }
    taken(rest, |each| is_word(each) || each == ':');
}

fn taken(rest: &mut Peekable<Chars<'_>>, takes: impl Fn(char) -> bool) -> String {
    let mut word = String::new();
    while let Some(each) = rest.next_if(|&each| takes(each)) {
        word.push(each);
    }
    word
}

fn is_word(each: char) -> bool {
    each.is_alphanumeric() || "_.\"`'".contains(each)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(condition: &str) -> Vec<String> {
        compared(&format!("SELECT a FROM t WHERE {condition}"))
    }

    #[test]
    fn conditions_name_their_columns() {
        assert_eq!(
            of("a=1 and \"b\" like ? or c NOT IN (1, 2)"),
            ["a", "b", "c"]
        );
        assert_eq!(of("t.day>=? AND t.day<?"), ["day"]);
        assert_eq!(of("1 = 1"), [""; 0]);
        assert_eq!(compared("SELECT 1"), [""; 0]);
    }

    #[test]
    fn statements_of_sqlalchemy_name_theirs() {
        assert_eq!(
            of("lower(customers.email) = %(lower_1)s::VARCHAR"),
            ["lower(email)"]
        );
        assert_eq!(of("%(param_1)s::INTEGER = lines.order_id"), ["order_id"]);
        assert_eq!(
            of("orders.customer_id = $1::INTEGER ORDER BY orders.day"),
            ["customer_id"]
        );
        assert_eq!(of("? = a AND :b_1 = t.b"), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "(WHERE|where)?[ -~é]{0,60}") {
            for column in compared(&text) {
                prop_assert!(!column.is_empty());
            }
        }
    }
}
