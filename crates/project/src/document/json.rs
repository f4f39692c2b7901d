//! JSON as a tree. The format's own parser bounds the depth; this bounds the number of values.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{HEAVIEST, Node, Value};
use crate::problem::{Mark, Problem};

/// Parses a JSON text.
pub fn parse(text: &str) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let left = Cell::new(HEAVIEST);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Seed { left: &left }
        .deserialize(&mut deserializer)
        .map_err(|error| problem(&error))?;
    deserializer.end().map_err(|error| problem(&error))?;
    Ok(node)
}

/// Says a JSON error as a problem, with its place split off the message.
pub(crate) fn problem(error: &serde_json::Error) -> Problem {
    let mark = (error.line() > 0).then(|| Mark {
        line: error.line(),
        column: error.column().max(1),
    });
    let message = error.to_string();
    let what = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(what, _)| what);
    Problem::new(mark, format!("this is not JSON: {what}"))
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    left: &'a Cell<usize>,
}

impl Seed<'_> {
    fn spend<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(1 + bytes / 32);
        self.left
            .set(left.ok_or_else(|| E::custom("the document holds too many values"))?);
        Ok(())
    }

    fn node<E: Error>(self, value: Value, bytes: usize) -> Result<Node, E> {
        self.spend(bytes)?;
        Ok(Node::new(value, None))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        self.node(Value::Null, 0)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Node, E> {
        self.node(Value::Bool(flag), 0)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        self.node(Value::Number(number.to_string()), 0)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        self.node(Value::Number(number.to_string()), 0)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        self.node(Value::Number(number.to_string()), 0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        self.node(Value::Text(text.to_owned()), text.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node::new(Value::List(list), None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.spend(key.len())?;
            map.insert(key, entries.next_value_seed(self)?);
        }
        Ok(Node::new(Value::Map(map), None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_place() {
        let problem = parse("{\n  \"a\": ,\n}").unwrap_err();
        assert_eq!(problem.to_string(), "2:8: this is not JSON: expected value");
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn too_many_values_are_refused() {
        let text = format!("[{}0]", "0,".repeat(HEAVIEST));
        assert!(parse(&text).unwrap_err().message.contains("too many"));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let node = parse("[12, -1, 3.5]").unwrap();
        let digits: Vec<_> = node.as_list().unwrap().iter().map(Node::scalar).collect();
        assert_eq!(
            digits,
            ["12", "-1", "3.5"].map(|text| Some(text.to_owned()))
        );
    }
}
