//! Turns a parsed source into its compact form.

mod binding;
mod comment;
mod expression;
mod scope;
mod statement;

use rustc_hash::{FxHashMap, FxHashSet};
use warmfront_syntax::parse::{self, Parsed};
use warmfront_syntax::text::{Ranged, TextRange};

use super::tree::{ClassId, Expr, ExprId, FunctionId, List, Stmt, StmtId, Symbol, Tree};
use crate::fix::Span;

/// Largest source that is read; larger ones are data, or hostile.
pub(crate) const LARGEST: usize = 5 << 20;

/// Deepest that expressions and blocks are followed into one another.
const DEEPEST: u32 = 150;

/// Most elements of one display that are kept.
const MOST_ELEMENTS: usize = 200;

/// Most bytes of a text that are kept.
const MOST_BYTES: usize = 240;

/// Why a source is not checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is too large to be code that a person wrote.
    #[error("{bytes} bytes are more than a source that people write has")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It is not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// It nests too deeply.
    #[error("nests too deeply to be parsed")]
    TooDeep,
    /// It does not parse.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// The line, from 1.
        line: u32,
    },
    /// It could not be read.
    #[error("could not be read: {message}")]
    Io {
        /// What the system says.
        message: String,
    },
}

/// Reads a source. It wants the stack that [`parse::with_room`] has.
pub(crate) fn lower(source: &str) -> Result<Tree, Unreadable> {
    if source.len() > LARGEST {
        let bytes = source.len() as u64;
        return Err(Unreadable::TooLarge { bytes });
    }
    let parsed = parse::parse(source).map_err(|_too_deep| Unreadable::TooDeep)?;
    if let Some(error) = parsed.errors().first() {
        let before = &source.as_bytes()[..error.location.start().to_usize().min(source.len())];
        let line = line_starts(before).len();
        return Err(Unreadable::Syntax {
            message: error.error.to_string(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
        });
    }
    Ok(Lower::new(source).module(&parsed))
}

/// Returns where lines begin.
fn line_starts(bytes: &[u8]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
    starts.push(0);
    for (index, byte) in bytes.iter().enumerate() {
        let ends = match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            starts.push(count(index + 1));
        }
    }
    starts
}

/// Sizes fit, since sources are at most [`LARGEST`].
fn count(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

fn span(range: TextRange) -> Span {
    Span {
        start: range.start().to_u32(),
        end: range.end().to_u32(),
    }
}

struct Lower<'s> {
    source: &'s str,
    tree: Tree,
    symbols: FxHashMap<Box<str>, Symbol>,
    /// The function whose statements are read.
    function: FunctionId,
    /// The class whose body is read, unless a function in it is.
    class: Option<ClassId>,
    /// Names of the functions and classes around.
    path: Vec<Symbol>,
    /// Names that functions say are the module's, or another function's.
    elsewhere: FxHashMap<(FunctionId, Symbol), FunctionId>,
    /// Functions that yield.
    generators: FxHashSet<FunctionId>,
    depth: u32,
}

impl<'s> Lower<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            tree: Tree::default(),
            symbols: FxHashMap::default(),
            function: FunctionId::MODULE,
            class: None,
            path: Vec::new(),
            elsewhere: FxHashMap::default(),
            generators: FxHashSet::default(),
            depth: 0,
        }
    }

    fn module(mut self, parsed: &Parsed) -> Tree {
        self.tree.lines = line_starts(self.source.as_bytes());
        self.tree.suppressions = comment::suppressions(self.source, parsed, &self.tree.lines);
        self.module_function(parsed.suite());
        let mut tree = self.tree;
        for function in &mut tree.functions {
            function
                .bindings
                .sort_by_key(|binding| (binding.name, binding.at));
            function.bindings.shrink_to_fit();
        }
        for class in &mut tree.classes {
            class
                .bindings
                .sort_by_key(|binding| (binding.name, binding.at));
            class.bindings.shrink_to_fit();
        }
        tree.texts.sort();
        tree.exprs.shrink_to_fit();
        tree.expr_spans.shrink_to_fit();
        tree.stmts.shrink_to_fit();
        tree.stmt_spans.shrink_to_fit();
        tree.numbers.shrink_to_fit();
        tree.arguments.shrink_to_fit();
        tree.texts.all.shrink_to_fit();
        tree
    }

    fn symbol(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.symbols.get(text) {
            return *symbol;
        }
        let symbol = Symbol(count(self.tree.texts.ends.len()));
        self.tree.texts.all.push_str(text);
        self.tree.texts.ends.push(count(self.tree.texts.all.len()));
        self.symbols.insert(text.into(), symbol);
        symbol
    }

    fn push_expr(&mut self, expr: Expr, range: TextRange) -> ExprId {
        let id = ExprId(count(self.tree.exprs.len()));
        self.tree.exprs.push(expr);
        self.tree.expr_spans.push(span(range));
        id
    }

    fn push_stmt(&mut self, stmt: Stmt, at: &impl Ranged) -> StmtId {
        let id = StmtId(count(self.tree.stmts.len()));
        self.tree.stmts.push(stmt);
        self.tree.stmt_spans.push(span(at.range()));
        id
    }

    fn push_numbers(&mut self, numbers: &[u32]) -> List {
        let start = count(self.tree.numbers.len());
        self.tree.numbers.extend_from_slice(numbers);
        List {
            start,
            len: count(numbers.len()),
        }
    }
}

/// Adds to one of the tree's arrays, and returns the run.
fn push_all<T>(array: &mut Vec<T>, all: Vec<T>) -> List {
    let start = count(array.len());
    let len = count(all.len());
    array.extend(all);
    List { start, len }
}

#[cfg(test)]
mod tests;
