//! What names, attributes and imports lead to.

use super::Node;
use super::evaluate::Frame;
use super::value::{self, Owner, Shape, Value, Values};
use crate::pass::defer::analysis::facts::{BlockId, ImportId, Symbol};
use crate::pass::defer::analysis::link::Lands;
use crate::pass::defer::analysis::tree::{Found, Kind, ModuleId};

impl Frame<'_, '_> {
    /// Returns what a name of a module is bound to, or a builtin.
    pub(super) fn global(&mut self, module: ModuleId, name: Symbol) -> Values {
        let node = Node::Global(module, name);
        let number = self.solver.rest_on(node, self.number);
        self.solver.known[number as usize].summary.returns.clone()
    }

    /// Returns what a name, given as text, of a module is bound to.
    pub(super) fn global_of(&mut self, module: ModuleId, name: &str) -> Values {
        match self.solver.facts[module.index()].names.find(name) {
            Some(symbol) => self.global(module, symbol),
            None => self
                .starred(module, name)
                .unwrap_or_else(|| self.submodule(module, name)),
        }
    }

    fn submodule(&mut self, module: ModuleId, name: &str) -> Values {
        let full = format!("{}.{name}", self.solver.tree.module(module).name);
        match self.solver.tree.find(&full) {
            Some(id) => vec![Value::of(Shape::Module(id), Owner::Module(id))],
            None => vec![Value::of(Shape::Unknown, Owner::Module(module))],
        }
    }

    /// Returns what a name of the module itself is bound to.
    pub(super) fn module_name(&mut self, name: Symbol) -> Values {
        let facts = self.facts;
        let text = facts.names.text(name);
        let bound = facts.bound(BlockId::MODULE, name);
        let mut all = Values::new();
        for bound in bound {
            let values = self.term(bound.term);
            let owned = values.into_iter().map(|value| match value.owner {
                Owner::Fresh => value.with(Owner::Module(self.module)),
                _ => value,
            });
            value::add(&mut all, owned.collect::<Values>());
        }
        if !bound.is_empty() {
            return all;
        }
        if let Some(values) = self.starred(self.module, text) {
            return values;
        }
        if matches!(
            text,
            "__name__" | "__file__" | "__doc__" | "__path__" | "__spec__"
        ) {
            return vec![Value::of(Shape::Data, Owner::Module(self.module))];
        }
        let full = format!("{}.{text}", self.solver.tree.module(self.module).name);
        if let Some(id) = self.solver.tree.find(&full) {
            return vec![Value::of(Shape::Module(id), Owner::Module(id))];
        }
        let path = self.solver.path(&format!("builtins.{text}"));
        vec![Value::of(Shape::Standard(path), Owner::Shared)]
    }

    /// Returns what a star import of a module brings under a name.
    fn starred(&mut self, module: ModuleId, name: &str) -> Option<Values> {
        let facts = &self.solver.facts[module.index()];
        let links = &self.solver.links[module.index()];
        let stars = facts.imports.iter().zip(links);
        let stars = stars.filter(|(_, link)| link.lands == Lands::Star);
        let from: Vec<Found> = stars.map(|(_, link)| link.found).collect();
        for found in from {
            let Found::Here(from) = found else {
                continue;
            };
            let symbol = self.solver.facts[from.index()].names.find(name);
            let Some(symbol) = symbol else {
                continue;
            };
            let is_bound = !self.solver.facts[from.index()]
                .bound(BlockId::MODULE, symbol)
                .is_empty();
            let brings = is_bound || self.has_star(from);
            if brings && from != module {
                let values = self.global(from, symbol);
                let is_builtin = |value: &Value| matches!(value.shape, Shape::Standard(_));
                if is_bound || !values.iter().all(is_builtin) {
                    return Some(values);
                }
            }
        }
        None
    }

    fn has_star(&self, module: ModuleId) -> bool {
        let links = &self.solver.links[module.index()];
        links.iter().any(|link| link.lands == Lands::Star)
    }

    pub(super) fn imported(&mut self, import: ImportId) -> Values {
        let links = self.solver.links;
        let link = &links[self.module.index()][import.index()];
        let name = match &link.lands {
            Lands::Module(name) => return vec![self.module_value(name)],
            Lands::Attribute(name) | Lands::Both(name) => self.facts.names.text(*name),
            Lands::Star | Lands::Nothing => return vec![Value::UNKNOWN],
        };
        match link.found {
            Found::Here(module) => {
                let base = self.module_value_of(module);
                self.attribute(base, name)
            }
            Found::Standard(_) => {
                let path = self.solver.path(&format!("{}.{name}", link.module));
                vec![Value::of(Shape::Standard(path), Owner::Shared)]
            }
            Found::Namespace | Found::Absent => vec![Value::UNKNOWN],
        }
    }

    fn module_value(&mut self, name: &str) -> Value {
        match self.solver.tree.lookup(name) {
            Found::Here(id) => self.module_value_of(id),
            Found::Standard(_) => {
                let path = self.solver.path(name);
                Value::of(Shape::Standard(path), Owner::Shared)
            }
            Found::Namespace | Found::Absent => Value::UNKNOWN,
        }
    }

    pub(super) fn module_value_of(&self, id: ModuleId) -> Value {
        match self.solver.tree.module(id).kind {
            Kind::Native | Kind::Compiled => Value::of(Shape::Native(id), Owner::Module(id)),
            Kind::Package | Kind::Source => Value::of(Shape::Module(id), Owner::Module(id)),
        }
    }

    /// Returns what an attribute of an object may be.
    pub(super) fn attribute(&mut self, base: Value, name: &str) -> Values {
        match base.shape {
            Shape::Module(module) => self.global_of(module, name),
            Shape::Standard(path) => {
                let path = format!("{}.{name}", self.solver.text(path));
                let path = self.solver.path(&path);
                vec![Value::of(Shape::Standard(path), base.owner)]
            }
            Shape::Native(_) => vec![base],
            Shape::Class(module, class) | Shape::Instance(module, class) => {
                let found = self.class_member(module, class, name);
                if found.is_empty() {
                    vec![Value::of(Shape::Unknown, base.owner)]
                } else {
                    found
                }
            }
            Shape::Unknown if let Owner::Parameter(number) = base.owner => {
                let name = self.solver.path(name);
                vec![Value::of(Shape::Unknown, Owner::Within(number, name))]
            }
            Shape::Function(..) | Shape::Data | Shape::Unknown => {
                vec![Value::of(Shape::Unknown, base.owner)]
            }
        }
    }
}
