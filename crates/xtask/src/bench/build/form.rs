//! The forms that an application is packaged in, and making them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use warmfront_build::pass::{self, defer};
use warmfront_testkit::application::Application;
use warmfront_testkit::python::Interpreter;

use super::folder::{self, Dates};
use crate::environments::{self, Environments};
use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

/// A form of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bench) enum Form {
    /// As SAM and the Serverless Framework ship it: all dates rewritten, so that bytecode is stale.
    Shipped,
    /// As an image has it: bytecode valid.
    Valid,
    /// Through this pass of `warmfront build`, or those that it applies by default.
    Built(&'static str),
}

/// What the command line applies when no pass is named.
const DEFAULT: &str = "default";

/// Returns what makes a form each: every pass, and those that are applied by default.
pub(in crate::bench) fn passes() -> impl Iterator<Item = &'static str> {
    let named = pass::ALL.iter().map(|pass| pass.name);
    named.chain([DEFAULT])
}

/// Returns all forms, the baselines first.
pub(in crate::bench) fn all() -> impl Iterator<Item = Form> {
    let built = passes().map(Form::Built);
    [Form::Shipped, Form::Valid].into_iter().chain(built)
}

impl Form {
    pub(in crate::bench) fn name(self) -> &'static str {
        match self {
            Self::Shipped => "as shipped",
            Self::Valid => "valid bytecode",
            Self::Built(passes) => passes,
        }
    }
}

/// What forms are made with.
pub(in crate::bench) struct Workshop<'a> {
    pub(in crate::bench) workspace: &'a Workspace,
    pub(in crate::bench) environments: &'a Environments,
    pub(in crate::bench) python: &'a Interpreter,
    /// The `warmfront` program.
    pub(in crate::bench) program: PathBuf,
}

impl<'a> Workshop<'a> {
    /// Builds the program, and takes the interpreter that packages are installed for.
    pub(in crate::bench) fn ready(
        workspace: &'a Workspace,
        environments: &'a Environments,
    ) -> anyhow::Result<Self> {
        let packages = environments.packages.as_ref();
        let (python, _) = packages.context("no Python 3.11 to 3.13")?;
        Ok(Self {
            workspace,
            environments,
            python,
            program: product::build(workspace, Build::of_this_task())?,
        })
    }
}

/// A form that was made.
pub(in crate::bench) struct Made {
    pub(in crate::bench) form: Form,
    /// Its task root.
    pub(in crate::bench) code: PathBuf,
}

/// The forms of one application, and why others could not be made.
pub(in crate::bench) struct Shelf {
    pub(in crate::bench) made: Vec<Made>,
    pub(in crate::bench) notes: Vec<String>,
    /// What each build took.
    pub(in crate::bench) took: BTreeMap<&'static str, Duration>,
    folder: PathBuf,
}

impl Shelf {
    /// Returns the folder of the project whose code has its packages beside it, as it is shipped.
    pub(in crate::bench) fn project(&self) -> PathBuf {
        self.folder.join("shipped")
    }

    /// Returns a folder for something else.
    pub(in crate::bench) fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn add(&mut self, form: Form, code: PathBuf) {
        self.made.push(Made { form, code });
    }
}

impl Drop for Shelf {
    /// All forms of all applications together would take gigabytes.
    fn drop(&mut self) {
        let _ = fs_err::remove_dir_all(&self.folder);
    }
}

impl Workshop<'_> {
    /// Makes all forms of an application that can be made.
    pub(in crate::bench) fn make(
        &self,
        application: &Application,
        variables: &[(String, String)],
        wanted: &[&'static str],
    ) -> anyhow::Result<Shelf> {
        let mut forms = self.baselines(application)?;
        for &passes in wanted {
            let code = forms.folder.join(passes);
            let begun = Instant::now();
            let built = self.build(&forms.project(), passes, variables, &code)?;
            forms.took.insert(passes, begun.elapsed());
            match built {
                Ok(()) => forms.add(Form::Built(passes), code),
                Err(reason) => {
                    let note = format!("no package by {passes}: {reason}");
                    forms.notes.push(note);
                }
            }
        }
        Ok(forms)
    }

    /// Makes the two that are always there.
    pub(in crate::bench) fn baselines(&self, application: &Application) -> anyhow::Result<Shelf> {
        let folder = self.workspace.target.join("bench/build");
        let folder = folder.join(&application.name);
        if folder.exists() {
            fs_err::remove_dir_all(&folder)?;
        }
        let mut forms = Shelf {
            made: Vec::new(),
            notes: Vec::new(),
            took: BTreeMap::new(),
            folder,
        };
        let valid = forms.folder.join("valid");
        let packages = environments::application(self.workspace, self.python, application)?;
        folder::copy(&packages, &valid, Dates::Kept)?;
        folder::copy(&application.code(), &valid, Dates::Kept)?;
        application.prepare(self.python, &packages, &valid)?;
        ship(application, &valid, &forms.project())?;
        forms.add(Form::Shipped, forms.project().join("src"));
        forms.add(Form::Valid, valid);
        Ok(forms)
    }

    /// Runs `warmfront build`; returns the reason where it could not build.
    fn build(
        &self,
        project: &Path,
        passes: &str,
        variables: &[(String, String)],
        output: &Path,
    ) -> anyhow::Result<Result<(), String>> {
        let mut command = Command::new(&self.program);
        command.args(["build", "--quiet", "--format", "json", "--directory"]);
        command.arg(project);
        if passes == DEFAULT {
            // As users build, but for events that are made up, which would take their time.
            command.args(["--generate", "0"]);
        } else if passes == defer::NAME {
            // What no event needs shows when events are run.
            command.args(["--generate", "0", "--passes", passes]);
        } else {
            command.args(["--no-verify", "--passes", passes]);
        }
        for (name, value) in variables {
            command.args(["--env", &format!("{name}={value}")]);
        }
        command.arg("--output").arg(output);
        let (status, told) = process::gather(command)?;
        if status.success() {
            return Ok(Ok(()));
        }
        let error = told.lines().find(|line| line.starts_with("error"));
        let reason = match status.code() {
            Some(1) => "it behaves differently, or could not be judged",
            _ => error.unwrap_or("it failed without saying why"),
        };
        Ok(Err(reason.to_owned()))
    }
}

/// Makes a project whose code has its packages beside it, and all dates rewritten.
fn ship(application: &Application, code: &Path, to: &Path) -> anyhow::Result<()> {
    folder::copy(code, &to.join("src"), Dates::Rewritten)?;
    let events = application.folder.join("events");
    folder::copy(&events, &to.join("events"), Dates::Rewritten)?;
    let template = "template.yaml";
    fs_err::copy(application.folder.join(template), to.join(template))?;
    Ok(())
}
