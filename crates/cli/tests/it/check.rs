use crate::project::{told, two};

#[test]
fn findings_are_told_with_their_lines() {
    let ran = two().warmfront(["check", "--select", "WF501,WF513"]);
    insta::assert_snapshot!(told(&ran));
}

#[test]
fn a_fix_is_shown_before_it_is_made() {
    let context = two();
    let flags = ["check", "--select", "WF501", "--fix-unsafe"];
    let shown = context.warmfront(flags.into_iter().chain(["--diff"]));
    insta::assert_snapshot!(told(&shown));
    assert_eq!(context.warmfront(flags).status, Some(0));
    assert_eq!(context.warmfront(flags).status, Some(0));
}

#[test]
fn what_is_asked_for_wrongly_is_refused() {
    let context = two();
    insta::assert_snapshot!(told(&context.warmfront(["check", "--select", "WF999"])));
    insta::assert_snapshot!(told(&context.warmfront(["check", "nowhere"])));
    insta::assert_snapshot!(told(&context.warmfront(["explain", "WF999"])));
}

#[test]
fn a_page_is_printed() {
    let ran = two().warmfront(["explain", "default-memory-size"]);
    assert_eq!(ran.status, Some(0));
    assert!(
        ran.stdout
            .starts_with("# WF501: default-memory-size\n\nOn by default.")
    );
}
