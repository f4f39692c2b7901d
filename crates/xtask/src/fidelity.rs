//! `cargo xtask docs fidelity`: runs every behaviour of `crates/engine/fixtures/fidelity.toml` on
//! every interpreter, with both runtime clients and through AWS's emulator, and writes what it saw
//! into `docs/FIDELITY.md`.
//!
//! Nothing on the page about a run is written by hand.

mod cell;
mod emulator;
mod facts;
mod findings;
mod page;
mod table;

use anyhow::Context as _;

use crate::bench::peer;
use crate::environments;
use crate::workspace::Workspace;

/// Where the page is, from the workspace's root.
const PAGE: &str = "docs/FIDELITY.md";

/// Runs everything and writes the page.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let behaviours = table::read(workspace)?;
    let findings = findings::gather(workspace, &environments)?;
    let mut newest_first = environments.interpreters.iter().rev();
    let with_client =
        newest_first.find_map(|python| Some((python, environments.awslambdaric(python)?)));
    let (python, client) = with_client.context("no interpreter has awslambdaric here")?;
    let stand = emulator::Stand {
        program: peer::emulator(workspace, python)?,
        python: python.program.clone(),
        client: client.to_owned(),
        fixtures: table::folder(workspace),
    };
    let observed = behaviours
        .iter()
        .map(|behaviour| stand.observe(behaviour))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let facts = facts::measure(&stand)?;
    let seen = page::Seen {
        findings,
        observed,
        facts,
        python: python.full_version()?,
    };
    fs_err::write(workspace.root.join(PAGE), page::render(&behaviours, &seen))?;
    println!("wrote {PAGE}");
    Ok(())
}
