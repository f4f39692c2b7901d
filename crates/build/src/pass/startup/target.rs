//! Which modules are loaded for a handler, and so call the start-up settings.

use crate::package::{Content, Package, PackagePath};
use crate::pass::bytecode::modules;

/// Returns the handler's module and the packages that it is in, outermost first, with what they
/// hold; nothing when it is not among the package's modules in Python.
pub(super) fn modules(package: &Package, handler: &str) -> Vec<(PackagePath, Content)> {
    let Some((module, _)) = handler.rsplit_once('.') else {
        return Vec::new();
    };
    // As the runtime does.
    let module = module.replace('/', ".");
    let names: Vec<&str> = module.split('.').collect();
    let mut found = Vec::new();
    for end in 1..names.len() {
        found.extend(source(package, &names[..end], "/__init__.py"));
    }
    // A package comes before a module of the same name.
    let last = source(package, &names, "/__init__.py").or_else(|| source(package, &names, ".py"));
    match last {
        Some(last) => {
            found.push(last);
            found
        }
        None => Vec::new(),
    }
}

fn source(package: &Package, names: &[&str], end: &str) -> Option<(PackagePath, Content)> {
    let path = PackagePath::new(names.join("/") + end).ok()?;
    let content = modules::content(package, &path)?;
    Some((path, content))
}
