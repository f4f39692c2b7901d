//! Templates of every language, read for what they configure.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_project::configuration;

fuzz_target!(|text: &str| {
    if let Ok(Some(template)) = configuration::parse(text) {
        for resource in &template.resources {
            for setting in resource.settings.keys() {
                let _ = configuration::path(template.language, resource, *setting);
            }
        }
    }
});
