//! Statements.

use std::collections::BTreeSet;

use super::{Call, Function, Value};
use crate::finding::Place;
use crate::fix::Span;
use crate::python::evaluate::At;
use crate::python::facts::Facts;
use crate::python::tree::{Expr, ExprId, Stmt, StmtId};
use crate::python::walk;

/// A statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    facts: &'a Facts,
    at: At,
    id: StmtId,
}

impl PartialEq for Statement<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.at.module, self.id) == (other.at.module, other.id)
    }
}

impl Eq for Statement<'_> {}

impl<'a> Statement<'a> {
    pub(crate) fn new(facts: &'a Facts, at: At, id: StmtId) -> Self {
        Self { facts, at, id }
    }

    /// Returns its code.
    #[must_use]
    pub fn code(self) -> Stmt {
        self.facts.base.tree(self.at.module).stmt(self.id)
    }

    /// Returns its number in its module.
    #[must_use]
    pub fn id(self) -> StmtId {
        self.id
    }

    /// Returns the function that it stands in.
    #[must_use]
    pub fn function(self) -> Function<'a> {
        Function::new(self.facts, self.at.function())
    }

    /// Returns the blocks in it, without those of functions.
    #[must_use]
    pub fn blocks(self) -> Vec<Vec<Statement<'a>>> {
        let tree = self.facts.base.tree(self.at.module);
        let blocks = walk::blocks(tree, self.id).into_iter();
        let blocks = blocks.map(|block| tree.block(block).map(|id| Self { id, ..self }).collect());
        blocks.filter(|block: &Vec<_>| !block.is_empty()).collect()
    }

    /// Returns itself and all statements in it.
    #[must_use]
    pub fn all_within(self) -> Vec<Statement<'a>> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(stmt) = all.get(next).copied() {
            all.extend(stmt.blocks().into_iter().flatten());
            next += 1;
        }
        all
    }

    /// Returns its own expressions.
    pub fn values(self) -> impl Iterator<Item = Value<'a>> {
        let tree = self.facts.base.tree(self.at.module);
        let exprs = walk::exprs(tree, self.id).into_iter();
        exprs.map(move |expr| Value::new(self.facts, self.at, expr))
    }

    /// Returns the calls in it and in the statements within.
    pub fn calls(self) -> impl Iterator<Item = Call<'a>> {
        let span = self.span();
        self.function().calls().filter(move |call| {
            let call = call.span();
            span.start <= call.start && call.end <= span.end
        })
    }

    /// Returns the names that it and the statements in it read.
    #[must_use]
    pub fn reads(self) -> BTreeSet<&'a str> {
        let tree = self.facts.base.tree(self.at.module);
        let mut names = BTreeSet::new();
        for stmt in self.all_within() {
            let targets = stmt.targets();
            for expr in walk::exprs(tree, stmt.id) {
                walk::each(tree, expr, &mut |part| {
                    if let Expr::Name(name) = tree.expr(part)
                        && !targets.contains(&part)
                    {
                        names.insert(tree.text(name));
                    }
                });
            }
        }
        names
    }

    /// Returns the names that it and the statements in it bind.
    #[must_use]
    pub fn binds(self) -> BTreeSet<&'a str> {
        let tree = self.facts.base.tree(self.at.module);
        let within: Vec<StmtId> = self.all_within().iter().map(|stmt| stmt.id).collect();
        let bindings = tree.function(self.at.function).bindings.iter();
        let bound =
            bindings.filter(|binding| binding.stmt.is_some_and(|stmt| within.contains(&stmt)));
        bound.map(|binding| tree.text(binding.name)).collect()
    }

    /// Returns the names that are targets themselves.
    fn targets(self) -> Vec<ExprId> {
        let tree = self.facts.base.tree(self.at.module);
        let direct = match self.code() {
            Stmt::Assign(targets, _) => tree.list(targets).collect(),
            Stmt::For(head, ..) => tree.list(head).take(1).collect(),
            _ => Vec::new(),
        };
        let parts = direct
            .into_iter()
            .flat_map(|target| match tree.expr(target) {
                Expr::Tuple(list) | Expr::List(list) => tree.list(list).collect(),
                _ => vec![target],
            });
        parts
            .filter(|part| matches!(tree.expr(*part), Expr::Name(_)))
            .collect()
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        self.facts.place(self.at.module, self.span())
    }

    /// Returns its bytes in the source.
    #[must_use]
    pub fn span(self) -> Span {
        self.facts.base.tree(self.at.module).stmt_span(self.id)
    }
}
