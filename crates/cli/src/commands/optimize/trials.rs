//! Answers that were found once, kept by everything that they depend on.
//!
//! A run that was interrupted goes on where it was, and the same run again repeats its answers. Each
//! has the time that it took, which counts the second time as well: with the same budget the search
//! ends where it ended before.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::alteration::Fingerprint;
use crate::report::file;
use crate::settings::Earlier;

/// To be raised when the same question is answered otherwise than before.
const FORMAT: &str = "warmfront.optimize-trial/1";

/// Answers that are kept.
pub(super) struct Trials {
    folder: PathBuf,
    /// How often the same question was asked: each time is another one.
    n_asked: BTreeMap<Fingerprint, u32>,
    spent: Duration,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    format: String,
    took_ms: f64,
    answer: T,
}

impl Trials {
    /// Opens the folder of the answers.
    pub(super) fn open(folder: &Path, earlier: Earlier) -> anyhow::Result<Self> {
        if earlier == Earlier::LeftAlone && folder.is_dir() {
            fs_err::remove_dir_all(folder)?;
        }
        fs_err::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            n_asked: BTreeMap::new(),
            spent: Duration::ZERO,
        })
    }

    /// Returns the answer that is kept, or else finds it, and keeps it.
    pub(super) fn answer<T: Serialize + DeserializeOwned>(
        &mut self,
        question: Fingerprint,
        find: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let place = self.place(question);
        if let Some(kept) = read::<T>(&place) {
            self.spent += Duration::try_from_secs_f64(kept.took_ms / 1e3).unwrap_or_default();
            return Ok(kept.answer);
        }
        let began = Instant::now();
        let answer = find()?;
        let took = began.elapsed();
        self.spent += took;
        let kept = Kept {
            format: FORMAT.to_owned(),
            took_ms: took.as_secs_f64() * 1e3,
            answer,
        };
        file::write(&place, |out| {
            serde_json::to_writer(out, &kept).map_err(io::Error::from)
        })?;
        Ok(kept.answer)
    }

    /// Returns how long it took to find all answers that were asked for.
    pub(super) fn spent(&self) -> Duration {
        self.spent
    }

    fn place(&mut self, question: Fingerprint) -> PathBuf {
        let n_asked = self.n_asked.entry(question).or_default();
        *n_asked += 1;
        let whole = Fingerprint::of([question.as_ref(), &n_asked.to_le_bytes()]);
        self.folder.join(format!("{}.json", whole.name()))
    }
}

/// Reads an answer; what cannot be read is found anew.
fn read<T: DeserializeOwned>(place: &Path) -> Option<Kept<T>> {
    let bytes = fs_err::read(place).ok()?;
    let kept: Kept<T> = serde_json::from_slice(&bytes).ok()?;
    (kept.format == FORMAT).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Trials};
    use crate::settings::Earlier;

    fn ask(trials: &mut Trials, question: &str, answer: u32) -> u32 {
        let question = Fingerprint::of([question]);
        trials.answer(question, || Ok(answer)).unwrap()
    }

    #[test]
    fn an_answer_is_found_once_however_often_the_run_is_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Trials::open(folder.path(), Earlier::Used).unwrap();
        assert_eq!((ask(&mut first, "a", 1), ask(&mut first, "a", 2)), (1, 2));
        let mut second = Trials::open(folder.path(), Earlier::Used).unwrap();
        assert_eq!((ask(&mut second, "a", 7), ask(&mut second, "a", 8)), (1, 2));
        assert_eq!(ask(&mut second, "b", 9), 9);
        let mut fresh = Trials::open(folder.path(), Earlier::LeftAlone).unwrap();
        assert_eq!(ask(&mut fresh, "a", 3), 3);
    }

    #[test]
    fn what_failed_or_was_half_written_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let question = Fingerprint::of(["a"]);
        let mut trials = Trials::open(folder.path(), Earlier::Used).unwrap();
        let failed = trials.answer(question, || anyhow::bail!("no"));
        assert!(failed.map(|(): ()| ()).is_err());
        let mut trials = Trials::open(folder.path(), Earlier::Used).unwrap();
        assert_eq!(ask(&mut trials, "a", 1), 1);
        for file in std::fs::read_dir(folder.path()).unwrap() {
            std::fs::write(file.unwrap().path(), "{\"format\":").unwrap();
        }
        let mut trials = Trials::open(folder.path(), Earlier::Used).unwrap();
        assert_eq!(ask(&mut trials, "a", 2), 2);
    }
}
