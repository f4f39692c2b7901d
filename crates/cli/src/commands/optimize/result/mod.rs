//! What came of it: the package, the patch, the document and the reports, and the tree where it is
//! wanted.

mod advice;
mod package;
pub(super) mod patch;
pub(super) mod tree;

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use warmfront_build::package::{Content, Package, PackagePath};
use warmfront_optimize::journey::Journey;
use warmfront_optimize::plan::Plan;

use super::laboratory::Lab;
use crate::exit::OutputError;
use crate::report::file;
use crate::report::optimize::{
    self as report, Applied, Artifact, EventFacts, EventOrigin, Known, Optimized, Written,
};
use crate::settings::{OptimizeSettings, Taking};
use patch::Patch;
use tree::Tree;

/// Names of what is written.
const PACKAGE: &str = "package";
const PATCH: &str = "changes.patch";
const MANIFEST: &str = "manifest.json";
const JOURNEY: &str = "journey.json";

/// Where the result goes.
pub(super) struct Destination {
    /// The folder of everything that is written.
    pub(super) folder: PathBuf,
    /// The tree that is changed too, if that is wanted.
    pub(super) tree: Option<Tree>,
}

impl Destination {
    /// Takes what this command writes, or wrote, out of the package.
    pub(super) fn leave_out(&self, settings: &OptimizeSettings, package: &mut Package) {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let files = settings.files.iter();
        let files: Vec<PathBuf> = files.map(|file| absolute(&file.path)).collect();
        let folder = absolute(&self.folder);
        let is_ours = |content: &Content| match content {
            Content::File { path, .. } => files.contains(path) || path.starts_with(&folder),
            Content::Bytes(_) | Content::Link(_) => false,
        };
        let entries = package.entries();
        let ours = entries.filter(|(_, entry)| is_ours(&entry.content));
        let ours: Vec<PackagePath> = ours.map(|(path, _)| path.clone()).collect();
        for path in ours {
            package.remove("optimize", &path, "output of warmfront");
        }
    }
}

/// Writes everything. The document comes last of what is kept: it tells of what is there.
pub(super) fn deliver(
    lab: &mut Lab<'_>,
    plan: &Plan,
    journey: &Journey,
    to: &Destination,
) -> anyhow::Result<Optimized> {
    let ground = lab.ground;
    fs_err::create_dir_all(&to.folder)?;
    package::write(
        lab,
        journey,
        (&to.folder.join(PACKAGE), &to.folder.join(MANIFEST)),
    )?;
    let patch = Patch::of(lab, &journey.kept)?;
    let mut written = vec![
        told(Artifact::Package, &to.folder.join(PACKAGE)),
        told(Artifact::Manifest, &to.folder.join(MANIFEST)),
    ];
    let place = to.folder.join(PATCH);
    let text = patch.text();
    if text.is_empty() {
        // What an earlier run left there would not be of this journey.
        remove(&place)?;
    } else {
        file::write(&place, |out| out.write_all(text.as_bytes()))?;
        written.insert(0, told(Artifact::Patch, &place));
    }
    let applied = match &to.tree {
        None => Applied::No,
        Some(tree) => apply(lab, journey, (tree, &patch))?,
    };
    let mut notes = ground.notes.clone();
    notes.extend(patch.notes);
    written.push(told(Artifact::Journey, &to.folder.join(JOURNEY)));
    let files = ground.settings.files.iter();
    written.extend(files.map(|file| told(Artifact::Report, &file.path)));
    let known = known(
        lab,
        (written, notes, applied),
        advice::of(lab, plan, journey)?,
    );
    let mut sizes = package::Sizes::new(lab);
    let optimized = Optimized::of(journey, plan, known, |changes| sizes.of(changes));
    file::write(&to.folder.join(JOURNEY), |out| {
        serde_json::to_writer_pretty(&mut *out, &optimized).map_err(io::Error::from)?;
        out.write_all(b"\n")
    })?;
    for each in &ground.settings.files {
        let width = ground.settings.width;
        file::write(&each.path, |out| {
            report::write(out, each.format, &optimized, width)
        })?;
    }
    let mut stdout = io::stdout().lock();
    report::write(
        &mut stdout,
        ground.settings.format,
        &optimized,
        ground.settings.width,
    )
    .and_then(|()| stdout.flush())
    .map_err(OutputError::from)?;
    Ok(optimized)
}

fn apply(
    lab: &Lab<'_>,
    journey: &Journey,
    (tree, patch): (&Tree, &Patch),
) -> anyhow::Result<Applied> {
    if patch.files.is_empty() {
        return Ok(Applied::No);
    }
    if lab.ground.settings.taking == Taking::Commits {
        tree.commit_each(lab, journey)?;
        return Ok(Applied::Commits);
    }
    tree.write(patch)?;
    Ok(Applied::Tree)
}

fn known(
    lab: &Lab<'_>,
    (written, notes, applied): (Vec<Written>, Vec<String>, Applied),
    needs_a_person: Vec<report::Advice>,
) -> Known {
    let setup = &lab.ground.reference.setup;
    let events = lab.ground.reference.events.iter();
    Known {
        function: setup.function.name.clone(),
        handler: setup.function.handler.clone(),
        python: setup.interpreter.full_version.clone(),
        events: events
            .map(|event| EventFacts {
                name: event.name.clone(),
                origin: EventOrigin::Given,
            })
            .collect(),
        limits: lab.ground.limits.to_string(),
        machine: machine(),
        traffic_per_month: Some(lab.ground.settings.traffic.per_month),
        needs_a_person,
        notes,
        written,
        applied,
    }
}

/// Returns what is known of this machine, in a few words.
fn machine() -> String {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let plural = if processors == 1 { "" } else { "s" };
    format!(
        "{} {}, {processors} processor{plural}",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// Says where something is, as a user would type it.
fn told(what: Artifact, path: &Path) -> Written {
    let here = std::path::absolute(".").unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    Written {
        what,
        path: path.display().to_string(),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs_err::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
