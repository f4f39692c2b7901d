//! What recording adds to a call to another service, library by library.
//!
//! The function times its calls itself, all in one thread: that is what a caller waits longer. What
//! the agent does between invocations, such as writing down what it kept, is seen from outside only,
//! in the CPU time of the whole environment.

mod sources;

use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use warmfront_testkit::server::Server;

use self::sources::{ALL, SERVER, Source};
use super::Stand;
use super::arm::{Arm, Watched};
use super::pairs::{Budget, Pairs, middle, shown};

/// Rounds per library; each has two plain invocations and a watched one.
const N_ROUNDS: usize = 80;
const N_LEAST: usize = 12;

/// Time per library after which no further round is begun.
const TIME: Duration = Duration::from_secs(15);

/// Calls of an invocation.
const N_CALLS: u32 = 200;

/// What an invocation tells, in microseconds per call.
#[derive(Deserialize)]
struct Told {
    cpu: f64,
    wall: f64,
}

/// One invocation, in microseconds per call.
struct Taken {
    told: Told,
    whole: f64,
}

#[derive(Default)]
struct Columns {
    cpu: Pairs,
    wall: Pairs,
    whole: Pairs,
}

pub(super) fn measure(stand: &Stand<'_>) -> anyhow::Result<()> {
    println!(
        "\none call, {N_CALLS} per warm invocation: what recording adds to it, in microseconds"
    );
    println!(
        "{:<24}{:>9}  {:<26}{:<26}{:<26}{:>4}",
        "", "plain CPU", "CPU of the caller [95 %]", "wall [95 %]", "CPU, written down [95 %]", "n"
    );
    let mut server = stand
        .environments
        .packages
        .as_ref()
        .context("no Python")?
        .0
        .command();
    let http = Server::program({
        server.args(["-c", SERVER]);
        server
    })?;
    let programs = &stand.environments.programs;
    let postgres = programs.postgres.as_deref().map(Server::postgres);
    let redis = programs.redis.as_deref().map(Server::redis);
    let (postgres, redis) = (postgres.transpose()?, redis.transpose()?);
    for source in ALL {
        let address = match source.calls {
            None => Some(String::new()),
            Some("http") => Some(http.to_string()),
            Some("postgres") => postgres.as_ref().map(ToString::to_string),
            Some(_) => redis.as_ref().map(ToString::to_string),
        };
        match address {
            Some(address) => one(stand, source, address)?,
            None => println!("{:<24}skipped: no server on this machine", source.name),
        }
    }
    Ok(())
}

fn one(stand: &Stand<'_>, source: &Source, address: String) -> anyhow::Result<()> {
    let bench = stand.function(source.name, &source.text())?;
    let variables = [("ADDRESS", address)];
    let mut plain = Watched::start(&bench, Arm::Plain, &variables)?;
    let mut ours = Watched::start(&bench, Arm::Calls, &variables)?;
    taken(&mut plain)?;
    taken(&mut ours)?;
    let budget = Budget::begin(stand.pace, N_LEAST..=N_ROUNDS, TIME);
    let (mut columns, mut plain_cpu) = (Columns::default(), Vec::new());
    while budget.goes_on(plain_cpu.len()) {
        let before = taken(&mut plain)?;
        let watched = taken(&mut ours)?;
        let after = taken(&mut plain)?;
        let mean = |part: fn(&Taken) -> f64| f64::midpoint(part(&before), part(&after));
        let cpu = mean(|one| one.told.cpu);
        columns.cpu.push(watched.told.cpu, cpu);
        columns
            .wall
            .push(watched.told.wall, mean(|one| one.told.wall));
        columns.whole.push(watched.whole, mean(|one| one.whole));
        plain_cpu.push(cpu);
    }
    println!(
        "{:<24}{:>9.1}  {:<26}{:<26}{:<26}{:>4}",
        source.name,
        middle(&plain_cpu)?,
        shown(columns.cpu.added()?, 1),
        shown(columns.wall.added()?, 1),
        shown(columns.whole.added()?, 1),
        plain_cpu.len()
    );
    Ok(())
}

fn taken(watched: &mut Watched) -> anyhow::Result<Taken> {
    let done = watched.invoke(&format!(r#"{{"n": {N_CALLS}}}"#))?;
    Ok(Taken {
        told: serde_json::from_slice(done.outcome.payload())?,
        whole: done.cpu.as_secs_f64() * 1e6 / f64::from(N_CALLS),
    })
}
