//! A profile on one screen: where time goes, cold and warm, and what to change first.

mod bar;
mod calls;
mod columns;
mod comparison;
mod events;
mod figures;
mod findings;
mod imports;
mod lines;
mod notes;
mod paint;

use std::io::{self, Write};

use warmfront_profile::document::{Mode, Profile};

pub(crate) use self::comparison::write as write_comparison;

use self::figures::count;
use self::paint::{Paint, Style};
use crate::report::text::cells::{clean, wrap};

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextOptions {
    /// Cells of a line.
    pub(crate) width: usize,
    /// Whether there is colour.
    pub(crate) colour: bool,
}

impl TextOptions {
    /// Returns a width that lines can be laid out in, and that eyes can follow.
    fn most(self) -> usize {
        self.width.clamp(40, 120)
    }
}

/// Writes the report of a profile.
pub(crate) fn write(
    out: &mut dyn Write,
    profile: &Profile,
    options: &TextOptions,
) -> io::Result<()> {
    let (most, paint) = (options.most(), Paint::new(options.colour));
    let heading = |text: &str| paint.paint(Style::Heading, text);
    write!(out, "{}", title(profile, most, paint))?;
    write!(out, "\n{}", bar::render(profile, most, paint))?;
    if profile.subject.events.len() > 1 {
        let columns = events::table(profile).render(most, paint);
        write!(out, "\n{}\n{columns}", heading("events"))?;
    }
    if !profile.modules.is_empty() {
        let columns = imports::table(profile).render(most, paint);
        write!(out, "\n{}\n{columns}", heading(&imports::title(profile)))?;
    }
    if let Some(calls) = calls::section(profile) {
        let columns = calls.columns.render(most, paint);
        write!(out, "\n{}\n{columns}", heading(&calls.title))?;
        if calls.n_others > 0 {
            writeln!(
                out,
                "  and {} more lines, in the HTML report",
                calls.n_others
            )?;
        }
    }
    if let Some((title, columns)) = lines::section(profile) {
        let columns = columns.render(most, paint);
        write!(out, "\n{}\n{columns}", heading(&title))?;
    }
    write_findings(out, profile, most, paint)?;
    write!(out, "\n{}", notes::render(profile, most, paint))
}

/// Writes what to change, what is a risk, and what is not worth it.
fn write_findings(
    out: &mut dyn Write,
    profile: &Profile,
    most: usize,
    paint: Paint,
) -> io::Result<()> {
    let heading = |text: &str| paint.paint(Style::Heading, text);
    let fixes = findings::fixes(profile, most, paint);
    if fixes.is_empty() {
        let none = "nothing found that would save time or money";
        writeln!(out, "\n{}", heading(none))?;
    } else {
        let title = heading("what to change, by what it saves");
        write!(out, "\n{title}\n{fixes}")?;
    }
    for (title, list) in [
        (
            "risks: little now, much once something fails or grows",
            findings::risks(profile, most),
        ),
        ("not worth it", findings::rest(profile, most)),
    ] {
        if !list.is_empty() {
            write!(out, "\n{}\n{list}", heading(title))?;
        }
    }
    Ok(())
}

/// Returns what was profiled, on what, and how.
fn title(profile: &Profile, most: usize, paint: Paint) -> String {
    let subject = &profile.subject;
    let (memory, architecture) = (subject.memory_size_mb, &subject.architecture);
    let events = count(subject.events.len(), "event");
    let facts = format!(
        "{} ({memory} MB, {architecture}), Python {}, {events}",
        subject.handler, subject.python
    );
    let is_true = |mode: Option<Mode>| mode != Some(Mode::Survey);
    let environments = profile.environments.iter();
    let n_cold = environments.filter(|each| is_true(each.mode)).count();
    let n_surveys = profile.environments.len() - n_cold;
    let invocations = profile.invocations.iter();
    let n_warm = invocations
        .filter(|each| {
            let environment = profile.environments.get(each.environment);
            !each.cold && environment.is_some_and(|environment| is_true(environment.mode))
        })
        .count();
    let surveys = match n_surveys {
        0 => "no close look".to_owned(),
        n => count(n, "close look"),
    };
    let measured = format!(
        "measured: {}, {}, {surveys}; limits: {}",
        count(n_cold, "cold start"),
        count(n_warm, "warm invocation"),
        subject.limits
    );
    let mut text = paint.paint(Style::Heading, &clean(&subject.function));
    text.push('\n');
    for line in [facts, measured].iter().flat_map(|line| wrap(line, most)) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Returns a file by its short name, with the line.
fn place(profile: &Profile, file: Option<&str>, line: Option<u32>) -> String {
    let Some(file) = file else {
        return String::new();
    };
    let file = profile.subject.short(file);
    match line {
        Some(line) if line > 0 => format!("{file}:{line}"),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests;
