//! What of a pattern stands in a place.

use super::{Members, Order, Others, Pattern, shown};
use crate::compare::against;
use crate::value::{Path, Step, Value};

impl Pattern {
    /// Returns whether what stands in a place varies in such a way that this may stand there, or
    /// nothing.
    #[must_use]
    pub(crate) fn varies_so(&self, path: &Path, value: Option<&Value>) -> bool {
        self.candidates(&path.0)
            .into_iter()
            .any(|pattern| match pattern {
                Self::Exact(_) => false,
                Self::Unjudged(_) => true,
                other => {
                    value.is_some_and(|value| against(other, value, Order::Kept).found.is_empty())
                }
            })
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
