//! How much of a call is work of the function's own processor rather than waiting.
//!
//! Calls do not tell their CPU time, but an invocation does, between its marks. Outside of waiting
//! calls a handler computes; what the handler computed beyond that, it computed inside the calls
//! (serialising, signing, TLS, parsing), and each call is charged the same: these costs are per
//! call, not per millisecond of waiting. Below one vCPU, which is 1,769 MB, the same CPU time takes
//! longer on the wall clock ([memory and CPU]).
//!
//! [memory and CPU]: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html

use super::effect::clean;
use super::view::{Measured, View, union_ms};
use crate::document::{MarkName, Subject};

/// Memory size that comes with one vCPU.
const MB_PER_VCPU: f64 = 1769.0;

/// Returns the wall time that one unit of CPU time takes.
pub(super) fn wall_per_cpu(subject: &Subject) -> f64 {
    let share = f64::from(subject.memory_size_mb.max(128)) / MB_PER_VCPU;
    share.min(1.0).recip()
}

/// Returns the CPU time that one outermost call of an invocation needs, on average.
pub(super) fn per_call_ms(view: &View<'_>, measured: &Measured<'_>) -> f64 {
    let known = &measured.cpu_per_call_ms;
    *known.get_or_init(|| reckoned(view, measured))
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
fn reckoned(view: &View<'_>, measured: &Measured<'_>) -> f64 {
    let marks = &measured.invocation.marks;
    let mark = |name| marks.iter().find(|mark| mark.name == name);
    let n = measured.outermost.len();
    let waiting = union_ms(measured.outermost.iter().map(|&call| view.call(call)));
    let (Some(called), Some(returned)) = (mark(MarkName::Called), mark(MarkName::Returned)) else {
        return 0.0;
    };
    let wall = clean(returned.at_ms.0 - called.at_ms.0);
    let cpu = clean(returned.cpu_ms.0 - called.cpu_ms.0);
    let outside = clean(wall - waiting) / wall_per_cpu(&view.profile.subject);
    let inside = clean(cpu - outside) / (n.max(1)) as f64;
    inside.min(waiting / (n.max(1)) as f64)
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, http};
    use super::*;

    #[test]
    fn cpu_time_that_the_handler_did_not_need_is_that_of_calls() {
        let mut trace = Trace::new();
        let calls = vec![http("GET", "a").took(20.0), http("GET", "b").took(20.0)];
        let invocation = trace.warm(0, calls);
        // 43 ms on the clock, 40 of them waiting, and 7 ms of CPU.
        let called = invocation.marks[1].cpu_ms;
        invocation.marks[2].cpu_ms = crate::document::Millis(called.0 + 7.0);
        let view = trace.view();
        assert!((per_call_ms(&view, &view.measured[0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn below_one_vcpu_work_takes_longer() {
        let mut subject = Trace::new().profile.subject;
        assert!((wall_per_cpu(&subject) - 1.0).abs() < 1e-9);
        subject.memory_size_mb = 3_008;
        assert!((wall_per_cpu(&subject) - 1.0).abs() < 1e-9);
        subject.memory_size_mb = 256;
        assert!((wall_per_cpu(&subject) - 6.91).abs() < 0.01);
    }
}
