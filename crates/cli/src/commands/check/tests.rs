use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use warmfront_check::fix::Applicability;
use warmfront_check::rule::{self, Check};

use super::*;
use crate::args::{Cli, Command};

/// Checks what lies at a path, as the command does.
fn check(path: &Path, flags: &[&str]) -> (Vec<Finding>, Gathered) {
    let mut words = vec!["warmfront", "check", "--no-cache"];
    words.extend(flags);
    words.extend(path.to_str());
    let cli = <Cli as clap::Parser>::try_parse_from(words).unwrap();
    let Command::Check(args) = cli.command else {
        unreachable!("the word is `check`");
    };
    let settings = CheckSettings::resolve(*args, &Variables::default()).unwrap();
    let gathered = gather::gather(&settings).unwrap();
    (find(&settings, &gathered), gathered)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../check/fixtures")
}

/// Returns the rules over templates that have fixtures, with the files of these.
fn templates() -> Vec<(String, PathBuf)> {
    let mut all = Vec::new();
    for rule in rule::ALL {
        if !matches!(rule.check, Check::Configuration(_)) {
            continue;
        }
        let code = rule.code.to_string();
        let folder = fixtures().join(&code);
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            all.push((code.clone(), entry.path()));
        }
    }
    all
}

/// Returns the lines that a fixture says a rule must find.
fn expected(text: &str, code: &str) -> BTreeSet<u32> {
    let mark = format!("# expect: {code}");
    let lines = text.lines().zip(1..);
    let marked = lines.filter(|(line, _)| line.contains(&mark));
    marked.map(|(_, number)| number).collect()
}

#[test]
fn rules_over_templates_find_what_fixtures_mark_and_nothing_else() {
    let fixtures = templates();
    assert!(fixtures.len() > 20);
    for (code, file) in fixtures {
        let text = fs::read_to_string(&file).unwrap();
        let (found, _) = check(&file, &["--select", &code]);
        let lines = found.iter().filter_map(|finding| finding.place.range);
        let lines: BTreeSet<u32> = lines.map(|range| range.start.line).collect();
        let wanted = expected(&text, &code);
        assert!(!wanted.is_empty(), "{code} expects nothing");
        assert_eq!(lines, wanted, "{code}: {found:#?}");
    }
}

#[test]
fn fixed_templates_are_read_again_and_are_clean() {
    let folder = TempDir::new().unwrap();
    let mut n_fixed = 0;
    for (code, file) in templates() {
        let text = fs::read_to_string(&file).unwrap();
        let copy = folder.path().join(file.file_name().unwrap());
        fs::write(&copy, &text).unwrap();
        let (found, gathered) = check(&copy, &["--select", &code]);
        let mended = mend::mend(&found, Applicability::Unsafe, &gathered.texts);
        for each in &mended.files {
            fs::write(&copy, &each.after).unwrap();
        }
        let (left, _) = check(&copy, &["--select", &code]);
        assert_eq!(left.len(), found.len() - mended.n_findings, "{code}");
        n_fixed += mended.n_findings;
    }
    assert!(n_fixed > 14, "{n_fixed}");
}

#[test]
fn every_rule_over_templates_and_packages_has_a_whole_page() {
    for rule in rule::ALL.iter().filter(|rule| rule.code.0 >= 500) {
        for part in [
            "## What it finds",
            "## Why",
            "## Fix",
            "## When to ignore it",
        ] {
            assert!(rule.page.contains(part), "{} lacks {part}", rule.code);
        }
        assert!(
            rule.page
                .starts_with(&format!("# {}: {}\n", rule.code, rule.name))
        );
    }
}

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Timeout: 10
      MemorySize: 128
      Environment:
        Variables:
          LOG_LEVEL: DEBUG # warmfront: ignore[WF512] a test stage
  # warmfront: ignore[WF513]
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/Work}
";

fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("template.yaml"), TEMPLATE).unwrap();
    folder
}

#[test]
fn comments_keep_lines_as_they_are() {
    let folder = project();
    let (found, _) = check(folder.path(), &["--select", "WF501,WF512,WF513"]);
    let codes: Vec<String> = found
        .iter()
        .map(|finding| finding.code.to_string())
        .collect();
    assert_eq!(codes, ["WF501"]);
}

#[test]
fn known_findings_are_left_out_even_when_lines_move() {
    let folder = project();
    let file = folder.path().join("known.json");
    let (found, gathered) = check(folder.path(), &["--select", "WF5"]);
    baseline::write(&file, &found, &gathered.texts).unwrap();
    let template = folder.path().join("template.yaml");
    fs::write(
        &template,
        TEMPLATE.replace("Resources:", "# moved\n\nResources:"),
    )
    .unwrap();
    let (mut found, gathered) = check(folder.path(), &["--select", "WF5"]);
    let n = found.len();
    assert_eq!(
        baseline::apply(&file, &mut found, &gathered.texts).unwrap(),
        n
    );
    let changed = TEMPLATE.replace("MemorySize: 128", "MemorySize:   128");
    fs::write(&template, changed).unwrap();
    let (mut found, gathered) = check(folder.path(), &["--select", "WF501"]);
    assert_eq!(
        baseline::apply(&file, &mut found, &gathered.texts).unwrap(),
        0
    );
    assert_eq!(found.len(), 1);
    fs::write(&file, "{\"schema\": \"other/1\", \"findings\": []}").unwrap();
    let refusal = baseline::apply(&file, &mut found, &gathered.texts).unwrap_err();
    assert!(refusal.to_string().contains("its schema is `other/1`"));
}

#[test]
fn templates_of_bombs_are_refused_and_the_rest_goes_on() {
    let folder = project();
    let mut bomb = "AWSTemplateFormatVersion: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{aliases}]");
    }
    fs::write(folder.path().join("bomb.yaml"), bomb).unwrap();
    let deep = format!("{{\"format_version\": {}", "[".repeat(100_000));
    fs::write(folder.path().join("deep.json"), deep).unwrap();
    let (found, gathered) = check(folder.path(), &["--select", "WF501"]);
    assert_eq!(found.len(), 1);
    assert_eq!(gathered.failures.len(), 2, "{:?}", gathered.failures);
}

#[test]
fn lists_of_requirements_and_installed_packages_are_looked_at() {
    let folder = TempDir::new().unwrap();
    for (name, text) in [
        ("app.py", "import yaml\n"),
        (
            "requirements.txt",
            "pyyaml==6\nflask-cors==4\nhumanize==4\npytest>=8\n",
        ),
        ("package/a.py", ""),
        ("package/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n"),
        ("package/a-1.dist-info/RECORD", "a.py,,\n"),
        (
            "package/nvidia_x-1.dist-info/METADATA",
            "Name: nvidia-x\nVersion: 1\n",
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let shown = |path: &Path| -> Vec<String> {
        let (found, _) = check(path, &["--select", "WF6"]);
        let line = |finding: &Finding| finding.place.range.map_or(0, |range| range.start.line);
        found
            .iter()
            .map(|finding| format!("{} {}", line(finding), finding.code))
            .collect()
    };
    let expected = ["3 WF603", "4 WF602", "4 WF603", "4 WF610"];
    assert_eq!(shown(folder.path()), expected);
    assert_eq!(shown(&folder.path().join("package")), ["0 WF611"]);
    fs::write(folder.path().join("uv.lock"), "").unwrap();
    assert!(!shown(folder.path()).contains(&"4 WF602".to_owned()));
}

#[test]
fn an_architecture_is_advised_only_where_the_lock_has_builds() {
    let template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Work:\n    Type: \
                    AWS::Serverless::Function\n    Properties: {Runtime: python3.13, CodeUri: src}\n";
    let lock =
        "[[package]]\nname = 'n'\nwheels = [{ url = 'https://x/n-1-cp313-cp313-MACHINE.whl' }]\n";
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("template.yaml"), template).unwrap();
    let n_found = |machine: &str| {
        let lock = lock.replace("MACHINE", machine);
        fs::write(folder.path().join("uv.lock"), lock).unwrap();
        check(folder.path(), &["--select", "WF504"]).0.len()
    };
    assert_eq!(n_found("manylinux_2_17_aarch64"), 1);
    assert_eq!(n_found("manylinux_2_17_x86_64"), 0);
}
