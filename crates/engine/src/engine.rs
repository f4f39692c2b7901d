//! The engine as callers hold it: synchronous, with what happens told as it happens.

use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::rc::Rc;

use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use crate::bootstrap::{self, BootstrapError};
use crate::environment::{CreateError, Shared, best_storage};
use crate::interrupt::Interrupts;
use crate::limit::{Base, Limits};
use crate::platform::Storage;
use crate::pool::Pool;
use crate::run::{RunFolder, RunId};
use crate::setup::{Observation, Request, RuntimeClient, Setup};

/// Observations that wait for the caller; a flood of output waits in the function's pipe beyond.
const WAITING_OBSERVATIONS: usize = 64;

/// Why an engine could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The run's folder.
    #[error("could not make a folder for the run")]
    Folder(#[source] io::Error),
    /// The bootstrap.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
    /// The event loop.
    #[error("could not start the event loop")]
    Runtime(#[source] io::Error),
    /// The task root.
    #[error("code folder `{}` cannot be read", folder.display())]
    Code {
        /// Its path.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Why the engine gave up.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// An interrupt or a request to terminate; all environments have been ended.
    #[error("interrupted")]
    Interrupted,
    /// An environment could not be made.
    #[error(transparent)]
    Create(#[from] CreateError),
}

/// Runs one function.
#[derive(Debug)]
pub struct Engine {
    // Dropped in this order: the pool ends its environments inside the local set's runtime.
    pool: Rc<Pool>,
    local: LocalSet,
    observations: mpsc::Receiver<Observation>,
    interrupts: Interrupts,
    runtime: Runtime,
    limits: Limits,
    notes: Vec<String>,
}

impl Engine {
    /// Prepares everything but an environment: that is made when the first event needs it.
    pub fn start(setup: Setup) -> Result<Self, StartError> {
        let mut setup = setup;
        setup.function.code = absolute_folder(&setup.function.code)?;
        let run = RunId::current().map_err(StartError::Folder)?;
        let folder = RunFolder::create(&setup.state_folder, &run).map_err(StartError::Folder)?;
        let bootstrap = match setup.runtime_client {
            RuntimeClient::Embedded => Some(compiled(bootstrap::BOOTSTRAP, &setup)?),
            RuntimeClient::Awslambdaric => None,
        };
        let agent = match &setup.agent {
            Some(agent) => Some(compiled(agent.sources, &setup)?),
            None => None,
        };
        let storage = best_storage(&setup, folder.path());
        let base = Base::find(setup.limits, folder.name());
        let limits = base.limits();
        let notes = notes(&base, storage);
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let interrupts = Interrupts::listen().map_err(StartError::Runtime)?;
        let (sender, observations) = mpsc::channel(WAITING_OBSERVATIONS);
        let shared = Shared {
            setup,
            base,
            folder,
            bootstrap,
            agent,
            storage,
            observations: sender,
        };
        let pool = Pool::new(Rc::new(shared));
        Ok(Self {
            pool,
            local: LocalSet::new(),
            observations,
            interrupts,
            runtime,
            limits,
            notes,
        })
    }

    /// Returns how limits are put into force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns what the caller should know of how true to Lambda this machine lets the engine be.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Handles one event.
    pub fn invoke(
        &mut self,
        request: Request,
        observe: &mut dyn FnMut(Observation),
    ) -> Result<(), RunError> {
        self.invoke_all(&mut std::iter::once(request), 1, observe)
    }

    /// Handles events one after the other, up to `concurrency` at a time.
    pub fn invoke_all(
        &mut self,
        requests: &mut dyn Iterator<Item = Request>,
        concurrency: usize,
        observe: &mut dyn FnMut(Observation),
    ) -> Result<(), RunError> {
        let pool = Rc::clone(&self.pool);
        let requests = RefCell::new(requests);
        let lanes: FuturesUnordered<_> = (0..concurrency.max(1))
            .map(|_| lane(&pool, &requests))
            .collect();
        let work = lanes.try_collect::<()>();
        let drive = drive(work, &mut self.observations, &mut self.interrupts, observe);
        let outcome = self.local.block_on(&self.runtime, drive);
        let _inside = self.runtime.enter();
        match outcome {
            Ok(()) => self.pool.settle(),
            Err(_) => self.pool.retire(),
        }
        outcome
    }

    /// Returns the process ids of the interpreters that wait for an event, for who watches from
    /// outside.
    #[must_use]
    pub fn idle_processes(&self) -> Vec<u32> {
        self.pool.idle_processes()
    }

    /// Ends all idle environments, so that the next invocation is a cold start.
    pub fn retire(&mut self) {
        let _inside = self.runtime.enter();
        self.pool.retire();
    }

    /// Ends everything.
    pub fn stop(mut self) {
        self.retire();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.retire();
    }
}

/// Takes requests one after the other until none is left.
async fn lane(
    pool: &Rc<Pool>,
    requests: &RefCell<&mut dyn Iterator<Item = Request>>,
) -> Result<(), RunError> {
    loop {
        let Some(request) = requests.borrow_mut().next() else {
            return Ok(());
        };
        pool.invoke(&request).await?;
    }
}

/// Does the work while telling what is observed, until it is done or a signal comes.
async fn drive(
    work: impl Future<Output = Result<(), RunError>>,
    observations: &mut mpsc::Receiver<Observation>,
    interrupts: &mut Interrupts,
    observe: &mut dyn FnMut(Observation),
) -> Result<(), RunError> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            biased;
            () = interrupts.wait() => return Err(RunError::Interrupted),
            Some(observation) = observations.recv() => observe(observation),
            outcome = &mut work => {
                while let Ok(observation) = observations.try_recv() {
                    observe(observation);
                }
                return outcome;
            }
        }
    }
}

fn compiled(sources: &bootstrap::Sources, setup: &Setup) -> Result<PathBuf, BootstrapError> {
    bootstrap::compiled(sources, &setup.interpreter, &setup.cache_folder)
}

/// Resolves the task root, which the function sees as an absolute path.
fn absolute_folder(code: &Path) -> Result<PathBuf, StartError> {
    let unreadable = |source| StartError::Code {
        folder: code.to_owned(),
        source,
    };
    let folder = code.canonicalize().map_err(unreadable)?;
    std::fs::read_dir(&folder).map_err(unreadable)?;
    Ok(folder)
}

/// Says where the engine falls short of Lambda on this machine.
fn notes(base: &Base, storage: Option<Storage>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Base::Modelled { why: Some(why) } = base {
        notes.push(format!(
            "control groups are not available here ({why}): durations are modelled from CPU time, and \
             memory is watched instead of limited"
        ));
    }
    match storage {
        Some(Storage::Disk) => {}
        Some(Storage::Memory | Storage::UserMemory) => notes.push(match base {
            Base::V1(_) | Base::V2(_) => {
                "/tmp is kept in memory here: files in it count as the function's memory".to_owned()
            }
            Base::Modelled { .. } => "/tmp is kept in this machine's memory here".to_owned(),
        }),
        None => notes.push(
            "/tmp is not private here: the function has a TMPDIR of its own, without a size limit, and its \
             file system is not read-only"
                .to_owned(),
        ),
    }
    notes
}
