//! Files that a user asked for: they are whole or not there.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;

/// Writes a file beside its place and puts it there when it is whole. What is no regular file, such
/// as `/dev/stdout` or a named pipe, is written to as it is.
pub(crate) fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let written = match fs_err::metadata(path) {
        Ok(there) if !there.is_file() => File::options()
            .write(true)
            .open(path)
            .and_then(|file| fill(&file, content)),
        // A link stays a link, and a program a program.
        Ok(there) => path
            .canonicalize()
            .and_then(|path| replace(&path, content, there.permissions())),
        Err(_) => replace(path, content, Permissions::from_mode(0o666)),
    };
    written.with_context(|| format!("could not write `{}`", path.display()))
}

fn replace(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    permissions: Permissions,
) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The tool's own folder is there as soon as somebody writes into it.
    if folder.ends_with(".warmfront") {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = tempfile::Builder::new()
        .permissions(permissions)
        .tempfile_in(folder)?;
    fill(unfinished.as_file(), content)?;
    unfinished.persist(path)?;
    Ok(())
}

fn fill(
    file: &File,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    content(&mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::io;
    use std::os::unix::fs::PermissionsExt;

    use super::write;

    #[test]
    fn what_fails_halfway_leaves_the_old_file_and_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        write(&path, |out| io::Write::write_all(out, b"old")).unwrap();
        let failed = write(&path, |out| {
            io::Write::write_all(out, b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.unwrap_err().to_string().contains("report"));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, |out| io::Write::write_all(out, b"new")).unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        std::fs::set_permissions(&target, Permissions::from_mode(0o755)).unwrap();
        write(&target, |out| io::Write::write_all(out, b"newer")).unwrap();
        let mode = std::fs::metadata(&target).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
        let socket = folder.path().join("socket");
        let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(write(&socket, |_| Ok(())).is_err());
        assert!(!std::fs::metadata(&socket).unwrap().is_file());
    }

    #[test]
    fn the_folder_of_the_tool_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".warmfront/profile.json");
        write(&path, |out| io::Write::write_all(out, b"new")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = write("missing/report".as_ref(), |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("missing/report"));
    }
}
