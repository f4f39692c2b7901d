//! Differences between maps: members that are gone, new, or others, and their order.

use std::collections::BTreeMap;

use super::{Change, Comparer, Expect, is_named, name_of};
use crate::mask::{Members, Order, Others, Pattern, Piece};
use crate::value::{Step, Value};

/// What a map must be like.
struct Own<'a> {
    fixed: Vec<(&'a str, Expect<'a>)>,
    named: &'a [(Vec<Piece>, Pattern)],
    order: Order,
    others: Others,
}

type Member = (String, Value);

impl Comparer {
    pub(super) fn plain_map(&mut self, own: &[Member], members: &[Member]) {
        let fixed = own
            .iter()
            .map(|(name, value)| (name.as_str(), Expect::Value(value)));
        let own = Own {
            fixed: fixed.collect(),
            named: &[],
            order: self.members,
            others: Others::None,
        };
        self.map(&own, &members.iter().collect::<Vec<_>>());
    }

    pub(super) fn masked_map(&mut self, own: &Members, members: &[Member]) {
        let fixed = own
            .fixed
            .iter()
            .map(|(name, pattern)| (name.as_str(), Expect::Pattern(pattern)));
        let order = match own.order {
            Order::Varies => Order::Varies,
            Order::Kept => self.members,
        };
        let own = Own {
            fixed: fixed.collect(),
            named: &own.named,
            order,
            others: own.others,
        };
        self.map(&own, &members.iter().collect::<Vec<_>>());
    }

    fn map(&mut self, own: &Own, members: &[&Member]) {
        let names = own.fixed.iter().map(|(name, _)| *name);
        if own.named.is_empty() && names.eq(members.iter().map(|(name, _)| name.as_str())) {
            for ((name, expect), (_, value)) in own.fixed.iter().zip(members) {
                self.below(Step::Key((*name).to_owned()), *expect, value);
            }
            return;
        }
        let mut rest = index(members);
        let mut n_unpaired = 0;
        let mut seen = BTreeMap::new();
        for (name, expect) in &own.fixed {
            let step = Step::Key((*name).to_owned());
            if let Some(value) = rest.remove(&(*name, count(&mut seen, name))) {
                self.below(step, *expect, value);
            } else {
                n_unpaired += 1;
                self.found_below(step, Change::Removed, (Some(*expect), None));
            }
        }
        self.named(own.named, &mut rest);
        if own.others == Others::Unjudged {
            return;
        }
        n_unpaired += rest.len();
        for ((name, _), value) in rest {
            let step = Step::Key(name.to_owned());
            self.found_below(step, Change::Added, (None, Some(value)));
        }
        if n_unpaired == 0 && own.named.is_empty() && own.order == Order::Kept {
            let own: Vec<&str> = own.fixed.iter().map(|(name, _)| *name).collect();
            let others: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            let own = listed(&own);
            self.found(
                Change::Moved,
                Some(Expect::Value(&own)),
                Some(&listed(&others)),
            );
        }
    }

    /// Members whose names vary; each takes the first member of such a name that fits, or the first.
    fn named(&mut self, named: &[(Vec<Piece>, Pattern)], rest: &mut Index) {
        for (pieces, pattern) in named {
            let expect = Expect::Pattern(pattern);
            let mut candidates = rest.iter().filter(|((name, _), _)| is_named(pieces, name));
            let fits = candidates
                .clone()
                .find(|(_, value)| expect.accepts(value, self.members));
            let found = fits.or_else(|| candidates.next());
            let Some((&name, &value)) = found else {
                let step = Step::Key(name_of(pieces));
                self.found_below(step, Change::Removed, (Some(expect), None));
                continue;
            };
            rest.remove(&name);
            self.path.0.push(Step::Key(name_of(pieces)));
            // What the name itself holds may stand elsewhere too.
            self.pieces(pieces, name.0);
            self.compare(expect, value);
            self.path.0.pop();
        }
    }
}

/// Members by name, and which of those of that name they are.
type Index<'a> = BTreeMap<(&'a str, usize), &'a Value>;

fn index<'a>(members: &[&'a Member]) -> Index<'a> {
    let mut seen = BTreeMap::new();
    members
        .iter()
        .map(|(name, value)| ((name.as_str(), count(&mut seen, name)), value))
        .collect()
}

/// Returns how many members of that name came before.
fn count<'a>(seen: &mut BTreeMap<&'a str, usize>, name: &'a str) -> usize {
    let n_seen = seen.entry(name).or_default();
    *n_seen += 1;
    *n_seen - 1
}

fn listed(names: &[&str]) -> Value {
    Value::List(names.iter().map(|&name| Value::from(name)).collect())
}
