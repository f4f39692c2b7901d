//! The modules of the standard library, for one version of Python on Linux.

use rustc_hash::FxHashMap;
use warmfront_model::function::PythonVersion;

/// Names, kinds and versions.
const TABLE: &str = include_str!("standard.txt");

/// What a module of the standard library is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Source,
    Package,
    /// Built into the interpreter, or an extension module.
    Native,
}

/// The modules that one version has.
#[derive(Debug)]
pub(super) struct Standard(FxHashMap<&'static str, Kind>);

impl Standard {
    /// Returns what a version has.
    pub(super) fn of(python: PythonVersion) -> Self {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| entry(line, python)).collect())
    }

    /// Returns what a module is, where it is of the standard library.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        self.0.get(name).copied()
    }
}

fn entry(line: &'static str, python: PythonVersion) -> Option<(&'static str, Kind)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let mut kind = Kind::Source;
    for word in words {
        match word {
            "p" => kind = Kind::Package,
            "x" => kind = Kind::Native,
            range => {
                let (first, last) = range.split_once('-')?;
                let is_new = first.parse().is_ok_and(|first: u8| python.minor < first);
                let is_gone = last.parse().is_ok_and(|last: u8| python.minor > last);
                if is_new || is_gone {
                    return None;
                }
            }
        }
    }
    Some((name, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_differ() {
        let kind = |python: &str, name: &str| Standard::of(python.parse().unwrap()).kind(name);
        assert_eq!(kind("3.10", "tomllib"), None);
        assert_eq!(kind("3.11", "tomllib"), Some(Kind::Package));
        assert_eq!(kind("3.11", "distutils"), Some(Kind::Package));
        assert_eq!(kind("3.12", "distutils"), None);
        assert_eq!(kind("3.8", "math"), Some(Kind::Native));
        assert_eq!(kind("3.14", "json.decoder"), Some(Kind::Source));
        assert_eq!(kind("3.12", "winreg"), None);
    }
}
