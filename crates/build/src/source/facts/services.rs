//! Calls that make clients of AWS services.

use super::super::lexer::Token;
use super::{Facts, ServiceUse};

/// Reads every call that makes a client.
pub(super) fn read(tokens: &[Token<'_>], facts: &mut Facts) {
    let mut imports = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let begins = matches!(before, None | Some(Token::Line | Token::Mark(';' | ':')));
        match token {
            Token::Line => imports = false,
            Token::Name("from" | "import") if begins => imports = true,
            _ => {}
        }
        if *token == Token::Name("getattr") && asks_by_name(&tokens[at + 1..]) {
            facts.service_use = ServiceUse::Computed;
        }
        let Token::Name("client" | "resource" | "create_client") = token else {
            continue;
        };
        if imports && tokens.get(at + 1) == Some(&Token::Name("as")) {
            // Calls by another name are not followed.
            facts.service_use = facts.service_use.max(ServiceUse::PerhapsComputed);
        }
        if imports || matches!(before, Some(Token::Name("def" | "class"))) {
            continue;
        }
        let of_session =
            at > 1 && tokens[at - 1] == Token::Mark('.') && is_session(&tokens[..at - 1]);
        match (service(&tokens[at + 1..]), of_session) {
            (Service::Named(name), _) => {
                facts.services.insert(name.to_owned());
            }
            (Service::Constant(name), _) if constant(tokens, name).is_some() => {
                facts
                    .services
                    .extend(constant(tokens, name).map(str::to_owned));
            }
            (Service::Constant(_) | Service::Computed, true) => {
                facts.service_use = ServiceUse::Computed;
            }
            (Service::Constant(_) | Service::Computed, false) => {
                facts.service_use = facts.service_use.max(ServiceUse::PerhapsComputed);
            }
            // `boto3.client` handed on; `botocore.client` is a module.
            (Service::NotCalled, true) if !is_module(&tokens[..at - 1]) => {
                facts.service_use = ServiceUse::Computed;
            }
            (Service::NotCalled, _) => {}
        }
    }
}

/// Which service a call asks for.
enum Service<'a> {
    Named(&'a str),
    Constant(&'a str),
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
    if let [Token::Name(name), Token::Mark(',' | ')'), ..] = arguments {
        return Service::Constant(name);
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

/// Returns whether the arguments are a session and the name of what makes clients.
fn asks_by_name(arguments: &[Token<'_>]) -> bool {
    let end = arguments
        .iter()
        .position(|token| *token == Token::Mark(','));
    let Some((object, rest)) = end.map(|end| arguments.split_at(end)) else {
        return false;
    };
    let names = ["client", "resource", "create_client"];
    let is_name = matches!(rest.get(1), Some(Token::Text { body, .. }) if names.contains(body));
    is_name && is_session(object)
}

/// Returns what a name in capitals stands for, when all that is ever assigned to it is one literal.
fn constant<'a>(tokens: &[Token<'a>], name: &str) -> Option<&'a str> {
    if name.contains(char::is_lowercase) {
        return None;
    }
    let mut value = None;
    for (at, token) in tokens.iter().enumerate() {
        if *token != Token::Name(name) {
            continue;
        }
        let begins = at == 0 || tokens[at - 1] == Token::Line;
        match &tokens[at + 1..] {
            [
                Token::Mark('='),
                Token::Text {
                    body,
                    formatted: false,
                },
                Token::Line,
                ..,
            ] if begins && value.is_none_or(|value| value == *body) => {
                value = Some(*body);
            }
            // A use, not another value.
            [Token::Mark(',' | ')' | ']' | '}') | Token::Line, ..] if !begins => {}
            _ => return None,
        }
    }
    value
}

/// Returns whether what stands before `.client` is botocore or one of its kind.
fn is_module(before: &[Token<'_>]) -> bool {
    matches!(before, [.., Token::Name("botocore" | "aiobotocore")])
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
