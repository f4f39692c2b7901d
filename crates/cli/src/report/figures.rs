//! How figures are written.

use warmfront_stats::bootstrap::Interval;

use super::digits;

/// Returns a time of milliseconds with three digits that count.
pub(crate) fn time(millis: f64) -> String {
    match millis {
        0.0 => "0 ms".to_owned(),
        _ if millis >= 9_995.0 => format!("{:.1} s", millis / 1e3),
        _ if millis >= 999.5 => format!("{:.2} s", millis / 1e3),
        _ if millis >= 99.95 => format!("{millis:.0} ms"),
        _ if millis >= 9.995 => format!("{millis:.1} ms"),
        _ => format!("{millis:.2} ms"),
    }
}

/// Returns dollars, with cents unless they do not matter.
pub(crate) fn money(dollars: f64) -> String {
    let sign = if dollars < 0.0 { "-" } else { "" };
    let dollars = dollars.abs();
    let digits = usize::from(dollars > 0.0 && dollars < 999.5) * 2;
    let whole = format!("{dollars:.digits$}");
    let (units, cents) = whole.split_at(whole.find('.').unwrap_or(whole.len()));
    format!("{sign}${}{cents}", digits::grouped(units))
}

/// Returns a share in percent.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent.abs() {
        size if size < 0.05 => "0 %".to_owned(),
        size if size < 9.95 => {
            let digits = format!("{percent:.1}");
            format!("{} %", digits.trim_end_matches(".0"))
        }
        _ => format!("{percent:.0} %"),
    }
}

/// Returns a whole number in groups of three digits.
pub(crate) fn count(n: u64) -> String {
    digits::grouped(&n.to_string())
}

/// Returns a size in megabytes or kilobytes of 1,000, as storage is sold.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "four digits are shown")]
    let bytes = bytes as f64;
    if bytes >= 1e6 {
        format!("{:.1} MB", bytes / 1e6)
    } else {
        format!("{:.1} kB", bytes / 1e3)
    }
}

/// Returns an interval between its bounds, written by `figure`.
pub(crate) fn between(interval: Interval, figure: impl Fn(f64) -> String) -> String {
    let (lower, upper) = (figure(interval.lower), figure(interval.upper));
    if lower == upper {
        return lower;
    }
    // The unit is said once where it is the same.
    match (lower.rsplit_once(' '), upper.rsplit_once(' ')) {
        (Some((number, one)), Some((_, two))) if one == two => format!("{number}–{upper}"),
        _ => format!("{lower}–{upper}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{between, count, money, percent, time};
    use warmfront_stats::bootstrap::Interval;

    #[test]
    fn figures_have_the_digits_that_count() {
        assert_eq!(
            [0.1234, 12.345, 123.45, 1234.5, 12_345.0].map(time),
            ["0.12 ms", "12.3 ms", "123 ms", "1.23 s", "12.3 s"]
        );
        assert_eq!(
            [0.2, 12.345, 1234.5, 1e6, -3.0].map(money),
            ["$0.20", "$12.35", "$1,234", "$1,000,000", "-$3.00"]
        );
        assert_eq!(
            [0.0001, 0.012, 0.04, 0.123, 3.4].map(percent),
            ["0 %", "1.2 %", "4 %", "12 %", "340 %"]
        );
        assert_eq!(
            [1, 1_000, 1_234_567].map(count),
            ["1", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn a_unit_is_said_once() {
        let interval = |lower, upper| Interval {
            estimate: lower,
            lower,
            upper,
        };
        assert_eq!(between(interval(1.0, 2.0), time), "1.00–2.00 ms");
        assert_eq!(between(interval(900.0, 2000.0), time), "900 ms–2.00 s");
        assert_eq!(between(interval(0.2, 0.3), money), "$0.20–$0.30");
        assert_eq!(between(interval(0.2, 0.2), money), "$0.20");
    }
}
