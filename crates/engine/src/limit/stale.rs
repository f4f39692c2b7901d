//! Clears groups that dead runs left.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::files::{groups_below, remove_group};
use super::{v1, v2};
use crate::run::RunId;

/// Clears the groups below a place whose run is dead, where we may.
pub(super) fn clear(place: &Path, clear: impl Fn(&Path)) {
    if access(place, Access::WRITE_OK).is_err() {
        return;
    }
    groups_below(place)
        .into_iter()
        .filter(|group| is_stale(group))
        .for_each(|group| clear(&group));
}

fn is_stale(group: &Path) -> bool {
    group
        .file_name()
        .and_then(|name| RunId::parse(name.to_str()?))
        .is_some_and(|run| !run.is_alive())
}

/// Ends a run's group of version 1 under one controller, and those below it.
pub(super) fn clear_v1(folder: &Path) {
    for group in groups_below(folder)
        .iter()
        .map(PathBuf::as_path)
        .chain([folder])
    {
        v1::Folders::all_in(group).end();
    }
}

/// Ends a run's group of version 2 and those below it.
pub(super) fn clear_v2(folder: &Path) {
    v2::kill(folder);
    for group in groups_below(folder)
        .iter()
        .map(PathBuf::as_path)
        .chain([folder])
    {
        v2::kill(group);
        remove_group(group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_of_dead_runs_are_stale() {
        let own = RunId::current().unwrap().name();
        let stale = |name: &str| is_stale(&Path::new("/cg").join(name));
        assert!(!stale(&own) && !stale(&format!("{own}.1")));
        assert!(stale("warmfront-4194304-1.0"));
        assert!(!stale("warmfront-aside") && !stale("user.slice"));
    }
}
