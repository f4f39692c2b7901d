//! The page: tables of behaviours, then the emulator's two facts.

use std::fmt::Write as _;

use super::cell;
use super::emulator::Observed;
use super::facts::{Facts, TIMED};
use super::findings::Findings;
use super::table::Behaviour;

/// All that was seen.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) findings: Vec<Findings>,
    pub(super) observed: Vec<Observed>,
    pub(super) facts: Facts,
    /// Version of the interpreter under the emulator.
    pub(super) python: String,
}

/// Areas of the table, in the page's order, with their headings.
const AREAS: &[(&str, &str)] = &[
    ("result", "Results and errors"),
    ("init", "Init"),
    ("timeout", "Timeouts"),
    ("exit", "Exits"),
    ("limit", "Limits"),
    ("output", "Output"),
    ("process", "Processes, threads and descriptors"),
    ("context", "Context and environment"),
    ("protocol", "Runtime API"),
    ("snapshot", "SnapStart"),
];

/// Writes the page.
pub(super) fn render(behaviours: &[Behaviour], seen: &Seen) -> String {
    let mut page = format!(
        "<!-- Written by `cargo xtask docs fidelity`. -->\n\n# Fidelity\n\n\
         What functions do, and what comes of it: on Lambda, as its documentation and its logs have \
         it, and here, as the last run of the tests found it. After each behaviour the same \
         environment handles another event, whose outcome is checked too.\n\n\
         - **Lambda**: what the client gets and the log says there. Nothing on this page was run on \
         Lambda; where its documentation and published logs are silent, this is what the code of its \
         runtime client does, or what is checked here.\n\
         - **Warmfront**: ✓ with the Python versions on which result, error document, log lines and \
         REPORT are those of Lambda; otherwise what differs.\n\
         - **with awslambdaric**: the same with AWS's runtime interface client in place of ours.\n\
         - **RIE**: what a client gets from AWS's Runtime Interface Emulator with awslambdaric on \
         Python {}; ✓ where it is what Lambda's client gets. Its log is not judged.\n",
        seen.python
    );
    for (area, heading) in AREAS {
        let _ = write!(page, "\n## {heading}\n\n{HEAD}");
        let rows = behaviours.iter().zip(&seen.observed);
        for (behaviour, observed) in rows.filter(|(behaviour, _)| behaviour.area == *area) {
            page += &row(behaviour, observed, &seen.findings);
        }
    }
    page + &facts(seen)
}

const HEAD: &str = "| behaviour | Lambda | Warmfront | with awslambdaric | RIE |\n\
                    |---|---|---|---|---|\n";

fn row(behaviour: &Behaviour, observed: &Observed, findings: &[Findings]) -> String {
    let name = &behaviour.name;
    format!(
        "| {} | {} | {} | {} | {} |\n",
        behaviour.title,
        behaviour.lambda,
        cell::runtime(name, "embedded", findings),
        cell::runtime(name, "awslambdaric", findings),
        cell::emulator(behaviour, observed),
    )
}

fn facts(seen: &Seen) -> String {
    let facts = &seen.facts;
    let ours = init_ms(&seen.findings).map_or_else(String::new, |init| {
        format!(" Warmfront reports `Init Duration: {init:.2} ms` for the same function.")
    });
    let concurrent = match &facts.concurrent {
        Some(line) if line.is_empty() => "ends the emulator.".to_owned(),
        Some(line) => format!("ends the emulator: `{}`.", line.trim()),
        None => "did not end the emulator in this run.".to_owned(),
    };
    format!(
        "\n## The emulator's figures\n\n\
         - For a function whose module sleeps 100 ms, the emulator reports `Init Duration: {}` and \
         `Duration: {}`: the init is in the invocation.{ours}\n\
         - A second request while the first is being handled {concurrent}\n",
        facts.init_duration, facts.duration
    )
}

/// Returns what the engine reported for the function whose init takes a known time.
fn init_ms(findings: &[Findings]) -> Option<f64> {
    let embedded = findings
        .iter()
        .filter(|findings| findings.client == "embedded");
    let newest = embedded
        .filter(|findings| findings.found.iter().any(|finding| finding.name == TIMED))
        .max_by_key(|findings| findings.python())?;
    let finding = newest.found.iter().find(|finding| finding.name == TIMED)?;
    finding.steps.first()?.init_ms
}
