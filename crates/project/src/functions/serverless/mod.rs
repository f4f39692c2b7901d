//! `serverless.yml`: the functions and the provider's defaults.

#[cfg(test)]
mod tests;
pub(crate) mod variables;

use super::declared::{Code, Declarations, Declared};
use super::reader::{Reader, Resolve, Resolved, Runtime, unfit};
use crate::document::{self, Map, Node, Value};
use crate::problem::Problem;
use variables::Variables;

/// Fetches a file of the project for `${file(...)}`; `None` when there is no such file.
pub type Load<'a> = dyn Fn(&str) -> Result<Option<Node>, Problem> + 'a;

/// Parses a `serverless.yml`; no other file is read.
pub fn parse(text: &str) -> Result<Declarations, Problem> {
    read(&document::yaml::parse(text)?, &|_| Ok(None), "us-east-1")
}

/// Says whether a document is a `serverless.yml` at all.
pub(crate) fn is_serverless(document: &Node) -> bool {
    document.get("provider").is_some() && document.get("functions").is_some()
}

/// Reads the functions that a `serverless.yml` declares.
pub(crate) fn read(
    document: &Node,
    load: &Load<'_>,
    region: &str,
) -> Result<Declarations, Problem> {
    let variables = Variables::new(document, load, region);
    let mut declarations = Declarations::default();
    let Some(functions) = known(&variables, document.get("functions"))? else {
        return Ok(declarations);
    };
    let provider = known(&variables, document.get("provider"))?;
    let layers = known(&variables, document.get("layers"))?;
    let service = Service {
        variables: &variables,
        provider: provider.as_ref(),
        layers: layers.as_ref(),
        architecture: document.get("architecture"),
    };
    // A list of maps, each often a file of its own, counts as one map.
    let groups = match &functions.value {
        Value::List(list) => list.clone(),
        _ => vec![functions],
    };
    for group in groups {
        let Some(group) = known(&variables, Some(&group))? else {
            continue;
        };
        for (name, node) in group.as_map().into_iter().flatten() {
            let Some(function) = known(&variables, Some(node))? else {
                continue;
            };
            match service.declared(name, &function)? {
                Ok(declared) => declarations.functions.push(declared),
                Err(reason) => declarations.skip(name, reason),
            }
        }
    }
    declarations.functions.sort_by_key(|function| function.mark);
    Ok(declarations)
}

fn known(variables: &Variables<'_>, node: Option<&Node>) -> Result<Option<Node>, Problem> {
    let Some(node) = node else {
        return Ok(None);
    };
    Ok(match variables.resolve(node)? {
        Resolved::Known(node) if !node.is_null() => Some(node.into_owned()),
        _ => None,
    })
}

struct Service<'a> {
    variables: &'a Variables<'a>,
    provider: Option<&'a Node>,
    layers: Option<&'a Node>,
    architecture: Option<&'a Node>,
}

impl<'a> Service<'a> {
    /// Reads a function, or says why it is left out.
    fn declared(
        &self,
        name: &str,
        function: &'a Node,
    ) -> Result<Result<Declared, String>, Problem> {
        let mut reader = Reader::new(self.variables);
        if function.get("image").is_some() {
            let reason = "it is packaged as a container image, which is not supported";
            return Ok(Err(reason.to_owned()));
        }
        let runtime = match reader.runtime("runtime", self.setting(function, "runtime"))? {
            Runtime::Other(other) => return Ok(Err(format!("its runtime is {other}"))),
            Runtime::Python(version) => Some(version),
            Runtime::Undeclared => None,
        };
        let Some(handler) = reader.text("handler", function.get("handler"))? else {
            return Ok(Err("it has no static handler".to_owned()));
        };
        let code = code(function, &mut reader)?;
        let mut declared = Declared::new(name, handler, code);
        declared.mark = function.mark;
        declared.runtime = runtime;
        self.settings(function, &mut reader, &mut declared)?;
        self.layers(function, &mut reader, &mut declared)?;
        declared.notes = reader.notes;
        Ok(Ok(declared))
    }

    /// Returns the function's own setting, else the provider's.
    fn setting(&self, function: &'a Node, key: &str) -> Option<&'a Node> {
        let provided = || self.provider.and_then(|provider| provider.get(key));
        function.get(key).or_else(provided)
    }

    fn settings(
        &self,
        function: &'a Node,
        reader: &mut Reader<'a>,
        declared: &mut Declared,
    ) -> Result<(), Problem> {
        // The Serverless Framework's own defaults differ from Lambda's.
        let memory = reader.memory_size("memorySize", self.setting(function, "memorySize"))?;
        declared.memory_size = memory.or(warmfront_model::units::MemorySize::new(1024).ok());
        let timeout = reader.timeout("timeout", self.setting(function, "timeout"))?;
        declared.timeout = timeout.or(Some(std::time::Duration::from_secs(6)));
        declared.ephemeral_storage = reader.ephemeral_storage(
            "ephemeralStorageSize",
            self.setting(function, "ephemeralStorageSize"),
        )?;
        let architecture = self.setting(function, "architecture").or(self.architecture);
        declared.architecture = reader.architecture("architecture", architecture)?;
        let snap_start = reader.value("snapStart", function.get("snapStart"))?;
        declared.snap_start = snap_start.is_some_and(|node| node.as_bool() == Some(true));
        let format = ["logs", "lambda", "logFormat"];
        let provided = self.provider.and_then(|provider| provider.path(&format));
        let own = function.path(&format[1..]).or(function.path(&format));
        declared.log_format = reader.log_format("logFormat", own.or(provided))?;
        let provided = self
            .provider
            .and_then(|provider| provider.get("environment"));
        for variables in [provided, function.get("environment")] {
            reader.environment("environment", variables, &mut declared.environment)?;
        }
        Ok(())
    }

    fn layers(
        &self,
        function: &'a Node,
        reader: &mut Reader<'a>,
        declared: &mut Declared,
    ) -> Result<(), Problem> {
        let Some(list) = reader.value("layers", self.setting(function, "layers"))? else {
            return Ok(());
        };
        for item in list
            .as_list()
            .ok_or_else(|| unfit("layers", "a list", &list))?
        {
            let name = match item
                .get("Ref")
                .map_or(self.variables.resolve(item)?, |name| {
                    Resolved::Known(std::borrow::Cow::Borrowed(name))
                }) {
                Resolved::Known(node) => node.scalar().unwrap_or_default(),
                Resolved::Absent => continue,
                Resolved::Unresolved { stand_in, .. } => stand_in,
            };
            declared.layers.push(self.layer(&name)?);
        }
        Ok(())
    }

    /// Finds a layer by the logical id that the framework gives it: `myLib` is `MyLibLambdaLayer`.
    fn layer(&self, name: &str) -> Result<Code, Problem> {
        let empty = Map::new();
        let layers = self.layers.and_then(Node::as_map).unwrap_or(&empty);
        for (key, node) in layers {
            let Some(layer) = known(self.variables, Some(node))? else {
                continue;
            };
            if logical_id(key) == name {
                let path = known(self.variables, layer.get("path"))?;
                return Ok(match path.and_then(|path| path.scalar()) {
                    Some(path) => Code::Local(path),
                    None => Code::Elsewhere(format!("layer `{key}` has no static path")),
                });
            }
        }
        Ok(Code::Elsewhere(format!(
            "layer `{name}` is not in this project"
        )))
    }
}

/// A ready artifact, a module's folder of `serverless-python-requirements`, or the service.
fn code<'a>(function: &'a Node, reader: &mut Reader<'a>) -> Result<Code, Problem> {
    let artifact = function.path(&["package", "artifact"]);
    if let Some(artifact) = reader.text("package.artifact", artifact)? {
        return Ok(Code::Local(artifact));
    }
    let module = reader.text("module", function.get("module"))?;
    Ok(Code::Local(module.unwrap_or_else(|| ".".to_owned())))
}

/// Returns the logical id that the framework gives a layer.
fn logical_id(layer: &str) -> String {
    let mut id: String = layer.replace('-', "Dash").replace('_', "Underscore");
    if let Some(first) = id.get(..1).map(str::to_ascii_uppercase) {
        id.replace_range(..1, &first);
    }
    format!("{id}LambdaLayer")
}
