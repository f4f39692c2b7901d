//! What needs the operating system's raw interfaces: confining a child between fork and exec,
//! mount namespaces, loop devices, per-process CPU clocks.
//!
//! The only module of the workspace where `unsafe` is allowed. It decides nothing: policy is in
//! the modules that call it.

#![expect(
    unsafe_code,
    reason = "pre_exec, ioctl and mount_setattr have no safe interface"
)]

mod clock;
mod loop_device;
mod namespace;
mod spawn;

pub(crate) use clock::{monotonic_nanos, process_cpu_time};
pub(crate) use namespace::{Namespace, Storage, View, c_path};
pub(crate) use spawn::{Confinement, confine, try_join};
