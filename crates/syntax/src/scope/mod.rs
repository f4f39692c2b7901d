//! What the names in a module mean: scopes, what is bound in them, and what refers to it.

mod builder;

use ruff_python_ast::{
    Alias, ExceptHandlerExceptHandler, Expr, Parameter, Stmt, StmtClassDef, StmtFunctionDef,
    StmtImport, StmtImportFrom,
};
use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

/// A scope of a module; [`ScopeId::MODULE`] is the module's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(u32);

impl ScopeId {
    /// The scope of the module itself.
    pub const MODULE: Self = Self(0);
}

/// A binding of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BindingId(u32);

/// What a scope is of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScopeKind<'a> {
    /// The module.
    Module,
    /// A class: its names are not seen by the scopes within.
    Class(&'a StmtClassDef),
    /// A function.
    Function(&'a StmtFunctionDef),
    /// A lambda.
    Lambda,
    /// A list, set or dictionary comprehension, which runs where it stands.
    Comprehension,
    /// A generator expression, which runs when it is asked.
    Generator,
    /// The type parameters of a function, class or alias.
    TypeParameters,
}

/// A scope.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// What it is of.
    pub kind: ScopeKind<'a>,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// What it extends over.
    pub range: TextRange,
}

/// How a name is bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BindingKind<'a> {
    /// `import module`, `import module as name`.
    Import(&'a StmtImport, &'a Alias),
    /// `from module import name`.
    ImportFrom(&'a StmtImportFrom, &'a Alias),
    /// A function.
    Function(&'a StmtFunctionDef),
    /// A class.
    Class(&'a StmtClassDef),
    /// A parameter of a function or lambda.
    Parameter(&'a Parameter),
    /// `name = value`, also among several targets.
    Assignment(&'a Expr),
    /// `name: annotation`, with or without a value.
    Annotated(&'a Expr, Option<&'a Expr>),
    /// `name += value`.
    Augmented,
    /// `name := value`.
    Named(&'a Expr),
    /// Part of a target that is taken apart.
    Unpacked,
    /// Target of a `for` or of a comprehension, over these.
    Loop(&'a Expr),
    /// `with manager as name`.
    With(&'a Expr),
    /// `except error as name`.
    Exception(&'a ExceptHandlerExceptHandler),
    /// Captured by a pattern.
    Pattern,
    /// A type parameter, or a type alias.
    Type,
    /// `del name`.
    Deletion,
}

/// A name bound in a scope.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The name.
    pub name: &'a str,
    /// Where the name stands.
    pub range: TextRange,
    /// The scope in which it is bound.
    pub scope: ScopeId,
    /// The scope that binds it: another than `scope` after `global` and `nonlocal`, and for `:=` in
    /// a comprehension.
    pub made_in: ScopeId,
    /// How.
    pub kind: BindingKind<'a>,
    /// The binding of the same name in the same scope before this one.
    pub previous: Option<BindingId>,
}

/// What a name is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its value.
    Value,
    /// An annotation, which may never be evaluated.
    Annotation,
}

/// A place where a name is read.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it stands.
    pub range: TextRange,
    /// The scope that reads it.
    pub scope: ScopeId,
    /// What for.
    pub purpose: Purpose,
}

/// The scopes of a module.
#[derive(Debug)]
pub struct Scopes<'a> {
    all: Vec<Scope<'a>>,
    bindings: Vec<Binding<'a>>,
    references: Vec<Reference<'a>>,
    last: FxHashMap<(ScopeId, &'a str), BindingId>,
    globals: FxHashSet<(ScopeId, &'a str)>,
    stars: Vec<(&'a StmtImportFrom, ScopeId)>,
}

impl<'a> Scopes<'a> {
    /// Finds the scopes of a module's statements.
    #[must_use]
    pub fn of(suite: &'a [Stmt]) -> Self {
        builder::build(suite)
    }

    /// Returns a scope.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.all[index(id.0)]
    }

    /// Returns all scopes, outer ones before those within.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope<'a>)> {
        (0..).map(ScopeId).zip(&self.all)
    }

    /// Returns a binding.
    #[must_use]
    pub fn binding(&self, id: BindingId) -> &Binding<'a> {
        &self.bindings[index(id.0)]
    }

    /// Returns all bindings, in the order of evaluation.
    #[must_use]
    pub fn bindings(&self) -> &[Binding<'a>] {
        &self.bindings
    }

    /// Returns all places that read a name, in the order of evaluation.
    #[must_use]
    pub fn references(&self) -> &[Reference<'a>] {
        &self.references
    }

    /// Returns the `from module import *`, with where they stand.
    #[must_use]
    pub fn stars(&self) -> &[(&'a StmtImportFrom, ScopeId)] {
        &self.stars
    }

    /// Returns the bindings of a name in one scope, the last first.
    pub fn bound(&self, scope: ScopeId, name: &'a str) -> impl Iterator<Item = &Binding<'a>> {
        let last = self.last.get(&(scope, name));
        let mut next = last.map(|id| self.binding(*id));
        std::iter::from_fn(move || {
            let binding = next?;
            next = binding.previous.map(|id| self.binding(id));
            Some(binding)
        })
    }

    /// Returns the scope that a name read in a scope is found in; `None` for builtins, and for what
    /// only a star import binds.
    #[must_use]
    pub fn lookup(&self, name: &str, from: ScopeId) -> Option<ScopeId> {
        let mut current = Some(from);
        while let Some(id) = current {
            if self.globals.contains(&(id, name)) {
                let id = ScopeId::MODULE;
                return self.last.contains_key(&(id, name)).then_some(id);
            }
            let scope = self.scope(id);
            let is_seen = id == from || !matches!(scope.kind, ScopeKind::Class(_));
            if is_seen && self.last.contains_key(&(id, name)) {
                return Some(id);
            }
            current = scope.parent;
        }
        None
    }

    /// Returns whether a reference is to a name of the module, not to a local one or a builtin.
    #[must_use]
    pub fn is_global(&self, reference: &Reference<'_>) -> bool {
        self.lookup(reference.name, reference.scope) == Some(ScopeId::MODULE)
    }

    /// Returns whether what stands in a scope runs when the module is executed, not when a function
    /// is called. A generator expression at module level counts: most are asked at once.
    #[must_use]
    pub fn runs_at_import(&self, scope: ScopeId) -> bool {
        self.function_around(scope).is_none()
    }

    /// Returns the innermost function or lambda around what stands in a scope.
    #[must_use]
    pub fn function_around(&self, scope: ScopeId) -> Option<ScopeId> {
        let is_function = |id: &ScopeId| {
            let kind = self.scope(*id).kind;
            matches!(kind, ScopeKind::Function(_) | ScopeKind::Lambda)
        };
        self.around(scope).find(is_function)
    }

    /// Returns a scope and those around it, from the inside.
    pub fn around(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        std::iter::successors(Some(scope), |id| self.scope(*id).parent)
    }
}

fn index(id: u32) -> usize {
    // The machines that this runs on have pointers of at least 32 bits.
    id as usize
}

#[cfg(test)]
mod tests;
