//! The Serverless Framework's variables, as far as the project alone determines them.
//!
//! `${self:...}`, `${opt:...}`, `${sls:stage}`, `${aws:region}` and `${file(...)}` are followed;
//! of all others, such as `${env:...}` and `${ssm:...}`, only the default is used.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::Load;
use crate::document::{Node, Value};
use crate::functions::reader::{Resolve, Resolved};
use crate::problem::Problem;

/// Most steps that one file's variables may take, weighed by what they copy.
const MOST_STEPS: usize = 1_000_000;

/// Longest chain of variables.
const DEEPEST: usize = 60;

/// Longest text that variables may produce.
const LONGEST_TEXT: usize = 1 << 20;

/// Follows the variables of one `serverless.yml`.
pub(crate) struct Variables<'a> {
    document: &'a Node,
    load: &'a Load<'a>,
    region: &'a str,
    steps: Cell<usize>,
    active: RefCell<Vec<String>>,
}

/// A value that owns what it holds.
enum Found {
    Known(Node),
    Unresolved,
}

impl Resolve for Variables<'_> {
    fn resolve<'n>(&'n self, node: &'n Node) -> Result<Resolved<'n>, Problem> {
        match &node.value {
            Value::Text(text) if text.contains("${") => self.text(text, node),
            Value::Map(map) if map.len() == 1 => Ok(self.intrinsic(node)),
            _ => Ok(Resolved::Known(Cow::Borrowed(node))),
        }
    }
}

impl<'a> Variables<'a> {
    pub(crate) fn new(document: &'a Node, load: &'a Load<'a>, region: &'a str) -> Self {
        Self {
            document,
            load,
            region,
            steps: Cell::new(0),
            active: RefCell::new(Vec::new()),
        }
    }

    /// The functions of `CloudFormation` may stand in a `serverless.yml`; all wait for a deployment.
    fn intrinsic<'n>(&self, node: &'n Node) -> Resolved<'n> {
        let entry = node.as_map().and_then(|map| map.first_key_value());
        let Some((name, argument)) =
            entry.filter(|(name, _)| *name == "Ref" || name.starts_with("Fn::"))
        else {
            return Resolved::Known(Cow::Borrowed(node));
        };
        let stand_in = match (name.as_str(), argument.scalar()) {
            ("Ref", Some(id)) if id == "AWS::Region" => {
                let region = Node::text(self.region, node.mark);
                return Resolved::Known(Cow::Owned(region));
            }
            (_, Some(text)) => text,
            (_, None) => {
                let parts = argument.as_list().unwrap_or_default().iter();
                parts.filter_map(Node::scalar).collect::<Vec<_>>().join(".")
            }
        };
        Resolved::Unresolved {
            what: format!("{name} {stand_in}"),
            stand_in,
        }
    }

    fn text<'n>(&self, text: &str, node: &Node) -> Result<Resolved<'n>, Problem> {
        let mut made = String::new();
        let mut unresolved = None;
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            made.push_str(&rest[..start]);
            let Some(end) = closing(&rest[start..]) else {
                rest = &rest[start..];
                break;
            };
            let inner = &rest[start + 2..start + end];
            let is_whole =
                start == 0 && made.is_empty() && rest.len() == end + 1 && unresolved.is_none();
            rest = &rest[start + end + 1..];
            match self.variable(inner, node)? {
                // A value that is only one variable keeps its type.
                Found::Known(found) if is_whole && rest.is_empty() => {
                    return Ok(Resolved::Known(Cow::Owned(found)));
                }
                Found::Known(found) => made.push_str(&found.scalar().unwrap_or_default()),
                Found::Unresolved => {
                    let name = inner.split(',').next().unwrap_or(inner);
                    made.push_str(name.rsplit([':', '/']).next().unwrap_or(name));
                    unresolved = Some(format!("${{{inner}}}"));
                }
            }
            self.charge(1 + made.len() / 32, node)?;
            if made.len() > LONGEST_TEXT {
                return Err(Problem::new(node.mark, "this text grows beyond a megabyte"));
            }
        }
        made.push_str(rest);
        Ok(match unresolved {
            None => Resolved::Known(Cow::Owned(Node::text(made, node.mark))),
            Some(what) => Resolved::Unresolved {
                what,
                stand_in: made,
            },
        })
    }

    fn charge(&self, steps: usize, node: &Node) -> Result<(), Problem> {
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.steps.get() > MOST_STEPS {
            return Err(Problem::new(
                node.mark,
                "the variables of this file multiply",
            ));
        }
        Ok(())
    }

    /// Follows `source:address, fallback, ...`, with a guard against going round in a circle.
    fn variable(&self, inner: &str, node: &Node) -> Result<Found, Problem> {
        self.charge(1 + inner.len() / 32, node)?;
        let name = inner.trim().to_owned();
        if self.active.borrow().contains(&name) {
            let mut chain = self.active.borrow().clone();
            chain.push(name.clone());
            let message = format!(
                "variable `${{{name}}}` refers to itself: {}",
                chain.join(" -> ")
            );
            return Err(Problem::new(node.mark, message));
        }
        if self.active.borrow().len() >= DEEPEST {
            return Err(Problem::new(
                node.mark,
                "variables refer to each other too deeply",
            ));
        }
        self.active.borrow_mut().push(name);
        let found = self.alternatives(inner, node);
        self.active.borrow_mut().pop();
        found
    }

    fn alternatives(&self, inner: &str, node: &Node) -> Result<Found, Problem> {
        for part in split_commas(inner) {
            // An inner variable is part of the address: `${self:custom.${opt:stage, 'dev'}.size}`.
            let part = part.trim();
            let address = if part.contains("${") {
                match self.text(part, node)? {
                    Resolved::Known(found) => match found.scalar() {
                        Some(text) if text != part => text,
                        _ => return Ok(Found::Known(found.into_owned())),
                    },
                    _ => continue,
                }
            } else {
                part.to_owned()
            };
            if part.starts_with("${") {
                return Ok(Found::Known(Node::text(address, node.mark)));
            }
            if let Some(found) = self.source(&address, node)? {
                return Ok(Found::Known(found));
            }
        }
        Ok(Found::Unresolved)
    }

    fn source(&self, address: &str, node: &Node) -> Result<Option<Node>, Problem> {
        let text = |text: &str| Ok(Some(Node::text(text, node.mark)));
        if let Some(quoted) = unquote(address) {
            return text(quoted);
        }
        match address {
            "sls:stage" | "opt:stage" | "self:provider.stage" => {
                let declared = self.document.path(&["provider", "stage"]);
                return match declared {
                    Some(declared) if address != "opt:stage" => self.follow(declared),
                    // Without an option the default after the comma counts.
                    _ if address == "opt:stage" => Ok(None),
                    _ => text("dev"),
                };
            }
            "aws:region" | "AWS::Region" => return text(self.region),
            "true" | "false" => {
                return Ok(Some(Node::new(Value::Bool(address == "true"), node.mark)));
            }
            "null" => return Ok(Some(Node::new(Value::Null, node.mark))),
            _ => {}
        }
        if address.parse::<f64>().is_ok() {
            return Ok(Some(Node::new(
                Value::Number(address.to_owned()),
                node.mark,
            )));
        }
        if let Some(path) = address.strip_prefix("self:") {
            return self.walk(self.document, path);
        }
        if let Some(rest) = address.strip_prefix("file(")
            && let Some((file, path)) = rest.split_once(')')
        {
            self.charge(1000, node)?;
            return match (self.load)(file.trim())? {
                Some(loaded) => self.walk(&loaded, path.trim_start_matches(':')),
                None => Ok(None),
            };
        }
        Ok(None)
    }

    fn walk(&self, from: &Node, path: &str) -> Result<Option<Node>, Problem> {
        let mut node = Cow::Borrowed(from);
        for key in path.split('.').filter(|key| !key.is_empty()) {
            let next = match &node.value {
                Value::List(list) => key.parse::<usize>().ok().and_then(|index| list.get(index)),
                _ => node.get(key),
            };
            let Some(next) = next else {
                return Ok(None);
            };
            match self.follow(next)? {
                Some(next) => node = Cow::Owned(next),
                None => return Ok(None),
            }
        }
        Ok(Some(node.into_owned()))
    }

    fn follow(&self, node: &Node) -> Result<Option<Node>, Problem> {
        // What is copied is paid for, so that chains of large maps come to an end.
        self.charge(node.weight(), node)?;
        Ok(match self.resolve(node)? {
            Resolved::Known(node) => Some(node.into_owned()),
            Resolved::Absent | Resolved::Unresolved { .. } => None,
        })
    }
}

/// Returns where the variable at the start of the text is closed, inner variables passed over.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                depth += 1;
                at += 1;
            }
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Splits at commas outside of quotes, parentheses and inner variables.
fn split_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start) = (0_usize, None, 0);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'{' | b'(') => depth += 1,
            (None, b'}' | b')') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unquote(text: &str) -> Option<&str> {
    ['\'', '"'].iter().find_map(|quote| {
        let inner = text.strip_prefix(*quote)?.strip_suffix(*quote)?;
        Some(inner)
    })
}
