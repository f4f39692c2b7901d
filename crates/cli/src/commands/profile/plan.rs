//! How often a function is run: enough for its figures, within the time there is.

use std::time::{Duration, Instant};

use warmfront_profile::explain::Handled;

use crate::settings::ProfileRuns;

/// Cold starts per event without being asked: enough for a median that one outlier cannot move.
const COLD: usize = 3;

/// Most cold starts per event without being asked: a median of this many has bounds at 95 %.
const MOST_COLD: usize = 7;

/// Warm invocations per event that are always made.
const WARM: usize = 5;

/// Most warm invocations per event without being asked.
const MOST_WARM: usize = 1_000;

/// Time in the handler after which the samples of one event are enough.
const SAMPLED: Duration = Duration::from_secs(4);

/// Part of the budget that the warm invocations of all events may take together.
const WARM_PART: f64 = 0.4;

/// How often a function is run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    runs: ProfileRuns,
    n_events: usize,
    deadline: Instant,
}

impl Plan {
    /// Begins to count the time.
    pub(super) fn begin(runs: ProfileRuns, n_events: usize) -> Self {
        // A budget beyond what a clock can show has no end.
        let far = Duration::from_hours(24 * 365);
        Self {
            runs,
            n_events: n_events.max(1),
            deadline: Instant::now() + runs.budget.min(far),
        }
    }

    /// Returns how many rounds of cold starts there are at most.
    pub(super) fn most_rounds(&self) -> usize {
        self.runs.cold.unwrap_or(MOST_COLD)
    }

    /// Tells whether there is another round of cold starts after so many.
    pub(super) fn goes_on_after(&self, n_rounds: usize) -> bool {
        let in_time = Instant::now() < self.deadline;
        match self.runs.cold {
            Some(cold) => n_rounds < cold && (in_time || n_rounds == 0),
            None => n_rounds == 0 || (n_rounds < MOST_COLD && in_time),
        }
    }

    /// Tells whether there were fewer rounds than were asked for, or than a median needs.
    pub(super) fn fell_short_with(&self, n_rounds: usize) -> bool {
        n_rounds < self.runs.cold.unwrap_or(COLD)
    }

    /// Tells whether an environment handles another event after those.
    pub(super) fn goes_on_warm_after(&self, handled: &[Handled], since: Instant) -> bool {
        let n_warm = handled.len().saturating_sub(1);
        if let Some(warm) = self.runs.warm {
            return n_warm < warm && (Instant::now() < self.deadline || n_warm < WARM);
        }
        let part =
            self.runs.budget.mul_f64(WARM_PART) / u32::try_from(self.n_events).unwrap_or(u32::MAX);
        let sampled: Duration = handled
            .iter()
            .skip(1)
            .map(|each| each.completed.report.duration)
            .sum();
        let enough = n_warm >= MOST_WARM || sampled >= SAMPLED || since.elapsed() >= part;
        n_warm < WARM || !enough
    }

    /// Returns how many warm invocations of an event an unwatched environment handles.
    pub(super) fn n_unwatched_warm(&self) -> usize {
        self.runs.warm.unwrap_or(WARM).min(WARM)
    }
}
