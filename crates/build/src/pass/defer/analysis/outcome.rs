//! Which modules are sure to load when they are imported, and which might see a failure.
//!
//! An import that fails in a `try` is part of how a program works; put off, its failure would come
//! where nobody catches it.

use super::facts::{Circumstances, Facts, Taken, Trait};
use super::link::{Lands, Link};
use super::tree::{Found, Kind, ModuleId, Tree};

/// Why a module may not load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) module: ModuleId,
    pub(super) line: u32,
    pub(super) cause: Cause,
}

/// What may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// An import of something that is not there.
    Absent,
    /// An import of a name that is not found in the module.
    Name,
    /// A `raise`.
    Raise,
    /// Its source cannot be parsed.
    Broken,
}

/// What is known of how imports end.
#[derive(Debug)]
pub(super) struct Outcomes {
    doubts: Vec<Option<Doubt>>,
}

impl Outcomes {
    /// Looks at every module, and then at what each imports.
    pub(super) fn of(tree: &Tree, facts: &[Facts], links: &[Vec<Link>]) -> Self {
        let mut doubts: Vec<Option<Doubt>> = tree
            .ids()
            .map(|id| own_doubt(tree, facts, links, id))
            .collect();
        let mut importers: Vec<Vec<ModuleId>> = vec![Vec::new(); doubts.len()];
        for id in tree.ids() {
            let (facts, links) = (&facts[id.index()], &links[id.index()]);
            let imports = facts.imports.iter().zip(links);
            let bare = imports.filter(|(import, _)| {
                facts.runs_at_import(import.block) && !is_caught(import.circumstances)
            });
            for loaded in bare.flat_map(|(_, link)| &link.loads) {
                importers[loaded.index()].push(id);
            }
        }
        let mut due: Vec<ModuleId> = tree
            .ids()
            .filter(|id| doubts[id.index()].is_some())
            .collect();
        while let Some(doubtful) = due.pop() {
            let doubt = doubts[doubtful.index()];
            for importer in &importers[doubtful.index()] {
                if doubts[importer.index()].is_none() {
                    doubts[importer.index()] = doubt;
                    due.push(*importer);
                }
            }
        }
        Self { doubts }
    }

    /// Returns why a module may not load.
    pub(super) fn doubt(&self, module: ModuleId) -> Option<Doubt> {
        self.doubts[module.index()]
    }
}

/// Returns whether a failure does not end the module: it is caught, or another that was.
fn is_caught(circumstances: Circumstances) -> bool {
    circumstances.has_any(Circumstances::CAUGHT | Circumstances::HANDLER)
}

fn own_doubt(tree: &Tree, facts: &[Facts], links: &[Vec<Link>], id: ModuleId) -> Option<Doubt> {
    let (own, own_links) = (&facts[id.index()], &links[id.index()]);
    let doubt = |line, cause| {
        Some(Doubt {
            module: id,
            line,
            cause,
        })
    };
    if !tree.module(id).kind.is_source() {
        return None;
    }
    if own.traits.has(Trait::Broken) {
        return doubt(1, Cause::Broken);
    }
    let mut catches = false;
    for (import, link) in own.imports.iter().zip(own_links) {
        if !own.runs_at_import(import.block) {
            continue;
        }
        let cause = match (link.found, &link.lands) {
            (Found::Absent, _) | (_, Lands::Nothing) => Cause::Absent,
            (Found::Here(module), Lands::Attribute(name)) => {
                let name = own.names.text(*name);
                if may_have(tree, facts, links, (module, name)) {
                    continue;
                }
                Cause::Name
            }
            _ => continue,
        };
        if is_caught(import.circumstances) {
            catches = true;
        } else if !import.circumstances.has(Circumstances::CONDITIONAL) {
            return doubt(import.line, cause);
        }
    }
    let raises = own.raises.iter().find(|(_, circumstances)| {
        // What a handler raises, it raises when what was tried failed.
        !circumstances.has(Circumstances::HANDLER) && !circumstances.has(Circumstances::CAUGHT)
            || circumstances.has(Circumstances::HANDLER) && catches
    });
    raises.and_then(|(line, _)| doubt(*line, Cause::Raise))
}

/// Returns whether a module has a name, as far as can be seen.
fn may_have(
    tree: &Tree,
    facts: &[Facts],
    links: &[Vec<Link>],
    (module, name): (ModuleId, &str),
) -> bool {
    const MOST_STARS: usize = 64;
    if matches!(
        name,
        "__name__" | "__file__" | "__doc__" | "__path__" | "__spec__" | "__dict__"
    ) {
        return true;
    }
    let mut due = vec![module];
    let mut seen = 0;
    while let Some(module) = due.pop() {
        seen += 1;
        let own = &facts[module.index()];
        let is_open = own.traits.has(Trait::HasGetattr)
            || own.traits.has(Trait::ReadsItsNames)
            || own.traits.has(Trait::ReplacesItself)
            || own.traits.has(Trait::Broken)
            || matches!(tree.module(module).kind, Kind::Native | Kind::Compiled);
        if is_open || seen > MOST_STARS || !own.global(name).is_empty() {
            return true;
        }
        let stars = own.imports.iter().zip(&links[module.index()]);
        for (_, link) in stars.filter(|(import, _)| import.taken == Taken::Star) {
            match link.found {
                Found::Here(next) if next != module => due.push(next),
                Found::Here(_) => {}
                _ => return true,
            }
        }
    }
    false
}
