//! What changed between two profiles, on one screen: largest first.

use std::io::{self, Write};

use warmfront_profile::compare::{
    CallChange, Comparison, DistributionChange, FindingChange, Made, ModuleChange, PhaseChange,
    TimeChange, Verdict, What,
};
use warmfront_profile::document::Millis;
use warmfront_profile::phases::Phase;

use super::TextOptions;
use super::columns::{Column, Columns, Fit};
use super::figures::{dollars, time};
use super::paint::{Paint, Style};
use crate::report::text::cells::{Cut, clean, wrap};
use crate::report::text::table::Align::{Left, Right};

/// How many lines each section has at most.
const SHOWN: usize = 10;

/// Writes what changed.
pub(crate) fn write(
    out: &mut dyn Write,
    changed: &Comparison,
    options: &TextOptions,
) -> io::Result<()> {
    let (most, paint) = (options.most(), Paint::new(options.colour));
    let name = clean(&changed.new.function);
    writeln!(
        out,
        "{}",
        paint.paint(Style::Heading, &format!("what changed of {name}"))
    )?;
    for caveat in &changed.caveats {
        for line in wrap(&format!("note: {caveat}"), most) {
            writeln!(out, "{}", paint.paint(Style::Bad, &line))?;
        }
    }
    let mut sections = Sections { out, most, paint };
    sections.table("times", &times(&changed.times), changed.times.len())?;
    sections.table(
        "parts of the run in the middle",
        &phases(&changed.phases),
        changed.phases.len(),
    )?;
    let imports = &changed.imports;
    let title = format!(
        "imports: {} modules, {} before; {} came, {} went",
        imports.n_new, imports.n_old, imports.n_added, imports.n_removed
    );
    sections.table(&title, &modules(&imports.modules), imports.modules.len())?;
    let distributions = &changed.distributions;
    sections.table("packages", &packages(distributions), distributions.len())?;
    sections.table(
        "calls, per invocation",
        &calls(&changed.calls),
        changed.calls.len(),
    )?;
    let findings = &changed.findings;
    sections.findings("fixed", &findings.fixed, Style::Good)?;
    sections.findings("new", &findings.new, Style::Bad)?;
    sections.end(findings.n_remaining)
}

/// Sections that are being written, those without lines left out.
struct Sections<'a> {
    out: &'a mut dyn Write,
    most: usize,
    paint: Paint,
}

impl Sections<'_> {
    fn table<const N: usize>(
        &mut self,
        title: &str,
        columns: &Columns<N>,
        n: usize,
    ) -> io::Result<()> {
        if n == 0 {
            return Ok(());
        }
        let columns = columns.render(self.most, self.paint);
        let title = self.paint.paint(Style::Heading, title);
        write!(self.out, "\n{title}\n{columns}")?;
        self.others(n)
    }

    fn findings(&mut self, title: &str, list: &[FindingChange], style: Style) -> io::Result<()> {
        if list.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n{}", self.paint.paint(Style::Heading, title))?;
        for finding in list.iter().take(SHOWN) {
            let money = dollars(finding.dollars_per_million);
            let place = place(finding.file.as_deref(), finding.line);
            let before = format!("{money} per million");
            let place = clean(&place);
            writeln!(self.out, "  {}  {place}", self.paint.paint(style, &before))?;
            for line in wrap(&finding.message, self.most.saturating_sub(4)) {
                writeln!(self.out, "    {line}")?;
            }
        }
        self.others(list.len())
    }

    fn others(&mut self, n: usize) -> io::Result<()> {
        match n.saturating_sub(SHOWN) {
            0 => Ok(()),
            n => writeln!(self.out, "  and {n} more, with --format json"),
        }
    }

    fn end(&mut self, n_remaining: usize) -> io::Result<()> {
        let remaining = match n_remaining {
            0 => String::new(),
            1 => "one finding remains. ".to_owned(),
            n => format!("{n} findings remain. "),
        };
        let text = format!(
            "{remaining}Each interval holds the difference with 95 % confidence, if the machine was \
             as busy both times. What has none was seen once, and is told from 0.5 ms and 20 % on."
        );
        writeln!(self.out)?;
        for line in wrap(&text, self.most) {
            writeln!(self.out, "{}", self.paint.paint(Style::Dim, &line))?;
        }
        Ok(())
    }
}

fn column(title: &'static str, align: crate::report::text::table::Align, fit: Fit) -> Column {
    Column { title, align, fit }
}

fn times(changes: &[TimeChange]) -> Columns<7> {
    let mut columns = Columns::new([
        column("OF", Left, Fit::Keep),
        column("EVENT", Left, Fit::Shrink(12, Cut::Start)),
        column("BEFORE", Right, Fit::Keep),
        column("AFTER", Right, Fit::Keep),
        column("CHANGE", Right, Fit::Keep),
        column("95 % INTERVAL", Right, Fit::Drop(1)),
        column("", Left, Fit::Keep),
    ]);
    for change in changes.iter().take(SHOWN) {
        let what = match change.what {
            What::Init => "init",
            What::ColdStart => "cold start",
            What::Warm => "warm",
        };
        let p50 = |of: Option<warmfront_profile::compare::Measured>| {
            of.map_or_else(String::new, |of| time(of.p50_ms))
        };
        let difference = change.difference_ms;
        let interval = difference.and_then(|of| Some((of.lower?, of.upper?)));
        columns.row([
            what.to_owned(),
            change.event.clone().unwrap_or_default(),
            p50(change.old),
            p50(change.new),
            difference.map_or_else(String::new, |of| signed(of.estimate)),
            interval.map_or_else(String::new, |(lower, upper)| {
                format!("{} .. {}", signed(lower), signed(upper))
            }),
            verdict(change.verdict),
        ]);
    }
    columns
}

fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::Faster => "faster".to_owned(),
        Verdict::Slower => "slower".to_owned(),
        Verdict::NoDifference => "not told apart".to_owned(),
        Verdict::TooFew(needed) => format!("too few, {needed} are needed"),
        Verdict::Incomparable => "in one only".to_owned(),
    }
}

fn phases(changes: &[PhaseChange]) -> Columns<6> {
    let mut columns = Columns::new([
        column("OF", Left, Fit::Keep),
        column("EVENT", Left, Fit::Shrink(12, Cut::Start)),
        column("PART", Left, Fit::Shrink(14, Cut::End)),
        column("BEFORE", Right, Fit::Keep),
        column("AFTER", Right, Fit::Keep),
        column("CHANGE", Right, Fit::Keep),
    ]);
    for change in changes.iter().take(SHOWN) {
        let (of, event) = match &change.event {
            None => ("cold start", String::new()),
            Some(event) => ("warm", event.clone()),
        };
        let phase = match change.phase {
            Phase::Spawn => "spawn",
            Phase::RuntimeInit => "runtime init",
            Phase::FunctionInit => "function init",
            Phase::Init => "rest of init",
            Phase::EventParsing => "parsing of the event",
            Phase::HandlerCpu => "handler, on a CPU",
            Phase::Waiting => "waiting for calls",
            Phase::Collecting => "garbage collection",
            Phase::Idle => "idle or throttled",
            Phase::Serialising => "writing of the response",
            Phase::Invocation => "rest of invocation",
        };
        let (old, new) = (Some(change.old_ms), Some(change.new_ms));
        let by = change.new_ms - change.old_ms;
        let [phase, old, new, by] = row(phase.to_owned(), old, new, by);
        columns.row([of.to_owned(), event, phase, old, new, by]);
    }
    columns
}

fn row(name: String, old: Option<Millis>, new: Option<Millis>, change: Millis) -> [String; 4] {
    let known = |of: Option<Millis>| of.map_or_else(String::new, time);
    [name, known(old), known(new), signed(change)]
}

fn modules(changes: &[ModuleChange]) -> Columns<5> {
    let mut columns = Columns::new([
        column("IMPORT", Left, Fit::Shrink(14, Cut::End)),
        column("BEFORE", Right, Fit::Keep),
        column("AFTER", Right, Fit::Keep),
        column("CHANGE", Right, Fit::Keep),
        column("", Left, Fit::Shrink(16, Cut::Start)),
    ]);
    for change in changes.iter().take(SHOWN) {
        let place = place(change.file.as_deref(), change.line);
        let (old, new, how) = match (change.old_self_ms, change.new_self_ms) {
            (Some(old), Some(new)) => (Some(old), Some(new), format!("own time, {place}")),
            (Some(_), None) => (
                change.old_retained_ms,
                None,
                format!("went with all, {place}"),
            ),
            _ => (
                None,
                change.new_retained_ms,
                format!("came with all, {place}"),
            ),
        };
        let [name, old, new, change] = row(change.name.clone(), old, new, change.change_ms());
        columns.row([
            name,
            old,
            new,
            change,
            how.trim_end_matches(", ").to_owned(),
        ]);
    }
    columns
}

fn packages(changes: &[DistributionChange]) -> Columns<5> {
    let mut columns = Columns::new([
        column("PACKAGE", Left, Fit::Shrink(14, Cut::End)),
        column("VERSION", Left, Fit::Shrink(14, Cut::End)),
        column("BEFORE", Right, Fit::Keep),
        column("AFTER", Right, Fit::Keep),
        column("CHANGE", Right, Fit::Keep),
    ]);
    for change in changes.iter().take(SHOWN) {
        let version = |of: &Option<String>| of.clone().unwrap_or_else(|| "unknown".to_owned());
        let versions = match (change.old_self_ms, change.new_self_ms) {
            (Some(_), None) => "went".to_owned(),
            (None, _) => format!("came, {}", version(&change.new_version)),
            _ if change.old_version == change.new_version => version(&change.new_version),
            _ => format!(
                "{} → {}",
                version(&change.old_version),
                version(&change.new_version)
            ),
        };
        let (before, after) = (change.old_self_ms, change.new_self_ms);
        let [name, old, new, by] = row(change.name.clone(), before, after, change.change_ms());
        columns.row([name, versions, old, new, by]);
    }
    columns
}

fn calls(changes: &[CallChange]) -> Columns<6> {
    let mut columns = Columns::new([
        column("CALL", Left, Fit::Shrink(16, Cut::End)),
        column("COUNT", Left, Fit::Keep),
        column("BEFORE", Right, Fit::Keep),
        column("AFTER", Right, Fit::Keep),
        column("CHANGE", Right, Fit::Keep),
        column("LINE", Left, Fit::Shrink(12, Cut::Start)),
    ]);
    for change in changes.iter().take(SHOWN) {
        let name = format!("{} {}", change.operation, change.target);
        let total = |of: Option<Made>| of.map(|made| made.total_ms);
        let count = |of: Option<Made>| {
            let n = of.map_or(0.0, |made| made.n);
            format!("{n:.1}").trim_end_matches(".0").to_owned()
        };
        let [name, old, new, by] = row(
            name.trim_end().to_owned(),
            total(change.old),
            total(change.new),
            change.change_ms(),
        );
        let counts = format!("{} → {}", count(change.old), count(change.new));
        let place = place(change.file.as_deref(), change.line);
        columns.row([name, counts, old, new, by, place]);
    }
    columns
}

fn place(file: Option<&str>, line: Option<u32>) -> String {
    match (file, line) {
        (Some(file), Some(line)) if line > 0 => format!("{file}:{line}"),
        (Some(file), _) => file.to_owned(),
        (None, _) => String::new(),
    }
}

fn signed(change: Millis) -> String {
    let sign = if change.0 > 0.0 { "+" } else { "" };
    format!("{sign}{}", time(change))
}

#[cfg(test)]
mod tests;
