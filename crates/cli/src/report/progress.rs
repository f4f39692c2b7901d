//! Progress on standard error, where somebody watches and the work is long.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use warmfront_optimize::journey::Fate;
use warmfront_optimize::step::Step;
use warmfront_project::dependencies;

/// Work that is done before this has passed needs no progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often an installation shows that it is alive.
const TICK: Duration = Duration::from_millis(100);

/// Whether there is somebody to show progress to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Watching,
    Absent,
}

impl Audience {
    /// Tells whether standard error is watched and nothing else is written to the same terminal.
    pub(crate) fn of(quiet: bool, log_on_terminal: bool) -> Self {
        if quiet || log_on_terminal || !std::io::stderr().is_terminal() {
            Self::Absent
        } else {
            Self::Watching
        }
    }
}

/// A bar that counts what is finished of something.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    audience: Audience,
}

impl Progress {
    /// Begins to count; nothing is drawn yet.
    pub(crate) fn new(audience: Audience, of: &'static str, total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
            .expect("the template is well-formed");
        bar.set_style(style);
        bar.set_message(of);
        Self {
            bar,
            started: Instant::now(),
            audience,
        }
    }

    /// Counts one that is finished.
    pub(crate) fn advance(&mut self) {
        if self.audience == Audience::Watching && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.audience = Audience::Absent;
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A line that shows what a search over changes is at, and what of its time is spent.
pub(crate) struct Searching {
    bar: ProgressBar,
    n_proposed: usize,
    n_decided: usize,
    n_kept: usize,
}

impl Searching {
    /// Begins; `spent` of the budget is gone already.
    pub(crate) fn new(audience: Audience, budget: Duration, spent: Duration) -> Self {
        let target = match audience {
            Audience::Watching => ProgressDrawTarget::stderr(),
            Audience::Absent => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(budget.as_secs()), target);
        let style = ProgressStyle::with_template("{wide_msg} {prefix} {elapsed} of {len}s")
            .expect("the template is well-formed");
        bar.set_style(style.with_key("len", {
            let text = budget.as_secs().to_string();
            move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                // A line that cannot be drawn is drawn the next time.
                let _ = out.write_str(&text);
            }
        }));
        let bar = bar.with_elapsed(spent);
        bar.set_message("looking for what could be better");
        if audience == Audience::Watching {
            bar.enable_steady_tick(TICK);
        }
        Self {
            bar,
            n_proposed: 0,
            n_decided: 0,
            n_kept: 0,
        }
    }

    /// Takes what the search tells.
    pub(crate) fn tell(&mut self, step: Step<'_>) {
        match step {
            Step::Proposed(changes) => self.n_proposed += changes.len(),
            Step::Trying(change) => self.say("measuring", &change.id.0),
            Step::Verifying(change) => self.say("verifying", &change.id.0),
            Step::LeavingOut(change) => self.say("leaving out", &change.id.0),
            Step::Measuring { .. } => {
                self.bar.set_message("measuring before and after");
            }
            Step::Decided(tried) => {
                self.n_decided = (self.n_decided + 1).min(self.n_proposed);
                self.n_kept += usize::from(tried.fate == Fate::Kept);
            }
        }
        let counts = format!(
            "{}/{} tried, {} kept",
            self.n_decided, self.n_proposed, self.n_kept
        );
        self.bar.set_prefix(counts);
    }

    fn say(&self, what: &str, change: &str) {
        self.bar.set_message(format!("{what} {change}"));
    }
}

impl Drop for Searching {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A line that shows what an installation is at.
pub(crate) struct Installation {
    spinner: ProgressBar,
    audience: Audience,
}

impl Installation {
    /// Shows nothing until there is something to show.
    pub(crate) fn new(audience: Audience) -> Self {
        Self {
            spinner: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            audience,
        }
    }

    /// Takes what the installation tells.
    pub(crate) fn tell(&mut self, told: dependencies::Progress<'_>) {
        match told {
            dependencies::Progress::Started {
                installer,
                n_packages,
            } => {
                if self.audience == Audience::Watching {
                    self.spinner.set_draw_target(ProgressDrawTarget::stderr());
                    self.spinner.enable_steady_tick(TICK);
                }
                let message = format!("installing {n_packages} packages with {installer}");
                self.spinner.set_message(message);
            }
            dependencies::Progress::Line(line) => self.spinner.set_message(line.to_owned()),
            dependencies::Progress::Finished => self.spinner.finish_and_clear(),
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.spinner.finish_and_clear();
    }
}
