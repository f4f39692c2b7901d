//! What was found, kept as JSON where the writer of `docs/FIDELITY.md` asks for it.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::runtime::{self, Runtime};

/// Names the folder for the findings.
const FOLDER: &str = "WARMFRONT_TEST_FINDINGS";

/// What came of one behaviour on one runtime; no steps where the machine could not run it.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) name: String,
    pub(crate) steps: Vec<StepFinding>,
}

/// What came of one invocation.
#[derive(Debug, Serialize)]
pub(crate) struct StepFinding {
    /// Where the transcript left its pattern.
    pub(crate) difference: Option<String>,
    /// Why another pattern than the usual one is expected.
    pub(crate) note: Option<String>,
    /// The transcript.
    pub(crate) transcript: String,
    /// Reported init duration.
    pub(crate) init_ms: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Findings<'a> {
    client: &'a str,
    python: String,
    found: &'a [Finding],
}

impl Finding {
    /// Returns all that differs, for a developer to read.
    pub(crate) fn failure(&self) -> Option<String> {
        let mut text = String::new();
        for (index, step) in self.steps.iter().enumerate() {
            if let Some(difference) = &step.difference {
                let _ = writeln!(
                    text,
                    "invocation {}: {difference}\n{}",
                    index + 1,
                    step.transcript
                );
            }
        }
        (!text.is_empty()).then(|| format!("{}, {text}", self.name))
    }
}

/// Tells whether findings are kept.
pub(crate) fn is_wanted() -> bool {
    std::env::var_os(FOLDER).is_some()
}

/// Keeps the findings of one area on one runtime.
pub(crate) fn keep(area: &str, runtime: &Runtime, findings: &[Finding]) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let python = runtime.interpreter.version.to_string();
    let client = runtime::name(runtime.client);
    let path = folder.join(format!("{area}-{client}-{python}.json"));
    let text = serde_json::to_vec_pretty(&Findings {
        client,
        python,
        found: findings,
    })
    .unwrap();
    std::fs::write(path, text).unwrap();
}
