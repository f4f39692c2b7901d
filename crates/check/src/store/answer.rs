//! Keeps the whole answer to a question about a tree, for as long as nothing in the tree changes.
//!
//! What the answer depends on is named by whoever asks: files and folders, and paths where nothing
//! was. A folder's date tells of what comes and goes in it, a file's of its contents. An answer is
//! kept only when all of them were last changed clearly before the question was asked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::codec::{Reader, Writer};
use super::stamp::Stamp;
use super::{Hash, LARGEST, Store, replace};
use crate::parallel;

/// An answer, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was written.
    pub text: Vec<u8>,
    /// What was said beside it.
    pub notes: Vec<String>,
    /// Whether there was nothing to find.
    pub is_clean: bool,
}

/// The form's name and number; another number is another form.
const FORM: &[u8; 8] = b"wfanswr1";

pub(super) const NAME: &str = "answer.bin";

impl Store {
    /// Returns the answer to the same question about the same tree.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<Answer> {
        let path = self.folder.join(NAME);
        let stamp = Stamp::of(&path)?;
        if !stamp.is_file() || stamp.size() > LARGEST {
            return None;
        }
        let bytes = fs_err::read(path).ok()?;
        let mut input = Reader(bytes.strip_prefix(FORM)?);
        if input.hash()? != self.key(question) {
            return None;
        }
        let looked = input.list(|input| Some((input.path()?, input.list(Reader::stamp)?.pop())))?;
        let answer = Answer {
            notes: input.list(Reader::text)?,
            is_clean: input.truth()?,
            text: input.0.to_vec(),
        };
        let same = parallel::map(looked.len().div_ceil(CHUNK), |chunk| {
            let start = chunk * CHUNK;
            let end = looked.len().min(start + CHUNK);
            let mut all = looked[start..end].iter();
            all.all(|(path, before)| Stamp::of(path) == *before)
        });
        same.iter().all(|same| *same).then_some(answer)
    }

    /// Keeps an answer to a question that was asked at a time; `looked` is what it depends on.
    pub fn keep(
        &self,
        question: &str,
        (looked, asked): (&BTreeSet<PathBuf>, SystemTime),
        answer: &Answer,
    ) {
        let mut out = Writer(FORM.to_vec());
        out.0.extend(self.key(question));
        out.number(looked.len() as u64);
        for path in looked {
            let stamp = Stamp::of(path);
            let is_settled = stamp.is_none_or(|stamp| stamp.is_before_time(asked));
            let Some(text) = path.to_str().filter(|_| is_settled) else {
                return;
            };
            out.text(text);
            out.stamp(stamp);
        }
        out.number(answer.notes.len() as u64);
        answer.notes.iter().for_each(|note| out.text(note));
        out.number(u64::from(answer.is_clean));
        out.0.extend(&answer.text);
        if out.0.len() as u64 <= LARGEST {
            replace(&self.folder.join(NAME), &out.0);
        }
    }

    fn key(&self, question: &str) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update((self.maker.len() as u64).to_le_bytes());
        hasher.update(&self.maker);
        hasher.update(question);
        hasher.finalize().into()
    }
}

/// Files that a thread looks at in one go.
const CHUNK: usize = 256;
