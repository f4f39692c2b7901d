//! Console scripts of distributions: what a shell runs, and no function does.

use crate::package::{Entry, PackagePath};

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "scripts",
    guard: Guard::Named,
    find,
};

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    for (path, entry) in survey.package.entries() {
        let folder = path.folder();
        let is_ours = entry.distribution.is_none();
        let in_bin = survey
            .import_folders
            .iter()
            .any(|site| match site.as_str() {
                "" => folder == "bin",
                site => folder.strip_prefix(site) == Some("/bin"),
            });
        if in_bin && !is_ours && runs_python(path, entry) {
            found.add(path, "a console script");
        }
    }
}

fn runs_python(path: &PackagePath, entry: &Entry) -> bool {
    let start = entry.content.read_start(200).unwrap_or_default();
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let is_script = line.starts_with("#!") && (line.contains("python") || line.contains("/sh"));
    is_script && path.extension() != Some("so")
}
