//! The intrinsic functions of `CloudFormation`, as far as a template alone determines them.
//!
//! What only a deployment knows becomes a stand-in that reads like it: the logical id for a `Ref`,
//! `Table.Arn` for a `GetAtt`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use crate::document::{Map, Node, Value};
use crate::functions::reader::{Resolve, Resolved};
use crate::problem::Problem;

/// Most steps that one template's references may take.
const MOST_STEPS: usize = 1_000_000;

/// Longest chain of references.
const DEEPEST: usize = 200;

/// Resolves what is static in one template.
pub(crate) struct Resolver<'a> {
    template: &'a Node,
    region: &'a str,
    account: &'a str,
    steps: Cell<usize>,
    depth: Cell<usize>,
    conditions: RefCell<Vec<String>>,
}

impl Resolve for Resolver<'_> {
    fn resolve<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Problem> {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        if steps > MOST_STEPS {
            return Err(Problem::new(
                node.mark,
                "the references of this template multiply",
            ));
        }
        if self.depth.get() >= DEEPEST {
            return Err(Problem::new(node.mark, "this is nested too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        let resolved = self.dispatch(node);
        self.depth.set(self.depth.get() - 1);
        resolved
    }
}

impl<'t> Resolver<'t> {
    pub(crate) fn new(template: &'t Node, region: &'t str, account: &'t str) -> Self {
        Self {
            template,
            region,
            account,
            steps: Cell::new(0),
            depth: Cell::new(0),
            conditions: RefCell::new(Vec::new()),
        }
    }

    fn dispatch<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Problem> {
        let single = node.as_map().filter(|map| map.len() == 1);
        let Some((name, argument)) = single.and_then(Map::first_key_value) else {
            return Ok(Resolved::Known(Cow::Borrowed(node)));
        };
        let arguments = argument.as_list().unwrap_or_default();
        match name.as_str() {
            "Ref" => self.reference(&argument.scalar().unwrap_or_default(), node),
            "Fn::GetAtt" => Ok(attribute(argument)),
            "Fn::Sub" => self.substitute(argument, node),
            "Fn::If" => self.choose(arguments, node),
            "Fn::Join" => self.join(arguments, node),
            "Fn::Select" => self.select(arguments, node),
            "Fn::Split" => self.split(arguments, node),
            "Fn::FindInMap" => self.find_in_map(arguments, node),
            "Fn::Base64" => self.resolve(argument),
            "Fn::ImportValue" => Ok(unresolved(
                name,
                &self
                    .text(argument)?
                    .map_or_else(|| "imported".to_owned(), |text| text.0),
            )),
            other if other.starts_with("Fn::") => Ok(unresolved(other, other)),
            _ => Ok(Resolved::Known(Cow::Borrowed(node))),
        }
    }

    fn section(&self, name: &str, key: &str) -> Option<&'t Node> {
        self.template.get(name)?.get(key)
    }

    fn reference<'a>(&'a self, name: &str, node: &Node) -> Result<Resolved<'a>, Problem> {
        let known = |text: &str| Resolved::Known(Cow::Owned(Node::text(text, node.mark)));
        Ok(match name {
            "AWS::NoValue" => Resolved::Absent,
            "AWS::Region" => known(self.region),
            "AWS::AccountId" => known(self.account),
            "AWS::Partition" => known("aws"),
            "AWS::URLSuffix" => known("amazonaws.com"),
            "AWS::StackName" => known("stack"),
            _ => match self.section("Parameters", name) {
                Some(parameter) => parameter_default(name, parameter)?,
                None => unresolved(&format!("Ref {name}"), name),
            },
        })
    }

    /// Returns a value as a text, and the reference in it that is known only once deployed.
    fn text(&self, node: &Node) -> Result<Option<(String, Option<String>)>, Problem> {
        Ok(match self.resolve(node)? {
            Resolved::Known(node) => node.scalar().map(|text| (text, None)),
            Resolved::Absent => None,
            Resolved::Unresolved { what, stand_in } => Some((stand_in, Some(what))),
        })
    }

    fn substitute<'a>(&'a self, argument: &'a Node, node: &Node) -> Result<Resolved<'a>, Problem> {
        let (pattern, names) = match argument.as_list() {
            Some([pattern, names, ..]) => (pattern, names.as_map()),
            Some([pattern]) => (pattern, None),
            _ => (argument, None),
        };
        let pattern = pattern.scalar().unwrap_or_default();
        let mut made = Made::default();
        let mut rest = pattern.as_str();
        while let Some(start) = rest.find("${") {
            made.push(&rest[..start]);
            let Some(length) = rest[start..].find('}') else {
                rest = &rest[start..];
                break;
            };
            let name = rest[start + 2..start + length].trim();
            rest = &rest[start + length + 1..];
            if let Some(literal) = name.strip_prefix('!') {
                made.push(&format!("${{{literal}}}"));
            } else if let Some(own) = names.and_then(|names| names.get(name)) {
                made.add(self.text(own)?);
            } else if name.contains('.') {
                made.add(Some((name.to_owned(), Some(format!("Fn::GetAtt {name}")))));
            } else {
                made.add(match self.reference(name, node)? {
                    Resolved::Known(node) => node.scalar().map(|text| (text, None)),
                    Resolved::Absent => None,
                    Resolved::Unresolved { what, stand_in } => Some((stand_in, Some(what))),
                });
            }
            self.charge(made.text.len(), node)?;
        }
        made.push(rest);
        Ok(made.finish(node))
    }

    /// Bounds how much text references may produce.
    fn charge(&self, bytes: usize, node: &Node) -> Result<(), Problem> {
        if bytes > 1 << 20 {
            return Err(Problem::new(node.mark, "this text grows beyond a megabyte"));
        }
        self.steps.set(self.steps.get() + bytes / 256);
        Ok(())
    }

    fn choose<'a>(&'a self, arguments: &'a [Node], node: &Node) -> Result<Resolved<'a>, Problem> {
        let [name, yes, no] = arguments else {
            return Err(Problem::new(
                node.mark,
                "`Fn::If` takes a condition and two values",
            ));
        };
        let name = name.scalar().unwrap_or_default();
        match self.condition(&name)? {
            Some(true) => self.resolve(yes),
            Some(false) => self.resolve(no),
            None => Ok(unresolved(&format!("Fn::If {name}"), &name)),
        }
    }

    /// Returns whether a named condition holds, if the template alone tells.
    pub(crate) fn condition(&self, name: &str) -> Result<Option<bool>, Problem> {
        let Some(node) = self.section("Conditions", name) else {
            return Ok(None);
        };
        if self.conditions.borrow().iter().any(|active| active == name) {
            let mut chain = self.conditions.borrow().clone();
            chain.push(name.to_owned());
            let chain = chain.join(" -> ");
            return Err(Problem::new(
                node.mark,
                format!("condition `{name}` refers to itself: {chain}"),
            ));
        }
        self.conditions.borrow_mut().push(name.to_owned());
        let holds = self.holds(node);
        self.conditions.borrow_mut().pop();
        holds
    }

    fn holds(&self, node: &Node) -> Result<Option<bool>, Problem> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return Err(Problem::new(
                node.mark,
                "the conditions of this template multiply",
            ));
        }
        let Some((name, argument)) = node.as_map().and_then(Map::first_key_value) else {
            return Ok(node.as_bool());
        };
        let parts = argument.as_list().unwrap_or(std::slice::from_ref(argument));
        match name.as_str() {
            "Condition" => self.condition(&argument.scalar().unwrap_or_default()),
            "Fn::Not" => Ok(match parts.first() {
                Some(part) => self.holds(part)?.map(|holds| !holds),
                None => None,
            }),
            "Fn::And" => self.all(parts, true),
            "Fn::Or" => self.all(parts, false),
            "Fn::Equals" => match parts {
                [left, right] => Ok(match (self.text(left)?, self.text(right)?) {
                    (Some((left, None)), Some((right, None))) => Some(left == right),
                    _ => None,
                }),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Returns `expected` when every part is so, its opposite when any is not.
    fn all(&self, parts: &[Node], expected: bool) -> Result<Option<bool>, Problem> {
        let mut known = true;
        for part in parts {
            match self.holds(part)? {
                Some(holds) if holds != expected => return Ok(Some(!expected)),
                Some(_) => {}
                None => known = false,
            }
        }
        Ok(known.then_some(expected))
    }

    /// Returns the items of a list, which a reference may give as a comma-delimited text.
    fn items<'a>(&'a self, node: &'a Node) -> Result<Option<Vec<Cow<'a, Node>>>, Problem> {
        let Resolved::Known(list) = self.resolve(node)? else {
            return Ok(None);
        };
        Ok(match list {
            Cow::Borrowed(Node {
                value: Value::List(items),
                ..
            }) => Some(items.iter().map(Cow::Borrowed).collect()),
            Cow::Owned(Node {
                value: Value::List(items),
                ..
            }) => Some(items.into_iter().map(Cow::Owned).collect()),
            other => other.as_text().map(|text| {
                let parts = text
                    .split(',')
                    .map(|part| Node::text(part.trim(), other.mark));
                parts.map(Cow::Owned).collect()
            }),
        })
    }

    fn join<'a>(&'a self, arguments: &'a [Node], node: &Node) -> Result<Resolved<'a>, Problem> {
        let [separator, list] = arguments else {
            return Err(Problem::new(
                node.mark,
                "`Fn::Join` takes a separator and a list",
            ));
        };
        let separator = separator.scalar().unwrap_or_default();
        let Some(items) = self.items(list)? else {
            return Ok(unresolved("Fn::Join", "joined"));
        };
        let mut made = Made::default();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                made.push(&separator);
            }
            made.add(self.text(item)?);
            self.charge(made.text.len(), node)?;
        }
        Ok(made.finish(node))
    }

    fn select<'a>(&'a self, arguments: &'a [Node], node: &Node) -> Result<Resolved<'a>, Problem> {
        let [index, list] = arguments else {
            return Err(Problem::new(
                node.mark,
                "`Fn::Select` takes an index and a list",
            ));
        };
        let index = self
            .text(index)?
            .and_then(|(text, _)| text.parse::<usize>().ok());
        let (Some(index), Some(mut items)) = (index, self.items(list)?) else {
            return Ok(unresolved("Fn::Select", "selected"));
        };
        if index >= items.len() {
            return Err(Problem::new(
                node.mark,
                format!("`Fn::Select` finds no item {index}"),
            ));
        }
        match items.swap_remove(index) {
            Cow::Borrowed(item) => self.resolve(item),
            Cow::Owned(item) => Ok(Resolved::Known(Cow::Owned(item))),
        }
    }

    fn split<'a>(&'a self, arguments: &'a [Node], node: &Node) -> Result<Resolved<'a>, Problem> {
        let [separator, text] = arguments else {
            return Err(Problem::new(
                node.mark,
                "`Fn::Split` takes a separator and a text",
            ));
        };
        let separator = separator.scalar().unwrap_or_default();
        let Some((text, None)) = self.text(text)?.filter(|_| !separator.is_empty()) else {
            return Ok(unresolved("Fn::Split", "split"));
        };
        let parts = text
            .split(&separator)
            .map(|part| Node::text(part, node.mark));
        let list = Node::new(Value::List(parts.collect()), node.mark);
        Ok(Resolved::Known(Cow::Owned(list)))
    }

    fn find_in_map<'a>(&'a self, arguments: &[Node], node: &Node) -> Result<Resolved<'a>, Problem> {
        let mut keys = Vec::new();
        for argument in arguments.iter().take(3) {
            match self.text(argument)? {
                Some((key, None)) => keys.push(key),
                _ => return Ok(unresolved("Fn::FindInMap", "mapped")),
            }
        }
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let found = self
            .template
            .get("Mappings")
            .and_then(|maps| maps.path(&keys));
        let path = keys.join(".");
        match found {
            Some(found) if keys.len() == 3 => Ok(Resolved::Known(Cow::Borrowed(found))),
            _ => Err(Problem::new(
                node.mark,
                format!("`Fn::FindInMap` finds no `{path}`"),
            )),
        }
    }
}

/// A parameter's default is its value, except where it names a parameter of Systems Manager.
fn parameter_default<'a>(name: &str, parameter: &'a Node) -> Result<Resolved<'a>, Problem> {
    let kind = parameter.get("Type").and_then(Node::as_text);
    let is_stored = kind.is_some_and(|kind| kind.starts_with("AWS::SSM::"));
    let what = format!("Ref {name}");
    Ok(match parameter.get("Default") {
        // References here would allow circles; a deployment refuses them too.
        Some(default) if default.scalar().is_none() => {
            let message = format!("the default of parameter `{name}` must be a plain value");
            return Err(Problem::new(default.mark, message));
        }
        Some(default) if is_stored => unresolved(&what, &default.scalar().unwrap_or_default()),
        Some(default) => Resolved::Known(Cow::Borrowed(default)),
        None => unresolved(&what, name),
    })
}

fn attribute<'a>(argument: &Node) -> Resolved<'a> {
    let parts: Vec<String> = match &argument.value {
        Value::List(list) => list.iter().filter_map(Node::scalar).collect(),
        _ => argument.scalar().into_iter().collect(),
    };
    let path = parts.join(".");
    unresolved(&format!("Fn::GetAtt {path}"), &path)
}

fn unresolved<'a>(what: &str, stand_in: &str) -> Resolved<'a> {
    Resolved::Unresolved {
        what: what.to_owned(),
        stand_in: stand_in.to_owned(),
    }
}

/// A text in the making, out of parts that may be stand-ins.
#[derive(Default)]
struct Made {
    text: String,
    unresolved: Option<String>,
}

impl Made {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn add(&mut self, part: Option<(String, Option<String>)>) {
        if let Some((text, unresolved)) = part {
            self.text.push_str(&text);
            self.unresolved = self.unresolved.take().or(unresolved);
        }
    }

    fn finish<'a>(self, node: &Node) -> Resolved<'a> {
        match self.unresolved {
            None => Resolved::Known(Cow::Owned(Node::text(self.text, node.mark))),
            Some(what) => Resolved::Unresolved {
                what,
                stand_in: self.text,
            },
        }
    }
}
