//! The table of behaviours, `fixtures/fidelity.toml`.

use std::path::PathBuf;

use serde::Deserialize;
use warmfront_engine::Limits;
use warmfront_testkit::python;

use crate::run::Machine;
use crate::runtime::{self, Runtime};

/// What a function does and what must come of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// Name, which is its module's with dashes.
    pub(crate) name: String,
    /// Group of the table that it stands in.
    pub(crate) area: String,
    /// What it does; the documentation shows it.
    #[serde(rename = "title")]
    _title: String,
    /// What Lambda does; the documentation shows it.
    #[serde(rename = "lambda")]
    _lambda: String,
    /// Handler, where it is not the function `handler` of its module.
    pub(crate) handler: Option<String>,
    /// Memory size in MB; by default that of one vCPU, so that nothing waits for its share.
    #[serde(default = "one_vcpu")]
    pub(crate) memory: u64,
    /// Timeout in milliseconds.
    #[serde(default = "ample")]
    pub(crate) timeout: u64,
    /// Whether the function logs in JSON.
    #[serde(default)]
    pub(crate) json_log: bool,
    /// Whether it is initialised for a snapshot.
    #[serde(default)]
    pub(crate) snap_start: bool,
    /// What this machine must offer.
    #[serde(default)]
    pub(crate) needs: Vec<Need>,
    /// Which interpreters are tried.
    #[serde(default)]
    pub(crate) interpreters: Interpreters,
    /// Runtime clients that it is about; all when empty.
    #[serde(default)]
    pub(crate) clients: Vec<String>,
    /// Oldest minor version of Python 3 that it is about.
    #[serde(default)]
    pub(crate) since: u8,
    /// Why it is not run through AWS's emulator; the writer of the documentation reads it.
    #[serde(default, rename = "without_emulator")]
    _without_emulator: Option<String>,
    /// The invocations.
    pub(crate) step: Vec<Step>,
}

/// One invocation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The event, as JSON text.
    pub(crate) event: String,
    /// Size in bytes to which the event, then a text, is made.
    pub(crate) event_size: Option<usize>,
    /// Client context, as JSON text.
    pub(crate) client_context: Option<String>,
    /// Cognito identity, as JSON text.
    pub(crate) cognito_identity: Option<String>,
    /// Pattern of the transcript.
    pub(crate) expect: String,
    /// Patterns for some runtimes.
    #[serde(default)]
    pub(crate) instead: Vec<Instead>,
}

/// Another expectation for some runtimes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instead {
    /// Runtime client; any when absent.
    pub(crate) client: Option<String>,
    /// Minor versions of Python 3; any when empty.
    #[serde(default)]
    pub(crate) minors: Vec<u8>,
    /// What differs from Lambda, for the documentation; absent where Lambda does the same.
    pub(crate) note: Option<String>,
    /// Pattern of the transcript.
    pub(crate) expect: String,
}

/// Which interpreters a behaviour is tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Interpreters {
    /// Every one.
    #[default]
    All,
    /// The oldest and the newest: the engine alone decides what comes of it, and those in between
    /// add nothing. The page tells of all.
    Ends,
    /// The newest, since it takes long.
    Newest,
}

/// What a behaviour needs of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Need {
    /// Limits that the kernel enforces.
    ControlGroups,
    /// A `/tmp` of its own, with a size.
    PrivateTmp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    behaviour: Vec<Behaviour>,
}

/// Reads the table.
pub(crate) fn all() -> Vec<Behaviour> {
    let text = std::fs::read_to_string(folder().with_extension("toml")).unwrap();
    toml::from_str::<Table>(&text).unwrap().behaviour
}

/// Returns the folder of the modules.
pub(crate) fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", "fidelity"]
        .iter()
        .collect()
}

impl Behaviour {
    /// Returns the handler string.
    pub(crate) fn handler(&self) -> String {
        self.handler
            .clone()
            .unwrap_or_else(|| format!("{}.handler", self.name.replace('-', "_")))
    }

    /// Tells whether it is about this runtime.
    pub(crate) fn is_about(&self, runtime: &Runtime) -> bool {
        let client = runtime::name(runtime.client);
        let minor = runtime.interpreter.version.minor;
        let newest = || python::newest().version.minor;
        (self.clients.is_empty() || self.clients.iter().any(|name| name == client))
            && minor >= self.since
            && (self.interpreters != Interpreters::Newest || minor == newest())
    }

    /// Tells whether this runtime could show something that others do not.
    pub(crate) fn is_telling(&self, runtime: &Runtime) -> bool {
        let versions = python::interpreters();
        let mut ends = versions.first().into_iter().chain(versions.last());
        let minor = runtime.interpreter.version.minor;
        self.interpreters != Interpreters::Ends || ends.any(|end| end.version.minor == minor)
    }

    /// Tells whether this machine offers what it needs.
    pub(crate) fn is_possible(&self, machine: Machine) -> bool {
        self.needs.iter().all(|need| match need {
            Need::ControlGroups => machine.limits != Limits::Modelled,
            Need::PrivateTmp => machine.private_tmp,
        })
    }
}

impl Step {
    /// Returns the event's bytes.
    pub(crate) fn payload(&self) -> Vec<u8> {
        match self.event_size {
            Some(size) => format!("\"{}\"", "x".repeat(size - 2)).into_bytes(),
            None => self.event.clone().into_bytes(),
        }
    }

    /// Returns the pattern for a runtime, with the note where it is not the usual one.
    pub(crate) fn expected(&self, runtime: &Runtime) -> (&str, Option<&str>) {
        let client = runtime::name(runtime.client);
        let minor = runtime.interpreter.version.minor;
        let other = self.instead.iter().find(|instead| {
            instead.client.as_ref().is_none_or(|name| name == client)
                && (instead.minors.is_empty() || instead.minors.contains(&minor))
        });
        match other {
            Some(instead) => (&instead.expect, instead.note.as_deref()),
            None => (&self.expect, None),
        }
    }
}

fn one_vcpu() -> u64 {
    1769
}

fn ample() -> u64 {
    60_000
}
