//! Environments of two packages, each watched by a witness: what `verify` and `build` judge by.

mod environment;
mod tapes;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use bytes::Bytes;
use warmfront_engine::Setup;
use warmfront_verify::observed::{Joined, Observed, join};
use warmfront_verify::own::own_modules;
use warmfront_verify::plan::{Event, Job, Side};

use environment::Task;
pub(crate) use tapes::TapeError;
use tapes::Tapes;

use super::running;
use crate::report::progress::Progress;
use crate::settings::{Calls, Target};

/// How much longer than otherwise a handler may take under the witness.
const PATIENCE: u32 = 3;

/// Environments at a time, at most: each is a process with a function's memory.
const MOST_AT_ONCE: usize = 4;

/// Seed of hashes in every environment, so that the order of sets is the same in both packages.
const HASH_SEED: (&str, &str) = ("PYTHONHASHSEED", "0");

/// Two packages and how they are watched.
pub(super) struct Packages<'a> {
    setups: [Setup; 2],
    target: &'a Target,
    folder: &'a Path,
    tapes: Tapes,
    own_modules: BTreeSet<String>,
    touched: bool,
    n_tasks: usize,
}

/// What goes into [`Packages`].
pub(super) struct Watch<'a> {
    /// How the package that is right by definition is run.
    pub(super) reference: &'a Setup,
    /// How the package that is judged is run.
    pub(super) candidate: &'a Setup,
    /// What goes with every event.
    pub(super) target: &'a Target,
    /// Folder for recordings and tapes while this runs.
    pub(super) folder: &'a Path,
    /// What answers calls to other services.
    pub(super) calls: &'a Calls,
    /// Whether files touched and modules loaded are wanted.
    pub(super) touched: bool,
}

impl<'a> Packages<'a> {
    /// Makes ready what all environments share.
    pub(super) fn new(watch: &Watch<'a>) -> anyhow::Result<Self> {
        Ok(Self {
            setups: [watch.reference, watch.candidate].map(prepared),
            target: watch.target,
            folder: watch.folder,
            tapes: Tapes::new(watch.folder, watch.calls)?,
            own_modules: own_modules(&watch.reference.function.code)?,
            touched: watch.touched,
            n_tasks: 0,
        })
    }

    /// Runs environments, several at a time, and returns what each did, in the order of the jobs.
    pub(super) fn run(
        &mut self,
        jobs: &[Job],
        events: &[Event],
        progress: &mut Progress,
    ) -> anyhow::Result<Vec<Joined>> {
        let mut kept = Vec::new();
        for job in jobs {
            kept.push(match job.replay {
                Some(_) => None,
                None => self.tapes.kept(&payloads(job, events))?,
            });
        }
        let mut tapes = Vec::new();
        let is_live = self.tapes.is_live();
        for (job, kept) in jobs.iter().zip(&kept) {
            let recorded = job.replay.as_deref().filter(|_| !is_live);
            let tape = recorded.or(kept.as_ref());
            tapes.push(tape.map(|tape| self.tapes.write(tape)).transpose()?);
        }
        let first = self.n_tasks;
        self.n_tasks += jobs.len();
        let numbered = jobs.iter().zip(tapes).enumerate();
        let tasks = numbered
            .map(|(n, (job, tape))| self.task(job, events, (tape, first + n)))
            .collect();
        let observed = if is_live {
            // What one writes another would read.
            observe(tasks, 1, progress)?
        } else {
            observe(tasks, MOST_AT_ONCE, progress)?
        };
        let mut joined: Vec<_> = observed.into_iter().map(join).collect();
        for ((job, kept), joined) in jobs.iter().zip(kept).zip(&mut joined) {
            if let Some(kept) = kept {
                // An answer from a recording is not recorded again.
                joined.tape = kept;
            } else if job.replay.is_none() && job.side == Side::Reference {
                self.tapes.keep(&payloads(job, events), &joined.tape)?;
            }
        }
        Ok(joined)
    }

    /// Returns the top-level names of the function's own modules.
    pub(super) fn own_modules(&self) -> &BTreeSet<String> {
        &self.own_modules
    }

    fn task(
        &self,
        job: &Job,
        events: &[Event],
        (tape, number): (Option<PathBuf>, usize),
    ) -> Task<'_> {
        let payloads = payloads(job, events).into_iter();
        Task {
            setup: &self.setups[usize::from(job.side == Side::Candidate)],
            requests: payloads
                .map(|payload| Bytes::copy_from_slice(payload.as_bytes()))
                .map(|payload| running::request(self.target, payload))
                .collect(),
            tapes: self.tapes.folder().to_owned(),
            tape,
            folder: self.folder.join(format!("environment-{number}")),
            own_modules: self.own_modules.clone(),
            touched: self.touched,
        }
    }
}

fn payloads<'e>(job: &Job, events: &'e [Event]) -> Vec<&'e str> {
    let payloads = job.events.iter().map(|n| events[*n].payload.as_str());
    payloads.collect()
}

/// Runs tasks on as many threads as the machine has processors, and no more than are wanted.
fn observe(
    tasks: Vec<Task<'_>>,
    most: usize,
    progress: &mut Progress,
) -> anyhow::Result<Vec<Observed>> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let waiting = Mutex::new(tasks.into_iter().enumerate());
    let (sender, done) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..n_threads.min(most) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                let next = || waiting.lock().ok()?.next();
                while let Some((number, task)) = next() {
                    let ran = task.run();
                    let failed = ran.is_err();
                    // Nobody listens any more when another environment has failed.
                    if sender.send((number, ran)).is_err() || failed {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut observed = Vec::new();
        for (number, ran) in done {
            observed.push((number, ran?));
            progress.advance();
        }
        observed.sort_by_key(|(number, _)| *number);
        Ok(observed.into_iter().map(|(_, observed)| observed).collect())
    })
}

/// Gives a function what it needs under the witness.
fn prepared(setup: &Setup) -> Setup {
    let mut setup = running::patient(setup, PATIENCE);
    let (name, value) = HASH_SEED;
    setup.environment.insert(name.to_owned(), value.to_owned());
    setup
}
