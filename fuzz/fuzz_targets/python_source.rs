//! Python sources and metadata of packages: whatever they hold is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::inventory::Metadata;
use warmfront_build::source::Facts;

fuzz_target!(|text: &[u8]| {
    let _ = Facts::read(text);
    let _ = Metadata::parse(text);
});
