//! What could go: one rule per file, registered here.

mod bytecode;
mod document;
mod duplicate;
mod foreign;
mod installer;
mod native_source;
mod runtime;
mod script;
mod service_model;
mod stub;
mod test;
mod test_module;
mod unwanted;

use crate::package::PackagePath;

use super::proposal::{Guard, Proposal, Proposals, Verdict};
use super::survey::Survey;

/// A kind of file that could go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// What the files are, as groups of them are called.
    name: &'static str,
    /// What keeps them.
    guard: Guard,
    /// Finds them.
    find: fn(&Survey<'_>, &mut Found<'_>),
}

/// Rules that look at paths and contents of files; the first to propose a file has it.
pub(super) const BY_NAME: &[Rule] = &[
    unwanted::RULE,
    runtime::RULE,
    bytecode::RULE,
    foreign::RULE,
    test::RULE,
    document::RULE,
    native_source::RULE,
];

/// Rules that look at what the remaining sources say.
pub(super) const BY_CODE: &[Rule] = &[
    installer::RULE,
    script::RULE,
    service_model::RULE,
    stub::RULE,
    test_module::RULE,
    duplicate::RULE,
];

impl Rule {
    pub(super) fn propose(&self, survey: &Survey<'_>, proposals: &mut Proposals) {
        let mut found = Found {
            rule: self,
            proposals,
        };
        (self.find)(survey, &mut found);
    }
}

/// Returns the outermost folder of a path whose name says that it is for those who work on a package.
pub(super) fn marked_folder(path: &PackagePath) -> Option<&str> {
    let folder = path.folder();
    let ends = folder.match_indices('/').map(|(end, _)| end);
    let mut folders = ends.chain([folder.len()]).map(|end| &folder[..end]);
    folders.find(|folder| {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        test::FOLDERS.contains(&name) || document::FOLDERS.contains(&name)
    })
}

/// Returns whether a dotted name or a place can be that of a module that a rule proposes unless it is
/// used.
pub(super) fn is_marked(name: &str) -> bool {
    let mut parts = name.split(['.', '/', ':']);
    parts.any(|part| {
        part == test::FIXTURES || test::FOLDERS.contains(&part) || document::FOLDERS.contains(&part)
    })
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub(super) struct Found<'a> {
    rule: &'a Rule,
    proposals: &'a mut Proposals,
}

impl Found<'_> {
    fn add(&mut self, path: &PackagePath, reason: impl Into<String>) {
        let proposal = Proposal {
            rule: self.rule.name,
            reason: reason.into(),
            guard: self.rule.guard,
            verdict: Verdict::Goes,
        };
        self.proposals.add(path, proposal);
    }

    /// Notes a file that could go and does not.
    fn keep(&mut self, path: &PackagePath, reason: impl Into<String>, why: impl Into<String>) {
        let proposal = Proposal {
            rule: self.rule.name,
            reason: reason.into(),
            guard: self.rule.guard,
            verdict: Verdict::Stays(why.into()),
        };
        self.proposals.add(path, proposal);
    }

    fn note(&mut self, note: impl Into<String>) {
        self.proposals.notes.push(note.into());
    }

    /// Returns whether a file is going already.
    fn goes(&self, path: &PackagePath) -> bool {
        self.proposals.goes(path)
    }
}
