//! Where calls are made: the line, and what is called there for whom.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Place;
use super::view::View;
use crate::document::{Call, CallKind};

/// A line, and what is called there for whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<u32>,
    pub(super) kind: CallKind,
    pub(super) library: &'a str,
    pub(super) operation: &'a str,
    pub(super) target: &'a str,
    pub(super) statement: Option<&'a str>,
}

impl<'a> Site<'a> {
    /// Returns the site of a call.
    pub(super) fn of(call: &'a Call) -> Self {
        Self {
            file: call.file.as_deref(),
            line: call.line,
            kind: call.kind,
            library: &call.library,
            operation: &call.operation,
            target: &call.target,
            statement: call.statement.as_deref(),
        }
    }
}

/// Calls of one site in one measured invocation.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// Position of the invocation among the measured ones.
    pub(super) position: usize,
    /// The calls, by start.
    pub(super) calls: Vec<usize>,
}

/// Returns the outermost calls that wait by site, invocation by invocation.
pub(super) fn outermost<'a>(view: &View<'a>) -> BTreeMap<Site<'a>, Vec<Turn>> {
    let mut sites: BTreeMap<Site<'a>, Vec<Turn>> = BTreeMap::new();
    for (position, measured) in view.measured.iter().enumerate() {
        for &call in &measured.outermost {
            let turns = sites.entry(Site::of(view.call(call))).or_default();
            match turns.last_mut() {
                Some(turn) if turn.position == position => turn.calls.push(call),
                _ => turns.push(Turn {
                    position,
                    calls: vec![call],
                }),
            }
        }
    }
    sites
}

/// Returns the positions of turns.
pub(super) fn positions(turns: &[Turn]) -> BTreeSet<usize> {
    turns.iter().map(|turn| turn.position).collect()
}

/// Returns all calls of turns.
pub(super) fn calls(turns: &[Turn]) -> Vec<usize> {
    turns
        .iter()
        .flat_map(|turn| turn.calls.iter().copied())
        .collect()
}

/// Returns the line of the first call of turns.
pub(super) fn place(view: &View<'_>, turns: &[Turn]) -> Place {
    let first = turns.first().and_then(|turn| turn.calls.first());
    first
        .map(|&call| Place::of(view.call(call)))
        .unwrap_or_default()
}
