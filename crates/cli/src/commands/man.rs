//! `warmfront man`.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::CommandFactory;

use crate::args::{Cli, ManArgs, ManFormat};
use crate::exit::{OutputError, Status};
use crate::report::manual::{self, Page};

/// Writes the page of a command, or those of all into a folder.
pub(super) fn run(args: &ManArgs) -> anyhow::Result<Status> {
    let pages = manual::pages(Cli::command());
    if let Some(folder) = &args.out {
        return write_all(&pages, args.format, folder);
    }
    let wanted = match &args.command {
        Some(command) => format!("warmfront {command}"),
        None => "warmfront".to_owned(),
    };
    let Some(page) = pages.iter().find(|page| page.call == wanted) else {
        bail!(
            "there is no command `{}`",
            args.command.as_deref().unwrap_or_default()
        );
    };
    let text = rendered(page, &pages, args.format);
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(Status::Good)
}

fn write_all(pages: &[Page], format: ManFormat, folder: &Path) -> anyhow::Result<Status> {
    fs_err::create_dir_all(folder).context("could not make the folder of the pages")?;
    for (name, text) in files(pages, format) {
        fs_err::write(folder.join(name), text).context("could not write a page")?;
    }
    Ok(Status::Good)
}

/// Returns all files of a format by their names: the pages, and what leads to them.
fn files(pages: &[Page], format: ManFormat) -> Vec<(String, String)> {
    let ending = match format {
        ManFormat::Roff => "1",
        ManFormat::Markdown => "md",
    };
    let named = |page| {
        (
            format!("{}.{ending}", Page::file(page)),
            rendered(page, pages, format),
        )
    };
    let mut files: Vec<_> = pages.iter().map(named).collect();
    if format == ManFormat::Markdown {
        files.push(("README.md".to_owned(), manual::index(pages)));
    }
    files
}

fn rendered(page: &Page, pages: &[Page], format: ManFormat) -> String {
    match format {
        ManFormat::Roff => manual::roff(page, pages),
        ManFormat::Markdown => manual::markdown(page),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Where the pages lie in the repository.
    const KEPT: [(ManFormat, &str); 2] = [
        (ManFormat::Markdown, "docs/commands"),
        (ManFormat::Roff, "packaging/data/share/man/man1"),
    ];

    #[test]
    fn the_pages_in_the_repository_are_what_the_command_line_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let pages = manual::pages(Cli::command());
        for (format, folder) in KEPT {
            let folder = root.join(folder);
            let mut names = BTreeSet::new();
            for (name, text) in files(&pages, format) {
                let kept = fs_err::read_to_string(folder.join(&name)).unwrap_or_default();
                assert!(kept == text, "{name} is stale: cargo xtask docs commands");
                names.insert(name);
            }
            for entry in fs_err::read_dir(&folder).unwrap() {
                let name = entry.unwrap().file_name().to_string_lossy().into_owned();
                assert!(names.contains(&name), "{name} has no command");
            }
        }
    }
}
