//! Findings as `JUnit`'s XML, which most services show as tests that failed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use warmfront_check::finding::Finding;

use super::{Checked, cost, shown};

/// Lays the document out: a suite per file, a test per finding.
pub(super) fn document(checked: &Checked<'_>) -> String {
    let mut files: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in checked.findings {
        files.entry(&finding.place.file).or_default().push(finding);
    }
    let n = checked.findings.len();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let n_errors = checked.failures.len();
    let tests = n + n_errors;
    let _ = writeln!(
        text,
        "<testsuites name=\"warmfront\" tests=\"{tests}\" failures=\"{n}\" errors=\"{n_errors}\">"
    );
    for (file, findings) in files {
        let name = escaped(&file.to_string_lossy());
        let n = findings.len();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{n}\" failures=\"{n}\" errors=\"0\">"
        );
        for finding in findings {
            text.push_str(&test(finding, &name));
        }
        text.push_str("  </testsuite>\n");
    }
    if n_errors > 0 {
        let _ = writeln!(
            text,
            "  <testsuite name=\"warmfront\" tests=\"{n_errors}\" failures=\"0\" errors=\"{n_errors}\">"
        );
        for failure in checked.failures {
            let failure = escaped(failure);
            let _ = writeln!(
                text,
                "    <testcase name=\"reading\"><error message=\"{failure}\"/></testcase>"
            );
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn test(finding: &Finding, file: &str) -> String {
    let mut message = finding.message.clone();
    if let Some(cost) = cost(finding) {
        let _ = write!(message, " ({cost})");
    }
    let line = finding.place.range.map(|range| range.start.line);
    let line = line.map_or_else(String::new, |line| format!(" line=\"{line}\""));
    format!(
        "    <testcase name=\"{}\" classname=\"{file}\"{line}>\n      \
         <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
        finding.code,
        finding.class.words(),
        escaped(&message),
        escaped(&shown(&finding.place)),
    )
}

/// Escapes what has a meaning in XML, and leaves out what XML cannot hold at all.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\r' | '\t' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => safe.push(character),
        }
    }
    safe
}
