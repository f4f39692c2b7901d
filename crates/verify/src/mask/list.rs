//! Learns what varies in a list: its items, or their order.

use std::collections::BTreeMap;

use super::skeleton::{self, Without};
use super::{Gapped, Pattern, Piece, learn};
use crate::compare::{Edit, align};
use crate::value::Value;

/// Most items whose order is looked at when they vary as well: each is compared with each.
const MOST_SHUFFLED: usize = 1_000;

/// Returns what these lists are like, one from each run.
pub(super) fn lists(runs: &[&[Value]]) -> Pattern {
    let n_items = runs[0].len();
    if runs.iter().any(|run| run.len() != n_items) {
        let unjudged = Pattern::Unjudged("a list of another length in every run");
        return gapped(runs).unwrap_or(unjudged);
    }
    if let Some(items) = same_items(runs) {
        return Pattern::Shuffled(items.into_iter().cloned().map(Pattern::Exact).collect());
    }
    for without in [Without::Volatile, Without::Numbers] {
        let skeletons = skeletons(runs, without);
        if skeletons.iter().all(|run| *run == skeletons[0]) {
            break;
        }
        if n_items <= MOST_SHUFFLED
            && let Some(pattern) = shuffled(runs, &skeletons)
        {
            return pattern;
        }
    }
    let column = |index: usize| runs.iter().map(|run| &run[index]).collect::<Vec<_>>();
    Pattern::List((0..n_items).map(|index| learn(&column(index))).collect())
}

/// Items that every run has, in the same order, among others.
fn gapped(runs: &[&[Value]]) -> Option<Pattern> {
    let skeletons = skeletons(runs, Without::Volatile);
    // Where an item stands in each run.
    let mut columns: Vec<Vec<usize>> = (0..runs[0].len()).map(|index| vec![index]).collect();
    for run in &skeletons[1..] {
        let same = |x: usize, y: usize| skeletons[0][columns[x][0]] == run[y];
        for edit in align(columns.len(), run.len(), same) {
            if let Edit::Same(x, y) = edit {
                columns[x].push(y);
            }
        }
        let n_runs = columns.iter().map(Vec::len).max().unwrap_or_default();
        columns.retain(|column| column.len() == n_runs && n_runs > 1);
    }
    columns.retain(|column| column.len() == runs.len());
    if columns.is_empty() {
        return None;
    }
    let item = |column: &Vec<usize>| {
        let items: Vec<&Value> = column.iter().zip(runs).map(|(&at, run)| &run[at]).collect();
        learn(&items)
    };
    let has_others = |&place: &usize| {
        (0..runs.len()).any(|run| {
            let begin = place
                .checked_sub(1)
                .map_or(0, |before| columns[before][run] + 1);
            let end = columns
                .get(place)
                .map_or(runs[run].len(), |column| column[run]);
            begin < end
        })
    };
    Some(Pattern::Gapped(Gapped {
        items: columns.iter().map(item).collect(),
        gaps: (0..=columns.len()).filter(has_others).collect(),
    }))
}

/// The items, if every run has the same in another order.
fn same_items<'a>(runs: &[&'a [Value]]) -> Option<Vec<&'a Value>> {
    let sorted = |run: &&'a [Value]| {
        let mut items: Vec<(String, &Value)> =
            run.iter().map(|item| (item.to_string(), item)).collect();
        items.sort_by(|one, other| one.0.cmp(&other.0));
        items
    };
    let first = sorted(&runs[0]);
    let same = |run: &&'a [Value]| {
        sorted(run)
            .iter()
            .zip(&first)
            .all(|(one, other)| one.0 == other.0)
    };
    runs[1..]
        .iter()
        .all(same)
        .then(|| first.into_iter().map(|(_, item)| item).collect())
}

fn skeletons(runs: &[&[Value]], without: Without) -> Vec<Vec<String>> {
    let of = |run: &&[Value]| run.iter().map(|item| skeleton::of(item, without)).collect();
    runs.iter().map(of).collect()
}

/// Items that are the same but for what tends to vary, in another order in every run.
fn shuffled(runs: &[&[Value]], skeletons: &[Vec<String>]) -> Option<Pattern> {
    let groups: Vec<BTreeMap<&str, Vec<&Value>>> = runs
        .iter()
        .zip(skeletons)
        .map(|(run, skeletons)| grouped(run, skeletons))
        .collect();
    let sizes = |group: &BTreeMap<&str, Vec<&Value>>| -> Vec<(String, usize)> {
        let size = |(key, items): (&&str, &Vec<&Value>)| ((*key).to_owned(), items.len());
        group.iter().map(size).collect()
    };
    let first = sizes(&groups[0]);
    if groups[1..].iter().any(|group| sizes(group) != first) {
        return None;
    }
    let mut patterns = Vec::new();
    for (key, n_items) in &first {
        for index in 0..*n_items {
            let column: Vec<&Value> = groups
                .iter()
                .map(|group| group[key.as_str()][index])
                .collect();
            patterns.push(unrelated(learn(&column)));
        }
    }
    Some(Pattern::Shuffled(patterns))
}

fn grouped<'a>(run: &'a [Value], skeletons: &'a [String]) -> BTreeMap<&'a str, Vec<&'a Value>> {
    let mut groups: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for (item, skeleton) in run.iter().zip(skeletons) {
        groups.entry(skeleton).or_default().push(item);
    }
    groups
}

/// Forgets what stood where: which item of one run is which of another is a guess.
pub(super) fn unrelated(mut pattern: Pattern) -> Pattern {
    forget(&mut pattern);
    pattern
}

fn forget(pattern: &mut Pattern) {
    match pattern {
        Pattern::Number(slot) => slot.variants.clear(),
        Pattern::Text(pieces) => forget_pieces(pieces),
        Pattern::Json(inner) => forget(inner),
        Pattern::List(items) | Pattern::Shuffled(items) | Pattern::Gapped(Gapped { items, .. }) => {
            items.iter_mut().for_each(forget);
        }
        Pattern::Map(members) => {
            for (_, member) in &mut members.fixed {
                forget(member);
            }
            for (name, member) in &mut members.named {
                forget_pieces(name);
                forget(member);
            }
        }
        Pattern::Exact(_) | Pattern::Unjudged(_) => {}
    }
}

fn forget_pieces(pieces: &mut [Piece]) {
    for piece in pieces {
        if let Piece::Masked(slot) = piece {
            slot.variants.clear();
        }
    }
}
