//! `warmfront explain`.

use std::io::{self, Write};

use warmfront_check::rule::{self, Rule};

use crate::args::{ExplainArgs, OutputFormat};
use crate::exit::{OutputError, Status};
use crate::report::check::{list, rules};
use crate::settings::Variables;

/// No rule has this code or name.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule `{given}`")]
pub(crate) struct NoSuchRule {
    given: String,
}

/// Prints a rule's page, or lists the rules.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let format: Option<OutputFormat> = args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
    let chosen = match &args.rule {
        Some(given) => vec![find(given)?],
        None => rule::ALL.to_vec(),
    };
    let mut stdout = io::stdout().lock();
    match (format.unwrap_or_default(), &args.rule) {
        (OutputFormat::Json, _) => rules::write_json(&mut stdout, &chosen),
        (OutputFormat::Text, Some(_)) => {
            let pages: String = chosen.into_iter().map(Rule::document).collect();
            stdout.write_all(pages.as_bytes())
        }
        (OutputFormat::Text, None) => stdout.write_all(list(&chosen).as_bytes()),
    }
    .and_then(|()| stdout.flush())
    .map_err(OutputError::from)?;
    Ok(Status::Good)
}

fn find(given: &str) -> Result<&'static Rule, NoSuchRule> {
    let named =
        |rule: &&&Rule| rule.name == given || rule.code.to_string().eq_ignore_ascii_case(given);
    let found = rule::ALL.iter().find(named);
    found.copied().ok_or_else(|| NoSuchRule {
        given: given.to_owned(),
    })
}
