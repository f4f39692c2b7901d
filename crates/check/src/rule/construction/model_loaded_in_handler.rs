//! A model that is read from disk for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::file;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(107),
    name: "model-loaded-in-handler",
    summary: "a model is read from disk for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF107.md"),
    check: Check::Python(check),
};

/// What reads a model from the file or folder that its first argument names.
const LOADERS: &[&str] = &[
    "catboost.CatBoost.load_model",
    "fasttext.load_model",
    "joblib.load",
    "keras.models.load_model",
    "onnxruntime.InferenceSession",
    "sentence_transformers.SentenceTransformer",
    "spacy.load",
    "tensorflow.keras.models.load_model",
    "tensorflow.saved_model.load",
    "torch.jit.load",
    "torch.load",
    "transformers.pipeline",
    "whisper.load_model",
];

/// What reads one from a file that is open.
const FROM_FILE: &[&str] = &["cloudpickle.load", "dill.load", "pickle.load"];

fn check(facts: &Facts, findings: &mut Findings) {
    let is_loader = |name: &str| LOADERS.contains(&name) || name.ends_with(".from_pretrained");
    for call in facts.calls_where(is_loader) {
        let names_it = call.arguments().next().is_some();
        if call.in_handler() && names_it && call.is_constant() {
            tell(call, findings);
        }
    }
    for call in facts.calls_to(FROM_FILE) {
        let path = call
            .argument("file", Some(0))
            .and_then(|file| file::path(call, file));
        if call.in_handler() && path.is_some_and(file::is_part_of_package) {
            tell(call, findings);
        }
    }
}

fn tell(call: Call<'_>, findings: &mut Findings) {
    let target = call.target().unwrap_or_default();
    let message = format!("`{target}` reads the same model for every invocation");
    findings.add_call(call, message);
}
