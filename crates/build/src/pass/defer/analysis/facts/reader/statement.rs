//! Statements: what they bind, store, return and raise.

use warmfront_syntax::ast::{
    ElifElseClause, ExceptHandler, Expr, Pattern, Stmt, StmtFor, StmtIf, StmtMatch, StmtTry,
    StmtWith,
};
use warmfront_syntax::text::Ranged;

use super::super::condition::truth;
use super::{BlockKind, Circumstances, Reader, Term, TermId, Trait};
use crate::pass::defer::analysis::facts::{Place, Store};

impl Reader<'_> {
    pub(super) fn body(&mut self, suite: &[Stmt]) {
        for statement in suite {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        self.statement = statement.start();
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Return(returned) => {
                if let Some(value) = &returned.value {
                    let term = self.term(value);
                    self.here().returns.push(term);
                }
            }
            Stmt::Raise(raise) => {
                for value in [&raise.exc, &raise.cause].into_iter().flatten() {
                    self.term(value);
                }
                if self.is_module() {
                    let line = self.line(raise);
                    self.facts.raises.push((line, self.circumstances));
                }
            }
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.delete(target)),
            Stmt::If(conditional) => self.conditional(conditional),
            Stmt::For(each) => self.each(each),
            Stmt::While(repeated) => {
                self.term(&repeated.test);
                self.under(Circumstances::LOOPED, |reader| reader.body(&repeated.body));
                self.body(&repeated.orelse);
            }
            Stmt::With(with) => self.with(with),
            Stmt::Match(matched) => self.matched(matched),
            Stmt::Try(tried) => self.tried(tried),
            Stmt::Expr(statement) => {
                self.term(&statement.value);
            }
            Stmt::Assert(assert) => {
                self.term(&assert.test);
                if let Some(message) = &assert.msg {
                    self.term(message);
                }
            }
            _ => self.assignment(statement),
        }
    }

    fn assignment(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                let value = self.term(&assign.value);
                if let [Expr::Name(name)] = &*assign.targets {
                    self.note_special(name.id.as_str(), Some(&assign.value));
                }
                for target in &assign.targets {
                    self.target(target, value);
                }
            }
            Stmt::AnnAssign(assign) => {
                self.annotation(&assign.annotation);
                self.note_unevaluated(&assign.annotation);
                if let Some(value) = &assign.value {
                    if let Expr::Name(name) = &*assign.target {
                        self.note_special(name.id.as_str(), Some(value));
                    }
                    let value = self.term(value);
                    self.target(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => {
                let value = self.term(&assign.value);
                let base = self.term(&assign.target);
                if let Expr::Name(name) = &*assign.target {
                    self.note_special(name.id.as_str(), None);
                }
                let is_number =
                    assign.value.is_number_literal_expr() || assign.value.is_string_literal_expr();
                if !is_number {
                    self.store(base, Place::Whole, assign);
                }
                let both = self.push(Term::Either(base, value));
                self.target(&assign.target, both);
            }
            Stmt::TypeAlias(alias) => {
                let fresh = self.fresh();
                self.target(&alias.name, fresh);
            }
            _ => {}
        }
    }

    /// Binds what a value is assigned to.
    pub(super) fn target(&mut self, target: &Expr, value: TermId) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), value),
            Expr::Attribute(attribute) => {
                let base = self.term(&attribute.value);
                let symbol = self.symbol(attribute.attr.as_str());
                if attribute.attr.as_str() == "__class__" {
                    self.note_replacement(&attribute.value);
                }
                self.store(base, Place::Attribute(symbol), attribute);
            }
            Expr::Subscript(subscript) => {
                self.note_replacement(&subscript.value);
                let before = std::mem::replace(&mut self.reads_globals, false);
                let base = self.term(&subscript.value);
                self.reads_globals = before;
                self.term(&subscript.slice);
                self.store(base, Place::Item, subscript);
            }
            Expr::Tuple(tuple) => self.targets(&tuple.elts, value),
            Expr::List(list) => self.targets(&list.elts, value),
            Expr::Starred(starred) => self.target(&starred.value, value),
            _ => {}
        }
    }

    fn targets(&mut self, targets: &[Expr], value: TermId) {
        let item = self.push(Term::Item(value));
        for target in targets {
            self.target(target, item);
        }
    }

    fn delete(&mut self, target: &Expr) {
        match target {
            Expr::Attribute(attribute) => {
                let base = self.term(&attribute.value);
                let symbol = self.symbol(attribute.attr.as_str());
                self.store(base, Place::Deleted(symbol), attribute);
            }
            Expr::Subscript(subscript) => {
                self.note_taken_out(&subscript.slice, &subscript.value);
                let base = self.term(&subscript.value);
                self.term(&subscript.slice);
                self.store(base, Place::Item, subscript);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.delete(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.delete(target)),
            Expr::Name(name) => {
                let deleted = self.push(Term::Deleted);
                self.bind(name.id.as_str(), deleted);
            }
            _ => {}
        }
    }

    fn store(&mut self, base: TermId, place: Place, node: &impl Ranged) {
        let line = self.line(node);
        let circumstances = self.circumstances;
        self.here().stores.push(Store {
            base,
            place,
            line,
            circumstances,
        });
    }

    fn conditional(&mut self, conditional: &StmtIf) {
        let mut circumstances = Circumstances::ALWAYS;
        self.term(&conditional.test);
        let mut is = truth(&conditional.test, self.python);
        let mut body = &conditional.body;
        let mut clauses = conditional.elif_else_clauses.iter();
        loop {
            if is.is_none() {
                circumstances = Circumstances::CONDITIONAL;
            }
            if is != Some(false) {
                self.under(circumstances, |reader| reader.body(body));
            }
            let next: Option<&ElifElseClause> = clauses.next();
            let (Some(clause), true) = (next, is != Some(true)) else {
                return;
            };
            is = match &clause.test {
                Some(test) => {
                    self.term(test);
                    truth(test, self.python)
                }
                None => Some(true),
            };
            body = &clause.body;
        }
    }

    fn each(&mut self, each: &StmtFor) {
        let iterated = self.term(&each.iter);
        let item = self.push(Term::Item(iterated));
        self.target(&each.target, item);
        self.under(Circumstances::LOOPED, |reader| reader.body(&each.body));
        self.body(&each.orelse);
    }

    fn with(&mut self, with: &StmtWith) {
        let mut circumstances = Circumstances::WITHIN;
        for item in &with.items {
            let manager = self.term(&item.context_expr);
            if let Some(target) = &item.optional_vars {
                self.target(target, manager);
            }
            if let Expr::Call(call) = &item.context_expr {
                let name = match &*call.func {
                    Expr::Name(name) => name.id.as_str(),
                    Expr::Attribute(attribute) => attribute.attr.as_str(),
                    _ => "",
                };
                match name {
                    "suppress" => circumstances = circumstances | Circumstances::CAUGHT,
                    "catch_warnings" => circumstances = circumstances | Circumstances::QUIET,
                    _ => {}
                }
            }
        }
        self.under(circumstances, |reader| reader.body(&with.body));
    }

    fn matched(&mut self, matched: &StmtMatch) {
        let subject = self.term(&matched.subject);
        let item = self.push(Term::Item(subject));
        for case in &matched.cases {
            self.pattern(&case.pattern, item);
            if let Some(guard) = &case.guard {
                self.term(guard);
            }
            self.under(Circumstances::CONDITIONAL, |reader| reader.body(&case.body));
        }
    }

    fn pattern(&mut self, pattern: &Pattern, item: TermId) {
        let name = match pattern {
            Pattern::MatchAs(captured) => {
                if let Some(inner) = &captured.pattern {
                    self.pattern(inner, item);
                }
                captured.name.as_ref()
            }
            Pattern::MatchStar(captured) => captured.name.as_ref(),
            Pattern::MatchMapping(mapping) => {
                let inner = mapping.patterns.iter();
                inner.for_each(|inner| self.pattern(inner, item));
                mapping.rest.as_ref()
            }
            Pattern::MatchSequence(sequence) => {
                let inner = sequence.patterns.iter();
                inner.for_each(|inner| self.pattern(inner, item));
                None
            }
            Pattern::MatchOr(either) => {
                let inner = either.patterns.iter();
                inner.for_each(|inner| self.pattern(inner, item));
                None
            }
            Pattern::MatchClass(class) => {
                self.term(&class.cls);
                let keywords = class.arguments.keywords.iter().map(|word| &word.pattern);
                let inner = class.arguments.patterns.iter().chain(keywords);
                inner.for_each(|inner| self.pattern(inner, item));
                None
            }
            Pattern::MatchValue(value) => {
                self.term(&value.value);
                None
            }
            Pattern::MatchSingleton(_) => None,
        };
        if let Some(name) = name {
            self.bind(name.as_str(), item);
        }
    }

    fn tried(&mut self, tried: &StmtTry) {
        let is_narrow = |handler: &ExceptHandler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            handler.type_.as_deref().is_some_and(is_failed_import)
        };
        let is_wide = !tried.handlers.iter().all(is_narrow);
        let body = if is_wide {
            Circumstances::CAUGHT | Circumstances::CAUGHT_ALL
        } else if tried.handlers.is_empty() {
            Circumstances::ALWAYS
        } else {
            Circumstances::CAUGHT
        };
        let around = self.tried.replace(u32::from(tried.start()));
        self.under(body, |reader| reader.body(&tried.body));
        self.tried = around;
        for handler in &tried.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            if let Some(kind) = &handler.type_ {
                self.term(kind);
            }
            if let Some(name) = &handler.name {
                let fresh = self.fresh();
                self.bind(name.as_str(), fresh);
            }
            let circumstances = Circumstances::HANDLER | Circumstances::CONDITIONAL;
            self.under(circumstances, |reader| reader.body(&handler.body));
        }
        self.under(body, |reader| reader.body(&tried.orelse));
        self.body(&tried.finalbody);
    }

    pub(super) fn is_module(&self) -> bool {
        self.facts.block(self.block).kind == BlockKind::Module
    }

    /// Notes what assigning to some names of a module means.
    fn note_special(&mut self, name: &str, value: Option<&Expr>) {
        if !self.is_module() {
            return;
        }
        match name {
            "__path__" => self.facts.traits.insert(Trait::ChangesItsPath),
            "__getattr__" => self.facts.traits.insert(Trait::HasGetattr),
            "__all__" => {
                let texts = value.and_then(texts);
                match texts {
                    Some(texts) if self.facts.exported.is_none() => {
                        let texts = texts.iter().map(|text| self.facts.names.intern(text));
                        self.facts.exported = Some(texts.collect());
                    }
                    _ => self.facts.traits.insert(Trait::ComputesAll),
                }
            }
            _ => {}
        }
    }

    /// Notes that the module replaces itself: `sys.modules[__name__] = ...`, `.__class__ = ...`.
    fn note_replacement(&mut self, changed: &Expr) {
        let is_modules = |expression: &Expr| match expression {
            Expr::Attribute(attribute) => attribute.attr.as_str() == "modules",
            Expr::Name(name) => name.id.as_str() == "modules",
            _ => false,
        };
        let is_own = |expression: &Expr| match expression {
            Expr::Subscript(subscript) => is_modules(&subscript.value),
            _ => false,
        };
        if is_modules(changed) || is_own(changed) {
            self.facts.traits.insert(Trait::ReplacesItself);
        }
    }
}

/// Returns the texts of a list or tuple that holds nothing else.
pub(super) fn texts(value: &Expr) -> Option<Vec<&str>> {
    let elements = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    let mut texts = Vec::new();
    for element in elements {
        texts.push(element.as_string_literal_expr()?.value.to_str());
    }
    Some(texts)
}

/// Returns whether exceptions of a kind are only those of imports.
fn is_failed_import(kind: &Expr) -> bool {
    match kind {
        Expr::Name(name) => matches!(name.id.as_str(), "ImportError" | "ModuleNotFoundError"),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_failed_import),
        _ => false,
    }
}
