//! Packages for other machines than this one.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::*;

/// The start of a library for the 64-bit Arm architecture.
const ARM_LIBRARY: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\xb7\0";

/// The same for x86.
const X86_LIBRARY: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0";

const ARM: &str = "python3.9-arm64";

/// A project with wheels for several machines; what needs what depends on the machine.
fn packaged(requirements: &str) -> Project {
    let project = project(requirements);
    let wheels = project.folder.path().join("wheels");
    for (machine, library) in [("aarch64", ARM_LIBRARY), ("x86_64", X86_LIBRARY)] {
        let native = |name, tag: &str, library| {
            Wheel {
                library: Some(library),
                ..Wheel::pure(name)
            }
            .write_as(&format!("{tag}_{machine}"), &wheels)
        };
        let old = format!("native.cpython-39-{machine}-linux-gnu.so");
        native("warm_native", "cp39-cp39-manylinux_2_17", (&old, library));
        native(
            "warm_late",
            "cp39-abi3-manylinux_2_28",
            ("late.abi3.so", library),
        );
    }
    Wheel {
        needs: &[
            "warm-native; platform_machine == 'aarch64' and python_version < '3.10'",
            "warm-never; sys_platform == 'win32' or python_version >= '3.10'",
        ],
        ..Wheel::pure("warm_top")
    }
    .write(&wheels);
    project
}

impl Wheel<'_> {
    fn write_as(&self, tag: &str, folder: &Path) -> PathBuf {
        Wheel { tag, ..*self }.write(folder)
    }
}

impl Project {
    fn package(&self, target: &str) -> Result<Provision, ProvideError> {
        let packaging = Packaging {
            found: &self.found,
            project: self.folder.path(),
            target: target.parse().unwrap(),
            sdists: Sdists::Refused,
        };
        package_for(&packaging, &self.surroundings, &mut |_| ())
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder.path().join(name);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(file, text).unwrap();
    }

    /// Replaces the requirements by a lock of another tool.
    fn lock(&self, name: &str, text: &str) {
        fs_err::remove_file(self.folder.path().join("requirements.txt")).unwrap();
        self.write(name, text);
    }

    fn hash(&self, wheel: &str) -> String {
        let bytes = fs_err::read(self.folder.path().join("wheels").join(wheel)).unwrap();
        let digest = Sha256::digest(bytes);
        digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }
}

fn has_pip() -> bool {
    let version = "3.9".parse().unwrap();
    let machine = machine();
    let mut hosts = crate::interpreter::hosts(version, Path::new("/"), &machine);
    hosts.any(|host| host.has_pip)
}

fn names(provision: &Provision) -> Vec<String> {
    let folders = provision.site_packages.iter();
    folders
        .flat_map(|folder| installed::names(folder))
        .collect()
}

#[test]
fn packages_are_chosen_for_the_target() {
    if !has_pip() {
        return;
    }
    let project = packaged(&format!("{OFFLINE}warm-top==1.0\n"));
    let provision = project.package(ARM).unwrap();
    assert_eq!(names(&provision), ["warm-native", "warm-top"]);
    let folder = &provision.site_packages[0];
    let library = folder.join("native.cpython-39-aarch64-linux-gnu.so");
    assert_eq!(fs_err::read(library).unwrap(), ARM_LIBRARY);
    assert!(!folder.join("__pycache__").exists());
    // Another architecture and C library.
    let other = project.package("python3.12-x86_64");
    let error = other.unwrap_err();
    assert!(
        error
            .hint()
            .unwrap()
            .starts_with("`warm-never` has no wheel"),
        "{error}"
    );
    assert_eq!(project.package(ARM).unwrap(), provision);
    // Nothing of this machine stays in what was installed.
    let record = fs_err::read_to_string(folder.join("warm_top-1.0.dist-info/RECORD")).unwrap();
    assert!(
        !record.contains("direct_url") && !record.contains(".pyc"),
        "{record}"
    );
}

#[test]
fn a_wheel_that_the_target_cannot_load_is_not_taken() {
    if !has_pip() {
        return;
    }
    let project = packaged(&format!("{OFFLINE}warm-late==1.0\n"));
    let error = project.package(ARM).unwrap_err();
    let hint = error.hint().unwrap();
    assert!(
        hint.starts_with(
            "`warm-late` has no wheel for Python 3.9 on Lambda's arm64 (C library 2.26)"
        ),
        "{hint}"
    );
}

#[test]
fn hashes_are_required_once_given() {
    if !has_pip() {
        return;
    }
    let project = packaged("");
    let right = project.hash("warm_sample-1.0-py3-none-any.whl");
    let requirement = format!("{OFFLINE}warm-sample==1.0 --hash=");
    project.write("requirements.txt", &format!("{requirement}{right}\n"));
    assert_eq!(names(&project.package(ARM).unwrap()), ["warm-sample"]);
    let wrong = format!("sha256:{}", "0".repeat(64));
    project.write("requirements.txt", &format!("{requirement}{wrong}\n"));
    let error = project.package(ARM).unwrap_err();
    let expect = "a package does not have the hash that the requirements state";
    assert_eq!(error.hint(), Some(expect), "{error}");
}

#[test]
fn a_damaged_wheel_is_said() {
    if !has_pip() {
        return;
    }
    let project = packaged(&format!("{OFFLINE}warm-sample\n"));
    project.write("wheels/warm_sample-1.0-py3-none-any.whl", "no archive");
    let error = project.package(ARM).unwrap_err();
    assert!(
        error.hint().unwrap().starts_with("a wheel is damaged"),
        "{error}"
    );
    let left = fs_err::read_dir(project.folder.path().join("cache/dependencies")).unwrap();
    let mut left = left.map(|entry| entry.unwrap().path());
    assert!(left.all(|path| path.extension().is_some_and(|suffix| suffix == "lock")));
}

#[test]
fn a_lock_for_other_machines_is_refused() {
    let project = project("");
    let own = "[[package]]\nname='own'\nversion='1'\nsource={virtual='.'}\n";
    let lock = format!("version = 1\nrequires-python = '>=3.13'\n{own}");
    project.lock("uv.lock", &lock);
    let error = project.package(ARM).unwrap_err().to_string();
    assert!(error.ends_with("uv.lock` is not for python3.9-arm64: it is locked for Python >=3.13"));
    let lock = format!("version = 1\nsupported-markers = [\"sys_platform == 'darwin'\"]\n{own}");
    project.write("uv.lock", &lock);
    let error = project.package(ARM).unwrap_err().to_string();
    assert!(
        error.ends_with("it is locked for `sys_platform == 'darwin'`"),
        "{error}"
    );
}

#[test]
fn a_lock_with_a_repository_is_refused() {
    let project = project("");
    project.lock(
        "pdm.lock",
        "[[package]]\nname='a'\nversion='1'\ngit='https://x'\n",
    );
    let error = project.package(ARM).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("packages that are not from an index: `a`"),
        "{error}"
    );
}

#[test]
fn a_lock_that_lacks_what_the_target_needs_is_refused() {
    if !has_pip() {
        return;
    }
    let project = packaged("");
    // A path of the lock's own needs no index.
    let top = "wheels/warm_top-1.0-py3-none-any.whl";
    let lock = format!("[[package]]\nname='warm-top'\nversion='1.0'\npath='{top}'\n");
    project.lock("pdm.lock", &lock);
    let error = project.package(ARM).unwrap_err();
    let expect = "lacks `warm-native`, which `warm-top` needs on python3.9-arm64";
    assert!(error.to_string().ends_with(expect), "{error}");
}

#[test]
fn projects_of_a_workspace_are_copied_as_they_are() {
    let mut project = project("");
    let lock = "version = 1\nrequires-python = '>=3.9'\n\
        [[package]]\nname='orders'\nversion='0'\nsource={editable='services/orders'}\n\
        dependencies=[{name='shared'}]\n\
        [[package]]\nname='shared'\nversion='0'\nsource={editable='libs/shared'}\n\
        [[package]]\nname='bills'\nversion='0'\nsource={virtual='services/bills'}\n\
        dependencies=[{name='elsewhere'}]\n\
        [[package]]\nname='elsewhere'\nversion='0'\nsource={git='https://x'}\n";
    project.lock("uv.lock", lock);
    project.write(
        "pyproject.toml",
        "[tool.uv.workspace]\nmembers = ['libs/*', 'services/*']\n",
    );
    let orders = "[project]\nname='orders'\nversion='0'\ndependencies=['shared']\n";
    project.write("services/orders/pyproject.toml", orders);
    project.write("services/orders/app.py", "import shared");
    project.write(
        "libs/shared/pyproject.toml",
        "[project]\nname='shared'\nversion='0'\n",
    );
    project.write("libs/shared/src/shared/__init__.py", "VALUE = 1\n");
    project.found.function.code = project.folder.path().join("services/orders");
    let provision = project.package(ARM).unwrap();
    let [folder] = &provision.site_packages[..] else {
        panic!("{provision:?}");
    };
    let entries = fs_err::read_dir(folder).unwrap();
    let entries: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(entries, ["shared"]);
}

#[test]
fn packages_beside_the_code_are_taken_if_they_fit() {
    let project = project("warm-sample==1.0\n");
    project.write("warm_sample-1.0.dist-info/METADATA", "");
    let provision = project.package(ARM).unwrap();
    assert!(provision.site_packages.is_empty());
    assert_eq!(
        provision.notes,
        ["the packages beside the code are taken as they are"]
    );
    fs_err::write(project.folder.path().join("a.so"), X86_LIBRARY).unwrap();
    let error = project.package(ARM).unwrap_err().to_string();
    assert!(
        error.ends_with("a.so` cannot be loaded on python3.9-arm64"),
        "{error}"
    );
}

#[test]
fn what_a_run_left_that_was_ended_is_removed() {
    if !has_pip() {
        return;
    }
    let project = packaged(&format!("{OFFLINE}warm-sample>=1\n"));
    let parent = project.folder.path().join("cache/dependencies");
    for name in [".partial-0a-x/content", ".partial-0b-y/content"] {
        fs_err::create_dir_all(parent.join(name)).unwrap();
    }
    let held = std::fs::File::create(parent.join("0b.lock")).unwrap();
    held.lock().unwrap();
    let notes = project.package(ARM).unwrap().notes;
    assert!(notes[0].starts_with("`warm-sample` of `"), "{notes:?}");
    assert!(!parent.join(".partial-0a-x").exists());
    // Somebody is at work on this one.
    assert!(parent.join(".partial-0b-y").exists());
}
