use std::sync::Arc;

use warmfront_model::function::Architecture;
use warmfront_model::units::MemorySize;

use proptest::prelude::*;

use super::*;
use crate::archive::Layered;
use crate::context::{Choices, Evidence};
use crate::package::{ChangeKind, Content, Entry};

fn context() -> Context {
    Context {
        handler: "app.handler".to_owned(),
        python: "3.12".parse().unwrap(),
        architecture: Architecture::X86_64,
        memory_size: MemorySize::default(),
        root: "/var/task".to_owned(),
        layered: Layered::default(),
        interpreter: None,
        cache_folder: "cache".into(),
        evidence: Evidence::default(),
        choices: Choices::default(),
        deferred: Arc::default(),
    }
}

/// Makes a package of paths and texts; a path below `NAME:` belongs to that distribution.
fn package(files: &[(&str, &[u8])]) -> Package {
    let mut package = Package::default();
    for (path, text) in files {
        let (distribution, path) = match path.split_once(':') {
            Some((name, path)) => (Some(Arc::from(name)), path),
            None => (None, *path),
        };
        if let Some(name) = &distribution {
            package.set_version(Arc::clone(name), "1".to_owned());
        }
        let entry = Entry {
            content: Content::Bytes(Arc::from(*text)),
            executable: false,
            distribution,
        };
        package.insert(path.parse_path(), entry);
    }
    package
}

trait ParsePath {
    fn parse_path(&self) -> PackagePath;
}

impl ParsePath for &str {
    fn parse_path(&self) -> PackagePath {
        PackagePath::new(*self).unwrap()
    }
}

fn check_with(context: &Context, files: &[(&str, &[u8])], expected: &str) {
    let mut package = package(files);
    let applied = apply(&mut package, context).unwrap();
    let lines = package.changes().flat_map(|(path, changes)| {
        changes.iter().map(move |change| {
            let sign = match change.kind {
                ChangeKind::Removed => '-',
                ChangeKind::Kept => '=',
                _ => '?',
            };
            format!("{sign} {path}: {}", change.reason)
        })
    });
    let lines: Vec<String> = lines.chain(applied.notes).collect();
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines, expected);
}

fn check(files: &[(&str, &[u8])], expected: &str) {
    check_with(&context(), files, expected);
}

#[test]
fn tests_go_with_their_data_and_bytecode() {
    check(
        &[
            ("app.py", b"import p"),
            ("p:p/__init__.py", b""),
            ("p:p/conftest.py", b""),
            ("p:p/tests/__init__.py", b""),
            ("p:p/tests/__pycache__/test_a.cpython-312.pyc", b"\xcb\x0d"),
            ("p:p/tests/data/a.csv", b""),
            ("p:p/tests/test_a.py", b"open('data/a.csv')"),
        ],
        "
        - p/conftest.py: part of tests
        - p/tests/__init__.py: part of tests
        - p/tests/__pycache__/test_a.cpython-312.pyc: part of tests
        - p/tests/data/a.csv: part of tests
        - p/tests/test_a.py: part of tests
        ",
    );
}

#[test]
fn tests_that_remaining_code_imports_stay_with_what_they_import() {
    check(
        &[
            ("app.py", b"import p"),
            (
                "p:p/__init__.py",
                b"def f():\n    from .tests import helper\n",
            ),
            ("p:p/tests/__init__.py", b""),
            (
                "p:p/tests/helper.py",
                b"from . import deeper\nopen('x.csv')",
            ),
            ("p:p/tests/deeper.py", b""),
            ("p:p/tests/other.py", b""),
            ("p:p/tests/x.csv", b""),
        ],
        "
        = p/tests/__init__.py: part of tests, but `p/__init__.py` imports it
        = p/tests/deeper.py: part of tests, but `p/tests/helper.py` imports it
        = p/tests/helper.py: part of tests, but `p/__init__.py` imports it
        - p/tests/other.py: part of tests
        = p/tests/x.csv: part of tests, but `p/tests/helper.py` names it
        ",
    );
}

#[test]
fn a_module_named_in_a_literal_or_an_entry_point_stays() {
    check(
        &[
            ("app.py", b"importlib.import_module('p.tests.a')"),
            ("p:p-1.dist-info/METADATA", b"Name: p\n"),
            (
                "p:p-1.dist-info/entry_points.txt",
                b"[plug]\nx = p.tests.b:main\n",
            ),
            ("p:p/tests/a.py", b""),
            ("p:p/tests/b.py", b""),
            ("p:p/tests/c.py", b""),
        ],
        "
        = p/tests/a.py: part of tests, but `app.py` imports it
        = p/tests/b.py: part of tests, but it is an entry point
        - p/tests/c.py: part of tests
        ",
    );
}

#[test]
fn packages_of_a_layer_are_imported_from_their_folder() {
    check(
        &[
            ("p:python/p-1.dist-info/METADATA", b"Name: p\n"),
            ("p:python/p/__init__.py", b"import p.tests.a"),
            ("p:python/p/tests/a.py", b""),
            ("p:python/p/tests/b.py", b""),
        ],
        "
        = python/p/tests/a.py: part of tests, but `python/p/__init__.py` imports it
        - python/p/tests/b.py: part of tests
        ",
    );
}

#[test]
fn code_that_walks_its_package_finds_its_tests_unless_it_knows_them() {
    let files = |source| {
        [
            ("p:p/find.py", source),
            ("p:p/tests/a.py", b"" as &[u8]),
            ("q:q/tests/a.py", b""),
        ]
    };
    check(
        &files(b"for m in pkgutil.walk_packages(p.__path__): load(m)"),
        "
        = p/tests/a.py: part of tests, but `p/find.py` imports what it finds
        - q/tests/a.py: part of tests
        ",
    );
    check(
        &files(b"for m in pkgutil.walk_packages(p.__path__): m == 'tests' or load(m)"),
        "
        - p/tests/a.py: part of tests
        - q/tests/a.py: part of tests
        ",
    );
}

#[test]
fn a_folder_of_data_is_no_folder_of_tests() {
    check(&[("app.py", b""), ("data/test/a.csv", b"")], "");
}

#[test]
fn the_handler_stays_wherever_it_lies() {
    let mut context = context();
    context.handler = "tests/app.handler".to_owned();
    check_with(
        &context,
        &[("tests/app.py", b""), ("tests/b.py", b"")],
        "
        = tests/app.py: part of tests, but it holds the handler
        - tests/b.py: part of tests
        ",
    );
}

#[test]
fn what_a_run_used_and_what_the_user_wants_stays() {
    let mut context = context();
    context
        .evidence
        .touched
        .insert("p/tests/a.txt".parse_path());
    context.evidence.modules.insert("p.tests.b".to_owned());
    context.choices.keep.push("p/**/c.*".to_owned());
    check_with(
        &context,
        &[
            ("p:p/tests/a.txt", b""),
            ("p:p/tests/b.py", b"from p.tests import d"),
            ("p:p/tests/c.txt", b""),
            ("p:p/tests/d.py", b""),
            ("p:p/tests/e.txt", b""),
        ],
        "
        = p/tests/a.txt: part of tests, but a run used it
        = p/tests/b.py: part of tests, but a run used it
        = p/tests/c.txt: part of tests, but `p/**/c.*` is to be kept
        = p/tests/d.py: part of tests, but `p/tests/b.py` imports it
        - p/tests/e.txt: part of tests
        ",
    );
}

#[test]
fn what_the_user_drops_goes() {
    let mut context = context();
    context.choices.drop.push("big".to_owned());
    check_with(
        &context,
        &[("app.py", b"import big.a"), ("big/a.py", b"")],
        "- big/a.py: `big` is to be dropped",
    );
}

#[test]
fn documents_go_unless_their_package_reads_them() {
    check(
        &[
            ("docs/a.md", b""),
            ("p:p-1.dist-info/licenses/docs/README.md", b""),
            ("p:p/__init__.py", b"os.path.join(here, 'examples')"),
            ("p:p/README.md", b""),
            ("p:p/docs/a.rst", b""),
            ("p:p/examples/a.rst", b""),
            ("p:share/man/man1/p.1", b""),
        ],
        "
        - p/README.md: documentation
        - p/docs/a.rst: documentation or an example
        = p/examples/a.rst: documentation or an example, but `p/__init__.py` names it
        - share/man/man1/p.1: a manual page
        ",
    );
}

#[test]
fn native_sources_go_unless_something_compiles() {
    let files = [
        ("p:p/__init__.py", b"open(here + '/embed.c')" as &[u8]),
        ("p:p/a.pyx", b""),
        ("p:p/embed.c", b""),
        ("p:p/include/a.h", b""),
        ("p:p/liba.a", b""),
        ("own.c", b""),
    ];
    check(
        &files,
        "
        - p/a.pyx: source of compiled code
        = p/embed.c: source of compiled code, but `p/__init__.py` names it
        - p/include/a.h: a header for compilers
        - p/liba.a: a library for linkers
        ",
    );
    let with_compiler: Vec<_> = files
        .into_iter()
        .chain([("torch:torch/a.py", b"" as &[u8])])
        .collect();
    let why = "but `torch` compiles at run time";
    check(
        &with_compiler,
        &format!(
            "
            = p/a.pyx: source of compiled code, {why}
            = p/embed.c: source of compiled code, {why}
            = p/include/a.h: a header for compilers, {why}
            = p/liba.a: a library for linkers, {why}
            "
        ),
    );
}

#[test]
fn stubs_go_unless_their_package_reads_them() {
    check(
        &[
            ("p:p/a.pyi", b""),
            ("p:p/py.typed", b""),
            ("q:q/__init__.py", b"lazy.attach_stub(__name__, __file__)"),
            ("q:q/__init__.pyi", b""),
        ],
        "
        - p/a.pyi: types for checkers
        - p/py.typed: types for checkers
        = q/__init__.pyi: types for checkers, but its package reads them
        ",
    );
}

#[test]
fn bytecode_that_is_never_loaded_goes() {
    let ours = b"\xcb\x0d\x0d\x0a";
    check(
        &[
            ("p:p/__pycache__/a.cpython-311.pyc", b""),
            ("p:p/__pycache__/a.cpython-312.opt-1.pyc", ours),
            ("p:p/__pycache__/a.cpython-312.pyc", ours),
            ("p:p/__pycache__/gone.cpython-312.pyc", ours),
            ("p:p/a.py", b""),
            ("p:p/a.pyc", ours),
            ("p:p/b.pyc", ours),
            ("p:p/c.pyc", b"\xa7\x0d"),
        ],
        "
        - p/__pycache__/a.cpython-311.pyc: bytecode of another Python (cpython-311)
        - p/__pycache__/a.cpython-312.opt-1.pyc: bytecode for an optimising interpreter
        - p/__pycache__/gone.cpython-312.pyc: bytecode whose source is gone, which is never loaded
        - p/a.pyc: bytecode behind its source, which is never loaded
        = p/c.pyc: bytecode of another Python, but it has no source
        ",
    );
}

#[test]
fn binaries_for_other_targets_go() {
    let elf = |machine: u8| {
        let mut start = b"\x7fELF\x02\x01".to_vec();
        start.resize(20, 0);
        start[18] = machine;
        start
    };
    check(
        &[
            ("p:p/a.cpython-39-x86_64-linux-gnu.so", &elf(62)),
            ("p:p/b.abi3.so", &elf(62)),
            ("p:p/arm/libc.so", &elf(183)),
            ("p:p/d.dll", b"MZ"),
            ("p:p/launcher.exe", b"MZ"),
            ("p:p/libe.dylib", b"\xcf\xfa\xed\xfe"),
            ("p:p/script.so", b"GROUP ( libc.so.6 )"),
            ("download/setup.exe", b"MZ"),
        ],
        "
        - p/a.cpython-39-x86_64-linux-gnu.so: for CPython 39
        - p/arm/libc.so: for another processor
        - p/d.dll: for Windows
        - p/launcher.exe: for Windows
        - p/libe.dylib: for macOS
        ",
    );
}

#[test]
fn extension_modules_for_tests_go_unless_a_source_names_them() {
    check(
        &[
            ("p:p/__init__.py", b"from . import _test_used"),
            ("p:p/_contest.so", b""),
            ("p:p/_simd.abi3.so", b""),
            ("p:p/_test_used.abi3.so", b""),
            ("p:p/_umath_tests.abi3.so", b""),
        ],
        "
        = p/_test_used.abi3.so: an extension module for tests, but a remaining source names it
        - p/_umath_tests.abi3.so: an extension module for tests
        ",
    );
}

#[test]
fn console_scripts_go_unless_code_runs_them() {
    check(
        &[
            ("app.py", b"subprocess.run(['used'])"),
            ("bin/own", b"#!/usr/bin/python"),
            ("p:bin/p", b"#!/usr/bin/python"),
            ("p:bin/used", b"#!/usr/bin/python"),
            ("p:bin/program", b"\x7fELF"),
        ],
        "
        - bin/p: a console script
        = bin/used: a console script, but `app.py` names it
        ",
    );
}

#[test]
fn installers_go_unless_something_imports_them() {
    check(
        &[
            ("pip:pip/__init__.py", b"import setuptools"),
            ("setuptools:pkg_resources/__init__.py", b""),
            (
                "p:p.py",
                b"__import__('pkg_resources').declare_namespace(__name__)",
            ),
        ],
        "
        - pip/__init__.py: an installer that nothing imports
        `setuptools` stays: `p.py` imports it
        ",
    );
}

#[test]
fn what_the_runtime_provides_goes_when_asked_for() {
    let files: &[(&str, &[u8])] = &[
        (
            "boto3:boto3-1.dist-info/METADATA",
            b"Name: boto3\nRequires-Dist: botocore\n",
        ),
        (
            "botocore:botocore-1.dist-info/METADATA",
            b"Name: botocore\nRequires-Dist: urllib3\nRequires-Dist: python-dateutil\n",
        ),
        (
            "python-dateutil:dateutil-1.dist-info/METADATA",
            b"Name: python-dateutil\nRequires-Dist: six\n",
        ),
        (
            "requests:requests-1.dist-info/METADATA",
            b"Name: requests\nRequires-Dist: urllib3<3\n",
        ),
        ("six:six.py", b""),
        ("urllib3:urllib3/__init__.py", b""),
    ];
    let mut context = context();
    context.choices.drop_runtime_packages = true;
    check_with(
        &context,
        files,
        "
        - boto3-1.dist-info/METADATA: the runtime provides it
        - botocore-1.dist-info/METADATA: the runtime provides it
        - dateutil-1.dist-info/METADATA: the runtime provides it
        - six.py: the runtime provides it
        `urllib3` stays: another package needs its version
        ",
    );
}

mod service_models {
    use super::*;

    fn with(sources: &[(&'static str, &'static [u8])]) -> Vec<(&'static str, &'static [u8])> {
        let models: [(&str, &[u8]); 6] = [
            ("boto3:boto3/data/ec2/1/resources-1.json", b""),
            ("botocore:botocore/data/endpoints.json", b""),
            ("botocore:botocore/data/ec2/1/service-2.json.gz", b""),
            ("botocore:botocore/data/s3/1/service-2.json.gz", b""),
            ("botocore:botocore/data/sqs/1/service-2.json.gz", b""),
            ("botocore:botocore/data/sts/1/service-2.json.gz", b""),
        ];
        sources.iter().copied().chain(models).collect()
    }

    #[test]
    fn those_without_a_client_go() {
        check(
            &with(&[
                ("app.py", b"s3 = boto3.client('s3')"),
                ("p:p.py", b"Session().resource(service_name='sqs')"),
                ("botocore:botocore/session.py", b"self.create_client(name)"),
            ]),
            "
            - boto3/data/ec2/1/resources-1.json: no client of `ec2` is made
            - botocore/data/ec2/1/service-2.json.gz: no client of `ec2` is made
            ",
        );
    }

    #[test]
    fn one_computed_client_keeps_all() {
        let check_kept = |sources: &[(&'static str, &'static [u8])], why: &str| {
            check(
                &with(sources),
                &format!("models of all AWS services stay: {why}"),
            );
        };
        let computed = "computes which one it uses";
        check_kept(
            &[("app.py", b"boto3.client('s3')\nboto3.client(name)")],
            &format!("`app.py` {computed}"),
        );
        check_kept(
            &[
                ("app.py", b"boto3.client('s3')"),
                ("p:p.py", b"import boto3\nx.client(y)"),
            ],
            &format!("`p.py` {computed}"),
        );
        check_kept(&[("app.py", b"")], "no call that makes a client was found");
        check_kept(
            &[("app.py", b"boto3.client('s3'); s.get_available_services()")],
            "`app.py` calls `get_available_services`",
        );
        check_kept(
            &[("app.py", b"boto3.client('s3')"), ("own.pyc", b"")],
            "`own.pyc` has no source",
        );
    }
}

#[test]
fn resources_of_a_package_that_is_imported_stay() {
    check(
        &[
            (
                "app.py",
                b"from p.tests import data\nfiles('q.testing.texts').iterdir()",
            ),
            ("p:p/tests/__init__.py", b""),
            ("p:p/tests/a.py", b""),
            ("p:p/tests/a.txt", b""),
            ("p:p/tests/data/__init__.py", b""),
            ("p:p/tests/data/b.txt", b""),
            ("q:q/testing/a.py", b""),
            ("q:q/testing/texts/c.txt", b""),
        ],
        "
        = p/tests/__init__.py: part of tests, but `app.py` imports it
        - p/tests/a.py: part of tests
        - p/tests/a.txt: part of tests
        = p/tests/data/__init__.py: part of tests, but `app.py` imports it
        = p/tests/data/b.txt: part of tests, but its folder is imported, and holds nothing else
        - q/testing/a.py: part of tests
        = q/testing/texts/c.txt: part of tests, but `app.py` names it
        ",
    );
}

#[test]
fn what_a_remaining_link_leads_to_stays() {
    let mut package = package(&[("p:p/README.md", b""), ("p:p/CHANGES.md", b"")]);
    let entry = Entry {
        content: Content::Link("p/README.md".parse_path()),
        executable: false,
        distribution: None,
    };
    package.insert("about".parse_path(), entry);
    apply(&mut package, &context()).unwrap();
    let left: Vec<&str> = package.entries().map(|(path, _)| path.as_str()).collect();
    assert_eq!(left, ["about", "p/README.md"]);
}

#[test]
fn a_library_that_is_there_twice_is_said() {
    let library = vec![0; 200_000];
    check(
        &[
            ("p:p.libs/libz-12ab.so.1", &library),
            ("q:q.libs/libz-12ab.so.1", &library),
        ],
        "`q.libs/libz-12ab.so.1` (200 kB) is the same library as `p.libs/libz-12ab.so.1`",
    );
}

#[test]
fn groups_are_put_back_together() {
    let files: &[(&str, &[u8])] = &[
        ("p:p/tests/a.py", b"12"),
        ("p:p/tests/b.py", b"3"),
        ("p:p/a.pyi", b"4"),
        ("tests/c.py", b""),
    ];
    let mut context = context();
    let groups = groups(&package(files), &context).unwrap();
    let shown: Vec<_> = groups
        .iter()
        .map(|group| (group.name.as_str(), group.bytes))
        .collect();
    assert_eq!(
        shown,
        [("p: tests", 3), ("p: stubs", 1), ("the function: tests", 0)]
    );
    let paths = groups[0].paths.iter().map(PackagePath::to_string);
    context.choices.keep.extend(paths);
    let left = super::groups(&package(files), &context).unwrap();
    assert_eq!(left.len(), 2);
}

proptest! {
    // A case takes milliseconds without optimisation.
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Sources of all kinds import, name and walk; a second pruning finds nothing that the first
    /// one missed, and nothing that was touched goes.
    #[test]
    fn pruning_is_done_at_once_and_never_takes_what_was_touched(
        files in proptest::collection::btree_map(
            "([pq]:[pq]/)?((tests|docs|a)/){0,2}(__init__|conftest|a|b)[.](py|pyi|so|txt|c)",
            "(import [pq]([.](tests|a)){0,2}\n|from [.]{0,2}(tests|a)? import [*ab]\n|open\\('tests/a.txt'\\)\n|x.walk_packages\\(\\)\n){0,3}",
            1..12,
        ),
        touched: proptest::sample::Index,
    ) {
        let list: Vec<(&str, &[u8])> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        let mut package = package(&list);
        let mut context = context();
        let paths: Vec<PackagePath> = package.entries().map(|(path, _)| path.clone()).collect();
        let touched = touched.get(&paths).clone();
        context.evidence.touched.insert(touched.clone());
        apply(&mut package, &context).unwrap();
        prop_assert!(package.get(&touched).is_some());
        prop_assert_eq!(groups(&package, &context).unwrap(), []);
    }
}
