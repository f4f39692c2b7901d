//! What annotations name.

use crate::python::Import;
use crate::python::tree::{Expr, ExprId, Stmt, Tree};

/// Returns whether nothing evaluates the annotations of an import's module.
pub(in crate::rule) fn are_left_alone(import: &Import<'_>, imports: &[Import<'_>]) -> bool {
    let module = import.function().module();
    let beside = imports
        .iter()
        .filter(|other| other.function().module() == module);
    let mut future = beside.filter(|other| other.library() == Some("__future__"));
    future.any(|other| other.name() == Some("annotations")) || is_quoted(*import)
}

/// Returns whether annotations of the module name what an import binds.
pub(in crate::rule) fn name(import: Import<'_>) -> bool {
    all(import)
        .iter()
        .any(|(tree, id)| mentions(tree, *id, import.bound()))
}

/// Returns whether all annotations that name it are texts.
fn is_quoted(import: Import<'_>) -> bool {
    let mut mentioned = all(import)
        .into_iter()
        .filter(|(tree, id)| mentions(tree, *id, import.bound()));
    mentioned.all(|(tree, id)| matches!(tree.expr(id), Expr::Text(_)))
}

fn all(import: Import<'_>) -> Vec<(&Tree, ExprId)> {
    let tree = import.tree();
    let mut found = Vec::new();
    for (_, function) in tree.functions() {
        let parameters = tree.parameters(function.parameters).iter();
        found.extend(parameters.filter_map(|parameter| parameter.annotation));
        found.extend(function.returns);
    }
    for statement in &tree.stmts {
        if let Stmt::Annotate(parts) = statement {
            found.extend(tree.list(*parts).nth(1));
        }
    }
    found.into_iter().map(|id| (tree, id)).collect()
}

fn mentions(tree: &Tree, id: ExprId, name: &str) -> bool {
    let mut is_mentioned = false;
    crate::python::each_part(tree, id, &mut |part| {
        is_mentioned |= match tree.expr(part) {
            Expr::Name(symbol) => tree.text(symbol) == name,
            Expr::Text(symbol) => words(tree.text(symbol)).any(|word| word == name),
            _ => false,
        };
    });
    is_mentioned
}

/// Returns the words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Returns how often the code of a module has the name that an import binds, apart from imports
/// and comments.
pub(in crate::rule) fn n_in_code(import: Import<'_>) -> usize {
    let source = import.function().source().unwrap_or_default();
    let tree = import.tree();
    let statements = tree.stmts.iter().zip(&tree.stmt_spans);
    let imports =
        statements.filter(|(statement, _)| matches!(statement, Stmt::Import(_) | Stmt::From(..)));
    let in_imports: usize = imports
        .filter_map(|(_, span)| source.get(span.start as usize..span.end as usize))
        .map(|text| count(text, import.bound()))
        .sum();
    count(source, import.bound()).saturating_sub(in_imports)
}

/// Returns how often annotations of the module name what an import binds.
pub(in crate::rule) fn n_names(import: Import<'_>) -> usize {
    let mut n_names = 0;
    for (tree, id) in all(import) {
        crate::python::each_part(tree, id, &mut |part| {
            n_names += match tree.expr(part) {
                Expr::Name(symbol) => usize::from(tree.text(symbol) == import.bound()),
                Expr::Text(symbol) => count(tree.text(symbol), import.bound()),
                _ => 0,
            };
        });
    }
    n_names
}

fn count(text: &str, name: &str) -> usize {
    let lines = text
        .lines()
        .map(|line| line.split_once(" #").map_or(line, |(code, _)| code));
    let lines = lines.filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(words).filter(|word| *word == name).count()
}
