//! What calling something does.

use super::effect::Effect;
use super::evaluate::Frame;
use super::known;
use super::shared;
use super::value::{self, Owner, Shape, Value, Values};
use crate::pass::defer::analysis::facts::{Call, CallKind, Circumstances, ClassId, Term, TermId};
use crate::pass::defer::analysis::tree::ModuleId;

/// What a callee is given: values by position, and those by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) positional: Vec<Values>,
    pub(super) named: Vec<(String, Values)>,
    pub(super) line: u32,
}

impl Given {
    /// Returns the same with something before all else, as methods get their object.
    pub(super) fn after(&self, first: Value) -> Self {
        let mut given = self.clone();
        given.positional.insert(0, vec![first]);
        given
    }

    pub(super) fn first(&self) -> Option<&Values> {
        self.positional.first()
    }

    fn all(&self) -> impl Iterator<Item = &Value> {
        let named = self.named.iter().map(|(_, values)| values);
        self.positional.iter().chain(named).flatten()
    }
}

impl Frame<'_, '_> {
    /// Does what a call does, and returns what it returns.
    pub(super) fn call(&mut self, call: &Call) -> Values {
        let facts = self.facts;
        let given = Given {
            positional: call.arguments.iter().map(|term| self.term(*term)).collect(),
            named: call
                .keywords
                .iter()
                .map(|(name, term)| {
                    let name = name.map_or(String::new(), |name| facts.names.text(name).to_owned());
                    (name, self.term(*term))
                })
                .collect(),
            line: call.line,
        };
        let mut all = Values::new();
        if let Term::Attribute(base, name) = facts.term(call.callee) {
            let name = facts.names.text(name);
            for receiver in self.term(base) {
                let values = self.call_method(receiver, name, (call, &given));
                value::add(&mut all, values);
            }
        } else {
            for callee in self.term(call.callee) {
                let values = self.call_value(callee, (call, &given));
                value::add(&mut all, values);
            }
        }
        // What an unknown decorator makes of a function is taken to do what the function does.
        if call.kind == CallKind::Decorator {
            let is_lost = |value: &Value| value.shape == Shape::Unknown;
            if all.iter().all(is_lost)
                && let Some(decorated) = given.first()
            {
                return decorated.clone();
            }
        }
        all
    }

    /// Calls an object.
    pub(super) fn call_value(&mut self, callee: Value, (call, given): (&Call, &Given)) -> Values {
        match callee.shape {
            Shape::Function(module, block) => self.call_function((module, block), given),
            Shape::Class(module, class) => self.instantiate((module, class), given),
            Shape::Instance(module, class) => {
                let methods = self.class_member(module, class, "__call__");
                self.call_methods(&methods, callee, (call, given))
            }
            Shape::Standard(path) => {
                let path = self.solver.text(path).to_owned();
                self.call_standard(&path, callee.owner, (call, given))
            }
            Shape::Native(_) => {
                let name = self.describe(call.callee);
                let last = name.rsplit('.').next().unwrap_or(&name);
                if known::is_suspicious(last) {
                    let path = self.solver.path(&name);
                    self.add(Effect::Native(path), given.line);
                }
                vec![Value::of(callee.shape, Owner::Fresh)]
            }
            Shape::Data => vec![Value::FRESH],
            Shape::Module(_) | Shape::Unknown => {
                match callee.owner {
                    Owner::Parameter(number) => {
                        self.add(Effect::CallsParameter(number), given.line);
                    }
                    // What objects hold to call is not followed.
                    Owner::Within(..) => {}
                    _ => self.call_unknown(call.callee, given),
                }
                vec![Value::of(Shape::Unknown, Owner::Unknown)]
            }
        }
    }

    fn call_unknown(&mut self, callee: TermId, given: &Given) {
        let name = self.describe(callee);
        let path = self.solver.path(&name);
        self.add(Effect::Unknown(path), given.line);
    }

    /// Makes an object of a class of the package.
    pub(super) fn instantiate(
        &mut self,
        (module, class): (ModuleId, ClassId),
        given: &Given,
    ) -> Values {
        let made = Value::of(Shape::Instance(module, class), Owner::Fresh);
        for name in ["__new__", "__init__", "__post_init__"] {
            for method in self.class_member(module, class, name) {
                if let Shape::Function(module, block) = method.shape {
                    self.call_function((module, block), &given.after(made));
                }
            }
        }
        let metaclasses = self.metaclasses(module, class);
        for metaclass in metaclasses {
            if let Shape::Class(home, number) = metaclass.shape {
                for method in self.class_member(home, number, "__call__") {
                    if let Shape::Function(home, block) = method.shape {
                        let class = Value::of(Shape::Class(module, class), Owner::Module(module));
                        self.call_function((home, block), &given.after(class));
                    }
                }
            }
        }
        vec![made]
    }

    /// Calls something of the standard library.
    pub(super) fn call_standard(
        &mut self,
        path: &str,
        owner: Owner,
        (call, given): (&Call, &Given),
    ) -> Values {
        if let Some(values) = self.call_builtin(path, (call, given)) {
            return values;
        }
        if let Some(class) = path.strip_suffix(".register") {
            return self.register(class, given);
        }
        if path == "typing.cast"
            && let [_, cast, ..] = &given.positional[..]
        {
            return cast.clone();
        }
        if known::is_transparent(path)
            && let Some(values) = given.first()
        {
            return values.clone();
        }
        if path.starts_with("copyreg.") && self.is_about_own(given) {
            return vec![Value::FRESH];
        }
        let is_harmless_handler = path.ends_with("().addHandler")
            && given.all().all(|value| self.is_null_handler(*value));
        let is_put_back =
            path.starts_with("warnings.") && call.circumstances.has(Circumstances::QUIET);
        let is_look = path == "fcntl.ioctl" && self.asks_for_size(given);
        if shared::shared(path).is_some() && !is_harmless_handler && !is_put_back && !is_look {
            let is_own = path.starts_with("warnings.") && self.filters_few(path, (call, given));
            let path = if is_own { shared::OWN_FILTER } else { path };
            let path = self.solver.path(path);
            self.add(Effect::Shared(path), given.line);
        }
        let result = self.solver.path(&format!("{path}()"));
        let owner = match owner {
            // A method of something that others see may return a part of it.
            _ if known::has_shared_result(path) => Owner::Shared,
            _ => Owner::Fresh,
        };
        vec![Value::of(Shape::Standard(result), owner)]
    }

    /// Returns whether a filter of warnings is about a class of the same outermost package, or about
    /// a text, and makes no errors of them.
    fn filters_few(&self, path: &str, (call, given): (&Call, &Given)) -> bool {
        let category = match path {
            "warnings.simplefilter" => 1,
            "warnings.filterwarnings" => 2,
            _ => return false,
        };
        let action = call.arguments.first().map(|term| self.facts.term(*term));
        let Some(Term::Text(action)) = action else {
            return false;
        };
        if self.facts.names.text(action) == "error" {
            return false;
        }
        let named = |wanted: &str| {
            let mut named = given.named.iter();
            named.find_map(|(name, values)| (name == wanted).then_some(values))
        };
        let has_text = named("message").or(given.positional.get(1));
        if category == 2 && has_text.is_some() {
            return true;
        }
        let classes = named("category").or(given.positional.get(category));
        classes.is_some_and(|classes| {
            let is_own = |value: &Value| match value.shape {
                Shape::Class(module, _) => self.is_of_own_package(module),
                _ => false,
            };
            !classes.is_empty() && classes.iter().all(is_own)
        })
    }

    fn is_of_own_package(&self, other: ModuleId) -> bool {
        let top = |id: ModuleId| self.solver.tree.module(id).name.split('.').next();
        top(other) == top(self.module)
    }

    /// Returns whether a call asks for nothing but the size of a terminal.
    fn asks_for_size(&self, given: &Given) -> bool {
        let request = given.positional.get(1);
        let is_size = |value: &Value| match value.shape {
            Shape::Standard(path) => self.solver.text(path) == "termios.TIOCGWINSZ",
            _ => false,
        };
        request.is_some_and(|values| !values.is_empty() && values.iter().all(is_size))
    }

    fn is_null_handler(&self, value: Value) -> bool {
        match value.shape {
            Shape::Standard(path) => self.solver.text(path).ends_with("NullHandler()"),
            _ => false,
        }
    }

    /// Registers a class with an abstract one of the standard library: nobody has an object of the
    /// class before the module that defines it is loaded.
    fn register(&mut self, class: &str, given: &Given) -> Values {
        if !self.is_about_own(given) {
            let path = self.solver.path(&format!("{class}.register"));
            self.add(Effect::Shared(path), given.line);
        }
        given.first().cloned().unwrap_or_default()
    }

    /// Returns whether the first argument is a class that the module itself defines.
    pub(super) fn is_about_own(&self, given: &Given) -> bool {
        let first = given.first();
        first.is_some_and(|values| {
            !values.is_empty()
                && values.iter().all(|value| match value.shape {
                    Shape::Class(module, _) => module == self.module,
                    _ => false,
                })
        })
    }

    /// Calls a builtin that is not simply harmless; `None` for all others.
    fn call_builtin(&mut self, path: &str, (call, given): (&Call, &Given)) -> Option<Values> {
        let first = || given.first().cloned().unwrap_or_default();
        match path {
            "builtins.setattr" | "builtins.delattr" => {
                let what = call.arguments.first().map(|term| self.describe(*term));
                let what = what.unwrap_or_default();
                for changed in first() {
                    self.change_attribute(changed, &what, given.line);
                }
                Some(vec![Value::FRESH])
            }
            "builtins.getattr" => Some(self.get_attribute((call, given))),
            "builtins.globals" => {
                let owner = Owner::Module(self.module);
                Some(vec![Value::of(Shape::Data, owner)])
            }
            "builtins.vars" if given.positional.is_empty() => {
                let owner = Owner::Module(self.module);
                Some(vec![Value::of(Shape::Data, owner)])
            }
            "builtins.vars" => {
                let values = first().into_iter();
                let owned = values.map(|value| Value::of(Shape::Data, value.owner));
                Some(owned.collect())
            }
            "builtins.next" => {
                for changed in first() {
                    self.change(changed, "an iterator", given.line);
                }
                Some(vec![Value::UNKNOWN.with(Owner::Fresh)])
            }
            "builtins.iter" | "builtins.reversed" | "builtins.sorted" | "builtins.list"
            | "builtins.tuple" | "builtins.zip" | "builtins.enumerate" => {
                // What is inside still belongs to whom it belonged.
                let mut all = Values::new();
                value::add(&mut all, given.positional.iter().flatten().copied());
                Some(if all.is_empty() {
                    vec![Value::FRESH]
                } else {
                    all
                })
            }
            "builtins.exec" if self.only_defines(call) => Some(vec![Value::FRESH]),
            "builtins.__import__" | "importlib.import_module" => self.import_by_name(call),
            _ => None,
        }
    }

    fn get_attribute(&mut self, (call, given): (&Call, &Given)) -> Values {
        let text = call.arguments.get(1).map(|term| self.facts.term(*term));
        let mut all = Values::new();
        for base in given.first().cloned().unwrap_or_default() {
            let values = if let Some(Term::Text(text)) = text {
                let text = self.facts.names.text(text);
                self.attribute(base, text)
            } else {
                vec![Value::of(Shape::Unknown, base.owner)]
            };
            value::add(&mut all, values);
        }
        all
    }

    /// An import by a function; `None` where the name is computed.
    fn import_by_name(&mut self, call: &Call) -> Option<Values> {
        let first = self.facts.term(*call.arguments.first()?);
        let Term::Text(text) = first else {
            return None;
        };
        let name = self.facts.names.text(text);
        if !self.is_silent {
            self.summary.loads.extend(self.solver.tree.chain(name));
        }
        let module = self.solver.tree.find(name);
        let value = module.map(|id| self.module_value_of(id));
        Some(vec![value.unwrap_or(Value::UNKNOWN)])
    }

    /// Returns whether a text that is run as code is written out, and does nothing but define.
    fn only_defines(&self, call: &Call) -> bool {
        let text = call.arguments.first().map(|term| self.facts.term(*term));
        let Some(Term::Text(text)) = text else {
            return false;
        };
        let text = self.facts.names.text(text).trim_start();
        text.starts_with("def ") || text.starts_with("class ")
    }

    /// Something gets or loses an attribute.
    fn change_attribute(&mut self, changed: Value, what: &str, line: u32) {
        let path = match changed.shape {
            Shape::Standard(path) => self.solver.text(path).to_owned(),
            _ => what.to_owned(),
        };
        self.change(changed, &path, line);
    }
}
