//! Init: from starting the interpreter until the runtime asks for its first event.

use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use warmfront_model::event::{InitPhase, Record};
use warmfront_model::invocation::{ColdStart, Spent, Status};

use super::failure::Failure;
use super::{Environment, Happening, LAST_WORDS, marks_of, refuse};
use crate::limit::CpuShare;
use crate::runtime_api::{Answer, Ask, Call, Marks};

impl Environment {
    /// Runs the init of a new environment. A failure is not told to anybody: as on Lambda, the
    /// init starts over under the first invocation.
    pub(crate) async fn initialise(&mut self) {
        let init_limit = self.shared.setup.init_limit;
        if self.init(InitPhase::Init, init_limit).await.is_err() {
            self.cold_start = None;
        }
    }

    /// Runs an init within a time budget; on failure nothing of the process is left.
    pub(super) async fn init(&mut self, phase: InitPhase, budget: Duration) -> Result<(), Failure> {
        self.emit(self.init_start(phase)).await;
        let cpu_before = self.group.cpu_time();
        let share = self.init_share(phase);
        self.group.set_cpu(share);
        let begun = Instant::now();
        let outcome = match self.spawn() {
            Ok(()) => {
                self.await_call(Ask::ends_init, begun + budget, Failure::InitTimeout)
                    .await
            }
            Err(error) => Err(Failure::NotStarted {
                reason: error.to_string(),
            }),
        };
        let spent = Spent {
            wall: begun.elapsed(),
            cpu: self.group.cpu_time().saturating_sub(cpu_before),
        };
        let outcome = match outcome {
            Ok(call) => {
                self.keep_cold_start(phase, marks_of(&call.ask), spent);
                self.waiting = Some(call);
                self.drain_lines().await;
                Ok(())
            }
            Err(failure) => {
                self.reset().await;
                Err(failure)
            }
        };
        self.report_init(phase, &outcome, spent).await;
        self.group.set_cpu(self.cpu_share());
        outcome
    }

    /// Waits for a call of the wanted kind, which ends an init or a restore; an error that the
    /// runtime tells counts before the way in which it then ends.
    pub(super) async fn await_call(
        &mut self,
        wanted: fn(&Ask) -> bool,
        deadline: Instant,
        late: Failure,
    ) -> Result<Call, Failure> {
        let mut told = None;
        loop {
            match self.happening(deadline).await {
                Happening::Call(call) if wanted(&call.ask) => return Ok(call),
                Happening::Call(call) => told = told.or(take_error(call)),
                Happening::Exit(status) => {
                    while let Some(call) = self.last_call().await {
                        told = told.or(take_error(call));
                    }
                    return Err(told.unwrap_or_else(|| self.exited(status)));
                }
                Happening::Lines(lines) => self.emit_lines(lines).await,
                Happening::Watch => self.group.watch(),
                Happening::Deadline => return Err(told.unwrap_or(late)),
            }
        }
    }

    /// Judges the end of the process, after its last words have arrived.
    pub(super) fn exited(&mut self, status: std::process::ExitStatus) -> Failure {
        // Where a child ran out of memory, the runtime may have ended for another reason later.
        let killed = status.signal() == Some(Signal::KILL.as_raw());
        let out_of_memory = self.group.ran_out_of_memory() && killed;
        Failure::Exited {
            status,
            out_of_memory,
        }
    }

    /// Waits a moment for calls that the ended process still sent.
    pub(super) async fn last_call(&mut self) -> Option<Call> {
        let until = Instant::now() + LAST_WORDS;
        loop {
            tokio::select! {
                biased;
                call = self.api.next_call() => return Some(call),
                () = tokio::time::sleep(Duration::from_micros(200)) => {}
            }
            if self.api.is_deserted() || Instant::now() > until {
                return None;
            }
        }
    }

    fn keep_cold_start(&mut self, phase: InitPhase, marks: Option<Marks>, spent: Spent) {
        let Some(process) = self.process.as_ref().filter(|_| phase == InitPhase::Init) else {
            return;
        };
        let between = |from: u64, to: u64| Duration::from_nanos(to.saturating_sub(from));
        let spent = Spent {
            wall: spent.wall + self.modelled_init_delay(spent.cpu),
            ..spent
        };
        self.cold_start = Some(ColdStart {
            preparation: self.preparation,
            spawn: process.spawn,
            runtime_init: marks.map(|marks| between(process.executing_nanos, marks.import_started)),
            function_init: marks.map(|marks| between(marks.import_started, marks.import_done)),
            init: spent,
        });
    }

    /// Computes what the share would have added to the init, where it is only modelled.
    fn modelled_init_delay(&self, cpu: Duration) -> Duration {
        match self.init_share(InitPhase::Init) {
            CpuShare::Full => Duration::ZERO,
            CpuShare::Vcpus(_) => self.group.modelled_slowdown(cpu),
        }
    }

    fn init_start(&self, phase: InitPhase) -> Record {
        Record::InitStart {
            initialization_type: self.initialization_type(),
            phase,
            runtime_version: self.runtime_version(),
            function_name: self.shared.setup.function.name.clone(),
            instance_id: self.identity.log_stream.clone(),
            memory_size: self.shared.setup.function.memory_size,
        }
    }

    async fn report_init(&self, phase: InitPhase, outcome: &Result<(), Failure>, spent: Spent) {
        let initialization_type = self.initialization_type();
        let failure = outcome.as_ref().err();
        let status = failure.map_or(Status::Success, Failure::status);
        let error_type = failure.and_then(Failure::platform_type);
        self.emit(Record::InitRuntimeDone {
            initialization_type,
            phase,
            status,
            error_type: error_type.clone(),
        })
        .await;
        let duration = spent.wall;
        self.emit(Record::InitReport {
            initialization_type,
            phase,
            status,
            error_type,
            duration,
        })
        .await;
    }
}

/// Takes an error that the runtime tells, and refuses anything else.
fn take_error(call: Call) -> Option<Failure> {
    match call.ask {
        Ask::InitError { body, error_type } | Ask::RestoreError { body, error_type } => {
            // The runtime may have gone without waiting for the answer.
            let _ = call.answer.send(Answer::Accepted);
            Some(Failure::told(body, error_type))
        }
        _ => {
            refuse(call);
            None
        }
    }
}
