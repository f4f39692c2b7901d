//! What a search over changes stands on: the function as it is shipped, and what runs it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use warmfront_build::context::{Context, Evidence};
use warmfront_build::package::PackagePath;
use warmfront_engine::{Engine, Limits, Request};
use warmfront_model::price::PriceTable;
use warmfront_project::events;
use warmfront_project::functions::Found;

use super::alteration::Fingerprint;
use super::sources::Sources;
use super::trials::Trials;
use crate::commands::build::original::Original;
use crate::commands::build::runs::Runs;
use crate::commands::build::{self, evidence};
use crate::commands::project::Project;
use crate::commands::target::{self, Prepared};
use crate::report::optimize::EventOrigin;
use crate::report::progress::Audience;
use crate::settings::OptimizeSettings;

/// Why nothing can be optimized.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GroundError {
    #[error("the function cannot be run here: {reason}")]
    NotHere { reason: String },
    #[error("there is no event that `{function}` handles, and none could be made")]
    NoEvents { function: String },
    #[error("`{function}` fails on {}", of_events(*n_events))]
    AllFail { function: String, n_events: usize },
}

fn of_events(n: usize) -> String {
    match n {
        1 => "its only event".to_owned(),
        n => format!("all of its {n} events"),
    }
}

/// What all changes are made of and tried on.
pub(super) struct Ground<'a> {
    pub(super) settings: &'a OptimizeSettings,
    pub(super) found: &'a Found,
    /// The function as it is shipped.
    pub(super) original: &'a Original,
    /// Its own sources.
    pub(super) sources: Sources,
    pub(super) runs: &'a Runs<'a>,
    /// The same, ready to be run.
    pub(super) reference: &'a Prepared,
    /// What passes are told.
    pub(super) context: Context,
    /// Events that the function handles well.
    pub(super) working: Vec<usize>,
    /// What tells the function, its events and what runs it from others.
    pub(super) subject: Fingerprint,
    /// How limits are put into force.
    pub(super) limits: Limits,
    /// Where its events come from.
    pub(super) origin: EventOrigin,
    /// What things cost.
    pub(super) prices: PriceTable,
    /// What a reader should know.
    pub(super) notes: Vec<String>,
    /// Who watches what is done on it: one line tells of the whole search.
    pub(super) audience: Audience,
}

/// What was seen of the function while it handled its events, as it is kept: what passes do by it
/// is to be the same in every run.
#[derive(Serialize, Deserialize)]
struct Seen {
    touched: Vec<String>,
    modules: BTreeSet<String>,
    working: Vec<usize>,
}

/// What there is to begin with.
pub(super) struct Start<'a> {
    pub(super) settings: &'a OptimizeSettings,
    pub(super) found: &'a Found,
    pub(super) original: &'a Original,
    pub(super) runs: &'a Runs<'a>,
    /// Where its events come from, and what is to be said of them.
    pub(super) events: (EventOrigin, Vec<String>),
}

/// Makes events for a function that has none.
pub(super) fn events(
    project: &Project,
    found: &Found,
    runs: &mut Runs<'_>,
    (settings, audience): (&OptimizeSettings, Audience),
) -> anyhow::Result<(EventOrigin, Vec<String>)> {
    let has_own = !settings.build.target.events.is_empty() || !events::beside(found).is_empty();
    let (false, Some(reference)) = (has_own, runs.reference()) else {
        return Ok((EventOrigin::Given, Vec::new()));
    };
    let made = crate::commands::events::generate(project, found, &reference.setup, audience)?;
    if !made.has_good() {
        let function = found.function.name.clone();
        return Err(GroundError::NoEvents { function }.into());
    }
    crate::commands::tell("note", &made.notes);
    let events = made.events.into_iter().map(|made| made.event);
    runs.take_made_up(events.collect());
    Ok((EventOrigin::Generated, made.notes))
}

impl<'a> Ground<'a> {
    /// Finds out what the function needs, and whether it works at all.
    pub(super) fn lay(start: Start<'a>, trials: &mut Trials) -> anyhow::Result<Self> {
        let Start {
            settings,
            found,
            original,
            runs,
            events: (origin, made),
        } = start;
        let Some(reference) = runs.reference() else {
            let reason = runs.obstacle().unwrap_or_default().to_owned();
            return Err(GroundError::NotHere { reason }.into());
        };
        let mut context = build::context(runs, (found, &settings.build), (original, None));
        let subject = subject(reference, original)?;
        let question = Fingerprint::of([b"evidence".as_slice(), subject.as_ref()]);
        let seen = trials.answer(question, || see(settings, reference))?;
        context.evidence = seen.evidence();
        let failing = failing(reference, &seen.working);
        let engine =
            Engine::start(reference.setup.clone()).context("could not start the engine")?;
        crate::commands::tell("warning", engine.notes());
        Ok(Self {
            settings,
            found,
            original,
            sources: Sources::of(&original.package)?,
            runs,
            reference,
            context,
            working: seen.working,
            subject,
            limits: engine.limits(),
            origin,
            prices: target::prices(settings.build.target.prices.as_deref())?,
            notes: [
                original.notes.as_slice(),
                &reference.notes,
                engine.notes(),
                &made,
                failing.as_slice(),
            ]
            .concat(),
            audience: Audience::Absent,
        })
    }

    /// Returns the events to measure with.
    pub(super) fn requests(&self) -> Vec<Request> {
        let working = self.working.iter();
        working
            .map(|event| self.runs.request(self.reference, *event))
            .collect()
    }

    /// Returns a file as a reader knows it: from the project's folder.
    pub(super) fn short(&self, file: &Path) -> String {
        let base = &self.found.base;
        file.strip_prefix(base)
            .unwrap_or(file)
            .display()
            .to_string()
    }
}

impl Seen {
    fn evidence(&self) -> Evidence {
        let touched = self.touched.iter();
        Evidence {
            touched: touched
                .filter_map(|path| PackagePath::new(path).ok())
                .collect(),
            modules: self.modules.clone(),
            observed: true,
            ..Evidence::default()
        }
    }
}

/// Says which events the function fails on, if there are any.
fn failing(reference: &Prepared, working: &[usize]) -> Option<String> {
    let events = reference.events.iter().enumerate();
    let failing = events.filter(|(index, _)| !working.contains(index));
    let names: Vec<&str> = failing.map(|(_, event)| event.name.as_str()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "it fails on {}: that is verified to stay so, and nothing is measured by it",
            names.join(", ")
        )
    })
}

fn see(settings: &OptimizeSettings, reference: &Prepared) -> anyhow::Result<Seen> {
    let mut evidence = Evidence::default();
    let with = (&mut evidence, Audience::Absent);
    let working = evidence::gather(reference, &settings.build, with)?;
    if working.is_empty() {
        // It is not kept: what the function misses may be there the next time.
        return Err(GroundError::AllFail {
            function: reference.setup.function.name.clone(),
            n_events: reference.events.len(),
        }
        .into());
    }
    Ok(Seen {
        touched: evidence.touched.iter().map(ToString::to_string).collect(),
        modules: evidence.modules,
        working,
    })
}

/// Returns what tells the function, its events and what runs it from others.
fn subject(reference: &Prepared, original: &Original) -> anyhow::Result<Fingerprint> {
    let setup = &reference.setup;
    let function = &setup.function;
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").as_bytes().to_vec(),
        setup.interpreter.full_version.clone().into_bytes(),
        setup
            .interpreter
            .program
            .as_os_str()
            .as_encoded_bytes()
            .to_vec(),
        function.handler.clone().into_bytes(),
        format!("{} {:?}", function.memory_size, function.timeout).into_bytes(),
        format!(
            "{:?} {:?} {:?}",
            setup.limits, setup.init_cpu, setup.page_cache
        )
        .into_bytes(),
    ];
    for (name, value) in function.environment.iter().chain(&setup.environment) {
        parts.push(format!("{name}={value}").into_bytes());
    }
    for event in &reference.events {
        parts.push(event.payload.to_vec());
    }
    for (path, entry) in original.package.entries() {
        parts.push(path.as_str().as_bytes().to_vec());
        let content = [entry.content.read()?];
        parts.push(Fingerprint::of(content).as_ref().to_vec());
    }
    Ok(Fingerprint::of(parts))
}
