//! Expressions and statements.

use super::{ClassId, ExprId, FunctionId, List, Symbol};

/// An expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expr {
    /// A name.
    Name(Symbol),
    /// `value.name`.
    Attribute(ExprId, Symbol),
    /// A function and its arguments.
    Call(ExprId, List),
    /// A text; a long one is cut.
    Text(Symbol),
    /// Bytes.
    Bytes,
    /// A whole number; of a larger one the largest.
    Int(i64),
    /// Another number.
    Float,
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
    /// `f"..."`: its texts and what is put in.
    Format(List),
    /// `(a, b)`.
    Tuple(List),
    /// `[a, b]`.
    List(List),
    /// `{a, b}`.
    Set(List),
    /// `{a: b}`: keys and values by turns; what `**` unpacks has itself as key.
    Dict(List),
    /// `value[index]`.
    Subscript(ExprId, ExprId),
    /// `[lower:upper:step]`: what there is of these.
    Slice(List),
    /// `await value`.
    Await(ExprId),
    /// `yield` or `yield from`, with what is yielded.
    Yield(List),
    /// `lambda`.
    Lambda(FunctionId),
    /// A comprehension or generator expression: what it makes, and its `for` parts.
    Comprehension(List, List),
    /// Operands of an arithmetic operator.
    Operation(ExprId, ExprId),
    /// Operand of `-`, `+`, `~`.
    Unary(ExprId),
    /// `not value`.
    Not(ExprId),
    /// Operands of `and` or `or`.
    Choice(List),
    /// Operands of comparisons; whether it is one `is None` or `is not None`.
    Compare(List, Option<NoneTest>),
    /// `(test, a, b)` of `a if test else b`.
    If(List),
    /// `target := value`.
    Named(ExprId, ExprId),
    /// `*value`.
    Starred(ExprId),
    /// Anything else, and what nests too deeply.
    Other,
}

/// Which test against `None` a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoneTest {
    /// `value is None`.
    Is,
    /// `value is not None`.
    IsNot,
}

/// An argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name, if it is given by name.
    pub name: Option<Symbol>,
    /// Its value.
    pub value: ExprId,
    /// Whether it is `**value`; `*value` is [`Expr::Starred`].
    pub unpacks: bool,
}

/// One `for` of a comprehension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generator {
    /// What is bound.
    pub target: ExprId,
    /// What is gone through.
    pub iter: ExprId,
    /// Conditions.
    pub conditions: List,
}

/// One `except` of a `try`, or one case of a `match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handler {
    /// The exception's type, or the case's guard.
    pub test: Option<ExprId>,
    /// What is done.
    pub body: List,
}

/// One item of a `with`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// What is entered.
    pub value: ExprId,
    /// What it is bound to.
    pub target: Option<ExprId>,
}

/// What one import names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import {
    /// The module after `import`, or the name after `from ... import`; `*` for all.
    pub name: Symbol,
    /// The name that it is bound to.
    pub bound: Symbol,
    /// Whether there is an `as`.
    pub renamed: bool,
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stmt {
    /// An expression.
    Expr(ExprId),
    /// `a = b = value`: targets and value.
    Assign(List, ExprId),
    /// `target += value`.
    Augment(ExprId, ExprId),
    /// `target: annotation = value`: two or three expressions.
    Annotate(List),
    /// `return`, with what is returned.
    Return(Option<ExprId>),
    /// `raise`, with what there is after it.
    Raise(List),
    /// `test`, and what is done if it holds or else.
    If(ExprId, List, List),
    /// Target and iterable, what is done, and what after the last.
    For(List, List, List),
    /// Test, what is done, and what at the end.
    While(ExprId, List, List),
    /// What is tried, the `except` parts, and what `else` and `finally` do.
    Try(List, List, Rest),
    /// Items and what is done within.
    With(List, List),
    /// Subject and cases.
    Match(ExprId, List),
    /// `import`.
    Import(List),
    /// `from`: level, module, names.
    From(u32, Option<Symbol>, List),
    /// `def`.
    Function(FunctionId),
    /// `class`.
    Class(ClassId),
    /// `del`, `assert` and the like: what is evaluated.
    Evaluate(List),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// Nothing: `pass`, `global`.
    Pass,
}

/// What `else` and `finally` of a `try` do, one after the other in one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// Both.
    pub all: List,
    /// How many are the `else`'s.
    pub n_else: u32,
}

impl Rest {
    /// Returns what `else` does.
    #[must_use]
    pub fn orelse(self) -> List {
        List {
            start: self.all.start,
            len: self.n_else.min(self.all.len),
        }
    }

    /// Returns what `finally` does.
    #[must_use]
    pub fn finally(self) -> List {
        let n_else = self.n_else.min(self.all.len);
        List {
            start: self.all.start + n_else,
            len: self.all.len - n_else,
        }
    }
}
