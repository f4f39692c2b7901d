//! Calls of services.

pub(super) mod asked_before_read;
pub(super) mod call_in_loop;
pub(super) mod call_without_timeout;
pub(super) mod calls_in_sequence;
pub(super) mod client_without_timeouts;
pub(super) mod control_plane_call;
pub(super) mod counted_by_reading;
pub(super) mod download_in_handler;
pub(super) mod first_page_only;
pub(super) mod function_invoked_synchronously;
pub(super) mod identity_asked_in_handler;
pub(super) mod metric_call_in_handler;
pub(super) mod no_projection;
pub(super) mod object_read_whole;
pub(super) mod polling_loop;
pub(super) mod pool_smaller_than_threads;
pub(super) mod same_read_twice;
pub(super) mod short_polling;
pub(super) mod sleep_in_handler;
pub(super) mod table_scan;
pub(super) mod unprocessed_ignored;
pub(super) mod whole_batch_fails;
