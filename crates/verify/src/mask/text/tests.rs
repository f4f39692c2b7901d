use super::*;

/// Learns from texts, shows what was learnt, and checks which texts are like that.
fn check(runs: &[&str], expect: &str, same: &[&str], other: &[&str]) {
    let pieces = texts(runs);
    assert_eq!(super::super::told::shown(&pieces), expect, "{runs:?}");
    for text in runs.iter().chain(same) {
        assert!(matches(&pieces, text).is_some(), "{text} is like {expect}");
    }
    for text in other {
        assert!(
            matches(&pieces, text).is_none(),
            "{text} is not like {expect}"
        );
    }
}

#[test]
fn only_what_varies_in_a_line_is_masked() {
    check(
        &[
            "took 12.3 ms at 2026-11-21T20:51:22Z",
            "took 9.81 ms at 2026-11-21T20:51:24Z",
        ],
        "took <a number> ms at <a time>",
        &["took 7.5 ms at 2027-01-01T00:00:00Z"],
        &[
            "took 7.5 s at 2027-01-01T00:00:00Z",
            "took 7.5 ms at 2027-01-01",
            "took None ms at 2027-01-01T00:00:00Z",
            "took 7.5 ms at 2027-01-01T00:00:00Z!",
        ],
    );
}

#[test]
fn identifiers_keep_length_and_alphabet() {
    check(
        &["id=ab12cd34 ok", "id=99ff00aa ok"],
        "id=<a random token> ok",
        &["id=00000000 ok"],
        &["id=ab12cd3 ok", "id=ab12cdzz ok", "id= ok"],
    );
    check(
        &["key q+/x1A==", "key Zz09AA=="],
        "key <a random token>==",
        &["key AAAA+A=="],
        &["key AAAA A==", "key AAAA"],
    );
    check(
        &[
            "<App at 0x7f01> /tmp/tmpab12cd34/x",
            "<App at 0x55e2aa> /tmp/tmpzz12cd_4/x",
        ],
        "<App at <a memory address>> /tmp/<a temporary name>/x",
        &[],
        &[
            "<App at 7f01> /tmp/tmpab12cd34/x",
            "<App at 0x7f01> /tmp/tmpab12cd34/y",
        ],
    );
}

#[test]
fn order_within_a_text_is_masked_with_its_tokens() {
    check(
        &["seen {'a', 'b', 'c'}.", "seen {'c', 'b', 'a'}."],
        "seen {'<an order>'}.",
        &["seen {'b', 'a', 'c'}."],
        &[
            "seen {'b', 'a', 'd'}.",
            "seen {'b', 'a'}.",
            "saw {'b', 'a', 'c'}.",
        ],
    );
}

#[test]
fn what_has_no_kind_may_be_anything_but_its_surroundings_may_not() {
    check(
        &["colour red, size 5", "colour blue, size 5"],
        "colour <anything>, size 5",
        &["colour , size 5"],
        &["colour red, size 6", "red, size 5"],
    );
    check(
        &["a 1 b\nx\nend", "a 2 b\nend"],
        "a <anything>\nend",
        &[],
        &["a 3 b"],
    );
}

#[test]
fn lines_are_learnt_one_by_one() {
    check(
        &[
            "total 3\nat 10:00:01\nwords a b",
            "total 3\nat 10:00:02\nwords b a",
        ],
        "total 3\nat <a time>\nwords <an order>",
        &[],
        &["total 4\nat 10:00:01\nwords a b"],
    );
}
