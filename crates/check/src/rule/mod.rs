//! The rules: one file each, registered in [`ALL`].

mod call;
mod configuration;
mod construction;
mod document;
mod handler;
mod import;
mod mend;
mod own;
mod package;
mod subject;

use crate::code::Code;
use crate::configuration::Configuration;
use crate::contents::Contents;
use crate::finding::{Class, Finding, Place, Subject};
use crate::python::{Call, Facts, Function, Import};
pub use document::{documents, table};

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
    /// Comments that silence rules.
    Suppressions,
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

    /// Adds a finding about an import.
    pub fn add_import(&mut self, import: Import<'_>, message: impl Into<String>) -> &mut Finding {
        let finding = self.add(import.place(), message);
        finding.symbol = Some(import.function().qualified());
        if let Some(library) = import.library() {
            finding.subject = Subject::Import(library.to_owned());
        }
        finding
    }

    /// Returns whether something was found at a place already.
    #[must_use]
    pub fn has_told(&self, place: &Place) -> bool {
        self.found.iter().any(|finding| finding.place == *place)
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
    &own::unused_suppression::RULE,
    &construction::client_in_handler::RULE,
    &construction::session_in_handler::RULE,
    &construction::resource_in_handler::RULE,
    &construction::http_client_per_call::RULE,
    &construction::ssl_context_in_handler::RULE,
    &construction::connect_in_handler::RULE,
    &construction::model_loaded_in_handler::RULE,
    &construction::secret_fetched_per_invocation::RULE,
    &construction::built_in_handler::RULE,
    &construction::process_pool_in_handler::RULE,
    &construction::file_parsed_in_handler::RULE,
    &construction::logging_handler_added_in_handler::RULE,
    &construction::application_built_in_handler::RULE,
    &construction::class_built_in_handler::RULE,
    &import::import_used_on_one_path::RULE,
    &import::import_for_types_only::RULE,
    &import::import_never_used::RULE,
    &import::patch_all::RULE,
    &import::call_at_import::RULE,
    &import::pandas_for_a_table::RULE,
    &import::pkg_resources::RULE,
    &import::client_used_on_one_path::RULE,
    &import::pydantic_v1::RULE,
    &import::heavy_star_import::RULE,
    &import::boto3_where_botocore_would_do::RULE,
    &import::test_code_imported::RULE,
    &import::lazy_import_defeated::RULE,
    &import::requests_for_one_call::RULE,
    &import::metadata_read_at_import::RULE,
    &call::call_in_loop::RULE,
    &call::calls_in_sequence::RULE,
    &call::call_without_timeout::RULE,
    &call::client_without_timeouts::RULE,
    &call::polling_loop::RULE,
    &call::sleep_in_handler::RULE,
    &call::first_page_only::RULE,
    &call::table_scan::RULE,
    &call::no_projection::RULE,
    &call::unprocessed_ignored::RULE,
    &call::whole_batch_fails::RULE,
    &call::function_invoked_synchronously::RULE,
    &call::object_read_whole::RULE,
    &call::asked_before_read::RULE,
    &call::control_plane_call::RULE,
    &call::short_polling::RULE,
    &call::pool_smaller_than_threads::RULE,
    &call::same_read_twice::RULE,
    &call::metric_call_in_handler::RULE,
    &call::counted_by_reading::RULE,
    &call::identity_asked_in_handler::RULE,
    &call::download_in_handler::RULE,
    &handler::json_parsed_twice::RULE,
    &handler::event_logged_whole::RULE,
    &handler::log_message_built_eagerly::RULE,
    &handler::blocking_call_in_async::RULE,
    &handler::async_handler::RULE,
    &handler::thread_left_behind::RULE,
    &handler::rows_iterated::RULE,
    &handler::global_that_grows::RULE,
    &handler::cache_never_hit::RULE,
    &handler::cache_without_bound::RULE,
    &handler::async_without_gain::RULE,
    &handler::json_round_trip::RULE,
    &handler::indented_json::RULE,
    &handler::garbage_collected_in_handler::RULE,
    &handler::gzip_at_level_nine::RULE,
    &handler::regex_not_worth_hoisting::RULE,
    &handler::import_in_function_not_worth_moving::RULE,
    &handler::event_copied::RULE,
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
];

/// Returns the rule of a code.
#[must_use]
pub fn of(code: Code) -> Option<&'static Rule> {
    let index = ALL.binary_search_by_key(&code, |rule| rule.code).ok()?;
    Some(ALL[index])
}

#[cfg(test)]
mod tests;
