//! The layout of a JSON text.

use std::collections::BTreeSet;

use super::layout::{Entry, Keys, Kind, Layout, Piece};
use crate::problem::Problem;

/// Returns the layout of a text that was read as JSON before, so that its depth is bounded.
pub(super) fn read(text: &str) -> Result<Layout, Problem> {
    let mut scanner = Scanner { text, at: 0 };
    let root = scanner.value();
    Ok(Layout {
        root: Some(root.ok_or_else(|| Problem::new(None, "this is not JSON"))?),
        aliased: BTreeSet::new(),
        keys: Keys::Quoted,
    })
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn value(&mut self) -> Option<Piece> {
        self.blanks();
        let start = self.at;
        let kind = match self.next()? {
            b'{' => Kind::Flow(self.entries()?),
            b'[' => {
                self.items()?;
                Kind::List
            }
            b'"' => {
                self.string()?;
                Kind::Scalar
            }
            _ => {
                self.while_is(|byte| !matches!(byte, b',' | b']' | b'}') && !is_blank(byte));
                Kind::Scalar
            }
        };
        Some(Piece {
            range: start..self.at,
            anchor: 0,
            kind,
        })
    }

    fn entries(&mut self) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        loop {
            self.blanks();
            let start = self.at;
            match self.next()? {
                b'}' => return Some(entries),
                b',' => {}
                b'"' => {
                    self.string()?;
                    let place = start..self.at;
                    let key = serde_json::from_str(&self.text[place.clone()]).ok();
                    self.blanks();
                    (self.next()? == b':').then_some(())?;
                    let value = self.value()?;
                    entries.push(Entry { key, place, value });
                }
                _ => return None,
            }
        }
    }

    fn items(&mut self) -> Option<()> {
        loop {
            self.blanks();
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => self.at += 1,
                _ => {
                    self.value()?;
                }
            }
        }
    }

    /// Passes over what follows an opening quote.
    fn string(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => {
                    self.next()?;
                }
                _ => {}
            }
        }
    }

    fn blanks(&mut self) {
        self.while_is(is_blank);
    }

    fn while_is(&mut self, fits: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&fits) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
