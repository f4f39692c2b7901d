//! The document of `warmfront functions`.

use std::io::{self, Write};

use serde::Serialize;

use super::document::FunctionJson;
use crate::report::Listed;

/// Name and version of the schema; the version rises when something changes its meaning or goes.
const SCHEMA: &str = "warmfront.functions/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    functions: Vec<ListedJson<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ListedJson<'a> {
    #[serde(flatten)]
    function: FunctionJson<'a>,
    source: &'a str,
    notes: &'a [String],
}

/// Writes the functions of a project.
pub(crate) fn write_functions(
    out: &mut impl Write,
    functions: &[Listed<'_>],
    notes: &[String],
) -> io::Result<()> {
    let functions = functions
        .iter()
        .map(|listed| ListedJson {
            function: FunctionJson::from(listed.function),
            source: listed.source,
            notes: listed.notes,
        })
        .collect();
    let document = Document {
        schema: SCHEMA,
        functions,
        notes,
    };
    super::write(out, &document)
}
