//! What pages of the documentation are made with: the program, the functions of
//! `examples/profile` with their servers, and a browser for pictures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use warmfront_testkit::example::Example;
use warmfront_testkit::python::Packages;

use crate::environments;
use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

/// Where pictures are, from the workspace's root.
const PICTURES: &str = "docs/pictures";

/// Longest that a function may take with its events.
const TIMEOUT: &str = "120";

/// What pages are made with.
pub(crate) struct Studio {
    program: PathBuf,
    packages: Packages,
    pictures: PathBuf,
    browser: Option<PathBuf>,
    postgres: Option<PathBuf>,
}

impl Studio {
    /// Builds the program and finds the rest.
    pub(crate) fn open(workspace: &Workspace, how: Build) -> anyhow::Result<Self> {
        let environments = environments::ready(workspace)?;
        let (interpreter, site_packages) =
            environments.packages.context("no Python 3.11 to 3.13")?;
        let studio = Self {
            program: product::build(workspace, how)?,
            packages: Packages {
                interpreter,
                site_packages,
            },
            pictures: workspace.root.join(PICTURES),
            browser: environments.browser,
            postgres: environments.programs.postgres,
        };
        fs_err::create_dir_all(&studio.pictures)?;
        Ok(studio)
    }

    /// Returns what a command prints of a function, and writes its page to a file; nothing where the
    /// function's server is not on this machine.
    pub(crate) fn run(
        &self,
        task: &[&str],
        function: &str,
        page: &[&Path],
    ) -> anyhow::Result<Option<String>> {
        let started = Example::start(function, &self.packages, self.postgres.as_deref())?;
        let Some(example) = started else {
            return Ok(None);
        };
        let mut command = Command::new(&self.program);
        command.args(task);
        command.args(["--quiet", "--no-install", "--timeout", TIMEOUT]);
        command.arg("--directory").arg(&example.folder);
        command
            .arg("--python")
            .arg(&self.packages.interpreter.program);
        command.args(page).env("COLUMNS", "100");
        let search_path = self.packages.site_packages.display();
        command.args(["--env", &format!("PYTHONPATH={search_path}")]);
        for (name, value) in &example.variables {
            command.args(["--env", &format!("{name}={value}")]);
        }
        let ran = command.output().context("could not start warmfront")?;
        let complaints = String::from_utf8_lossy(&ran.stderr);
        // Some of the examples have events that fail, which is status 1.
        anyhow::ensure!(ran.status.code() < Some(2), "{complaints}");
        Ok(Some(String::from_utf8(ran.stdout)?))
    }

    /// Takes a picture of the top of a page; `size` is its width and height in pixels.
    pub(crate) fn picture(&self, page: &Path, name: &str, size: &str) -> anyhow::Result<()> {
        let Some(browser) = &self.browser else {
            println!("skipped the picture of {name}: no browser");
            return Ok(());
        };
        let picture = self.pictures.join(name).with_extension("png");
        let mut command = Command::new(browser);
        command.args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ]);
        let patience = Duration::from_secs(4).as_millis();
        command.arg(format!("--virtual-time-budget={patience}"));
        command.arg(format!("--window-size={size}"));
        command.arg(format!("--screenshot={}", picture.display()));
        command.arg(format!("file://{}", page.display()));
        process::gather(command).map(drop)
    }
}
