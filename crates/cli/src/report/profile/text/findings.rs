//! What to change, by the money that it saves, and what is not worth it.

use warmfront_profile::document::{Estimate, Finding, Profile, Worth};

use super::figures::{dollars, estimate, time};
use super::paint::{Paint, Style};
use super::place;
use crate::report::text::cells::{clean, wrap};

/// How many are shown of each kind.
const SHOWN: usize = 6;

/// Returns what to change; nothing where nothing was found.
pub(super) fn fixes(profile: &Profile, most: usize, paint: Paint) -> String {
    let findings: Vec<&Finding> = of(profile, Worth::Fix);
    let mut text = String::new();
    for (number, finding) in (1..).zip(findings.iter().take(SHOWN)) {
        let saved = dollars(finding.saved_dollars_per_million);
        let saved = paint.paint(Style::Good, &format!("saves {saved} per million"));
        let place = clean(&place_of(profile, finding));
        let place = paint.paint(Style::Dim, &place);
        text.push_str(format!("{number:>3}. {saved}  {place}").trim_end());
        text.push('\n');
        for line in wrap(&finding.message, most.saturating_sub(5)) {
            text.extend(["     ", &line, "\n"]);
        }
        for costs in costs(finding) {
            text.extend(["     ", &costs, "\n"]);
        }
        for (index, line) in wrap(&finding.advice, most.saturating_sub(7))
            .iter()
            .enumerate()
        {
            let before = if index == 0 { "→ " } else { "  " };
            text.extend(["     ", before, line, "\n"]);
        }
    }
    text.push_str(&others(findings.len()));
    text
}

/// Returns what costs little here and much once something fails or data grows.
pub(super) fn risks(profile: &Profile, most: usize) -> String {
    let findings: Vec<&Finding> = of(profile, Worth::Risk);
    let mut text = String::new();
    for finding in findings.iter().take(SHOWN) {
        let place = place_of(profile, finding);
        let at = if place.is_empty() {
            place
        } else {
            format!(" ({place})")
        };
        item(&mut text, &format!("{}{at}", finding.message), most);
        for (index, line) in (wrap(&finding.advice, most.saturating_sub(6)).iter()).enumerate() {
            let before = if index == 0 { "    → " } else { "      " };
            text.extend([before, line, "\n"]);
        }
    }
    text.push_str(&others(findings.len()));
    text
}

/// Returns what is not worth it, a line or two each.
pub(super) fn rest(profile: &Profile, most: usize) -> String {
    let findings: Vec<&Finding> = of(profile, Worth::NotWorthIt);
    let mut text = String::new();
    for finding in findings.iter().take(SHOWN) {
        let saved = dollars(finding.saved_dollars_per_million);
        let place = place_of(profile, finding);
        let at = if place.is_empty() {
            place
        } else {
            format!(" ({place})")
        };
        let line = format!("{}{at}: {saved} per million", finding.message);
        item(&mut text, &line, most);
    }
    text.push_str(&others(findings.len()));
    text
}

/// Adds an item of a list.
fn item(text: &mut String, item: &str, most: usize) {
    for (index, line) in wrap(item, most.saturating_sub(4)).iter().enumerate() {
        let before = if index == 0 { "  - " } else { "    " };
        text.extend([before, line, "\n"]);
    }
}

fn of(profile: &Profile, worth: Worth) -> Vec<&Finding> {
    let findings = profile.findings.iter();
    findings.filter(|finding| finding.worth == worth).collect()
}

fn others(n: usize) -> String {
    match n.saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!("     and {n} more, in the HTML report\n"),
    }
}

fn place_of(profile: &Profile, finding: &Finding) -> String {
    let place = place(profile, finding.file.as_deref(), finding.line);
    match &finding.function {
        Some(function) if !place.is_empty() => format!("{place} in {function}"),
        _ => place,
    }
}

/// Returns what it costs now and afterwards, at init and per invocation.
fn costs(finding: &Finding) -> Vec<String> {
    let cost = |now: Option<Estimate>, after: Option<Estimate>, of: &str| {
        let now = now?;
        let after = after.map_or_else(String::new, |after| {
            format!(
                " → {}",
                time(warmfront_profile::document::Millis(after.estimate))
            )
        });
        Some(format!("{}{after} {of}", estimate(now)))
    };
    let init = cost(
        finding.init_now_ms,
        finding.init_after_ms,
        "of each cold start",
    );
    let invocation = cost(
        finding.invocation_now_ms,
        finding.invocation_after_ms,
        "of each invocation",
    );
    init.into_iter().chain(invocation).collect()
}
