//! What `warmfront optimize` found, as it is kept: one versioned JSON document, which every report is
//! made from and later commands read.
//!
//! Times are milliseconds, sizes are bytes unless their names say megabytes, costs are dollars, and
//! gains are ratios: below one is less. It knows nothing of the rest of this crate.

mod figure;
mod kept;

use serde::{Deserialize, Serialize};
use warmfront_optimize::change::Source;
use warmfront_optimize::journey::{End, Fate};
use warmfront_optimize::laboratory::Behaviour;
use warmfront_optimize::plan::Goal;

pub(crate) use figure::Figure;
pub(crate) use kept::{MOST_BYTES, ReadError};

/// Name and version of the schema; the version rises when something changes its meaning or goes.
pub(crate) const SCHEMA: &str = "warmfront.optimize/1";

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Optimized {
    /// [`SCHEMA`].
    pub(crate) schema: String,
    /// What was optimized, on what, by what measure.
    pub(crate) subject: Subject,
    /// Everything that was proposed, in the order in which it was looked at.
    pub(crate) tried: Vec<Tried>,
    /// Names of what is kept, in the order in which it is applied.
    pub(crate) kept: Vec<String>,
    /// As it is shipped, against as it has become.
    pub(crate) overall: Overall,
    /// Whether what it has become behaves as what is shipped, by the events of the subject.
    pub(crate) behaviour: Behaviour,
    /// How the search ended.
    pub(crate) end: End,
    /// Time that was spent.
    pub(crate) spent_ms: Figure,
    /// What was found and needs a person, largest gain first.
    pub(crate) needs_a_person: Vec<Advice>,
    /// What a reader should know of the runs, a sentence each.
    pub(crate) notes: Vec<String>,
    /// Files that were written.
    pub(crate) written: Vec<Written>,
    /// Whether the working tree was changed.
    pub(crate) applied: Applied,
}

/// What was optimized, on what, by what measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// Name of the function.
    pub(crate) function: String,
    /// Its handler, such as `app.handler`.
    pub(crate) handler: String,
    /// Full version of the interpreter that ran it.
    pub(crate) python: String,
    /// Deployed instruction set.
    pub(crate) architecture: String,
    /// Events that it was measured and verified with.
    pub(crate) events: Vec<EventFacts>,
    /// How limits were put into force.
    pub(crate) limits: String,
    /// The machine that it ran on, in a few words.
    pub(crate) machine: String,
    /// What was to be less.
    pub(crate) goal: Goal,
    /// Invocations per month, where that was told.
    pub(crate) traffic_per_month: Option<u64>,
    /// Share of invocations that are cold starts, 0 to 1.
    pub(crate) cold_share: Figure,
    /// Where and when the prices apply.
    pub(crate) prices: String,
    /// Time that the search was given.
    pub(crate) budget_ms: Figure,
    /// Ratios closer to one than this make no difference.
    pub(crate) margin: Figure,
    /// How sure a decision had to be, 0 to 1.
    pub(crate) confidence: Figure,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventFacts {
    /// Its name.
    pub(crate) name: String,
    /// Where it comes from.
    pub(crate) origin: EventOrigin,
}

/// Where an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventOrigin {
    /// The user gave it.
    Given,
    /// It was made from what triggers the function and from what its code reads.
    Generated,
}

/// A change, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tried {
    /// Its name, the same in every run.
    pub(crate) id: String,
    /// Where it comes from.
    pub(crate) source: Source,
    /// What it does, in one line.
    pub(crate) title: String,
    /// Part of the goal that it was expected to save, 0 to 1, where somebody knew.
    pub(crate) expected: Option<Figure>,
    /// What became of it.
    #[serde(flatten)]
    pub(crate) fate: Fate,
    /// What it did to the goal on top of what was kept before it.
    pub(crate) gain: Option<Gain>,
    /// What leaving it out did in the end.
    pub(crate) without: Option<Gain>,
    /// What the function had become by then.
    pub(crate) after: Option<Summary>,
    /// What its package had become by then.
    pub(crate) package: Option<PackageSize>,
}

/// What a change does to the goal, as a ratio: below one is less.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gain {
    /// The median of pairs.
    pub(crate) ratio: Figure,
    /// Lower bound; absent where so few pairs bound nothing.
    pub(crate) lower: Option<Figure>,
    /// Upper bound.
    pub(crate) upper: Option<Figure>,
    /// Pairs that were measured.
    pub(crate) n_pairs: usize,
}

/// As it is shipped, against as it has become; none of it where nothing could be measured.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Overall {
    /// As it is shipped.
    pub(crate) before: Option<Summary>,
    /// As it has become.
    pub(crate) after: Option<Summary>,
    /// Figures before over after: how many times faster or cheaper.
    pub(crate) ratios: Option<Ratios>,
    /// Pairs that were measured.
    pub(crate) n_pairs: usize,
    /// The package as it is shipped.
    pub(crate) package_before: Option<PackageSize>,
    /// The package as it has become.
    pub(crate) package_after: Option<PackageSize>,
}

/// Figures on average.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Init, median.
    pub(crate) init_ms: Figure,
    /// Init and first invocation, median.
    pub(crate) first_request_ms: Figure,
    /// Warm invocations.
    pub(crate) p50_ms: Figure,
    /// Warm invocations.
    pub(crate) p95_ms: Figure,
    /// Warm invocations.
    pub(crate) p99_ms: Figure,
    /// Most memory used, median.
    pub(crate) max_memory_mb: Figure,
    /// The memory size.
    pub(crate) memory_size_mb: u32,
    /// Cost of a million invocations in dollars, cold starts in their share.
    pub(crate) cost_per_million: Figure,
}

/// How many times faster or cheaper.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ratios {
    /// Init.
    pub(crate) init: Interval,
    /// Init and first invocation.
    pub(crate) first_request: Interval,
    /// Warm invocations, by the median.
    pub(crate) p50: Interval,
    /// Cost.
    pub(crate) cost: Interval,
}

/// An estimate and what it is likely between, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    /// The figure.
    pub(crate) estimate: Figure,
    /// Lower bound.
    pub(crate) lower: Figure,
    /// Upper bound.
    pub(crate) upper: Figure,
}

/// How large a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackageSize {
    /// Its files, as Lambda unpacks them.
    pub(crate) bytes: u64,
    /// The archive that is uploaded, where one was made.
    pub(crate) archive_bytes: Option<u64>,
}

/// Something that a person has to decide or do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Advice {
    /// What was found, in one line.
    pub(crate) title: String,
    /// Where, such as `app.py:12`.
    pub(crate) place: Option<String>,
    /// Code of the rule or name of the pattern that says so.
    pub(crate) code: Option<String>,
    /// What to do, and why no tool does it; a sentence or two.
    pub(crate) what_to_do: String,
    /// What that is predicted to save.
    pub(crate) saves: Option<Saving>,
}

/// What a change is predicted to save; what is not known is absent.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Saving {
    /// Of init.
    pub(crate) init_ms: Option<Figure>,
    /// Of an invocation.
    pub(crate) invocation_ms: Option<Figure>,
    /// Of a million invocations, in dollars.
    pub(crate) cost_per_million: Option<Figure>,
}

/// A file or folder that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    /// What it is.
    pub(crate) what: Artifact,
    /// Where, as a user would type it from where the command ran.
    pub(crate) path: String,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Artifact {
    /// Changes of source and template, for `git apply`.
    Patch,
    /// The package to deploy.
    Package,
    /// Why each of its files is in it.
    Manifest,
    /// A report.
    Report,
    /// This document.
    Journey,
}

/// Whether the working tree was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Applied {
    /// It was left as it is.
    #[default]
    No,
    /// Its files were changed.
    Tree,
    /// Each change was committed.
    Commits,
}

#[cfg(test)]
mod tests;
