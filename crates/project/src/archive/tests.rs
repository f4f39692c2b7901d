//! Archives that strangers may have made.

use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn archive(folder: &Path, make: impl FnOnce(&mut ZipWriter<std::fs::File>)) -> PathBuf {
    let path = folder.join("code.zip");
    let mut writer = ZipWriter::new(std::fs::File::create(&path).unwrap());
    make(&mut writer);
    writer.finish().unwrap();
    path
}

fn file(writer: &mut ZipWriter<std::fs::File>, name: &str, content: &[u8]) {
    writer
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content).unwrap();
}

fn link(writer: &mut ZipWriter<std::fs::File>, name: &str, target: &str) {
    writer
        .add_symlink(name, target, SimpleFileOptions::default())
        .unwrap();
}

fn check(make: impl FnOnce(&mut ZipWriter<std::fs::File>), expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), make);
    let shown = match unpack(&path, &folder.path().join("cache")) {
        Ok(_) => "unpacked".to_owned(),
        Err(error) => error.to_string(),
    };
    assert!(shown.contains(expect), "{shown}");
    let cached = folder.path().join("cache/unpacked");
    let names = std::fs::read_dir(cached).unwrap();
    let names = names.map(|entry| entry.unwrap().path());
    let complete = names.filter(|path| path.extension().is_none());
    assert_eq!(complete.count(), usize::from(expect == "unpacked"));
}

#[test]
fn a_package_is_unpacked_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), |writer| {
        file(writer, "app.py", b"x = 1");
        file(writer, "lib/deep/b.py", b"y = 2");
        link(writer, "lib/same.py", "deep/b.py");
    });
    let first = unpack(&path, folder.path()).unwrap();
    assert_eq!(std::fs::read(first.join("lib/same.py")).unwrap(), b"y = 2");
    std::fs::write(first.join("mark"), "").unwrap();
    let second = unpack(&path, folder.path()).unwrap();
    assert!(second.join("mark").is_file());
}

#[test]
fn nothing_leaves_the_folder() {
    check(
        |writer| file(writer, "../evil.py", b""),
        "leaves its folder",
    );
    check(|writer| file(writer, "/etc/evil", b""), "leaves its folder");
    check(
        |writer| file(writer, "a\\..\\..\\b", b""),
        "leaves its folder",
    );
    check(
        |writer| link(writer, "a", "/etc/passwd"),
        "leaves its folder",
    );
    check(|writer| link(writer, "a/b", "../../x"), "leaves its folder");
    check(
        |writer| link(writer, "a/b", "c/../../../x"),
        "leaves its folder",
    );
}

#[test]
fn links_do_not_combine_to_lead_out() {
    let make = |writer: &mut ZipWriter<std::fs::File>| {
        link(writer, "a/b/l", "../..");
        link(writer, "a/b/l/m", "../../..");
    };
    check(make, "leaves its folder");
}

#[test]
fn a_bomb_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), |writer| {
        for index in 0..3 {
            file(writer, &format!("{index}"), &[0; 1000]);
        }
    });
    assert!(unpack_within(3000, &path, folder.path()).is_ok());
    let other = folder.path().join("other");
    let error = unpack_within(2999, &path, &other).unwrap_err();
    assert!(matches!(error, ArchiveError::TooLarge { .. }));
}

#[test]
fn what_is_no_archive_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.zip");
    std::fs::write(&path, "not a zip").unwrap();
    let error = unpack(&path, folder.path()).unwrap_err();
    assert!(error.to_string().contains("not a readable zip archive"));
}

#[test]
fn names_that_meet_are_survived() {
    let pair = |first: &'static str, second: &'static str| {
        move |writer: &mut ZipWriter<std::fs::File>| {
            file(writer, first, b"1");
            file(writer, second, b"2");
        }
    };
    // Where the file system tells them apart, both are there.
    check(pair("a.py", "A.py"), "unpacked");
    check(pair("a", "a/b"), "could not unpack");
    check(pair("a/b", "a"), "could not unpack");
    check(
        |writer| {
            file(writer, "a", b"1");
            link(writer, "./a", "b");
        },
        "could not unpack",
    );
    check(|writer| file(writer, ".", b"1"), "could not unpack");
    check(
        |writer| link(writer, "a", &"b/".repeat(3000)),
        "leaves its folder",
    );
}

#[test]
fn the_last_of_two_entries_with_one_name_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), |writer| {
        file(writer, "aa", b"first");
        file(writer, "ab", b"second");
    });
    let mut bytes = std::fs::read(&path).unwrap();
    for at in 0..bytes.len() - 1 {
        if &bytes[at..at + 2] == b"ab" {
            bytes[at + 1] = b'a';
        }
    }
    std::fs::write(&path, bytes).unwrap();
    let unpacked = unpack(&path, folder.path()).unwrap();
    assert_eq!(std::fs::read(unpacked.join("aa")).unwrap(), b"second");
}

#[test]
#[cfg(unix)]
fn a_device_becomes_a_plain_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), |writer| file(writer, "null", b"plain"));
    // The mode stands in the upper half of the attributes, in the directory at the end.
    let mut bytes = std::fs::read(&path).unwrap();
    let directory = bytes
        .windows(4)
        .rposition(|four| four == b"PK\x01\x02")
        .unwrap();
    let attributes = u32::from_le_bytes(bytes[directory + 38..][..4].try_into().unwrap());
    let device = (attributes & 0xffff) | (0o020_666 << 16);
    bytes[directory + 38..][..4].copy_from_slice(&device.to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    let unpacked = unpack(&path, folder.path()).unwrap().join("null");
    assert!(std::fs::symlink_metadata(&unpacked).unwrap().is_file());
    assert_eq!(std::fs::read(unpacked).unwrap(), b"plain");
}

#[test]
fn a_bomb_of_folders_is_stopped() {
    check(
        |writer| file(writer, &"a/".repeat(DEEPEST), b""),
        "unpacked",
    );
    check(
        |writer| file(writer, &format!("{}a", "a/".repeat(DEEPEST + 1)), b""),
        "in more than 64 folders",
    );
    let mut unpacking = Unpacking {
        file: Path::new("code.zip"),
        folder: Path::new("/nowhere"),
        left: 0,
        folders: BTreeSet::new(),
    };
    let below = "a/".repeat(DEEPEST - 1);
    let mut names = (0..2 * MOST_ENTRIES / DEEPEST).map(|index| format!("{index}/{below}x"));
    assert!(names.any(|name| unpacking.count_folders(Path::new(&name)).is_err()));
    assert!(unpacking.folders.len() <= MOST_ENTRIES + DEEPEST);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn a_damaged_archive_is_survived(
        changes in proptest::collection::vec((0_usize..400, proptest::prelude::any::<u8>()), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), |writer| {
            file(writer, "app.py", &[7; 200]);
            link(writer, "lib/same.py", "../app.py");
        });
        let mut bytes = std::fs::read(&path).unwrap();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        std::fs::write(&path, bytes).unwrap();
        let _any = unpack(&path, &folder.path().join("cache/deep"));
        // Whatever came of it, it stayed in its place.
        proptest::prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        proptest::prop_assert_eq!(std::fs::read_dir(folder.path().join("cache")).unwrap().count(), 1);
    }
}
