//! Packages that tests make in memory.

use std::path::Path;
use std::sync::Arc;

use warmfront_model::function::{Architecture, PythonVersion};
use warmfront_model::units::MemorySize;

use crate::archive::Layered;
use crate::context::{Choices, Context, Evidence};
use crate::package::{Content, Entry, Package, PackagePath};

pub(super) fn path(text: &str) -> PackagePath {
    PackagePath::new(text).unwrap()
}

pub(super) fn entry(content: Content) -> Entry {
    Entry {
        content,
        executable: false,
        distribution: None,
    }
}

pub(super) fn package(files: &[(&str, &[u8])]) -> Package {
    let mut package = Package::default();
    for (name, bytes) in files {
        package.insert(path(name), entry(Content::Bytes((*bytes).into())));
    }
    package
}

pub(super) fn context(python: PythonVersion, folder: &Path) -> Context {
    Context {
        handler: "app.f".to_owned(),
        python,
        architecture: Architecture::X86_64,
        memory_size: MemorySize::default(),
        root: folder.join("task").display().to_string(),
        layered: Layered::default(),
        interpreter: None,
        cache_folder: folder.join("cache"),
        evidence: Evidence::default(),
        choices: Choices::default(),
        deferred: Arc::default(),
    }
}

pub(super) fn write(package: &Package, folder: &Path) {
    for (path, entry) in package.entries() {
        let place = folder.join(path.as_str());
        fs_err::create_dir_all(place.parent().unwrap()).unwrap();
        match &entry.content {
            Content::Bytes(bytes) => fs_err::write(place, bytes).unwrap(),
            Content::Link(target) => {
                std::os::unix::fs::symlink(folder.join(target.as_str()), place).unwrap();
            }
            Content::File { .. } => unreachable!("these tests hold everything in memory"),
        }
    }
}
