//! Following expressions.

use serde_json::Value as Json;
use warmfront_syntax::ast::{
    Comprehension, Expr, ExprDictComp, ExprFString, ExprIf, InterpolatedStringElement, Number,
    Operator, UnaryOp,
};

use super::follow::{Follow, Frame};
use super::known::{Known, below};
use super::sources::Binding;
use crate::events::generated::value::Use;
use crate::events::generated::wanted::Step;

/// Deepest nesting of expressions and calls together.
const DEEPEST: usize = 300;

/// Most items of a literal that are told apart.
const MOST_ITEMS: usize = 64;

impl<'a> Follow<'a, '_> {
    /// Follows an expression, and returns what is known of its value.
    pub(super) fn express(&mut self, expression: &'a Expr, frame: &mut Frame<'a>) -> Known<'a> {
        if self.depth >= DEEPEST || !self.step() {
            return Known::Unknown;
        }
        self.depth += 1;
        let known = self.expression(expression, frame);
        self.depth -= 1;
        known
    }

    fn expression(&mut self, expression: &'a Expr, frame: &mut Frame<'a>) -> Known<'a> {
        match expression {
            Expr::Name(name) => self.name(&name.id, frame),
            Expr::Attribute(attribute) => {
                let of = self.express(&attribute.value, frame);
                self.attribute(&of, &attribute.attr)
            }
            Expr::Subscript(subscript) => {
                let of = self.express(&subscript.value, frame);
                if matches!(*subscript.slice, Expr::Slice(_)) {
                    return of;
                }
                let key = self.express(&subscript.slice, frame);
                self.subscript(&of, &key)
            }
            Expr::Call(call) => self.called(call, frame),
            Expr::BoolOp(operation) => self.any_of(&operation.values, frame),
            Expr::UnaryOp(operation) => {
                let value = self.express(&operation.operand, frame);
                if operation.op == UnaryOp::USub {
                    self.used(&value, Use::Number);
                }
                Known::Unknown
            }
            Expr::BinOp(operation) => {
                let left = self.express(&operation.left, frame);
                let right = self.express(&operation.right, frame);
                self.joined(operation.op, left, right)
            }
            Expr::Compare(compare) => match self.compare(compare, frame) {
                Some(truth) => Known::Constant(truth.into()),
                None => Known::Unknown,
            },
            Expr::If(choice) => self.chosen(choice, frame),
            Expr::Named(named) => {
                let value = self.express(&named.value, frame);
                self.bind(&named.target, value.clone(), frame);
                value
            }
            Expr::Await(awaited) => self.express(&awaited.value, frame),
            Expr::Starred(starred) => self.express(&starred.value, frame),
            Expr::FString(text) => self.formatted(text, frame),
            _ => self.made(expression, frame),
        }
    }

    /// Follows `and` and `or`, whose value is one of their operands.
    fn any_of(&mut self, values: &'a [Expr], frame: &mut Frame<'a>) -> Known<'a> {
        let mut all = Vec::new();
        for value in values {
            let value = self.express(value, frame);
            self.used(&value, Use::Truth);
            all.push(value);
        }
        // What stands for nothing says nothing of what there is.
        all.retain(|each| !each.constant().is_some_and(is_nothing));
        if all.iter().any(|each| matches!(each, Known::Wanted(_))) {
            all.retain(|each| !matches!(each, Known::Dict(_) | Known::List(_)));
        }
        Known::either(all)
    }

    fn chosen(&mut self, choice: &'a ExprIf, frame: &mut Frame<'a>) -> Known<'a> {
        let n_guards = self.guards.len();
        let truth = self.truth(&choice.test, frame);
        if truth == Some(false) {
            self.guards.truncate(n_guards);
            return self.express(&choice.orelse, frame);
        }
        let body = self.express(&choice.body, frame);
        self.guards.truncate(n_guards);
        if truth == Some(true) {
            return body;
        }
        let other = self.express(&choice.orelse, frame);
        Known::either(vec![body, other])
    }

    /// Follows literals and comprehensions.
    fn made(&mut self, expression: &'a Expr, frame: &mut Frame<'a>) -> Known<'a> {
        match expression {
            Expr::StringLiteral(text) => Known::text(text.value.to_str()),
            Expr::BooleanLiteral(flag) => Known::Constant(flag.value.into()),
            Expr::NoneLiteral(_) => Known::Constant(Json::Null),
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(int) => int
                    .as_i64()
                    .map_or(Known::Unknown, |int| Known::Constant(int.into())),
                Number::Float(float) => Known::Constant((*float).into()),
                Number::Complex { .. } => Known::Unknown,
            },
            Expr::List(list) => self.items(&list.elts, frame),
            Expr::Tuple(tuple) => self.items(&tuple.elts, frame),
            Expr::Set(set) => self.items(&set.elts, frame),
            Expr::Dict(dict) => {
                let (mut entries, mut spread) = (Vec::new(), Vec::new());
                for item in dict.items.iter().take(MOST_ITEMS) {
                    let value = self.express(&item.value, frame);
                    match &item.key {
                        Some(key) => {
                            let key = self.express(key, frame);
                            entries.push((key, value));
                        }
                        None => match value {
                            Known::Dict(inner) => entries.extend(inner),
                            other => {
                                self.used(&other, Use::Map);
                                spread.push(other);
                            }
                        },
                    }
                }
                spread.push(Known::Dict(entries));
                Known::either(spread)
            }
            Expr::ListComp(each) => self.gone_through(&each.generators, &each.elt, frame),
            Expr::SetComp(each) => self.gone_through(&each.generators, &each.elt, frame),
            Expr::Generator(each) => self.gone_through(&each.generators, &each.elt, frame),
            Expr::DictComp(each) => self.mapped(each, frame),
            Expr::Yield(given) => {
                if let Some(value) = &given.value {
                    let value = self.express(value, frame);
                    frame.returned.push(Known::Each(Box::new(value)));
                }
                Known::Unknown
            }
            _ => Known::Unknown,
        }
    }

    fn items(&mut self, items: &'a [Expr], frame: &mut Frame<'a>) -> Known<'a> {
        let mut known = Vec::new();
        for item in items.iter().take(MOST_ITEMS) {
            let value = self.express(item, frame);
            match (item, value) {
                (Expr::Starred(_), Known::List(inner)) => known.extend(inner),
                (Expr::Starred(_), _) => {}
                (_, value) => known.push(value),
            }
        }
        known.truncate(MOST_ITEMS);
        Known::List(known)
    }

    fn formatted(&mut self, text: &'a ExprFString, frame: &mut Frame<'a>) -> Known<'a> {
        for element in text.value.elements() {
            let InterpolatedStringElement::Interpolation(part) = element else {
                continue;
            };
            let value = self.express(&part.expression, frame);
            let ending = part.format_spec.as_ref().and_then(|spec| {
                spec.elements.iter().find_map(|element| match element {
                    InterpolatedStringElement::Literal(literal) => literal.value.chars().last(),
                    InterpolatedStringElement::Interpolation(_) => None,
                })
            });
            match ending {
                Some('f' | 'e' | 'g' | '%') => self.used(&value, Use::Number),
                Some('d') => self.used(&value, Use::Whole),
                _ => {}
            }
        }
        Known::Unknown
    }

    /// Follows an operation, whose value matters where two collections are joined.
    fn joined(&mut self, op: Operator, left: Known<'a>, right: Known<'a>) -> Known<'a> {
        match (op, left, right) {
            (Operator::Add | Operator::BitOr, Known::List(mut left), Known::List(right)) => {
                left.extend(right);
                left.truncate(MOST_ITEMS);
                Known::List(left)
            }
            (op, left, right) => {
                self.arithmetic(op, &[left, right]);
                Known::Unknown
            }
        }
    }

    /// Notes what an operation says of its operands.
    pub(super) fn arithmetic(&mut self, op: Operator, operands: &[Known<'a>]) {
        let is_text = |known: &Known<'a>| matches!(known, Known::Constant(Json::String(_)));
        if operands.iter().any(is_text) {
            // A text that is formatted with `%` says nothing of what goes into it.
            if op == Operator::Add {
                for each in operands {
                    self.used(each, Use::Text);
                }
            }
            return;
        }
        let is_number = |known: &Known<'a>| matches!(known, Known::Constant(Json::Number(_)));
        let counts = match op {
            Operator::Sub
            | Operator::Mult
            | Operator::Div
            | Operator::FloorDiv
            | Operator::Pow
            | Operator::Mod => true,
            Operator::Add => operands.iter().any(is_number),
            _ => false,
        };
        if counts {
            for each in operands {
                self.used(each, Use::Number);
            }
        }
    }

    /// Follows a comprehension that makes a list.
    fn gone_through(
        &mut self,
        generators: &'a [Comprehension],
        element: &'a Expr,
        frame: &mut Frame<'a>,
    ) -> Known<'a> {
        let mut frame = frame.clone();
        if let Some(items) = self.listed(generators, &mut frame) {
            let mut made = Vec::new();
            for item in items {
                self.bind(&generators[0].target, item, &mut frame);
                made.push(self.express(element, &mut frame));
            }
            return Known::List(made);
        }
        self.generate(generators, &mut frame);
        Known::Each(Box::new(self.express(element, &mut frame)))
    }

    /// Follows a comprehension that makes a map.
    fn mapped(&mut self, each: &'a ExprDictComp, frame: &mut Frame<'a>) -> Known<'a> {
        let mut frame = frame.clone();
        let Some(key) = &each.key else {
            return Known::Unknown;
        };
        if let Some(items) = self.listed(&each.generators, &mut frame) {
            let mut made = Vec::new();
            for item in items {
                self.bind(&each.generators[0].target, item, &mut frame);
                let key = self.express(key, &mut frame);
                made.push((key, self.express(&each.value, &mut frame)));
            }
            return Known::Dict(made);
        }
        self.generate(&each.generators, &mut frame);
        self.express(key, &mut frame);
        let Known::Wanted(path) = self.express(&each.value, &mut frame) else {
            return Known::Unknown;
        };
        let Some(any) = path.iter().rposition(|step| *step == Step::Any) else {
            return Known::Unknown;
        };
        Known::Entries {
            map: path[..any].to_vec(),
            within: path[any + 1..].to_vec(),
        }
    }

    /// Returns the items that a comprehension goes through one by one, as it has one loop over what
    /// the code itself lists.
    fn listed(
        &mut self,
        generators: &'a [Comprehension],
        frame: &mut Frame<'a>,
    ) -> Option<Vec<Known<'a>>> {
        let [only] = generators else {
            return None;
        };
        if !only.ifs.is_empty() {
            return None;
        }
        match self.express(&only.iter, frame) {
            Known::List(items) => Some(items),
            Known::Dict(entries) => Some(entries.into_iter().map(|(key, _)| key).collect()),
            Known::Items(of) => match *of {
                Known::Dict(entries) => {
                    let pairs = entries.into_iter();
                    Some(
                        pairs
                            .map(|(key, value)| Known::List(vec![key, value]))
                            .collect(),
                    )
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn generate(&mut self, generators: &'a [Comprehension], frame: &mut Frame<'a>) {
        for generator in generators {
            let over = self.express(&generator.iter, frame);
            let item = self.item(&over);
            self.bind(&generator.target, item, frame);
            for test in &generator.ifs {
                self.truth(test, frame);
            }
        }
    }

    /// Returns what an item is of what is gone through.
    pub(super) fn item(&mut self, over: &Known<'a>) -> Known<'a> {
        let mut all = Vec::new();
        for each in over.alternatives() {
            all.push(match each {
                Known::Wanted(path) => {
                    self.reads.used(path, Use::List);
                    let path = below(path, Step::Item);
                    self.reads.at(&path);
                    Known::Wanted(path)
                }
                Known::List(items) => Known::either(items.clone()),
                Known::Dict(entries) => {
                    Known::either(entries.iter().map(|(key, _)| key.clone()).collect())
                }
                Known::Each(item) => (**item).clone(),
                Known::Entries { .. } => Known::Key,
                Known::Items(of) => self.pair(of),
                _ => Known::Unknown,
            });
        }
        Known::either(all)
    }

    fn pair(&mut self, of: &Known<'a>) -> Known<'a> {
        match of {
            Known::Wanted(path) => {
                self.reads.used(path, Use::Map);
                let path = below(path, Step::Any);
                self.reads.at(&path);
                Known::List(vec![Known::Key, Known::Wanted(path)])
            }
            Known::Dict(entries) => {
                let pairs = entries.iter();
                let pairs = pairs.map(|(key, value)| Known::List(vec![key.clone(), value.clone()]));
                Known::either(pairs.collect())
            }
            _ => Known::Unknown,
        }
    }

    fn name(&mut self, name: &str, frame: &Frame<'a>) -> Known<'a> {
        if let Some(known) = frame.names.get(name) {
            return known.clone();
        }
        self.global(frame.module, name)
    }

    /// Returns what a name of a module stands for.
    pub(super) fn global(&mut self, module: &'a str, name: &str) -> Known<'a> {
        let binding = self
            .world
            .modules
            .get(module)
            .and_then(|found| found.names.get(name));
        let Some(binding) = binding.cloned() else {
            return Known::Named(name.to_owned());
        };
        let key = (module, name.to_owned());
        if self.open.len() > 40 || self.open.contains(&key) {
            return Known::Unknown;
        }
        match binding {
            Binding::Function(function) => Known::Function {
                module,
                function,
                bound: None,
            },
            Binding::Class(class) => Known::Class { module, class },
            Binding::Value(value) => {
                self.open.push(key);
                let mut frame = Frame {
                    module,
                    ..Frame::default()
                };
                let known = self.express(value, &mut frame);
                self.open.pop();
                known
            }
            Binding::Import(from, what) => {
                self.open.push(key);
                let known = self.imported(&from, what.as_deref());
                self.open.pop();
                known
            }
        }
    }

    fn imported(&mut self, from: &str, what: Option<&str>) -> Known<'a> {
        let Some(what) = what else {
            return Known::Named(from.to_owned());
        };
        let whole = format!("{from}.{what}");
        if let Some((module, _)) = self.world.modules.get_key_value(from) {
            let is_bound = self.world.modules[from].names.contains_key(what);
            if is_bound || !self.world.modules.contains_key(whole.as_str()) {
                return self.global(module, what);
            }
        }
        Known::Named(whole)
    }
}

fn is_nothing(constant: &Json) -> bool {
    match constant {
        Json::Null => true,
        Json::String(text) => text.is_empty() || text == "{}" || text == "[]",
        Json::Bool(flag) => !flag,
        _ => false,
    }
}
