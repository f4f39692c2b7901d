//! Reads settings at paths, following references as far as the file alone determines them.

use std::collections::{BTreeMap, BTreeSet};

use warmfront_model::template::{Kind, Origin, Resource, Setting, Stated, Value};

use super::spots::Spots;
use crate::document::{self, Node};
use crate::functions::reader::{Resolve, Resolved};

/// Where settings stand below a resource.
pub(super) type Table = [(Setting, &'static [&'static str])];

/// Most values in which references are looked for, per resource.
const MOST_VALUES: usize = 20_000;

/// Reads what a file says.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) resolve: &'a dyn Resolve,
    pub(super) spots: &'a Spots<'a>,
}

impl Reading<'_> {
    /// Makes a resource of what a table finds below a node.
    pub(super) fn resource(&self, id: &str, kind: Kind, node: &Node, table: &Table) -> Resource {
        let mut resource = Resource {
            id: id.to_owned(),
            kind,
            written: String::new(),
            spot: self.spots.key(node),
            path: Vec::new(),
            settings: BTreeMap::new(),
            environment: BTreeMap::new(),
            references: BTreeSet::new(),
        };
        self.settings(&mut resource, node, table, Origin::Own);
        resource
    }

    /// Adds what a table finds below a node, under what is already there.
    pub(super) fn settings(
        &self,
        resource: &mut Resource,
        node: &Node,
        table: &Table,
        origin: Origin,
    ) {
        for (setting, path) in table {
            if !resource.settings.contains_key(setting)
                && let Some(mut stated) = self.at(node, path)
            {
                stated.origin = origin;
                resource.settings.insert(*setting, stated);
            }
        }
    }

    /// Adds environment variables, under those that are already there.
    pub(super) fn environment(&self, resource: &mut Resource, node: Option<&Node>, origin: Origin) {
        let Some(Ok(Resolved::Known(map))) = node.map(|node| self.resolve.resolve(node)) else {
            return;
        };
        for (name, node) in map.as_map().into_iter().flatten() {
            if !resource.environment.contains_key(name)
                && let Some(mut stated) = self.at(node, &[])
            {
                stated.origin = origin;
                // The name is what a reader looks for.
                stated.spot = self.spots.key(node).or(stated.spot);
                resource.environment.insert(name.clone(), stated);
            }
        }
    }

    /// Reads what stands at a path; a list on the way, as plans have for blocks, is its first item.
    pub(super) fn at(&self, node: &Node, path: &[&str]) -> Option<Stated> {
        let known = match self.resolve.resolve(node) {
            Ok(Resolved::Known(known)) => known,
            Ok(Resolved::Absent) => return None,
            Ok(Resolved::Unresolved { stand_in, .. }) => {
                return Some(self.stated(node, Value::Unknown(stand_in)));
            }
            Err(_) => return Some(self.stated(node, Value::Unknown(String::new()))),
        };
        match path.split_first() {
            None => Some(self.stated(node, self.value(&known)?)),
            Some((key, rest)) => {
                let first = known.as_list().and_then(<[Node]>::first);
                self.at(first.unwrap_or(&known).get(key)?, rest)
            }
        }
    }

    fn stated(&self, node: &Node, value: Value) -> Stated {
        Stated {
            value,
            spot: self.spots.of(node),
            origin: Origin::Own,
        }
    }

    fn value(&self, node: &Node) -> Option<Value> {
        Some(match &node.value {
            document::Value::Null => return None,
            document::Value::Map(_) => Value::Present,
            document::Value::List(items) => {
                let texts = items.iter().filter_map(|item| self.text(item));
                Value::List(texts.collect())
            }
            _ => Value::Known(node.scalar().unwrap_or_default()),
        })
    }

    /// Returns a text, or what stands for it.
    pub(super) fn text(&self, node: &Node) -> Option<String> {
        match self.resolve.resolve(node) {
            Ok(Resolved::Known(node)) => node.scalar(),
            Ok(Resolved::Unresolved { stand_in, .. }) => Some(stand_in),
            Ok(Resolved::Absent) | Err(_) => None,
        }
    }
}

/// Returns what `Ref`, `Fn::GetAtt` and `Fn::Sub` below a node name.
pub(super) fn references(node: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left = MOST_VALUES;
    gather(node, &mut found, &mut left);
    found
}

fn gather(node: &Node, found: &mut BTreeSet<String>, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match &node.value {
        document::Value::List(items) => items.iter().for_each(|item| gather(item, found, left)),
        document::Value::Map(map) => {
            for (key, below) in map {
                match (key.as_str(), &below.value) {
                    ("Ref", document::Value::Text(name)) => {
                        found.insert(name.clone());
                    }
                    ("Fn::GetAtt", document::Value::Text(name)) => {
                        found.insert(name.split('.').next().unwrap_or(name).to_owned());
                    }
                    ("Fn::GetAtt", document::Value::List(parts)) => {
                        found.extend(parts.first().and_then(Node::scalar));
                    }
                    ("Fn::Sub", document::Value::Text(text)) => substituted(text, found),
                    ("Fn::Sub", document::Value::List(parts)) => {
                        let text = parts.first().and_then(Node::as_text);
                        substituted(text.unwrap_or_default(), found);
                        for part in parts {
                            gather(part, found, left);
                        }
                    }
                    _ => gather(below, found, left),
                }
            }
        }
        _ => {}
    }
}

fn substituted(text: &str, found: &mut BTreeSet<String>) {
    for part in text.split("${").skip(1) {
        let name = part.split(['}', '.']).next().unwrap_or_default();
        found.insert(name.trim().to_owned());
    }
}

/// Cuts what functions, sources and the like are named by down to ids of resources of the file.
pub(super) fn link(resources: &mut [Resource], aliases: &BTreeMap<String, String>) {
    let ids: BTreeSet<String> = resources
        .iter()
        .map(|resource| resource.id.clone())
        .collect();
    let owners: BTreeMap<String, String> = resources
        .iter()
        .filter(|resource| matches!(resource.kind, Kind::Alias | Kind::Version))
        .filter_map(|alias| {
            let target = id_in(alias.target(Setting::Function)?, &ids, aliases)?;
            Some((alias.id.clone(), target))
        })
        .collect();
    for resource in resources {
        for setting in [Setting::Function, Setting::Source, Setting::LogGroup] {
            let Some(stated) = resource.settings.get_mut(&setting) else {
                continue;
            };
            let (Value::Known(text) | Value::Unknown(text)) = &mut stated.value else {
                continue;
            };
            if let Some(id) = id_in(text, &ids, aliases) {
                // A version of an alias of a function is that function's.
                let id = owners
                    .get(&id)
                    .and_then(|id| owners.get(id).or(Some(id)))
                    .cloned()
                    .unwrap_or(id);
                *text = id;
            }
        }
    }
}

fn id_in(text: &str, ids: &BTreeSet<String>, aliases: &BTreeMap<String, String>) -> Option<String> {
    let start = text.split('.').next().unwrap_or(text);
    let last = text.rsplit([':', '/']).next().unwrap_or(text);
    let named = [text, start, last].into_iter().find_map(|name| {
        let alias = aliases.get(name).map(String::as_str);
        alias.or_else(|| ids.contains(name).then_some(name))
    });
    named.map(str::to_owned)
}
