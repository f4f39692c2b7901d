//! Figures on average, and how many times less they have become.

use warmfront_stats::bootstrap::{self, Interval};
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;

use crate::figures::Figures;
use crate::journey::{Clock, Overall, Ratios, Summary};
use crate::plan::Plan;
use crate::worth;

/// Seed of the resamples: the same pairs always give the same interval.
const SEED: u64 = 0x0077_6672;

/// Returns what pairs of the function as shipped and as it has become say.
pub(crate) fn of(plan: &Plan, pairs: &[[Figures; 2]]) -> Overall {
    let side = |side: usize| summary(plan, &pairs.iter().map(|pair| &pair[side]));
    Overall {
        before: side(0),
        after: side(1),
        ratios: ratios(plan, pairs),
        n_pairs: pairs.len(),
    }
}

/// Returns figures on average; none where one of them is missing.
pub(crate) fn summary<'a>(
    plan: &Plan,
    environments: &(impl Iterator<Item = &'a Figures> + Clone),
) -> Option<Summary> {
    let median = |figure: &dyn Fn(&Figures) -> Option<f64>| {
        let figures: Option<Vec<_>> = environments.clone().map(figure).collect();
        Some(Sample::new(figures?).ok()?.median())
    };
    let warm = environments.clone().flat_map(|figures| &figures.warm);
    let warm = Sample::new(warm.map(|time| time.wall).collect()).ok()?;
    let cost = median(&|figures| worth::cost(plan, figures, Clock::Wall))?;
    Some(Summary {
        init_ms: median(&|figures| Some(figures.init.wall))?,
        first_request_ms: median(&|figures| Some(worth::first_request(figures, Clock::Wall)))?,
        p50_ms: warm.median(),
        p95_ms: warm.quantile(Probability::P95),
        p99_ms: warm.quantile(Probability::P99),
        max_memory_mb: median(&|figures| Some(figures.max_memory_mb.into()))?,
        memory_size_mb: environments.clone().next()?.memory_size_mb,
        cost_per_million: cost * 1e6,
    })
}

fn ratios(plan: &Plan, pairs: &[[Figures; 2]]) -> Option<Ratios> {
    let times_less = |figure: &dyn Fn(&Figures) -> Option<f64>| -> Option<Interval> {
        let ratio = |[before, after]: &[Figures; 2]| Some(figure(before)? / figure(after)?);
        let ratios: Option<Vec<_>> = pairs.iter().map(ratio).collect();
        let sample = Sample::new(ratios?).ok()?;
        bootstrap::median(&sample, Confidence::P95, SEED).ok()
    };
    Some(Ratios {
        init: times_less(&|figures| Some(figures.init.wall))?,
        first_request: times_less(&|figures| Some(worth::first_request(figures, Clock::Wall)))?,
        p50: times_less(&worth::p50)?,
        cost: times_less(&|figures| worth::cost(plan, figures, Clock::Wall))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Time;

    fn figures(init: f64, warm: &[f64]) -> Figures {
        let time = |wall| Time { wall, cpu: wall };
        Figures {
            init: time(init),
            first: time(100.0),
            warm: warm.iter().copied().map(time).collect(),
            max_memory_mb: 80,
            memory_size_mb: 512,
        }
    }

    #[test]
    fn ratios_say_how_many_times_less() {
        let pair = [figures(900.0, &[40.0, 60.0]), figures(100.0, &[25.0, 25.0])];
        let overall = of(&Plan::default(), &vec![pair; 8]);
        let ratios = overall.ratios.unwrap();
        for (found, expect) in [
            (ratios.init, 9.0),
            (ratios.first_request, 5.0),
            (ratios.p50, 2.0),
        ] {
            let expect = Interval {
                estimate: expect,
                lower: expect,
                upper: expect,
            };
            assert_eq!(found, expect);
        }
        let (before, after) = (overall.before.unwrap(), overall.after.unwrap());
        let by_summaries = before.cost_per_million / after.cost_per_million;
        assert!((ratios.cost.estimate - by_summaries).abs() < 1e-9);
        assert_eq!((before.first_request_ms, before.p50_ms), (1000.0, 50.0));
        assert_eq!((after.max_memory_mb, after.memory_size_mb), (80.0, 512));
    }

    #[test]
    fn few_pairs_have_figures_but_no_interval() {
        let pair = [figures(900.0, &[40.0]), figures(100.0, &[25.0])];
        let overall = of(&Plan::default(), &vec![pair; 3]);
        assert!(overall.before.is_some() && overall.ratios.is_none());
        assert_eq!(of(&Plan::default(), &[]), Overall::default());
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        let cold_only = [figures(900.0, &[]), figures(f64::NAN, &[25.0])];
        let overall = of(&Plan::default(), &vec![cold_only; 8]);
        let n_pairs = overall.n_pairs;
        assert_eq!((overall.before, overall.after), (None, None));
        assert_eq!((overall.ratios, n_pairs), (None, 8));
    }
}
