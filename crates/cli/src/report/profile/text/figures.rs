//! Figures as people read them: three digits that matter.

use warmfront_profile::document::{Estimate, Millis};

use crate::report::digits;

/// Time: `0.42 ms`, `41.7 ms`, `1,240 ms`, `12.3 s`.
pub(super) fn time(time: Millis) -> String {
    let millis = time.0;
    match millis.abs() {
        least if least < 9.995 => format!("{millis:.2} ms"),
        short if short < 99.95 => format!("{millis:.1} ms"),
        long if long < 9_999.5 => format!("{} ms", grouped(millis)),
        _ => format!("{:.1} s", millis / 1e3),
    }
}

/// Money: `$12.30`, `$0.4210`, `< $0.0001`.
pub(super) fn dollars(dollars: f64) -> String {
    let sign = if dollars < 0.0 { "-" } else { "" };
    match dollars.abs() {
        much if much >= 999.5 => format!("{sign}${}", grouped(much)),
        none if none > 0.0 && none < 0.000_05 => "< $0.0001".to_owned(),
        some if some >= 1.0 => format!("{sign}${some:.2}"),
        little => format!("{sign}${little:.4}"),
    }
}

/// Memory: `812 KB`, `41.3 MB`, in powers of 1024.
#[expect(clippy::cast_precision_loss, reason = "no memory has 2^53 bytes")]
pub(super) fn bytes(bytes: i64) -> String {
    let kilobytes = bytes as f64 / 1024.0;
    match kilobytes.abs() {
        none if none < 0.5 => "0 KB".to_owned(),
        few if few < 1_023.5 => format!("{kilobytes:.0} KB"),
        some if some < 10_235.0 => format!("{:.1} MB", kilobytes / 1024.0),
        _ => format!("{} MB", grouped(kilobytes / 1024.0)),
    }
}

/// A part of a whole: `46 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A time with what it is likely between.
pub(super) fn estimate(of: Estimate) -> String {
    let figure = time(Millis(of.estimate));
    match (of.lower, of.upper) {
        (Some(lower), Some(upper)) if upper > lower => {
            let (lower, upper) = (time(Millis(lower)), time(Millis(upper)));
            let lower = lower.trim_end_matches(" ms");
            format!("{figure} ({lower} – {upper})")
        }
        _ => figure,
    }
}

/// A count and what is counted: `1 event`, `3 events`.
pub(super) fn count(n: usize, of: &str) -> String {
    let number = digits::grouped(&n.to_string());
    match n {
        1 => format!("1 {of}"),
        _ => format!("{number} {of}s"),
    }
}

fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    match digits.strip_prefix('-') {
        Some(digits) => format!("-{}", digits::grouped(digits)),
        None => digits::grouped(&digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_kept() {
        let times = [0.0, 0.4212, 9.999, 41.66, 812.4, 1_240.0, 12_340.0, -3.5].map(Millis);
        insta::assert_snapshot!(times.map(time).join(", "), @"0.00 ms, 0.42 ms, 10.0 ms, 41.7 ms, 812 ms, 1,240 ms, 12.3 s, -3.50 ms");
        let money = [0.0, 0.000_01, 0.000_4, 0.421, 12.3, 1_234.5, -2.5];
        insta::assert_snapshot!(money.map(dollars).join(", "), @"$0.0000, < $0.0001, $0.0004, $0.4210, $12.30, $1,234, -$2.50");
        let sizes = [
            0,
            300,
            900_000,
            4_500_000,
            43_000_000,
            -2_097_152,
            5_000_000_000,
        ];
        insta::assert_snapshot!(sizes.map(bytes).join(", "), @"0 KB, 0 KB, 879 KB, 4.3 MB, 41 MB, -2.0 MB, 4,768 MB");
        assert_eq!(count(1, "event"), "1 event");
        assert_eq!(count(100_000, "call"), "100,000 calls");
    }
}
