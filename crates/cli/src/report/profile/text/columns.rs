//! Rows in columns that fit the width of a terminal: names give way first, then whole columns.

use super::paint::{Paint, Style};
use crate::report::text::cells::{Cut, clean, cut, width};
use crate::report::text::table::Align;

/// Blanks between two columns.
const GAP: usize = 2;

/// What happens to a column where there is no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It stays as it is.
    Keep,
    /// It is cut, down to so many cells.
    Shrink(usize, Cut),
    /// It goes, those of the highest rank first.
    Drop(u8),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) align: Align,
    pub(super) fit: Fit,
}

/// Rows with a title above each column.
pub(super) struct Columns<const N: usize> {
    columns: [Column; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Columns<N> {
    pub(super) fn new(columns: [Column; N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells are made fit for a terminal.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| clean(&cell)));
    }

    /// Returns the lines, with two blanks before each.
    pub(super) fn render(&self, most: usize, paint: Paint) -> String {
        let widths = self.widths(most.saturating_sub(GAP));
        let titles = self.columns.map(|column| column.title.to_owned());
        let mut text = String::new();
        let mut line = |row: &[String; N], style: Option<Style>| {
            let line = self.line(row, &widths);
            let line = line.trim_end();
            let painted = style.map_or_else(|| line.to_owned(), |style| paint.paint(style, line));
            text.push_str(painted.trim_end());
            text.push('\n');
        };
        line(&titles, Some(Style::Dim));
        for row in &self.rows {
            line(row, None);
        }
        text
    }

    fn line(&self, row: &[String; N], widths: &[Option<usize>; N]) -> String {
        let mut line = String::new();
        for ((cell, column), cells) in row.iter().zip(self.columns).zip(widths) {
            let Some(cells) = *cells else { continue };
            let from = match column.fit {
                Fit::Shrink(_, from) => from,
                _ => Cut::End,
            };
            let cell = cut(cell, cells, from);
            let pad = " ".repeat(cells - width(&cell));
            let (before, after) = match column.align {
                Align::Left => (String::new(), pad),
                Align::Right => (pad, String::new()),
            };
            line.extend([&" ".repeat(GAP), &before, &cell, &after].map(String::as_str));
        }
        line
    }

    /// Returns the width of each column; absent for those that go.
    fn widths(&self, most: usize) -> [Option<usize>; N] {
        let mut widths: [Option<usize>; N] = std::array::from_fn(|column| {
            let cells = self.rows.iter().map(|row| width(&row[column]));
            let widest = cells.max().unwrap_or(0);
            // A column without anything in it tells nothing.
            (widest > 0).then(|| widest.max(width(self.columns[column].title)))
        });
        while taken(&widths) > most {
            let Some(column) = self.widest(&widths).or_else(|| self.least_wanted(&widths)) else {
                break;
            };
            let over = taken(&widths) - most;
            widths[column] = match (self.columns[column].fit, widths[column]) {
                (Fit::Shrink(least, _), Some(cells)) => {
                    Some(cells.saturating_sub(over).max(least).max(cells / 2))
                }
                _ => None,
            };
        }
        widths
    }

    /// Returns the widest column that can be cut further.
    fn widest(&self, widths: &[Option<usize>; N]) -> Option<usize> {
        let wider = |column: &usize| match (self.columns[*column].fit, widths[*column]) {
            (Fit::Shrink(least, _), Some(cells)) => cells > least,
            _ => false,
        };
        (0..N).filter(wider).max_by_key(|column| widths[*column])
    }

    /// Returns the column that goes next.
    fn least_wanted(&self, widths: &[Option<usize>; N]) -> Option<usize> {
        let rank = |column: usize| match self.columns[column].fit {
            Fit::Drop(rank) if widths[column].is_some() => Some((rank, column)),
            _ => None,
        };
        (0..N).filter_map(rank).max().map(|(_, column)| column)
    }
}

fn taken(widths: &[Option<usize>]) -> usize {
    widths.iter().flatten().map(|cells| cells + GAP).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(most: usize) -> String {
        let column = |title, align, fit| Column { title, align, fit };
        let mut columns = Columns::new([
            column("NAME", Align::Left, Fit::Shrink(6, Cut::End)),
            column("TIME", Align::Right, Fit::Keep),
            column("MEMORY", Align::Right, Fit::Drop(1)),
            column("NOTHING", Align::Left, Fit::Keep),
            column("LINE", Align::Left, Fit::Shrink(8, Cut::Start)),
        ]);
        let row = |cells: [&str; 5]| cells.map(str::to_owned);
        columns.row(row([
            "注文データベース",
            "421 ms",
            "41 MB",
            "",
            "a/long/way/app.py:3",
        ]));
        columns.row(row(["x", "1.00 ms", "1 KB", "", "app.py:12"]));
        columns.render(most, Paint::new(false))
    }

    #[test]
    fn columns_give_way_to_the_width() {
        insta::assert_snapshot!(render(100), @"
        NAME                 TIME  MEMORY  LINE
        注文データベース   421 ms   41 MB  a/long/way/app.py:3
        x                 1.00 ms    1 KB  app.py:12
        ");
        insta::assert_snapshot!(render(45), @"
        NAME              TIME  MEMORY  LINE
        注文データベ…   421 ms   41 MB  …app.py:3
        x              1.00 ms    1 KB  app.py:12
        ");
        insta::assert_snapshot!(render(32), @"
        NAME       TIME  LINE
        注文…    421 ms  …pp.py:3
        x       1.00 ms  …p.py:12
        ");
        // Narrower than what must stay: lines run over rather than lie.
        insta::assert_snapshot!(render(10), @"
        NAME       TIME  LINE
        注文…    421 ms  …pp.py:3
        x       1.00 ms  …p.py:12
        ");
    }
}
