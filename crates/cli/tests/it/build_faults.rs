//! `warmfront build` when something breaks in the middle: nothing is lost, nothing half-written.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use warmfront_testkit::context::Context;

/// Runs a script in a mount namespace of its own, in the project, with `$WARMFRONT` in its
/// environment; `None` where no such namespace is to be had.
fn in_namespace(context: &Context, script: &str) -> Option<Output> {
    let unshare = |flags: &[&str], script: &str| {
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-euc", script]);
        command.current_dir(context.path());
        command.env("WARMFRONT", env!("CARGO_BIN_EXE_warmfront"));
        command.env("HOME", context.path().join("../home"));
        command.env_remove("XDG_CACHE_HOME").output().ok()
    };
    let flags = [&["-m"][..], &["-r", "-m"]];
    let able = flags.into_iter().find(|flags| {
        let tried = unshare(flags, "mount -t tmpfs none /mnt");
        tried.is_some_and(|output| output.status.success())
    })?;
    unshare(able, script)
}

#[test]
fn a_full_disk_leaves_the_last_package_as_it_was() {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context.file("app.py", "def handler(event, context):\n    return 1\n");
    fs::create_dir(context.path().join("small")).unwrap();
    for (form, place) in [("folder", "small/dist"), ("archive", "small/dist.zip")] {
        let _ = fs::remove_file(context.path().join("noise.bin"));
        let script = format!(
            "mount -t tmpfs -o size=256k none small
             build() {{ $WARMFRONT build --no-verify --passes none -q -o {place}; }}
             build > /dev/null
             find small -type f | sort | xargs sha256sum > before
             head -c 1000000 /dev/urandom > noise.bin
             set +e; build 2>&1; echo \"status $?\"; set -e
             find small -type f | sort | xargs sha256sum > after
             cmp before after && echo as it was"
        );
        let Some(output) = in_namespace(&context, &script) else {
            // Not every machine lets one have a mount namespace.
            return;
        };
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("No space left on device"), "{form}: {told}");
        assert_eq!(told.matches("error:").count(), 1, "{form}: {told}");
        assert!(told.contains("status 2"), "{form}: {told}");
        assert!(told.contains("as it was"), "{form}: {output:?}");
    }
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    // Who is called knows that the function is at work.
    let at_work = TcpListener::bind("127.0.0.1:0").unwrap();
    let handler = "import socket, time\n\ndef handler(event, context):\n    \
         socket.create_connection(('127.0.0.1', event['port']))\n    time.sleep(600)\n";
    context.file("app.py", handler);
    let port = at_work.local_addr().unwrap().port();
    context.file("events/one.json", format!("{{\"port\": {port}}}"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_warmfront"))
        .args(["build", "-q", "-o", "out/dist", "--timeout", "900"])
        .current_dir(context.path())
        .env("HOME", context.path().join("../home"))
        .env_remove("XDG_CACHE_HOME")
        .env_remove("XDG_STATE_HOME")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    at_work.accept().unwrap();
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!context.path().join("out/dist").exists());
    let left = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    assert_eq!(left(&context.path().join("out")), Vec::<PathBuf>::new());
}
