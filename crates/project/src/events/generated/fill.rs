//! Puts what code wants into an event that a trigger shaped.

use serde_json::{Map, Value as Json};

use super::code::{Decision, Decisions};
use super::encoded::{base64, from_base64};
use super::value::{Use, plausible};
use super::wanted::{Path, Step, Wanted};

/// A picture of 16 by 16 points in two colours: PNG as base64.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAIklEQVR42mN4hwSM02bCES5xhkGogRhFyOKDUcNo\
    PAwKDQDtxP4Qjg+BBQAAAABJRU5ErkJggg==";

/// Most items that a list is given.
const MOST_ITEMS: usize = 8;

/// Keys that say nothing of what is under them.
const WRAPPERS: [&str; 7] = [
    "Value",
    "value",
    "stringValue",
    "StringValue",
    "S",
    "N",
    "data",
];

/// How an event is filled.
pub(super) struct Filling<'d> {
    /// What is decided.
    pub(super) decided: &'d Decisions,
    /// Whether it has also what the code can do without.
    pub(super) is_full: bool,
}

impl Filling<'_> {
    /// Fills an event.
    pub(super) fn fill(&self, event: &mut Json, wanted: &Wanted) {
        self.place(event, wanted, &mut Vec::new(), "");
    }

    fn place(&self, value: &mut Json, wanted: &Wanted, path: &mut Path, name: &str) {
        if let Some(Decision::Value(decided)) = self.decided.get(path) {
            value.clone_from(decided);
            if is_empty(value) {
                return;
            }
        }
        let is_list = wanted
            .below
            .keys()
            .any(|step| matches!(step, Step::Item | Step::At(_)));
        let is_map = wanted
            .below
            .keys()
            .any(|step| matches!(step, Step::Key(_) | Step::Any));
        let decoded = wanted.below.get(&Step::Base64);
        if decoded.is_some_and(|decoded| decoded.uses.contains(&Use::Picture)) {
            *value = PICTURE.into();
        } else if decoded.is_some() {
            self.encoded(value, wanted, path, name);
        } else if wanted.below.contains_key(&Step::Json) {
            self.said(value, wanted, path, name);
        } else if is_map && !value.is_array() {
            if !value.is_object() {
                *value = Json::Object(Map::new());
            }
            self.map(value, wanted, path, name);
        } else if is_list {
            if !value.is_array() {
                *value = Json::Array(Vec::new());
            }
            self.list(value, wanted, path, name);
        } else if value.is_null() {
            *value = wanted
                .default
                .clone()
                .filter(|default| !is_empty(default))
                .unwrap_or_else(|| leaf(name, wanted));
        }
    }

    /// Fills what a text says as JSON.
    fn said(&self, value: &mut Json, wanted: &Wanted, path: &mut Path, name: &str) {
        let mut inner = value
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        // What stands there by itself is no more than an example.
        if inner == serde_json::json!({ "message": "hello" }) {
            inner = Json::Null;
        }
        self.within(&mut inner, Step::Json, wanted, (path, name));
        *value = inner.to_string().into();
    }

    /// Fills what a text says as base64.
    fn encoded(&self, value: &mut Json, wanted: &Wanted, path: &mut Path, name: &str) {
        let text = value.as_str().and_then(from_base64);
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
        let mut inner = text.map_or(Json::Null, Json::String);
        self.within(&mut inner, Step::Base64, wanted, (path, name));
        let text = inner
            .as_str()
            .map_or_else(|| inner.to_string(), str::to_owned);
        *value = base64(text.as_bytes()).into();
    }

    fn within(
        &self,
        inner: &mut Json,
        step: Step,
        wanted: &Wanted,
        (path, name): (&mut Path, &str),
    ) {
        let Some(below) = wanted.below.get(&step) else {
            return;
        };
        path.push(step);
        self.place(inner, below, path, name);
        path.pop();
    }

    fn map(&self, value: &mut Json, wanted: &Wanted, path: &mut Path, name: &str) {
        let Some(map) = value.as_object_mut() else {
            return;
        };
        for (step, below) in &wanted.below {
            path.push(step.clone());
            match step {
                Step::Key(key) => match self.decided.get(path) {
                    Some(Decision::Absent) => drop(map.remove(key)),
                    decided => {
                        let own = spelled(map, key);
                        let is_wanted =
                            decided.is_some() || self.is_wanted(below) || self.reaches(path);
                        if is_wanted
                            || map
                                .get(&own)
                                .is_some_and(|there| !there.is_null() && !below.below.is_empty())
                        {
                            let place = map.entry(own).or_insert(Json::Null);
                            let name = if WRAPPERS.contains(&key.as_str()) {
                                name
                            } else {
                                key
                            };
                            self.place(place, below, path, name);
                        }
                    }
                },
                Step::Any => {
                    if map.is_empty() {
                        map.insert(singular(name), Json::Null);
                    }
                    for (key, place) in map.iter_mut().take(MOST_ITEMS) {
                        self.place(place, below, path, key);
                    }
                }
                _ => {}
            }
            path.pop();
        }
    }

    fn list(&self, value: &mut Json, wanted: &Wanted, path: &mut Path, name: &str) {
        let Some(list) = value.as_array_mut() else {
            return;
        };
        let places = wanted.below.keys().filter_map(|step| match step {
            Step::At(place) => Some(place + 1),
            _ => None,
        });
        let least = places
            .max()
            .unwrap_or(1)
            .max(wanted.least_items)
            .min(MOST_ITEMS);
        let singular = singular(name);
        while list.len() < least {
            list.push(Json::Null);
        }
        if let Some(below) = wanted.below.get(&Step::Item) {
            path.push(Step::Item);
            for item in list.iter_mut().take(MOST_ITEMS) {
                self.place(item, below, path, &singular);
            }
            path.pop();
        }
        for (place, item) in list.iter_mut().enumerate().take(MOST_ITEMS) {
            if let Some(below) = wanted.below.get(&Step::At(place)) {
                path.push(Step::At(place));
                self.place(item, below, path, &singular);
                path.pop();
            } else if item.is_null() && !wanted.below.contains_key(&Step::Item) {
                *item = leaf(&singular, &Wanted::default());
            }
        }
    }

    /// Says whether a value is to be there at all.
    fn is_wanted(&self, wanted: &Wanted) -> bool {
        let is_telling = wanted
            .default
            .as_ref()
            .is_some_and(|default| !is_empty(default));
        self.is_full
            || wanted.is_required
            || (is_telling && wanted.below.is_empty())
            || wanted.below.values().any(|below| self.is_wanted(below))
    }

    /// Says whether something is decided at or below a place.
    fn reaches(&self, path: &Path) -> bool {
        let mut decided = self.decided.range(path.clone()..);
        decided
            .next()
            .is_some_and(|(found, value)| found.starts_with(path) && *value != Decision::Absent)
    }
}

/// Returns the key of a map that is meant, since headers come in any case.
fn spelled(map: &Map<String, Json>, key: &str) -> String {
    let same = map.keys().find(|known| known.eq_ignore_ascii_case(key));
    same.cloned().unwrap_or_else(|| key.to_owned())
}

/// Returns a value for a place of which nothing is wanted within.
fn leaf(name: &str, wanted: &Wanted) -> Json {
    if wanted.uses.contains(&Use::Picture) {
        return PICTURE.into();
    }
    if let Some(given) = wanted.example.as_ref().or(wanted.constants.first()) {
        return given.clone();
    }
    match plausible(name, &wanted.uses) {
        Json::Array(items) if wanted.least_items > items.len() => {
            let item = items.into_iter().next().unwrap_or_default();
            Json::Array(vec![item; wanted.least_items.min(MOST_ITEMS)])
        }
        Json::Number(number) if wanted.uses.contains(&Use::Text) => number.to_string().into(),
        Json::Number(number) => within(number, wanted),
        other => other,
    }
}

/// Returns a number that keeps to its bounds.
fn within(number: serde_json::Number, wanted: &Wanted) -> Json {
    let Some(value) = number.as_f64() else {
        return Json::Number(number);
    };
    let (least, most) = (
        wanted.least.unwrap_or(f64::MIN),
        wanted.most.unwrap_or(f64::MAX),
    );
    if least <= value && value <= most {
        return Json::Number(number);
    }
    let bound = if value < least { least } else { most };
    // Bounds of whole numbers are whole.
    if bound.fract() == 0.0 && bound.abs() < 1e15 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole, and small enough"
        )]
        return Json::from(bound as i64);
    }
    Json::from(bound)
}

/// Says whether a default tells nothing of what a value looks like.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Returns what one of several things is called.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let is_plural = name.len() > 3 && name.ends_with('s') && !name.ends_with("ss");
    if is_plural {
        name[..name.len() - 1].to_owned()
    } else {
        name.to_owned()
    }
}
