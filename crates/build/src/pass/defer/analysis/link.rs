//! Where import statements lead: which modules they load, and what their names are bound to.

use warmfront_syntax::import::absolute;

use super::facts::{BlockId, Facts, Import, Symbol, Taken, Term, Trait};
use super::tree::{Found, Kind, ModuleId, Tree};

/// Where an alias of an import statement leads.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Absolute name of the module that the statement names.
    pub(super) module: String,
    /// What that is.
    pub(super) found: Found,
    /// The modules of the package that it loads, in order.
    pub(super) loads: Vec<ModuleId>,
    /// What the name is bound to.
    pub(super) lands: Lands,
}

/// What a name is bound to by an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lands {
    /// The module of this name.
    Module(String),
    /// This attribute of the module that the statement names.
    Attribute(Symbol),
    /// Either: the package has a submodule of the name, and binds the name too or may do so.
    Both(Symbol),
    /// All names of the module.
    Star,
    /// Nothing is known of it: the statement leads nowhere, or above the top.
    Nothing,
}

impl Link {
    /// Returns the module of the package that the statement names.
    pub(super) fn here(&self) -> Option<ModuleId> {
        match self.found {
            Found::Here(id) => Some(id),
            _ => None,
        }
    }
}

/// Follows all imports of a module. `all` has the facts of every module of the tree.
pub(super) fn follow(tree: &Tree, all: &[Facts], importer: ModuleId) -> Vec<Link> {
    let facts = &all[importer.index()];
    let links = facts.imports.iter();
    links
        .map(|import| link(tree, all, importer, import))
        .collect()
}

fn link(tree: &Tree, all: &[Facts], importer: ModuleId, import: &Import) -> Link {
    let (facts, module) = (&all[importer.index()], tree.module(importer));
    let named = import.module.map(|module| facts.names.text(module));
    let is_package = module.kind == Kind::Package;
    let Some(name) = absolute(&module.name, is_package, import.level, named) else {
        return Link {
            module: named.unwrap_or_default().to_owned(),
            found: Found::Absent,
            loads: Vec::new(),
            lands: Lands::Nothing,
        };
    };
    let found = tree.lookup(&name);
    let mut loads: Vec<ModuleId> = tree.chain(&name).collect();
    let lands = match import.taken {
        Taken::Top => Lands::Module(name.split('.').next().unwrap_or(&name).to_owned()),
        Taken::Module => Lands::Module(name.clone()),
        Taken::Star => Lands::Star,
        Taken::Name(taken) => {
            let text = facts.names.text(taken);
            let lands = taken_from(tree, all, (&name, found), (taken, text));
            let submodule = format!("{name}.{text}");
            if !matches!(lands, Lands::Attribute(_) | Lands::Nothing) {
                loads.extend(tree.find(&submodule));
            }
            lands
        }
    };
    Link {
        module: name,
        found,
        loads,
        lands,
    }
}

/// Returns what `from package import name` binds.
fn taken_from(
    tree: &Tree,
    all: &[Facts],
    (package, found): (&str, Found),
    (taken, text): (Symbol, &str),
) -> Lands {
    let submodule = format!("{package}.{text}");
    let has_submodule = tree.has(&submodule);
    let is_other = |id| has_submodule && binds_otherwise(tree, all, id, text);
    match found {
        Found::Here(id) => match (has_submodule, is_other(id)) {
            (true, false) => Lands::Module(submodule),
            (true, true) => Lands::Both(taken),
            (false, _) => Lands::Attribute(taken),
        },
        Found::Namespace | Found::Standard(_) if has_submodule => Lands::Module(submodule),
        Found::Standard(_) => Lands::Attribute(taken),
        Found::Namespace | Found::Absent => Lands::Nothing,
    }
}

/// Returns whether a package binds a name to something else than its submodule of that name.
pub(super) fn binds_otherwise(tree: &Tree, all: &[Facts], package: ModuleId, name: &str) -> bool {
    let facts = &all[package.index()];
    if facts.traits.has(Trait::Broken) {
        return true;
    }
    let own = tree.module(package);
    let is_submodule = |term: Term| {
        let Term::Import(id) = term else {
            return false;
        };
        let import = &facts.imports[id.index()];
        let module = import.module.map(|module| facts.names.text(module));
        let base = absolute(&own.name, own.kind == Kind::Package, import.level, module);
        let taken = match import.taken {
            Taken::Name(taken) => Some(facts.names.text(taken)),
            _ => None,
        };
        base.as_deref() == Some(&*own.name) && taken == Some(name)
    };
    let bound = facts.names.find(name);
    let bound = bound.map_or(&[][..], |symbol| facts.bound(BlockId::MODULE, symbol));
    let mut terms = bound.iter().map(|bound| facts.term(bound.term));
    // What the package does not bind, its `__getattr__` may have an answer to.
    let is_computed = bound.is_empty() && facts.traits.has(Trait::HasGetattr);
    !terms.all(is_submodule) || is_computed || brought_by_star(tree, all, package, name)
}

/// Returns whether a star import of a package brings a name from one of its modules.
fn brought_by_star(tree: &Tree, all: &[Facts], package: ModuleId, name: &str) -> bool {
    let (facts, own) = (&all[package.index()], tree.module(package));
    let mut stars = facts
        .imports
        .iter()
        .filter(|import| import.taken == Taken::Star);
    stars.any(|import| {
        let module = import.module.map(|module| facts.names.text(module));
        let base = absolute(&own.name, own.kind == Kind::Package, import.level, module);
        let from = base.and_then(|base| tree.find(&base));
        from.is_some_and(|from| !all[from.index()].global(name).is_empty())
    })
}
