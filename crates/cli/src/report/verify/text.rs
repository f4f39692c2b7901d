//! The verdict for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use warmfront_verify::verdict::{Conclusion, Difference, Masked, Verdict};

use super::Subject;

/// Differences that are shown; the rest is counted.
const MOST_DIFFERENCES: usize = 8;

/// Masked places that are shown; the rest is counted.
const MOST_MASKED: usize = 12;

/// Lines of one side of a difference.
const MOST_LINES: usize = 12;

/// Lays the verdict out.
pub(super) fn report(subject: &Subject, verdict: &Verdict) -> String {
    let mut text = String::new();
    let n_generated = verdict.events.iter().filter(|each| each.generated).count();
    let n_given = verdict.events.len() - n_generated;
    let head = format!(
        "{} · Python {} · {n_given} given events, {n_generated} made from their shapes\n\
         A {}\nB {}\n\n",
        subject.function,
        subject.python,
        subject.reference.display(),
        subject.candidate.display(),
    );
    text.push_str(&head);
    for line in lines(verdict) {
        text.push_str(&line);
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "\n{} environments in {:.1} s; the witness took {:.1} % on top of the function's own time",
        verdict.n_environments,
        subject.took.as_secs_f64(),
        super::bookkeeping(verdict) * 100.0
    );
    text
}

/// Returns the verdict and what it rests on, line by line.
pub(crate) fn lines(verdict: &Verdict) -> Vec<String> {
    let mut lines = vec![conclusion(verdict)];
    let groups = alike(&verdict.differences);
    for (difference, n_more) in groups.iter().take(MOST_DIFFERENCES) {
        lines.push(String::new());
        lines.extend(one(difference));
        if *n_more > 0 {
            lines.push(format!(
                "    and the same place on {n_more} more sequences of events"
            ));
        }
    }
    let more = groups.len().saturating_sub(MOST_DIFFERENCES);
    if more > 0 {
        lines.push(format!("\n… and differences in {more} more places"));
    }
    section(
        &mut lines,
        "Not judged, as A differs from itself",
        &verdict.unjudged,
    );
    section(
        &mut lines,
        "Masked, as A differs from itself",
        &verdict.masked,
    );
    if !verdict.meant.is_empty() {
        lines.push("\nMeant".to_owned());
        let meant = verdict.meant.iter();
        let told: BTreeSet<_> = meant
            .map(|each| {
                format!(
                    "  {} {}: {}",
                    each.allowed.part, each.path, each.allowed.why
                )
            })
            .collect();
        lines.extend(told);
    }
    for note in &verdict.notes {
        lines.push(format!("\nnote: {note}"));
    }
    lines
}

fn conclusion(verdict: &Verdict) -> String {
    match verdict.conclusion {
        Conclusion::Same => "✓ same: B behaves as A on all of them".to_owned(),
        Conclusion::Different => match alike(&verdict.differences).len() {
            1 => "✗ different: in one place".to_owned(),
            n => format!("✗ different: in {n} places"),
        },
        Conclusion::Unjudged => {
            "? unjudged: too little is deterministic to say that B behaves as A".to_owned()
        }
    }
}

/// Returns the first difference of each place, with how many others are in the same.
fn alike(differences: &[Difference]) -> Vec<(&Difference, usize)> {
    let mut groups: Vec<(&Difference, usize)> = Vec::new();
    for difference in differences {
        let same = |(first, _): &&mut (&Difference, usize)| {
            (first.part, &first.path) == (difference.part, &difference.path)
        };
        match groups.iter_mut().find(same) {
            Some((_, n_more)) => *n_more += 1,
            None => groups.push((difference, 0)),
        }
    }
    groups
}

fn one(difference: &Difference) -> Vec<String> {
    let mut lines = vec![format!("  {} {}", difference.part, difference.path)];
    match difference.events.as_slice() {
        [] => lines.push("    at init".to_owned()),
        [event] => lines.push(format!("    on {event}")),
        [before @ .., event] => {
            lines.push(format!("    on {event}, warm, after {}", before.join(", ")));
        }
    }
    if difference.excerpt.is_empty() {
        lines.extend(side('-', &difference.reference));
        lines.extend(side('+', &difference.candidate));
    } else {
        let excerpt = difference.excerpt.lines().take(MOST_LINES * 2);
        lines.extend(excerpt.map(|line| format!("    {line}")));
    }
    lines
}

fn side(mark: char, text: &str) -> Vec<String> {
    let mut lines: Vec<_> = text
        .lines()
        .take(MOST_LINES)
        .map(|line| format!("    {mark} {line}"))
        .collect();
    if lines.is_empty() {
        lines.push(format!("    {mark}"));
    }
    if text.lines().nth(MOST_LINES).is_some() {
        lines.push(format!("    {mark} …"));
    }
    lines
}

/// Lists places, those that are the same in several events once.
fn section(lines: &mut Vec<String>, title: &str, places: &[Masked]) {
    if places.is_empty() {
        return;
    }
    let mut distinct: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for place in places {
        let key = (place.part, place.path.as_str(), place.kind.as_str());
        distinct
            .entry(key)
            .or_default()
            .extend(place.event.as_deref());
    }
    lines.push(format!("\n{title}"));
    for ((part, path, kind), events) in distinct.iter().take(MOST_MASKED) {
        let whose = match events.as_slice() {
            [] => "all events".to_owned(),
            [event] => (*event).to_owned(),
            events => format!("{} events", events.len()),
        };
        lines.push(format!("  {part} {path}: {kind} ({whose})"));
    }
    let more = distinct.len().saturating_sub(MOST_MASKED);
    if more > 0 {
        lines.push(format!("  … and {more} more"));
    }
}
