//! Native code for other systems, processors and Pythons, which the target cannot load.

use warmfront_model::function::{Architecture, PythonVersion};

use crate::inventory::Kind;
use crate::package::{Entry, PackagePath};

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "foreign binaries",
    guard: Guard::Touched,
    find,
};

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let (python, architecture) = (survey.context.python, survey.context.architecture);
    for (path, entry) in survey.package.entries() {
        let tagged = || by_tag(path, python, architecture);
        let is_theirs = entry.distribution.is_some();
        let reason = match Kind::of(path) {
            Kind::NativeLibrary => tagged().or_else(|| by_start(entry, architecture)),
            // A function may hand out programs for other systems; a package only brings them.
            _ if path.extension() == Some("exe") && is_theirs => by_start(entry, architecture),
            _ => continue,
        };
        if let Some(reason) = reason {
            found.add(path, reason);
        }
    }
}

/// Judges an extension module by the tag in its name, which every interpreter looks for.
fn by_tag(path: &PackagePath, python: PythonVersion, architecture: Architecture) -> Option<String> {
    let (stem, extension) = path.file_name().rsplit_once('.')?;
    let (_, tag) = stem.split_once('.')?;
    if extension == "pyd" || tag.contains("darwin") {
        return Some("for another system".to_owned());
    }
    if extension != "so" {
        return None;
    }
    let mut parts = tag.splitn(3, '-');
    let version = match parts.next()? {
        "cpython" => parts.next()?,
        other if other.starts_with("pypy") || other.starts_with("graalpy") => {
            return Some("for another Python than CPython".to_owned());
        }
        _ => return None,
    };
    if version != format!("{}{}", python.major, python.minor) {
        return Some(format!("for CPython {version}"));
    }
    let platform = parts.next().unwrap_or_default();
    if platform.ends_with("musl") {
        return Some("for musl".to_owned());
    }
    let processor = platform
        .split_once("-linux")
        .map(|(processor, _)| processor);
    let wanted = match architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "aarch64",
    };
    let other = processor.filter(|processor| *processor != wanted);
    other.map(|processor| format!("for {processor}"))
}

/// Judges a binary by its first bytes.
fn by_start(entry: &Entry, architecture: Architecture) -> Option<String> {
    let start = entry.content.read_start(20).ok()?;
    match start.as_slice() {
        [0x7f, b'E', b'L', b'F', class, order, ..] if start.len() == 20 => {
            let machine = [start[18], start[19]];
            let machine = match order {
                1 => u16::from_le_bytes(machine),
                _ => u16::from_be_bytes(machine),
            };
            let fits = machine == architecture.elf_machine() && *class == 2 && *order == 1;
            (!fits).then(|| "for another processor".to_owned())
        }
        [b'M', b'Z', ..] => Some("for Windows".to_owned()),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
            Some("for macOS".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_what_loads_a_module() {
        let check = |name: &str, expected: Option<&str>| {
            let path = PackagePath::new(format!("a/{name}")).unwrap();
            let python = "3.12".parse().unwrap();
            let reason = by_tag(&path, python, Architecture::X86_64);
            assert_eq!(reason.as_deref(), expected, "{name}");
        };
        check("b.cpython-312-x86_64-linux-gnu.so", None);
        check("b.abi3.so", None);
        check("b.so", None);
        check("libz-1.2.so.1.3", None);
        check("libb.cpython.so", None);
        check("b.cpython-39-x86_64-linux-gnu.so", Some("for CPython 39"));
        check(
            "b.cpython-312t-x86_64-linux-gnu.so",
            Some("for CPython 312t"),
        );
        check("b.cpython-312-aarch64-linux-gnu.so", Some("for aarch64"));
        check("b.cpython-312-x86_64-linux-musl.so", Some("for musl"));
        check("b.cpython-312-darwin.so", Some("for another system"));
        check(
            "b.pypy310-pp73-x86_64-linux-gnu.so",
            Some("for another Python than CPython"),
        );
        check("b.cp312-win_amd64.pyd", Some("for another system"));
    }
}
