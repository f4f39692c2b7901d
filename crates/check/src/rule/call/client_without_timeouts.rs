//! An AWS client that waits a minute before it gives up.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts, Value};
use crate::rule::mend::{self, Mend};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(304),
    name: "client-without-timeouts",
    summary: "an AWS client waits a minute before it gives up",
    class: Class::Safety,
    default: Default::Off,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF304.md"),
    check: Check::Python(check),
};

/// What makes clients and resources.
const MAKERS: &[&str] = &[
    "boto3.Session.client",
    "boto3.Session.resource",
    "boto3.client",
    "boto3.resource",
    "botocore.Session.create_client",
];

fn check(facts: &Facts, findings: &mut Findings) {
    let callees = facts
        .calls()
        .filter(|call| call.in_handler() || call.at_init());
    let called: BTreeSet<_> = callees
        .filter_map(|call| Some(call.callee()?.reference()))
        .collect();
    for call in facts.calls_to(MAKERS) {
        let is_made = call.at_init()
            || call.function().in_handler()
            || called.contains(&call.function().reference());
        if is_made && !call.unpacks() && !has_timeouts(call) {
            let service = call.argument("service_name", Some(0)).and_then(Value::text);
            let service = service.unwrap_or("AWS");
            let message = format!("the `{service}` client waits 60 s for an answer, five times");
            findings.add_call(call, message).fix = configured(call);
        }
    }
}

fn has_timeouts(call: Call<'_>) -> bool {
    let Some(config) = call.keyword("config") else {
        return false;
    };
    let made = config.call().or_else(|| config.bound_value()?.call());
    let made = made.filter(|made| made.target() == Some("botocore.config.Config"));
    // What comes from elsewhere may have them.
    made.is_none_or(|made| {
        let has = |name: &str| made.keyword(name).is_some();
        made.unpacks() || has("connect_timeout") || has("read_timeout")
    })
}

/// Adds a configuration with timeouts, where there is none.
fn configured(call: Call<'_>) -> Option<Fix> {
    let mut mend = Mend::of(call.function()).filter(|_| call.keyword("config").is_none())?;
    let config = "config=Config(connect_timeout=2, read_timeout=10, \
                  retries={\"mode\": \"standard\", \"max_attempts\": 3})";
    mend::add_argument(&mut mend, call, config)?;
    let mut module = call.function();
    while let Some(around) = module.around() {
        module = around;
    }
    mend.import(module, "from botocore.config import Config")?;
    Some(mend.unsafe_fix("give up after ten seconds, and try three times"))
}
