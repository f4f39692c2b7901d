//! The first-party modules that a handler reaches by import.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use warmfront_syntax::ast::statement_visitor::{StatementVisitor, walk_stmt};
use warmfront_syntax::ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use warmfront_syntax::import::absolute;
use warmfront_syntax::parse::{self, Parsed};

use crate::document::{LARGEST_TEXT, read_text};

/// Most modules that are read.
const MOST_MODULES: usize = 80;

/// Most bytes of source that are read.
const MOST_BYTES: usize = 4 << 20;

/// Texts of modules by name, the handler's first.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Sources {
    texts: Vec<Text>,
}

#[derive(Debug, Clone)]
struct Text {
    name: String,
    is_package: bool,
    source: String,
}

impl Sources {
    /// Reads a module of a folder and what it imports from there.
    pub(in super::super) fn load(folder: &Path, handler: &str) -> Self {
        let mut sources = Self::default();
        let mut open = VecDeque::from([handler.to_owned()]);
        let mut n_bytes = 0;
        while let Some(name) = open.pop_front() {
            let is_known = sources.texts.iter().any(|text| text.name == name);
            if is_known || sources.texts.len() >= MOST_MODULES || n_bytes > MOST_BYTES {
                continue;
            }
            let Some((file, is_package)) = place(folder, &name) else {
                continue;
            };
            let Ok(text) = read_text(&file, LARGEST_TEXT) else {
                continue;
            };
            n_bytes += text.len();
            open.extend(imported(&text, &name, is_package));
            sources.texts.push(Text {
                name,
                is_package,
                source: text,
            });
        }
        sources
    }

    /// Parses the modules and hands them to a closure, where there is room for deep nesting.
    pub(super) fn with<R: Send>(&self, work: impl FnOnce(&World<'_>) -> R + Send) -> Option<R> {
        parse::with_room(|| {
            let parsed: Vec<(&Text, Parsed)> = self
                .texts
                .iter()
                .filter_map(|text| Some((text, parse::parse(&text.source).ok()?)))
                .collect();
            let modules = parsed.iter().map(|(text, parsed)| {
                let module = Module::of(&text.name, text.is_package, parsed.suite());
                (text.name.as_str(), module)
            });
            work(&World {
                modules: modules.collect(),
            })
        })
    }
}

/// Returns the file of a module; a name that leaves the folder has none.
fn place(folder: &Path, name: &str) -> Option<(PathBuf, bool)> {
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
    };
    if !name.split(['.', '/']).all(is_plain) {
        return None;
    }
    let path = folder.join(name.replace('.', "/"));
    let file = PathBuf::from(format!("{}.py", path.display()));
    if file.is_file() {
        return Some((file, false));
    }
    let package = path.join("__init__.py");
    package.is_file().then_some((package, true))
}

/// Returns the modules that a source may import.
fn imported(source: &str, name: &str, is_package: bool) -> Vec<String> {
    let read = parse::module(source, |suite, _| {
        let mut imports = Imports {
            name,
            is_package,
            found: Vec::new(),
        };
        imports.visit_body(suite);
        imports.found
    });
    read.unwrap_or_default()
}

struct Imports<'n> {
    name: &'n str,
    is_package: bool,
    found: Vec<String>,
}

impl<'a> StatementVisitor<'a> for Imports<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                let names = import.names.iter().map(|alias| alias.name.to_string());
                self.found.extend(names);
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_deref();
                if let Some(module) = absolute(self.name, self.is_package, import.level, module) {
                    let names = import.names.iter();
                    let below = names.map(|alias| format!("{module}.{}", alias.name));
                    let below: Vec<String> = below.collect();
                    self.found.push(module);
                    self.found.extend(below);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }
}

/// Parsed modules by name.
pub(super) struct World<'a> {
    pub(super) modules: BTreeMap<&'a str, Module<'a>>,
}

/// What the names of one module stand for.
pub(super) struct Module<'a> {
    pub(super) suite: &'a [Stmt],
    pub(super) names: BTreeMap<&'a str, Binding<'a>>,
}

/// What a name of a module stands for.
#[derive(Clone)]
pub(super) enum Binding<'a> {
    Function(&'a StmtFunctionDef),
    Class(&'a StmtClassDef),
    Value(&'a Expr),
    /// A module, or a name in one.
    Import(String, Option<String>),
}

impl<'a> Module<'a> {
    fn of(name: &str, is_package: bool, suite: &'a [Stmt]) -> Self {
        let mut module = Self {
            suite,
            names: BTreeMap::new(),
        };
        module.gather(suite, name, is_package);
        module
    }

    fn gather(&mut self, suite: &'a [Stmt], name: &str, is_package: bool) {
        for statement in suite {
            match statement {
                Stmt::FunctionDef(function) => {
                    self.names
                        .insert(&function.name, Binding::Function(function));
                }
                Stmt::ClassDef(class) => {
                    self.names.insert(&class.name, Binding::Class(class));
                }
                Stmt::Assign(assign) => {
                    for target in &assign.targets {
                        if let Expr::Name(target) = target {
                            self.names.insert(&target.id, Binding::Value(&assign.value));
                        }
                    }
                }
                Stmt::AnnAssign(assign) => {
                    if let (Expr::Name(target), Some(value)) = (&*assign.target, &assign.value) {
                        self.names.insert(&target.id, Binding::Value(value));
                    }
                }
                Stmt::Import(import) => {
                    for alias in &import.names {
                        let whole = alias.name.as_str();
                        let top = whole.split('.').next().unwrap_or(whole);
                        let (bound, module) = match &alias.asname {
                            Some(own) => (own.as_str(), whole),
                            None => (top, top),
                        };
                        let binding = Binding::Import(module.to_owned(), None);
                        self.names.insert(bound, binding);
                    }
                }
                Stmt::ImportFrom(import) => {
                    let module = import.module.as_deref();
                    let from = absolute(name, is_package, import.level, module);
                    for alias in &import.names {
                        let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                        let from = from.clone().unwrap_or_default();
                        let binding = Binding::Import(from, Some(alias.name.to_string()));
                        self.names.insert(bound, binding);
                    }
                }
                Stmt::If(branch) => self.gather(&branch.body, name, is_package),
                Stmt::Try(attempt) => self.gather(&attempt.body, name, is_package),
                _ => {}
            }
        }
    }
}
