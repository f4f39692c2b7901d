//! What of a pattern stands in a place.

use super::{Members, Order, Others, Pattern, shown};
use crate::compare::against;
use crate::value::{Path, Step, Value};

impl Pattern {
    /// Returns whether what stands in a place varies in such a way that both of these may stand
    /// there; or nothing, where what is there at all varies.
    #[must_use]
    pub(crate) fn varies_so(&self, path: &Path, values: [Option<&Value>; 2]) -> bool {
        let passes = |pattern: &Self| match pattern {
            Self::Exact(_) => false,
            Self::Unjudged(_) => true,
            other => values.iter().all(|value| {
                value.is_some_and(|value| against(other, value, Order::Kept).found.is_empty())
            }),
        };
        self.candidates(&path.0).into_iter().any(passes)
    }

    /// Returns whether the order of a list varies of which an item is in a place, or that of members
    /// in the place itself.
    #[must_use]
    pub(crate) fn varies_in_order(&self, path: &Path) -> bool {
        let varies = |pattern: &&Self| match pattern {
            Self::Shuffled(_) | Self::Gapped(_) | Self::Unjudged(_) => true,
            Self::Map(members) => members.order == Order::Varies,
            _ => false,
        };
        let list = match path.0.split_last() {
            Some((Step::Index(_), list)) => list,
            _ => &path.0,
        };
        self.candidates(list).iter().any(varies)
    }

    /// The patterns that stand in a place, or around it where more is not known; several where
    /// items have no place of their own.
    fn candidates(&self, path: &[Step]) -> Vec<&Self> {
        let Some((step, rest)) = path.split_first() else {
            return vec![self];
        };
        match (self, step) {
            (Self::Unjudged(_), _) => vec![self],
            (Self::Json(inner), Step::Inside) => inner.candidates(rest),
            (Self::List(items), Step::Index(index)) => items
                .get(*index)
                .map(|item| item.candidates(rest))
                .unwrap_or_default(),
            (Self::Shuffled(items), Step::Index(_)) => items
                .iter()
                .flat_map(|item| item.candidates(rest))
                .collect(),
            (Self::Gapped(_), Step::Index(_)) => vec![&Self::Unjudged("items that vary")],
            (Self::Map(members), Step::Key(name)) => members.candidates(name, rest),
            _ => Vec::new(),
        }
    }
}

impl Members {
    fn candidates(&self, name: &str, rest: &[Step]) -> Vec<&Pattern> {
        let fixed = self.fixed.iter().find(|(own, _)| own == name);
        let named = || self.named.iter().find(|(own, _)| shown(own) == name);
        match fixed
            .map(|(_, member)| member)
            .or_else(|| named().map(|(_, member)| member))
        {
            Some(member) => member.candidates(rest),
            None if self.others == Others::Unjudged => {
                vec![&Pattern::Unjudged("members that vary")]
            }
            None => Vec::new(),
        }
    }
}
