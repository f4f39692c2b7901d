//! Confines a child process between fork and exec.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use rustix::io::{Errno, FdFlags};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getpid, getppid, set_parent_process_death_signal, setrlimit,
    setsid,
};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::namespace::Namespace;

/// Open files that Lambda allows (its quotas page).
const OPEN_FILES: u64 = 1024;

/// Processes and threads that Lambda allows (the same).
const PROCESSES: u64 = 1024;

/// What a child is confined to; everything stays open in the parent until it has been spawned.
pub(crate) struct Confinement<'a> {
    /// Working folder, seen from inside the namespace.
    pub(crate) folder: CString,
    /// Open `cgroup.procs` files of the groups to join.
    pub(crate) groups: Vec<BorrowedFd<'a>>,
    /// Mount namespace to enter.
    pub(crate) namespace: Option<&'a Namespace>,
    /// File that stays open in the child, under the same number.
    pub(crate) inherited: Option<BorrowedFd<'a>>,
}

/// Makes the child join its groups and namespace, lead a session of its own and die with us.
pub(crate) fn confine(command: &mut Command, confinement: &Confinement<'_>) {
    let parent = getpid();
    let groups: Vec<RawFd> = confinement.groups.iter().map(AsRawFd::as_raw_fd).collect();
    let namespaces = confinement
        .namespace
        .map(Namespace::descriptors)
        .unwrap_or_default();
    // Inside a user namespace of its own a function's processes are counted apart from all others
    // of the user (Linux 5.14).
    let counted = namespaces[0].is_some();
    let folder = confinement.folder.clone();
    let inherited = confinement.inherited.as_ref().map(AsRawFd::as_raw_fd);
    // SAFETY: the closure only makes system calls on descriptors that stay open in the parent
    // while it spawns; it neither allocates nor takes locks.
    unsafe {
        command.pre_exec(move || {
            setsid()?;
            for group in &groups {
                // SAFETY: the descriptor is open, see above.
                rustix::io::write(BorrowedFd::borrow_raw(*group), b"0")?;
            }
            for namespace in namespaces.iter().flatten() {
                // SAFETY: the descriptor is open, see above.
                enter(BorrowedFd::borrow_raw(*namespace))?;
            }
            if let Some(inherited) = inherited {
                // SAFETY: the descriptor is open, see above.
                let inherited = BorrowedFd::borrow_raw(inherited);
                rustix::io::fcntl_setfd(inherited, FdFlags::empty())?;
            }
            rustix::process::chdir(folder.as_c_str())?;
            limit(Resource::Nofile, OPEN_FILES)?;
            if counted {
                limit(Resource::Nproc, PROCESSES)?;
            }
            // A crash shall not leave a file behind.
            limit(Resource::Core, 0)?;
            die_with(parent)
        });
    }
}

/// Error with which a child reports that it is done and wants no program executed.
const DONE: Errno = Errno::NOEXEC;

/// Does something in a child that runs no program.
///
/// # Safety
///
/// The same as for `pre_exec`: the work must not allocate or take locks, and descriptors that it
/// uses must be open in the parent meanwhile.
pub(super) unsafe fn in_child(
    mut work: impl FnMut() -> io::Result<()> + Send + Sync + 'static,
) -> io::Result<()> {
    let mut command = Command::new("/");
    // SAFETY: the caller's word.
    unsafe {
        command.pre_exec(move || {
            work()?;
            Err(DONE.into())
        });
    }
    let outcome = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match outcome {
        Err(error) if error.raw_os_error() == Some(DONE.raw_os_error()) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(io::Error::other("a child ran a program unasked")),
    }
}

/// Lets a child join the group of an open `cgroup.procs` file, and end.
pub(crate) fn try_join(group: &File) -> io::Result<()> {
    let group = group.as_raw_fd();
    // SAFETY: the closure makes one system call on a descriptor that is open in the parent.
    unsafe {
        in_child(move || Ok(rustix::io::write(BorrowedFd::borrow_raw(group), b"0").map(drop)?))
    }
}

fn enter(namespace: BorrowedFd<'_>) -> io::Result<()> {
    Ok(move_into_link_name_space(
        namespace,
        None::<LinkNameSpaceType>,
    )?)
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(most),
        },
    )?)
}

/// Arranges to be killed with the parent; after the namespaces, since entering one resets it.
fn die_with(parent: Pid) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    if getppid() == Some(parent) {
        Ok(())
    } else {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}
