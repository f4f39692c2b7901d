//! A temporary project, and the `warmfront` program run inside it as a user would.
//!
//! The program sees none of the user's settings: its environment is empty but for a home folder of
//! its own and a program path that begins with the interpreters under test.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::python;
use crate::redact::redact;

/// A temporary project with a program to run in it.
#[derive(Debug)]
pub struct Context {
    folder: TempDir,
    program: PathBuf,
    variables: BTreeMap<OsString, OsString>,
}

/// How one run of the program ended; its text form is made for snapshots and is redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Exit status; absent when a signal ended the program.
    pub status: Option<i32>,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
    folder: PathBuf,
}

impl Context {
    /// Makes an empty project. Integration tests of `cli` pass `env!("CARGO_BIN_EXE_warmfront")`.
    ///
    /// # Panics
    ///
    /// When the temporary folder cannot be made.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let folder = tempfile::Builder::new().prefix("warmfront-test-").tempdir();
        let folder = folder.expect("a temporary folder can be made");
        for name in ["project", "home"] {
            fs_err::create_dir(folder.path().join(name)).expect("the folder is new");
        }
        let home = folder.path().join("home");
        let variables = [("HOME", home.into_os_string()), ("PATH", search_path())];
        Self {
            folder,
            program: program.into(),
            variables: variables.map(|(name, value)| (name.into(), value)).into(),
        }
    }

    /// Makes an empty project for the program that was built beside the running test.
    ///
    /// # Panics
    ///
    /// When there is no such program, as when only one crate was built.
    #[must_use]
    pub fn beside_test() -> Self {
        let test = env::current_exe().expect("a test knows its program");
        let mut folders = test.ancestors().skip(1).take(2);
        let found = folders.find_map(|folder| {
            let program = folder.join(format!("warmfront{}", env::consts::EXE_SUFFIX));
            program.is_file().then_some(program)
        });
        Self::new(found.expect("`cargo build -p warmfront-cli` comes first"))
    }

    /// Returns the project's folder.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Writes a file of the project, with the folders above it.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn file(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        let folder = path.parent().expect("a file has a folder");
        fs_err::create_dir_all(folder).expect("the project's folder is ours");
        fs_err::write(&path, text).expect("the project's folder is ours");
        self
    }

    /// Copies a folder's files into the project, such as one of `examples/`.
    ///
    /// # Panics
    ///
    /// When it cannot be read, or a copy cannot be written.
    pub fn copy(&self, folder: impl AsRef<Path>) -> &Self {
        copy_into(folder.as_ref(), &self.path());
        self
    }

    /// Sets an environment variable for runs of the program.
    pub fn env(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Self {
        let (name, value) = (name.as_ref().to_owned(), value.as_ref().to_owned());
        self.variables.insert(name, value);
        self
    }

    /// Runs the program in the project's folder.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn warmfront<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.warmfront_with_stdin(arguments, b"")
    }

    /// Runs the program in the project's folder and feeds it text.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn warmfront_with_stdin<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        stdin: &[u8],
    ) -> Ran {
        let mut child = Command::new(&self.program)
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(&self.variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("stdin is piped");
        // A program that never reads its input may close it first.
        let _ = pipe.write_all(stdin);
        drop(pipe);
        let output = child
            .wait_with_output()
            .expect("the program can be awaited");
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            folder: self.folder.path().to_owned(),
        }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => writeln!(f, "status: {status}")?,
            None => writeln!(f, "status: ended by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let text = redact(&without_folder(text, &self.folder));
            write!(f, "----- {name} -----\n{text}")?;
            if !text.is_empty() && !text.ends_with('\n') {
                writeln!(f, "[no newline]")?;
            }
        }
        Ok(())
    }
}

/// Replaces the temporary folder, by the name given and by its real one.
fn without_folder(text: &str, folder: &Path) -> String {
    let real = fs_err::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let names = [real, folder.to_owned()];
    names.iter().fold(text.to_owned(), |text, name| {
        let name = name.to_string_lossy();
        text.replace(&*name, "[TEMP]")
    })
}

/// The interpreters under test come first, the newest foremost, so that no shim of the user's runs.
fn search_path() -> OsString {
    let mut interpreters = python::interpreters();
    interpreters.reverse();
    let folders = interpreters
        .iter()
        .filter_map(|interpreter| interpreter.program.parent().map(Path::to_owned));
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.chain(env::split_paths(&rest))).expect("folders came from such lists")
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs_err::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs_err::create_dir_all(&target).expect("the project's folder is ours");
            copy_into(&entry.path(), &target);
        } else {
            fs_err::copy(entry.path(), &target).expect("the project's folder is ours");
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell() -> Context {
        Context::new("/bin/sh")
    }

    #[test]
    fn run_is_told_with_status_and_both_streams() {
        let ran = shell().warmfront(["-c", "pwd; echo took 12 ms >&2; exit 3"]);
        assert_eq!(
            ran.to_string(),
            "status: 3\n----- stdout -----\n[TEMP]/project\n----- stderr -----\ntook [DURATION]\n"
        );
    }

    #[test]
    fn files_stand_where_the_program_runs() {
        let context = shell();
        context.file("events/one.json", "{}");
        assert_eq!(
            context.warmfront(["-c", "cat events/one.json"]).stdout,
            "{}"
        );
    }

    #[test]
    fn environment_is_empty_but_for_what_is_set() {
        let mut context = shell();
        context.env("STAGE", "test");
        let ran = context.warmfront(["-c", "echo ${CARGO:-none} $STAGE"]);
        assert_eq!(ran.stdout, "none test\n");
    }

    #[test]
    fn stdin_reaches_the_program() {
        assert_eq!(
            shell().warmfront_with_stdin(["-c", "cat"], b"event").stdout,
            "event"
        );
    }
}
