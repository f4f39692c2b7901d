//! Flags of `warmfront build`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::Args;
use warmfront_build::pass::{self, defer, startup};
use warmfront_model::target::Target;

use super::{FormatArgs, TargetArgs, VerifyPlanArgs};

const LONG_ABOUT: &str = "\
Builds a package of a function that is smaller and starts faster, and proves that it behaves as before.

Installs the locked dependencies for the target, removes files that nobody reads, adds bytecode that \
is valid on arrival, has imports that no event needs wait until they are used, and sets what the \
interpreter and native libraries do at start. Each change is written down with its reason. Events show \
what the function needs; the result is verified on them, and a change that makes a difference is left \
out. Your own files are only read.";

const AFTER_HELP: &str = "\
Examples:
  warmfront build                              into .warmfront/build/NAME
  warmfront build Orders --event events -o orders.zip
  warmfront build --target python3.12-arm64 -o dist
  warmfront build --passes bytecode            valid bytecode and nothing else
  warmfront build --layer -o dist              dependencies as a layer, the code beside it
  warmfront build --shared-layer               every function, what they have in common in one layer
  warmfront build --explain pandas.plotting    why files stayed or went, and imports wait or do not

Exit status: 0 good; 1 the package behaves differently or could not be judged; 2 warmfront failed.";

/// Builds a package that is smaller and starts faster.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) package: PackageArgs,
    #[command(flatten)]
    pub(crate) several: SeveralArgs,
    #[command(flatten)]
    pub(crate) verification: VerificationArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
    #[command(flatten)]
    pub(crate) report: BuildReportArgs,
}

/// What is built.
#[derive(Debug, Args)]
#[command(next_help_heading = "Package")]
pub(crate) struct PackageArgs {
    /// Where the package goes: a folder, or a file that ends in .zip [default: .warmfront/build/NAME].
    #[arg(short, long, value_name = "DIR|FILE.zip")]
    pub(crate) output: Option<PathBuf>,
    /// Python and architecture that it is for [default: the function's].
    #[arg(long, value_name = "python3.12-x86_64")]
    pub(crate) target: Option<Target>,
    /// Passes to apply, by name [default: those that are marked].
    #[arg(long, value_name = "LIST", value_delimiter = ',', long_help = passes_help())]
    pub(crate) passes: Option<Vec<String>>,
    /// Put the dependencies into a layer, and only the function's own code into its package.
    #[arg(long)]
    pub(crate) layer: bool,
    /// Files that stay whatever a pass says, such as `pandas/tests/**`; repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) keep: Vec<String>,
    /// Files that go; repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) drop: Vec<String>,
    /// Modules whose imports wait until they are used, whatever events show, such as `pandas.plotting`;
    /// repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) always_defer: Vec<String>,
    /// Modules whose imports stay where they stand; repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) never_defer: Vec<String>,
    /// Leave out boto3 and what it needs: Lambda's runtime brings them, in a version of its own.
    #[arg(long)]
    pub(crate) drop_runtime_packages: bool,
    /// Build packages from source where there is no wheel; only for this machine's own platform.
    #[arg(long)]
    pub(crate) allow_sdist: bool,
}

/// Several functions at once.
#[derive(Debug, Args)]
#[command(next_help_heading = "Several functions")]
pub(crate) struct SeveralArgs {
    /// Build every function of the project, into a folder each.
    #[arg(long, conflicts_with_all = ["function", "layer", "profile", "explain", "lazy_patch"])]
    pub(crate) all: bool,
    /// Build every function of the project, or those that are named, and put what they have in common
    /// into a layer that they share.
    #[arg(
        long,
        value_name = "FUNCTION,…",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        conflicts_with_all = ["all", "function", "layer", "profile", "explain", "lazy_patch"]
    )]
    pub(crate) shared_layer: Option<Vec<String>>,
}

/// How the package is proven.
#[derive(Debug, Args)]
#[command(next_help_heading = "Verification")]
pub(crate) struct VerificationArgs {
    /// Do not run the function: nothing is known of what it needs, nothing is measured or proven.
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// A profile that was kept, which says what the function needs.
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) plan: VerifyPlanArgs,
}

/// What is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct BuildReportArgs {
    /// Say why a file, a folder or a module of the last build stayed or went and why its imports wait
    /// or do not, and build nothing.
    #[arg(long, value_name = "PATH")]
    pub(crate) explain: Option<String>,
    /// Also write which of the function's own imports wait as a patch of its sources, for Python 3.15 and
    /// later.
    #[arg(long, value_name = "FILE")]
    pub(crate) lazy_patch: Option<PathBuf>,
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

fn passes_help() -> String {
    let of_files = pass::ALL
        .iter()
        .map(|pass| (pass.by_default, pass.name, pass.summary));
    let by_runs = [
        (true, defer::NAME, defer::SUMMARY),
        (true, startup::NAME, startup::SUMMARY),
    ];
    let passes = of_files.chain(by_runs).map(|(by_default, name, summary)| {
        let mark = if by_default { "*" } else { " " };
        format!("  {mark} {name:<10} {summary}")
    });
    format!(
        "Passes to apply, by name; those with a star unless others are named; `none` for none.\n\n\
         Passes:\n{}",
        passes.collect::<Vec<_>>().join("\n")
    )
}
