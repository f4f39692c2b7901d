//! Lambda has no shared memory, which pools of processes need.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(110),
    name: "process-pool-in-handler",
    summary: "a pool of processes cannot be made on Lambda",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF110.md"),
    check: Check::Python(check),
};

/// What needs semaphores in shared memory.
const POOLS: &[&str] = &[
    "concurrent.futures.ProcessPoolExecutor",
    "multiprocessing.JoinableQueue",
    "multiprocessing.Pool",
    "multiprocessing.Queue",
    "multiprocessing.pool.Pool",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(POOLS) {
        if call.in_handler() || call.at_init() {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` needs shared memory, which Lambda does not have");
            findings.add_call(call, message);
        }
    }
}
