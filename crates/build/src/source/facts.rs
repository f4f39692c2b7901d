//! What a Python source says of other files: the modules it imports, its literals, its calls.

mod imports;
mod literals;
mod services;

use std::collections::BTreeSet;

use super::lexer::{Token, tokens};

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
    /// Those of them that are parts of paths; parts that follow each other are one.
    pub path_literals: BTreeSet<String>,
    /// Those that its `__all__` holds.
    pub exported: BTreeSet<String>,
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
        imports::read(&tokens, &mut facts);
        literals::read(&tokens, &mut facts);
        services::read(&tokens, &mut facts);
        facts
    }
}

#[cfg(test)]
mod tests;
