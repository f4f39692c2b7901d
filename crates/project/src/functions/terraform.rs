//! A Terraform plan, as `terraform show -json` prints it.
//!
//! Functions of the root module and of modules in it; a package that Terraform itself makes with
//! `archive_file` is traced back to its source folder.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::declared::{Code, Declarations, Declared};
use super::reader::{Plain, Reader, Runtime};
use crate::document::{self, Node};
use crate::problem::Problem;

/// Parses a plan.
pub fn parse(text: &str) -> Result<Declarations, Problem> {
    read(&document::json::parse(text)?)
}

/// Says whether a document is a plan at all.
pub(crate) fn is_plan(document: &Node) -> bool {
    document.get("format_version").is_some() && document.get("planned_values").is_some()
}

/// Reads the functions that a plan creates or keeps.
pub(crate) fn read(plan: &Node) -> Result<Declarations, Problem> {
    let mut resources = Vec::new();
    for values in [&["planned_values"][..], &["prior_state", "values"]] {
        if let Some(module) = plan
            .path(values)
            .and_then(|values| values.get("root_module"))
        {
            collect(module, &mut resources);
        }
    }
    let archives = resources
        .iter()
        .filter_map(|resource| archive(resource))
        .collect();
    let planned = plan.path(&["planned_values", "root_module"]);
    let mut functions = Vec::new();
    if let Some(module) = planned {
        collect(module, &mut functions);
    }
    let plan = Plan {
        archives,
        layers: layer_files(&functions),
        references: layer_references(plan),
    };
    let mut declarations = Declarations::default();
    for resource in functions {
        if kind(resource) != Some("aws_lambda_function") {
            continue;
        }
        let Some(values) = resource.get("values") else {
            continue;
        };
        let address = text(resource, "address").unwrap_or("aws_lambda_function");
        let name = text(values, "function_name").unwrap_or(address);
        match plan.declared(name, address, values)? {
            Ok(declared) => declarations.functions.push(declared),
            Err(reason) => declarations.skip(name, reason),
        }
    }
    declarations.functions.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(declarations)
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_text)
}

fn kind(resource: &Node) -> Option<&str> {
    text(resource, "type")
}

/// Gathers the resources of a module and of those below it.
fn collect<'a>(module: &'a Node, into: &mut Vec<&'a Node>) {
    into.extend(
        module
            .get("resources")
            .and_then(Node::as_list)
            .unwrap_or_default(),
    );
    for child in module
        .get("child_modules")
        .and_then(Node::as_list)
        .unwrap_or_default()
    {
        collect(child, into);
    }
}

/// Returns the archive that a resource makes, and what it makes it from.
fn archive(resource: &Node) -> Option<(String, String)> {
    let values = resource
        .get("values")
        .filter(|_| kind(resource) == Some("archive_file"))?;
    let source = text(values, "source_dir").or_else(|| text(values, "source_file"))?;
    Some((text(values, "output_path")?.to_owned(), source.to_owned()))
}

fn layer_files(resources: &[&Node]) -> BTreeMap<String, String> {
    let layers = resources
        .iter()
        .filter(|resource| kind(resource) == Some("aws_lambda_layer_version"));
    layers
        .filter_map(|layer| {
            let file = text(layer.get("values")?, "filename")?;
            Some((text(layer, "address")?.to_owned(), file.to_owned()))
        })
        .collect()
}

/// Returns which layers the root module's functions refer to: their ARNs are not yet known.
fn layer_references(plan: &Node) -> BTreeMap<String, Vec<String>> {
    let resources = plan.path(&["configuration", "root_module", "resources"]);
    let mut references = BTreeMap::new();
    for resource in resources.and_then(Node::as_list).unwrap_or_default() {
        let named = resource.path(&["expressions", "layers", "references"]);
        let named = named.and_then(Node::as_list).unwrap_or_default();
        // Each reference is listed as `layer.arn` and as `layer`.
        let layers: Vec<String> = named
            .iter()
            .filter_map(Node::scalar)
            .filter(|name| {
                name.starts_with("aws_lambda_layer_version.") && name.matches('.').count() == 1
            })
            .collect();
        if let Some(address) = text(resource, "address") {
            references.insert(address.to_owned(), layers);
        }
    }
    references
}

struct Plan {
    archives: BTreeMap<String, String>,
    layers: BTreeMap<String, String>,
    references: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// Reads a function, or says why it is left out.
    fn declared(
        &self,
        name: &str,
        address: &str,
        values: &Node,
    ) -> Result<Result<Declared, String>, Problem> {
        let mut reader = Reader::new(&Plain);
        if text(values, "package_type") == Some("Image") {
            let reason = "it is packaged as a container image, which is not supported";
            return Ok(Err(reason.to_owned()));
        }
        let runtime = match reader.runtime("runtime", values.get("runtime"))? {
            Runtime::Other(other) => return Ok(Err(format!("its runtime is {other}"))),
            Runtime::Python(version) => Some(version),
            Runtime::Undeclared => None,
        };
        let Some(handler) = reader.text("handler", values.get("handler"))? else {
            return Ok(Err("it has no handler in the plan".to_owned()));
        };
        let code = match text(values, "filename") {
            Some(file) => self.source(file),
            None => Code::Elsewhere("its code is in S3 or known only once applied".to_owned()),
        };
        let mut declared = Declared::new(name, handler, code);
        declared.runtime = runtime;
        declared.layers = self.layers(address, values);
        settings(values, &mut reader, &mut declared).map_err(|problem| Problem {
            message: format!("{address}: {}", problem.message),
            ..problem
        })?;
        declared.notes = reader.notes;
        Ok(Ok(declared))
    }

    fn source(&self, file: &str) -> Code {
        Code::Local(
            self.archives
                .get(file)
                .map_or(file, String::as_str)
                .to_owned(),
        )
    }

    fn layers(&self, address: &str, values: &Node) -> Vec<Code> {
        let known = values
            .get("layers")
            .and_then(Node::as_list)
            .unwrap_or_default();
        let known = known.iter().filter_map(Node::scalar);
        let known =
            known.map(|arn| Code::Elsewhere(format!("layer `{arn}` is not in this project")));
        let referred = self.references.get(address).into_iter().flatten();
        let referred = referred.filter_map(|layer| Some(self.source(self.layers.get(layer)?)));
        known.chain(referred).collect()
    }
}

fn settings<'n>(
    values: &'n Node,
    reader: &mut Reader<'n>,
    declared: &mut Declared,
) -> Result<(), Problem> {
    declared.memory_size = reader.memory_size("memory_size", values.get("memory_size"))?;
    declared.timeout = reader.timeout("timeout", values.get("timeout"))?;
    declared.architecture = reader.architecture("architectures", values.get("architectures"))?;
    let storage = block(values, "ephemeral_storage").and_then(|block| block.get("size"));
    declared.ephemeral_storage = reader.ephemeral_storage("ephemeral_storage.size", storage)?;
    let format = block(values, "logging_config").and_then(|block| block.get("log_format"));
    declared.log_format = reader.log_format("logging_config.log_format", format)?;
    let applied = block(values, "snap_start").and_then(|block| text(block, "apply_on"));
    declared.snap_start = applied == Some("PublishedVersions");
    let variables = block(values, "environment").and_then(|block| block.get("variables"));
    reader.environment(
        "environment.variables",
        variables,
        &mut declared.environment,
    )
}

/// Returns a nested block, which a plan shows as a list of at most one.
fn block<'a>(values: &'a Node, key: &str) -> Option<&'a Node> {
    let node = values.get(key)?;
    node.as_list().map_or(Some(node), |list| list.first())
}
