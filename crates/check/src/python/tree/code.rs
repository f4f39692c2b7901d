//! Functions, classes, and what binds names in them.

use super::{ClassId, ExprId, FunctionId, List, StmtId, Symbol};
use crate::fix::Span;

/// A function, a lambda, or a module's own statements.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name; `<module>` or `<lambda>`.
    pub name: Symbol,
    /// Its name with those of the classes and functions around it.
    pub qualified: Symbol,
    /// What it is.
    pub kind: FunctionKind,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Whether it yields.
    pub is_generator: bool,
    /// The function around it; none for the module.
    pub parent: Option<FunctionId>,
    /// The class whose method it is.
    pub class: Option<ClassId>,
    /// Its parameters.
    pub parameters: List,
    /// Its decorators.
    pub decorators: List,
    /// The annotation of what it returns.
    pub returns: Option<ExprId>,
    /// Its statements.
    pub body: List,
    /// The whole of it, decorators included.
    pub span: Span,
    /// Its name in the source.
    pub name_span: Span,
    /// What binds names in it, sorted by name and then as they stand.
    pub bindings: Vec<Binding>,
}

/// What a function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// The module's own statements.
    Module,
    /// `def`.
    Def,
    /// `lambda`, which returns its only statement's value.
    Lambda,
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Symbol,
    /// How it is given.
    pub kind: ParameterKind,
    /// Its annotation.
    pub annotation: Option<ExprId>,
    /// Its default.
    pub default: Option<ExprId>,
}

/// How a parameter is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// By place.
    Positional,
    /// By place or by name.
    Either,
    /// `*name`.
    Rest,
    /// By name.
    Keyword,
    /// `**name`.
    RestByName,
}

/// A class.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: Symbol,
    /// Its name with those of the classes and functions around it.
    pub qualified: Symbol,
    /// The function around it.
    pub parent: FunctionId,
    /// Its bases.
    pub bases: List,
    /// Its decorators.
    pub decorators: List,
    /// Its statements.
    pub body: List,
    /// The whole of it.
    pub span: Span,
    /// What binds names in its body, then what binds attributes of `self`; sorted by name.
    pub bindings: Vec<Binding>,
}

/// What binds a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// The name.
    pub name: Symbol,
    /// How it is bound.
    pub kind: BindingKind,
    /// The function in which it is evaluated.
    pub within: FunctionId,
    /// The statement that binds it; none for parameters and lambdas.
    pub stmt: Option<StmtId>,
    /// Where the name stands.
    pub at: u32,
}

/// How a name is bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BindingKind {
    /// To a value.
    Value(ExprId),
    /// To a value that has an annotation.
    Annotated(ExprId, Option<ExprId>),
    /// To each element.
    Element(ExprId),
    /// To a part of a value, by its place.
    Part(ExprId, u32),
    /// To what entering a context gives.
    Context(ExprId),
    /// To a parameter, by its place.
    Parameter(u32),
    /// To a function.
    Function(FunctionId),
    /// To a class.
    Class(ClassId),
    /// To a module; to its top package where the name is that.
    Module(Symbol, bool),
    /// To a name of a module: level, module, name.
    Imported(u32, Option<Symbol>, Symbol),
    /// To an exception.
    Exception(ExprId),
    /// To something else: augmented, deleted, part of a pattern.
    Unknown,
}

impl Function {
    /// Returns what binds a name in it, as it stands.
    #[must_use]
    pub fn bound(&self, name: Symbol) -> &[Binding] {
        of_name(&self.bindings, name)
    }
}

impl Class {
    /// Returns what binds an attribute, as it stands.
    #[must_use]
    pub fn bound(&self, name: Symbol) -> &[Binding] {
        of_name(&self.bindings, name)
    }
}

fn of_name(bindings: &[Binding], name: Symbol) -> &[Binding] {
    let start = bindings.partition_point(|binding| binding.name < name);
    let len = bindings[start..].partition_point(|binding| binding.name == name);
    &bindings[start..start + len]
}
