//! Calls.

use super::{Function, Repeat, Statement, Value};
use crate::finding::Place;
use crate::fix::Span;
use crate::python::facts::Facts;
use crate::python::object::{FunctionRef, ModuleId, Object};
use crate::python::site::{Branch, Site, Usage};
use crate::python::tree::{Argument, Expr, FunctionId};

/// A call.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    facts: &'a Facts,
    module: ModuleId,
    index: u32,
}

/// An operation of an AWS service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation<'a> {
    /// The service as boto3 names it; `?` where it is not known.
    pub service: &'a str,
    /// What offers it.
    pub surface: Surface<'a>,
    /// The method.
    pub method: &'a str,
}

/// What offers an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface<'a> {
    /// A client.
    Client,
    /// A paginator or waiter of a client.
    ClientPart(&'a str),
    /// A resource.
    Resource,
    /// What a resource makes: `Table`, `Bucket`, `Table.BatchWriter`.
    ResourcePart(&'a str),
}

impl<'a> Call<'a> {
    pub(crate) fn new(facts: &'a Facts, module: ModuleId, index: u32) -> Self {
        Self {
            facts,
            module,
            index,
        }
    }

    pub(crate) fn site(self) -> &'a Site {
        &self.facts.code[self.module.index()].sites[self.index as usize]
    }

    /// Returns the qualified name of what is called, if it is a library's.
    #[must_use]
    pub fn target(self) -> Option<&'a str> {
        match self.site().target {
            Object::External(name) => Some(self.facts.base.text(name)),
            _ => None,
        }
    }

    /// Returns the function of the repository that is called.
    #[must_use]
    pub fn callee(self) -> Option<Function<'a>> {
        let evaluator = self.facts.evaluator();
        let called = crate::python::graph::called(&evaluator, self.site().target)?;
        Some(Function::new(self.facts, called))
    }

    /// Returns the AWS operation that is called.
    #[must_use]
    pub fn operation(self) -> Option<Operation<'a>> {
        let target = self.target()?;
        let (is_client, rest) = match target.strip_prefix("boto3.client[") {
            Some(rest) => (true, rest),
            None => (false, target.strip_prefix("boto3.resource[")?),
        };
        let (service, rest) = rest.split_once(']')?;
        let (part, method) = rest.rsplit_once('.')?;
        let part = part.trim_start_matches('.');
        let surface = match (is_client, part) {
            (true, "") => Surface::Client,
            (true, part) => Surface::ClientPart(part),
            (false, "") => Surface::Resource,
            (false, part) => Surface::ResourcePart(part),
        };
        Some(Operation {
            service,
            surface,
            method,
        })
    }

    /// Returns what it gives, as the qualified name of the class: `boto3.client[s3]`.
    #[must_use]
    pub fn gives(self) -> Option<&'a str> {
        self.value().class()
    }

    /// Returns its result as a value.
    #[must_use]
    pub fn value(self) -> Value<'a> {
        let site = self.site();
        Value::new(self.facts, Facts::at(self.module, site.function), site.expr)
    }

    /// Returns what is called as a value: `client.get_item`.
    #[must_use]
    pub fn called(self) -> Value<'a> {
        let site = self.site();
        let tree = self.facts.base.tree(self.module);
        let called = match tree.expr(site.expr) {
            Expr::Call(function, _) => function,
            _ => site.expr,
        };
        Value::new(self.facts, Facts::at(self.module, site.function), called)
    }

    /// Returns the object whose method is called: `client` of `client.get_item()`.
    #[must_use]
    pub fn receiver(self) -> Option<Value<'a>> {
        self.called().owner()
    }

    /// Returns an argument, by its name or, if it may be given so, its place.
    #[must_use]
    pub fn argument(self, name: &str, place: Option<usize>) -> Option<Value<'a>> {
        let tree = self.facts.base.tree(self.module);
        let is_named =
            |argument: &&Argument| argument.name.is_some_and(|given| tree.text(given) == name);
        let arguments = self.raw_arguments();
        let found = arguments.iter().find(is_named).or_else(|| {
            let place = place?;
            // What a starred argument holds may be any.
            let plain = |argument: &&Argument| {
                argument.name.is_none()
                    && !argument.unpacks
                    && !matches!(tree.expr(argument.value), Expr::Starred(_))
            };
            arguments.iter().take_while(plain).nth(place)
        });
        found.map(|argument| self.of(argument.value))
    }

    /// Returns an argument that is given by its name.
    #[must_use]
    pub fn keyword(self, name: &str) -> Option<Value<'a>> {
        self.argument(name, None)
    }

    /// Returns all arguments, with the names of those that are given by name.
    pub fn arguments(self) -> impl Iterator<Item = (Option<&'a str>, Value<'a>)> {
        let tree = self.facts.base.tree(self.module);
        self.raw_arguments().iter().map(move |argument| {
            let name = argument.name.map(|name| tree.text(name));
            (name, self.of(argument.value))
        })
    }

    /// Returns whether `*` or `**` may give arguments that are not seen.
    #[must_use]
    pub fn unpacks(self) -> bool {
        let tree = self.facts.base.tree(self.module);
        self.raw_arguments().iter().any(|argument| {
            argument.unpacks || matches!(tree.expr(argument.value), Expr::Starred(_))
        })
    }

    fn raw_arguments(self) -> &'a [Argument] {
        let tree = self.facts.base.tree(self.module);
        match tree.expr(self.site().expr) {
            Expr::Call(_, list) => tree.arguments(list),
            _ => &[],
        }
    }

    fn of(self, expr: crate::python::tree::ExprId) -> Value<'a> {
        Value::new(
            self.facts,
            Facts::at(self.module, self.site().function),
            expr,
        )
    }

    /// Returns the function that it stands in.
    #[must_use]
    pub fn function(self) -> Function<'a> {
        Function::new(self.facts, self.reference())
    }

    fn reference(self) -> FunctionRef {
        FunctionRef {
            module: self.module,
            id: self.site().function,
        }
    }

    /// Returns the statement that it stands in.
    #[must_use]
    pub fn statement(self) -> Statement<'a> {
        let site = self.site();
        Statement::new(self.facts, Facts::at(self.module, site.function), site.stmt)
    }

    /// Returns whether it is made for each invocation: a handler reaches it, and nothing lasting
    /// keeps it from being made again.
    #[must_use]
    pub fn in_handler(self) -> bool {
        !self.site().around.is_once && self.function().in_handler()
    }

    /// Returns whether it is made when the environment starts: by a module's own statements, or
    /// what they call.
    #[must_use]
    pub fn at_init(self) -> bool {
        self.facts.init.steps.contains_key(&self.reference())
    }

    /// Returns whether it is one of a module's own statements.
    #[must_use]
    pub fn at_module_level(self) -> bool {
        self.site().function == FunctionId::MODULE
    }

    /// Returns the loop that it stands in, within its function.
    #[must_use]
    pub fn repeats(self) -> Option<Repeat<'a>> {
        let site = self.site();
        let at = Facts::at(self.module, site.function);
        Some(Repeat::new(self.facts, at, site.around.repeats?))
    }

    /// Returns the call in a loop through which a handler reaches it, when there is no loop in its
    /// own function.
    #[must_use]
    pub fn repeats_through(self) -> Option<Call<'a>> {
        let mut function = self.reference();
        for _ in 0..20 {
            let step = self.facts.reach.repeated.get(&function)?;
            let from = step.from?;
            if let Some(index) = step.site {
                let call = Call::new(self.facts, from.module, index);
                if call.site().around.repeats.is_some() {
                    return Some(call);
                }
            }
            function = from;
        }
        None
    }

    /// Returns whether it is on one path of its function only.
    #[must_use]
    pub fn is_conditional(self) -> bool {
        self.site().around.branch != Branch::Always
    }

    /// Returns whether it is made after an exception was caught.
    #[must_use]
    pub fn is_rescue(self) -> bool {
        self.site().around.branch == Branch::Rescue
    }

    /// Returns whether it is made only when something lasting is not there yet.
    #[must_use]
    pub fn is_once(self) -> bool {
        self.site().around.is_once
    }

    /// Returns whether it is awaited where it stands.
    #[must_use]
    pub fn is_awaited(self) -> bool {
        self.site().around.is_awaited
    }

    /// Returns what becomes of its result.
    #[must_use]
    pub fn usage(self) -> Usage {
        self.site().usage
    }

    /// Returns whether all arguments are the same for each invocation.
    #[must_use]
    pub fn is_constant(self) -> bool {
        self.arguments().all(|(_, value)| value.is_stable())
    }

    /// Returns whether an argument comes from the event.
    #[must_use]
    pub fn depends_on_event(self) -> bool {
        self.arguments().any(|(_, value)| value.depends_on_event())
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        self.facts.place(self.module, self.span())
    }

    /// Returns its bytes in the source.
    #[must_use]
    pub fn span(self) -> Span {
        self.facts
            .base
            .tree(self.module)
            .expr_span(self.site().expr)
    }

    /// Returns the facts that it is one of.
    #[must_use]
    pub fn facts(self) -> &'a Facts {
        self.facts
    }
}
