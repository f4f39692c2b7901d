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
use std::{env, fmt, fs};

use warmfront_profile::agent::Mode;
use warmfront_profile::explain::{Places, Run, explain};
use warmfront_profile::pattern::{self, Evidence};
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
    let (runs, read) = timed(|| runs(folder));
    let places = Places {
        task_root: folder.join("task"),
        layers: Vec::new(),
        site_packages: vec![folder.join("packages")],
    };
    let (profile, explained) = timed(|| explain(generate::subject(), runs, &places));
    let path = folder.join("profile.json");
    let ((), written) = timed(|| {
        let mut file = BufWriter::new(fs::File::create(&path).expect("it can be written"));
        serde_json::to_writer(&mut file, &profile).expect("a profile has a JSON form");
        file.flush().expect("it can be written");
    });
    let peak = peak_megabytes().map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    // Again, since explaining does it as well: how much of that it is.
    let (findings, patterns) = timed(|| {
        pattern::find(&Evidence {
            profile: &profile,
            names: &[],
        })
    });
    let size = fs::metadata(&path).map_or(0, |file| file.len());
    let total = read.plus(explained).plus(written);
    say(&format!(
        "{total}: read {read}, explained {explained} (patterns {patterns}), written {written} \
         ({:.1} MB); peak {peak} MB; {} modules, {} calls, {} findings{}",
        megabytes(size),
        profile.modules.len(),
        profile.calls.len(),
        findings.len(),
        profile.subject.notes.concat(),
    ));
}

fn runs(folder: &Path) -> Vec<Run> {
    let modes = [Mode::Timed, Mode::Survey];
    let run = |mode| {
        let text = fs::read(folder.join(generate::name(mode))).expect("it was written");
        Run {
            mode: Some(mode),
            invocations: generate::invocations(mode),
            recording: Some(recording::read(&text)),
        }
    };
    modes.map(run).into()
}

/// Elapsed time, and CPU time of this process, which other work of the machine does not add to.
#[derive(Debug, Clone, Copy)]
struct Taken {
    wall: Duration,
    cpu: Duration,
}

impl Taken {
    fn plus(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
        }
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ms [CPU {}]",
            self.wall.as_millis(),
            self.cpu.as_millis()
        )
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    let (begun, cpu) = (Instant::now(), cpu());
    let done = work();
    let taken = Taken {
        wall: begun.elapsed(),
        cpu: self::cpu().saturating_sub(cpu),
    };
    (done, taken)
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

/// Returns the time that this process ran; none where the system does not tell.
fn cpu() -> Duration {
    let told = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn say(line: &str) {
    println!("{line}");
}
