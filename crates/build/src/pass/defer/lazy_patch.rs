//! Deferred imports of the function's own code as a change of its sources, for Python 3.15 and later.
//!
//! A module's `__lazy_modules__` names modules whose imports there wait until they are used (PEP
//! 810). Earlier versions of Python ignore it, so that the sources stay good for all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use warmfront_syntax::ast::{Expr, Identifier, Stmt};
use warmfront_syntax::line::Lines;
use warmfront_syntax::text::Ranged as _;
use warmfront_syntax::{import, parse};

use super::plan::{Module, Plan};
use crate::package::{Package, PackagePath};
use crate::pass::PassError;

/// Lines of the source that a change is shown with, on either side.
const CONTEXT: usize = 3;

/// Returns the change as a unified diff of the function's own sources; empty where there is none.
pub fn lazy_patch(package: &Package, plan: &Plan) -> Result<String, PassError> {
    let mut patch = String::new();
    for (path, module) in plan.modules() {
        let Some(entry) = package.get(path) else {
            continue;
        };
        if entry.distribution.is_some() {
            continue;
        }
        let bytes = entry.content.read();
        let bytes = bytes.map_err(PassError::of_reading(&entry.content))?;
        if let Ok(source) = std::str::from_utf8(&bytes)
            && let Some(change) = change(path, module, source)
        {
            patch.push_str(&change);
        }
    }
    Ok(patch)
}

/// What has to be known of a source.
struct Place {
    /// Modules that can be named: all their imports there wait.
    names: BTreeSet<String>,
    /// Lines ahead of the one that names them.
    n_before: usize,
}

fn change(path: &PackagePath, module: &Module, source: &str) -> Option<String> {
    let place = parse::module(source, |suite, is_broken| {
        (!is_broken).then(|| place(path, module, (suite, source)))
    });
    let Place { names, n_before } = place??;
    if names.is_empty() || source.contains("__lazy_modules__") {
        return None;
    }
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let added = format!("__lazy_modules__ = [{}]", names.join(", "));
    let lines: Vec<&str> = source.lines().collect();
    let (above, below) = lines.split_at(n_before.min(lines.len()));
    let above = &above[above.len().saturating_sub(CONTEXT)..];
    let below = &below[..below.len().min(CONTEXT)];
    let first = n_before - above.len() + 1;
    let n_old = above.len() + below.len();
    let mut text = format!("--- a/{path}\n+++ b/{path}\n");
    let _ = writeln!(text, "@@ -{first},{n_old} +{first},{} @@", n_old + 1);
    for line in above {
        let _ = writeln!(text, " {line}");
    }
    let _ = writeln!(text, "+{added}");
    for line in below {
        let _ = writeln!(text, " {line}");
    }
    if below.len() < CONTEXT && !source.ends_with('\n') {
        text.push_str("\\ No newline at end of file\n");
    }
    Some(text)
}

fn place(path: &PackagePath, module: &Module, (suite, source): (&[Stmt], &str)) -> Place {
    let lines = Lines::of(source);
    let waiting: BTreeSet<(u32, u32)> = module
        .edges
        .iter()
        .map(|edge| (edge.line, edge.alias))
        .collect();
    let (mut wait, mut stay) = (BTreeSet::new(), BTreeSet::new());
    let mut n_before = 0;
    let mut is_head = true;
    for statement in suite {
        let range = statement.range();
        let line = lines.position(range.start()).line;
        is_head = is_head && is_head_of_module(statement);
        if is_head {
            n_before = lines.position(range.end()).line as usize;
        }
        for (alias, name) in imported(path, module, statement).into_iter().enumerate() {
            let alias = u32::try_from(alias).unwrap_or(u32::MAX);
            if waiting.contains(&(line, alias)) {
                wait.insert(name);
            } else {
                stay.insert(name);
            }
        }
    }
    Place {
        names: wait.difference(&stay).cloned().collect(),
        n_before,
    }
}

/// Returns the module that each name of an import statement comes from.
fn imported(path: &PackagePath, module: &Module, statement: &Stmt) -> Vec<String> {
    match statement {
        Stmt::Import(statement) => {
            let names = statement.names.iter();
            names.map(|alias| alias.name.to_string()).collect()
        }
        Stmt::ImportFrom(statement) => {
            let is_package = path.file_name() == "__init__.py";
            let from = statement.module.as_ref().map(Identifier::as_str);
            let from = import::absolute(&module.name, is_package, statement.level, from);
            let names = statement.names.iter();
            names.filter_map(|_| from.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Tells whether a statement has to come first: the text that documents a module, and imports from
/// `__future__`.
fn is_head_of_module(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(statement) => matches!(*statement.value, Expr::StringLiteral(_)),
        Stmt::ImportFrom(statement) => {
            let module = statement.module.as_ref().map(Identifier::as_str);
            statement.level == 0 && module == Some("__future__")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pass::defer::plan::{Edge, Kind};

    fn changed(source: &str, waiting: &[(u32, u32)]) -> Option<String> {
        let edges = waiting.iter().enumerate().map(|(id, (line, alias))| Edge {
            id: u32::try_from(id).unwrap(),
            line: *line,
            column: 0,
            alias: *alias,
            kind: Kind::Guard,
            target: "any".to_owned(),
            attribute: None,
            binds: "any".to_owned(),
            uses: None,
        });
        let module = Module {
            name: "shop.app".to_owned(),
            edges: edges.collect(),
        };
        change(&PackagePath::new("shop/app.py").unwrap(), &module, source)
    }

    #[test]
    fn modules_are_named_below_what_has_to_come_first() {
        let source = "\"\"\"A shop.\"\"\"\n\nfrom __future__ import annotations\n\nimport json\n\
                      import pandas as pd, csv\nfrom .prices import total\n";
        insta::assert_snapshot!(changed(source, &[(6, 0), (7, 0)]).unwrap(), @r#"
        --- a/shop/app.py
        +++ b/shop/app.py
        @@ -1,6 +1,7 @@
         """A shop."""
         
         from __future__ import annotations
        +__lazy_modules__ = ["pandas", "shop.prices"]
         
         import json
         import pandas as pd, csv
        "#);
    }

    #[test]
    fn a_module_that_another_import_needs_at_once_is_not_named() {
        let source = "import pandas\nfrom pandas import DataFrame\n";
        assert_eq!(changed(source, &[(1, 0)]), None);
        assert_eq!(
            changed("import csv\n__lazy_modules__ = []\n", &[(1, 0)]),
            None
        );
        assert_eq!(changed("import csv\n(", &[(1, 0)]), None);
    }

    #[test]
    fn a_source_without_a_last_line_break_is_shown_as_it_is() {
        insta::assert_snapshot!(changed("import csv", &[(1, 0)]).unwrap(), @r#"
        --- a/shop/app.py
        +++ b/shop/app.py
        @@ -1,1 +1,2 @@
        +__lazy_modules__ = ["csv"]
         import csv
        \ No newline at end of file
        "#);
    }
}
