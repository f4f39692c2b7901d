use proptest::prelude::*;

use super::*;

fn check(text: &str, expect: &[(&str, &str)]) {
    let name = |class| match class {
        Class::Time(form) => format!("{:?}", form.style),
        other => format!("{other:?}"),
    };
    let found: Vec<(String, &str)> = tokens(text)
        .into_iter()
        .filter(|token| token.class != Class::Space)
        .map(|token| (name(token.class), token.text))
        .collect();
    let expect: Vec<(String, &str)> = expect
        .iter()
        .map(|&(class, text)| (class.to_owned(), text))
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn times_are_recognised_in_every_format() {
    for (text, style) in [
        ("2026-11-21", "Date"),
        ("2026/11/21", "SlashedDate"),
        ("2026-11-21T20:51:22.123456+00:00", "Iso"),
        ("2026-11-21T20:51:22Z", "Iso"),
        ("2026-11-21 20:51:22,123", "Spaced"),
        ("2026/11/21 20:51:22", "Slashed"),
        ("20261121T205122Z", "Compact"),
        ("20:51:22", "Clock"),
        ("0:00:01.5", "Clock"),
        ("Sat, 21 Nov 2026 20:51:22 GMT", "Http"),
        ("Sat Nov 21 20:51:22 2026", "C"),
        ("Sat Nov  1 20:51:22 2026", "C"),
        ("21/Nov/2026:20:51:22 +0000", "Log"),
    ] {
        check(text, &[(style, text)]);
    }
}

#[test]
fn identifiers_and_numbers_are_told_apart() {
    let uuid = "123e4567-e89b-12d3-a456-426614174000";
    check(uuid, &[("Uuid", uuid)]);
    let trace = "1-6921b0c4-0123456789abcdef01234567";
    check(
        &format!("Root={trace};"),
        &[
            ("Word", "Root"),
            ("Mark", "="),
            ("Trace", trace),
            ("Mark", ";"),
        ],
    );
    check(
        "1-6921b0c4",
        &[("Number", "1"), ("Mark", "-"), ("Word", "6921b0c4")],
    );
    check("0x7f12ab", &[("Address", "0x7f12ab")]);
    check(
        "/tmp/tmpab12cd_x",
        &[
            ("Mark", "/"),
            ("Word", "tmp"),
            ("Mark", "/"),
            ("Temporary", "tmpab12cd_x"),
        ],
    );
    check("12.3ms", &[("Number", "12.3"), ("Word", "ms")]);
    check("-1.5e-07", &[("Number", "-1.5e-07")]);
    check("3e5f12", &[("Word", "3e5f12")]);
    check("a-5", &[("Word", "a"), ("Mark", "-"), ("Number", "5")]);
    check(
        "10.0.0.1",
        &[
            ("Number", "10"),
            ("Mark", "."),
            ("Number", "0"),
            ("Mark", "."),
            ("Number", "0"),
            ("Mark", "."),
            ("Number", "1"),
        ],
    );
}

proptest! {
    #[test]
    fn nothing_of_a_text_is_lost(text in "\\PC*|[0-9a-fTZ:.,+ -]{0,40}|\\s*") {
        let joined: String = tokens(&text).iter().map(|token| token.text).collect();
        prop_assert_eq!(joined, text);
    }
}
