//! Other work of the handler.

pub(super) mod async_handler;
pub(super) mod async_without_gain;
pub(super) mod blocking_call_in_async;
pub(super) mod cache_never_hit;
pub(super) mod cache_without_bound;
pub(super) mod event_copied;
pub(super) mod event_logged_whole;
pub(super) mod garbage_collected_in_handler;
pub(super) mod global_that_grows;
pub(super) mod gzip_at_level_nine;
pub(super) mod import_in_function_not_worth_moving;
pub(super) mod indented_json;
pub(super) mod json_parsed_twice;
pub(super) mod json_round_trip;
pub(super) mod log_message_built_eagerly;
pub(super) mod regex_not_worth_hoisting;
pub(super) mod rows_iterated;
pub(super) mod thread_left_behind;
