//! Pages as Markdown, and a table of all of them.

use std::fmt::Write as _;

use super::{Closing, Entry, Page};

/// Returns a page.
pub(crate) fn markdown(page: &Page) -> String {
    let mut text = format!("# {}\n\n", page.call);
    for paragraph in &page.description {
        let _ = writeln!(text, "{}\n", escaped(paragraph));
    }
    let _ = writeln!(text, "```text\n{}\n```\n", page.usage);
    if !page.commands.is_empty() {
        text.push_str("## Commands\n\n| command | what it does |\n|---|---|\n");
        for (name, about) in &page.commands {
            let _ = writeln!(
                text,
                "| [`{name}`]({}-{name}.md) | {} |",
                page.file(),
                escaped(about)
            );
        }
        text.push('\n');
    }
    for group in &page.groups {
        let _ = writeln!(text, "## {}\n", group.title);
        for entry in &group.entries {
            write_entry(&mut text, entry);
        }
        text.push('\n');
    }
    for closing in &page.closing {
        let _ = match closing {
            Closing::Examples(lines) => {
                writeln!(text, "## Examples\n\n```text\n{}\n```\n", lines.join("\n"))
            }
            Closing::Section(title, words) => writeln!(text, "## {title}\n\n{}\n", escaped(words)),
        };
    }
    format!("{}\n", text.trim_end())
}

fn write_entry(text: &mut String, entry: &Entry) {
    let _ = write!(text, "- **`{}`**", entry.term);
    for (n, paragraph) in entry.paragraphs.iter().enumerate() {
        let before = if n == 0 { ": " } else { "\n\n  " };
        let _ = write!(text, "{before}{}", escaped(paragraph));
    }
    text.push('\n');
    for (name, help) in &entry.values {
        let colon = if help.is_empty() { "" } else { ": " };
        let _ = writeln!(text, "  - `{name}`{colon}{}", escaped(help));
    }
}

/// Returns a table of all pages.
pub(crate) fn index(pages: &[Page]) -> String {
    let mut text =
        "# Commands\n\nMade from the definition of the command line, as `--help` and the \
                    manual pages are.\n\n| command | what it does |\n|---|---|\n"
            .to_owned();
    for page in pages {
        let about = escaped(&page.summary);
        let _ = writeln!(text, "| [`{}`]({}.md) | {about} |", page.call, page.file());
    }
    text
}

/// Returns text in which nothing is taken for markup, except code between backticks.
fn escaped(text: &str) -> String {
    let mut made = String::new();
    for (n, part) in text.split('`').enumerate() {
        if n > 0 {
            made.push('`');
        }
        if n % 2 == 1 {
            made.push_str(part);
            continue;
        }
        for letter in part.chars() {
            if matches!(letter, '*' | '<' | '|' | '\\') {
                made.push('\\');
            }
            made.push(letter);
        }
    }
    made
}
