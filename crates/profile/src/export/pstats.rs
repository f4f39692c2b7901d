//! What `cProfile` writes and `pstats` reads: a marshalled dictionary of functions.
//!
//! It is made of sampled stacks, so counts of calls are counts of samples, and times are CPU time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::Format;
use super::paths::{finite, path};
use crate::document::{Profile, Sampled};

pub(super) const FORMAT: Format = Format {
    name: "pstats",
    about: "python -m pstats, snakeviz, tuna, gprof2dot",
    extension: "prof",
    write,
};

/// File, line and name, as `pstats` tells functions apart.
type Function<'a> = (&'a str, u32, &'a str);

/// What is known of a function, or of it as called by another.
#[derive(Default, Clone, Copy)]
struct Times {
    n_samples: u64,
    own: f64,
    cumulative: f64,
}

#[derive(Default)]
struct Entry<'a> {
    times: Times,
    callers: BTreeMap<Function<'a>, Times>,
}

fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    let mut entries: BTreeMap<Function<'_>, Entry<'_>> = BTreeMap::new();
    let stacks = &profile.stacks;
    for sampled in stacks.init.iter().chain(&stacks.handler) {
        add(profile, sampled, &mut entries);
    }
    let mut marshal = Marshal { out };
    marshal.tag(b'{')?;
    for (function, entry) in &entries {
        marshal.function(*function)?;
        marshal.entry(entry)?;
    }
    marshal.tag(b'0')
}

/// Adds one sampled stack; a function that is on it twice counts once.
fn add<'a>(
    profile: &'a Profile,
    sampled: &Sampled,
    entries: &mut BTreeMap<Function<'a>, Entry<'a>>,
) {
    let functions: Vec<Function<'a>> = (path(&profile.stacks, sampled).into_iter())
        .map(|(frame, _)| {
            let frame = &profile.stacks.frames[frame];
            (frame.file.as_str(), frame.first_line, frame.name.as_str())
        })
        .collect();
    let seconds = finite(sampled.cpu_ms) / 1e3;
    let seen: BTreeSet<Function<'_>> = functions.iter().copied().collect();
    for function in seen {
        let times = &mut entries.entry(function).or_default().times;
        times.n_samples += sampled.n_samples;
        times.cumulative += seconds;
    }
    let called = functions.windows(2).map(|pair| (pair[0], pair[1]));
    let called: BTreeSet<(Function<'_>, Function<'_>)> = called.collect();
    for (caller, function) in called {
        let entry = entries.entry(function).or_default();
        let times = entry.callers.entry(caller).or_default();
        times.n_samples += sampled.n_samples;
        times.cumulative += seconds;
    }
    let Some(innermost) = functions.last() else {
        return;
    };
    let entry = entries.entry(*innermost).or_default();
    entry.times.own += seconds;
    if let Some(caller) = functions.len().checked_sub(2) {
        entry.callers.entry(functions[caller]).or_default().own += seconds;
    }
}

/// Python's `marshal` format, as every version from 3.0 on reads it: what is written here has no
/// references, and so is version 2.
struct Marshal<'a> {
    out: &'a mut dyn Write,
}

impl Marshal<'_> {
    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        self.tuple(5)?;
        self.times(&entry.times)?;
        self.tag(b'{')?;
        for (caller, times) in &entry.callers {
            self.function(*caller)?;
            self.tuple(4)?;
            self.times(times)?;
        }
        self.tag(b'0')
    }

    /// Writes calls without recursion, all calls, own and cumulative time.
    fn times(&mut self, times: &Times) -> io::Result<()> {
        self.integer(times.n_samples)?;
        self.integer(times.n_samples)?;
        self.float(times.own)?;
        self.float(times.cumulative)
    }

    fn function(&mut self, (file, line, name): Function<'_>) -> io::Result<()> {
        self.tuple(3)?;
        self.string(file)?;
        self.integer(u64::from(line))?;
        self.string(name)
    }

    fn tag(&mut self, tag: u8) -> io::Result<()> {
        self.out.write_all(&[tag])
    }

    fn tuple(&mut self, length: u8) -> io::Result<()> {
        self.tag(b'(')?;
        self.out.write_all(&u32::from(length).to_le_bytes())
    }

    fn string(&mut self, text: &str) -> io::Result<()> {
        self.tag(b'u')?;
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(text.as_bytes())
    }

    /// Writes an integer of four bytes, or as digits of 15 bits where it needs more.
    fn integer(&mut self, number: u64) -> io::Result<()> {
        if let Ok(small) = i32::try_from(number) {
            self.tag(b'i')?;
            return self.out.write_all(&small.to_le_bytes());
        }
        let digits = (64 - number.leading_zeros()).div_ceil(15);
        self.tag(b'l')?;
        self.out.write_all(&digits.to_le_bytes())?;
        for digit in 0..digits {
            let bits = (number >> (15 * digit)) & 0x7fff;
            let [low, high, ..] = bits.to_le_bytes();
            self.out.write_all(&[low, high])?;
        }
        Ok(())
    }

    fn float(&mut self, number: f64) -> io::Result<()> {
        self.tag(b'g')?;
        self.out.write_all(&number.to_le_bytes())
    }
}
