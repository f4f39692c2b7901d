//! Values as they were observed: JSON's, with the order of members and the text of numbers kept.

mod path;
mod read;
mod write;

pub use path::{Path, Step};
pub use read::{DEEPEST, LONGEST, ReadError};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as it was written; also `NaN`, `Infinity` and `-Infinity`, which Python writes.
    Number(String),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Value>),
    /// Members in the order in which they were written, duplicates included.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Returns the member of that name, the first if there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns about how many bytes it takes to write it.
    #[must_use]
    pub fn weight(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) => 4,
            Self::Number(text) | Self::Text(text) => text.len().max(1),
            Self::List(items) => 2 + items.iter().map(Self::weight).sum::<usize>(),
            Self::Map(members) => {
                let weight = |(key, value): &(String, Self)| key.len() + value.weight();
                2 + members.iter().map(weight).sum::<usize>()
            }
        }
    }

    /// Returns what sort of value it is, in a word.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a truth value",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any value, of a few dozen nodes at most.
    pub(crate) fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i32>().prop_map(|number| Value::Number(number.to_string())),
            any::<f64>()
                .prop_filter("JSON has finite numbers", |number| number.is_finite())
                .prop_map(|number| Value::Number(format!("{number:?}"))),
            any::<String>().prop_map(Value::Text),
            "[a-z]{1,6}( [a-z0-9]{1,6}){0,4}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
                prop::collection::vec(("[a-d]{1,2}", inner), 0..6).prop_map(Value::Map),
            ]
        })
    }

    #[test]
    fn member_is_found_by_name() {
        let value = Value::read(br#"{"a": 1, "b": {"c": "x"}}"#).unwrap();
        let inner = value.get("b").and_then(|inner| inner.get("c"));
        assert_eq!(inner.and_then(Value::as_text), Some("x"));
        assert_eq!(value.get("d"), None);
        assert_eq!(inner.map(Value::sort), Some("a text"));
    }

    proptest! {
        #[test]
        fn written_value_reads_back(value in any_value()) {
            prop_assert_eq!(Value::read(value.to_string().as_bytes()), Ok(value));
        }

        #[test]
        fn reader_takes_what_serde_takes(text in r#"[\[\]{},:"\\ntrue0-9.eE+\-a \u{e9}]{0,40}"#) {
            let ours = Value::read(text.as_bytes());
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            // Theirs refuses numbers that are too large for it.
            if theirs.is_ok() || !text.contains(['e', 'E']) {
                prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", text);
            }
        }
    }
}
