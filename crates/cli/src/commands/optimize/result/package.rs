//! The package that is to be deployed, and how large the package is with some of the changes.

use std::io::Write as _;
use std::path::Path;

use warmfront_build::archive::{self, Form};
use warmfront_build::manifest::{Manifest, PassRecord, Subject, Verification};
use warmfront_optimize::change::ChangeId;
use warmfront_optimize::journey::Journey;
use warmfront_optimize::laboratory::Behaviour;

use crate::commands::build::recipe::Made;
use crate::commands::optimize::kit::{self, Making};
use crate::commands::optimize::laboratory::Lab;
use crate::report::file;
use crate::report::optimize::PackageSize;

/// Writes the package with everything that is kept, and its manifest beside it too.
pub(super) fn write(
    lab: &Lab<'_>,
    journey: &Journey,
    (folder, manifest): (&Path, &Path),
) -> anyhow::Result<()> {
    let made = match kit::make(lab.ground, &lab.set(&journey.kept))? {
        Making::Made(made) => made,
        // It was made when it was measured.
        Making::Unfit(reason) => anyhow::bail!("could not make the package: {reason}"),
    };
    let text = Manifest::of(&made.package, subject(lab, journey, &made))?.to_json();
    archive::write_folder(&made.package, &text, Form::default(), folder)?;
    file::write(manifest, |out| out.write_all(&text))?;
    Ok(())
}

fn subject(lab: &Lab<'_>, journey: &Journey, made: &Made) -> Subject {
    let ground = lab.ground;
    let function = &ground.found.function;
    let is_kept = |id: &ChangeId| journey.kept.contains(id);
    let changes = journey.tried.iter().map(|tried| &tried.change);
    Subject {
        function: function.name.clone(),
        handler: function.handler.clone(),
        target: ground.original.target.to_string(),
        built_by: concat!("warmfront ", env!("CARGO_PKG_VERSION")).to_owned(),
        passes: changes
            .filter(|change| is_kept(&change.id))
            .map(|change| PassRecord {
                name: change.id.to_string(),
                options: Vec::new(),
                notes: vec![change.title.clone()],
            })
            .collect(),
        verification: Some(Verification {
            verdict: word(&journey.behaviour).to_owned(),
            n_events: ground.reference.events.len(),
            notes: Vec::new(),
        }),
        notes: [ground.original.notes.as_slice(), &made.notes].concat(),
    }
}

fn word(behaviour: &Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Same => "same",
        Behaviour::Different(_) => "different",
        Behaviour::Unjudged(_) => "unjudged",
    }
}

/// How large packages are.
pub(super) struct Sizes<'l, 'a> {
    lab: &'l mut Lab<'a>,
}

impl<'l, 'a> Sizes<'l, 'a> {
    pub(super) fn new(lab: &'l mut Lab<'a>) -> Self {
        Self { lab }
    }

    /// Returns the size of the package with some changes, where it can be made.
    pub(super) fn of(&mut self, changes: &[ChangeId]) -> Option<PackageSize> {
        let bytes = self.lab.size(changes).ok()??;
        Some(PackageSize {
            bytes,
            archive_bytes: None,
        })
    }
}
