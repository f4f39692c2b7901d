//! The journey for a pull request: what matters in sight, the rest folded away.
//!
//! Names come from a repository and from what ran in it: none of them is markup, a link, or somebody
//! who is told of it.

use std::fmt::Write as _;

use super::document::{Advice, Optimized, Tried};
use super::fates::{GROUPS, kept, source, why};
use super::sentences;
use super::steps::COLUMNS;
use super::text::chart_lines;
use super::waterfall::Waterfall;
use crate::report::text::cells::clean;

/// Cells of the waterfall: what a page shows without scrolling.
const CHART: usize = 90;

/// Returns the report.
pub(super) fn report(of: &Optimized) -> String {
    let mut text = format!("### {}\n\n", sentence(&sentences::headline(of)));
    let mut told = vec![sentences::proof(of)];
    told.extend(sentences::saving(of));
    told.push(sentences::effort(of));
    told.extend(sentences::cautions(of));
    for line in told {
        let _ = writeln!(text, "- {}", sentence(&line));
    }
    text.push('\n');
    table(&mut text, of);
    changes_kept(&mut text, of);
    chart(&mut text, of);
    for group in GROUPS {
        let changes = group.changes(of);
        let items = changes.iter().map(|tried| item(tried, &why(tried, of)));
        folded(&mut text, group.title(), &items.collect::<Vec<_>>());
    }
    let advice: Vec<String> = of.needs_a_person.iter().map(advised).collect();
    folded(&mut text, "Found, and needs a person", &advice);
    next(&mut text, of);
    let mut notes: Vec<String> = sentences::assumptions(of);
    notes.extend(of.notes.iter().cloned());
    let subject = sentences::subject(of).into_iter();
    notes.insert(
        0,
        subject
            .map(|(term, value)| format!("{term} {value}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    let notes: Vec<String> = notes
        .iter()
        .map(|note| format!("- {}", sentence(note)))
        .collect();
    folded(&mut text, "How it was measured", &notes);
    text
}

fn table(text: &mut String, of: &Optimized) {
    let steps = of.steps();
    if steps.is_empty() {
        return;
    }
    let row = |name: &str, cells: Vec<String>| format!("| {name} | {} |\n", cells.join(" | "));
    let titles = COLUMNS.map(|column| column.title().to_owned());
    text.push_str(&row("", titles.to_vec()));
    text.push_str(&row("---", vec!["---:".to_owned(); COLUMNS.len()]));
    for step in &steps {
        let cells = COLUMNS.map(|column| escaped(&column.cell(step, of)));
        text.push_str(&row(&step.name, cells.to_vec()));
    }
    if of.overall.ratios.is_some() && !of.kept.is_empty() {
        let cells = COLUMNS.map(|column| match column.times(&of.overall) {
            none if none.is_empty() => none,
            times => format!("**{times}**"),
        });
        text.push_str(&row("**better**", cells.to_vec()));
    }
    text.push('\n');
}

fn changes_kept(text: &mut String, of: &Optimized) {
    let changes = of.changes_kept();
    if changes.is_empty() {
        return;
    }
    text.push_str("Kept, each on top of the ones before:\n\n");
    for (index, tried) in changes.into_iter().enumerate() {
        let about = item(tried, &kept(tried));
        let _ = writeln!(text, "{}. {}", index + 1, &about[2..]);
    }
    text.push('\n');
}

fn chart(text: &mut String, of: &Optimized) {
    let Some(waterfall) = Waterfall::new(of) else {
        return;
    };
    let lines = chart_lines(&waterfall, CHART);
    let Some((title, bars)) = lines.split_first() else {
        return;
    };
    let mut block = vec!["```text".to_owned()];
    // Nothing within ends the block.
    block.extend(
        bars.iter()
            .map(|line| line.replace('`', "'").trim_end().to_owned()),
    );
    block.push("```".to_owned());
    folded(text, title, &block);
}

/// Adds lines that are out of sight until a reader asks for them.
fn folded(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let items = lines.iter().filter(|line| line.starts_with("- ")).count();
    let count = if items > 1 {
        format!(" ({items})")
    } else {
        String::new()
    };
    let _ = writeln!(text, "<details><summary>{title}{count}</summary>\n");
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("\n</details>\n\n");
}

fn item(tried: &Tried, about: &str) -> String {
    format!(
        "- **{}** ({}): {}",
        sentence(&tried.title),
        source(tried.source),
        sentence(about)
    )
}

fn advised(advice: &Advice) -> String {
    let about = [advice.place.as_deref(), advice.code.as_deref()];
    let about: Vec<String> = about.into_iter().flatten().map(sentence).collect();
    let place = match about.as_slice() {
        [] => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    let predicted = sentences::predicted(advice)
        .map_or_else(String::new, |told| format!(" *{}*", escaped(&told)));
    format!(
        "- **{}**{place}: {}{predicted}",
        sentence(&advice.title),
        sentence(&advice.what_to_do)
    )
}

fn next(text: &mut String, of: &Optimized) {
    for next in sentences::next(of) {
        let about = escaped(&next.about);
        match next.command {
            Some(command) => {
                let command = code(&command);
                let _ = writeln!(text, "- Next: {about}: {command}");
            }
            None => {
                let _ = writeln!(text, "- Next: {about}");
            }
        }
    }
    if !sentences::next(of).is_empty() {
        text.push('\n');
    }
}

/// Returns a sentence in which `such` words are code.
pub(crate) fn sentence(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => escaped(part),
        _ => code(part),
    });
    parts.collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Returns a text that means nothing but itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for each in clean(text).chars() {
        match each {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' => {
                escaped.push('\\');
                escaped.push(each);
            }
            // An empty comment parts what would become a person, an issue, or a link.
            '@' | '#' => {
                escaped.push(each);
                escaped.push_str("<!-- -->");
            }
            '/' if escaped.ends_with(':') => escaped.push_str("<!-- -->/"),
            '.' if escaped.ends_with("www") => escaped.push_str("<!-- -->."),
            _ => escaped.push(each),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped, sentence};

    #[test]
    fn a_name_is_no_markup_no_link_and_nobody() {
        assert_eq!(
            escaped("<img> **a** [b](http://c) @team #12 www.d"),
            "&lt;img&gt; \\*\\*a\\*\\* \\[b\\](http:<!-- -->//c) @<!-- -->team #<!-- -->12 www<!-- -->.d"
        );
        assert_eq!(escaped("a\n# b\u{202e}"), "a #<!-- --> b ");
        assert_eq!(
            sentence("import `a_b|c` late"),
            "import <code>a\\_b\\|c</code> late"
        );
        assert_eq!(escaped("$x$"), "\\$x\\$");
    }
}
