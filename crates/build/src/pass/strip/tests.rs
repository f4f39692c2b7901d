//! Libraries compiled for the purpose, and bytes that are none.

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use super::{elf, rewrite};

/// Compiles a library with debug information.
fn library(folder: &Path) -> Vec<u8> {
    let source = folder.join("answer.c");
    let compiled = folder.join("answer.so");
    let code = "static const char text[] = \"words\"; int table[5] = {1, 2, 3};\n\
                const char *words(void) { return text; }\n\
                int answer(void) { return table[1] * 21; }\n";
    std::fs::write(&source, code).unwrap();
    let mut gcc = Command::new("gcc");
    gcc.args(["-g3", "-O1", "-shared", "-fPIC", "-o"])
        .arg(&compiled);
    assert!(gcc.arg(&source).status().unwrap().success());
    std::fs::read(compiled).unwrap()
}

/// Asks a program of binutils.
fn told(program: &str, flags: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(flags)
        .arg(file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_library_is_smaller_and_the_same_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let before = library(folder.path());
    let after = rewrite::without_symbols(&before).unwrap();
    assert!(after.len() < before.len());
    assert!(rewrite::is_same_in_memory(&before, &after));
    let stripped = folder.path().join("stripped.so");
    std::fs::write(&stripped, &after).unwrap();
    let original = folder.path().join("answer.so");
    let symbols = |file: &Path| told("nm", &["-D"], file);
    assert_eq!(symbols(&original), symbols(&stripped));
    let dynamic = |file: &Path| told("readelf", &["-dW"], file);
    // Where in the file it is may change, and is said in the first line.
    let body = |text: String| text.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(dynamic(&original)), body(dynamic(&stripped)));
    assert!(!told("readelf", &["-SW"], &stripped).contains(".debug"));
    // There is nothing more to take out.
    assert_eq!(rewrite::without_symbols(&after), None);
}

#[test]
fn a_changed_byte_of_a_segment_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let before = library(folder.path());
    let object = elf::read(&before).unwrap();
    for segment in object.segments.iter().filter(|segment| segment.is_load) {
        let mut after = before.clone();
        after[segment.extent.end - 1] ^= 1;
        assert!(!rewrite::is_same_in_memory(&before, &after));
    }
}

#[test]
fn a_segment_out_of_its_alignment_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let before = library(folder.path());
    let object = elf::read(&before).unwrap();
    let mut loads = object.segments.iter().filter(|segment| segment.is_load);
    let last = loads.next_back().unwrap();
    let mut after = before.clone();
    let content = before[last.extent.start..last.extent.end].to_vec();
    let moved = after.len() + 8;
    after.resize(moved, 0);
    after.extend(content);
    after[last.at + 8..last.at + 16].copy_from_slice(&(moved as u64).to_le_bytes());
    assert!(!rewrite::is_same_in_memory(&before, &after));
}

#[test]
fn programs_and_other_files_stay_as_they_are() {
    for bytes in [&b""[..], b"\x7fELF", b"import os\n", &[0; 4096]] {
        assert_eq!(rewrite::without_symbols(bytes), None);
    }
    let program = std::env::current_exe().unwrap();
    assert_eq!(
        rewrite::without_symbols(&std::fs::read(program).unwrap()),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_the_headers_say_nothing_panics(
        places in prop::collection::vec((0_usize..4096, any::<u8>()), 1..12),
        cut in 0_usize..20_000,
    ) {
        use std::sync::OnceLock;
        static LIBRARY: OnceLock<Vec<u8>> = OnceLock::new();
        let compiled = LIBRARY.get_or_init(|| library(tempfile::tempdir().unwrap().path()));
        let mut bytes = compiled.clone();
        let sections = usize::try_from(elf::long(&bytes, 40).unwrap()).unwrap();
        for (n, (place, value)) in places.into_iter().enumerate() {
            // Half of the time in the section headers, which stand at the end.
            let at = if n % 2 == 0 { place } else { sections + place };
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        if cut < bytes.len() / 8 {
            bytes.truncate(cut * 8);
        }
        if let Some(stripped) = rewrite::without_symbols(&bytes) {
            prop_assert!(rewrite::is_same_in_memory(&bytes, &stripped));
        }
    }
}
