//! Text in a given number of cells of a terminal, where a letter may take two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Which end of a text is given up where there is no room for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The end, as of names.
    End,
    /// The beginning, as of files: their own name is what tells.
    Start,
}

/// Returns how many cells a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Returns the text on one line, and without anything that would steer a terminal: it is the
/// user's, or comes out of the user's interpreter.
pub(crate) fn clean(text: &str) -> String {
    let blank = |letter: char| letter.is_control() || is_direction(letter);
    text.replace(blank, " ")
}

/// Tells whether a letter only says in which direction the others run.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the text in so many cells at most, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, cells: usize, from: Cut) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(1) else {
        return String::new();
    };
    match from {
        Cut::End => format!("{}…", fitting(text.chars(), room)),
        Cut::Start => {
            let kept: String = fitting(text.chars().rev(), room).chars().rev().collect();
            format!("…{kept}")
        }
    }
}

fn fitting(letters: impl Iterator<Item = char>, room: usize) -> String {
    let mut taken = 0;
    let fits = |letter: &char| {
        taken += letter.width().unwrap_or(0);
        taken <= room
    };
    letters.take_while(fits).collect()
}

/// Returns the text in lines of so many cells, broken between words where it can be.
pub(crate) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in clean(text).split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) > cells {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        // A word that is longer than a line, or a text without blanks between its words.
        let mut rest = word;
        while width(&line) + width(rest) > cells {
            let head = fitting(rest.chars(), cells - width(&line));
            rest = &rest[head.len()..];
            line.push_str(&head);
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(rest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_of_two_cells_are_counted_as_such() {
        assert_eq!(cut("注文データベース", 7, Cut::End), "注文デ…");
        assert_eq!(cut("注文データベース", 6, Cut::End), "注文…");
        assert_eq!(
            cut("pandas/core/frame.py:3", 12, Cut::Start),
            "…/frame.py:3"
        );
        assert_eq!(cut("abc", 3, Cut::End), "abc");
        assert_eq!(cut("abc", 0, Cut::End), "");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\x1b[2Jb\r\nc\u{202e}"), "a [2Jb  c ");
    }

    #[test]
    fn lines_break_between_words() {
        let text = "ask for all of them at once";
        assert_eq!(wrap(text, 12), ["ask for all", "of them at", "once"]);
        assert_eq!(
            wrap("一度に全部を尋ねる", 8),
            ["一度に全", "部を尋ね", "る"]
        );
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", cells in 0_usize..30) {
            for from in [Cut::End, Cut::Start] {
                prop_assert!(width(&cut(&text, cells, from)) <= cells);
            }
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells.max(2), "{line:?}");
            }
        }

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[a-z一-龠]{1,12}", 0..20), cells in 2_usize..30) {
            let all = wrap(&words.join(" "), cells).concat();
            prop_assert_eq!(all.replace(' ', ""), words.concat());
        }
    }
}
