//! What attributes give.

use super::{At, Evaluator};
use crate::python::knowledge;
use crate::python::object::{ClassRef, FunctionRef, Object};
use crate::python::tree::FunctionId;

/// Decorators that make a method an attribute.
const PROPERTIES: &[&str] = &[
    "property",
    "functools.cached_property",
    "werkzeug.utils.cached_property",
    "django.utils.functional.cached_property",
    "cached_property.cached_property",
    "botocore.utils.CachedProperty",
];

impl Evaluator<'_> {
    /// Returns what an attribute of an object gives.
    pub(crate) fn attribute(&self, object: Object, name: &str) -> Object {
        match object {
            Object::Module(module) => self.guarded(|| self.global(module, name)),
            Object::Folder(folder) => {
                let below = crate::python::module::join(self.base.text(folder), name);
                let found = self.base.places.at(&below, &self.base.names);
                found.unwrap_or(Object::Unknown)
            }
            Object::External(owner) => {
                let owner = self.base.text(owner);
                let joined = format!("{owner}.{name}");
                self.base.external(&joined)
            }
            Object::Value(class) => {
                let class = self.base.text(class);
                match knowledge::attribute(class, name) {
                    Some(class) => self.base.value(&class),
                    None => self.base.external(&format!("{class}.{name}")),
                }
            }
            Object::Class(class) | Object::Instance(class) => {
                self.guarded(|| self.member(object, class, name))
            }
            Object::Function(_) | Object::Text(..) | Object::None | Object::Unknown => {
                Object::Unknown
            }
        }
    }

    fn member(&self, owner: Object, class: ClassRef, name: &str) -> Object {
        for ancestor in self.ancestry(class).iter().copied() {
            let Object::Class(ancestor) = ancestor else {
                if let Object::External(outside) = ancestor {
                    let outside = self.base.text(outside);
                    return self.base.external(&format!("{outside}.{name}"));
                }
                continue;
            };
            let tree = self.base.tree(ancestor.module);
            let Some(symbol) = tree.symbol(name) else {
                continue;
            };
            let bound = tree.class(ancestor.id).bound(symbol);
            if bound.is_empty() {
                continue;
            }
            let found = self.bound(ancestor.module, bound, None);
            return match found {
                Object::Function(function) if matches!(owner, Object::Instance(_)) => {
                    self.method(function)
                }
                found => found,
            };
        }
        Object::Unknown
    }

    /// Returns what a method is to an instance: what it returns, for a property.
    fn method(&self, function: FunctionRef) -> Object {
        if self.is_property(function) {
            self.result(function)
        } else {
            Object::Function(function)
        }
    }

    /// Returns whether a method is used as an attribute.
    pub(crate) fn is_property(&self, function: FunctionRef) -> bool {
        let decorators = self.decorators(function);
        decorators.iter().any(|name| PROPERTIES.contains(name))
    }

    /// Returns the qualified names of a function's decorators that come from outside.
    pub(crate) fn decorators(&self, function: FunctionRef) -> Vec<&str> {
        let tree = self.base.tree(function.module);
        let code = tree.function(function.id);
        let at = At {
            module: function.module,
            function: code.parent.unwrap_or(FunctionId::MODULE),
        };
        let decorators = tree.list(code.decorators).filter_map(|decorator| {
            let decorator = match tree.expr(decorator) {
                crate::python::tree::Expr::Call(function, _) => function,
                _ => decorator,
            };
            match self.expr(at, decorator) {
                Object::External(name) => Some(self.base.text(name)),
                _ => None,
            }
        });
        decorators.collect()
    }
}
