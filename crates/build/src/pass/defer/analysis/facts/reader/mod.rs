//! Walks a module's statements and notes facts.

mod definition;
mod demand;
mod expression;
mod statement;

use rustc_hash::FxHashMap;
use warmfront_model::function::PythonVersion;
use warmfront_syntax::ast::Stmt;
use warmfront_syntax::line::Lines;
use warmfront_syntax::parse;
use warmfront_syntax::scope::{ScopeId, ScopeKind, Scopes};
use warmfront_syntax::text::{Ranged, TextSize};

use super::{
    Block, BlockId, BlockKind, Bound, Circumstances, Facts, Symbol, Term, TermId, Trait, uses,
};

/// First version whose annotations are evaluated when somebody asks (PEP 649).
const LAZY_ANNOTATIONS: (u8, u8) = (3, 14);

pub(super) fn read(source: &[u8], python: PythonVersion) -> Facts {
    let text = String::from_utf8_lossy(source);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let Ok(parsed) = parse::parse(text) else {
        return broken();
    };
    let suite = parsed.suite();
    let scopes = Scopes::of(suite);
    let lines = Lines::of(text);
    let mut reader = Reader::new(&scopes, &lines, python);
    let is_broken = !parsed.errors().is_empty() || std::str::from_utf8(source).is_err();
    if is_broken {
        reader.facts.traits.insert(Trait::Broken);
    }
    if has_late_annotations(suite) || (python.major, python.minor) >= LAZY_ANNOTATIONS {
        reader.facts.traits.insert(Trait::LateAnnotations);
    }
    reader.body(suite);
    let (mut facts, hinted) = (reader.facts, reader.hinted);
    uses::note(&mut facts, &scopes, &lines);
    if let Some((start, names)) = demand::of(suite) {
        let start = facts.names.intern(start);
        let names = names.iter().map(|name| facts.names.intern(name));
        facts.on_demand = Some((start, names.collect()));
    }
    let mut unevaluated: Vec<(Symbol, u32)> = reader.unevaluated.into_iter().collect();
    unevaluated.sort_unstable();
    for (name, times) in unevaluated {
        if let Some(reads) = facts.reads.get_mut(&name) {
            reads.later = reads.later.saturating_sub(times);
        }
    }
    let mut hinted: Vec<(Symbol, u32)> = hinted.into_iter().collect();
    hinted.sort_unstable();
    for (name, line) in hinted {
        let reads = facts.reads.entry(name).or_default();
        reads.in_annotation.get_or_insert(line);
    }
    for block in &mut facts.blocks {
        block.bound.sort_unstable();
        block.inner.sort_unstable();
    }
    facts
}

/// Returns the facts of a source of which nothing can be said.
pub(super) fn broken() -> Facts {
    let mut facts = Facts::default();
    facts.blocks.push(block(BlockKind::Module, BlockId::MODULE));
    facts.traits.insert(Trait::Broken);
    facts
}

fn has_late_annotations(suite: &[Stmt]) -> bool {
    let mut imports = suite.iter().filter_map(Stmt::as_import_from_stmt);
    imports.any(|import| {
        let is_future = import.module.as_deref() == Some("__future__");
        is_future
            && import
                .names
                .iter()
                .any(|alias| &*alias.name == "annotations")
    })
}

fn block(kind: BlockKind, parent: BlockId) -> Block {
    Block {
        kind,
        parent,
        line: 1,
        parameters: Vec::new(),
        calls: Vec::new(),
        bound: Vec::new(),
        inner: Vec::new(),
        stores: Vec::new(),
        returns: Vec::new(),
        imports: Vec::new(),
        classes: Vec::new(),
    }
}

/// Where the walk is, and what it noted.
struct Reader<'a> {
    scopes: &'a Scopes<'a>,
    lines: &'a Lines,
    python: PythonVersion,
    facts: Facts,
    /// Scopes by what they extend over: the tree does not know their numbers.
    places: FxHashMap<(TextSize, TextSize, u8), ScopeId>,
    /// The blocks that scopes are of.
    blocks: FxHashMap<ScopeId, BlockId>,
    scope: ScopeId,
    block: BlockId,
    circumstances: Circumstances,
    /// Where the statement begins that the walk is in.
    statement: TextSize,
    /// Whether `globals()` would read names here, and not only bind some.
    reads_globals: bool,
    /// The `try` in whose body the walk is.
    tried: Option<u32>,
    /// Names in annotations that are never evaluated, with how often.
    unevaluated: FxHashMap<Symbol, u32>,
    /// Names that texts in annotations hold, with the first line.
    hinted: FxHashMap<Symbol, u32>,
}

impl<'a> Reader<'a> {
    fn new(scopes: &'a Scopes<'a>, lines: &'a Lines, python: PythonVersion) -> Self {
        let mut facts = Facts::default();
        facts.blocks.push(block(BlockKind::Module, BlockId::MODULE));
        let place = |(id, scope): (ScopeId, &warmfront_syntax::scope::Scope<'_>)| {
            let key = (scope.range.start(), scope.range.end(), kind_of(scope.kind));
            (key, id)
        };
        Self {
            scopes,
            lines,
            python,
            facts,
            places: scopes.scopes().map(place).collect(),
            blocks: FxHashMap::from_iter([(ScopeId::MODULE, BlockId::MODULE)]),
            scope: ScopeId::MODULE,
            block: BlockId::MODULE,
            circumstances: Circumstances::ALWAYS,
            statement: TextSize::default(),
            reads_globals: true,
            tried: None,
            unevaluated: FxHashMap::default(),
            hinted: FxHashMap::default(),
        }
    }

    fn symbol(&mut self, text: &str) -> Symbol {
        self.facts.names.intern(text)
    }

    fn push(&mut self, term: Term) -> TermId {
        let id = TermId::next(&self.facts.terms);
        self.facts.terms.push(term);
        id
    }

    fn fresh(&mut self) -> TermId {
        self.push(Term::Fresh)
    }

    fn line(&self, node: &impl Ranged) -> u32 {
        self.lines.position(node.start()).line
    }

    fn here(&mut self) -> &mut Block {
        &mut self.facts.blocks[self.block.index()]
    }

    /// Notes that a name is bound in the current scope.
    fn bind(&mut self, name: &str, term: TermId) {
        let symbol = self.symbol(name);
        let offset = u32::from(self.statement);
        let bound = Bound {
            name: symbol,
            offset,
            term,
        };
        // A name that the block declares as another's is not its own.
        let home = self.scopes.lookup(name, self.scope);
        let home = home.map(|scope| (scope, self.block_of(scope)));
        match home {
            Some((scope, block)) if block == self.block => {
                let is_inner = matches!(
                    self.scopes.scope(scope).kind,
                    ScopeKind::Comprehension | ScopeKind::Generator | ScopeKind::TypeParameters
                );
                if is_inner {
                    self.here().inner.push(bound);
                } else {
                    self.here().bound.push(bound);
                }
            }
            Some((_, block)) => {
                let term = self.push(Term::Unknown);
                let bound = Bound { term, ..bound };
                self.facts.blocks[block.index()].bound.push(bound);
            }
            None => {}
        }
    }

    /// Returns the block that a scope's code runs in.
    fn block_of(&self, scope: ScopeId) -> BlockId {
        let mut around = self.scopes.around(scope);
        let found = around.find_map(|id| self.blocks.get(&id).copied());
        found.unwrap_or(BlockId::MODULE)
    }

    /// Does work in the scope of a node.
    fn within(&mut self, node: &impl Ranged, kind: u8, work: impl FnOnce(&mut Self)) {
        let key = (node.start(), node.end(), kind);
        let before = self.scope;
        if let Some(scope) = self.places.get(&key) {
            self.scope = *scope;
        }
        work(self);
        self.scope = before;
    }

    /// Does work under further circumstances.
    fn under(&mut self, circumstances: Circumstances, work: impl FnOnce(&mut Self)) {
        let before = self.circumstances;
        self.circumstances = before | circumstances;
        work(self);
        self.circumstances = before;
    }
}

/// Kinds of scopes, to tell those apart that extend over the same.
mod kind {
    pub(super) const MODULE: u8 = 0;
    pub(super) const CLASS: u8 = 1;
    pub(super) const FUNCTION: u8 = 2;
    pub(super) const LAMBDA: u8 = 3;
    pub(super) const COMPREHENSION: u8 = 4;
    pub(super) const TYPE_PARAMETERS: u8 = 5;
}

fn kind_of(scope: ScopeKind<'_>) -> u8 {
    match scope {
        ScopeKind::Module => kind::MODULE,
        ScopeKind::Class(_) => kind::CLASS,
        ScopeKind::Function(_) => kind::FUNCTION,
        ScopeKind::Lambda => kind::LAMBDA,
        ScopeKind::Comprehension | ScopeKind::Generator => kind::COMPREHENSION,
        ScopeKind::TypeParameters => kind::TYPE_PARAMETERS,
    }
}
