//! A call over the network that waits for ever.

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts, Value};
use crate::rule::mend::{self, Mend};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(303),
    name: "call-without-timeout",
    summary: "a call over the network has no timeout at all",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF303.md"),
    check: Check::Python(check),
};

/// What waits for ever unless told otherwise, and where its timeout is given.
const ENDLESS: &[(&str, Option<usize>)] = &[
    ("ftplib.FTP", Some(4)),
    ("http.client.HTTPConnection", Some(2)),
    ("http.client.HTTPSConnection", None),
    ("imaplib.IMAP4_SSL", None),
    ("smtplib.SMTP", Some(3)),
    ("smtplib.SMTP_SSL", None),
    ("socket.create_connection", Some(1)),
    ("urllib.request.urlopen", Some(2)),
];

/// Verbs of HTTP.
const VERBS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "request",
];

fn check(facts: &Facts, findings: &mut Findings) {
    let has_default = facts
        .calls_to(&["socket.setdefaulttimeout"])
        .next()
        .is_some();
    for (name, place) in ENDLESS.iter().filter(|_| !has_default) {
        for call in facts.calls_to(&[name]) {
            if is_endless(call, *place) {
                tell(call, findings);
            }
        }
    }
    for call in facts.calls_where(|name| is_verb_of("requests", name)) {
        if is_endless(call, None) && !has_adapter(call, facts) {
            tell(call, findings);
        }
    }
    for call in facts.calls_where(|name| is_verb_of("httpx", name)) {
        if call.keyword("timeout").is_some_and(Value::is_none) {
            tell(call, findings);
        }
    }
}

fn is_verb_of(library: &str, name: &str) -> bool {
    let rest = name
        .strip_prefix(library)
        .and_then(|rest| rest.strip_prefix('.'));
    rest.is_some_and(|rest| {
        let verb = rest
            .strip_prefix("Session.")
            .or_else(|| rest.strip_prefix("Client."));
        VERBS.contains(&verb.unwrap_or(rest))
    })
}

fn is_endless(call: Call<'_>, place: Option<usize>) -> bool {
    let timeout = call.argument("timeout", place);
    !call.unpacks() && timeout.is_none_or(Value::is_none)
}

/// Returns whether something else may give the session's requests a timeout: an adapter of the
/// repository's own, or a method that is put in place of the session's.
fn has_adapter(call: Call<'_>, facts: &Facts) -> bool {
    let Some(session) = call.receiver().and_then(Value::name) else {
        // What makes it may mount anything.
        return call.target().is_some_and(|name| name.contains("Session")) && !is_made_here(call);
    };
    let source = call.function().source().unwrap_or_default();
    let is_patched = source.contains(&format!("{session}.request = "))
        || source.contains(&format!("{session}.send = "));
    let mut mounts = facts.calls_to(&["requests.Session.mount"]);
    is_patched
        || mounts.any(|mount| {
            let adapter = mount.argument("adapter", Some(1)).and_then(Value::class);
            mount.receiver().and_then(Value::name) == Some(session)
                && adapter != Some("requests.adapters.HTTPAdapter")
        })
}

/// Returns whether the session is an attribute that its class makes by `requests.Session()`, with
/// nothing mounted.
fn is_made_here(call: Call<'_>) -> bool {
    let source = call.function().source().unwrap_or_default();
    source.contains("Session()") && !source.contains(".mount(")
}

fn tell(call: Call<'_>, findings: &mut Findings) {
    if call.in_handler() || call.at_init() {
        let name = call.called().source().unwrap_or("this").to_owned();
        let finding = findings.add_call(call, format!("`{name}` waits for ever if nobody answers"));
        finding.fix = timeout(call);
    }
}

/// Gives a request a timeout; whoever waited longer and got an answer will see an error.
fn timeout(call: Call<'_>) -> Option<Fix> {
    let is_request = call
        .target()
        .is_some_and(|name| name.starts_with("requests."));
    let mut mend = Mend::of(call.function()).filter(|_| is_request)?;
    mend::set_argument(&mut mend, call, ("timeout", None), "10")?;
    Some(mend.unsafe_fix("give up after ten seconds"))
}
