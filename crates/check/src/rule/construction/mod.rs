//! Things built in the handler that could be kept.

pub(super) mod client_in_handler;
