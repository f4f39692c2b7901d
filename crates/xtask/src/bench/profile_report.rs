//! From what was recorded to the profile, for a large function: a benchmark of the crate itself.

use super::{Benchmark, Wanted};
use crate::process;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "profile-report",
    about: "reading, explaining and writing 3,500 modules and 100,000 calls: time and memory",
    run,
};

fn run(workspace: &Workspace, _wanted: &Wanted) -> anyhow::Result<()> {
    let mut command = process::cargo();
    command.args(["bench", "--quiet", "--package", "warmfront-profile"]);
    process::run(
        command
            .args(["--bench", "report"])
            .current_dir(&workspace.root),
    )
}
