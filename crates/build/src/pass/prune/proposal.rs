//! Files that rules propose to take out, and what became of each proposal.

use std::collections::BTreeMap;

use crate::package::PackagePath;

/// A file that could go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal {
    /// Name of the rule.
    pub(super) rule: &'static str,
    /// Why it could go.
    pub(super) reason: String,
    /// What speaks for its staying.
    pub(super) guard: Guard,
    /// Whether it goes.
    pub(super) verdict: Verdict,
}

/// What keeps a file that is proposed, weakest first. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Guard {
    /// That the user wants it.
    Wanted,
    /// That a run touched it.
    Touched,
    /// That remaining code names the file.
    Named,
    /// That remaining code imports it, or names it or a folder that it is in.
    Used,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes.
    Goes,
    /// It stays, and why.
    Stays(String),
}

/// What rules proposed.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    files: BTreeMap<PackagePath, Proposal>,
    pub(super) notes: Vec<String>,
}

impl Proposals {
    /// Proposes a file. The first rule to propose it has it.
    pub(super) fn add(&mut self, path: &PackagePath, proposal: Proposal) {
        self.files.entry(path.clone()).or_insert(proposal);
    }

    pub(super) fn get(&self, path: &PackagePath) -> Option<&Proposal> {
        self.files.get(path)
    }

    /// Returns whether a file is going, as far as is decided.
    pub(super) fn goes(&self, path: &PackagePath) -> bool {
        let proposal = self.files.get(path);
        proposal.is_some_and(|proposal| proposal.verdict == Verdict::Goes)
    }

    /// Returns whether a file is going that such a reason could keep.
    pub(super) fn goes_unless(&self, path: &PackagePath, reason: Guard) -> bool {
        let proposal = self.files.get(path);
        proposal
            .is_some_and(|proposal| proposal.verdict == Verdict::Goes && proposal.guard >= reason)
    }

    pub(super) fn hold(&mut self, path: &PackagePath, why: impl Into<String>) {
        if let Some(proposal) = self.files.get_mut(path) {
            proposal.verdict = Verdict::Stays(why.into());
        }
    }

    /// Returns every proposal, by path.
    pub(super) fn decided(&self) -> impl Iterator<Item = (&PackagePath, &Proposal)> {
        self.files.iter()
    }

    /// Returns the files that are going and that such a reason could keep.
    pub(super) fn going_unless(&self, reason: Guard) -> Vec<PackagePath> {
        let paths = self.files.keys();
        paths
            .filter(|path| self.goes_unless(path, reason))
            .cloned()
            .collect()
    }
}
