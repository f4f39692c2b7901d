//! Start-up settings: what Python and native libraries do while a function's code is loaded.
//!
//! [`settings`] proposes; the caller measures each and applies those that help. They take effect
//! without a change to the handler string or to any source: the bytecode of the handler's module is
//! compiled from its unchanged source with a call before its first line and one after its last. A
//! module of our own, with its source beside it, is what they call. It must run before anything else
//! is imported, and a wrapper with a handler string of its own would have shown in `__name__`s,
//! logs and tracebacks.

mod bundle;
mod module;
mod patterns;
mod proposals;
mod target;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::context::Context;
use crate::package::{Content, Entry, Package, PackagePath};
use crate::pass::bytecode::compiler::{Answer, Compiled, Compiler, How, Job};
use crate::pass::bytecode::modules;
use crate::pass::{Applied, PassError};

pub use bundle::{Bundle, bundle};
pub use patterns::{NotPatterns, Patterns};
pub use proposals::settings;

/// The agent that records what [`Patterns::read`] reads, by name and source.
pub const RECORDER: (&str, &str) = (
    "warmfront_startup_recorder",
    include_str!("../../python/warmfront_startup_recorder.py"),
);

/// What this pass is called.
pub const NAME: &str = "startup";

/// What it does, in a line.
pub const SUMMARY: &str =
    "sets what the interpreter and native libraries do at start, where it is measured to help";

/// A setting that may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What it is called.
    pub name: &'static str,
    /// What it changes, in a sentence.
    pub summary: String,
    /// What it does.
    pub effect: Effect,
}

/// What a setting does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Garbage is looked for only after this many new objects, and what is there in the end stays.
    Collect {
        /// Number of objects.
        threshold: u32,
    },
    /// Environment variables are set, unless they are set already. Code can see them.
    Variables(BTreeMap<&'static str, String>),
    /// Regular expressions come compiled.
    Patterns(Arc<Patterns>),
    /// Modules are loaded from one file.
    Bundle(Arc<Bundle>),
}

impl Setting {
    /// Returns the setting that uses recorded patterns.
    #[must_use]
    pub fn patterns(patterns: Patterns) -> Self {
        Self {
            name: "patterns",
            summary: format!(
                "{} regular expressions that are compiled while the handler's module is loaded come \
                 compiled",
                patterns.n_patterns()
            ),
            effect: Effect::Patterns(Arc::new(patterns)),
        }
    }
}

/// Applies settings to a package that has its bytecode, and none of them yet.
pub fn apply(
    package: &mut Package,
    context: &Context,
    chosen: &[Setting],
) -> Result<Applied, PassError> {
    let mut added = vec![(module::NAME, module::source(chosen))];
    for setting in chosen {
        match &setting.effect {
            Effect::Patterns(patterns) => added.push((patterns::MODULE, patterns.source())),
            Effect::Bundle(bundle) => added.extend(bundle.modules()),
            Effect::Collect { .. } | Effect::Variables(_) => {}
        }
    }
    let applied = install(package, context, added)?;
    for setting in chosen {
        if let Effect::Bundle(bundle) = &setting.effect
            && applied.notes.is_empty()
        {
            bundle.install(package);
        }
    }
    Ok(applied)
}

/// Adds modules, and has the handler's call the first of them.
fn install(
    package: &mut Package,
    context: &Context,
    added: Vec<(&'static str, String)>,
) -> Result<Applied, PassError> {
    let mut applied = Applied::default();
    let targets = target::modules(package, &context.handler);
    if targets.is_empty() {
        applied.notes.push(format!(
            "start-up settings need a module in Python, and `{}` names none",
            context.handler
        ));
        return Ok(applied);
    }
    let compiler = match Compiler::start(context)? {
        Ok(compiler) => compiler,
        Err(reason) => {
            applied.notes.push(reason);
            return Ok(applied);
        }
    };
    let mut jobs = Vec::new();
    for (name, source) in added {
        let path = module::path(name);
        let held = Content::Bytes(source.into_bytes().into());
        let added = entry(held.clone());
        package.put(NAME, path.clone(), added, "start-up settings");
        jobs.push((path, How::Plain, held));
    }
    for (path, content) in targets {
        jobs.push((path, How::WithStartup, content));
    }
    compile(package, context, &compiler, jobs, &mut applied)?;
    Ok(applied)
}

fn compile(
    package: &mut Package,
    context: &Context,
    compiler: &Compiler,
    modules: Vec<(PackagePath, How, Content)>,
    applied: &mut Applied,
) -> Result<(), PassError> {
    let (paths, jobs): (Vec<_>, Vec<_>) = modules
        .into_iter()
        .map(|(path, how, content)| {
            let job = Job {
                how,
                deferred: context.asked(&path),
                path: context.place(package, &path),
                content,
            };
            (path, job)
        })
        .unzip();
    for (path, answer) in paths.iter().zip(compiler.run(&jobs)?) {
        match answer {
            Answer::Compiled(Compiled { bytes, .. }) => {
                let bytecode = modules::bytecode_path(path, context.python);
                let reason = "bytecode for the target, with start-up settings";
                package.put(NAME, bytecode, entry(Content::Bytes(bytes)), reason);
            }
            Answer::Refused(reason) => {
                applied
                    .notes
                    .push(format!("`{path}` was left alone: {reason}"));
            }
        }
    }
    Ok(())
}

fn entry(content: Content) -> Entry {
    Entry {
        content,
        executable: false,
        distribution: None,
    }
}

#[cfg(test)]
mod tests;
