//! Routes that code declares to a framework: `FastAPI`, Flask, Chalice, Powertools.

use std::collections::BTreeMap;

use warmfront_syntax::ast::{Expr, ExprCall, Parameter, Stmt, StmtFunctionDef};

use super::follow::{Follow, Frame};
use super::known::{Known, below};
use super::sources::{Binding, World};
use crate::events::generated::wanted::Step;
use crate::trigger::Front;

/// Most routes that are read.
const MOST: usize = 60;

/// Where the values of a route's path stand while its function is followed.
pub(in super::super) const IN_PATH: &str = "(path)";

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Route {
    pub(in super::super) method: String,
    /// Path with its parameters in braces.
    pub(in super::super) path: String,
    /// What the framework is made for, where it says so.
    pub(in super::super) front: Option<Front>,
    module: String,
    function: String,
}

impl Route {
    /// Returns the names of the parameters of the path.
    pub(in super::super) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// Finds the routes of the code.
pub(super) fn all(world: &World<'_>) -> Vec<Route> {
    let prefixes = prefixes(world);
    let mut routes = Vec::new();
    for (name, module) in &world.modules {
        for statement in module.suite {
            if let Stmt::FunctionDef(function) = statement {
                for decorator in &function.decorator_list {
                    if let Expr::Call(call) = &decorator.expression {
                        routes.extend(declared(name, function, call, (world, &prefixes)));
                    }
                }
            }
        }
    }
    routes.truncate(MOST);
    routes
}

fn declared(
    module: &str,
    function: &StmtFunctionDef,
    call: &ExprCall,
    (world, prefixes): (&World<'_>, &BTreeMap<String, String>),
) -> Vec<Route> {
    let Expr::Attribute(attribute) = &*call.func else {
        return Vec::new();
    };
    let Expr::Name(owner) = &*attribute.value else {
        return Vec::new();
    };
    let kind = attribute.attr.as_str();
    let methods = match kind {
        "get" | "post" | "put" | "delete" | "patch" | "head" | "options" => {
            vec![kind.to_ascii_uppercase()]
        }
        "route" | "api_route" => methods(call),
        _ => return Vec::new(),
    };
    let path = call.arguments.args.first().or_else(|| {
        let named = ["path", "rule"]
            .iter()
            .find_map(|name| call.arguments.find_keyword(name));
        named.map(|keyword| &keyword.value)
    });
    let Some(Expr::StringLiteral(path)) = path else {
        return Vec::new();
    };
    let path = path.value.to_str();
    if !path.is_empty() && !path.starts_with('/') {
        return Vec::new();
    }
    let key = format!("{module}.{}", owner.id);
    let prefix = prefixes.get(&key).map_or("", String::as_str);
    let made = made_by(world, module, &owner.id);
    let path = braced(&format!("{prefix}{path}"));
    let routes = methods.into_iter().map(|method| Route {
        method,
        path: path.clone(),
        front: made.as_deref().and_then(front),
        module: module.to_owned(),
        function: function.name.to_string(),
    });
    routes.collect()
}

fn methods(call: &ExprCall) -> Vec<String> {
    let given = ["methods", "method"]
        .iter()
        .find_map(|name| call.arguments.find_keyword(name));
    let texts = |expression: &Expr| {
        let text = expression.as_string_literal_expr()?;
        Some(text.value.to_str().to_ascii_uppercase())
    };
    let methods: Vec<String> = match given.map(|given| &given.value) {
        Some(Expr::List(list)) => list.elts.iter().filter_map(texts).collect(),
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().filter_map(texts).collect(),
        Some(one) => texts(one).into_iter().collect(),
        None => Vec::new(),
    };
    if methods.is_empty() {
        vec!["GET".to_owned()]
    } else {
        methods
    }
}

/// Returns the call that made an object of a module: `APIRouter(prefix="/orders")`.
fn maker<'a>(world: &World<'a>, module: &str, name: &str) -> Option<&'a ExprCall> {
    match world.modules.get(module)?.names.get(name)? {
        Binding::Value(Expr::Call(call)) => Some(call),
        _ => None,
    }
}

fn made_by(world: &World<'_>, module: &str, name: &str) -> Option<String> {
    let call = maker(world, module, name)?;
    let name = match &*call.func {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        _ => return None,
    };
    Some(name)
}

fn front(maker: &str) -> Option<Front> {
    Some(match maker {
        "APIGatewayRestResolver" | "ApiGatewayResolver" | "APIGatewayResolver" | "Chalice" => {
            Front::Rest
        }
        "APIGatewayHttpResolver" => Front::HttpApi,
        "ALBResolver" => Front::LoadBalancer,
        "LambdaFunctionUrlResolver" => Front::FunctionUrl,
        _ => return None,
    })
}

/// Returns what the paths of each router begin with, by `module.name`.
fn prefixes(world: &World<'_>) -> BTreeMap<String, String> {
    let mut prefixes = BTreeMap::new();
    for (module, found) in &world.modules {
        for (name, binding) in &found.names {
            if let Binding::Value(Expr::Call(call)) = binding
                && let Some(prefix) = prefix(call)
            {
                prefixes.insert(format!("{module}.{name}"), prefix);
            }
        }
    }
    for (module, found) in &world.modules {
        for statement in found.suite {
            let Stmt::Expr(statement) = statement else {
                continue;
            };
            let Expr::Call(call) = &*statement.value else {
                continue;
            };
            let name = call
                .func
                .as_attribute_expr()
                .map(|attribute| attribute.attr.as_str());
            if !matches!(name, Some("include_router" | "register_blueprint")) {
                continue;
            }
            let router = call
                .arguments
                .args
                .first()
                .and_then(|first| owner(world, module, first));
            if let (Some(router), Some(prefix)) = (router, prefix(call)) {
                let own = prefixes.remove(&router).unwrap_or_default();
                prefixes.insert(router, format!("{prefix}{own}"));
            }
        }
    }
    prefixes
}

fn prefix(call: &ExprCall) -> Option<String> {
    let given = ["prefix", "url_prefix"]
        .iter()
        .find_map(|name| call.arguments.find_keyword(name))?;
    Some(
        given
            .value
            .as_string_literal_expr()?
            .value
            .to_str()
            .to_owned(),
    )
}

/// Returns where a router is made that is called so in a module.
fn owner(world: &World<'_>, module: &str, router: &Expr) -> Option<String> {
    match router {
        Expr::Name(name) => match world.modules.get(module)?.names.get(name.id.as_str())? {
            Binding::Import(from, Some(what)) => Some(format!("{from}.{what}")),
            Binding::Value(_) => Some(format!("{module}.{}", name.id)),
            _ => None,
        },
        Expr::Attribute(attribute) => {
            let name = attribute.value.as_name_expr()?;
            match world.modules.get(module)?.names.get(name.id.as_str())? {
                Binding::Import(from, None) => Some(format!("{from}.{}", attribute.attr)),
                Binding::Import(from, Some(what)) => {
                    Some(format!("{from}.{what}.{}", attribute.attr))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns a path whose parameters are in braces, whatever the framework writes: `<int:id>`,
/// `{path:path}`.
fn braced(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let inner = part
            .strip_prefix('<')
            .and_then(|part| part.strip_suffix('>'))
            .map(|inner| inner.rsplit(':').next().unwrap_or(inner))
            .or_else(|| {
                let inner = part.strip_prefix('{')?.strip_suffix('}')?;
                inner.split(':').next()
            });
        inner.map_or_else(|| part.to_owned(), |inner| format!("{{{inner}}}"))
    });
    let path = parts.collect::<Vec<_>>().join("/");
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

impl<'a> Follow<'a, '_> {
    /// Follows the function of a route, which gets its parameters from the framework.
    pub(super) fn route(&mut self, route: &Route) {
        let Some((module, _)) = self.world.modules.get_key_value(route.module.as_str()) else {
            return;
        };
        let known = self.global(module, &route.function);
        let Known::Function { function, .. } = &known else {
            return;
        };
        let mut named = Vec::new();
        let parameters = &function.parameters;
        for parameter in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs)
        {
            let is_in_path = route
                .parameters()
                .any(|name| name == parameter.parameter.name.as_str());
            let default = parameter.default.as_deref();
            let value = if is_in_path {
                let name = parameter.parameter.name.to_string();
                let path = vec![Step::Key(IN_PATH.to_owned()), Step::Key(name)];
                self.required(&path)
            } else {
                self.injected(&parameter.parameter, default, module)
            };
            named.push((parameter.parameter.name.to_string(), value));
        }
        self.call(&known, Vec::new(), named);
    }

    /// Returns what a framework gives a parameter that is not in the path: the body, as a model says,
    /// or a parameter of the query.
    fn injected(
        &mut self,
        parameter: &'a Parameter,
        default: Option<&'a Expr>,
        module: &'a str,
    ) -> Known<'a> {
        let Some(annotation) = parameter.annotation.as_deref() else {
            return Known::Unknown;
        };
        let mut frame = Frame {
            module,
            ..Frame::default()
        };
        if let Known::Class { module, class } = self.express(annotation, &mut frame) {
            let is_model = class.arguments.is_some() && !super::model::is_enumeration(class);
            if is_model {
                let body = Step::Key("body".to_owned());
                let path = vec![body, Step::Json];
                self.required(&path);
                self.describe(module, class, &path);
                return Known::Wanted(path);
            }
        }
        if !is_scalar(annotation) {
            return Known::Unknown;
        }
        let name = alias(annotation).unwrap_or_else(|| parameter.name.to_string());
        let map = vec![Step::Key("queryStringParameters".to_owned())];
        let path = below(&map, Step::Key(name));
        let value = self.read(&path, default.is_none());
        self.annotate(annotation, &path, module);
        if let Some(default) = default
            && let Known::Constant(default) = self.express(default, &mut frame)
            && let Some(place) = self.reads.at(&path)
        {
            place.default.get_or_insert(default);
        }
        value
    }
}

/// Says whether an annotation is of a value that a query can hold.
fn is_scalar(annotation: &Expr) -> bool {
    match annotation {
        Expr::Name(name) => {
            let known = [
                "str", "int", "float", "bool", "Decimal", "date", "datetime", "UUID",
            ];
            known.contains(&name.id.as_str())
                || !name.id.ends_with("Request")
                    && name.id.chars().next().is_some_and(char::is_uppercase)
                    && !matches!(
                        name.id.as_str(),
                        "Response" | "BackgroundTasks" | "WebSocket" | "Depends"
                    )
        }
        Expr::Subscript(generic) => {
            let name = generic.value.as_name_expr().map(|name| name.id.as_str());
            let first = match &*generic.slice {
                Expr::Tuple(tuple) => tuple.elts.first(),
                one => Some(one),
            };
            let has_depends = match &*generic.slice {
                Expr::Tuple(tuple) => tuple.elts.iter().any(|each| {
                    let call = each
                        .as_call_expr()
                        .and_then(|call| call.func.as_name_expr());
                    call.is_some_and(|name| {
                        matches!(name.id.as_str(), "Depends" | "Header" | "Cookie" | "Body")
                    })
                }),
                _ => false,
            };
            matches!(name, Some("Optional" | "Annotated" | "Literal"))
                && !has_depends
                && first.is_some_and(|first| is_scalar(first) || name == Some("Literal"))
        }
        Expr::BinOp(either) => is_scalar(&either.left) || is_scalar(&either.right),
        _ => false,
    }
}

/// Returns the name that a parameter has in the query: `Annotated[int, Query(alias="n")]`.
fn alias(annotation: &Expr) -> Option<String> {
    let arguments = annotation.as_subscript_expr()?.slice.as_tuple_expr()?;
    arguments.elts.iter().find_map(|each| {
        let alias = each.as_call_expr()?.arguments.find_keyword("alias")?;
        Some(
            alias
                .value
                .as_string_literal_expr()?
                .value
                .to_str()
                .to_owned(),
        )
    })
}
