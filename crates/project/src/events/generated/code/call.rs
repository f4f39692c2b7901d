//! Following calls into the functions and classes of the code.

use std::collections::BTreeMap;

use warmfront_syntax::ast::{Expr, ExprCall, StmtFunctionDef};

use super::follow::{Follow, Frame};
use super::known::{Known, below};
use crate::events::generated::wanted::{Path, Step};

/// Deepest chain of calls that is followed.
const DEEPEST: usize = 8;

/// What a call gives by name.
pub(super) type Named<'a> = Vec<(String, Known<'a>)>;

impl<'a> Follow<'a, '_> {
    /// Follows a call.
    pub(super) fn called(&mut self, call: &'a ExprCall, frame: &mut Frame<'a>) -> Known<'a> {
        let mut given = Vec::new();
        for argument in &call.arguments.args {
            let value = self.express(argument, frame);
            match (argument, value) {
                (Expr::Starred(_), Known::List(items)) => given.extend(items),
                (Expr::Starred(_), value) => given.push(self.item(&value)),
                (_, value) => given.push(value),
            }
        }
        let (mut named, mut spread) = (Vec::new(), None);
        for keyword in &call.arguments.keywords {
            let value = self.express(&keyword.value, frame);
            match (&keyword.arg, value) {
                (Some(name), value) => named.push((name.to_string(), value)),
                (None, Known::Wanted(path)) => spread = Some(path),
                (None, Known::Dict(entries)) => {
                    named.extend(entries.into_iter().filter_map(|(key, value)| {
                        Some((key.constant()?.as_str()?.to_owned(), value))
                    }));
                }
                (None, _) => {}
            }
        }
        if let Expr::Attribute(attribute) = &*call.func {
            let of = self.express(&attribute.value, frame);
            if let Some(known) = self.method(&of, &attribute.attr, (&given, &named)) {
                return known;
            }
            let function = self.attribute(&of, &attribute.attr);
            return self.all(&function, &given, (named, spread));
        }
        let function = self.express(&call.func, frame);
        self.all(&function, &given, (named, spread))
    }

    /// Calls each function that may be meant.
    fn all(
        &mut self,
        function: &Known<'a>,
        given: &[Known<'a>],
        (named, spread): (Named<'a>, Option<Path>),
    ) -> Known<'a> {
        let mut returned = Vec::new();
        for each in function.alternatives() {
            returned.push(match (each, &spread) {
                (Known::Class { module, class }, Some(path)) => {
                    self.describe(module, class, path);
                    Known::Wanted(path.clone())
                }
                (
                    Known::Function {
                        function, bound, ..
                    },
                    Some(path),
                ) => {
                    let n_given = given.len() + usize::from(bound.is_some());
                    let mut named = named.clone();
                    self.spread(function, n_given, path, &mut named);
                    self.call(each, given.to_vec(), named)
                }
                _ => self.call(each, given.to_vec(), named.clone()),
            });
        }
        Known::either(returned)
    }

    /// Gives a function the values of a map by the names of its parameters.
    fn spread(
        &mut self,
        function: &StmtFunctionDef,
        n_given: usize,
        path: &Path,
        named: &mut Named<'a>,
    ) {
        let parameters = &function.parameters;
        let positional = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .skip(n_given);
        for parameter in positional.chain(&parameters.kwonlyargs) {
            let name = parameter.parameter.name.to_string();
            if named.iter().any(|(own, _)| *own == name) {
                continue;
            }
            let path = below(path, Step::Key(name.clone()));
            let value = self.read(&path, parameter.default.is_none());
            named.push((name, value));
        }
    }

    /// Calls something.
    pub(super) fn call(
        &mut self,
        function: &Known<'a>,
        given: Vec<Known<'a>>,
        named: Named<'a>,
    ) -> Known<'a> {
        match function {
            Known::Function {
                module,
                function,
                bound,
            } => {
                let own = bound.iter().map(|bound| (**bound).clone());
                let given = own.chain(given).collect();
                self.enter(module, function, given, named)
            }
            Known::Class { module, class } => self.construct(module, class, given, named),
            Known::Named(name) => self.library(name, &given, &named),
            Known::Either(all) => {
                let all = all.clone();
                let returned = all
                    .iter()
                    .map(|each| self.call(each, given.clone(), named.clone()));
                let returned = returned.collect();
                Known::either(returned)
            }
            _ => Known::Unknown,
        }
    }

    /// Follows a function, where it gets something that is known.
    fn enter(
        &mut self,
        module: &'a str,
        function: &'a StmtFunctionDef,
        given: Vec<Known<'a>>,
        named: Named<'a>,
    ) -> Known<'a> {
        let n_open = self
            .open
            .iter()
            .filter(|(_, name)| name.starts_with("def "))
            .count();
        let key = (module, format!("def {}", function.name));
        if n_open >= DEEPEST || self.open.contains(&key) {
            return Known::Unknown;
        }
        let mut frame = Frame {
            module,
            ..Frame::default()
        };
        self.bind_parameters(function, given, named, &mut frame);
        self.open.push(key);
        self.body(&function.body, &mut frame);
        self.open.pop();
        Known::either(frame.returned)
    }

    fn bind_parameters(
        &mut self,
        function: &'a StmtFunctionDef,
        given: Vec<Known<'a>>,
        named: Named<'a>,
        frame: &mut Frame<'a>,
    ) {
        let parameters = &function.parameters;
        let mut named: BTreeMap<String, Known<'a>> = named.into_iter().collect();
        let mut given = given.into_iter();
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let positional = positional.map(|parameter| (parameter, true));
        let by_name = parameters
            .kwonlyargs
            .iter()
            .map(|parameter| (parameter, false));
        for (parameter, is_positional) in positional.chain(by_name) {
            let name = parameter.parameter.name.to_string();
            let own = if is_positional { given.next() } else { None };
            let value = match (own.or_else(|| named.remove(&name)), &parameter.default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.express(default, frame),
                (None, None) => Known::Unknown,
            };
            // What a parameter is told to be, a value of the event is.
            if let (Some(annotation), Known::Wanted(path)) =
                (&parameter.parameter.annotation, &value)
                && !path.is_empty()
                && !self.models.contains_key(path)
            {
                self.annotate(annotation, path, frame.module);
            }
            frame.names.insert(name, value);
        }
        if let Some(rest) = &parameters.vararg {
            frame
                .names
                .insert(rest.name.to_string(), Known::List(given.collect()));
        }
        if let Some(rest) = &parameters.kwarg {
            let rest_of = named
                .into_iter()
                .map(|(name, value)| (Known::text(&name), value));
            frame
                .names
                .insert(rest.name.to_string(), Known::Dict(rest_of.collect()));
        }
    }
}
