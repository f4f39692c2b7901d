//! Where this run's groups live: finds a place that can be used, and clears what dead runs left.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Ceiling, Group, Limits, modelled, v1, v2};
use crate::run::RunId;
use crate::setup::LimitsWanted;

/// The run's own group, below which each environment gets one.
#[derive(Debug)]
pub(crate) enum Base {
    /// Control groups, version 2.
    V2(PathBuf),
    /// Control groups, version 1.
    V1(v1::Folders),
    /// No control groups.
    Modelled,
}

impl Base {
    /// Finds the best place this machine allows, for groups under the run's name.
    pub(crate) fn find(wanted: LimitsWanted, run: &str) -> Self {
        if wanted == LimitsWanted::Modelled {
            return Self::Modelled;
        }
        let Ok(mounts) = fs::read_to_string("/proc/self/mountinfo") else {
            return Self::Modelled;
        };
        let Ok(membership) = fs::read_to_string("/proc/self/cgroup") else {
            return Self::Modelled;
        };
        version_1(&mounts, &membership, run)
            .or_else(|| version_2(&mounts, &membership, run))
            .unwrap_or(Self::Modelled)
    }

    /// Returns how limits are put into force here.
    pub(crate) fn limits(&self) -> Limits {
        match self {
            Self::V2(_) => Limits::CgroupV2,
            Self::V1(_) => Limits::CgroupV1,
            Self::Modelled => Limits::Modelled,
        }
    }

    /// Makes the group of one environment.
    pub(crate) fn group(&self, number: u32, marker: &str, ceiling: Ceiling) -> io::Result<Group> {
        let name = number.to_string();
        match self {
            Self::V2(folder) => v2::Group::create(&folder.join(name), ceiling).map(Group::V2),
            Self::V1(folders) => v1::Group::create(&folders.below(&name), ceiling).map(Group::V1),
            Self::Modelled => Ok(Group::Modelled(modelled::Group::new(
                marker.to_owned(),
                ceiling,
            ))),
        }
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        match self {
            Self::V2(folder) => clear_v2(folder),
            Self::V1(folders) => folders.distinct().into_iter().for_each(clear_v1),
            Self::Modelled => {}
        }
    }
}

fn version_1(mounts: &str, membership: &str, run: &str) -> Option<Base> {
    let mut places = Vec::new();
    for controller in v1::CONTROLLERS {
        let mount = Mount::all(mounts).find(|mount| mount.is_v1(controller))?;
        let own = own_group(membership, |names| {
            names.split(',').any(|name| name == controller)
        })?;
        places.push(mount.folder_of(own)?);
    }
    for place in &places {
        clear_stale(place, clear_v1);
    }
    let [freezer, cpu, memory, cpuacct, pids] = places.try_into().ok()?;
    let folders = v1::Folders {
        cpu,
        memory,
        cpuacct,
        freezer,
        pids,
    }
    .below(run);
    folders.create().ok().map(|()| Base::V1(folders))
}

/// Looks from the own group upwards for one that may be written and that can hand down all
/// controllers: below a systemd user manager that is the manager's own group.
fn version_2(mounts: &str, membership: &str, run: &str) -> Option<Base> {
    let mount = Mount::all(mounts).find(Mount::is_v2)?;
    let own = mount.folder_of(own_group(membership, str::is_empty)?)?;
    own.ancestors()
        .take_while(|place| place.starts_with(&mount.point))
        .find_map(|place| {
            clear_stale(place, clear_v2);
            let folder = place.join(run);
            fs::create_dir(&folder).ok()?;
            let usable = can_hand_down(place)
                && v2::hand_down(&folder).is_ok()
                && can_move_into(&folder, &own);
            if !usable {
                clear_v2(&folder);
            }
            usable.then_some(Base::V2(folder))
        })
}

/// Tells whether what is below a group gets all controllers, enabling them where that is allowed.
fn can_hand_down(place: &Path) -> bool {
    let handed = || fs::read_to_string(place.join("cgroup.subtree_control")).unwrap_or_default();
    let complete = |text: String| {
        v2::CONTROLLERS
            .iter()
            .all(|controller| text.split_whitespace().any(|name| name == *controller))
    };
    complete(handed()) || (v2::hand_down(place).is_ok() && complete(handed()))
}

/// Tells whether a process of ours may enter a group: the kernel asks for write access to the
/// nearest group above both.
fn can_move_into(folder: &Path, own: &Path) -> bool {
    let probe = folder.join("probe");
    let moved = fs::create_dir(&probe).and_then(|()| {
        let mut sleeper = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()?;
        let entered = super::files::write(&probe.join("cgroup.procs"), &sleeper.id().to_string());
        drop(sleeper.stdin.take());
        sleeper.wait()?;
        entered
    });
    super::files::remove_group(&probe);
    own.exists() && moved.is_ok()
}

/// Clears groups whose run is dead.
fn clear_stale(place: &Path, clear: impl Fn(&Path)) {
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    for entry in entries.flatten() {
        let stale = entry
            .file_name()
            .to_str()
            .and_then(RunId::parse)
            .is_some_and(|run| !run.is_alive());
        if stale {
            clear(&entry.path());
        }
    }
}

fn groups_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn clear_v1(folder: &Path) {
    for group in groups_below(folder)
        .iter()
        .map(PathBuf::as_path)
        .chain([folder])
    {
        let all = group.to_owned();
        let folders = v1::Folders {
            cpu: all.clone(),
            memory: all.clone(),
            cpuacct: all.clone(),
            freezer: all.clone(),
            pids: all,
        };
        folders.kill();
        folders.remove();
    }
}

fn clear_v2(folder: &Path) {
    for group in groups_below(folder)
        .iter()
        .map(PathBuf::as_path)
        .chain([folder])
    {
        v2::kill(group);
        super::files::remove_group(group);
    }
}

/// Returns the path of our own group in the hierarchy whose controllers fit.
fn own_group(membership: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    membership.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?);
        fits(controllers).then_some(path)
    })
}

/// A line of `/proc/self/mountinfo`.
struct Mount<'a> {
    root: &'a str,
    point: PathBuf,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn all(mounts: &'a str) -> impl Iterator<Item = Self> {
        mounts.lines().filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            let mut left = left.split(' ').skip(3);
            let (root, point) = (left.next()?, PathBuf::from(left.next()?));
            let mut right = right.split(' ');
            let (kind, _, options) = (right.next()?, right.next()?, right.next()?);
            Some(Self {
                root,
                point,
                kind,
                options,
            })
        })
    }

    fn is_v1(&self, controller: &str) -> bool {
        self.kind == "cgroup" && self.options.split(',').any(|option| option == controller)
    }

    fn is_v2(&self) -> bool {
        self.kind == "cgroup2"
    }

    /// Translates a group's path into a folder; a container sees only what is below its root.
    fn folder_of(&self, group: &str) -> Option<PathBuf> {
        let below = Path::new(group)
            .strip_prefix(self.root)
            .or_else(|_| Path::new(group).strip_prefix("/"));
        Some(self.point.join(below.ok()?)).filter(|folder| folder.is_dir())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v1_mount_is_found_by_controller() {
        let mounts = "30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
        let mount = Mount::all(mounts)
            .find(|mount| mount.is_v1("cpuacct"))
            .unwrap();
        assert_eq!(mount.point, Path::new("/sys/fs/cgroup/cpu,cpuacct"));
        assert!(Mount::all(mounts).all(|mount| !mount.is_v1("memory")));
    }

    #[test]
    fn own_group_is_found_in_both_versions() {
        let membership = "4:memory:/jobs/7\n3:cpu,cpuacct:/\n0::/user.slice/a:b.scope\n";
        assert_eq!(
            own_group(membership, |names| names
                .split(',')
                .any(|name| name == "cpuacct")),
            Some("/")
        );
        assert_eq!(
            own_group(membership, str::is_empty),
            Some("/user.slice/a:b.scope")
        );
    }

    #[test]
    fn hostile_mount_lines_are_passed_over() {
        assert_eq!(Mount::all("\n - \nx - y\n1 2 3 4 - cgroup\n").count(), 0);
    }
}
