//! Classes that describe data: pydantic's models, data classes, typed dictionaries, enumerations.

use warmfront_syntax::ast::{Expr, Stmt, StmtAnnAssign, StmtClassDef};

use super::call::Named;
use super::follow::{Follow, Frame};
use super::known::{Known, below};
use crate::events::generated::value::Use;
use crate::events::generated::wanted::{Path, Step};

/// Deepest place that a model describes.
pub(super) const DEEPEST: usize = 14;

impl<'a> Follow<'a, '_> {
    /// Notes that a place of the event is what a class describes.
    pub(super) fn describe(&mut self, module: &'a str, class: &'a StmtClassDef, path: &Path) {
        if path.len() > DEEPEST || self.models.contains_key(path) || !self.step() {
            return;
        }
        self.reads.used(path, Use::Map);
        self.models.insert(path.clone(), (module, class));
        for base in class.arguments.iter().flat_map(|arguments| &arguments.args) {
            let mut frame = Frame {
                module,
                ..Frame::default()
            };
            if let Known::Class { module, class } = self.express(base, &mut frame) {
                self.fields(module, class, path);
            }
        }
        self.fields(module, class, path);
        self.validators(module, class, path);
    }

    fn fields(&mut self, module: &'a str, class: &'a StmtClassDef, path: &Path) {
        for field in annotated(class) {
            let Expr::Name(name) = &*field.target else {
                continue;
            };
            if name.id.starts_with('_') || is_class_variable(&field.annotation) {
                continue;
            }
            let key = alias(field).unwrap_or_else(|| name.id.to_string());
            let path = below(path, Step::Key(key));
            let default = field.value.as_deref();
            let has_default = default.is_some_and(|default| !is_required(default));
            self.read(&path, !has_default);
            if let Some(default) = default {
                self.constrained(default, &path, module);
            }
            self.annotate(&field.annotation, &path, module);
        }
    }

    /// Follows what a model checks of its values.
    fn validators(&mut self, module: &'a str, class: &'a StmtClassDef, path: &Path) {
        for function in functions(class) {
            for decorator in &function.decorator_list {
                let Expr::Call(call) = &decorator.expression else {
                    continue;
                };
                let name = match &*call.func {
                    Expr::Name(name) => name.id.as_str(),
                    Expr::Attribute(attribute) => attribute.attr.as_str(),
                    _ => continue,
                };
                let own = Known::Function {
                    module,
                    function,
                    bound: None,
                };
                let this = Known::Wanted(path.clone());
                if matches!(name, "model_validator" | "root_validator") {
                    let is_method = function
                        .parameters
                        .args
                        .first()
                        .is_some_and(|first| first.parameter.name.as_str() == "self");
                    let given = if is_method {
                        vec![this]
                    } else {
                        vec![Known::Unknown, this]
                    };
                    self.call(&own, given, Vec::new());
                } else if matches!(name, "field_validator" | "validator") {
                    for field in &call.arguments.args {
                        if let Expr::StringLiteral(field) = field {
                            let key = Step::Key(field.value.to_str().to_owned());
                            let value = Known::Wanted(below(path, key));
                            self.call(&own, vec![Known::Unknown, value], Vec::new());
                        }
                    }
                }
            }
        }
    }

    /// Returns the key of a field, where a class has it.
    pub(super) fn field_key(
        &mut self,
        module: &'a str,
        class: &'a StmtClassDef,
        name: &str,
    ) -> Option<String> {
        let mut open = vec![(module, class)];
        for _ in 0..20 {
            let (module, class) = open.pop()?;
            let found = annotated(class).find(|field| {
                field
                    .target
                    .as_name_expr()
                    .is_some_and(|target| target.id.as_str() == name)
            });
            if let Some(field) = found {
                return Some(alias(field).unwrap_or_else(|| name.to_owned()));
            }
            for base in class.arguments.iter().flat_map(|arguments| &arguments.args) {
                let mut frame = Frame {
                    module,
                    ..Frame::default()
                };
                if let Known::Class { module, class } = self.express(base, &mut frame) {
                    open.push((module, class));
                }
            }
        }
        None
    }

    /// Makes an instance of a class, whose fields say of what they are given what it is.
    pub(super) fn construct(
        &mut self,
        module: &'a str,
        class: &'a StmtClassDef,
        given: Vec<Known<'a>>,
        mut named: Named<'a>,
    ) -> Known<'a> {
        if let Some(function) =
            functions(class).find(|function| function.name.as_str() == "__init__")
        {
            let made = Known::Made {
                module,
                class,
                given: Vec::new(),
            };
            let own = Known::Function {
                module,
                function,
                bound: Some(Box::new(made)),
            };
            let mut all = named.clone();
            self.call(&own, given, named);
            // Attributes mostly keep the names of the parameters.
            return Known::Made {
                module,
                class,
                given: std::mem::take(&mut all),
            };
        }
        let fields: Vec<&'a StmtAnnAssign> = annotated(class).collect();
        for (field, value) in fields.iter().zip(given) {
            if let Expr::Name(name) = &*field.target {
                named.push((name.id.to_string(), value));
            }
        }
        for field in fields {
            let Expr::Name(name) = &*field.target else {
                continue;
            };
            let own = named.iter().find(|(own, _)| *own == name.id.as_str());
            for path in own.map(|(_, value)| value.places()).unwrap_or_default() {
                self.annotate(&field.annotation, &path, module);
                if let Some(value) = &field.value {
                    self.constrained(value, &path, module);
                }
            }
        }
        Known::Made {
            module,
            class,
            given: named,
        }
    }
}

/// Says whether a class has a function of this name.
pub(super) fn has_own(class: &StmtClassDef, name: &str) -> bool {
    functions(class).any(|function| function.name.as_str() == name)
}

/// Says whether a class lists what a value may be.
pub(super) fn is_enumeration(class: &StmtClassDef) -> bool {
    let mut bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
    bases.any(|base| {
        let name = base.as_name_expr().map(|name| name.id.as_str());
        let name = name.or(base
            .as_attribute_expr()
            .map(|attribute| attribute.attr.as_str()));
        name.is_some_and(|name| name.ends_with("Enum") || name.ends_with("Flag"))
    })
}

fn annotated(class: &StmtClassDef) -> impl Iterator<Item = &StmtAnnAssign> {
    class.body.iter().filter_map(|statement| match statement {
        Stmt::AnnAssign(field) => Some(field),
        _ => None,
    })
}

fn functions(
    class: &StmtClassDef,
) -> impl Iterator<Item = &warmfront_syntax::ast::StmtFunctionDef> {
    class.body.iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(function) => Some(function),
        _ => None,
    })
}

fn is_class_variable(annotation: &Expr) -> bool {
    let of = annotation
        .as_subscript_expr()
        .map_or(annotation, |generic| &generic.value);
    let name = of.as_name_expr().map(|name| name.id.as_str());
    name == Some("ClassVar")
}

/// What says that a column of `SQLAlchemy`'s need not be given.
const COLUMN: [&str; 4] = ["primary_key", "default", "server_default", "nullable"];

/// Says whether what stands as a default says that there is none: `...`, `Field(...)`, `Field(ge=1)`.
fn is_required(default: &Expr) -> bool {
    match default {
        Expr::EllipsisLiteral(_) => true,
        Expr::Call(call) => {
            let is_field = call.func.as_name_expr().is_some_and(|name| {
                matches!(
                    name.id.as_str(),
                    "Field" | "field" | "Query" | "Path" | "Body" | "Header"
                )
            });
            let has_default = call
                .arguments
                .args
                .first()
                .is_some_and(|first| !first.is_ellipsis_literal_expr())
                || ["default", "default_factory"]
                    .iter()
                    .any(|name| call.arguments.find_keyword(name).is_some());
            if call
                .func
                .as_name_expr()
                .is_some_and(|name| name.id.as_str() == "mapped_column")
            {
                return !call.arguments.args.iter().any(Expr::is_call_expr)
                    && !COLUMN
                        .iter()
                        .any(|name| call.arguments.find_keyword(name).is_some());
            }
            is_field && !has_default
        }
        _ => false,
    }
}

/// Returns the key that a field has in JSON, where that is not its name.
fn alias(field: &StmtAnnAssign) -> Option<String> {
    let call = field.value.as_deref()?.as_call_expr()?;
    let alias = ["alias", "validation_alias"]
        .iter()
        .find_map(|name| call.arguments.find_keyword(name))?;
    Some(
        alias
            .value
            .as_string_literal_expr()?
            .value
            .to_str()
            .to_owned(),
    )
}
