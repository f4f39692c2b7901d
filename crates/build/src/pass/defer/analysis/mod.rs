//! Which imports of a package can wait until they are used.
//!
//! The whole tree of modules is read, without running any of it: what each says (`facts`), what
//! executing it does to the others (`effects`), and in which order they are loaded (`order`).
//! Each import gets a [`Verdict`], with reasons for a person to read. Nothing is chosen here: which
//! of those that can wait should is for runs on events to tell.

mod binding;
mod cycle;
mod edge;
mod effects;
mod facts;
mod hazard;
mod link;
mod names;
mod order;
mod outcome;
mod proposal;
mod read;
mod standard;
pub mod tree;
mod verdict;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use warmfront_model::function::PythonVersion;
use warmfront_syntax::parse::with_room;

use crate::package::Package;
use crate::pass::PassError;

pub use edge::{Edge, EdgeId, Mechanism};
pub use hazard::{Hazard, Reason, Severity};
pub use tree::{ModuleId, Tree};
pub use verdict::Verdict;

use effects::Effects;
use link::Link;
use names::{Known, Names};
use order::{Order, Sources, Walk};
use outcome::Outcomes;

/// What is known of a package's imports.
#[derive(Debug)]
pub struct Analysis {
    /// The modules.
    pub tree: Tree,
    /// The imports, in the order of modules and sources.
    pub edges: Vec<Edge>,
    verdicts: Vec<Verdict>,
}

/// What the analysis is told.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// Python that will run the package.
    pub python: PythonVersion,
    /// Modules that are imported first, in order: the handler's above all.
    pub roots: &'a [String],
    /// Modules that were loaded when it was run, if it was.
    pub loaded: Option<&'a BTreeSet<String>>,
}

/// Returns the reasons that come from the order in which modules are loaded.
fn in_order(
    known: Known<'_>,
    (edges, steps): (&[Edge], &[Vec<order::Step>]),
    roots: &[String],
    verdicts: &[Verdict],
) -> Vec<(EdgeId, Reason)> {
    let may_wait = |edge: EdgeId| {
        let verdict = &verdicts[edge.index()];
        matches!(verdict, Verdict::Safe | Verdict::Unproven(_))
    };
    let found = with_room(|| cycle::reasons(known, (edges, steps), (roots, &may_wait)));
    let mut found: Vec<_> = found.unwrap_or_default().into_iter().collect();
    found.sort_unstable();
    found
}

impl Analysis {
    /// Analyses a package.
    pub fn of(package: &Package, given: &Given<'_>) -> Result<Self, PassError> {
        let tree = Tree::of(package, given.python);
        let read = read::all(&tree, given.python)?;
        let facts = &read.facts;
        let links: Vec<Vec<Link>> = tree
            .ids()
            .map(|id| link::follow(&tree, facts, id))
            .collect();
        // Classes within classes are followed as deep as the source has them.
        let effects = with_room(|| Effects::of(&tree, facts, &links));
        let effects = effects.unwrap_or_else(|| Effects::of(&tree, facts, &links));
        let edges = edge::all(&tree, facts, &links);
        let by_import = edge::numbers(&edges).zip(&edges);
        let by_import: FxHashMap<_, _> = by_import
            .map(|(number, edge)| ((edge.module, edge.import), number))
            .collect();
        let sources = Sources {
            tree: &tree,
            facts,
            links: &links,
            effects: &effects,
            back: &read.back,
            by_import: &by_import,
            loaded: given.loaded,
        };
        let steps = sources.steps();
        let walk = Walk {
            roots: given.roots,
            steps: &steps,
        };
        let order = Order::of(&tree, facts, &links, walk);
        let known = Known {
            tree: &tree,
            facts,
            links: &links,
            names: &Names::of(&tree, facts, &links, &order),
            order: &order,
            outcomes: &Outcomes::of(&tree, facts, &links),
        };
        let mut verdicts = verdict::all(known, &edges, (&effects, &order));
        for (edge, reason) in in_order(known, (&edges, &steps), given.roots, &verdicts) {
            verdicts[edge.index()].add(reason);
        }
        Ok(Self {
            tree,
            edges,
            verdicts,
        })
    }

    /// Returns what is thought of an import.
    #[must_use]
    pub fn verdict(&self, edge: EdgeId) -> &Verdict {
        &self.verdicts[edge.index()]
    }

    /// Returns all imports with what is thought of them.
    pub fn judged(&self) -> impl Iterator<Item = (EdgeId, &Edge, &Verdict)> {
        let numbers = edge::numbers(&self.edges);
        let pairs = self.edges.iter().zip(&self.verdicts);
        numbers
            .zip(pairs)
            .map(|(number, (edge, verdict))| (number, edge, verdict))
    }
}
