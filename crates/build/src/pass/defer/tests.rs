use std::sync::Arc;

use tempfile::TempDir;
use warmfront_testkit::python;

use super::plan::Plan;
use crate::pass::bytecode;
use crate::pass::bytecode::modules::bytecode_path;
use crate::pass::sample::{context, package, path, write};

const APP: &str = "\
'''Text.'''
import colorsys
from fractions import Fraction, Decimal
from pkg import part

def handler(event):
    return Fraction(1, 2), colorsys.hsv_to_rgb(0, 0, 1), part.name
";

const PLAN: &str = r#"{"schema": "warmfront.defer/1", "modules": [
    {"name": "app", "path": "app.py", "edges": [
        {"id": 8, "line": 2, "column": 0, "alias": 0, "kind": "module", "target": "colorsys",
         "attribute": null, "binds": "colorsys"},
        {"id": 7, "line": 3, "column": 0, "alias": 0, "kind": "guard", "target": "fractions",
         "attribute": "Fraction", "binds": "Fraction", "uses": 1},
        {"id": 6, "line": 3, "column": 0, "alias": 1, "kind": "guard", "target": "fractions",
         "attribute": "Decimal", "binds": "Decimal", "uses": 1},
        {"id": 5, "line": 4, "column": 0, "alias": 0, "kind": "module", "target": "pkg.part",
         "attribute": null, "binds": "part"}]},
    {"name": "gone", "path": "gone.py", "edges": []}]}"#;

const LOOK: &str = "
import sys
sys.path.insert(0, sys.argv[1])
import app
print('Fraction' in vars(app), 'Decimal' in vars(app), type(app.colorsys).__name__)
print(app.handler(None), 'Fraction' in vars(app), type(app.colorsys).__name__)
";

#[test]
fn a_plan_is_carried_out_in_bytecode_and_told_of() {
    for interpreter in python::interpreters() {
        let folder = TempDir::new().unwrap();
        let mut package = package(&[
            ("app.py", APP.as_bytes()),
            ("pkg/__init__.py", b""),
            ("pkg/part.py", b"name = __name__"),
        ]);
        let mut context = context(interpreter.version, folder.path());
        context.interpreter = Some(interpreter.program.clone());
        context.deferred = Arc::new(Plan::from_json(PLAN.as_bytes()).unwrap());
        let applied = (bytecode::PASS.apply)(&mut package, &context).unwrap();
        let told = applied.deferred.iter();
        let refused: Vec<_> = told
            .filter_map(|outcome| Some((outcome.edge, outcome.refused.as_deref()?)))
            .collect();
        assert_eq!(refused, [(6, "`Decimal` is used in 0 places, not 1")]);
        let changes = package.changes().flat_map(|(_, changes)| changes);
        let reasons: Vec<&str> = changes.map(|change| &*change.reason).collect();
        let expected = "bytecode for the target; imports of `colorsys` (line 2), \
                        `fractions.Fraction` (line 3), `pkg.part` (line 4) are deferred";
        assert!(reasons.contains(&expected), "{reasons:?}");

        let bytecode = bytecode_path(&path("app.py"), interpreter.version);
        let first = package.get(&bytecode).unwrap().clone();
        let again = (bytecode::PASS.apply)(&mut package, &context).unwrap();
        assert_eq!(package.get(&bytecode), Some(&first), "from the cache");
        assert_eq!(again, applied, "from the cache");

        let task = folder.path().join("task");
        write(&package, &task);
        let mut command = interpreter.command();
        command.args(["-B", "-c", LOOK]).arg(&task);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let expected = "False True _Waiting\n\
                        (Fraction(1, 2), (1, 1, 1), 'pkg.part') True module\n";
        assert_eq!(said, expected, "{interpreter}: {output:?}");
    }
}
