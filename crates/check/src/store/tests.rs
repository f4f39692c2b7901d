//! Whether what is kept is what would be found, and what is damaged is nothing.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::rule;

const SOURCE: &str = "\
import boto3
x = 1  # warmfront: ignore[WF101] nothing
def handler(event, context):
    return boto3.client('s3').list_buckets()
";

struct Tree {
    folder: tempfile::TempDir,
    sources: Sources,
}

impl Tree {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sources = Sources {
            root: folder.path().join("tree"),
            files: vec!["app.py".into(), "broken.py".into(), "absent.py".into()],
            ..Sources::default()
        };
        fs_err::create_dir(&sources.root).unwrap();
        let tree = Self { folder, sources };
        tree.write("app.py", SOURCE);
        tree.write("broken.py", "def (:\n");
        tree
    }

    fn write(&self, file: &str, text: &str) {
        fs_err::write(self.sources.root.join(file), text).unwrap();
    }

    /// Makes a file look as if it had been written long ago.
    fn age(&self, file: &str) {
        let path = self.sources.root.join(file);
        let opened = std::fs::File::options().write(true).open(path).unwrap();
        let before = opened.metadata().unwrap().modified().unwrap() - Duration::from_mins(10);
        opened.set_modified(before).unwrap();
    }

    fn store(&self, maker: &str) -> Store {
        Store {
            folder: self.folder.path().join("store"),
            maker: maker.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.store("").folder.join(NAME)
    }

    fn check(&self, maker: &str) -> Report {
        check_sources(
            &self.sources,
            &Selection::default(),
            Some(&self.store(maker)),
        )
    }
}

fn said(report: &Report) -> String {
    format!("{:#?} {:?}", report.findings, report.unreadable)
}

#[test]
fn what_is_kept_is_what_is_found() {
    let tree = Tree::new();
    let plain = check_sources(&tree.sources, &Selection::default(), None);
    assert!(
        plain
            .findings
            .iter()
            .any(|finding| finding.code.0 == 1 && finding.fix.is_some())
    );
    assert_eq!(plain.unreadable.len(), 2);
    for _ in 0..3 {
        assert_eq!(said(&tree.check("1")), said(&plain));
    }
}

#[test]
fn the_same_is_not_asked_again() {
    let tree = Tree::new();
    let found = tree.check("1");
    let bytes = fs_err::read(tree.path()).unwrap();
    let mut kept = codec::decode(&bytes).unwrap();
    kept.report.findings.truncate(1);
    fs_err::write(tree.path(), codec::encode(&kept)).unwrap();
    assert_eq!(tree.check("1").findings.len(), 1);
    // Another program has other rules.
    assert_eq!(said(&tree.check("2")), said(&found));
    let none = check_sources(&tree.sources, &Selection::none(), Some(&tree.store("2")));
    assert_eq!(none.findings, []);
}

#[test]
fn a_change_is_seen_even_if_dates_are_kept() {
    let tree = Tree::new();
    tree.age("app.py");
    assert!(tree.check("1").findings.len() > 1);
    tree.write(
        "app.py",
        &SOURCE.replace("boto3.client('s3')", "boto9.client('s3')"),
    );
    tree.age("app.py");
    assert!(
        !tree
            .check("1")
            .findings
            .iter()
            .any(|finding| finding.code.0 == 101)
    );
}

#[test]
fn nothing_kept_reaches_beyond_the_sources() {
    let tree = Tree::new();
    let found = tree.check("1");
    let mut kept = codec::decode(&fs_err::read(tree.path()).unwrap()).unwrap();
    let fix = kept
        .report
        .findings
        .iter_mut()
        .find_map(|finding| finding.fix.as_mut());
    fix.unwrap().edits[0].file = "../elsewhere.py".into();
    fs_err::write(tree.path(), codec::encode(&kept)).unwrap();
    assert_eq!(said(&tree.check("1")), said(&found));
}

#[test]
fn all_that_findings_hold_is_kept() {
    let tree = Tree::new();
    let bytes = codec::encode(&Kept {
        report: tree.check("1"),
        ..Kept::default()
    });
    let again = codec::encode(&codec::decode(&bytes).unwrap());
    assert_eq!(bytes, again);
    for end in 0..bytes.len() {
        assert!(codec::decode(&bytes[..end]).is_none());
    }
    assert!(rule::of(crate::code::Code(1)).is_some());
}

/// An answer about the tree that was asked for in a while, when all is long unchanged.
fn kept(tree: &Tree) -> (Store, Answer) {
    let store = tree.store("");
    let answer = Answer {
        text: b"two findings".to_vec(),
        notes: vec!["a warning".to_owned()],
        is_clean: false,
    };
    let names = ["", "app.py", "absent.py"];
    let looked = names.map(|name| tree.sources.root.join(name)).into();
    let later = std::time::SystemTime::now() + Duration::from_mins(1);
    store.keep("question", (&looked, later), &answer);
    (store, answer)
}

#[test]
fn an_answer_is_given_again_to_the_same_question_only() {
    let tree = Tree::new();
    let (store, answer) = kept(&tree);
    assert_eq!(store.answer("question").as_ref(), Some(&answer));
    assert_eq!(store.answer("another"), None);
    assert_eq!(tree.store("other").answer("question"), None);
}

#[test]
fn an_answer_ends_with_what_it_depends_on() {
    let change: [fn(&Tree); 3] = [
        |tree| tree.write("app.py", "x = 1\n"),
        |tree| tree.write("absent.py", ""),
        |tree| tree.write("new.py", ""),
    ];
    for change in change {
        let tree = Tree::new();
        let (store, _) = kept(&tree);
        change(&tree);
        assert_eq!(store.answer("question"), None);
    }
}

#[test]
fn what_was_changed_a_moment_ago_may_change_again_unseen() {
    let tree = Tree::new();
    let (store, answer) = kept(&tree);
    fs_err::remove_file(store.folder.join(answer::NAME)).unwrap();
    let looked = [tree.sources.root.join("app.py")].into();
    store.keep("question", (&looked, std::time::SystemTime::now()), &answer);
    assert_eq!(store.answer("question"), None);
}

#[test]
fn a_damaged_answer_is_none() {
    let tree = Tree::new();
    let (store, _) = kept(&tree);
    let path = store.folder.join(answer::NAME);
    let bytes = fs_err::read(&path).unwrap();
    for end in 0..bytes.len() - b"two findings".len() {
        fs_err::write(&path, &bytes[..end]).unwrap();
        assert_eq!(store.answer("question"), None, "{end}");
    }
}

proptest! {
    #[test]
    fn damage_is_survived(at in 0..2_000_usize, byte in any::<u8>(), rest in any::<Vec<u8>>()) {
        static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let bytes = BYTES.get_or_init(|| {
            let tree = Tree::new();
            tree.check("1");
            fs_err::read(tree.path()).unwrap()
        });
        let mut damaged = bytes.clone();
        let at = at % damaged.len();
        damaged[at] = byte;
        let _survived = codec::decode(&damaged);
        damaged.truncate(at);
        damaged.extend(rest);
        let _survived = codec::decode(&damaged);
    }
}
