//! Things built in the handler that could be kept.

pub(super) mod application_built_in_handler;
pub(super) mod built_in_handler;
pub(super) mod class_built_in_handler;
pub(super) mod client_in_handler;
pub(super) mod connect_in_handler;
pub(super) mod file_parsed_in_handler;
pub(super) mod http_client_per_call;
pub(super) mod logging_handler_added_in_handler;
pub(super) mod model_loaded_in_handler;
pub(super) mod process_pool_in_handler;
pub(super) mod resource_in_handler;
pub(super) mod secret_fetched_per_invocation;
pub(super) mod session_in_handler;
pub(super) mod ssl_context_in_handler;
