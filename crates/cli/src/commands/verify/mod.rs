//! `warmfront verify`.

mod failing;
mod packages;

use std::time::Instant;

use anyhow::Context;
use warmfront_engine::Setup;
use warmfront_verify::drive;
use warmfront_verify::generate::generate;
use warmfront_verify::plan::{Allowed, Event, Job, Plan};
use warmfront_verify::verdict::{Conclusion, Verdict};

use failing::Failing;
pub(crate) use packages::PackageError;

use super::running;
use super::target::Prepared;
use super::witnessed::{Packages, Watch};
use crate::args::VerifyArgs;
use crate::exit::Status;
use crate::report::progress::{Audience, Progress};
use crate::report::verify as report;
use crate::settings::{Target, Variables, VerifyRuns, VerifySettings};

/// Tells whether two packages behave the same.
pub(super) fn run(args: VerifyArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = VerifySettings::resolve(args, &variables)?;
    let audience = Audience::of(settings.quiet, false);
    let (reference, candidate) = packages::prepare(&settings, audience)?;
    let pair = Pair {
        reference: &reference,
        candidate: &candidate,
        allowed: &settings.allowed,
    };
    let began = Instant::now();
    let verdict = judge(&pair, &settings.target, &settings.runs, audience)?;
    let subject = report::Subject {
        function: reference.setup.function.name.clone(),
        reference: settings.reference,
        candidate: settings.candidate,
        python: reference.setup.interpreter.full_version.clone(),
        took: began.elapsed(),
    };
    report::write(&subject, &verdict, settings.format)?;
    Ok(match verdict.conclusion {
        Conclusion::Same => Status::Good,
        Conclusion::Different | Conclusion::Unjudged => Status::Findings,
    })
}

/// Two packages of a function, ready to be run.
pub(super) struct Pair<'a> {
    /// The one that is right by definition; its events are used.
    pub(super) reference: &'a Prepared,
    /// The one that is judged.
    pub(super) candidate: &'a Setup,
    /// Differences that are meant.
    pub(super) allowed: &'a [Allowed],
}

/// Runs both packages and compares what they do.
pub(super) fn judge(
    pair: &Pair<'_>,
    target: &Target,
    runs: &VerifyRuns,
    audience: Audience,
) -> anyhow::Result<Verdict> {
    let folder = super::scratch(&pair.reference.setup.state_folder, "verify-")?;
    let watch = Watch {
        reference: &pair.reference.setup,
        candidate: pair.candidate,
        target,
        folder: folder.path(),
        calls: &runs.calls,
        touched: false,
    };
    let mut packages = Packages::new(&watch)?;
    let mut events = given(pair.reference)?;
    events.extend(generate(&events, runs.n_generated, runs.seed));
    let plan = Plan {
        n_reference: runs.n_reference,
        n_generated: runs.n_generated,
        seed: runs.seed,
        roots: [&pair.reference.setup, pair.candidate].map(|setup| running::roots(&setup.function)),
        allowed: pair.allowed.to_vec(),
        own_modules: packages.own_modules().clone(),
        ..Plan::default()
    };
    let n_environments = plan.scripts(&events).len() * (plan.n_reference + 1);
    let mut progress = Progress::new(audience, "environments", n_environments);
    let mut failing = Failing::default();
    let mut verdict = drive::verify(&events, &plan, &mut |jobs: &[Job]| {
        let joined = packages.run(jobs, &events, &mut progress)?;
        failing.look(jobs, &joined, &events);
        anyhow::Ok(joined)
    })?;
    if verdict.conclusion == Conclusion::Same && failing.is_all(&events) {
        verdict.conclusion = Conclusion::Unjudged;
    }
    verdict.notes.extend(failing.notes());
    Ok(verdict)
}

/// Returns the events as the oracle wants them.
pub(super) fn given(prepared: &Prepared) -> anyhow::Result<Vec<Event>> {
    let events = prepared.events.iter().map(|event| {
        let payload = String::from_utf8(event.payload.to_vec());
        Ok(Event {
            name: event.name.clone(),
            payload: payload.with_context(|| format!("event `{}` is not UTF-8", event.name))?,
            generated: false,
        })
    });
    events.collect()
}
