//! SAM and `CloudFormation` templates, also as CDK synthesises them.
//!
//! Reads `AWS::Serverless::Function` with `Globals`, `AWS::Lambda::Function`, and the layers that
//! they refer to. It looks at nothing on the disk.

pub(crate) mod resolve;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::declared::{Code, Declarations, Declared};
use super::reader::{Reader, Resolve, Resolved, Runtime, unfit};
use crate::document::{self, Map, Node, Value};
use crate::problem::Problem;
use resolve::Resolver;

/// What a template's text does not say.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Stands for `AWS::Region`.
    pub region: &'a str,
    /// Stands for `AWS::AccountId`.
    pub account: &'a str,
    /// Local paths of CDK's assets, by hash.
    pub assets: BTreeMap<String, String>,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            region: "us-east-1",
            account: "123456789012",
            assets: BTreeMap::new(),
        }
    }
}

/// Parses a template in YAML, of which JSON is all but a part.
pub fn parse(text: &str, context: &Context<'_>) -> Result<Declarations, Problem> {
    read(&document::yaml::parse(text)?, context)
}

/// Says whether a document is a template at all.
pub(crate) fn is_template(document: &Node) -> bool {
    let resources = document.get("Resources").and_then(Node::as_map);
    resources.is_some_and(|resources| {
        resources.is_empty()
            || resources
                .values()
                .any(|resource| resource.get("Type").is_some())
    })
}

/// Reads the functions that a template declares.
pub(crate) fn read(template: &Node, context: &Context<'_>) -> Result<Declarations, Problem> {
    let resolver = Resolver::new(template, context.region, context.account);
    let empty = Map::new();
    let resources = template
        .get("Resources")
        .and_then(Node::as_map)
        .unwrap_or(&empty);
    let mut declarations = Declarations::default();
    for (name, resource) in resources {
        let stack = Stack {
            resolver: &resolver,
            resources,
            globals: template.path(&["Globals", "Function"]),
            context,
        };
        let properties = resource.get("Properties");
        match resource.get("Type").and_then(Node::as_text) {
            Some("AWS::Serverless::Function") => {
                stack.function(name, resource, Kind::Serverless, &mut declarations)?;
            }
            Some("AWS::Lambda::Function") => {
                stack.function(name, resource, Kind::Plain, &mut declarations)?;
            }
            Some("AWS::Serverless::Application") => {
                let location = properties.and_then(|properties| properties.get("Location"));
                declarations.nested.extend(location.and_then(Node::scalar));
            }
            Some("AWS::CloudFormation::Stack") => {
                let location = properties.and_then(|properties| properties.get("TemplateURL"));
                declarations.nested.extend(location.and_then(Node::scalar));
            }
            _ => {}
        }
    }
    // A reader expects the order of the file; formats without places fall back to names.
    declarations.functions.sort_by_key(|function| function.mark);
    declarations
        .nested
        .retain(|location| !location.contains("://"));
    Ok(declarations)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `AWS::Serverless::Function`.
    Serverless,
    /// `AWS::Lambda::Function`.
    Plain,
}

struct Stack<'a> {
    resolver: &'a Resolver<'a>,
    resources: &'a Map,
    globals: Option<&'a Node>,
    context: &'a Context<'a>,
}

/// A function's properties over those of `Globals`.
#[derive(Clone, Copy)]
struct Properties<'a> {
    own: Option<&'a Node>,
    globals: Option<&'a Node>,
}

impl<'a> Properties<'a> {
    fn get(self, path: &[&str]) -> Option<&'a Node> {
        let (own, globals) = self.both(path);
        own.or(globals)
    }

    fn both(self, path: &[&str]) -> (Option<&'a Node>, Option<&'a Node>) {
        (
            self.own.and_then(|node| node.path(path)),
            self.globals.and_then(|node| node.path(path)),
        )
    }
}

impl<'a> Stack<'a> {
    fn function(
        &self,
        name: &str,
        resource: &'a Node,
        kind: Kind,
        declarations: &mut Declarations,
    ) -> Result<(), Problem> {
        match self.declared(name, resource, kind)? {
            Ok(declared) => declarations.functions.push(declared),
            Err(reason) => declarations.skip(name, reason),
        }
        Ok(())
    }

    /// Reads a function, or says why it is left out.
    fn declared(
        &self,
        name: &str,
        resource: &'a Node,
        kind: Kind,
    ) -> Result<Result<Declared, String>, Problem> {
        let properties = Properties {
            own: resource.get("Properties"),
            globals: self.globals.filter(|_| kind == Kind::Serverless),
        };
        let mut reader = Reader::new(self.resolver);
        if let Some(reason) = self.left_out(name, resource, properties, &mut reader)? {
            return Ok(Err(reason));
        }
        let runtime = match reader.runtime("Runtime", properties.get(&["Runtime"]))? {
            Runtime::Other(other) => return Ok(Err(format!("its runtime is {other}"))),
            Runtime::Python(version) => Some(version),
            Runtime::Undeclared => None,
        };
        let code = self.code(resource, properties, kind, &mut reader)?;
        let Some(handler) = reader.text("Handler", properties.get(&["Handler"]))? else {
            return Ok(Err("it has no static handler".to_owned()));
        };
        let mut declared = Declared::new(name, handler, code);
        declared.mark = resource.mark;
        declared.runtime = runtime;
        settings(properties, &mut reader, &mut declared)?;
        declared.layers = self.layers(properties, &mut reader)?;
        if let Some(method) = resource
            .path(&["Metadata", "BuildMethod"])
            .and_then(Node::scalar)
            && method.eq_ignore_ascii_case("makefile")
        {
            let note = "its package is built by a makefile: the source folder is run as it is";
            reader.notes.push(note.to_owned());
        }
        declared.notes = reader.notes;
        Ok(Ok(declared))
    }

    fn left_out(
        &self,
        name: &str,
        resource: &'a Node,
        properties: Properties<'a>,
        reader: &mut Reader<'a>,
    ) -> Result<Option<String>, Problem> {
        if let Some(condition) = resource.get("Condition").and_then(Node::scalar)
            && self.resolver.condition(&condition)? == Some(false)
        {
            return Ok(Some(format!("its condition `{condition}` is false")));
        }
        let package = reader.text("PackageType", properties.get(&["PackageType"]))?;
        if package.is_some_and(|package| package.eq_ignore_ascii_case("image")) {
            let reason = "it is packaged as a container image, which is not supported";
            return Ok(Some(reason.to_owned()));
        }
        let is_internal = CDK_INTERNAL.iter().any(|prefix| name.starts_with(prefix));
        Ok(is_internal.then(|| "it belongs to CDK itself".to_owned()))
    }

    fn code(
        &self,
        resource: &'a Node,
        properties: Properties<'a>,
        kind: Kind,
        reader: &mut Reader<'a>,
    ) -> Result<Code, Problem> {
        if let Some(asset) = asset(resource, reader)? {
            return Ok(asset);
        }
        let inline = match kind {
            Kind::Serverless => properties.get(&["InlineCode"]),
            Kind::Plain => properties.get(&["Code", "ZipFile"]),
        };
        if let Some(text) = reader.text("inline code", inline)? {
            return Ok(Code::Inline(text));
        }
        let key = match kind {
            Kind::Serverless => "CodeUri",
            Kind::Plain => "Code",
        };
        match properties.get(&[key]) {
            // SAM takes the template's folder, as `sam build` does.
            None => Ok(Code::Local(".".to_owned())),
            Some(node) => self.content(key, node, reader),
        }
    }

    /// Reads a path, or the several ways to say "in S3".
    fn content(&self, key: &str, node: &'a Node, reader: &mut Reader<'a>) -> Result<Code, Problem> {
        let Some(value) = reader.value(key, Some(node))? else {
            let reason = format!("its `{key}` is known only once deployed");
            return Ok(Code::Elsewhere(reason));
        };
        match &value.value {
            Value::Text(path) if path.contains("://") => {
                Ok(Code::Elsewhere(format!("its code is at {path}")))
            }
            Value::Text(path) => Ok(Code::Local(path.clone())),
            Value::Map(map) => Ok(self.bucket(map)),
            _ => Err(unfit(key, "a path", &value)),
        }
    }

    fn bucket(&self, map: &Map) -> Code {
        let key = ["S3Key", "Key"]
            .iter()
            .find_map(|key| map.get(*key)?.as_text());
        let hash = key.and_then(|key| key.strip_suffix(".zip"));
        match hash.and_then(|hash| self.context.assets.get(hash)) {
            Some(path) => Code::Local(path.clone()),
            None => Code::Elsewhere("its code is in S3".to_owned()),
        }
    }

    fn layers(
        &self,
        properties: Properties<'a>,
        reader: &mut Reader<'a>,
    ) -> Result<Vec<Code>, Problem> {
        let (own, globals) = properties.both(&["Layers"]);
        let mut layers = Vec::new();
        for list in [globals, own] {
            let Some(list) = reader.value("Layers", list)? else {
                continue;
            };
            for item in list
                .as_list()
                .ok_or_else(|| unfit("Layers", "a list", &list))?
            {
                let name = match self.resolver.resolve(item)? {
                    Resolved::Known(node) => node.scalar().unwrap_or_default(),
                    Resolved::Absent => continue,
                    Resolved::Unresolved { stand_in, .. } => stand_in,
                };
                let layer = self.layer(&name, reader)?;
                if !layers.contains(&layer) {
                    layers.push(layer);
                }
            }
        }
        Ok(layers)
    }

    fn layer(&self, name: &str, reader: &mut Reader<'a>) -> Result<Code, Problem> {
        let elsewhere = || Code::Elsewhere(format!("layer `{name}` is not in this project"));
        // `!GetAtt Layer.LayerVersionArn` stands in as that very text.
        let id = name.split('.').next().unwrap_or(name);
        let Some(resource) = self.resources.get(id) else {
            return Ok(elsewhere());
        };
        if let Some(asset) = asset(resource, reader)? {
            return Ok(asset);
        }
        let key = match resource.get("Type").and_then(Node::as_text) {
            Some("AWS::Serverless::LayerVersion") => "ContentUri",
            Some("AWS::Lambda::LayerVersion") => "Content",
            _ => return Ok(elsewhere()),
        };
        match resource.path(&["Properties", key]) {
            Some(node) => self.content(key, node, reader),
            None => Ok(elsewhere()),
        }
    }
}

fn settings<'a>(
    properties: Properties<'a>,
    reader: &mut Reader<'a>,
    declared: &mut Declared,
) -> Result<(), Problem> {
    declared.memory_size = reader.memory_size("MemorySize", properties.get(&["MemorySize"]))?;
    declared.timeout = reader.timeout("Timeout", properties.get(&["Timeout"]))?;
    declared.ephemeral_storage = reader.ephemeral_storage(
        "EphemeralStorage.Size",
        properties.get(&["EphemeralStorage", "Size"]),
    )?;
    declared.architecture =
        reader.architecture("Architectures", properties.get(&["Architectures"]))?;
    declared.log_format = reader.log_format(
        "LoggingConfig.LogFormat",
        properties.get(&["LoggingConfig", "LogFormat"]),
    )?;
    let applied = properties.get(&["SnapStart", "ApplyOn"]);
    let applied = reader.text("SnapStart.ApplyOn", applied)?;
    declared.snap_start = applied.as_deref() == Some("PublishedVersions");
    let (own, globals) = properties.both(&["Environment", "Variables"]);
    for variables in [globals, own] {
        reader.environment(
            "Environment.Variables",
            variables,
            &mut declared.environment,
        )?;
    }
    Ok(())
}

/// Reads what CDK says of the local copy of the code.
fn asset<'a>(resource: &'a Node, reader: &mut Reader<'a>) -> Result<Option<Code>, Problem> {
    let path = resource.path(&["Metadata", "aws:asset:path"]);
    Ok(reader.text("aws:asset:path", path)?.map(Code::Local))
}

/// Logical ids of functions that CDK's own constructs bring along.
pub(crate) const CDK_INTERNAL: [&str; 6] = [
    "AWS679f53fac002430cb0da5b7982bd2287",
    "AWSCDKCfnUtilsProviderCustomResourceProvider",
    "BucketNotificationsHandler",
    "CustomCDKBucketDeployment",
    "CustomS3AutoDeleteObjectsCustomResourceProvider",
    "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a",
];
