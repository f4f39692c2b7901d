//! Answers that are given again, where nothing has changed since.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::SystemTime;

use warmfront_check::{Answer, Store};

use super::gather;
use crate::report::check::Look;
use crate::settings::{CheckSettings, Fixing};

/// A question: what is found in a tree, and how it is to be told.
#[derive(Debug)]
pub(super) struct Question<'a> {
    store: &'a Store,
    text: String,
    asked: SystemTime,
}

impl<'a> Question<'a> {
    /// Puts the question, unless it changes the tree or nothing is to be kept.
    pub(super) fn of(settings: &'a CheckSettings, look: Look) -> Option<Self> {
        let only_asks = settings.fixing == Fixing::No && settings.write_baseline.is_none();
        let store = settings.store.as_ref().filter(|_| only_asks)?;
        // Rules know dates: versions of Python, prices.
        let text = format!("{settings:?} {look:?} {:?}", gather::today());
        Some(Self {
            store,
            text,
            asked: SystemTime::now(),
        })
    }

    /// Returns the answer that was given the last time, if it is still right.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.store.answer(&self.text)
    }

    /// Keeps an answer for the next time.
    pub(super) fn keep(
        &self,
        settings: &CheckSettings,
        mut looked: BTreeSet<PathBuf>,
        answer: &Answer,
    ) {
        looked.extend(settings.baseline.clone());
        self.store.keep(&self.text, (&looked, self.asked), answer);
    }
}
