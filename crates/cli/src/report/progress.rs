//! Progress on standard error, where somebody watches and the work is long.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done before this has passed needs no progress.
const PATIENCE: Duration = Duration::from_secs(1);

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

/// A bar that counts finished invocations.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    audience: Audience,
}

impl Progress {
    /// Begins to count; nothing is drawn yet.
    pub(crate) fn new(audience: Audience, total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
            .expect("the template is well-formed");
        bar.set_style(style);
        bar.set_message("invocations");
        Self {
            bar,
            started: Instant::now(),
            audience,
        }
    }

    /// Counts a finished invocation.
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

/// Shows that something long goes on, such as an installation, while it does.
pub(crate) fn while_doing<T>(audience: Audience, what: &str, work: impl FnOnce() -> T) -> T {
    let spinner = match audience {
        Audience::Watching => ProgressBar::new_spinner(),
        Audience::Absent => ProgressBar::hidden(),
    };
    spinner.set_message(what.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    let done = work();
    spinner.finish_and_clear();
    done
}
