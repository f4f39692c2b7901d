//! A module's code in a compact form that outlives its source: what rules need, and no more.
//!
//! Nodes lie in arrays and name each other by number; what a node holds has a smaller number than
//! the node. Comments, arithmetic's signs, type parameters and what nests too deeply are left out.

mod code;
mod node;

pub use code::{Binding, BindingKind, Class, Function, FunctionKind, Parameter, ParameterKind};
pub use node::{Argument, Expr, Generator, Handler, Import, Item, NoneTest, Rest, Stmt};

use crate::fix::Span;

/// Declares the numbers of a kind of node.
macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// Returns the place in its array.
            #[must_use]
            pub fn index(self) -> usize {
                // The machines that this runs on have pointers of at least 32 bits.
                self.0 as usize
            }
        }
    };
}

id!(
    /// An expression of a module.
    ExprId
);
id!(
    /// A statement of a module.
    StmtId
);
id!(
    /// A function of a module; the module's own statements are the first.
    FunctionId
);
id!(
    /// A class of a module.
    ClassId
);
id!(
    /// A name or a text of a module.
    Symbol
);

impl FunctionId {
    /// The module's own statements.
    pub const MODULE: Self = Self(0);
}

/// A run of numbers in one of a module's arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct List {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl List {
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.len as usize
    }

    /// Returns whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Returns how many are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.len as usize
    }
}

/// The code of one source file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    pub(crate) texts: Texts,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) expr_spans: Vec<Span>,
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) stmt_spans: Vec<Span>,
    pub(crate) numbers: Vec<u32>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) generators: Vec<Generator>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) items: Vec<Item>,
    pub(crate) imports: Vec<Import>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) functions: Vec<Function>,
    pub(crate) classes: Vec<Class>,
    pub(crate) lines: Vec<u32>,
    pub(crate) suppressions: Vec<Suppression>,
}

/// A comment that asks rules to be silent on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The comment.
    pub span: Span,
    /// Line that it is about, from 1.
    pub line: u32,
    /// Codes of rules, as they are written; none for all.
    pub codes: Vec<String>,
}

impl Tree {
    /// Returns a text.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol)
    }

    /// Returns the symbol of a text, if the module has it.
    #[must_use]
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        self.texts.find(text)
    }

    /// Returns an expression.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// Returns where an expression stands.
    #[must_use]
    pub fn expr_span(&self, id: ExprId) -> Span {
        self.expr_spans[id.index()]
    }

    /// Returns a statement.
    #[must_use]
    pub fn stmt(&self, id: StmtId) -> Stmt {
        self.stmts[id.index()]
    }

    /// Returns where a statement stands.
    #[must_use]
    pub fn stmt_span(&self, id: StmtId) -> Span {
        self.stmt_spans[id.index()]
    }

    /// Returns the statements of a block.
    #[must_use]
    pub fn block(&self, list: List) -> impl DoubleEndedIterator<Item = StmtId> + ExactSizeIterator {
        self.numbers[list.range()].iter().map(|id| StmtId(*id))
    }

    /// Returns the expressions of a list.
    #[must_use]
    pub fn list(&self, list: List) -> impl DoubleEndedIterator<Item = ExprId> + ExactSizeIterator {
        self.numbers[list.range()].iter().map(|id| ExprId(*id))
    }

    /// Returns the names of a list.
    #[must_use]
    pub fn names(&self, list: List) -> impl DoubleEndedIterator<Item = Symbol> + ExactSizeIterator {
        self.numbers[list.range()].iter().map(|id| Symbol(*id))
    }

    /// Returns the arguments of a call.
    #[must_use]
    pub fn arguments(&self, list: List) -> &[Argument] {
        &self.arguments[list.range()]
    }

    /// Returns the `for` parts of a comprehension.
    #[must_use]
    pub fn generators(&self, list: List) -> &[Generator] {
        &self.generators[list.range()]
    }

    /// Returns the `except` parts of a `try`, or the cases of a `match`.
    #[must_use]
    pub fn handlers(&self, list: List) -> &[Handler] {
        &self.handlers[list.range()]
    }

    /// Returns the items of a `with`.
    #[must_use]
    pub fn items(&self, list: List) -> &[Item] {
        &self.items[list.range()]
    }

    /// Returns what an import statement names.
    #[must_use]
    pub fn imports(&self, list: List) -> &[Import] {
        &self.imports[list.range()]
    }

    /// Returns the parameters of a function.
    #[must_use]
    pub fn parameters(&self, list: List) -> &[Parameter] {
        &self.parameters[list.range()]
    }

    /// Returns a function.
    #[must_use]
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    /// Returns a class.
    #[must_use]
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    /// Returns all functions, the module's own statements first.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Function)> {
        (0..).map(FunctionId).zip(&self.functions)
    }

    /// Returns all classes.
    pub fn classes(&self) -> impl Iterator<Item = (ClassId, &Class)> {
        (0..).map(ClassId).zip(&self.classes)
    }

    /// Returns the line and the byte in it of an offset, both from 0.
    pub(crate) fn line_and_byte(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|&start| start <= offset);
        let line = line.saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(0);
        (u32::try_from(line).unwrap_or(u32::MAX), offset - start)
    }
}

/// Texts, each once, sorted by nothing and found by comparing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Texts {
    pub(crate) all: String,
    pub(crate) ends: Vec<u32>,
    /// Symbols by their text, for finding them.
    pub(crate) sorted: Vec<u32>,
}

impl Texts {
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        let index = symbol.index();
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[index] as usize]
    }

    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        let found = self
            .sorted
            .binary_search_by(|symbol| self.get(Symbol(*symbol)).cmp(text));
        found.ok().map(|index| Symbol(self.sorted[index]))
    }

    /// Sorts the symbols by their text.
    pub(crate) fn sort(&mut self) {
        let count = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let mut sorted: Vec<u32> = (0..count).collect();
        sorted.sort_unstable_by(|a, b| self.get(Symbol(*a)).cmp(self.get(Symbol(*b))));
        self.sorted = sorted;
    }
}
