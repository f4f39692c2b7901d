//! Why an installer failed: its last words, and what would help.

use warmfront_model::target::Target;

use super::ProvideError;
use super::install::{Order, Sdists};
use super::requirement::requirement;
use crate::process::Ended;

/// How many lines of what the installer wrote are shown.
const SHOWN_LINES: usize = 15;

/// Longest line that is shown whole, in characters.
const LONGEST_LINE: usize = 300;

/// Makes the error of an installer that did not succeed.
pub(super) fn failure(installer: &'static str, ended: &Ended, order: &Order<'_>) -> ProvideError {
    let all = format!("{}\n{}", ended.stdout, ended.stderr);
    let lines: Vec<&str> = all
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
    let last: Vec<String> = last.iter().map(|line| shown(line)).collect();
    let hint = if ended.status.is_none() {
        "the installer did not finish in 30 minutes".to_owned()
    } else {
        hint(&all, order)
    };
    ProvideError::Failed {
        installer,
        hint,
        output: last.join("\n"),
    }
}

fn shown(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{} ...", &line[..end]),
        None => line.to_owned(),
    }
}

/// What went wrong, as far as an installer's words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    FullDisk,
    Network,
    NoPip,
    NotHashed,
    OtherHash,
    Corrupt,
    NotBuilt,
    NoWheel,
    Unknown,
}

/// Words that give a cause away, in the order in which they are looked for.
const WORDS: [(Cause, &[&str]); 8] = [
    (Cause::FullDisk, &["No space left on device", "os error 28"]),
    (
        Cause::Network,
        &[
            "NewConnectionError",
            "NameResolutionError",
            "Temporary failure in name resolution",
            "Network is unreachable",
            "Connection refused",
            "ProxyError",
            "ConnectTimeoutError",
            "error sending request",
            "dns error",
            "Failed to fetch",
            "network was disabled",
        ],
    ),
    (Cause::NoPip, &["No module named pip"]),
    (
        Cause::NotHashed,
        &[
            "Hashes are required in --require-hashes mode",
            "In --require-hashes mode",
            "In `--require-hashes` mode",
        ],
    ),
    (
        Cause::OtherHash,
        &["DO NOT MATCH THE HASHES", "hash mismatch", "Hash mismatch"],
    ),
    (
        Cause::Corrupt,
        &[
            "has an invalid wheel",
            "is invalid.",
            "invalid package format",
            "BadZipFile",
            "Bad CRC",
            "Bad magic number",
            "File is not a zip file",
            "Failed to extract archive",
            "Failed to read metadata",
            "invalid Zip",
            "trying to install outside target directory",
            "UnsupportedWheel",
            "RECORD file",
        ],
    ),
    (
        Cause::NotBuilt,
        &[
            "Failed building wheel",
            "subprocess-exited-with-error",
            "Failed to build",
        ],
    ),
    (
        Cause::NoWheel,
        &[
            "No matching distribution",
            "no version",
            "No solution found",
            "is not a supported wheel on this platform",
            "not compatible with the",
        ],
    ),
];

fn cause(output: &str) -> Cause {
    let says = |words: &[&str]| words.iter().any(|word| output.contains(word));
    let found = WORDS.iter().find(|(_, words)| says(words));
    found.map_or(Cause::Unknown, |(cause, _)| *cause)
}

/// Says whether another installer may know of a wheel that this one does not.
pub(super) fn lacks_a_wheel(ended: &Ended) -> bool {
    let said = [&ended.stdout, &ended.stderr];
    !ended.is_success() && said.iter().any(|said| cause(said) == Cause::NoWheel)
}

/// Says what would help.
fn hint(output: &str, order: &Order<'_>) -> String {
    let version = order.version();
    let plain = match cause(output) {
        Cause::FullDisk => "the disk of the cache folder is full",
        Cause::Network => {
            "the package index cannot be reached: check the network, or the index's address"
        }
        Cause::NoPip => "install uv, or give the interpreter a pip: `python -m ensurepip`",
        Cause::NotHashed => {
            "where one requirement has hashes all need them: lock again with hashes for every \
             package"
        }
        Cause::OtherHash => "a package does not have the hash that the requirements state",
        Cause::Corrupt => {
            "a wheel is damaged: if it is not your own file, clear the installer's cache \
             (`uv cache clean` or `pip cache purge`) and try again"
        }
        Cause::NotBuilt => {
            return format!(
                "a package has no wheel for Python {version} here and could not be built"
            );
        }
        Cause::NoWheel => return no_wheel(output, order),
        Cause::Unknown => "the installer's words above say why",
    };
    plain.to_owned()
}

fn no_wheel(output: &str, order: &Order<'_>) -> String {
    let version = order.version();
    let package = package(output).map_or("a package".to_owned(), |name| format!("`{name}`"));
    let Some(rules) = order.rules else {
        return format!("{package} has no such version for Python {version}, or not in this index");
    };
    let Target { architecture, .. } = rules.target;
    let building = match rules.sdists {
        Sdists::Refused => {
            ", or build it from source with `--allow-sdist` on Linux with the same architecture \
             and Python"
        }
        Sdists::Built => "",
    };
    format!(
        "{package} has no wheel for Python {version} on Lambda's {architecture} (C library 2.{}), \
         or no such version: choose a version that has one, another target{building}",
        rules.target.glibc()
    )
}

/// Finds the package that an installer could not find.
fn package(output: &str) -> Option<String> {
    let pip = ["No matching distribution found for ", "ERROR: "];
    let uv = [
        "Because there is no version of ",
        "Because only ",
        "Because all versions of ",
        "Because ",
    ];
    let after = |words: &str| {
        let (_, rest) = output.split_once(words)?;
        let end = rest.find(|next: char| next.is_whitespace() || "=<>!~[{;(,".contains(next));
        let name = &rest[..end.unwrap_or(rest.len())];
        let name = name
            .strip_suffix(".whl")
            .and_then(|file| file.split('-').next())
            .unwrap_or(name);
        requirement(name).map(|found| found.name)
    };
    pip.iter().chain(&uv).find_map(|words| after(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, expect: Cause) {
        assert_eq!(cause(output), expect, "{output}");
    }

    #[test]
    fn causes_are_told_from_the_installers_words() {
        check(
            "OSError: [Errno 28] No space left on device",
            Cause::FullDisk,
        );
        check(
            "error: Failed to fetch: `https://x/`\n  dns error",
            Cause::Network,
        );
        check(
            "ERROR: Hashes are required in --require-hashes mode, but they are missing",
            Cause::NotHashed,
        );
        check(
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            Cause::OtherHash,
        );
        check(
            "zipfile.BadZipFile: Bad CRC-32 for file 'a.py'",
            Cause::Corrupt,
        );
        check(
            "ERROR: No matching distribution found for a==1",
            Cause::NoWheel,
        );
        check("killed", Cause::Unknown);
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(shown("short"), "short");
        assert_eq!(shown(&"é".repeat(1000)).chars().count(), LONGEST_LINE + 4);
    }

    #[test]
    fn the_package_without_a_wheel_is_named() {
        let pip = "ERROR: Could not find a version that satisfies the requirement a==1\n\
                   ERROR: No matching distribution found for Warm_Sample[x]==1.0";
        assert_eq!(package(pip).as_deref(), Some("warm-sample"));
        let uv = "  Because warm-sample==1.0 has no wheels with a matching platform tag\n";
        assert_eq!(package(uv).as_deref(), Some("warm-sample"));
        let conditional =
            "Because warm-sample{python_full_version < '3.11'}==1.0 has no usable wheels";
        assert_eq!(package(conditional).as_deref(), Some("warm-sample"));
        let other = "ERROR: foo_bar-1.0-cp39-cp39-win32.whl is not a supported wheel";
        assert_eq!(package(other).as_deref(), Some("foo-bar"));
        assert_eq!(package("nothing"), None);
    }
}
