//! A browser for tests of pages: found on this machine, or installed by Debian's package manager
//! where that needs nobody's password.

use std::path::{Path, PathBuf};

use warmfront_testkit::browser;

use crate::programs;

/// Note that an installation was tried, so that a machine without a network tries once.
const NOTE: &str = "browser-tried";

/// Finds Chromium, after installing it where there is none; `folder` keeps a note.
pub(crate) fn ready(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    let found = browser::chromium();
    let note = folder.join(NOTE);
    if found.is_some() || note.exists() || !programs::may_install() {
        return Ok(found);
    }
    fs_err::write(&note, "")?;
    eprintln!("installing a browser with apt-get");
    let installed =
        programs::apt(&["update"]).and_then(|()| programs::apt(&["install", "chromium"]));
    // A machine without a network can still run every other test.
    if let Err(failure) = installed {
        eprintln!("could not install a browser: {failure:#}");
    }
    Ok(browser::chromium())
}
