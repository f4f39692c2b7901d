//! The layout of a YAML text.

use std::collections::BTreeSet;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::layout::{Entry, Keys, Kind, Layout, Piece};
use crate::document::DEEPEST;
use crate::problem::Problem;

/// Returns the layout of a text that was read as YAML before.
pub(super) fn read(text: &str) -> Result<Layout, Problem> {
    let mut reader = Reader {
        text,
        bytes: text.char_indices().map(|(at, _)| at).collect(),
        open: Vec::new(),
        aliased: BTreeSet::new(),
        root: None,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| Problem::new(None, error.info()))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        reader.take(&event, span)?;
    }
    Ok(Layout {
        root: reader.root,
        aliased: reader.aliased,
        keys: Keys::Bare,
    })
}

struct Reader<'t> {
    text: &'t str,
    /// Where each character begins: the parser counts characters.
    bytes: Vec<usize>,
    open: Vec<Open>,
    aliased: BTreeSet<usize>,
    root: Option<Piece>,
}

/// A collection that is still being read.
struct Open {
    start: usize,
    anchor: usize,
    is_tagged: bool,
    entries: Option<Vec<Entry>>,
    key: Option<(Option<String>, Range<usize>)>,
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span) -> Result<(), Problem> {
        let range = self.byte(span.start.index())..self.byte(span.end.index());
        match event {
            Event::Scalar(text, _, anchor, tag) => {
                let kind = match tag {
                    Some(_) => Kind::Tagged,
                    None if is_exact(&self.text[range.clone()], text) => Kind::Scalar,
                    None => Kind::Text,
                };
                let piece = Piece {
                    range,
                    anchor: *anchor,
                    kind,
                };
                self.put(piece, Some(text));
            }
            Event::Alias(anchor) => {
                self.aliased.insert(*anchor);
                let piece = Piece {
                    range,
                    anchor: 0,
                    kind: Kind::Alias,
                };
                self.put(piece, None);
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(range.start, *anchor, tag.is_some(), None)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.open(range.start, *anchor, tag.is_some(), Some(Vec::new()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => {}
        }
        Ok(())
    }

    fn byte(&self, character: usize) -> usize {
        let end = self.text.len();
        self.bytes.get(character).copied().unwrap_or(end)
    }

    fn open(
        &mut self,
        start: usize,
        anchor: usize,
        is_tagged: bool,
        entries: Option<Vec<Entry>>,
    ) -> Result<(), Problem> {
        if self.open.len() >= DEEPEST {
            return Err(Problem::new(None, "this is nested too deeply"));
        }
        self.open.push(Open {
            start,
            anchor,
            is_tagged,
            entries,
            key: None,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let is_flow = self.text[open.start..].starts_with('{');
        let kind = match open.entries {
            _ if open.is_tagged => Kind::Tagged,
            None => Kind::List,
            Some(entries) if is_flow => Kind::Flow(entries),
            Some(entries) => Kind::Block(entries),
        };
        let piece = Piece {
            range: open.start..end,
            anchor: open.anchor,
            kind,
        };
        self.put(piece, None);
    }

    /// Puts a finished value where it belongs; `text` is what it says, if it is one scalar.
    fn put(&mut self, piece: Piece, text: Option<&str>) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(piece);
            return;
        };
        let Some(entries) = &mut open.entries else {
            return;
        };
        match open.key.take() {
            None => open.key = Some((text.map(str::to_owned), piece.range)),
            Some((key, place)) => entries.push(Entry {
                key,
                place,
                value: piece,
            }),
        }
    }
}

/// Tells whether the bytes are a value of one line and nothing else: of an empty text in quotes, the
/// parser takes in the comment after it, and of any other value the anchor before it.
fn is_exact(written: &str, text: &str) -> bool {
    let inside = ['"', '\''].iter().find_map(|quote| {
        let inside = written.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inside.contains(*quote)).then_some(inside)
    });
    match inside {
        Some(inside) => !inside.contains('\n'),
        None => !written.is_empty() && written == text && !text.contains('\n'),
    }
}
