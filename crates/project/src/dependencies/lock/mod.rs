//! Lock files as lists of pins, where the tool that wrote them is not at hand to export them.
//!
//! Only what the project needs to run: no development groups, no extras that nobody asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::marker::{self, Environment};
use super::requirement::{canonical, requirement};
use crate::document::{self, Map, Node};
use crate::problem::Problem;

/// What a lock or project file asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Requirements, as pip writes them, sorted.
    pub requirements: Vec<String>,
    /// Packages that come from elsewhere than an index, and are left out.
    pub left_out: Vec<String>,
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_text)
}

fn packages(lock: &Node) -> &[Node] {
    lock.get("package")
        .and_then(Node::as_list)
        .unwrap_or_default()
}

fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::as_list).unwrap_or_default()
}

impl Pins {
    fn finish(mut self) -> Self {
        self.requirements.sort();
        self.requirements.dedup();
        self.left_out.sort();
        self.left_out.dedup();
        self
    }

    fn pin(&mut self, name: &str, version: Option<&str>, marker: Option<&str>) {
        let Some(version) = version.filter(|_| requirement(name).is_some()) else {
            self.left_out.push(name.to_owned());
            return;
        };
        let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
        self.requirements.push(format!("{name}=={version}{marker}"));
    }
}

/// Parses a `uv.lock`: what the project's own package reaches.
pub fn parse_uv(lock: &str, environment: &Environment) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let mut by_name: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    let mut roots = Vec::new();
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        by_name.entry(name).or_default().push(package);
        if is_own(package) {
            roots.push(name);
        }
    }
    let mut pins = Pins::default();
    let mut seen = BTreeSet::new();
    // A package is reached plain or for one of its extras, each bringing dependencies of its own.
    let mut waiting: Vec<(&str, Option<&str>)> = roots.iter().map(|name| (*name, None)).collect();
    while let Some((name, extra)) = waiting.pop() {
        if !seen.insert((name, extra)) {
            continue;
        }
        let candidates = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let Some(package) = fork(candidates, environment) else {
            continue;
        };
        if extra.is_none() && !is_own(package) {
            let is_indexed = package.path(&["source", "registry"]).is_some();
            pins.pin(name, text(package, "version").filter(|_| is_indexed), None);
        }
        let wanted = match extra {
            None => list(package, "dependencies"),
            Some(extra) => package
                .get("optional-dependencies")
                .map_or(&[][..], |optional| list(optional, extra)),
        };
        for dependency in wanted {
            let marker = text(dependency, "marker");
            if marker.and_then(|marker| marker::holds(marker, environment)) == Some(false) {
                continue;
            }
            let Some(name) = text(dependency, "name") else {
                continue;
            };
            waiting.push((name, None));
            let extras = list(dependency, "extra").iter().filter_map(Node::as_text);
            waiting.extend(extras.map(|extra| (name, Some(extra))));
        }
    }
    Ok(pins.finish())
}

fn is_own(package: &Node) -> bool {
    ["virtual", "editable"]
        .iter()
        .any(|kind| package.path(&["source", kind]).is_some())
}

/// Chooses among several versions of one package, which hold under different markers.
fn fork<'n>(candidates: &[&'n Node], environment: &Environment) -> Option<&'n Node> {
    let holds = |package: &Node| {
        let markers = list(package, "resolution-markers");
        let mut markers = markers.iter().filter_map(Node::as_text);
        markers.any(|marker| marker::holds(marker, environment) == Some(true))
    };
    let fitting = candidates.iter().find(|package| holds(package));
    fitting.or(candidates.last()).copied()
}

/// Parses a `poetry.lock`; old ones need the `pyproject.toml` to tell what is for development.
pub fn parse_poetry(lock: &str, pyproject: Option<&str>) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let pyproject = pyproject.map(document::toml::parse).transpose()?;
    let needed = pyproject
        .as_ref()
        .and_then(|pyproject| poetry_needs(&lock, pyproject));
    let mut pins = Pins::default();
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let is_main = match (package.get("groups"), text(package, "category")) {
            (Some(groups), _) => {
                let mut groups = groups.as_list().unwrap_or_default().iter();
                groups.any(|group| group.as_text() == Some("main"))
            }
            (None, Some(category)) => category == "main",
            (None, None) => needed
                .as_ref()
                .is_none_or(|needed| needed.contains(&canonical(name))),
        };
        let is_optional = package.get("optional").and_then(Node::as_bool) == Some(true);
        if is_main && !is_optional {
            let kind = package.path(&["source", "type"]).and_then(Node::as_text);
            let is_indexed = kind.is_none_or(|kind| kind == "legacy");
            let marker = text(package, "markers");
            pins.pin(
                name,
                text(package, "version").filter(|_| is_indexed),
                marker,
            );
        }
    }
    Ok(pins.finish())
}

/// Returns the names that the main group of a project reaches.
fn poetry_needs(lock: &Node, pyproject: &Node) -> Option<BTreeSet<String>> {
    let main = pyproject
        .path(&["tool", "poetry", "dependencies"])?
        .as_map()?;
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages(lock) {
        let below = package.get("dependencies").and_then(Node::as_map);
        let below = below
            .into_iter()
            .flat_map(Map::keys)
            .map(|name| canonical(name));
        edges
            .entry(canonical(text(package, "name")?))
            .or_default()
            .extend(below);
    }
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<String> = main.keys().map(|name| canonical(name)).collect();
    while let Some(name) = waiting.pop() {
        if needed.insert(name.clone()) {
            waiting.extend(edges.get(&name).into_iter().flatten().cloned());
        }
    }
    Some(needed)
}

/// Parses a `pdm.lock`.
pub fn parse_pdm(lock: &str) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let mut pins = Pins::default();
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let groups = package.get("groups").and_then(Node::as_list);
        let is_main = groups.is_none_or(|groups| {
            groups
                .iter()
                .any(|group| group.as_text() == Some("default"))
        });
        // A package with extras is listed once more with them, and needs no second pin.
        if is_main && package.get("extras").is_none() {
            let is_indexed = ["git", "path", "url"]
                .iter()
                .all(|kind| package.get(kind).is_none());
            let marker = text(package, "marker");
            pins.pin(
                name,
                text(package, "version").filter(|_| is_indexed),
                marker,
            );
        }
    }
    Ok(pins.finish())
}

/// Parses a `Pipfile.lock`.
pub fn parse_pipfile(lock: &str) -> Result<Pins, Problem> {
    let lock = document::json::parse(lock)?;
    let mut pins = Pins::default();
    for (name, package) in lock
        .get("default")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let version = text(package, "version").and_then(|version| version.strip_prefix("=="));
        pins.pin(name, version, text(package, "markers"));
    }
    Ok(pins.finish())
}

/// Parses the dependencies of a `pyproject.toml`, if it states any in the standard way.
pub fn parse_pyproject(text: &str) -> Result<Option<Pins>, Problem> {
    let document = document::toml::parse(text)?;
    let dependencies = document
        .path(&["project", "dependencies"])
        .and_then(Node::as_list);
    Ok(dependencies.map(|dependencies| {
        let mut pins = Pins::default();
        for dependency in dependencies.iter().filter_map(Node::as_text) {
            match requirement(dependency) {
                Some(requirement) => pins.requirements.push(requirement.text),
                None => pins.left_out.push(dependency.to_owned()),
            }
        }
        pins.finish()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment {
            python_version: "3.12".to_owned(),
            python_full_version: "3.12.1".to_owned(),
            sys_platform: "linux".to_owned(),
            platform_machine: "x86_64".to_owned(),
            os_name: "posix".to_owned(),
        }
    }

    #[test]
    fn a_uv_lock_gives_what_the_project_reaches() {
        let lock = r#"
version = 1
[[package]]
name = "service"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
  { name = "httpx", extra = ["http2"] },
  { name = "colorama", marker = "sys_platform == 'win32'" },
  { name = "local" },
]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "httpx"
version = "0.27.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "anyio" }]
[package.optional-dependencies]
http2 = [{ name = "h2" }]
[[package]]
name = "anyio"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.9'"]
[[package]]
name = "anyio"
version = "4.4.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version >= '3.9'"]
[[package]]
name = "h2"
version = "4.1.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "local"
version = "0.1.0"
source = { git = "https://x" }
"#;
        let pins = parse_uv(lock, &environment()).unwrap();
        assert_eq!(
            pins.requirements,
            ["anyio==4.4.0", "h2==4.1.0", "httpx==0.27.0"]
        );
        assert_eq!(pins.left_out, ["local"]);
    }

    #[test]
    fn a_poetry_lock_leaves_development_out() {
        let new = "[[package]]\nname='a'\nversion='1'\ngroups=['main']\nmarkers=\"os_name == 'nt'\"\n\
                   [[package]]\nname='b'\nversion='2'\ngroups=['dev']\n";
        let pins = parse_poetry(new, None).unwrap();
        assert_eq!(pins.requirements, ["a==1 ; os_name == 'nt'"]);
        let old = "[[package]]\nname='a'\nversion='1'\n[package.dependencies]\nC_c='*'\n\
                   [[package]]\nname='b'\nversion='2'\n[[package]]\nname='c-c'\nversion='3'\n";
        let pyproject = "[tool.poetry.dependencies]\npython='^3.12'\na='^1'\n";
        let pins = parse_poetry(old, Some(pyproject)).unwrap();
        assert_eq!(pins.requirements, ["a==1", "c-c==3"]);
    }

    #[test]
    fn other_locks_are_read() {
        let pdm = "[[package]]\nname='a'\nversion='1'\ngroups=['default','dev']\n\
                   [[package]]\nname='b'\nversion='2'\ngroups=['dev']\n";
        assert_eq!(parse_pdm(pdm).unwrap().requirements, ["a==1"]);
        let pipfile =
            r#"{"default": {"a": {"version": "==1"}, "g": {"git": "x"}}, "develop": {"b": {}}}"#;
        let pins = parse_pipfile(pipfile).unwrap();
        assert_eq!(
            (&pins.requirements[..], &pins.left_out[..]),
            (&["a==1".to_owned()][..], &["g".to_owned()][..])
        );
        let pyproject = "[project]\ndependencies = ['a>=1', 'b[x]; os_name == \"nt\"']\n";
        assert_eq!(
            parse_pyproject(pyproject)
                .unwrap()
                .unwrap()
                .requirements
                .len(),
            2
        );
        assert_eq!(parse_pyproject("[project]\nname='x'\n").unwrap(), None);
    }
}
