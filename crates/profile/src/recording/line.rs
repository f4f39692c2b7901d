//! One line as it is written; numbers are not looked up yet.

use std::fmt;

use serde::Deserialize as Derive;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::text::{Few, Flag, Owned, Text};
use super::{Collection, Moment, process, span};
use crate::document::CallKind;

/// The number of something that was told before; negative for none.
pub(super) type Number = i64;

/// Most strings that are taken from one list of names.
const MOST_NAMES: usize = 10_000;

/// A line by its kind.
pub(super) enum Line<'a> {
    Batch(u32),
    Process(Box<Process>),
    Text(Number, Text<'a>),
    Mark(Mark<'a>),
    Import(Import),
    Collection(Collection),
    Span(Box<Span<'a>>),
    Frame(Frame),
    Stack(Stack),
    Sample(Sample),
    Function(Function<'a>),
    Edge(Edge),
    Need(Need),
    Used(Used<'a>),
    Names(Names<'a>),
    Library(Number, Text<'a>),
    Json(Json<'a>),
    Note(Text<'a>),
    End,
    /// A kind of a later version of the agent.
    Unknown,
}

#[derive(Derive)]
pub(super) struct Process {
    pub(super) pid: u32,
    pub(super) parent: u32,
    pub(super) facts: process::Told,
}

#[derive(Derive)]
pub(super) struct Mark<'a> {
    pub(super) moment: Moment,
    pub(super) time: u64,
    pub(super) cpu: u64,
    pub(super) resident: u64,
    #[serde(borrow)]
    pub(super) request_id: Option<Text<'a>>,
}

#[derive(Derive)]
pub(super) struct Import {
    pub(super) sequence: u32,
    pub(super) parent: Number,
    pub(super) thread: u64,
    pub(super) module: Number,
    pub(super) file: Number,
    pub(super) line: u32,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) cpu: u64,
    pub(super) resident: i64,
    pub(super) stats: u32,
    pub(super) failed: Flag,
    pub(super) origin: Number,
    pub(super) cached: Number,
    pub(super) loader: Number,
}

#[derive(Derive)]
pub(super) struct Span<'a> {
    pub(super) id: u64,
    pub(super) parent: Option<u64>,
    pub(super) thread: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) kind: CallKind,
    #[serde(borrow)]
    pub(super) library: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) operation: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) target: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) file: Option<Text<'a>>,
    pub(super) line: Option<u32>,
    #[serde(borrow)]
    pub(super) function: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) error: Option<Text<'a>>,
    pub(super) attributes: span::Told,
}

#[derive(Derive)]
pub(super) struct Frame {
    pub(super) number: Number,
    pub(super) name: Number,
    pub(super) file: Number,
    pub(super) first_line: u32,
}

#[derive(Derive)]
pub(super) struct Stack {
    pub(super) number: Number,
    pub(super) parent: Number,
    pub(super) frame: Number,
    pub(super) line: u32,
}

#[derive(Derive)]
pub(super) struct Sample {
    pub(super) time: u64,
    pub(super) thread: u64,
    pub(super) stack: Number,
    pub(super) cpu: u64,
    pub(super) wall: u64,
}

#[derive(Derive)]
pub(super) struct Function<'a> {
    #[serde(borrow)]
    pub(super) phase: Text<'a>,
    pub(super) name: Number,
    pub(super) file: Number,
    pub(super) first_line: u32,
    pub(super) count: u64,
    pub(super) wall: u64,
    pub(super) stopped: Flag,
}

#[derive(Derive)]
pub(super) struct Need {
    pub(super) from: Number,
    pub(super) to: Number,
}

#[derive(Derive)]
pub(super) struct Edge {
    pub(super) from: Number,
    pub(super) to: Number,
    pub(super) line: u32,
}

#[derive(Derive)]
pub(super) struct Used<'a> {
    #[serde(borrow)]
    pub(super) request_id: Option<Text<'a>>,
    pub(super) module: Number,
    #[serde(borrow)]
    pub(super) how: Text<'a>,
}

#[derive(Derive)]
pub(super) struct Names<'a> {
    #[serde(borrow)]
    pub(super) request_id: Option<Text<'a>>,
    pub(super) names: Few<Owned, MOST_NAMES>,
}

#[derive(Derive)]
pub(super) struct Json<'a> {
    #[serde(borrow)]
    pub(super) operation: Text<'a>,
    #[serde(borrow)]
    pub(super) request_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) digest: Text<'a>,
    pub(super) bytes: u64,
    pub(super) wall: u64,
    #[serde(borrow)]
    pub(super) file: Option<Text<'a>>,
    pub(super) line: u32,
}

impl<'de: 'a, 'a> Deserialize<'de> for Line<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(LineVisitor)
    }
}

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = Line<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list that begins with a kind")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Line<'de>, A::Error> {
        let Some(Text(kind)) = list.next_element()? else {
            return Err(A::Error::custom("an empty line"));
        };
        let line = rest(&kind, &mut list)?;
        // What a later version adds at the end is not for us.
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(line)
    }
}

/// Reads what follows the kind.
fn rest<'de, A: SeqAccess<'de>>(kind: &str, list: &mut A) -> Result<Line<'de>, A::Error> {
    Ok(match kind {
        "batch" => Line::Batch(record::<(u32,), A>(list)?.0),
        "process" => Line::Process(Box::new(record(list)?)),
        "text" => {
            let (number, text) = record(list)?;
            Line::Text(number, text)
        }
        "mark" => Line::Mark(record(list)?),
        "import" => Line::Import(record(list)?),
        "gc" => Line::Collection(record(list)?),
        "span" => Line::Span(Box::new(record(list)?)),
        "frame" => Line::Frame(record(list)?),
        "stack" => Line::Stack(record(list)?),
        "sample" => Line::Sample(record(list)?),
        "function" => Line::Function(record(list)?),
        "edge" => Line::Edge(record(list)?),
        "need" => Line::Need(record(list)?),
        "used" => Line::Used(record(list)?),
        "names" => Line::Names(record(list)?),
        "library" => {
            let (import, path) = record(list)?;
            Line::Library(import, path)
        }
        "json" => Line::Json(record(list)?),
        "note" => Line::Note(record::<(Text<'de>,), A>(list)?.0),
        "end" => Line::End,
        _ => Line::Unknown,
    })
}

/// Reads a record whose fields are the next elements.
fn record<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(list: &mut A) -> Result<T, A::Error> {
    T::deserialize(SeqAccessDeserializer::new(list))
}
