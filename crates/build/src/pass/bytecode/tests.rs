use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use warmfront_model::function::PythonVersion;
use warmfront_testkit::python::{self, Interpreter};

use super::*;
use crate::package::ChangeKind;
use crate::pass::sample::{context, entry, package, path, write};

/// Says everything about modules that a program could see, and forbids all compiling but one.
const LOOK: &str = r#"
import importlib, inspect, linecache, pickle, sys, traceback
root, bytecode = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, root)
if bytecode == "valid":
    compile_source = importlib.machinery.SourceFileLoader.source_to_code
    def source_to_code(self, data, path, **options):
        assert path.endswith("old.py"), path
        return compile_source(self, data, path, **options)
    importlib.machinery.SourceFileLoader.source_to_code = source_to_code
for name in ["app", "pkg", "space.inner.mod", "foo-bar", "caf\u00e9", "pkg.__main__", "linked"]:
    module = importlib.import_module(name)
    print(name, repr(module.__doc__), module.__file__, module.__cached__)
    print(type(module.__loader__), module.__spec__.origin, sorted(vars(module)))
    function = module.f
    print(inspect.getsource(function), function.__doc__, function.__code__.co_filename)
    print(inspect.getsourcefile(function), pickle.loads(pickle.dumps(function)) is function)
    try:
        function(0)
    except Exception:
        text = traceback.format_exc().split("\n", 3)[-1]
        print(text)
try:
    import old
except SyntaxError as error:
    print("old", error.msg, error.lineno)
"#;

const F: &str = "def f(a):\n    'Text of f.'\n    assert a, 'none given'\n";

fn modules_of_all_kinds() -> Package {
    let with_text = format!("'''Text.'''\n{F}");
    let with_bom = format!("\u{feff}'''Text.'''\n{F}");
    let mut latin = b"# coding: latin-1\n'''Caf\xe9.'''\n".to_vec();
    latin.extend_from_slice(F.as_bytes());
    let mut package = package(&[
        ("app.py", with_text.as_bytes()),
        ("pkg/__init__.py", with_bom.as_bytes()),
        ("pkg/__main__.py", F.as_bytes()),
        ("space/inner/mod.py", F.as_bytes()),
        ("foo-bar.py", F.as_bytes()),
        ("café.py", &latin),
        ("old.py", b"print 'of Python 2'\n"),
        ("pkg/templates/{{name}}.py", b"{{ body }} {%"),
        ("pkg/templates/v1.0/setup.py", b"x = 1\n"),
        ("data.txt", b"x"),
    ]);
    package.insert(path("linked.py"), entry(Content::Link(path("app.py"))));
    package
}

/// Runs [`LOOK`] on a package and returns what it printed.
fn look(interpreter: &Interpreter, package: &Package, folder: &Path, bytecode: &str) -> String {
    let task = folder.join("task");
    write(package, &task);
    let mut command = interpreter.command();
    command
        .args(["-X", "utf8", "-c", LOOK])
        .arg(&task)
        .arg(bytecode);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{interpreter}: {output:?}");
    fs_err::remove_dir_all(task).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bytecode_is_all_that_is_loaded_and_nothing_else_changes() {
    for interpreter in python::interpreters() {
        let folder = TempDir::new().unwrap();
        let mut package = modules_of_all_kinds();
        let before = look(&interpreter, &package, folder.path(), "none");
        let mut context = context(interpreter.version, folder.path());
        context.interpreter = Some(interpreter.program.clone());
        apply(&mut package, &context).unwrap();
        let after = look(&interpreter, &package, folder.path(), "valid");
        assert_eq!(after, before, "{interpreter}");

        let kept = |name: &str| package.changes().any(|(path, _)| path.as_str() == name);
        assert!(kept("old.py") && kept("pkg/templates/{{name}}.py"));
        let names = package.entries().map(|(path, _)| path.as_str());
        let n_bytecode = names.filter(|name| name.contains("__pycache__")).count();
        assert_eq!(n_bytecode, 7, "{interpreter}");
    }
}

#[test]
fn bytecode_is_the_same_whatever_it_is_compiled_with_and_in_what_order() {
    let mut sources: Vec<String> = (0..12)
        .map(|n| format!("{F}class C{n}:\n  def g(self): return lambda: {{None, 'a', ...}}\nC = C1 = 'C{n}.g.<locals>.<lambda>'\n"))
        .collect();
    sources.push("x = 1 in {None, 'b', 2}, 'C3.g', {'a': (1, 2.5)}".to_owned());
    for interpreter in python::interpreters() {
        let mut seen: Option<Vec<Answer>> = None;
        for reversed in [false, true] {
            let folder = TempDir::new().unwrap();
            let mut context = context(interpreter.version, folder.path());
            context.interpreter = Some(interpreter.program.clone());
            let compiler = Compiler::start(&context).unwrap().unwrap();
            let mut jobs: Vec<Job> = sources
                .iter()
                .map(|source| Job {
                    how: How::Plain,
                    deferred: Arc::default(),
                    path: "/var/task/x.py".to_owned(),
                    content: Content::Bytes(source.as_bytes().into()),
                })
                .collect();
            if reversed {
                jobs.reverse();
            }
            let mut answers = compiler.run(&jobs).unwrap();
            // From the cache this time.
            assert_eq!(compiler.run(&jobs).unwrap(), answers);
            if reversed {
                answers.reverse();
            }
            let first = seen.get_or_insert_with(|| answers.clone());
            assert_eq!(*first, answers, "{interpreter}");
        }
    }
}

#[test]
fn without_the_interpreter_only_what_would_be_stale_goes() {
    let hashed = b"\xf3\r\r\n\x01\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08N";
    let dated = b"\xf3\r\r\n\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08N";
    let mut package = package(&[
        ("a.py", b""),
        ("b.py", b""),
        ("__pycache__/a.cpython-313.pyc", hashed),
        ("__pycache__/a.cpython-313.opt-1.pyc", hashed),
        ("__pycache__/a.cpython-312.pyc", hashed),
        ("__pycache__/a.pypy39.pyc", hashed),
        ("__pycache__/b.cpython-313.pyc", dated),
        ("__pycache__/gone.cpython-313.pyc", hashed),
        ("b.pyc", dated),
        ("sourceless.pyc", dated),
        ("plugin.v2.pyc", dated),
    ]);
    let folder = TempDir::new().unwrap();
    let version = PythonVersion {
        major: 3,
        minor: 13,
    };
    let applied = apply(&mut package, &context(version, folder.path())).unwrap();
    assert!(applied.notes[0].contains("Python 3.13 is not installed here"));
    let left: Vec<&str> = package.entries().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        left,
        [
            "__pycache__/a.cpython-313.pyc",
            "a.py",
            "b.py",
            "plugin.v2.pyc",
            "sourceless.pyc",
        ]
    );
    insta::assert_snapshot!(reasons(&package));
}

fn reasons(package: &Package) -> String {
    let changes = package.changes().map(|(path, changes)| {
        let change = changes.last().unwrap();
        format!("{path}: {:?}: {}\n", change.kind, change.reason)
    });
    changes.collect()
}

#[test]
fn bytecode_that_contradicts_its_source_stays_as_python_would_have_it() {
    let interpreter = python::interpreters().pop().unwrap();
    let folder = TempDir::new().unwrap();
    let mut context = context(interpreter.version, folder.path());
    context.interpreter = Some(interpreter.program.clone());
    let mut package = package(&[("a.py", b"x = 1")]);
    apply(&mut package, &context).unwrap();
    let bytecode = modules::bytecode_path(&path("a.py"), interpreter.version);
    let built = package.get(&bytecode).unwrap().clone();

    package.insert(path("a.py"), entry(Content::Bytes(b"x = 2"[..].into())));
    apply(&mut package, &context).unwrap();
    assert_eq!(package.get(&bytecode), Some(&built));
    let (_, changes) = package
        .changes()
        .find(|(path, _)| **path == bytecode)
        .unwrap();
    assert_eq!(changes.last().unwrap().kind, ChangeKind::Kept);
}

#[test]
fn an_interpreter_that_dies_costs_one_module() {
    let folder = TempDir::new().unwrap();
    let program = folder.path().join("python");
    // Says what it is, waits for a source, and ends.
    let script = "#!/bin/sh\nprintf '\\025\\000\\000\\000cpython 3.13 of a test'; read -r line\n";
    fs_err::write(&program, script).unwrap();
    fs_err::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let version = PythonVersion {
        major: 3,
        minor: 13,
    };
    let mut context = context(version, folder.path());
    context.interpreter = Some(program);
    let mut package = package(&[("a.py", b"x = 1\n")]);
    apply(&mut package, &context).unwrap();
    insta::assert_snapshot!(reasons(&package));

    context.python = PythonVersion {
        major: 3,
        minor: 12,
    };
    let applied = apply(&mut package, &context).unwrap();
    assert!(applied.notes[0].ends_with("is not CPython 3.12"));
}
