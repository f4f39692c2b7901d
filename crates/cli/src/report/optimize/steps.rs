//! The journey as a table: as shipped, with each change that is kept, and the result.

use super::document::{Optimized, Overall, PackageSize, Summary, Tried};
use super::gain::factor;
use crate::report::figures::{money, size, time};

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    /// What it is called: `as shipped`, `with 1`, `result`.
    pub(super) name: String,
    /// The change that leads to it.
    pub(super) change: Option<&'a Tried>,
    figures: Option<Summary>,
    package: Option<PackageSize>,
}

/// What is told of each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Cold,
    First,
    Warm,
    Memory,
    Package,
    Million,
    Month,
}

/// All of them, in order.
pub(super) const COLUMNS: [Column; 7] = [
    Column::Cold,
    Column::First,
    Column::Warm,
    Column::Memory,
    Column::Package,
    Column::Million,
    Column::Month,
];

/// Those that matter most, where there is no room for all.
pub(super) const FEW_COLUMNS: [Column; 5] = [
    Column::Cold,
    Column::First,
    Column::Warm,
    Column::Package,
    Column::Million,
];

impl Optimized {
    /// Returns the changes that are kept, in the order in which they are applied.
    pub(super) fn changes_kept(&self) -> Vec<&Tried> {
        let named = |id: &String| self.tried.iter().find(|tried| tried.id == *id);
        self.kept.iter().filter_map(named).collect()
    }

    /// Returns the rows of the table; none where nothing was measured.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let Overall { before, after, .. } = self.overall;
        if before.is_none() && after.is_none() {
            return Vec::new();
        }
        let mut steps = vec![Step {
            name: "as shipped".to_owned(),
            change: None,
            figures: before,
            package: self.overall.package_before,
        }];
        for (index, change) in self.changes_kept().into_iter().enumerate() {
            steps.push(Step {
                name: format!("with {}", index + 1),
                change: Some(change),
                figures: change.after,
                package: change.package,
            });
        }
        steps.push(Step {
            name: "result".to_owned(),
            change: None,
            figures: after,
            package: self.overall.package_after,
        });
        steps
    }

    /// Returns what a month costs at the given traffic, in dollars.
    pub(super) fn per_month(&self, figures: Summary) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "invocations of a month are few")]
        let millions = self.subject.traffic_per_month? as f64 / 1e6;
        Some(figures.cost_per_million.get() * millions)
    }
}

impl Column {
    /// Returns what stands above it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Cold => "cold start",
            Self::First => "first request",
            Self::Warm => "warm p50/p95/p99",
            Self::Memory => "memory",
            Self::Package => "package",
            Self::Million => "$/million",
            Self::Month => "$/month",
        }
    }

    /// Returns what stands in it, nothing where that was not measured.
    pub(super) fn cell(self, step: &Step<'_>, of: &Optimized) -> String {
        let told = match self {
            Self::Package => step.package.map(|package| size(package.bytes)),
            _ => step.figures.and_then(|figures| self.figure(figures, of)),
        };
        told.unwrap_or_default()
    }

    fn figure(self, figures: Summary, of: &Optimized) -> Option<String> {
        Some(match self {
            Self::Cold => time(figures.init_ms.get()),
            Self::First => time(figures.first_request_ms.get()),
            Self::Warm => warm(figures),
            Self::Memory => format!(
                "{:.0}/{} MB",
                figures.max_memory_mb.get(),
                figures.memory_size_mb
            ),
            Self::Million => money(figures.cost_per_million.get()),
            Self::Month => money(of.per_month(figures)?),
            Self::Package => return None,
        })
    }

    /// Returns how many times better the result is.
    pub(super) fn times(self, overall: &Overall) -> String {
        let ratio = |of: fn(&super::document::Ratios) -> super::document::Interval| {
            overall.ratios.as_ref().map(|all| of(all).estimate.get())
        };
        let times = match self {
            Self::Cold => ratio(|all| all.init),
            Self::First => ratio(|all| all.first_request),
            Self::Warm => ratio(|all| all.p50),
            Self::Million => ratio(|all| all.cost),
            Self::Package => smaller(overall),
            Self::Memory | Self::Month => None,
        };
        times.map_or_else(String::new, |times| format!("{}×", factor(times)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
fn smaller(overall: &Overall) -> Option<f64> {
    let (before, after) = (overall.package_before?, overall.package_after?);
    (after.bytes > 0).then(|| before.bytes as f64 / after.bytes as f64)
}

/// Returns three times, with their unit said once where it is the same.
fn warm(figures: Summary) -> String {
    let times = [figures.p50_ms, figures.p95_ms, figures.p99_ms].map(|each| time(each.get()));
    let parts = [&times[0], &times[1], &times[2]].map(|text| text.rsplit_once(' '));
    if let [
        Some((one, unit)),
        Some((two, unit_two)),
        Some((three, unit_three)),
    ] = parts
        && unit == unit_two
        && unit == unit_three
    {
        return format!("{one}/{two}/{three} {unit}");
    }
    times.join("/")
}
