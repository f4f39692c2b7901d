//! Functions, lambdas and classes.

use warmfront_syntax::ast;
use warmfront_syntax::text::{Ranged, TextRange};

use super::{Lower, push_all, span};
use crate::fix::Span;
use crate::python::tree::{
    BindingKind, Class, ClassId, Function, FunctionId, FunctionKind, List, Parameter,
    ParameterKind, Stmt, Symbol,
};

impl Lower<'_> {
    /// Reads the module's own statements.
    pub(super) fn module_function(&mut self, suite: &[ast::Stmt]) {
        let name = self.symbol("<module>");
        let whole = TextRange::up_to(warmfront_syntax::text::TextSize::of(self.source));
        let id = self.new_function(name, FunctionKind::Module, whole);
        let body = self.block(suite);
        self.tree.functions[id.index()].body = body;
    }

    fn new_function(&mut self, name: Symbol, kind: FunctionKind, range: TextRange) -> FunctionId {
        let id = FunctionId(super::count(self.tree.functions.len()));
        let qualified = self.qualified(name);
        self.tree.functions.push(Function {
            name,
            qualified,
            kind,
            is_async: false,
            is_generator: false,
            parent: (kind != FunctionKind::Module).then_some(self.function),
            class: self.class,
            parameters: List::default(),
            decorators: List::default(),
            returns: None,
            body: List::default(),
            span: span(range),
            name_span: Span { start: 0, end: 0 },
            bindings: Vec::new(),
        });
        id
    }

    fn qualified(&mut self, name: Symbol) -> Symbol {
        if self.path.is_empty() {
            return name;
        }
        let path = self.path.iter().chain([&name]);
        let parts: Vec<&str> = path.map(|part| self.tree.text(*part)).collect();
        let joined = parts.join(".");
        self.symbol(&joined)
    }

    pub(super) fn function(&mut self, node: &ast::StmtFunctionDef) {
        let decorators = node.decorator_list.iter();
        let decorators = self.exprs(decorators.map(|decorator| &decorator.expression));
        let name = self.symbol(node.name.as_str());
        let parameters = self.parameters(&node.parameters);
        let returns = node.returns.as_deref().map(|returns| self.expr(returns));
        let id = self.new_function(name, FunctionKind::Def, node.range);
        let function = &mut self.tree.functions[id.index()];
        function.is_async = node.is_async;
        function.decorators = decorators;
        function.parameters = parameters;
        function.returns = returns;
        function.name_span = span(node.name.range());
        let body = self.within(id, name, &node.parameters, |lower| lower.block(&node.body));
        let function = &mut self.tree.functions[id.index()];
        function.body = body;
        function.is_generator = self.generators.contains(&id);
        let stmt = self.push_stmt(Stmt::Function(id), node);
        self.bind(
            name,
            node.name.range(),
            BindingKind::Function(id),
            Some(stmt),
        );
    }

    pub(super) fn lambda(&mut self, node: &ast::ExprLambda) -> FunctionId {
        let name = self.symbol("<lambda>");
        let without = ast::Parameters::default();
        let parameters = node.parameters.as_deref().unwrap_or(&without);
        let list = self.parameters(parameters);
        let id = self.new_function(name, FunctionKind::Lambda, node.range);
        self.tree.functions[id.index()].parameters = list;
        let body = self.within(id, name, parameters, |lower| {
            let value = lower.expr(&node.body);
            let stmt = lower.push_stmt(Stmt::Return(Some(value)), &*node.body);
            lower.push_numbers(&[stmt.0])
        });
        self.tree.functions[id.index()].body = body;
        id
    }

    /// Does work in a function whose parameters are bound.
    fn within<R>(
        &mut self,
        id: FunctionId,
        name: Symbol,
        parameters: &ast::Parameters,
        work: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let around = (self.function, self.class.take());
        self.function = id;
        self.path.push(name);
        for (place, parameter) in (0..).zip(in_order(parameters)) {
            let identifier = &parameter.0.name;
            let symbol = self.symbol(identifier.as_str());
            self.bind(
                symbol,
                identifier.range(),
                BindingKind::Parameter(place),
                None,
            );
        }
        let done = work(self);
        self.path.pop();
        (self.function, self.class) = around;
        done
    }

    fn parameters(&mut self, parameters: &ast::Parameters) -> List {
        let mut all = Vec::new();
        for (parameter, default, kind) in in_order(parameters) {
            let annotation = parameter.annotation();
            let annotation = annotation.map(|annotation| self.expr(annotation));
            let default = default.map(|default| self.expr(default));
            all.push(Parameter {
                name: self.symbol(parameter.name.as_str()),
                kind,
                annotation,
                default,
            });
        }
        push_all(&mut self.tree.parameters, all)
    }

    pub(super) fn class(&mut self, node: &ast::StmtClassDef) {
        let decorators = node.decorator_list.iter();
        let decorators = self.exprs(decorators.map(|decorator| &decorator.expression));
        let bases = node.arguments.as_deref().map(|arguments| &arguments.args);
        let bases = self.exprs(bases.into_iter().flatten());
        let name = self.symbol(node.name.as_str());
        let qualified = self.qualified(name);
        let id = ClassId(super::count(self.tree.classes.len()));
        self.tree.classes.push(Class {
            name,
            qualified,
            parent: self.function,
            bases,
            decorators,
            body: List::default(),
            span: span(node.range),
            bindings: Vec::new(),
        });
        let around = self.class.replace(id);
        self.path.push(name);
        let body = self.block(&node.body);
        self.path.pop();
        self.class = around;
        self.tree.classes[id.index()].body = body;
        let stmt = self.push_stmt(Stmt::Class(id), node);
        self.bind(name, node.name.range(), BindingKind::Class(id), Some(stmt));
    }
}

/// Returns parameters in the order of their places.
fn in_order(parameters: &ast::Parameters) -> impl Iterator<Item = Given<'_>> {
    given(&parameters.posonlyargs, ParameterKind::Positional)
        .chain(given(&parameters.args, ParameterKind::Either))
        .chain(rest(parameters.vararg.as_deref(), ParameterKind::Rest))
        .chain(given(&parameters.kwonlyargs, ParameterKind::Keyword))
        .chain(rest(parameters.kwarg.as_deref(), ParameterKind::RestByName))
}

type Given<'a> = (&'a ast::Parameter, Option<&'a ast::Expr>, ParameterKind);

fn given(
    all: &[ast::ParameterWithDefault],
    kind: ParameterKind,
) -> impl Iterator<Item = Given<'_>> {
    let all = all.iter();
    all.map(move |one| (&one.parameter, one.default.as_deref(), kind))
}

fn rest(one: Option<&ast::Parameter>, kind: ParameterKind) -> Option<Given<'_>> {
    one.map(|one| (one, None, kind))
}
