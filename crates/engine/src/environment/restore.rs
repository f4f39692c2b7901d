//! Restore: what `SnapStart` does between the snapshot and the first invocation.
//!
//! The snapshot itself is the frozen environment; what is measured is the after-restore hooks.

use std::time::{Duration, Instant};

use warmfront_model::event::Record;
use warmfront_model::invocation::Status;

use super::Environment;
use super::failure::Failure;
use crate::runtime_api::{Answer, Ask};

/// Time that Lambda gives to loading and the after-restore hooks (its `SnapStart` page).
const RESTORE_LIMIT: Duration = Duration::from_secs(10);

impl Environment {
    /// Restores the environment where its runtime waits for that, and tells how long it took.
    pub(super) async fn restore(&mut self) -> Result<Option<Duration>, Failure> {
        let Some(call) = self
            .waiting
            .take_if(|call| matches!(call.ask, Ask::RestoreNext { .. }))
        else {
            return Ok(None);
        };
        self.emit(Record::RestoreStart {
            runtime_version: self.runtime_version(),
            function_name: self.shared.setup.function.name.clone(),
            instance_id: self.identity.log_stream.clone(),
            memory_size: self.shared.setup.function.memory_size,
        })
        .await;
        let begun = Instant::now();
        let _ = call.answer.send(Answer::Restored);
        let late = Failure::Timeout {
            after: RESTORE_LIMIT,
        };
        let is_next = |ask: &Ask| matches!(ask, Ask::Next { .. });
        let outcome = self.await_call(is_next, begun + RESTORE_LIMIT, late).await;
        let duration = begun.elapsed();
        let failure = outcome.as_ref().err();
        let status = failure.map_or(Status::Success, Failure::status);
        let error_type = failure.and_then(Failure::platform_type);
        self.emit(Record::RestoreRuntimeDone {
            status,
            error_type: error_type.clone(),
        })
        .await;
        self.emit(Record::RestoreReport {
            status,
            error_type,
            duration,
        })
        .await;
        outcome.map(|call| {
            self.waiting = Some(call);
            Some(duration)
        })
    }
}
