//! Functions that are called for each invocation: those that templates name, those that look like
//! handlers, and routes of frameworks.

use rustc_hash::FxHashSet;

use super::evaluate::{At, Base, Evaluator};
use super::module::join;
use super::object::{FunctionRef, ModuleId, Object};
use super::sources::{Handler, Role, key};
use super::tree::{Expr, ExprId, Function, FunctionId, FunctionKind, Stmt};

/// A function that is called for each invocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub(crate) function: FunctionRef,
}

/// Names that a handler's first parameter has.
const EVENTS: &[&str] = &["event", "_event", "events", "evt", "lambda_event"];
/// Names that a handler's second parameter has.
const CONTEXTS: &[&str] = &[
    "context",
    "_context",
    "ctx",
    "_ctx",
    "_",
    "__",
    "lambda_context",
    "unused_context",
    "contex",
];

/// Libraries through which web applications become handlers.
const ADAPTERS: &[&str] = &[
    "apig_wsgi",
    "aws_wsgi",
    "awsgi",
    "mangum",
    "serverless_wsgi",
    "zappa",
];

/// Finds all entries, each once.
pub(crate) fn entries(evaluator: &Evaluator<'_>, handlers: &[Handler]) -> Vec<Entry> {
    let base = evaluator.base;
    let mut found = Vec::new();
    for handler in handlers {
        named(evaluator, handler, &mut found);
    }
    let adapts = base.modules.iter().any(|module| {
        let imported = module.imported.values();
        module.role == Role::Code && imported.into_iter().any(|object| is_adapter(base, *object))
    });
    for (id, module) in (0..).map(ModuleId).zip(&base.modules) {
        if module.role == Role::Test {
            continue;
        }
        for (function, code) in module.tree.functions() {
            let reference = FunctionRef {
                module: id,
                id: function,
            };
            let is_entry = looks_like_handler(base, reference, code)
                || is_route(evaluator, reference, code, adapts);
            if is_entry {
                found.push(Entry {
                    function: reference,
                });
            }
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|entry| seen.insert(entry.function));
    found
}

fn is_adapter(base: &Base, object: Object) -> bool {
    let Object::External(name) = object else {
        return false;
    };
    let top = base.text(name).split('.').next().unwrap_or_default();
    ADAPTERS.contains(&top)
}

fn named(evaluator: &Evaluator<'_>, handler: &Handler, found: &mut Vec<Entry>) {
    let base = evaluator.base;
    let Some((module, function)) = handler.handler.rsplit_once('.') else {
        return;
    };
    let Some(code) = key(&handler.code) else {
        return;
    };
    let Some(module) = base.places.module(&join(&code, &module.replace('.', "/"))) else {
        return;
    };
    match evaluator.global(module, function) {
        Object::Function(function) => found.push(Entry { function }),
        _ => wrapped(evaluator, module, function, found),
    }
}

/// Finds the functions in `handler = middleware(function)`.
fn wrapped(evaluator: &Evaluator<'_>, module: ModuleId, name: &str, found: &mut Vec<Entry>) {
    let tree = evaluator.base.tree(module);
    let at = At {
        module,
        function: FunctionId::MODULE,
    };
    for stmt in tree.block(tree.function(FunctionId::MODULE).body) {
        let Stmt::Assign(targets, value) = tree.stmt(stmt) else {
            continue;
        };
        let is_named = tree.list(targets).any(
            |target| matches!(tree.expr(target), Expr::Name(symbol) if tree.text(symbol) == name),
        );
        let Expr::Call(_, arguments) = tree.expr(value) else {
            continue;
        };
        for argument in tree.arguments(arguments).iter().filter(|_| is_named) {
            if let Object::Function(function) = evaluator.expr(at, argument.value) {
                found.push(Entry { function });
            }
        }
    }
}

fn looks_like_handler(base: &Base, reference: FunctionRef, code: &Function) -> bool {
    let tree = base.tree(reference.module);
    if code.kind != FunctionKind::Def || code.parent != Some(FunctionId::MODULE) {
        return false;
    }
    let parameters = tree.parameters(code.parameters);
    let [first, second, rest @ ..] = parameters else {
        return false;
    };
    if code.class.is_some() || rest.iter().any(|parameter| parameter.default.is_none()) {
        return false;
    }
    let is_named = tree.text(code.name) == "lambda_handler";
    let is_event = EVENTS.contains(&tree.text(first.name));
    is_named || is_event && CONTEXTS.contains(&tree.text(second.name))
}

fn is_route(
    evaluator: &Evaluator<'_>,
    reference: FunctionRef,
    code: &Function,
    adapts: bool,
) -> bool {
    let tree = evaluator.base.tree(reference.module);
    let at = At {
        module: reference.module,
        function: code.parent.unwrap_or(FunctionId::MODULE),
    };
    let mut decorators = tree.list(code.decorators);
    decorators.any(|decorator| {
        let decorator: ExprId = match tree.expr(decorator) {
            Expr::Call(function, _) => function,
            _ => decorator,
        };
        let Expr::Attribute(owner, method) = tree.expr(decorator) else {
            return false;
        };
        let Object::Value(class) = evaluator.expr(at, owner) else {
            return false;
        };
        routes(evaluator.base.text(class), tree.text(method), adapts)
    })
}

/// Returns whether a method of a framework's object makes a function an entry.
fn routes(class: &str, method: &str, adapts: bool) -> bool {
    let is_verb = matches!(
        method,
        "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "route" | "api_route"
    );
    let (library, _) = class.split_once('.').unwrap_or((class, ""));
    match library {
        "aws_lambda_powertools" if class.contains("event_handler") => {
            is_verb
                || matches!(method, "resolver" | "exception_handler" | "not_found")
                || method.starts_with("on_")
                || method.ends_with("resolver")
        }
        "chalice" => {
            is_verb
                || method.starts_with("on_")
                || matches!(
                    method,
                    "lambda_function" | "schedule" | "authorizer" | "middleware"
                )
        }
        "fastapi" | "starlette" | "flask" | "flask_restful" | "quart" => {
            let around = matches!(
                method,
                "before_request"
                    | "after_request"
                    | "middleware"
                    | "exception_handler"
                    | "errorhandler"
            );
            adapts && (is_verb || around)
        }
        _ => false,
    }
}
