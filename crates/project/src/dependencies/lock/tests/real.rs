//! Lock files that the tools themselves wrote, of one project each: a dependency with an extra, one for
//! Windows, one for old Pythons or in two versions, an extra that nobody asks for, a project on a
//! path, and one for development.

use super::*;
use crate::dependencies::marker;

macro_rules! lock {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/locks/", $name))
    };
}

/// Returns what is to be installed here, as names and versions, and checks that all of it has hashes.
fn installed(pins: &Pins) -> Vec<&str> {
    assert_eq!(pins.left_out, [""; 0]);
    let here = pins.requirements.iter().filter(|pin| {
        assert!(pins.hashes.contains_key(*pin), "{pin}");
        let marker = pin.split_once(" ; ").map(|(_, marker)| marker);
        marker.is_none_or(|marker| marker::holds(marker, &environment()).unwrap())
    });
    here.map(|pin| pin.split(" ; ").next().unwrap()).collect()
}

/// What a project needs here whose lock is from the same day.
const NEEDED: [&str; 11] = [
    "anyio==4.16.0",
    "certifi==2026.10.18",
    "click==8.5.1",
    "h11==0.16.0",
    "h2==4.4.1",
    "hpack==4.2.0",
    "httpcore==1.0.9",
    "httpx==0.28.1",
    "hyperframe==6.1.0",
    "idna==3.20",
    "typing-extensions==4.16.0",
];

#[test]
fn a_lock_that_uv_wrote() {
    let pins = parse_uv(lock!("uv.lock"), &environment()).unwrap();
    assert_eq!(installed(&pins), NEEDED);
    assert_eq!(pins.local, ["greeting"]);
}

#[test]
fn a_lock_that_poetry_wrote() {
    let pins = parse_poetry(lock!("poetry.lock"), None, &environment()).unwrap();
    assert_eq!(installed(&pins), NEEDED);
    assert_eq!(pins.local, ["greeting"]);
    assert_eq!(pins.scope.python.as_deref(), Some(">=3.10,<4.0"));
}

#[test]
fn a_lock_that_pipenv_wrote() {
    let pins = parse_pipfile(lock!("Pipfile.lock"), &environment()).unwrap();
    assert_eq!(installed(&pins), NEEDED);
    assert_eq!(pins.local, ["greeting"]);
    // It was made for one version of Python.
    assert_eq!(pins.scope.objection(&environment()), None);
    let other = Environment {
        python_version: "3.10".to_owned(),
        python_full_version: "3.10.4".to_owned(),
        ..environment()
    };
    assert!(pins.scope.objection(&other).is_some());
    // What it left open since its own Python does not need it is needed there.
    let pins = parse_pipfile(lock!("Pipfile.lock"), &other).unwrap();
    assert_eq!(pins.left_out, ["exceptiongroup"]);
}

#[test]
fn locks_that_pdm_wrote() {
    let needed = [
        "click==8.5.1",
        "httpx==1.0.dev6",
        "truststore==0.10.5",
        "typing-extensions==4.16.0",
    ];
    let pyproject = Some(lock!("pdm.toml"));
    for lock in [lock!("pdm.lock"), lock!("pdm-plain.lock")] {
        let pins = parse_pdm(lock, pyproject, &environment()).unwrap();
        assert_eq!(installed(&pins), needed);
        assert_eq!(pins.local, ["./greeting"]);
        assert_eq!(pins.scope.objection(&environment()), None);
    }
    let windows = parse_pdm(lock!("pdm-windows.lock"), pyproject, &environment()).unwrap();
    let objection = windows.scope.objection(&environment()).unwrap();
    assert_eq!(objection, "it is locked for `sys_platform == 'win32'`");
}
