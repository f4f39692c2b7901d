//! Expressions.

use warmfront_syntax::ast::{self, CmpOp, InterpolatedStringElement, Number, UnaryOp};
use warmfront_syntax::text::Ranged;

use super::{DEEPEST, Lower, MOST_BYTES, MOST_ELEMENTS, push_all};
use crate::python::tree::{Argument, BindingKind, Expr, ExprId, Generator, List, NoneTest, Symbol};

impl Lower<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        if self.depth >= DEEPEST {
            return self.push_expr(Expr::Other, expr.range());
        }
        self.depth += 1;
        let lowered = self.node(expr);
        self.depth -= 1;
        self.push_expr(lowered, expr.range())
    }

    pub(super) fn exprs<'a>(&mut self, all: impl IntoIterator<Item = &'a ast::Expr>) -> List {
        let all = all.into_iter().take(MOST_ELEMENTS);
        let ids: Vec<u32> = all.map(|expr| self.expr(expr).0).collect();
        self.push_numbers(&ids)
    }

    fn node(&mut self, expr: &ast::Expr) -> Expr {
        match expr {
            ast::Expr::Name(name) => Expr::Name(self.symbol(name.id.as_str())),
            ast::Expr::Attribute(node) => {
                let value = self.expr(&node.value);
                Expr::Attribute(value, self.symbol(node.attr.as_str()))
            }
            ast::Expr::Call(node) => {
                let function = self.expr(&node.func);
                Expr::Call(function, self.arguments(&node.arguments))
            }
            ast::Expr::Subscript(node) => {
                let value = self.expr(&node.value);
                Expr::Subscript(value, self.expr(&node.slice))
            }
            ast::Expr::Tuple(node) => Expr::Tuple(self.exprs(&node.elts)),
            ast::Expr::List(node) => Expr::List(self.exprs(&node.elts)),
            ast::Expr::Set(node) => Expr::Set(self.exprs(&node.elts)),
            ast::Expr::Dict(node) => Expr::Dict(self.dict(node)),
            ast::Expr::BoolOp(node) => Expr::Choice(self.exprs(&node.values)),
            ast::Expr::BinOp(node) => {
                let left = self.expr(&node.left);
                Expr::Operation(left, self.expr(&node.right))
            }
            ast::Expr::UnaryOp(node) => self.unary(node),
            ast::Expr::Compare(node) => self.compare(node),
            ast::Expr::If(node) => Expr::If(self.exprs([&*node.test, &*node.body, &*node.orelse])),
            ast::Expr::Starred(node) => Expr::Starred(self.expr(&node.value)),
            ast::Expr::Slice(node) => {
                let parts = [&node.lower, &node.upper, &node.step];
                Expr::Slice(self.exprs(parts.into_iter().filter_map(|part| part.as_deref())))
            }
            _ => self.rare(expr),
        }
    }

    fn rare(&mut self, expr: &ast::Expr) -> Expr {
        match expr {
            ast::Expr::Await(node) => Expr::Await(self.expr(&node.value)),
            ast::Expr::Yield(node) => {
                self.generators.insert(self.function);
                Expr::Yield(self.exprs(node.value.as_deref()))
            }
            ast::Expr::YieldFrom(node) => {
                self.generators.insert(self.function);
                Expr::Yield(self.exprs([&*node.value]))
            }
            ast::Expr::Lambda(node) => Expr::Lambda(self.lambda(node)),
            ast::Expr::ListComp(node) => self.comprehension(&[&node.elt], &node.generators),
            ast::Expr::SetComp(node) => self.comprehension(&[&node.elt], &node.generators),
            ast::Expr::Generator(node) => self.comprehension(&[&node.elt], &node.generators),
            ast::Expr::DictComp(node) => match &node.key {
                Some(key) => self.comprehension(&[key, &node.value], &node.generators),
                None => self.comprehension(&[&node.value], &node.generators),
            },
            ast::Expr::Named(node) => {
                let value = self.expr(&node.value);
                let target = self.expr(&node.target);
                self.bind_target(&node.target, BindingKind::Value(value), None);
                Expr::Named(target, value)
            }
            _ => self.literal(expr),
        }
    }

    fn literal(&mut self, expr: &ast::Expr) -> Expr {
        match expr {
            ast::Expr::StringLiteral(node) => Expr::Text(self.cut(node.value.to_str())),
            ast::Expr::BytesLiteral(_) => Expr::Bytes,
            ast::Expr::NumberLiteral(node) => match &node.value {
                Number::Int(int) => Expr::Int(int.as_i64().unwrap_or(i64::MAX)),
                _ => Expr::Float,
            },
            ast::Expr::BooleanLiteral(node) => Expr::Bool(node.value),
            ast::Expr::NoneLiteral(_) => Expr::None,
            ast::Expr::FString(node) => {
                let mut parts = Vec::new();
                for part in &node.value {
                    match part {
                        ast::FStringPart::Literal(text) => {
                            let symbol = self.cut(&text.value);
                            parts.push(self.push_expr(Expr::Text(symbol), text.range).0);
                        }
                        ast::FStringPart::FString(format) => {
                            self.elements(&format.elements, &mut parts);
                        }
                    }
                }
                Expr::Format(self.push_numbers(&parts))
            }
            ast::Expr::TString(node) => {
                let mut parts = Vec::new();
                for template in &node.value {
                    self.elements(&template.elements, &mut parts);
                }
                Expr::Format(self.push_numbers(&parts))
            }
            _ => Expr::Other,
        }
    }

    fn elements(&mut self, elements: &ast::InterpolatedStringElements, parts: &mut Vec<u32>) {
        for element in elements {
            parts.push(match element {
                InterpolatedStringElement::Literal(text) => {
                    let symbol = self.cut(&text.value);
                    self.push_expr(Expr::Text(symbol), text.range).0
                }
                InterpolatedStringElement::Interpolation(put_in) => self.expr(&put_in.expression).0,
            });
        }
    }

    /// Keeps the beginning of a text.
    fn cut(&mut self, text: &str) -> Symbol {
        let mut end = text.len().min(MOST_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.symbol(&text[..end])
    }

    fn dict(&mut self, node: &ast::ExprDict) -> List {
        let mut ids = Vec::new();
        for item in node.items.iter().take(MOST_ELEMENTS) {
            let key = item.key.as_ref().map(|key| self.expr(key));
            let value = self.expr(&item.value);
            ids.extend([key.unwrap_or(value).0, value.0]);
        }
        self.push_numbers(&ids)
    }

    fn unary(&mut self, node: &ast::ExprUnaryOp) -> Expr {
        let operand = self.expr(&node.operand);
        if node.op == UnaryOp::Not {
            return Expr::Not(operand);
        }
        match self.tree.expr(operand) {
            Expr::Int(int) if node.op == UnaryOp::USub => Expr::Int(int.saturating_neg()),
            _ => Expr::Unary(operand),
        }
    }

    fn compare(&mut self, node: &ast::ExprCompare) -> Expr {
        let operands = std::iter::once(&*node.left).chain(&node.comparators);
        let operands = self.exprs(operands);
        let is_none = matches!(&*node.comparators, [ast::Expr::NoneLiteral(_)]);
        let test = match &*node.ops {
            [CmpOp::Is | CmpOp::Eq] if is_none => Some(NoneTest::Is),
            [CmpOp::IsNot | CmpOp::NotEq] if is_none => Some(NoneTest::IsNot),
            _ => None,
        };
        Expr::Compare(operands, test)
    }

    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> List {
        let mut all = Vec::with_capacity(arguments.len().min(MOST_ELEMENTS));
        for value in arguments.args.iter().take(MOST_ELEMENTS) {
            let value = self.expr(value);
            all.push(Argument {
                name: None,
                value,
                unpacks: false,
            });
        }
        for keyword in arguments.keywords.iter().take(MOST_ELEMENTS) {
            let value = self.expr(&keyword.value);
            let name = keyword.arg.as_ref().map(|name| self.symbol(name.as_str()));
            all.push(Argument {
                name,
                value,
                unpacks: name.is_none(),
            });
        }
        push_all(&mut self.tree.arguments, all)
    }

    fn comprehension(&mut self, results: &[&ast::Expr], parts: &[ast::Comprehension]) -> Expr {
        let mut generators = Vec::with_capacity(parts.len());
        for part in parts {
            let iter = self.expr(&part.iter);
            let target = self.expr(&part.target);
            self.bind_target(&part.target, BindingKind::Element(iter), None);
            let conditions = self.exprs(&part.ifs);
            generators.push(Generator {
                target,
                iter,
                conditions,
            });
        }
        let results = self.exprs(results.iter().copied());
        Expr::Comprehension(results, push_all(&mut self.tree.generators, generators))
    }
}
