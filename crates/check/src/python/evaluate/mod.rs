//! Finds out what expressions give: a light inference of types across modules.
//!
//! It is optimistic: of several values that a name may have, one that is known counts. It follows
//! neither what containers hold nor what tests of types rule out.

mod annotation;
mod attribute;
mod call;
mod name;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::knowledge;
use super::module::{Module, Places};
use super::names::{Name, Names};
use super::object::{ClassRef, FunctionRef, ModuleId, Object};
use super::tree::{Class, Expr, ExprId, Function, FunctionId, Symbol, Tree};

/// Most steps that follow from one another.
const DEEPEST: u32 = 60;

/// Most results that are remembered before all are forgotten.
const MOST_REMEMBERED: usize = 1 << 17;

/// Everything that evaluation looks at.
#[derive(Debug, Default)]
pub(crate) struct Base {
    pub(crate) modules: Vec<Module>,
    pub(crate) places: Places,
    pub(crate) names: Names,
    /// What callers give for parameters, as far as it is known.
    pub(crate) given: FxHashMap<(FunctionRef, u32), Object>,
}

impl Base {
    pub(crate) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    pub(crate) fn tree(&self, id: ModuleId) -> &Tree {
        &self.module(id).tree
    }

    pub(crate) fn function(&self, function: FunctionRef) -> &Function {
        self.tree(function.module).function(function.id)
    }

    pub(crate) fn class(&self, class: ClassRef) -> &Class {
        self.tree(class.module).class(class.id)
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// Returns the qualified name of what is outside, or inside as `module.function`.
    pub(crate) fn external(&self, name: &str) -> Object {
        Object::External(self.names.of(knowledge::canonical(name)))
    }

    pub(crate) fn value(&self, class: &str) -> Object {
        Object::Value(self.names.of(knowledge::canonical(class)))
    }

    /// Finds the classes that a class inherits from, itself first.
    fn ancestry(&self, class: ClassRef, evaluator: &Evaluator<'_>) -> Vec<Object> {
        let mut all = vec![Object::Class(class)];
        let mut next = 0;
        while let Some(object) = all.get(next).copied() {
            next += 1;
            let Object::Class(class) = object else {
                continue;
            };
            let here = At {
                module: class.module,
                function: self.class(class).parent,
            };
            for base in self.tree(class.module).list(self.class(class).bases) {
                let base = evaluator.expr(here, base);
                if all.len() < 20 && !all.contains(&base) {
                    all.push(base);
                }
            }
        }
        all
    }
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub(crate) module: ModuleId,
    pub(crate) function: FunctionId,
}

impl At {
    pub(crate) fn within(function: FunctionRef) -> Self {
        Self {
            module: function.module,
            function: function.id,
        }
    }

    pub(crate) fn function(self) -> FunctionRef {
        FunctionRef {
            module: self.module,
            id: self.function,
        }
    }
}

/// Evaluates, and remembers what it found.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    pub(crate) base: &'a Base,
    memory: Rc<Memory>,
}

/// What an evaluation found.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    exprs: RefCell<FxHashMap<(ModuleId, ExprId), Object>>,
    results: RefCell<FxHashMap<FunctionRef, Object>>,
    globals: RefCell<FxHashMap<(ModuleId, Symbol), Object>>,
    stars: RefCell<FxHashMap<(ModuleId, Name), Object>>,
    ancestries: RefCell<FxHashMap<ClassRef, Rc<[Object]>>>,
    depth: Cell<u32>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(base: &'a Base) -> Self {
        Self {
            base,
            memory: Rc::default(),
        }
    }

    /// Evaluates with what was found before on the same facts.
    pub(crate) fn remembering(base: &'a Base, memory: Rc<Memory>) -> Self {
        Self { base, memory }
    }

    /// Returns what an expression gives.
    pub(crate) fn expr(&self, at: At, id: ExprId) -> Object {
        let expr = self.base.tree(at.module).expr(id);
        if let Expr::Text(symbol) = expr {
            return Object::Text(at.module, symbol);
        }
        let key = (at.module, id);
        if let Some(known) = self.memory.exprs.borrow().get(&key) {
            return *known;
        }
        if self.memory.depth.get() >= DEEPEST {
            return Object::Unknown;
        }
        // What depends on itself is not known.
        self.remember(key, Object::Unknown);
        self.memory.depth.set(self.memory.depth.get() + 1);
        let found = self.node(at, id, expr);
        self.memory.depth.set(self.memory.depth.get() - 1);
        self.remember(key, found);
        found
    }

    /// Returns the classes that a class inherits from, itself first.
    pub(crate) fn ancestry(&self, class: ClassRef) -> Rc<[Object]> {
        if let Some(known) = self.memory.ancestries.borrow().get(&class) {
            return Rc::clone(known);
        }
        let alone = Rc::from([Object::Class(class)]);
        self.memory.ancestries.borrow_mut().insert(class, alone);
        let found: Rc<[Object]> = self.base.ancestry(class, self).into();
        self.memory
            .ancestries
            .borrow_mut()
            .insert(class, Rc::clone(&found));
        found
    }

    fn remember(&self, key: (ModuleId, ExprId), object: Object) {
        let mut exprs = self.memory.exprs.borrow_mut();
        if exprs.len() >= MOST_REMEMBERED {
            exprs.clear();
        }
        exprs.insert(key, object);
    }

    fn node(&self, at: At, id: ExprId, expr: Expr) -> Object {
        let tree = self.base.tree(at.module);
        match expr {
            Expr::None => Object::None,
            Expr::Name(symbol) => self.name(at, symbol, Some(tree.expr_span(id).start)),
            Expr::Attribute(value, attribute) => {
                let value = self.expr(at, value);
                self.attribute(value, tree.text(attribute))
            }
            Expr::Call(function, arguments) => self.call(at, function, arguments),
            Expr::Await(value) | Expr::Named(_, value) => self.expr(at, value),
            Expr::Choice(list) => {
                let mut all = tree.list(list).map(|one| self.expr(at, one));
                all.find(|object| object.is_known())
                    .unwrap_or(Object::Unknown)
            }
            Expr::If(list) => {
                let mut all = tree.list(list).skip(1).map(|one| self.expr(at, one));
                all.find(|object| object.is_known())
                    .unwrap_or(Object::Unknown)
            }
            Expr::Lambda(id) => Object::Function(FunctionRef {
                module: at.module,
                id,
            }),
            Expr::Subscript(value, _) => match self.expr(at, value) {
                Object::Value(class) => {
                    let item = knowledge::item(self.base.text(class));
                    item.map_or(Object::Unknown, |item| self.base.value(item))
                }
                // `Queue[int]()` makes a queue.
                class @ Object::Class(_) => class,
                _ => Object::Unknown,
            },
            Expr::Dict(_) => self.base.value("dict"),
            Expr::List(_) => self.base.value("list"),
            Expr::Set(_) => self.base.value("set"),
            Expr::Format(_) => self.base.value("str"),
            _ => Object::Unknown,
        }
    }
}
