//! The texts of files that findings are in, read once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Largest file that is read for an excerpt.
const LARGEST: u64 = 64 << 20;

/// Texts of files, read when somebody asks for them.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: RefCell<BTreeMap<PathBuf, Option<Rc<str>>>>,
}

impl Texts {
    /// Returns a file's text, if it has one.
    pub(crate) fn of(&self, file: &Path) -> Option<Rc<str>> {
        if let Some(known) = self.known.borrow().get(file) {
            return known.clone();
        }
        let text = read(file).map(Rc::from);
        self.known
            .borrow_mut()
            .insert(file.to_owned(), text.clone());
        text
    }

    /// Takes a text that was read already.
    pub(crate) fn insert(&mut self, file: PathBuf, text: &str) {
        self.known.get_mut().insert(file, Some(Rc::from(text)));
    }
}

fn read(file: &Path) -> Option<String> {
    let about = fs_err::metadata(file).ok()?;
    if !about.is_file() || about.len() > LARGEST {
        return None;
    }
    let bytes = fs_err::read(file).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
