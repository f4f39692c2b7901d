//! Packages and what is known of them, as rules see them.

use warmfront_check::configuration::Configuration;
use warmfront_check::contents::Contents;
use warmfront_project::configuration::Files;

use crate::settings::CheckSettings;

/// Lists what the packages of functions hold.
pub(super) fn contents(
    _settings: &CheckSettings,
    _files: &Files,
    _configuration: &mut Configuration,
    _failures: &mut Vec<String>,
) -> Vec<Contents> {
    Vec::new()
}
