//! What a search over changes stands on: the function as it is shipped, and what runs it.

use std::path::Path;

use warmfront_build::context::Context;
use warmfront_engine::Request;
use warmfront_project::functions::Found;

use super::alteration::Fingerprint;
use super::sources::Sources;
use crate::commands::build::original::Original;
use crate::commands::build::runs::Runs;
use crate::commands::target::Prepared;
use crate::report::progress::Audience;
use crate::settings::OptimizeSettings;

/// What all changes are made of and tried on.
pub(super) struct Ground<'a> {
    pub(super) settings: &'a OptimizeSettings,
    pub(super) found: &'a Found,
    /// The function as it is shipped.
    pub(super) original: &'a Original,
    /// Its own sources.
    pub(super) sources: &'a Sources,
    pub(super) runs: &'a Runs<'a>,
    /// The same, ready to be run.
    pub(super) reference: &'a Prepared,
    /// What passes are told.
    pub(super) context: Context,
    /// Events that the function handles well.
    pub(super) working: Vec<usize>,
    /// How limits are put into force.
    pub(super) limits: String,
    /// What a reader should know.
    pub(super) notes: Vec<String>,
    pub(super) audience: Audience,
}

impl Ground<'_> {
    /// Returns the events to measure with.
    pub(super) fn requests(&self) -> Vec<Request> {
        let working = self.working.iter();
        working
            .map(|event| self.runs.request(self.reference, *event))
            .collect()
    }

    /// Returns what tells the function, its events and what runs it from others.
    pub(super) fn fingerprint(&self) -> anyhow::Result<Fingerprint> {
        let setup = &self.reference.setup;
        let function = &setup.function;
        let mut parts = vec![
            env!("CARGO_PKG_VERSION").as_bytes().to_vec(),
            setup.interpreter.full_version.clone().into_bytes(),
            setup
                .interpreter
                .program
                .as_os_str()
                .as_encoded_bytes()
                .to_vec(),
            function.handler.clone().into_bytes(),
            format!("{} {:?}", function.memory_size, function.timeout).into_bytes(),
            format!(
                "{:?} {:?} {:?}",
                setup.limits, setup.init_cpu, setup.page_cache
            )
            .into_bytes(),
        ];
        for (name, value) in function.environment.iter().chain(&setup.environment) {
            parts.push(format!("{name}={value}").into_bytes());
        }
        for event in &self.reference.events {
            parts.push(event.payload.to_vec());
        }
        parts.push(format!("{:?}", self.working).into_bytes());
        for (path, entry) in self.original.package.entries() {
            parts.push(path.as_str().as_bytes().to_vec());
            let content = [entry.content.read()?];
            parts.push(Fingerprint::of(content).as_ref().to_vec());
        }
        Ok(Fingerprint::of(parts))
    }

    /// Returns a file as a reader knows it: from the project's folder.
    pub(super) fn short(&self, file: &Path) -> String {
        let base = &self.found.base;
        file.strip_prefix(base)
            .unwrap_or(file)
            .display()
            .to_string()
    }
}
