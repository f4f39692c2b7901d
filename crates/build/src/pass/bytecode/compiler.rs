//! Compiles many sources: several interpreters at a time, and none for what is in the cache.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::cache::Cache;
use super::driver::{Driver, Request, Said};
use super::marshal;
use crate::context::Context;
use crate::package::Content;
use crate::pass::PassError;
use warmfront_model::function::PythonVersion;

/// Size of a bytecode file's header.
const HEADER: usize = 16;

/// How a source is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pass) enum How {
    /// As it is.
    Plain,
    /// Between calls of the module with start-up settings.
    WithStartup,
}

/// A source to be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pass) struct Job {
    /// How it is compiled.
    pub(in crate::pass) how: How,
    /// Which imports are deferred, as the interpreter is asked; nothing when none are.
    pub(in crate::pass) deferred: Arc<[u8]>,
    /// The path that tracebacks show.
    pub(in crate::pass) path: String,
    /// What it holds.
    pub(in crate::pass) content: Content,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pass) enum Answer {
    /// It has bytecode.
    Compiled(Compiled),
    /// Why there is none.
    Refused(String),
}

/// A source's bytecode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pass) struct Compiled {
    /// What the bytecode file holds.
    pub(in crate::pass) bytes: Arc<[u8]>,
    /// For each import that was to be deferred, the reason for which it stays, if it does.
    pub(in crate::pass) reasons: Vec<Option<String>>,
}

/// The target's interpreter, ready to compile.
#[derive(Debug)]
pub(in crate::pass) struct Compiler {
    interpreter: PathBuf,
    python: PythonVersion,
    cache: Cache,
}

impl How {
    pub(super) fn letter(self) -> u8 {
        match self {
            Self::Plain => b'p',
            Self::WithStartup => b's',
        }
    }
}

impl Compiler {
    /// Looks at the context's interpreter. The text within says why it cannot be used.
    pub(in crate::pass) fn start(context: &Context) -> Result<Result<Self, String>, PassError> {
        let python = context.python;
        let Some(interpreter) = &context.interpreter else {
            return Ok(Err(format!(
                "nothing was compiled: Python {python} is not installed here; install it, with \
                 `uv python install {python}` or `pyenv install {python}`, and build again"
            )));
        };
        let driver = start(interpreter)?;
        let wanted = format!("cpython {python} ");
        if !driver.identity.starts_with(&wanted) {
            return Ok(Err(format!(
                "nothing was compiled: `{}` is not CPython {python}",
                interpreter.display()
            )));
        }
        Ok(Ok(Self {
            interpreter: interpreter.clone(),
            python,
            cache: Cache::new(&context.cache_folder, &driver.identity),
        }))
    }

    /// Compiles all. The answers are in the order of the jobs.
    pub(in crate::pass) fn run(&self, jobs: &[Job]) -> Result<Vec<Answer>, PassError> {
        let n_workers = thread::available_parallelism().map_or(1, NonZero::get);
        let next = AtomicUsize::new(0);
        let done = thread::scope(|scope| {
            let workers: Vec<_> = (0..n_workers.min(jobs.len()))
                .map(|_| scope.spawn(|| self.work(jobs, &next)))
                .collect();
            let done = workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
            done.collect::<Result<Vec<_>, PassError>>()
        })?;
        let mut answers: Vec<(usize, Answer)> = done.into_iter().flatten().collect();
        answers.sort_by_key(|(index, _)| *index);
        Ok(answers.into_iter().map(|(_, answer)| answer).collect())
    }

    fn work(&self, jobs: &[Job], next: &AtomicUsize) -> Result<Vec<(usize, Answer)>, PassError> {
        let mut driver = None;
        let mut answers = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else {
                return Ok(answers);
            };
            answers.push((index, self.answer(job, &mut driver)?));
        }
    }

    fn answer(&self, job: &Job, driver: &mut Option<Driver>) -> Result<Answer, PassError> {
        let read = job.content.read();
        let source = read.map_err(PassError::of_reading(&job.content))?;
        let request = Request {
            how: job.how,
            path: &job.path,
            deferred: &job.deferred,
            source: &source,
        };
        let place = self.cache.place(&request);
        if let Some(answer) = Cache::get(&place) {
            return Ok(answer);
        }
        let mut running = match driver.take() {
            Some(driver) => driver,
            None => start(&self.interpreter)?,
        };
        let Ok(said) = running.compile(&request) else {
            // Not kept: another time it may not have been the source's doing.
            let reason = "the interpreter ended, or took too long, while it compiled this";
            return Ok(Answer::Refused(reason.to_owned()));
        };
        *driver = Some(running);
        let answer = match said {
            Said::Compiled(bytes, reasons) => self.canonical(&bytes, reasons),
            Said::Refused(reason) => Answer::Refused(reason),
        };
        Cache::put(&place, &answer)?;
        Ok(answer)
    }

    fn canonical(&self, bytes: &[u8], reasons: Vec<Option<String>>) -> Answer {
        let (header, code) = bytes.split_at(HEADER.min(bytes.len()));
        match marshal::canonical(code, self.python) {
            Ok(code) => Answer::Compiled(Compiled {
                bytes: [header, &code].concat().into(),
                reasons,
            }),
            Err(error) => Answer::Refused(error.to_string()),
        }
    }
}

fn start(interpreter: &Path) -> Result<Driver, PassError> {
    Driver::start(interpreter).map_err(|error| PassError::Program {
        program: format!("interpreter `{}`", interpreter.display()),
        output: error.to_string(),
    })
}
