//! How long it takes, and how much memory, from what was recorded to the profile as JSON.
//!
//! A function of 3,500 modules in 40 packages, with files, bytecode and lists of files on disk,
//! whose 20 invocations make 100,000 calls, as recorded once with true times and once as a survey.
//! It is made up by one process and measured in others, so that memory is that of the work alone.

mod generate;

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use warmfront_profile::agent::Mode;
use warmfront_profile::explain::{Places, Run, explain};
use warmfront_profile::recording;

/// Measurements; the middle one is shown.
const N_TURNS: usize = 5;

fn main() {
    let mut arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    if let Some(folder) = arguments.next() {
        measure(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let bytes = generate::write(folder.path()).expect("files can be written");
    say(&format!("recorded: {:.1} MB", megabytes(bytes)));
    let program = env::current_exe().expect("the program has a path");
    let mut turns: Vec<(u64, String)> = (0..N_TURNS)
        .map(|_| {
            let mut command = Command::new(&program);
            let output = command.arg(folder.path()).output().expect("it runs");
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            let total = told.split(' ').next().and_then(|total| total.parse().ok());
            (total.expect("it tells its time first"), told)
        })
        .collect();
    turns.sort();
    for (_, told) in turns {
        say(told.trim_end());
    }
}

/// Does the work once, and tells what it took.
fn measure(folder: &Path) {
    let begun = Instant::now();
    let mut runs = Vec::new();
    for mode in [Mode::Timed, Mode::Survey] {
        let text = fs::read(folder.join(generate::name(mode))).expect("it was written");
        runs.push(Run {
            mode: Some(mode),
            invocations: generate::invocations(mode),
            recording: Some(recording::read(&text)),
        });
    }
    let read = begun.elapsed();
    let begun = Instant::now();
    let places = Places {
        task_root: folder.join("task"),
        layers: Vec::new(),
        site_packages: vec![folder.join("packages")],
    };
    let profile = explain(generate::subject(), runs, &places);
    let explained = begun.elapsed();
    let begun = Instant::now();
    let file = fs::File::create(folder.join("profile.json")).expect("it can be written");
    let mut file = BufWriter::new(file);
    serde_json::to_writer(&mut file, &profile).expect("a profile has a JSON form");
    file.flush().expect("it can be written");
    let written = begun.elapsed();
    let size = fs::metadata(folder.join("profile.json")).map_or(0, |file| file.len());
    say(&format!(
        "{} ms: read {}, explained {}, written {} ({:.1} MB); CPU {} ms, peak {} MB; {} modules, {} calls{}",
        (read + explained + written).as_millis(),
        millis(read),
        millis(explained),
        millis(written),
        megabytes(size),
        cpu_millis().map_or_else(|| "?".to_owned(), |cpu| cpu.to_string()),
        peak_megabytes().map_or_else(|| "?".to_owned(), |peak| peak.to_string()),
        profile.modules.len(),
        profile.calls.len(),
        profile.subject.notes.concat(),
    ));
}

fn millis(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e3)
}

#[expect(clippy::cast_precision_loss, reason = "for a reader")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Returns the largest resident memory of this process so far.
fn peak_megabytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1000)
}

/// Returns the time that this process ran, which other work of the machine does not add to.
fn cpu_millis() -> Option<u64> {
    let told = fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanos: u64 = told.split(' ').next()?.parse().ok()?;
    Some(nanos / 1_000_000)
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn say(line: &str) {
    println!("{line}");
}
