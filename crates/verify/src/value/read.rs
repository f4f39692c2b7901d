//! Reads JSON text, within bounds; nothing in it is believed.

use super::Value;

/// Deepest nesting that is read.
pub const DEEPEST: usize = 256;

/// Longest text that is read; a response of Lambda has at most 6 MiB.
pub const LONGEST: usize = 256 << 20;

/// Why a text is not a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is longer than [`LONGEST`].
    #[error("text of {bytes} bytes is too long")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It is nested deeper than [`DEEPEST`].
    #[error("values are nested too deep at byte {at}")]
    TooDeep {
        /// Where.
        at: usize,
    },
    /// It is no JSON.
    #[error("not JSON at byte {at}")]
    Malformed {
        /// Where.
        at: usize,
    },
}

impl Value {
    /// Reads JSON text as Python writes it: `NaN` and the infinities are numbers, and half of a
    /// surrogate pair stays as its escape.
    pub fn read(text: &[u8]) -> Result<Self, ReadError> {
        if text.len() > LONGEST {
            return Err(ReadError::TooLong { bytes: text.len() });
        }
        let text = std::str::from_utf8(text).map_err(|e| ReadError::Malformed {
            at: e.valid_up_to(),
        })?;
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.malformed());
        }
        Ok(value)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, ReadError> {
        if depth > DEEPEST {
            return Err(ReadError::TooDeep { at: self.at });
        }
        self.space();
        match self.peek() {
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.quoted().map(Value::Text),
            _ => self.word(),
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, ReadError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.take("}") {
            return Ok(Value::Map(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.malformed());
            }
            let key = self.quoted()?;
            self.space();
            self.require(":")?;
            members.push((key, self.value(depth + 1)?));
            self.space();
            if self.take("}") {
                return Ok(Value::Map(members));
            }
            self.require(",")?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, ReadError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take("]") {
                return Ok(Value::List(items));
            }
            self.require(",")?;
        }
    }

    fn word(&mut self) -> Result<Value, ReadError> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ];
        for (word, value) in words {
            if self.take(word) {
                return Ok(value);
            }
        }
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.take(word) {
                return Ok(Value::Number(word.to_owned()));
            }
        }
        self.number()
    }

    fn number(&mut self) -> Result<Value, ReadError> {
        let from = self.at;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _signed = self.take("+") || self.take("-");
            self.digits()?;
        }
        Ok(Value::Number(self.text[from..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<(), ReadError> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == from {
            return Err(self.malformed());
        }
        Ok(())
    }

    fn quoted(&mut self) -> Result<String, ReadError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let plain = rest
                .iter()
                .position(|&byte| byte == b'"' || byte == b'\\' || byte < b' ')
                .ok_or_else(|| self.malformed())?;
            text.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain;
            match rest[plain] {
                b'"' => {
                    self.at += 1;
                    return Ok(text);
                }
                b'\\' => self.escape(&mut text)?,
                _ => return Err(self.malformed()),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), ReadError> {
        let escaped = self.text.as_bytes().get(self.at + 1).copied();
        let c = match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(text),
            _ => return Err(self.malformed()),
        };
        text.push(c);
        self.at += 2;
        Ok(())
    }

    fn unicode(&mut self, text: &mut String) -> Result<(), ReadError> {
        let first = self.hex(self.at).ok_or_else(|| self.malformed())?;
        let pair = self.hex(self.at + 6).map(|second| [first, second]);
        let decoded = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
        if (0xd800..0xdc00).contains(&first)
            && let Some(c) = decoded
        {
            text.push(c);
            self.at += 12;
        } else {
            match char::from_u32(u32::from(first)) {
                Some(c) => text.push(c),
                None => text.push_str(&self.text[self.at..self.at + 6]),
            }
            self.at += 6;
        }
        Ok(())
    }

    /// Returns the number of the escape `\uXXXX` at a byte.
    fn hex(&self, at: usize) -> Option<u16> {
        let escape = self.text.as_bytes().get(at..at + 6)?;
        let digits = escape.strip_prefix(b"\\u")?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }

    fn require(&mut self, token: &str) -> Result<(), ReadError> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn malformed(&self) -> ReadError {
        ReadError::Malformed { at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let found = Value::read(text.as_bytes());
        let found = found.map_or_else(|e| e.to_string(), |value| value.to_string());
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn text_is_read_as_python_writes_it() {
        check(r#"{"a": 1, "a": 2}"#, r#"{"a": 1, "a": 2}"#);
        check(
            "[1.0, 1e5, -0, NaN, -Infinity]",
            "[1.0, 1e5, -0, NaN, -Infinity]",
        );
        check(r#""\ud83d\ude00 \u00e9""#, "\"\u{1f600} \u{e9}\"");
        check(r#""\ud800x""#, r#""\\ud800x""#);
        check(r#""\ud800\u0041""#, r#""\\ud800A""#);
    }

    #[test]
    fn what_is_no_value_is_refused() {
        check("", "not JSON at byte 0");
        check("01", "not JSON at byte 1");
        check("[1,]", "not JSON at byte 3");
        check("{\"a\" 1}", "not JSON at byte 5");
        check("\"a\nb\"", "not JSON at byte 2");
        check("\"\\u12g4\"", "not JSON at byte 1");
        check("\"a", "not JSON at byte 1");
        check("1 2", "not JSON at byte 2");
        assert_eq!(
            Value::read(&[b'"', 0xff, b'"']),
            Err(ReadError::Malformed { at: 1 })
        );
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(
            Value::read(deep.as_bytes()),
            Err(ReadError::TooDeep { at: DEEPEST + 1 })
        );
    }
}
