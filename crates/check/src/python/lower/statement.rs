//! Statements.

use warmfront_syntax::ast;
use warmfront_syntax::text::Ranged;

use super::{DEEPEST, Lower, push_all};
use crate::python::tree::{BindingKind, Handler, Import, Item, List, Rest, Stmt, StmtId, Symbol};

/// Most `elif` parts that are kept, since each lies in the one before.
const MOST_CLAUSES: usize = 100;

impl Lower<'_> {
    pub(super) fn block(&mut self, suite: &[ast::Stmt]) -> List {
        if self.depth >= DEEPEST {
            return List::default();
        }
        self.depth += 1;
        let mut ids = Vec::with_capacity(suite.len());
        for stmt in suite {
            let is_text =
                matches!(stmt, ast::Stmt::Expr(node) if node.value.is_string_literal_expr());
            if !is_text {
                ids.push(self.stmt(stmt).0);
            }
        }
        self.depth -= 1;
        self.push_numbers(&ids)
    }

    fn stmt(&mut self, stmt: &ast::Stmt) -> StmtId {
        match stmt {
            ast::Stmt::FunctionDef(node) => self.function(node),
            ast::Stmt::ClassDef(node) => self.class(node),
            ast::Stmt::Import(node) => self.import(node),
            ast::Stmt::ImportFrom(node) => self.import_from(node),
            ast::Stmt::If(_)
            | ast::Stmt::For(_)
            | ast::Stmt::While(_)
            | ast::Stmt::With(_)
            | ast::Stmt::Try(_)
            | ast::Stmt::Match(_) => self.compound(stmt),
            _ => self.simple(stmt),
        }
        StmtId(super::count(self.tree.stmts.len() - 1))
    }

    fn simple(&mut self, stmt: &ast::Stmt) {
        let lowered = match stmt {
            ast::Stmt::Expr(node) => Stmt::Expr(self.expr(&node.value)),
            ast::Stmt::Assign(node) => return self.assign(node),
            ast::Stmt::AnnAssign(node) => return self.annotate(node),
            ast::Stmt::AugAssign(node) => {
                let target = self.expr(&node.target);
                let value = self.expr(&node.value);
                let id = self.push_stmt(Stmt::Augment(target, value), node);
                return self.bind_target(&node.target, BindingKind::Unknown, Some(id));
            }
            ast::Stmt::Return(node) => {
                Stmt::Return(node.value.as_deref().map(|value| self.expr(value)))
            }
            ast::Stmt::Raise(node) => Stmt::Raise(
                self.exprs(node.exc.as_deref().into_iter().chain(node.cause.as_deref())),
            ),
            ast::Stmt::Delete(node) => Stmt::Evaluate(self.exprs(&node.targets)),
            ast::Stmt::Assert(node) => {
                let message = node.msg.as_deref();
                Stmt::Evaluate(self.exprs(std::iter::once(&*node.test).chain(message)))
            }
            ast::Stmt::Break(_) => Stmt::Break,
            ast::Stmt::Continue(_) => Stmt::Continue,
            ast::Stmt::Global(node) => {
                self.elsewhere(&node.names, true);
                Stmt::Pass
            }
            ast::Stmt::Nonlocal(node) => {
                self.elsewhere(&node.names, false);
                Stmt::Pass
            }
            _ => Stmt::Pass,
        };
        self.push_stmt(lowered, stmt);
    }

    fn assign(&mut self, node: &ast::StmtAssign) {
        let value = self.expr(&node.value);
        let targets = self.exprs(&node.targets);
        let id = self.push_stmt(Stmt::Assign(targets, value), node);
        for target in &node.targets {
            self.bind_target(target, BindingKind::Value(value), Some(id));
        }
    }

    fn annotate(&mut self, node: &ast::StmtAnnAssign) {
        let target = self.expr(&node.target);
        let annotation = self.expr(&node.annotation);
        let value = node.value.as_deref().map(|value| self.expr(value));
        let mut parts = vec![target.0, annotation.0];
        parts.extend(value.map(|value| value.0));
        let parts = self.push_numbers(&parts);
        let id = self.push_stmt(Stmt::Annotate(parts), node);
        let kind = BindingKind::Annotated(annotation, value);
        self.bind_target(&node.target, kind, Some(id));
    }

    fn compound(&mut self, stmt: &ast::Stmt) {
        match stmt {
            ast::Stmt::If(node) => self.condition(node),
            ast::Stmt::For(node) => {
                let iter = self.expr(&node.iter);
                let target = self.expr(&node.target);
                let head = self.push_numbers(&[target.0, iter.0]);
                let body = self.block(&node.body);
                let orelse = self.block(&node.orelse);
                let id = self.push_stmt(Stmt::For(head, body, orelse), node);
                self.bind_target(&node.target, BindingKind::Element(iter), Some(id));
            }
            ast::Stmt::While(node) => {
                let test = self.expr(&node.test);
                let body = self.block(&node.body);
                let orelse = self.block(&node.orelse);
                self.push_stmt(Stmt::While(test, body, orelse), node);
            }
            ast::Stmt::With(node) => self.with(node),
            ast::Stmt::Try(node) => self.attempt(node),
            ast::Stmt::Match(node) => self.cases(node),
            _ => {
                self.push_stmt(Stmt::Pass, stmt);
            }
        }
    }

    /// An `if`, whose `elif` parts are each an `if` in the `else` before.
    fn condition(&mut self, node: &ast::StmtIf) {
        let test = self.expr(&node.test);
        let body = self.block(&node.body);
        let mut parts = Vec::new();
        for clause in node.elif_else_clauses.iter().take(MOST_CLAUSES) {
            let test = clause.test.as_ref().map(|test| self.expr(test));
            parts.push((test, self.block(&clause.body), clause));
        }
        let mut orelse = List::default();
        for (test, body, clause) in parts.into_iter().rev() {
            orelse = match test {
                None => body,
                Some(test) => {
                    let id = self.push_stmt(Stmt::If(test, body, orelse), clause);
                    self.push_numbers(&[id.0])
                }
            };
        }
        self.push_stmt(Stmt::If(test, body, orelse), node);
    }

    fn with(&mut self, node: &ast::StmtWith) {
        let mut items = Vec::with_capacity(node.items.len());
        for item in &node.items {
            let value = self.expr(&item.context_expr);
            let target = item
                .optional_vars
                .as_deref()
                .map(|target| self.expr(target));
            items.push(Item { value, target });
        }
        let body = self.block(&node.body);
        let values: Vec<_> = items.iter().map(|item| item.value).collect();
        let items = push_all(&mut self.tree.items, items);
        let id = self.push_stmt(Stmt::With(items, body), node);
        for (item, value) in node.items.iter().zip(values) {
            if let Some(target) = item.optional_vars.as_deref() {
                self.bind_target(target, BindingKind::Context(value), Some(id));
            }
        }
    }

    fn attempt(&mut self, node: &ast::StmtTry) {
        let body = self.block(&node.body);
        let mut handlers = Vec::with_capacity(node.handlers.len());
        for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
            let test = handler.type_.as_deref().map(|test| self.expr(test));
            let body = self.block(&handler.body);
            handlers.push(Handler { test, body });
        }
        let tests: Vec<_> = handlers.iter().map(|handler| handler.test).collect();
        let handlers = push_all(&mut self.tree.handlers, handlers);
        let orelse = self.block(&node.orelse);
        let finally = self.block(&node.finalbody);
        let both = [orelse, finally].map(|list| self.tree.numbers[list.range()].to_vec());
        let rest = Rest {
            all: self.push_numbers(&both.concat()),
            n_else: orelse.len,
        };
        let id = self.push_stmt(Stmt::Try(body, handlers, rest), node);
        for (ast::ExceptHandler::ExceptHandler(handler), test) in node.handlers.iter().zip(tests) {
            if let (Some(name), Some(test)) = (&handler.name, test) {
                let symbol = self.symbol(name.as_str());
                self.bind(symbol, name.range(), BindingKind::Exception(test), Some(id));
            }
        }
    }

    fn cases(&mut self, node: &ast::StmtMatch) {
        let subject = self.expr(&node.subject);
        let mut cases = Vec::with_capacity(node.cases.len());
        for case in &node.cases {
            self.bind_pattern(&case.pattern);
            let test = case.guard.as_deref().map(|guard| self.expr(guard));
            let body = self.block(&case.body);
            cases.push(Handler { test, body });
        }
        let cases = push_all(&mut self.tree.handlers, cases);
        self.push_stmt(Stmt::Match(subject, cases), node);
    }

    fn import(&mut self, node: &ast::StmtImport) {
        let mut all = Vec::with_capacity(node.names.len());
        for alias in &node.names {
            let name = alias.name.as_str();
            let top = name.split('.').next().unwrap_or(name);
            let bound = alias.asname.as_ref().map_or(top, |bound| bound.as_str());
            all.push(Import {
                name: self.symbol(name),
                bound: self.symbol(bound),
                renamed: alias.asname.is_some(),
            });
        }
        let imports = push_all(&mut self.tree.imports, all.clone());
        let id = self.push_stmt(Stmt::Import(imports), node);
        for (import, alias) in all.into_iter().zip(&node.names) {
            let kind = BindingKind::Module(import.name, !import.renamed);
            self.bind(import.bound, alias.range, kind, Some(id));
        }
    }

    fn import_from(&mut self, node: &ast::StmtImportFrom) {
        let module: Option<Symbol> = node.module.as_ref().map(|name| self.symbol(name.as_str()));
        let mut all = Vec::with_capacity(node.names.len());
        for alias in &node.names {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            all.push(Import {
                name: self.symbol(alias.name.as_str()),
                bound: self.symbol(bound.as_str()),
                renamed: alias.asname.is_some(),
            });
        }
        let imports = push_all(&mut self.tree.imports, all.clone());
        let id = self.push_stmt(Stmt::From(node.level, module, imports), node);
        for (import, alias) in all.into_iter().zip(&node.names) {
            if alias.name.as_str() != "*" {
                let kind = BindingKind::Imported(node.level, module, import.name);
                self.bind(import.bound, alias.range, kind, Some(id));
            }
        }
    }
}
