//! What is known of functions and methods that are not of the code: the standard library's, and a few
//! of packages that read events.

use serde_json::Value as Json;

use super::call::Named;
use super::follow::Follow;
use super::known::{Known, below};
use super::model::has_own;
use crate::events::generated::value::Use;
use crate::events::generated::wanted::{Path, Step};

/// Methods of texts that return a text much like it.
const SAME_TEXT: &[&str] = &[
    "lower",
    "upper",
    "strip",
    "lstrip",
    "rstrip",
    "title",
    "casefold",
    "encode",
    "replace",
    "capitalize",
    "removeprefix",
    "removesuffix",
    "decode",
];

/// Methods of texts that return something else.
const OTHER_TEXT: &[&str] = &[
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "splitlines",
    "isdigit",
    "isalpha",
    "isalnum",
    "find",
    "index",
    "count",
    "zfill",
    "ljust",
    "rjust",
    "isupper",
    "islower",
    "translate",
];

impl<'a> Follow<'a, '_> {
    /// Follows a call of a method that values have by themselves.
    pub(super) fn method(
        &mut self,
        of: &Known<'a>,
        name: &str,
        (given, named): (&[Known<'a>], &Named<'a>),
    ) -> Option<Known<'a>> {
        if let Known::Either(all) = of {
            let all = all.clone();
            let known: Vec<_> = all
                .iter()
                .filter_map(|each| self.method(each, name, (given, named)))
                .collect();
            return (!known.is_empty()).then(|| Known::either(known));
        }
        match of {
            Known::Wanted(path) if !self.models.contains_key(path) => {
                self.of_event(path, name, given)
            }
            Known::Wanted(path) => match name {
                "get" => self.of_event(path, name, given),
                "model_dump" | "dict" | "copy" | "model_copy" => Some(of.clone()),
                _ => None,
            },
            Known::Entries { .. } if name == "get" => {
                let value = self.subscripts(of, given.first()?, false);
                self.default(&value, given.get(1));
                Some(value)
            }
            Known::Dict(_) | Known::List(_) | Known::Each(_) => match name {
                "get" => Some(self.subscripts(of, given.first()?, false)),
                "items" => Some(Known::Items(Box::new(of.clone()))),
                "keys" | "copy" => Some(of.clone()),
                "values" => match of {
                    Known::Dict(entries) => Some(Known::List(
                        entries.iter().map(|(_, value)| value.clone()).collect(),
                    )),
                    _ => None,
                },
                _ => None,
            },
            Known::Class { module, class } => {
                let path = given
                    .first()
                    .map(Known::places)
                    .and_then(|places| places.into_iter().next())?;
                let path = match name {
                    "model_validate" | "parse_obj" | "from_dict" => path,
                    "model_validate_json" | "parse_raw" => self.said(&path),
                    _ => return None,
                };
                if has_own(class, name) {
                    return None;
                }
                self.describe(module, class, &path);
                Some(Known::Wanted(path))
            }
            _ => None,
        }
    }

    /// Follows a method of a value of the event.
    fn of_event(&mut self, path: &Path, name: &str, given: &[Known<'a>]) -> Option<Known<'a>> {
        let of = Known::Wanted(path.clone());
        Some(match name {
            "get" | "pop" | "setdefault" => {
                let value = self.subscripts(&of, given.first()?, false);
                self.default(&value, given.get(1));
                value
            }
            "get_query_string_value" | "get_header_value" => {
                let map = if name == "get_header_value" {
                    "headers"
                } else {
                    "queryStringParameters"
                };
                let map = Known::Wanted(below(path, Step::Key(map.to_owned())));
                let value = self.subscripts(&map, given.first()?, false);
                self.default(&value, given.get(1));
                value
            }
            "items" => Known::Items(Box::new(of)),
            "keys" => {
                self.reads.used(path, Use::Map);
                Known::Each(Box::new(Known::Key))
            }
            "values" => {
                let path = below(path, Step::Any);
                self.reads.at(&path);
                Known::Each(Box::new(Known::Wanted(path)))
            }
            "startswith" | "endswith" => {
                self.reads.used(path, Use::Text);
                if let Some(Json::String(text)) = given.first().and_then(Known::constant) {
                    let text = if name == "startswith" {
                        text.clone()
                    } else {
                        format!("example{text}")
                    };
                    self.reads.compared(path, text.into());
                }
                Known::Unknown
            }
            "copy" => of,
            "append" | "extend" => {
                self.reads.used(path, Use::List);
                Known::Unknown
            }
            name if SAME_TEXT.contains(&name) => {
                self.textual(&of);
                of
            }
            name if OTHER_TEXT.contains(&name) => {
                self.textual(&of);
                Known::Unknown
            }
            // Whatever else is called is of a class that wraps the event.
            _ => Known::Unknown,
        })
    }

    /// Notes what is taken where there is nothing.
    fn default(&mut self, value: &Known<'a>, default: Option<&Known<'a>>) {
        let constant = match default {
            Some(Known::Constant(constant)) => constant.clone(),
            Some(Known::Dict(entries)) if entries.is_empty() => return,
            Some(Known::List(items)) if items.is_empty() => {
                self.used(value, Use::List);
                return;
            }
            _ => return,
        };
        for path in value.places() {
            if let Some(place) = self.reads.at(&path) {
                match &constant {
                    Json::Bool(_) => drop(place.uses.insert(Use::Truth)),
                    Json::Number(number) if number.is_f64() => drop(place.uses.insert(Use::Number)),
                    Json::Number(_) => drop(place.uses.insert(Use::Whole)),
                    Json::String(_) => drop(place.uses.insert(Use::Text)),
                    _ => {}
                }
                place.default.get_or_insert(constant.clone());
            }
        }
    }

    /// Returns the place of what a text says as JSON.
    fn said(&mut self, path: &Path) -> Path {
        let path = below(path, Step::Json);
        self.reads.at(&path);
        path
    }

    /// Follows a call of something that is not of the code.
    pub(super) fn library(
        &mut self,
        name: &str,
        given: &[Known<'a>],
        named: &Named<'a>,
    ) -> Known<'a> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let first = given.first().cloned().unwrap_or(Known::Unknown);
        if let Some(used) = use_of(name, last) {
            self.used(&first, used);
            return if matches!(used, Use::Time | Use::Date | Use::Uuid) {
                Known::Unknown
            } else {
                first
            };
        }
        match last {
            "loads" if name != "pickle.loads" => {
                let places = first.places().into_iter();
                Known::either(places.map(|path| Known::Wanted(self.said(&path))).collect())
            }
            "b64decode" | "urlsafe_b64decode" | "standard_b64decode" => {
                let places = first.places().into_iter().map(|path| {
                    let path = below(&path, Step::Base64);
                    self.reads.used(&path, Use::Text);
                    Known::Wanted(path)
                });
                Known::either(places.collect())
            }
            "open" if name.ends_with("Image.open") => {
                self.used(&first, Use::Picture);
                Known::Unknown
            }
            "strptime" => {
                if let Some(Json::String(form)) = given.get(1).and_then(Known::constant) {
                    for path in first.places() {
                        self.reads.compared(&path, in_form(form).into());
                    }
                }
                Known::Unknown
            }
            "get_json" if name.starts_with("flask.request") => self.body_as_json(),
            "parse" | "validate" | "envelope" => self.modelled(&first, named),
            _ => self.builtin(last, first, given),
        }
    }

    /// Follows functions that go through something, or return what they are given.
    fn builtin(&mut self, name: &str, first: Known<'a>, given: &[Known<'a>]) -> Known<'a> {
        match name {
            "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter" => {
                self.used(&first, Use::List);
                first
            }
            "min" | "max" if given.len() == 1 => self.item(&first),
            "unquote_plus" | "unquote" | "str" | "deepcopy" | "copy" | "dict" | "min" | "max"
            | "BytesIO" | "StringIO" => first,
            // A table whose rows are maps is asked for columns as a row is for values.
            "next" | "DataFrame" => self.item(&first),
            "enumerate" => {
                let item = self.item(&first);
                Known::Each(Box::new(Known::List(vec![Known::Unknown, item])))
            }
            "zip" => {
                let items = given.iter().map(|each| self.item(each)).collect();
                Known::Each(Box::new(Known::List(items)))
            }
            "map" | "filter" => {
                let over = given.get(1).cloned().unwrap_or(Known::Unknown);
                let item = self.item(&over);
                let value = self.call(&first, vec![item.clone()], Vec::new());
                Known::Each(Box::new(if name == "map" { value } else { item }))
            }
            "sum" => {
                let item = self.item(&first);
                self.used(&item, Use::Number);
                Known::Unknown
            }
            _ => Known::Unknown,
        }
    }

    /// Follows Powertools' `parse(event=..., model=...)`.
    fn modelled(&mut self, first: &Known<'a>, named: &Named<'a>) -> Known<'a> {
        let of = |wanted: &str| {
            named
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        };
        let event = of("event").unwrap_or_else(|| first.clone());
        if of("model").is_none() {
            return Known::Unknown;
        }
        if let (Some(Known::Class { module, class }), Known::Wanted(path)) = (of("model"), &event) {
            self.describe(module, class, path);
        }
        event
    }
}

/// Returns what a function that makes one thing of another says of what it is given.
fn use_of(name: &str, last: &str) -> Option<Use> {
    Some(match last {
        "int" | "fromtimestamp" | "utcfromtimestamp" => Use::Whole,
        "float" => Use::Number,
        "Decimal" => Use::Decimal,
        "bool" => Use::Truth,
        "UUID" => Use::Uuid,
        "fromisoformat" if name.contains("date.") && !name.contains("datetime.fromisoformat") => {
            Use::Date
        }
        "fromisoformat" | "Timestamp" | "to_datetime" | "isoparse" => Use::Time,
        _ => return None,
    })
}

/// Returns a time in a form of `strptime`.
fn in_form(form: &str) -> String {
    let parts = [
        ("%Y", "2026"),
        ("%m", "01"),
        ("%d", "15"),
        ("%H", "10"),
        ("%M", "00"),
        ("%S", "00"),
        ("%f", "000000"),
        ("%z", "+0000"),
        ("%Z", "UTC"),
        ("%y", "26"),
        ("%b", "Jan"),
        ("%B", "January"),
        ("%a", "Thu"),
        ("%A", "Thursday"),
        ("%j", "015"),
        ("%I", "10"),
        ("%p", "AM"),
    ];
    let form: String = form.chars().take(100).collect();
    parts
        .iter()
        .fold(form, |form, (part, value)| form.replace(part, value))
}
