//! The lines of a file around a finding, with what it is about underlined.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use warmfront_check::finding::Range;

use super::Look;

/// Most columns of a line that are shown; a plan has its whole text on one line.
const WIDEST: usize = 100;

/// Blanks that a tab is shown as.
const TAB: &str = "    ";

/// Lays out a finding's lines: the line itself and the one above it.
pub(super) fn lay_out(text: &str, range: Range, label: &str, look: Look) -> Vec<String> {
    let number = usize::try_from(range.start.line).unwrap_or(1);
    let Some(line) = text.lines().nth(number.saturating_sub(1)) else {
        return Vec::new();
    };
    let width = number.to_string().len();
    let gutter = |number: &str| look.paint(34, &format!("{number:>width$} |"));
    let mut lines = vec![gutter("")];
    if let Some(above) = number
        .checked_sub(2)
        .and_then(|above| text.lines().nth(above))
        && !above.trim().is_empty()
        && above.len() <= WIDEST
    {
        lines.push(format!(
            "{} {}",
            gutter(&(number - 1).to_string()),
            safe(above)
        ));
    }
    let start = usize::try_from(range.start.column).unwrap_or(1).max(1) - 1;
    let end = if range.end.line == range.start.line {
        usize::try_from(range.end.column).unwrap_or(1).max(1) - 1
    } else {
        line.chars().count()
    };
    let (shown, before, marked) = cut(line, start, end.max(start + 1));
    lines.push(format!("{} {shown}", gutter(&number.to_string())));
    let blanks = " ".repeat(before);
    let under = look.paint(33, &format!("{} {label}", "^".repeat(marked)));
    lines.push(format!("{} {blanks}{under}", gutter("")));
    lines
}

/// Cuts a long line to what is around the range; returns it with the columns before the range and
/// those of the range.
fn cut(line: &str, start: usize, end: usize) -> (String, usize, usize) {
    let characters: Vec<char> = line.chars().collect();
    let start = start.min(characters.len());
    let end = end.clamp(start, characters.len());
    let from = if characters.len() > WIDEST {
        start.saturating_sub(WIDEST / 3)
    } else {
        0
    };
    let to = characters.len().min(from + WIDEST);
    let part =
        |from: usize, to: usize| safe(&characters[from..to.max(from)].iter().collect::<String>());
    let ahead = if from > 0 { "…" } else { "" };
    let behind = if to < characters.len() { "…" } else { "" };
    let before = part(from, start);
    let marked = part(start, end.min(to));
    let shown = format!("{ahead}{before}{marked}{}{behind}", part(end.min(to), to));
    (shown, ahead.width() + before.width(), marked.width().max(1))
}

/// Returns a text that a terminal shows as it is: no control character leaves its place.
pub(super) fn safe(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.push_str(TAB),
            // Also what turns the direction of writing around.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => shown.push('\u{fffd}'),
            _ if character.width().is_none() => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use warmfront_check::finding::Position;

    use super::*;

    fn check(text: &str, (line, column, end): (u32, u32, u32), expect: &str) {
        let range = Range {
            start: Position { line, column },
            end: Position { line, column: end },
        };
        let look = Look {
            colour: false,
            links: false,
        };
        assert_eq!(lay_out(text, range, "here", look).join("\n"), expect);
    }

    #[test]
    fn what_it_is_about_is_underlined() {
        check(
            "a: 1\nmemory: 128\n",
            (2, 9, 12),
            "  |\n1 | a: 1\n2 | memory: 128\n  |         ^^^ here",
        );
    }

    #[test]
    fn a_long_line_is_cut_around_it() {
        let text = format!("{}X{}", "a".repeat(5000), "b".repeat(5000));
        let range = Range {
            start: Position {
                line: 1,
                column: 5001,
            },
            end: Position {
                line: 1,
                column: 5002,
            },
        };
        let look = Look {
            colour: false,
            links: false,
        };
        let lines = lay_out(&text, range, "", look);
        assert!(lines.iter().all(|line| line.chars().count() < 120));
        let at = lines[1].chars().position(|c| c == 'X');
        assert_eq!(at, lines[2].chars().position(|c| c == '^'));
    }

    #[test]
    fn control_characters_stay_where_they_are() {
        assert_eq!(safe("a\u{1b}[31m\tb\u{202e}"), "a\u{fffd}[31m    b\u{fffd}");
    }

    #[test]
    fn a_place_beyond_the_text_has_no_lines() {
        check("a\n", (9, 1, 2), "");
    }
}
