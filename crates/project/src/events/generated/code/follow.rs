//! Following statements.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use warmfront_syntax::ast::{
    ExceptHandler, Expr, Pattern, Singleton, Stmt, StmtFunctionDef, StmtMatch,
};

use super::Decisions;
use super::known::{Known, below};
use super::sources::World;
use crate::events::generated::value::Use;
use crate::events::generated::wanted::{Path, Reads, Step};

/// Most steps that one run may take.
const MOST_STEPS: usize = 60_000;

/// What is decided about a place of an event.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Decision {
    /// It has this value.
    Value(Json),
    /// Something is there.
    Present,
    /// Nothing is there.
    Absent,
}

/// Whether what comes next is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Left,
}

/// The names of a function that is followed, and what it returned.
#[derive(Clone, Default)]
pub(super) struct Frame<'a> {
    pub(super) module: &'a str,
    pub(super) names: BTreeMap<String, Known<'a>>,
    pub(super) returned: Vec<Known<'a>>,
}

/// A run through the code.
pub(super) struct Follow<'a, 'w> {
    pub(super) world: &'w World<'a>,
    pub(super) decisions: &'w Decisions,
    pub(super) reads: Reads,
    /// Classes that describe places of the event.
    pub(super) models: BTreeMap<Path, (&'a str, &'a warmfront_syntax::ast::StmtClassDef)>,
    /// Places that the branch that is followed found to be there.
    pub(super) guards: Vec<Path>,
    pub(super) n_steps: usize,
    pub(super) depth: usize,
    /// Names of modules whose values are being found.
    pub(super) open: Vec<(&'a str, String)>,
}

impl<'a, 'w> Follow<'a, 'w> {
    pub(super) fn new(world: &'w World<'a>, decisions: &'w Decisions) -> Self {
        Self {
            world,
            decisions,
            reads: Reads::default(),
            models: BTreeMap::new(),
            guards: Vec::new(),
            n_steps: 0,
            depth: 0,
            open: Vec::new(),
        }
    }

    /// Follows a handler.
    pub(super) fn handler(&mut self, module: &str, name: &str) {
        let Some((module, _)) = self.world.modules.get_key_value(module) else {
            return;
        };
        let handler = self.global(module, name);
        let given = vec![Known::Wanted(Vec::new()), Known::Unknown];
        if let Known::Function { function, .. } = &handler {
            self.decorated(module, function);
        }
        self.call(&handler, given, Vec::new());
    }

    /// Reads what decorators say of the event: `@event_parser(model=Order)`.
    fn decorated(&mut self, module: &'a str, function: &'a StmtFunctionDef) {
        let mut frame = Frame {
            module,
            ..Frame::default()
        };
        for decorator in &function.decorator_list {
            if let Expr::Call(call) = &decorator.expression
                && let Some(model) = call.arguments.find_keyword("model")
                && let Known::Class { module, class } = self.express(&model.value, &mut frame)
            {
                self.describe(module, class, &Vec::new());
            }
        }
    }

    /// Says whether there are steps left, and takes one.
    pub(super) fn step(&mut self) -> bool {
        self.n_steps += 1;
        self.n_steps <= MOST_STEPS
    }

    pub(super) fn body(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) -> Flow {
        for statement in body {
            if !self.step() || self.statement(statement, frame) == Flow::Left {
                return Flow::Left;
            }
        }
        Flow::On
    }

    fn statement(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) -> Flow {
        match statement {
            Stmt::Return(returned) => {
                if let Some(value) = &returned.value {
                    let value = self.express(value, frame);
                    frame.returned.push(value);
                }
                return Flow::Left;
            }
            Stmt::Raise(raised) => {
                if let Some(error) = &raised.exc {
                    self.express(error, frame);
                }
                return Flow::Left;
            }
            Stmt::Continue(_) | Stmt::Break(_) => return Flow::Left,
            Stmt::Assign(assign) => {
                let value = self.express(&assign.value, frame);
                for target in &assign.targets {
                    self.bind(target, value.clone(), frame);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.express(value, frame);
                    self.bind(&assign.target, value, frame);
                }
            }
            Stmt::AugAssign(assign) => {
                let value = self.express(&assign.value, frame);
                let target = self.express(&assign.target, frame);
                self.arithmetic(assign.op, &[target, value]);
            }
            Stmt::Expr(expression) => {
                self.express(&expression.value, frame);
            }
            Stmt::Assert(assertion) => {
                let n_guards = self.guards.len();
                self.truth(&assertion.test, frame);
                self.guards.truncate(n_guards);
            }
            Stmt::FunctionDef(function) => {
                let known = Known::Function {
                    module: frame.module,
                    function,
                    bound: None,
                };
                frame.names.insert(function.name.to_string(), known);
            }
            _ => return self.block(statement, frame),
        }
        Flow::On
    }

    /// Follows a statement that has others in it.
    fn block(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) -> Flow {
        match statement {
            Stmt::If(branch) => {
                let mut clauses: Vec<(Option<&'a Expr>, &'a [Stmt])> =
                    vec![(Some(&branch.test), &branch.body)];
                for clause in &branch.elif_else_clauses {
                    clauses.push((clause.test.as_ref(), &clause.body));
                }
                self.branches(&clauses, frame)
            }
            Stmt::For(each) => {
                let over = self.express(&each.iter, frame);
                let item = self.item(&over);
                self.bind(&each.target, item, frame);
                self.body(&each.body, frame);
                self.body(&each.orelse, frame)
            }
            Stmt::While(each) => {
                let n_guards = self.guards.len();
                self.truth(&each.test, frame);
                self.guards.truncate(n_guards);
                self.body(&each.body, frame);
                self.body(&each.orelse, frame)
            }
            Stmt::With(with) => {
                for item in &with.items {
                    let value = self.express(&item.context_expr, frame);
                    if let Some(target) = &item.optional_vars {
                        self.bind(target, value, frame);
                    }
                }
                self.body(&with.body, frame)
            }
            Stmt::Try(attempt) => {
                let flow = self.body(&attempt.body, frame);
                let mut flows = vec![flow];
                for handler in &attempt.handlers {
                    let ExceptHandler::ExceptHandler(handler) = handler;
                    flows.push(self.body(&handler.body, &mut frame.clone()));
                }
                if flow == Flow::On {
                    flows[0] = self.body(&attempt.orelse, frame);
                }
                let after = self.body(&attempt.finalbody, frame);
                // What goes on after a handler is followed as if nothing had happened.
                if after == Flow::Left || flows.iter().all(|flow| *flow == Flow::Left) {
                    return Flow::Left;
                }
                Flow::On
            }
            Stmt::Match(choice) => self.choice(choice, frame),
            _ => Flow::On,
        }
    }

    /// Follows the branches that may be taken, and what each leaves behind.
    fn branches(
        &mut self,
        clauses: &[(Option<&'a Expr>, &'a [Stmt])],
        frame: &mut Frame<'a>,
    ) -> Flow {
        let Some(((test, body), rest)) = clauses.split_first() else {
            return Flow::On;
        };
        let n_guards = self.guards.len();
        let truth = test.map_or(Some(true), |test| self.truth(test, frame));
        let guards = self.guards.split_off(n_guards);
        match truth {
            Some(true) => self.guarded(guards, body, frame),
            Some(false) => self.branches(rest, frame),
            None => {
                let mut other = frame.clone();
                let taken = self.guarded(guards, body, frame);
                // What was returned here is returned, whatever the other branch does.
                let returned = std::mem::take(&mut frame.returned);
                other.returned.clone_from(&returned);
                let passed = self.branches(rest, &mut other);
                frame.returned = std::mem::take(&mut other.returned);
                match (taken, passed) {
                    (Flow::Left, Flow::Left) => return Flow::Left,
                    (Flow::Left, Flow::On) => frame.names = other.names,
                    (Flow::On, Flow::Left) => {}
                    (Flow::On, Flow::On) => merge(frame, other),
                }
                Flow::On
            }
        }
    }

    /// Follows a branch where these places were found to be there.
    fn guarded(&mut self, guards: Vec<Path>, body: &'a [Stmt], frame: &mut Frame<'a>) -> Flow {
        let n_guards = self.guards.len();
        self.guards.extend(guards);
        let flow = self.body(body, frame);
        self.guards.truncate(n_guards);
        flow
    }

    fn choice(&mut self, choice: &'a StmtMatch, frame: &mut Frame<'a>) -> Flow {
        let subject = self.express(&choice.subject, frame);
        let mut is_left = !choice.cases.is_empty();
        for case in &choice.cases {
            let matches = self.matches(&subject, &case.pattern, frame);
            if matches == Some(false) {
                continue;
            }
            let mut own = frame.clone();
            if let Some(guard) = &case.guard {
                self.truth(guard, &mut own);
            }
            let flow = self.body(&case.body, &mut own);
            frame.returned = own.returned;
            is_left &= flow == Flow::Left;
            if matches == Some(true) && case.guard.is_none() {
                return flow;
            }
        }
        if is_left { Flow::Left } else { Flow::On }
    }

    /// Says whether a value matches a pattern, and notes what the pattern asks for.
    fn matches(
        &mut self,
        subject: &Known<'a>,
        pattern: &'a Pattern,
        frame: &mut Frame<'a>,
    ) -> Option<bool> {
        match pattern {
            Pattern::MatchValue(value) => {
                let value = self.express(&value.value, frame);
                self.equal(subject, &value)
            }
            Pattern::MatchSingleton(single) => {
                let value = match single.value {
                    Singleton::None => Json::Null,
                    Singleton::True => Json::Bool(true),
                    Singleton::False => Json::Bool(false),
                };
                self.equal(subject, &Known::Constant(value))
            }
            Pattern::MatchOr(or) => {
                let mut all = Some(false);
                for pattern in &or.patterns {
                    match self.matches(subject, pattern, frame) {
                        Some(true) => all = Some(true),
                        Some(false) => {}
                        None if all == Some(true) => {}
                        None => all = None,
                    }
                }
                all
            }
            Pattern::MatchAs(own) => {
                let inner = own.pattern.as_ref();
                let matches = inner.map_or(Some(true), |inner| self.matches(subject, inner, frame));
                if let Some(name) = &own.name {
                    frame.names.insert(name.to_string(), subject.clone());
                }
                matches
            }
            Pattern::MatchMapping(mapping) => {
                let mut all = Some(true);
                for (key, pattern) in mapping.keys.iter().zip(&mapping.patterns) {
                    let key = self.express(key, frame);
                    let value = self.subscript(subject, &key);
                    match self.matches(&value, pattern, frame) {
                        Some(true) => {}
                        Some(false) => all = Some(false),
                        None if all == Some(false) => {}
                        None => all = None,
                    }
                }
                // Whether the keys are there at all is not known.
                all.filter(|all| !all || mapping.keys.is_empty())
            }
            Pattern::MatchSequence(sequence) => {
                for (place, pattern) in sequence.patterns.iter().enumerate() {
                    let value = self.subscript(subject, &Known::Constant(place.into()));
                    self.matches(&value, pattern, frame);
                }
                None
            }
            Pattern::MatchClass(_) | Pattern::MatchStar(_) => None,
        }
    }

    /// Binds what is assigned to.
    pub(super) fn bind(&mut self, target: &'a Expr, value: Known<'a>, frame: &mut Frame<'a>) {
        let targets = match target {
            Expr::Name(name) => {
                frame.names.insert(name.id.to_string(), value);
                return;
            }
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return,
        };
        for (place, target) in targets.iter().enumerate() {
            let part = match &value {
                Known::List(items) => items.get(place).cloned().unwrap_or(Known::Unknown),
                Known::Wanted(path) if !matches!(target, Expr::Starred(_)) => {
                    self.required(&below(path, Step::At(place)))
                }
                Known::Either(all) => {
                    let parts = all.iter().filter_map(|each| match each {
                        Known::List(items) => items.get(place).cloned(),
                        _ => None,
                    });
                    Known::either(parts.collect())
                }
                _ => Known::Unknown,
            };
            self.bind(target, part, frame);
        }
    }

    /// Notes that a place is read without asking, and returns what is there.
    pub(super) fn required(&mut self, path: &[Step]) -> Known<'a> {
        if let Some(place) = self.reads.at(path) {
            place.is_required = true;
        }
        Known::Wanted(path.to_vec())
    }

    pub(super) fn used(&mut self, value: &Known<'a>, used: Use) {
        for path in value.places() {
            self.reads.used(&path, used);
        }
    }
}

fn merge<'a>(frame: &mut Frame<'a>, other: Frame<'a>) {
    for (name, value) in other.names {
        let merged = match frame.names.remove(&name) {
            Some(own) => {
                let same = own.places() == value.places()
                    && own.constant() == value.constant()
                    && !matches!(own, Known::List(_) | Known::Dict(_));
                if same {
                    own
                } else {
                    Known::either(vec![own, value])
                }
            }
            None => value,
        };
        frame.names.insert(name, merged);
    }
}
