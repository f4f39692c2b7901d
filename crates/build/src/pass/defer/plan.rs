//! Which imports are to be deferred: what the analysis hands to those who do it.
//!
//! An edge is one alias of one import statement at the top of a module, or in an `if`, `try` or
//! `with` there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::package::{NotAPackagePath, PackagePath};

/// What the document says it is.
const SCHEMA: &str = "warmfront.defer/1";

/// Largest document that is read.
const LARGEST: usize = 64 << 20;

/// Imports to be deferred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    modules: BTreeMap<PackagePath, Module>,
}

/// A module that has such imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its name, such as `pandas.core.api`.
    pub name: String,
    /// Its imports, in the order of their places.
    pub edges: Vec<Edge>,
}

/// An import to be deferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Its number, of which the plan has no other.
    pub id: u32,
    /// Line of the statement, from 1.
    pub line: u32,
    /// Column of the statement, in bytes from 0.
    pub column: u32,
    /// Which of the statement's names it is, from 0.
    pub alias: u32,
    /// How it is deferred.
    pub kind: Kind,
    /// Full name of the module that is imported.
    pub target: String,
    /// What is taken from that module, unless it is the module itself that is bound.
    pub attribute: Option<String>,
    /// The name that the statement binds.
    pub binds: String,
    /// How many loads of that name there are, for what is asked for by its users. An import whose
    /// name is found to be used otherwise stays as it is.
    #[serde(default)]
    pub uses: Option<u32>,
}

/// How an import is deferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The name is bound to the module at once, whose body runs at the first look into it.
    Module,
    /// The name is not bound until somebody asks for it.
    Guard,
}

/// Bytes that are no plan.
#[derive(Debug, thiserror::Error)]
pub enum NotAPlan {
    /// There are too many.
    #[error("the plan is too large")]
    TooLarge,
    /// They are no such document.
    #[error("the plan cannot be read")]
    Malformed(#[source] serde_json::Error),
    /// Another version wrote it.
    #[error("the plan's schema is `{0}`, not `{SCHEMA}`")]
    OtherSchema(String),
    /// It is for something that is no file of a package.
    #[error("the plan is for a path outside of any package")]
    Path(#[source] NotAPackagePath),
    /// Two of its parts are about the same.
    #[error("the plan says two things of {0}")]
    Twice(String),
}

#[derive(Serialize, Deserialize)]
struct Document {
    schema: String,
    modules: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    name: String,
    path: String,
    edges: Vec<Edge>,
}

/// What the interpreter is told of an edge. It numbers them itself, so that what it makes of a
/// module depends on nothing else in the plan.
#[derive(Serialize)]
struct Asked<'a> {
    line: u32,
    column: u32,
    alias: u32,
    kind: Kind,
    binds: &'a str,
    uses: Option<u32>,
}

#[derive(Serialize)]
struct AskedOfModule<'a> {
    edges: Vec<Asked<'a>>,
}

impl Plan {
    /// Makes a plan of modules by the paths of their sources.
    pub fn new(modules: BTreeMap<PackagePath, Module>) -> Result<Self, NotAPlan> {
        let mut ids = BTreeSet::new();
        let mut plan = Self { modules };
        for (path, module) in &mut plan.modules {
            module
                .edges
                .sort_by_key(|edge| (edge.line, edge.column, edge.alias));
            let mut places = BTreeSet::new();
            for edge in &module.edges {
                if !ids.insert(edge.id) {
                    return Err(NotAPlan::Twice(format!("edge {}", edge.id)));
                }
                if !places.insert((edge.line, edge.column, edge.alias)) {
                    return Err(NotAPlan::Twice(format!("line {} of `{path}`", edge.line)));
                }
            }
        }
        plan.modules.retain(|_, module| !module.edges.is_empty());
        Ok(plan)
    }

    /// Reads a plan.
    pub fn from_json(bytes: &[u8]) -> Result<Self, NotAPlan> {
        if bytes.len() > LARGEST {
            return Err(NotAPlan::TooLarge);
        }
        let document: Document = serde_json::from_slice(bytes).map_err(NotAPlan::Malformed)?;
        if document.schema != SCHEMA {
            return Err(NotAPlan::OtherSchema(document.schema));
        }
        let mut modules = BTreeMap::new();
        for listed in document.modules {
            let path = PackagePath::new(listed.path).map_err(NotAPlan::Path)?;
            let module = Module {
                name: listed.name,
                edges: listed.edges,
            };
            if modules.insert(path.clone(), module).is_some() {
                return Err(NotAPlan::Twice(format!("`{path}`")));
            }
        }
        Self::new(modules)
    }

    /// Writes it.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let modules = self.modules.iter().map(|(path, module)| Listed {
            name: module.name.clone(),
            path: path.to_string(),
            edges: module.edges.clone(),
        });
        let document = Document {
            schema: SCHEMA.to_owned(),
            modules: modules.collect(),
        };
        // Numbers and texts have a JSON form, and a vector takes whatever is written.
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// Returns the modules by the paths of their sources.
    pub fn modules(&self) -> impl Iterator<Item = (&PackagePath, &Module)> {
        self.modules.iter()
    }

    /// Returns a module by the path of its source.
    #[must_use]
    pub fn module(&self, path: &PackagePath) -> Option<&Module> {
        self.modules.get(path)
    }

    /// Returns all edges with the paths of the sources that they are in.
    pub fn edges(&self) -> impl Iterator<Item = (&PackagePath, &Edge)> {
        let modules = self.modules.iter();
        modules.flat_map(|(path, module)| module.edges.iter().map(move |edge| (path, edge)))
    }

    /// Returns the plan without the edges that are not wanted.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&Edge) -> bool) -> Self {
        let mut plan = self.clone();
        for module in plan.modules.values_mut() {
            module.edges.retain(&wanted);
        }
        plan.modules.retain(|_, module| !module.edges.is_empty());
        plan
    }

    /// Returns whether nothing is to be deferred.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Module {
    /// Returns what the interpreter is asked that compiles the module.
    pub(crate) fn asked(&self) -> Arc<[u8]> {
        let edges = self.edges.iter().map(|edge| Asked {
            line: edge.line,
            column: edge.column,
            alias: edge.alias,
            kind: edge.kind,
            binds: &edge.binds,
            uses: edge.uses,
        });
        let asked = AskedOfModule {
            edges: edges.collect(),
        };
        serde_json::to_vec(&asked).unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAN: &str = r#"{"schema": "warmfront.defer/1", "modules": [{"name": "a.b",
        "path": "a/b.py", "edges": [
            {"id": 4, "line": 7, "column": 4, "alias": 1, "kind": "guard", "target": "c",
             "attribute": "d", "binds": "e", "uses": 2},
            {"id": 3, "line": 7, "column": 4, "alias": 0, "kind": "module", "target": "c",
             "attribute": null, "binds": "c"}]}]}"#;

    fn read(text: &str) -> Result<Plan, NotAPlan> {
        Plan::from_json(text.as_bytes())
    }

    #[test]
    fn a_plan_is_read_back_in_the_order_of_places() {
        let plan = read(PLAN).unwrap();
        assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
        let ids: Vec<u32> = plan.edges().map(|(_, edge)| edge.id).collect();
        assert_eq!(ids, [3, 4]);
        assert!(plan.only(|edge| edge.id > 4).is_empty());
        let (_, module) = plan.modules().next().unwrap();
        insta::assert_snapshot!(String::from_utf8_lossy(&module.asked()), @r#"{"edges":[{"line":7,"column":4,"alias":0,"kind":"module","binds":"c","uses":null},{"line":7,"column":4,"alias":1,"kind":"guard","binds":"e","uses":2}]}"#);
    }

    #[test]
    fn what_is_no_plan_is_refused() {
        let check = |from: &str, to: &str, expected: &str| {
            let error = read(&PLAN.replace(from, to)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "defer/1",
            "defer/2",
            "the plan's schema is `warmfront.defer/2`, not `warmfront.defer/1`",
        );
        check(
            "a/b.py",
            "/a/b.py",
            "the plan is for a path outside of any package",
        );
        check(
            "a/b.py",
            "../b.py",
            "the plan is for a path outside of any package",
        );
        check(
            r#""id": 3"#,
            r#""id": 4"#,
            "the plan says two things of edge 4",
        );
        check(
            r#""alias": 1"#,
            r#""alias": 0"#,
            "the plan says two things of line 7 of `a/b.py`",
        );
        check("guard", "other", "the plan cannot be read");
        check("4,", "-4,", "the plan cannot be read");
    }

    proptest! {
        #[test]
        fn a_changed_plan_is_read_or_refused(at in 0..PLAN.len(), byte: u8) {
            let mut text = PLAN.as_bytes().to_vec();
            text[at] = byte;
            if let Ok(plan) = Plan::from_json(&text) {
                prop_assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
            }
        }
    }
}
