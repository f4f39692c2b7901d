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
use std::sync::Arc;

use crate::context::Context;
use crate::package::{Content, Entry, Package, PackagePath};
use crate::pass::{Applied, Pass, PassError};

use compiler::{Answer, Compiler, How, Job};
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
        Ok(compiler) => current = compile(package, context, &compiler)?,
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
) -> Result<BTreeSet<PackagePath>, PassError> {
    let modules = modules::all(package);
    let jobs: Vec<Job> = modules
        .iter()
        .map(|(module, content)| Job {
            how: How::Plain,
            path: format!("{}/{module}", context.root),
            content: content.clone(),
        })
        .collect();
    let answers = compiler.run(&jobs)?;
    let mut current = BTreeSet::new();
    for ((module, _), answer) in modules.iter().zip(answers) {
        match answer {
            Answer::Compiled(bytes) => {
                let path = modules::bytecode_path(module, context.python);
                put(package, &path, bytes)?;
                current.insert(path);
            }
            Answer::Refused(reason) => {
                package.keep(NAME, module, format!("left as source: {reason}"));
            }
        }
    }
    Ok(current)
}

fn put(package: &mut Package, path: &PackagePath, bytes: Arc<[u8]>) -> Result<(), PassError> {
    if modules::contradicts(package, path, &bytes)? {
        let reason = "does not come from its source, and Python loads it all the same";
        package.keep(NAME, path, reason);
        return Ok(());
    }
    let module = modules::module_of(path);
    let distribution = module.and_then(|module| package.get(&module)?.distribution.clone());
    let entry = Entry {
        content: Content::Bytes(bytes),
        executable: false,
        distribution,
    };
    package.put(NAME, path.clone(), entry, "bytecode for the target");
    Ok(())
}

#[cfg(test)]
mod tests;
