//! Lock files of every kind, small.

use super::*;
use crate::dependencies::marker::Environment;

fn environment() -> Environment {
    Environment {
        python_version: "3.12".to_owned(),
        python_full_version: "3.12.1".to_owned(),
        sys_platform: "linux".to_owned(),
        platform_machine: "x86_64".to_owned(),
        os_name: "posix".to_owned(),
    }
}

#[test]
fn a_uv_lock_gives_what_the_project_reaches() {
    let lock = r#"
version = 1
[[package]]
name = "service"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
  { name = "httpx", extra = ["http2"] },
  { name = "colorama", marker = "sys_platform == 'win32'" },
  { name = "local" },
]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "httpx"
version = "0.27.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "anyio" }]
[package.optional-dependencies]
http2 = [{ name = "h2" }]
[[package]]
name = "anyio"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.9'"]
[[package]]
name = "anyio"
version = "4.4.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version >= '3.9'"]
[[package]]
name = "h2"
version = "4.1.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "local"
version = "0.1.0"
source = { git = "https://x" }
"#;
    let pins = parse_uv(lock, &environment()).unwrap();
    assert_eq!(
        pins.requirements,
        ["anyio==4.4.0", "h2==4.1.0", "httpx==0.27.0"]
    );
    assert_eq!(pins.left_out, ["local"]);
}

#[test]
fn a_poetry_lock_leaves_development_out() {
    let new = "[[package]]\nname='a'\nversion='1'\ngroups=['main']\nmarkers=\"os_name == 'nt'\"\n\
               [[package]]\nname='b'\nversion='2'\ngroups=['dev']\n";
    let pins = parse_poetry(new, None, &environment()).unwrap();
    assert_eq!(pins.requirements, ["a==1 ; os_name == 'nt'"]);
    let old = "[[package]]\nname='a'\nversion='1'\n[package.dependencies]\nC_c='*'\n\
               [[package]]\nname='b'\nversion='2'\n[[package]]\nname='c-c'\nversion='3'\n";
    let pyproject = "[tool.poetry.dependencies]\npython='^3.12'\na='^1'\n";
    let pins = parse_poetry(old, Some(pyproject), &environment()).unwrap();
    assert_eq!(pins.requirements, ["a==1", "c-c==3"]);
}

#[test]
fn other_locks_are_read() {
    let pdm = "[[package]]\nname='a'\nversion='1'\ngroups=['default','dev']\n\
               [[package]]\nname='b'\nversion='2'\ngroups=['dev']\n";
    assert_eq!(parse_pdm(pdm).unwrap().requirements, ["a==1"]);
    let pipfile =
        r#"{"default": {"a": {"version": "==1"}, "g": {"git": "x"}}, "develop": {"b": {}}}"#;
    let pins = parse_pipfile(pipfile).unwrap();
    assert_eq!(
        (&pins.requirements[..], &pins.left_out[..]),
        (&["a==1".to_owned()][..], &["g".to_owned()][..])
    );
    let pyproject = "[project]\ndependencies = ['a>=1', 'b[x]; os_name == \"nt\"']\n";
    assert_eq!(
        parse_pyproject(pyproject)
            .unwrap()
            .unwrap()
            .requirements
            .len(),
        2
    );
    assert_eq!(parse_pyproject("[project]\nname='x'\n").unwrap(), None);
}
