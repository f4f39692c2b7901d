//! Packages whose `__getattr__` imports their submodules by name, as scientific libraries have it:
//!
//! ```python
//! submodules = ["linalg", "stats"]
//!
//! def __getattr__(name):
//!     if name in submodules:
//!         return importlib.import_module(f"scipy.{name}")
//! ```

use warmfront_syntax::ast::{CmpOp, Expr, Stmt, StmtFunctionDef, StmtIf};

use super::statement::texts;

/// Returns what the full names of such submodules begin with, and the last parts of their names.
pub(super) fn of(suite: &[Stmt]) -> Option<(&str, Vec<&str>)> {
    let mut functions = suite.iter().filter_map(Stmt::as_function_def_stmt);
    let function = functions.find(|function| function.name.as_str() == "__getattr__")?;
    let parameter = function.parameters.args.first()?.parameter.name.as_str();
    let (list, start) = asked(first_of(function)?, parameter)?;
    let values: Vec<&Expr> = suite
        .iter()
        .filter_map(|statement| assigned(statement, list))
        .collect();
    match values[..] {
        [value] => Some((start, texts(value)?)),
        _ => None,
    }
}

/// Returns the condition that a function begins with, after its documentation.
fn first_of(function: &StmtFunctionDef) -> Option<&StmtIf> {
    let is_text = |statement: &&Stmt| {
        let expression = statement.as_expr_stmt();
        expression.is_some_and(|expression| expression.value.is_string_literal_expr())
    };
    let mut body = function.body.iter();
    body.find(|statement| !is_text(statement))?.as_if_stmt()
}

/// Returns the name of the list in which a parameter is looked for, and the text before it in the
/// name of what is imported then.
fn asked<'a>(condition: &'a StmtIf, parameter: &str) -> Option<(&'a str, &'a str)> {
    let is_parameter = |expression: &Expr| {
        let name = expression.as_name_expr();
        name.is_some_and(|name| name.id.as_str() == parameter)
    };
    let compare = condition.test.as_compare_expr()?;
    let ([CmpOp::In], [list]) = (&*compare.ops, &*compare.comparators) else {
        return None;
    };
    let list = list.as_name_expr()?.id.as_str();
    let [Stmt::Return(returned)] = &*condition.body else {
        return None;
    };
    let call = returned.value.as_deref()?.as_call_expr()?;
    let callee = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let [Expr::FString(text)] = &*call.arguments.args else {
        return None;
    };
    let mut parts = text.value.elements();
    let start = parts.next()?.as_literal()?;
    let rest = parts.next()?.as_interpolation()?;
    let is_plain = parts.next().is_none() && is_parameter(&rest.expression);
    let is_asked = callee == "import_module" && is_parameter(&compare.left);
    (is_plain && is_asked).then_some((list, &*start.value))
}

/// Returns what a statement assigns to a name.
fn assigned<'a>(statement: &'a Stmt, name: &str) -> Option<&'a Expr> {
    let assign = statement.as_assign_stmt()?;
    let mut targets = assign.targets.iter();
    let is_it = targets.any(|target| {
        let target = target.as_name_expr();
        target.is_some_and(|target| target.id.as_str() == name)
    });
    is_it.then_some(&*assign.value)
}
