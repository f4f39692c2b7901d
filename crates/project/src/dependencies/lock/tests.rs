//! Lock files of every kind, small.

mod real;

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
    assert_eq!(
        parse_pdm(pdm, None, &environment()).unwrap().requirements,
        ["a==1"]
    );
    let pipfile =
        r#"{"default": {"a": {"version": "==1"}, "g": {"git": "x"}}, "develop": {"b": {}}}"#;
    let pins = parse_pipfile(pipfile, &environment()).unwrap();
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

#[test]
fn hashes_are_read_from_every_lock() {
    let hash = format!("sha256:{}", "0a".repeat(32));
    let pins = [
        parse_uv(
            &format!(
                "[[package]]\nname='p'\nversion='0'\nsource={{virtual='.'}}\n\
                 dependencies=[{{name='a'}}]\n[[package]]\nname='a'\nversion='1'\n\
                 source={{registry='r'}}\nsdist={{hash='sha1:00'}}\nwheels=[{{hash='{hash}'}}]\n"
            ),
            &environment(),
        ),
        parse_poetry(
            &format!(
                "[[package]]\nname='a'\nversion='1'\ngroups=['main']\n\
                 files=[{{file='a.whl',hash='{hash}'}},{{file='b',hash='md5:00'}}]\n"
            ),
            None,
            &environment(),
        ),
        parse_pdm(
            &format!("[[package]]\nname='a'\nversion='1'\nfiles=[{{hash='{hash}'}}]\n"),
            None,
            &environment(),
        ),
        parse_pipfile(
            &format!(
                r#"{{"default": {{"a": {{"version": "==1", "hashes": ["{hash}", "x\n--no-index"]}}}}}}"#
            ),
            &environment(),
        ),
    ];
    for pins in pins {
        let pins = pins.unwrap();
        assert_eq!(pins.requirements, ["a==1"]);
        assert_eq!(pins.hashes["a==1"], [hash.as_str()]);
    }
}

#[test]
fn a_lock_cannot_give_the_installer_options() {
    for package in [
        r#"{"version": "==1\n--index-url http://x"}"#,
        r#"{"version": "==1 --global-option=x"}"#,
        r#"{"version": "==1", "markers": "os_name == 'posix'\n--index-url http://x"}"#,
    ] {
        let pins = parse_pipfile(
            &format!(r#"{{"default": {{"a": {package}}}}}"#),
            &environment(),
        )
        .unwrap();
        assert_eq!(
            (pins.requirements.len(), &pins.left_out[..]),
            (0, &["a".to_owned()][..])
        );
    }
    let pyproject = "[project]\ndependencies = [\"a\\n--index-url http://x\"]\n";
    let pins = parse_pyproject(pyproject).unwrap().unwrap();
    assert!(pins.requirements.is_empty());
}

#[test]
fn paths_of_a_lock_are_told_apart_from_indexes() {
    let poetry = "[[package]]\nname='a'\nversion='1'\ngroups=['main']\n\
                  [package.source]\ntype='directory'\nurl='../a'\n\
                  [[package]]\nname='b'\nversion='1'\ngroups=['main']\n\
                  [package.source]\ntype='git'\nurl='https://x'\n";
    let pins = parse_poetry(poetry, None, &environment()).unwrap();
    assert_eq!(
        (&pins.local[..], &pins.left_out[..]),
        (&["../a".to_owned()][..], &["b".to_owned()][..])
    );
    let pdm = "[[package]]\nname='a'\nversion='1'\npath='./a'\n";
    assert_eq!(parse_pdm(pdm, None, &environment()).unwrap().local, ["./a"]);
}

#[test]
fn what_only_other_platforms_need_is_left_out_of_old_locks() {
    let lock = "[[package]]\nname='a'\nversion='1'\n[package.dependencies]\n\
                w={version='*',markers=\"sys_platform == 'win32'\"}\n\
                x={version='*',optional=true,markers=\"extra == 'x'\"}\n\
                [[package]]\nname='w'\nversion='1'\n[[package]]\nname='x'\nversion='1'\n";
    let pyproject = "[tool.poetry.dependencies]\na='*'\n";
    let pins = parse_poetry(lock, Some(pyproject), &environment()).unwrap();
    assert_eq!(pins.requirements, ["a==1", "x==1"]);
    let new = "[[package]]\nname='a'\nversion='1'\ngroups=['main','dev']\n\
               [package.markers]\nmain=\"sys_platform == 'win32'\"\ndev='x'\n";
    let pins = parse_poetry(new, None, &environment()).unwrap();
    assert_eq!(pins.requirements, ["a==1 ; sys_platform == 'win32'"]);
}
