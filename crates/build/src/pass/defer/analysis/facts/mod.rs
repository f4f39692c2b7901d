//! What one module's source says: what it imports, binds, reads and calls, and what of that happens
//! when it is imported. It knows no other module.
//!
//! A syntax tree takes twenty times the space of its source; these facts take about as much as the
//! source, so that those of a whole package are kept at once.

mod condition;
mod names;
mod reader;
mod term;
mod traits;
mod uses;

use rustc_hash::FxHashMap;
use warmfront_model::function::PythonVersion;

pub(super) use names::{Names, Symbol};
pub(super) use term::{BlockId, CallId, ClassId, ImportId, Term, TermId};
pub(super) use traits::{Circumstances, Trait, Traits};
pub(super) use uses::Reads;

/// What a source says.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The names in it.
    pub(super) names: Names,
    /// What is evaluated, by number.
    pub(super) terms: Vec<Term>,
    /// The module itself, then its functions and class bodies.
    pub(super) blocks: Vec<Block>,
    /// All calls, by number.
    pub(super) calls: Vec<Call>,
    /// All classes, by number.
    pub(super) classes: Vec<Class>,
    /// All aliases of import statements, by number, in the order of the source.
    pub(super) imports: Vec<Import>,
    /// How the module's own names are read.
    pub(super) reads: FxHashMap<Symbol, Reads>,
    /// Attributes of the module's own names, each as long as it goes: `a.b.c`, not also `a.b`.
    pub(super) chains: Vec<Chain>,
    /// What `__all__` holds, where it is written out.
    pub(super) exported: Option<Vec<Symbol>>,
    /// Submodules that the module's own `__getattr__` imports by their names: what their full names
    /// begin with, and the last parts.
    pub(super) on_demand: Option<(Symbol, Vec<Symbol>)>,
    /// What else matters of it.
    pub(super) traits: Traits,
    /// `raise` at module level: the line, and under what circumstances.
    pub(super) raises: Vec<(u32, Circumstances)>,
    /// Names that are looked for in `sys.modules`, with the line.
    pub(super) looked_for: Vec<(Symbol, u32)>,
    /// Names that are taken out of `sys.modules`, or put there, with the line.
    pub(super) taken_out: Vec<(Symbol, u32)>,
    /// Names of the module that functions rebind, with the line.
    pub(super) rebound: Vec<(Symbol, u32)>,
}

/// Code that runs as one: a module, a function, or the body of a class.
#[derive(Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: BlockKind,
    /// The block around it; its own number for the module.
    pub(super) parent: BlockId,
    /// Where it begins.
    pub(super) line: u32,
    /// Parameters that take positional arguments, in order, then the others.
    pub(super) parameters: Vec<Symbol>,
    /// What it calls.
    pub(super) calls: Vec<CallId>,
    /// What it binds, in order; sorted by name once the source is read.
    pub(super) bound: Vec<Bound>,
    /// What comprehensions in it bind.
    pub(super) inner: Vec<Bound>,
    /// What it stores elsewhere than in names.
    pub(super) stores: Vec<Store>,
    /// What it returns or yields.
    pub(super) returns: Vec<TermId>,
    /// What it imports.
    pub(super) imports: Vec<ImportId>,
    /// Classes that it defines.
    pub(super) classes: Vec<ClassId>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Module,
    Function,
    Class,
}

/// A name that a block binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound {
    pub(super) name: Symbol,
    /// Where its statement begins in the source.
    pub(super) offset: u32,
    pub(super) term: TermId,
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) callee: TermId,
    pub(super) arguments: Vec<TermId>,
    pub(super) keywords: Vec<(Option<Symbol>, TermId)>,
    pub(super) line: u32,
    pub(super) kind: CallKind,
    /// Under what circumstances it is made.
    pub(super) circumstances: Circumstances,
}

/// Why there is a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallKind {
    /// It is written.
    Plain,
    /// The callee decorates the argument.
    Decorator,
}

/// Something that is changed: an attribute or an item of `base`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Store {
    pub(super) base: TermId,
    pub(super) place: Place,
    pub(super) line: u32,
    pub(super) circumstances: Circumstances,
}

/// What of an object is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Attribute(Symbol),
    /// An attribute that is deleted.
    Deleted(Symbol),
    Item,
    /// The object itself, by `+=` and the like.
    Whole,
}

/// A class.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: Symbol,
    /// Its body.
    pub(super) block: BlockId,
    pub(super) bases: Vec<TermId>,
    pub(super) keywords: Vec<(Option<Symbol>, TermId)>,
    pub(super) line: u32,
}

/// One alias of an import statement.
#[derive(Debug, Clone)]
pub(super) struct Import {
    /// Where the statement begins: line from 1, and bytes before it in the line.
    pub(super) line: u32,
    pub(super) column: u32,
    /// Bytes of the source before the statement.
    pub(super) offset: u32,
    /// Which of the statement's aliases it is.
    pub(super) alias: u32,
    /// Dots before the module of a `from`.
    pub(super) level: u32,
    /// The module; none in `from . import x`.
    pub(super) module: Option<Symbol>,
    /// What is taken from it; `*` is none of these.
    pub(super) taken: Taken,
    /// The name that is bound; for `import a.b` the name of `a`.
    pub(super) binds: Symbol,
    /// The block that it stands in.
    pub(super) block: BlockId,
    /// Under what circumstances it is executed.
    pub(super) circumstances: Circumstances,
    /// Which `try` has it in its body: where that begins.
    pub(super) tried: Option<u32>,
}

/// What an alias takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// `import a.b`: the outermost package is bound.
    Top,
    /// `import a.b as c`.
    Module,
    /// `from a import b`.
    Name(Symbol),
    /// `from a import *`.
    Star,
}

/// A chain of attributes that begins at a name of the module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    pub(super) term: TermId,
    pub(super) block: BlockId,
    /// Bytes of the source before it.
    pub(super) offset: u32,
    pub(super) line: u32,
}

impl Facts {
    /// Reads a source. It needs room on the stack: see [`warmfront_syntax::parse::with_room`].
    pub(super) fn read(source: &[u8], python: PythonVersion) -> Self {
        reader::read(source, python)
    }

    /// Returns the facts of a module of which nothing can be said.
    pub(super) fn broken() -> Self {
        reader::broken()
    }

    /// Returns a term.
    pub(super) fn term(&self, id: TermId) -> Term {
        self.terms[id.index()]
    }

    /// Returns a block.
    pub(super) fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }

    /// Returns what a block binds to a name, in order.
    pub(super) fn bound(&self, block: BlockId, name: Symbol) -> &[Bound] {
        let bound = &self.block(block).bound;
        let start = bound.partition_point(|bound| bound.name < name);
        let rest = &bound[start..];
        &rest[..rest.partition_point(|bound| bound.name == name)]
    }

    /// Returns what comprehensions of a block bind to a name.
    pub(super) fn inner(&self, block: BlockId, name: Symbol) -> &[Bound] {
        let bound = &self.block(block).inner;
        let start = bound.partition_point(|bound| bound.name < name);
        let rest = &bound[start..];
        &rest[..rest.partition_point(|bound| bound.name == name)]
    }

    /// Returns whether what stands in a block runs when the module is imported.
    pub(super) fn runs_at_import(&self, mut block: BlockId) -> bool {
        loop {
            match self.block(block).kind {
                BlockKind::Module => return true,
                BlockKind::Function => return false,
                BlockKind::Class => block = self.block(block).parent,
            }
        }
    }

    /// Returns what the module itself binds to a name, given as text.
    pub(super) fn global(&self, name: &str) -> &[Bound] {
        match self.names.find(name) {
            Some(symbol) if !self.blocks.is_empty() => self.bound(BlockId::MODULE, symbol),
            _ => &[],
        }
    }
}
