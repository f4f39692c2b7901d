//! Packages with imports deferred, one after the other in one folder, each tried on all events.
//!
//! What came of a trial is kept by everything that it depends on, so that a build that was ended
//! goes on where it was, and the next one repeats nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use warmfront_build::archive;
use warmfront_build::package::Package;
use warmfront_build::pass::defer::plan::Plan;
use warmfront_engine::{Request, Setup};

use super::super::recipe::Recipe;
use super::super::runs::Runs;
use super::trial::{self, Trial};
use crate::report::file;

/// To be raised when the same package is recorded otherwise than before.
const FORMAT: &str = "warmfront.trial/1";

/// Where trials are made.
pub(super) struct Workbench<'a> {
    recipe: &'a Recipe<'a>,
    runs: &'a Runs<'a>,
    requests: &'a [Request],
    /// What all packages have in common: everything but bytecode.
    base: Package,
    /// Digest of everything that a trial depends on but its plan.
    digest: [u8; 32],
    /// The package that lies in the folder.
    current: Option<(Setup, Package)>,
    /// Imports that cannot be deferred after all, with what the compiler said.
    pub(super) refused: BTreeMap<u32, String>,
    n_trials: usize,
}

impl<'a> Workbench<'a> {
    pub(super) fn new(
        recipe: &'a Recipe<'a>,
        runs: &'a Runs<'a>,
        requests: &'a [Request],
    ) -> anyhow::Result<Self> {
        let base = recipe.without_bytecode()?;
        let mut bench = Self {
            recipe,
            runs,
            requests,
            base,
            digest: [0; 32],
            current: None,
            refused: BTreeMap::new(),
            n_trials: 0,
        };
        let setup = bench.setup(&Plan::default())?;
        bench.digest = bench.depends_on(&setup)?;
        Ok(bench)
    }

    /// Returns the package in which nothing is deferred.
    pub(super) fn base(&self) -> &Package {
        &self.base
    }

    /// Has a package handle all events.
    pub(super) fn trial(&mut self, plan: &Plan) -> anyhow::Result<Trial> {
        let place = self.place(plan);
        // The compiler is asked all the same: what it refuses is to be known.
        let package = self.package(plan)?;
        let kept = fs_err::read(&place).ok();
        if let Some(kept) = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(kept);
        }
        let setup = self.lay(package)?;
        self.n_trials += 1;
        let folder = self.runs.folder().join(format!("trial-{}", self.n_trials));
        let trial = trial::run(&setup, self.requests, &folder)?;
        fs_err::remove_dir_all(&folder)?;
        fs_err::create_dir_all(place.parent().context("a file has a folder")?)?;
        file::write(&place, |out| {
            serde_json::to_writer(out, &trial).map_err(std::io::Error::from)
        })?;
        Ok(trial)
    }

    /// Returns two packages, without anything deferred and with it.
    pub(super) fn both(&mut self, plan: &Plan) -> anyhow::Result<[Setup; 2]> {
        let eager = self.package(&Plan::default())?;
        let eager = self.runs.prepare("eager", &eager)?;
        let deferred = self.setup(plan)?;
        Ok([eager, deferred])
    }

    fn package(&mut self, plan: &Plan) -> anyhow::Result<Package> {
        let (package, outcomes) = self.recipe.with_bytecode(&self.base, plan)?;
        for outcome in outcomes {
            if let Some(reason) = outcome.refused {
                self.refused.insert(outcome.edge, reason);
            }
        }
        Ok(package)
    }

    fn setup(&mut self, plan: &Plan) -> anyhow::Result<Setup> {
        let package = self.package(plan)?;
        self.lay(package)
    }

    /// Puts a package into the folder: what is there already stays.
    fn lay(&mut self, package: Package) -> anyhow::Result<Setup> {
        let setup = match self.current.take() {
            None => self.runs.prepare("deferred", &package)?,
            Some((setup, before)) => {
                archive::update_folder(&before, &package, &setup.function.code)?;
                setup
            }
        };
        self.current = Some((setup.clone(), package));
        Ok(setup)
    }

    fn place(&self, plan: &Plan) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.digest);
        hash.update(plan.to_json());
        let name = hash
            .finalize()
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let cache = &self.recipe.context.cache_folder;
        cache.join("trials").join(&name[..2]).join(&name[2..])
    }

    /// Returns a digest of the package, the interpreter, the configuration and the events.
    fn depends_on(&self, setup: &Setup) -> anyhow::Result<[u8; 32]> {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        };
        add(FORMAT.as_bytes());
        add(setup.interpreter.full_version.as_bytes());
        add(setup.interpreter.program.as_os_str().as_encoded_bytes());
        add(setup.function.handler.as_bytes());
        let memory = setup.function.memory_size.megabytes();
        add(&memory.to_le_bytes());
        let variables = setup.function.environment.iter().chain(&setup.environment);
        for (name, value) in variables {
            add(format!("{name}={value}").as_bytes());
        }
        for request in self.requests {
            add(&request.payload);
        }
        for (path, entry) in self.base.entries() {
            add(path.as_str().as_bytes());
            add(&Sha256::digest(entry.content.read()?));
        }
        Ok(hash.finalize().into())
    }
}
