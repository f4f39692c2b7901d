//! What has to be installed: the file that says so, and what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::flatten::Flattening;
use super::install::Extent;
use super::lock::{self, Pins, Scope};
use super::marker::Environment;
use super::requirement::{self, Requirement};
use super::sources::Source;
use crate::Surroundings;
use crate::document::read_text;
use crate::functions::Found;
use crate::interpreter;
use crate::problem::FileError;
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
pub(super) const LARGEST: u64 = 32 << 20;

/// Everything that one installation depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Lines of the requirements file to hand to the installer.
    pub(super) lines: Vec<String>,
    /// The packages among them, to see whether they are there already.
    pub(super) packages: Vec<Requirement>,
    /// Projects of the user's own whose sources are used as they are.
    pub(super) sources: Vec<Source>,
    /// Files on which the result depends beside the lines.
    pub(super) files: Vec<PathBuf>,
    /// Packages that cannot be installed from what the lock says.
    pub(super) left_out: Vec<String>,
    /// The file that they are from.
    pub(super) file: PathBuf,
    /// Whether the lines are all there is to install.
    pub(super) extent: Extent,
    /// Where the lock is valid.
    pub(super) scope: Scope,
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

/// Reads what a file asks for on an interpreter or a target.
pub(super) fn read(
    file: &Path,
    environment: &Environment,
    surroundings: &Surroundings,
) -> Result<Plan, FileError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut plan = Plan {
        file: file.to_owned(),
        ..Plan::default()
    };
    if let Some((lock, member)) = workspace(file) {
        let locked = Locked {
            file: &lock,
            member: Some(&member),
        };
        locked.read(environment, surroundings, &mut plan)?;
        return Ok(plan);
    }
    let locked = Locked { file, member: None };
    match name.as_ref() {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "Pipfile.lock" => {
            locked.read(environment, surroundings, &mut plan)?;
        }
        "pyproject.toml" => {
            let pins = lock::parse_pyproject(&read_text(file, LARGEST)?);
            let pins = pins.map_err(|problem| problem.within(file))?;
            plan.add(pins.unwrap_or_default(), file);
        }
        _ => Flattening::new(&mut plan).file(file)?,
    }
    Ok(plan)
}

/// Finds the lock of the workspace that a project belongs to, and its name there.
fn workspace(pyproject: &Path) -> Option<(PathBuf, String)> {
    if !pyproject.ends_with("pyproject.toml") {
        return None;
    }
    let folder = pyproject.parent()?;
    let above = interpreter::up_to_root(folder);
    let mut locks = above.iter().map(|above| above.join("uv.lock"));
    let lock = locks.find(|lock| lock.is_file())?;
    let below = folder.strip_prefix(lock.parent()?).ok()?;
    let members = lock::members(&read_text(&lock, LARGEST).ok()?).ok()?;
    let mut members = members.into_iter();
    let (name, _) = members.find(|(_, path)| Path::new(path) == below)?;
    Some((lock, name))
}

/// A lock, or what it says of one project.
struct Locked<'a> {
    file: &'a Path,
    member: Option<&'a str>,
}

impl Locked<'_> {
    fn read(
        &self,
        environment: &Environment,
        surroundings: &Surroundings,
        plan: &mut Plan,
    ) -> Result<(), FileError> {
        let file = self.file;
        let text = read_text(file, LARGEST)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let pins = match name.as_ref() {
            "uv.lock" => lock::parse_uv_member(&text, self.member, environment),
            "poetry.lock" => {
                let pyproject = read_text(&file.with_file_name("pyproject.toml"), LARGEST).ok();
                lock::parse_poetry(&text, pyproject.as_deref(), environment)
            }
            "pdm.lock" => {
                let pyproject = read_text(&file.with_file_name("pyproject.toml"), LARGEST).ok();
                lock::parse_pdm(&text, pyproject.as_deref(), environment)
            }
            _ => lock::parse_pipfile(&text, environment),
        };
        let mut pins = pins.map_err(|problem| {
            let damaged = problem.hint("the lock is damaged or cut short: lock again");
            damaged.within(file)
        })?;
        plan.extent = Extent::Whole;
        file.clone_into(&mut plan.file);
        if name == "uv.lock"
            && let Some(exported) = self.export(surroundings)
        {
            // What uv writes has the indexes, and addresses that are not from one.
            Flattening::new(plan).text(&exported, file)?;
            pins.requirements.clear();
            pins.left_out.clear();
        }
        plan.add(pins, file);
        Ok(())
    }

    /// Asks uv for its lock as requirements, which keeps hashes, indexes and markers.
    fn export(&self, surroundings: &Surroundings) -> Option<String> {
        let uv = surroundings.program("uv")?;
        let mut command = Command::new(uv);
        command
            .args(["export", "--frozen", "--no-dev", "--no-emit-project"])
            .args(["--offline", "--quiet", "--no-emit-workspace"])
            .args(["--no-emit-local", "--no-header", "--no-annotate"])
            .args(["--format", "requirements-txt"])
            .current_dir(self.file.parent()?)
            .stdin(Stdio::null());
        if let Some(member) = self.member {
            command.args(["--package", member]);
        }
        let limit = Duration::from_mins(1);
        let ended = process::run(&mut command, limit, 16 << 20, &mut |_| ()).ok()?;
        ended.is_success().then_some(ended.stdout)
    }
}

impl Plan {
    /// Adds what a lock or project file asks for.
    pub(super) fn add(&mut self, mut pins: Pins, file: &Path) {
        let has = |text: &String| pins.hashes.contains_key(text);
        // Where one requirement has hashes, pip wants them of all.
        if !pins.requirements.iter().all(has) {
            pins.hashes.clear();
        }
        for text in pins.requirements {
            self.packages.extend(requirement::requirement(&text));
            let hashes = pins.hashes.get(&text).map(Vec::as_slice);
            let hashes = hashes.unwrap_or_default().iter();
            let line = hashes.fold(text.clone(), |line, hash| line + " --hash=" + hash);
            self.lines.push(line);
        }
        let folder = file.parent().unwrap_or(Path::new("."));
        for path in pins.local {
            let path = folder.join(path);
            if path.is_dir() {
                self.sources.push(Source::of(path, None));
            } else if path.is_file() {
                self.lines.push(path.display().to_string());
                self.files.push(path);
            } else {
                self.left_out.push(path.display().to_string());
            }
        }
        self.left_out.extend(pins.left_out);
        self.scope = pins.scope;
    }

    /// Returns the lines that ask for something without naming it.
    pub(super) fn unnamed(&self) -> impl Iterator<Item = &String> {
        let is_named = |line: &String| {
            let mut packages = self.packages.iter();
            packages.any(|package| {
                let rest = line.strip_prefix(&package.text);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" --hash="))
            })
        };
        let packages = self.lines.iter().filter(|line| !line.starts_with('-'));
        packages.filter(move |line| !is_named(line))
    }

    /// Returns what a reader should know of an installation for the machine itself.
    pub(super) fn notes(&self) -> Vec<String> {
        let sources = self.sources.iter().map(|source| {
            let shown = source.on_path.display();
            format!("`{shown}` is put on the path instead of being installed")
        });
        let mut notes: Vec<String> = sources.collect();
        if !self.left_out.is_empty() {
            let left_out = self.left_out.join("`, `");
            let file = self.file.display();
            notes.push(format!(
                "of `{file}` not from an index, and left out: `{left_out}`"
            ));
        }
        notes
    }
}
