//! What a control group tells of its memory: the most that was in use, and kills for want of it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{keyed_number, members, number, open_for_reading, reread};
use super::modelled::resident_peak;

/// Where one version of control groups keeps the figures.
pub(super) struct Names {
    /// Files with the high-water mark; the first that exists counts.
    pub(super) peak: &'static [&'static str],
    /// File that counts kills under `oom_kill`.
    pub(super) events: &'static str,
    /// Key of the page cache in `memory.stat`.
    pub(super) cache: &'static str,
    /// Key of shared memory, which counts as cache there but cannot be given back.
    pub(super) shared: &'static str,
}

/// The open files of a group's memory figures.
#[derive(Debug)]
pub(super) struct Gauge {
    peak: File,
    stat: File,
    events: File,
    procs: PathBuf,
    cache: &'static str,
    shared: &'static str,
    limit: u64,
    kills: u64,
    marked: u64,
    used: u64,
}

impl Gauge {
    /// Opens the figures of a group with a limit in bytes.
    pub(super) fn open(folder: &Path, names: &Names, limit: u64) -> io::Result<Self> {
        let peaks = names.peak.iter();
        let mut peaks = peaks.map(|name| open_for_reading(&folder.join(name)));
        let first = peaks.next().unwrap_or(Err(io::ErrorKind::NotFound.into()));
        Ok(Self {
            peak: peaks.fold(first, Result::or)?,
            stat: open_for_reading(&folder.join("memory.stat"))?,
            events: open_for_reading(&folder.join(names.events))?,
            procs: folder.join("cgroup.procs"),
            cache: names.cache,
            shared: names.shared,
            limit,
            kills: 0,
            marked: 0,
            used: 0,
        })
    }

    /// Returns the most memory that was in use, without the page cache, which the kernel gives back
    /// before anything is killed: the group's own mark less the cache it holds now, and never less
    /// than any process's own mark.
    pub(super) fn most_used(&mut self) -> u64 {
        let marked = number(&self.peak).unwrap_or(0);
        // The mark only rises, and without a rise there is nothing new to learn from slower files.
        if marked == self.marked {
            return self.used;
        }
        self.marked = marked;
        let stat = reread(&self.stat).unwrap_or_default();
        let figure = |key| keyed_number(&stat, key).unwrap_or(0);
        let cache = figure(self.cache).saturating_sub(figure(self.shared));
        let processes = members(&self.procs).into_iter();
        let resident = processes.filter_map(resident_peak).max().unwrap_or(0);
        let without_cache = marked.saturating_sub(cache);
        self.used = self.used.max(without_cache).max(resident).min(self.limit);
        self.used
    }

    /// Tells whether the kernel killed for want of memory since the last call.
    pub(super) fn ran_out(&mut self) -> bool {
        let text = reread(&self.events).unwrap_or_default();
        let kills = keyed_number(&text, "oom_kill").unwrap_or(0);
        std::mem::replace(&mut self.kills, kills) < kills
    }
}
