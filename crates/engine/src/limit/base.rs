//! Where this run's groups live, in the best way this machine allows.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::mounts::{Mount, own_v1};
use super::place::{self, Refusal};
use super::{Ceiling, Group, Limits, modelled, stale, v1, v2};
use crate::setup::LimitsWanted;

/// The run's own group, below which each environment gets one.
#[derive(Debug)]
pub(crate) enum Base {
    /// Control groups, version 2.
    V2(PathBuf),
    /// Control groups, version 1.
    V1(v1::Folders),
    /// No control groups.
    Modelled {
        /// Why not, where they were wanted.
        why: Option<String>,
    },
}

impl Base {
    /// Finds the best place this machine allows and makes a group of that name there.
    pub(crate) fn find(wanted: LimitsWanted, name: &str) -> Self {
        if wanted == LimitsWanted::Modelled {
            return Self::Modelled { why: None };
        }
        // What cannot be read is as good as empty.
        let told = |path| fs::read_to_string(path).unwrap_or_default();
        let (mounts, membership) = (told("/proc/self/mountinfo"), told("/proc/self/cgroup"));
        let version_2 = || place::settle(&mounts, &membership, name).map(Self::V2);
        version_1(&mounts, &membership, name)
            // Where both are mounted, version 1 has the controllers.
            .or_else(|first| match first {
                Refusal::NotMounted => version_2(),
                first => version_2().map_err(|_| first),
            })
            .unwrap_or_else(|refusal| Self::Modelled {
                why: Some(refusal.to_string()),
            })
    }

    /// Returns how limits are put into force here.
    pub(crate) fn limits(&self) -> Limits {
        match self {
            Self::V2(_) => Limits::CgroupV2,
            Self::V1(_) => Limits::CgroupV1,
            Self::Modelled { .. } => Limits::Modelled,
        }
    }

    /// Makes the group of one environment.
    pub(crate) fn group(&self, number: u32, marker: &str, ceiling: Ceiling) -> io::Result<Group> {
        let name = number.to_string();
        match self {
            Self::V2(folder) => v2::Group::create(&folder.join(name), ceiling).map(Group::V2),
            Self::V1(folders) => v1::Group::create(&folders.below(&name), ceiling).map(Group::V1),
            Self::Modelled { .. } => Ok(Group::Modelled(modelled::Group::new(
                marker.to_owned(),
                ceiling,
            ))),
        }
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        match self {
            Self::V2(folder) => place::leave(folder),
            Self::V1(folders) => folders
                .freezer_first()
                .into_iter()
                .for_each(stale::clear_v1),
            Self::Modelled { .. } => {}
        }
    }
}

fn version_1(mounts: &str, membership: &str, name: &str) -> Result<Base, Refusal> {
    let place = |controller| {
        let mount = Mount::v1(mounts, controller)?;
        let own = own_v1(membership, controller)?;
        mount.folder_of(own).filter(|folder| folder.is_dir())
    };
    let [freezer, cpu, memory, cpuacct, pids] = v1::CONTROLLERS.map(place);
    let places = freezer.zip(cpu).zip(memory).zip(cpuacct).zip(pids);
    let ((((freezer, cpu), memory), cpuacct), pids) = places.ok_or(Refusal::NotMounted)?;
    let places = v1::Folders {
        cpu,
        memory,
        cpuacct,
        freezer,
        pids,
    };
    for place in places.freezer_first() {
        stale::clear(place, stale::clear_v1);
    }
    let folders = places.below(name);
    match folders.create() {
        Ok(()) => Ok(Base::V1(folders)),
        Err(_) => Err(Refusal::Closed(places.memory)),
    }
}
