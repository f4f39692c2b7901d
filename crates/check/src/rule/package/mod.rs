//! Packages: what is deployed, and what is asked for.

pub(super) mod bytecode_unusable;
pub(super) mod dead_weight;
pub(super) mod development_tools_shipped;
pub(super) mod duplicate_across_layers;
pub(super) mod foreign_libraries;
pub(super) mod gpu_libraries_shipped;
pub(super) mod heavy_requirement;
mod modules;
pub(super) mod runtime_packages_shipped;
pub(super) mod size_near_limit;
#[cfg(test)]
mod tests;
pub(super) mod unpinned_requirement;
pub(super) mod unused_requirement;
