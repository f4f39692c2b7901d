//! Variations of an event that take other paths through the code.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::code::{Decision, Decisions, Sources};
use super::fill::Filling;
use super::shape;
use super::start::{Start, slug};
use super::wanted::{Path, Reads, Step, Wanted, shown};
use crate::trigger::Trigger;

/// Keys of events that are the trigger's to fill.
const FIXED: [&str; 9] = [
    "httpMethod",
    "path",
    "rawPath",
    "resource",
    "routeKey",
    "version",
    "type",
    "triggerSource",
    "isBase64Encoded",
];

/// Most rounds in which decisions bring up others.
const MOST_ROUNDS: usize = 24;

/// A variation: what is different, and what it is called.
#[derive(Debug, Clone)]
pub(super) struct Variation {
    pub(super) change: (Path, Decision),
    pub(super) name: String,
    pub(super) why: String,
}

/// An event about which all is decided that the code asks.
pub(super) struct Solved {
    pub(super) reads: Reads,
    /// What places were compared with before that was decided.
    constants: BTreeMap<Path, Vec<Json>>,
    /// What is decided and to be put into the event.
    decisions: Decisions,
}

/// Decides all that the code asks about an event, one after the other, from these on.
pub(super) fn solve(sources: &Sources, start: &Start, changes: &[&(Path, Decision)]) -> Solved {
    let changes = changes.iter().map(|change| (*change).clone());
    let mut decisions: Decisions = changes.collect();
    // What the trigger says anyway decides too, and need not be put into the event.
    let mut own = Decisions::new();
    let mut reads = Reads::default();
    let mut constants: BTreeMap<Path, Vec<Json>> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let mut all = own.clone();
        all.extend(decisions.clone());
        reads = sources.reads(&start.entry, &all);
        for (path, wanted) in reads.places() {
            let known = constants.entry(path).or_default();
            for constant in &wanted.constants {
                if !known.contains(constant) {
                    known.push(constant.clone());
                }
            }
        }
        let open = reads.places().into_iter().find(|(path, wanted)| {
            let is_asked = !wanted.constants.is_empty() || wanted.is_tested;
            is_asked && !all.contains_key(path) && !is_below_absent(&all, path)
        });
        let Some((path, wanted)) = open else {
            break;
        };
        let there = found(&start.shape, &path);
        match there.filter(|there| is_fixed(&path) || wanted.constants.contains(there)) {
            Some(there) => drop(own.insert(path, Decision::Value(there.clone()))),
            None => drop(decisions.insert(path, first(wanted))),
        }
    }
    Solved {
        reads,
        constants,
        decisions,
    }
}

/// Returns what a place is decided to be at first.
fn first(wanted: &Wanted) -> Decision {
    if wanted.constants.is_empty() {
        return Decision::Present;
    }
    let default = wanted.default.as_ref();
    let default = default.filter(|default| wanted.constants.contains(default));
    let chosen = wanted
        .example
        .as_ref()
        .or(default)
        .unwrap_or(&wanted.constants[0]);
    Decision::Value(chosen.clone())
}

fn is_below_absent(decisions: &Decisions, path: &[Step]) -> bool {
    (1..path.len()).any(|n| decisions.get(&path[..n]) == Some(&Decision::Absent))
}

/// Says whether a place is the trigger's to fill, whatever the code compares it with.
fn is_fixed(path: &[Step]) -> bool {
    let keys: Vec<&str> = path
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    match keys.as_slice() {
        ["Records", key] => matches!(*key, "eventSource" | "EventSource" | "eventVersion"),
        ["requestContext", ..] => true,
        [key] => FIXED.contains(key),
        _ => false,
    }
}

/// Returns the value at a place of an event, of the first item where there are several.
fn found<'e>(event: &'e Json, path: &[Step]) -> Option<&'e Json> {
    path.iter().try_fold(event, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Item => value.get(0),
        Step::At(place) => value.get(place),
        Step::Any | Step::Json | Step::Base64 => None,
    })
}

impl Solved {
    /// Returns the event.
    pub(super) fn event(&self, start: &Start, is_full: bool) -> Json {
        let mut event = start.shape.clone();
        let filling = Filling {
            decided: &self.decisions,
            is_full,
        };
        filling.fill(&mut event, &self.reads.root);
        let body = self.reads.root.below.get(&Step::Key("body".to_owned()));
        if body.is_some_and(|body| body.below.contains_key(&Step::Base64))
            && let Some(flag) = event.get_mut("isBase64Encoded")
        {
            *flag = true.into();
        }
        route(start, &mut event);
        shape::settle(&start.trigger, &mut event);
        event
    }

    /// Returns the change that leaves out what the code can do without: another path for all else.
    pub(super) fn otherwise(&self) -> Option<(Path, Decision)> {
        let places = self.reads.places().into_iter();
        let mut tested = places.filter(|(_, wanted)| wanted.is_tested);
        tested.find_map(|(path, _)| {
            let is_there = *self.decisions.get(&path)? != Decision::Absent;
            is_there.then_some((path, Decision::Absent))
        })
    }

    /// Returns variations of the event: first those that the code may answer well.
    pub(super) fn variations(&self, start: &Start) -> Vec<Variation> {
        let (mut good, mut odd, mut bad) = (Vec::new(), Vec::new(), Vec::new());
        for (path, wanted) in self.reads.places() {
            let Some(key) = key(&path) else {
                continue;
            };
            let vary = |decision, name: String, why: String| Variation {
                change: (path.clone(), decision),
                name: slug(&name),
                why: format!("{why} `{}`", shown(&path)),
            };
            if is_fixed(&path) && found(&start.shape, &path).is_some() {
                continue;
            }
            let decided = self.decisions.get(&path);
            let constants = self.constants.get(&path).unwrap_or(&wanted.constants);
            for constant in constants.iter().take(12) {
                if decided != Some(&Decision::Value(constant.clone())) {
                    let text = constant
                        .as_str()
                        .map_or_else(|| constant.to_string(), str::to_owned);
                    let name = format!("{key} {text}");
                    good.push(vary(
                        Decision::Value(constant.clone()),
                        name,
                        format!("`{text}` as"),
                    ));
                }
            }
            if !wanted.is_required || wanted.is_tested {
                let (decision, name) = match decided {
                    Some(Decision::Absent) => (Decision::Present, "with"),
                    Some(_) => (Decision::Absent, "without"),
                    None if wanted.default.is_some() => (Decision::Absent, "without"),
                    None => (Decision::Present, "with"),
                };
                good.push(vary(decision, format!("{name} {key}"), name.to_owned()));
            }
            if wanted.below.contains_key(&Step::Item) && path.len() > 1 {
                odd.push(vary(
                    Decision::Value(json!([])),
                    format!("empty {key}"),
                    "empty".to_owned(),
                ));
            }
            let is_text = constants.first().is_some_and(Json::is_string);
            if is_text {
                let value = Decision::Value("unknown".into());
                odd.push(vary(value, format!("unknown {key}"), "unknown".to_owned()));
            }
            if wanted.is_required && !is_given(start, &path) {
                bad.push(vary(
                    Decision::Absent,
                    format!("missing {key}"),
                    "missing".to_owned(),
                ));
            }
        }
        bad.truncate(4);
        good.into_iter().chain(odd).chain(bad).collect()
    }
}

/// Says whether a trigger always gives a place.
fn is_given(start: &Start, path: &[Step]) -> bool {
    found(&start.shape, path).is_some_and(|there| !there.is_null())
}

/// Returns the key that a place is under.
fn key(path: &[Step]) -> Option<&str> {
    path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        _ => None,
    })
}

/// Has a request be for the route of the code that it starts.
fn route(start: &Start, event: &mut Json) {
    let Some(map) = event.as_object_mut() else {
        return;
    };
    let parameters = map.remove(super::code::IN_PATH);
    let super::code::Entry::Route(route) = &start.entry else {
        return;
    };
    let Trigger::Http { path, .. } = &start.trigger else {
        return;
    };
    let parameters = parameters.and_then(|parameters| parameters.as_object().cloned());
    let parameters = parameters.unwrap_or_default();
    let actual = shape::filled(&route.path, &parameters);
    for key in ["rawPath", "path"] {
        if let Some(place) = map.get_mut(key) {
            *place = actual.clone().into();
        }
    }
    // The API's own parameters stand for parts of the same path.
    let mut own = serde_json::Map::new();
    let mut rest = actual.split('/');
    for part in path.split('/') {
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            rest.next();
            continue;
        };
        let value = match name.strip_suffix('+') {
            Some(_) => rest.by_ref().collect::<Vec<_>>().join("/"),
            None => rest.next().unwrap_or_default().to_owned(),
        };
        own.insert(name.trim_end_matches('+').to_owned(), value.into());
    }
    if !own.is_empty() && map.contains_key("pathParameters") {
        map.insert("pathParameters".to_owned(), Json::Object(own));
    }
}
