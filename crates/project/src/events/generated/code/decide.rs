//! Tests: what they ask of the event, and how they end where that is decided.

use serde_json::Value as Json;
use warmfront_syntax::ast::{BoolOp, CmpOp, Expr, ExprCompare, UnaryOp};

use super::follow::{Decision, Follow, Frame};
use super::known::{Known, below};
use crate::events::generated::value::Use;
use crate::events::generated::wanted::Step;

impl<'a> Follow<'a, '_> {
    /// Follows a test, and says how it ends where that is known.
    pub(super) fn truth(&mut self, test: &'a Expr, frame: &mut Frame<'a>) -> Option<bool> {
        if !self.step() {
            return None;
        }
        match test {
            Expr::BoolOp(operation) => {
                let ends = operation.op == BoolOp::Or;
                let mut all = Some(!ends);
                for value in &operation.values {
                    match self.truth(value, frame) {
                        Some(truth) if truth == ends => {
                            return Some(ends).filter(|_| all.is_some());
                        }
                        Some(_) => {}
                        None => all = None,
                    }
                }
                all
            }
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => {
                self.truth(&operation.operand, frame).map(|truth| !truth)
            }
            Expr::Compare(compare) => self.compare(compare, frame),
            _ => {
                let value = self.express(test, frame);
                self.is_true(&value)
            }
        }
    }

    fn is_true(&mut self, value: &Known<'a>) -> Option<bool> {
        self.used(value, Use::Truth);
        self.guards.extend(value.places());
        match value {
            Known::Constant(constant) => Some(truthy(constant)),
            Known::List(items) => Some(!items.is_empty()),
            Known::Wanted(path) => match self.decisions.get(path)? {
                Decision::Value(value) => Some(truthy(value)),
                Decision::Present => Some(true),
                Decision::Absent => Some(false),
            },
            _ => None,
        }
    }

    /// Follows a comparison.
    pub(super) fn compare(
        &mut self,
        compare: &'a ExprCompare,
        frame: &mut Frame<'a>,
    ) -> Option<bool> {
        let mut left = self.express(&compare.left, frame);
        let mut all = Some(true);
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let right = self.express(right, frame);
            let holds = self.holds(&left, *op, &right);
            all = match (all, holds) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            left = right;
        }
        all
    }

    fn holds(&mut self, left: &Known<'a>, op: CmpOp, right: &Known<'a>) -> Option<bool> {
        match op {
            CmpOp::Eq | CmpOp::Is => self.equal(left, right),
            CmpOp::NotEq | CmpOp::IsNot => self.equal(left, right).map(|equal| !equal),
            CmpOp::In => self.contains(right, left),
            CmpOp::NotIn => self.contains(right, left).map(|contains| !contains),
            CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
                for (value, other) in [(left, right), (right, left)] {
                    if let Some(Json::Number(number)) = other.constant() {
                        let used = if number.is_f64() {
                            Use::Number
                        } else {
                            Use::Whole
                        };
                        self.used(value, used);
                    }
                }
                None
            }
        }
    }

    /// Says whether two values are equal.
    pub(super) fn equal(&mut self, left: &Known<'a>, right: &Known<'a>) -> Option<bool> {
        let (place, constant) = match (left, right) {
            (Known::Constant(left), Known::Constant(right)) => return Some(left == right),
            (value, Known::Constant(constant)) | (Known::Constant(constant), value) => {
                (value, constant)
            }
            _ => return None,
        };
        let is_single = matches!(place, Known::Wanted(_));
        let mut equal = None;
        for path in place.places() {
            if constant.is_null() {
                if let Some(place) = self.reads.at(&path) {
                    place.uses.insert(Use::Truth);
                }
                equal = match self.decisions.get(&path) {
                    Some(Decision::Absent) => Some(true),
                    Some(Decision::Value(value)) => Some(value.is_null()),
                    Some(Decision::Present) => Some(false),
                    None => None,
                };
                continue;
            }
            self.reads.compared(&path, constant.clone());
            equal = match self.decisions.get(&path) {
                Some(Decision::Value(value)) => Some(same(value, constant)),
                Some(Decision::Absent) => Some(false),
                _ => None,
            };
        }
        equal.filter(|_| is_single)
    }

    /// Says whether a collection has a value.
    fn contains(&mut self, collection: &Known<'a>, value: &Known<'a>) -> Option<bool> {
        if let Some(members) = collection.members() {
            return self.is_member(value, &members);
        }
        let Known::Wanted(path) = collection else {
            if matches!(collection, Known::Entries { .. }) {
                self.subscripts(collection, value, false);
            }
            return None;
        };
        let mut found = None;
        for key in value.alternatives() {
            let Some(key) = key.constant().and_then(Json::as_str) else {
                continue;
            };
            // A text in a text is no key.
            let uses = self
                .reads
                .at(path)
                .map(|place| place.uses.clone())
                .unwrap_or_default();
            if uses.contains(&Use::Text) || matches!(path.last(), Some(Step::Base64)) {
                continue;
            }
            let path = below(path, Step::Key(key.to_owned()));
            if let Some(place) = self.reads.at(&path) {
                place.is_tested = true;
            }
            self.guards.push(path.clone());
            found = match self.decisions.get(&path) {
                Some(Decision::Absent) => Some(false),
                Some(_) => Some(true),
                None => None,
            };
        }
        found.filter(|_| matches!(value, Known::Constant(_)))
    }

    fn is_member(&mut self, value: &Known<'a>, members: &[Json]) -> Option<bool> {
        if let Known::Constant(constant) = value {
            return Some(members.contains(constant));
        }
        let mut found = None;
        for path in value.places() {
            for member in members {
                self.reads.compared(&path, member.clone());
            }
            found = match self.decisions.get(&path) {
                Some(Decision::Value(value)) => {
                    Some(members.iter().any(|member| same(value, member)))
                }
                Some(Decision::Absent) => Some(false),
                _ => None,
            };
        }
        found.filter(|_| matches!(value, Known::Wanted(_)))
    }
}

/// Says whether Python takes a value for true.
fn truthy(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
    }
}

/// Says whether two values are the same to code that may fold the case of texts.
fn same(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::String(left), Json::String(right)) => left.eq_ignore_ascii_case(right),
        (left, right) => left == right,
    }
}
