//! From what a pattern has seen to a finding: prices it, and judges whether it is worth it.

use std::collections::BTreeSet;

use super::effect::{Effect, clean};
use super::view::View;
use crate::document::{Call, Finding, Worth};

/// A finding without its price.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What is the case.
    pub(super) message: String,
    /// What to do.
    pub(super) advice: String,
    /// Further facts.
    pub(super) evidence: Vec<String>,
    /// The line to change.
    pub(super) place: Place,
    /// Positions among the measured invocations that show it.
    pub(super) showing: BTreeSet<usize>,
    /// Events that show it, where `showing` does not tell.
    pub(super) events: Vec<usize>,
    /// What it costs at init.
    pub(super) init: Option<Effect>,
    /// What it costs per invocation that shows it.
    pub(super) invocation: Option<Effect>,
    /// What the price is made of.
    pub(super) price: Price,
    /// Calls that show it.
    pub(super) calls: Vec<usize>,
    /// Modules that show it.
    pub(super) modules: Vec<usize>,
}

/// A line of the user's.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Its file.
    pub(super) file: Option<String>,
    /// Its number.
    pub(super) line: Option<u32>,
    /// Function that it is in.
    pub(super) function: Option<String>,
}

impl Place {
    /// Returns the line that led to a call.
    pub(super) fn of(call: &Call) -> Self {
        Self {
            file: call.file.clone(),
            line: call.line,
            function: call.function.clone(),
        }
    }
}

/// What the price of a finding is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Price {
    /// Its effects: that at init for the share of cold starts, that per invocation for the share of
    /// invocations that show it.
    #[default]
    Effects,
    /// Milliseconds saved per invocation on average, where effects do not simply add up.
    Millis(f64),
    /// Dollars per million invocations, where time is not what costs.
    Dollars {
        /// What is saved.
        saved: f64,
        /// Whether that is worth it.
        worth: bool,
    },
    /// Its effects, but where they cannot be told from nothing it is still a risk.
    Risk,
}

impl Draft {
    /// Returns the finding.
    pub(super) fn finish(self, pattern: &str, view: &View<'_>) -> Finding {
        let saved_dollars_per_million = self.saved_dollars(view);
        let worth = self.worth(view);
        let mut events = self.events;
        let positions = self.showing.iter();
        events
            .extend(positions.filter_map(|&each| Some(view.measured.get(each)?.invocation.event)));
        events.sort_unstable();
        events.dedup();
        Finding {
            pattern: pattern.to_owned(),
            message: self.message,
            advice: self.advice,
            evidence: self.evidence,
            file: self.place.file,
            line: self.place.line,
            function: self.place.function,
            events,
            init_now_ms: self.init.map(|effect| effect.now),
            init_after_ms: self.init.map(|effect| effect.after),
            invocation_now_ms: self.invocation.map(|effect| effect.now),
            invocation_after_ms: self.invocation.map(|effect| effect.after),
            saved_dollars_per_million,
            worth,
            calls: self.calls,
            modules: self.modules,
        }
    }

    fn saved_dollars(&self, view: &View<'_>) -> f64 {
        let saved = |effect: &Option<Effect>| effect.map_or(0.0, |effect| effect.saved);
        let subject = &view.profile.subject;
        let dollars = match self.price {
            Price::Dollars { saved, .. } => saved,
            Price::Millis(millis) => subject.dollars_per_million(clean(millis)),
            Price::Effects | Price::Risk => {
                let init = saved(&self.init) * subject.cold_share.clamp(0.0, 1.0);
                let invocation = saved(&self.invocation) * view.share(&self.showing);
                subject.dollars_per_million(clean(init + invocation))
            }
        };
        // A price list may come from a file as well.
        if dollars.is_finite() {
            dollars.max(0.0)
        } else {
            0.0
        }
    }

    fn worth(&self, view: &View<'_>) -> Worth {
        let init = self
            .init
            .is_some_and(|effect| effect.is_measurable(view.init_ms()));
        let invocation = &self.invocation;
        let invocation = invocation.is_some_and(|effect| effect.is_measurable(view.duration_ms()));
        match self.price {
            Price::Dollars { worth: true, .. } => Worth::Fix,
            Price::Dollars { worth: false, .. } => Worth::NotWorthIt,
            _ if init || invocation => Worth::Fix,
            Price::Risk => Worth::Risk,
            Price::Effects | Price::Millis(_) => Worth::NotWorthIt,
        }
    }
}
