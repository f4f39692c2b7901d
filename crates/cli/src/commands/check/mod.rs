//! `warmfront check`.

mod answer;
mod baseline;
mod cost;
pub(super) mod gather;
mod mend;
mod packages;
mod sources;
mod suppress;
#[cfg(test)]
mod tests;
mod texts;

use std::io::{self, IsTerminal, Write};

use warmfront_check::Answer;
use warmfront_check::finding::Finding;

pub(crate) use baseline::fingerprint;
pub(crate) use texts::Texts;

use super::tell;
use crate::args::CheckArgs;
use crate::exit::{OutputError, Status};
use crate::report::check::{self as report, Checked, Look};
use crate::settings::{CheckSettings, Fixing, Variables};
use answer::Question;
use gather::Gathered;

/// Rounds in which fixes are made.
const MOST_ROUNDS: usize = 10;

/// Looks for what is costly, mends what is to be mended, and reports the rest.
pub(super) fn run(args: CheckArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = CheckSettings::resolve(args, &variables)?;
    let mut stdout = io::stdout().lock();
    let look = Look {
        colour: settings.colour && stdout.is_terminal(),
        links: stdout.is_terminal(),
    };
    let question = Question::of(&settings, look);
    if let Some(answer) = question.as_ref().and_then(Question::answer) {
        tell("warning", &answer.notes);
        write(&mut stdout, &answer.text)?;
        return Ok(status(&settings, answer.is_clean));
    }
    let mut gathered = gather::gather(&settings)?;
    tell("warning", &gathered.failures);
    let mut found = find(&settings, &gathered);
    if let Some(file) = &settings.write_baseline {
        baseline::write(file, &found, &gathered.texts)?;
        let note = format!("{} findings are known from now on", found.len());
        tell("note", &[note]);
        return Ok(Status::Good);
    }
    let n_known = match &settings.baseline {
        Some(file) => baseline::apply(file, &mut found, &gathered.texts)?,
        None => 0,
    };
    if let Fixing::Show(kind) = settings.fixing {
        let mended = mend::mend(&found, kind, &gathered.texts);
        let diffs = mended.files.iter().map(|each| mend::diff(each, look));
        write(&mut stdout, diffs.collect::<String>().as_bytes())?;
        let is_clean = mended.files.is_empty() && gathered.failures.is_empty();
        return Ok(status(&settings, is_clean));
    }
    let n_mended = fix(&settings, &mut gathered, &mut found)?;
    let checked = Checked {
        findings: &found,
        texts: &gathered.texts,
        n_files: gathered.n_files,
        n_known,
        n_mended,
        failures: &gathered.failures,
        profile: gathered.profile.as_ref().map(|kept| kept.label.as_str()),
    };
    let mut text = Vec::new();
    report::write(&mut text, &checked, (&settings, look)).map_err(OutputError::from)?;
    write(&mut stdout, &text)?;
    let answer = Answer {
        text,
        is_clean: found.is_empty() && gathered.failures.is_empty(),
        notes: gathered.failures,
    };
    if let Some((question, looked)) = question.zip(gathered.looked) {
        question.keep(&settings, looked, &answer);
    }
    Ok(status(&settings, answer.is_clean))
}

fn write(out: &mut impl Write, text: &[u8]) -> Result<(), OutputError> {
    let written = out.write_all(text).and_then(|()| out.flush());
    written.map_err(OutputError::from)
}

/// Makes fixes until none is left to be made; some can be made only once others are.
fn fix(
    settings: &CheckSettings,
    gathered: &mut Gathered,
    found: &mut Vec<Finding>,
) -> anyhow::Result<usize> {
    let Fixing::Write(kind) = settings.fixing else {
        return Ok(0);
    };
    let mut n_mended = 0;
    for _ in 0..MOST_ROUNDS {
        let mended = mend::mend(found, kind, &gathered.texts);
        if mended.files.is_empty() {
            break;
        }
        mend::write(&mended)?;
        n_mended += mended.n_findings;
        *gathered = gather::gather(settings)?;
        *found = find(settings, gathered);
        if let Some(file) = &settings.baseline {
            baseline::apply(file, found, &gathered.texts)?;
        }
    }
    Ok(n_mended)
}

fn status(settings: &CheckSettings, is_clean: bool) -> Status {
    if is_clean || settings.exit_zero {
        Status::Good
    } else {
        Status::Findings
    }
}

/// Asks the rules, and leaves out what comments and the configuration say to leave out.
pub(super) fn find(settings: &CheckSettings, gathered: &Gathered) -> Vec<Finding> {
    let report = warmfront_check::check(&gathered.input(), &settings.selection);
    let mut found = gathered.python.report.findings.clone();
    gathered.python.name(&mut found);
    found.extend(report.findings);
    found.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    found.retain(|finding| !settings.is_ignored_in(&finding.place.file, finding.code));
    suppress::apply(&mut found, &gathered.texts);
    if let Some(profile) = &gathered.profile {
        cost::join(&mut found, &profile.profile);
    }
    found
}
