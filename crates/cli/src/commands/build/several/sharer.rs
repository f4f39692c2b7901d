//! Functions that share a layer, until what is in it is the same for all.
//!
//! Each chooses for itself what to do with its package. In the layer only that is done which all of
//! them do: a file that one of them needs stays, an import waits if it waits for all. When the proof
//! of one leaves something out there, it is left out for all and they are proven again.

use std::time::Duration;

use warmfront_build::archive::{self, Layered, Split};
use warmfront_build::manifest::ImportRecord;
use warmfront_build::package::Package;
use warmfront_build::pass::defer::transform::RUNTIME;
use warmfront_verify::verdict::Conclusion;

use super::super::proof::Proven;
use super::super::recipe::Agreement;
use super::super::work::Work;
use super::timed;
use crate::exit::Interrupted;

/// Times that all are proven again since one left something out; then nothing is done to the layer.
const MOST_ROUNDS: usize = 4;

/// What is said of a function that keeps its dependencies.
const KEEPS: &str = "the layer was left out: with it the function behaves differently";

/// A function that may share a layer.
pub(super) struct Sharer<'a> {
    /// Its place in the list.
    pub(super) n: usize,
    pub(super) work: Work<'a>,
    pub(super) took: Duration,
    proven: Option<Proven>,
    /// What was done to the layer in the package that was proven.
    kept: Agreement,
    left_out: Vec<String>,
}

impl<'a> Sharer<'a> {
    pub(super) fn new(n: usize, work: Work<'a>, took: Duration) -> Self {
        Self {
            n,
            work,
            took,
            proven: None,
            kept: Agreement::default(),
            left_out: Vec::new(),
        }
    }

    /// Tells whether a part of it lies in the layer.
    pub(super) fn is_sharing(&self) -> bool {
        self.work.recipe.context.layered != Layered::Nothing
    }

    /// Returns the package that was proven.
    pub(super) fn proven(&self) -> anyhow::Result<&Proven> {
        let proven = self.proven.as_ref();
        proven.ok_or_else(|| anyhow::anyhow!("nothing was made of the function"))
    }

    /// Returns its code and its part of the layer, if it shares one.
    pub(super) fn split(&self) -> Option<Split> {
        let made = &self.proven.as_ref()?.made;
        let layered = &self.work.recipe.context.layered;
        self.is_sharing()
            .then(|| archive::split(&made.package, layered))
    }

    /// Returns what is said of its imports.
    pub(super) fn imports(&self) -> Vec<ImportRecord> {
        let proven = self.proven.as_ref();
        proven.map_or_else(Vec::new, |proven| self.work.imports(proven))
    }

    /// Puts what runs deferred imports into the layer as well, if any import in it waits: nobody's
    /// code need bring it.
    pub(super) fn add_runtime(&self, layer: &mut Package) {
        let Some(proven) = self.proven.as_ref().filter(|_| self.kept.defers()) else {
            return;
        };
        for (path, entry) in proven.made.package.entries() {
            let is_of = |(name, _): &(&str, &str)| {
                let rest = path.file_name().strip_prefix(name);
                rest.is_some_and(|rest| rest.starts_with('.'))
            };
            if matches!(path.folder(), "" | "__pycache__") && RUNTIME.iter().any(is_of) {
                layer.insert(path.clone(), entry.clone());
            }
        }
    }

    fn prove(&mut self) -> anyhow::Result<()> {
        let mut proven = timed(&mut self.took, || self.work.prove())?;
        let recipe = &self.work.recipe;
        let offered = recipe.offered(&proven.made, &proven.steps);
        self.kept = recipe.offers().and(&offered);
        self.left_out.append(&mut proven.left_out);
        proven.left_out.clone_from(&self.left_out);
        self.proven = Some(proven);
        Ok(())
    }

    /// Tells whether it behaves otherwise than it did, with all harmful changes left out.
    fn is_different(&self) -> bool {
        let verdict = self
            .proven
            .as_ref()
            .and_then(|proven| proven.verdict.as_ref());
        verdict.is_some_and(|verdict| verdict.conclusion == Conclusion::Different)
    }

    /// Has it keep all that it needs.
    fn keep_all(&mut self) -> anyhow::Result<()> {
        self.work.recipe.share_nothing();
        self.prove()
    }
}

/// Proves all, and has them agree on the layer. Returns those that failed, with the reason.
pub(super) fn settle(sharers: &mut Vec<Sharer<'_>>) -> anyhow::Result<Vec<(usize, anyhow::Error)>> {
    let mut failed = Vec::new();
    let mut limit = None;
    for round in 0..=MOST_ROUNDS {
        agree(sharers, limit.as_ref())?;
        each(sharers, &mut failed, |sharer| {
            let is_proven = sharer.proven.is_some() && sharer.work.recipe.offers() == sharer.kept;
            if is_proven { Ok(()) } else { sharer.prove() }
        })?;
        let kept = sharers.iter().map(|sharer| sharer.kept.clone());
        let common = kept.reduce(|one, other| one.and(&other));
        let is_common = |sharer: &Sharer<'_>| Some(&sharer.kept) == common.as_ref();
        if sharers.iter().all(is_common) {
            break;
        }
        limit = match round + 1 {
            MOST_ROUNDS => Some(Agreement::default()),
            _ => common,
        };
    }
    each(sharers, &mut failed, |sharer| {
        if !sharer.is_sharing() || !sharer.is_different() {
            return Ok(());
        }
        sharer.keep_all()?;
        if !sharer.is_different()
            && let Some(proven) = &mut sharer.proven
        {
            proven.left_out.push(KEEPS.to_owned());
        }
        Ok(())
    })?;
    for sharer in sharers.iter_mut().filter(|sharer| sharer.is_sharing()) {
        let given_up = sharer.work.recipe.given_up(&sharer.work.deferral);
        if let Some(proven) = &mut sharer.proven {
            proven.left_out.extend(given_up);
        }
    }
    if sharers.iter().filter(|sharer| sharer.is_sharing()).count() == 1 {
        each(sharers, &mut failed, |sharer| {
            if sharer.is_sharing() {
                sharer.keep_all()?;
            }
            Ok(())
        })?;
    }
    Ok(failed)
}

/// Has every recipe do to the layer what all of them do.
fn agree(sharers: &mut [Sharer<'_>], limit: Option<&Agreement>) -> anyhow::Result<()> {
    loop {
        let offers = sharers.iter().map(|sharer| sharer.work.recipe.offers());
        let common = offers.reduce(|one, other| one.and(&other));
        let Some(mut common) = common else {
            return Ok(());
        };
        if let Some(limit) = limit {
            common = common.and(limit);
        }
        let mut is_settled = true;
        for sharer in sharers.iter_mut().filter(|sharer| sharer.is_sharing()) {
            let recipe = &mut sharer.work.recipe;
            if recipe.offers() != common {
                recipe.agree(&common)?;
                is_settled = false;
            }
        }
        if is_settled {
            return Ok(());
        }
    }
}

/// Does something with each; those for which it fails are taken out.
fn each<'a>(
    sharers: &mut Vec<Sharer<'a>>,
    failed: &mut Vec<(usize, anyhow::Error)>,
    mut work: impl FnMut(&mut Sharer<'a>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut left = Vec::new();
    for mut sharer in sharers.drain(..) {
        match work(&mut sharer) {
            Ok(()) => left.push(sharer),
            Err(error) if error.is::<Interrupted>() => return Err(error),
            Err(error) => failed.push((sharer.n, error)),
        }
    }
    *sharers = left;
    Ok(())
}
