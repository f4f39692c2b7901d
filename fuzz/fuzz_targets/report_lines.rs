//! Logs that people saved: every line is a REPORT, a broken one, or none of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_tune::calibration::read;

fuzz_target!(|log: &str| {
    let told = read(log);
    assert!(told.reports.len() + told.n_broken <= log.lines().count());
});
