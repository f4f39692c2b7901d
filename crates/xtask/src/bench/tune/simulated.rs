//! Made-up functions, run by a small simulation of the CPU quota, of which the truth can be had as
//! exactly as wanted.
//!
//! It shares nothing with the search's own model: computing and waiting come in turns, the quota is
//! used up and given again step by step, one run finds what the one before it left, and noise comes
//! from runs, environments, two kinds of events and outliers.

use std::time::Duration;

use warmfront_model::invocation::Spent;
use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;
use warmfront_tune::run::{self, End, Request, Run};

/// Period of the quota in milliseconds.
const PERIOD: f64 = 20.0;

/// Time between two invocations in milliseconds.
const BETWEEN: f64 = 0.3;

/// A made-up function; times in milliseconds, noise as standard deviations of logarithms.
#[derive(Debug, Clone)]
pub(super) struct Function {
    cpu: f64,
    wait: f64,
    /// Turns of computing and waiting.
    n_turns: usize,
    threads: f64,
    cpu_noise: f64,
    wait_noise: f64,
    environment_noise: f64,
    /// Share of runs of the other kind, and how many times longer they take.
    other: (f64, f64),
    outliers: f64,
    /// CPU time more for each time that it stood still.
    cold_caches: f64,
    /// How late the kernel may notice that the quota is used up; what is overdrawn is owed.
    tick: f64,
    init: f64,
    pub(super) memory_mb: u32,
}

/// Returns one of the items.
fn one_of(random: &mut Random, items: &[f64]) -> f64 {
    random.pick(items)
}

/// Returns a number whose logarithm is evenly spread.
fn spread(random: &mut Random, from: f64, to: f64) -> f64 {
    from * (to / from).powf(random.unit())
}

impl Function {
    /// Makes one up.
    pub(super) fn any(random: &mut Random) -> Self {
        let waits = random.unit() < 0.6;
        let wait = if waits {
            spread(random, 2.0, 300.0)
        } else {
            0.2
        };
        let cpu = spread(random, 0.6, 120.0);
        let other = if random.unit() < 0.25 {
            (0.1 + 0.3 * random.unit(), spread(random, 2.0, 8.0))
        } else {
            (0.0, 1.0)
        };
        let threads = if random.unit() < 0.15 {
            1.4 + 0.6 * random.unit()
        } else {
            1.0
        };
        Self {
            cpu,
            wait,
            n_turns: random.pick(&[1, 1, 2, 4, 8]),
            threads,
            cpu_noise: one_of(random, &[0.01, 0.03, 0.1]),
            wait_noise: one_of(random, &[0.01, 0.05, 0.3]),
            environment_noise: one_of(random, &[0.01, 0.03, 0.1]),
            other,
            outliers: one_of(random, &[0.0, 0.01, 0.03]),
            cold_caches: 0.4 * random.unit(),
            tick: one_of(random, &[0.0, 1.0, 4.0]),
            init: spread(random, 40.0, 900.0),
            memory_mb: random.pick(&[45, 60, 90, 150, 300]),
        }
    }
}

/// An execution environment of a function at a size, at work.
pub(super) struct Environment<'a> {
    function: &'a Function,
    size: MemorySize,
    /// Factors of its CPU times and of its waits.
    factors: [f64; 2],
    now: f64,
    /// CPU time left in this period.
    left: f64,
    period_ends: f64,
    n_runs: usize,
}

impl<'a> Environment<'a> {
    pub(super) fn new(function: &'a Function, size: MemorySize, random: &mut Random) -> Self {
        Self {
            function,
            size,
            factors: [1.0, 0.5]
                .map(|part| (part * function.environment_noise * random.normal()).exp()),
            now: 0.0,
            left: size.vcpus() * PERIOD,
            period_ends: PERIOD * random.unit(),
            n_runs: 0,
        }
    }

    /// Handles one event; the first is a cold start.
    pub(super) fn run(&mut self, random: &mut Random) -> Run {
        let function = self.function;
        self.n_runs += 1;
        let init = (self.n_runs == 1).then(|| {
            let wall = millis(function.init * (0.03 * random.normal()).exp());
            Spent { wall, cpu: wall }
        });
        if function.memory_mb > self.size.megabytes() {
            return self.out_of_memory(init);
        }
        let mut scale = if random.unit() < function.other.0 {
            function.other.1
        } else {
            1.0
        };
        if random.unit() < function.outliers {
            scale *= spread(random, 1.5, 5.0);
        }
        let turns = f64::from(u32::try_from(function.n_turns).unwrap_or(1));
        let mut noise = |deviation: f64| (deviation * random.normal()).exp();
        let cpu = function.cpu * scale * self.factors[0] * noise(function.cpu_noise) / turns;
        let wait = function.wait * scale * self.factors[1] * noise(function.wait_noise) / turns;
        let begun = self.now;
        let mut used = 0.0;
        for _ in 0..function.n_turns {
            used += self.compute(cpu, random);
            self.pass(wait);
        }
        let wall = self.now - begun;
        self.pass(BETWEEN);
        Run {
            init,
            wall: millis(wall),
            cpu: millis(used),
            max_memory_mb: function.memory_mb,
            end: End::Finished,
        }
    }

    fn out_of_memory(&self, init: Option<Spent>) -> Run {
        Run {
            init,
            wall: Duration::ZERO,
            cpu: Duration::ZERO,
            max_memory_mb: self.size.megabytes(),
            end: End::OutOfMemory,
        }
    }

    /// Computes for so much CPU time, standing still where the quota is used up; returns what it took.
    fn compute(&mut self, cpu: f64, random: &mut Random) -> f64 {
        let threads = self.function.threads;
        let (mut to_do, mut used) = (cpu, 0.0);
        let mut late = self.function.tick * random.unit();
        while to_do > 1e-9 {
            let until_end = self.period_ends - self.now;
            let step = to_do.min(self.left + late).min(until_end * threads);
            to_do -= step;
            used += step;
            self.left -= step;
            self.now += step / threads;
            if self.now >= self.period_ends - 1e-9 {
                self.renew();
            } else if self.left <= 1e-9 - late && to_do > 1e-9 {
                while self.left <= 1e-9 {
                    self.now = self.period_ends;
                    self.renew();
                }
                to_do += self.function.cold_caches;
                late = self.function.tick * random.unit();
            }
        }
        used
    }

    fn pass(&mut self, time: f64) {
        self.now += time;
        while self.now >= self.period_ends {
            self.renew();
        }
    }

    fn renew(&mut self) {
        let quota = self.size.vcpus() * PERIOD;
        self.left = (self.left + quota).min(quota);
        self.period_ends += PERIOD;
    }
}

/// Answers requests for a function's runs.
pub(super) struct Simulation<'a> {
    function: &'a Function,
    random: Random,
    there: Vec<Environment<'a>>,
}

impl<'a> Simulation<'a> {
    pub(super) fn new(function: &'a Function, seed: u64) -> Self {
        Self {
            function,
            random: Random::new(seed),
            there: Vec::new(),
        }
    }

    pub(super) fn answer(&mut self, request: &Request) -> Vec<Run> {
        let kept = self
            .there
            .iter()
            .position(|environment| environment.size == request.size);
        let kept = kept.filter(|_| request.environment == run::Environment::Kept);
        let mut environment = match kept {
            Some(index) => self.there.swap_remove(index),
            None => Environment::new(self.function, request.size, &mut self.random),
        };
        let mut runs = Vec::new();
        for _ in 0..request.n {
            let run = environment.run(&mut self.random);
            let finished = run.end == End::Finished;
            runs.push(run);
            if !finished {
                return runs;
            }
        }
        self.there.retain(|other| other.size != request.size);
        self.there.push(environment);
        runs
    }
}

fn millis(millis: f64) -> Duration {
    Duration::from_secs_f64(millis / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computing_takes_its_share_of_time_on_average() {
        let mut random = Random::new(1);
        let mut function = Function::any(&mut random);
        (function.wait, function.other, function.outliers) = (0.0, (0.0, 1.0), 0.0);
        (function.threads, function.cold_caches, function.memory_mb) = (1.0, 0.0, 50);
        function.tick = 4.0;
        let size = MemorySize::new(256).unwrap();
        let mut environment = Environment::new(&function, size, &mut random);
        let runs: Vec<_> = (0..500).map(|_| environment.run(&mut random)).collect();
        let cpu: Duration = runs.iter().map(|run| run.cpu).sum();
        let wall: Duration = runs.iter().map(|run| run.wall).sum();
        let share = cpu.as_secs_f64() / wall.as_secs_f64();
        assert!((share / size.vcpus() - 1.0).abs() < 0.03, "{share}");
    }
}
