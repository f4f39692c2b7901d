//! A smooth curve through noisy measurements, with what is not known of it: a Gaussian process.
//!
//! The curve is a level plus deviations that are the more alike the closer two places are (Matérn,
//! smoothness 3/2; Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, chapters
//! 2 and 4). How large deviations are, and how much every measurement is off beyond its own known
//! variance, is not known either: both are averaged over grids by how well they explain what was
//! seen, so that few measurements give wide intervals.

use crate::random::Random;

/// One measurement of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Where.
    pub at: f64,
    /// What.
    pub value: f64,
    /// Known variance of the measurement.
    pub variance: f64,
}

/// What is assumed of the curve before anything is seen; its mean is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior<'a> {
    /// Standard deviation of the level.
    pub level: f64,
    /// Distance over which deviations are much alike.
    pub length: f64,
    /// Standard deviations that deviations may have, with how likely each is.
    pub deviations: &'a [(f64, f64)],
    /// Standard deviations of the unknown part of a measurement's error, with how likely each is.
    pub errors: &'a [(f64, f64)],
}

/// What is known of the curve afterwards, at some places.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    parts: Vec<Part>,
    evidence: f64,
}

/// The curve under one choice from the grids.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    /// Share of the choice, those of all parts before it included.
    up_to: f64,
    mean: Vec<f64>,
    root: Matrix,
    error: f64,
}

/// A draw of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its values at the places asked for.
    pub values: Vec<f64>,
    /// Standard deviation of the unknown part of a measurement's error that goes with it.
    pub error: f64,
}

impl Posterior {
    /// Returns the logarithm of the density of what was seen, averaged over the grids.
    #[must_use]
    pub fn evidence(&self) -> f64 {
        self.evidence
    }

    /// Draws one curve.
    pub fn draw(&self, random: &mut Random) -> Curve {
        let place = random.unit();
        let part = self.parts.iter().find(|part| place < part.up_to);
        let part = part.unwrap_or(&self.parts[self.parts.len() - 1]);
        let normals: Vec<_> = part.mean.iter().map(|_| random.normal()).collect();
        let deviation = |row: usize| dot(&part.root.row(row)[..=row], &normals[..=row]);
        let values = part.mean.iter().enumerate();
        Curve {
            values: values.map(|(row, mean)| mean + deviation(row)).collect(),
            error: part.error,
        }
    }

    /// Returns the expected curve.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.parts[0].mean.len()];
        let mut before = 0.0;
        for part in &self.parts {
            for (mean, of_part) in mean.iter_mut().zip(&part.mean) {
                *mean += (part.up_to - before) * of_part;
            }
            before = part.up_to;
        }
        mean
    }
}

/// Shares below this are not worth a part.
const LEAST_SHARE: f64 = 1e-4;

/// Learns the curve at some places from what was seen, be it nothing.
///
/// # Panics
///
/// When a grid of the prior is empty.
#[must_use]
pub fn learn(prior: &Prior<'_>, seen: &[Seen], at: &[f64]) -> Posterior {
    let choices = prior.deviations.iter().flat_map(|&(deviation, likely)| {
        let errors = prior.errors.iter();
        errors.map(move |&(error, also)| (deviation, error, (likely * also).ln()))
    });
    let fits: Vec<_> = choices
        .map(|(deviation, error, prior_log)| {
            let fit = Fit::new(prior, seen, deviation, error);
            let log = fit.evidence + prior_log;
            (fit, log)
        })
        .collect();
    let most = fits
        .iter()
        .map(|(_, log)| *log)
        .fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = fits.iter().map(|(_, log)| (log - most).exp()).sum();
    let prior_total: f64 = [prior.deviations, prior.errors]
        .iter()
        .map(|grid| grid.iter().map(|(_, likely)| likely).sum::<f64>())
        .product();
    let mut up_to = 0.0;
    let parts = fits.iter().filter_map(|(fit, log)| {
        let share = (log - most).exp() / total;
        up_to += share;
        (share >= LEAST_SHARE).then(|| fit.at(prior, seen, at, up_to))
    });
    Posterior {
        parts: parts.collect(),
        evidence: most + (total / prior_total).ln(),
    }
}

/// What was seen, explained by one choice from the grids.
struct Fit {
    deviation: f64,
    error: f64,
    root: Matrix,
    /// The inverse of the covariance of what was seen, times its values.
    weights: Vec<f64>,
    evidence: f64,
}

impl Fit {
    fn new(prior: &Prior<'_>, seen: &[Seen], deviation: f64, error: f64) -> Self {
        let covariance = Matrix::of(seen.len(), |row, column| {
            let both = covariance(prior, deviation, seen[row].at - seen[column].at);
            let own = if row == column {
                seen[row].variance + error * error
            } else {
                0.0
            };
            both + own
        });
        let root = covariance.root();
        let values: Vec<_> = seen.iter().map(|seen| seen.value).collect();
        let whitened = root.solve(&values);
        let fit = dot(&whitened, &whitened);
        let spread: f64 = (0..seen.len()).map(|row| root.row(row)[row].ln()).sum();
        let constant = seen.iter().map(|_| std::f64::consts::TAU.ln()).sum::<f64>();
        Self {
            deviation,
            error,
            weights: root.solve_transposed(&whitened),
            root,
            evidence: -0.5 * (fit + constant) - spread,
        }
    }

    fn at(&self, prior: &Prior<'_>, seen: &[Seen], at: &[f64], up_to: f64) -> Part {
        let to_seen: Vec<Vec<f64>> = at
            .iter()
            .map(|place| {
                let to = |seen: &Seen| covariance(prior, self.deviation, place - seen.at);
                seen.iter().map(to).collect()
            })
            .collect();
        let known: Vec<_> = to_seen.iter().map(|to| self.root.solve(to)).collect();
        let left = Matrix::of(at.len(), |row, column| {
            covariance(prior, self.deviation, at[row] - at[column])
                - dot(&known[row], &known[column])
        });
        Part {
            up_to,
            mean: to_seen.iter().map(|to| dot(to, &self.weights)).collect(),
            root: left.root(),
            error: self.error,
        }
    }
}

fn covariance(prior: &Prior<'_>, deviation: f64, distance: f64) -> f64 {
    let scaled = 3.0_f64.sqrt() * distance.abs() / prior.length;
    prior.level * prior.level + deviation * deviation * (1.0 + scaled) * (-scaled).exp()
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
struct Matrix {
    n: usize,
    cells: Vec<f64>,
}

impl Matrix {
    fn of(n: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let cells = (0..n * n).map(|index| cell(index / n, index % n)).collect();
        Self { n, cells }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.n..][..self.n]
    }

    /// Returns the lower triangle whose product with its mirror image this is (Cholesky); what
    /// rounding made negative counts as nothing.
    fn root(&self) -> Self {
        let n = self.n;
        let mut root = Self::of(n, |_, _| 0.0);
        for row in 0..n {
            for column in 0..=row {
                let known = dot(&root.row(row)[..column], &root.row(column)[..column]);
                let left = self.cells[row * n + column] - known;
                root.cells[row * n + column] = if row == column {
                    // A place that is known exactly keeps a hair of variance, to divide by.
                    left.max(1e-12).sqrt()
                } else {
                    left / root.cells[column * n + column]
                };
            }
        }
        root
    }

    /// Solves for the vector that this lower triangle turns into the given one.
    fn solve(&self, given: &[f64]) -> Vec<f64> {
        let mut found: Vec<f64> = Vec::with_capacity(self.n);
        for (row, given) in given.iter().enumerate() {
            let known = dot(&self.row(row)[..row], &found);
            found.push((given - known) / self.row(row)[row]);
        }
        found
    }

    /// The same for its mirror image.
    fn solve_transposed(&self, given: &[f64]) -> Vec<f64> {
        let mut found = vec![0.0; self.n];
        for row in (0..self.n).rev() {
            let known: f64 = (row + 1..self.n)
                .map(|below| self.row(below)[row] * found[below])
                .sum();
            found[row] = (given[row] - known) / self.row(row)[row];
        }
        found
    }
}

#[cfg(test)]
mod tests;
