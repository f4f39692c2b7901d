//! How closely the engine's CPU share follows the memory size, and what init gets.

use std::time::Duration;

use anyhow::Context as _;
use warmfront_engine::{Engine, InitCpu, Observation, RuntimeClient};
use warmfront_model::invocation::Completed;
use warmfront_model::units::{MEGABYTES_PER_VCPU, MemorySize};
use warmfront_stats::quantile::Sample;

use super::contender::{request, setup};
use super::{Bench, Benchmark, Wanted};
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "cpu-share",
    about: "a CPU-bound handler at several memory sizes, against 1769 / MB",
    run,
};

const SIZES: [u64; 6] = [128, 256, 512, 1024, 1769, 3538];

/// Rounds over all sizes; the machine's other work falls on all of them.
const N_ROUNDS: usize = 5;

/// Computes for about 0.1 s, at import and in the handler.
const HANDLER: &str = "\
def burn():
    x = 0
    for i in range(1_500_000):
        x += i * i
    return x % 7

burn()

def handler(event, context):
    return burn()
";

#[derive(Default)]
struct Taken {
    wall: Vec<Duration>,
    cpu: Vec<Duration>,
    init_full: Vec<f64>,
    init_share: Vec<f64>,
}

fn run(workspace: &Workspace, _wanted: &Wanted) -> anyhow::Result<()> {
    let environments = crate::environments::ready(workspace)?;
    let bench = Bench::new(workspace, &environments, "burn", HANDLER)?;
    let mut taken: Vec<Taken> = SIZES.iter().map(|_| Taken::default()).collect();
    for _ in 0..N_ROUNDS {
        for (size, taken) in SIZES.into_iter().zip(&mut taken) {
            measure(&bench, size, taken)?;
        }
    }
    println!(
        "{}, {N_ROUNDS} rounds; 1.00 is exactly max(1, 1769 / MB)",
        bench.python
    );
    println!(
        "    MB  wall p50 ms  CPU p50 ms  wall / CPU  expected  ratio  init wall / CPU: full  share"
    );
    for (size, taken) in SIZES.into_iter().zip(taken) {
        show(size, taken)?;
    }
    Ok(())
}

fn measure(bench: &Bench<'_>, megabytes: u64, taken: &mut Taken) -> anyhow::Result<()> {
    for init_cpu in [InitCpu::Full, InitCpu::Share] {
        let mut setup = setup(bench, RuntimeClient::Embedded, Vec::new());
        setup.function.memory_size = MemorySize::new(megabytes)?;
        setup.init_cpu = init_cpu;
        let mut engine = Engine::start(setup)?;
        let done = invoke(&mut engine)?;
        let init = done.cold_start.context("the first start is cold")?.init;
        let ratio = init.wall.as_secs_f64() / init.cpu.as_secs_f64();
        match init_cpu {
            InitCpu::Full => taken.init_full.push(ratio),
            InitCpu::Share => taken.init_share.push(ratio),
        }
        let warm = invoke(&mut engine)?;
        taken.wall.push(warm.report.duration);
        taken.cpu.push(warm.cpu);
    }
    Ok(())
}

fn invoke(engine: &mut Engine) -> anyhow::Result<Completed> {
    let mut done = None;
    engine.invoke(request(b"{}"), &mut |observation| {
        if let Observation::Completed(completed) = observation {
            done = Some(*completed);
        }
    })?;
    done.context("the invocation was refused")
}

fn show(megabytes: u64, taken: Taken) -> anyhow::Result<()> {
    let size = MemorySize::new(megabytes)?;
    let (wall, cpu) = (
        Sample::from_durations(taken.wall)?,
        Sample::from_durations(taken.cpu)?,
    );
    let slowdown = wall.median() / cpu.median();
    let expected = (f64::from(MEGABYTES_PER_VCPU) / f64::from(size.megabytes())).max(1.0);
    let (full, share) = (
        Sample::new(taken.init_full)?,
        Sample::new(taken.init_share)?,
    );
    println!(
        "{megabytes:>6}  {:>11.1}  {:>10.1}  {slowdown:>10.2}  {expected:>8.2}  {:>5.2}  {:>21.2}  {:>5.2}",
        wall.median(),
        cpu.median(),
        slowdown / expected,
        full.median(),
        share.median(),
    );
    Ok(())
}
