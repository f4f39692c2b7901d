//! Where in a laid-out text a value goes.

use std::fmt::Write;
use std::ops::Range;

use super::layout::{Entry, Keys, Kind, Layout, Piece};
use super::{Edit, Refusal, Scalar, flow, line_of};

/// What is set, and in which text.
struct Task<'a> {
    layout: &'a Layout,
    text: &'a str,
    path: &'a [&'a str],
    value: &'a Scalar,
}

/// Finds the edit that sets a value at a path.
pub(super) fn edit(
    layout: &Layout,
    text: &str,
    path: &[&str],
    value: &Scalar,
) -> Result<Edit, Refusal> {
    let task = Task {
        layout,
        text,
        path,
        value,
    };
    let Some(root) = &layout.root else {
        return Err(task.missing(1));
    };
    task.follow(root)
}

impl Task<'_> {
    fn follow(&self, root: &Piece) -> Result<Edit, Refusal> {
        let mut piece = root;
        for (depth, key) in self.path.iter().enumerate() {
            self.refuse_shared(piece, depth)?;
            let (Kind::Block(entries) | Kind::Flow(entries)) = &piece.kind else {
                return Err(self.unfit(piece, depth));
            };
            // Of duplicate keys the last counts.
            let known = |entry: &&Entry| entry.key.as_deref() == Some(key);
            match entries.iter().rev().find(known) {
                Some(entry) => piece = &entry.value,
                None => return self.insert(piece, depth),
            }
        }
        self.replace(piece)
    }

    fn replace(&self, piece: &Piece) -> Result<Edit, Refusal> {
        let depth = self.path.len();
        self.refuse_shared(piece, depth)?;
        let written = self.slice(&piece.range);
        if !matches!(piece.kind, Kind::Scalar) {
            return Err(self.unfit(piece, depth));
        }
        if written.contains("${") {
            return Err(self.computed(piece, depth));
        }
        Ok(Edit {
            range: piece.range.clone(),
            replacement: self.written(),
            was: Some(written.trim_matches(['"', '\'']).to_owned()),
        })
    }

    fn insert(&self, piece: &Piece, depth: usize) -> Result<Edit, Refusal> {
        let keys = &self.path[depth..];
        let (range, replacement) = match &piece.kind {
            Kind::Flow(entries) => {
                let quoted = entries.first().is_some_and(|entry| {
                    let key = self.slice(&entry.place);
                    key.starts_with('"')
                });
                let keys_are = if quoted {
                    Keys::Quoted
                } else {
                    self.layout.keys
                };
                let entry = flow::entry(keys, &self.written(), keys_are);
                flow::insertion(self.text, piece, entries, &entry)
            }
            Kind::Block(entries) => self
                .block(entries, keys)
                .ok_or_else(|| self.layout_of(piece, depth))?,
            _ => return Err(self.unfit(piece, depth)),
        };
        Ok(Edit {
            range: range..range,
            replacement,
            was: None,
        })
    }

    /// Returns where lines are inserted in a map by indentation, and these lines: below the values
    /// of one line that it begins with, or else above its first key.
    fn block(&self, entries: &[Entry], keys: &[&str]) -> Option<(usize, String)> {
        let first = entries.first()?;
        let start_of_line = self.line_start(first.place.start);
        let indent = self.text[start_of_line..first.place.start].chars().count();
        let line_end = self.line_end(first.place.start);
        let mut lines = String::new();
        for (depth, key) in keys.iter().enumerate() {
            let blanks = indent + 2 * depth;
            let value = if depth + 1 == keys.len() {
                format!(" {}", self.written())
            } else {
                String::new()
            };
            let key = flow::key(key, Keys::Bare);
            // Writing to a string cannot fail.
            let _ = write!(lines, "{:blanks$}{key}:{value}{line_end}", "");
        }
        let above = entries
            .iter()
            .map_while(|entry| self.end_of_entry_line(entry))
            .last();
        match above {
            Some(at) if self.text[..at].ends_with('\n') => Some((at, lines)),
            // The last line of the file has no end.
            Some(at) => Some((at, format!("{line_end}{}", lines.trim_end()))),
            None if self.text[start_of_line..first.place.start]
                .trim()
                .is_empty() =>
            {
                Some((start_of_line, lines))
            }
            None => None,
        }
    }

    /// Returns where the line after an entry begins, if key and value are all of one line.
    fn end_of_entry_line(&self, entry: &Entry) -> Option<usize> {
        let end = entry.value.range.end;
        let whole = self.slice(&(entry.place.start..end));
        if !matches!(entry.value.kind, Kind::Scalar | Kind::Tagged | Kind::Alias)
            || whole.contains('\n')
        {
            return None;
        }
        let rest = &self.text[end..];
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        let after = line.trim();
        (after.is_empty() || after.starts_with('#')).then_some(end + line.len())
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> &'static str {
        let rest = &self.text[at..];
        let end = rest.find('\n').map_or("", |end| &rest[..end]);
        if end.ends_with('\r') { "\r\n" } else { "\n" }
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn written(&self) -> String {
        match self.value {
            Scalar::Text(text) if self.layout.keys == Keys::Bare && flow::is_bare(text) => {
                text.clone()
            }
            value => value.quoted(),
        }
    }

    fn refuse_shared(&self, piece: &Piece, depth: usize) -> Result<(), Refusal> {
        let is_named = self.layout.aliased.contains(&piece.anchor);
        if is_named || matches!(piece.kind, Kind::Alias) {
            return Err(Refusal::Shared {
                line: line_of(self.text, piece.range.start),
                path: self.path_to(depth),
            });
        }
        Ok(())
    }

    fn unfit(&self, piece: &Piece, depth: usize) -> Refusal {
        let written = self.slice(&piece.range);
        if matches!(piece.kind, Kind::Tagged) || written.contains("${") {
            return self.computed(piece, depth);
        }
        Refusal::NotPlain {
            line: line_of(self.text, piece.range.start),
            path: self.path_to(depth),
        }
    }

    fn computed(&self, piece: &Piece, depth: usize) -> Refusal {
        let written = self.slice(&piece.range);
        Refusal::Computed {
            line: line_of(self.text, piece.range.start),
            path: self.path_to(depth),
            written: written.lines().next().unwrap_or_default().to_owned(),
        }
    }

    fn layout_of(&self, piece: &Piece, depth: usize) -> Refusal {
        Refusal::Layout {
            line: line_of(self.text, piece.range.start),
            path: self.path_to(depth),
        }
    }

    fn missing(&self, depth: usize) -> Refusal {
        Refusal::NoPlace {
            path: self.path_to(depth),
        }
    }

    fn path_to(&self, depth: usize) -> String {
        self.path[..depth.min(self.path.len())].join(".")
    }
}
