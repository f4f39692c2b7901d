//! What the function needs, seen while it handles its events.

use std::path::Path;

use warmfront_build::context::Evidence;
use warmfront_build::package::PackagePath;
use warmfront_profile::document::Profile;
use warmfront_verify::observed::Joined;
use warmfront_verify::plan::{Event, Job, Side};
use warmfront_verify::value::Value;

use crate::commands::target::Prepared;
use crate::commands::witnessed::{Packages, Watch};
use crate::commands::{running, verify};
use crate::report::progress::{Audience, Progress};
use crate::settings::{BuildSettings, Calls};

/// Runs each event in an environment of its own, adds what was touched and loaded to the evidence,
/// and returns the events that the function handles well.
pub(in crate::commands) fn gather(
    prepared: &Prepared,
    settings: &BuildSettings,
    (evidence, audience): (&mut Evidence, Audience),
) -> anyhow::Result<Vec<usize>> {
    let folder = crate::commands::scratch(&prepared.setup.state_folder, "evidence-")?;
    let calls = settings.verification.as_ref().map(|runs| &runs.calls);
    let mut packages = Packages::new(&Watch {
        reference: &prepared.setup,
        candidate: &prepared.setup,
        target: &settings.target,
        folder: folder.path(),
        calls: calls.unwrap_or(&Calls::Made),
        touched: true,
    })?;
    let events: Vec<Event> = verify::given(prepared)?;
    let jobs: Vec<Job> = (0..events.len())
        .map(|event| Job {
            side: Side::Reference,
            events: vec![event],
            replay: None,
        })
        .collect();
    let mut progress = Progress::new(audience, "events", jobs.len());
    let joined = packages.run(&jobs, &events, &mut progress)?;
    let root = running::task_root(&prepared.setup.function);
    for each in &joined {
        add(evidence, each, root.as_ref());
    }
    evidence.observed = true;
    let working = (0..events.len()).filter(|event| is_success(&joined[*event]));
    Ok(working.collect())
}

/// Returns what a profile that was kept says of what the function needs.
pub(in crate::commands) fn of_profile(profile: Option<&Profile>) -> Evidence {
    let imports = profile.map(|profile| profile.modules.as_slice());
    let modules = imports.unwrap_or_default().iter();
    Evidence {
        modules: modules.map(|import| import.name.clone()).collect(),
        ..Evidence::default()
    }
}

fn add(evidence: &mut Evidence, joined: &Joined, root: &Path) {
    let below = joined.touched.iter().filter_map(|path| {
        let below = Path::new(path).strip_prefix(root).ok()?;
        PackagePath::new(below.to_str()?).ok()
    });
    evidence.touched.extend(below);
    evidence.modules.extend(joined.modules.iter().cloned());
}

fn is_success(joined: &Joined) -> bool {
    let first = joined.ran.invocations.first();
    let status = first.and_then(|one| one.outcome.get("status"));
    status.and_then(Value::as_text) == Some("success")
}
