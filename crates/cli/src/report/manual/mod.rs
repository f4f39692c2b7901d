//! Manual pages: what the definition of the command line says, as pages to read.
//!
//! They are made from what `--help` is made from, so that a flag cannot be missing in one of them.

mod markdown;
mod roff;
#[cfg(test)]
mod tests;

use clap::builder::StyledStr;
use clap::{Arg, Command};

pub(crate) use markdown::{index, markdown};
pub(crate) use roff::roff;

/// The page of one command.
#[derive(Debug)]
pub(crate) struct Page {
    /// Words that call it, such as `warmfront build`.
    pub(crate) call: String,
    summary: String,
    usage: String,
    description: Vec<String>,
    commands: Vec<(String, String)>,
    groups: Vec<Group>,
    closing: Vec<Closing>,
}

/// Flags or arguments under one heading.
#[derive(Debug)]
struct Group {
    title: String,
    entries: Vec<Entry>,
}

/// A flag or an argument.
#[derive(Debug)]
struct Entry {
    /// How it is written, such as `-m, --memory <MB>`.
    term: String,
    paragraphs: Vec<String>,
    values: Vec<(String, String)>,
}

/// A section that stands behind the flags.
#[derive(Debug)]
enum Closing {
    /// Lines to type.
    Examples(Vec<String>),
    /// A section with a title of its own.
    Section(String, String),
}

impl Page {
    /// Returns the name of its file, without the ending.
    pub(crate) fn file(&self) -> String {
        self.call.replace(' ', "-")
    }
}

/// Returns the pages of a program and of all its commands, the program's first.
pub(crate) fn pages(mut program: Command) -> Vec<Page> {
    program.build();
    let shown = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    let mut all = vec![page(&program)];
    all.extend(shown.map(page));
    all
}

fn page(command: &Command) -> Page {
    let call = command.get_bin_name().unwrap_or(command.get_name());
    let usage = command.clone().render_usage().to_string();
    let summary = plain(command.get_about()).trim_end_matches('.').to_owned();
    let description = plain(command.get_long_about().or(command.get_about()));
    let shown = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    Page {
        call: call.to_owned(),
        usage: usage.trim_start_matches("Usage: ").trim().to_owned(),
        description: paragraphs(&description),
        summary,
        commands: shown
            .map(|command| (command.get_name().to_owned(), plain(command.get_about())))
            .collect(),
        groups: groups(command),
        closing: closing(&plain(command.get_after_help())),
    }
}

/// Returns flags and arguments by heading, in the order of `--help`.
fn groups(command: &Command) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
        let usual = if arg.is_positional() {
            "Arguments"
        } else {
            "Options"
        };
        let title = arg.get_help_heading().unwrap_or(usual);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.entries.push(entry(arg)),
            None => groups.push(Group {
                title: title.to_owned(),
                entries: vec![entry(arg)],
            }),
        }
    }
    // What has no heading of its own is what one reads last.
    groups.sort_by_key(|group| match group.title.as_str() {
        "Arguments" => 0,
        "Options" => 2,
        _ => 1,
    });
    groups
}

fn entry(arg: &Arg) -> Entry {
    let short = arg.get_short().filter(|_| arg.get_long().is_some());
    let short = short.map(|short| format!("-{short}, "));
    let mut text = plain(arg.get_long_help().or(arg.get_help()));
    if let (Some(default), true) = (
        arg.get_default_values().first(),
        arg.get_action().takes_values(),
    ) {
        let (first, rest) = text.split_at(text.find("\n\n").unwrap_or(text.len()));
        text = format!("{first} [default: {}]{rest}", default.to_string_lossy());
    }
    let mut values = Vec::new();
    if arg.get_action().takes_values() && !arg.is_hide_possible_values_set() {
        let possible = arg.get_possible_values();
        let shown = possible.iter().filter(|value| !value.is_hide_set());
        values.extend(shown.map(|value| (value.get_name().to_owned(), plain(value.get_help()))));
    }
    Entry {
        term: format!("{}{arg}", short.unwrap_or_default()),
        paragraphs: paragraphs(&text),
        values,
    }
}

/// Returns what stands behind the flags: blocks after a line such as `Examples:`, or lines that
/// begin with their title.
fn closing(text: &str) -> Vec<Closing> {
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let section = |block: &str| {
        if let Some(lines) = block.strip_prefix("Examples:") {
            let lines = lines.trim_matches('\n').lines();
            let lines = lines.map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned());
            return Closing::Examples(lines.collect());
        }
        let (title, text) = block.split_once(": ").unwrap_or(("Notes", block));
        Closing::Section(title.to_owned(), text.to_owned())
    };
    blocks.map(section).collect()
}

fn plain(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

fn paragraphs(text: &str) -> Vec<String> {
    let all = text
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "));
    all.filter(|paragraph| !paragraph.trim().is_empty())
        .collect()
}
