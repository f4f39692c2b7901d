//! Loops.

use super::{Statement, Value};
use crate::finding::Place;
use crate::python::evaluate::At;
use crate::python::facts::Facts;
use crate::python::site::Loop;
use crate::python::tree::{Expr, ExprId, Stmt};
use crate::python::walk;

/// A loop or comprehension.
#[derive(Debug, Clone, Copy)]
pub struct Repeat<'a> {
    facts: &'a Facts,
    at: At,
    kind: Loop,
}

impl<'a> Repeat<'a> {
    pub(crate) fn new(facts: &'a Facts, at: At, kind: Loop) -> Self {
        Self { facts, at, kind }
    }

    /// Returns what it is.
    #[must_use]
    pub fn kind(self) -> Loop {
        self.kind
    }

    /// Returns whether it is `while`.
    #[must_use]
    pub fn is_while(self) -> bool {
        let Loop::Stmt(stmt) = self.kind else {
            return false;
        };
        matches!(
            self.facts.base.tree(self.at.module).stmt(stmt),
            Stmt::While(..)
        )
    }

    /// Returns what is gone through; of a comprehension's `for` parts the last one's.
    #[must_use]
    pub fn iterable(self) -> Option<Value<'a>> {
        let (_, iter) = self.head()?;
        Some(Value::new(self.facts, self.at, iter))
    }

    /// Returns what each element is bound to; of a comprehension's `for` parts the last one's.
    #[must_use]
    pub fn target(self) -> Option<Value<'a>> {
        let (target, _) = self.head()?;
        Some(Value::new(self.facts, self.at, target))
    }

    /// Returns the names that it binds.
    #[must_use]
    pub fn targets(self) -> Vec<&'a str> {
        let tree = self.facts.base.tree(self.at.module);
        let mut names = Vec::new();
        if let Some((target, _)) = self.head() {
            walk::each(tree, target, &mut |expr| {
                if let Expr::Name(name) = tree.expr(expr) {
                    names.push(tree.text(name));
                }
            });
        }
        names
    }

    fn head(self) -> Option<(ExprId, ExprId)> {
        let tree = self.facts.base.tree(self.at.module);
        match self.kind {
            Loop::Stmt(stmt) => match tree.stmt(stmt) {
                Stmt::For(head, ..) => {
                    let mut head = tree.list(head);
                    Some((head.next()?, head.next()?))
                }
                _ => None,
            },
            Loop::Comprehension(expr) => match tree.expr(expr) {
                Expr::Comprehension(_, generators) => {
                    let last = tree.generators(generators).last()?;
                    Some((last.target, last.iter))
                }
                _ => None,
            },
        }
    }

    /// Returns how often it is done, where the source tells.
    #[must_use]
    pub fn n_known(self) -> Option<usize> {
        self.iterable()?.n_elements()
    }

    /// Returns whether it counts: `range(...)`.
    #[must_use]
    pub fn is_range(self) -> bool {
        let called = self.iterable().and_then(Value::called);
        called.is_some_and(|called| called == "range")
    }

    /// Returns whether `break` or `return` may end it early.
    #[must_use]
    pub fn may_end_early(self) -> bool {
        self.statement().is_some_and(|stmt| {
            stmt.all_within()
                .iter()
                .any(|within| matches!(within.code(), Stmt::Break | Stmt::Return(_)))
        })
    }

    /// Returns the statement that it is, unless it is a comprehension.
    #[must_use]
    pub fn statement(self) -> Option<Statement<'a>> {
        match self.kind {
            Loop::Stmt(stmt) => Some(Statement::new(self.facts, self.at, stmt)),
            Loop::Comprehension(_) => None,
        }
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        let tree = self.facts.base.tree(self.at.module);
        let span = match self.kind {
            Loop::Stmt(stmt) => tree.stmt_span(stmt),
            Loop::Comprehension(expr) => tree.expr_span(expr),
        };
        self.facts.place(self.at.module, span)
    }
}
