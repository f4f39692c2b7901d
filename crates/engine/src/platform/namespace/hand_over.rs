//! Passes a namespace from the child that built it to us, through a socket.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};

use super::Namespace;

/// Runs in the child: sends the namespaces' descriptors to the parent.
pub(super) fn hand_over(socket: BorrowedFd<'_>, has_user: bool) -> rustix::io::Result<()> {
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

/// Takes what the child sent.
pub(super) fn receive(socket: &OwnedFd, has_user: bool) -> io::Result<Namespace> {
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
