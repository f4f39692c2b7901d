//! `cdk.out`: which templates a synthesised CDK application has, and where their assets are.

use std::collections::BTreeMap;

use crate::document::{self, Node};
use crate::problem::Problem;

/// What a cloud assembly's manifest names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assembly {
    /// Files of templates, relative to the manifest's folder.
    pub templates: Vec<String>,
    /// Folders of nested assemblies, such as stages, relative to the manifest's folder.
    pub assemblies: Vec<String>,
    /// Files that describe assets, relative to the manifest's folder.
    pub assets: Vec<String>,
}

/// Parses a `manifest.json`.
pub fn parse(text: &str) -> Result<Assembly, Problem> {
    Ok(read(&document::json::parse(text)?))
}

/// Parses a `*.assets.json`: paths of assets, by hash.
pub fn parse_assets(text: &str) -> Result<BTreeMap<String, String>, Problem> {
    Ok(read_assets(&document::json::parse(text)?))
}

pub(crate) fn read(manifest: &Node) -> Assembly {
    let mut assembly = Assembly::default();
    for artifact in manifest
        .get("artifacts")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let property = |key| artifact.1.path(&["properties", key]).and_then(Node::scalar);
        match artifact.1.get("type").and_then(Node::as_text) {
            Some("aws:cloudformation:stack") => assembly.templates.extend(property("templateFile")),
            Some("cdk:cloud-assembly") => assembly.assemblies.extend(property("directoryName")),
            Some("cdk:asset-manifest") => assembly.assets.extend(property("file")),
            _ => {}
        }
    }
    assembly
}

pub(crate) fn read_assets(assets: &Node) -> BTreeMap<String, String> {
    let files = assets
        .get("files")
        .and_then(Node::as_map)
        .into_iter()
        .flatten();
    files
        .filter_map(|(hash, file)| {
            let path = file.path(&["source", "path"])?.scalar()?;
            Some((hash.clone(), path))
        })
        .collect()
}
