//! Rules as pages for people: each rule's own, and a table of all.

use std::fmt::Write;

use super::{ALL, Default, Fixes, Rule};
use crate::code::Family;

/// Name of the file with the table.
const INDEX: &str = "README.md";

impl Rule {
    /// Returns the rule's page, with what it is like below its title.
    #[must_use]
    pub fn document(&self) -> String {
        let (title, rest) = self.page.split_once('\n').unwrap_or((self.page, ""));
        let default = match self.default {
            Default::On => "On by default.",
            Default::Off => "Off by default: select it to have it asked.",
        };
        let fixes = match self.fixes {
            Fixes::No => "No fix.",
            Fixes::Sometimes => "Sometimes with a fix.",
            Fixes::Always => "With a fix.",
        };
        let class = self.class.words();
        format!("{title}\n\n{default} What it costs: {class}. {fixes}\n{rest}")
    }
}

/// Returns the pages of all rules and the table, by the names of their files.
#[must_use]
pub fn documents() -> Vec<(String, String)> {
    let pages = ALL
        .iter()
        .map(|rule| (format!("{}.md", rule.code), rule.document()));
    let mut documents: Vec<(String, String)> = pages.collect();
    documents.push((INDEX.to_owned(), table()));
    documents
}

/// Lays out the table of all rules.
#[must_use]
pub fn table() -> String {
    let mut text = String::from(
        "# Rules\n\nWhat `warmfront check` looks for. Those with a star are on by default; \
         `warmfront explain CODE` prints a page.\n",
    );
    let mut family = None;
    for rule in ALL {
        let own = rule.code.family();
        if family != Some(own) {
            family = Some(own);
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n## {}\n\n| code | name | finds | costs |\n|---|---|---|---|\n",
                heading(own)
            );
        }
        let mark = if rule.default == Default::On {
            "\\*"
        } else {
            ""
        };
        let (code, name, summary) = (rule.code, rule.name, rule.summary);
        let class = rule.class.words();
        let _ = writeln!(
            text,
            "| [{code}]({code}.md){mark} | `{name}` | {summary} | {class} |"
        );
    }
    text
}

fn heading(family: Family) -> &'static str {
    match family {
        Family::Own => "Warmfront's own comments",
        Family::Construction => "Things built in the handler that could be kept",
        Family::Import => "Imports and other work of init",
        Family::Call => "Calls of services",
        Family::Handler => "Other work of the handler",
        Family::Configuration => "Templates",
        Family::Package => "Packages and dependencies",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_pages_in_the_documentation_are_those_of_the_rules() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let mut n_files = 0;
        for (name, text) in documents() {
            let written = fs_err::read_to_string(folder.join(&name)).unwrap_or_default();
            assert!(
                written == text,
                "{name} is old: `cargo xtask docs rules` writes it anew"
            );
            n_files += 1;
        }
        assert_eq!(fs_err::read_dir(folder).unwrap().count(), n_files);
    }

    #[test]
    fn codes_and_names_are_unique_and_sorted() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut names: Vec<&str> = ALL.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
