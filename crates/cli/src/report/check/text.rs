//! Findings for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use warmfront_check::finding::{Finding, Secondary};
use warmfront_check::fix::Applicability;
use warmfront_check::rule;

use super::excerpt::{self, safe};
use super::{Checked, Look, cost, shown};

/// Lays out all findings, and a summary.
pub(super) fn report(checked: &Checked<'_>, look: Look) -> String {
    let mut text = String::new();
    for finding in checked.findings {
        text.push_str(&one(finding, checked, look));
        text.push('\n');
    }
    text.push_str(&summary(checked));
    text
}

fn one(finding: &Finding, checked: &Checked<'_>, look: Look) -> String {
    let name = rule::of(finding.code).map_or("", |rule| rule.name);
    let code = look.paint(31, &finding.code.to_string());
    let mut text = format!(
        "{code} {} ({name})\n",
        look.paint(1, &safe(&finding.message))
    );
    let _ = writeln!(text, "  {} {}", look.paint(34, "-->"), link(finding, look));
    let label = cost(finding).unwrap_or_else(|| finding.class.words().to_owned());
    let source = checked.texts.of(&finding.place.file);
    let mut lines = match (finding.place.range, source) {
        (Some(range), Some(source)) => excerpt::lay_out(&source, range, &label, look),
        _ => vec![format!("  {label}")],
    };
    for Secondary { place, message } in &finding.secondary {
        lines.push(format!(
            "  {} {}: {message}",
            look.paint(34, "::"),
            shown(place)
        ));
    }
    for note in &finding.notes {
        lines.push(format!("  = {}", safe(note)));
    }
    if let Some(fix) = &finding.fix {
        let flag = match fix.applicability {
            Applicability::Safe => "--fix",
            Applicability::Unsafe => "--fix-unsafe",
        };
        lines.push(format!(
            "  = {}: {} ({flag})",
            look.paint(32, "fix"),
            fix.summary
        ));
    }
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Returns the place, on a terminal as a link to the file.
fn link(finding: &Finding, look: Look) -> String {
    let place = safe(&shown(&finding.place));
    let path = std::path::absolute(&finding.place.file);
    match path {
        Ok(path) if look.links => {
            let mut target = String::from("file://");
            for byte in path.to_string_lossy().bytes() {
                if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                    target.push(char::from(byte));
                } else {
                    let _ = write!(target, "%{byte:02X}");
                }
            }
            format!("\x1b]8;;{target}\x1b\\{place}\x1b]8;;\x1b\\")
        }
        _ => place,
    }
}

fn summary(checked: &Checked<'_>) -> String {
    let n = checked.findings.len();
    let mut text = String::new();
    let in_files = plural(checked.n_files, "file");
    if n == 0 {
        let _ = writeln!(text, "nothing found in {in_files}");
    } else {
        let _ = writeln!(text, "{} in {in_files}", plural(n, "finding"));
    }
    let fixable = |kind| {
        let fixes = checked
            .findings
            .iter()
            .filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.applicability == kind).count()
    };
    let (n_safe, n_unsafe) = (fixable(Applicability::Safe), fixable(Applicability::Unsafe));
    if n_safe > 0 {
        let _ = writeln!(text, "{n_safe} can be mended with `--fix`");
    }
    if n_unsafe > 0 {
        let _ = writeln!(
            text,
            "{n_unsafe} can be mended with `--fix-unsafe`, after a look at `--fix-unsafe --diff`"
        );
    }
    if checked.n_mended > 0 {
        let _ = writeln!(text, "{} mended", checked.n_mended);
    }
    if checked.n_known > 0 {
        let _ = writeln!(text, "{} known and left out", checked.n_known);
    }
    if let (Some(profile), true) = (checked.profile, n > 0) {
        let _ = writeln!(text, "costs are from {profile}");
    }
    text
}

fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// Counts findings by rule, the most frequent first.
pub(super) fn statistics(checked: &Checked<'_>) -> String {
    let mut counts: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for finding in checked.findings {
        let count = counts.entry(finding.code).or_default();
        count.0 += 1;
        count.1 += usize::from(finding.fix.is_some());
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(code, (n, _))| (std::cmp::Reverse(*n), *code));
    let width = rows.iter().map(|(_, (n, _))| n.to_string().len()).max();
    let width = width.unwrap_or(1);
    let mut text = String::new();
    for (code, (n, fixable)) in rows {
        let (name, summary) = rule::of(code).map_or(("", ""), |rule| (rule.name, rule.summary));
        let mark = if fixable > 0 { "*" } else { " " };
        let _ = writeln!(text, "{n:>width$} {code} [{mark}] {name}: {summary}");
    }
    if text.is_empty() {
        return summary(checked);
    }
    if checked.findings.iter().any(|finding| finding.fix.is_some()) {
        text.push_str("[*] some can be mended\n");
    }
    text
}
