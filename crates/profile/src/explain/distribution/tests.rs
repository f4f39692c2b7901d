use std::fs;

use tempfile::TempDir;

use super::*;
use crate::document::{Bytecode, ImportOutcome, Origin};

/// A folder with installed packages, and modules inside it.
struct Installation {
    folder: TempDir,
    modules: Vec<Module>,
}

impl Installation {
    /// Makes files, each with what is in it; only Python's are modules.
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut modules = Vec::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(
                &path,
                text.replace("FOLDER", folder.path().to_str().unwrap()),
            )
            .unwrap();
            if [".py", ".pyc", ".so"].iter().any(|end| name.ends_with(end)) {
                modules.push(module(path.to_str().unwrap()));
            }
        }
        Self { folder, modules }
    }

    /// Returns packages by module, with versions.
    fn owners(&self) -> Vec<String> {
        let root = self.folder.path().to_str().unwrap().to_owned();
        let found = find(
            &[root, "relative".to_owned()],
            &Places::default(),
            &self.modules,
        );
        let name = |owner: &Option<usize>| match owner {
            None => "-".to_owned(),
            Some(owner) => {
                let distribution = &found.distributions[*owner];
                let version = distribution.version.as_deref().unwrap_or("?");
                let editable = if found.editable[*owner] { "*" } else { "" };
                format!("{}{editable} {version}", distribution.name)
            }
        };
        found.of_module.iter().map(name).collect()
    }
}

#[track_caller]
fn check(files: &[(&str, &str)], expect: &[&str]) {
    assert_eq!(Installation::new(files).owners(), expect);
}

fn module(path: &str) -> Module {
    Module {
        name: "m".to_owned(),
        parent: None,
        file: None,
        line: None,
        start_ms: Millis::ZERO,
        total_ms: Millis::ZERO,
        self_ms: Millis::ZERO,
        self_cpu_ms: Millis::ZERO,
        self_resident: 0,
        self_stats: 0,
        path: Some(path.to_owned()),
        origin: Origin::Unknown,
        bytecode: Bytecode::None,
        bytes_read: 0,
        libraries: Vec::new(),
        distribution: None,
        outcome: ImportOutcome::Loaded,
        retained_ms: Millis::ZERO,
        retained_resident: 0,
        usage: None,
        invocation: None,
    }
}

#[test]
fn record_tells_whose_a_file_is() {
    check(
        &[
            (
                "python_dateutil-2.9.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: python-dateutil\nVersion: 2.9.0\n\nName: not this\n",
            ),
            (
                "python_dateutil-2.9.dist-info/RECORD",
                "dateutil/__init__.py,sha256=x,1\n\"dateutil/a,b.py\",,\n",
            ),
            ("six-1.17.0.dist-info/RECORD", "six.py,,\n"),
            ("dateutil/__init__.py", ""),
            ("dateutil/a,b.py", ""),
            ("six.py", ""),
            ("app.py", ""),
        ],
        &[
            "python-dateutil 2.9.0",
            "python-dateutil 2.9.0",
            "six 1.17.0",
            "-",
        ],
    );
}

#[test]
fn packages_that_share_a_folder_are_told_apart() {
    check(
        &[
            ("google_a-1.dist-info/RECORD", "google/a/x.py,,\n"),
            ("google_b-2.dist-info/RECORD", "google/b/y.py,,\n"),
            ("google/a/x.py", ""),
            ("google/b/y.py", ""),
            ("google/c/z.py", ""),
        ],
        &["google_a 1", "google_b 2", "-"],
    );
}

#[test]
fn bytecode_instead_of_its_source_is_found_by_its_folder() {
    check(
        &[
            ("fast-1.dist-info/RECORD", "fast/a.py,,\n"),
            ("fast/a.pyc", ""),
            ("fast/made_later.so", ""),
        ],
        &["fast 1", "fast 1"],
    );
}

#[test]
fn without_a_record_names_tell() {
    check(
        &[
            ("PyYAML-6.0.dist-info/top_level.txt", "_yaml\nyaml\n"),
            (
                "Simple_Thing-1.dist-info/METADATA",
                "Name: Simple-Thing\nVersion: 1\n",
            ),
            ("old-3-py3.8.egg-info", "Name: old\nVersion: 3\n"),
            ("yaml/a.py", ""),
            ("simple_thing/a.py", ""),
            ("old/a.py", ""),
        ],
        &["PyYAML 6.0", "Simple-Thing 1", "old 3"],
    );
}

#[test]
fn links_lead_to_where_packages_are_written() {
    check(
        &[
            (
                "mine-1.dist-info/direct_url.json",
                r#"{"url": "file://FOLDER/projects/my%20project", "dir_info": {"editable": true}}"#,
            ),
            ("mine-1.dist-info/RECORD", "__editable___mine.pth,,\n"),
            (
                "copied-1.dist-info/direct_url.json",
                r#"{"url": "file://FOLDER/projects/other", "dir_info": {}}"#,
            ),
            ("copied-1.dist-info/RECORD", ""),
            ("projects/my project/mine/a.py", ""),
            ("projects/other/b.py", ""),
        ],
        &["mine* 1", "-"],
    );
}

#[test]
fn project_in_its_own_folder_is_work_in_progress() {
    check(
        &[
            ("shop.egg-info/PKG-INFO", "Name: shop\nVersion: 0.1\n"),
            ("shop.egg-info/SOURCES.txt", "shop/a.py\n"),
            ("shop.egg-info/top_level.txt", "shop\n"),
            ("shop/a.py", ""),
        ],
        &["shop* 0.1"],
    );
}

#[test]
fn hostile_lists_claim_nothing_elsewhere() {
    check(
        &[
            (
                "bad-1.dist-info/RECORD",
                "../app.py,,\n/app.py,,\nx/../app.py,,\n\"unclosed\n,,,\n",
            ),
            (
                "bad-1.dist-info/direct_url.json",
                r#"{"url": "file:///", "dir_info": {"editable": true}}"#,
            ),
            ("worse-1.dist-info/direct_url.json", "{\"url\": 5"),
            (
                "worse-1.dist-info/METADATA",
                "Name: \u{1b}[31mred\nVersion: ",
            ),
            ("worse-1.dist-info/RECORD", "worse.py,,\n"),
            (".dist-info/RECORD", "app.py,,\n"),
            ("app.py", ""),
            ("worse.py", ""),
        ],
        &["-", "worse 1"],
    );
}

#[test]
fn real_packages_are_found() {
    let packages = warmfront_testkit::python::packages();
    let root = packages.site_packages.to_str().unwrap().to_owned();
    let path = |name: &str| packages.site_packages.join(name);
    let modules: Vec<Module> = ["pandas/__init__.py", "six.py", "dateutil/tz/tz.py"]
        .map(|name| module(path(name).to_str().unwrap()))
        .to_vec();
    let found = find(&[root], &Places::default(), &modules);
    let names: Vec<_> = found
        .distributions
        .iter()
        .map(|each| each.name.as_str())
        .collect();
    assert_eq!(names, ["pandas", "six", "python-dateutil"]);
    assert_eq!(found.of_module, [Some(0), Some(1), Some(2)]);
}
