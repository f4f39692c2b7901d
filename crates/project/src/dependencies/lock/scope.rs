//! Where a lock is valid: the Pythons and platforms that it was made for.

use crate::dependencies::marker::{self, Environment};

/// The Pythons and platforms that a lock was made for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Versions of Python, such as `>=3.9,<4`.
    pub python: Option<String>,
    /// Markers of which one must hold; none means anywhere.
    pub markers: Vec<String>,
}

impl Scope {
    /// Returns what an environment lacks to use the lock; what is not understood is not held
    /// against it.
    #[must_use]
    pub fn objection(&self, environment: &Environment) -> Option<String> {
        if let Some(python) = &self.python
            && clauses(python).any(|clause| marker::holds(&clause, environment) == Some(false))
        {
            return Some(format!("it is locked for Python {python}"));
        }
        let fails = |marker: &String| marker::holds(marker, environment) == Some(false);
        if !self.markers.is_empty() && self.markers.iter().all(fails) {
            return Some(format!(
                "it is locked for `{}`",
                self.markers.join("` or `")
            ));
        }
        None
    }
}

/// Returns what versions of Python allow, as markers.
fn clauses(versions: &str) -> impl Iterator<Item = String> {
    // Alternatives are beyond what a list of conditions can say.
    let versions = if versions.contains('|') { "" } else { versions };
    versions.split(',').filter_map(|clause| {
        let clause = clause.trim();
        let at = clause.find(|next: char| next.is_ascii_digit())?;
        let (operator, version) = clause.split_at(at);
        // Poetry's `^3.9` ends below 4, which no Python has reached.
        let operator = match operator.trim() {
            "^" => ">=",
            known @ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~=") => known,
            _ => return None,
        };
        Some(format!("python_full_version {operator} '{version}'"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(python: &str, markers: &[&str], is_valid: bool) {
        let scope = Scope {
            python: Some(python.to_owned()),
            markers: markers.iter().map(|&marker| marker.to_owned()).collect(),
        };
        let environment = Environment {
            python_version: "3.12".to_owned(),
            python_full_version: "3.12.9".to_owned(),
            sys_platform: "linux".to_owned(),
            platform_machine: "aarch64".to_owned(),
            os_name: "posix".to_owned(),
        };
        let objection = scope.objection(&environment);
        assert_eq!(objection.is_none(), is_valid, "{objection:?}");
    }

    #[test]
    fn a_lock_for_other_pythons_is_refused() {
        for (python, is_valid) in [
            (">=3.9,<4", true),
            (">=3.13", false),
            (">=3.9, <3.12", false),
            ("==3.12.*", true),
            ("^3.10", true),
            ("^3.13", false),
            ("~=3.11.0", false),
            (">=3.13 || <3.9", true),
            ("", true),
            ("*", true),
        ] {
            check(python, &[], is_valid);
        }
    }

    #[test]
    fn a_lock_for_other_platforms_is_refused() {
        check("", &["sys_platform == 'darwin'"], false);
        check(
            "",
            &["sys_platform == 'darwin'", "sys_platform == 'linux'"],
            true,
        );
        check("", &["platform_machine == 'x86_64'"], false);
        check("", &["what is this"], true);
    }
}
