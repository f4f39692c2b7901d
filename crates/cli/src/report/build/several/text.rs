//! Several functions and their layers for people.

use std::fmt::Write;

use super::super::text;
use super::{Layer, Several, snippet};
use crate::report::figures::size;

/// Distributions of a layer that are named.
const MOST_NAMED: usize = 12;

/// Lays the report out.
pub(super) fn report(several: &Several<'_>) -> String {
    let mut text = String::new();
    for (found, built) in &several.functions {
        let name = &found.function.name;
        match built {
            Ok(function) => {
                text.push_str(&text::report(&function.built(found)));
                if let Some(layer) = function.layer.and_then(|n| several.layers.get(n)) {
                    let bytes = size(layer.manifest.totals.bytes);
                    let _ = writeln!(text, "with layer {}  {bytes}", layer.name);
                }
            }
            Err(_) => {
                let _ = writeln!(text, "{name} was not built");
            }
        }
        text.push('\n');
    }
    for layer in &several.layers {
        text.push_str(&of_layer(layer));
    }
    text.push_str(&snippet::text(several));
    text.push_str(&summary(several));
    text
}

fn of_layer(layer: &Layer) -> String {
    let totals = &layer.manifest.totals;
    let mut text = format!(
        "{} for {}, shared by {}\n\n  holds      ",
        layer.name,
        layer.target,
        layer.functions.join(", ")
    );
    let distributions = &layer.manifest.distributions;
    let named = distributions.iter().take(MOST_NAMED).map(|each| {
        let version = each.version.as_deref().unwrap_or_default();
        format!("{} {version}", each.name).trim_end().to_owned()
    });
    let mut named: Vec<String> = named.collect();
    let more = distributions.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let _ = writeln!(text, "{}", named.join(", "));
    let saved = totals.bytes * (layer.functions.len() as u64).saturating_sub(1);
    let _ = writeln!(
        text,
        "  as it was  {}\n  now        {}, held once: {} less in all\n\n{}  {}\n",
        size(totals.bytes_before),
        size(totals.bytes),
        size(saved),
        layer.written.path.display(),
        size(layer.written.bytes),
    );
    text
}

fn summary(several: &Several<'_>) -> String {
    let n_failed = several.functions.iter().filter(|(_, built)| built.is_err());
    let n_failed = n_failed.count();
    let n_built = several.functions.len() - n_failed;
    let mut text = match n_built {
        1 => "1 function".to_owned(),
        more => format!("{more} functions"),
    };
    match several.layers.len() {
        0 => {}
        1 => text.push_str(" and 1 layer"),
        more => {
            let _ = write!(text, " and {more} layers");
        }
    }
    let _ = write!(text, " built in {:.1} s", several.took.as_secs_f64());
    if n_failed > 0 {
        let _ = write!(text, ", {n_failed} not built");
    }
    text.push('\n');
    text
}
