//! What is found on the labelled corpus, rule by rule, beside the rules of others that come nearest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::Context as _;
use regex_lite::Regex;
use serde_json::Value;

use super::Programs;
use crate::process;
use crate::workspace::Workspace;

/// A file and a line of it.
type Spot = (PathBuf, u32);

/// Our rules, and those of pythaw and ruff that look for the same.
const NEAREST: &[(&str, &[&str])] = &[
    ("WF101", &["PW001", "PW002"]),
    ("WF102", &["PW003"]),
    ("WF103", &["PW002"]),
    ("WF104", &["PW008", "PW009"]),
    ("WF106", &["PW004", "PW005", "PW006", "PW007"]),
    ("WF202", &["TC001", "TC002", "TC003"]),
    ("WF203", &["F401"]),
    ("WF210", &["F403"]),
    ("WF303", &["S113"]),
    ("WF403", &["G001", "G002", "G003", "G004"]),
    ("WF404", &["ASYNC210", "ASYNC212", "ASYNC251", "ASYNC230"]),
    ("WF407", &["PD901", "PERF401"]),
    ("WF410", &["B019"]),
];

/// Prints, for each of these rules, how many marked lines each program finds and how many others.
pub(super) fn compare(workspace: &Workspace, programs: &Programs<'_>) -> anyhow::Result<()> {
    let root = workspace.target.join("bench/check-corpus");
    if root.exists() {
        fs_err::remove_dir_all(&root)?;
    }
    println!("labelled corpus: found of marked (and not marked)");
    println!("  {:<6} {:>16} {:>16}", "rule", "warmfront", "nearest");
    let mut marked = BTreeMap::new();
    for (code, _) in NEAREST {
        let text = fs_err::read_to_string(
            workspace
                .root
                .join("crates/check/corpus")
                .join(format!("{code}.py")),
        )?;
        marked.insert(*code, write(&root, code, &text)?);
    }
    let ours = warmfront(programs, &root)?;
    let mut theirs = ruff(programs, &root)?;
    theirs.extend(pythaw(programs, &root)?);
    for (code, nearest) in NEAREST {
        let below = |spot: &&Spot| spot.0.starts_with(code);
        let of = |found: &BTreeSet<(String, Spot)>, codes: &[&str]| -> String {
            let all = found
                .iter()
                .filter(|(code, _)| codes.contains(&code.as_str()));
            let found: BTreeSet<&Spot> = all.map(|(_, spot)| spot).filter(below).collect();
            let marked = &marked[code];
            let n_right = found.iter().filter(|spot| marked.contains(**spot)).count();
            format!("{n_right}/{} (+{})", marked.len(), found.len() - n_right)
        };
        println!(
            "  {code:<6} {:>16} {:>16}  {}",
            of(&ours, &[code]),
            of(&theirs, nearest),
            nearest.join(" ")
        );
    }
    Ok(())
}

/// Writes the snippets of a rule, and returns the lines that are marked.
fn write(root: &Path, code: &str, text: &str) -> anyhow::Result<BTreeSet<Spot>> {
    let mut marked = BTreeSet::new();
    let mut files: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
    let (mut folder, mut number) = (PathBuf::new(), 0);
    let mut file = PathBuf::new();
    for line in text.lines() {
        if line.starts_with("# === ") {
            number += 1;
            folder = Path::new(code).join(format!("snippet{number:02}"));
            file = folder.join("app.py");
        } else if let Some(path) = line.strip_prefix("# --- ") {
            file = folder.join(path);
        } else if number > 0 {
            files.entry(file.clone()).or_default().push(line);
        }
    }
    for (file, lines) in files {
        for (number, line) in (1..).zip(&lines) {
            let mark = line.rsplit_once("# ").map_or("", |(_, mark)| mark);
            if mark.split([',', ' ']).any(|word| word == code) {
                marked.insert((file.clone(), number));
            }
        }
        let path = root.join(&file);
        fs_err::create_dir_all(path.parent().unwrap_or(root))?;
        fs_err::write(path, lines.join("\n") + "\n")?;
    }
    Ok(marked)
}

fn warmfront(programs: &Programs<'_>, root: &Path) -> anyhow::Result<BTreeSet<(String, Spot)>> {
    let mut command = programs.warmfront(&["--no-cache", "--select", "ALL", "--format", "json"]);
    let said: Value = serde_json::from_str(&process::read(command.current_dir(root))?)?;
    let findings = said["findings"].as_array().context("no findings")?;
    let found = findings.iter().filter_map(|finding| {
        let code = finding["code"].as_str()?.to_owned();
        let file = finding["path"].as_str()?;
        let line = u32::try_from(finding["range"]["start_line"].as_u64()?).ok()?;
        Some((code, (PathBuf::from(file), line)))
    });
    Ok(found.collect())
}

fn ruff(programs: &Programs<'_>, root: &Path) -> anyhow::Result<BTreeSet<(String, Spot)>> {
    let mut command = programs.ruff();
    command.args(["--preview", "--output-format", "concise", "--quiet"]);
    Ok(spots(&process::read(command.current_dir(root))?))
}

fn pythaw(programs: &Programs<'_>, root: &Path) -> anyhow::Result<BTreeSet<(String, Spot)>> {
    let mut command = programs.python.command();
    command.env("PYTHONPATH", &programs.folder);
    command.args(["-m", "pythaw", "check", "."]);
    Ok(spots(&said_by(command.current_dir(root))?))
}

/// Returns what a program says, whatever its status.
fn said_by(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads ruff's `app.py:3:5: S113 ...`, and pythaw's `PW001 ...` above `--> app.py:3:4`.
fn spots(text: &str) -> BTreeSet<(String, Spot)> {
    static RUFF: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?m)^(?<file>[^:\n]+):(?<line>\d+):\d+: (?<code>[A-Z]+\d+)";
        Regex::new(pattern).expect("the pattern is tested")
    });
    static PYTHAW: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?m)^(?<code>PW\d+) .*\n +--> (?<file>[^:\n]+):(?<line>\d+)";
        Regex::new(pattern).expect("the pattern is tested")
    });
    let all = RUFF.captures_iter(text).chain(PYTHAW.captures_iter(text));
    let found = all.filter_map(|spot| {
        let line = spot["line"].parse().ok()?;
        let file = spot["file"].trim_start_matches("./");
        Some((spot["code"].to_owned(), (PathBuf::from(file), line)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_programs_are_read() {
        let text = "a/app.py:3:5: S113 no timeout\nPW001 client\n  --> b.py:7:4\n\nFound 2.\n";
        let found: Vec<_> = spots(text).into_iter().collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], ("PW001".to_owned(), ("b.py".into(), 7)));
        assert_eq!(found[1], ("S113".to_owned(), ("a/app.py".into(), 3)));
    }
}
