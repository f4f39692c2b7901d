//! Times that a benchmark took, and the line that shows them.

use std::fmt;
use std::time::Duration;

/// Times of one thing done several times.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    times: Vec<Duration>,
}

impl Sample {
    /// Adds a time.
    pub(super) fn push(&mut self, time: Duration) {
        self.times.push(time);
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut times = self.times.clone();
        times.sort_unstable();
        write!(f, "n {:<6}", times.len())?;
        let Some(last) = times.len().checked_sub(1) else {
            return Ok(());
        };
        let shown = [
            ("least", 0),
            ("p50", 50),
            ("p90", 90),
            ("p99", 99),
            ("most", 100),
        ];
        for (name, percent) in shown {
            let time = times[(last * percent).div_ceil(100)];
            write!(f, " {name} {:>9.3} ms", time.as_secs_f64() * 1e3)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_shows_order_statistics() {
        let mut sample = Sample::default();
        for millis in (1..=101).rev() {
            sample.push(Duration::from_millis(millis));
        }
        assert_eq!(
            sample.to_string(),
            "n 101    least     1.000 ms p50    51.000 ms p90    91.000 ms p99   100.000 ms most   101.000 ms"
        );
    }

    #[test]
    fn empty_sample_shows_no_times() {
        assert_eq!(Sample::default().to_string(), "n 0     ");
    }
}
