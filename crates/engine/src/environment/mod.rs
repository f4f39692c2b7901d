//! One execution environment: its process, group, `/tmp` and Runtime API, through its phases.

mod create;
mod failure;
mod init;
mod invoke;
mod process;
mod restore;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::mpsc;
use warmfront_model::event::{Event, InitPhase, InitializationType, Record};
use warmfront_model::invocation::ColdStart;

use crate::limit::{Base, CpuShare, Group};
use crate::platform::{Namespace, Storage};
use crate::run::RunFolder;
use crate::runtime_api::{Answer, Ask, Call, Marks, RuntimeApi};
use crate::setup::{InitCpu, Observation, Setup};
use crate::variables::{Identity, RUNTIME_API};

pub use create::CreateError;
pub(crate) use create::best_storage;
pub(crate) use process::Process;

/// What all environments of an engine share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) setup: Setup,
    pub(crate) base: Base,
    pub(crate) folder: RunFolder,
    pub(crate) bootstrap: Option<PathBuf>,
    pub(crate) agent: Option<PathBuf>,
    pub(crate) storage: Option<Storage>,
    pub(crate) observations: mpsc::Sender<Observation>,
}

/// An execution environment.
#[derive(Debug)]
pub(crate) struct Environment {
    /// Number, counted from 1.
    pub(crate) number: u32,
    shared: Rc<Shared>,
    identity: Identity,
    variables: BTreeMap<OsString, OsString>,
    folder: PathBuf,
    preparation: Duration,
    // The process goes before its group, and the group before the namespace.
    process: Option<Process>,
    group: Group,
    namespace: Option<Namespace>,
    api: RuntimeApi,
    waiting: Option<Call>,
    cold_start: Option<ColdStart>,
    frozen: bool,
    watched: Instant,
}

/// What happens while an environment works.
enum Happening {
    Call(Call),
    Exit(std::process::ExitStatus),
    Lines(Vec<Vec<u8>>),
    Watch,
    Deadline,
}

impl Environment {
    /// Stops all processes until the next invocation.
    pub(crate) fn freeze(&mut self) {
        if self.process.is_some() && !self.frozen {
            self.group.freeze();
            self.frozen = true;
        }
    }

    /// Returns the process id of the interpreter, while there is one.
    pub(crate) fn process_id(&self) -> Option<u32> {
        self.process.as_ref().and_then(|process| process.child.id())
    }

    fn thaw(&mut self) {
        if self.frozen {
            self.group.thaw();
            self.frozen = false;
        }
    }

    /// Waits for what happens first; what a runtime says counts before its end, its end before the
    /// deadline, and all of these before its output, which may have no end.
    async fn happening(&mut self, deadline: Instant) -> Happening {
        let watching = self.group.needs_watching();
        let watch = self.watched + WATCH_PERIOD;
        let Some(process) = &mut self.process else {
            return Happening::Deadline;
        };
        tokio::select! {
            biased;
            call = self.api.next_call() => Happening::Call(call),
            status = process.child.wait() => Happening::Exit(status.unwrap_or_default()),
            () = tokio::time::sleep_until(deadline.into()) => Happening::Deadline,
            () = tokio::time::sleep_until(watch.into()), if watching => {
                self.watched = Instant::now();
                Happening::Watch
            }
            lines = process.output.next() => Happening::Lines(lines),
            never = stay_awake() => match never {},
        }
    }

    async fn emit(&self, record: Record) {
        let event = Event {
            time: SystemTime::now(),
            environment: self.number,
            record,
        };
        // Nobody listens any more only when the engine is being torn down.
        let _ = self
            .shared
            .observations
            .send(Observation::Event(event))
            .await;
    }

    async fn emit_lines(&self, lines: Vec<Vec<u8>>) {
        for line in lines {
            self.emit(Record::Function { line }).await;
        }
    }

    /// Tells all lines that were written until now; what a thread goes on writing is for later.
    async fn drain_lines(&mut self) {
        let Some(process) = &mut self.process else {
            return;
        };
        for lines in process.output.backlog() {
            self.emit_lines(lines).await;
        }
    }

    /// Tells all that was written until now, a line without end too.
    async fn drain_output(&mut self) {
        self.drain_lines().await;
        if let Some(rest) = self
            .process
            .as_mut()
            .and_then(|process| process.output.rest())
        {
            self.emit_lines(vec![rest]).await;
        }
    }

    /// Ends whatever is left of the process; the next invocation starts another in this environment.
    async fn reset(&mut self) {
        self.waiting = None;
        self.thaw();
        self.group.kill();
        self.drain_output().await;
        if let Some(mut process) = self.process.take() {
            // It has been killed; its exit status was read where it mattered.
            let _ = process.child.wait().await;
        }
        self.renew_api().await;
    }

    /// Listens elsewhere, so that nothing which a dead process had on its way is taken for its
    /// successor's, however late it arrives.
    async fn renew_api(&mut self) {
        // Without a port to spare, the old one is better than none.
        if let Ok(api) = RuntimeApi::listen().await {
            let address = api.address.to_string();
            self.variables.insert(RUNTIME_API.into(), address.into());
            self.api = api;
        }
    }

    fn cpu_share(&self) -> CpuShare {
        CpuShare::Vcpus(self.shared.setup.function.memory_size.vcpus())
    }

    fn init_share(&self, phase: InitPhase) -> CpuShare {
        // A suppressed init runs under the invocation, and gets what invocations get.
        match (self.shared.setup.init_cpu, phase) {
            (InitCpu::Full, InitPhase::Init) => CpuShare::Full,
            _ => self.cpu_share(),
        }
    }

    fn initialization_type(&self) -> InitializationType {
        self.shared.setup.initialization_type
    }

    fn runtime_version(&self) -> String {
        format!("python:{}", self.shared.setup.interpreter.full_version)
    }

    fn max_memory_used_mb(&mut self) -> u32 {
        u32::try_from(self.group.peak_memory().div_ceil(1 << 20)).unwrap_or(u32::MAX)
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        self.group.kill();
        // Leftovers are stale for the next run.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// How long a wait keeps its thread awake: about what an answer of a quick handler takes. Being woken
/// from sleep costs up to 50 µs on a virtual machine, several times what the engine itself takes.
/// With one processor only, the function would have to wait for it.
static AWAKE: LazyLock<Duration> = LazyLock::new(|| {
    let n_processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    Duration::from_micros(if n_processors > 1 { 100 } else { 0 })
});

/// Keeps the thread looking for input for a moment, and then waits for ever.
async fn stay_awake() -> Infallible {
    let until = Instant::now() + *AWAKE;
    while Instant::now() < until {
        tokio::task::yield_now().await;
    }
    std::future::pending().await
}

/// How often memory is looked at where no kernel limit holds it.
const WATCH_PERIOD: Duration = Duration::from_millis(5);

/// How long a dead process's last requests may take to arrive.
const LAST_WORDS: Duration = Duration::from_millis(50);

/// The moments that a runtime client told with its first request.
fn marks_of(ask: &Ask) -> Option<Marks> {
    match ask {
        Ask::Next { marks } | Ask::RestoreNext { marks } => *marks,
        _ => None,
    }
}

/// Answers a call that does not fit; the client may have gone already.
fn refuse(call: Call) {
    let _ = call.answer.send(Answer::InvalidState);
}
