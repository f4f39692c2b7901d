//! The user's project as the commands see it: its functions, and what runs them.

use std::path::{Path, PathBuf};

use warmfront_engine::Interpreter;
use warmfront_model::function::{Function, PythonVersion};

use crate::report::Listed;
use crate::report::progress::Audience;
use crate::settings::{InvokeSettings, Variables};

/// Functions of a project.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) functions: Vec<FoundFunction>,
    pub(crate) notes: Vec<String>,
}

/// One function of a project.
#[derive(Debug)]
pub(crate) struct FoundFunction {
    pub(crate) function: Function,
    pub(crate) source: String,
    pub(crate) events: Vec<PathBuf>,
    pub(crate) notes: Vec<String>,
}

/// What runs a function.
#[derive(Debug)]
pub(crate) struct Packages {
    pub(crate) interpreter: Interpreter,
    pub(crate) site_packages: Vec<PathBuf>,
    pub(crate) notes: Vec<String>,
}

impl Found {
    /// Looks for functions in a folder.
    pub(crate) fn in_folder(directory: &Path, _variables: &Variables) -> anyhow::Result<Self> {
        let function = Function::new("app", "app.handler", directory);
        Ok(Self {
            functions: vec![FoundFunction {
                function,
                source: "app.py".to_owned(),
                events: Vec::new(),
                notes: Vec::new(),
            }],
            notes: Vec::new(),
        })
    }

    /// Returns the function of this name, or the only one.
    pub(crate) fn choose(&self, _name: Option<&str>) -> anyhow::Result<&FoundFunction> {
        Ok(&self.functions[0])
    }

    /// Returns the functions for a list.
    pub(crate) fn listed(&self) -> Vec<Listed<'_>> {
        let listed = self.functions.iter().map(|found| Listed {
            function: &found.function,
            source: &found.source,
            notes: &found.notes,
        });
        listed.collect()
    }
}

/// Finds the interpreter and the packages of a function.
pub(crate) fn packages(
    _found: &FoundFunction,
    settings: &InvokeSettings,
    _variables: &Variables,
    _audience: Audience,
) -> anyhow::Result<Packages> {
    let program = settings
        .machine
        .python
        .clone()
        .unwrap_or_else(|| "/usr/bin/python3".to_owned());
    Ok(Packages {
        interpreter: Interpreter {
            program: program.into(),
            version: PythonVersion {
                major: 3,
                minor: 11,
            },
            full_version: "3.11".to_owned(),
        },
        site_packages: Vec::new(),
        notes: Vec::new(),
    })
}
