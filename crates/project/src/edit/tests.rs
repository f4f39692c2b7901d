//! Edits of single values, in every notation.

use proptest::prelude::*;

use super::{Format, Node, Refusal, Scalar, scalar};

fn edited(format: Format, text: &str, path: &[&str]) -> Result<String, Refusal> {
    scalar(format, text, path, &Scalar::Number(512)).map(|edit| edit.apply(text))
}

fn check(format: Format, text: &str, path: &str, expect: &str) {
    let path: Vec<&str> = path.split('/').collect();
    let told = edited(format, text, &path).unwrap_or_else(|refusal| refusal.to_string());
    assert_eq!(told, expect, "{text}");
}

#[test]
fn a_value_is_replaced_where_it_stands() {
    let cases = [
        (
            "a:\n  b: 128 # why\n  c: 1\n",
            "a:\n  b: 512 # why\n  c: 1\n",
        ),
        ("a:\n  b: '128'\n", "a:\n  b: 512\n"),
        ("a: {x: [1], b: 128, c: 1}\n", "a: {x: [1], b: 512, c: 1}\n"),
        (
            "\u{feff}é: ü\r\na:\r\n  b: 1\r\n",
            "\u{feff}é: ü\r\na:\r\n  b: 512\r\n",
        ),
        ("a:\n  b: 1\n  b: 2\n", "a:\n  b: 1\n  b: 512\n"),
        ("a: &unused\n  b: 1\n", "a: &unused\n  b: 512\n"),
        ("a:\n  \"b\":    1", "a:\n  \"b\":    512"),
    ];
    for (text, expect) in cases {
        check(Format::Yaml, text, "a/b", expect);
    }
    let json = "{\"a\": {\"x\": \"}\\\"\", \"b\":128}}";
    check(
        Format::Json,
        json,
        "a/b",
        "{\"a\": {\"x\": \"}\\\"\", \"b\":512}}",
    );
    check(
        Format::Toml,
        "[a]\nb = 0x80 # why\n",
        "a/b",
        "[a]\nb = 512 # why\n",
    );
}

#[test]
fn a_key_is_inserted_as_its_neighbours_are_written() {
    let cases = [
        // Below the first values of one line, each with its comment.
        (
            "a:\n    x: 1 # one\n    y: |\n      2\n",
            "a:\n    x: 1 # one\n    b: 512\n    y: |\n      2\n",
        ),
        (
            "a:\n  # of x\n  x:\n    - 1\n",
            "a:\n  # of x\n  b: 512\n  x:\n    - 1\n",
        ),
        ("a:\r\n  x: 1\r\n", "a:\r\n  x: 1\r\n  b: 512\r\n"),
        ("a:\n  x: 1", "a:\n  x: 1\n  b: 512"),
        (
            "a:\n  x: !Ref Y\n  z: [1,\n   2]\n",
            "a:\n  x: !Ref Y\n  b: 512\n  z: [1,\n   2]\n",
        ),
        ("a: {}\n", "a: {b: 512}\n"),
        ("a: {x: 1}\n", "a: {x: 1, b: 512}\n"),
        ("a: {\"x\": 1}\n", "a: {\"x\": 1, \"b\": 512}\n"),
        (
            "c: &c {x: 1}\na:\n  <<: *c\n  y: 2\n",
            "c: &c {x: 1}\na:\n  <<: *c\n  y: 2\n  b: 512\n",
        ),
    ];
    for (text, expect) in cases {
        check(Format::Yaml, text, "a/b", expect);
    }
    let json = "{\n\t\"a\": {\n\t\t\"x\": [1]\n\t}\n}";
    check(
        Format::Json,
        json,
        "a/b",
        "{\n\t\"a\": {\n\t\t\"x\": [1],\n\t\t\"b\": 512\n\t}\n}",
    );
    let cases = [
        ("[a]\nx = 1 # one\n", "[a]\nx = 1 # one\nb = 512\n"),
        ("a = { x = 1 }\n", "a = { b = 512, x = 1 }\n"),
        ("a.x = 1\n[c]\n", "a.x = 1\na.b = 512\n[c]\n"),
        ("[a]\nx = 1", "[a]\nx = 1\nb = 512"),
    ];
    for (text, expect) in cases {
        check(Format::Toml, text, "a/b", expect);
    }
}

#[test]
fn maps_on_the_way_are_made() {
    check(
        Format::Yaml,
        "a:\n  x: 1\n",
        "a/m/n/b",
        "a:\n  x: 1\n  m:\n    n:\n      b: 512\n",
    );
    let json = "{\"a\": {\"x\": 1}}";
    check(
        Format::Json,
        json,
        "a/m/b",
        "{\"a\": {\"x\": 1, \"m\": {\"b\": 512}}}",
    );
}

#[test]
fn what_is_not_a_plain_value_of_one_place_is_refused() {
    let cases = [
        ("a:\n  b: !Ref M\n", "line 2: `a.b` is computed: `!Ref M`"),
        (
            "a:\n  b: ${self:m}\n",
            "line 2: `a.b` is computed: `${self:m}`",
        ),
        (
            "a: !Transform {b: 1}\n",
            "line 1: `a` is computed: `!Transform {b: 1}`",
        ),
        (
            "c: &c {b: 1}\na: *c\n",
            "line 2: `a` is shared with other places through an anchor",
        ),
        (
            "a: &a {b: 1}\nc: *a\n",
            "line 1: `a` is shared with other places through an anchor",
        ),
        (
            "a:\n  b: &b 1\n  c: *b\n",
            "line 2: `a.b` is shared with other places through an anchor",
        ),
        (
            "a:\n  b: [1]\n",
            "line 2: `a.b` is not written as one plain value",
        ),
        (
            "a:\n  b: |\n    1\n",
            "line 3: `a.b` is not written as one plain value",
        ),
        (
            "a:\n  b:\n",
            "line 2: `a.b` is not written as one plain value",
        ),
        ("a: 1\n", "line 1: `a` is not written as one plain value"),
        (
            "a: [\n",
            "2:1: this is not YAML: while parsing a node, did not find expected node content",
        ),
        ("", "there is no `a`"),
    ];
    for (text, expect) in cases {
        check(Format::Yaml, text, "a/b", expect);
    }
    check(Format::Toml, "a = [1]\n", "a/b", "there is no `a`");
    check(Format::Toml, "[a.c]\n", "a/b", "there is no `a.b`");
    check(
        Format::Json,
        "[1]",
        "a/b",
        "line 1: `` is not written as one plain value",
    );
}

#[test]
fn a_text_is_quoted_where_it_needs_quotes() {
    let set = |format, text: &str, value: &str| {
        let edit = scalar(format, text, &["a"], &Scalar::Text(value.to_owned()));
        edit.map(|edit| edit.apply(text)).unwrap()
    };
    assert_eq!(set(Format::Yaml, "a: x86_64\n", "arm64"), "a: arm64\n");
    assert_eq!(set(Format::Yaml, "a: x\n", "b: #c"), "a: \"b: #c\"\n");
    assert_eq!(
        set(Format::Json, "{\"a\": 1}", "é\"\n"),
        "{\"a\": \"é\\\"\\n\"}"
    );
    assert_eq!(set(Format::Toml, "a = 1\n", "b"), "a = \"b\"\n");
}

/// Lines of a map by indentation, with the oddities that templates have.
fn template() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[a-z]{1,6}",
        "[0-9]{1,4}",
        Just("!Ref P".to_owned()),
        Just("&x y".to_owned()),
        Just("*x".to_owned()),
        Just("{k: 1, l: {m: 2}}".to_owned()),
        Just("{}".to_owned()),
        Just("[1, 2]".to_owned()),
        Just("'# no comment'".to_owned()),
        Just("|\n      text\n      b: 1".to_owned()),
        Just("\n      b: 1 # c\n      k: v".to_owned()),
        Just(String::new()),
    ];
    let comment = prop_oneof![Just(""), Just(" # é"), Just("   ")];
    let line = (
        "[abk]",
        value,
        comment,
        prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")],
    );
    prop::collection::vec(line, 1..6).prop_map(|lines| {
        let lines = lines.iter().map(|(key, value, comment, end)| {
            let comment = if value.contains('\n') { "" } else { comment };
            format!("    {key}: {value}{comment}{end}")
        });
        format!("z: &x 1\na:\n{}", lines.collect::<String>())
    })
}

fn key() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("k"), Just("new")]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn only_the_value_changes(
        text in template(),
        path in prop::collection::vec(key(), 1..4),
        value in prop_oneof![any::<u64>().prop_map(Scalar::Number), "\\PC{0,12}".prop_map(Scalar::Text)],
    ) {
        if let Ok(edit) = scalar(Format::Yaml, &text, &path, &value) {
            let after = edit.apply(&text);
            prop_assert!(after.starts_with(&text[..edit.range.start]));
            prop_assert!(after.ends_with(&text[edit.range.end..]));
            // A replacement takes out no more than one value, an insertion nothing.
            prop_assert_eq!(edit.was.is_none(), edit.range.is_empty());
            prop_assert!(!text[edit.range.clone()].contains('\n'));
            let read = crate::document::yaml::parse(&after).unwrap();
            prop_assert_eq!(read.path(&path).and_then(Node::scalar), Some(value.to_string()));
            // A number that was set can be set again, at the same place.
            let again = scalar(Format::Yaml, &after, &path, &value).map(|edit| edit.apply(&after));
            prop_assert!(again == Ok(after) || matches!(value, Scalar::Text(_)));
        }
    }

    #[test]
    fn json_of_any_shape_is_edited_or_refused(
        keys in prop::collection::btree_map("[ab\"\\\\é]{1,2}", any::<i32>(), 0..4),
        path in prop::collection::vec("[ab]{1,2}", 1..3),
        pretty in any::<bool>(),
    ) {
        let value = serde_json::json!({"a": keys, "b": [keys], "c": null});
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let (text, path): (_, Vec<&str>) = (text.unwrap(), path.iter().map(String::as_str).collect());
        if let Ok(edit) = scalar(Format::Json, &text, &path, &Scalar::Number(7)) {
            let after: serde_json::Value = serde_json::from_str(&edit.apply(&text)).unwrap();
            let set = path.iter().try_fold(&after, |value, key| value.get(key));
            prop_assert_eq!(set, Some(&serde_json::json!(7)));
        }
    }
}
