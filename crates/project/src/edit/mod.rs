//! Edits of configuration files: one value is set, and every other byte stays as it is.
//!
//! An edit is found in the text itself and then proven: what is read from the new text must be what
//! was read before, but for the one value. What cannot be edited so is refused, with what to write
//! where. Nothing is written here.

mod declaration;
mod flow;
mod function;
mod json;
mod layout;
mod place;
mod referred;
mod toml;
mod yaml;

use std::fmt;
use std::ops::Range;

use crate::document::{self, Map, Node, Value};
use crate::problem::Problem;
pub use function::{Edited, SetError, Setting, set};

/// Notation of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML, as templates use it.
    Yaml,
    /// JSON.
    Json,
    /// TOML.
    Toml,
}

/// A value that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A whole number.
    Number(u64),
    /// A text.
    Text(String),
}

impl Scalar {
    fn value(&self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number.to_string()),
            Self::Text(text) => Value::Text(text.clone()),
        }
    }

    /// Returns the value as JSON and TOML write it, and YAML where it would read as another type.
    fn quoted(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quote(text),
        }
    }
}

/// One place of a text that is written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What stands there instead.
    pub replacement: String,
    /// What was written there as the value, where there was one.
    pub was: Option<String>,
}

impl Edit {
    /// Returns the text with the edit made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let Range { start, end } = self.range;
        [&text[..start], &self.replacement, &text[end..]].concat()
    }
}

/// Why a value cannot be set safely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Problem),
    /// Nothing stands where the value would go.
    #[error("there is no `{path}`")]
    NoPlace {
        /// The deepest place that is missing.
        path: String,
    },
    /// What stands there is shared through an anchor.
    #[error("line {line}: `{path}` is shared with other places through an anchor")]
    Shared {
        /// Line, counted from 1.
        line: usize,
        /// The place.
        path: String,
    },
    /// What stands there is computed when it is deployed.
    #[error("line {line}: `{path}` is computed: `{written}`")]
    Computed {
        /// Line, counted from 1.
        line: usize,
        /// The place.
        path: String,
        /// The expression, as written.
        written: String,
    },
    /// What stands there is not one plain value.
    #[error("line {line}: `{path}` is not written as one plain value")]
    NotPlain {
        /// Line, counted from 1.
        line: usize,
        /// The place.
        path: String,
    },
    /// The edit would change something else too, or not be read as meant.
    #[error("line {line}: the layout around `{path}` is none that can be edited safely")]
    Layout {
        /// Line, counted from 1.
        line: usize,
        /// The place.
        path: String,
    },
}

/// Finds the edit that sets a value at a path of keys, replacing what is there or inserting it.
///
/// # Examples
///
/// ```
/// use warmfront_project::edit::{Format, Scalar, scalar};
///
/// let text = "Globals: # of all\n  Function:\n    Timeout: 3\n";
/// let path = ["Globals", "Function", "MemorySize"];
/// let edit = scalar(Format::Yaml, text, &path, &Scalar::Number(512)).unwrap();
/// let expected = "Globals: # of all\n  Function:\n    Timeout: 3\n    MemorySize: 512\n";
/// assert_eq!(edit.apply(text), expected);
/// ```
pub fn scalar(format: Format, text: &str, path: &[&str], value: &Scalar) -> Result<Edit, Refusal> {
    Prepared::new(format, text)?.scalar(path, value)
}

/// A text that was read once, for many edits of which each begins with the text as it is.
#[derive(Debug)]
pub struct Prepared {
    format: Format,
    text: String,
    before: Node,
    layout: Option<layout::Layout>,
}

impl Prepared {
    /// Reads a text.
    pub fn new(format: Format, text: &str) -> Result<Self, Refusal> {
        let before = parse(format, text)?;
        let layout = match format {
            Format::Yaml => Some(yaml::read(bare(text))?),
            Format::Json => Some(json::read(bare(text))?),
            Format::Toml => None,
        };
        Ok(Self {
            format,
            text: text.to_owned(),
            before,
            layout,
        })
    }

    /// Finds the edit that sets a value, as [`scalar`] does.
    pub fn scalar(&self, path: &[&str], value: &Scalar) -> Result<Edit, Refusal> {
        let text = self.text.as_str();
        let offset = text.len() - bare(text).len();
        let mut edit = match &self.layout {
            Some(layout) => place::edit(layout, bare(text), path, value),
            None => toml::edit(bare(text), path, value),
        }?;
        edit.range = edit.range.start + offset..edit.range.end + offset;
        let refused = || Refusal::Layout {
            line: line_of(text, edit.range.start),
            path: path.join("."),
        };
        let after = parse(self.format, &edit.apply(text)).map_err(|_| refused())?;
        if !is_only(&after, Some(&self.before), path, value) {
            return Err(refused());
        }
        Ok(edit)
    }
}

/// Returns a text without the byte order mark, which the parsers pass over.
fn bare(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn parse(format: Format, text: &str) -> Result<Node, Problem> {
    match format {
        Format::Yaml => document::yaml::parse(text),
        Format::Json => document::json::parse(text),
        Format::Toml => document::toml::parse(text),
    }
}

/// Tells whether a document says what another did, but for one value.
fn is_only(after: &Node, before: Option<&Node>, path: &[&str], value: &Scalar) -> bool {
    let Some((key, rest)) = path.split_first() else {
        return after.value == value.value();
    };
    let none = Map::new();
    // What is replaced is a value; only on the way to it must there be maps.
    let before = before.map_or(Some(&none), Node::as_map);
    let (Some(after), Some(before)) = (after.as_map(), before) else {
        return false;
    };
    let others = |map: &Map| map.len() - usize::from(map.contains_key(*key));
    let mut beside = after.iter().filter(|(other, _)| other.as_str() != *key);
    others(after) == others(before)
        && beside.all(|(other, one)| before.get(other).is_some_and(|two| same(one, two)))
        && after
            .get(*key)
            .is_some_and(|below| is_only(below, before.get(*key), rest, value))
}

/// Tells whether two documents say the same, wherever it stands.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(one, two)| same(one, two))
        }
        (Value::Map(left), Value::Map(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((key, one), (other, two))| key == other && same(one, two))
        }
        (left, right) => left == right,
    }
}

/// Returns the line of a place in a text, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// Returns a text in double quotes, as all three notations read it.
fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests;
