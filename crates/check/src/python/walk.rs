//! What lies within statements and expressions.

use super::tree::{Expr, ExprId, List, Stmt, StmtId, Tree};

/// Returns the blocks of a statement that run where it stands: not those of functions.
pub(crate) fn blocks(tree: &Tree, stmt: StmtId) -> Vec<List> {
    match tree.stmt(stmt) {
        Stmt::If(_, body, orelse) | Stmt::For(_, body, orelse) | Stmt::While(_, body, orelse) => {
            vec![body, orelse]
        }
        Stmt::Try(body, handlers, rest) => {
            let handlers = tree.handlers(handlers).iter().map(|handler| handler.body);
            let around = [rest.orelse(), rest.finally()];
            std::iter::once(body)
                .chain(handlers)
                .chain(around)
                .collect()
        }
        Stmt::With(_, body) => vec![body],
        Stmt::Match(_, cases) => tree.handlers(cases).iter().map(|case| case.body).collect(),
        Stmt::Class(id) => vec![tree.class(id).body],
        _ => Vec::new(),
    }
}

/// Returns the expressions of a statement itself, in the order of evaluation: neither those of the
/// statements in it, nor a function's own.
pub(crate) fn exprs(tree: &Tree, stmt: StmtId) -> Vec<ExprId> {
    match tree.stmt(stmt) {
        Stmt::Expr(value) => vec![value],
        Stmt::Assign(targets, value) => std::iter::once(value).chain(tree.list(targets)).collect(),
        Stmt::Augment(target, value) => vec![target, value],
        Stmt::Annotate(parts) => tree.list(parts).skip(2).collect(),
        Stmt::Return(value) => value.into_iter().collect(),
        Stmt::Raise(list) | Stmt::Evaluate(list) => tree.list(list).collect(),
        Stmt::If(test, ..) | Stmt::While(test, ..) => vec![test],
        Stmt::For(head, ..) => tree.list(head).rev().collect(),
        Stmt::With(items, _) => tree.items(items).iter().map(|item| item.value).collect(),
        Stmt::Match(subject, cases) => {
            let tests = tree.handlers(cases).iter().filter_map(|case| case.test);
            std::iter::once(subject).chain(tests).collect()
        }
        Stmt::Try(_, handlers, _) => {
            let handlers = tree.handlers(handlers).iter();
            handlers.filter_map(|handler| handler.test).collect()
        }
        Stmt::Function(id) => {
            let function = tree.function(id);
            let defaults = tree.parameters(function.parameters).iter();
            let defaults = defaults.filter_map(|parameter| parameter.default);
            tree.list(function.decorators).chain(defaults).collect()
        }
        Stmt::Class(id) => {
            let class = tree.class(id);
            tree.list(class.decorators)
                .chain(tree.list(class.bases))
                .collect()
        }
        Stmt::Import(_) | Stmt::From(..) | Stmt::Break | Stmt::Continue | Stmt::Pass => Vec::new(),
    }
}

/// Returns the expressions that an expression is made of, in the order of evaluation; nothing of a
/// lambda, which is a function.
pub(crate) fn parts(tree: &Tree, id: ExprId) -> Vec<ExprId> {
    match tree.expr(id) {
        Expr::Attribute(value, _)
        | Expr::Await(value)
        | Expr::Unary(value)
        | Expr::Not(value)
        | Expr::Starred(value) => vec![value],
        Expr::Call(function, arguments) => {
            let arguments = tree
                .arguments(arguments)
                .iter()
                .map(|argument| argument.value);
            std::iter::once(function).chain(arguments).collect()
        }
        Expr::Format(list)
        | Expr::Tuple(list)
        | Expr::List(list)
        | Expr::Set(list)
        | Expr::Dict(list)
        | Expr::Slice(list)
        | Expr::Yield(list)
        | Expr::Choice(list)
        | Expr::Compare(list, _)
        | Expr::If(list) => tree.list(list).collect(),
        Expr::Subscript(left, right) | Expr::Operation(left, right) | Expr::Named(left, right) => {
            vec![left, right]
        }
        Expr::Comprehension(results, generators) => {
            let generators = tree.generators(generators).iter();
            let parts = generators
                .flat_map(|part| [part.iter].into_iter().chain(tree.list(part.conditions)));
            parts.chain(tree.list(results)).collect()
        }
        Expr::Name(_)
        | Expr::Text(_)
        | Expr::Bytes
        | Expr::Int(_)
        | Expr::Float
        | Expr::Bool(_)
        | Expr::None
        | Expr::Lambda(_)
        | Expr::Other => Vec::new(),
    }
}

/// Calls a closure with an expression and all it is made of, the outer first.
pub(crate) fn each(tree: &Tree, id: ExprId, visit: &mut impl FnMut(ExprId)) {
    visit(id);
    for part in parts(tree, id) {
        each(tree, part, visit);
    }
}
