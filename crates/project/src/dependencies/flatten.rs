//! Requirements files that include each other, flattened into one list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::lock;
use super::plan::{LARGEST, Plan};
use super::requirement::{self, Line};
use super::sources::Source;
use crate::document::read_text;
use crate::problem::{FileError, Problem};

/// Most files that include one another.
const MOST_FILES: usize = 200;

/// Follows requirements files into each other.
pub(super) struct Flattening<'p> {
    plan: &'p mut Plan,
    seen: BTreeSet<PathBuf>,
}

impl<'p> Flattening<'p> {
    pub(super) fn new(plan: &'p mut Plan) -> Self {
        Self {
            plan,
            seen: BTreeSet::new(),
        }
    }

    pub(super) fn file(&mut self, file: &Path) -> Result<(), FileError> {
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

    pub(super) fn text(&mut self, text: &str, file: &Path) -> Result<(), FileError> {
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

    /// A project's folder is not built: its sources are used, what it needs is installed.
    fn source_folder(&mut self, path: &Path) -> Result<(), FileError> {
        let known = fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(known.clone()) {
            return Ok(());
        }
        let pyproject = known.join("pyproject.toml");
        self.plan.sources.push(Source::of(known, None));
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
        let sources: Vec<_> = plan.sources.iter().map(|source| &source.on_path).collect();
        assert!(sources[0].ends_with("src") && sources[1].ends_with("shared"));
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
