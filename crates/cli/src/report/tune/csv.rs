//! Every sample as comma-separated values, in the order in which they were made.

use std::io::{self, Write};

use warmfront_tune::run::End;
use warmfront_tune::tuning::{Role, Taken};

use super::super::json::millis;
use super::Tuned;

const COLUMNS: &str =
    "memory_mb,event,role,end,duration_ms,cpu_ms,init_ms,init_cpu_ms,max_memory_used_mb,error";

/// Writes them.
pub(super) fn write(out: &mut dyn Write, tuned: Tuned<'_>) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for taken in &tuned.tuning.runs {
        let event = tuned.subject.events.get(taken.event);
        writeln!(out, "{}", line(taken, event.map_or("", String::as_str)))?;
    }
    out.flush()
}

fn line(taken: &Taken, event: &str) -> String {
    let run = &taken.run;
    let init = |part: Option<f64>| part.map(|millis| millis.to_string()).unwrap_or_default();
    let error = match &run.end {
        End::Failed { kind, message } => format!("{kind}: {message}"),
        _ => String::new(),
    };
    [
        taken.size.megabytes().to_string(),
        quoted(event),
        role(taken.role).to_owned(),
        end(&run.end).to_owned(),
        millis(run.wall).to_string(),
        millis(run.cpu).to_string(),
        init(run.init.map(|init| millis(init.wall))),
        init(run.init.map(|init| millis(init.cpu))),
        run.max_memory_mb.to_string(),
        quoted(&error),
    ]
    .join(",")
}

/// Returns the word for what a run counts as.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Cold => "cold",
        Role::Warm => "warm",
        Role::WarmUp => "warm-up",
        Role::Outlier => "outlier",
        Role::Failed => "failed",
    }
}

/// Returns the word for how a run ended.
pub(super) fn end(end: &End) -> &'static str {
    match end {
        End::Finished => "finished",
        End::OutOfMemory => "out-of-memory",
        End::TimedOut => "timed-out",
        End::Failed { .. } => "failed",
    }
}

/// Returns a text as RFC 4180 wants it; one that a spreadsheet would calculate is made plain.
fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn texts_are_one_field_and_no_formula() {
        assert_eq!(quoted("events/a.json"), "events/a.json");
        assert_eq!(quoted("a, \"b\"\n"), "\"a, \"\"b\"\"\n\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
