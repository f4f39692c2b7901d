//! Sources of a package: whatever they hold, its imports are judged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_build::package::{Content, Entry, Package, PackagePath};
use warmfront_build::pass::defer::analysis::{Analysis, Given};
use warmfront_model::function::PythonVersion;

fuzz_target!(|bytes: &[u8]| {
    // The first byte that no source needs parts the modules.
    let parts = bytes.split(|byte| *byte == 0);
    let names = ["app.py", "lib/__init__.py", "lib/x.py", "lib/y.abi3.so"];
    let mut package = Package::default();
    for (name, part) in names.into_iter().zip(parts) {
        let path = PackagePath::new(name).expect("it is written out above");
        let entry = Entry {
            content: Content::Bytes(part.into()),
            executable: false,
            distribution: None,
        };
        package.insert(path, entry);
    }
    let given = Given {
        python: PythonVersion {
            major: 3,
            minor: 13,
        },
        roots: &["app".to_owned()],
        loaded: None,
    };
    if let Ok(analysis) = Analysis::of(&package, &given) {
        for (_, _, verdict) in analysis.judged() {
            let _ = analysis.sentences(verdict);
        }
    }
});
