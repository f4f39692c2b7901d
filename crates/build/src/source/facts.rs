//! What a Python source says of other files: the modules it imports, its literals, its calls.

use std::collections::BTreeSet;

use super::lexer::{Token, tokens};

/// Longest literal that can name a module, a file or a service.
const LONGEST_LITERAL: usize = 256;

/// Calls whose literals are parts of paths.
const PATH_CALLS: &[&str] = &[
    "Path",
    "as_file",
    "contents",
    "files",
    "get_data",
    "get_resource",
    "glob",
    "is_resource",
    "join",
    "joinpath",
    "iglob",
    "listdir",
    "open",
    "open_binary",
    "open_text",
    "path",
    "read_binary",
    "read_text",
    "resource_exists",
    "resource_filename",
    "resource_listdir",
    "resource_stream",
    "resource_string",
    "rglob",
    "scandir",
    "walk",
];

/// Names that say what a source does with modules, packages or services.
const TELLING: &[&str] = &[
    "attach_stub",
    "get_available_regions",
    "get_available_resources",
    "get_available_services",
    "get_service_data",
    "get_service_model",
    "iter_modules",
    "list_available_services",
    "load_service_model",
    "walk_packages",
];

/// What a source says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it imports, in order.
    pub imports: Vec<Import>,
    /// Its short literals.
    pub literals: BTreeSet<String>,
    /// Those of them that are parts of paths.
    pub path_literals: BTreeSet<String>,
    /// Which of the names that tell of a source's ways it uses.
    pub telling: BTreeSet<&'static str>,
    /// AWS services that it asks for by name.
    pub services: BTreeSet<String>,
    /// How it may ask for other services.
    pub service_use: ServiceUse,
}

/// How a source may ask for AWS services beyond those that it names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceUse {
    /// It does not.
    #[default]
    Named,
    /// A `client(x)` or `resource(x)` of something that may be no session of AWS.
    PerhapsComputed,
    /// A session's client whose name is computed.
    Computed,
}

/// An import statement, or the part of one that names a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Dots before the name.
    pub level: usize,
    /// The module; empty for `from . import x`.
    pub module: String,
    /// What is taken from it; `*` for everything.
    pub names: Vec<String>,
}

impl Facts {
    /// Reads a source. What is not UTF-8 is replaced: names of modules are.
    #[must_use]
    pub fn read(source: &[u8]) -> Self {
        let text = String::from_utf8_lossy(source);
        let tokens: Vec<Token<'_>> = tokens(&text).collect();
        let mut facts = Self::default();
        facts.read_imports(&tokens);
        facts.read_literals(&tokens);
        facts.read_services(&tokens);
        facts
    }

    fn read_imports(&mut self, tokens: &[Token<'_>]) {
        let mut begins = true;
        let mut depth = 0_usize;
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Name("import") if begins => self.import(&tokens[at + 1..]),
                Token::Name("from") if begins => self.from(&tokens[at + 1..]),
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            begins = match token {
                Token::Line => {
                    depth = 0;
                    true
                }
                Token::Mark(';' | ':') => depth == 0,
                // The statement that Python 3.15 has: `lazy import a`.
                Token::Name("lazy") => begins,
                _ => false,
            };
        }
    }

    /// Reads `a.b as c, d`.
    fn import(&mut self, mut rest: &[Token<'_>]) {
        loop {
            let (level, module, n_tokens) = dotted(rest);
            if module.is_empty() {
                return;
            }
            let names = Vec::new();
            self.imports.push(Import {
                level,
                module,
                names,
            });
            rest = &rest[n_tokens..];
            if let [Token::Name("as"), Token::Name(_), after @ ..] = rest {
                rest = after;
            }
            match rest {
                [Token::Mark(','), after @ ..] => rest = after,
                _ => return,
            }
        }
    }

    /// Reads `..a.b import (c as d, e)`.
    fn from(&mut self, rest: &[Token<'_>]) {
        let (level, module, n_tokens) = dotted(rest);
        let [Token::Name("import"), rest @ ..] = &rest[n_tokens..] else {
            return;
        };
        if level == 0 && module.is_empty() {
            return;
        }
        let mut names = Vec::new();
        let mut expects = true;
        for token in rest {
            match token {
                Token::Name("as") => expects = false,
                Token::Name(name) if expects => {
                    names.push((*name).to_owned());
                    expects = false;
                }
                Token::Mark('*') if expects => names.push("*".to_owned()),
                Token::Mark(',') => expects = true,
                Token::Name(_) | Token::Mark('(') => {}
                _ => break,
            }
        }
        self.imports.push(Import {
            level,
            module,
            names,
        });
    }

    fn read_literals(&mut self, tokens: &[Token<'_>]) {
        // For each open bracket, whether it is of a call that takes parts of paths.
        let mut calls: Vec<bool> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| tokens[before]);
            match token {
                Token::Mark('(' | '[' | '{') => calls.push(match before {
                    Some(Token::Name(name)) => PATH_CALLS.contains(&name),
                    _ => calls.last().is_some_and(|outer| *outer),
                }),
                Token::Mark(')' | ']' | '}') => {
                    calls.pop();
                }
                Token::Line => calls.clear(),
                Token::Name(name) => {
                    self.telling
                        .extend(TELLING.iter().find(|telling| *telling == name));
                }
                Token::Text { body, .. } if body.len() <= LONGEST_LITERAL && !body.is_empty() => {
                    let divides = |token: Option<&Token<'_>>| token == Some(&Token::Mark('/'));
                    let is_path = calls.last().is_some_and(|call| *call)
                        || divides(before.as_ref())
                        || divides(tokens.get(at + 1));
                    if is_path {
                        self.path_literals.insert((*body).to_owned());
                    }
                    self.literals.insert((*body).to_owned());
                }
                _ => {}
            }
        }
    }

    fn read_services(&mut self, tokens: &[Token<'_>]) {
        for (at, token) in tokens.iter().enumerate() {
            let Token::Name("client" | "resource" | "create_client") = token else {
                continue;
            };
            let is_definition =
                at > 0 && matches!(tokens[at - 1], Token::Name("def" | "import" | "class"));
            if is_definition {
                continue;
            }
            let of_session =
                at > 1 && tokens[at - 1] == Token::Mark('.') && is_session(&tokens[..at - 1]);
            match (service(&tokens[at + 1..]), of_session) {
                (Service::Named(name), _) => {
                    self.services.insert(name.to_owned());
                }
                (Service::Computed | Service::NotCalled, true) => {
                    self.service_use = ServiceUse::Computed;
                }
                (Service::Computed, false) => {
                    self.service_use = self.service_use.max(ServiceUse::PerhapsComputed);
                }
                (Service::NotCalled, false) => {}
            }
        }
    }
}

/// Which service a call asks for.
enum Service<'a> {
    Named(&'a str),
    Computed,
    NotCalled,
}

/// Reads the arguments of a call for a client.
fn service<'a>(rest: &[Token<'a>]) -> Service<'a> {
    let Some(Token::Mark('(')) = rest.first() else {
        return Service::NotCalled;
    };
    let arguments = &rest[1..];
    let named = |tokens: &[Token<'a>]| match tokens {
        [
            Token::Text {
                body,
                formatted: false,
            },
            Token::Mark(',' | ')'),
            ..,
        ] => Some(*body),
        _ => None,
    };
    if let Some(name) = named(arguments) {
        return Service::Named(name);
    }
    let mut depth = 0_usize;
    for (at, token) in arguments.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') if depth == 0 => break,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            Token::Name("service_name") if depth == 0 => {
                let value = arguments.get(at + 2..).and_then(named);
                let is_keyword = arguments.get(at + 1) == Some(&Token::Mark('='));
                if let Some(name) = value.filter(|_| is_keyword) {
                    return Service::Named(name);
                }
            }
            _ => {}
        }
    }
    Service::Computed
}

/// Returns whether what stands before `.client` is the library or a session of it.
fn is_session(before: &[Token<'_>]) -> bool {
    let is = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("boto") || name.contains("session")
    };
    match before {
        [.., Token::Name(name)] => is(name),
        // `Session(...)`: the name stands before the arguments.
        [.., Token::Mark(')')] => {
            let mut depth = 0_usize;
            let opening = before.iter().rposition(|token| {
                match token {
                    Token::Mark(')') => depth += 1,
                    Token::Mark('(') => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            let name = opening
                .and_then(|at| at.checked_sub(1))
                .map(|at| before[at]);
            matches!(name, Some(Token::Name(name)) if is(name))
        }
        _ => false,
    }
}

/// Reads dots and a dotted name; returns how many tokens they were.
fn dotted(tokens: &[Token<'_>]) -> (usize, String, usize) {
    let dots = tokens
        .iter()
        .take_while(|token| **token == Token::Mark('.'));
    let level = dots.count();
    let mut module = String::new();
    let mut at = level;
    while let Some(Token::Name(name)) = tokens.get(at) {
        // `from . import a` names no module.
        if module.is_empty() && *name == "import" {
            break;
        }
        module.push_str(name);
        at += 1;
        if tokens.get(at) != Some(&Token::Mark('.')) {
            break;
        }
        module.push('.');
        at += 1;
    }
    (level, module, at)
}

#[cfg(test)]
mod tests;
