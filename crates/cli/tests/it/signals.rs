use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use warmfront_testkit::context::Context;

use crate::project::one;

fn start(context: &Context, event: &str) -> Child {
    context.file("event.json", event);
    Command::new(env!("CARGO_BIN_EXE_warmfront"))
        .args(["invoke", "--event", "event.json", "--timeout", "900"])
        .current_dir(context.path())
        .env("HOME", context.path())
        .env_remove("XDG_STATE_HOME")
        .env_remove("XDG_CACHE_HOME")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[test]
fn an_interrupt_ends_a_hanging_function() {
    let context = one();
    let mut child = start(&context, r#"{"do": "hang"}"#);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The handler is at work once it has printed its event.
    assert!(lines.any(|line| line.unwrap().starts_with("event")));
    let process = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &process])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert!(!told.contains("error"), "{told}");
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let context = one();
    let mut child = start(&context, r#"{"do": "flood"}"#);
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    drop(reader);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
