//! What annotations and constraints say of values: `list[Line]`, `Literal["a"]`, `Field(ge=1)`.

use serde_json::Value as Json;
use warmfront_syntax::ast::{Expr, ExprCall, Operator, Stmt, StmtClassDef};

use super::follow::{Follow, Frame};
use super::known::{Known, below};
use super::model::{DEEPEST, is_enumeration};
use super::pattern;
use crate::events::generated::value::Use;
use crate::events::generated::wanted::{Path, Step};

impl<'a> Follow<'a, '_> {
    /// Notes what an annotation says of a place.
    pub(super) fn annotate(&mut self, annotation: &'a Expr, path: &Path, module: &'a str) {
        if path.len() > DEEPEST || !self.step() {
            return;
        }
        match annotation {
            Expr::BinOp(either) if either.op == Operator::BitOr => {
                let (left, right) = (&*either.left, &*either.right);
                let chosen = if left.is_none_literal_expr() {
                    right
                } else {
                    left
                };
                self.annotate(chosen, path, module);
            }
            Expr::Subscript(generic) => {
                self.generic(&generic.value, &generic.slice, (path, module));
            }
            Expr::Call(call) => self.constraint(call, path, module),
            Expr::Name(_) | Expr::Attribute(_) => {
                let mut frame = Frame {
                    module,
                    ..Frame::default()
                };
                match self.express(annotation, &mut frame) {
                    Known::Class { module, class } => self.class(module, class, path),
                    Known::Named(name) => self.simple(&name, path),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn class(&mut self, module: &'a str, class: &'a StmtClassDef, path: &Path) {
        if !is_enumeration(class) {
            self.describe(module, class, path);
            return;
        }
        for statement in &class.body {
            if let Stmt::Assign(assign) = statement {
                let mut frame = Frame {
                    module,
                    ..Frame::default()
                };
                if let Known::Constant(value) = self.express(&assign.value, &mut frame) {
                    self.reads.compared(path, value);
                }
            }
        }
    }

    fn simple(&mut self, name: &str, path: &Path) {
        let last = name.rsplit('.').next().unwrap_or(name);
        let used = match last {
            "str" | "constr" => Use::Text,
            "int" | "PositiveInt" | "NonNegativeInt" => Use::Whole,
            "float" | "PositiveFloat" | "NonNegativeFloat" => Use::Number,
            "bool" => Use::Truth,
            "Decimal" => Use::Decimal,
            "date" => Use::Date,
            "datetime" | "AwareDatetime" => Use::Time,
            "UUID" | "UUID4" => Use::Uuid,
            "EmailStr" => Use::Email,
            "HttpUrl" | "AnyUrl" | "AnyHttpUrl" => Use::Url,
            "list" | "List" | "set" | "tuple" | "Sequence" => Use::List,
            "dict" | "Dict" | "Mapping" => Use::Map,
            _ => return,
        };
        self.reads.used(path, used);
    }

    /// Notes what a generic type says of a place: `list[Line]`, `Optional[int]`, `Literal["a"]`.
    fn generic(&mut self, of: &'a Expr, arguments: &'a Expr, (path, module): (&Path, &'a str)) {
        let name = match of {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let arguments = match arguments {
            Expr::Tuple(tuple) => &tuple.elts[..],
            one => std::slice::from_ref(one),
        };
        let Some(first) = arguments.first() else {
            return;
        };
        match name {
            "Literal" => {
                for argument in arguments {
                    let mut frame = Frame {
                        module,
                        ..Frame::default()
                    };
                    if let Known::Constant(value) = self.express(argument, &mut frame) {
                        self.reads.compared(path, value);
                    }
                }
            }
            "Annotated" => {
                self.annotate(first, path, module);
                for argument in &arguments[1..] {
                    if let Expr::Call(call) = argument {
                        self.constraint(call, path, module);
                    }
                }
            }
            "Optional" | "Mapped" | "Required" | "NotRequired" | "Final" => {
                self.annotate(first, path, module);
            }
            "Union" => {
                let known = arguments.iter().find(|each| !each.is_none_literal_expr());
                self.annotate(known.unwrap_or(first), path, module);
            }
            "dict" | "Dict" | "Mapping" => {
                self.reads.used(path, Use::Map);
                if let Some(value) = arguments.get(1) {
                    let path = below(path, Step::Any);
                    self.reads.at(&path);
                    self.annotate(value, &path, module);
                }
            }
            "list" | "List" | "set" | "Set" | "Sequence" | "Iterable" | "tuple" | "Tuple"
            | "frozenset" => {
                self.reads.used(path, Use::List);
                let path = below(path, Step::Item);
                self.reads.at(&path);
                self.annotate(first, &path, module);
            }
            _ => {}
        }
    }

    /// Notes what the default of a field says, where that is a call such as `Field(ge=1)`.
    pub(super) fn constrained(&mut self, default: &'a Expr, path: &Path, module: &'a str) {
        match default {
            Expr::Call(call) => self.constraint(call, path, module),
            constant => {
                let mut frame = Frame {
                    module,
                    ..Frame::default()
                };
                if let Known::Constant(value) = self.express(constant, &mut frame)
                    && let Some(place) = self.reads.at(path)
                {
                    place.default.get_or_insert(value);
                }
            }
        }
    }

    /// Notes what `Field(...)` and the like say of a place.
    fn constraint(&mut self, call: &'a ExprCall, path: &Path, module: &'a str) {
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else {
                continue;
            };
            let mut frame = Frame {
                module,
                ..Frame::default()
            };
            let value = self.express(&keyword.value, &mut frame);
            match (name.as_str(), value) {
                ("pattern" | "regex", Known::Constant(Json::String(wanted))) => {
                    if let Some(example) = pattern::example(&wanted)
                        && let Some(place) = self.reads.at(path)
                    {
                        place.example = Some(example.into());
                    }
                }
                ("examples", Known::List(examples)) => {
                    let first = examples.first().and_then(Known::constant).cloned();
                    if let (Some(first), Some(place)) = (first, self.reads.at(path)) {
                        place.example = Some(first);
                    }
                }
                ("example", Known::Constant(example)) => {
                    if let Some(place) = self.reads.at(path) {
                        place.example = Some(example);
                    }
                }
                ("default", Known::Constant(default)) => {
                    if let Some(place) = self.reads.at(path) {
                        place.default.get_or_insert(default);
                    }
                }
                ("min_length" | "min_items", Known::Constant(least)) => {
                    let least = least.as_u64().and_then(|least| usize::try_from(least).ok());
                    if let (Some(least), Some(place)) = (least, self.reads.at(path)) {
                        place.least_items = least;
                    }
                }
                ("ge" | "gt" | "le" | "lt", Known::Constant(bound)) => {
                    self.bound(name, &bound, path);
                }
                _ => {}
            }
        }
        if let Some(first) = call.arguments.args.first()
            && !first.is_ellipsis_literal_expr()
        {
            let mut frame = Frame {
                module,
                ..Frame::default()
            };
            if let Known::Constant(default) = self.express(first, &mut frame)
                && let Some(place) = self.reads.at(path)
            {
                place.default.get_or_insert(default);
            }
        }
    }

    fn bound(&mut self, name: &str, bound: &Json, path: &Path) {
        let Some(place) = self.reads.at(path) else {
            return;
        };
        let Some(bound) = bound.as_f64() else {
            return;
        };
        match name {
            "ge" => place.least = Some(bound),
            "gt" => place.least = Some(bound + 1.0),
            "le" => place.most = Some(bound),
            _ => place.most = Some(bound - 1.0),
        }
    }
}
