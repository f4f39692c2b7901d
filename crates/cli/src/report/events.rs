//! What `warmfront events` tells: which events it made, why, and how each ended.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;
use warmfront_project::events::generated::Ending;

use super::text::table::{Align, Table};
use crate::commands::events::Generated;

/// Name and version of the schema; the version rises when something changes its meaning or goes.
const SCHEMA: &str = "warmfront.events/1";

/// Events that were made and written.
pub(crate) struct Written<'a> {
    pub(crate) function: &'a str,
    pub(crate) generated: &'a Generated,
    /// Files, in the order of the events.
    pub(crate) files: &'a [PathBuf],
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    function: &'a str,
    events: Vec<EventJson<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct EventJson<'a> {
    name: &'a str,
    file: String,
    why: &'a str,
    ending: &'static str,
    told: &'a str,
}

/// Writes a table for people.
pub(crate) fn write_text(out: &mut impl Write, written: &Written<'_>) -> io::Result<()> {
    let mut table = Table::new([Align::Left; 3]);
    table.row(["EVENT", "ENDED WITH", "WHAT IT IS"].map(str::to_owned));
    for (made, file) in written.generated.events.iter().zip(written.files) {
        table.row([
            file.display().to_string(),
            made.ran.told.clone(),
            made.why.clone(),
        ]);
    }
    out.write_all(table.render().as_bytes())
}

/// Writes one document for programs.
pub(crate) fn write_json(out: &mut impl Write, written: &Written<'_>) -> io::Result<()> {
    let events = written.generated.events.iter().zip(written.files);
    let events = events.map(|(made, file)| EventJson {
        name: &made.event.name,
        file: file.display().to_string(),
        why: &made.why,
        ending: match made.ran.ending {
            Ending::Good => "good",
            Ending::Refused => "refused",
            Ending::Failed => "failed",
        },
        told: &made.ran.told,
    });
    let document = Document {
        schema: SCHEMA,
        function: written.function,
        events: events.collect(),
        notes: &written.generated.notes,
    };
    super::json::write(out, &document)
}
