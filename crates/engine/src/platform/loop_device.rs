//! Loop devices, which make a file into the disk under a private `/tmp`.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

use fs_err::OpenOptions;

/// `LOOP_CTL_GET_FREE` of `linux/loop.h`.
const GET_FREE: libc::Ioctl = 0x4C82_u32 as libc::Ioctl;
/// `LOOP_CONFIGURE` of `linux/loop.h`, since Linux 5.8.
const CONFIGURE: libc::Ioctl = 0x4C0A_u32 as libc::Ioctl;
/// `LO_FLAGS_AUTOCLEAR`: the device is let go with its last user.
const AUTOCLEAR: u32 = 4;

/// `struct loop_config` of `linux/loop.h`, with the parts that are not used left zero.
#[repr(C)]
struct Config {
    fd: u32,
    block_size: u32,
    device: u64,
    inode: u64,
    rdevice: u64,
    offset: u64,
    size_limit: u64,
    number: u32,
    encrypt_type: u32,
    encrypt_key_size: u32,
    flags: u32,
    names: [u8; 64 + 64 + 32],
    init: [u64; 2],
    reserved: [u64; 8],
}

/// A loop device that serves a file; it goes with the last mount or handle.
#[derive(Debug)]
pub(super) struct LoopDevice {
    /// Path of the block device.
    pub(super) path: String,
    _handle: File,
}

/// Attaches a file to a free loop device.
pub(super) fn attach(image: &File) -> io::Result<LoopDevice> {
    let control = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/loop-control")?;
    // Another process may take the free device between the two calls, hence the retries.
    let mut refused = io::Error::from(io::ErrorKind::ResourceBusy);
    for _ in 0..16 {
        // SAFETY: the request takes no argument.
        let number = unsafe { libc::ioctl(control.as_raw_fd(), GET_FREE) };
        if number < 0 {
            return Err(io::Error::last_os_error());
        }
        let path = format!("/dev/loop{number}");
        let device = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)?
            .into_parts()
            .0;
        match configure(&device, image) {
            Ok(()) => {
                return Ok(LoopDevice {
                    path,
                    _handle: device,
                });
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn configure(device: &File, image: &File) -> io::Result<()> {
    let config = Config {
        fd: u32::try_from(image.as_raw_fd()).map_err(io::Error::other)?,
        block_size: 0,
        device: 0,
        inode: 0,
        rdevice: 0,
        offset: 0,
        size_limit: 0,
        number: 0,
        encrypt_type: 0,
        encrypt_key_size: 0,
        flags: AUTOCLEAR,
        names: [0; 64 + 64 + 32],
        init: [0; 2],
        reserved: [0; 8],
    };
    // SAFETY: `config` has the layout that the request reads and outlives the call.
    let status = unsafe { libc::ioctl(device.as_raw_fd(), CONFIGURE, &raw const config) };
    if status < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn loop_config_has_the_size_of_the_kernel_structure() {
        assert_eq!(size_of::<Config>(), 304);
    }
}
