//! These run against whatever interpreters the machine has.

use std::process::Command;

use super::*;

/// The machine as the tests' own environment shows it.
pub(crate) fn machine() -> Surroundings {
    Surroundings {
        path: std::env::var_os("PATH"),
        home: std::env::var_os("HOME").map(PathBuf::from),
        ..Surroundings::default()
    }
}

/// Returns one working interpreter of each version that is installed.
pub(crate) fn interpreters() -> Vec<Interpreter> {
    let folder = std::env::temp_dir();
    let versions = (8..=14).map(|minor| PythonVersion { major: 3, minor });
    versions
        .filter_map(|version| {
            let mut programs = installed::of_version(version, &machine()).into_iter();
            programs.find_map(|program| probe(&program, &folder).ok())
        })
        .collect()
}

fn wanted(folder: &Path) -> Wanted<'_> {
    Wanted {
        explicit: None,
        configured: None,
        runtime: None,
        code: folder,
        project: folder,
        can_provide: true,
    }
}

fn environment(interpreter: &Interpreter, folder: &Path) {
    let status = Command::new(&interpreter.program)
        .args(["-m", "venv", "--without-pip"])
        .arg(folder)
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn every_installed_interpreter_answers() {
    for interpreter in interpreters() {
        let start = interpreter.version.to_string();
        assert!(interpreter.full_version.starts_with(&start));
        assert!(!interpreter.is_virtual_environment());
        assert!(
            interpreter
                .site_packages
                .iter()
                .all(|folder| folder.is_absolute())
        );
    }
}

#[test]
fn what_is_no_python_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("python");
    std::fs::write(&text, "just text").unwrap();
    for program in [
        "/bin/ls",
        "/bin/echo",
        "/bin/cat",
        "/bin/sh",
        "/nonexistent",
    ] {
        let error = probe(Path::new(program), folder.path()).unwrap_err();
        assert!(error.to_string().contains(program), "{error}");
    }
    assert!(matches!(
        probe(&text, folder.path()),
        Err(ProbeError::Spawn { .. })
    ));
}

#[test]
fn a_shim_of_a_missing_version_shows_its_own_words() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let shim = folder.path().join("python3");
    let script = "#!/bin/sh\necho 'pyenv: python3.99: command not found' >&2\nexit 127\n";
    std::fs::write(&shim, script).unwrap();
    std::fs::set_permissions(&shim, std::fs::Permissions::from_mode(0o755)).unwrap();
    let error = probe(&shim, folder.path()).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(": pyenv: python3.99: command not found"),
        "{error}"
    );
}

#[test]
fn a_version_that_is_asked_for_is_found_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    for interpreter in interpreters() {
        let version = interpreter.version.to_string();
        let exact = &interpreter.full_version;
        for asked in [&version, &format!("python{version}"), exact] {
            let mut wanted = wanted(folder.path());
            wanted.explicit = Some(asked);
            let chosen = find(&wanted, &machine()).unwrap();
            assert_eq!(chosen.interpreter.version, interpreter.version);
        }
    }
    for asked in ["3.99", "python3.99", "3.12.99", "nonsense", "./nothing"] {
        let mut wanted = wanted(folder.path());
        wanted.explicit = Some(asked);
        assert!(find(&wanted, &machine()).is_err(), "{asked}");
    }
}

#[test]
fn a_local_environment_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let Some(interpreter) = interpreters().pop() else {
        return;
    };
    environment(&interpreter, &folder.path().join(".venv"));
    let code = folder.path().join("src");
    std::fs::create_dir(&code).unwrap();
    let mut wanted = wanted(folder.path());
    wanted.code = &code;
    let chosen = find(&wanted, &machine()).unwrap();
    assert!(chosen.interpreter.is_virtual_environment());
    assert_eq!(chosen.reason, "the project's virtual environment");
    assert!(!chosen.interpreter.has_pip);
    // Moved away from its base, it is passed over and said.
    let broken = folder.path().join(".venv/bin/python");
    std::fs::remove_file(&broken).unwrap();
    std::fs::write(&broken, "").unwrap();
    let chosen = find(&wanted, &machine()).unwrap();
    assert!(
        chosen.notes[0].starts_with("passed over: "),
        "{:?}",
        chosen.notes
    );
}

#[test]
fn the_deployed_version_beats_an_environment_of_another_if_packages_can_follow() {
    let folder = tempfile::tempdir().unwrap();
    let [first, .., last] = &interpreters()[..] else {
        return;
    };
    environment(first, &folder.path().join("venv"));
    let mut wanted = wanted(folder.path());
    wanted.runtime = Some(last.version);
    let chosen = find(&wanted, &machine()).unwrap();
    assert_eq!(chosen.interpreter.version, last.version);
    assert!(
        chosen.notes[0].contains("is not used: it has Python"),
        "{:?}",
        chosen.notes
    );
    wanted.can_provide = false;
    let chosen = find(&wanted, &machine()).unwrap();
    assert_eq!(chosen.interpreter.version, first.version);
    let said = format!("is deployed on Python {} and runs here on", last.version);
    assert!(chosen.notes[0].contains(&said), "{:?}", chosen.notes);
}

#[test]
fn a_pin_is_followed_from_above() {
    let folder = tempfile::tempdir().unwrap();
    let Some(interpreter) = interpreters().into_iter().next() else {
        return;
    };
    let pin = format!("3.99\n{}\n", interpreter.full_version);
    std::fs::write(folder.path().join(".python-version"), pin).unwrap();
    let code = folder.path().join("service/src");
    std::fs::create_dir_all(&code).unwrap();
    let mut wanted = wanted(folder.path());
    wanted.code = &code;
    let chosen = find(&wanted, &machine()).unwrap();
    assert_eq!(chosen.interpreter.version, interpreter.version);
    assert_eq!(
        chosen.notes,
        ["`.python-version` pins Python 3.99, which is not installed"]
    );
}

#[test]
fn an_empty_machine_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let error = find(&wanted(folder.path()), &Surroundings::default()).unwrap_err();
    assert_eq!(error.to_string(), "no Python interpreter found");
}
