//! A build for people.

use std::fmt::Write;

use warmfront_build::manifest::{Diff, PassTotal, SizeChange};
use warmfront_stats::decision::Decision;

use super::{Built, deferral};
use crate::commands::build::Tried;
use crate::report::figures::size;
use crate::report::verify;

/// Lines of the difference from the last build.
const MOST_CHANGES: usize = 6;

/// Lays the report out.
pub(super) fn report(built: &Built<'_>) -> String {
    let mut text = String::new();
    let totals = &built.manifest.totals;
    let _ = writeln!(text, "{} for {}\n", built.function, built.target);
    let _ = writeln!(
        text,
        "  as it was   {:>10}  {:>6} files\n  now         {:>10}  {:>6} files  {}",
        size(totals.bytes_before),
        totals.n_files_before,
        size(totals.bytes),
        totals.n_files,
        change(totals.bytes_before, totals.bytes),
    );
    for pass in &totals.passes {
        text.push_str(&of_pass(pass));
    }
    text.push_str(&deferral::text(built.deferral, built.manifest));
    if !built.tried.is_empty() {
        text.push_str("\nStart-up settings, by CPU time of init and first invocation\n");
        for tried in built.tried {
            text.push_str(&setting(tried));
        }
    }
    if !built.left_out.is_empty() {
        text.push_str("\nLeft out\n");
        for line in built.left_out {
            let _ = writeln!(text, "  {line}");
        }
    }
    text.push('\n');
    match (built.verdict, built.unverified) {
        (Some(verdict), _) => {
            for line in verify::lines(verdict) {
                let _ = writeln!(text, "{line}");
            }
        }
        (None, Some(reason)) => {
            let _ = writeln!(text, "not verified: {reason}");
        }
        (None, None) => {}
    }
    if let Some(difference) = built.difference {
        text.push_str(&since(difference));
    }
    text.push('\n');
    for written in built.written {
        let zipped = written.bytes_zipped.map_or_else(String::new, |bytes| {
            format!(", {} unzipped", size(written.bytes.max(bytes)))
        });
        let bytes = written.bytes_zipped.unwrap_or(written.bytes);
        let path = written.path.display();
        let _ = writeln!(text, "{path}  {}{zipped}", size(bytes));
        for note in &written.notes {
            let _ = writeln!(text, "note: {note}");
        }
    }
    let _ = writeln!(text, "built in {:.1} s", built.took.as_secs_f64());
    text
}

fn of_pass(pass: &PassTotal) -> String {
    let mut parts = Vec::new();
    for (n, word) in [
        (pass.n_removed, "removed"),
        (pass.n_replaced, "replaced"),
        (pass.n_added, "added"),
        (pass.n_kept, "kept for a reason"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    let gain = match (pass.bytes_removed, pass.bytes_added) {
        (removed, added) if removed >= added => format!("-{}", size(removed - added)),
        (removed, added) => format!("+{}", size(added - removed)),
    };
    format!("  {:<11} {gain:>10}  {}\n", pass.name, parts.join(", "))
}

fn setting(tried: &Tried) -> String {
    let ratio = (tried.ratio - 1.0) * 100.0;
    let verdict = match tried.decision {
        Decision::Better => format!("{ratio:+.0} %, kept"),
        Decision::Worse => format!("{ratio:+.0} %, left out"),
        Decision::NoDifference => "no difference, left out".to_owned(),
        Decision::Undecided => format!("{ratio:+.0} %, undecided, left out"),
    };
    let name = tried.setting.name;
    format!("  {name:<18} {verdict} ({} pairs)\n", tried.n_pairs)
}

/// Says what is different from the last build.
fn since(difference: &Diff) -> String {
    if difference.distributions.is_empty() && difference.files.is_empty() {
        return "\nthe same package as the last build\n".to_owned();
    }
    let mut text = format!(
        "\nSince the last build {}\n",
        change(difference.bytes_before, difference.bytes_after)
    );
    for each in difference.distributions.iter().take(MOST_CHANGES) {
        text.push_str(&changed(each));
    }
    let more = difference.distributions.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        let _ = writeln!(text, "  … and {more} more");
    }
    text
}

fn changed(each: &SizeChange) -> String {
    let name = match each.name.as_str() {
        "" => "the function's own files",
        name => name,
    };
    let version = match (&each.version_before, &each.version_after) {
        (Some(before), Some(after)) if before != after => format!(" {before} -> {after}"),
        _ => String::new(),
    };
    let side = |bytes: Option<u64>| bytes.map_or_else(|| "nothing".to_owned(), size);
    let (before, after) = (side(each.bytes_before), side(each.bytes_after));
    format!("  {name}{version}: {before} -> {after}\n")
}

/// Says by how much something grew or shrank, in percent.
fn change(before: u64, after: u64) -> String {
    if before == 0 {
        return String::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "a percentage of three digits")]
    let percent = (after as f64 / before as f64 - 1.0) * 100.0;
    format!("{percent:+.0} %")
}
