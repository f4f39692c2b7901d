//! What a change does to a function, and how a set of changes is told from another.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use warmfront_build::pass::Pass;
use warmfront_build::pass::defer::plan::Plan;
use warmfront_build::pass::startup::Setting;
use warmfront_check::fix::Edit;
use warmfront_model::units::MemorySize;

/// What a change does.
#[derive(Debug, Clone)]
pub(super) enum Alteration {
    /// Sources of the function's own are edited, and each edit is of the text as it is shipped.
    Code(Vec<Edit>),
    /// A pass is applied to the package.
    Pass(&'static Pass),
    /// Imports wait until they are used.
    Imports(Arc<Waiting>),
    /// The interpreter or a library starts otherwise.
    Setting(Setting),
    /// Another memory size.
    Memory(MemorySize),
}

/// Imports that wait.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// The imports, in sources that are edited so.
    pub(super) plan: Plan,
    /// What is edited in those sources.
    pub(super) edits: Vec<Edit>,
    /// Modules that are loaded all the same.
    pub(super) loaded: BTreeSet<String>,
}

/// A digest of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Returns that of parts, in their order.
    pub(super) fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.as_ref();
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Returns it as the name of a file.
    pub(super) fn name(self) -> String {
        self.0.iter().fold(String::new(), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl AsRef<[u8]> for Fingerprint {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Alteration {
    /// Returns what tells it from any other.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        match self {
            Self::Code(edits) => Fingerprint::of([b"code".as_slice(), of_edits(edits).as_ref()]),
            Self::Pass(pass) => Fingerprint::of(["pass", pass.name]),
            Self::Imports(waiting) => Fingerprint::of([
                b"imports".as_slice(),
                &waiting.plan.to_json(),
                of_edits(&waiting.edits).as_ref(),
            ]),
            // What a setting does has no other form that is complete.
            Self::Setting(setting) => {
                Fingerprint::of(["setting", setting.name, &format!("{:?}", setting.effect)])
            }
            Self::Memory(size) => {
                Fingerprint::of([b"memory".as_slice(), &size.megabytes().to_le_bytes()])
            }
        }
    }

    /// Returns the edits of sources.
    pub(super) fn edits(&self) -> &[Edit] {
        match self {
            Self::Code(edits) => edits,
            Self::Pass(_) | Self::Imports(_) | Self::Setting(_) | Self::Memory(_) => &[],
        }
    }

    /// Tells whether the package is another with it.
    pub(super) fn is_of_package(&self) -> bool {
        !matches!(self, Self::Memory(_))
    }
}

/// Returns a digest of edits in any order.
pub(super) fn of_edits(edits: &[Edit]) -> Fingerprint {
    let mut each: Vec<(&PathBuf, u32, u32, &str)> = edits
        .iter()
        .map(|edit| (&edit.file, edit.span.start, edit.span.end, &*edit.text))
        .collect();
    each.sort_unstable();
    Fingerprint::of(each.iter().map(|edit| format!("{edit:?}")))
}
