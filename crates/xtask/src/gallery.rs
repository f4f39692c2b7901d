//! `cargo xtask docs profiles`: profiles the functions of `examples/profile` with the program of this
//! workspace, and writes what it printed, with a picture of each HTML report, to `docs/PROFILES.md`.
//!
//! The sentences on what a report revealed are written by hand, and figures are not: they stand in
//! the reports.

use std::fmt::Write as _;
use std::path::Path;

use crate::product::Build;
use crate::studio::Studio;
use crate::workspace::Workspace;

/// Where the page is, from the workspace's root.
const PAGE: &str = "docs/PROFILES.md";

/// Size of a picture, in pixels of the page.
const WINDOW: &str = "1280,1500";

/// Lines of a report that are shown, from the first one.
const SHOWN: usize = 90;

/// A function, and what its report revealed to whoever looked.
struct Shown {
    name: &'static str,
    title: &'static str,
    revealed: &'static str,
}

const ALL: &[Shown] = &[
    Shown {
        name: "pandas-report",
        title: "A report with pandas",
        revealed: "Nearly all of a cold start is imports, and most of that is matplotlib, which only \
                   one of the three events draws with: importing it in the function that draws \
                   spares every other cold start.",
    },
    Shown {
        name: "sklearn-predict",
        title: "A prediction with scikit-learn",
        revealed: "scikit-learn and scipy import 140 modules by themselves, parts of numpy.f2py \
                   among them, that no prediction needs, and the body of each request is parsed \
                   twice.",
    },
    Shown {
        name: "fastapi-shop",
        title: "A FastAPI application with pydantic",
        revealed: "`requests` is imported at the top and needed by none of the events: it is the \
                   costliest thing to remove, ahead of garbage collection while the application \
                   is imported.",
    },
    Shown {
        name: "boto3-basket",
        title: "Ten items from DynamoDB, one by one",
        revealed: "The handler waits for ten `GetItem` calls of one line, one after the other, that \
                   one `BatchGetItem` replaces.",
    },
    Shown {
        name: "sqlalchemy-orders",
        title: "Orders from PostgreSQL with SQLAlchemy",
        revealed: "Orders and customers are found by reading their tables whole, since neither has \
                   an index for it, the lines of each order are loaded by a statement of their \
                   own, and every invocation opens a connection because no pool keeps one.",
    },
    Shown {
        name: "httpx-offers",
        title: "Offers from three services with asyncio and httpx",
        revealed: "An `httpx.AsyncClient` made in every invocation costs more than the three \
                   requests it is for, and these are awaited one after the other although none \
                   needs another's answer.",
    },
];

/// Profiles all functions, or one, and writes the page. What is not profiled stays as it was.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>) -> anyhow::Result<()> {
    let studio = Studio::open(workspace, Build::Optimised)?;
    let mut page = String::from(
        "<!-- Written by `cargo xtask docs profiles`. -->\n\n# Six functions, profiled\n\n\
         What `warmfront profile` printed for the functions of [examples/profile](../examples/profile), \
         and the top of each HTML report. The figures are those of one run on a small shared \
         machine.\n",
    );
    let written = fs_err::read_to_string(workspace.root.join(PAGE)).unwrap_or_default();
    for shown in ALL {
        if only.is_some_and(|only| only != shown.name) {
            page += kept(&written, shown);
            continue;
        }
        println!("profiling {}", shown.name);
        match profiled(&studio, shown)? {
            Some(text) => page += &section(shown, &text)?,
            None => println!("skipped {}: its server is not on this machine", shown.name),
        }
    }
    fs_err::write(workspace.root.join(PAGE), page)?;
    println!("wrote {PAGE}");
    Ok(())
}

/// Returns the section of a function that a page has; nothing where it has none.
fn kept<'a>(page: &'a str, shown: &Shown) -> &'a str {
    let headed = |shown: &Shown| page.find(&format!("\n## {}\n", shown.title));
    let Some(start) = headed(shown) else {
        return "";
    };
    let next = ALL.iter().filter_map(headed).filter(|&at| at > start).min();
    &page[start..next.unwrap_or(page.len())]
}

fn section(shown: &Shown, text: &str) -> anyhow::Result<String> {
    let Shown {
        name,
        title,
        revealed,
    } = shown;
    let mut section = format!("\n## {title}\n\n{revealed}\n\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).take(SHOWN).collect();
    writeln!(
        section,
        "```text\n$ warmfront profile --directory examples/profile/{name}"
    )?;
    writeln!(section, "{}\n```\n", lines.join("\n").trim_end())?;
    writeln!(section, "![HTML report of {name}](pictures/{name}.png)")?;
    Ok(section)
}

/// Returns what the profile of a function printed, after taking its picture.
fn profiled(studio: &Studio, shown: &Shown) -> anyhow::Result<Option<String>> {
    let scratch = tempfile::tempdir()?;
    let report = scratch.path().join("report.html");
    let text = studio.run(&["profile"], shown.name, &[Path::new("--html"), &report])?;
    if text.is_some() {
        studio.picture(&report, shown.name, WINDOW)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_kept_as_it_is() {
        let page = "# Six\n\n## A report with pandas\n\n```text\n## no heading\n```\n";
        let [first, second, ..] = ALL else { panic!() };
        let page = format!("{page}\n## {}\n\nmore\n", second.title);
        let sections = [kept(&page, first), kept(&page, second)];
        assert!(page.ends_with(&sections.concat()));
        assert_eq!(kept("", first), "");
    }
}
