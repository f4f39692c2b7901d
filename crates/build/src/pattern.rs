//! Patterns of paths: what a user writes to keep or drop files.
//!
//! `*` stands for anything within a name, `**` for any folders, `?` for one character. A pattern
//! that names a folder means all that is in it.

use std::collections::BTreeSet;

use crate::package::PackagePath;

/// A set of patterns.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    /// Those without special characters, which there may be many of.
    plain: BTreeSet<String>,
    special: Vec<String>,
}

impl Patterns {
    /// Reads patterns.
    #[must_use]
    pub fn new(patterns: &[String]) -> Self {
        let trimmed = patterns.iter().map(|pattern| {
            let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
            pattern.trim_matches('/').to_owned()
        });
        let is_special = |pattern: &String| pattern.contains(['*', '?']);
        let (special, plain): (Vec<String>, Vec<String>) = trimmed.partition(is_special);
        let plain = plain.into_iter().collect();
        Self { plain, special }
    }

    /// Returns the pattern that means a file, if one does.
    #[must_use]
    pub fn find(&self, path: &PackagePath) -> Option<&str> {
        let text = path.as_str();
        let ends = text.match_indices('/').map(|(end, _)| end);
        let mut parts = ends.chain([text.len()]).map(|end| &text[..end]);
        let plain = parts.find_map(|part| self.plain.get(part));
        let special = || self.special.iter().find(|pattern| matches(pattern, text));
        plain.or_else(special).map(String::as_str)
    }
}

/// Returns whether a pattern means a path or a folder that it is in.
fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    // Whether the pattern's first parts mean the path's first parts, one row for each of the former.
    let mut row = vec![false; path.len() + 1];
    row[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            next[at] = if part == "**" {
                row[at] || at > 0 && next[at - 1]
            } else {
                at > 0 && row[at - 1] && matches_name(part, path[at - 1])
            };
        }
        row = next;
    }
    row[1..].contains(&true)
}

/// Returns whether a pattern means a name, in time that is bounded by their lengths' product.
fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut seen) = (0, 0);
    let mut star = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((start, taken)) = star else {
                    return false;
                };
                star = Some((start, taken + 1));
                at = start + 1;
                seen = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_files_and_folders() {
        let check = |pattern: &str, path: &str, expected| {
            let patterns = Patterns::new(&[pattern.to_owned()]);
            let found = patterns.find(&PackagePath::new(path).unwrap()).is_some();
            assert_eq!(found, expected, "{pattern} {path}");
        };
        check("a/b.py", "a/b.py", true);
        check("a", "a/b/c.py", true);
        check("a/", "ab/c.py", false);
        check("*.py", "a.py", true);
        check("*.py", "a/b.py", false);
        check("**/*.py", "a/b.py", true);
        check("**/*.py", "b.py", true);
        check("a/**/tests", "a/b/c/tests/d.py", true);
        check("**/data_?", "x/data_1/y", true);
        check("a*b*c", "aXbXbYc", true);
        check("a*b*c", "aXbXbY", false);
        check("b.py", "a/b.py", false);
    }
}
