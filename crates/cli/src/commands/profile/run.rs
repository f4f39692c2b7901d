//! The runs of a profile: unwatched and watched environments by turns, and one close look.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use warmfront_engine::{Request, Setup};
use warmfront_profile::agent::{Mode, Options};
use warmfront_profile::document::Stacks;
use warmfront_profile::explain::{Handled, Run};

use super::native;
use super::plan::Plan;
use super::watched::Watched;
use crate::commands::events::EventFile;
use crate::commands::running;
use crate::report::LogLines;
use crate::report::progress::{Audience, Progress};
use crate::settings::{ACCOUNT, ProfileRuns, Target};

/// How much longer than otherwise a handler may take under the close look.
const SURVEY_PATIENCE: u32 = 20;

/// How often the close look has each event handled: what is asked again was asked before.
const SURVEY_ROUNDS: usize = 2;

/// What is run.
pub(super) struct Task<'a> {
    pub(super) setup: &'a Setup,
    pub(super) events: &'a [EventFile],
    pub(super) target: &'a Target,
    pub(super) runs: &'a ProfileRuns,
    /// Folder for what agents record.
    pub(super) recordings: &'a Path,
}

/// What became of it.
pub(super) struct Ran {
    pub(super) runs: Vec<Run>,
    /// How limits were put into force.
    pub(super) limits: String,
    /// What a reader should know of it.
    pub(super) notes: Vec<String>,
}

/// Makes all runs.
pub(super) fn run(task: &Task<'_>, audience: Audience) -> anyhow::Result<Ran> {
    let mut unwatched = task.watched(task.setup, None, "unwatched")?;
    let mut timed = task.watched(task.setup, Some(Mode::Timed), "timed")?;
    let plan = Plan::begin(*task.runs, task.events.len());
    let n_environments = plan.most_rounds() * task.events.len() * 2 + usize::from(task.runs.survey);
    let mut progress = Progress::new(audience, "environments", n_environments);
    let mut runs = Vec::new();
    let mut notes = unwatched.engine().notes().to_vec();
    let mut n_rounds = 0;
    while plan.goes_on_after(n_rounds) {
        for event in 0..task.events.len() {
            // Whoever is first in a round finds the machine as the other left it: take turns.
            let order = if n_rounds % 2 == 0 {
                [false, true]
            } else {
                [true, false]
            };
            for watch in order {
                let engine = if watch { &mut timed } else { &mut unwatched };
                runs.push(task.cold_start(engine, &plan, event, n_rounds)?);
                progress.advance();
            }
        }
        n_rounds += 1;
        if n_rounds == 1 && task.runs.survey {
            runs.push(task.survey()?);
            progress.advance();
        }
    }
    if plan.fell_short_with(n_rounds) {
        notes.push(format!(
            "the time budget ended after {n_rounds} cold starts per event; `--budget` gives more"
        ));
    }
    Ok(Ran {
        runs,
        limits: unwatched.engine().limits().to_string(),
        notes,
    })
}

/// Samples native frames of warm invocations of all events.
pub(super) fn native(
    task: &Task<'_>,
    tools: &[PathBuf],
    stacks: &mut Stacks,
) -> anyhow::Result<()> {
    let mut engine = task.watched(task.setup, None, "native")?;
    let sampled = native::Task {
        tools,
        folder: task.recordings,
        request: &|n| task.request(n % task.events.len()),
    };
    native::sample(&mut engine, &sampled, stacks)
}

impl Task<'_> {
    fn watched(&self, setup: &Setup, mode: Option<Mode>, name: &str) -> anyhow::Result<Watched> {
        let options = mode.map(|mode| self.options(mode));
        let region = &self.target.place.region;
        let log = LogLines::of_function(&setup.function, region, ACCOUNT);
        Watched::start(setup, options.as_ref(), self.recordings.join(name), log)
    }

    fn options(&self, mode: Mode) -> Options {
        let timed = mode == Mode::Timed;
        let micros = |every: Duration| u32::try_from(every.as_micros()).unwrap_or(u32::MAX);
        Options {
            mode,
            task_root: running::task_root(&self.setup.function),
            sample_every_us: self.runs.sample_every.filter(|_| timed).map(micros),
            calls: true,
            imports: true,
            functions: timed,
        }
    }

    fn request(&self, event: usize) -> (usize, Request) {
        let payload = self.events[event].payload.clone();
        (event, running::request(self.target, payload))
    }

    /// Runs one environment: a cold start with one event, and in the first round warm ones behind.
    fn cold_start(
        &self,
        engine: &mut Watched,
        plan: &Plan,
        event: usize,
        round: usize,
    ) -> anyhow::Result<Run> {
        let began = Instant::now();
        let unwatched = engine.is_unwatched();
        engine.environment(&mut |handled: &[Handled]| {
            let goes_on = match handled.len() {
                0 => true,
                _ if round > 0 => false,
                n if unwatched => n <= plan.n_unwatched_warm(),
                _ => plan.goes_on_warm_after(handled, began),
            };
            goes_on.then(|| self.request(event))
        })
    }

    /// Runs one environment under the close look, with all events in turn.
    fn survey(&self) -> anyhow::Result<Run> {
        let setup = running::patient(self.setup, SURVEY_PATIENCE);
        let mut engine = self.watched(&setup, Some(Mode::Survey), "survey")?;
        let n_events = self.events.len();
        engine.environment(&mut |handled: &[Handled]| {
            let n = handled.len();
            (n < n_events * SURVEY_ROUNDS).then(|| self.request(n % n_events))
        })
    }
}
