//! Imports at the top of modules, taken for safe where they bind a module: a stand-in.

use std::collections::BTreeMap;

use warmfront_syntax::ast::{Stmt, StmtImport, StmtImportFrom};
use warmfront_syntax::line::Lines;
use warmfront_syntax::text::Ranged as _;
use warmfront_syntax::{import, parse};

use super::plan::{Edge, Kind};
use super::proposal::{Proposal, Verdict};
use crate::package::{Package, PackagePath};
use crate::pass::PassError;
use crate::source::module;

/// Returns the imports of all modules.
#[expect(clippy::too_many_lines, reason = "it stands in for the analysis")]
pub(super) fn proposals(package: &Package) -> Result<Vec<Proposal>, PassError> {
    let modules: BTreeMap<String, PackagePath> = package
        .entries()
        .filter(|(path, _)| path.extension() == Some("py"))
        .filter_map(|(path, _)| Some((module::place(path)?.replace('/', "."), path.clone())))
        .collect();
    let mut found = Vec::new();
    for (name, path) in &modules {
        let content = &package.get(path).expect("it is listed").content;
        let bytes = content.read().map_err(PassError::of_reading(content))?;
        let Ok(source) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let lines = Lines::of(source);
        let is_package = path.file_name() == "__init__.py";
        parse::module(source, |suite, _| {
            for statement in suite {
                let position = lines.position(statement.range().start());
                let mut add = |alias: usize, loads: String, attribute, binds: &str| {
                    let is_module = modules.contains_key(&loads);
                    let id = u32::try_from(found.len()).unwrap_or(u32::MAX);
                    if !is_module || loads == *name {
                        return;
                    }
                    found.push(Proposal {
                        path: path.clone(),
                        importer: name.clone(),
                        edge: Edge {
                            id,
                            line: position.line,
                            column: position.column,
                            alias: u32::try_from(alias).unwrap_or(u32::MAX),
                            kind: if Option::is_some(&attribute) {
                                Kind::Guard
                            } else {
                                Kind::Module
                            },
                            target: loads.clone(),
                            attribute,
                            binds: binds.to_owned(),
                            uses: None,
                        },
                        loads,
                        verdict: Verdict::Unproven(vec!["nothing looked at it".to_owned()]),
                    });
                };
                match statement {
                    Stmt::Import(StmtImport { names, .. }) => {
                        for (n, alias) in names.iter().enumerate() {
                            let top = alias.name.split('.').next().unwrap_or_default();
                            let binds = alias.asname.as_ref().map_or(top, |name| name.as_str());
                            add(n, alias.name.to_string(), None, binds);
                        }
                    }
                    Stmt::ImportFrom(StmtImportFrom {
                        module: from,
                        names,
                        level,
                        ..
                    }) => {
                        let from = from.as_ref().map(warmfront_syntax::ast::Identifier::as_str);
                        let Some(from) = import::absolute(name, is_package, *level, from) else {
                            continue;
                        };
                        for (n, alias) in names.iter().enumerate() {
                            let binds = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                            if binds == "*" || from == "__future__" {
                                continue;
                            }
                            let below = format!("{from}.{}", alias.name);
                            if modules.contains_key(&below) {
                                add(n, below, None, binds);
                            } else {
                                add(n, from.clone(), Some(alias.name.to_string()), binds);
                            }
                        }
                    }
                    _ => {}
                }
            }
        });
    }
    Ok(found)
}
