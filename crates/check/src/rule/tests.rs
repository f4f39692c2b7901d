//! Whether rules find what is marked in fixtures and in the labelled corpus, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{ALL, Check, Findings, Rule};
use crate::code::Code;
use crate::python::{Facts, Handler, Sources};

/// A project in a file: its title and its files.
struct Snippet {
    title: String,
    files: Vec<(PathBuf, String)>,
}

/// Reads snippets: `# === TITLE` begins one, `# --- PATH` a file of it.
fn snippets(text: &str) -> Vec<Snippet> {
    let mut all: Vec<Snippet> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("# === ") {
            all.push(Snippet {
                title: title.to_owned(),
                files: vec![("app.py".into(), String::new())],
            });
        } else if let Some(path) = line.strip_prefix("# --- ") {
            let snippet = all.last_mut().unwrap();
            snippet.files.push((path.into(), String::new()));
        } else if let Some(snippet) = all.last_mut() {
            let (_, text) = snippet.files.last_mut().unwrap();
            writeln!(text, "{line}").unwrap();
        }
    }
    all
}

impl Snippet {
    fn facts(&self) -> Facts {
        let files = self.files.iter().map(|(path, _)| path.clone()).collect();
        let sources = Sources {
            files,
            code: vec!["".into()],
            handlers: vec![Handler {
                code: "".into(),
                handler: "app.handler".to_owned(),
            }],
            ..Sources::default()
        };
        let texts = self.files.iter().map(|(_, text)| text.clone()).collect();
        let facts = Facts::of_texts(&sources, texts);
        assert_eq!(facts.unreadable(), [], "{}", self.title);
        facts
    }

    /// Returns files and lines that end with a mark of a rule.
    fn marked(&self, code: Code) -> BTreeSet<(PathBuf, u32)> {
        let code = code.to_string();
        let mut marked = BTreeSet::new();
        for (path, text) in &self.files {
            for (number, line) in (1..).zip(text.lines()) {
                let mark = line.rsplit_once("# ").map_or("", |(_, mark)| mark);
                if mark.split([',', ' ']).any(|one| one == code) {
                    marked.insert((path.clone(), number));
                }
            }
        }
        marked
    }
}

fn found(rule: &'static Rule, facts: &Facts) -> BTreeSet<(PathBuf, u32)> {
    let Check::Python(check) = rule.check else {
        return BTreeSet::new();
    };
    let mut findings = Findings::of(rule);
    check(facts, &mut findings);
    let found = findings.into_found().into_iter();
    found
        .map(|finding| (finding.place.file, finding.place.range.unwrap().start.line))
        .collect()
}

/// Returns what a rule finds amiss or misses in a folder's file of its code, and how many marks
/// there are.
fn differences(folder: &str, rule: &'static Rule) -> (Vec<String>, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(format!("{}.py", rule.code));
    let Ok(text) = std::fs::read_to_string(&path) else {
        return (Vec::new(), 0);
    };
    let (mut differences, mut n_marks) = (Vec::new(), 0);
    for snippet in snippets(&text) {
        let marked = snippet.marked(rule.code);
        let found = found(rule, &snippet.facts());
        n_marks += marked.len();
        for (file, line) in found.symmetric_difference(&marked) {
            let what = if marked.contains(&(file.clone(), *line)) {
                "missed"
            } else {
                "false"
            };
            let file = file.display();
            differences.push(format!(
                "{} {what}: {}: {file}:{line}",
                rule.code, snippet.title
            ));
        }
    }
    (differences, n_marks)
}

/// Reads the fixture of a rule: the folder of its code is a project.
fn fixture(rule: &Rule) -> Option<Snippet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(rule.code.to_string());
    let mut files = Vec::new();
    collect(&folder, Path::new(""), &mut files);
    files.sort();
    let title = rule.code.to_string();
    (!files.is_empty()).then_some(Snippet { title, files })
}

fn collect(folder: &Path, below: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &path, files);
        } else {
            files.push((path, std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

#[test]
fn fixtures_are_found() {
    let mut differences = Vec::new();
    for rule in ALL {
        if !matches!(rule.check, Check::Python(_)) {
            continue;
        }
        let Some(fixture) = fixture(rule) else {
            differences.push(format!("{} has no fixture", rule.code));
            continue;
        };
        let marked = fixture.marked(rule.code);
        assert!(!marked.is_empty(), "{}", rule.code);
        for (file, line) in found(rule, &fixture.facts()).symmetric_difference(&marked) {
            let is_marked = marked.contains(&(file.clone(), *line));
            let what = if is_marked { "missed" } else { "false" };
            differences.push(format!("{} {what}: {}:{line}", rule.code, file.display()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn corpus_is_found() {
    let (mut all, mut n_marks) = (Vec::new(), 0);
    for rule in ALL {
        let (differences, n) = differences("corpus", rule);
        all.extend(differences);
        n_marks += n;
    }
    let n_missed = all.iter().filter(|line| line.contains("missed")).count();
    let n_false = all.len() - n_missed;
    let all = all.join("\n");
    assert!(
        n_missed * 2000 <= n_marks,
        "{n_missed} of {n_marks} missed\n{all}"
    );
    assert!(
        n_false * 2000 <= n_marks,
        "{n_false} false beside {n_marks}\n{all}"
    );
}

#[test]
fn codes_and_names_are_unique_and_sorted() {
    assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
    let names: BTreeSet<_> = ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), ALL.len());
    for rule in ALL {
        let heading = format!("# {}: {}\n", rule.code, rule.name);
        assert!(rule.page.starts_with(&heading), "{}", rule.code);
    }
}
