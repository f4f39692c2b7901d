//! Import statements, wherever in a source they stand.

use super::super::lexer::Token;
use super::{Facts, Import};

/// Reads every import statement.
pub(super) fn read(tokens: &[Token<'_>], facts: &mut Facts) {
    let mut begins = true;
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Name("import") if begins => import(&tokens[at + 1..], facts),
            Token::Name("from") if begins => from(&tokens[at + 1..], facts),
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
fn import(mut rest: &[Token<'_>], facts: &mut Facts) {
    loop {
        let (level, module, n_tokens) = dotted(rest);
        if module.is_empty() {
            return;
        }
        let names = Vec::new();
        facts.imports.push(Import {
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
fn from(rest: &[Token<'_>], facts: &mut Facts) {
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
    facts.imports.push(Import {
        level,
        module,
        names,
    });
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
