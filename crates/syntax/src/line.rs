//! Lines and columns of places in a source.

use ruff_text_size::{TextRange, TextSize};

/// Where the lines of a source begin.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
}

/// A place as people and Python count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Bytes before it in its line, as in the `col_offset` of Python's `ast`.
    pub column: u32,
}

impl Lines {
    /// Finds the lines of a source of less than 4 GiB, which end as Python's do.
    #[must_use]
    pub fn of(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for (index, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(index + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends && let Ok(next) = u32::try_from(index + 1) {
                starts.push(next);
            }
        }
        Self { starts }
    }

    /// Returns the place of an offset.
    #[must_use]
    pub fn position(&self, offset: TextSize) -> Position {
        let offset = u32::from(offset);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: offset - start,
        }
    }

    /// Returns the range of a line, counted from 1, with what ends it.
    #[must_use]
    pub fn range(&self, line: u32, source: &str) -> Option<TextRange> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *self.starts.get(index)?;
        let after = self.starts.get(index + 1).copied();
        let end = after.or_else(|| u32::try_from(source.len()).ok())?;
        Some(TextRange::new(start.into(), end.into()))
    }

    /// Returns how many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_line_ends_count() {
        let source = "a\r\nb\rc\nd";
        let lines = Lines::of(source);
        assert_eq!(lines.count(), 4);
        let texts = (1..=5).map(|line| lines.range(line, source).map(|range| &source[range]));
        let texts: Vec<_> = texts.collect();
        assert_eq!(
            texts,
            [Some("a\r\n"), Some("b\r"), Some("c\n"), Some("d"), None]
        );
        let place = Position { line: 4, column: 1 };
        assert_eq!(lines.position(TextSize::of(source)), place);
    }

    proptest! {
        #[test]
        fn lines_cover_the_source(source in "[a\u{e9}\r\n]{0,40}") {
            let lines = Lines::of(&source);
            let count = u32::try_from(lines.count()).unwrap();
            let ranges = (1..=count).map(|line| lines.range(line, &source).unwrap());
            let whole: String = ranges.map(|range| &source[range]).collect();
            prop_assert_eq!(whole, source);
        }
    }
}
