//! What calling a function of the package does, by its summary: what it does to its parameters is
//! done to what it is given.

use super::Node;
use super::call::Given;
use super::effect::{Done, Effect};
use super::evaluate::Frame;
use super::value::{self, Owner, Path, Shape, Value, Values};
use crate::pass::defer::analysis::facts::BlockId;
use crate::pass::defer::analysis::hazard::Severity;
use crate::pass::defer::analysis::tree::ModuleId;

impl Frame<'_, '_> {
    /// Calls a function of the package.
    pub(super) fn call_function(&mut self, function: (ModuleId, BlockId), given: &Given) -> Values {
        let number = self
            .solver
            .rest_on(Node::Block(function.0, function.1), self.number);
        let summary = self.solver.known[number as usize].summary.clone();
        if !self.is_silent {
            self.summary.loads.extend(&summary.loads);
        }
        for (effect, done) in summary.effects {
            self.apply((effect, done), function, given);
        }
        let mut all = Values::new();
        for returned in summary.returns {
            let values = self.returned(returned, function, given);
            value::add(&mut all, values);
        }
        all
    }

    /// Returns what a function gets for a parameter.
    fn argument(&self, number: u8, (module, block): (ModuleId, BlockId), given: &Given) -> Values {
        let facts = &self.solver.facts[module.index()];
        let number = usize::from(number);
        let Some(parameter) = facts.block(block).parameters.get(number) else {
            return Values::new();
        };
        let name = facts.names.text(*parameter);
        let by_name = given.named.iter().find(|(given, _)| given == name);
        let by_name = by_name.map(|(_, values)| values);
        let values = by_name.or_else(|| given.positional.get(number));
        values.cloned().unwrap_or_default()
    }

    /// Has an effect of a function that is called.
    fn apply(
        &mut self,
        (effect, done): (Effect, Done),
        function: (ModuleId, BlockId),
        given: &Given,
    ) {
        match effect {
            Effect::ChangesParameter(number) => {
                let severity = self.severity;
                self.severity = severity.min(done.severity);
                for changed in self.argument(number, function, given) {
                    self.change(changed, "what is passed to a function", given.line);
                }
                self.severity = severity;
            }
            Effect::ChangesWithin(number, name) => {
                for holder in self.argument(number, function, given) {
                    self.change_within(holder, name, (done, given.line));
                }
            }
            Effect::CallsMethod(number, name) => {
                for receiver in self.argument(number, function, given) {
                    self.call_back_method(receiver, name, (done, given.line));
                }
            }
            Effect::CallsParameter(number) => {
                for called in self.argument(number, function, given) {
                    self.call_back(called, given.line);
                }
            }
            Effect::Changes(owner, _) if owner == self.module && self.is_module_code() => {}
            _ if self.is_silent => {}
            _ => {
                let severity = done.severity.min(self.severity);
                self.summary.add(effect, Done { severity, ..done });
            }
        }
    }

    /// Returns what a value that a function returns is to its caller.
    fn returned(
        &mut self,
        returned: Value,
        function: (ModuleId, BlockId),
        given: &Given,
    ) -> Values {
        match returned.owner {
            Owner::Within(number, name) => {
                let name = self.solver.text(name).to_owned();
                let mut all = Values::new();
                for holder in self.argument(number, function, given) {
                    let values = self.attribute(holder, &name);
                    value::add(&mut all, values);
                }
                all
            }
            Owner::Parameter(number) => {
                let values = self.argument(number, function, given);
                if returned.shape == Shape::Unknown && !values.is_empty() {
                    values
                } else {
                    vec![returned.with(Owner::Unknown)]
                }
            }
            _ => vec![returned],
        }
    }

    /// What an attribute holds is changed, by a function that was passed its object.
    fn change_within(&mut self, holder: Value, name: Path, (done, line): (Done, u32)) {
        let severity = self.severity;
        self.severity = severity.min(done.severity);
        let text = self.solver.text(name).to_owned();
        match holder.shape {
            // An attribute that no class binds is the object's own.
            Shape::Class(module, class) | Shape::Instance(module, class) => {
                for held in self.class_member(module, class, &text) {
                    self.change(held, &text, line);
                }
            }
            Shape::Unknown if let Owner::Parameter(number) = holder.owner => {
                self.add(Effect::ChangesWithin(number, name), line);
            }
            _ => self.change(holder, &text, line),
        }
        self.severity = severity;
    }

    /// A method is called by a function that was passed its object.
    fn call_back_method(&mut self, receiver: Value, name: Path, (done, line): (Done, u32)) {
        let severity = self.severity;
        self.severity = severity.min(done.severity);
        let text = self.solver.text(name).to_owned();
        match receiver.shape {
            Shape::Class(module, class) | Shape::Instance(module, class) => {
                let given = Given {
                    line,
                    ..Given::default()
                };
                for method in self.class_member(module, class, &text) {
                    if let Shape::Function(module, block) = method.shape {
                        self.call_back_once((module, block), &given.after(receiver));
                    }
                }
            }
            Shape::Unknown if let Owner::Parameter(number) = receiver.owner => {
                self.add(Effect::CallsMethod(number, name), line);
            }
            _ => {
                // Whoever passes it knows what it is; it is taken to change only itself.
                self.severity = Severity::Possible;
                self.change(receiver, &format!("{text}()"), line);
            }
        }
        self.severity = severity;
    }

    /// Calls a method that may come to call itself; a second time it does nothing new.
    fn call_back_once(&mut self, method: (ModuleId, BlockId), given: &Given) {
        const DEEPEST: usize = 16;
        if self.called_back.contains(&method) {
            return;
        }
        if self.called_back.len() >= DEEPEST {
            self.add(Effect::TooMuch, given.line);
            return;
        }
        self.called_back.push(method);
        self.call_function(method, given);
        self.called_back.pop();
    }

    /// Something is called by a function that it was passed to, with who knows what.
    fn call_back(&mut self, called: Value, line: u32) {
        match called.shape {
            Shape::Function(module, block) => {
                let given = Given {
                    line,
                    ..Given::default()
                };
                self.call_function((module, block), &given);
            }
            Shape::Class(module, class) => {
                let given = Given {
                    line,
                    ..Given::default()
                };
                self.instantiate((module, class), &given);
            }
            Shape::Unknown => {
                let effect = if let Owner::Parameter(number) = called.owner {
                    Effect::CallsParameter(number)
                } else {
                    Effect::Unknown(self.solver.path("what is passed to a function"))
                };
                self.add(effect, line);
            }
            _ => {}
        }
    }
}
