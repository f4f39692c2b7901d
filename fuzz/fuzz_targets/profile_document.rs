//! A kept profile: one that fits together, which every format can then write, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_profile::document::Profile;
use warmfront_profile::export;

fuzz_target!(|text: &[u8]| {
    let Ok(profile) = Profile::from_json(text) else {
        return;
    };
    profile.check().expect("what was read has been checked");
    let again = Profile::from_json(&profile.to_json()).expect("what was written can be read");
    again.check().expect("what was read has been checked");
    for format in export::ALL {
        (format.write)(&profile, &mut std::io::sink()).expect("nothing fails to be thrown away");
    }
});
