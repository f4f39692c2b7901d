use std::path::Path;

use tempfile::TempDir;
use warmfront_testkit::python::{self, Interpreter};

use super::*;
use crate::pass::bytecode;
use crate::pass::sample::{context, package, path, write};

/// A handler's module that looks at everything that settings change.
const APP: &str = r#"'''Text of the module.'''
from __future__ import annotations
import gc, os, re
from lib import sub
threshold = gc.get_threshold()[0], gc.isenabled()
pool = os.environ.get("OPENBLAS_NUM_THREADS"), os.environ.get("SET_BEFORE")
words = [re.compile(r"(?P<a>x+)|[à-ü]\d{2,}", re.I), re.compile(rb"\xff[^\x00-\x20]", re.S)]
count: int = 1

def f(event, context=None):
    '''Text of f.'''
    raise ValueError(count)

if os.environ.get("FAILS"):
    raise KeyError("at the start")
"#;

/// Loads the module and says what is there; with settings, a pattern that is known is not parsed.
const LOOK: &str = r#"
import gc, importlib, inspect, os, pkgutil, re, sys, traceback
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
os.environ["SET_BEFORE"] = "own"
parser = re._parser if sys.version_info >= (3, 11) else re.sre_parse
parse, parsed, before = parser.parse, [], gc.get_threshold()
compiled, loader = [], importlib.machinery.SourceFileLoader
compile_source = loader.source_to_code
loader.source_to_code = lambda *args, **kw: compiled.append(1) or compile_source(*args, **kw)
parser.parse = lambda *args: parsed.append(args[0]) or parse(*args)
try:
    app = importlib.import_module(sys.argv[2])
except KeyError:
    print(traceback.format_exc())
    app = None
assert gc.get_threshold() == before and gc.isenabled()
if app:
    print(app.__doc__, app.f.__doc__, sorted(vars(app)), inspect.getsource(app.f))
    try:
        app.f(1)
    except ValueError:
        print(traceback.format_exc())
    lib, n_compiled = sys.modules["lib"], len(compiled)
    for module in lib, app.sub:
        print(module.__file__, module.__cached__, module.__spec__.submodule_search_locations)
        print(type(module.__loader__), module.__loader__.get_source(module.__name__), vars(module).keys())
        print(inspect.getsource(module.g), module.g.__code__.co_filename, module.__doc__)
        print(module.__loader__.get_code(module.__name__).co_consts[0], sorted(vars(module.__loader__)))
    print([info.name for info in pkgutil.iter_modules(lib.__path__)], type(pkgutil.get_importer(lib.__path__[0])))
    print(importlib.import_module("lib.other").__name__)
    parser.parse = parse
    re.purge()
    again = [re.compile(word.pattern, word.flags & ~re.U) for word in app.words]
    print(again == app.words, [word.groupindex for word in app.words])
    print("|", app.threshold, app.pool, len([p for p in parsed if p in [w.pattern for w in again]]), n_compiled)
    print("not frozen" if any(o is vars(app) for o in gc.get_objects()) else "frozen")
"#;

/// Runs [`LOOK`] on a package. Returns what must not change, and what does.
fn run(
    interpreter: &Interpreter,
    package: &Package,
    folder: &Path,
    fails: &str,
) -> (String, String) {
    let task = folder.join("task");
    write(package, &task);
    let mut command = interpreter.command();
    command.args(["-X", "utf8", "-c", LOOK]).arg(&task);
    let output = command.arg("pkg.app").env("FAILS", fails).output().unwrap();
    assert!(output.status.success(), "{interpreter}: {output:?}");
    fs_err::remove_dir_all(task).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (same, other) = said.split_once("| ").unwrap_or((&said, ""));
    (same.to_owned(), other.to_owned())
}

/// Has the recorder watch an import as an engine does.
const RECORD: &str = r#"
import importlib, os, sys
sys.path[:0] = sys.argv[1:3]
import warmfront_startup_recorder
bootstrap = {"_get_handler": importlib.import_module}
place = os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT)
warmfront_startup_recorder.start(bootstrap, place, "")
bootstrap["_get_handler"]("pkg.app")
"#;

fn record(interpreter: &Interpreter, package: &Package, folder: &Path, place: &Path) {
    let task = folder.join("task");
    write(package, &task);
    let agents = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let mut command = interpreter.command();
    command.args(["-X", "utf8", "-B", "-c", RECORD]).arg(&task);
    command.arg(agents).arg(place).env("FAILS", "");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{interpreter}: {output:?}");
    fs_err::remove_dir_all(task).unwrap();
}

#[test]
fn settings_show_in_nothing_but_what_they_set() {
    for interpreter in python::interpreters() {
        let folder = TempDir::new().unwrap();
        let mut context = context(interpreter.version, folder.path());
        context.interpreter = Some(interpreter.program.clone());
        context.handler = "pkg/app.f".to_owned();
        let original = package(&[
            ("pkg/__init__.py", b""),
            ("pkg/app.py", APP.as_bytes()),
            ("numpy.libs/libopenblas.so", b""),
            ("lib/__init__.py", b"'Text.'\ndef g(): pass\n"),
            ("lib/sub.py", b"'Text of sub.'\ndef g(): return 1\n"),
            ("lib/other.py", b""),
        ]);
        let before = run(&interpreter, &original, folder.path(), "");
        let (_, without) = before.1.split_once(' ').unwrap();
        assert_eq!(without, "True) (None, 'own') 2 4\nnot frozen\n");
        let place = folder.path().join("patterns.json");
        record(&interpreter, &original, folder.path(), &place);
        let patterns = Patterns::read(&fs_err::read(&place).unwrap()).unwrap();
        assert_eq!(patterns.n_patterns(), 2, "{interpreter}");

        let mut chosen = settings(&original, &context);
        chosen.push(Setting::patterns(patterns));
        let mut built = original.clone();
        (bytecode::PASS.apply)(&mut built, &context).unwrap();
        for name in ["lib", "lib.sub", "pkg", "pkg.app", "re", "gone"] {
            context.evidence.modules.insert(name.to_owned());
        }
        chosen.extend(bundle(&built, &context).unwrap());
        let applied = apply(&mut built, &context, &chosen).unwrap();
        assert_eq!(applied.notes, Vec::<String>::new());
        assert_eq!(
            built.get(&modules::bytecode_path(&path("lib/sub.py"), context.python)),
            None
        );
        let after = run(&interpreter, &built, folder.path(), "");
        assert_eq!(after.0, before.0, "{interpreter}");
        assert_eq!(
            after.1, "(100000, True) ('1', 'own') 0 0\nfrozen\n",
            "{interpreter}"
        );
        // What fails leaves the interpreter as it was, which the script asserts.
        let (failing, _) = run(&interpreter, &built, folder.path(), "1");
        let line = "/pkg/app.py\", line 15, in <module>\n";
        let (_, end) = failing
            .split_once(line)
            .unwrap_or_else(|| panic!("{failing}"));
        assert!(end.contains("KeyError: 'at the start'") && !end.contains("startup"));
    }
}

#[test]
fn what_is_proposed_depends_on_what_is_there() {
    let folder = TempDir::new().unwrap();
    let context = context("3.13".parse().unwrap(), folder.path());
    let names = |files: &[(&str, &[u8])]| -> Vec<&str> {
        let proposed = settings(&package(files), &context);
        proposed.iter().map(|setting| setting.name).collect()
    };
    assert_eq!(names(&[]), ["gc"]);
    assert_eq!(
        names(&[("numpy.libs/libscipy_openblas64_-1.so", b"")]),
        ["gc", "threads"]
    );
    let plugins = "pydantic/plugin/_loader.py";
    assert_eq!(names(&[(plugins, b"")]), ["gc", "pydantic-plugins"]);
    let with_plugin = [
        (plugins, &b""[..]),
        (
            "logfire-1.0.dist-info/entry_points.txt",
            b"[pydantic]\na = b:c\n",
        ),
    ];
    assert_eq!(names(&with_plugin), ["gc"]);
}

#[test]
fn a_handler_without_a_module_is_said() {
    let folder = TempDir::new().unwrap();
    let mut context = context("3.13".parse().unwrap(), folder.path());
    for handler in ["app", "gone.handler", "native.handler", "../x.handler", ""] {
        handler.clone_into(&mut context.handler);
        let mut package = package(&[("native.cpython-313.so", b""), ("x.py", b"")]);
        let applied = apply(&mut package, &context, &[]).unwrap();
        assert!(applied.notes[0].contains("names none"), "{handler}");
        assert_eq!(package.changes().count(), 0);
    }
}

#[test]
fn literals_cannot_become_code() {
    assert_eq!(
        module::text("a\"b\\\n\u{e9}"),
        r#""a\"b\\\U0000000a\U000000e9""#
    );
    let hostile = br#"{"python": [3, 13, 1, 4], "patterns": [{"kind": "bytes", "pattern": "\");x",
        "flags": 0, "all_flags": 0, "code": [1], "groups": 0, "names": {"\"": 1},
        "indices": [null, "\n"]}]}"#;
    let patterns = Patterns::read(hostile).unwrap();
    insta::assert_snapshot!(patterns.source());
    assert!(Patterns::read(b"{}").is_err());
}
