//! Findings as annotations of GitHub Actions: lines that its runner reads out of the log.

use std::fmt::Write;

use super::{Checked, cost, sarif};

/// Writes a line per finding.
pub(super) fn lines(checked: &Checked<'_>) -> String {
    let mut text = String::new();
    for failure in checked.failures {
        let _ = writeln!(text, "::error title=warmfront::{}", data(failure));
    }
    for finding in checked.findings {
        let level = match sarif::level(finding.class) {
            "note" => "notice",
            level => level,
        };
        let mut properties = vec![format!(
            "file={}",
            property(&finding.place.file.to_string_lossy())
        )];
        if let Some(range) = finding.place.range {
            properties.push(format!("line={}", range.start.line));
            properties.push(format!("col={}", range.start.column));
            properties.push(format!("endLine={}", range.end.line));
            properties.push(format!("endColumn={}", range.end.column));
        }
        properties.push(format!("title=warmfront ({})", finding.code));
        let mut message = finding.message.clone();
        if let Some(cost) = cost(finding) {
            let _ = write!(message, " ({cost})");
        }
        let properties = properties.join(",");
        let _ = writeln!(text, "::{level} {properties}::{}", data(&message));
    }
    text
}

/// Escapes what ends a line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes what ends a property, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
