//! The part of the table of behaviours that the page needs.

use std::path::PathBuf;

use serde::Deserialize;

use crate::workspace::Workspace;

/// A behaviour.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Behaviour {
    pub(super) name: String,
    pub(super) area: String,
    pub(super) title: String,
    pub(super) lambda: String,
    handler: Option<String>,
    #[serde(default = "one_vcpu")]
    pub(super) memory: u64,
    #[serde(default = "ample")]
    pub(super) timeout: u64,
    #[serde(default)]
    pub(super) json_log: bool,
    #[serde(default)]
    pub(super) snap_start: bool,
    /// Why it is not run through the emulator.
    pub(super) without_emulator: Option<String>,
    pub(super) step: Vec<Step>,
}

/// An invocation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Step {
    event: String,
    event_size: Option<usize>,
    expect: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    behaviour: Vec<Behaviour>,
}

/// Reads the table.
pub(super) fn read(workspace: &Workspace) -> anyhow::Result<Vec<Behaviour>> {
    let text = fs_err::read_to_string(folder(workspace).with_extension("toml"))?;
    Ok(toml::from_str::<Table>(&text)?.behaviour)
}

/// Returns the folder of the modules.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("crates/engine/fixtures/fidelity")
}

impl Behaviour {
    /// Returns the handler string.
    pub(super) fn handler(&self) -> String {
        let usual = || format!("{}.handler", self.name.replace('-', "_"));
        self.handler.clone().unwrap_or_else(usual)
    }
}

impl Step {
    /// Returns the event's bytes.
    pub(super) fn payload(&self) -> Vec<u8> {
        match self.event_size {
            Some(size) => format!("\"{}\"", "x".repeat(size - 2)).into_bytes(),
            None => self.event.clone().into_bytes(),
        }
    }

    /// Returns the pattern of what the client gets: the last line, without the word before it.
    pub(super) fn expected_answer(&self) -> &str {
        let last = self.expect.trim().lines().last().unwrap_or_default();
        let answer = last.strip_prefix("success: ");
        answer
            .or_else(|| last.strip_prefix("error: "))
            .unwrap_or(last)
    }
}

fn one_vcpu() -> u64 {
    1769
}

fn ample() -> u64 {
    60_000
}
