//! The small projects of `torture` that careless deferral breaks: what may wait in them, and what
//! must not.

use std::path::Path;

use super::super::*;
use crate::pass::sample;

/// A project: its settings and its files.
struct Project {
    name: String,
    settings: String,
    files: Vec<(String, String)>,
}

fn projects() -> Vec<Project> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("torture");
    let entries = fs_err::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs_err::read_to_string(path).unwrap();
        let mut parts = text.split("\n--- ");
        let settings = parts.next().unwrap().to_owned();
        let file = |part: &str| {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            (path.to_owned(), text.to_owned())
        };
        Project {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            settings,
            files: parts.map(file).collect(),
        }
    };
    paths.iter().map(read).collect()
}

/// Returns what the comment after a statement says of one of its names.
fn mark(text: &str, line: u32, alias: u32) -> Option<&str> {
    let lines = text.lines().skip(usize::try_from(line).ok()? - 1);
    let first = lines.take(8).find_map(|line| {
        let (before, mark) = line.rsplit_once("# ")?;
        let is_mark = mark.starts_with("deferred") || mark.starts_with("refused");
        is_mark.then_some((before, mark))
    });
    let (_, marks) = first?;
    let marks: Vec<&str> = marks.split(", ").map(str::trim).collect();
    marks
        .get(usize::try_from(alias).ok()?)
        .or(marks.last())
        .copied()
}

/// Returns what is thought otherwise of a project than its comments say.
fn differences(project: &Project) -> Vec<String> {
    let bytes: Vec<(&str, &[u8])> = project
        .files
        .iter()
        .map(|(path, text)| (&**path, text.as_bytes()))
        .collect();
    let given = Given {
        python: "3.13".parse().unwrap(),
        roots: &["check".to_owned()],
        loaded: None,
    };
    let analysis = Analysis::of(&sample::package(&bytes), &given).unwrap();
    let may_refuse = project.settings.contains("analysis: may refuse");
    let mut wrong = Vec::new();
    for (_, edge, verdict) in analysis.judged() {
        let path = analysis.tree.module(edge.module).path.as_str();
        let (_, text) = project.files.iter().find(|(file, _)| file == path).unwrap();
        let statement = text.lines().nth(usize::try_from(edge.line).unwrap() - 1);
        let ends_there = statement.is_some_and(|line| !line.contains('('));
        let mark = match mark(text, edge.line, edge.alias) {
            Some(_) if ends_there && !statement.unwrap().contains("# ") => continue,
            Some(mark) => mark,
            None => continue,
        };
        let is_wrong = match (mark, verdict) {
            ("deferred", Verdict::Safe) => false,
            ("deferred", _) => !may_refuse,
            (_, Verdict::Safe) => true,
            _ => false,
        };
        if is_wrong {
            let (name, line) = (&project.name, edge.line);
            let sentences = analysis.sentences(verdict).join("; ");
            wrong.push(format!("{name}: {path}:{line} is {mark}, not: {sentences}"));
        }
    }
    wrong
}

#[test]
fn what_projects_expect_is_found() {
    let wrong: Vec<String> = projects().iter().flat_map(differences).collect();
    insta::assert_snapshot!(wrong.join("\n"));
}
