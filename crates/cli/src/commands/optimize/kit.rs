//! Packages with sets of changes, ready to be run.

use std::collections::VecDeque;
use std::path::PathBuf;

use anyhow::Context as _;
use warmfront_build::archive::{self, Form};
use warmfront_build::package::Package;
use warmfront_build::pass::defer::plan::{Edge, Plan};
use warmfront_build::pass::defer::proposal;
use warmfront_build::pass::startup::Setting;
use warmfront_build::pass::{self, Pass, bytecode};
use warmfront_engine::Setup;
use warmfront_stats::decision::Decision;

use super::alteration::{self, Alteration, Fingerprint, Waiting};
use super::ground::Ground;
use super::sources::Clash;
use crate::commands::build::imports::Deferral;
use crate::commands::build::recipe::{Made, Recipe, Tried};

/// Folders of packages that are there at once: as shipped comes beside them.
const MOST_FOLDERS: usize = 3;

/// Makes packages, and keeps those that were made last.
pub(super) struct Kit<'a> {
    ground: &'a Ground<'a>,
    folders: VecDeque<(Fingerprint, PathBuf)>,
    n_made: usize,
}

/// What is to be run, or why it cannot be.
pub(super) enum Ready {
    Setup(Box<Setup>),
    Unfit(String),
}

/// What is made, or why it cannot be.
pub(super) enum Making {
    Made(Made),
    Unfit(String),
}

impl<'a> Kit<'a> {
    pub(super) fn new(ground: &'a Ground<'a>) -> Self {
        Self {
            ground,
            folders: VecDeque::new(),
            n_made: 0,
        }
    }

    /// Makes the function with some changes ready to be run.
    pub(super) fn ready(&mut self, set: &[&Alteration]) -> anyhow::Result<Ready> {
        let mut setup = self.ground.reference.setup.clone();
        for alteration in set {
            if let Alteration::Memory(size) = alteration {
                setup.function.memory_size = *size;
            }
        }
        if set.iter().any(|each| each.is_of_package()) {
            match self.folder(set)? {
                Ok(folder) => setup.function.code = folder,
                Err(reason) => return Ok(Ready::Unfit(reason)),
            }
        }
        Ok(Ready::Setup(Box::new(setup)))
    }

    /// Returns the folder of a package, which is there until others take its place.
    fn folder(&mut self, set: &[&Alteration]) -> anyhow::Result<Result<PathBuf, String>> {
        let fingerprint = of_package(set);
        let known = self
            .folders
            .iter()
            .position(|(each, _)| *each == fingerprint);
        if let Some(entry) = known.and_then(|index| self.folders.remove(index)) {
            let folder = entry.1.clone();
            self.folders.push_back(entry);
            return Ok(Ok(folder));
        }
        let made = match make(self.ground, set)? {
            Making::Made(made) => made,
            Making::Unfit(reason) => return Ok(Err(reason)),
        };
        while self.folders.len() >= MOST_FOLDERS {
            if let Some((_, folder)) = self.folders.pop_front() {
                fs_err::remove_dir_all(folder)?;
            }
        }
        self.n_made += 1;
        let folder = self
            .ground
            .runs
            .folder()
            .join(format!("set-{}", self.n_made));
        archive::write_folder(&made.package, b"{}", Form::default(), &folder)?;
        self.folders.push_back((fingerprint, folder.clone()));
        Ok(Ok(folder))
    }
}

/// Returns what tells the package of some changes from others.
fn of_package(set: &[&Alteration]) -> Fingerprint {
    let of_package = set.iter().filter(|each| each.is_of_package());
    of_set(of_package.copied())
}

/// Returns what tells a set of changes from others, in whatever order they are.
pub(super) fn of_set<'s>(set: impl IntoIterator<Item = &'s Alteration>) -> Fingerprint {
    let mut each: Vec<Fingerprint> = set.into_iter().map(Alteration::fingerprint).collect();
    each.sort_unstable();
    Fingerprint::of(each)
}

/// Makes the package with some changes.
pub(super) fn make(ground: &Ground<'_>, set: &[&Alteration]) -> anyhow::Result<Making> {
    let package = match edited(ground, set) {
        Ok(package) => package,
        Err(Clash { file }) => {
            let file = ground.short(&file);
            let reason = format!("another change that is kept edits the same lines of {file}");
            return Ok(Making::Unfit(reason));
        }
    };
    let passes = passes(set);
    let mut recipe = Recipe::new(&package, &passes, ground.context.clone())?;
    take_over(set, &mut recipe)?;
    let made = recipe
        .make(&recipe.steps())
        .context("could not make the package")?;
    Ok(Making::Made(made))
}

/// Has a recipe take over imports that wait and start-up settings.
pub(super) fn take_over(set: &[&Alteration], recipe: &mut Recipe<'_>) -> anyhow::Result<()> {
    for alteration in set {
        if let Alteration::Imports(waiting) = alteration {
            recipe.defer(&Deferral {
                plan: fitted(waiting, set, recipe)?.into(),
                loaded: Some(waiting.loaded.clone()),
                ..Deferral::default()
            });
        }
    }
    recipe.settle(settings(set).map(settled).collect());
    Ok(())
}

/// Returns the function's package with its sources edited, before any pass.
pub(super) fn edited(ground: &Ground<'_>, set: &[&Alteration]) -> Result<Package, Clash> {
    let mut package = ground.original.package.clone();
    let edited = ground.sources.edited(set.iter().map(|each| each.edits()))?;
    ground.sources.put(&edited, &mut package);
    Ok(package)
}

/// Returns the passes of some changes, in their order. Imports that wait do so in bytecode.
pub(super) fn passes(set: &[&Alteration]) -> Vec<&'static Pass> {
    let is_wanted = |pass: &&Pass| {
        set.iter().any(|each| match each {
            Alteration::Pass(wanted) => wanted.name == pass.name,
            Alteration::Imports(_) => pass.name == bytecode::PASS.name,
            Alteration::Code(_) | Alteration::Setting(_) | Alteration::Memory(_) => false,
        })
    };
    pass::ALL.iter().filter(is_wanted).collect()
}

fn settings<'s>(set: &'s [&Alteration]) -> impl Iterator<Item = &'s Setting> {
    set.iter().filter_map(|each| match each {
        Alteration::Setting(setting) => Some(setting),
        _ => None,
    })
}

/// Returns a setting as one that helps: whether it does is the search's to say.
fn settled(setting: &Setting) -> Tried {
    Tried {
        setting: setting.clone(),
        ratio: 1.0,
        n_pairs: 0,
        decision: Decision::Better,
    }
}

/// Returns the imports that wait in sources that are edited otherwise: the same ones, where they
/// stand now.
fn fitted(waiting: &Waiting, set: &[&Alteration], recipe: &Recipe<'_>) -> anyhow::Result<Plan> {
    let edits: Vec<_> = set.iter().flat_map(|each| each.edits()).cloned().collect();
    if alteration::of_edits(&edits) == alteration::of_edits(&waiting.edits) {
        return Ok(waiting.plan.clone());
    }
    let proposals = recipe.proposals(&recipe.without_bytecode()?)?;
    let is_wanted = |proposal: &&proposal::Proposal| {
        let mut same = waiting
            .plan
            .edges()
            .filter(|(path, _)| **path == proposal.path);
        let edge = &proposal.edge;
        proposal.is_possible() && same.any(|(_, wanted)| is_same(wanted, edge))
    };
    Ok(proposal::plan(proposals.iter().filter(is_wanted))?)
}

/// Tells whether two imports are the same but for their lines.
fn is_same(one: &Edge, other: &Edge) -> bool {
    (&one.target, &one.attribute, &one.binds) == (&other.target, &other.attribute, &other.binds)
}
