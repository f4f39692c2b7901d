//! A mount namespace with a read-only file system and a private, limited `/tmp`, as on Lambda.
//!
//! It is built ahead of the process that will live in it, by a child that makes the mounts, hands
//! the namespace over a socket and ends; entering it later costs microseconds.

use std::ffi::{CStr, CString};
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, mount, mount_change,
    move_mount, open_tree,
};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use rustix::thread::{UnshareFlags, unshare_unsafe};

use super::loop_device;
use super::spawn::in_child;

/// What lies under the private `/tmp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// An ext4 image on a loop device: a disk of its own, not counted as memory.
    Disk,
    /// A file system in memory, whose pages count as the function's memory.
    Memory,
    /// The same, inside a user namespace, for users who are not root.
    UserMemory,
}

impl Storage {
    /// Every kind, best first.
    pub(crate) const ALL: [Self; 3] = [Self::Disk, Self::Memory, Self::UserMemory];
}

/// What the function shall see of the file system.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// Size of `/tmp` in bytes.
    pub(crate) bytes: u64,
    /// Folders that must stay visible though they are below `/tmp`.
    pub(crate) exposed: Vec<PathBuf>,
    /// Folder for the disk image while it is attached.
    pub(crate) folder: PathBuf,
}

/// A mount namespace, and the user namespace that owns it where there is one.
#[derive(Debug)]
pub(crate) struct Namespace {
    user: Option<OwnedFd>,
    mount: Option<OwnedFd>,
}

impl Drop for Namespace {
    /// Lets go of the last handle elsewhere: the kernel unmounts then and there, which takes 50 ms.
    /// A thread that is still at it holds up the end of the process, so nothing is left behind.
    fn drop(&mut self) {
        let mount = self.mount.take();
        std::thread::spawn(move || drop(mount));
    }
}

impl Namespace {
    /// Builds a namespace of the given kind.
    ///
    /// The building child joins the group, if one is given, before it ends: the kernel makes the
    /// first entry into a group after a pause wait up to 30 ms for all processors (an RCU grace
    /// period), and the next one, which a cold start waits for, not at all.
    pub(crate) fn build(
        storage: Storage,
        view: &View,
        group: Option<BorrowedFd<'_>>,
    ) -> io::Result<Self> {
        let disk = match storage {
            Storage::Disk => Some(disk(view)?),
            Storage::Memory | Storage::UserMemory => None,
        };
        let recipe = Recipe::new(storage, view, disk.as_ref().map(|disk| disk.path.as_str()))?;
        recipe.carry_out(group)
    }

    /// Returns the descriptors to enter, in order.
    pub(super) fn descriptors(&self) -> [Option<RawFd>; 2] {
        [
            self.user.as_ref().map(AsRawFd::as_raw_fd),
            self.mount.as_ref().map(AsRawFd::as_raw_fd),
        ]
    }
}

/// Makes an empty ext4 file system in a file that has no name any more.
fn disk(view: &View) -> io::Result<loop_device::LoopDevice> {
    let path = view.folder.join("tmp.img");
    let image = fs_err::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    image.set_len(view.bytes)?;
    let made = Command::new("mkfs.ext4")
        .env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin")
        .args([
            "-q",
            "-F",
            "-m",
            "0",
            "-O",
            "^has_journal",
            "-E",
            "lazy_itable_init=1,nodiscard",
        ])
        .arg(&path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let image: File = image.into_parts().0;
    let device = made.and_then(|status| {
        if status.success() {
            loop_device::attach(&image)
        } else {
            Err(io::Error::other("mkfs.ext4 failed"))
        }
    });
    fs_err::remove_file(&path)?;
    device
}

/// Every step of the building child, with all memory it needs allocated ahead.
struct Recipe {
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
    fn new(storage: Storage, view: &View, disk: Option<&str>) -> io::Result<Self> {
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

    fn carry_out(self, group: Option<BorrowedFd<'_>>) -> io::Result<Namespace> {
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
        let mut carried: [Option<OwnedFd>; 16] = [const { None }; 16];
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

/// Runs in the child: sends the namespaces' descriptors to the parent.
fn hand_over(socket: BorrowedFd<'_>, has_user: bool) -> rustix::io::Result<()> {
    let open =
        |path: &CStr| rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
    let mount = open(c"/proc/self/ns/mnt")?;
    let user = open(c"/proc/self/ns/user")?;
    let both = [mount.as_fd(), user.as_fd()];
    let sent = if has_user { &both[..] } else { &both[..1] };
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(sent));
    sendmsg(
        socket,
        &[io::IoSlice::new(b"n")],
        &mut control,
        SendFlags::NOSIGNAL,
    )
    .map(drop)
}

fn receive(socket: &OwnedFd, has_user: bool) -> io::Result<Namespace> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    recvmsg(
        socket,
        &mut [io::IoSliceMut::new(&mut byte)],
        &mut control,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    let mut received = control
        .drain()
        .filter_map(|message| match message {
            RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
            _ => None,
        })
        .flatten();
    let mount = received
        .next()
        .ok_or_else(|| io::Error::other("no namespace was handed over"))?;
    let user = if has_user { received.next() } else { None };
    Ok(Namespace {
        user,
        mount: Some(mount),
    })
}
