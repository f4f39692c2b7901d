//! Results are the same whatever they are made from, and whole or not there.

use std::fs::File;
use std::process::Command;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::manifest;
use crate::package::Entry;

pub(super) fn path(text: &str) -> PackagePath {
    PackagePath::new(text).unwrap()
}

pub(super) fn entry(bytes: &[u8]) -> Entry {
    Entry {
        content: Content::Bytes(bytes.into()),
        executable: false,
        distribution: None,
    }
}

pub(super) fn package(files: &[(&str, &str)]) -> Package {
    let mut package = Package::default();
    for (name, text) in files {
        package.insert(path(name), entry(text.as_bytes()));
    }
    package
}

/// Puts in files that came with a distribution.
pub(super) fn of(package: &mut Package, distribution: &str, files: &[(&str, &str)]) {
    for (name, text) in files {
        let entry = Entry {
            distribution: Some(distribution.into()),
            ..entry(text.as_bytes())
        };
        package.insert(path(name), entry);
    }
}

fn link(package: &mut Package, name: &str, target: &str) {
    let content = Content::Link(path(target));
    let link = Entry {
        content,
        ..entry(b"")
    };
    package.insert(path(name), link);
}

/// A package whose files lie in a folder, written in some order at some time.
fn from_folder(folder: &Path, is_reversed: bool) -> Package {
    let mut names = ["app.py", "bin/tool", "lib/a/deep.py", "lib/é.txt", "zero"];
    if is_reversed {
        names.reverse();
    }
    let mut package = Package::default();
    for (index, name) in names.iter().enumerate() {
        let file = folder.join(name);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        let text = if *name == "zero" {
            String::new()
        } else {
            name.repeat(1000)
        };
        fs_err::write(&file, &text).unwrap();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 * index as u64);
        let opened = File::options().write(true).open(&file).unwrap();
        opened.set_modified(changed).unwrap();
        package.insert(
            path(name),
            Entry {
                content: Content::File {
                    path: file,
                    size: text.len() as u64,
                },
                executable: *name == "bin/tool",
                distribution: None,
            },
        );
    }
    link(&mut package, "lib/a/same.py", "app.py");
    package
}

/// What lies in a folder: names, permissions, dates and contents.
fn listing(folder: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let mut all = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs_err::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs_err::symlink_metadata(&path).unwrap();
            let mode = metadata.permissions().mode() & 0o7777;
            let seconds = metadata
                .modified()
                .unwrap()
                .duration_since(SystemTime::UNIX_EPOCH);
            let what = if metadata.is_symlink() {
                fs_err::read_link(&path).unwrap().display().to_string()
            } else if metadata.is_dir() {
                waiting.push(path.clone());
                format!("{mode:o}")
            } else {
                let n_bytes = fs_err::read(&path).unwrap().len();
                format!("{mode:o} {} {n_bytes}", seconds.unwrap().as_secs())
            };
            all.push(format!("{} {what}", path.file_name().unwrap().display()));
        }
    }
    all.sort();
    all
}

#[test]
fn an_archive_is_the_same_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let one = from_folder(&root.join("one"), false);
    let other = from_folder(&root.join("other"), true);
    let first = write_zip(&one, Form::default(), &root.join("first.zip")).unwrap();
    let second = write_zip(&other, Form::default(), &root.join("out/second.zip")).unwrap();
    let bytes = fs_err::read(&first.path).unwrap();
    assert_eq!(bytes, fs_err::read(&second.path).unwrap());
    assert_eq!(first.bytes_zipped, Some(bytes.len() as u64));
    // In place of an earlier one, and nothing is left beside it.
    write_zip(&other, Form::default(), &first.path).unwrap();
    assert_eq!(bytes, fs_err::read(&first.path).unwrap());
    assert_eq!(fs_err::read_dir(root.join("out")).unwrap().count(), 1);
}

#[test]
fn other_programs_read_an_archive() {
    let Some(python) = warmfront_testkit::python::interpreters()
        .into_iter()
        .next_back()
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("code.zip");
    let package = from_folder(&folder.path().join("code"), false);
    write_zip(&package, Form::default(), &archive).unwrap();
    let script = "import sys, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        for i in z.infolist():\n    \
            print(i.filename, i.date_time[:3], oct(i.external_attr >> 16), i.file_size, \
                  i.extra, i.create_system, i.flag_bits & 8, i.compress_type)\n";
    let output = Command::new(python.program)
        .args(["-X", "utf8", "-c", script])
        .arg(&archive)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    // A link's method is to be stored: its target is too short to shrink.
    insta::assert_snapshot!(said, @r"
    app.py (1980, 1, 2) 0o100644 6000 b'' 3 0 8
    bin/tool (1980, 1, 2) 0o100755 8000 b'' 3 0 8
    lib/a/deep.py (1980, 1, 2) 0o100644 13000 b'' 3 0 8
    lib/a/same.py (1980, 1, 2) 0o120644 12 b'' 3 0 0
    lib/é.txt (1980, 1, 2) 0o100644 10000 b'' 3 0 8
    zero (1980, 1, 2) 0o100644 0 b'' 3 0 8
    ");
    if let Ok(status) = Command::new("unzip").arg("-tq").arg(&archive).output() {
        assert!(status.status.success(), "{status:?}");
    }
}

#[test]
fn a_folder_is_the_same_whatever_it_is_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let one = from_folder(&root.join("one"), false);
    let other = from_folder(&root.join("other"), true);
    write_folder(&one, b"{}", Form::default(), &root.join("a/first")).unwrap();
    write_folder(&other, b"{}", Form::default(), &root.join("second")).unwrap();
    let listed = listing(&root.join("second"));
    assert_eq!(listing(&root.join("a/first")), listed);
    insta::assert_snapshot!(listed.join("\n"), @r"
    a 755
    app.py 644 315619200 6000
    bin 755
    deep.py 644 315619200 13000
    lib 755
    same.py ../../app.py
    tool 755 315619200 8000
    warmfront-manifest.json 644 315619200 2
    zero 644 315619200 0
    é.txt 644 315619200 10000
    ");
    assert_eq!(fs_err::read_dir(root.join("a")).unwrap().count(), 1);
}

#[test]
fn only_an_earlier_build_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out");
    let write = |text: &str| {
        write_folder(
            &package(&[("app.py", text)]),
            b"{}",
            Form::default(),
            &place,
        )
    };
    write("1").unwrap();
    fs_err::write(place.join("old.txt"), "").unwrap();
    write("2").unwrap();
    assert_eq!(fs_err::read_to_string(place.join("app.py")).unwrap(), "2");
    assert!(!place.join("old.txt").exists());
    fs_err::remove_file(place.join(manifest::FILE_NAME)).unwrap();
    let error = write("3").unwrap_err();
    assert!(
        error.to_string().ends_with("is not from an earlier build"),
        "{error}"
    );
    assert_eq!(fs_err::read_to_string(place.join("app.py")).unwrap(), "2");
    let archive = write_zip(&package(&[]), Form::default(), &place);
    assert!(matches!(archive, Err(WriteError::NotABuild { .. })));
    assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let source = root.join("app.py");
    for (size, text) in [(3, "four"), (3, "ab"), (0, "x")] {
        fs_err::write(&source, text).unwrap();
        let mut package = package(&[("a", "a"), ("z", "z")]);
        let content = Content::File {
            path: source.clone(),
            size,
        };
        let file = Entry {
            content,
            ..entry(b"")
        };
        package.insert(path("m"), file);
        let zipped = write_zip(&package, Form::default(), &root.join("o.zip"));
        assert!(
            matches!(zipped, Err(WriteError::Changed { .. })),
            "{zipped:?}"
        );
        let written = write_folder(&package, b"{}", Form::default(), &root.join("o"));
        assert!(
            matches!(written, Err(WriteError::Changed { .. })),
            "{written:?}"
        );
    }
    assert_eq!(fs_err::read_dir(root).unwrap().count(), 1);
    let below_a_file = write_zip(&package(&[]), Form::default(), &source.join("o.zip"));
    let error = below_a_file.unwrap_err().to_string();
    assert!(
        error.starts_with("could not write") && error.ends_with("o.zip`"),
        "{error}"
    );
}

#[test]
fn leftovers_of_ended_runs_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let left = [
        ".o.zip.warmfront-partial-1",
        ".o.zip.warmfront-partial-2",
        ".p.warmfront-partial-3",
    ];
    for name in left {
        fs_err::create_dir(root.join(name)).unwrap();
    }
    let busy = File::open(root.join(left[1])).unwrap();
    busy.lock().unwrap();
    write_zip(&package(&[]), Form::default(), &root.join("o.zip")).unwrap();
    let there = left.map(|name| root.join(name).exists());
    assert_eq!(there, [false, true, true]);
}

#[test]
fn what_lambda_would_refuse_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let form = Form {
        bytes_beside: MOST_UNZIPPED - 3,
        ..Form::default()
    };
    let to = folder.path().join("o.zip");
    assert!(write_zip(&package(&[("a", "123")]), form, &to).is_ok());
    let error = write_zip(&package(&[("a", "1234")]), form, &to).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the package has 1 MB unzipped with 250 MB beside it, and Lambda takes 250 MB"
    );
    let clash = package(&[("a", ""), ("a/b", "")]);
    let error = write_zip(&clash, Form::default(), &to).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`a` is both a file and the folder of `a/b`"
    );
}

#[test]
fn links_lead_to_the_same_file_in_a_layer() {
    let check = |name: &str, target: &str, expect: &str| {
        let mut package = Package::default();
        link(&mut package, name, target);
        for kind in [Kind::Code, Kind::Layer] {
            let layout = Layout::of(&package, kind).unwrap();
            assert_eq!(layout.places[0].link_target(kind).unwrap(), expect);
        }
    };
    check("a", "b", "b");
    check("x/a", "b", "../b");
    check("x/a", "x/y/b", "y/b");
    check("x/y/a", "x", "../../x");
    check("x/y/a", "z/b", "../../z/b");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn an_archive_holds_what_the_package_does(
        files in prop::collection::btree_map("[a-cé]{1,3}(/[a-c]{1,2}){0,2}", "\\PC{0,40}", 0..12),
    ) {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("o.zip");
        match write_zip(&package(&files), Form::default(), &to) {
            Err(WriteError::Clash { .. }) => prop_assert!(!to.exists()),
            written => {
                written.unwrap();
                let mut archive = ::zip::ZipArchive::new(File::open(&to).unwrap()).unwrap();
                prop_assert_eq!(archive.len(), files.len());
                for (name, text) in files {
                    let mut found = String::new();
                    archive.by_name(name).unwrap().read_to_string(&mut found).unwrap();
                    prop_assert_eq!(found, text);
                }
            }
        }
    }
}
