//! A closer look at one cold start of each form: what its modules take, what the event uses of them,
//! how much memory is resident when init is over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use warmfront_build::manifest::{FILE_NAME, Manifest};
use warmfront_build::pass::defer::recording::{RECORDER, Recording};
use warmfront_engine::{Agent, Engine, Observation, Request};
use warmfront_stats::quantile::Sample;

use crate::bench::build::form::Workshop;
use crate::bench::build::subject::Subject;

/// Modules that are told of what init still takes.
const MOST: usize = 10;

/// Cold starts for the memory that is resident after init.
const N_MEMORY: usize = 5;

/// Tells how much memory is resident when the handler's module is loaded, in kilobytes.
const MEMORY: (&str, &str) = (
    "warmfront_memory",
    "
import os

def start(bootstrap, descriptor, options):
    get_handler = bootstrap['_get_handler']

    def watched(handler):
        function = get_handler(handler)
        with open('/proc/self/status') as file:
            resident = next(line.split()[1] for line in file if line.startswith('VmRSS:'))
        os.write(descriptor, resident.encode())
        return function

    bootstrap['_get_handler'] = watched
",
);

/// Tells of which modules an event runs any function.
const USED: (&str, &str) = (
    "warmfront_used",
    "
import json, os, sys

def start(bootstrap, descriptor, options):
    get_handler = bootstrap['_get_handler']

    def watched(handler):
        function = get_handler(handler)
        used = set()

        def see(frame, kind, argument):
            if kind == 'call' and frame.f_code.co_name != '<module>':
                used.add(frame.f_globals.get('__name__'))
            elif kind == 'c_call':
                used.add(getattr(argument, '__module__', None))

        def handle(event, context):
            sys.setprofile(see)
            try:
                return function(event, context)
            finally:
                sys.setprofile(None)
                names = sorted(name for name in used if type(name) is str)
                os.write(descriptor, json.dumps(names).encode())
        return handle

    bootstrap['_get_handler'] = watched
",
);

/// What was seen.
pub(super) struct Look {
    /// Modules whose bodies run in init: without anything deferred, and with it.
    pub(super) n_modules: [usize; 2],
    /// Kilobytes that are resident after init, in the same order.
    pub(super) resident_kb: [f64; 2],
    /// The modules that take most of what init still takes, with why they run.
    pub(super) remaining: Vec<Remaining>,
    /// What all bodies take in init, and those of modules of which the event uses anything; without
    /// anything deferred.
    pub(super) bodies: Duration,
    pub(super) used: Duration,
}

/// A module whose body still runs in init.
pub(super) struct Remaining {
    pub(super) module: String,
    pub(super) own: Duration,
    pub(super) why: String,
}

/// Looks at the form with bytecode, and at that with imports deferred.
pub(super) fn at(
    workshop: &Workshop<'_>,
    subject: &Subject,
    code: &[PathBuf; 2],
) -> anyhow::Result<Look> {
    let see = |code: &Path, agent| seen(workshop, subject, code, agent);
    let [plain, deferred] = code;
    let mut recordings = Vec::new();
    for code in code {
        recordings.push(Recording::read(&see(code, RECORDER)?)?);
    }
    let used: BTreeSet<String> = serde_json::from_slice(&see(plain, USED)?)?;
    let mut resident_kb = [0.0; 2];
    for (resident, code) in resident_kb.iter_mut().zip(code) {
        let mut sizes = Vec::new();
        for _ in 0..N_MEMORY {
            let told = String::from_utf8(see(code, MEMORY)?)?;
            sizes.push(told.trim().parse()?);
        }
        *resident = Sample::new(sizes)?.median();
    }
    let in_init = |recording: &Recording| {
        let bodies = recording.bodies.iter().filter(|body| body.phase == 0);
        bodies.count()
    };
    let manifest = Manifest::from_json(&fs_err::read(deferred.join(FILE_NAME))?)?;
    let bodies = recordings[0].bodies.iter().filter(|body| body.phase == 0);
    let of_used = bodies.clone().filter(|body| used.contains(&body.module));
    Ok(Look {
        n_modules: [in_init(&recordings[0]), in_init(&recordings[1])],
        resident_kb,
        remaining: remaining(&recordings[1], &manifest),
        bodies: bodies.clone().map(|body| body.own).sum(),
        used: of_used.map(|body| body.own).sum(),
    })
}

fn remaining(recording: &Recording, manifest: &Manifest) -> Vec<Remaining> {
    let mut modules: BTreeMap<&str, (Duration, Option<&str>)> = BTreeMap::new();
    for body in recording.bodies.iter().filter(|body| body.phase == 0) {
        let (own, importer) = modules.entry(&body.module).or_default();
        *own += body.own;
        *importer = importer.or(body.importer.as_deref());
    }
    let mut modules: Vec<_> = modules.into_iter().collect();
    modules.sort_by_key(|(_, (own, _))| std::cmp::Reverse(*own));
    let told = modules.into_iter().take(MOST);
    let remaining = told.map(|(module, (own, importer))| Remaining {
        module: module.to_owned(),
        own,
        why: why(manifest, module, importer),
    });
    remaining.collect()
}

/// Says why a module's body runs: by what was found of the import that ran it.
fn why(manifest: &Manifest, module: &str, importer: Option<&str>) -> String {
    let Some(importer) = importer else {
        return "it is the handler's, or imported by a function".to_owned();
    };
    let mut imports = manifest.imports.iter();
    let record = imports.find(|each| each.loads == module && each.importer == importer);
    match record {
        Some(record) => format!("`{importer}` line {}: {}", record.line, record.reason),
        None => format!("`{importer}` needs it, and not by an import that could wait"),
    }
}

/// Has a new environment handle the first event under an agent, and returns what that told.
fn seen(
    workshop: &Workshop<'_>,
    subject: &Subject,
    code: &Path,
    agent: (&'static str, &'static str),
) -> anyhow::Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let mut setup = subject.setup(workshop, code);
    let sources: &'static [(&str, &str)] = Box::leak(Box::new([agent]));
    setup.agent = Some(Agent {
        sources,
        options: String::new(),
        recordings: folder.path().to_owned(),
        reads: None,
    });
    let mut engine = Engine::start(setup)?;
    let request = Request {
        payload: subject.event.clone(),
        client_context: None,
        cognito_identity: None,
    };
    let mut environment = None;
    engine.invoke(request, &mut |observation| {
        if let Observation::Completed(completed) = observation {
            environment = Some(completed.environment);
        }
    })?;
    engine.stop();
    let number = environment.context("the invocation was refused")?;
    Ok(fs_err::read(folder.path().join(number.to_string()))?)
}
