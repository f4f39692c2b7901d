//! Several functions and their layers for programs.

use std::io::{self, Write};

use serde::Serialize;
use warmfront_build::manifest::{DistributionRecord, Totals};

use super::super::json::Document;
use super::{Layer, Several};
use crate::exit;
use crate::report::json::{self, millis};

/// Name and version of the document.
const SCHEMA: &str = "warmfront.build-several-report/1";

#[derive(Debug, Serialize)]
struct AllDocument<'a> {
    schema: &'static str,
    functions: Vec<FunctionRecord<'a>>,
    layers: Vec<LayerRecord<'a>>,
    took_ms: f64,
}

#[derive(Debug, Serialize)]
struct FunctionRecord<'a> {
    name: &'a str,
    status: &'static str,
    /// Why it was not built.
    error: Option<String>,
    /// The layer that it uses.
    layer: Option<&'a str>,
    build: Option<Document<'a>>,
}

#[derive(Debug, Serialize)]
struct LayerRecord<'a> {
    name: &'a str,
    target: String,
    path: String,
    bytes: u64,
    functions: &'a [String],
    distributions: &'a [DistributionRecord],
    totals: &'a Totals,
}

/// Writes the document.
pub(super) fn write(several: &Several<'_>, out: &mut dyn Write) -> io::Result<()> {
    let built: Vec<_> = several
        .functions
        .iter()
        .map(|(found, function)| {
            let function = function.as_ref();
            (
                found,
                function.map(|function| (function, function.built(found))),
            )
        })
        .collect();
    let functions = built.iter().map(|(found, function)| {
        let name = found.function.name.as_str();
        match function {
            Err(error) => FunctionRecord {
                name,
                status: "failed",
                error: Some(exit::folded(error)),
                layer: None,
                build: None,
            },
            Ok((function, built)) => FunctionRecord {
                name,
                status: "built",
                error: None,
                layer: function
                    .layer
                    .and_then(|n| several.layers.get(n))
                    .map(|layer| layer.name.as_str()),
                build: Some(Document::new(built)),
            },
        }
    });
    let document = AllDocument {
        schema: SCHEMA,
        functions: functions.collect(),
        layers: several.layers.iter().map(layer).collect(),
        took_ms: millis(several.took),
    };
    json::write(out, &document)
}

fn layer(layer: &Layer) -> LayerRecord<'_> {
    LayerRecord {
        name: &layer.name,
        target: layer.target.to_string(),
        path: layer.written.path.display().to_string(),
        bytes: layer.written.bytes,
        functions: &layer.functions,
        distributions: &layer.manifest.distributions,
        totals: &layer.manifest.totals,
    }
}
