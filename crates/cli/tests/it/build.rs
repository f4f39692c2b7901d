//! `warmfront build`: a package of a function, proven to behave as before.

use std::path::{Path, PathBuf};
use std::{fs, io};

use warmfront_testkit::context::Context;

use crate::project::told;

const HANDLER: &str = "\
from shop import prices

def handler(event, context):
    return {'total': prices.total(event['items'])}
";

/// Makes a project with a package installed beside the code.
fn project() -> Context {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context
        .file("app.py", HANDLER)
        .file("shop/__init__.py", "")
        .file(
            "shop/prices.py",
            "def total(items):\n    return sum(items)\n",
        )
        .file("shop/tests/__init__.py", "")
        .file("shop/tests/test_prices.py", "import shop.prices\n")
        .file("shop/native.h", "int shop(void);\n")
        .file("shop-1.0.dist-info/METADATA", "Name: shop\nVersion: 1.0\n")
        .file(
            "shop-1.0.dist-info/RECORD",
            "shop/__init__.py,,\nshop/prices.py,,\nshop/tests/__init__.py,,\n\
             shop/tests/test_prices.py,,\nshop/native.h,,\n",
        )
        .file("events/two.json", r#"{"items": [1, 2]}"#);
    context
}

fn build(context: &Context, arguments: &[&str]) -> String {
    let given = [
        "build",
        "--generate",
        "0",
        "--repeat",
        "2",
        "--passes",
        "prune,bytecode",
    ];
    told(&context.warmfront(given.iter().chain(arguments)))
}

#[test]
fn a_package_is_smaller_has_bytecode_and_behaves_the_same() {
    let context = project();
    let told = build(&context, &["-o", "dist"]);
    assert!(told.starts_with("status: 0"), "{told}");
    assert!(told.contains("✓ same"), "{told}");
    let dist = context.path().join("dist");
    assert!(dist.join("shop/prices.py").is_file());
    assert!(dist.join("shop/__pycache__").is_dir());
    assert!(!dist.join("shop/tests").exists());
    assert!(!dist.join("shop/native.h").exists());
    // What was built runs as it is, and building it again changes nothing.
    let ran = context.warmfront(["invoke", "-C", "dist", "--event", "events/two.json", "-q"]);
    assert_eq!(ran.status, Some(0), "{ran}");
    let before = files(&dist).unwrap();
    let again = build(&context, &["-o", "dist"]);
    assert!(
        again.contains("the same package as the last build"),
        "{again}"
    );
    assert!(files(&dist).unwrap() == before, "another package");
    let explained = context.warmfront(["build", "-o", "dist", "--explain", "shop.tests"]);
    assert!(explained.stdout.contains("prune"), "{explained}");
}

/// Returns paths and contents of a folder.
fn files(folder: &Path) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = fs::read(&path)?;
                files.push((path, content));
            }
        }
    }
    files.sort();
    Ok(files)
}

#[test]
fn a_change_that_does_harm_is_left_out_and_named() {
    let context = project();
    context.file(
        "shop/prices.py",
        "import os\n\ndef total(items):\n    here = os.path.dirname(__file__)\n    \
         return len(os.listdir(os.path.join(here, ''.join(['te', 'sts']))))\n",
    );
    let told = build(&context, &["-o", "dist"]);
    assert!(told.starts_with("status: 0"), "{told}");
    assert!(told.contains("prune (shop: tests) was left out"), "{told}");
    let dist = context.path().join("dist");
    assert!(dist.join("shop/tests/test_prices.py").is_file());
    assert!(!dist.join("shop/native.h").exists());
}

#[test]
fn an_import_that_no_event_needs_waits_and_is_explained() {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context
        .file(
            "app.py",
            "import prices\nimport charts\n\n\ndef handler(event, context):\n    \
             if event.get('chart'):\n        return charts.draw()\n    return prices.total(event)\n",
        )
        .file("prices.py", "def total(event):\n    return sum(event['items'])\n")
        .file("charts.py", "def draw():\n    return 'bars'\n")
        .file("events/two.json", r#"{"items": [1, 2]}"#)
        .file("chart.json", r#"{"chart": true}"#);
    let quickly = [
        "build",
        "--generate",
        "0",
        "--repeat",
        "2",
        "--passes",
        "defer",
    ];
    // What is measured to help depends on the machine; what a user wants does not.
    let wanted = ["--always-defer", "charts", "--never-defer", "prices"];
    let patch = ["-o", "dist", "--lazy-patch", "lazy.patch"];
    let built = context.warmfront(quickly.iter().chain(&wanted).chain(&patch));
    assert_eq!(built.status, Some(0), "{built}");
    assert!(built.stdout.contains("1 of 2 imports wait"), "{built}");
    assert!(built.stdout.contains("\u{2713} same"), "{built}");
    let explained = |module: &str| {
        let explained = context.warmfront(["build", "-o", "dist", "--explain", module]);
        assert_eq!(explained.status, Some(0), "{explained}");
        explained.stdout
    };
    let charts = explained("charts");
    assert!(
        charts.contains("deferred in app (app.py:2): you want it deferred"),
        "{charts}"
    );
    let prices = explained("prices");
    assert!(
        prices.contains("app.py:1): you want it where it stands"),
        "{prices}"
    );
    let patch = fs::read_to_string(context.path().join("lazy.patch")).unwrap();
    assert!(
        patch.contains("+__lazy_modules__ = [\"charts\"]"),
        "{patch}"
    );
    // What waits is there for whoever needs it.
    let ran = context.warmfront(["invoke", "-C", "dist", "--event", "chart.json", "-q"]);
    assert!(ran.stdout.contains("bars"), "{ran}");
}

#[test]
fn places_that_are_not_ours_are_left_alone() {
    let context = project();
    context.file("kept/precious.txt", "mine");
    insta::assert_snapshot!(build(&context, &["-o", "kept", "--no-verify"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `[TEMP]/project/kept` exists and is not from an earlier build
    hint: choose another place with `-o`, or remove it
    ");
    assert!(context.path().join("kept/precious.txt").is_file());
    insta::assert_snapshot!(build(&context, &["--explain", "app.py"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: there is no build in `[TEMP]/project/.warmfront/build/project/`: failed to open file `[TEMP]/project/.warmfront/build/project/warmfront-manifest.json`: No such file or directory (os error 2)
    hint: `warmfront build` makes it; `-o` names another place
    ");
    insta::assert_snapshot!(told(&context.warmfront(["build", "--passes", "prun"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `prun` is no pass of prune, strip, bytecode, defer, startup
    ");
    insta::assert_snapshot!(told(&context.warmfront(["build", "--target", "ruby"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: invalid value 'ruby' for '--target <python3.12-x86_64>': `ruby` is not a target such as python3.12-x86_64 or python3.13-arm64

    For more information, try '--help'.
    ");
}
