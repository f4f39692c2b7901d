//! Where control groups are mounted, and which of them is ours: the texts of `/proc/self`.

use std::path::{Component, Path, PathBuf};

/// A line of `/proc/self/mountinfo`.
pub(super) struct Mount<'a> {
    root: &'a str,
    /// Where it is mounted.
    pub(super) point: PathBuf,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    /// Finds the mount of a version 1 controller.
    pub(super) fn v1(mounts: &'a str, controller: &str) -> Option<Self> {
        Self::all(mounts).find(|mount| {
            mount.kind == "cgroup" && mount.options.split(',').any(|option| option == controller)
        })
    }

    /// Finds the mount of version 2.
    pub(super) fn v2(mounts: &'a str) -> Option<Self> {
        Self::all(mounts).find(|mount| mount.kind == "cgroup2")
    }

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

    /// Translates a group's path into the path of its folder.
    ///
    /// There is none for a group outside the mount. Both paths are told from the root of our control
    /// group namespace, and lead upwards out of it where a container inherited another one's mount.
    pub(super) fn folder_of(&self, group: &str) -> Option<PathBuf> {
        let (root, group) = (Path::new(self.root), Path::new(group));
        let outside = |path: &Path| path.components().any(|part| part == Component::ParentDir);
        if outside(root) || outside(group) {
            return None;
        }
        let below = group
            .strip_prefix(root)
            // A container without a namespace of its own sees its mount's root as `/`.
            .or_else(|_| group.strip_prefix("/"));
        // Collected anew, since joining nothing would leave a slash behind.
        Some(
            self.point
                .components()
                .chain(below.ok()?.components())
                .collect(),
        )
    }
}

/// Returns the path of our own group in the hierarchy of a version 1 controller.
pub(super) fn own_v1<'a>(membership: &'a str, controller: &str) -> Option<&'a str> {
    own(membership, |names| {
        names.split(',').any(|name| name == controller)
    })
}

/// Returns the path of our own group in version 2.
pub(super) fn own_v2(membership: &str) -> Option<&str> {
    own(membership, str::is_empty)
}

fn own(membership: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    membership.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?);
        fits(controllers).then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &str = "\
30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
31 25 0:27 / /sys/fs/cgroup/unified rw shared:4 - cgroup2 cgroup2 rw,nsdelegate
";

    #[test]
    fn mounts_are_found_by_controller_and_by_version() {
        let point = |mount: Option<Mount<'_>>| mount.map(|mount| mount.point);
        let both = PathBuf::from("/sys/fs/cgroup/cpu,cpuacct");
        assert_eq!(point(Mount::v1(HYBRID, "cpuacct")), Some(both));
        assert_eq!(point(Mount::v1(HYBRID, "memory")), None);
        let unified = PathBuf::from("/sys/fs/cgroup/unified");
        assert_eq!(point(Mount::v2(HYBRID)), Some(unified));
    }

    #[test]
    fn own_group_is_found_in_both_versions() {
        let membership = "4:memory:/jobs/7\n3:cpu,cpuacct:/\n0::/user.slice/a:b.scope\n";
        assert_eq!(own_v1(membership, "cpuacct"), Some("/"));
        assert_eq!(own_v1(membership, "pids"), None);
        assert_eq!(own_v2(membership), Some("/user.slice/a:b.scope"));
    }

    #[test]
    fn hostile_mount_lines_are_passed_over() {
        assert_eq!(Mount::all("\n - \nx - y\n1 2 3 4 - cgroup\n").count(), 0);
    }

    fn check_folder(root: &str, group: &str, expected: Option<&str>) {
        let line = format!("31 25 0:27 {root} /cg rw - cgroup2 cgroup2 rw");
        let mount = Mount::v2(&line).unwrap();
        let folder = mount.folder_of(group);
        let folder = folder.as_deref().and_then(Path::to_str);
        assert_eq!(folder, expected, "{root} {group}");
    }

    #[test]
    fn folder_of_a_group_is_below_the_mount() {
        check_folder("/", "/", Some("/cg"));
        check_folder("/", "/user.slice/x.scope", Some("/cg/user.slice/x.scope"));
        check_folder("/docker/7", "/docker/7/job", Some("/cg/job"));
        check_folder("/docker/7", "/", Some("/cg"));
    }

    #[test]
    fn group_outside_the_namespace_or_the_mount_has_no_folder() {
        check_folder("/../..", "/", None);
        check_folder("/", "/../other", None);
    }
}
