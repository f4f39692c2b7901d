//! What the function needs, seen while it handles its events.

use std::path::Path;

use warmfront_build::context::Evidence;
use warmfront_build::package::PackagePath;
use warmfront_profile::document::Profile;
use warmfront_verify::observed::Joined;
use warmfront_verify::plan::{Event, Job, Side};
use warmfront_verify::value::Value;

use crate::commands::target::Prepared;
use crate::commands::verify;
use crate::commands::witnessed::{Packages, Watch};
use crate::report::progress::{Audience, Progress};
use crate::settings::{BuildSettings, Calls};

/// What was seen.
pub(super) struct Seen {
    pub(super) evidence: Evidence,
    /// Events that the function handles well.
    pub(super) working: Vec<usize>,
}

/// Runs each event in an environment of its own and gathers what was touched and loaded.
pub(super) fn gather(
    prepared: &Prepared,
    settings: &BuildSettings,
    audience: Audience,
) -> anyhow::Result<Seen> {
    let folder = crate::commands::scratch(&prepared.setup.state_folder, "evidence-")?;
    let calls = settings.verification.as_ref().map(|runs| &runs.calls);
    let mut packages = Packages::new(&Watch {
        reference: &prepared.setup,
        candidate: &prepared.setup,
        client_context: settings.target.client_context.as_deref(),
        cognito_identity: settings.target.cognito_identity.as_deref(),
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
    let code = &prepared.setup.function.code;
    let root = code.canonicalize().unwrap_or_else(|_| code.clone());
    Ok(Seen {
        evidence: evidence(&joined, &root),
        working: (0..events.len())
            .filter(|event| is_success(&joined[*event]))
            .collect(),
    })
}

/// Returns what a profile that was kept says of what the function needs.
pub(super) fn of_profile(profile: Option<&Profile>) -> Evidence {
    let imports = profile.map(|profile| profile.modules.as_slice());
    let modules = imports.unwrap_or_default().iter();
    Evidence {
        modules: modules.map(|import| import.name.clone()).collect(),
        ..Evidence::default()
    }
}

fn evidence(joined: &[Joined], root: &Path) -> Evidence {
    let mut evidence = Evidence {
        observed: true,
        ..Evidence::default()
    };
    for each in joined {
        let below = each.touched.iter().filter_map(|path| {
            let below = Path::new(path).strip_prefix(root).ok()?;
            PackagePath::new(below.to_str()?).ok()
        });
        evidence.touched.extend(below);
        evidence.modules.extend(each.modules.iter().cloned());
    }
    evidence
}

fn is_success(joined: &Joined) -> bool {
    let first = joined.ran.invocations.first();
    let status = first.and_then(|one| one.outcome.get("status"));
    status.and_then(Value::as_text) == Some("success")
}
