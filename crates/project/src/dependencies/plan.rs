//! What has to be installed: requirements and lock files, flattened into one list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::lock::{self, Pins};
use super::marker::Environment;
use super::requirement::{self, Line, Requirement};
use crate::Surroundings;
use crate::document::read_text;
use crate::functions::Found;
use crate::interpreter::Interpreter;
use crate::problem::{FileError, Problem};
use crate::process;

/// Files that say what a function needs, in order of authority within a folder.
const SOURCES: [&str; 6] = [
    "requirements.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pyproject.toml",
];

/// Largest such file that is read.
const LARGEST: u64 = 32 << 20;

/// Most files that include one another.
const MOST_FILES: usize = 200;

/// Everything that one installation depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Lines of the requirements file to hand to the installer.
    pub(super) lines: Vec<String>,
    /// The packages among them, to see whether they are there already.
    pub(super) packages: Vec<Requirement>,
    /// Folders of sources that are put on the path as they are.
    pub(super) sources: Vec<PathBuf>,
    /// Files on which the result depends beside the lines.
    pub(super) files: Vec<PathBuf>,
    /// What a reader should know.
    pub(super) notes: Vec<String>,
}

/// Finds the file that says what a function needs: the nearest to its code.
pub(super) fn source(found: &Found, project: &Path) -> Option<PathBuf> {
    if let Some(configured) = &found.requirements {
        return Some(configured.clone());
    }
    let code = &found.function.code;
    let mut folders: Vec<&Path> = code
        .ancestors()
        .take_while(|folder| folder.starts_with(project))
        .collect();
    // Code that was built elsewhere, such as an unpacked archive, is described by its template.
    for folder in [found.base.as_path(), project] {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    if folders.first() != Some(&code.as_path()) {
        folders.insert(0, code);
    }
    let mut files = folders
        .iter()
        .flat_map(|folder| SOURCES.map(|name| folder.join(name)));
    files.find(|file| file.is_file() && says_something(file))
}

/// A `pyproject.toml` may be there for other reasons than dependencies.
fn says_something(file: &Path) -> bool {
    if !file.ends_with("pyproject.toml") {
        return true;
    }
    let pins = read_text(file, LARGEST)
        .ok()
        .map(|text| lock::parse_pyproject(&text));
    matches!(pins, Some(Ok(Some(_))))
}

/// Reads what a file asks for.
pub(super) fn read(
    file: &Path,
    interpreter: &Interpreter,
    surroundings: &Surroundings,
) -> Result<Plan, FileError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let environment = Environment::from(interpreter);
    let mut plan = Plan::default();
    if name.as_ref() == "uv.lock"
        && let Some(exported) = export(file, surroundings)
    {
        let mut flattening = Flattening::new(&mut plan);
        flattening.text(&exported, file)?;
        return Ok(plan);
    }
    let pins = match name.as_ref() {
        "uv.lock" => lock::parse_uv(&read_text(file, LARGEST)?, &environment),
        "poetry.lock" => {
            let pyproject = read_text(&file.with_file_name("pyproject.toml"), LARGEST).ok();
            lock::parse_poetry(&read_text(file, LARGEST)?, pyproject.as_deref())
        }
        "pdm.lock" => lock::parse_pdm(&read_text(file, LARGEST)?),
        "Pipfile.lock" => lock::parse_pipfile(&read_text(file, LARGEST)?),
        "pyproject.toml" => {
            lock::parse_pyproject(&read_text(file, LARGEST)?).map(Option::unwrap_or_default)
        }
        _ => {
            Flattening::new(&mut plan).file(file)?;
            return Ok(plan);
        }
    };
    plan.add(pins.map_err(|problem| problem.within(file))?, file);
    Ok(plan)
}

/// Asks uv for its lock as requirements, which keeps hashes, indexes and markers.
fn export(file: &Path, surroundings: &Surroundings) -> Option<String> {
    let uv = surroundings.program("uv")?;
    let mut command = Command::new(uv);
    command
        .args([
            "export",
            "--frozen",
            "--no-dev",
            "--no-emit-project",
            "--offline",
            "--quiet",
        ])
        .args(["--no-emit-workspace", "--format", "requirements-txt"])
        .current_dir(file.parent()?);
    let ended = process::run(&mut command, Duration::from_mins(1), 16 << 20, &mut |_| ()).ok()?;
    ended.is_success().then_some(ended.stdout)
}

impl Plan {
    fn add(&mut self, pins: Pins, file: &Path) {
        for text in pins.requirements {
            self.packages.extend(requirement::requirement(&text));
            self.lines.push(text);
        }
        if !pins.left_out.is_empty() {
            let left_out = pins.left_out.join(", ");
            let file = file.display();
            self.notes.push(format!(
                "of `{file}` not from an index, and left out: {left_out}"
            ));
        }
    }
}

/// Follows requirements files into each other.
struct Flattening<'p> {
    plan: &'p mut Plan,
    seen: BTreeSet<PathBuf>,
}

impl<'p> Flattening<'p> {
    fn new(plan: &'p mut Plan) -> Self {
        Self {
            plan,
            seen: BTreeSet::new(),
        }
    }

    fn file(&mut self, file: &Path) -> Result<(), FileError> {
        let known = fs_err::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        // What was read once adds nothing; a circle ends here.
        if !self.seen.insert(known) {
            return Ok(());
        }
        if self.seen.len() > MOST_FILES {
            let message = format!("more than {MOST_FILES} requirements files include each other");
            return Err(Problem::new(None, message).within(file));
        }
        self.text(&read_text(file, LARGEST)?, file)
    }

    fn text(&mut self, text: &str, file: &Path) -> Result<(), FileError> {
        let folder = file.parent().unwrap_or(Path::new("."));
        for line in requirement::parse(text) {
            match line {
                Line::Package(package) => {
                    self.plan.lines.push(package.text.clone());
                    self.plan.packages.push(package);
                }
                Line::Include(name) if name.contains("://") => {
                    self.plan.lines.push(format!("-r {name}"));
                }
                Line::Include(name) => self.file(&folder.join(name))?,
                Line::Constraint(name) if name.contains("://") => {
                    self.plan.lines.push(format!("-c {name}"));
                }
                Line::Constraint(name) => {
                    let path = folder.join(name);
                    self.plan.lines.push(format!("-c {}", path.display()));
                    self.plan.files.push(path);
                }
                Line::FindLinks(place) => {
                    let local = folder.join(&place);
                    let place = if local.exists() {
                        local.display().to_string()
                    } else {
                        place
                    };
                    self.plan.lines.push(format!("--find-links {place}"));
                }
                Line::Option(option) => self.plan.lines.push(option),
                Line::Path { path, is_editable } => self.path(&path, is_editable, folder, file)?,
            }
        }
        Ok(())
    }

    fn path(
        &mut self,
        written: &str,
        is_editable: bool,
        folder: &Path,
        file: &Path,
    ) -> Result<(), FileError> {
        // Without building them, repositories and archives elsewhere are the installer's.
        if written.contains("://") && !written.starts_with("file:") {
            self.plan.lines.push(written.to_owned());
            return Ok(());
        }
        let plain = written.split(" ;").next().unwrap_or(written);
        let plain = plain
            .strip_prefix("file://")
            .or(plain.strip_prefix("file:"))
            .unwrap_or(plain);
        let plain = plain.split(['[', '#']).next().unwrap_or(plain).trim();
        let path = folder.join(plain);
        if path.is_dir() {
            return self.source_folder(&path);
        }
        if path.is_file() && !is_editable {
            self.plan.lines.push(path.display().to_string());
            self.plan.files.push(path);
            return Ok(());
        }
        let message = format!("requirement `{written}` is neither a package nor an existing path");
        Err(Problem::new(None, message).within(file))
    }

    /// A project's folder is not built: its sources go on the path, what it needs is installed.
    fn source_folder(&mut self, path: &Path) -> Result<(), FileError> {
        let known = fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(known.clone()) {
            return Ok(());
        }
        let below = known.join("src");
        let source = if below.is_dir() { below } else { known.clone() };
        let shown = source.display();
        self.plan.notes.push(format!(
            "`{shown}` is put on the path instead of being installed"
        ));
        self.plan.sources.push(source);
        let pyproject = known.join("pyproject.toml");
        if pyproject.is_file() {
            let pins = lock::parse_pyproject(&read_text(&pyproject, LARGEST)?);
            let pins = pins.map_err(|problem| problem.within(&pyproject))?;
            self.plan.add(pins.unwrap_or_default(), &pyproject);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flattened(files: &[(&str, &str)]) -> Result<Plan, FileError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let mut plan = Plan::default();
        Flattening::new(&mut plan).file(&folder.path().join("requirements.txt"))?;
        let root = folder.path().display().to_string();
        for line in &mut plan.lines {
            *line = line.replace(&root, "ROOT");
        }
        Ok(plan)
    }

    #[test]
    fn included_files_are_flattened_and_circles_end() {
        let plan = flattened(&[
            ("requirements.txt", "-r sub/base.txt\na==1\n-c limits.txt"),
            (
                "sub/base.txt",
                "b==2\n-r ../requirements.txt\n--find-links wheels",
            ),
            ("sub/wheels/x", ""),
            ("limits.txt", ""),
        ])
        .unwrap();
        let lines = [
            "b==2",
            "--find-links ROOT/sub/wheels",
            "a==1",
            "-c ROOT/limits.txt",
        ];
        assert_eq!(plan.lines, lines);
        assert_eq!(plan.packages.len(), 2);
    }

    #[test]
    fn a_project_folder_becomes_a_source() {
        let plan = flattened(&[
            ("requirements.txt", "-e .\n./libs/shared[x]\n"),
            ("pyproject.toml", "[project]\ndependencies = ['c>=3']"),
            ("src/pkg/__init__.py", ""),
            ("libs/shared/shared.py", ""),
        ])
        .unwrap();
        assert_eq!(plan.lines, ["c>=3"]);
        assert!(plan.sources[0].ends_with("src") && plan.sources[1].ends_with("shared"));
    }

    #[test]
    fn a_missing_path_is_refused() {
        let error = flattened(&[("requirements.txt", "./nothing")]).unwrap_err();
        assert!(
            error.to_string().contains("`./nothing` is neither"),
            "{error}"
        );
        assert!(flattened(&[("requirements.txt", "-r gone.txt")]).is_err());
    }
}
