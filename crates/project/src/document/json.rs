//! JSON as a tree, with the place of every value. It bounds the depth and the number of values.
//!
//! A text that this reader refuses is put to the format's own parser, for the words of its fault.

use std::collections::BTreeMap;

use super::{DEEPEST, HEAVIEST, Node, Value};
use crate::problem::{Mark, Problem};

/// Parses a JSON text.
pub fn parse(text: &str) -> Result<Node, Problem> {
    parse_within(text, HEAVIEST)
}

fn parse_within(text: &str, most: usize) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        bytes: text.as_bytes(),
        text,
        at: 0,
        line: 1,
        line_start: 0,
        left: most,
    };
    reader.document().map_err(|fault| match fault {
        Fault::Bound(problem) => problem,
        Fault::Syntax(mark) => {
            let told = serde_json::from_str::<serde::de::IgnoredAny>(text).err();
            told.map_or_else(
                || Problem::new(Some(mark), "this is not JSON"),
                |error| problem(&error),
            )
        }
    })
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

/// Why a text was not read.
enum Fault {
    /// It is not JSON.
    Syntax(Mark),
    /// It is more than is read.
    Bound(Problem),
}

struct Reader<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    line: usize,
    line_start: usize,
    left: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Fault> {
        let node = self.value(0)?;
        self.space();
        match self.peek() {
            None => Ok(node),
            Some(_) => Err(self.syntax()),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn mark(&self) -> Mark {
        // A line of a minified plan holds megabytes: characters are counted as bytes there.
        let before = &self.bytes[self.line_start..self.at];
        let column = if before.len() > 1000 {
            before.len()
        } else {
            let continues = |byte: &&u8| (**byte & 0xc0) == 0x80;
            before.len() - before.iter().filter(continues).count()
        };
        Mark {
            line: self.line,
            column: column + 1,
        }
    }

    fn syntax(&self) -> Fault {
        Fault::Syntax(self.mark())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        let left = self.left.checked_sub(1 + bytes / 32);
        self.left = left.ok_or_else(|| self.bound("the document holds too many values"))?;
        Ok(())
    }

    fn bound(&self, message: &str) -> Fault {
        Fault::Bound(Problem::new(
            Some(self.mark()),
            format!("this is not JSON: {message}"),
        ))
    }

    fn space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    /// Passes over space and then this byte, if it is the next.
    fn take(&mut self, wanted: u8) -> bool {
        self.space();
        let is_next = self.peek() == Some(wanted);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Fault> {
        if self.take(wanted) {
            return Ok(());
        }
        Err(self.syntax())
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.space();
        let mark = self.mark();
        if depth > DEEPEST {
            return Err(self.bound("recursion limit exceeded"));
        }
        self.spend(0)?;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.syntax()),
        };
        Ok(Node::new(value, Some(mark)))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.syntax());
        }
        self.at += word.len();
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        self.expect(b'[')?;
        let mut list = Vec::new();
        if self.take(b']') {
            return Ok(Value::List(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::List(list));
            }
            self.expect(b',')?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Fault> {
        self.expect(b'{')?;
        let mut map = BTreeMap::new();
        if self.take(b'}') {
            return Ok(Value::Map(map));
        }
        loop {
            self.space();
            let mark = self.mark();
            if self.peek() != Some(b'"') {
                return Err(self.syntax());
            }
            self.spend(0)?;
            let key = self.string()?;
            self.expect(b':')?;
            map.insert(key, self.value(depth + 1)?.under(mark));
            if self.take(b'}') {
                return Ok(Value::Map(map));
            }
            self.expect(b',')?;
        }
    }

    /// Reads a text: one without escapes is taken as it stands, others are the parser's to read.
    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let mut at = start + 1;
        let mut is_plain = true;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_plain = false;
                    at += 2;
                }
                Some(0..=0x1f) | None => return Err(self.syntax()),
                Some(_) => at += 1,
            }
        }
        self.spend(at - start)?;
        let written = &self.text[start..=at];
        let text = if is_plain {
            written[1..written.len() - 1].to_owned()
        } else {
            serde_json::from_str(written).map_err(|_| self.syntax())?
        };
        self.at = at + 1;
        Ok(text)
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let rest = &self.bytes[self.at..];
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.iter().take_while(is_part).count();
        let written = &self.text[self.at..self.at + length];
        let number: serde_json::Number =
            serde_json::from_str(written).map_err(|_| self.syntax())?;
        self.at += length;
        Ok(Value::Number(number.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_fault_has_its_place() {
        let problem = parse("{\n  \"a\": ,\n}").unwrap_err();
        assert_eq!(problem.to_string(), "2:8: this is not JSON: expected value");
    }

    #[test]
    fn values_and_keys_have_their_places() {
        let node = parse("{\n  \"ä\": {\"b\": [1,\n 2]}}").unwrap();
        let inner = node.path(&["ä", "b"]).unwrap();
        let place = |mark: Option<Mark>| mark.map(|mark| (mark.line, mark.column));
        assert_eq!(place(inner.key), Some((2, 9)));
        assert_eq!(place(inner.mark), Some((2, 14)));
        assert_eq!(place(inner.as_list().unwrap()[1].mark), Some((3, 2)));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn too_many_values_are_refused() {
        let text = format!("[{}0]", "0,".repeat(1000));
        let problem = parse_within(&text, 1000).unwrap_err();
        assert!(problem.message.contains("too many"));
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

    /// Writes a tree as the format's own parser sees it.
    fn plain(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(flag) => (*flag).into(),
            Value::Number(digits) => serde_json::from_str(digits).unwrap(),
            Value::Text(text) => text.as_str().into(),
            Value::List(list) => list.iter().map(plain).collect(),
            Value::Map(map) => map
                .iter()
                .map(|(key, node)| (key.clone(), plain(node)))
                .collect(),
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_the_formats_own_parser_reads(
            text in r#"([\[\]{},: \n]|"[a-z\\"\u{e4}]{0,3}"|"\\u00e4\\n"|-?[0-9.e]{1,4}|true|null){0,12}"#
        ) {
            let own = parse(&text).ok().map(|node| plain(&node));
            let reference = serde_json::from_str::<serde_json::Value>(&text).ok();
            prop_assert_eq!(own, reference, "{}", text);
        }

        #[test]
        fn a_written_tree_is_read_again(
            keys in proptest::collection::vec("\\PC{0,6}", 0..5), number in any::<i32>()
        ) {
            let value = serde_json::json!({ "k": keys, "n": f64::from(number) / 8.0, "m": { "x": keys.first() } });
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let read = serde_json::from_str::<serde_json::Value>(&text).unwrap();
                prop_assert_eq!(plain(&parse(&text).unwrap()), read);
            }
        }
    }
}
