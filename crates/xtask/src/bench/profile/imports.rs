//! What watching adds to an init that imports one heavy package.

use std::time::Duration;

use warmfront_model::invocation::Spent;

use super::Stand;
use super::arm::{Arm, Watched};
use super::pairs::{Both, Budget, COLUMNS, mean, middle};
use crate::bench::Bench;

/// Packages whose import is measured, lightest first.
const PACKAGES: [&str; 4] = ["boto3", "sympy", "pandas", "sklearn.linear_model"];

/// Ours run in every round, between two plain runs.
const OURS: [Arm; 2] = [Arm::Calls, Arm::Whole];

/// The others take turns: they add so much that fewer rounds tell it.
const OTHERS: [Arm; 3] = [Arm::ImportTime, Arm::CProfile, Arm::Pyinstrument];

/// Rounds per package; each has two plain runs, two of ours and one of the others.
const N_ROUNDS: usize = 45;

/// Rounds that give the others enough for an interval.
const N_LEAST: usize = 6 * OTHERS.len();

/// Time per package after which no further round is begun.
const TIME: Duration = Duration::from_secs(80);

pub(super) fn measure(stand: &Stand<'_>) -> anyhow::Result<()> {
    println!("\ninit of a function that imports one package; ratios to the plain inits of a round");
    println!("{:<24}{COLUMNS}", "");
    PACKAGES
        .into_iter()
        .try_for_each(|package| one(stand, package))
}

/// One way to run the function, with what it took.
struct Contestant {
    arm: Arm,
    watched: Watched,
    taken: Both,
}

fn one(stand: &Stand<'_>, package: &str) -> anyhow::Result<()> {
    let source = format!("import {package}\n\n\ndef handler(event, context):\n    return None\n");
    let bench = stand.function(package, &source)?;
    let mut plain = Watched::start(&bench, Arm::Plain, &[])?;
    let mut ours = contestants(&bench, &OURS)?;
    let mut others = contestants(&bench, &OTHERS)?;
    plain.init()?;
    let budget = Budget::begin(stand.pace, N_LEAST..=N_ROUNDS, TIME);
    let mut plain_cpu = Vec::new();
    while budget.goes_on(plain_cpu.len()) {
        let round = plain_cpu.len();
        let before = plain.init()?;
        let mut spent = [Spent::default(); OURS.len()];
        for turn in 0..OURS.len() {
            let index = (turn + round) % OURS.len();
            spent[index] = ours[index].watched.init()?;
        }
        let around = [before, plain.init()?];
        for (contestant, spent) in ours.iter_mut().zip(spent) {
            contestant.taken.push(spent, &around);
        }
        let other = &mut others[round % OTHERS.len()];
        let spent = other.watched.init()?;
        other.taken.push(spent, &around);
        plain_cpu.push(mean(&around, |one| one.cpu));
    }
    println!("{package}, {:.1} ms of CPU when plain", middle(&plain_cpu)?);
    for contestant in ours.iter().chain(&others) {
        let name = contestant.arm.name();
        println!("  {name:<22}{}", contestant.taken.columns()?);
    }
    Ok(())
}

fn contestants(bench: &Bench<'_>, arms: &[Arm]) -> anyhow::Result<Vec<Contestant>> {
    let start = |arm: &Arm| {
        Ok(Contestant {
            arm: *arm,
            watched: Watched::start(bench, *arm, &[])?,
            taken: Both::default(),
        })
    };
    arms.iter().map(start).collect()
}
