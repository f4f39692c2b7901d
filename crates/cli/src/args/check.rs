//! Flags of `warmfront check`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const LONG_ABOUT: &str = "\
Finds costly code, configuration and packaging, and mends what can be mended.

Looks at Python sources, at templates (SAM, CloudFormation, CDK, the Serverless Framework, Terraform \
plans) and at packages. With a profile, findings carry what they cost; without one they carry what \
kind of cost it is, and no number. A comment `# warmfront: ignore[WF501] reason` keeps a line as it is.";

const AFTER_HELP: &str = "\
Examples:
  warmfront check                          everything below this folder
  warmfront check template.yaml --select ALL
  warmfront check --fix                    apply what cannot change behaviour
  warmfront check --fix-unsafe --diff      show what else could be mended, and change nothing
  warmfront check --write-baseline .warmfront-baseline.json
  warmfront check --format sarif > check.sarif
  warmfront explain WF501                  why a rule is there, and when to ignore it

Exit status: 0 nothing found, 1 findings, 2 warmfront failed.";

/// Finds costly code, configuration and packaging.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct CheckArgs {
    /// Files and folders to look at [default: the current folder].
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) fixes: FixArgs,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) output: CheckOutputArgs,
}

/// Which rules are asked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// Rules to ask, instead of those on by default: codes, how codes begin, names, or ALL.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) select: Option<Vec<String>>,
    /// Rules to leave out.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Rules to ask besides those that the configuration selects.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) extend_select: Vec<String>,
    /// Rules to leave out besides those that the configuration ignores.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) extend_ignore: Vec<String>,
    /// Files that are not looked at, such as `tests/**`; repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
}

/// What is mended.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct FixArgs {
    /// Apply fixes that cannot change behaviour.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Apply fixes that need a look, too.
    #[arg(long)]
    pub(crate) fix_unsafe: bool,
    /// Show what fixes would change, and change nothing.
    #[arg(long)]
    pub(crate) diff: bool,
}

/// What is known already.
#[derive(Debug, Args)]
#[command(next_help_heading = "Knowledge")]
pub(crate) struct KnownArgs {
    /// Profile that says what findings cost [default: .warmfront/profile.json, where it is].
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Read all sources anew, and keep nothing of what is found in them.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// File of findings that are known, and not reported again.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what is found to a file of known findings.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "fix_unsafe"])]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// What is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct CheckOutputArgs {
    /// Format of the result [default: text] [env: WARMFRONT_FORMAT].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<CheckFormat>,
    /// Count findings by rule instead of listing them.
    #[arg(long)]
    pub(crate) statistics: bool,
    /// End with status 0 whatever is found.
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// Format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document, for programs.
    Json,
    /// SARIF 2.1, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit's XML, for test reports.
    Junit,
}
