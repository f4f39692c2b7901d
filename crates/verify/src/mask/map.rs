//! Learns what varies in a map: its members, their names, or their order.

use std::collections::BTreeMap;

use super::skeleton::{self, Without};
use super::{Members, Order, Others, Pattern, Piece, learn, text};
use crate::value::Value;

type Run<'a> = &'a [(String, Value)];

/// Returns what these maps are like, one from each run.
pub(super) fn maps(runs: &[Run]) -> Pattern {
    let names = |run: &Run| run.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let first = names(&runs[0]);
    if runs.iter().all(|run| names(run) == first) {
        let column = |index: usize| runs.iter().map(|run| &run[index].1).collect::<Vec<_>>();
        let member = |(index, name)| (name, learn(&column(index)));
        return Pattern::Map(Members {
            fixed: first.into_iter().enumerate().map(member).collect(),
            named: Vec::new(),
            order: Order::Kept,
            others: Others::None,
        });
    }
    by_name(runs)
}

fn by_name(runs: &[Run]) -> Pattern {
    let indexes: Vec<Index> = runs.iter().map(|run| index(run)).collect();
    let everywhere = |name: &Name| indexes.iter().all(|index| index.contains_key(name));
    let fixed = occurrences(runs[0])
        .filter(|(name, _)| everywhere(name))
        .map(|(name, _)| {
            let column: Vec<&Value> = indexes.iter().map(|index| index[&name]).collect();
            (name.0.to_owned(), learn(&column))
        })
        .collect();
    let rest: Vec<Vec<(&str, &Value)>> = runs
        .iter()
        .map(|run| {
            let rest = occurrences(run).filter(|(name, _)| !everywhere(name));
            rest.map(|((name, _), value)| (name, value)).collect()
        })
        .collect();
    let named = named(rest);
    let others = if named.is_some() {
        Others::None
    } else {
        Others::Unjudged
    };
    Pattern::Map(Members {
        fixed,
        named: named.unwrap_or_default(),
        order: Order::Varies,
        others,
    })
}

/// A name, and how many members of that name came before.
type Name<'a> = (&'a str, usize);

type Index<'a> = BTreeMap<Name<'a>, &'a Value>;

fn index(run: Run<'_>) -> Index<'_> {
    occurrences(run).collect()
}

fn occurrences(run: Run<'_>) -> impl Iterator<Item = (Name<'_>, &Value)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    run.iter().map(move |(name, value)| {
        let n_seen = seen.entry(name).or_default();
        *n_seen += 1;
        ((name.as_str(), *n_seen - 1), value)
    })
}

/// Members whose names vary, such as those named by a UUID.
fn named(mut rest: Vec<Vec<(&str, &Value)>>) -> Option<Vec<(Vec<Piece>, Pattern)>> {
    let n_members = rest[0].len();
    if rest.iter().any(|run| run.len() != n_members) {
        return None;
    }
    let shape = |(name, _): &(&str, &Value)| skeleton::of_text(name, Without::Numbers);
    for run in &mut rest {
        run.sort_by_cached_key(shape);
    }
    (0..n_members)
        .map(|index| {
            let names: Vec<&str> = rest.iter().map(|run| run[index].0).collect();
            let values: Vec<&Value> = rest.iter().map(|run| run[index].1).collect();
            let name = text::texts(&names);
            let free = name.iter().any(|piece| matches!(piece, Piece::Free));
            (!free).then(|| (name, learn(&values)))
        })
        .collect()
}
