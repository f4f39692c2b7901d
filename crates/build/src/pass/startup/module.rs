//! The module that the handler's calls, with what the build decided filled in.

use std::fmt::Write as _;

use super::{Effect, Setting};
use crate::package::PackagePath;

/// Its name.
pub(super) const NAME: &str = "warmfront_startup";

const SOURCE: &str = include_str!("../../../python/warmfront_startup.py");

/// Returns where a module of ours lies in a package.
pub(super) fn path(name: &str) -> PackagePath {
    PackagePath::new(format!("{name}.py")).expect("names of modules are names of files")
}

/// Returns its source with these settings.
pub(super) fn source(chosen: &[Setting]) -> String {
    let mut source = SOURCE.to_owned();
    let mut variables = String::new();
    for setting in chosen {
        match &setting.effect {
            Effect::Collect { threshold } => {
                source = filled(&source, "THRESHOLD", "None", &threshold.to_string());
            }
            Effect::Patterns(_) => source = filled(&source, "HAS_PATTERNS", "False", "True"),
            Effect::Bundle(_) => source = filled(&source, "HAS_BUNDLE", "False", "True"),
            Effect::Variables(added) => {
                for (name, value) in added {
                    let (name, value) = (text(name), text(value));
                    let _ = write!(variables, "\n    {name}: {value},");
                }
            }
        }
    }
    if variables.is_empty() {
        return source;
    }
    filled(&source, "VARIABLES", "{}", &format!("{{{variables}\n}}"))
}

/// Gives a constant another value.
fn filled(source: &str, name: &str, before: &str, after: &str) -> String {
    let line = format!("\n{name} = {before}\n");
    source.replacen(&line, &format!("\n{name} = {after}\n"), 1)
}

/// Returns a text as Python writes it, in ASCII.
pub(super) fn text(text: &str) -> String {
    let mut literal = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            ' '..='~' => literal.push(character),
            _ => _ = write!(literal, "\\U{:08x}", u32::from(character)),
        }
    }
    literal.push('"');
    literal
}
