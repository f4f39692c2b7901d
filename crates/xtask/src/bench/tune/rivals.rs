//! The plans of others, as their sources have them.
//!
//! aws-lambda-power-tuning 4.4: its default sizes, 50 invocations each, the mean of billed durations
//! without the top and bottom fifth, rounded up; the cheapest size measured is chosen. It stops as a
//! whole when a size fails; here it then is run again without that size, its first run not counted.
//!
//! Parrotfish (Moghimi et al., `SoCC` 2023): least, a third and most of memory, four invocations each,
//! and up to eight more while they vary, each taking the place of one if they then vary less; a curve
//! of cost `a x + b x exp(-x / c)` through all; then the size where that is least, weighed by how much
//! is known nearby, until there are more than 20 samples or enough is known at the least; the curve's
//! least is chosen. Its memory space here is the measured sizes. Both get warm invocations only.

use warmfront_model::units::MemorySize;

use super::contest::{Outcome, finished, mean};
use super::kept::Environment;
use super::replay::Replay;
use super::truth::Truth;

/// Sizes of aws-lambda-power-tuning's default plan, 3,008 MB as the nearest that was measured.
const POWER_VALUES: [u32; 6] = [128, 256, 512, 1024, 1536, 3072];
const N_EACH: usize = 50;
const DISCARDED: usize = 5;

pub(super) fn power_tuning(environments: &[Environment], _truths: &[Truth], seed: u64) -> Outcome {
    let mut replay = Replay::new(environments, seed);
    let mut outcome = Outcome {
        sure: true,
        ..Outcome::default()
    };
    let mut least = f64::INFINITY;
    let mut tested = Vec::new();
    for size in sizes(environments)
        .into_iter()
        .filter(|size| POWER_VALUES.contains(&size.megabytes()))
    {
        let runs = replay.warm(size, N_EACH);
        if !runs.iter().all(finished) {
            continue;
        }
        let mut billed: Vec<_> = runs.iter().map(|run| millis(run.wall).ceil()).collect();
        billed.sort_unstable_by(f64::total_cmp);
        let cut = billed.len() / DISCARDED;
        let duration = mean(&billed[cut..billed.len() - cut]);
        let price = duration.ceil() * f64::from(size.megabytes());
        if price < least {
            (least, outcome.chosen) = (price, Some(size));
        }
        tested.push((size, duration));
    }
    outcome.measured = tested.iter().map(|(size, _)| *size).collect();
    outcome.p50 = between(&sizes(environments), &tested);
    outcome.n_spent = replay.n_spent;
    outcome
}

/// Draws straight lines between tested sizes, as its chart does (with a smoother pen).
fn between(sizes: &[MemorySize], tested: &[(MemorySize, f64)]) -> Vec<(MemorySize, f64)> {
    let at = |size: &MemorySize| {
        let above = tested.iter().position(|(tested, _)| tested >= size)?;
        let (right, later) = tested[above];
        let (left, before) = tested[above.checked_sub(1)?];
        let mb = |size: MemorySize| f64::from(size.megabytes());
        let share = (mb(*size) - mb(left)) / (mb(right) - mb(left));
        Some((*size, before + share * (later - before)))
    };
    sizes.iter().filter_map(at).collect()
}

/// Parrotfish's defaults.
const N_FIRST: usize = 4;
const N_MORE: usize = 8;
const VARIATION: f64 = 0.05;
const MOST_SAMPLES: usize = 20;
const KNOWN_ENOUGH: f64 = 3.0;
const KNOWN_NEARBY_MB: f64 = 200.0;

pub(super) fn parrotfish(environments: &[Environment], _truths: &[Truth], seed: u64) -> Outcome {
    let mut replay = Replay::new(environments, seed);
    let mut space = sizes(environments);
    let mut samples: Vec<(f64, f64)> = Vec::new();
    // What runs out of memory is left out, and the next 128 MB with it.
    while let Some(&least) = space.first() {
        match explored(&mut replay, least) {
            Some(found) => {
                samples.extend(found);
                break;
            }
            None => space.retain(|size| size.megabytes() >= least.megabytes() + 128),
        }
    }
    let mut measured = vec![space[0]];
    let (first, last) = (mb(space[0]), mb(space[space.len() - 1]));
    let third = first + (last - first) / 3.0;
    let far = |size: &MemorySize| (mb(*size) - third).abs();
    let third = space
        .iter()
        .copied()
        .min_by(|one, other| far(one).total_cmp(&far(other)));
    for size in third.into_iter().chain(space.last().copied()) {
        samples.extend(explored(&mut replay, size).unwrap_or_default());
        measured.push(size);
    }
    let mut curve = Curve::fit(&samples);
    loop {
        let known = |size: MemorySize| {
            let near = |other: &MemorySize| {
                let distance = (mb(size) - mb(*other)) / KNOWN_NEARBY_MB;
                (-0.5 * distance * distance).exp()
            };
            1.0 + measured.iter().map(near).sum::<f64>()
        };
        let chosen = least(&space, |size| curve.cost(mb(size)));
        let untried: Vec<_> = space
            .iter()
            .copied()
            .filter(|size| !measured.contains(size))
            .collect();
        if samples.len() > MOST_SAMPLES || known(chosen) > KNOWN_ENOUGH || untried.is_empty() {
            return Outcome {
                chosen: Some(chosen),
                n_spent: replay.n_spent,
                p50: space
                    .iter()
                    .map(|size| (*size, curve.cost(mb(*size)) / mb(*size)))
                    .collect(),
                sure: true,
                measured,
                ..Outcome::default()
            };
        }
        let next = least(&untried, |size| curve.cost(mb(size)) * known(size));
        samples.extend(explored(&mut replay, next).unwrap_or_default());
        measured.push(next);
        curve = Curve::fit(&samples);
    }
}

/// Returns sizes and costs of four invocations that vary little, in megabyte-milliseconds.
fn explored(replay: &mut Replay<'_>, size: MemorySize) -> Option<Vec<(f64, f64)>> {
    let runs = replay.warm(size, N_FIRST);
    if !runs.iter().all(finished) {
        return None;
    }
    let mut kept: Vec<_> = runs.iter().map(|run| millis(run.wall).ceil()).collect();
    let mut least = variation(&kept);
    for _ in 0..N_MORE {
        if least <= VARIATION {
            break;
        }
        let more = replay.warm(size, 1);
        let Some(more) = more.first().map(|run| millis(run.wall).ceil()) else {
            break;
        };
        for place in 0..kept.len() {
            let mut tried = kept.clone();
            tried[place] = more;
            if variation(&tried) < least {
                least = variation(&tried);
                kept = tried;
            }
        }
    }
    Some(
        kept.iter()
            .map(|time| (mb(size), time * mb(size)))
            .collect(),
    )
}

fn variation(times: &[f64]) -> f64 {
    let middle = mean(times);
    let squares: Vec<_> = times.iter().map(|time| (time - middle).powi(2)).collect();
    #[expect(clippy::cast_precision_loss, reason = "four")]
    let n = times.len() as f64;
    (mean(&squares) * n / (n - 1.0)).sqrt() / middle
}

/// `cost = a x + b x exp(-x / c)`, none of them negative.
#[derive(Debug, Clone, Copy)]
struct Curve {
    a: f64,
    b: f64,
    c: f64,
}

impl Curve {
    fn cost(&self, x: f64) -> f64 {
        x * (self.a + self.b * (-x / self.c).exp())
    }

    /// Fits by least squares: `a` and `b` in closed form for every `c` of a fine grid.
    fn fit(samples: &[(f64, f64)]) -> Self {
        let grid = (0..400).map(|step| 10.0 * 1.02_f64.powi(step));
        let fits = grid.map(|c| {
            let fit = Self::linear(samples, c);
            let squares = samples.iter().map(|(x, y)| (fit.cost(*x) - y).powi(2));
            (squares.sum::<f64>(), fit)
        });
        let best = fits.min_by(|(one, _), (other, _)| one.total_cmp(other));
        best.expect("the grid is not empty").1
    }

    fn linear(samples: &[(f64, f64)], c: f64) -> Self {
        let (mut uu, mut uv, mut vv, mut uy, mut vy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (x, y) in samples {
            let (u, v) = (*x, x * (-x / c).exp());
            (uu, uv, vv) = (uu + u * u, uv + u * v, vv + v * v);
            (uy, vy) = (uy + u * y, vy + v * y);
        }
        let determinant = uu * vv - uv * uv;
        let (a, b) = (
            (uy * vv - vy * uv) / determinant,
            (vy * uu - uy * uv) / determinant,
        );
        let alone = [(uy / uu, 0.0), (0.0, (vy / vv).max(0.0))];
        let squares = |(a, b): &(f64, f64)| {
            let curve = Self { a: *a, b: *b, c };
            samples
                .iter()
                .map(|(x, y)| (curve.cost(*x) - y).powi(2))
                .sum::<f64>()
        };
        let inside = (a >= 0.0 && b >= 0.0).then_some((a, b));
        let edge = alone.into_iter().filter(|(_, b)| b.is_finite());
        let edge = edge.min_by(|one, other| squares(one).total_cmp(&squares(other)));
        let (a, b) = inside.or(edge).unwrap_or((uy / uu, 0.0));
        Self { a, b, c }
    }
}

fn least(among: &[MemorySize], of: impl Fn(MemorySize) -> f64) -> MemorySize {
    let least = among
        .iter()
        .copied()
        .min_by(|one, other| of(*one).total_cmp(&of(*other)));
    least.expect("there is a size")
}

fn sizes(environments: &[Environment]) -> Vec<MemorySize> {
    let mut sizes: Vec<_> = environments
        .iter()
        .map(|environment| environment.size)
        .collect();
    sizes.dedup();
    sizes
}

fn mb(size: MemorySize) -> f64 {
    f64::from(size.megabytes())
}

fn millis(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_found_again() {
        let curve = Curve {
            a: 40.0,
            b: 900.0,
            c: 300.0,
        };
        let samples: Vec<_> = [128.0, 1024.0, 3072.0, 512.0]
            .map(|x| (x, curve.cost(x)))
            .to_vec();
        let found = Curve::fit(&samples);
        for x in [192.0, 700.0, 2000.0] {
            assert!((found.cost(x) / curve.cost(x) - 1.0).abs() < 0.02);
        }
    }

    #[test]
    fn a_flat_time_has_no_second_part() {
        let found = Curve::fit(&[(128.0, 1280.0), (1024.0, 10240.0), (3072.0, 30720.0)]);
        assert!((found.cost(512.0) - 5120.0).abs() < 1.0);
    }
}
