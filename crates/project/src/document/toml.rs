//! TOML as a tree.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Node, Value};
use crate::problem::{Mark, Problem};

/// Parses a TOML text.
pub fn parse(text: &str) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let places = Places::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        let mark = error.span().map(|span| places.mark(&span));
        let message = error.message().replace('\n', ", ");
        Problem::new(mark, format!("this is not TOML: {message}"))
    })?;
    let span = table.span();
    Ok(places.table(table.into_inner(), &span))
}

struct Places<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            line_starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    fn mark(&self, span: &Range<usize>) -> Mark {
        let line = self
            .line_starts
            .partition_point(|start| *start <= span.start);
        let start = self.line_starts[line - 1];
        let before = self.text.get(start..span.start).unwrap_or_default();
        Mark {
            line,
            column: before.chars().count() + 1,
        }
    }

    fn table(&self, table: DeTable<'_>, span: &Range<usize>) -> Node {
        let mut map = BTreeMap::new();
        for (key, value) in table {
            let mut node = self.value(value);
            // The key is where a reader looks for the setting.
            node.key = Some(self.mark(&key.span()));
            node.mark = node.key;
            map.insert(key.into_inner().into_owned(), node);
        }
        Node::new(Value::Map(map), Some(self.mark(span)))
    }

    fn value(&self, value: Spanned<DeValue<'_>>) -> Node {
        let span = value.span();
        let plain = match value.into_inner() {
            DeValue::Table(table) => return self.table(table, &span),
            DeValue::Array(array) => {
                Value::List(array.into_iter().map(|item| self.value(item)).collect())
            }
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => Value::Number(decimal(number.as_str(), number.radix())),
            DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Value::Bool(flag),
            DeValue::Datetime(moment) => Value::Text(moment.to_string()),
        };
        Node::new(plain, Some(self.mark(&span)))
    }
}

fn decimal(digits: &str, radix: u32) -> String {
    i64::from_str_radix(digits, radix)
        .map_or_else(|_| digits.to_owned(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_marked_at_their_key() {
        let node = parse("a = 1\n[b]\n  memory = 0x10\n").unwrap();
        let memory = node.path(&["b", "memory"]).unwrap();
        assert_eq!(memory.scalar().as_deref(), Some("16"));
        assert_eq!(memory.mark, Some(Mark { line: 3, column: 3 }));
    }

    #[test]
    fn a_fault_has_its_place() {
        let problem = parse("a = 1\nb = \n").unwrap_err();
        assert_eq!(problem.mark.map(|mark| mark.line), Some(2));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&format!("a = {}", "[".repeat(100_000))).is_err());
    }
}
