//! What one folder declares: one kind of file after the other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::declared::{Declarations, Skipped};
use super::template::Context;
use super::{Found, LeftOut, cdk, place, python_source, serverless, template, terraform};
use crate::Surroundings;
use crate::configuration::load_below;
use crate::document::{self, Node};
use crate::problem::{FileError, Problem};

/// Names of templates that are an error when they cannot be read.
const TEMPLATES: [&str; 5] = [
    "template.yaml",
    "template.yml",
    "template.json",
    "sam.yaml",
    "sam.yml",
];

/// Names of the Serverless Framework's file.
const SERVERLESS: [&str; 3] = ["serverless.yml", "serverless.yaml", "serverless.json"];

/// Most templates that are followed from one another.
const MOST_TEMPLATES: usize = 500;

/// A search over any number of folders, and what it has gathered.
pub(super) struct Search<'s> {
    surroundings: &'s Surroundings,
    pub(super) functions: Vec<Found>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) notes: Vec<String>,
    seen: BTreeSet<PathBuf>,
}

impl<'s> Search<'s> {
    pub(super) fn new(surroundings: &'s Surroundings) -> Self {
        Self {
            surroundings,
            functions: Vec::new(),
            left_out: Vec::new(),
            notes: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Gathers what a folder declares, else what its plain Python files offer.
    pub(super) fn folder(&mut self, folder: &Path) -> Result<(), FileError> {
        self.declared(folder)?;
        if self.functions.is_empty() {
            self.plain(folder)?;
        }
        Ok(())
    }

    /// Gathers from the first kind of file that declares a function.
    pub(super) fn declared(&mut self, folder: &Path) -> Result<(), FileError> {
        let before = self.functions.len();
        self.templates(folder)?;
        if self.functions.len() == before {
            self.serverless(folder)?;
        }
        if self.functions.len() == before {
            self.cdk(folder)?;
        }
        if self.functions.len() == before {
            self.terraform(folder)?;
        }
        Ok(())
    }

    /// Gathers what the usual Python files of a folder offer.
    pub(super) fn plain(&mut self, folder: &Path) -> Result<(), FileError> {
        let declarations = python_source::in_folder(folder);
        let before = self.functions.len();
        self.place(declarations, folder, folder)?;
        for found in &mut self.functions[before..] {
            let handler = &found.function.handler;
            let module = handler.rsplit_once('.').map_or("", |(module, _)| module);
            let module = found.function.code.join(module.replace('.', "/"));
            found.file = module.with_extension("py");
        }
        Ok(())
    }

    /// Gathers from one file that the user named.
    pub(super) fn file(&mut self, file: &Path) -> Result<(), FileError> {
        let folder = file.parent().unwrap_or(file).to_owned();
        if file.extension().is_some_and(|extension| extension == "py") {
            let module = file.file_stem().unwrap_or_default().to_string_lossy();
            let declarations = python_source::in_file(file, &module);
            return self.place(declarations, file, &folder);
        }
        let document = document::read(file)?;
        if template::is_template(&document) {
            let context = self.context();
            self.template(file, &document, &context, 0)
        } else if serverless::is_serverless(&document) {
            self.serverless_file(file, &document)
        } else if terraform::is_plan(&document) {
            self.terraform_plan(file, &document)
        } else {
            let message = "this is no template, serverless.yml or Terraform plan";
            Err(Problem::new(None, message).within(file))
        }
    }

    fn context(&self) -> Context<'s> {
        Context {
            region: &self.surroundings.region,
            account: &self.surroundings.account,
            ..Context::default()
        }
    }

    fn templates(&mut self, folder: &Path) -> Result<(), FileError> {
        let context = self.context();
        // A folder like `cdk.out` is read with its manifest.
        if folder.join("manifest.json").is_file() && folder.join("cdk.out").is_file() {
            return self.assembly(folder, 0);
        }
        for name in TEMPLATES {
            let file = folder.join(name);
            if file.is_file() {
                let document = document::read(&file)?;
                if template::is_template(&document) {
                    self.template(&file, &document, &context, 0)?;
                }
            }
        }
        for file in files(folder) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let is_other = [".template.json", ".template.yaml", ".template.yml"]
                .iter()
                .any(|suffix| name.ends_with(suffix));
            if is_other {
                self.optional(&file, |search, document| {
                    search.template(&file, document, &context, 0)
                });
            }
        }
        Ok(())
    }

    /// Reads a file that may be something else altogether; a fault is only noted.
    fn optional(
        &mut self,
        file: &Path,
        read: impl FnOnce(&mut Self, &Node) -> Result<(), FileError>,
    ) {
        if let Err(error) = document::read(file).and_then(|document| read(self, &document)) {
            self.notes.push(format!("left out: {error}"));
        }
    }

    fn template(
        &mut self,
        file: &Path,
        document: &Node,
        context: &Context<'_>,
        depth: usize,
    ) -> Result<(), FileError> {
        let is_new = self.seen.insert(file.to_owned());
        if !template::is_template(document) || !is_new || self.seen.len() > MOST_TEMPLATES {
            return Ok(());
        }
        let declarations =
            template::read(document, context).map_err(|problem| problem.within(file))?;
        let folder = file.parent().unwrap_or(file).to_owned();
        let nested = declarations.nested.clone();
        self.place(declarations, file, &folder)?;
        for location in nested {
            let Ok(below) = fs_err::canonicalize(folder.join(&location)) else {
                self.notes
                    .push(format!("nested template `{location}` does not exist"));
                continue;
            };
            if depth < 10 && below.is_file() {
                self.optional(&below, |search, document| {
                    search.template(&below, document, context, depth + 1)
                });
            }
        }
        Ok(())
    }

    fn serverless(&mut self, folder: &Path) -> Result<(), FileError> {
        for name in SERVERLESS {
            let file = folder.join(name);
            if file.is_file() {
                let document = document::read(&file)?;
                if serverless::is_serverless(&document) {
                    self.serverless_file(&file, &document)?;
                }
            }
        }
        Ok(())
    }

    fn serverless_file(&mut self, file: &Path, document: &Node) -> Result<(), FileError> {
        let folder = file.parent().unwrap_or(file).to_owned();
        let load = |written: &str| load_below(&folder, written);
        let declarations = serverless::read(document, &load, &self.surroundings.region)
            .map_err(|problem| problem.within(file))?;
        self.place(declarations, file, &folder)
    }

    fn cdk(&mut self, folder: &Path) -> Result<(), FileError> {
        self.assembly(&folder.join("cdk.out"), 0)
    }

    /// Gathers from a synthesised CDK application, and from the stages in it.
    fn assembly(&mut self, folder: &Path, depth: usize) -> Result<(), FileError> {
        let manifest = folder.join("manifest.json");
        if !manifest.is_file() || depth > 10 || !self.seen.insert(manifest.clone()) {
            return Ok(());
        }
        let assembly = cdk::read(&document::read(&manifest)?);
        let mut context = self.context();
        for file in &assembly.assets {
            if let Ok(assets) = document::read(&folder.join(file)) {
                context.assets.extend(cdk::read_assets(&assets));
            }
        }
        for file in &assembly.templates {
            let file = folder.join(file);
            let document = document::read(&file)?;
            self.template(&file, &document, &context, 0)?;
        }
        for below in &assembly.assemblies {
            self.assembly(&folder.join(below), depth + 1)?;
        }
        Ok(())
    }

    fn terraform(&mut self, folder: &Path) -> Result<(), FileError> {
        for file in files(folder) {
            let is_json = file
                .extension()
                .is_some_and(|extension| extension == "json");
            if is_json && starts_like_a_plan(&file) {
                let document = document::read(&file)?;
                if terraform::is_plan(&document) {
                    self.terraform_plan(&file, &document)?;
                }
            }
        }
        Ok(())
    }

    fn terraform_plan(&mut self, file: &Path, document: &Node) -> Result<(), FileError> {
        let folder = file.parent().unwrap_or(file).to_owned();
        let declarations = terraform::read(document).map_err(|problem| problem.within(file))?;
        self.place(declarations, file, &folder)
    }

    fn place(
        &mut self,
        declarations: Declarations,
        file: &Path,
        base: &Path,
    ) -> Result<(), FileError> {
        let left_out = |Skipped { name, reason }| LeftOut {
            name,
            file: file.to_owned(),
            reason,
        };
        self.left_out
            .extend(declarations.skipped.into_iter().map(left_out));
        for declared in declarations.functions {
            let name = declared.name.clone();
            match place::place(declared, file, base, self.surroundings)? {
                Ok(found) => self.functions.push(found),
                Err(reason) => self.left_out.push(left_out(Skipped { name, reason })),
            }
        }
        Ok(())
    }
}

/// Returns the regular files of a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .take(10_000)
        .collect();
    files.sort();
    files
}

/// Looks at a JSON file's first bytes, since a repository may hold large ones of other kinds.
fn starts_like_a_plan(file: &Path) -> bool {
    use std::io::Read;
    let mut start = Vec::new();
    let Ok(opened) = fs_err::File::open(file) else {
        return false;
    };
    if opened.take(4096).read_to_end(&mut start).is_err() {
        return false;
    }
    String::from_utf8_lossy(&start).contains("\"format_version\"")
}
