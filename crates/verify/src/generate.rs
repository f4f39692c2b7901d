//! Makes events from the shapes of given ones, which exercise the paths on which inputs are wrong.

use std::collections::BTreeSet;

use crate::plan::{Chance, Event};
use crate::value::{Path, Step, Value};

/// Deepest place that is changed.
const DEEPEST: usize = 6;

/// Most places of an event that are changed; items of a list after the first are like it.
const MOST_PLACES: usize = 200;

/// Largest event that is varied; from larger ones only empty ones are made.
const LONGEST: usize = 1 << 20;

/// A change of an event.
struct Variant {
    /// What was done, such as `without $.id`.
    name: String,
    payload: String,
    /// What comes first is likelier to be handled apart.
    rank: (usize, usize, u64),
}

/// Returns at most `n` events made from the given ones, best first; the same for the same seed.
///
/// None is equal to another or to a given one.
#[must_use]
pub fn generate(given: &[Event], n: usize, seed: u64) -> Vec<Event> {
    let mut chance = Chance::new(seed);
    let mut all: Vec<(usize, Event, Variant)> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for event in given {
        let value = Value::read(event.payload.as_bytes());
        known.insert(value.map_or(event.payload.clone(), |value| value.to_string()));
    }
    for event in given.iter().filter(|event| !event.generated) {
        let Ok(value) = Value::read(event.payload.as_bytes()) else {
            continue;
        };
        let mut variants = variants(&value, &mut chance);
        variants.sort_by_key(|variant| variant.rank);
        let variants = variants.into_iter().enumerate();
        all.extend(variants.map(|(turn, variant)| (turn, event.clone(), variant)));
    }
    // Every event has its turn, so that none takes all the room.
    all.sort_by_key(|(turn, ..)| *turn);
    all.retain(|(_, _, variant)| known.insert(variant.payload.clone()));
    all.into_iter()
        .take(n)
        .map(|(_, event, variant)| Event {
            name: format!("{} {}", event.name, variant.name),
            payload: variant.payload,
            generated: true,
        })
        .collect()
}

fn variants(event: &Value, chance: &mut Chance) -> Vec<Variant> {
    let mut variants = Vec::new();
    let mut add = |rank: (usize, usize), name: String, value: &Value| {
        variants.push(Variant {
            name,
            payload: value.to_string(),
            rank: (rank.0, rank.1, chance.next()),
        });
    };
    add(
        (0, 0),
        "as an empty object".to_owned(),
        &Value::Map(Vec::new()),
    );
    add((3, 0), "as null".to_owned(), &Value::Null);
    if event.weight() > LONGEST {
        return variants;
    }
    if let Value::Map(members) = event {
        let mut more = members.clone();
        more.push(("unexpected".to_owned(), Value::from("extra")));
        add((4, 0), "with an extra member".to_owned(), &Value::Map(more));
    }
    let mut places = Vec::new();
    find(event, &mut Path::default(), &mut places);
    for path in places {
        let depth = path.0.len();
        let Some(old) = at(event, &path.0) else {
            continue;
        };
        if matches!(path.0.last(), Some(Step::Key(_))) {
            let without = changed(event, &path.0, None);
            add((depth, 0), format!("without {path}"), &without);
        }
        for (rank, name, new) in replacements(old) {
            let value = changed(event, &path.0, Some(&new));
            add((depth, rank), format!("with {path} {name}"), &value);
        }
    }
    variants
}

/// Places of an event worth changing, shallow ones first; of a list the first item.
fn find(value: &Value, path: &mut Path, places: &mut Vec<Path>) {
    if path.0.len() >= DEEPEST || places.len() >= MOST_PLACES {
        return;
    }
    let below: Vec<(Step, &Value)> = match value {
        Value::Map(members) => members
            .iter()
            .map(|(name, value)| (Step::Key(name.clone()), value))
            .collect(),
        Value::List(items) => items
            .first()
            .map(|item| (Step::Index(0), item))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    };
    for (step, _) in &below {
        path.0.push(step.clone());
        places.push(path.clone());
        path.0.pop();
    }
    for (step, value) in below {
        path.0.push(step);
        find(value, path, places);
        path.0.pop();
    }
}

fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    let Some((step, rest)) = path.split_first() else {
        return Some(value);
    };
    let below = match (value, step) {
        (Value::Map(_), Step::Key(name)) => value.get(name)?,
        (Value::List(items), Step::Index(index)) => items.get(*index)?,
        _ => return None,
    };
    at(below, rest)
}

/// Returns a value with another in a place, or without that place.
fn changed(value: &Value, path: &[Step], new: Option<&Value>) -> Value {
    let mut value = value.clone();
    change(&mut value, path, new);
    value
}

fn change(value: &mut Value, path: &[Step], new: Option<&Value>) {
    match (value, path) {
        (value, []) => *value = new.cloned().unwrap_or(Value::Null),
        (Value::Map(members), [Step::Key(name), rest @ ..]) => {
            let Some(index) = members.iter().position(|(own, _)| own == name) else {
                return;
            };
            if rest.is_empty() && new.is_none() {
                members.remove(index);
            } else {
                change(&mut members[index].1, rest, new);
            }
        }
        (Value::List(items), [Step::Index(index), rest @ ..]) => {
            if let Some(item) = items.get_mut(*index) {
                change(item, rest, new);
            }
        }
        _ => {}
    }
}

/// What may stand in the place of a value, each with how late it comes and what it is called.
fn replacements(old: &Value) -> Vec<(usize, &'static str, Value)> {
    let number = |text: &str| Value::Number(text.to_owned());
    let null = (1, "null", Value::Null);
    match old {
        Value::Null => vec![(2, "a text", Value::from("text"))],
        Value::Bool(truth) => vec![
            null,
            (1, "turned", Value::Bool(!truth)),
            (3, "a text", Value::from("true")),
        ],
        Value::Number(_) => vec![
            null,
            (1, "zero", number("0")),
            (2, "negative", number("-1")),
            (2, "a text", Value::from("not a number")),
            (3, "huge", number("1e308")),
            (4, "a fraction", number("0.5")),
        ],
        Value::Text(text) => texts(text, null),
        Value::List(_) => vec![
            null,
            (1, "empty", Value::List(Vec::new())),
            (2, "a text", Value::from("not a list")),
        ],
        Value::Map(_) => vec![
            null,
            (1, "empty", Value::Map(Vec::new())),
            (2, "a text", Value::from("not an object")),
        ],
    }
}

fn texts(old: &str, null: (usize, &'static str, Value)) -> Vec<(usize, &'static str, Value)> {
    let mut texts = vec![
        null,
        (1, "empty", Value::from("")),
        (2, "unknown", Value::from("UNKNOWN")),
        (2, "a number", Value::Number("7".to_owned())),
    ];
    let is_date = old.len() >= 10 && old.as_bytes()[4] == b'-' && old.as_bytes()[7] == b'-';
    if is_date && old.is_ascii() {
        texts.push((1, "cut off", Value::from(&old[..7])));
    }
    if let Some(Value::Map(members)) = crate::mask::inside(old) {
        let (none, first) = (Value::Map(Vec::new()), members.first());
        texts.push((1, "an empty object", Value::Text(none.to_string())));
        texts.push((
            1,
            "broken JSON",
            Value::Text(old[..old.len() - 1].to_owned()),
        ));
        if let Some((name, _)) = first {
            let rest = members.iter().filter(|(other, _)| other != name);
            let rest = Value::Map(rest.cloned().collect());
            texts.push((1, "without its first member", Value::Text(rest.to_string())));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::tests::any_value;

    fn given(payloads: &[&str]) -> Vec<Event> {
        let event = |(index, payload): (usize, &&str)| Event {
            name: format!("e{index}"),
            payload: (*payload).to_owned(),
            generated: false,
        };
        payloads.iter().enumerate().map(event).collect()
    }

    #[test]
    fn what_is_likeliest_to_matter_comes_first() {
        let events = given(&[r#"{"id": "a", "items": [{"n": 1}], "at": "2026-11-21T00:00:00Z"}"#]);
        let found: Vec<String> = generate(&events, 12, 0)
            .into_iter()
            .map(|event| format!("{}: {}", event.name, event.payload))
            .collect();
        let expect = [
            "e0 as an empty object: {}",
            r#"e0 without $.id: {"items": [{"n": 1}], "at": "2026-11-21T00:00:00Z"}"#,
            r#"e0 without $.items: {"id": "a", "at": "2026-11-21T00:00:00Z"}"#,
            r#"e0 without $.at: {"id": "a", "items": [{"n": 1}]}"#,
        ];
        for expect in expect {
            assert!(
                found[..4].contains(&expect.to_owned()),
                "{expect} in {found:?}"
            );
        }
        let cut = r#"{"id": "a", "items": [{"n": 1}], "at": "2026-11"}"#;
        assert!(found.iter().any(|found| found.ends_with(cut)), "{found:?}");
    }

    #[test]
    fn every_event_has_its_turn() {
        let events = given(&[r#"{"a": 1}"#, r#"{"b": 1}"#, r#"{"c": 1}"#]);
        let found = generate(&events, 4, 0);
        let of = |index: usize| {
            let name = format!("e{index} ");
            found
                .iter()
                .filter(|event| event.name.starts_with(&name))
                .count()
        };
        // All three give the empty object, which counts once.
        assert!((0..3).all(|index| of(index) >= 1), "{found:?}");
    }

    proptest! {
        #[test]
        fn generated_events_are_new_and_repeatable(
            values in prop::collection::vec(any_value(), 1..4),
            n in 0_usize..40,
            seed in any::<u64>(),
        ) {
            let payloads: Vec<String> = values.iter().map(Value::to_string).collect();
            let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
            let events = given(&payloads);
            let found = generate(&events, n, seed);
            prop_assert!(found.len() <= n);
            prop_assert_eq!(&generate(&events, n, seed), &found);
            let mut all: Vec<&str> = found.iter().map(|event| event.payload.as_str()).collect();
            prop_assert!(all.iter().all(|payload| !payloads.contains(payload)));
            prop_assert!(all.iter().all(|payload| Value::read(payload.as_bytes()).is_ok()));
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), found.len());
        }
    }
}
