//! Lambda has no GPU.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(611),
    name: "gpu-libraries-shipped",
    summary: "libraries for a GPU are deployed",
    class: Class::Size,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF611.md"),
    check: Check::Contents(check),
};

fn check(contents: &Contents, findings: &mut Findings) {
    let gpu = |name: &str| {
        name.starts_with("nvidia-")
            || name.starts_with("cupy")
            || matches!(name, "triton" | "tensorrt" | "onnxruntime-gpu")
    };
    let Some((name, place)) = contents.names().find(|(name, _)| gpu(name)) else {
        return;
    };
    let installed = contents
        .installed
        .iter()
        .flat_map(|each| &each.distributions);
    let bytes: u64 = installed
        .filter(|each| gpu(&each.name))
        .map(|each| each.bytes)
        .sum();
    let size = if bytes > 0 {
        format!(": {} MB", bytes / 1_000_000)
    } else {
        String::new()
    };
    let finding = findings.add(
        place,
        format!("`{name}` is for a GPU, which Lambda does not have{size}"),
    );
    finding.symbol.clone_from(&contents.symbol);
    finding
        .notes
        .push("torch has builds without: https://download.pytorch.org/whl/cpu".to_owned());
}
