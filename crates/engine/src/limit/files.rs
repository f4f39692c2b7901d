//! Reading and writing the small files of control groups.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long the kernel gets to let killed processes go.
const REAPING: Duration = Duration::from_secs(10);

/// Opens a file for writing settings again and again.
pub(super) fn open_for_writing(path: &Path) -> io::Result<File> {
    Ok(fs_err::OpenOptions::new()
        .write(true)
        .open(path)?
        .into_parts()
        .0)
}

/// Opens a file for reading figures again and again.
pub(super) fn open_for_reading(path: &Path) -> io::Result<File> {
    Ok(fs_err::File::open(path)?.into_parts().0)
}

/// Writes a setting; the files of control groups take it in one write.
pub(super) fn write(path: &Path, value: &str) -> io::Result<()> {
    open_for_writing(path)?.write_all_at(value.as_bytes(), 0)
}

/// Reads a whole file afresh through an open handle.
pub(super) fn reread(file: &File) -> io::Result<String> {
    let mut buffer = [0; 4096];
    let length = file.read_at(&mut buffer, 0)?;
    Ok(String::from_utf8_lossy(&buffer[..length]).into_owned())
}

/// Reads a file that holds one number.
pub(super) fn number(file: &File) -> Option<u64> {
    reread(file).ok()?.trim().parse().ok()
}

/// Reads the number behind a key of a file of `key number` lines.
pub(super) fn keyed_number(text: &str, key: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        line.strip_prefix(key)?
            .strip_prefix(' ')?
            .trim()
            .parse()
            .ok()
    })
}

/// Returns the processes of a group.
pub(super) fn members(procs: &Path) -> Vec<Pid> {
    let mut text = String::new();
    // A group that is gone has no members.
    if fs_err::File::open(procs)
        .and_then(|mut file| file.read_to_string(&mut text))
        .is_err()
    {
        return Vec::new();
    }
    text.lines()
        .filter_map(|line| Pid::from_raw(line.parse().ok()?))
        .collect()
}

/// Lets others run, the kernel's own work for the dead among them.
fn pause() {
    std::thread::park_timeout(Duration::from_micros(200));
}

/// Kills the members of a group again and again until none is left.
pub(super) fn kill_members(procs: &Path) {
    let deadline = Instant::now() + REAPING;
    loop {
        let left = members(procs);
        if left.is_empty() || Instant::now() > deadline {
            return;
        }
        for pid in left {
            // A process that ended in between is what was wanted.
            let _ = kill_process(pid, Signal::KILL);
        }
        pause();
    }
}

/// Waits until dead processes have made room for others: they count until their parents, or whoever
/// took them over, have taken note.
pub(super) fn await_room(current: &Path, most: u64) {
    let deadline = Instant::now() + REAPING;
    let count = || {
        std::fs::read_to_string(current)
            .ok()?
            .trim()
            .parse::<u64>()
            .ok()
    };
    while count().is_some_and(|count| count > most) && Instant::now() < deadline {
        pause();
    }
}

/// Removes a group's folder; the kernel needs a moment after the last process.
pub(super) fn remove_group(folder: &Path) {
    let deadline = Instant::now() + REAPING;
    while let Err(error) = std::fs::remove_dir(folder) {
        if error.kind() != io::ErrorKind::ResourceBusy || Instant::now() > deadline {
            return;
        }
        pause();
    }
}

/// Returns the folders of the groups below a group.
pub(super) fn groups_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::keyed_number;

    #[test]
    fn key_must_match_whole() {
        let text = "oom 1\noom_kill 2\noom_group_kill 3\n";
        assert_eq!(keyed_number(text, "oom_kill"), Some(2));
        assert_eq!(keyed_number(text, "oom"), Some(1));
        assert_eq!(keyed_number(text, "high"), None);
    }
}
