//! Runs other programs and says plainly which one failed.

use std::env;
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, ensure};

/// Returns a command for the cargo that runs this task.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
}

/// Runs a command on the developer's terminal.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("could not start `{}`", told(command)))?;
    ensure!(status.success(), "`{}` failed: {status}", told(command));
    Ok(())
}

/// Runs a command, prints its output as it comes, and hands each line to `line` too.
pub(crate) fn follow(
    mut command: Command,
    mut line: impl FnMut(&str),
) -> anyhow::Result<ExitStatus> {
    let (reader, writer) = io::pipe()?;
    command.stdin(Stdio::null());
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start `{}`", told(&command)))?;
    // The command holds the pipe's writing end, and the reader waits for the last one to close.
    drop(command);
    let mut stdout = io::stdout().lock();
    for text in BufReader::new(reader).split(b'\n') {
        let text = text?;
        stdout.write_all(&text)?;
        stdout.write_all(b"\n")?;
        line(&String::from_utf8_lossy(&text));
    }
    Ok(child.wait()?)
}

/// Runs a command and returns all it wrote, to stdout and stderr, in order.
pub(crate) fn gather(mut command: Command) -> anyhow::Result<(ExitStatus, String)> {
    let (mut reader, writer) = io::pipe()?;
    command.stdin(Stdio::null());
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start `{}`", told(&command)))?;
    drop(command);
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;
    Ok((child.wait()?, String::from_utf8_lossy(&text).into_owned()))
}

/// Runs a command and returns what it wrote to stdout.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("could not start `{}`", told(command)))?;
    ensure!(
        output.status.success(),
        "`{}` failed: {}\n{}",
        told(command),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Returns whether a cargo subcommand such as `nextest` is installed.
pub(crate) fn has_subcommand(name: &str) -> bool {
    works(cargo().args([name, "--version"]))
}

/// Returns whether a command starts and succeeds.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    let status = quiet.stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn told(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_are_gathered_in_order() {
        let (status, text) = gather(shell("echo one; echo two >&2; echo three; exit 4")).unwrap();
        assert_eq!(
            (status.code(), text.as_str()),
            (Some(4), "one\ntwo\nthree\n")
        );
    }

    #[test]
    fn failure_names_the_command() {
        let failure = run(&mut shell("exit 4")).unwrap_err().to_string();
        assert_eq!(failure, "`sh -c exit 4` failed: exit status: 4");
    }

    #[test]
    fn missing_program_does_not_work() {
        assert!(!works(&mut Command::new("no-such-program-anywhere")));
    }
}
