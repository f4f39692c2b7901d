//! What calls give.

use super::{At, Evaluator};
use crate::python::knowledge;
use crate::python::object::{ClassRef, FunctionRef, Object};
use crate::python::tree::{Expr, ExprId, FunctionId, List, Stmt, StmtId};

impl Evaluator<'_> {
    pub(super) fn call(&self, at: At, function: ExprId, arguments: List) -> Object {
        let callee = self.expr(at, function);
        match callee {
            Object::External(name) => {
                let name = self.base.text(name);
                self.special(at, name, arguments)
                    .unwrap_or_else(|| self.outside(at, name, arguments))
            }
            Object::Function(callee) => {
                let result = self.guarded(|| self.result(callee));
                self.with_service(at, result, arguments)
            }
            Object::Class(class) => Object::Instance(class),
            Object::Instance(class) => match self.attribute(Object::Instance(class), "__call__") {
                Object::Function(callee) => self.guarded(|| self.result(callee)),
                _ => Object::Unknown,
            },
            Object::Value(class) => {
                let made = knowledge::called_instance(self.base.text(class));
                made.map_or(Object::Unknown, |made| self.base.value(made))
            }
            _ => Object::Unknown,
        }
    }

    /// Calls of the language and its library that give what they were given.
    fn special(&self, at: At, name: &str, arguments: List) -> Option<Object> {
        let first = || {
            let first = self.base.tree(at.module).arguments(arguments).first()?;
            first.name.is_none().then_some(first.value)
        };
        match name {
            "super" => Some(self.parent_class(at)),
            "typing.cast" => Some(self.annotation(at, first()?)),
            "functools.partial"
            | "functools.cache"
            | "functools.lru_cache"
            | "contextlib.closing" => Some(self.expr(at, first()?)),
            "fastapi.Depends" | "fastapi.params.Depends" => match self.expr(at, first()?) {
                Object::Function(callee) => Some(self.guarded(|| self.result(callee))),
                Object::Class(class) => Some(Object::Instance(class)),
                _ => None,
            },
            _ => None,
        }
    }

    fn outside(&self, at: At, name: &str, arguments: List) -> Object {
        let Some(class) = knowledge::called(name) else {
            return Object::Unknown;
        };
        let Some(before) = class.strip_suffix("[S]") else {
            return self.base.value(&class);
        };
        let given = self.base.tree(at.module).arguments(arguments);
        let named = given.iter().find(|argument| {
            argument
                .name
                .is_some_and(|name| self.base.tree(at.module).text(name) == "service_name")
        });
        let service = named.or_else(|| given.first().filter(|first| first.name.is_none()));
        let service = service.and_then(|service| self.constant(at, service.value));
        self.base
            .value(&format!("{before}[{}]", service.unwrap_or("?")))
    }

    /// Returns the text that an expression is.
    pub(crate) fn constant(&self, at: At, id: ExprId) -> Option<&str> {
        match self.expr(at, id) {
            Object::Text(module, symbol) => Some(self.base.tree(module).text(symbol)),
            _ => None,
        }
    }

    /// Completes a client whose service the caller of a helper names.
    fn with_service(&self, at: At, result: Object, arguments: List) -> Object {
        let Object::Value(class) = result else {
            return result;
        };
        let class = self.base.text(class);
        if !class.contains("[?]") {
            return result;
        }
        let given = self.base.tree(at.module).arguments(arguments).iter();
        let mut texts = given.filter_map(|argument| self.constant(at, argument.value));
        let is_service = |text: &&str| {
            text.starts_with(|first: char| first.is_ascii_lowercase())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match texts.find(is_service) {
            Some(service) => self
                .base
                .value(&class.replace("[?]", &format!("[{service}]"))),
            None => result,
        }
    }

    fn parent_class(&self, at: At) -> Object {
        let mut around = Some(at.function);
        while let Some(id) = around {
            let function = self.base.tree(at.module).function(id);
            if let Some(id) = function.class {
                let class = ClassRef {
                    module: at.module,
                    id,
                };
                let ancestry = self.ancestry(class);
                return match ancestry.get(1) {
                    Some(Object::Class(parent)) => Object::Instance(*parent),
                    Some(Object::External(parent)) => Object::Value(*parent),
                    _ => Object::Unknown,
                };
            }
            around = function.parent;
        }
        Object::Unknown
    }

    /// Returns what calling a function gives; for a coroutine, what awaiting it gives.
    pub(crate) fn result(&self, function: FunctionRef) -> Object {
        if let Some(known) = self.memory.results.borrow().get(&function) {
            return *known;
        }
        self.memory
            .results
            .borrow_mut()
            .insert(function, Object::Unknown);
        let found = self.guarded(|| self.returned(function));
        self.memory.results.borrow_mut().insert(function, found);
        found
    }

    fn returned(&self, function: FunctionRef) -> Object {
        let code = self.base.function(function);
        let outside = At {
            module: function.module,
            function: code.parent.unwrap_or(FunctionId::MODULE),
        };
        let annotated = code.returns.filter(|_| !code.is_generator);
        let annotated = annotated.map(|returns| self.annotation(outside, returns));
        let annotated = annotated.unwrap_or(Object::Unknown);
        // What is returned tells the service, which the annotation does not.
        let is_vague = matches!(annotated, Object::Value(class)
            if matches!(self.base.text(class), "botocore.client.BaseClient" | "dict"));
        if annotated.is_known() && !is_vague {
            return annotated;
        }
        let at = At::within(function);
        let mut values = Vec::new();
        self.returns(at, code.body, &mut values);
        let mut values = values.into_iter().map(|value| self.expr(at, value));
        let found = values.find(|value| value.is_known() && !matches!(value, Object::Text(..)));
        found.unwrap_or(annotated)
    }

    /// Collects what a function returns, or yields.
    fn returns(&self, at: At, block: List, values: &mut Vec<ExprId>) {
        let tree = self.base.tree(at.module);
        for stmt in tree.block(block) {
            match tree.stmt(stmt) {
                Stmt::Return(Some(value)) => values.push(value),
                Stmt::Expr(value) => {
                    if let Expr::Yield(list) = tree.expr(value) {
                        values.extend(tree.list(list).next());
                    }
                }
                _ => self.returns_within(at, stmt, values),
            }
        }
    }

    fn returns_within(&self, at: At, stmt: StmtId, values: &mut Vec<ExprId>) {
        for block in crate::python::walk::blocks(self.base.tree(at.module), stmt) {
            self.returns(at, block, values);
        }
    }

    /// Returns what `with` binds.
    pub(super) fn entered(&self, at: At, value: ExprId) -> Object {
        match self.expr(at, value) {
            object @ Object::Instance(_) => match self.attribute(object, "__enter__") {
                Object::Function(enter) => self.guarded(|| self.result(enter)).or_else(|| object),
                _ => object,
            },
            object => object,
        }
    }
}
