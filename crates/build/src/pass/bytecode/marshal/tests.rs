use proptest::prelude::*;
use warmfront_testkit::python;

use super::*;

const SOURCES: &str = r#"
import marshal, sys
source = '''
"""Text."""
def f(a, *b, c=(1, 2.5, 3j, None, ..., True, b"x", "\u00e9", 10**30, -7), **d):
    class Inner:
        """Inner text."""
        x: int = a
        def g(self): return [a for a in self.x if a in {None, "a", ...}], lambda: self
    return Inner, f"{a!r:>{c}}", "\\ud800", a in {"x", "y", 1, 2.0, (None, 3)}
'''
"#;

fn version(major: u8, minor: u8) -> PythonVersion {
    PythonVersion { major, minor }
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.trim().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// Every interpreter takes the canonical form for the same code, whatever its own process held.
#[test]
fn canonical_code_is_the_same_code_and_always_the_same_bytes() {
    for interpreter in python::interpreters() {
        let compiled = |and_then: &str| {
            let script = format!(
                "{SOURCES}\n{and_then}\ncode = compile(source, 'x.py', 'exec')\n\
                 print(marshal.dumps(code).hex())"
            );
            let mut command = interpreter.command();
            command.env("PYTHONHASHSEED", "0").args(["-c", &script]);
            let output = command.output().unwrap();
            assert!(output.status.success(), "{output:?}");
            bytes_of(&String::from_utf8(output.stdout).unwrap())
        };
        let once = compiled("");
        // Other references to the same names and constants.
        let again = compiled("kept = [compile(source, 'x.py', 'exec') for _ in range(3)]");
        let canonical_once = canonical(&once, interpreter.version).unwrap();
        assert_eq!(
            canonical(&again, interpreter.version).unwrap(),
            canonical_once,
            "{interpreter}"
        );
        assert!(canonical_once.len() <= once.len());
        let twice = canonical(&canonical_once, interpreter.version).unwrap();
        assert_eq!(twice, canonical_once);

        let written = format!("{canonical_once:?}");
        let check = format!(
            "{SOURCES}\ncode = compile(source, 'x.py', 'exec')\n\
             read = marshal.loads(bytes({written}))\n\
             assert read == code and read.co_consts == code.co_consts, read\n\
             exec(read, {{'__name__': 'x'}})\nprint('same')"
        );
        assert_eq!(
            interpreter.run(&check).unwrap().trim(),
            "same",
            "{interpreter}"
        );
    }
}

#[test]
fn a_mark_that_nothing_needs_goes_and_references_are_counted_anew() {
    // ("a" marked, "b" marked, reference to the second)
    let bytes = b")\x03\xdaa\xda\x01b".to_vec();
    assert_eq!(canonical(&bytes, version(3, 12)), Err(MarshalError::Short));
    let bytes = b")\x03\xda\x01a\xda\x01br\x01\0\0\0";
    let expected = b")\x03Z\x01a\xda\x01br\0\0\0\0";
    assert_eq!(canonical(bytes, version(3, 12)).unwrap(), expected);
}

#[test]
fn sets_that_hash_by_address_are_sorted_where_python_does_not() {
    let (one, other) = (b">\x02\0\0\0NZ\x01a", b">\x02\0\0\0Z\x01aN");
    let old = version(3, 10);
    assert_eq!(canonical(one, old), canonical(other, old));
    // Other orders are the interpreter's own.
    let (one, other) = (b">\x02\0\0\0Z\x01bZ\x01a", b">\x02\0\0\0Z\x01aZ\x01b");
    assert_ne!(canonical(one, old), canonical(other, old));
}

#[test]
fn what_is_no_code_is_refused() {
    let latest = version(3, 13);
    for (bytes, error) in [
        (&b""[..], MarshalError::Short),
        (b"NN", MarshalError::Long),
        (b"{", MarshalError::Kind(b'{')),
        (b"r\0\0\0\0", MarshalError::Reference),
        (b"(\xff\xff\xff\x7f", MarshalError::Short),
        (b"s\xff\xff\xff\xff", MarshalError::Short),
        (b"l\0\0\0\x80", MarshalError::Short),
    ] {
        assert_eq!(canonical(bytes, latest), Err(error), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_end_in_an_answer(bytes: Vec<u8>, minor in 8_u8..15) {
        if let Ok(first) = canonical(&bytes, version(3, minor)) {
            prop_assert_eq!(canonical(&first, version(3, minor)).unwrap(), first);
        }
    }

    #[test]
    fn nested_objects_end_in_an_answer(kinds in "[)\u{29}(NTFZzrc:>]{0,40}", minor in 8_u8..15) {
        // Small numbers make these fit together more often than chance would.
        let bytes: Vec<u8> = kinds.bytes().flat_map(|kind| [kind, 1]).collect();
        if let Ok(first) = canonical(&bytes, version(3, minor)) {
            prop_assert_eq!(canonical(&first, version(3, minor)).unwrap(), first);
        }
    }
}
