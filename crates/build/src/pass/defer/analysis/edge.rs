//! The imports that could wait: one for each alias of each import statement outside functions and
//! classes.

use super::facts::{BlockId, Facts, Import, ImportId, Taken};
use super::link::{Lands, Link};
use super::standard;
use super::tree::{Found, Kind, ModuleId, Tree};

/// An alias of an import statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(u32);

impl EdgeId {
    /// Returns where it is in the list of all.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How an import would wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mechanism {
    /// The name is bound to the module at once, whose code runs at the first attribute.
    Module,
    /// The name is bound when it is first read.
    Guard,
}

/// An import that could wait, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The module that it stands in.
    pub module: ModuleId,
    /// Line of the statement.
    pub line: u32,
    /// Bytes before the statement in its line.
    pub column: u32,
    /// Which alias of the statement it is.
    pub alias: u32,
    /// How it would wait.
    pub mechanism: Mechanism,
    /// The module that it loads.
    pub target: String,
    /// What it takes from that module, if not the module itself.
    pub attribute: Option<String>,
    /// The name that it binds.
    pub binds: String,
    /// Places within functions that read the name.
    pub uses: u32,
    pub(super) import: ImportId,
}

/// Finds all edges, in order of modules and of their sources.
pub(super) fn all(tree: &Tree, facts: &[Facts], links: &[Vec<Link>]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for id in tree.ids() {
        if !matches!(tree.module(id).kind, Kind::Package | Kind::Source) {
            continue;
        }
        let (facts, links) = (&facts[id.index()], &links[id.index()]);
        for (number, (import, link)) in facts.imports.iter().zip(links).enumerate() {
            let import_id = ImportId::next(&facts.imports[..number]);
            let is_outside = import.block == BlockId::MODULE && link.module != "__future__";
            if is_outside && is_worthwhile(link) {
                edges.push(edge(tree, facts, (id, import_id, import), link));
            }
        }
    }
    edges
}

/// Returns whether there is anything to load: what is built into the interpreter is there at once.
fn is_worthwhile(link: &Link) -> bool {
    !matches!(link.found, Found::Standard(standard::Kind::Native))
}

fn edge(
    tree: &Tree,
    facts: &Facts,
    (module, id, import): (ModuleId, ImportId, &Import),
    link: &Link,
) -> Edge {
    let binds = facts.names.text(import.binds).to_owned();
    let taken = |symbol| Some(facts.names.text(symbol).to_owned());
    let (mechanism, target, attribute) = match &link.lands {
        Lands::Module(_) if matches!(import.taken, Taken::Top) => {
            (mechanism(tree, &link.module), link.module.clone(), None)
        }
        Lands::Module(name) => (mechanism(tree, name), name.clone(), None),
        Lands::Attribute(name) | Lands::Both(name) => {
            (Mechanism::Guard, link.module.clone(), taken(*name))
        }
        Lands::Star => (Mechanism::Guard, link.module.clone(), Some("*".to_owned())),
        Lands::Nothing => (Mechanism::Guard, link.module.clone(), None),
    };
    let reads = facts.reads.get(&import.binds);
    Edge {
        module,
        line: import.line,
        column: import.column,
        alias: import.alias,
        mechanism,
        target,
        attribute,
        binds,
        uses: reads.map_or(0, |reads| reads.later),
        import: id,
    }
}

/// Returns how the import of a module would wait: one without Python code has no body to run later.
fn mechanism(tree: &Tree, name: &str) -> Mechanism {
    match tree.lookup(name) {
        Found::Here(id) => match tree.module(id).kind {
            Kind::Package | Kind::Source => Mechanism::Module,
            Kind::Native | Kind::Compiled => Mechanism::Guard,
        },
        Found::Standard(standard::Kind::Native) => Mechanism::Guard,
        _ => Mechanism::Module,
    }
}

/// Numbers the edges of a list.
pub(super) fn numbers(edges: &[Edge]) -> impl Iterator<Item = EdgeId> + use<> {
    (0..u32::try_from(edges.len()).unwrap_or(u32::MAX)).map(EdgeId)
}
