//! Where each entry of a package goes, and that all of them can.

use super::{Kind, WriteError};
use crate::package::{Content, Entry, Package, PackagePath};

/// The entries of a package with the names that they get.
pub(super) struct Layout<'p> {
    /// In the order of names.
    pub(super) places: Vec<Place<'p>>,
}

/// An entry and its name.
pub(super) struct Place<'p> {
    /// Its name: relative, with slashes.
    pub(super) name: String,
    /// The entry.
    pub(super) entry: &'p Entry,
}

impl Place<'_> {
    /// Returns the permissions of the file: nothing of who made it, or of their umask, stays.
    pub(super) fn mode(&self) -> u32 {
        if self.entry.executable { 0o755 } else { 0o644 }
    }

    /// Returns the target of a link as it is written in the place of the link.
    pub(super) fn link_target(&self, kind: Kind) -> Option<String> {
        let Content::Link(target) = &self.entry.content else {
            return None;
        };
        let target = format!("{}{target}", kind.prefix());
        let mut from: Vec<&str> = self.name.split('/').collect();
        from.pop();
        let to: Vec<&str> = target.split('/').collect();
        let n_shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        // The target's own name stays, even where the link lies in a folder of that name.
        let n_shared = n_shared.min(to.len() - 1);
        let ups = std::iter::repeat_n("..", from.len() - n_shared);
        let parts: Vec<&str> = ups.chain(to[n_shared..].iter().copied()).collect();
        Some(parts.join("/"))
    }
}

impl<'p> Layout<'p> {
    /// Lays a package out.
    pub(super) fn of(package: &'p Package, kind: Kind) -> Result<Self, WriteError> {
        clash(package)?;
        let places = package.entries().map(|(path, entry)| Place {
            name: format!("{}{path}", kind.prefix()),
            entry,
        });
        Ok(Self {
            places: places.collect(),
        })
    }
}

/// Refuses a file or link that would have to be a folder too.
fn clash(package: &Package) -> Result<(), WriteError> {
    for (path, _) in package.entries() {
        let text = path.as_str();
        for (at, _) in text.match_indices('/') {
            let above = PackagePath::new(&text[..at]).ok();
            if let Some(folder) = above.filter(|above| package.get(above).is_some()) {
                return Err(WriteError::Clash {
                    folder,
                    file: path.clone(),
                });
            }
        }
    }
    Ok(())
}
