//! Dates and numbers of files, which change when their contents do.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Dates and numbers of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(pub(super) [u64; 6]);

/// Coarsest steps of a file system's clock, in seconds.
const STEP: u64 = 2;

impl Stamp {
    /// Reads a file's.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs_err::metadata(path).ok()?;
        let nanos = |seconds: i64, nanos: i64| {
            let seconds = u64::try_from(seconds).unwrap_or(0);
            let nanos = u64::try_from(nanos).unwrap_or(0);
            seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
        };
        Some(Self([
            nanos(metadata.mtime(), metadata.mtime_nsec()),
            nanos(metadata.ctime(), metadata.ctime_nsec()),
            metadata.size(),
            metadata.ino(),
            metadata.dev(),
            u64::from(metadata.is_file()),
        ]))
    }

    pub(super) fn is_file(self) -> bool {
        self.0[5] == 1
    }

    pub(super) fn size(self) -> u64 {
        self.0[2]
    }

    /// Returns whether it was last changed clearly before another file was.
    pub(super) fn is_before(self, other: Self) -> bool {
        self.is_before_nanos(other.0[0])
    }

    /// Returns whether it was last changed clearly before a time.
    pub(super) fn is_before_time(self, time: SystemTime) -> bool {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.is_before_nanos(u64::try_from(since.as_nanos()).unwrap_or(0))
    }

    fn is_before_nanos(self, nanos: u64) -> bool {
        let last = self.0[0].max(self.0[1]);
        last.saturating_add(STEP * 1_000_000_000) < nanos
    }
}
