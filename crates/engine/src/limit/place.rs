//! Where the groups of version 2 go: near our own group, and never under processes.
//!
//! A group that hands controllers down must not hold processes itself (the kernel's
//! no-internal-process rule), and our own group holds us. Hence the places, in this order: our own
//! group, if it may hold both (only the root may) or if we are alone in it and can step aside; a
//! group above, as below a systemd user manager; and our own group after moving everybody in it
//! aside, as at the root of a container.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{groups_below, members, open_for_writing, remove_group, write};
use super::mounts::{Mount, own_v2};
use super::{stale, v2};
use crate::platform::try_join;

/// The group for processes that had to step aside; it outlives a run that did not end well.
const ASIDE: &str = "warmfront-aside";

/// Why a place will not do; the later, the closer it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refusal {
    /// No control groups are mounted, or not those that we are in.
    NotMounted,
    /// No group may be made there.
    Closed(PathBuf),
    /// It holds processes.
    Occupied(PathBuf),
    /// It lacks controllers that it could hand down.
    Lacks(PathBuf, Vec<&'static str>),
    /// Processes of ours may not enter groups there.
    NoEntry(PathBuf),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMounted => write!(f, "none are mounted"),
            Self::Closed(place) => write!(f, "`{}` may not be changed", place.display()),
            Self::Occupied(place) => write!(f, "`{}` holds other processes", place.display()),
            Self::Lacks(place, missing) => {
                let missing = missing.join(", ");
                write!(f, "`{}` is not given: {missing}", place.display())
            }
            Self::NoEntry(place) => write!(f, "`{}` may not be entered", place.display()),
        }
    }
}

/// What is done with the processes of a place before it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occupants {
    /// Nothing.
    Stay,
    /// They are moved to a group below.
    StepAside,
}

/// Makes the run's group at the best place.
pub(super) fn settle(mounts: &str, membership: &str, name: &str) -> Result<PathBuf, Refusal> {
    let mount = Mount::v2(mounts).ok_or(Refusal::NotMounted)?;
    let own = own_v2(membership)
        .and_then(|group| mount.folder_of(group))
        .filter(|folder| folder.is_dir())
        .ok_or(Refusal::NotMounted)?;
    let plan = plan(&own, &mount.point, is_alone(&own));
    for (place, _) in &plan {
        stale::clear(place, stale::clear_v2);
    }
    let mut refusal = Refusal::NotMounted;
    for (place, occupants) in plan {
        let found = match occupants {
            Occupants::Stay => found(place, name),
            Occupants::StepAside => found_aside(place, name),
        };
        match found {
            Ok(folder) => return Ok(folder),
            Err(other) => refusal = refusal.max(other),
        }
    }
    Err(refusal)
}

/// Removes the run's group, and lets processes that stepped aside come back after the last run.
pub(super) fn leave(folder: &Path) {
    stale::clear_v2(folder);
    if let Some(place) = folder.parent() {
        come_back(place);
    }
}

/// Lists the places to try.
fn plan<'a>(own: &'a Path, root: &Path, alone: bool) -> Vec<(&'a Path, Occupants)> {
    let above = own
        .ancestors()
        .skip(1)
        .take_while(|place| place.starts_with(root))
        .map(|place| (place, Occupants::Stay));
    let mut plan = vec![(own, Occupants::Stay)];
    // Where processes have stepped aside already, the group above is free.
    let may_step_aside = !own.ends_with(ASIDE);
    if may_step_aside && alone {
        plan.push((own, Occupants::StepAside));
    }
    plan.extend(above);
    if may_step_aside && !alone {
        plan.push((own, Occupants::StepAside));
    }
    plan
}

fn is_alone(group: &Path) -> bool {
    let own = rustix::process::getpid();
    members(&group.join("cgroup.procs"))
        .into_iter()
        .all(|pid| pid == own)
}

/// Makes the run's group below a place, if groups below that can limit processes of ours.
fn found(place: &Path, name: &str) -> Result<PathBuf, Refusal> {
    let closed = |_| Refusal::Closed(place.to_owned());
    let folder = place.join(name);
    fs::create_dir(&folder).map_err(closed)?;
    let outcome = hand_down(place)
        .and_then(|()| v2::hand_down(&folder).map_err(closed))
        .and_then(|()| {
            enter(&folder.join("probe")).map_err(|_| Refusal::NoEntry(place.to_owned()))
        });
    match outcome {
        Ok(()) => Ok(folder),
        Err(refusal) => {
            stale::clear_v2(&folder);
            Err(refusal)
        }
    }
}

/// The same after moving all processes of the place to a group below it.
fn found_aside(place: &Path, name: &str) -> Result<PathBuf, Refusal> {
    step_aside(place)
        .and_then(|()| found(place, name))
        .inspect_err(|_| come_back(place))
}

/// Lets groups below a place have all controllers.
fn hand_down(place: &Path) -> Result<(), Refusal> {
    if lacking(&place.join("cgroup.subtree_control")).is_empty() {
        return Ok(());
    }
    offers_all(place)?;
    v2::hand_down(place).map_err(|error| match error.kind() {
        io::ErrorKind::ResourceBusy => Refusal::Occupied(place.to_owned()),
        _ => Refusal::Closed(place.to_owned()),
    })
}

fn offers_all(place: &Path) -> Result<(), Refusal> {
    let missing = lacking(&place.join("cgroup.controllers"));
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Lacks(place.to_owned(), missing))
    }
}

/// Returns the controllers that a list does not have.
fn lacking(list: &Path) -> Vec<&'static str> {
    let list = fs::read_to_string(list).unwrap_or_default();
    let has = |controller: &str| list.split_whitespace().any(|name| name == controller);
    v2::CONTROLLERS
        .into_iter()
        .filter(|controller| !has(controller))
        .collect()
}

/// Lets a child of ours enter a group: the kernel asks for more than the right to make one, namely
/// write access to the nearest group above both.
fn enter(probe: &Path) -> io::Result<()> {
    fs::create_dir(probe)?;
    let entered = open_for_writing(&probe.join("cgroup.procs")).and_then(|procs| try_join(&procs));
    remove_group(probe);
    entered
}

fn step_aside(place: &Path) -> Result<(), Refusal> {
    offers_all(place)?;
    let aside = place.join(ASIDE);
    match fs::create_dir(&aside) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Refusal::Closed(place.to_owned()))
        }
        _ => Ok(()),
    }?;
    move_all(place, &aside);
    Ok(())
}

/// Undoes stepping aside, unless another group needs it still.
fn come_back(place: &Path) {
    let aside = place.join(ASIDE);
    if groups_below(place) == [aside.clone()] && v2::take_back(place).is_ok() {
        move_all(&aside, place);
        // Groups that others made below it keep it.
        let _ = fs::remove_dir(&aside);
    }
}

/// Moves the processes of a group, those that are forked meanwhile included.
fn move_all(from: &Path, to: &Path) {
    for _ in 0..16 {
        let left = members(&from.join("cgroup.procs"));
        if left.is_empty() {
            return;
        }
        for pid in left {
            // One that may not be moved shows when controllers are handed down.
            let _ = write(&to.join("cgroup.procs"), &pid.as_raw_nonzero().to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Occupants::{Stay, StepAside};

    fn check(own: &str, alone: bool, expected: &[(&str, Occupants)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(place, occupants)| (Path::new(*place), *occupants))
            .collect();
        assert_eq!(plan(Path::new(own), Path::new("/cg"), alone), expected);
    }

    #[test]
    fn alone_in_a_group_we_stay_within_it() {
        check(
            "/cg/app/x.scope",
            true,
            &[
                ("/cg/app/x.scope", Stay),
                ("/cg/app/x.scope", StepAside),
                ("/cg/app", Stay),
                ("/cg", Stay),
            ],
        );
    }

    #[test]
    fn others_are_moved_only_when_nothing_above_will_do() {
        check(
            "/cg/x.scope",
            false,
            &[
                ("/cg/x.scope", Stay),
                ("/cg", Stay),
                ("/cg/x.scope", StepAside),
            ],
        );
        check("/cg", false, &[("/cg", Stay), ("/cg", StepAside)]);
    }

    #[test]
    fn who_stepped_aside_does_not_do_so_again() {
        let aside = "/cg/warmfront-aside";
        check(aside, true, &[(aside, Stay), ("/cg", Stay)]);
    }

    #[test]
    fn refusal_that_came_closest_is_told() {
        let place = || PathBuf::from("/cg/app");
        let lacks = Refusal::Lacks(place(), vec!["cpu"]);
        let told = Refusal::Closed(place()).max(lacks).max(Refusal::NotMounted);
        assert_eq!(told.to_string(), "`/cg/app` is not given: cpu");
    }

    #[test]
    fn controllers_that_a_list_lacks_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("cgroup.controllers");
        fs::write(&list, "cpuset memory pids\n").unwrap();
        assert_eq!(lacking(&list), ["cpu"]);
        assert_eq!(lacking(&folder.path().join("none")), v2::CONTROLLERS);
    }
}
