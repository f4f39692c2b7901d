//! These install small wheels made on the spot; no index is asked.

use std::io::Write;
use std::process::Command;

use warmfront_model::function::Function;

mod package;

use super::*;
use crate::interpreter::tests::{interpreters, machine};

/// A wheel with one module, and for a platform one library beside it.
struct Wheel<'a> {
    name: &'a str,
    tag: &'a str,
    needs: &'a [&'a str],
    library: Option<(&'a str, &'a [u8])>,
}

impl Wheel<'_> {
    fn pure(name: &str) -> Wheel<'_> {
        Wheel {
            name,
            tag: "py3-none-any",
            needs: &[],
            library: None,
        }
    }

    fn write(&self, folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        let (name, tag) = (self.name, self.tag);
        let path = folder.join(format!("{name}-1.0-{tag}.whl"));
        let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        let mut metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n");
        for need in self.needs {
            metadata = metadata + "Requires-Dist: " + need + "\n";
        }
        let wheel =
            format!("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n");
        let mut files = vec![
            (format!("{name}.py"), b"VALUE = 42\n".to_vec()),
            (
                format!("{name}-1.0.dist-info/METADATA"),
                metadata.into_bytes(),
            ),
            (format!("{name}-1.0.dist-info/WHEEL"), wheel.into_bytes()),
        ];
        files.extend(
            self.library
                .map(|(name, bytes)| (name.to_owned(), bytes.to_vec())),
        );
        let record = format!("{name}-1.0.dist-info/RECORD");
        let names = files.iter().map(|(path, _)| path).chain([&record]);
        let lines = names.fold(String::new(), |lines, path| lines + path + ",,\n");
        files.push((record.clone(), lines.into_bytes()));
        for (path, content) in files {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(path, options).unwrap();
            writer.write_all(&content).unwrap();
        }
        writer.finish().unwrap();
        path
    }
}

struct Project {
    folder: tempfile::TempDir,
    found: Found,
    surroundings: Surroundings,
}

fn project(requirements: &str) -> Project {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    Wheel::pure("warm_sample").write(&root.join("wheels"));
    std::fs::write(root.join("requirements.txt"), requirements).unwrap();
    std::fs::write(root.join("app.py"), "def handler(event, context): ...\n").unwrap();
    Project {
        found: Found {
            function: Function::new("f", "app.handler", root),
            declared_as: "f".to_owned(),
            file: root.join("app.py"),
            mark: None,
            base: root.to_owned(),
            events: None,
            python: None,
            requirements: None,
            notes: Vec::new(),
        },
        surroundings: Surroundings {
            cache_folder: root.join("cache"),
            ..machine()
        },
        folder,
    }
}

impl Project {
    fn provide(&self, interpreter: &Interpreter) -> Result<(Provision, usize), ProvideError> {
        let mut n_started = 0;
        let mut progress = |progress: Progress<'_>| {
            n_started += usize::from(matches!(progress, Progress::Started { .. }));
        };
        let root = self.folder.path();
        provide_for(
            &self.found,
            root,
            interpreter,
            &self.surroundings,
            &mut progress,
        )
        .map(|provision| (provision, n_started))
    }
}

const OFFLINE: &str = "--no-index\n--find-links wheels\n";

fn some_interpreter() -> Option<Interpreter> {
    interpreters()
        .into_iter()
        .rev()
        .find(|interpreter| interpreter.has_pip)
}

#[test]
fn requirements_are_installed_once_and_import() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let project = project(&format!("{OFFLINE}warm-sample==1.0\n"));
    let (provision, n_started) = project.provide(&interpreter).unwrap();
    assert_eq!(n_started, 1);
    let status = Command::new(&interpreter.program)
        .args(["-c", "import warm_sample; assert warm_sample.VALUE == 42"])
        .env("PYTHONPATH", &provision.site_packages[0])
        .status()
        .unwrap();
    assert!(status.success());
    let (again, n_started) = project.provide(&interpreter).unwrap();
    assert_eq!(
        (again.site_packages, n_started),
        (provision.site_packages, 0)
    );
}

#[test]
fn an_environment_without_pip_borrows_it() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let project = project(&format!("{OFFLINE}warm-sample\n"));
    let environment = project.folder.path().join(".venv");
    let made = Command::new(&interpreter.program)
        .args(["-m", "venv", "--without-pip"])
        .arg(&environment)
        .status();
    assert!(made.unwrap().success());
    let bare = crate::interpreter::probe(&environment.join("bin/python"), &environment).unwrap();
    let (provision, _) = project.provide(&bare).unwrap();
    assert!(installed::names(&provision.site_packages[0]).contains("warm-sample"));
    // Nothing went into the user's own environment.
    let own = bare
        .site_packages
        .iter()
        .map(|folder| installed::names(folder));
    assert!(own.flatten().all(|name| name != "warm-sample"));
}

#[test]
fn another_version_than_the_pinned_one_is_said() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let project = project("warm-sample==2.0 ; python_version >= '3.8'\nother==1.*\n");
    let code = project.folder.path();
    for package in ["warm_sample-1.0.dist-info", "other-1.5.dist-info"] {
        fs_err::create_dir(code.join(package)).unwrap();
    }
    let (provision, n_started) = project.provide(&interpreter).unwrap();
    assert_eq!(n_started, 0);
    assert_eq!(
        provision.notes,
        ["`warm-sample` is 1.0 here and pinned to 2.0"]
    );
}

#[test]
fn vendored_packages_need_no_installation() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let text = "warm-sample\nother; sys_platform == 'win32'\n";
    let project = project(&format!("{OFFLINE}{text}"));
    std::fs::create_dir(project.folder.path().join("warm_sample-1.0.dist-info")).unwrap();
    let (provision, n_started) = project.provide(&interpreter).unwrap();
    assert_eq!((provision, n_started), (Provision::default(), 0));
}

#[test]
fn a_failure_shows_the_installers_last_words() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let project = project("--no-index\nwarm-nothing==9\n");
    let error = project.provide(&interpreter).unwrap_err();
    assert!(error.to_string().contains("warm-nothing"), "{error}");
    assert!(error.hint().is_some());
    // Nothing half-made stays behind.
    let left = std::fs::read_dir(project.folder.path().join("cache/dependencies")).unwrap();
    let names: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        names
            .iter()
            .all(|name| name.to_string_lossy().ends_with(".lock")),
        "{names:?}"
    );
}

#[test]
fn two_runs_at_once_install_once() {
    let Some(interpreter) = some_interpreter() else {
        return;
    };
    let project = project(&format!("{OFFLINE}warm-sample\n"));
    let run = || project.provide(&interpreter).unwrap();
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(run);
        (run(), other.join().unwrap())
    });
    assert_eq!(first.0, second.0);
    assert_eq!(first.1 + second.1, 1);
}
