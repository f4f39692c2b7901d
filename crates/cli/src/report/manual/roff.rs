//! Pages for `man`, as man(7) has it.

use std::fmt::Write as _;

use super::{Closing, Entry, Page};

/// Returns a page; `all` are those that it refers to.
pub(crate) fn roff(page: &Page, all: &[Page]) -> String {
    let mut text = String::new();
    let title = escaped(&page.file().to_uppercase());
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        text,
        ".TH {title} 1 \"\" \"warmfront {version}\" \"Warmfront\""
    );
    let name = escaped(&page.file());
    let _ = writeln!(text, ".SH NAME\n{name} \\- {}", escaped(&page.summary));
    let _ = writeln!(text, ".SH SYNOPSIS\n\\fB{}\\fR", escaped(&page.usage));
    text.push_str(".SH DESCRIPTION\n");
    for paragraph in &page.description {
        let _ = writeln!(text, ".PP\n{}", line(paragraph));
    }
    if !page.commands.is_empty() {
        text.push_str(".SH COMMANDS\n");
        for (name, about) in &page.commands {
            let _ = writeln!(text, ".TP\n\\fB{}\\fR\n{}", escaped(name), line(about));
        }
    }
    for group in &page.groups {
        let _ = writeln!(text, ".SH {}", escaped(&group.title.to_uppercase()));
        for entry in &group.entries {
            write_entry(&mut text, entry);
        }
    }
    for closing in &page.closing {
        write_closing(&mut text, closing);
    }
    let others = all.iter().filter(|other| other.call != page.call);
    let others: Vec<_> = others
        .map(|other| format!("\\fB{}\\fR(1)", escaped(&other.file())))
        .collect();
    let _ = writeln!(text, ".SH \"SEE ALSO\"\n{}", others.join(", "));
    text
}

fn write_entry(text: &mut String, entry: &Entry) {
    let _ = writeln!(text, ".TP\n\\fB{}\\fR", escaped(&entry.term));
    for (n, paragraph) in entry.paragraphs.iter().enumerate() {
        let before = if n == 0 { "" } else { ".IP\n" };
        let _ = writeln!(text, "{before}{}", line(paragraph));
    }
    if entry.values.is_empty() {
        return;
    }
    text.push_str(".RS\n");
    for (name, help) in &entry.values {
        let _ = writeln!(text, ".TP\n\\fI{}\\fR", escaped(name));
        if !help.is_empty() {
            let _ = writeln!(text, "{}", line(help));
        }
    }
    text.push_str(".RE\n");
}

fn write_closing(text: &mut String, closing: &Closing) {
    let _ = match closing {
        Closing::Examples(lines) => {
            let lines: Vec<_> = lines.iter().map(|typed| line(typed)).collect();
            writeln!(text, ".SH EXAMPLES\n.nf\n{}\n.fi", lines.join("\n"))
        }
        Closing::Section(title, words) => {
            writeln!(
                text,
                ".SH \"{}\"\n{}",
                escaped(&title.to_uppercase()),
                line(words)
            )
        }
    };
}

/// Returns a line of text that is no request, whatever it begins with.
fn line(text: &str) -> String {
    let text = escaped(text);
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}

/// Returns text in which nothing is taken for markup, and hyphens can be copied.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('`', "\\(ga")
        .replace('\'', "\\(aq")
}
