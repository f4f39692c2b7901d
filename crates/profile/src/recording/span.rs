//! One call, and what is known of it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::text::{self, Few, Owned, Text};
use crate::document::CallKind;

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Its id, unique over the processes of an environment.
    pub id: u64,
    /// The call that it was made by.
    pub parent: Option<u64>,
    /// Thread.
    pub thread: u64,
    /// Start.
    pub start: u64,
    /// End, not before the start.
    pub end: u64,
    /// Kind.
    pub kind: CallKind,
    /// Library.
    pub library: String,
    /// Operation.
    pub operation: String,
    /// Target.
    pub target: String,
    /// File of the user's line.
    pub file: Option<String>,
    /// The line.
    pub line: u32,
    /// Function that the line is in.
    pub function: Option<String>,
    /// Type of the error.
    pub error: Option<String>,
    /// The rest.
    pub attributes: Attributes,
}

/// What is known of a call besides; all of it may be absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// Attempts, the first included.
    pub attempts: Option<u32>,
    /// Status.
    pub status: Option<u16>,
    /// Bytes sent.
    pub request_bytes: Option<u64>,
    /// Bytes received.
    pub response_bytes: Option<u64>,
    /// Rows or items received.
    pub rows: Option<u64>,
    /// `new` or `reused`.
    pub connection: Option<String>,
    /// Time for making the connection, in nanoseconds.
    pub connect: Option<u64>,
    /// Time limit in seconds; `"none"` where there is none.
    pub timeout: Option<TimeLimit>,
    /// Statement without its parameters.
    pub statement: Option<String>,
    /// What a survey adds; apart, since most calls have none of it.
    pub closer: Option<Box<Closer>>,
}

/// What a survey tells of a call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Closer {
    /// Digest of all that was asked, in hexadecimal.
    pub params: Option<String>,
    /// Digest of the answer.
    pub answer: Option<String>,
    /// Digest of the operation and its parameters' names.
    pub shape: Option<String>,
    /// Digests of the single values that were sent, those of one or two characters and small
    /// numbers left out.
    pub inputs: Vec<u32>,
    /// Digests of the single values that came back.
    pub outputs: Vec<u32>,
    /// Bytes of each attribute or column that came back, by name.
    pub fields: Vec<(String, u64)>,
    /// Items that the service looked at.
    pub scanned: Option<u64>,
    /// Whether it asked for some attributes only.
    pub projected: bool,
    /// What the database says of how it finds the rows.
    pub plan: Option<String>,
    /// Whether it changes nothing at the service.
    pub reads: bool,
    /// Names of the top-level parameters.
    pub parameters: Vec<String>,
}

/// A time limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeLimit {
    /// Seconds.
    Seconds(f64),
    /// None: the word `none`.
    Never,
}

/// Most values, attributes or names that are kept of one call.
const MOST_VALUES: usize = 4096;

/// [`Attributes`] as they are written.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    attempts: Option<u32>,
    status: Option<u16>,
    request_bytes: Option<u64>,
    response_bytes: Option<u64>,
    rows: Option<u64>,
    #[serde(deserialize_with = "text::optional")]
    connection: Option<String>,
    connect: Option<u64>,
    timeout: Option<TimeLimit>,
    #[serde(deserialize_with = "text::optional")]
    statement: Option<String>,
    #[serde(deserialize_with = "text::optional")]
    params: Option<String>,
    #[serde(deserialize_with = "text::optional")]
    answer: Option<String>,
    #[serde(deserialize_with = "text::optional")]
    shape: Option<String>,
    inputs: Few<u32, MOST_VALUES>,
    outputs: Few<u32, MOST_VALUES>,
    fields: Fields,
    scanned: Option<u64>,
    projected: bool,
    #[serde(deserialize_with = "text::optional")]
    plan: Option<String>,
    reads: bool,
    parameters: Few<Owned, MOST_VALUES>,
}

impl From<Told> for Attributes {
    fn from(told: Told) -> Self {
        let closer = Closer {
            params: told.params,
            answer: told.answer,
            shape: told.shape,
            inputs: told.inputs.0,
            outputs: told.outputs.0,
            fields: told.fields.0,
            scanned: told.scanned,
            projected: told.projected,
            plan: told.plan,
            reads: told.reads,
            parameters: told
                .parameters
                .0
                .into_iter()
                .map(|parameter| parameter.0)
                .collect(),
        };
        Self {
            attempts: told.attempts,
            status: told.status,
            request_bytes: told.request_bytes,
            response_bytes: told.response_bytes,
            rows: told.rows,
            connection: told.connection,
            connect: told.connect,
            timeout: told.timeout,
            statement: told.statement,
            closer: (closer != Closer::default()).then(|| Box::new(closer)),
        }
    }
}

impl<'de> Deserialize<'de> for TimeLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeLimitVisitor)
    }
}

struct TimeLimitVisitor;

impl Visitor<'_> for TimeLimitVisitor {
    type Value = TimeLimit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds or `none`")
    }

    fn visit_f64<E>(self, seconds: f64) -> Result<TimeLimit, E> {
        Ok(TimeLimit::Seconds(seconds))
    }

    #[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^53 seconds")]
    fn visit_u64<E>(self, seconds: u64) -> Result<TimeLimit, E> {
        Ok(TimeLimit::Seconds(seconds as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^53 seconds")]
    fn visit_i64<E>(self, seconds: i64) -> Result<TimeLimit, E> {
        Ok(TimeLimit::Seconds(seconds as f64))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<TimeLimit, E> {
        match word {
            "none" => Ok(TimeLimit::Never),
            _ => Err(E::custom("a word that is not `none`")),
        }
    }
}

/// Bytes by name, in the order of names.
#[derive(Default)]
struct Fields(Vec<(String, u64)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            if fields.len() < MOST_VALUES {
                fields.push((name.into_owned(), map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        fields.sort();
        fields.dedup_by(|later, earlier| later.0 == earlier.0);
        Ok(Fields(fields))
    }
}
