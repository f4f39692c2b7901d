//! Imports of a profile, beside those that the interpreter itself tells of.

use std::collections::BTreeSet;
use std::iter::successors;

use warmfront_testkit::context::Context;
use warmfront_testkit::python::{self, Packages};

/// Packages whose modules neither the bootstrap nor the interpreter has loaded before.
const PACKAGES: [&str; 4] = ["dateutil", "numpy", "pandas", "six"];

/// A module and what it was imported under, by their rows; a row is told ahead of its parent's.
struct Row {
    name: String,
    parent: Option<usize>,
}

fn rows(importtime: &str) -> Vec<Row> {
    let told: Vec<(usize, &str)> = importtime
        .lines()
        .filter_map(|line| {
            let name = line.strip_prefix("import time:")?.splitn(3, '|').nth(2)?;
            // One space separates, and two are for each level.
            let depth = (name.len() - name.trim_start().len()) / 2;
            Some((depth, name.trim()))
        })
        .collect();
    let parent = |index: usize| {
        let later = (index + 1..told.len()).find(|&later| told[later].0 < told[index].0);
        later.filter(|_| told[index].0 > 0)
    };
    let rows = told.iter().enumerate();
    rows.map(|(index, (_, name))| Row {
        name: (*name).to_owned(),
        parent: parent(index),
    })
    .collect()
}

/// Returns modules of packages with the nearest one that each was imported under, of those that are
/// `known`, in the order in which they were done.
fn tree(rows: &[Row], known: &BTreeSet<&str>) -> Vec<(String, Option<String>)> {
    let is_of_packages = |name: &str| {
        let first = name.split('.').next();
        first.is_some_and(|first| PACKAGES.contains(&first))
    };
    let is_known = |row: &&Row| known.contains(row.name.as_str()) && is_of_packages(&row.name);
    let parent = |row: &Row| {
        let above = successors(row.parent, |&above| rows[above].parent);
        let mut above = above.map(|above| &rows[above]).filter(is_known);
        above.next().map(|above| above.name.clone())
    };
    let wanted = rows.iter().filter(is_known);
    wanted.map(|row| (row.name.clone(), parent(row))).collect()
}

#[test]
fn imports_are_those_that_the_interpreter_tells_of() {
    let Packages {
        interpreter,
        site_packages,
    } = python::packages();
    let mut command = interpreter.command();
    command.env("PYTHONPATH", &site_packages);
    let output = command
        .args(["-X", "importtime", "-c", "import pandas"])
        .output()
        .unwrap();
    let expected = rows(&String::from_utf8_lossy(&output.stderr));

    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context.file(
        "app.py",
        "import pandas\n\n\ndef handler(event, context):\n    return 1\n",
    );
    context.file("event.json", "{}");
    let program = interpreter.program.display().to_string();
    let path = format!("PYTHONPATH={}", site_packages.display());
    let ran = context.warmfront([
        "profile",
        "--python",
        &program,
        "--env",
        &path,
        "--event",
        "event.json",
        "--no-install",
        "--cold",
        "1",
        "--warm",
        "0",
        "--no-survey",
        "--memory",
        "1769",
        "--timeout",
        "120",
        "--export",
        "importtime=imports.log",
    ]);
    let told = fs_err::read_to_string(context.path().join("imports.log"));
    let found = rows(&told.unwrap_or_else(|_| panic!("{ran}")));
    // The interpreter itself leaves out what `from package import module` loads.
    let known: BTreeSet<&str> = expected.iter().map(|row| row.name.as_str()).collect();
    let expected = tree(&expected, &known);
    assert!(expected.len() > 350, "{}", expected.len());
    for (found, expected) in tree(&found, &known).iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(tree(&found, &known).len(), expected.len());
}
