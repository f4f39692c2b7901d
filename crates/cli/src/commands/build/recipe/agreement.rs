//! What functions that share a layer have to agree on, so that what is made of it is the same for all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use warmfront_build::archive::{self, Layered};
use warmfront_build::package::{Entry, PackagePath};
use warmfront_build::pass::PassError;
use warmfront_build::pass::defer::plan::Edge;
use warmfront_build::pass::prune;

use super::super::imports::Deferral;
use super::{Made, Recipe, Step, imports, is_prune};

/// Imports by the file and their place in it.
type Imports = BTreeMap<(PackagePath, [u32; 3]), Edge>;

/// What becomes of the files of a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::commands::build) struct Agreement {
    /// Files that are taken out.
    gone: BTreeSet<PackagePath>,
    /// Imports that wait.
    imports: Imports,
    /// Imports that can wait, whether that pays for this function or not.
    able: Imports,
    /// Passes that go over the files, pruning aside.
    passes: BTreeSet<&'static str>,
}

impl Agreement {
    /// Tells whether any import of the layer waits.
    pub(in crate::commands::build) fn defers(&self) -> bool {
        !self.imports.is_empty()
    }

    /// Returns what both parties can do. An import that waits costs next to nothing where it does not
    /// pay, and so it waits for both if it can and pays for one.
    pub(in crate::commands::build) fn and(mut self, other: &Self) -> Self {
        self.gone.retain(|path| other.gone.contains(path));
        self.able
            .retain(|place, edge| other.able.get(place) == Some(edge));
        self.imports.extend(other.imports.clone());
        let able = &self.able;
        self.imports.retain(|place, _| able.contains_key(place));
        self.passes.retain(|name| other.passes.contains(name));
        self
    }
}

impl Recipe<'_> {
    /// Returns what all changes together do to the layer.
    pub(in crate::commands::build) fn offers(&self) -> Agreement {
        let steps = self.steps();
        let gone = self.groups.iter().flat_map(|group| &group.paths);
        self.agreement(gone.cloned(), &steps)
    }

    /// Returns what was done to the layer in a package that some changes made.
    pub(in crate::commands::build) fn offered(&self, made: &Made, steps: &[Step]) -> Agreement {
        let paths = self.original.entries().map(|(path, _)| path);
        let gone = paths.filter(|path| made.package.get(path).is_none());
        self.agreement(gone.cloned(), steps)
    }

    fn agreement(&self, gone: impl Iterator<Item = PackagePath>, steps: &[Step]) -> Agreement {
        let wanted = imports(steps);
        let planned: BTreeSet<u32> = self.plan.edges().map(|(_, edge)| edge.id).collect();
        let is_harmful = |edge: &Edge| planned.contains(&edge.id) && !wanted.contains(&edge.id);
        let able: Imports = self
            .possible
            .edges()
            .filter(|(path, edge)| self.is_shared(path) && !is_harmful(edge))
            .map(|(path, edge)| placed(path, edge))
            .collect();
        let waiting = self.plan.edges().map(|(path, edge)| placed(path, edge));
        let waiting = waiting.filter(|(place, _)| able.contains_key(place));
        let passes = steps.iter().filter_map(|step| match step {
            Step::Pass(pass) => Some(pass.name),
            Step::Setting(_) | Step::Import(_) | Step::Group(_) => None,
        });
        Agreement {
            gone: gone.filter(|path| self.is_shared(path)).collect(),
            imports: waiting.collect(),
            able,
            passes: passes.collect(),
        }
    }

    /// Takes over what was agreed; it may be that even less is done then, since what stays may need
    /// other files.
    pub(in crate::commands::build) fn agree(
        &mut self,
        agreed: &Agreement,
    ) -> Result<(), PassError> {
        let groups = self.groups.iter().flat_map(|group| &group.paths);
        let held: Vec<PackagePath> = groups
            .filter(|path| self.is_shared(path) && !agreed.gone.contains(path))
            .cloned()
            .collect();
        if !held.is_empty() {
            self.context.evidence.shared.extend(held);
            self.groups = prune::groups(self.original, &self.context)?;
        }
        let own: BTreeSet<u32> = self.plan.edges().map(|(_, edge)| edge.id).collect();
        let (mut waiting, mut able) = (BTreeSet::new(), BTreeSet::new());
        for (path, edge) in self.possible.edges() {
            let (place, _) = placed(path, edge);
            let is_shared = self.is_shared(path);
            if !is_shared || agreed.able.contains_key(&place) {
                able.insert(edge.id);
            }
            let waits = if is_shared {
                agreed.imports.contains_key(&place)
            } else {
                own.contains(&edge.id)
            };
            if waits {
                waiting.insert(edge.id);
            }
        }
        self.plan = Arc::new(self.possible.only(|edge| waiting.contains(&edge.id)));
        self.possible = Arc::new(self.possible.only(|edge| able.contains(&edge.id)));
        self.passes
            .retain(|pass| is_prune(pass) || agreed.passes.contains(pass.name));
        Ok(())
    }

    /// Says what is not done to the layer though it would have been right for this function.
    pub(in crate::commands::build) fn given_up(&self, deferral: &Deferral) -> Vec<String> {
        let planned: BTreeSet<u32> = self.plan.edges().map(|(_, edge)| edge.id).collect();
        let before = deferral.plan.edges();
        let n_imports = before
            .filter(|(_, edge)| !planned.contains(&edge.id))
            .count();
        let n_files = self.context.evidence.shared.len();
        let told = [
            (
                n_imports,
                "imports",
                "not every function of the layer can have them wait",
            ),
            (n_files, "files", "another function of the layer needs them"),
        ];
        let told = told.into_iter().filter(|(n, _, _)| *n > 0);
        told.map(|(n, what, why)| format!("{n} {what} of the layer stay as they were: {why}"))
            .collect()
    }

    /// Has everything lie with the function's code.
    pub(in crate::commands::build) fn share_nothing(&mut self) {
        self.context.layered = Layered::Nothing;
    }

    /// Tells whether a file lies in the layer, and says something of what is there.
    fn is_shared(&self, path: &PackagePath) -> bool {
        let takes = |entry: &Entry| self.context.layered.takes(entry);
        self.original.get(path).is_some_and(takes) && !archive::is_incidental(path)
    }
}

/// Returns an import by its place, without its number, which is another in each plan.
fn placed(path: &PackagePath, edge: &Edge) -> ((PackagePath, [u32; 3]), Edge) {
    let place = [edge.line, edge.column, edge.alias];
    let edge = Edge {
        id: 0,
        ..edge.clone()
    };
    ((path.clone(), place), edge)
}
