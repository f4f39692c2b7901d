//! Differences between lists: items that are gone, new, elsewhere, or others.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::align::{Edit, align};
use super::{Change, Comparer, Expect, excerpt};
use crate::mask::Pattern;
use crate::value::{Step, Value};

/// Most pairs of items in a gap that are looked at for the most alike.
const MOST_PAIRS: usize = 2_500;

/// Most removed and added items among which moved ones are looked for.
const MOST_MOVED: usize = 64;

/// Items of both sides that have no counterpart.
#[derive(Default)]
struct Lonely {
    removed: Vec<usize>,
    added: Vec<usize>,
}

impl Comparer {
    /// Compares items; where there are `gaps` between the own ones, there may be any others.
    pub(super) fn list(&mut self, (own, gaps): (&[Expect], &[usize]), items: &[Value]) {
        let members = self.members;
        let same = |x: usize, y: usize| own[x].accepts(&items[y], members);
        let mut lonely = Lonely::default();
        for edit in align(own.len(), items.len(), same) {
            match edit {
                // Once more, to see what stands in masked places.
                Edit::Same(x, y) => self.item(own[x], (y, &items[y])),
                // Which of several that are alike the others are is a guess, so they may be anywhere.
                Edit::Gap(x, _) if x.is_empty() && !gaps.is_empty() => {}
                Edit::Gap(x, y) => {
                    let n_added = lonely.added.len();
                    self.gap((own, x), (items, y), &mut lonely);
                    if !gaps.is_empty() {
                        lonely.added.truncate(n_added);
                    }
                }
            }
        }
        self.lonely(own, items, lonely);
    }

    fn item(&mut self, expect: Expect, (index, value): (usize, &Value)) {
        if matches!(expect, Expect::Pattern(_)) {
            self.below(Step::Index(index), expect, value);
        }
    }

    /// Pairs what is alike in a gap.
    fn gap(
        &mut self,
        (own, x): (&[Expect], Range<usize>),
        (items, y): (&[Value], Range<usize>),
        lonely: &mut Lonely,
    ) {
        let pairs = pairs(&own[x.clone()], &items[y.clone()]);
        let mut pairs = pairs
            .into_iter()
            .map(|(one, other)| (x.start + one, y.start + other));
        let (mut one, mut other) = (x.start, y.start);
        loop {
            let next = pairs.next();
            let (to_one, to_other) = next.unwrap_or((x.end, y.end));
            lonely.removed.extend(one..to_one);
            lonely.added.extend(other..to_other);
            if next.is_none() {
                return;
            }
            self.below(Step::Index(to_other), own[to_one], &items[to_other]);
            (one, other) = (to_one + 1, to_other + 1);
        }
    }

    /// Tells what has no counterpart, unless it has one elsewhere.
    fn lonely(&mut self, own: &[Expect], items: &[Value], lonely: Lonely) {
        let Lonely { removed, mut added } = lonely;
        let few = removed.len().max(added.len()) <= MOST_MOVED;
        for x in removed {
            let same = |&y: &usize| own[x].accepts(&items[y], self.members);
            let elsewhere = if few {
                added.iter().position(same)
            } else {
                None
            };
            let step = Step::Index(x);
            match elsewhere {
                Some(index) => {
                    let y = added.remove(index);
                    let place = Value::Text(format!("item {y}"));
                    self.found_below(step, Change::Moved, (Some(own[x]), Some(&place)));
                }
                None => self.found_below(step, Change::Removed, (Some(own[x]), None)),
            }
        }
        for y in added {
            self.found_below(Step::Index(y), Change::Added, (None, Some(&items[y])));
        }
    }

    /// Compares items whose order does not matter.
    pub(super) fn shuffled(&mut self, own: &[Pattern], items: &[Value]) {
        let own: Vec<Expect> = own.iter().map(Expect::Pattern).collect();
        let (exact, masked): (Vec<Expect>, Vec<Expect>) = own
            .into_iter()
            .map(Expect::plain)
            .partition(|expect| matches!(expect, Expect::Value(_)));
        // What must be one value takes it before what may be several does.
        let (mut missing, mut left) = unpaired(&exact, items);
        for expect in masked {
            let found = left
                .iter()
                .position(|&index| expect.accepts(&items[index], self.members));
            match found {
                Some(index) => {
                    left.remove(index);
                }
                None => missing.push(expect),
            }
        }
        let rest: Vec<Value> = left.iter().map(|&index| items[index].clone()).collect();
        let mut lonely = Lonely::default();
        if !missing.is_empty() || !rest.is_empty() {
            let all = (0..missing.len(), 0..rest.len());
            self.gap((&missing, all.0), (&rest, all.1), &mut lonely);
            self.lonely(&missing, &rest, lonely);
        }
    }
}

/// Returns which values are missing among items, and which items are left.
fn unpaired<'a>(exact: &[Expect<'a>], items: &[Value]) -> (Vec<Expect<'a>>, Vec<usize>) {
    let mut places: HashMap<&Value, Vec<usize>> = HashMap::new();
    for (index, item) in items.iter().enumerate().rev() {
        places.entry(item).or_default().push(index);
    }
    let mut left: BTreeSet<usize> = (0..items.len()).collect();
    let mut missing = Vec::new();
    for &expect in exact {
        let Expect::Value(value) = expect else {
            continue;
        };
        match places.get_mut(value).and_then(Vec::pop) {
            Some(index) => {
                left.remove(&index);
            }
            None => missing.push(expect),
        }
    }
    (missing, left.into_iter().collect())
}

/// Pairs of items that are most alike, in order.
fn pairs(own: &[Expect], items: &[Value]) -> Vec<(usize, usize)> {
    let (n, m) = (own.len(), items.len());
    if n == m || n * m > MOST_PAIRS {
        return (0..n.min(m)).map(|index| (index, index)).collect();
    }
    let own: Vec<Value> = own.iter().map(|expect| expect.shown()).collect();
    // The best sum of likeness from a pair on.
    let mut best = vec![vec![0_usize; m + 1]; n + 1];
    for x in (0..n).rev() {
        for y in (0..m).rev() {
            let paired = best[x + 1][y + 1] + likeness(&own[x], &items[y]);
            best[x][y] = paired.max(best[x + 1][y]).max(best[x][y + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut x, mut y) = (0, 0);
    while x < n && y < m {
        if best[x][y] == best[x + 1][y] {
            x += 1;
        } else if best[x][y] == best[x][y + 1] {
            y += 1;
        } else {
            pairs.push((x, y));
            (x, y) = (x + 1, y + 1);
        }
    }
    pairs
}

/// How alike two values are that are not the same, from 0 to 100; less than 30 is not at all.
fn likeness(one: &Value, other: &Value) -> usize {
    let likeness = match (one, other) {
        (Value::Map(one), Value::Map(other)) => {
            let same = one.iter().filter(|member| other.contains(member)).count();
            let named = one
                .iter()
                .filter(|(name, _)| other.iter().any(|(other, _)| other == name))
                .count();
            50 * (same + named) / one.len().max(other.len()).max(1)
        }
        (Value::List(one), Value::List(other)) => {
            let same = one
                .iter()
                .zip(other)
                .filter(|(one, other)| one == other)
                .count();
            100 * same / one.len().max(other.len()).max(1)
        }
        (Value::Text(one), Value::Text(other)) => {
            let (begin, end) = excerpt::common(one, other);
            100 * (begin + end) / one.len().max(other.len()).max(1)
        }
        (Value::Number(_), Value::Number(_)) => 40,
        _ => 0,
    };
    if likeness < 30 { 0 } else { likeness }
}
