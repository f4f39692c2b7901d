//! Names of runtimes and architectures: what reads at all, reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_model::function::{Architecture, PythonVersion};

fuzz_target!(|text: &str| {
    if let Ok(version) = text.parse::<PythonVersion>() {
        assert_eq!(version.to_string().parse(), Ok(version));
        assert_eq!(format!("python{version}").parse(), Ok(version));
    }
    if let Ok(architecture) = text.parse::<Architecture>() {
        assert_eq!(architecture.as_str(), text);
    }
});
