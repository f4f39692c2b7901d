//! Differences of two texts as `diff -u` lays them out, for `patch` and for people.

use std::fmt::Write;

use super::Look;

/// Lines around a change that are shown.
const AROUND: usize = 3;

/// Most lines beyond which two texts are not compared line by line between their first and last
/// difference.
const MOST_CELLS: usize = 4_000_000;

/// A line, and what became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

/// Lays out what changed between two texts of a file.
pub(crate) fn unified(name: &str, texts: (&str, &str), look: Look) -> String {
    laid_out([name, name], texts, look)
}

/// Lays it out for `git apply` and `patch -p1`.
pub(crate) fn patch(name: &str, texts: (&str, &str)) -> String {
    let plain = Look {
        colour: false,
        links: false,
    };
    let names = [format!("a/{name}"), format!("b/{name}")];
    laid_out([&names[0], &names[1]], texts, plain)
}

fn laid_out(names: [&str; 2], (before, after): (&str, &str), look: Look) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let lines = compared(&old, &new);
    let changes: Vec<usize> = (0..lines.len())
        .filter(|index| !matches!(lines[*index], Line::Same(_)))
        .collect();
    let mut text = String::new();
    if changes.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{}", look.paint(1, &format!("--- {}", names[0])));
    let _ = writeln!(text, "{}", look.paint(1, &format!("+++ {}", names[1])));
    for hunk in hunks(&changes, lines.len()) {
        let start = |skip: fn(&Line<'_>) -> bool| {
            lines[..hunk.start]
                .iter()
                .filter(|line| !skip(line))
                .count()
        };
        let count = |skip: fn(&Line<'_>) -> bool| {
            lines[hunk.clone()]
                .iter()
                .filter(|line| !skip(line))
                .count()
        };
        let is_new = |line: &Line<'_>| matches!(line, Line::New(_));
        let is_gone = |line: &Line<'_>| matches!(line, Line::Gone(_));
        let (old_count, new_count) = (count(is_new), count(is_gone));
        // A side without lines is said to begin at the line before.
        let old_start = start(is_new) + usize::from(old_count > 0);
        let new_start = start(is_gone) + usize::from(new_count > 0);
        let head = format!("@@ -{old_start},{old_count} +{new_start},{new_count} @@");
        let _ = writeln!(text, "{}", look.paint(36, &head));
        for line in &lines[hunk] {
            let (mark, style, line) = match line {
                Line::Same(line) => (' ', 0, line),
                Line::Gone(line) => ('-', 31, line),
                Line::New(line) => ('+', 32, line),
            };
            let ends = line.ends_with('\n');
            let shown = format!("{mark}{}", line.trim_end_matches('\n'));
            let _ = writeln!(
                text,
                "{}",
                if style == 0 {
                    shown
                } else {
                    look.paint(style, &shown)
                }
            );
            if !ends {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// Returns the ranges of lines that are shown together.
fn hunks(changes: &[usize], n_lines: usize) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for change in changes {
        let (start, end) = (
            change.saturating_sub(AROUND),
            (change + AROUND + 1).min(n_lines),
        );
        match hunks.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// Compares line by line: what the texts begin and end with alike, and between them the longest
/// common subsequence.
fn compared<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let head = old
        .iter()
        .zip(new)
        .take_while(|(one, two)| one == two)
        .count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev());
    let tail = tail.take_while(|(one, two)| one == two).count().min(rest);
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut lines: Vec<Line<'t>> = old[..head].iter().map(|line| Line::Same(line)).collect();
    if a.len().saturating_mul(b.len()) > MOST_CELLS {
        lines.extend(a.iter().map(|line| Line::Gone(line)));
        lines.extend(b.iter().map(|line| Line::New(line)));
    } else {
        between(a, b, &mut lines);
    }
    lines.extend(old[old.len() - tail..].iter().map(|line| Line::Same(line)));
    lines
}

fn between<'t>(a: &[&'t str], b: &[&'t str], lines: &mut Vec<Line<'t>>) {
    // Length of the longest common subsequence of what is left on both sides.
    let mut common = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            lines.push(Line::Same(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || i < a.len() && common[i + 1][j] >= common[i][j + 1] {
            lines.push(Line::Gone(a[i]));
            i += 1;
        } else {
            lines.push(Line::New(b[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: Look = Look {
        colour: false,
        links: false,
    };

    #[test]
    fn a_change_is_shown_with_what_is_around() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10";
        assert_eq!(
            unified("t", (before, after), PLAIN),
            "--- t\n+++ t\n@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n+10\n\
             \\ No newline at end of file\n"
        );
        assert_eq!(unified("t", ("a\n", "a\n"), PLAIN), "");
        assert_eq!(
            unified("t", ("", "a\n"), PLAIN),
            "--- t\n+++ t\n@@ -0,0 +1,1 @@\n+a\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_left_and_new_is_the_new_text(
            before in "[ab\n]{0,20}", after in "[ab\n]{0,20}"
        ) {
            let old: Vec<&str> = before.split_inclusive('\n').collect();
            let new: Vec<&str> = after.split_inclusive('\n').collect();
            let lines = compared(&old, &new);
            let made: String = lines.iter().filter_map(|line| match line {
                Line::Same(line) | Line::New(line) => Some(*line),
                Line::Gone(_) => None,
            }).collect();
            let was: String = lines.iter().filter_map(|line| match line {
                Line::Same(line) | Line::Gone(line) => Some(*line),
                Line::New(_) => None,
            }).collect();
            prop_assert_eq!(made, after);
            prop_assert_eq!(was, before);
        }
    }
}
