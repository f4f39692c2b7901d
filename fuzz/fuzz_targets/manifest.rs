//! A build's manifest: read or refused; what is read can be explained, compared and kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::manifest::{Diff, Manifest};

fuzz_target!(|text: &[u8]| {
    let Ok(manifest) = Manifest::from_json(text) else {
        return;
    };
    for file in manifest.files.iter().take(5) {
        manifest
            .explain(&file.path)
            .expect("a file of the manifest can be explained");
    }
    assert_eq!(
        Diff::between(&manifest, &manifest),
        Diff {
            bytes_before: manifest.totals.bytes,
            bytes_after: manifest.totals.bytes,
            ..Diff::default()
        }
    );
    let kept = Manifest::from_json(&manifest.to_json()).expect("a manifest can be kept");
    assert_eq!(kept, manifest);
});
