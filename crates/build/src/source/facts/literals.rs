//! Literals, and which of them are parts of paths.

use std::mem;

use super::super::lexer::Token;
use super::{Facts, TELLING};

/// Longest literal that can name a module, a file or a service.
const LONGEST: usize = 256;

/// Calls whose literals are parts of paths, in order.
const PATH_CALLS: &[&str] = &[
    "Path",
    "as_file",
    "contents",
    "files",
    "get_data",
    "get_resource",
    "glob",
    "iglob",
    "is_resource",
    "join",
    "joinpath",
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

/// Reads every literal that is short enough to mean something.
pub(super) fn read(tokens: &[Token<'_>], facts: &mut Facts) {
    let mut place = Place::default();
    let mut literals = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        match *token {
            Token::Mark('(' | '[' | '{') => place.open(before),
            Token::Mark(')' | ']' | '}') => {
                place.calls.pop();
            }
            Token::Line => place = Place::default(),
            Token::Name(name) => {
                place.exports |= name == "__all__";
                facts
                    .telling
                    .extend(TELLING.iter().find(|telling| **telling == name));
            }
            Token::Text { body, .. } if is_short(body) => {
                let rest = &tokens[at + 1..];
                let divided = [before.as_ref(), rest.first()].contains(&Some(&Token::Mark('/')));
                if divided || place.calls.last().is_some_and(|call| *call) {
                    facts.path_literals.extend(place.path(body, rest));
                }
                if place.exports {
                    facts.exported.insert(body.to_owned());
                }
                literals.push(body);
            }
            _ => {}
        }
    }
    // Most literals of a source repeat others: sorting them is cheaper than keeping each.
    literals.sort_unstable();
    literals.dedup();
    facts.literals = literals.into_iter().map(str::to_owned).collect();
}

/// Where in a statement a token stands.
#[derive(Debug, Default)]
struct Place {
    /// For each open bracket, whether it is of a call that takes parts of paths.
    calls: Vec<bool>,
    /// Parts of a path that another follows.
    path: String,
    /// Whether the statement is about `__all__`.
    exports: bool,
}

impl Place {
    fn open(&mut self, before: Option<Token<'_>>) {
        self.calls.push(match before {
            Some(Token::Name(name)) => PATH_CALLS.binary_search(&name).is_ok(),
            _ => self.calls.last().is_some_and(|outer| *outer),
        });
    }

    /// Adds a part to the path, and returns the path when no other part follows.
    fn path(&mut self, part: &str, rest: &[Token<'_>]) -> Option<String> {
        self.path.push_str(part.trim_matches('/'));
        if continues(rest) && self.path.len() <= LONGEST {
            self.path.push('/');
            return None;
        }
        Some(mem::take(&mut self.path))
    }
}

/// Returns whether another literal follows as the next part of a path.
fn continues(rest: &[Token<'_>]) -> bool {
    matches!(rest, [Token::Mark('/' | ','), Token::Text { body, .. }, ..] if is_short(body))
}

/// Returns whether a literal can be a name: prose is longer, or has more words.
fn is_short(body: &str) -> bool {
    let n_spaces = || body.bytes().filter(|byte| *byte == b' ').count();
    !body.is_empty() && body.len() <= LONGEST && !body.contains('\n') && n_spaces() < 4
}
