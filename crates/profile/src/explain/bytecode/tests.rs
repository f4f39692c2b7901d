use std::path::PathBuf;

use tempfile::TempDir;
use warmfront_testkit::python;

use super::*;

/// Compiles a module in one way, and prints what the agent would tell of it: version, magic number,
/// and where the bytecode is.
const COMPILE: &str = r"
import importlib.util, platform, py_compile, sys
path, mode = sys.argv[1:]
mode = py_compile.PycInvalidationMode[mode]
cached = py_compile.compile(path, doraise=True, invalidation_mode=mode)
print(platform.python_version(), importlib.util.MAGIC_NUMBER.hex(), cached)
";

/// Prints whether the interpreter itself takes the bytecode of a module.
const IS_USED: &str = r#"
import importlib.machinery, sys
loader = importlib.machinery.SourceFileLoader("module", sys.argv[1])
compiled = []
loader.source_to_code = lambda *ignored, **also: compiled.append(1) or compile("", "", "exec")
loader.get_code("module")
print(not compiled)
"#;

/// A module on disk.
struct OnDisk {
    _folder: TempDir,
    source: PathBuf,
    cached: PathBuf,
    files: Files,
}

fn compiled(interpreter: &python::Interpreter, mode: &str) -> OnDisk {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("module.py");
    fs::write(&source, "x = 1\n").unwrap();
    let mut command = interpreter.command();
    let output = command
        .args(["-c", COMPILE])
        .arg(&source)
        .arg(mode)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let mut words = told.trim().splitn(3, ' ').map(str::to_owned);
    let mut next = || words.next().unwrap();
    let facts = Facts {
        python: next(),
        magic: next(),
        ..Facts::default()
    };
    OnDisk {
        _folder: folder,
        source,
        cached: next().into(),
        files: Files::new(&facts),
    }
}

impl OnDisk {
    fn read(&mut self) -> Read {
        let traits = Traits {
            loader: "SourceFileLoader".to_owned(),
            cached: self.cached.to_str().map(str::to_owned),
        };
        self.files.state(self.source.to_str(), &traits, &[])
    }

    /// Checks the state, and that the interpreter agrees.
    #[track_caller]
    fn check(&mut self, interpreter: &python::Interpreter, expect: Bytecode) {
        assert_eq!(self.read().bytecode, expect, "{interpreter}");
        let mut command = interpreter.command();
        let output = command
            .args(["-c", IS_USED])
            .arg(&self.source)
            .output()
            .unwrap();
        let is_used = matches!(expect, Bytecode::Valid | Bytecode::Unchecked);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            told.trim() == "True",
            is_used,
            "{interpreter}: {told} {expect:?}"
        );
    }

    fn change_source(&self) {
        fs::write(&self.source, "x = 22\n").unwrap();
    }

    fn change_header(&self, at: usize) {
        let mut bytes = fs::read(&self.cached).unwrap();
        bytes[at] ^= 4;
        fs::write(&self.cached, bytes).unwrap();
    }
}

#[test]
fn dated_bytecode_is_judged_as_interpreters_do() {
    for interpreter in python::interpreters() {
        let on_disk = || compiled(&interpreter, "TIMESTAMP");
        on_disk().check(&interpreter, Bytecode::Valid);
        let mut changed = on_disk();
        changed.change_source();
        changed.check(&interpreter, Bytecode::Stale);
        for at in [0, 4, 8, 12] {
            let mut changed = on_disk();
            changed.change_header(at);
            changed.check(&interpreter, Bytecode::Stale);
        }
        let mut short = on_disk();
        fs::write(&short.cached, b"short").unwrap();
        short.check(&interpreter, Bytecode::Stale);
        let mut absent = on_disk();
        fs::remove_file(&absent.cached).unwrap();
        absent.check(&interpreter, Bytecode::Absent);
    }
}

#[test]
fn hashed_bytecode_is_judged_as_interpreters_do() {
    for interpreter in python::interpreters() {
        compiled(&interpreter, "CHECKED_HASH").check(&interpreter, Bytecode::Valid);
        let mut changed = compiled(&interpreter, "CHECKED_HASH");
        changed.change_source();
        changed.check(&interpreter, Bytecode::Stale);
        let mut unchecked = compiled(&interpreter, "UNCHECKED_HASH");
        unchecked.change_source();
        unchecked.check(&interpreter, Bytecode::Unchecked);
        unchecked.change_header(0);
        unchecked.check(&interpreter, Bytecode::Stale);
    }
}

#[test]
fn bytes_are_those_of_the_files_that_were_read() {
    let interpreter = &python::interpreters()[0];
    let (source, changed) = (6, 7);
    let mut dated = compiled(interpreter, "TIMESTAMP");
    let size = fs::metadata(&dated.cached).unwrap().len();
    assert_eq!(dated.read().bytes, size);
    dated.change_source();
    assert_eq!(dated.read().bytes, size + changed);
    fs::remove_file(&dated.cached).unwrap();
    assert_eq!(dated.read().bytes, changed);
    assert_eq!(
        compiled(interpreter, "CHECKED_HASH").read().bytes,
        size + source
    );
    assert_eq!(compiled(interpreter, "UNCHECKED_HASH").read().bytes, size);
}

#[test]
fn what_has_no_bytecode_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("native.so"), [0; 100]).unwrap();
    fs::write(path("library.so"), [0; 30]).unwrap();
    fs::write(path("alone.pyc"), [0; 20]).unwrap();
    let mut files = Files::new(&Facts::default());
    let mut state = |path: Option<&str>, libraries: &[String]| {
        let read = files.state(path, &Traits::default(), libraries);
        (read.bytecode, read.bytes)
    };
    let libraries = [path("native.so"), path("library.so"), path("missing.so")];
    assert_eq!(
        state(Some(&path("native.so")), &libraries),
        (Bytecode::None, 130)
    );
    assert_eq!(
        state(Some(&path("alone.pyc")), &[]),
        (Bytecode::Unchecked, 20)
    );
    assert_eq!(
        state(Some(&path("x.zip/module.py")), &[]),
        (Bytecode::None, 0)
    );
    assert_eq!(state(folder.path().to_str(), &[]), (Bytecode::None, 0));
    assert_eq!(state(None, &[]), (Bytecode::None, 0));
}

#[test]
fn what_is_not_named_as_bytecode_is_not_opened() {
    let interpreter = &python::interpreters()[0];
    let mut on_disk = compiled(interpreter, "UNCHECKED_HASH");
    let renamed = on_disk.cached.with_extension("txt");
    fs::rename(&on_disk.cached, &renamed).unwrap();
    on_disk.cached = renamed;
    assert_eq!(on_disk.read().bytecode, Bytecode::Absent);
}

#[test]
fn pipes_and_folders_are_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("module.py");
    fs::write(&source, "").unwrap();
    let pipe = folder.path().join("pipe.pyc");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    for cached in [pipe.as_path(), folder.path()] {
        let traits = Traits {
            loader: String::new(),
            cached: cached.to_str().map(str::to_owned),
        };
        let read = Files::new(&Facts::default()).state(source.to_str(), &traits, &[]);
        assert_eq!(read.bytecode, Bytecode::Absent);
    }
}
