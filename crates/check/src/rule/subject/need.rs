//! Whether every event needs something, or only those that take one path.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::fix::Span;
use crate::python::tree::Stmt;
use crate::python::{Call, Function, FunctionRef, Statement, Value};

/// Places where something is used.
#[derive(Debug, Default)]
pub(in crate::rule) struct Need {
    uses: BTreeMap<FunctionRef, Vec<Span>>,
    known: RefCell<BTreeMap<FunctionRef, bool>>,
}

/// What becomes of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It uses the thing, whatever happens.
    Used,
    /// It may leave the function before it does.
    Left,
    /// It goes on.
    On,
}

impl Need {
    /// Adds a use.
    pub(in crate::rule) fn add(&mut self, function: Function<'_>, span: Span) {
        self.uses
            .entry(function.reference())
            .or_default()
            .push(span);
    }

    /// Returns whether whoever calls a function needs the thing, refusals apart.
    pub(in crate::rule) fn is_always(&self, function: Function<'_>) -> bool {
        let reference = function.reference();
        if let Some(known) = self.known.borrow().get(&reference) {
            return *known;
        }
        // A function that calls itself needs what it needs without that.
        self.known.borrow_mut().insert(reference, false);
        let body: Vec<_> = function.body().collect();
        let is_always = self.block(&body) == End::Used;
        self.known.borrow_mut().insert(reference, is_always);
        is_always
    }

    fn block(&self, block: &[Statement<'_>]) -> End {
        for statement in block {
            match self.statement(*statement) {
                End::On => {}
                end => return end,
            }
        }
        End::On
    }

    fn statement(&self, statement: Statement<'_>) -> End {
        if self.uses_itself(statement) {
            return End::Used;
        }
        let blocks = statement.blocks();
        match statement.code() {
            Stmt::Return(_) => End::Left,
            Stmt::If(..) => {
                let ends: Vec<_> = blocks.iter().map(|block| self.block(block)).collect();
                if ends.len() == 2 && ends.iter().all(|end| *end == End::Used) {
                    return End::Used;
                }
                let leaves = blocks
                    .iter()
                    .zip(&ends)
                    .any(|(block, end)| *end == End::Left && !is_refusal(block));
                if leaves { End::Left } else { End::On }
            }
            Stmt::Match(..) => {
                let mut ends = blocks.iter().map(|block| self.block(block));
                if ends.any(|end| end == End::Left) {
                    End::Left
                } else {
                    End::On
                }
            }
            Stmt::Try(..) | Stmt::With(..) | Stmt::For(..) | Stmt::While(..) => {
                blocks.first().map_or(End::On, |body| self.block(body))
            }
            _ => End::On,
        }
    }

    /// Returns whether a statement uses it, apart from the statements in it.
    fn uses_itself(&self, statement: Statement<'_>) -> bool {
        let function = statement.function();
        let spans: Vec<_> = statement.values().map(Value::span).collect();
        let is_own = |span: Span| {
            spans
                .iter()
                .any(|own| own.start <= span.start && span.end <= own.end)
        };
        let uses = self.uses.get(&function.reference());
        let is_nested = matches!(statement.code(), Stmt::Function(_) | Stmt::Class(_));
        let here = statement.span();
        uses.is_some_and(|uses| uses.iter().any(|span| is_own(*span)))
            || is_nested && self.is_within(here, function)
            || statement
                .calls()
                .any(|call| is_own(call.span()) && self.calls(call))
    }

    /// Returns whether a function in a function uses it; when that is called is not known.
    fn is_within(&self, span: Span, function: Function<'_>) -> bool {
        let module = function.reference().module;
        let mut uses = self
            .uses
            .iter()
            .filter(|(reference, _)| reference.module == module);
        uses.any(|(_, uses)| {
            uses.iter()
                .any(|one| span.start <= one.start && one.end <= span.end)
        })
    }

    fn calls(&self, call: Call<'_>) -> bool {
        let given = call.arguments().filter_map(|(_, value)| value.function());
        let mut called = call.callee().into_iter().chain(given);
        called.any(|function| self.is_always(function))
    }
}

/// Returns whether a block ends with an answer that refuses, such as status 404.
fn is_refusal(block: &[Statement<'_>]) -> bool {
    let Some(last) = block.last() else {
        return false;
    };
    let values = last.values().flat_map(Value::parts);
    let mut numbers = values.filter_map(Value::int);
    numbers.any(|number| (400..600).contains(&number))
}
