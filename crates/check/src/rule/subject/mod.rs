//! What rules know of services, packages and files, apart from what any source says.

pub(super) mod annotation;
pub(super) mod answer;
pub(super) mod attribute;
pub(super) mod aws;
pub(super) mod entry;
pub(super) mod file;
pub(super) mod init;
pub(super) mod log;
pub(super) mod need;
pub(super) mod network;
pub(super) mod order;
pub(super) mod package;
pub(super) mod pause;
pub(super) mod settled;
