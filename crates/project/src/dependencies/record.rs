//! Makes what was installed the same whoever installed it: nothing of this machine stays.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Largest script that is looked at for the interpreter that it names.
const LARGEST_SCRIPT: u64 = 1 << 20;

/// Files that tell of the installation and not of the package: by whom, at whose wish, from where.
const OWN: [&str; 5] = [
    "INSTALLER",
    "REQUESTED",
    "direct_url.json",
    "uv_build.json",
    "uv_cache.json",
];

/// Settles a folder into which packages were just installed.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    let lock = folder.join(".lock");
    if lock.is_file() {
        fs_err::remove_file(lock)?;
    }
    let scripts = settle_scripts(folder)?;
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|suffix| suffix == "dist-info") && path.is_dir() {
            settle_metadata(folder, &path, &scripts)?;
        }
    }
    Ok(())
}

/// Has scripts name whatever Python there is, instead of the one that they were installed by.
///
/// Returns their names in the record.
fn settle_scripts(folder: &Path) -> io::Result<BTreeSet<String>> {
    let bin = folder.join("bin");
    let mut changed = BTreeSet::new();
    if !bin.is_dir() {
        return Ok(changed);
    }
    for entry in fs_err::read_dir(&bin)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if !metadata.is_file() || metadata.len() > LARGEST_SCRIPT {
            continue;
        }
        let content = fs_err::read(entry.path())?;
        let Some(settled) = settled_script(&content) else {
            continue;
        };
        // Not written into: the file may be one with the installer's cache.
        let place = entry.path();
        let new = place.with_extension("warmfront-new");
        fs_err::write(&new, settled)?;
        fs_err::set_permissions(&new, metadata.permissions())?;
        fs_err::rename(&new, &place)?;
        changed.insert(format!("bin/{}", entry.file_name().to_string_lossy()));
    }
    Ok(changed)
}

fn settled_script(content: &[u8]) -> Option<Vec<u8>> {
    let rest = content.strip_prefix(b"#!")?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (first, body) = rest.split_at(end);
    let first = String::from_utf8_lossy(first);
    // A long path is put into a line of its own for `exec`, within a text that Python skips.
    let body = if first == "/bin/sh" && body.starts_with(b"\n'''exec'") {
        let mut ends = body
            .windows(4)
            .enumerate()
            .filter(|(_, text)| text == b"'''\n");
        &body[ends.next()?.0 + 3..]
    } else if first.contains("python") {
        body
    } else {
        return None;
    };
    Some([b"#!/usr/bin/env python3".as_slice(), body].concat())
}

fn settle_metadata(folder: &Path, metadata: &Path, scripts: &BTreeSet<String>) -> io::Result<()> {
    for name in OWN {
        let file = metadata.join(name);
        if file.is_file() {
            fs_err::remove_file(file)?;
        }
    }
    let record = metadata.join("RECORD");
    if !record.is_file() {
        return Ok(());
    }
    let text = fs_err::read(&record)?;
    let mut lines: Vec<String> = String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| settled_line(folder, line, scripts))
        .collect();
    lines.sort_unstable();
    lines.push(String::new());
    let new = metadata.join("RECORD.warmfront-new");
    fs_err::write(&new, lines.join("\n"))?;
    fs_err::rename(&new, &record)
}

/// Returns a line of a record as it is true now, or `None` where its file is gone.
fn settled_line(folder: &Path, line: &str, scripts: &BTreeSet<String>) -> Option<String> {
    // From the right: a path may have commas, and is then in quotes.
    let path = line.rsplitn(3, ',').nth(2)?;
    let plain = path.trim_matches('"').replace("\"\"", "\"");
    // Installers write scripts as they would lie in an environment.
    let plain = plain.strip_prefix("../../").unwrap_or(&plain);
    if scripts.contains(plain) {
        return Some(format!("{plain},,"));
    }
    folder.join(plain).exists().then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expect: Option<&str>) {
        let settled = settled_script(script.as_bytes());
        let settled = settled.map(|text| String::from_utf8(text).unwrap());
        assert_eq!(settled.as_deref(), expect, "{script}");
    }

    #[test]
    fn scripts_name_whatever_python_there_is() {
        check(
            "#!/opt/x/bin/python3.12\nrun()\n",
            Some("#!/usr/bin/env python3\nrun()\n"),
        );
        let long = "#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\nrun()\n";
        check(long, Some("#!/usr/bin/env python3\nrun()\n"));
        for other in ["#!/bin/sh\nls\n", "\u{7f}ELF", "#!", ""] {
            check(other, None);
        }
    }

    #[test]
    fn a_record_names_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let metadata = root.join("a-1.dist-info");
        fs_err::create_dir_all(&metadata).unwrap();
        fs_err::create_dir(root.join("bin")).unwrap();
        for (name, text) in [
            (".lock", ""),
            ("a,b.py", ""),
            ("bin/tool", "#!/here/python\n"),
            (
                "a-1.dist-info/direct_url.json",
                "{\"url\": \"file:///here\"}",
            ),
            (
                "a-1.dist-info/RECORD",
                "gone.pyc,,\na-1.dist-info/direct_url.json,sha256=1,2\n\"a,b.py\",sha256=x,0\n\
                 ../../bin/tool,sha256=y,9\na-1.dist-info/RECORD,,\n",
            ),
        ] {
            fs_err::write(root.join(name), text).unwrap();
        }
        settle(root).unwrap();
        let record = fs_err::read_to_string(metadata.join("RECORD")).unwrap();
        assert_eq!(
            record,
            "\"a,b.py\",sha256=x,0\na-1.dist-info/RECORD,,\nbin/tool,,\n"
        );
        assert!(!root.join(".lock").exists());
        let script = fs_err::read_to_string(root.join("bin/tool")).unwrap();
        assert_eq!(script, "#!/usr/bin/env python3\n");
    }
}
