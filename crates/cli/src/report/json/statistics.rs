//! Statistics and costs in the document.

use serde::Serialize;
use warmfront_model::money::Money;

use super::nearest;
use crate::report::summary::{Cold, Estimate, Summary, Warm};

#[derive(Serialize)]
pub(super) struct Statistics<'a> {
    n_invocations: usize,
    failures: Vec<Failure<'a>>,
    cold: Option<ColdJson>,
    warm: Option<WarmJson>,
    max_memory_used_mb: Option<u32>,
}

#[derive(Serialize)]
struct Failure<'a> {
    failure: &'a str,
    n: usize,
}

/// Medians over the cold starts.
#[derive(Serialize)]
struct ColdJson {
    n: usize,
    spawn_ms: EstimateJson,
    runtime_init_ms: Option<EstimateJson>,
    function_init_ms: Option<EstimateJson>,
    init_ms: EstimateJson,
    restore_ms: Option<EstimateJson>,
    first_invocation_ms: EstimateJson,
    billed_duration_ms: EstimateJson,
}

#[derive(Serialize)]
struct WarmJson {
    n: usize,
    concurrency: usize,
    duration_ms: Quantiles,
    billed_duration_ms: EstimateJson,
}

#[derive(Serialize)]
struct Quantiles {
    p50: EstimateJson,
    p90: EstimateJson,
    p99: EstimateJson,
}

/// A quantile with its interval at 95 % confidence; a bound is null where the sample is too small.
#[derive(Serialize)]
struct EstimateJson {
    value: f64,
    lower: Option<f64>,
    upper: Option<f64>,
}

impl From<Estimate> for EstimateJson {
    fn from(estimate: Estimate) -> Self {
        Self {
            value: nearest(estimate.value),
            lower: estimate.lower.map(nearest),
            upper: estimate.upper.map(nearest),
        }
    }
}

impl From<&Cold> for ColdJson {
    fn from(cold: &Cold) -> Self {
        Self {
            n: cold.n,
            spawn_ms: cold.spawn.into(),
            runtime_init_ms: cold.runtime_init.map(Into::into),
            function_init_ms: cold.function_init.map(Into::into),
            init_ms: cold.init.into(),
            restore_ms: cold.restore.map(Into::into),
            first_invocation_ms: cold.first_invocation.into(),
            billed_duration_ms: cold.billed.into(),
        }
    }
}

impl WarmJson {
    fn new(warm: &Warm, concurrency: usize) -> Self {
        Self {
            n: warm.n,
            concurrency,
            duration_ms: Quantiles {
                p50: warm.p50.into(),
                p90: warm.p90.into(),
                p99: warm.p99.into(),
            },
            billed_duration_ms: warm.billed.into(),
        }
    }
}

impl<'a> From<&'a Summary> for Statistics<'a> {
    fn from(summary: &'a Summary) -> Self {
        let warm = summary.warm.as_ref();
        Self {
            n_invocations: summary.n_invocations,
            failures: summary
                .failures
                .iter()
                .map(|(failure, n)| Failure { failure, n: *n })
                .collect(),
            cold: summary.cold.as_ref().map(ColdJson::from),
            warm: warm.map(|warm| WarmJson::new(warm, summary.concurrency)),
            max_memory_used_mb: summary.max_memory_used_mb,
        }
    }
}

/// Dollars, as decimal text.
#[derive(Serialize)]
pub(super) struct Costs<'a> {
    currency: &'static str,
    prices: &'a str,
    cold_per_million: Option<String>,
    warm_per_million: Option<String>,
}

impl<'a> From<&'a Summary> for Costs<'a> {
    fn from(summary: &'a Summary) -> Self {
        let per_million = |cost: Money| cost.per_million().0.to_decimal();
        Self {
            currency: "USD",
            prices: &summary.prices,
            cold_per_million: summary.cold.as_ref().map(|cold| per_million(cold.cost)),
            warm_per_million: summary.warm.as_ref().map(|warm| per_million(warm.cost)),
        }
    }
}
