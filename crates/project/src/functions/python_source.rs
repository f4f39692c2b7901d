//! Handlers in plain Python files, where no template names them.

use std::path::Path;

use warmfront_syntax::ast::{Expr, Stmt, StmtFunctionDef};

use super::declared::{Code, Declarations, Declared};
use crate::document::{LARGEST_TEXT, read_text};
use warmfront_syntax::parse;

/// Modules in which a handler is looked for, in order.
pub(crate) const MODULES: [&str; 4] = ["handler", "app", "lambda_function", "main"];

/// Names that a handler usually has, in order.
const NAMES: [&str; 3] = ["lambda_handler", "handler", "main"];

/// What a Python file offers as handlers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// The most likely handler.
    pub handler: Option<String>,
    /// A function that would be the handler if it were not `async`.
    pub asynchronous: Option<String>,
    /// Whether the file has a syntax error.
    pub is_broken: bool,
}

/// Looks for a handler in the text of a module.
#[must_use]
pub fn parse(source: &str) -> Offer {
    let read = parse::module(source, |suite, is_broken| {
        let mut offer = Offer {
            is_broken,
            ..Offer::default()
        };
        let mut candidates = Vec::new();
        for statement in suite {
            collect(statement, &mut candidates, &mut offer);
        }
        (offer, candidates)
    });
    let Some((mut offer, mut candidates)) = read else {
        return Offer {
            is_broken: true,
            ..Offer::default()
        };
    };
    // The least rank is the likeliest; among equals the first in the file.
    candidates.sort_by_key(|(rank, _)| *rank);
    offer.handler = candidates.into_iter().next().map(|(_, name)| name);
    offer
}

fn collect(statement: &Stmt, candidates: &mut Vec<(usize, String)>, offer: &mut Offer) {
    match statement {
        Stmt::FunctionDef(function) => {
            let Some(rank) = rank(function) else {
                return;
            };
            let name = function.name.to_string();
            if function.is_async {
                offer.asynchronous.get_or_insert(name);
            } else {
                candidates.push((rank, name));
            }
        }
        // `handler = Mangum(app)`, `lambda_handler = app.resolve`
        Stmt::Assign(assign) => {
            for target in &assign.targets {
                candidates.extend(assigned(target, &assign.value));
            }
        }
        Stmt::AnnAssign(assign) => {
            if let Some(value) = &assign.value {
                candidates.extend(assigned(&assign.target, value));
            }
        }
        Stmt::ImportFrom(import) => {
            for alias in &import.names {
                let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                // `main` is imported for other reasons.
                if let Some(rank) = NAMES[..2].iter().position(|known| *known == name) {
                    candidates.push((rank, name.to_owned()));
                }
            }
        }
        _ => {}
    }
}

/// Ranks a function that takes an event and a context: by its name, then by its parameters' names.
fn rank(function: &StmtFunctionDef) -> Option<usize> {
    let parameters = &function.parameters;
    let positional: Vec<_> = parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .collect();
    let required = positional
        .iter()
        .filter(|parameter| parameter.default.is_none())
        .count();
    let keyword_required = parameters
        .kwonlyargs
        .iter()
        .any(|parameter| parameter.default.is_none());
    let takes_two = required <= 2
        && !keyword_required
        && (positional.len() >= 2 || parameters.vararg.is_some());
    if !takes_two {
        return None;
    }
    if let Some(rank) = NAMES
        .iter()
        .position(|known| *known == function.name.as_str())
    {
        return Some(rank);
    }
    let first = positional.first()?.parameter.name.as_str();
    first.contains("event").then_some(NAMES.len())
}

fn assigned(target: &Expr, value: &Expr) -> Option<(usize, String)> {
    let name = target.as_name_expr()?.id.as_str();
    let rank = NAMES[..2].iter().position(|known| *known == name)?;
    let is_callable = matches!(
        value,
        Expr::Call(_) | Expr::Attribute(_) | Expr::Lambda(_) | Expr::Name(_)
    );
    is_callable.then(|| (rank, name.to_owned()))
}

/// Looks for handlers in a folder's usual modules, then in those of its `src`.
pub(crate) fn in_folder(folder: &Path) -> Declarations {
    let mut declarations = Declarations::default();
    for (below, prefix) in [("", ""), ("src", ""), ("src", "src.")] {
        // With an `__init__.py`, `src` is a package and its parent the code.
        let is_package = folder.join("src/__init__.py").is_file();
        if !below.is_empty() && is_package == prefix.is_empty() {
            continue;
        }
        let code = if prefix.is_empty() && !below.is_empty() {
            below
        } else {
            "."
        };
        for module in MODULES {
            let file = folder.join(below).join(format!("{module}.py"));
            look_into(&file, module, prefix, code, &mut declarations);
        }
        if !declarations.functions.is_empty() {
            break;
        }
    }
    if let [only] = &mut declarations.functions[..]
        && let Some(name) = folder.file_name()
    {
        only.name = name.to_string_lossy().into_owned();
    }
    declarations
}

/// Looks for a handler in one file that the user named.
pub(crate) fn in_file(file: &Path, module: &str) -> Declarations {
    let mut declarations = Declarations::default();
    look_into(file, module, "", ".", &mut declarations);
    declarations
}

fn look_into(file: &Path, module: &str, prefix: &str, code: &str, into: &mut Declarations) {
    if !file.is_file() {
        return;
    }
    let Ok(source) = read_text(file, LARGEST_TEXT) else {
        into.skip(module, "its file is too large, or not UTF-8");
        return;
    };
    let offer = parse(&source);
    let name = match (offer.handler, offer.is_broken) {
        (Some(handler), _) => handler,
        // Still a candidate: the run will report the syntax error where it is.
        (None, true) if module == "handler" => "handler".to_owned(),
        (None, true) => "lambda_handler".to_owned(),
        (None, false) => {
            let reason = match offer.asynchronous {
                Some(name) => format!("`{name}` is `async`, which Lambda does not await"),
                None => "it has no function that takes an event and a context".to_owned(),
            };
            into.skip(&format!("{module}.py"), reason);
            return;
        }
    };
    let handler = format!("{prefix}{module}.{name}");
    let code = Code::Local(code.to_owned());
    into.functions.push(Declared::new(module, handler, code));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: Option<&str>) {
        assert_eq!(parse(source).handler.as_deref(), expect, "{source}");
    }

    #[test]
    fn the_usual_name_wins() {
        check(
            "def handler(e, c): ...\ndef lambda_handler(e, c): ...",
            Some("lambda_handler"),
        );
        check(
            "def other(event, context): ...\ndef main(e, c): ...",
            Some("main"),
        );
        check("def process(event, _): ...", Some("process"));
    }

    #[test]
    fn two_arguments_are_needed() {
        check("def handler(event): ...", None);
        check("def handler(event, context, extra): ...", None);
        check(
            "def handler(event, context, extra=None): ...",
            Some("handler"),
        );
        check("def handler(*args, **kwargs): ...", Some("handler"));
        check("def add(a, b): return a + b", None);
    }

    #[test]
    fn assigned_handlers_count() {
        check("handler = Mangum(app)", Some("handler"));
        check("lambda_handler = app.resolve", Some("lambda_handler"));
        check("handler: Callable = Mangum(app)", Some("handler"));
        check("from core import handler", Some("handler"));
        check("handler = 3", None);
    }

    #[test]
    fn an_async_function_is_no_handler() {
        let offer = parse("async def handler(event, context): ...");
        assert_eq!(offer.handler, None);
        assert_eq!(offer.asynchronous.as_deref(), Some("handler"));
    }

    #[test]
    fn a_syntax_error_is_survived() {
        let offer = parse("def handler(event, context):\n    return (\n");
        assert!(offer.is_broken);
    }

    #[test]
    fn deep_nesting_is_survived() {
        assert!(parse(&"(".repeat(100_000)).is_broken);
        assert!(parse(&format!("x = {}1", "-".repeat(100_000))).is_broken);
    }
}
