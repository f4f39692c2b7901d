//! The journey for people at a terminal.

use super::document::Optimized;
use super::fates::{GROUPS, kept, source, why};
use super::steps::{COLUMNS, Column, FEW_COLUMNS};
use super::waterfall::{Bar, Kind, Waterfall};
use super::{fates, sentences};
use crate::report::figures::time;
use crate::report::text::cells::{Cut, clean, cut, width as cells_of, wrap};
use crate::report::text::table::{Align, Table};

/// From this width on there is room for all columns.
const WIDE: usize = 98;

/// Narrowest and widest lines.
const WIDTHS: (usize, usize) = (60, 140);

/// Most cells of the name of a bar.
const NAME: usize = 34;

/// Cells of the figure of a bar.
const FIGURE: usize = 9;

/// Returns the report.
pub(super) fn report(of: &Optimized, width: usize) -> String {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let mut blocks = vec![title(of, width), summary(of, width)];
    blocks.push(chart(of, width));
    blocks.push(if width < WIDE {
        table(of, FEW_COLUMNS)
    } else {
        table(of, COLUMNS)
    });
    blocks.push(changes_kept(of, width));
    blocks.extend(GROUPS.map(|group| dropped(of, group, width)));
    blocks.push(advice(of, width));
    blocks.push(written(of, width));
    blocks.push(notes(of, width));
    let mut text = String::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        for line in block {
            text.push_str(clean(line).trim_end());
            text.push('\n');
        }
    }
    text
}

/// Returns a text in lines, all but the first as far in as asked for.
fn hanging(text: &str, (first, rest): (&str, &str), width: usize) -> Vec<String> {
    let room = width.saturating_sub(cells_of(first).max(cells_of(rest)));
    let lines = wrap(text, room).into_iter().enumerate();
    lines
        .map(|(index, line)| format!("{}{line}", if index == 0 { first } else { rest }))
        .collect()
}

fn title(of: &Optimized, width: usize) -> Vec<String> {
    let told = sentences::subject(of).into_iter().skip(1);
    let told = told.map(|(term, value)| match term {
        "Python" | "limits" => format!("{term} {value}"),
        _ => value,
    });
    let all: Vec<String> = [of.subject.function.clone()]
        .into_iter()
        .chain(told)
        .collect();
    hanging(&all.join(" · "), ("", "  "), width)
}

fn summary(of: &Optimized, width: usize) -> Vec<String> {
    let mut lines = hanging(&sentences::headline(of), ("", "  "), width);
    let mut told = vec![sentences::proof(of)];
    told.extend(sentences::saving(of));
    told.push(sentences::effort(of));
    told.extend(sentences::cautions(of));
    for line in told {
        lines.extend(hanging(&line, ("  ", "    "), width));
    }
    lines
}

fn chart(of: &Optimized, width: usize) -> Vec<String> {
    let Some(waterfall) = Waterfall::new(of) else {
        return Vec::new();
    };
    chart_lines(&waterfall, width)
}

/// Returns the waterfall as lines.
pub(super) fn chart_lines(waterfall: &Waterfall, width: usize) -> Vec<String> {
    let name = |bar: &Bar| cut(&clean(&bar.name), NAME, Cut::End);
    let names = waterfall.bars.iter().map(|bar| cells_of(&name(bar)));
    let widest = names.max().unwrap_or(0);
    let room = width.saturating_sub(widest + FIGURE + 4).max(10);
    let mut lines = vec!["First request, step by step".to_owned()];
    for bar in &waterfall.bars {
        let name = name(bar);
        let blanks = " ".repeat(widest - cells_of(&name));
        let drawn = drawn(waterfall, bar, room);
        let figure = bar.figure(time);
        lines.push(format!("  {name}{blanks} {drawn} {figure:>FIGURE$}"));
    }
    lines
}

fn drawn(waterfall: &Waterfall, bar: &Bar, room: usize) -> String {
    let [from, to] = [bar.from, bar.to].map(|time| cell(waterfall.position(time), room));
    let sign = match bar.kind {
        Kind::Whole => '█',
        Kind::Less => '░',
        Kind::More => '▓',
    };
    // What is there is seen, however little it is.
    let to = if bar.to > bar.from {
        to.max(from + 1).min(room)
    } else {
        to
    };
    let from = from.min(to.saturating_sub(usize::from(bar.to > bar.from)));
    let mut cells = vec![' '; room];
    cells[from..to].fill(sign);
    cells.into_iter().collect()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cells of a line are few, and a place is within 0 and 1"
)]
fn cell(at: f64, room: usize) -> usize {
    (at * room as f64).round() as usize
}

fn table<const N: usize>(of: &Optimized, columns: [Column; N]) -> Vec<String> {
    let steps = of.steps();
    if steps.is_empty() {
        return Vec::new();
    }
    let mut lines = Lines::new(columns);
    lines.row("", columns.map(|column| column.title().to_owned()));
    for step in &steps {
        lines.row(&step.name, columns.map(|column| column.cell(step, of)));
    }
    if of.overall.ratios.is_some() && !of.kept.is_empty() {
        lines.row("better", columns.map(|column| column.times(&of.overall)));
    }
    lines.render()
}

/// A table with its names left of it.
struct Lines<const N: usize> {
    names: Vec<String>,
    table: Table<N>,
}

impl<const N: usize> Lines<N> {
    fn new(_: [Column; N]) -> Self {
        Self {
            names: Vec::new(),
            table: Table::new([Align::Right; N]),
        }
    }

    fn row(&mut self, name: &str, cells: [String; N]) {
        self.names.push(name.to_owned());
        self.table.row(cells);
    }

    fn render(&self) -> Vec<String> {
        let names = self.names.iter().map(|name| cells_of(name));
        let widest = names.max().unwrap_or(0);
        let table = self.table.render();
        let lines = self.names.iter().zip(table.lines());
        lines
            .map(|(name, line)| format!("{name:<widest$}  {line}"))
            .collect()
    }
}

fn changes_kept(of: &Optimized, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, tried) in of.changes_kept().into_iter().enumerate() {
        if index == 0 {
            lines.push("Kept, each on top of the ones before".to_owned());
        }
        let number = format!("{:>3}  ", index + 1);
        let told = format!("{} [{}]", tried.title, source(tried.source));
        lines.extend(hanging(&told, (&number, "     "), width));
        lines.extend(hanging(&kept(tried), ("     ", "     "), width));
    }
    lines
}

fn dropped(of: &Optimized, group: fates::Group, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for tried in group.changes(of) {
        if lines.is_empty() {
            lines.push(group.title().to_owned());
        }
        let told = format!("{} [{}]", tried.title, source(tried.source));
        lines.extend(hanging(&told, ("  -  ", "     "), width));
        if group != fates::Group::Untried {
            lines.extend(hanging(&why(tried, of), ("     ", "     "), width));
        }
    }
    lines
}

fn advice(of: &Optimized, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for advice in &of.needs_a_person {
        if lines.is_empty() {
            lines.push("Found, and needs a person".to_owned());
        }
        let about = [advice.place.as_deref(), advice.code.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let about = match about.as_slice() {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        let told = format!("{}{about}", advice.title);
        lines.extend(hanging(&told, ("  -  ", "     "), width));
        let predicted = sentences::predicted(advice);
        for line in predicted.iter().chain([&advice.what_to_do]) {
            lines.extend(hanging(line, ("     ", "     "), width));
        }
    }
    lines
}

fn written(of: &Optimized, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !of.written.is_empty() {
        lines.push("Written".to_owned());
    }
    for written in &of.written {
        // A path stays whole, so that it can be copied.
        let about = sentences::artifact(written.what);
        let line = format!("  {}  {about}", written.path);
        if cells_of(&line) <= width {
            lines.push(line);
        } else {
            lines.push(format!("  {}", written.path));
            lines.extend(hanging(about, ("      ", "      "), width));
        }
    }
    for next in sentences::next(of) {
        lines.extend(hanging(&next.about, ("next: ", "      "), width));
        lines.extend(next.command.map(|command| format!("      {command}")));
    }
    lines
}

fn notes(of: &Optimized, width: usize) -> Vec<String> {
    let told = sentences::assumptions(of);
    let told = told.iter().chain(&of.notes);
    told.flat_map(|note| hanging(note, ("note: ", "      "), width))
        .collect()
}
