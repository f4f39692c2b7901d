//! Values of flags that say what is wanted of a memory size.

use std::str::FromStr;
use std::time::Duration;

use warmfront_model::units::MemorySize;
use warmfront_stats::probability::Probability;

use super::memory;

/// A range of memory sizes, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SizesArg {
    pub(crate) least: MemorySize,
    pub(crate) most: MemorySize,
}

impl FromStr for SizesArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (least, most) = text
            .split_once("..")
            .ok_or("it is LEAST..MOST in MB, such as 128..10240")?;
        let (least, most) = (memory(least)?, memory(most.trim_start_matches('='))?);
        if least > most {
            return Err(format!("{least} is more than {most}"));
        }
        Ok(Self { least, most })
    }
}

/// A limit on a quantile of durations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SloArg {
    pub(crate) quantile: Probability,
    pub(crate) limit: Duration,
}

impl FromStr for SloArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || format!("`{text}` is not of the form p95=200ms");
        let (quantile, limit) = text.split_once('=').ok_or_else(form)?;
        let percent: f64 = quantile
            .strip_prefix('p')
            .and_then(|percent| percent.parse().ok())
            .ok_or_else(form)?;
        // Not all of them: of a maximum, no number of samples says much.
        let quantile = Probability::new(percent / 100.0)
            .ok()
            .filter(|_| percent > 0.0 && percent < 100.0)
            .ok_or_else(|| format!("`{quantile}` is not between p0 and p100"))?;
        Ok(Self {
            quantile,
            limit: time(limit).ok_or_else(form)?,
        })
    }
}

/// Reads a time with its unit.
fn time(text: &str) -> Option<Duration> {
    let (number, seconds) = match text.strip_suffix("ms") {
        Some(number) => (number, 1e-3),
        None => (text.strip_suffix('s')?, 1.0),
    };
    let number: f64 = number.trim_end().parse().ok()?;
    let time = Duration::try_from_secs_f64(number * seconds).ok()?;
    (!time.is_zero()).then_some(time)
}

/// How often an event occurs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WeightArg {
    /// The event's file, or the end of its path.
    pub(crate) event: String,
    pub(crate) weight: f64,
}

impl FromStr for WeightArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || format!("`{text}` is not of the form EVENT=N");
        let (event, weight) = text.rsplit_once('=').ok_or_else(form)?;
        let weight: f64 = weight.parse().map_err(|_| form())?;
        if event.is_empty() || !weight.is_finite() || weight <= 0.0 {
            return Err(format!("`{text}`: the weight is not a positive number"));
        }
        Ok(Self {
            event: event.to_owned(),
            weight,
        })
    }
}

/// Days of an average month.
const DAYS: u64 = 30;

/// How often the function is invoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrafficArg {
    pub(crate) per_month: u64,
}

impl FromStr for TrafficArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || format!("`{text}` is not of the form 1M/month, 500k/day or 20/second");
        let (count, per) = text.split_once('/').unwrap_or((text, "month"));
        let times = match per.trim() {
            "month" => 1,
            "day" => DAYS,
            "hour" | "h" => DAYS * 24,
            "minute" | "min" => DAYS * 24 * 60,
            "second" | "s" => DAYS * 24 * 60 * 60,
            _ => return Err(refused()),
        };
        let count = count.trim();
        let units: [(&[char], f64); 3] =
            [(&['k', 'K'], 1e3), (&['m', 'M'], 1e6), (&['b', 'B'], 1e9)];
        let unit = units
            .iter()
            .find_map(|(letters, unit)| Some((count.strip_suffix(*letters)?, *unit)));
        let (number, unit) = unit.unwrap_or((count, 1.0));
        let number: f64 = number.trim_end().parse().map_err(|_| refused())?;
        #[expect(clippy::cast_precision_loss, reason = "seconds of a month are few")]
        let per_month = (number * unit * times as f64).round();
        // Far beyond all that Lambda serves, and exact in both types.
        if !(1.0..=1e15).contains(&per_month) {
            return Err(refused());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above"
        )]
        Ok(Self {
            per_month: per_month as u64,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{SizesArg, SloArg, TrafficArg, WeightArg};

    #[test]
    fn a_range_has_its_ends_in_order_and_within_lambdas() {
        let range: SizesArg = "128..10240".parse().unwrap();
        assert_eq!(
            (range.least.megabytes(), range.most.megabytes()),
            (128, 10240)
        );
        for text in ["", "128", "512..128", "64..512", "128..20000", "a..b", ".."] {
            assert!(text.parse::<SizesArg>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_limit_names_its_quantile_and_its_unit() {
        let slo: SloArg = "p95=200ms".parse().unwrap();
        assert_eq!(slo.limit, Duration::from_millis(200));
        assert!((slo.quantile.get() - 0.95).abs() < 1e-12);
        assert_eq!(
            "p99.9=1.5s".parse::<SloArg>().unwrap().limit.as_millis(),
            1500
        );
        for text in [
            "", "p95", "95=1s", "p95=200", "p95=0ms", "p100=1s", "p0=1s", "p95=-1s", "pNaN=1s",
        ] {
            assert!(text.parse::<SloArg>().is_err(), "{text}");
        }
    }

    #[test]
    fn traffic_is_counted_by_the_month() {
        let months = |text: &str| text.parse::<TrafficArg>().map(|traffic| traffic.per_month);
        assert_eq!(months("1M/month"), Ok(1_000_000));
        assert_eq!(months("2.5k"), Ok(2_500));
        assert_eq!(months("10/second"), Ok(25_920_000));
        assert_eq!(months("1B/day"), Ok(30_000_000_000));
        for text in [
            "",
            "M",
            "1M/year",
            "-1",
            "0/month",
            "inf",
            "1e30/second",
            "NaN",
        ] {
            assert!(months(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_weight_is_positive() {
        let weight: WeightArg = "a=b.json=2.5".parse().unwrap();
        assert_eq!((weight.event.as_str(), weight.weight), ("a=b.json", 2.5));
        for text in ["", "a", "a=", "=1", "a=0", "a=-1", "a=inf", "a=NaN"] {
            assert!(text.parse::<WeightArg>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<SizesArg>();
            let _ = text.parse::<SloArg>();
            let _ = text.parse::<TrafficArg>();
            let _ = text.parse::<WeightArg>();
        }
    }
}
