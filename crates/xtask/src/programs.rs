//! Database servers that tests start for themselves: found on this machine, or installed by Debian's
//! package manager where that needs nobody's password.
//!
//! Only programs are wanted. Nothing is started here, and no system service is set up: the cluster
//! that Debian makes along with `PostgreSQL` is switched off beforehand, and Redis comes from the
//! package of its tools, whose `redis-check-rdb` is the server under another name.

use std::env;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// Where Debian keeps `PostgreSQL`'s programs, by version.
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";
/// What Debian makes of a new installation.
const DEBIAN_CLUSTERS: &str = "/etc/postgresql-common/createcluster.conf";
/// Note that an installation was tried, so that a machine without a network tries once.
const NOTE: &str = "servers-tried";

/// Programs of database servers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Programs {
    /// Folder with `initdb` and `postgres`.
    pub(crate) postgres: Option<PathBuf>,
    /// `redis-server`.
    pub(crate) redis: Option<PathBuf>,
}

/// Finds the programs, after installing what is absent; `folder` keeps a link and a note.
pub(crate) fn ready(folder: &Path) -> anyhow::Result<Programs> {
    let found = search(folder)?;
    let is_complete = found.postgres.is_some() && found.redis.is_some();
    let note = folder.join(NOTE);
    if is_complete || note.exists() || !may_install() {
        return Ok(found);
    }
    fs_err::write(&note, "")?;
    // A machine without a network can still run every other test.
    if let Err(failure) = install(&found) {
        eprintln!("could not install database servers: {failure:#}");
    }
    search(folder)
}

impl Programs {
    /// Returns what a developer wants to know before tests run.
    pub(crate) fn skipped(&self) -> Vec<String> {
        let wanted = [
            ("PostgreSQL", self.postgres.is_some()),
            ("Redis", self.redis.is_some()),
        ];
        let absent = wanted.into_iter().filter(|(_, is_here)| !is_here);
        let line = |(name, _)| format!("skipped {name}: not on this machine");
        absent.map(line).collect()
    }
}

fn search(folder: &Path) -> anyhow::Result<Programs> {
    let on_path: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    let postgres = versions(Path::new(DEBIAN_POSTGRES))
        .into_iter()
        .chain(on_path.iter().cloned())
        .find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file());
    let named = |name| {
        let mut programs = on_path.iter().map(|bin| bin.join(name));
        programs.find(|program| program.is_file())
    };
    let redis = match (named("redis-server"), named("redis-check-rdb")) {
        (Some(server), _) => Some(server),
        (None, Some(tool)) if Path::new("/etc/debian_version").exists() => {
            Some(linked(&tool, &folder.join("redis-server"))?)
        }
        (None, _) => named("valkey-server"),
    };
    Ok(Programs { postgres, redis })
}

/// Program folders below a folder of versions, the newest first.
fn versions(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return Vec::new();
    };
    let number = |name: std::ffi::OsString| name.to_str().and_then(|name| name.parse().ok());
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut numbers: Vec<u32> = names.filter_map(number).collect();
    numbers.sort_unstable();
    let bin = |number: u32| folder.join(number.to_string()).join("bin");
    numbers.into_iter().rev().map(bin).collect()
}

/// The program decides by its name what it is.
fn linked(program: &Path, link: &Path) -> anyhow::Result<PathBuf> {
    if !link.is_file() {
        let _ = fs_err::remove_file(link);
        symlink(program, link)?;
    }
    Ok(link.to_owned())
}

/// Tells whether Debian's package manager is here and needs nobody's password.
pub(crate) fn may_install() -> bool {
    rustix::process::geteuid().is_root() && Path::new("/usr/bin/apt-get").exists()
}

fn install(found: &Programs) -> anyhow::Result<()> {
    eprintln!("installing database servers with apt-get");
    apt(&["update"])?;
    if found.postgres.is_none() {
        apt(&["install", "postgresql-common"])?;
        let settings = fs_err::read_to_string(DEBIAN_CLUSTERS)?;
        let settings = format!("{settings}\ncreate_main_cluster = false\n");
        fs_err::write(DEBIAN_CLUSTERS, settings)?;
        apt(&["install", "postgresql"])?;
    }
    if found.redis.is_none() {
        apt(&["install", "redis-tools"])?;
    }
    Ok(())
}

/// Runs Debian's package manager.
pub(crate) fn apt(words: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args(["-qq", "--yes", "--no-install-recommends"]);
    // Standard output may be a shell's, which reads variables from it.
    command.stdout(std::io::stderr());
    process::run(command.args(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_version_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["9", "15", "16", "common"] {
            fs_err::create_dir(folder.path().join(name)).unwrap();
        }
        let found = versions(folder.path());
        let expected = ["16/bin", "15/bin", "9/bin"];
        assert_eq!(found, expected.map(|name| folder.path().join(name)));
        assert_eq!(
            versions(&folder.path().join("none")),
            [""; 0].map(PathBuf::from)
        );
    }

    #[test]
    fn what_is_absent_is_said() {
        let programs = Programs {
            postgres: None,
            redis: Some("/usr/bin/redis-server".into()),
        };
        assert_eq!(
            programs.skipped(),
            ["skipped PostgreSQL: not on this machine"]
        );
    }
}
