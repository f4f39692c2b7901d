//! In which order modules are loaded, and which import is the first to load each.
//!
//! An import that is not the first has nothing to load. Whether it is the first is not always known:
//! conditions and functions decide. So each import counts as a first one unless the module is certain
//! to be loaded before it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::edge::EdgeId;
use super::effects::Effects;
use super::facts::{BlockKind, Circumstances, Facts, Import, ImportId};
use super::link::Link;
use super::tree::{Found, ModuleId, Tree};

/// An import that may be the first to load a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    pub(super) from: ModuleId,
    /// The import, where it is one that could wait.
    pub(super) edge: Option<EdgeId>,
}

/// Which imports may be the first to load which modules.
#[derive(Debug)]
pub(super) struct Order {
    /// By module that is loaded.
    pub(super) first: Vec<Vec<First>>,
    /// By import that could wait: what it may be the first to load.
    pub(super) loads: FxHashMap<EdgeId, Vec<ModuleId>>,
    /// Modules that are loaded when the roots are imported, for sure or perhaps.
    pub(super) reached: Vec<Reached>,
}

/// Whether importing the roots loads a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reached {
    No,
    /// Nothing leads to it that can be seen.
    Left,
    /// Only functions lead to it.
    Later,
    Perhaps,
    Certainly,
}

/// Something that a module loads when it is executed.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) loads: Vec<ModuleId>,
    pub(super) edge: Option<EdgeId>,
    pub(super) import: Option<ImportId>,
    pub(super) is_certain: bool,
}

/// What the steps of modules are found from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) tree: &'a Tree,
    pub(super) facts: &'a [Facts],
    pub(super) links: &'a [Vec<Link>],
    pub(super) effects: &'a Effects,
    /// What extension modules may import.
    pub(super) back: &'a BTreeMap<ModuleId, Vec<ModuleId>>,
    pub(super) by_import: &'a FxHashMap<(ModuleId, ImportId), EdgeId>,
    /// Modules that were loaded when the package was run, if it was.
    pub(super) loaded: Option<&'a BTreeSet<String>>,
}

impl Sources<'_> {
    /// Returns what each module loads when it is executed, in order.
    pub(super) fn steps(&self) -> Vec<Vec<Step>> {
        self.tree.ids().map(|id| self.of_module(id)).collect()
    }

    fn of_module(&self, id: ModuleId) -> Vec<Step> {
        let (facts, links) = (&self.facts[id.index()], &self.links[id.index()]);
        let mut steps = Vec::new();
        for (number, (import, link)) in facts.imports.iter().zip(links).enumerate() {
            let import_id = ImportId::next(&facts.imports[..number]);
            let Some(last) = link.loads.last() else {
                continue;
            };
            if !facts.runs_at_import(import.block) {
                continue;
            }
            let mut is_certain = !import.circumstances.has_any(Circumstances::DOUBTFUL)
                && !is_tried_in_vain(&facts.imports[..number], links, import);
            if self.was_loaded(id) {
                // What is imported under a condition was, if the module was loaded at all.
                if !is_certain && !self.was_loaded(*last) {
                    continue;
                }
                is_certain = true;
            }
            steps.push(Step {
                loads: link.loads.clone(),
                edge: self.by_import.get(&(id, import_id)).copied(),
                import: Some(import_id),
                is_certain,
            });
        }
        let called = self.effects.summary(id).loads.iter();
        let called = called.chain(self.back.get(&id).into_iter().flatten());
        // When a function or native code imports is not known; that it did may be.
        let was_run = self.was_loaded(id);
        let called = called.filter(|loaded| !was_run || self.was_loaded(**loaded));
        steps.extend(called.map(|loaded| Step {
            loads: self.tree.chain(&self.tree.module(*loaded).name).collect(),
            edge: None,
            import: None,
            is_certain: was_run,
        }));
        steps
    }

    fn was_loaded(&self, id: ModuleId) -> bool {
        let loaded = self.loaded;
        loaded.is_some_and(|loaded| loaded.contains(&self.tree.module(id).name))
    }
}

/// Returns whether an import stands in a `try` after one that fails.
fn is_tried_in_vain(before: &[Import], links: &[Link], import: &Import) -> bool {
    let before = before.iter().zip(links);
    let mut same = before.filter(|(other, _)| other.tried == import.tried);
    import.tried.is_some() && same.any(|(_, link)| link.found == Found::Absent)
}

impl Order {
    /// Follows the imports from the roots, then those in functions, then all that is left.
    pub(super) fn of(tree: &Tree, facts: &[Facts], links: &[Vec<Link>], walk: Walk<'_>) -> Self {
        let mut search = Search {
            steps: walk.steps,
            order: Self {
                first: vec![Vec::new(); tree.modules().len()],
                loads: FxHashMap::default(),
                reached: vec![Reached::No; tree.modules().len()],
            },
        };
        for root in walk.roots {
            for id in tree.chain(root).collect::<Vec<_>>() {
                search.load(id, Reached::Certainly);
            }
        }
        loop {
            let later: Vec<ModuleId> = tree
                .ids()
                .filter(|id| search.order.reached[id.index()] != Reached::No)
                .flat_map(|id| in_functions(&facts[id.index()], &links[id.index()]))
                .filter(|id| search.order.reached[id.index()] == Reached::No)
                .collect();
            if later.is_empty() {
                break;
            }
            for id in later {
                search.load(id, Reached::Later);
            }
        }
        for id in tree.ids() {
            search.load(id, Reached::Left);
        }
        search.order
    }
}

/// Where to begin, and how to go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    /// Names of the modules that are imported first.
    pub(super) roots: &'a [String],
    /// What each module loads.
    pub(super) steps: &'a [Vec<Step>],
}

/// Returns what the functions of a module load.
pub(super) fn in_functions(facts: &Facts, links: &[Link]) -> Vec<ModuleId> {
    let imports = facts.imports.iter().zip(links);
    let inner = imports.filter(|(import, _)| {
        facts.block(import.block).kind == BlockKind::Function || !facts.runs_at_import(import.block)
    });
    inner
        .flat_map(|(_, link)| link.loads.iter().copied())
        .collect()
}

struct Search<'a> {
    steps: &'a [Vec<Step>],
    order: Order,
}

/// A module whose imports are being followed.
struct Open {
    module: ModuleId,
    step: usize,
    load: usize,
    how: Reached,
}

impl Search<'_> {
    /// Loads a module, if it is not yet as sure to be loaded.
    fn load(&mut self, module: ModuleId, how: Reached) {
        if self.order.reached[module.index()] >= how {
            return;
        }
        self.order.reached[module.index()] = how;
        let mut open = vec![Open {
            module,
            step: 0,
            load: 0,
            how,
        }];
        while let Some(top) = open.last_mut() {
            let Some(step) = self.steps[top.module.index()].get(top.step) else {
                open.pop();
                continue;
            };
            let Some(loaded) = step.loads.get(top.load).copied() else {
                (top.step, top.load) = (top.step + 1, 0);
                continue;
            };
            top.load += 1;
            let how = if step.is_certain {
                top.how
            } else {
                top.how.min(Reached::Perhaps)
            };
            let (from, edge) = (top.module, step.edge);
            if loaded == from {
                continue;
            }
            if self.order.reached[loaded.index()] < Reached::Certainly {
                self.note(First { from, edge }, loaded);
            }
            if self.order.reached[loaded.index()] < how {
                self.order.reached[loaded.index()] = how;
                open.push(Open {
                    module: loaded,
                    step: 0,
                    load: 0,
                    how,
                });
            }
        }
    }

    fn note(&mut self, first: First, loaded: ModuleId) {
        let known = &mut self.order.first[loaded.index()];
        if known.contains(&first) {
            return;
        }
        known.push(first);
        if let Some(edge) = first.edge {
            self.order.loads.entry(edge).or_default().push(loaded);
        }
    }
}
