//! Whether rules find what is marked in fixtures and in the labelled corpus, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{ALL, Check, Findings, Fixes, Rule};
use crate::code::{Code, Family};
use crate::finding::Finding;
use crate::fix::Plan;
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
    if !matches!(rule.check, Check::Python(_)) {
        return None;
    }
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
        n_missed * 20 <= n_marks,
        "{n_missed} of {n_marks} missed\n{all}"
    );
    assert!(
        n_false * 20 <= n_marks,
        "{n_false} false beside {n_marks}\n{all}"
    );
}

impl Snippet {
    /// Returns the project as a rule's fixes leave it, and how many were made.
    fn mended(&self, rule: &'static Rule) -> (Snippet, usize) {
        let findings = all_found(rule, &self.facts());
        let mut plan = Plan::default();
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let n_made = fixes.filter(|fix| plan.take(fix)).count();
        let texts = self.files.iter().map(|(path, text)| {
            let made = plan.apply(path, text).unwrap();
            (path.clone(), made)
        });
        let mended = Snippet {
            title: self.title.clone(),
            files: texts.collect(),
        };
        (mended, n_made)
    }
}

fn all_found(rule: &'static Rule, facts: &Facts) -> Vec<Finding> {
    let Check::Python(check) = rule.check else {
        return Vec::new();
    };
    let mut findings = Findings::of(rule);
    check(facts, &mut findings);
    findings.into_found()
}

/// Returns the lines that two texts do not share, marked with `-` and `+`.
fn changes(before: &str, after: &str) -> String {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    // Lengths of the longest common subsequences of what follows.
    let mut longest = vec![vec![0; after.len() + 1]; before.len() + 1];
    for (i, one) in before.iter().enumerate().rev() {
        for (j, other) in after.iter().enumerate().rev() {
            longest[i][j] = if one == other {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || i < before.len() && longest[i + 1][j] >= longest[i][j + 1] {
            writeln!(text, "- {}", before[i]).unwrap();
            i += 1;
        } else {
            writeln!(text, "+ {}", after[j]).unwrap();
            j += 1;
        }
    }
    text
}

#[test]
fn fixes_mend_what_they_are_about_and_leave_code_that_parses() {
    for rule in ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let text = std::fs::read_to_string(path.join(format!("{}.py", rule.code)));
        let mut projects = snippets(&text.unwrap_or_default());
        projects.extend(fixture(rule));
        let mut n_fixes = 0;
        for project in projects {
            let before = all_found(rule, &project.facts()).len();
            let (mended, n_made) = project.mended(rule);
            let after = all_found(rule, &mended.facts()).len();
            assert_eq!(after, before - n_made, "{}: {}", rule.code, project.title);
            n_fixes += n_made;
        }
        let is_of_code =
            matches!(rule.check, Check::Python(_)) && rule.code.family() != Family::Own;
        let may_fix = is_of_code && rule.fixes != Fixes::No;
        assert_eq!(n_fixes > 0, may_fix, "{}", rule.code);
    }
}

#[test]
fn fixtures_say_what_is_found_and_mended() {
    for rule in ALL {
        let Some(fixture) = fixture(rule) else {
            continue;
        };
        let mut text = String::new();
        for finding in all_found(rule, &fixture.facts()) {
            let start = finding.place.range.unwrap().start;
            let file = finding.place.file.display();
            writeln!(
                text,
                "{file}:{}:{}: {}",
                start.line, start.column, finding.message
            )
            .unwrap();
            for other in &finding.secondary {
                let start = other.place.range.unwrap().start;
                writeln!(text, "  {}:{}: {}", start.line, start.column, other.message).unwrap();
            }
            for note in &finding.notes {
                writeln!(text, "  note: {note}").unwrap();
            }
            if let Some(fix) = &finding.fix {
                writeln!(text, "  fix, {:?}: {}", fix.applicability, fix.summary).unwrap();
            }
        }
        let (mended, _) = fixture.mended(rule);
        for ((path, before), (_, after)) in fixture.files.iter().zip(&mended.files) {
            if before != after {
                writeln!(text, "\n{}:\n{}", path.display(), changes(before, after)).unwrap();
            }
        }
        insta::assert_snapshot!(rule.code.to_string(), text);
    }
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
