//! What annotations say.

use super::{At, Evaluator};
use crate::python::knowledge;
use crate::python::object::Object;
use crate::python::tree::{Expr, ExprId};

/// Generic names that stand for what they are given.
const TRANSPARENT: &[&str] = &["Annotated", "ClassVar", "Final", "Optional", "Union"];

impl Evaluator<'_> {
    /// Returns what a name with this annotation stands for.
    pub(crate) fn annotation(&self, at: At, id: ExprId) -> Object {
        let tree = self.base.tree(at.module);
        match tree.expr(id) {
            Expr::None => Object::None,
            Expr::Text(text) => self.quoted(at, tree.text(text)),
            Expr::Operation(left, right) => self
                .annotation(at, left)
                .or_else(|| self.annotation(at, right)),
            Expr::Subscript(generic, index) => self.generic(at, generic, index),
            Expr::Name(_) | Expr::Attribute(..) => self.instance(self.expr(at, id)),
            _ => Object::Unknown,
        }
    }

    fn generic(&self, at: At, generic: ExprId, index: ExprId) -> Object {
        let tree = self.base.tree(at.module);
        let object = self.expr(at, generic);
        if let Object::External(name) = object {
            let last = self.base.text(name).rsplit('.').next().unwrap_or_default();
            if TRANSPARENT.contains(&last) {
                let parts = match tree.expr(index) {
                    Expr::Tuple(parts) => tree.list(parts).collect(),
                    _ => vec![index],
                };
                let mut parts = parts.into_iter().map(|part| self.annotation(at, part));
                return parts
                    .find(|part| part.is_known())
                    .unwrap_or(Object::Unknown);
            }
        }
        self.instance(object)
    }

    /// Returns an instance of a class.
    fn instance(&self, class: Object) -> Object {
        match class {
            Object::Class(class) => Object::Instance(class),
            Object::External(name) => {
                let text = self.base.text(name);
                if text.starts_with("typing.") || matches!(text, "object" | "type") {
                    return Object::Unknown;
                }
                match knowledge::stub(text) {
                    Some(class) => self.base.value(&class),
                    None => Object::Value(name),
                }
            }
            Object::None => Object::None,
            _ => Object::Unknown,
        }
    }

    /// Reads an annotation in quotes, if it is a dotted name.
    fn quoted(&self, at: At, text: &str) -> Object {
        let mut parts = text.split(" |").next().unwrap_or(text).trim().split('.');
        let tree = self.base.tree(at.module);
        let first = parts.next().and_then(|first| tree.symbol(first));
        let Some(first) = first else {
            return Object::Unknown;
        };
        let first = self.guarded(|| self.name(at, first, None));
        self.instance(parts.fold(first, |object, part| self.attribute(object, part)))
    }
}
