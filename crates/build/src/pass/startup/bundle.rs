//! Bytecode of the modules that a function loads, in one file behind Python's own finders.
//!
//! Finding a module in folders and reading a file for each takes time that depends on their number.
//! Sources stay where they are; so does bytecode that no run of an event has loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Effect, NAME, Setting, entry, module, target};
use crate::context::Context;
use crate::package::{Content, Package, PackagePath};
use crate::pass::PassError;
use crate::pass::bytecode::modules;

/// The modules of ours, and the file.
const INDEX: &str = "warmfront_bundle";
const IMPORTER: &str = "warmfront_importer";
const FILE: &str = "warmfront_bundle.bin";

const IMPORTER_SOURCE: &str = include_str!("../../../python/warmfront_importer.py");

/// Size of a bytecode file's header, which is left out.
const HEADER: usize = 16;

/// Modules to be put in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Cache tag of the Python that the bytecode is for.
    tag: String,
    bytecode: Vec<PackagePath>,
    /// By folder and name: place and size in the file, and whether it is a package.
    index: BTreeMap<String, BTreeMap<String, (usize, usize, bool)>>,
    held: Arc<[u8]>,
}

/// Returns the setting that loads modules from one file, when it is known which are loaded.
///
/// The package must have its bytecode.
pub fn bundle(package: &Package, context: &Context) -> Result<Option<Setting>, PassError> {
    let mut bundle = Bundle {
        tag: modules::tag(context.python),
        bytecode: Vec::new(),
        index: BTreeMap::new(),
        held: Arc::default(),
    };
    let mut held = Vec::new();
    let native = native(package);
    let calling = target::modules(package, &context.handler);
    for name in &context.evidence.modules {
        let stem = name.replace('.', "/");
        let Some((path, is_package)) = source(package, &stem) else {
            continue;
        };
        // What calls us is loaded before.
        if calling.iter().any(|(module, _)| *module == path) {
            continue;
        }
        let path = modules::bytecode_path(&path, context.python);
        let Some(bytes) = code(package, &path)? else {
            continue;
        };
        // Native modules come first.
        if native.contains(&stem) || native.contains(&format!("{stem}/__init__")) {
            continue;
        }
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", &stem));
        let folder = bundle.index.entry(folder.to_owned()).or_default();
        folder.insert(name.to_owned(), (held.len(), bytes.len(), is_package));
        held.extend_from_slice(&bytes);
        bundle.bytecode.push(path);
    }
    bundle.held = held.into();
    Ok((!bundle.bytecode.is_empty()).then(|| bundle.setting()))
}

/// Returns a module's source, and whether it is that of a package.
fn source(package: &Package, stem: &str) -> Option<(PackagePath, bool)> {
    let places = [
        (format!("{stem}/__init__.py"), true),
        (format!("{stem}.py"), false),
    ];
    let mut found = places.into_iter().filter_map(|(path, is_package)| {
        let path = PackagePath::new(path).ok()?;
        package.get(&path)?;
        Some((path, is_package))
    });
    found.next()
}

/// Returns the code in a bytecode file that is loaded whatever its source's date and hash are.
fn code(package: &Package, path: &PackagePath) -> Result<Option<Vec<u8>>, PassError> {
    let Some(content) = modules::content(package, path) else {
        return Ok(None);
    };
    let bytes = content.read().map_err(PassError::of_reading(&content))?;
    let mut bytes = bytes.to_vec();
    if bytes.len() < HEADER || bytes[4] & 0b11 != 0b01 {
        return Ok(None);
    }
    Ok(Some(bytes.split_off(HEADER)))
}

/// Returns the paths of native modules without what follows the first dot of their names.
fn native(package: &Package) -> BTreeSet<String> {
    let paths = package.entries().map(|(path, _)| path.as_str());
    let native = paths.filter_map(|path| {
        let (folder, name) = modules::split(path);
        let (stem, rest) = name.split_once('.')?;
        (rest == "so" || rest.strip_suffix(".so").is_some()).then(|| format!("{folder}{stem}"))
    });
    native.collect()
}

impl Bundle {
    fn setting(self) -> Setting {
        Setting {
            name: "bundle",
            summary: format!(
                "bytecode of {} modules lies in one file; their sources stay where they are",
                self.bytecode.len()
            ),
            effect: Effect::Bundle(Arc::new(self)),
        }
    }

    /// Returns the modules of ours that it takes, with their sources.
    pub(super) fn modules(&self) -> [(&'static str, String); 2] {
        let tag = module::text(&self.tag);
        let mut index = format!(
            "\"\"\"Where modules lie in `{FILE}`: place, size, and whether it is a package.\"\"\"\n\n\
             TAG = {tag}\n\nMODULES = {{\n"
        );
        for (folder, modules) in &self.index {
            let _ = writeln!(index, "    {}: {{", module::text(folder));
            for (name, (place, size, is_package)) in modules {
                let (name, is_package) = (module::text(name), u8::from(*is_package));
                let _ = writeln!(index, "        {name}: ({place}, {size}, {is_package}),");
            }
            index.push_str("    },\n");
        }
        index.push_str("}\n");
        [(INDEX, index), (IMPORTER, IMPORTER_SOURCE.to_owned())]
    }

    /// Puts the file in, and takes out what it holds.
    pub(super) fn install(&self, package: &mut Package) {
        for path in &self.bytecode {
            package.remove(NAME, path, format!("lies in `{FILE}`"));
        }
        let path = PackagePath::new(FILE).expect("a name is a path");
        let file = entry(Content::Bytes(self.held.clone()));
        package.put(
            NAME,
            path,
            file,
            "bytecode of modules that the function loads",
        );
    }
}
