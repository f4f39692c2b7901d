//! The functions of `examples/profile`, together with the servers that they call.
//!
//! The same functions serve the documentation, its pictures and the tests of every crate, so that
//! what a reader is shown is what was tested.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::python::Packages;
use crate::server::Server;

/// Names of the functions, which are those of their folders.
pub const NAMES: [&str; 6] = [
    "pandas-report",
    "sklearn-predict",
    "fastapi-shop",
    "boto3-basket",
    "sqlalchemy-orders",
    "httpx-offers",
];

/// A function whose servers run.
#[derive(Debug)]
pub struct Example {
    /// Its folder.
    pub folder: PathBuf,
    /// Variables that it needs besides those of its configuration: where its servers listen.
    pub variables: Vec<(String, String)>,
    _server: Option<Server>,
}

impl Example {
    /// Starts what a function calls; `None` where that is not on this machine.
    pub fn start(
        name: &str,
        packages: &Packages,
        postgres: Option<&Path>,
    ) -> anyhow::Result<Option<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/profile");
        let folder = fs_err::canonicalize(root.join(name))?;
        let (server, variables) = match name {
            "boto3-basket" => aws(&folder, packages)?,
            "httpx-offers" => services(&folder, packages)?,
            "sqlalchemy-orders" => match postgres {
                Some(programs) => database(&folder, programs)?,
                None => return Ok(None),
            },
            _ => (None, Vec::new()),
        };
        let told = |(name, value): (&str, String)| (name.to_owned(), value);
        Ok(Some(Self {
            folder,
            variables: variables.into_iter().map(told).collect(),
            _server: server,
        }))
    }
}

type Started = (Option<Server>, Vec<(&'static str, String)>);

fn aws(folder: &Path, packages: &Packages) -> anyhow::Result<Started> {
    let server = Server::moto(packages)?;
    let mut seed = packages.interpreter.command();
    seed.env("PYTHONPATH", &packages.site_packages);
    succeed(seed.arg(folder.join("seed.py")).arg(server.url()))?;
    let variables = vec![("AWS_ENDPOINT_URL", server.url())];
    Ok((Some(server), variables))
}

fn services(folder: &Path, packages: &Packages) -> anyhow::Result<Started> {
    let mut command = packages.interpreter.command();
    command.arg(folder.join("services.py"));
    let server = Server::program(command)?;
    let variables = vec![("SERVICES_URL", server.url())];
    Ok((Some(server), variables))
}

fn database(folder: &Path, programs: &Path) -> anyhow::Result<Started> {
    let server = Server::postgres(programs)?;
    let place = format!("postgres@{}/postgres", server.address());
    let mut psql = Command::new(programs.join("psql"));
    psql.args(["--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file"]);
    psql.arg(folder.join("schema.sql"));
    succeed(psql.arg(format!("postgresql://{place}")))?;
    let variables = vec![("DATABASE_URL", format!("postgresql+psycopg://{place}"))];
    Ok((Some(server), variables))
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let ended = command.output();
    let ended = ended.with_context(|| format!("could not run {command:?}"))?;
    ensure!(
        ended.status.success(),
        "{command:?} failed, {}: {}",
        ended.status,
        String::from_utf8_lossy(&ended.stderr)
    );
    Ok(())
}
