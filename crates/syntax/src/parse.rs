//! Parsing sources that may be anything, and surviving them.

use std::thread;

use ruff_python_ast::{ModModule, PySourceType, Stmt};
use ruff_python_parser::{ParseError, parse_unchecked_source};

/// Most tokens that may nest within each other: the parser takes stack for each.
const DEEPEST: usize = 5_000;

/// Stack for parsing, several times what [`DEEPEST`] takes without optimisation.
const STACK: usize = 256 << 20;

/// A source nests too deeply to be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the source nests too deeply to be parsed")]
pub struct TooDeep;

/// A parsed source, with what could not be parsed left out.
#[derive(Debug)]
pub struct Parsed(ruff_python_parser::Parsed<ModModule>);

impl Parsed {
    /// Returns the statements.
    #[must_use]
    pub fn suite(&self) -> &[Stmt] {
        self.0.suite()
    }

    /// Returns the syntax errors.
    #[must_use]
    pub fn errors(&self) -> &[ParseError] {
        self.0.errors()
    }

    /// Returns the tokens, with comments.
    #[must_use]
    pub fn tokens(&self) -> &ruff_python_ast::token::Tokens {
        self.0.tokens()
    }
}

/// Does work that parses, or visits what was parsed, on a thread with room for deep nesting.
///
/// Returns `None` where no thread can be had, or the work panics.
pub fn with_room<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK);
        builder.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// Parses a source, within [`with_room`] if it is not trusted; the result is dropped there too.
pub fn parse(source: &str) -> Result<Parsed, TooDeep> {
    if nesting(source) > DEEPEST {
        return Err(TooDeep);
    }
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    Ok(Parsed(parsed))
}

/// Parses a module and hands its statements to a closure, with whether there are syntax errors.
///
/// Returns `None` for a source that nests too deeply to be parsed.
pub fn module<R: Send>(source: &str, read: impl FnOnce(&[Stmt], bool) -> R + Send) -> Option<R> {
    let within = || {
        let parsed = parse(source).ok()?;
        Some(read(parsed.suite(), !parsed.errors().is_empty()))
    };
    with_room(within).flatten()
}

/// Returns a bound on how many tokens nest: those since the last comma or line, on top of those
/// before each bracket that is still open.
fn nesting(source: &str) -> usize {
    let mut open = vec![0_usize];
    let (mut count, mut deepest, mut continues) = (0_usize, 0, false);
    for byte in source.bytes() {
        let is_name = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        match byte {
            b'(' | b'[' | b'{' => {
                count += 1;
                open.push(count);
            }
            b')' | b']' | b'}' if open.len() > 1 => count = open.pop().unwrap_or(0),
            b',' => count = open.last().copied().unwrap_or(0),
            b'\n' if open.len() == 1 => count = 0,
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ if is_name && continues => {}
            _ => count += 1,
        }
        continues = is_name;
        deepest = deepest.max(count);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parses(source: &str) -> bool {
        module(source, |_, is_broken| !is_broken).unwrap_or(false)
    }

    #[test]
    fn hostile_nesting_is_survived() {
        for (unit, closing) in [
            ("(", ")"),
            ("[", "]"),
            ("-", ""),
            ("not ", ""),
            ("lambda: ", ""),
            ("await ", ""),
            ("1 if x else ", ""),
            ("2 ** ", ""),
        ] {
            for times in [1_000, 1_500, 100_000] {
                let source = format!("x = {}1{}", unit.repeat(times), closing.repeat(times));
                let _survived = module(&source, |suite, _| suite.len());
            }
        }
        let _survived = module(&format!("x = a{}", ".a".repeat(100_000)), |_, _| ());
    }

    #[test]
    fn large_flat_sources_parse() {
        assert!(parses(&format!("x = [{}]", "'a', ".repeat(100_000))));
        assert!(parses(&"x = 1\n".repeat(10_000)));
    }
}
