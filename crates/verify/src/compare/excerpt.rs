//! What of two long texts is worth reading: the part that differs, with a little around it.

use std::fmt::Write;

use super::align::{Edit, align};

/// Lines around a difference.
const CONTEXT: usize = 2;

/// Most lines of an excerpt.
const MOST_LINES: usize = 40;

/// Longest line of an excerpt, in bytes.
const LONGEST_LINE: usize = 160;

/// Returns how many bytes two texts have in common from the beginning and from the end.
pub(super) fn common(one: &str, other: &str) -> (usize, usize) {
    let begin: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let [one, other] = [&one[begin..], &other[begin..]];
    let end = one
        .chars()
        .rev()
        .zip(other.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    (begin, end)
}

/// Returns both texts cut to about `most` bytes around the part in which they differ.
#[must_use]
pub fn clipped(one: &str, other: &str, most: usize) -> [String; 2] {
    let (begin, _) = common(one, other);
    [one, other].map(|text| window(text, begin, most))
}

/// Returns a text cut to about `most` bytes, from a little before a place on.
fn window(text: &str, at: usize, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let from = text.floor_char_boundary(at.saturating_sub(most / 3).min(text.len() - most));
    let to = text.floor_char_boundary(from + most);
    let before = if from > 0 { "\u{2026}" } else { "" };
    let after = if to < text.len() { "\u{2026}" } else { "" };
    format!("{before}{}{after}", &text[from..to])
}

/// Returns the lines in which two texts differ as a unified diff does: `-`, `+`, and a few lines
/// around them; cut after some dozens of lines.
#[must_use]
pub fn unified(one: &str, other: &str) -> String {
    let [ones, others] = [one, other].map(|text| text.lines().collect::<Vec<_>>());
    let edits = align(ones.len(), others.len(), |x, y| ones[x] == others[y]);
    let is_gap = |edit: &Edit| matches!(edit, Edit::Gap(..));
    let mut lines = Vec::new();
    let mut skipped = false;
    for (index, edit) in edits.iter().enumerate() {
        match edit {
            Edit::Same(x, _) => {
                let near = index.saturating_sub(CONTEXT)..(index + CONTEXT + 1).min(edits.len());
                if edits[near].iter().any(is_gap) {
                    lines.push(format!("  {}", window(ones[*x], 0, LONGEST_LINE)));
                    skipped = false;
                } else if !skipped {
                    lines.push("  \u{2026}".to_owned());
                    skipped = true;
                }
            }
            Edit::Gap(x, y) => {
                gap(&ones[x.clone()], &others[y.clone()], &mut lines);
                skipped = false;
            }
        }
    }
    let mut text = String::new();
    for line in lines.iter().take(MOST_LINES) {
        // A string takes whatever is written.
        let _written = writeln!(text, "{line}");
    }
    if lines.len() > MOST_LINES {
        let _written = writeln!(text, "  \u{2026} {} more lines", lines.len() - MOST_LINES);
    }
    text
}

/// Writes lines of both sides; those that stand in for one another are cut at the same place.
fn gap(ones: &[&str], others: &[&str], lines: &mut Vec<String>) {
    let cut = |index: usize, line: &str| {
        let at = match (ones.get(index), others.get(index)) {
            (Some(one), Some(other)) => common(one, other).0,
            _ => 0,
        };
        window(line, at, LONGEST_LINE)
    };
    let shown = |sign: char, side: &[&str]| -> Vec<String> {
        let line = |(index, line): (usize, &&str)| format!("{sign} {}", cut(index, line));
        side.iter().enumerate().take(MOST_LINES).map(line).collect()
    };
    lines.extend(shown('-', ones));
    lines.extend(shown('+', others));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpt_shows_what_differs_and_a_little_around_it() {
        let one: Vec<String> = (0..20).map(|index| format!("line {index}")).collect();
        let mut other = one.clone();
        other[10] = "line X".to_owned();
        let found = unified(&one.join("\n"), &other.join("\n"));
        let expect = "  \u{2026}\n  line 8\n  line 9\n- line 10\n+ line X\n  line 11\n  line 12\n  \u{2026}\n";
        assert_eq!(found, expect);
    }

    #[test]
    fn long_texts_are_cut_where_they_differ() {
        let one = format!("{}A{}", "\u{e9}".repeat(500), "y".repeat(500));
        let other = one.replace('A', "B");
        let [one, other] = clipped(&one, &other, 60);
        assert!(
            one.contains("\u{e9}Ay") && other.contains("\u{e9}By"),
            "{one} {other}"
        );
        assert!(one.len() <= 70 && other.len() <= 70);
    }
}
