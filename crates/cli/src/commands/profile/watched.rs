//! An engine whose function is watched by an agent, or is not, and what became of its environments.

use std::path::PathBuf;

use anyhow::Context;
use warmfront_engine::{Agent, Engine, Observation, Request, Setup};
use warmfront_profile::agent::{Mode, Options, SOURCES};
use warmfront_profile::explain::{Handled, Run};
use warmfront_profile::recording;

use crate::commands::running;
use crate::report::LogLines;

/// Chooses the next event and its request, by what was handled so far.
pub(super) type Next<'a> = dyn FnMut(&[Handled]) -> Option<(usize, Request)> + 'a;

/// An engine with or without an agent.
pub(super) struct Watched {
    engine: Engine,
    mode: Option<Mode>,
    recordings: PathBuf,
    log: LogLines,
}

impl Watched {
    /// Starts an engine; with options, its function is watched.
    pub(super) fn start(
        setup: &Setup,
        options: Option<&Options>,
        recordings: PathBuf,
        log: LogLines,
    ) -> anyhow::Result<Self> {
        let mut setup = setup.clone();
        if let Some(options) = options {
            fs_err::create_dir_all(&recordings)?;
            setup.agent = Some(Agent {
                sources: SOURCES,
                options: options.to_json(),
                recordings: recordings.clone(),
                reads: None,
            });
        }
        Ok(Self {
            engine: Engine::start(setup).context("could not start the engine")?,
            mode: options.map(|options| options.mode),
            recordings,
            log,
        })
    }

    /// Returns the engine.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Tells whether there is no agent.
    pub(super) fn is_unwatched(&self) -> bool {
        self.mode.is_none()
    }

    /// Runs one environment from its cold start on, for as long as there is another request and the
    /// environment lives.
    pub(super) fn environment(&mut self, next: &mut Next<'_>) -> anyhow::Result<Run> {
        self.engine.retire();
        let mut invocations = Vec::new();
        while let Some((event, request)) = next(&invocations) {
            let handled = self.handle(event, request)?;
            let lost = handled
                .as_ref()
                .is_none_or(|each| each.completed.ended_its_environment());
            invocations.extend(handled);
            if lost {
                break;
            }
        }
        self.engine.retire();
        Ok(Run {
            mode: self.mode,
            recording: self.recording(&invocations)?,
            invocations,
        })
    }

    /// Warms an environment up, and has it handle events for as long as there is another; the
    /// process id of its interpreter is told along with how many it has handled.
    pub(super) fn warm(
        &mut self,
        first: (usize, Request),
        next: &mut dyn FnMut(u32, usize) -> Option<Request>,
    ) -> anyhow::Result<()> {
        self.engine.retire();
        let (event, request) = first;
        self.handle(event, request)?;
        let mut n_handled = 0;
        while let Some(&process) = self.engine.idle_processes().first() {
            let Some(request) = next(process, n_handled) else {
                break;
            };
            self.handle(event, request)?;
            n_handled += 1;
        }
        self.engine.retire();
        Ok(())
    }

    fn handle(&mut self, event: usize, request: Request) -> anyhow::Result<Option<Handled>> {
        let mut handled = None;
        let mut log_bytes = 0;
        let mut observe = |observation| match observation {
            Observation::Event(event) => {
                // A line counts with its end.
                let line = self.log.of(&event);
                log_bytes += line.map_or(0, |line| line.len() as u64 + 1);
            }
            Observation::Completed(completed) => handled = Some(*completed),
            Observation::Refused(_) => {}
        };
        running::finished(self.engine.invoke(request, &mut observe))?;
        Ok(handled.map(|completed| Handled {
            event,
            completed,
            log_bytes,
        }))
    }

    fn recording(&self, invocations: &[Handled]) -> anyhow::Result<Option<recording::Recording>> {
        let number = invocations.first().map(|each| each.completed.environment);
        let (Some(_), Some(number)) = (self.mode, number) else {
            return Ok(None);
        };
        let path = self.recordings.join(number.to_string());
        let bytes = running::recording(&path)?;
        // The file's pages are not needed twice.
        fs_err::remove_file(&path)?;
        Ok(Some(recording::read(&bytes)))
    }
}
