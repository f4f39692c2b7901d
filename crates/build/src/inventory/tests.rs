use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::package::Content;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }
    folder
}

fn root(folder: &Path, origin: Origin) -> Root {
    Root {
        folder: folder.to_owned(),
        origin,
    }
}

fn read_one(folder: &Path, origin: Origin) -> Result<Inventory, InventoryError> {
    read(&[root(folder, origin)], Limits::default())
}

/// Writes a package as lines: path, distribution, and where a link leads.
fn shown(inventory: &Inventory) -> String {
    let lines = inventory.package.entries().map(|(path, entry)| {
        let distribution = entry.distribution.as_deref().unwrap_or("-");
        match &entry.content {
            Content::Link(target) => format!("{path} {distribution} -> {target}\n"),
            _ => format!("{path} {distribution}\n"),
        }
    });
    lines.collect()
}

#[test]
fn files_have_the_distribution_that_lists_them() {
    let folder = folder(&[
        ("app.py", ""),
        ("a/__init__.py", ""),
        ("a/__pycache__/__init__.cpython-312.pyc", ""),
        ("a/_vendor/b-2.dist-info/METADATA", "Name: b\nVersion: 2\n"),
        ("a-1.0.dist-info/METADATA", "Name: A\nVersion: 1.0\n"),
        (
            "a-1.0.dist-info/RECORD",
            "a/__init__.py,,\n../../bin/a,,\na/_vendor/b-2.dist-info/METADATA,,\n../../../etc/x,,\n",
        ),
        ("bin/a", ""),
        ("c/x.py", ""),
        ("c.egg-info/PKG-INFO", "Name: c\nVersion: 3\n"),
    ]);
    let inventory = read_one(folder.path(), Origin::Installed).unwrap();
    insta::assert_snapshot!(shown(&inventory), @r"
    a-1.0.dist-info/METADATA a
    a-1.0.dist-info/RECORD a
    a/__init__.py a
    a/__pycache__/__init__.cpython-312.pyc a
    a/_vendor/b-2.dist-info/METADATA a
    app.py -
    bin/a a
    c.egg-info/PKG-INFO c
    c/x.py c
    ");
    let versions: Vec<_> = inventory.package.versions().collect();
    assert_eq!(versions, [("a", "1.0"), ("c", "3")]);
}

#[test]
fn what_tools_leave_in_a_project_is_left_out_and_said() {
    let files = [
        ("app.py", ""),
        (".git/config", ""),
        ("env/pyvenv.cfg", ""),
        ("env/lib/x.py", ""),
        (".env", "SECRET=1"),
        ("node_modules/x/index.js", ""),
    ];
    let folder = folder(&files);
    let inventory = read_one(folder.path(), Origin::Project).unwrap();
    assert_eq!(shown(&inventory), ".env -\napp.py -\n");
    insta::assert_snapshot!(inventory.notes.join("\n"), @r"
    `.env` is part of the package and may hold secrets
    left out `.git`: version control
    left out `env`: a virtual environment
    left out `node_modules`: packages of Node.js
    ");
    let built = read_one(folder.path(), Origin::Installed).unwrap();
    assert_eq!(built.package.entries().count(), files.len());
}

#[test]
fn the_first_folder_has_the_file() {
    let (first, second) = (
        folder(&[("a.py", "1"), ("b", "")]),
        folder(&[("a.py", "2"), ("b/c", "")]),
    );
    let roots = [
        root(first.path(), Origin::Project),
        root(second.path(), Origin::Installed),
    ];
    let inventory = read(&roots, Limits::default()).unwrap();
    assert_eq!(shown(&inventory), "a.py -\nb -\n");
    assert_eq!(inventory.notes.len(), 2, "{:?}", inventory.notes);
    let (_, entry) = inventory.package.entries().next().unwrap();
    assert_eq!(&*entry.content.read().unwrap(), b"1");
}

#[test]
fn there_is_a_bound() {
    let folder = folder(&[("a", "12"), ("b", "3")]);
    let check = |limits| {
        let error = read(&[root(folder.path(), Origin::Installed)], limits).unwrap_err();
        error.to_string()
    };
    let limits = Limits::default();
    let few = Limits {
        most_files: 1,
        ..limits
    };
    assert_eq!(check(few), "the package has more than 1 files");
    let small = Limits {
        most_bytes: 2,
        ..limits
    };
    assert_eq!(check(small), "the package has more than 2 bytes");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_stays_within_the_package() {
        let folder = folder(&[("lib/x.so.1", "x"), ("d/e", "")]);
        let at = |name: &str| folder.path().join(name);
        symlink("x.so.1", at("lib/x.so")).unwrap();
        symlink("d", at("f")).unwrap();
        symlink(".", at("d/loop")).unwrap();
        symlink("nowhere", at("g")).unwrap();
        let inventory = read_one(folder.path(), Origin::Installed).unwrap();
        let expected = "d/e -\nf/e -\nlib/x.so - -> lib/x.so.1\nlib/x.so.1 -\n";
        assert_eq!(shown(&inventory), expected);
    }

    #[test]
    fn a_link_out_of_the_package_is_an_error() {
        let folder = folder(&[]);
        symlink("/etc/hostname", folder.path().join("a")).unwrap();
        let error = read_one(folder.path(), Origin::Project).unwrap_err();
        assert!(
            matches!(error, InventoryError::LinkOutside { .. }),
            "{error}"
        );
    }

    #[test]
    fn a_link_to_another_folder_of_the_package_is_followed() {
        let (first, second) = (folder(&[]), folder(&[("shared.py", "x")]));
        symlink(second.path().join("shared.py"), first.path().join("a.py")).unwrap();
        let roots = [
            root(first.path(), Origin::Project),
            root(second.path(), Origin::Project),
        ];
        let inventory = read(&roots, Limits::default()).unwrap();
        assert_eq!(shown(&inventory), "a.py -\nshared.py -\n");
    }

    #[test]
    fn a_socket_is_left_out_and_said() {
        let folder = folder(&[]);
        let _socket = UnixListener::bind(folder.path().join("s")).unwrap();
        let inventory = read_one(folder.path(), Origin::Project).unwrap();
        assert_eq!(
            inventory.notes,
            ["left out `s`: neither a file nor a folder"]
        );
    }
}
