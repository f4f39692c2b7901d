//! One tree for YAML, JSON and TOML, with the place of every value.
//!
//! It owns the bounds: size, depth, and how far aliases may multiply. It knows nothing of what the
//! documents mean.

pub mod json;
pub mod toml;
pub mod yaml;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use crate::problem::{FileError, Mark, Problem};

/// Deepest nesting that is read.
pub(crate) const DEEPEST: usize = 100;

/// Most weight that a document may have, aliases expanded: see [`Node::weight`].
pub(crate) const HEAVIEST: usize = 2_000_000;

/// Largest YAML, TOML or Python file that is read.
pub(crate) const LARGEST_TEXT: u64 = 10 << 20;

/// Largest JSON file that is read; plans of large infrastructures run to tens of megabytes.
pub(crate) const LARGEST_JSON: u64 = 64 << 20;

/// A map in the order of its keys.
pub(crate) type Map = BTreeMap<String, Node>;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it starts, if the format tells.
    pub mark: Option<Mark>,
    /// Where the key that it stands under starts, if it has one and the format tells.
    pub key: Option<Mark>,
}

/// A value of any of the formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map; the last of duplicate keys counts.
    Map(BTreeMap<String, Node>),
}

impl Node {
    pub(crate) fn new(value: Value, mark: Option<Mark>) -> Self {
        Self {
            value,
            mark,
            key: None,
        }
    }

    /// Says under which key this stands.
    pub(crate) fn under(self, key: Mark) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    pub(crate) fn text(text: impl Into<String>, mark: Option<Mark>) -> Self {
        Self::new(Value::Text(text.into()), mark)
    }

    /// Returns the value under a key, when this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Follows keys downward.
    pub(crate) fn path(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// Returns what a scalar is as a text, as a deployment would write it.
    pub(crate) fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Number(text) | Value::Text(text) => Some(text.clone()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns a yes or no, also when it is written as a text.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(flag) => Some(*flag),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Names the kind of value, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Returns what a copy would cost: one per value, and one per 32 bytes of text.
    pub(crate) fn weight(&self) -> usize {
        1 + match &self.value {
            Value::Null | Value::Bool(_) => 0,
            Value::Number(text) | Value::Text(text) => text.len() / 32,
            Value::List(list) => list.iter().map(Self::weight).sum(),
            Value::Map(map) => map
                .iter()
                .map(|(key, node)| key.len() / 32 + node.weight())
                .sum(),
        }
    }
}

/// Reads a text file of the project, bounded.
pub(crate) fn read_text(file: &Path, most: u64) -> Result<String, FileError> {
    let bytes = read_bytes(file, most)?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Problem::new(Some(Mark { line, column: 1 }), "this is not UTF-8")
            .hint("save the file as UTF-8")
            .within(file)
    })
}

/// Reads a regular file, bounded by what it holds, not by what it says of its size.
pub(crate) fn read_bytes(file: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    let read = |source| FileError::Read {
        file: file.to_owned(),
        source,
    };
    // A named pipe would be waited for without end.
    if !fs_err::metadata(file).map_err(read)?.is_file() {
        return Err(Problem::new(None, "this is not a regular file").within(file));
    }
    let mut bytes = Vec::new();
    let opened = fs_err::File::open(file).map_err(read)?;
    opened
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(read)?;
    if bytes.len() as u64 > most {
        return Err(FileError::TooLarge {
            file: file.to_owned(),
            most,
        });
    }
    Ok(bytes)
}

/// Reads and parses a document in the format that its name tells.
pub(crate) fn read(file: &Path) -> Result<Node, FileError> {
    read_with_text(file).map(|(_, document)| document)
}

/// Reads and parses a document, and keeps its text.
pub(crate) fn read_with_text(file: &Path) -> Result<(String, Node), FileError> {
    let extension = file.extension().and_then(|extension| extension.to_str());
    let most = match extension {
        Some("json") => LARGEST_JSON,
        _ => LARGEST_TEXT,
    };
    let text = read_text(file, most)?;
    let parsed = match extension {
        Some("json") => json::parse(&text),
        Some("toml") => toml::parse(&text),
        _ => yaml::parse(&text),
    };
    let document = parsed.map_err(|problem| problem.within(file))?;
    Ok((text, document))
}
