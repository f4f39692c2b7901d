use std::collections::BTreeMap;

use crate::contents::{Bytecode, Contents, Distribution, Installed, Weight};
use crate::{Input, Selection};

fn distribution(name: &str, megabytes: u64) -> Distribution {
    Distribution {
        name: name.to_owned(),
        version: "1".to_owned(),
        bytes: megabytes * 1_000_000,
    }
}

fn of(installed: Installed) -> Contents {
    Contents {
        path: "dist".into(),
        installed: Some(installed),
        ..Contents::default()
    }
}

/// Asks one rule about a package.
fn check(rule: &str, contents: Contents, expect: &[&str]) {
    let selection = Selection::none().with(&rule.parse().unwrap());
    let contents = [contents];
    let input = Input {
        contents: &contents,
        ..Input::default()
    };
    let report = crate::check(&input, &selection);
    let messages: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(messages, expect);
}

#[test]
fn bytecode_is_judged_by_how_many_modules_lack_it() {
    let with = |n_absent, n_dated| {
        of(Installed {
            bytecode: Bytecode {
                n_modules: 200,
                n_absent,
                n_dated,
            },
            ..Installed::default()
        })
    };
    let expected = "150 of 200 modules are compiled at every cold start";
    check("WF601", with(100, 50), &[expected]);
    check("WF601", with(10, 9), &[]);
}

#[test]
fn dead_weight_is_told_from_a_megabyte_on() {
    let with = |bytes| {
        of(Installed {
            bytes: 10_000_000,
            weight: BTreeMap::from([(Weight::Tests, bytes)]),
            ..Installed::default()
        })
    };
    let expected = "2 MB of 10 MB are tests, documents and the like";
    check("WF605", with(2_500_000), &[expected]);
    check("WF605", with(900_000), &[]);
}

#[test]
fn packages_of_the_runtime_are_counted_together() {
    let with = |names: &[&str]| {
        of(Installed {
            distributions: names.iter().map(|name| distribution(name, 10)).collect(),
            ..Installed::default()
        })
    };
    let expected = "boto3 and what it needs take 20 MB, and the runtime brings them";
    check("WF606", with(&["boto3", "botocore", "pandas"]), &[expected]);
    check("WF606", with(&["six"]), &[]);
}

#[test]
fn libraries_for_another_machine_are_told() {
    let installed = Installed {
        foreign: vec![("a.so".to_owned(), "for arm64".to_owned())],
        ..Installed::default()
    };
    let expected = "1 native libraries cannot be loaded by the function: `a.so` is for arm64";
    check("WF607", of(installed), &[expected]);
    check("WF607", of(Installed::default()), &[]);
}

#[test]
fn what_is_in_two_layers_is_told() {
    let with = |layer: &str| Contents {
        layers: vec![("layer `Shared`".to_owned(), vec![distribution(layer, 2)])],
        ..of(Installed {
            distributions: vec![distribution("a", 2)],
            ..Installed::default()
        })
    };
    let expected = "`a` is in the function and in layer `Shared`: 2000 kB twice";
    check("WF608", with("a"), &[expected]);
    check("WF608", with("b"), &[]);
}

#[test]
fn size_counts_with_layers() {
    let with = |own: u64, layer| Contents {
        layers: vec![("layer `L`".to_owned(), vec![distribution("b", layer)])],
        ..of(Installed {
            bytes: own * 1_000_000,
            ..Installed::default()
        })
    };
    let expected = "the function and its layers have 209 of 250 MB";
    check("WF609", with(120, 100), &[expected]);
    check("WF609", with(100, 50), &[]);
}

#[test]
fn names_decide_on_tools_gpus_and_what_is_heavy() {
    let with = |name: &str| {
        of(Installed {
            distributions: vec![distribution(name, 5)],
            ..Installed::default()
        })
    };
    check(
        "WF610",
        with("types-requests"),
        &["`types-requests` has no work in a function"],
    );
    check("WF610", with("pytest-asyncio-runner"), &[]);
    let gpu = "`nvidia-cublas-cu12` is for a GPU, which Lambda does not have: 5 MB";
    check("WF611", with("nvidia-cublas-cu12"), &[gpu]);
    check("WF611", with("torch"), &[]);
    let heavy = "`opencv-python` is heavy: a function has no windows to draw in";
    check("WF604", with("opencv-python"), &[heavy]);
    check("WF604", with("opencv-python-headless"), &[]);
}
