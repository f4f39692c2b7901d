//! Invoke: from handing over an event until the runtime asks for the next one.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use warmfront_model::event::{InitPhase, InitializationType, Record};
use warmfront_model::invocation::{ColdStart, Completed, Outcome, Report, RequestId, Status};
use warmfront_model::units::BilledDuration;

use super::failure::Failure;
use super::{Environment, Happening, refuse};
use crate::runtime_api::{Answer, Ask, Body, Call, Delivery};
use crate::setup::Request;

/// What is known of an invocation while it runs.
#[derive(Debug)]
pub(super) struct Progress {
    request_id: RequestId,
    begun: Instant,
    deadline: Instant,
    cpu_before: Duration,
    delivered: Option<Instant>,
    answer: Option<Outcome>,
    first_byte: Option<Instant>,
    last_byte: Option<Instant>,
    restore: Option<Duration>,
    too_large: bool,
}

impl Environment {
    /// Handles one event, with an init first where the environment has no runtime.
    pub(crate) async fn invoke(&mut self, request: &Request, request_id: RequestId) -> Completed {
        let begun = Instant::now();
        let cold_start = self.cold_start.take();
        self.thaw();
        let timeout = self.shared.setup.function.timeout;
        let mut progress = Progress {
            request_id,
            begun,
            deadline: begun + timeout,
            cpu_before: self.group.cpu_time(),
            delivered: None,
            answer: None,
            first_byte: None,
            last_byte: None,
            restore: None,
            too_large: false,
        };
        let failure = self.run(request, &mut progress).await.err();
        // The runtime ends itself when its response is refused; the size is what went wrong.
        let failure = failure.map(|failure| {
            if progress.too_large {
                Failure::ResponseTooLarge
            } else {
                failure
            }
        });
        self.complete(progress, failure, cold_start).await
    }

    async fn run(&mut self, request: &Request, progress: &mut Progress) -> Result<(), Failure> {
        if self.process.is_none() {
            let ready = self
                .init(InitPhase::Invoke, progress.deadline - progress.begun)
                .await;
            if let Err(failure) = ready {
                self.emit(Record::Start {
                    request_id: progress.request_id.clone(),
                })
                .await;
                return Err(self.as_seen_by_the_invocation(failure));
            }
        }
        let restored = self.restore().await;
        if let Ok(Some(_)) = restored {
            // The timeout counts from the end of the restore.
            progress.begun = Instant::now();
            progress.deadline = progress.begun + self.shared.setup.function.timeout;
        }
        self.emit(Record::Start {
            request_id: progress.request_id.clone(),
        })
        .await;
        progress.restore = restored?;
        self.deliver(request, progress);
        self.await_end(progress).await
    }

    fn as_seen_by_the_invocation(&self, failure: Failure) -> Failure {
        match failure {
            Failure::InitTimeout => Failure::Timeout {
                after: self.shared.setup.function.timeout,
            },
            other => other,
        }
    }

    fn deliver(&mut self, request: &Request, progress: &mut Progress) {
        let now = Instant::now();
        let left = progress.deadline.saturating_duration_since(now);
        let deadline = SystemTime::now() + left;
        let delivery = Delivery {
            request_id: progress.request_id.0.clone(),
            deadline_ms: deadline
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_millis(),
            function_arn: self.function_arn(),
            trace_id: trace_id(),
            client_context: request.client_context.clone(),
            cognito_identity: request.cognito_identity.clone(),
            payload: request.payload.clone(),
        };
        progress.delivered = Some(now);
        if let Some(call) = self.waiting.take() {
            // A runtime that has gone is noticed by its exit.
            let _ = call.answer.send(Answer::Event(Box::new(delivery)));
        }
    }

    fn function_arn(&self) -> String {
        let setup = &self.shared.setup;
        format!(
            "arn:aws:lambda:{}:{}:function:{}",
            setup.region, setup.account, setup.function.name
        )
    }

    /// Waits until the runtime asks for the next event, ends, or runs out of time.
    async fn await_end(&mut self, progress: &mut Progress) -> Result<(), Failure> {
        loop {
            match self.happening(progress.deadline).await {
                Happening::Call(call) => {
                    if self.heard(call, progress) {
                        return Ok(());
                    }
                }
                Happening::Exit(status) => {
                    while let Some(call) = self.last_call().await {
                        if self.heard(call, progress) {
                            break;
                        }
                    }
                    return Err(self.exited(status));
                }
                Happening::Lines(lines) => self.emit_lines(lines).await,
                Happening::Watch => self.group.watch(),
                Happening::Deadline => {
                    return Err(Failure::Timeout {
                        after: self.shared.setup.function.timeout,
                    });
                }
            }
        }
    }

    /// Takes a call during an invocation; true when the runtime is done.
    fn heard(&mut self, call: Call, progress: &mut Progress) -> bool {
        let current = progress.request_id.0.as_str();
        let reply = match call.ask {
            Ask::Next { .. } if progress.answer.is_some() => {
                self.waiting = Some(call);
                return true;
            }
            Ask::Response { ref request_id, .. } | Ask::Error { ref request_id, .. }
                if request_id != current =>
            {
                Answer::InvalidRequestId
            }
            Ask::Response { .. } | Ask::Error { .. } if progress.answer.is_some() => {
                Answer::InvalidState
            }
            Ask::Response {
                body,
                first_byte,
                last_byte,
                ..
            } => {
                progress.first_byte = Some(first_byte);
                progress.last_byte = Some(last_byte);
                progress.take_body(body, call.answer);
                return false;
            }
            Ask::Error {
                body, error_type, ..
            } => {
                progress.last_byte = Some(Instant::now());
                progress.answer =
                    Some(Failure::told(body, error_type).outcome(&progress.request_id));
                Answer::Accepted
            }
            _ => {
                refuse(call);
                return false;
            }
        };
        let _ = call.answer.send(reply);
        false
    }

    async fn complete(
        &mut self,
        progress: Progress,
        failure: Option<Failure>,
        cold_start: Option<ColdStart>,
    ) -> Completed {
        let ended = Instant::now();
        let cpu = self.group.cpu_time().saturating_sub(progress.cpu_before);
        let slowdown = self.group.modelled_slowdown(cpu);
        let timeout = self.shared.setup.function.timeout;
        let duration = match &failure {
            Some(Failure::Timeout { .. }) => timeout,
            _ => ended.saturating_duration_since(progress.begun) + slowdown,
        };
        let max_memory_used_mb = self.peak_of(failure.as_ref());
        match &failure {
            Some(failure) => {
                self.reset().await;
                if let Some(message) = failure.message(&progress.request_id, jiff::Timestamp::now())
                {
                    self.emit(Record::Platform { message }).await;
                }
            }
            None => self.drain_output().await,
        }
        let report = self.report(
            &progress,
            failure.as_ref(),
            duration,
            cold_start,
            max_memory_used_mb,
        );
        self.tell_end(&progress, &report, ended).await;
        let round_trip = progress
            .last_byte
            .unwrap_or(ended)
            .saturating_duration_since(progress.begun)
            + slowdown;
        let outcome = match (progress.answer, failure) {
            // An answer that was delivered stands, whatever became of the runtime afterwards.
            (Some(outcome), _) => outcome,
            (None, Some(failure)) => failure.outcome(&progress.request_id),
            (None, None) => Failure::told(Vec::new(), None).outcome(&progress.request_id),
        };
        Completed {
            request_id: progress.request_id,
            outcome,
            report,
            round_trip,
            cpu,
            cold_start,
            environment: self.number,
        }
    }

    fn peak_of(&mut self, failure: Option<&Failure>) -> u32 {
        if let Some(Failure::Exited {
            out_of_memory: true,
            ..
        }) = failure
        {
            self.shared.setup.function.memory_size.megabytes()
        } else {
            let used = self.max_memory_used_mb();
            if used == self.shared.setup.function.memory_size.megabytes() {
                // What ran out was a child; a later end of the runtime has nothing to do with it.
                self.group.ran_out_of_memory();
            }
            used
        }
    }

    fn report(
        &self,
        progress: &Progress,
        failure: Option<&Failure>,
        duration: Duration,
        cold_start: Option<ColdStart>,
        max_memory_used_mb: u32,
    ) -> Report {
        let snap_start = self.initialization_type() == InitializationType::SnapStart;
        // The init of a snapshot is paid for when the version is published.
        let init_duration = cold_start
            .filter(|_| !snap_start)
            .map(|cold| cold.init.wall);
        let waited = init_duration.or(progress.restore).unwrap_or_default();
        let told = matches!(progress.answer, Some(Outcome::FunctionError { .. }));
        Report {
            duration,
            billed_duration: BilledDuration::from(duration + waited),
            memory_size: self.shared.setup.function.memory_size,
            max_memory_used_mb,
            init_duration,
            restore_duration: progress.restore,
            status: match failure {
                Some(failure) => failure.status(),
                None if told => Status::Error,
                None => Status::Success,
            },
            error_type: match failure {
                Some(failure) => failure.platform_type(),
                None if progress.too_large => Failure::ResponseTooLarge.platform_type(),
                None => None,
            },
        }
    }

    async fn tell_end(&self, progress: &Progress, report: &Report, ended: Instant) {
        let since = |later: Option<Instant>, earlier: Option<Instant>| {
            Some(later?.saturating_duration_since(earlier?))
        };
        self.emit(Record::RuntimeDone {
            request_id: progress.request_id.clone(),
            status: report.status,
            error_type: report.error_type.clone(),
            duration: report.duration,
            response_latency: since(progress.first_byte, progress.delivered),
            response_duration: since(progress.last_byte, progress.first_byte),
            runtime_overhead: since(Some(ended), progress.last_byte),
            produced_bytes: progress
                .answer
                .as_ref()
                .map(|answer| answer.payload().len() as u64),
        })
        .await;
        self.emit(Record::Report {
            request_id: progress.request_id.clone(),
            report: report.clone(),
        })
        .await;
    }
}

impl Progress {
    fn take_body(&mut self, body: Body, answer: tokio::sync::oneshot::Sender<Answer>) {
        match body {
            Body::Whole(payload) => {
                self.answer = Some(Outcome::Success { payload });
                let _ = answer.send(Answer::Accepted);
            }
            Body::Broken {
                error_type,
                error_body,
            } => {
                let failure = Failure::told(error_body, Some(error_type));
                self.answer = Some(failure.outcome(&self.request_id));
                let _ = answer.send(Answer::Accepted);
            }
            Body::TooLarge => {
                let _ = answer.send(Answer::TooLarge);
                self.answer = Some(Failure::ResponseTooLarge.outcome(&self.request_id));
                self.too_large = true;
            }
        }
    }
}

/// Makes an X-Ray trace header for an unsampled invocation.
fn trace_id() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let random = uuid::Uuid::new_v4().simple().to_string();
    let parent = &uuid::Uuid::new_v4().simple().to_string()[..16];
    format!(
        "Root=1-{seconds:08x}-{};Parent={parent};Sampled=0",
        &random[..24]
    )
}
