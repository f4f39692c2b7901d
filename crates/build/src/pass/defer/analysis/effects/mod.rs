//! What executing a module does to others.
//!
//! Functions that a module calls when it is imported, and what those call, are looked into: a
//! decorator that marks its function is harmless, one that puts it into a table of another module is
//! not. Each function is summarised by what it changes, calls and returns; summaries are computed
//! where they are asked for, and again whenever one that they rest on grows. What a function stores
//! in an object of its own and takes out again is not followed.

mod apply;
mod call;
mod class;
mod effect;
mod evaluate;
mod known;
mod method;
mod name;
mod shared;
mod value;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

pub(super) use effect::{Done, Effect, Place, Summary};
pub(super) use known::importing;
pub(super) use shared::{is_mild, shared};
pub(super) use value::Path;

use super::facts::{BlockId, ClassId, Facts, Symbol};
use super::hazard::Severity;
use super::link::Link;
use super::tree::{ModuleId, Tree};
use value::Value;

/// Most evaluations of one function: far more than any takes whose summary settles.
const MOST_EVALUATIONS: u32 = 60;

/// What can be summarised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    /// A function, or a module's own code.
    Block(ModuleId, BlockId),
    /// What a name of a module is bound to.
    Global(ModuleId, Symbol),
    /// What a class or one of its bases binds to a name; nothing where none of them does.
    Member(ModuleId, ClassId, Path),
    /// The class itself, then its bases that are not of the package, by their paths.
    Bases(ModuleId, ClassId),
}

/// What the tree's modules do when they are executed, by module.
#[derive(Debug)]
pub(super) struct Effects {
    summaries: Vec<Summary>,
    texts: Vec<Box<str>>,
}

impl Effects {
    /// Computes them for the whole tree.
    pub(super) fn of(tree: &Tree, facts: &[Facts], links: &[Vec<Link>]) -> Self {
        let mut solver = Solver::new(tree, facts, links);
        solver.find_listed();
        for id in tree.ids() {
            solver.ask(Node::Block(id, BlockId::MODULE));
        }
        solver.settle();
        let summaries = tree.ids().map(|id| {
            let number = solver.numbers[&Node::Block(id, BlockId::MODULE)];
            std::mem::take(&mut solver.known[number as usize].summary)
        });
        Self {
            summaries: summaries.collect(),
            texts: solver.texts,
        }
    }

    /// Returns what executing a module does.
    pub(super) fn summary(&self, module: ModuleId) -> &Summary {
        &self.summaries[module.index()]
    }

    /// Returns a path or text.
    pub(super) fn text(&self, path: Path) -> &str {
        &self.texts[path.0 as usize]
    }
}

/// A summary under way.
struct Known {
    node: Node,
    summary: Summary,
    /// Summaries that rest on this one.
    dependents: BTreeSet<u32>,
    n_evaluations: u32,
}

/// Computes summaries until none grows.
struct Solver<'a> {
    tree: &'a Tree,
    facts: &'a [Facts],
    links: &'a [Vec<Link>],
    known: Vec<Known>,
    numbers: FxHashMap<Node, u32>,
    /// What is to be evaluated, the latest found first: what others rest on comes before them.
    due: BTreeSet<u32>,
    texts: Vec<Box<str>>,
    paths: FxHashMap<Box<str>, Path>,
    listed: FxHashMap<(ModuleId, ClassId), Place>,
}

impl<'a> Solver<'a> {
    fn new(tree: &'a Tree, facts: &'a [Facts], links: &'a [Vec<Link>]) -> Self {
        Self {
            tree,
            facts,
            links,
            known: Vec::new(),
            numbers: FxHashMap::default(),
            due: BTreeSet::new(),
            texts: Vec::new(),
            paths: FxHashMap::default(),
            listed: FxHashMap::default(),
        }
    }

    fn path(&mut self, text: &str) -> Path {
        if let Some(path) = self.paths.get(text) {
            return *path;
        }
        let path = Path(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.paths.insert(text.into(), path);
        path
    }

    fn text(&self, path: Path) -> &str {
        &self.texts[path.0 as usize]
    }

    /// Returns the number of a node, which is evaluated some time.
    fn ask(&mut self, node: Node) -> u32 {
        if let Some(number) = self.numbers.get(&node) {
            return *number;
        }
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.push(Known {
            node,
            summary: Summary::default(),
            dependents: BTreeSet::new(),
            n_evaluations: 0,
        });
        self.numbers.insert(node, number);
        self.due.insert(number);
        number
    }

    /// Returns the number of a node on which another rests.
    fn rest_on(&mut self, node: Node, dependent: u32) -> u32 {
        let number = self.ask(node);
        self.known[number as usize].dependents.insert(dependent);
        number
    }

    fn settle(&mut self) {
        while let Some(number) = self.due.pop_last() {
            let known = &mut self.known[number as usize];
            known.n_evaluations += 1;
            if known.n_evaluations > MOST_EVALUATIONS {
                let done = Done {
                    place: (known.node.module(), 0),
                    severity: Severity::Possible,
                };
                known.summary.add(Effect::TooMuch, done);
                known.summary.returns = vec![Value::UNKNOWN];
                continue;
            }
            let found = evaluate::evaluate(self, number);
            let known = &mut self.known[number as usize];
            if known.summary.absorb(found) {
                self.due.extend(&known.dependents);
            }
        }
    }

    /// Finds classes whose subclasses are listed by `__subclasses__`.
    fn find_listed(&mut self) {
        for module in self.tree.ids() {
            class::find_listed(self, module);
        }
    }
}

impl Node {
    fn module(self) -> ModuleId {
        match self {
            Self::Block(module, _)
            | Self::Global(module, _)
            | Self::Member(module, ..)
            | Self::Bases(module, _) => module,
        }
    }
}
