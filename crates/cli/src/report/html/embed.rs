//! JSON that may stand inside a page: no text in it can end the element that it is in.
//!
//! Names come from inside the user's function and its packages and are not trusted. Within JSON,
//! the characters that mean something to a parser of HTML can only be in strings, where an escape
//! says the same.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// Writes a value as JSON without any character that matters to HTML.
pub(super) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Embedded);
    value.serialize(&mut serializer)?;
    Ok(())
}

struct Embedded;

impl Formatter for Embedded {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_special) {
            let (safe, tail) = rest.split_at(at);
            let mut characters = tail.chars();
            let special = characters.next().unwrap_or_default();
            write!(out, "{safe}\\u{:04x}", u32::from(special))?;
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

/// Tells whether a character is written as an escape: markup, and the two ends of line that old
/// scripts stumble over.
fn is_special(character: char) -> bool {
    matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn embedded(value: &impl Serialize) -> String {
        let mut out = Vec::new();
        write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            embedded(&"</script><!--\u{2028}&amp;\n"),
            r#""\u003c/script\u003e\u003c!--\u2028\u0026amp;\n""#
        );
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_none_is_markup(
            text in "(?s)(.|[<>&\"'\\\\\u{2028}\u{2029}\u{202e}]){0,40}",
        ) {
            let json = embedded(&[&text]);
            prop_assert!(!json.contains(is_special));
            let back: [String; 1] = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&back[0], &text);
        }
    }
}
