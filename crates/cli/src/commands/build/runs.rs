//! Running packages in folders of their own, where this machine can run them.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use warmfront_build::archive::{self, Form, Kind, Layered, Split};
use warmfront_build::package::Package;
use warmfront_engine::{Request, Setup};
use warmfront_model::target::Target;
use warmfront_project::functions::Found;

use super::original::{self, Original};
use crate::commands::events::{EventFile, withhold};
use crate::commands::project::Project;
use crate::commands::running;
use crate::commands::target::{self, Prepared};
use crate::report::progress::Audience;
use crate::settings::BuildSettings;

/// Name of the original's folder.
const ORIGINAL: &str = "original";

/// Folders in which packages are run, and what runs them.
pub(in crate::commands) struct Runs<'a> {
    project: &'a Project,
    found: &'a Found,
    settings: &'a BuildSettings,
    target: Target,
    folder: TempDir,
    /// The original, ready to be run; or why this machine cannot run it.
    reference: Result<Prepared, String>,
    /// Whether the events are, which must do no harm.
    are_made_up: bool,
}

impl<'a> Runs<'a> {
    /// Makes the original ready.
    pub(in crate::commands) fn begin(
        project: &'a Project,
        found: &'a Found,
        settings: &'a BuildSettings,
        original: &Original,
    ) -> anyhow::Result<Self> {
        let state = &settings.target.place.folders.state;
        let folder = crate::commands::scratch(state, "build-")?;
        let mut runs = Self {
            project,
            found,
            settings,
            target: original.target,
            folder,
            reference: Err(String::new()),
            are_made_up: false,
        };
        runs.reference = match original::foreign(original.target) {
            Some(reason) => Err(reason),
            None => runs.local(&original.package)?,
        };
        Ok(runs)
    }

    /// Makes the original ready, if there is an interpreter of its version.
    fn local(&self, package: &Package) -> anyhow::Result<Result<Prepared, String>> {
        let found = self.written(ORIGINAL, package)?;
        let target = &self.settings.target;
        let nobody = (&[] as &[&str], Audience::Absent);
        let prepared = target::prepare_found(self.project, &found, target, nobody)?;
        let version = prepared.setup.interpreter.version;
        if version == self.target.version {
            return Ok(Ok(prepared));
        }
        Ok(Err(format!(
            "no Python {} is installed here (only {version} was found): install it, or name it \
             with `--python`",
            self.target.version
        )))
    }

    /// Returns the original, ready to be run.
    pub(in crate::commands) fn reference(&self) -> Option<&Prepared> {
        self.reference.as_ref().ok()
    }

    /// Removes what was run, but for the original: many functions may be worked on at once.
    pub(super) fn tidy(&self) {
        let entries = fs_err::read_dir(self.folder.path()).into_iter().flatten();
        for entry in entries
            .flatten()
            .filter(|entry| entry.file_name() != ORIGINAL)
        {
            // What stays goes with the run anyway.
            let _ = fs_err::remove_dir_all(entry.path());
        }
    }

    /// Takes events that were made up in place of those that were read, and has nothing be run with
    /// credentials from now on.
    pub(in crate::commands) fn take_made_up(&mut self, events: Vec<EventFile>) {
        self.are_made_up = true;
        if let Ok(reference) = &mut self.reference {
            reference.events = events;
            withhold(&mut reference.setup);
        }
    }

    /// Returns an event of the original as a request.
    pub(in crate::commands) fn request(&self, reference: &Prepared, event: usize) -> Request {
        let payload = reference.events[event].payload.clone();
        running::request(&self.settings.target, payload)
    }

    /// Returns the folder for what runs leave behind.
    pub(in crate::commands) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns why nothing can be run, if so.
    pub(in crate::commands) fn obstacle(&self) -> Option<&str> {
        self.reference.as_ref().err().map(String::as_str)
    }

    /// Returns an interpreter of the target's version.
    pub(in crate::commands) fn interpreter(&self) -> Option<PathBuf> {
        self.reference()
            .map(|prepared| prepared.setup.interpreter.program.clone())
            .or_else(|| self.compiling())
    }

    /// Writes a package to a folder of this name and makes it ready to be run.
    pub(in crate::commands) fn prepare(
        &self,
        name: &str,
        package: &Package,
    ) -> anyhow::Result<Setup> {
        let found = self.written(name, package)?;
        self.setup_of(&found)
    }

    /// Does the same as it will be deployed, with a part of it in a layer.
    pub(super) fn deploy(
        &self,
        name: &str,
        package: &Package,
        layered: &Layered,
    ) -> anyhow::Result<Setup> {
        if *layered == Layered::Nothing {
            return self.prepare(name, package);
        }
        let Split { code, layer } = archive::split(package, layered);
        let mut found = self.written(name, &code)?;
        let folder = self.folder.path().join(format!("layer-of-{name}"));
        let form = Form {
            kind: Kind::Layer,
            bytes_beside: code.size(),
        };
        archive::write_folder(&layer, b"{}", form, &folder)?;
        found.function.layers.insert(0, folder);
        self.setup_of(&found)
    }

    fn setup_of(&self, found: &Found) -> anyhow::Result<Setup> {
        let target = &self.settings.target;
        let mut setup = target::setup_of(self.project, found, target, Audience::Absent)?;
        if self.are_made_up {
            withhold(&mut setup);
        }
        Ok(setup)
    }

    fn written(&self, name: &str, package: &Package) -> anyhow::Result<Found> {
        let folder = self.folder.path().join(name);
        archive::write_folder(package, b"{}", Form::default(), &folder)?;
        Ok(original::moved(self.found, &folder, self.target))
    }

    /// Returns an interpreter that can compile for a target of another architecture: bytecode is the
    /// same on all of them.
    fn compiling(&self) -> Option<PathBuf> {
        let mut found = self.found.clone();
        found.function.runtime = Some(self.target.version);
        let machine = &self.settings.target.machine;
        let chosen = self
            .project
            .interpreter(&found, &found.function, machine)
            .ok()?;
        let interpreter = chosen.interpreter;
        (interpreter.version == self.target.version).then_some(interpreter.program)
    }
}
