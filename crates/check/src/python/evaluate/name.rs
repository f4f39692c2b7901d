//! What names stand for.

use super::{At, Evaluator};
use crate::python::object::{ClassRef, FunctionRef, ModuleId, Object};
use crate::python::tree::{Binding, BindingKind, Expr, ExprId, FunctionId, Symbol};

impl Evaluator<'_> {
    /// Returns what a name stands for, at an offset of the source if that matters.
    pub(crate) fn name(&self, at: At, name: Symbol, offset: Option<u32>) -> Object {
        let tree = self.base.tree(at.module);
        let mut around = Some(at.function);
        while let Some(id) = around {
            let function = tree.function(id);
            let bound = function.bound(name);
            if !bound.is_empty() {
                if id == FunctionId::MODULE && id != at.function {
                    return self.own_global(at.module, name, bound);
                }
                let offset = offset.filter(|_| id == at.function);
                return self.bound(at.module, bound, offset);
            }
            around = function.parent;
        }
        let text = tree.text(name);
        let module = self.base.module(at.module);
        let mut stars = module.stars.iter().map(|star| self.attribute(*star, text));
        let found =
            stars.find(|object| object.is_known() && !matches!(object, Object::External(_)));
        found.unwrap_or_else(|| self.base.external(text))
    }

    /// Returns what a name of a module stands for, to those who import it.
    pub(crate) fn global(&self, module: ModuleId, name: &str) -> Object {
        let tree = self.base.tree(module);
        if let Some(symbol) = tree.symbol(name) {
            let bound = tree.function(FunctionId::MODULE).bound(symbol);
            if !bound.is_empty() {
                return self.own_global(module, symbol, bound);
            }
        }
        let below = crate::python::module::join(&self.base.module(module).key, name);
        if let Some(found) = self.base.places.at(&below, &self.base.names) {
            return found;
        }
        if self.base.module(module).stars.is_empty() {
            return Object::Unknown;
        }
        let key = (module, self.base.names.of(name));
        if let Some(known) = self.memory.stars.borrow().get(&key) {
            return *known;
        }
        self.memory.stars.borrow_mut().insert(key, Object::Unknown);
        let mut stars = self.base.module(module).stars.iter();
        let found = stars.find_map(|star| {
            let Object::Module(star) = star else {
                return None;
            };
            let found = self.guarded(|| self.global(*star, name));
            found.is_known().then_some(found)
        });
        let found = found.unwrap_or(Object::Unknown);
        self.memory.stars.borrow_mut().insert(key, found);
        found
    }

    fn own_global(&self, module: ModuleId, symbol: Symbol, bound: &[Binding]) -> Object {
        let key = (module, symbol);
        if let Some(known) = self.memory.globals.borrow().get(&key) {
            return *known;
        }
        self.memory
            .globals
            .borrow_mut()
            .insert(key, Object::Unknown);
        let found = self.bound(module, bound, None);
        self.memory.globals.borrow_mut().insert(key, found);
        found
    }

    /// Does work unless it is too deep.
    pub(super) fn guarded(&self, work: impl FnOnce() -> Object) -> Object {
        if self.memory.depth.get() >= super::DEEPEST {
            return Object::Unknown;
        }
        self.memory.depth.set(self.memory.depth.get() + 1);
        let found = work();
        self.memory.depth.set(self.memory.depth.get() - 1);
        found
    }

    /// Chooses among what binds a name. Before an offset the last counts, unless it is `None`;
    /// without an offset the last that is known.
    pub(super) fn bound(&self, module: ModuleId, bound: &[Binding], offset: Option<u32>) -> Object {
        let before = offset.map_or(bound.len(), |offset| {
            bound.partition_point(|binding| binding.at <= offset)
        });
        let (before, after) = bound.split_at(before);
        let mut chosen = Object::Unknown;
        for binding in before.iter().rev().chain(after) {
            let object = self.binding(module, binding);
            if object.is_known() {
                return object;
            }
            if object == Object::None {
                chosen = Object::None;
            } else if offset.is_some() && matches!(binding.kind, BindingKind::Value(_)) {
                return chosen;
            }
        }
        chosen
    }

    fn binding(&self, module: ModuleId, binding: &Binding) -> Object {
        let at = At {
            module,
            function: binding.within,
        };
        match binding.kind {
            BindingKind::Value(value) => self.expr(at, value),
            BindingKind::Annotated(annotation, value) => {
                let value = value.map_or(Object::Unknown, |value| self.expr(at, value));
                value.or_else(|| self.annotation(at, annotation))
            }
            BindingKind::Part(value, place) => self.part(at, value, place),
            BindingKind::Context(value) => self.entered(at, value),
            BindingKind::Parameter(place) => self.parameter(at.function(), place),
            BindingKind::Function(id) => Object::Function(FunctionRef { module, id }),
            BindingKind::Class(id) => Object::Class(ClassRef { module, id }),
            BindingKind::Module(name, is_top) => self.imported(module, name, is_top),
            BindingKind::Imported(level, from, name) => {
                let imported = &self.base.module(module).imported;
                let from = imported.get(&(level, from)).copied();
                let name = self.base.tree(module).text(name);
                self.guarded(|| self.attribute(from.unwrap_or(Object::Unknown), name))
            }
            BindingKind::Element(_) | BindingKind::Exception(_) | BindingKind::Unknown => {
                Object::Unknown
            }
        }
    }

    fn imported(&self, module: ModuleId, name: Symbol, is_top: bool) -> Object {
        let from = self.base.module(module);
        let whole = from.imported.get(&(0, Some(name))).copied();
        let whole = whole.unwrap_or(Object::Unknown);
        if !is_top {
            return whole;
        }
        let dotted = from.tree.text(name);
        if dotted.contains('.') {
            self.base.places.top(from, dotted, &self.base.names)
        } else {
            whole
        }
    }

    fn part(&self, at: At, value: ExprId, place: u32) -> Object {
        let tree = self.base.tree(at.module);
        match tree.expr(value) {
            Expr::Tuple(list) | Expr::List(list) => {
                let part = usize::try_from(place)
                    .ok()
                    .and_then(|place| tree.list(list).nth(place));
                part.map_or(Object::Unknown, |part| self.expr(at, part))
            }
            _ => Object::Unknown,
        }
    }

    /// Returns what is known of a parameter: by its class, its annotation, its default, its
    /// callers.
    fn parameter(&self, function: FunctionRef, place: u32) -> Object {
        let tree = self.base.tree(function.module);
        let code = self.base.function(function);
        let parameters = tree.parameters(code.parameters);
        let Some(parameter) = usize::try_from(place)
            .ok()
            .and_then(|place| parameters.get(place))
        else {
            return Object::Unknown;
        };
        if let Some(id) = code.class.filter(|_| place == 0) {
            let class = ClassRef {
                module: function.module,
                id,
            };
            let decorators = self.decorators(function);
            if decorators.contains(&"classmethod") {
                return Object::Class(class);
            }
            if !decorators.contains(&"staticmethod") {
                return Object::Instance(class);
            }
        }
        let outside = At {
            module: function.module,
            function: code.parent.unwrap_or(FunctionId::MODULE),
        };
        let annotated = parameter
            .annotation
            .map(|annotation| self.annotation(outside, annotation));
        annotated
            .unwrap_or(Object::Unknown)
            .or_else(|| match parameter.default {
                Some(default) => match self.expr(outside, default) {
                    // What is given instead is as good as not known.
                    Object::Text(..) => Object::Unknown,
                    default => default,
                },
                None => Object::Unknown,
            })
            .or_else(|| {
                let given = self.base.given.get(&(function, place));
                given.copied().unwrap_or(Object::Unknown)
            })
    }
}
