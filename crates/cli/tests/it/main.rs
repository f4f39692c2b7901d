//! The `warmfront` program as a user meets it: status, stdout and stderr per command.

mod build;
mod build_faults;
mod check;
mod completions;
mod events;
mod examples;
mod functions;
mod invoke;
mod invoke_failures;
mod optimize;
mod profile_failures;
mod profile_imports;
mod profile_kept;
mod project;
mod real_handlers;
mod signals;
mod tune;
mod verify;
