//! Regular expressions that a function compiles at its start, as the interpreter compiled them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::module;

/// The module that holds them.
pub(super) const MODULE: &str = "warmfront_patterns";

/// Largest recording that is read.
const LARGEST: usize = 64 << 20;

/// Bytes that are not what the recorder writes.
#[derive(Debug, thiserror::Error)]
pub enum NotPatterns {
    /// There are too many.
    #[error("the recorded patterns are too large")]
    TooLarge,
    /// They are no such document.
    #[error("the recorded patterns cannot be read")]
    Malformed(#[source] serde_json::Error),
}

/// Compiled patterns, for one exact engine of regular expressions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patterns {
    /// Major and minor version of Python, number of the engine's code, and size of its words.
    python: [u32; 4],
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    kind: Kind,
    /// Bytes are those of Latin-1.
    #[serde(rename = "pattern")]
    text: String,
    flags: u32,
    all_flags: u32,
    code: Vec<u32>,
    groups: u32,
    names: BTreeMap<String, u32>,
    indices: Vec<Option<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Bytes,
    Str,
}

impl Patterns {
    /// Reads what the recorder wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, NotPatterns> {
        if bytes.len() > LARGEST {
            return Err(NotPatterns::TooLarge);
        }
        serde_json::from_slice(bytes).map_err(NotPatterns::Malformed)
    }

    /// Returns their number.
    #[must_use]
    pub fn n_patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Returns the source of the module that holds them.
    pub(super) fn source(&self) -> String {
        let [major, minor, magic, word] = self.python;
        let mut source = format!(
            "\"\"\"Regular expressions as Python {major}.{minor} compiles them, so that it need not.\
             \"\"\"\n\nPYTHON = ({major}, {minor}, {magic}, {word})\n\nPATTERNS = {{\n"
        );
        for pattern in &self.patterns {
            pattern.write(&mut source);
        }
        source.push_str("}\n");
        source
    }
}

impl Pattern {
    fn write(&self, source: &mut String) {
        let key = match self.kind {
            Kind::Str => module::text(&self.text),
            Kind::Bytes => bytes(&self.text),
        };
        let names = self.names.iter();
        let names = names.map(|(name, index)| format!("({}, {index})", module::text(name)));
        let indices = self.indices.iter();
        let indices = indices.map(|name| name.as_deref().map_or("None".into(), module::text));
        let code = self.code.iter().map(u32::to_string);
        let _ = writeln!(
            source,
            "    ({key}, {}): ({}, {}, {}, {}, {}),",
            self.flags,
            self.all_flags,
            tuple(code),
            self.groups,
            tuple(names),
            tuple(indices),
        );
    }
}

fn tuple(parts: impl Iterator<Item = String>) -> String {
    let mut text = "(".to_owned();
    for part in parts {
        text.push_str(&part);
        text.push(',');
    }
    text.push(')');
    text
}

fn bytes(latin: &str) -> String {
    let mut literal = "b\"".to_owned();
    for character in latin.chars() {
        // What is not Latin-1 was written by no recorder, and matches no pattern.
        let byte = u8::try_from(u32::from(character)).unwrap_or(b'?');
        let _ = write!(literal, "\\x{byte:02x}");
    }
    literal.push('"');
    literal
}
