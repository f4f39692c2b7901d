//! The rules: one file each, registered in [`ALL`].

mod configuration;
mod construction;

mod package;

use crate::code::Code;
use crate::configuration::Configuration;
use crate::contents::Contents;
use crate::finding::{Class, Finding, Place, Subject};
use crate::python::{Call, Facts, Function};

/// A rule: what it is called, what it says, and how it looks.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: Code,
    /// Its name, in words joined by hyphens.
    pub name: &'static str,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// What its findings cost, in kind.
    pub class: Class,
    /// Whether it is asked unless told otherwise.
    pub default: Default,
    /// Whether it can mend what it finds.
    pub fixes: Fixes,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// Whether a rule is asked unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// It is.
    On,
    /// It has to be selected.
    Off,
}

/// Whether a rule can mend what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    /// Never.
    No,
    /// Where the code allows it.
    Sometimes,
    /// Always.
    Always,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Sources.
    Python(fn(&Facts, &mut Findings)),
    /// Templates.
    Configuration(fn(&Configuration, &mut Findings)),
    /// One package.
    Contents(fn(&Contents, &mut Findings)),
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl Findings {
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self {
            rule,
            found: Vec::new(),
        }
    }

    /// Adds a finding, and returns it for what else there is to say.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let index = self.found.len();
        self.found.push(Finding {
            code: self.rule.code,
            class: self.rule.class,
            place,
            symbol: None,
            message: message.into(),
            secondary: Vec::new(),
            notes: Vec::new(),
            subject: Subject::Place,
            fix: None,
            cost: None,
        });
        &mut self.found[index]
    }

    /// Tells whether something was found at a place.
    pub(crate) fn has(&self, place: &Place) -> bool {
        self.found.iter().any(|finding| finding.place == *place)
    }

    /// Adds a finding about a call, which says how the handler gets there.
    pub fn add_call(&mut self, call: Call<'_>, message: impl Into<String>) -> &mut Finding {
        let function = call.function();
        let symbol = function.qualified();
        let path = if call.in_handler() {
            path_to(function)
        } else {
            None
        };
        let finding = self.add(call.place(), message);
        finding.symbol = Some(symbol);
        finding.notes.extend(path);
        finding
    }

    pub(crate) fn into_found(self) -> Vec<Finding> {
        self.found
    }
}

/// Says how a handler reaches a function, unless it is the handler.
fn path_to(function: Function<'_>) -> Option<String> {
    let path = function.path();
    let names: Vec<_> = path
        .iter()
        .map(|function| format!("`{}`", function.qualified()))
        .collect();
    let (handler, between) = names.split_first()?;
    match between {
        [] => None,
        [_] => Some(format!("the handler {handler} calls it")),
        [between @ .., _] => Some(format!(
            "the handler {handler} gets there by {}",
            between.join(", ")
        )),
    }
}

/// All rules, sorted by code.
pub static ALL: &[&Rule] = &[
    &construction::client_in_handler::RULE,
    &package::bytecode_unusable::RULE,
    &package::unpinned_requirement::RULE,
    &package::unused_requirement::RULE,
    &package::heavy_requirement::RULE,
    &package::dead_weight::RULE,
    &package::runtime_packages_shipped::RULE,
    &package::foreign_libraries::RULE,
    &package::duplicate_across_layers::RULE,
    &package::size_near_limit::RULE,
    &package::development_tools_shipped::RULE,
    &package::gpu_libraries_shipped::RULE,
    &configuration::default_memory_size::RULE,
    &configuration::timeout_beyond_caller::RULE,
    &configuration::default_timeout::RULE,
    &configuration::x86_where_arm64_would_do::RULE,
    &configuration::unsupported_python::RULE,
    &configuration::no_snap_start::RULE,
    &configuration::snap_start_without_version::RULE,
    &configuration::snap_start_conflict::RULE,
    &configuration::provisioned_without_alias::RULE,
    &configuration::provisioned_round_the_clock::RULE,
    &configuration::no_tracing::RULE,
    &configuration::debug_logging::RULE,
    &configuration::logs_kept_forever::RULE,
    &configuration::event_logged::RULE,
    &configuration::slow_start_variable::RULE,
    &configuration::instruments_everything::RULE,
    &configuration::extension_tax::RULE,
    &configuration::large_ephemeral_storage::RULE,
    &configuration::network_without_need::RULE,
    &configuration::environment_near_limit::RULE,
    &configuration::visibility_timeout::RULE,
    &configuration::batch_of_one::RULE,
    &configuration::large_batch_without_window::RULE,
    &configuration::whole_batch_retried::RULE,
    &configuration::stream_blocked::RULE,
    &configuration::one_batch_per_shard::RULE,
    &configuration::unfiltered_stream::RULE,
    &configuration::queue_throttled::RULE,
    &configuration::warming_schedule::RULE,
    &configuration::api_without_compression::RULE,
    &configuration::api_without_cache::RULE,
    &configuration::authorizer_not_cached::RULE,
    &configuration::concurrency_beyond_connections::RULE,
    &configuration::packages_unzipped_at_start::RULE,
];

/// Returns the rule of a code.
#[must_use]
pub fn of(code: Code) -> Option<&'static Rule> {
    let index = ALL.binary_search_by_key(&code, |rule| rule.code).ok()?;
    Some(ALL[index])
}

#[cfg(test)]
mod tests;
