//! Requirements as pip writes them: names, markers, and the lines of a requirements file.

use super::marker::{self, Environment};

/// A package that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Canonical name.
    pub name: String,
    /// The condition under which it holds, as written.
    pub marker: Option<String>,
    /// All of it, as written.
    pub text: String,
}

impl Requirement {
    /// Returns the one version that `==` or `===` allows, unless it is a pattern.
    #[must_use]
    pub fn pin(&self) -> Option<&str> {
        let (_, version) = self.text.split_once("==")?;
        let version = version.trim_start_matches('=').trim_start();
        let end = version
            .find([' ', ',', ';', '#', '\\'])
            .unwrap_or(version.len());
        Some(&version[..end]).filter(|pin| !pin.is_empty() && !pin.contains('*'))
    }

    /// Says whether it holds for an interpreter; a marker that is not understood does.
    #[must_use]
    pub fn applies(&self, environment: &Environment) -> bool {
        let holds = self
            .marker
            .as_ref()
            .and_then(|marker| marker::holds(marker, environment));
        holds.unwrap_or(true)
    }
}

/// A line of a requirements file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A package by name, or by name and address.
    Package(Requirement),
    /// A path or address without a name.
    Path {
        /// The path.
        path: String,
        /// Whether it was given with `-e`.
        is_editable: bool,
    },
    /// `-r file`.
    Include(String),
    /// `-c file`.
    Constraint(String),
    /// `--find-links place`.
    FindLinks(String),
    /// Any other option, kept as it is.
    Option(String),
}

/// Parses a requirements file into its lines, comments and continuations resolved.
#[must_use]
pub fn parse(text: &str) -> Vec<Line> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Vec::new();
    let mut pending = String::new();
    for raw in text.lines() {
        if pending.is_empty() && raw.trim_start().starts_with('#') {
            continue;
        }
        if let Some(continued) = raw.trim_end().strip_suffix('\\') {
            pending.push_str(continued);
            pending.push(' ');
            continue;
        }
        pending.push_str(raw);
        lines.extend(line(&std::mem::take(&mut pending)));
    }
    lines.extend(line(&pending));
    lines
}

fn line(text: &str) -> Option<Line> {
    let text = uncommented(text).trim();
    if text.is_empty() {
        return None;
    }
    let option = |short: &str, long: &str| {
        let rest = text
            .strip_prefix(long)
            .or_else(|| text.strip_prefix(short))?;
        let value = rest.trim_start_matches([' ', '=', '\t']);
        let is_whole = rest.len() != value.len() || !text.starts_with("--");
        is_whole.then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    };
    if text.starts_with('-') {
        return Some(if let Some(file) = option("-r", "--requirement") {
            Line::Include(file)
        } else if let Some(file) = option("-c", "--constraint") {
            Line::Constraint(file)
        } else if let Some(path) = option("-e", "--editable") {
            Line::Path {
                path,
                is_editable: true,
            }
        } else if let Some(place) = option("-f", "--find-links") {
            Line::FindLinks(place)
        } else {
            Line::Option(text.to_owned())
        });
    }
    Some(match requirement(text) {
        Some(requirement) => Line::Package(requirement),
        None => Line::Path {
            path: text.to_owned(),
            is_editable: false,
        },
    })
}

/// Cuts a comment, which begins with a `#` after a blank.
fn uncommented(text: &str) -> &str {
    let mut before = ' ';
    for (at, next) in text.char_indices() {
        if next == '#' && before.is_whitespace() {
            return &text[..at];
        }
        before = next;
    }
    text
}

/// Parses one requirement: `name[extra] >= 1; marker`, `name @ address`.
#[must_use]
pub fn requirement(text: &str) -> Option<Requirement> {
    let text = text.trim();
    // What follows a line's end would be a line of its own for the installer.
    if text.contains(['\n', '\r']) {
        return None;
    }
    let end = text
        .find(|next: char| !(next.is_ascii_alphanumeric() || "._-".contains(next)))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let is_follow_up = rest.is_empty()
        || rest.starts_with(['[', '=', '<', '>', '!', '~', ';', '@', '(', '-', ',']);
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
        && !is_file_name(name);
    if !is_name || !is_follow_up {
        return None;
    }
    // In an address a `;` needs a blank before it to begin a marker.
    let semicolon = if rest.contains('@') { " ;" } else { ";" };
    let marker = rest.split_once(semicolon).map(|(_, marker)| {
        let marker = marker.split(" --").next().unwrap_or(marker);
        marker.trim().to_owned()
    });
    Some(Requirement {
        name: canonical(name),
        marker: marker.filter(|marker| !marker.is_empty()),
        text: text.to_owned(),
    })
}

fn is_file_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".whl", ".zip", ".tar.gz", ".tgz"]
        .iter()
        .any(|suffix| lower.ends_with(suffix))
}

/// Returns a package's name as the package index compares them.
#[must_use]
pub fn canonical(name: &str) -> String {
    let mut canonical = String::with_capacity(name.len());
    for next in name.chars() {
        if "-_.".contains(next) {
            if !canonical.ends_with('-') {
                canonical.push('-');
            }
        } else {
            canonical.push(next.to_ascii_lowercase());
        }
    }
    canonical
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_everything_is_read() {
        let text = "\
# comment
boto3>=1.34  # trailing
Flask[async]==3.0.0 ; python_version >= '3.8' --hash=sha256:aa
requests == 2.31 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
-r base.txt
--requirement=more.txt
-c constraints.txt
-e .
./libs/shared
name @ https://example.com/x.whl#sha256=1
git+https://github.com/a/b.git@main#egg=b
--index-url https://pypi.example.com/simple
--find-links ./wheels
dist/x-1.0-py3-none-any.whl
";
        let shown: Vec<String> = parse(text)
            .iter()
            .map(|line| match line {
                Line::Package(package) => format!("{} if {:?}", package.name, package.marker),
                other => format!("{other:?}"),
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        boto3 if None
        flask if Some("python_version >= '3.8'")
        requests if None
        Include("base.txt")
        Include("more.txt")
        Constraint("constraints.txt")
        Path { path: ".", is_editable: true }
        Path { path: "./libs/shared", is_editable: false }
        name if None
        Path { path: "git+https://github.com/a/b.git@main#egg=b", is_editable: false }
        Option("--index-url https://pypi.example.com/simple")
        FindLinks("./wheels")
        Path { path: "dist/x-1.0-py3-none-any.whl", is_editable: false }
        "#);
    }

    #[test]
    fn names_are_compared_as_pypi_does() {
        assert_eq!(canonical("Foo__Bar.-baz"), "foo-bar-baz");
    }

    #[test]
    fn what_is_no_name_is_a_path() {
        for text in [".", "../x", "x.whl", "C:\\x", "-", "a b", ""] {
            assert_eq!(requirement(text), None, "{text}");
        }
    }
}
