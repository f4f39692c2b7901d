//! For some packages a lighter one does the same in a function.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::{Class, Subject};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(604),
    name: "heavy-requirement",
    summary: "a heavy requirement has a lighter one that does the same",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF604.md"),
    check: Check::Contents(check),
};

/// Distributions, what is lighter, and why.
const HEAVY: [(&str, &str, &str); 11] = [
    (
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
        "a function has no windows to draw in",
    ),
    (
        "opencv-python",
        "opencv-python-headless",
        "a function has no windows to draw in",
    ),
    (
        "tensorflow",
        "tflite-runtime or onnxruntime",
        "to run a model, the rest of 1.5 GB is not needed",
    ),
    (
        "tensorflow-gpu",
        "tflite-runtime or onnxruntime",
        "a function has no GPU",
    ),
    (
        "google-api-python-client",
        "the client of the one API",
        "it brings descriptions of every API, 90 MB of them",
    ),
    (
        "azure-mgmt",
        "the packages of the parts that are used",
        "it brings every part",
    ),
    (
        "moto",
        "nothing, outside of tests",
        "it stands in for AWS in tests",
    ),
    (
        "pyspark",
        "a service that runs Spark",
        "it needs Java, and starts for seconds",
    ),
    (
        "selenium",
        "a container with its browser",
        "a zip has no browser",
    ),
    ("ansible", "ansible-core", "it brings every collection"),
    ("aws-cdk-lib", "nothing, at run time", "it makes templates"),
];

fn check(contents: &Contents, findings: &mut Findings) {
    for (name, place) in contents.names() {
        let Some((_, lighter, why)) = HEAVY.iter().find(|(heavy, _, _)| *heavy == name) else {
            continue;
        };
        let finding = findings.add(place, format!("`{name}` is heavy: {why}"));
        finding.notes.push(format!("lighter: {lighter}"));
        finding.subject = Subject::Import(name.replace('-', "_"));
    }
}
