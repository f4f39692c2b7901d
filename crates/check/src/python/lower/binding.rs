//! What binds names.

use warmfront_syntax::ast;
use warmfront_syntax::text::{Ranged, TextRange};

use super::Lower;
use crate::python::tree::{Binding, BindingKind, StmtId, Symbol};

impl Lower<'_> {
    /// Binds what stands as a target.
    pub(super) fn bind_target(
        &mut self,
        target: &ast::Expr,
        kind: BindingKind,
        stmt: Option<StmtId>,
    ) {
        match target {
            ast::Expr::Name(name) => {
                let symbol = self.symbol(name.id.as_str());
                self.bind(symbol, target.range(), kind, stmt);
            }
            ast::Expr::Attribute(node) => self.bind_attribute(node, kind, stmt),
            ast::Expr::Tuple(ast::ExprTuple { elts, .. })
            | ast::Expr::List(ast::ExprList { elts, .. }) => {
                for (place, element) in (0..).zip(elts.iter()) {
                    let part = match kind {
                        BindingKind::Value(value) if !element.is_starred_expr() => {
                            BindingKind::Part(value, place)
                        }
                        _ => BindingKind::Unknown,
                    };
                    self.bind_target(element, part, stmt);
                }
            }
            ast::Expr::Starred(node) => {
                self.bind_target(&node.value, BindingKind::Unknown, stmt);
            }
            _ => {}
        }
    }

    pub(super) fn bind(
        &mut self,
        name: Symbol,
        range: TextRange,
        kind: BindingKind,
        stmt: Option<StmtId>,
    ) {
        let binding = Binding {
            name,
            kind,
            within: self.function,
            stmt,
            at: range.start().to_u32(),
        };
        if let Some(class) = self.class {
            self.tree.classes[class.index()].bindings.push(binding);
            return;
        }
        let elsewhere = self.elsewhere.get(&(self.function, name));
        let home = elsewhere.copied().unwrap_or(self.function);
        self.tree.functions[home.index()].bindings.push(binding);
    }

    /// Binds `self.name`, in a method.
    fn bind_attribute(
        &mut self,
        node: &ast::ExprAttribute,
        kind: BindingKind,
        stmt: Option<StmtId>,
    ) {
        let ast::Expr::Name(base) = &*node.value else {
            return;
        };
        let function = &self.tree.functions[self.function.index()];
        let Some(class) = function.class else {
            return;
        };
        let first = self.tree.parameters(function.parameters).first();
        let is_self = first.is_some_and(|first| self.tree.text(first.name) == base.id.as_str());
        if !is_self {
            return;
        }
        let name = self.symbol(node.attr.as_str());
        self.tree.classes[class.index()].bindings.push(Binding {
            name,
            kind,
            within: self.function,
            stmt,
            at: node.range().start().to_u32(),
        });
    }

    /// Says that the function's name is the module's, or that of the function around.
    pub(super) fn elsewhere(&mut self, names: &[ast::Identifier], is_global: bool) {
        let parent = self.tree.functions[self.function.index()].parent;
        for name in names {
            let symbol = self.symbol(name.as_str());
            let home = match parent {
                Some(parent) if !is_global => parent,
                _ => crate::python::tree::FunctionId::MODULE,
            };
            self.elsewhere.insert((self.function, symbol), home);
        }
    }

    /// Binds what a pattern captures.
    pub(super) fn bind_pattern(&mut self, pattern: &ast::Pattern) {
        if self.depth >= super::DEEPEST {
            return;
        }
        self.depth += 1;
        match pattern {
            ast::Pattern::MatchSequence(node) => {
                node.patterns
                    .iter()
                    .for_each(|part| self.bind_pattern(part));
            }
            ast::Pattern::MatchMapping(node) => {
                node.patterns
                    .iter()
                    .for_each(|part| self.bind_pattern(part));
                self.bind_capture(node.rest.as_ref());
            }
            ast::Pattern::MatchClass(node) => {
                let arguments = &node.arguments;
                arguments
                    .patterns
                    .iter()
                    .for_each(|part| self.bind_pattern(part));
                for keyword in &arguments.keywords {
                    self.bind_pattern(&keyword.pattern);
                }
            }
            ast::Pattern::MatchStar(node) => self.bind_capture(node.name.as_ref()),
            ast::Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.bind_pattern(inner);
                }
                self.bind_capture(node.name.as_ref());
            }
            ast::Pattern::MatchOr(node) => {
                node.patterns
                    .iter()
                    .for_each(|part| self.bind_pattern(part));
            }
            ast::Pattern::MatchValue(_) | ast::Pattern::MatchSingleton(_) => {}
        }
        self.depth -= 1;
    }

    fn bind_capture(&mut self, name: Option<&ast::Identifier>) {
        if let Some(name) = name {
            let symbol = self.symbol(name.as_str());
            self.bind(symbol, name.range(), BindingKind::Unknown, None);
        }
    }
}
