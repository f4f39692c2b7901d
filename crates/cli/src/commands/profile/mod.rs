//! `warmfront profile`.

mod failures;
mod kept;
mod native;
mod output;
mod plan;
mod run;
mod watched;

use anyhow::Context;
use warmfront_engine::Setup;
use warmfront_model::price::PriceTable;
use warmfront_model::units::{BilledDuration, GbSeconds, MemorySize};
use warmfront_profile::document::{EventFacts, Profile, Subject};
use warmfront_profile::explain::{self, Places};

use super::events::EventFile;
use super::target::{self, Prepared};
use crate::args::ProfileArgs;
use crate::exit::Status;
use crate::report::progress::Audience;
use crate::settings::{ProfileSettings, Source, Variables};

/// What CloudWatch Logs asks for a gigabyte of a function's log in us-east-1, in its first tier
/// (<https://aws.amazon.com/cloudwatch/pricing/>).
const DOLLARS_PER_LOG_GB: f64 = 0.50;

pub(crate) use kept::KeptError;
pub(super) use kept::read as read_kept;

/// Profiles a function, or shows a profile that was kept.
pub(super) fn run(args: ProfileArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = ProfileSettings::resolve(args, &variables)?;
    // What was kept is read ahead of the work, so that a file which cannot be used wastes none.
    let before = settings.before.as_deref().map(kept::read).transpose()?;
    let profile = match &settings.source {
        Source::Kept(path) => kept::read(path)?,
        Source::Run => profile(&settings)?,
    };
    output::write(&settings, &profile, before.as_ref())?;
    let failed = profile.invocations.iter().any(|each| each.error.is_some());
    let ran = settings.source == Source::Run;
    Ok(if failed && ran {
        Status::Findings
    } else {
        Status::Good
    })
}

/// Runs the function and explains what was seen.
fn profile(settings: &ProfileSettings) -> anyhow::Result<Profile> {
    let prices = target::prices(settings.target.prices.as_deref())?;
    let audience = Audience::of(settings.quiet, false);
    let tools: &[&str] = if settings.runs.native {
        &[native::PACKAGE]
    } else {
        &[]
    };
    let prepared = target::prepare(&settings.target, tools, audience)?;
    let recordings = super::scratch(&prepared.setup.state_folder, "recordings-")?;
    let task = run::Task {
        setup: &prepared.setup,
        events: &prepared.events,
        target: &settings.target,
        runs: &settings.runs,
        recordings: recordings.path(),
    };
    let ran = run::run(&task, audience)?;
    super::tell("note", &ran.notes);
    let failed = failures::lines(&ran.runs, &prepared.events);
    super::tell("warning", &failed);
    let notes = [ran.notes, failed].concat();
    let subject = subject(&prepared, settings, &prices, ran.limits, &notes);
    let mut profile = explain::explain(subject, ran.runs, &places(&prepared.setup));
    if settings.runs.native {
        let sampled = run::native(&task, &prepared.tools, &mut profile.stacks);
        sampled.context("could not sample native frames")?;
    }
    Ok(profile)
}

fn subject(
    prepared: &Prepared,
    settings: &ProfileSettings,
    prices: &PriceTable,
    limits: String,
    notes: &[String],
) -> Subject {
    let function = &prepared.setup.function;
    Subject {
        function: function.name.clone(),
        handler: function.handler.clone(),
        code: function.code.display().to_string(),
        memory_size_mb: function.memory_size.megabytes(),
        architecture: function.architecture.as_str().to_owned(),
        python: prepared.setup.interpreter.full_version.clone(),
        limits,
        events: prepared.events.iter().map(facts).collect(),
        cold_share: settings.runs.cold_share,
        dollars_per_gb_second: dollars_per_gb_second(prices, prepared),
        dollars_per_log_gb: DOLLARS_PER_LOG_GB,
        notes: [prepared.notes.as_slice(), notes].concat(),
    }
}

fn facts(event: &EventFile) -> EventFacts {
    EventFacts {
        name: event.name.clone(),
        bytes: event.payload.len() as u64,
    }
}

fn dollars_per_gb_second(prices: &PriceTable, prepared: &Prepared) -> f64 {
    let gigabyte = MemorySize::new(1024).expect("1,024 MB is a memory size");
    let second = GbSeconds::new(gigabyte, BilledDuration::from_millis(1000));
    let of_architecture = prices.of(prepared.setup.function.architecture);
    let money = of_architecture.compute.first().of_gb_seconds(second);
    money.to_decimal().parse().unwrap_or_default()
}

fn places(setup: &Setup) -> Places {
    Places {
        task_root: setup.function.code.clone(),
        layers: setup.function.layers.clone(),
        site_packages: setup.site_packages.clone(),
    }
}
