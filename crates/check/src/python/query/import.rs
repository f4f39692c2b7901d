//! Imports, and where what they bind is used.

use super::{Function, Statement, Value};
use crate::finding::Place;
use crate::python::evaluate::At;
use crate::python::facts::Facts;
use crate::python::graph;
use crate::python::object::{ModuleId, Object};
use crate::python::tree::{self, Expr, FunctionId, List, Stmt, StmtId};
use crate::python::walk;

/// One name that an import statement binds.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    facts: &'a Facts,
    at: At,
    stmt: StmtId,
    names: tree::Import,
    from: Option<(u32, Option<tree::Symbol>)>,
    is_for_types: bool,
    is_attempt: bool,
}

/// A place where an imported name is read.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// The name.
    pub value: Value<'a>,
    /// The statement.
    pub statement: Statement<'a>,
    /// The function that reads it; defaults and decorators are read by the function around.
    pub function: Function<'a>,
}

/// Returns the imports of a module.
pub(super) fn of(facts: &Facts, module: ModuleId) -> Vec<Import<'_>> {
    let tree = facts.base.tree(module);
    let mut found = Vec::new();
    for (id, code) in tree.functions() {
        let at = At {
            module,
            function: id,
        };
        collect(facts, at, (code.body, false, false), &mut found);
    }
    found
}

fn collect<'a>(
    facts: &'a Facts,
    at: At,
    (block, for_types, attempt): (List, bool, bool),
    found: &mut Vec<Import<'a>>,
) {
    let tree = facts.base.tree(at.module);
    for stmt in tree.block(block) {
        let (names, from) = match tree.stmt(stmt) {
            Stmt::Import(names) => (names, None),
            Stmt::From(level, module, names) => (names, Some((level, module))),
            code => {
                let for_types = for_types || graph::is_for_types(&facts.base, at.module, stmt);
                let attempt = attempt || matches!(code, Stmt::Try(..));
                for block in walk::blocks(tree, stmt) {
                    collect(facts, at, (block, for_types, attempt), found);
                }
                continue;
            }
        };
        found.extend(tree.imports(names).iter().map(|import| Import {
            facts,
            at,
            stmt,
            names: *import,
            from,
            is_for_types: for_types,
            is_attempt: attempt,
        }));
    }
}

impl<'a> Import<'a> {
    /// Returns whether the importing module is itself part of the library: whoever loads it has the
    /// library loaded already.
    #[must_use]
    pub fn is_of_own_package(self) -> bool {
        let top = self.library().and_then(|name| name.split('.').next());
        let folders = self.function().file().parent();
        top.is_some_and(|top| folders.is_some_and(|path| path.iter().any(|part| part == top)))
    }

    /// Returns the full name of the library's module that is imported, or from which; `None` for
    /// the repository's own.
    #[must_use]
    pub fn library(self) -> Option<&'a str> {
        let key = self.from.unwrap_or((0, Some(self.names.name)));
        match self.facts.base.module(self.at.module).imported.get(&key)? {
            Object::External(name) => Some(self.facts.base.text(*name)),
            _ => None,
        }
    }

    /// Returns the name after `from ... import`.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        let tree = self.facts.base.tree(self.at.module);
        self.from.map(|_| tree.text(self.names.name))
    }

    /// Returns the name that it binds.
    #[must_use]
    pub fn bound(self) -> &'a str {
        self.facts.base.tree(self.at.module).text(self.names.bound)
    }

    /// Returns whether it is under `if TYPE_CHECKING`.
    #[must_use]
    pub fn is_for_types(self) -> bool {
        self.is_for_types
    }

    /// Returns whether it is within `try`.
    #[must_use]
    pub fn is_attempt(self) -> bool {
        self.is_attempt
    }

    /// Returns whether it is one of a module's own statements, in a module that is imported when
    /// the environment starts.
    #[must_use]
    pub fn at_init(self) -> bool {
        let is_init = self.facts.code[self.at.module.index()].is_init;
        is_init && self.at.function == FunctionId::MODULE && !self.is_for_types
    }

    /// Returns the statement.
    #[must_use]
    pub fn statement(self) -> Statement<'a> {
        Statement::new(self.facts, self.at, self.stmt)
    }

    /// Returns the function that it stands in.
    #[must_use]
    pub fn function(self) -> Function<'a> {
        Function::new(self.facts, self.at.function())
    }

    /// Returns where the module reads what it binds; annotations are not among them.
    #[must_use]
    pub fn uses(self) -> Vec<Use<'a>> {
        let tree = self.facts.base.tree(self.at.module);
        let mut uses = Vec::new();
        for (id, _) in tree.functions() {
            let at = At {
                function: id,
                ..self.at
            };
            if !self.is_seen_from(id) {
                continue;
            }
            let function = Function::new(self.facts, at.function());
            let statements = function.body().flat_map(Statement::all_within);
            for statement in statements {
                for value in statement.values().flat_map(Value::parts) {
                    if value.code() == Expr::Name(self.names.bound) {
                        uses.push(Use {
                            value,
                            statement,
                            function,
                        });
                    }
                }
            }
        }
        uses
    }

    /// Returns whether the name means this import in a function.
    fn is_seen_from(self, function: FunctionId) -> bool {
        let tree = self.facts.base.tree(self.at.module);
        let mut around = Some(function);
        while let Some(id) = around {
            let code = tree.function(id);
            if !code.bound(self.names.bound).is_empty() {
                return id == self.at.function;
            }
            around = code.parent;
        }
        false
    }

    /// Returns the code of its module.
    pub(crate) fn tree(self) -> &'a tree::Tree {
        self.facts.base.tree(self.at.module)
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        self.statement().place()
    }
}
