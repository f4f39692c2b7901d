//! What became of changes that are not kept, and why, in words.

use warmfront_optimize::change::Source;
use warmfront_optimize::journey::Fate;

use super::document::{Optimized, Tried};
use super::gain::{change, many, span};

/// Changes that are not kept for the same kind of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// They were measured, and it does not pay.
    NotWorthIt,
    /// They were measured, and that did not tell.
    Undecided,
    /// They are not proven to leave the behaviour as it is.
    Refused,
    /// They were not looked at.
    Untried,
}

pub(super) const GROUPS: [Group; 4] = [
    Group::NotWorthIt,
    Group::Undecided,
    Group::Refused,
    Group::Untried,
];

impl Group {
    /// Returns the heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::NotWorthIt => "Found, and not worth it",
            Self::Undecided => "Undecided",
            Self::Refused => "Refused: not proven to run and behave as before",
            Self::Untried => "Not tried",
        }
    }

    fn of(fate: &Fate) -> Option<Self> {
        Some(match fate {
            Fate::Kept => return None,
            Fate::NoGain | Fate::Worse | Fate::Redundant => Self::NotWorthIt,
            Fate::Undecided(_) => Self::Undecided,
            Fate::Different(_) | Fate::Unjudged(_) | Fate::Unfit(_) => Self::Refused,
            Fate::Untried => Self::Untried,
        })
    }

    /// Returns its changes, in the order in which they were looked at.
    pub(super) fn changes(self, optimized: &Optimized) -> Vec<&Tried> {
        let all = optimized.tried.iter();
        all.filter(|tried| Self::of(&tried.fate) == Some(self))
            .collect()
    }
}

/// Says what a change that is kept did.
pub(super) fn kept(tried: &Tried) -> String {
    let gain = tried.gain.map_or_else(
        || "kept without a measurement of its own".to_owned(),
        change,
    );
    match tried.without {
        Some(without) => format!("{gain}; left out in the end: {}", change(without)),
        None => gain,
    }
}

/// Says why a change is not kept.
pub(super) fn why(tried: &Tried, of: &Optimized) -> String {
    let measured = |words: &str| match tried.gain {
        Some(gain) => format!("{words}: {}", change(gain)),
        None => words.to_owned(),
    };
    match &tried.fate {
        Fate::Kept => kept(tried),
        Fate::NoGain => measured("no difference that matters"),
        Fate::Worse => measured("it makes things worse"),
        Fate::Redundant => redundant(tried),
        Fate::Undecided(Some(n)) => {
            measured(&format!("it would take about {} to tell", many(*n, "pair")))
        }
        Fate::Undecided(None) => measured("how many pairs would tell cannot be said"),
        Fate::Different(why) => format!("the function behaves differently with it: {why}"),
        Fate::Unjudged(why) => format!("it could not be verified: {why}"),
        Fate::Unfit(why) => format!("it does not go with what is kept: {why}"),
        Fate::Untried => format!(
            "the budget of {} was spent first",
            span(of.subject.budget_ms.get())
        ),
    }
}

fn redundant(tried: &Tried) -> String {
    let then = tried
        .gain
        .map_or_else(String::new, |gain| format!(" ({})", change(gain)));
    let without = tried
        .without
        .map_or_else(String::new, |gain| format!(": {}", change(gain)));
    format!(
        "it helped when it was tried{then}; in the end, leaving it out takes nothing away{without}"
    )
}

/// Returns what a change is part of, in a word.
pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Code => "code",
        Source::Package => "package",
        Source::Imports => "imports",
        Source::Startup => "start-up",
        Source::Memory => "memory",
        Source::Placebo => "placebo",
    }
}
