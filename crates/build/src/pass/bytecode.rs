//! Bytecode for the exact interpreter, valid whatever becomes of the files' dates.
//!
//! Zip tools rewrite dates, which makes bytecode that is found by its source's date stale, and on
//! Lambda no other can be written beside it. This is found by the source's hash, which Python does
//! not even look at (PEP 552). Sources stay where they are, for tracebacks and for other versions.

pub mod marshal;

pub(super) mod compiler;
pub(super) mod modules;

mod cache;
mod driver;

use std::collections::BTreeSet;

use crate::context::Context;
use crate::package::{Content, Entry, Package, PackagePath};
use crate::pass::defer::transform::{add_runtime, outcomes, summary};
use crate::pass::{Applied, Pass, PassError};

use compiler::{Answer, Compiled, Compiler, How, Job};
use modules::Found;

const NAME: &str = "bytecode";

/// The pass.
pub const PASS: Pass = Pass {
    name: NAME,
    summary: "compiles modules for the exact Python, so that no cold start has to",
    by_default: true,
    apply,
};

fn apply(package: &mut Package, context: &Context) -> Result<Applied, PassError> {
    let mut applied = Applied::default();
    let mut current = BTreeSet::new();
    match Compiler::start(context)? {
        Ok(compiler) => current = compile(package, context, &compiler, &mut applied)?,
        Err(reason) => applied.notes.push(reason),
    }
    for (path, found) in modules::bytecode(package, context.python) {
        if current.contains(&path) {
            continue;
        }
        let reason = match found {
            Found::OfNoUse(reason) => reason,
            Found::OfTarget if modules::is_found_by_hash(package, &path)? => continue,
            Found::OfTarget => "bytecode that is stale as soon as its source's date changes",
        };
        package.remove(NAME, &path, reason);
    }
    Ok(applied)
}

/// Compiles all modules. Returns the paths of bytecode that is as it should be.
fn compile(
    package: &mut Package,
    context: &Context,
    compiler: &Compiler,
    applied: &mut Applied,
) -> Result<BTreeSet<PackagePath>, PassError> {
    add_runtime(NAME, package, &context.deferred);
    let modules = modules::all(package);
    let jobs: Vec<Job> = modules
        .iter()
        .map(|(module, content)| Job {
            how: How::Plain,
            deferred: context.asked(module),
            path: context.place(package, module),
            content: content.clone(),
        })
        .collect();
    let answers = compiler.run(&jobs)?;
    let mut current = BTreeSet::new();
    for ((module, _), answer) in modules.iter().zip(answers) {
        let reason = match answer {
            Answer::Compiled(bytecode) => {
                let path = modules::bytecode_path(module, context.python);
                current.insert(path.clone());
                if !modules::contradicts(package, &path, &bytecode.bytes)? {
                    put(package, context, (module, path), bytecode, applied);
                    continue;
                }
                let reason = "does not come from its source, and Python loads it all the same";
                package.keep(NAME, &path, reason);
                format!("its bytecode {reason}")
            }
            Answer::Refused(reason) => {
                let reason = format!("left as source: {reason}");
                package.keep(NAME, module, reason.clone());
                reason
            }
        };
        if let Some(planned) = context.deferred.module(module) {
            let reasons = vec![Some(reason); planned.edges.len()];
            applied.deferred.extend(outcomes(planned, reasons));
        }
    }
    Ok(current)
}

/// Puts a module's bytecode in, and notes what became of its imports that were to be deferred.
fn put(
    package: &mut Package,
    context: &Context,
    (module, path): (&PackagePath, PackagePath),
    compiled: Compiled,
    applied: &mut Applied,
) {
    let mut reason = "bytecode for the target".to_owned();
    if let Some(planned) = context.deferred.module(module) {
        let outcomes = outcomes(planned, compiled.reasons);
        reason.push_str(&summary(planned, &outcomes));
        applied.deferred.extend(outcomes);
    }
    let distribution = package
        .get(module)
        .and_then(|entry| entry.distribution.clone());
    let entry = Entry {
        content: Content::Bytes(compiled.bytes),
        executable: false,
        distribution,
    };
    package.put(NAME, path, entry, reason);
}

#[cfg(test)]
mod tests;
