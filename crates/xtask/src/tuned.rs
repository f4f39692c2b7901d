//! `cargo xtask docs tune`: tunes three functions of `examples/profile`, and writes what was printed,
//! with a picture of each page, into the part of `docs/TUNE.md` that is made so.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

use crate::product::Build;
use crate::studio::Studio;
use crate::workspace::Workspace;

/// The page, from the workspace's root.
const PAGE: &str = "docs/TUNE.md";

/// Lines around the part of the page that is written here.
const FROM: &str = "<!-- From here on written by `cargo xtask docs tune`. -->\n";
const TO: &str = "<!-- Up to here. -->\n";

/// Size of a picture, in pixels of the page.
const WINDOW: &str = "1280,1330";

/// A function, and what there is to see.
struct Shown {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    task: &'static [&'static str],
}

const ALL: &[Shown] = &[
    Shown {
        name: "sklearn-predict",
        title: "A prediction with scikit-learn",
        about: "A model that computes: memory buys processor time.",
        task: &["tune", "--traffic", "5M/month"],
    },
    Shown {
        name: "boto3-basket",
        title: "Ten items from DynamoDB",
        about: "Ten calls to another service, one after the other: part of it computes, and part waits. \
                What matters is that it answers in time.",
        task: &["tune", "--slo", "p95=500ms", "--traffic", "5M/month"],
    },
    Shown {
        name: "fastapi-shop",
        title: "A FastAPI application",
        about: "Requests that are small beside an init of a second. \
                Cost and speed count alike.",
        task: &["tune", "--strategy", "balanced", "--traffic", "5M/month"],
    },
];

/// Tunes all functions and writes their part of the page.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    // Functions are measured by their own processes, however the program that runs them is built.
    let studio = Studio::open(workspace, Build::of_this_task())?;
    let mut told = String::from("| function | what to tell a colleague |\n|---|---|\n");
    let mut sections = String::new();
    for shown in ALL {
        println!("tuning {}", shown.name);
        let text = tuned(&studio, shown)?;
        let headline = text.lines().nth(2).unwrap_or_default();
        writeln!(told, "| {} | {headline} |", shown.title)?;
        sections += &section(shown, &text)?;
    }
    let page = workspace.root.join(PAGE);
    let written = fs_err::read_to_string(&page)?;
    let part = format!("\n{told}{sections}\n");
    fs_err::write(&page, replaced(&written, &part)?)?;
    println!("wrote {PAGE}");
    Ok(())
}

fn tuned(studio: &Studio, shown: &Shown) -> anyhow::Result<String> {
    let scratch = tempfile::tempdir()?;
    let page = scratch.path().join("page.html");
    let text = studio.run(shown.task, shown.name, &[Path::new("--output"), &page])?;
    studio.picture(&page, &format!("tune-{}", shown.name), WINDOW)?;
    text.context("its server is not on this machine")
}

fn section(shown: &Shown, text: &str) -> anyhow::Result<String> {
    let Shown {
        name, title, about, ..
    } = shown;
    let mut section = format!("\n### {title}\n\n{about}\n\n");
    let task = shown.task.join(" ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    writeln!(
        section,
        "```text\n$ warmfront {task} --directory examples/profile/{name}"
    )?;
    writeln!(section, "{}\n```\n", lines.join("\n").trim_end())?;
    writeln!(section, "![The page of {name}](pictures/tune-{name}.png)")?;
    Ok(section)
}

/// Returns a page with the part between the two lines exchanged.
fn replaced(page: &str, part: &str) -> anyhow::Result<String> {
    let (before, rest) = page
        .split_once(FROM)
        .context("the page has no place for it")?;
    let (_, after) = rest.split_once(TO).context("the place for it has no end")?;
    Ok([before, FROM, part, TO, after].concat())
}

#[cfg(test)]
mod tests {
    use super::{FROM, TO, replaced};

    #[test]
    fn what_is_written_by_hand_stays() {
        let page = format!("# T\n{FROM}old\n{TO}end\n");
        let expect = format!("# T\n{FROM}new\n{TO}end\n");
        assert_eq!(replaced(&page, "new\n").unwrap(), expect);
        assert!(replaced("# T\n", "new").is_err());
    }
}
