//! What of a package lies in a layer, and what with the function's code.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::package::{Entry, Package, PackagePath};

/// What the change of a file is put down to that moves.
const PASS: &str = "layer";

/// What of a package lies in a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Layered {
    /// Nothing.
    #[default]
    Nothing,
    /// All that is not the function's own.
    Dependencies,
    /// These distributions.
    Distributions(Arc<BTreeSet<Arc<str>>>),
}

impl Layered {
    /// Tells whether a file lies in the layer.
    #[must_use]
    pub fn takes(&self, entry: &Entry) -> bool {
        match (self, &entry.distribution) {
            (Self::Nothing, _) | (_, None) => false,
            (Self::Dependencies, Some(_)) => true,
            (Self::Distributions(names), Some(name)) => names.contains(name),
        }
    }
}

/// A package in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What lies with the function's code. Of the rest it says where it went.
    pub code: Package,
    /// What lies in the layer, with what was done to it.
    pub layer: Package,
}

/// Splits a package into the function's code and its layer.
#[must_use]
pub fn split(package: &Package, layered: &Layered) -> Split {
    let moved: Vec<PackagePath> = package
        .entries()
        .filter(|(_, entry)| layered.takes(entry))
        .map(|(path, _)| path.clone())
        .collect();
    let mut code = package.clone();
    for path in &moved {
        code.remove(PASS, path, "lies in the layer");
    }
    let takes = |name: &Arc<str>| match layered {
        Layered::Nothing => false,
        Layered::Dependencies => true,
        Layered::Distributions(names) => names.contains(name),
    };
    Split {
        code,
        layer: package.only(takes),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{of, package, path};
    use super::super::{Form, Kind, write_folder};
    use super::*;

    #[test]
    fn distributions_move_with_what_was_done_to_them() {
        let mut whole = package(&[("app.py", "1")]);
        of(
            &mut whole,
            "common",
            &[("common/a.py", "a"), ("common/b.py", "b")],
        );
        of(&mut whole, "own", &[("own.py", "")]);
        whole.set_version("common".into(), "1.0".to_owned());
        whole.set_version("own".into(), "2.0".to_owned());
        whole.remove("prune", &path("common/b.py"), "a test");
        whole.remove("prune", &path("own.py"), "a test");
        let names = BTreeSet::from(["common".into()]);
        let Split { code, layer } = split(&whole, &Layered::Distributions(Arc::new(names)));
        assert!(layer.get(&path("common/a.py")).is_some());
        assert_eq!(layer.entries().count(), 1);
        assert_eq!(layer.changes().count(), 1);
        assert_eq!(layer.versions().collect::<Vec<_>>(), [("common", "1.0")]);
        assert_eq!(code.entries().count(), 1);
        let (_, changes) = code.changes().next().unwrap();
        assert_eq!(changes[0].reason, "lies in the layer");
        assert_eq!(split(&whole, &Layered::Nothing).code, whole);
        let folder = tempfile::tempdir().unwrap();
        let form = Form {
            kind: Kind::Layer,
            ..Form::default()
        };
        write_folder(&layer, b"{}", form, &folder.path().join("layer")).unwrap();
        assert!(folder.path().join("layer/python/common/a.py").is_file());
    }
}
