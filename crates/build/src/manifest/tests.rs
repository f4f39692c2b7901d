use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::package::{Content, Entry, Package, PackagePath};

fn path(text: &str) -> PackagePath {
    PackagePath::new(text).unwrap()
}

fn entry(text: &str, distribution: Option<&str>) -> Entry {
    Entry {
        content: Content::Bytes(Arc::from(text.as_bytes())),
        executable: false,
        distribution: distribution.map(Arc::from),
    }
}

fn package() -> Package {
    let mut package = Package::default();
    package.set_version(Arc::from("p"), "1.0".to_owned());
    package.insert(path("app.py"), entry("import p", None));
    package.insert(path("p/__init__.py"), entry("12", Some("p")));
    package.insert(path("p/tests/a.py"), entry("123", Some("p")));
    package.insert(path("p/tests/b.py"), entry("1234", Some("p")));
    package.insert(path("p/tests/c.txt"), entry("12345", Some("p")));
    package.remove("prune", &path("p/tests/a.py"), "part of tests");
    package.remove("prune", &path("p/tests/b.py"), "part of tests");
    package.keep(
        "prune",
        &path("p/tests/c.txt"),
        "part of tests, but a run used it",
    );
    package.put(
        "bytecode",
        path("p/x.pyc"),
        entry("123456", Some("p")),
        "compiled",
    );
    package.put(
        "bytecode",
        path("p/x.pyc"),
        entry("1234567", Some("p")),
        "again",
    );
    package
}

fn manifest() -> Manifest {
    let subject = Subject {
        function: "f".to_owned(),
        handler: "app.handler".to_owned(),
        target: "python3.12-x86_64".to_owned(),
        ..Subject::default()
    };
    Manifest::of(&package(), subject).unwrap()
}

#[test]
fn every_byte_is_accounted_for() {
    let manifest = manifest();
    let totals = &manifest.totals;
    assert_eq!((totals.n_files_before, totals.n_files), (5, 4));
    assert_eq!((totals.bytes_before, totals.bytes), (22, 22));
    let prune = &totals.passes[1];
    assert_eq!(
        (prune.n_removed, prune.n_kept, prune.bytes_removed),
        (2, 1, 7)
    );
    let p = &manifest.distributions[0];
    assert_eq!((p.bytes_before, p.bytes), (14, 14));
    let hash = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
    let mut one = Package::default();
    one.insert(path("a"), entry("1", None));
    assert_eq!(
        Manifest::of(&one, Subject::default()).unwrap().files[0].sha256,
        hash
    );
}

#[test]
fn it_is_read_back_as_it_was_written() {
    let text = manifest().to_json();
    assert_eq!(Manifest::from_json(&text).unwrap(), manifest());
}

#[test]
fn what_is_no_manifest_is_refused() {
    let text = String::from_utf8(manifest().to_json()).unwrap();
    let check = |text: &str, expected: &str| {
        let error = Manifest::from_json(text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check("", "is not JSON, or is cut short");
    check(&text[..text.len() / 2], "is not JSON, or is cut short");
    check(
        "[]",
        "is no manifest: its `schema` is not `warmfront.build/..`",
    );
    check(
        r#"{"schema": "warmfront.build/2", "files": 3}"#,
        "was written by a newer warmfront (schema `warmfront.build/2`); this one reads \
         `warmfront.build/1`",
    );
    check(
        r#"{"schema": "warmfront.build/1"}"#,
        "is not as warmfront.build/1 says",
    );
    check(
        &text.replace("\"app.py\"", "\"../app.py\""),
        "does not fit together: `../app.py` cannot be the path of a file in a package",
    );
    check(
        &text.replace("\"n_files\": 4", "\"n_files\": 5"),
        "does not fit together: totals are not the sums of the rest",
    );
}

#[test]
fn a_file_a_folder_and_a_module_are_explained() {
    let manifest = manifest();
    let explain = |asked| manifest.explain(asked).unwrap_or_default();
    insta::assert_snapshot!(explain("p/tests/a.py"), @r"
    `p/tests/a.py`, of p 1.0
      prune: went (3 bytes): part of tests
    ");
    insta::assert_snapshot!(explain("app.py"), @r"
    `app.py`, of the function
      stayed (8 bytes): no pass had a reason to touch it
    ");
    insta::assert_snapshot!(explain("p/tests/"), @r"
    `p/tests`: 1 file in the package, 5 bytes
      prune: 2 files went (7 bytes): part of tests
      prune: 1 file stayed (5 bytes): part of tests, but a run used it
    ");
    assert_eq!(
        explain("p.tests"),
        explain("p/tests").replace("p/tests`", "p.tests`")
    );
    assert_eq!(explain("p.tests.b"), explain("p/tests/b.py"));
    assert_eq!(manifest.explain("q"), None);
}

#[test]
fn builds_differ_by_the_largest_first() {
    let old = manifest();
    let mut changed = package();
    changed.set_version(Arc::from("p"), "1.1".to_owned());
    changed.insert(path("p/__init__.py"), entry(&"1".repeat(50), Some("p")));
    changed.insert(path("app.py"), entry("import q", None));
    changed.insert(path("q.py"), entry("1234", None));
    let new = Manifest::of(&changed, Subject::default()).unwrap();
    let diff = Diff::between(&old, &new);
    let shown = |changes: &[SizeChange]| {
        let names = changes
            .iter()
            .map(|change| format!("{} {}", change.name, change.bytes()));
        names.collect::<Vec<_>>().join(", ")
    };
    assert_eq!((diff.bytes_before, diff.bytes_after), (22, 74));
    assert_eq!(shown(&diff.distributions), "p 48,  4");
    assert_eq!(shown(&diff.files), "p/__init__.py 48, q.py 4, app.py 0");
    assert_eq!(diff.distributions[0].version_after.as_deref(), Some("1.1"));
    assert_eq!(Diff::between(&old, &old).files, []);
}

proptest! {
    #[test]
    fn any_package_is_read_back(files in proptest::collection::btree_map("[a-z]{1,3}(/[a-z.]*[a-z])?", "[ -~]{0,9}", 0..9)) {
        let mut package = Package::default();
        for (name, text) in &files {
            package.insert(path(name), entry(text, Some(&text.len().to_string())));
            if text.len() % 3 == 0 {
                package.remove("prune", &path(name), text.clone());
            }
        }
        let manifest = Manifest::of(&package, Subject::default()).unwrap();
        prop_assert_eq!(Manifest::from_json(&manifest.to_json()).unwrap(), manifest);
    }

    #[test]
    fn a_changed_manifest_is_read_or_refused(at in 0_usize..2000, byte: u8) {
        let mut text = manifest().to_json();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(manifest) = Manifest::from_json(&text) {
            let _ = manifest.explain("p");
        }
    }
}
