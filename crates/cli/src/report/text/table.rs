//! Columns of text, aligned.

use std::fmt::Write;

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows of cells in aligned columns, two blanks apart.
#[derive(Debug, Clone)]
pub(crate) struct Table<const N: usize> {
    align: [Align; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// Makes a table without rows.
    pub(crate) fn new(align: [Align; N]) -> Self {
        Self {
            align,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// Returns the lines, each with its line end and without blanks before it.
    pub(crate) fn render(&self) -> String {
        let widths: [usize; N] = std::array::from_fn(|column| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        });
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, align), width) in row.iter().zip(self.align).zip(widths) {
                // Writing to a string cannot fail.
                let _ = match align {
                    Align::Left => write!(line, "{cell:<width$}  "),
                    Align::Right => write!(line, "{cell:>width$}  "),
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};

    #[test]
    fn columns_are_aligned_by_characters() {
        let mut table = Table::new([Align::Left, Align::Right, Align::Left]);
        table.row(["é".to_owned(), "1.00 ms".to_owned(), String::new()]);
        table.row(["name".to_owned(), "12.00 ms".to_owned(), "x".to_owned()]);
        assert_eq!(table.render(), "é      1.00 ms\nname  12.00 ms  x\n");
    }
}
