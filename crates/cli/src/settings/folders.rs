//! The folders that the tool itself keeps things in, as the XDG base directories have it.

use std::path::PathBuf;

use super::Variables;

const NAME: &str = "warmfront";

/// The folders that the tool itself keeps things in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folders {
    /// What later runs can use again.
    pub(crate) cache: PathBuf,
    /// What a run needs while it lives.
    pub(crate) state: PathBuf,
}

impl Folders {
    /// Finds them: `WARMFRONT_CACHE_DIR` and `WARMFRONT_STATE_DIR`, or where XDG puts them.
    pub(crate) fn of(variables: &Variables) -> Self {
        Self {
            cache: one(variables, "WARMFRONT_CACHE_DIR", "XDG_CACHE_HOME", ".cache"),
            state: one(
                variables,
                "WARMFRONT_STATE_DIR",
                "XDG_STATE_HOME",
                ".local/state",
            ),
        }
    }
}

fn one(variables: &Variables, own: &str, xdg: &str, below_home: &str) -> PathBuf {
    if let Some(folder) = variables.path(own) {
        return std::path::absolute(&folder).unwrap_or(folder);
    }
    // The specification has relative paths ignored.
    let base = variables
        .path(xdg)
        .filter(|base| base.is_absolute())
        .or_else(|| variables.path("HOME").map(|home| home.join(below_home)))
        .or_else(|| variables.path("TMPDIR"))
        .unwrap_or_else(|| PathBuf::from("/tmp"));
    base.join(NAME)
}

#[cfg(test)]
mod tests {
    use super::{Folders, Variables};

    fn check(pairs: &[(&str, &str)], cache: &str, state: &str) {
        let folders = Folders::of(&Variables::new(pairs));
        assert_eq!(folders.cache.to_str(), Some(cache));
        assert_eq!(folders.state.to_str(), Some(state));
    }

    #[test]
    fn own_variables_come_before_xdg_before_home() {
        let home = ("HOME", "/home/me");
        check(
            &[home],
            "/home/me/.cache/warmfront",
            "/home/me/.local/state/warmfront",
        );
        let xdg = ("XDG_CACHE_HOME", "/c");
        check(
            &[home, xdg, ("XDG_STATE_HOME", "relative")],
            "/c/warmfront",
            "/home/me/.local/state/warmfront",
        );
        check(
            &[xdg, ("WARMFRONT_CACHE_DIR", "/mine")],
            "/mine",
            "/tmp/warmfront",
        );
    }
}
