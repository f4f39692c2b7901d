//! What the building child does: the namespaces, the mounts, and who may write where.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, mount, mount_change,
    move_mount, open_tree,
};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use rustix::thread::{UnshareFlags, unshare_unsafe};

use super::hand_over::{hand_over, receive};
use super::{Namespace, Storage, View};
use crate::platform::spawn::in_child;

/// Folders below `/tmp` that can be carried over; the child cannot allocate room for more.
const MOST_EXPOSED: usize = 64;

/// Every step of the building child, with all memory it needs allocated ahead.
pub(super) struct Recipe {
    user: Option<[CString; 2]>,
    source: CString,
    kind: &'static CStr,
    options: CString,
    exposed: Vec<Exposed>,
}

/// A folder to carry over into the new `/tmp`, with the folders to make on the way to it.
struct Exposed {
    path: CString,
    ancestors: Vec<CString>,
}

impl Recipe {
    /// Prepares the steps for a kind of `/tmp`; a disk is told by its device.
    pub(super) fn new(storage: Storage, view: &View, disk: Option<&str>) -> io::Result<Self> {
        let (uid, gid) = (
            rustix::process::getuid().as_raw(),
            rustix::process::getgid().as_raw(),
        );
        let user = (storage == Storage::UserMemory)
            .then(|| [format!("{uid} {uid} 1"), format!("{gid} {gid} 1")].map(text));
        let (kind, options) = match disk {
            Some(_) => (c"ext4", CString::default()),
            None => (c"tmpfs", text(format!("size={},mode=1777", view.bytes))),
        };
        let source = text(disk.unwrap_or("warmfront").to_owned());
        if view.exposed.len() > MOST_EXPOSED {
            return Err(io::Error::other(
                "too many folders below /tmp must stay visible",
            ));
        }
        let exposed = view
            .exposed
            .iter()
            .map(|path| Exposed::new(path))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            user,
            source,
            kind,
            options,
            exposed,
        })
    }

    /// Has a child carry it out, which joins the group first, if one is given.
    pub(super) fn carry_out(self, group: Option<BorrowedFd<'_>>) -> io::Result<Namespace> {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let has_user = self.user.is_some();
        let handle = theirs.as_raw_fd();
        let group = group.map(|group| group.as_raw_fd());
        // SAFETY: the closure only makes system calls; all it uses was allocated before the fork
        // and the descriptors stay open in the parent until the child has ended.
        unsafe {
            in_child(move || {
                if let Some(group) = group {
                    // SAFETY: the descriptor is open, see above.
                    rustix::io::write(BorrowedFd::borrow_raw(group), b"0")?;
                }
                self.build()?;
                // SAFETY: the descriptor is open, see above.
                Ok(hand_over(BorrowedFd::borrow_raw(handle), has_user)?)
            })?;
        }
        drop(theirs);
        receive(&ours, has_user)
    }

    /// Runs in the child: makes the namespaces and the mounts.
    fn build(&self) -> rustix::io::Result<()> {
        let flags = UnshareFlags::NEWNS
            | if self.user.is_some() {
                UnshareFlags::NEWUSER
            } else {
                UnshareFlags::empty()
            };
        // SAFETY: the child is single-threaded and shares no memory that the flags affect.
        unsafe { unshare_unsafe(flags)? };
        if let Some([uid_map, gid_map]) = &self.user {
            write_file(c"/proc/self/setgroups", c"deny")?;
            write_file(c"/proc/self/uid_map", uid_map)?;
            write_file(c"/proc/self/gid_map", gid_map)?;
        }
        mount_change(
            "/",
            MountPropagationFlags::REC | MountPropagationFlags::PRIVATE,
        )?;
        let mut carried: [Option<OwnedFd>; MOST_EXPOSED] = [const { None }; MOST_EXPOSED];
        for (slot, exposed) in carried.iter_mut().zip(&self.exposed) {
            *slot = Some(open_tree(
                CWD,
                exposed.path.as_c_str(),
                OpenTreeFlags::OPEN_TREE_CLONE
                    | OpenTreeFlags::OPEN_TREE_CLOEXEC
                    | OpenTreeFlags::AT_RECURSIVE,
            )?);
        }
        self.mount_tmp()?;
        for (slot, exposed) in carried.iter().zip(&self.exposed) {
            if let Some(tree) = slot {
                exposed.put_back(tree)?;
            }
        }
        set_read_only(c"/", AccessChange::ReadOnlyBelow)?;
        set_read_only(c"/tmp", AccessChange::Writable)
    }

    fn mount_tmp(&self) -> rustix::io::Result<()> {
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOATIME;
        mount(
            self.source.as_c_str(),
            c"/tmp",
            self.kind,
            flags,
            self.options.as_c_str(),
        )?;
        rustix::fs::chmod(c"/tmp", Mode::from_raw_mode(0o1777))?;
        match rustix::fs::unlinkat(CWD, c"/tmp/lost+found", rustix::fs::AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Exposed {
    fn new(path: &Path) -> io::Result<Self> {
        let ancestors = path
            .ancestors()
            .filter(|folder| folder.starts_with("/tmp") && *folder != Path::new("/tmp"))
            .map(c_path)
            .collect::<io::Result<Vec<_>>>()?;
        Ok(Self {
            path: c_path(path)?,
            ancestors: ancestors.into_iter().rev().collect(),
        })
    }

    fn put_back(&self, tree: &OwnedFd) -> rustix::io::Result<()> {
        for folder in &self.ancestors {
            match rustix::fs::mkdir(folder.as_c_str(), Mode::from_raw_mode(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error),
            }
        }
        move_mount(
            tree,
            c"",
            CWD,
            self.path.as_c_str(),
            MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH,
        )
    }
}

/// Returns a path as a C string.
pub(crate) fn c_path(path: &Path) -> io::Result<CString> {
    use std::os::unix::ffi::OsStrExt;
    CString::new(path.as_os_str().as_bytes()).map_err(io::Error::other)
}

fn text(text: String) -> CString {
    CString::new(text).expect("numbers and device paths hold no NUL")
}

fn write_file(path: &CStr, content: &CStr) -> rustix::io::Result<()> {
    let file = rustix::fs::open(path, OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty())?;
    rustix::io::write(file, content.to_bytes()).map(drop)
}

#[derive(Clone, Copy)]
enum AccessChange {
    ReadOnlyBelow,
    Writable,
}

/// Changes mounts to read-only, all below the path too, or one mount back to writable.
fn set_read_only(path: &CStr, change: AccessChange) -> rustix::io::Result<()> {
    let (set, clear, flags) = match change {
        AccessChange::ReadOnlyBelow => (libc::MOUNT_ATTR_RDONLY, 0, libc::AT_RECURSIVE),
        AccessChange::Writable => (0, libc::MOUNT_ATTR_RDONLY, 0),
    };
    let attributes = libc::mount_attr {
        attr_set: set,
        attr_clr: clear,
        propagation: 0,
        userns_fd: 0,
    };
    // SAFETY: the path is NUL-terminated and the structure has the size that is passed.
    let status = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            flags,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if status == 0 {
        Ok(())
    } else {
        Err(Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::IO))
    }
}
