//! What stands in a cell of the page.

use regex_lite::Regex;
use warmfront_model::function::PythonVersion;

use super::emulator::{Answer, Observed, PATIENCE};
use super::findings::{Finding, Findings};
use super::table::{Behaviour, Step};

/// Longest answer that is quoted whole.
const LONGEST: usize = 100;

/// Says on which versions a behaviour came out as on Lambda, and what differs on the others.
pub(super) fn runtime(name: &str, client: &str, findings: &[Findings]) -> String {
    let mut results: Vec<(PythonVersion, String)> = findings
        .iter()
        .filter(|findings| findings.client == client)
        .filter_map(|findings| {
            let finding = findings.found.iter().find(|finding| finding.name == name)?;
            Some((findings.python()?, verdict(finding)))
        })
        .collect();
    results.sort();
    let mut kinds: Vec<String> = Vec::new();
    for (_, verdict) in &results {
        if !kinds.contains(verdict) {
            kinds.push(verdict.clone());
        }
    }
    kinds.sort_by_key(|kind| !kind.is_empty());
    let part = |kind: &String| {
        let same = results.iter().filter(|(_, verdict)| verdict == kind);
        let versions: Vec<PythonVersion> = same.map(|(version, _)| *version).collect();
        match kind.as_str() {
            "" => format!("✓ {}", range(&versions)),
            kind => format!("{}: {}", range(&versions), escape(kind)),
        }
    };
    let parts: Vec<String> = kinds.iter().map(part).collect();
    if parts.is_empty() {
        "–".to_owned()
    } else {
        parts.join("; ")
    }
}

/// Returns what differs from Lambda, which is nothing as a rule.
fn verdict(finding: &Finding) -> String {
    if finding.steps.is_empty() {
        return "not run, this machine offers too little".to_owned();
    }
    let difference = finding
        .steps
        .iter()
        .find_map(|step| step.difference.clone());
    let note = finding.steps.iter().find_map(|step| step.note.clone());
    difference
        .map(|text| format!("✗ {text}"))
        .or(note)
        .unwrap_or_default()
}

fn range(versions: &[PythonVersion]) -> String {
    let in_a_row = versions
        .windows(2)
        .all(|two| two[0].minor + 1 == two[1].minor);
    match versions {
        [first, .., last] if versions.len() > 2 && in_a_row => format!("{first} to {last}"),
        _ => {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            versions.join(", ")
        }
    }
}

/// Says what the client got from the emulator where that is not what it gets on Lambda.
pub(super) fn emulator(behaviour: &Behaviour, observed: &Observed) -> String {
    if let Some(reason) = &behaviour.without_emulator {
        return format!("not run: {reason}");
    }
    let steps = behaviour.step.iter().zip(&observed.answers);
    let mut parts: Vec<String> = steps
        .map(|(step, answer)| answer_of(step, answer))
        .collect();
    parts.dedup();
    match parts.as_slice() {
        [one] => one.clone(),
        _ => parts.join("; then "),
    }
}

fn answer_of(step: &Step, answer: &Answer) -> String {
    let response = match answer {
        Answer::Ended => return "the emulator ends".to_owned(),
        Answer::Silence => return format!("no answer in {} s", PATIENCE.as_secs()),
        Answer::Response(response) => response,
    };
    let body = shown(&response.body);
    match (response.status, fits(step.expected_answer(), &body)) {
        (200, true) => "✓".to_owned(),
        (status, true) => format!("✓, HTTP {status}"),
        (200, false) => quoted(&without_places(&body)),
        (status, false) => format!("HTTP {status}, {}", quoted(&without_places(&body))),
    }
}

/// Replaces what differs from run to run and from machine to machine.
fn without_places(body: &str) -> String {
    let replaced = |text: &str, pattern: &str, by: &str| {
        let pattern = Regex::new(pattern).expect("the pattern is tested");
        pattern.replace_all(text, by).into_owned()
    };
    let text = replaced(body, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>");
    let text = replaced(&text, r"/[^ ]*/fixtures/fidelity/", "/var/task/");
    replaced(&text, r"/[^ ]*/lib/python", "/var/lang/lib/python")
}

fn quoted(body: &str) -> String {
    if body.is_empty() {
        return "empty".to_owned();
    }
    let short: String = body.chars().take(LONGEST).collect();
    let more = if short.len() < body.len() { "…" } else { "" };
    format!("`{}{more}`", escape(&short.replace('`', "'")))
}

/// As in the transcripts of the tests.
fn shown(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.escape_ascii().to_string(),
    };
    match text.char_indices().nth(4000) {
        Some(_) => {
            let start: String = text.chars().take(8).collect();
            format!("{start}… ({} bytes)", bytes.len())
        }
        None => text,
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    let pattern = regex_lite::escape(pattern)
        .replace(r"\*", ".*")
        .replace("<id>", ".*")
        .replace("/var/task", ".*");
    Regex::new(&format!("^(?s:{pattern})$")).is_ok_and(|pattern| pattern.is_match(text))
}

fn escape(text: &str) -> String {
    text.replace('|', r"\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_ids_and_folders() {
        assert!(fits(
            r#"{"id":"<id>","at":"/var/task/a.py"}"#,
            r#"{"id":"7","at":"/x/a.py"}"#
        ));
        assert!(!fits(r#""fine""#, r#""fine"x"#));
    }

    #[test]
    fn places_are_those_of_lambda() {
        let text = r#"File \"/a/b/fixtures/fidelity/c.py\" File \"/a/lib/python3.13/d.py\""#;
        let expected = r#"File \"/var/task/c.py\" File \"/var/lang/lib/python3.13/d.py\""#;
        assert_eq!(without_places(text), expected);
        let id = "c97d5825-cd24-4a69-818d-c63e537233cc";
        assert_eq!(without_places(id), "<id>");
    }

    #[test]
    fn versions_in_a_row_are_a_range() {
        let versions = ["3.8", "3.9", "3.10", "3.12"].map(|text| text.parse().unwrap());
        assert_eq!(range(&versions[..3]), "3.8 to 3.10");
        assert_eq!(range(&versions[1..3]), "3.9, 3.10");
        assert_eq!(range(&versions), "3.8, 3.9, 3.10, 3.12");
    }

    #[test]
    fn long_answers_are_cut_and_bars_escaped() {
        assert_eq!(quoted("a|b"), r"`a\|b`");
        assert!(quoted(&"x".repeat(999)).ends_with("x…`"));
    }
}
