//! A mount namespace with a read-only file system and a private, limited `/tmp`, as on Lambda.
//!
//! It is built ahead of the process that will live in it, by a child that makes the mounts, hands
//! the namespace over a socket and ends; entering it later costs microseconds.

mod hand_over;
mod recipe;

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::loop_device;
use recipe::Recipe;

pub(crate) use recipe::c_path;

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
    pub(in crate::platform) fn descriptors(&self) -> [Option<RawFd>; 2] {
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
