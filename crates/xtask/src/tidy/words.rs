//! Words that no file may hold: folders of one machine, and hosts of package registries.
//!
//! A folder is wrong anywhere, snapshots above all. A registry's host is the user's choice and
//! never the product's; tests and fixtures quote lock files, which name hosts.

use std::path::Path;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::{Finding, product_code};

/// Home folders that stand for anyone's, Homebrew's on Linux, and the one on Lambda.
const ANYONE: &[&str] = &["me", "user", "you", "linuxbrew", "sbx_user1051"];

/// Hosts of registries that tools fetch packages from.
const HOSTS: &[&str] = &[
    "files.pythonhosted.org",
    "index.crates.io",
    "pypi.org/simple",
    "registry.npmjs.org",
    "static.crates.io",
];

/// Returns the forbidden words of a file.
pub(super) fn check(file: &Path, text: &str) -> Vec<Finding> {
    static FOLDER: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?:^|[^\w.\])}])/(?:root/|(?:home|Users)/([\w.-]+))";
        Regex::new(pattern).expect("the pattern is tested")
    });
    // This file names what it looks for.
    if file.ends_with("tidy/words.rs") {
        return Vec::new();
    }
    let n_lines_of_code = product_code(file, text).lines().count();
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut folders = FOLDER.captures_iter(line);
        if folders.any(|found| {
            !found
                .get(1)
                .is_some_and(|name| ANYONE.contains(&name.as_str()))
        }) {
            findings.push(Finding::at(number, file, "names a folder of one machine"));
        }
        let host = HOSTS.iter().find(|host| line.contains(*host));
        if let Some(host) = host.filter(|_| number <= n_lines_of_code) {
            let message = format!("names the registry host `{host}`");
            findings.push(Finding::at(number, file, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(file: &str, text: &str) -> usize {
        check(Path::new(file), text).len()
    }

    #[test]
    fn folders_of_one_machine_are_found() {
        assert_eq!(findings("a.snap", "at /home/maria/code/app.py"), 1);
        assert_eq!(findings("a.snap", "\"/root/code/app.py\""), 1);
        assert_eq!(findings("a.snap", "PATH=/bin:/Users/maria/bin"), 1);
        assert_eq!(findings("crates/cli/tests/it/main.rs", "\"/root/x\""), 1);
    }

    #[test]
    fn folders_of_anyone_are_not() {
        assert_eq!(
            findings(
                "a.snap",
                "at /home/user/code/app.py, HOME=/home/sbx_user1051"
            ),
            0
        );
        assert_eq!(
            findings("a.rs", "workspace/root/Cargo.toml and $HOME/home/page"),
            0
        );
    }

    #[test]
    fn registry_hosts_belong_in_tests_only() {
        let line = "url = \"https://files.pythonhosted.org/a.whl\"\n";
        let test = format!("fn main() {{}}\n#[cfg(test)]\nmod tests {{\n{line}}}\n");
        assert_eq!(findings("crates/project/src/lock.rs", line), 1);
        assert_eq!(findings("crates/project/src/lock.rs", &test), 0);
        assert_eq!(findings("crates/project/src/lock/tests.rs", line), 0);
        assert_eq!(findings("crates/project/tests/uv.lock", line), 0);
    }
}
