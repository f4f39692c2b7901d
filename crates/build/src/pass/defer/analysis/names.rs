//! What modules do with each other's names, over the whole tree.

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{BlockId, Facts, Place, Taken, Term, TermId, Trait};
use super::link::{Lands, Link};
use super::order::{Order, Reached};
use super::outcome::Outcomes;
use super::tree::{ModuleId, Tree};

/// Names that modules read or bind in each other.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Names that are bound anew while the program runs, with where.
    pub(super) rebound: FxHashMap<(ModuleId, String), (ModuleId, u32)>,
    /// Names that other modules delete, with where.
    pub(super) deleted: FxHashMap<(ModuleId, String), (ModuleId, u32)>,
    /// Names of modules that are taken out of `sys.modules`, or put there, with where.
    pub(super) taken_out: FxHashMap<String, (ModuleId, u32)>,
    /// Names of modules that are looked for in `sys.modules`, with where.
    pub(super) looked_for: FxHashMap<String, (ModuleId, u32)>,
    /// Modules whose dictionary is read by others, with where.
    pub(super) opened: FxHashMap<ModuleId, (ModuleId, u32)>,
    /// Distributions that evaluate annotations of something, with where; the empty text stands for
    /// the function's own code.
    pub(super) hinted: FxHashMap<String, (ModuleId, u32)>,
}

/// All that is known of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) tree: &'a Tree,
    pub(super) facts: &'a [Facts],
    pub(super) links: &'a [Vec<Link>],
    pub(super) names: &'a Names,
    pub(super) outcomes: &'a Outcomes,
    pub(super) order: &'a Order,
}

impl Names {
    /// Collects it over the tree.
    pub(super) fn of(tree: &Tree, facts: &[Facts], links: &[Vec<Link>], order: &Order) -> Self {
        let mut names = Self::default();
        // What nothing leads to, such as tests, does nothing to the others.
        for id in tree
            .ids()
            .filter(|id| order.reached[id.index()] > Reached::Left)
        {
            let (own, links) = (&facts[id.index()], &links[id.index()]);
            for (name, line) in &own.rebound {
                let key = (id, own.names.text(*name).to_owned());
                names.rebound.entry(key).or_insert((id, *line));
            }
            names.note_stores(own, links, id);
            names.note_opened(own, links, id);
            for (name, line) in &own.taken_out {
                let name = own.names.text(*name).to_owned();
                names.taken_out.entry(name).or_insert((id, *line));
            }
            for (name, line) in &own.looked_for {
                let name = own.names.text(*name).to_owned();
                names.looked_for.entry(name).or_insert((id, *line));
            }
            if own.traits.has(Trait::ReadsAnnotations) {
                let distribution = distribution(tree, id);
                names.hinted.entry(distribution).or_insert((id, 1));
            }
        }
        names
    }

    /// Notes attributes of modules that others set.
    fn note_stores(&mut self, own: &Facts, links: &[Link], id: ModuleId) {
        for store in own.blocks.iter().flat_map(|block| &block.stores) {
            let (attribute, known) = match store.place {
                Place::Attribute(attribute) => (attribute, &mut self.rebound),
                Place::Deleted(attribute) => (attribute, &mut self.deleted),
                Place::Item | Place::Whole => continue,
            };
            if let Some(module) = module_named(own, links, store.base) {
                let key = (module, own.names.text(attribute).to_owned());
                known.entry(key).or_insert((id, store.line));
            }
        }
    }

    /// Notes modules whose dictionary is read: `module.__dict__`, `vars(module)`.
    fn note_opened(&mut self, own: &Facts, links: &[Link], id: ModuleId) {
        if let Some(dict) = own.names.find("__dict__") {
            for chain in &own.chains {
                let mut term = chain.term;
                while let Term::Attribute(base, name) = own.term(term) {
                    if name == dict
                        && let Some(module) = module_named(own, links, base)
                    {
                        self.opened.entry(module).or_insert((id, chain.line));
                    }
                    term = base;
                }
            }
        }
        let Some(vars) = own.names.find("vars") else {
            return;
        };
        for call in &own.calls {
            if own.term(call.callee) == Term::Name(vars)
                && let Some(first) = call.arguments.first()
                && let Some(module) = module_named(own, links, *first)
            {
                self.opened.entry(module).or_insert((id, call.line));
            }
        }
    }
}

/// Returns the module of the package that a term names, if an import binds it to one.
pub(super) fn module_named(own: &Facts, links: &[Link], term: TermId) -> Option<ModuleId> {
    let Term::Name(name) = own.term(term) else {
        return None;
    };
    let [bound] = own.bound(BlockId::MODULE, name) else {
        return None;
    };
    let Term::Import(import) = own.term(bound.term) else {
        return None;
    };
    let link = &links[import.index()];
    match (&link.lands, own.imports[import.index()].taken) {
        (Lands::Module(_), Taken::Top) => link.loads.first().copied(),
        (Lands::Module(_), _) => link.loads.last().copied(),
        _ => None,
    }
}

pub(super) fn distribution(tree: &Tree, id: ModuleId) -> String {
    let distribution = tree.module(id).distribution.as_deref();
    distribution.unwrap_or_default().to_owned()
}

/// Returns where a name of a module is bound anew, through modules that only pass it on.
pub(super) fn rebound(
    known: Known<'_>,
    (mut module, mut name): (ModuleId, String),
) -> Option<(ModuleId, u32)> {
    const MOST_HOPS: usize = 8;
    for _ in 0..MOST_HOPS {
        if let Some(place) = known.names.rebound.get(&(module, name.clone())) {
            return Some(*place);
        }
        let facts = &known.facts[module.index()];
        let [bound] = facts.global(&name) else {
            return None;
        };
        let Term::Import(import) = facts.term(bound.term) else {
            return None;
        };
        let link = &known.links[module.index()][import.index()];
        let Lands::Attribute(taken) = &link.lands else {
            return None;
        };
        facts.names.text(*taken).clone_into(&mut name);
        module = link.here()?;
    }
    None
}

/// Returns modules whose packages others reach them through, without importing them: by what name a
/// package's attribute is read that only some import elsewhere sets.
pub(super) fn implicit(known: Known<'_>) -> FxHashMap<ModuleId, (ModuleId, u32)> {
    let mut found: FxHashMap<ModuleId, (ModuleId, u32)> = FxHashMap::default();
    let reached = |id: &ModuleId| known.order.reached[id.index()] > Reached::Left;
    for id in known.tree.ids().filter(reached) {
        let (own, links) = (&known.facts[id.index()], &known.links[id.index()]);
        let imported: FxHashSet<ModuleId> = links
            .iter()
            .flat_map(|link| link.loads.iter().copied())
            .collect();
        for chain in &own.chains {
            for reached in through(known, own, (id, links), chain.term) {
                if reached != id && !imported.contains(&reached) {
                    found.entry(reached).or_insert((id, chain.line));
                }
            }
        }
    }
    found
}

/// Returns the modules that a chain of attributes leads through beyond what its name is bound to,
/// where nothing but an import elsewhere binds them.
fn through(
    known: Known<'_>,
    own: &Facts,
    (importer, links): (ModuleId, &[Link]),
    term: TermId,
) -> Vec<ModuleId> {
    let mut attributes = Vec::new();
    let mut root = term;
    while let Term::Attribute(base, name) = own.term(root) {
        attributes.push(name);
        root = base;
    }
    let Some(mut current) = module_named(own, links, root) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for name in attributes.into_iter().rev() {
        let name = own.names.text(name);
        let full = format!("{}.{name}", known.tree.module(current).name);
        let Some(next) = known.tree.find(&full) else {
            break;
        };
        match binds_submodule(known, current, name) {
            // The package binds the name to something else.
            Some(false) => break,
            // It may import the submodule itself, when it is asked for it.
            None if loads_later(known, current, next) => {}
            None if current != importer => all.push(next),
            _ => {}
        }
        current = next;
    }
    all
}

/// Returns whether a package itself binds a name to its submodule; `None` where it does not bind it.
fn binds_submodule(known: Known<'_>, package: ModuleId, name: &str) -> Option<bool> {
    let facts = &known.facts[package.index()];
    let bound = facts.global(name).last()?;
    let Term::Import(import) = facts.term(bound.term) else {
        return Some(false);
    };
    let link = &known.links[package.index()][import.index()];
    Some(matches!(link.lands, Lands::Module(_)))
}

/// Returns whether a package's own functions import a submodule.
fn loads_later(known: Known<'_>, package: ModuleId, submodule: ModuleId) -> bool {
    let facts = &known.facts[package.index()];
    if !facts.traits.has(Trait::HasGetattr) {
        return false;
    }
    let name = &known.tree.module(submodule).name;
    let is_on_demand = facts.on_demand.as_ref().is_some_and(|(start, names)| {
        let own = format!("{}.", known.tree.module(package).name);
        let last = name.strip_prefix(&own);
        facts.names.text(*start) == own
            && names.iter().any(|one| Some(facts.names.text(*one)) == last)
    });
    let imports = facts.imports.iter().zip(&known.links[package.index()]);
    let mut later = imports.filter(|(import, _)| !facts.runs_at_import(import.block));
    is_on_demand || later.any(|(_, link)| link.loads.contains(&submodule))
}
