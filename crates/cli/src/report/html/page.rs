//! What the script of a page reads: the profile, its long lists by column.

use serde::Serialize;
use warmfront_profile::document::{
    Account, Distribution, Environment, Finding, FunctionTime, Invocation, Mode, Profile, Subject,
};

use super::bars::{self, Bar};
use super::columns::{Calls, Edges, Modules, StackColumns};
use super::excerpts::Excerpts;
use super::texts::Texts;

/// The whole of it.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    schema: &'a str,
    subject: &'a Subject,
    environments: &'a [Environment],
    invocations: &'a [Invocation],
    /// Environment whose imports are shown.
    imports_of: Option<usize>,
    bars: Vec<Bar>,
    modules: Modules<'a>,
    edges: Edges,
    distributions: &'a [Distribution],
    calls: Calls<'a>,
    stacks: StackColumns,
    functions: &'a [FunctionTime],
    findings: &'a [Finding],
    account: &'a Account,
    excerpts: &'a Excerpts,
    texts: Vec<&'a str>,
}

impl<'a> Page<'a> {
    /// Brings a profile into the form that the script reads.
    pub(super) fn new(profile: &'a Profile, excerpts: &'a Excerpts) -> Self {
        let mut texts = Texts::default();
        Self {
            schema: &profile.schema,
            subject: &profile.subject,
            environments: &profile.environments,
            invocations: &profile.invocations,
            imports_of: imports_of(profile),
            bars: bars::of(profile),
            modules: Modules::new(&profile.modules, &mut texts),
            edges: Edges::new(&profile.edges),
            distributions: &profile.distributions,
            calls: Calls::new(&profile.calls, &mut texts),
            stacks: StackColumns::new(&profile.stacks, &mut texts),
            functions: &profile.functions,
            findings: &profile.findings,
            account: &profile.account,
            excerpts,
            texts: texts.into_list(),
        }
    }
}

/// Returns the environment whose imports are shown: the account has the same init.
fn imports_of(profile: &Profile) -> Option<usize> {
    let numbered = || {
        let environments = profile.environments.iter().enumerate();
        environments.filter(|(_, each)| each.mode == Some(Mode::Timed))
    };
    let same = numbered().find(|(_, each)| each.init_ms == profile.account.init_ms);
    same.or_else(|| numbered().next()).map(|(number, _)| number)
}
