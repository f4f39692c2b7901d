//! What is asked of values: their items, their attributes.

use serde_json::Value as Json;

use super::follow::{Decision, Follow, Frame};
use super::known::{Known, below};
use crate::events::generated::value::Use;
use crate::events::generated::wanted::{Path, Step};
use warmfront_syntax::ast::Stmt;

impl<'a> Follow<'a, '_> {
    /// Returns what is under a key that is read without asking.
    pub(super) fn subscript(&mut self, of: &Known<'a>, key: &Known<'a>) -> Known<'a> {
        self.subscripts(of, key, true)
    }

    /// Returns what is under a key.
    pub(super) fn subscripts(
        &mut self,
        of: &Known<'a>,
        key: &Known<'a>,
        is_required: bool,
    ) -> Known<'a> {
        // What a map adds to another stands before that.
        if let (Known::Either(parts), Known::Constant(key)) = (of, key) {
            let added = parts.iter().find_map(|part| match part {
                Known::Dict(entries) => entries.iter().find(|(own, _)| own.constant() == Some(key)),
                _ => None,
            });
            if let Some((_, value)) = added {
                return value.clone();
            }
        }
        if let Known::List(keys) = key {
            let key = Known::either(keys.clone());
            let parts = self.subscripts(of, &key, is_required);
            self.used(&parts, Use::Number);
            return of.clone();
        }
        let mut all = Vec::new();
        for of in of.alternatives() {
            for key in key.alternatives() {
                all.push(self.one(of, key, is_required));
            }
        }
        Known::either(all)
    }

    fn one(&mut self, of: &Known<'a>, key: &Known<'a>, is_required: bool) -> Known<'a> {
        match (of, key) {
            (Known::Wanted(path), Known::Constant(key)) => match step(key) {
                Some(step) => self.read(&below(path, step), is_required),
                None => Known::Unknown,
            },
            (Known::Wanted(path), Known::Key) => Known::Wanted(below(path, Step::Any)),
            (Known::Entries { map, within }, Known::Constant(Json::String(key))) => {
                let mut path = below(map, Step::Key(key.clone()));
                path.extend(within.iter().cloned());
                self.read(&path, is_required)
            }
            (Known::Dict(entries), Known::Constant(key)) => {
                let found = entries.iter().find(|(own, _)| own.constant() == Some(key));
                found.map_or(Known::Unknown, |(_, value)| value.clone())
            }
            (Known::List(items), Known::Constant(Json::Number(place))) => {
                let place = place.as_u64().and_then(|place| usize::try_from(place).ok());
                let item = place.and_then(|place| items.get(place));
                item.cloned()
                    .unwrap_or_else(|| Known::either(items.clone()))
            }
            (Known::List(items), _) => Known::either(items.clone()),
            (Known::Each(item), _) => (**item).clone(),
            (Known::Dict(entries), Known::Wanted(path)) => self.looked_up(entries, path),
            (Known::Dict(entries), _) => {
                Known::either(entries.iter().map(|(_, value)| value.clone()).collect())
            }
            (Known::Named(name), Known::Constant(_)) if name == "os.environ" => Known::Unknown,
            _ => Known::Unknown,
        }
    }

    /// Looks a value of the event up in a map of the code: the keys are what it may be.
    fn looked_up(&mut self, entries: &[(Known<'a>, Known<'a>)], path: &Path) -> Known<'a> {
        let keys = entries.iter().filter_map(|(key, _)| key.constant());
        for key in keys {
            self.reads.compared(path, key.clone());
        }
        let decided = match self.decisions.get(path) {
            Some(Decision::Value(value)) => Some(value),
            _ => None,
        };
        let found = entries.iter().filter(|(key, _)| {
            decided.is_none() || key.constant().is_none() || key.constant() == decided
        });
        Known::either(found.map(|(_, value)| value.clone()).collect())
    }

    /// Notes that a place is read, and returns what is there.
    pub(super) fn read(&mut self, path: &[Step], is_required: bool) -> Known<'a> {
        // What is read where it was found to be there is not needed.
        let is_needed = is_required && !self.guards.iter().any(|guard| guard == path);
        if let Some(place) = self.reads.at(path) {
            place.is_required |= is_needed;
        }
        if self.decisions.get(path) == Some(&Decision::Absent) && !is_required {
            return Known::Constant(Json::Null);
        }
        Known::Wanted(path.to_vec())
    }

    /// Returns an attribute of a value.
    pub(super) fn attribute(&mut self, of: &Known<'a>, name: &str) -> Known<'a> {
        // Powertools keeps the event where every route finds it.
        if matches!(name, "current_event" | "lambda_event" | "raw_event") && of.places().is_empty()
        {
            return Known::Wanted(Vec::new());
        }
        match of {
            Known::Wanted(path) => self.field(path, name),
            Known::Named(dotted) => self.dotted(dotted, name),
            Known::Class { module, class } => self.member(module, class, name, None),
            Known::Made {
                module,
                class,
                given,
            } => {
                let own = given.iter().find(|(key, _)| key == name);
                match own {
                    Some((_, value)) => value.clone(),
                    None => self.member(module, class, name, Some(of)),
                }
            }
            Known::Constant(_) if matches!(name, "value" | "name") => of.clone(),
            Known::Either(all) => {
                let all = all.clone();
                let parts = all.iter().map(|each| self.attribute(each, name)).collect();
                Known::either(parts)
            }
            _ => Known::Unknown,
        }
    }

    /// Returns an attribute of a value of the event: of a model, else of the classes that wrap events.
    fn field(&mut self, path: &Path, name: &str) -> Known<'a> {
        if let Some((module, class)) = self.models.get(path).copied() {
            if let Some(key) = self.field_key(module, class, name) {
                return Known::Wanted(below(path, Step::Key(key)));
            }
            let own = Known::Wanted(path.clone());
            return self.member(module, class, name, Some(&own));
        }
        let key = |key: &str| below(path, Step::Key(key.to_owned()));
        match name {
            "raw_event" => Known::Wanted(path.clone()),
            "json_body" => {
                let body = key("body");
                self.read(&body, true);
                self.read(&below(&body, Step::Json), true)
            }
            "decoded_body" => self.read(&key("body"), true),
            "sns" => self.read(&key("Sns"), true),
            "records" => self.read(&key("Records"), true),
            _ => {
                let mut camel = camel(name);
                if path.last() == Some(&Step::Key("Sns".to_owned()))
                    && let Some(first) = camel.get_mut(..1)
                {
                    first.make_ascii_uppercase();
                }
                self.read(&key(&camel), false)
            }
        }
    }

    /// Returns a name of a module, or of something that is not of the code.
    fn dotted(&mut self, dotted: &str, name: &str) -> Known<'a> {
        let whole = format!("{dotted}.{name}");
        if let Some((module, found)) = self.world.modules.get_key_value(dotted)
            && found.names.contains_key(name)
        {
            return self.global(module, name);
        }
        match whole.as_str() {
            "flask.request.json" => self.body_as_json(),
            "flask.request.data" => self.read(&[Step::Key("body".to_owned())], true),
            "flask.request.args" => {
                Known::Wanted(vec![Step::Key("queryStringParameters".to_owned())])
            }
            "flask.request.headers" => Known::Wanted(vec![Step::Key("headers".to_owned())]),
            _ => Known::Named(whole),
        }
    }

    pub(super) fn body_as_json(&mut self) -> Known<'a> {
        let body = Step::Key("body".to_owned());
        self.read(std::slice::from_ref(&body), true);
        self.read(&[body, Step::Json], true)
    }

    /// Returns a name of a class, bound to an instance where there is one.
    fn member(
        &mut self,
        module: &'a str,
        class: &'a warmfront_syntax::ast::StmtClassDef,
        name: &str,
        own: Option<&Known<'a>>,
    ) -> Known<'a> {
        for statement in &class.body {
            match statement {
                Stmt::FunctionDef(function) if function.name.as_str() == name => {
                    let is_named = |wanted: &str| {
                        function.decorator_list.iter().any(|decorator| {
                            decorator
                                .expression
                                .as_name_expr()
                                .is_some_and(|name| name.id.as_str() == wanted)
                        })
                    };
                    let class = Known::Class { module, class };
                    let bound = match own {
                        _ if is_named("staticmethod") => None,
                        _ if is_named("classmethod") => Some(class),
                        own => own.cloned(),
                    };
                    let function = Known::Function {
                        module,
                        function,
                        bound: bound.map(Box::new),
                    };
                    if is_named("property") || is_named("cached_property") {
                        return self.call(&function, Vec::new(), Vec::new());
                    }
                    return function;
                }
                Stmt::Assign(assign) => {
                    let is_meant = assign.targets.iter().any(|target| {
                        target
                            .as_name_expr()
                            .is_some_and(|target| target.id.as_str() == name)
                    });
                    if is_meant {
                        let mut frame = Frame {
                            module,
                            ..Frame::default()
                        };
                        return self.express(&assign.value, &mut frame);
                    }
                }
                _ => {}
            }
        }
        Known::Unknown
    }

    /// Marks a value as a text.
    pub(super) fn textual(&mut self, of: &Known<'a>) {
        self.used(of, Use::Text);
    }
}

/// Returns the step that a key is.
fn step(key: &Json) -> Option<Step> {
    match key {
        Json::String(key) => Some(Step::Key(key.clone())),
        Json::Number(place) => Some(match place.as_u64() {
            Some(place @ 0..8) => Step::At(usize::try_from(place).ok()?),
            _ => Step::Item,
        }),
        _ => None,
    }
}

/// Returns the key that a class wraps as an attribute: `path_parameters` is `pathParameters`.
fn camel(name: &str) -> String {
    let mut out = String::new();
    for (place, word) in name.split('_').enumerate() {
        let mut letters = word.chars();
        if place > 0 {
            out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        }
        out.extend(letters);
    }
    out
}
