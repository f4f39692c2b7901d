//! Functions.

use super::{Call, Statement, Value};
use crate::finding::Place;
use crate::fix::Span;
use crate::python::evaluate::At;
use crate::python::facts::Facts;
use crate::python::object::FunctionRef;
use crate::python::tree::{self, FunctionId};

/// A function, a lambda, or a module's own statements.
#[derive(Debug, Clone, Copy)]
pub struct Function<'a> {
    facts: &'a Facts,
    reference: FunctionRef,
}

/// Most calls of a path that are told.
const LONGEST: usize = 30;

impl PartialEq for Function<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.reference == other.reference
    }
}

impl Eq for Function<'_> {}

impl<'a> Function<'a> {
    pub(crate) fn new(facts: &'a Facts, reference: FunctionRef) -> Self {
        Self { facts, reference }
    }

    /// Returns its number and module.
    #[must_use]
    pub fn reference(self) -> FunctionRef {
        self.reference
    }

    /// Returns its code.
    #[must_use]
    pub fn code(self) -> &'a tree::Function {
        self.facts.base.function(self.reference)
    }

    fn tree(self) -> &'a tree::Tree {
        self.facts.base.tree(self.reference.module)
    }

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.tree().text(self.code().name)
    }

    /// Returns its name with its module, classes and functions around: `orders.Store.save`.
    #[must_use]
    pub fn qualified(self) -> String {
        let module = self.facts.module_name(self.reference.module);
        if self.is_module() {
            return module;
        }
        format!("{module}.{}", self.tree().text(self.code().qualified))
    }

    /// Returns whether it is a module's own statements.
    #[must_use]
    pub fn is_module(self) -> bool {
        self.reference.id == FunctionId::MODULE
    }

    /// Returns the function that it is defined in.
    #[must_use]
    pub fn around(self) -> Option<Function<'a>> {
        let id = self.code().parent?;
        let reference = FunctionRef {
            id,
            ..self.reference
        };
        Some(Self::new(self.facts, reference))
    }

    /// Returns whether it is `async`.
    #[must_use]
    pub fn is_async(self) -> bool {
        self.code().is_async
    }

    /// Returns whether it is called for each invocation, by Lambda or by a framework.
    #[must_use]
    pub fn is_handler(self) -> bool {
        self.facts
            .entries
            .iter()
            .any(|entry| entry.function == self.reference)
    }

    /// Returns whether a handler reaches it.
    #[must_use]
    pub fn in_handler(self) -> bool {
        self.facts.reach.steps.contains_key(&self.reference)
    }

    /// Returns whether what a module does at init reaches it.
    #[must_use]
    pub fn at_init(self) -> bool {
        self.facts.init.steps.contains_key(&self.reference)
    }

    /// Returns the call by which init reaches it.
    #[must_use]
    pub fn called_at_init_by(self) -> Option<Call<'a>> {
        let step = self.facts.init.steps.get(&self.reference)?;
        Some(Call::new(self.facts, step.from?.module, step.site?))
    }

    /// Returns the functions from a handler to this one.
    #[must_use]
    pub fn path(self) -> Vec<Function<'a>> {
        let mut path = vec![self];
        let mut current = self.reference;
        while let Some(from) = self
            .facts
            .reach
            .steps
            .get(&current)
            .and_then(|step| step.from)
        {
            if path.len() >= LONGEST {
                break;
            }
            path.push(Function::new(self.facts, from));
            current = from;
        }
        path.reverse();
        path
    }

    /// Returns the calls in it, as they are made.
    pub fn calls(self) -> impl Iterator<Item = Call<'a>> {
        let code = &self.facts.code[self.reference.module.index()];
        let index = self.reference.id.index();
        let bounds = code.starts.get(index).zip(code.starts.get(index + 1));
        let range = bounds.map_or(0..0, |(start, end)| *start..*end);
        range.map(move |site| Call::new(self.facts, self.reference.module, site))
    }

    /// Returns its statements, without those within them.
    pub fn body(self) -> impl Iterator<Item = Statement<'a>> {
        let at = At::within(self.reference);
        let body = self.tree().block(self.code().body);
        body.map(move |stmt| Statement::new(self.facts, at, stmt))
    }

    /// Returns all its blocks of statements, outer ones first, without those of functions in it.
    #[must_use]
    pub fn blocks(self) -> Vec<Vec<Statement<'a>>> {
        let mut blocks = vec![self.body().collect::<Vec<_>>()];
        let mut next = 0;
        while let Some(block) = blocks.get(next) {
            let within: Vec<_> = block.iter().flat_map(|stmt| stmt.blocks()).collect();
            blocks.extend(within);
            next += 1;
        }
        blocks
    }

    /// Returns its decorators.
    pub fn decorators(self) -> impl Iterator<Item = Value<'a>> {
        let at = At {
            module: self.reference.module,
            function: self.code().parent.unwrap_or(FunctionId::MODULE),
        };
        let decorators = self.tree().list(self.code().decorators);
        decorators.map(move |decorator| Value::new(self.facts, at, decorator))
    }

    /// Returns whether a library's decorator of one of these qualified names is on it.
    #[must_use]
    pub fn is_decorated(self, names: &[&str]) -> bool {
        let evaluator = self.facts.evaluator();
        let decorators = evaluator.decorators(self.reference);
        decorators.iter().any(|name| names.contains(name))
    }

    /// Returns the names that it binds, parameters and imports included.
    #[must_use]
    pub fn binds(self) -> Vec<&'a str> {
        let tree = self.tree();
        let bindings = self.code().bindings.iter();
        bindings.map(|binding| tree.text(binding.name)).collect()
    }

    /// Returns the names of its parameters.
    pub fn parameters(self) -> impl Iterator<Item = &'a str> {
        let tree = self.tree();
        let parameters = tree.parameters(self.code().parameters);
        parameters.iter().map(|parameter| tree.text(parameter.name))
    }

    /// Returns where its name stands; the beginning of the file for a module.
    #[must_use]
    pub fn place(self) -> Place {
        self.facts
            .place(self.reference.module, self.code().name_span)
    }

    /// Returns the bytes of the whole of it.
    #[must_use]
    pub fn span(self) -> Span {
        self.code().span
    }

    /// Returns the source of its module.
    #[must_use]
    pub fn source(self) -> Option<&'a str> {
        self.facts.source(self.reference.module)
    }

    /// Returns the file of its module.
    #[must_use]
    pub fn file(self) -> &'a std::path::Path {
        &self.facts.base.module(self.reference.module).file
    }
}
