//! Runs the engine's tests and reads what they found.

use serde::Deserialize;
use warmfront_model::function::PythonVersion;

use crate::environments::Environments;
use crate::process;
use crate::workspace::Workspace;

/// Tells the tests where to keep what they find.
const FOLDER: &str = "WARMFRONT_TEST_FINDINGS";

/// What came of behaviours of one area on one runtime.
#[derive(Debug, Deserialize)]
pub(super) struct Findings {
    pub(super) client: String,
    python: String,
    pub(super) found: Vec<Finding>,
}

/// What came of one behaviour; no steps where this machine cannot run it.
#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
}

/// What came of one invocation.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub(super) difference: Option<String>,
    pub(super) note: Option<String>,
    pub(super) init_ms: Option<f64>,
}

impl Findings {
    /// Returns the interpreter's minor version.
    pub(super) fn python(&self) -> Option<PythonVersion> {
        self.python.parse().ok()
    }
}

/// Runs the tests; one that fails is a finding too.
pub(super) fn gather(
    workspace: &Workspace,
    environments: &Environments,
) -> anyhow::Result<Vec<Findings>> {
    let folder = workspace.target.join("fidelity");
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    fs_err::create_dir_all(&folder)?;
    let mut command = process::cargo();
    command.current_dir(&workspace.root);
    command.args(["test", "--quiet", "--package", "warmfront-engine"]);
    command.args(["--test", "it", "--no-fail-fast", "--", "fidelity::"]);
    command.envs(environments.variables()).env(FOLDER, &folder);
    let (_, said) = process::gather(command)?;
    let mut all = Vec::new();
    for entry in fs_err::read_dir(&folder)? {
        all.push(serde_json::from_slice(&fs_err::read(entry?.path())?)?);
    }
    anyhow::ensure!(!all.is_empty(), "the tests found nothing:\n{said}");
    Ok(all)
}
