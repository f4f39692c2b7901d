//! What calling a method does.

use super::call::Given;
use super::effect::Effect;
use super::evaluate::Frame;
use super::known;
use super::shared;
use super::value::{self, Owner, Shape, Value, Values};
use crate::pass::defer::analysis::facts::{BlockId, Call};
use crate::pass::defer::analysis::hazard::Severity;
use crate::pass::defer::analysis::tree::ModuleId;

impl Frame<'_, '_> {
    /// Calls the method of an object.
    pub(super) fn call_method(
        &mut self,
        receiver: Value,
        name: &str,
        (call, given): (&Call, &Given),
    ) -> Values {
        match receiver.shape {
            Shape::Module(_) | Shape::Native(_) => {
                let mut all = Values::new();
                for callee in self.attribute(receiver, name) {
                    let values = self.call_value(callee, (call, given));
                    value::add(&mut all, values);
                }
                all
            }
            Shape::Standard(path) => {
                let path = format!("{}.{name}", self.solver.text(path));
                if receiver.owner == Owner::Shared || shared::shared(&path).is_some() {
                    return self.call_standard(&path, receiver.owner, (call, given));
                }
                self.change_by(receiver, name, (call, given));
                let path = self.solver.path(&format!("{path}()"));
                vec![Value::of(Shape::Standard(path), receiver.owner)]
            }
            Shape::Class(module, class) | Shape::Instance(module, class) => {
                let methods = self.class_member(module, class, name);
                if methods.is_empty() {
                    return self.call_inherited(receiver, name, (call, given));
                }
                self.call_methods(&methods, receiver, (call, given))
            }
            Shape::Function(..) | Shape::Data | Shape::Unknown => {
                self.call_unknown_method(receiver, name, (call, given))
            }
        }
    }

    /// Calls what a class holds under a name, with the object before the arguments.
    pub(super) fn call_methods(
        &mut self,
        methods: &[Value],
        receiver: Value,
        (call, given): (&Call, &Given),
    ) -> Values {
        let mut all = Values::new();
        for method in methods {
            let values = match method.shape {
                Shape::Function(module, block) => {
                    let takes = self.takes_receiver((module, block), receiver);
                    let given = if takes { &given.after(receiver) } else { given };
                    self.call_function((module, block), given)
                }
                _ => self.call_value(*method, (call, given)),
            };
            value::add(&mut all, values);
        }
        all
    }

    /// Returns whether a function of a class gets the object it is called on.
    fn takes_receiver(&self, (module, block): (ModuleId, BlockId), receiver: Value) -> bool {
        let facts = &self.solver.facts[module.index()];
        let first = facts.block(block).parameters.first();
        let first = first.map_or("", |name| facts.names.text(*name));
        match receiver.shape {
            // Called on the class, a function gets only what is passed, a class method the class.
            Shape::Class(..) => matches!(first, "cls" | "klass" | "mcs" | "mcls" | "metacls"),
            _ => matches!(
                first,
                "self" | "cls" | "klass" | "this" | "_self" | "__self"
            ),
        }
    }

    /// Calls a method that no class of the package defines.
    fn call_inherited(
        &mut self,
        receiver: Value,
        name: &str,
        (call, given): (&Call, &Given),
    ) -> Values {
        if name == "register" {
            // An abstract class is told of another; see [`Frame::register`].
            if !self.is_about_own(given) {
                self.change(
                    receiver,
                    &format!("{}()", self.describe(call.callee)),
                    given.line,
                );
            }
            return given.first().cloned().unwrap_or_default();
        }
        let (Shape::Class(module, class) | Shape::Instance(module, class)) = receiver.shape else {
            return vec![Value::UNKNOWN];
        };
        let bases = self.outside_bases(module, class);
        let mut is_known = !bases.is_empty();
        for base in bases {
            let Shape::Standard(path) = base.shape else {
                is_known = false;
                continue;
            };
            let path = format!("{}().{name}", self.solver.text(path));
            if shared::shared(&path).is_some() {
                let path = self.solver.path(&path);
                self.add(Effect::Shared(path), given.line);
            }
        }
        if is_known {
            self.change_by(receiver, name, (call, given));
            return vec![Value::of(Shape::Unknown, receiver.owner)];
        }
        self.call_unknown_method(receiver, name, (call, given))
    }

    /// A method of a collection of who knows what kind changes it if its name says so.
    fn change_by(&mut self, receiver: Value, name: &str, (call, given): (&Call, &Given)) {
        if known::is_mutator(name) {
            self.change(
                receiver,
                &format!("{}()", self.describe(call.callee)),
                given.line,
            );
        }
    }

    fn call_unknown_method(
        &mut self,
        receiver: Value,
        name: &str,
        (call, given): (&Call, &Given),
    ) -> Values {
        let what = format!("{}()", self.describe(call.callee));
        if known::is_mutator(name) {
            self.change(receiver, &what, given.line);
            return vec![Value::of(Shape::Unknown, receiver.owner)];
        }
        let is_own = match receiver.owner {
            Owner::Fresh => true,
            Owner::Module(owner) => owner == self.module,
            _ => false,
        };
        let is_function = matches!(receiver.shape, Shape::Function(..));
        if name == "register" && (is_own || self.is_about_own(given)) {
            return given.positional.last().cloned().unwrap_or_default();
        }
        if is_own || known::is_reader(name) || receiver.shape == Shape::Data {
            return vec![Value::of(Shape::Unknown, receiver.owner)];
        }
        match receiver.owner {
            _ if is_function => self.change(receiver, &what, given.line),
            Owner::Parameter(number) => {
                let name = self.solver.path(name);
                self.add(Effect::CallsMethod(number, name), given.line);
            }
            Owner::Within(number, name) => {
                let severity = std::mem::replace(&mut self.severity, Severity::Possible);
                self.add(Effect::ChangesWithin(number, name), given.line);
                self.severity = severity;
            }
            Owner::Module(_) => self.change(receiver, &what, given.line),
            _ => {
                let path = self.solver.path(what.trim_end_matches("()"));
                self.add(Effect::Unknown(path), given.line);
            }
        }
        vec![Value::of(Shape::Unknown, Owner::Unknown)]
    }
}
