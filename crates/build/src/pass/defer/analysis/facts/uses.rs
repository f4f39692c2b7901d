//! How a module's own names are read: when it is imported, later, or only in annotations.

use rustc_hash::FxHashMap;
use warmfront_syntax::line::Lines;
use warmfront_syntax::scope::{BindingKind, Purpose, ScopeId, ScopeKind, Scopes};

use super::{Facts, Symbol, Trait};

/// How one name of a module is read in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pass::defer::analysis) struct Reads {
    /// Line where it is first read when the module is imported.
    pub(in crate::pass::defer::analysis) at_import: Option<u32>,
    /// Places within functions that read it.
    pub(in crate::pass::defer::analysis) later: u32,
    /// Line of an annotation that names it and is not evaluated at once.
    pub(in crate::pass::defer::analysis) in_annotation: Option<u32>,
    /// Line of a `__del__` that reads it.
    pub(in crate::pass::defer::analysis) in_finalizer: Option<u32>,
    /// Line where a class within which it is read gives it another name, as it does with `__x`.
    pub(in crate::pass::defer::analysis) mangled: Option<u32>,
}

/// Notes how the module's names are read, and which of them functions rebind.
pub(super) fn note(facts: &mut Facts, scopes: &Scopes<'_>, lines: &Lines) {
    let mut reads: FxHashMap<Symbol, Reads> = FxHashMap::default();
    let evaluates = !facts.traits.has(Trait::LateAnnotations);
    for reference in scopes.references() {
        if !scopes.is_global(reference) {
            continue;
        }
        let line = lines.position(reference.range.start()).line;
        let symbol = facts.names.intern(reference.name);
        let read = reads.entry(symbol).or_default();
        let is_at_import = scopes.runs_at_import(reference.scope);
        match reference.purpose {
            Purpose::Annotation if !evaluates => {
                read.in_annotation.get_or_insert(line);
            }
            Purpose::Annotation | Purpose::Value if is_at_import => {
                read.at_import.get_or_insert(line);
            }
            Purpose::Annotation | Purpose::Value => read.later += 1,
        }
        if is_mangled(reference.name) && is_in_class(scopes, reference.scope) {
            read.mangled.get_or_insert(line);
        }
        if is_in_finalizer(scopes, reference.scope) {
            read.in_finalizer.get_or_insert(line);
        }
    }
    facts.reads = reads;
    for binding in scopes.bindings() {
        let is_rebound = binding.scope == ScopeId::MODULE
            && scopes.function_around(binding.made_in).is_some()
            && !matches!(binding.kind, BindingKind::Named(_));
        if is_rebound {
            let symbol = facts.names.intern(binding.name);
            let line = lines.position(binding.range.start()).line;
            facts.rebound.push((symbol, line));
        }
    }
}

fn is_mangled(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}

fn is_in_class(scopes: &Scopes<'_>, scope: ScopeId) -> bool {
    let mut around = scopes.around(scope);
    around.any(|id| matches!(scopes.scope(id).kind, ScopeKind::Class(_)))
}

fn is_in_finalizer(scopes: &Scopes<'_>, scope: ScopeId) -> bool {
    let mut around = scopes.around(scope);
    around.any(|id| match scopes.scope(id).kind {
        ScopeKind::Function(function) => function.name.as_str() == "__del__",
        _ => false,
    })
}
