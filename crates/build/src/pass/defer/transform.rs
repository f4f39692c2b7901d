//! What became of a plan: which imports were deferred in the bytecode, and which stay as they are.

use crate::package::{Content, Entry, Package, PackagePath};

use super::plan::{Module, Plan};

/// The modules that run deferred imports, by name and source. They lie beside the function's own.
pub const RUNTIME: [(&str, &str); 2] = [
    (
        "_warmfront_defer",
        include_str!("../../../python/_warmfront_defer.py"),
    ),
    (
        "_warmfront_defer_rare",
        include_str!("../../../python/_warmfront_defer_rare.py"),
    ),
];

/// What changes the tree of a module, in the interpreter that compiles it: the last imports the rest.
pub(in crate::pass) const TRANSFORMER: [&str; 2] = [
    include_str!("../../../python/warmfront_scopes.py"),
    include_str!("../../../python/warmfront_transform.py"),
];

/// What became of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its number.
    pub edge: u32,
    /// Why it stays as it is; nothing when it is deferred.
    pub refused: Option<String>,
}

/// Puts the modules that run deferred imports into a package, unless nothing is deferred.
pub(in crate::pass) fn add_runtime(pass: &'static str, package: &mut Package, plan: &Plan) {
    if plan.is_empty() {
        return;
    }
    for (name, source) in RUNTIME {
        let path = PackagePath::new(format!("{name}.py")).expect("a name is a path");
        let entry = Entry {
            content: Content::Bytes(source.as_bytes().into()),
            executable: false,
            distribution: None,
        };
        package.put(pass, path, entry, "runs deferred imports");
    }
}

/// Says whose edges the interpreter's reasons are for.
pub(in crate::pass) fn outcomes(module: &Module, reasons: Vec<Option<String>>) -> Vec<Outcome> {
    let edges = module.edges.iter().zip(reasons);
    edges
        .map(|(edge, refused)| Outcome {
            edge: edge.id,
            refused,
        })
        .collect()
}

/// Returns what the manifest adds of a module's bytecode.
pub(in crate::pass) fn summary(module: &Module, outcomes: &[Outcome]) -> String {
    let deferred = module
        .edges
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| outcome.refused.is_none());
    let names: Vec<String> = deferred
        .map(|(edge, _)| match &edge.attribute {
            Some(attribute) => format!("`{}.{attribute}` (line {})", edge.target, edge.line),
            None => format!("`{}` (line {})", edge.target, edge.line),
        })
        .collect();
    match &names[..] {
        [] => String::new(),
        [name] => format!("; the import of {name} is deferred"),
        names => format!("; imports of {} are deferred", names.join(", ")),
    }
}
