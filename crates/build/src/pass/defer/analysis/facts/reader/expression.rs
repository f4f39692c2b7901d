//! Expressions: what comes out of them, and what they call on the way.

use warmfront_syntax::ast::visitor::{self, Visitor};
use warmfront_syntax::ast::{Arguments, CmpOp, Comprehension, Expr, ExprCall, ExprCompare};
use warmfront_syntax::text::Ranged;

use super::{BlockId, BlockKind, Circumstances, Reader, Term, TermId, Trait, kind};
use crate::pass::defer::analysis::facts::{Call, CallId, CallKind, Chain, Symbol};

/// Longest text that is kept.
const LONGEST_TEXT: usize = 120;

/// What reads all names of a module at once, when called without a namespace.
const NAMESPACE_READERS: [&str; 6] = ["globals", "vars", "locals", "dir", "eval", "exec"];

/// Collects the names in an expression.
struct NamesOf<'a>(Vec<&'a str>);

impl<'a> Visitor<'a> for NamesOf<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            self.0.push(name.id.as_str());
        }
        visitor::walk_expr(self, expression);
    }
}

impl Reader<'_> {
    /// Notes what an expression does, and returns what comes out.
    pub(super) fn term(&mut self, expression: &Expr) -> TermId {
        match expression {
            Expr::Name(name) => self.name(name.id.as_str()),
            Expr::Attribute(_) => self.chain(expression),
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => {
                self.note_looked_for(&subscript.slice, &subscript.value);
                let base = self.term(&subscript.value);
                let key = self.term(&subscript.slice);
                self.push(Term::Element(base, key))
            }
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                if text.len() > LONGEST_TEXT {
                    return self.fresh();
                }
                let symbol = self.symbol(text);
                self.push(Term::Text(symbol))
            }
            Expr::If(conditional) => {
                self.term(&conditional.test);
                let body = self.term(&conditional.body);
                let other = self.term(&conditional.orelse);
                self.push(Term::Either(body, other))
            }
            Expr::BoolOp(operation) => {
                let terms: Vec<TermId> = operation
                    .values
                    .iter()
                    .map(|value| self.term(value))
                    .collect();
                self.either(&terms)
            }
            Expr::Named(named) => {
                let value = self.term(&named.value);
                self.target(&named.target, value);
                value
            }
            Expr::Starred(starred) => {
                let value = self.term(&starred.value);
                self.push(Term::Item(value))
            }
            Expr::Await(awaited) => self.term(&awaited.value),
            Expr::Yield(yielded) => {
                if let Some(value) = &yielded.value {
                    let term = self.term(value);
                    self.here().returns.push(term);
                }
                self.push(Term::Unknown)
            }
            Expr::YieldFrom(yielded) => {
                self.term(&yielded.value);
                self.push(Term::Unknown)
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            _ => self.display(expression),
        }
    }

    /// Expressions that make an object: displays, comprehensions, operators, literals.
    fn display(&mut self, expression: &Expr) -> TermId {
        match expression {
            Expr::Tuple(tuple) => self.holding(&tuple.elts),
            Expr::List(list) => self.holding(&list.elts),
            Expr::Set(set) => self.holding(&set.elts),
            Expr::Dict(dict) => {
                let mut held = Vec::new();
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        self.term(key);
                    }
                    held.push(self.term(&item.value));
                }
                let held = self.either(&held);
                self.push(Term::Holding(held))
            }
            Expr::ListComp(list) => self.comprehension(expression, &list.generators, &[&list.elt]),
            Expr::SetComp(set) => self.comprehension(expression, &set.generators, &[&set.elt]),
            Expr::Generator(generator) => {
                self.comprehension(expression, &generator.generators, &[&generator.elt])
            }
            Expr::DictComp(dict) => {
                let mut results: Vec<&Expr> = dict.key.iter().map(|key| &**key).collect();
                results.push(&dict.value);
                self.comprehension(expression, &dict.generators, &results)
            }
            Expr::BinOp(operation) => {
                self.term(&operation.left);
                self.term(&operation.right);
                self.fresh()
            }
            Expr::UnaryOp(operation) => {
                self.term(&operation.operand);
                self.fresh()
            }
            Expr::Compare(compare) => {
                self.compare(compare);
                self.fresh()
            }
            Expr::FString(text) => {
                for element in text.value.elements() {
                    if let Some(element) = element.as_interpolation() {
                        self.term(&element.expression);
                    }
                }
                self.fresh()
            }
            Expr::Slice(slice) => {
                for bound in [&slice.lower, &slice.upper, &slice.step]
                    .into_iter()
                    .flatten()
                {
                    self.term(bound);
                }
                self.fresh()
            }
            _ => self.fresh(),
        }
    }

    fn compare(&mut self, compare: &ExprCompare) {
        if let ([CmpOp::In | CmpOp::NotIn], [right]) = (&*compare.ops, &*compare.comparators) {
            self.note_looked_for(&compare.left, right);
        }
        self.term(&compare.left);
        for comparator in &*compare.comparators {
            self.term(comparator);
        }
    }

    fn holding(&mut self, elements: &[Expr]) -> TermId {
        let held: Vec<TermId> = elements.iter().map(|element| self.term(element)).collect();
        let held = self.either(&held);
        self.push(Term::Holding(held))
    }

    fn either(&mut self, terms: &[TermId]) -> TermId {
        // What a long table holds is not told apart.
        const MOST: usize = 12;
        let mut terms = terms.iter().copied();
        let Some(first) = terms.next() else {
            return self.fresh();
        };
        if terms.len() >= MOST {
            return self.push(Term::Unknown);
        }
        terms.fold(first, |all, next| {
            if all == next {
                all
            } else {
                self.push(Term::Either(all, next))
            }
        })
    }

    fn comprehension(
        &mut self,
        whole: &Expr,
        generators: &[Comprehension],
        results: &[&Expr],
    ) -> TermId {
        let Some((first, _)) = generators.split_first() else {
            return self.fresh();
        };
        let outermost = self.term(&first.iter);
        let mut held = Vec::new();
        self.within(&whole.range(), kind::COMPREHENSION, |reader| {
            for (index, generator) in generators.iter().enumerate() {
                let iterated = match index {
                    0 => outermost,
                    _ => reader.term(&generator.iter),
                };
                let item = reader.push(Term::Item(iterated));
                reader.target(&generator.target, item);
                for condition in &generator.ifs {
                    reader.term(condition);
                }
            }
            held.extend(results.iter().map(|result| reader.term(result)));
        });
        let held = self.either(&held);
        self.push(Term::Holding(held))
    }

    fn name(&mut self, name: &str) -> TermId {
        let symbol = self.symbol(name);
        let Some(home) = self.scopes.lookup(name, self.scope) else {
            return self.push(Term::Name(symbol));
        };
        let block = self.block_of(home);
        let is_inner = home != warmfront_syntax::scope::ScopeId::MODULE;
        let term = match block {
            BlockId::MODULE if !is_inner => Term::Name(symbol),
            _ if block == self.block => Term::Local(symbol),
            _ => Term::Outer(block, symbol),
        };
        self.push(term)
    }

    /// A name with attributes, as far as they go.
    fn chain(&mut self, expression: &Expr) -> TermId {
        let mut attributes = Vec::new();
        let mut base = expression;
        while let Expr::Attribute(attribute) = base {
            attributes.push(attribute);
            base = &attribute.value;
        }
        let mut term = self.term(base);
        let root = self.facts.term(term);
        for attribute in attributes.into_iter().rev() {
            let symbol = self.symbol(attribute.attr.as_str());
            if matches!(attribute.attr.as_str(), "eval_str" | "get_type_hints") {
                self.facts.traits.insert(Trait::ReadsAnnotations);
            }
            term = self.push(Term::Attribute(term, symbol));
        }
        if matches!(root, Term::Name(_)) {
            let chain = Chain {
                term,
                block: self.block,
                offset: u32::from(expression.start()),
                line: self.line(expression),
            };
            self.facts.chains.push(chain);
        }
        term
    }

    fn call(&mut self, call: &ExprCall) -> TermId {
        // `globals().update(x)` binds names, and reads none.
        let is_update = call
            .func
            .as_attribute_expr()
            .is_some_and(|method| matches!(method.attr.as_str(), "update" | "setdefault"));
        let before = self.reads_globals;
        self.reads_globals &= !is_update;
        let callee = self.term(&call.func);
        self.reads_globals = before;
        self.note_reader(call);
        if let (Expr::Attribute(method), [first, ..]) = (&*call.func, &*call.arguments.args) {
            match method.attr.as_str() {
                "pop" | "setdefault" | "__delitem__" => self.note_taken_out(first, &method.value),
                _ => self.note_looked_for(first, &method.value),
            }
        }
        let (arguments, keywords) = self.arguments(&call.arguments);
        let line = self.line(call);
        self.push_call(Call {
            callee,
            arguments,
            keywords,
            line,
            kind: CallKind::Plain,
            circumstances: self.circumstances,
        })
    }

    pub(super) fn push_call(&mut self, call: Call) -> TermId {
        let id = CallId::next(&self.facts.calls);
        self.facts.calls.push(call);
        self.here().calls.push(id);
        self.push(Term::Call(id))
    }

    pub(super) fn arguments(
        &mut self,
        arguments: &Arguments,
    ) -> (Vec<TermId>, Vec<(Option<Symbol>, TermId)>) {
        let positional = arguments.args.iter().map(|argument| self.term(argument));
        let positional = positional.collect();
        let mut keywords = Vec::new();
        for keyword in &arguments.keywords {
            let name = keyword.arg.as_ref().map(|name| self.symbol(name.as_str()));
            keywords.push((name, self.term(&keyword.value)));
        }
        (positional, keywords)
    }

    /// Notes calls that read the module's names, or the annotations of something.
    fn note_reader(&mut self, call: &ExprCall) {
        let name = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let n_arguments = call.arguments.args.len();
        let is_plain = call.func.is_name_expr();
        let is_builtin = is_plain && self.scopes.lookup(name, self.scope).is_none();
        let evaluates = call
            .arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.as_ref().is_some_and(|name| name == "eval_str"));
        if name == "get_type_hints" || evaluates {
            self.facts.traits.insert(Trait::ReadsAnnotations);
        }
        if !is_builtin || !NAMESPACE_READERS.contains(&name) {
            return;
        }
        let reads = match name {
            "globals" => self.reads_globals,
            // In a function `locals` and its like are about the function.
            "vars" | "locals" | "dir" => {
                n_arguments == 0 && self.facts.block(self.block).kind == BlockKind::Module
            }
            // With a namespace given it is that one that is read.
            _ => n_arguments < 2,
        };
        if reads {
            self.facts.traits.insert(Trait::ReadsItsNames);
        }
    }

    /// Notes what evaluating an annotation does, and what its texts name.
    pub(super) fn annotation(&mut self, annotation: &Expr) {
        let is_evaluated = !self.facts.traits.has(Trait::LateAnnotations)
            && self.facts.block(self.block).kind != BlockKind::Function;
        if is_evaluated {
            let before = self.circumstances;
            self.circumstances = before | Circumstances::ALWAYS;
            self.term(annotation);
            self.circumstances = before;
        }
        self.note_texts(annotation);
    }

    /// Notes a name that is looked for in `sys.modules`.
    pub(super) fn note_looked_for(&mut self, name: &Expr, modules: &Expr) {
        if let Some(found) = self.looked_for(name, modules) {
            self.facts.looked_for.push(found);
        }
    }

    /// Notes a name that is taken out of `sys.modules`, or put there.
    pub(super) fn note_taken_out(&mut self, name: &Expr, modules: &Expr) {
        if let Some(found) = self.looked_for(name, modules) {
            self.facts.taken_out.push(found);
        }
    }

    fn looked_for(&mut self, name: &Expr, modules: &Expr) -> Option<(Symbol, u32)> {
        let is_modules = match modules {
            Expr::Attribute(attribute) => attribute.attr.as_str() == "modules",
            Expr::Name(name) => name.id.as_str() == "modules",
            _ => false,
        };
        let text = name.as_string_literal_expr().filter(|_| is_modules)?;
        let symbol = self.symbol(text.value.to_str());
        Some((symbol, self.line(text)))
    }

    /// Annotations of variables in functions are never evaluated.
    pub(super) fn note_unevaluated(&mut self, annotation: &Expr) {
        let is_late = self.facts.traits.has(Trait::LateAnnotations);
        if is_late || self.facts.block(self.block).kind != BlockKind::Function {
            return;
        }
        let mut names = NamesOf(Vec::new());
        names.visit_expr(annotation);
        for name in names.0 {
            let home = self.scopes.lookup(name, self.scope);
            if home == Some(warmfront_syntax::scope::ScopeId::MODULE) {
                let symbol = self.symbol(name);
                *self.unevaluated.entry(symbol).or_default() += 1;
            }
        }
    }

    /// Notes the names in texts that stand in an annotation.
    fn note_texts(&mut self, annotation: &Expr) {
        match annotation {
            Expr::StringLiteral(literal) => {
                let line = self.line(literal);
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                let text = literal.value.to_str();
                for word in text.split(|c| !is_word(c)).filter(|word| !word.is_empty()) {
                    let symbol = self.symbol(word);
                    self.hinted.entry(symbol).or_insert(line);
                }
            }
            Expr::Subscript(subscript) => {
                self.note_texts(&subscript.value);
                self.note_texts(&subscript.slice);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|part| self.note_texts(part)),
            Expr::List(list) => list.elts.iter().for_each(|part| self.note_texts(part)),
            Expr::BinOp(operation) => {
                self.note_texts(&operation.left);
                self.note_texts(&operation.right);
            }
            _ => {}
        }
    }
}
