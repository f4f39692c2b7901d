//! More threads share a client than it has connections.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Function, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(317),
    name: "pool-smaller-than-threads",
    summary: "more threads share a client than it has connections",
    class: Class::PerCall,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF317.md"),
    check: Check::Python(check),
};

/// Connections that a client keeps unless told otherwise.
const CONNECTIONS: i64 = 10;

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["concurrent.futures.ThreadPoolExecutor"]) {
        let threads = call.argument("max_workers", Some(0)).and_then(Value::int);
        let Some(threads) = threads.filter(|threads| *threads > CONNECTIONS) else {
            continue;
        };
        let mut workers = workers(facts, call).into_iter();
        if workers.any(|worker| is_short(worker, threads)) {
            let message =
                format!("{threads} threads share the {CONNECTIONS} connections of one client");
            findings.add_call(call, message);
        }
    }
}

/// Returns the functions that a pool is given: by the statement that enters it, or by its name.
fn workers<'a>(facts: &'a Facts, pool: Call<'a>) -> Vec<Function<'a>> {
    let statement = pool.statement();
    let names = if pool.at_module_level() {
        statement.binds()
    } else {
        [statement.binds()].into_iter().flatten().collect()
    };
    let module = pool.function().module();
    let calls: Vec<Call<'a>> = if pool.at_module_level() {
        facts
            .calls()
            .filter(|call| call.function().module() == module)
            .collect()
    } else {
        statement.calls().collect()
    };
    let given = calls.into_iter().filter(|call| {
        let is_given = matches!(call.called().attribute(), Some("map" | "submit"));
        let receiver = call.receiver().and_then(Value::name);
        is_given && receiver.is_some_and(|name| names.contains(name))
    });
    given
        .filter_map(|call| call.arguments().next()?.1.function())
        .collect()
}

/// Returns whether a worker calls by a client with fewer connections than threads.
fn is_short(worker: Function<'_>, threads: i64) -> bool {
    worker.calls().any(|call| {
        let is_client = call
            .operation()
            .is_some_and(|operation| operation.is_client());
        let is_session = call
            .target()
            .is_some_and(|name| name.starts_with("requests.Session."));
        let made = call
            .receiver()
            .and_then(|receiver| receiver.bound_value()?.call());
        let has_adapter = || {
            call.function()
                .source()
                .is_some_and(|source| source.contains("HTTPAdapter"))
        };
        match made {
            Some(made) if is_client => connections(made) < threads,
            Some(_) if is_session => !has_adapter(),
            _ => false,
        }
    })
}

fn connections(made: Call<'_>) -> i64 {
    let Some(config) = made.keyword("config") else {
        return CONNECTIONS;
    };
    let config = config.call().or_else(|| config.bound_value()?.call());
    let most = config.and_then(|config| config.keyword("max_pool_connections"));
    match (config, most) {
        // A configuration from elsewhere may allow any number.
        (None, _) => i64::MAX,
        (Some(_), None) => CONNECTIONS,
        (Some(_), Some(most)) => most.int().unwrap_or(i64::MAX),
    }
}
