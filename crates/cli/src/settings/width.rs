//! How wide a line of text may be.

use super::Variables;

/// Cells of a line where no terminal says how many it has.
const FILE_WIDTH: usize = 100;

/// Returns what `COLUMNS` says, or how wide the terminal is, or what is fit for a file.
pub(super) fn of(variables: &Variables) -> usize {
    let told = variables.text("COLUMNS").and_then(|text| text.parse().ok());
    told.unwrap_or_else(|| {
        terminal_size::terminal_size().map_or(FILE_WIDTH, |(width, _)| usize::from(width.0))
    })
}
