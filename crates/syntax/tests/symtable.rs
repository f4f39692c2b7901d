//! Scopes are compared with those that the interpreter itself finds, in its standard library.

use std::collections::{BTreeMap, BTreeSet};

use warmfront_syntax::line::Lines;
use warmfront_syntax::parse;
use warmfront_syntax::scope::{BindingKind, ScopeId, ScopeKind, Scopes};
use warmfront_testkit::python;

/// Prints, for modules of the standard library, the globals that each function reads.
const ASK: &str = r#"
import glob, os, symtable, sys
folder = os.path.dirname(os.__file__)
UNNAMED = {"lambda", "genexpr", "listcomp", "setcomp", "dictcomp"}
def walk(table, line=None):
    if table.get_type() == "function":
        if table.get_name() == "top":  # Which old versions take for the module.
            return
        if table.get_name() not in UNNAMED:
            line = table.get_lineno()
        names = [each.get_name() for each in table.get_symbols() if each.is_referenced() and each.is_global()]
        if line is not None:
            print("scope", line, " ".join(names))
    for each in table.get_children():
        walk(each, None if each.get_type() == "class" else line)
paths = sorted(glob.glob(folder + "/*.py") + glob.glob(folder + "/asyncio/*.py"))
for path in paths[::3]:
    with open(path, encoding="utf-8") as file:
        table = symtable.symtable(file.read(), path, "exec")
    print("file", path)
    walk(table)
"#;

type Reads = BTreeMap<u32, BTreeSet<String>>;

#[test]
fn functions_read_the_globals_that_cpython_says() {
    let told = python::newest().run(ASK).unwrap();
    let mut files = 0;
    for part in told.split("\nfile ") {
        let mut lines = part.lines();
        let path = lines.next().unwrap().trim_start_matches("file ");
        let theirs = lines.map(|line| {
            let mut words = line.split(' ').skip(1).map(str::to_owned);
            let line: u32 = words.next().unwrap().parse().unwrap();
            (line, words.filter(|word| is_comparable(word)).collect())
        });
        let source = std::fs::read_to_string(path).unwrap();
        let ours = reads(&source);
        for (line, names) in merged(theirs) {
            let found = ours.get(&line).cloned().unwrap_or_default();
            assert_eq!(found, names, "{path}:{line}");
        }
        files += 1;
    }
    assert!(files > 50, "{files}");
}

/// Names that the interpreter has mangled, or that it always knows, are told in other words.
fn is_comparable(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('_')
}

fn merged(scopes: impl Iterator<Item = (u32, BTreeSet<String>)>) -> Reads {
    let mut reads = Reads::new();
    for (line, names) in scopes {
        reads.entry(line).or_default().extend(names);
    }
    reads
}

/// Returns the globals that each function reads, by its line.
fn reads(source: &str) -> Reads {
    let lines = Lines::of(source);
    let read = parse::module(source, |suite, _| {
        let scopes = Scopes::of(suite);
        let mut globals = Reads::new();
        for reference in scopes.references() {
            // Of what has no name, the line differs from version to version.
            let named = scopes
                .around(reference.scope)
                .find_map(|id| match scopes.scope(id).kind {
                    ScopeKind::Function(function) => Some(Some(function.name.range.start())),
                    ScopeKind::Module | ScopeKind::Class(_) => Some(None),
                    _ => None,
                });
            let Some(start) = named.flatten() else {
                continue;
            };
            let home = scopes.lookup(reference.name, reference.scope);
            let is_augmented = scopes
                .bindings()
                .iter()
                .any(|each| each.kind == BindingKind::Augmented && each.range == reference.range);
            let is_global = home.is_none_or(|home| home == ScopeId::MODULE);
            if is_global && !is_augmented && is_comparable(reference.name) {
                let found = globals.entry(lines.position(start).line).or_default();
                found.insert(reference.name.to_owned());
            }
        }
        globals
    });
    read.expect("the standard library nests little")
}
