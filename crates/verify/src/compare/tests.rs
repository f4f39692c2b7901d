use proptest::prelude::*;

use super::*;
use crate::mask::learn;
use crate::value::tests::any_value;

fn read(text: &str) -> Value {
    Value::read(text.as_bytes()).unwrap()
}

fn told(found: &[Found]) -> Vec<String> {
    let side = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
    found
        .iter()
        .map(|found| {
            let sides = [&found.reference, &found.candidate].map(side);
            format!(
                "{:?} {} {} {}",
                found.change, found.path, sides[0], sides[1]
            )
        })
        .collect()
}

fn check(reference: &str, candidate: &str, expect: &[&str]) {
    let found = differences(&read(reference), &read(candidate));
    assert_eq!(told(&found), expect, "{reference} {candidate}");
}

#[test]
fn every_difference_is_told_once_and_where_it_is() {
    check("[1, 2, 3]", "[1, 2, 3]", &[]);
    check("[1, 2, 3]", "[1, 9, 2, 3]", &["Added $[1] - 9"]);
    check("[1, 2, 3]", "[1, 3]", &["Removed $[1] 2 -"]);
    check(
        r#"["a", "b", "c"]"#,
        r#"["b", "a", "c"]"#,
        &[r#"Moved $[0] "a" "item 1""#],
    );
    check(
        r#"{"a": {"b": [1.0]}}"#,
        r#"{"a": {"b": [1]}}"#,
        &["Changed $.a.b[0] 1.0 1"],
    );
    check(
        r#"{"a": 1}"#,
        r#"{"b": 1}"#,
        &["Removed $.a 1 -", "Added $.b - 1"],
    );
    check(
        r#"{"a": 1, "b": 2}"#,
        r#"{"b": 2, "a": 1}"#,
        &[r#"Moved $ ["a", "b"] ["b", "a"]"#],
    );
    check(r#"{"a": 1, "a": 2}"#, r#"{"a": 1}"#, &["Removed $.a 2 -"]);
    check(
        r#""{\"a\": 1}""#,
        r#""{\"a\": 2}""#,
        &["Changed $(JSON).a 1 2"],
    );
    check(
        r#""{\"a\": 1}""#,
        r#""{\"a\":1}""#,
        &[r#"Changed $ "{\"a\": 1}" "{\"a\":1}""#],
    );
}

#[test]
fn smallest_difference_comes_first() {
    check(
        r#"{"text": "a long text", "n": 1}"#,
        r#"{"text": "another text", "n": 2}"#,
        &[
            "Changed $.n 1 2",
            r#"Changed $.text "a long text" "another text""#,
        ],
    );
}

#[test]
fn item_is_compared_with_the_one_most_like_it() {
    check(
        r#"[{"id": 1, "n": 1}, {"id": 2, "n": 2}]"#,
        r#"[{"id": 2, "n": 3}]"#,
        &["Changed $[0].n 2 3", r#"Removed $[0] {"id": 1, "n": 1} -"#],
    );
}

fn check_masked(runs: &[&str], candidate: &str, expect: &[&str]) {
    let runs: Vec<Value> = runs.iter().map(|run| read(run)).collect();
    let pattern = learn(&runs.iter().collect::<Vec<_>>());
    let comparison = against(&pattern, &read(candidate), Order::Kept);
    assert_eq!(told(&comparison.found), expect, "{candidate}");
}

#[test]
fn what_varies_must_be_of_the_same_kind() {
    let runs = [
        r#"{"at": "2026-11-21T20:51:22Z", "n": 1, "took": 0.5}"#,
        r#"{"at": "2026-11-21T20:51:23Z", "n": 1, "took": 0.7}"#,
    ];
    let other = |at, n, took| format!(r#"{{"at": {at}, "n": {n}, "took": {took}}}"#);
    let time = r#""2027-01-01T00:00:00Z""#;
    check_masked(&runs, &other(time, "1", "9.5"), &[]);
    check_masked(&runs, &other(time, "2", "9.5"), &["Changed $.n 1 2"]);
    check_masked(
        &runs,
        &other("null", "1", "9.5"),
        &[r#"Changed $.at "<a time>" null"#],
    );
    check_masked(
        &runs,
        &other(time, "1", "\"\""),
        &[r#"Changed $.took "<a number>" """#],
    );
}

#[test]
fn order_that_varies_keeps_its_items() {
    let runs = [r#"[["a", "b", "c"]]"#, r#"[["c", "a", "b"]]"#];
    check_masked(&runs, r#"[["b", "a", "c"]]"#, &[]);
    check_masked(
        &runs,
        r#"[["b", "a", "d"]]"#,
        &[r#"Changed $[0][0] "c" "d""#],
    );
    check_masked(&runs, r#"[["b", "a"]]"#, &[r#"Removed $[0][0] "c" -"#]);
    let members = [r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#];
    check_masked(&members, r#"{"a": 1, "b": 2}"#, &[]);
    check_masked(&members, r#"{"a": 1, "b": 3}"#, &["Changed $.b 2 3"]);
}

#[test]
fn lines_of_threads_may_change_places_and_keep_what_they_say() {
    let runs = [
        r#"["10:00:01 worker 1 done", "10:00:01 worker 2 done", "10:00:02 end"]"#,
        r#"["10:00:03 worker 2 done", "10:00:04 worker 1 done", "10:00:05 end"]"#,
    ];
    let same = r#"["10:00:07 worker 2 done", "10:00:06 worker 1 done", "10:00:08 end"]"#;
    check_masked(&runs, same, &[]);
    let lost = r#"["10:00:07 worker 2 done", "10:00:08 end"]"#;
    check_masked(&runs, lost, &[r#"Removed $[0] "<a time> worker 1 done" -"#]);
}

#[test]
fn members_named_by_chance_are_found_by_what_their_names_are_like() {
    let runs = [
        r#"{"/tmp/tmpab12cd34": {"size": 3}, "n": 1}"#,
        r#"{"/tmp/tmpzz12cd34": {"size": 3}, "n": 1}"#,
    ];
    check_masked(&runs, r#"{"/tmp/tmp00000000": {"size": 3}, "n": 1}"#, &[]);
    check_masked(
        &runs,
        r#"{"/tmp/tmp00000000": {"size": 4}, "n": 1}"#,
        &[r#"Changed $["/tmp/<a temporary name>"].size 3 4"#],
    );
    check_masked(
        &runs,
        r#"{"n": 1}"#,
        &[r#"Removed $["/tmp/<a temporary name>"] {"size": 3} -"#],
    );
}

#[test]
fn what_varies_in_structure_is_not_judged_but_its_surroundings_are() {
    let runs = [r#"{"a": [1], "b": 1}"#, r#"{"a": [2, 3], "b": 1}"#];
    check_masked(&runs, r#"{"a": "anything", "b": 1}"#, &[]);
    check_masked(&runs, r#"{"a": [1], "b": 2}"#, &["Changed $.b 1 2"]);
    let lines = [
        r#"["begin 10:00:01", "retry", "end"]"#,
        r#"["begin 10:00:02", "retry", "retry", "end"]"#,
    ];
    check_masked(
        &lines,
        r#"["begin 10:00:03", "retry", "x", "y", "end"]"#,
        &[],
    );
    check_masked(
        &lines,
        r#"["begin 10:00:03", "retry"]"#,
        &[r#"Removed $[2] "end" -"#],
    );
    let members = [r#"{"a": 1, "b": 1}"#, r#"{"b": 1}"#];
    check_masked(&members, r#"{"c": 1, "b": 1}"#, &[]);
    check_masked(&members, r#"{"a": 1, "b": 2}"#, &["Changed $.b 1 2"]);
}

/// Places of all values in a value.
fn places(value: &Value, path: &Path, places: &mut Vec<Path>) {
    let mut below = |step, value: &Value| {
        let mut path = path.clone();
        path.0.push(step);
        self::places(value, &path, places);
    };
    match value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                below(Step::Index(index), item);
            }
        }
        Value::Map(members) => {
            for (index, (name, member)) in members.iter().enumerate() {
                let before = members[..index].iter().any(|(other, _)| other == name);
                if !before {
                    below(Step::Key(name.clone()), member);
                }
            }
        }
        _ => {}
    }
    places.push(path.clone());
}

fn place<'v>(value: &'v mut Value, path: &[Step]) -> &'v mut Value {
    let Some((step, rest)) = path.split_first() else {
        return value;
    };
    let below = match (value, step) {
        (Value::List(items), Step::Index(index)) => &mut items[*index],
        (Value::Map(members), Step::Key(name)) => {
            &mut members.iter_mut().find(|(own, _)| own == name).unwrap().1
        }
        _ => unreachable!("a place of the value"),
    };
    place(below, rest)
}

proptest! {
    #[test]
    fn value_is_like_itself(value in any_value()) {
        prop_assert_eq!(differences(&value, &value), []);
        let pattern = learn(&[&value, &value]);
        prop_assert_eq!(against(&pattern, &value, Order::Kept), Comparison::default());
    }

    #[test]
    fn planted_difference_is_found_where_it_is(value in any_value(), choice in any::<prop::sample::Index>()) {
        let mut all = Vec::new();
        places(&value, &Path::default(), &mut all);
        let path = choice.get(&all);
        let mut other = value.clone();
        *place(&mut other, &path.0) = Value::from("planted");
        let found = differences(&value, &other);
        // Of items that are all alike another may be told.
        let within = |found: &Found| path.any_item().is_within(&found.path.any_item());
        prop_assert!(found.iter().any(within), "{} not in {:?}", path, told(&found));
        prop_assert!(found.len() <= 2, "{:?}", told(&found));
    }

    #[test]
    fn every_run_is_like_what_was_learnt(runs in prop::collection::vec(any_value(), 1..4)) {
        let pattern = learn(&runs.iter().collect::<Vec<_>>());
        for run in &runs {
            prop_assert_eq!(against(&pattern, run, Order::Kept).found, []);
        }
    }
}
