//! The first request step by step, as every picture of it has it.

use super::document::Optimized;

/// Bars from the function as shipped to the result.
#[derive(Debug, Clone)]
pub(super) struct Waterfall {
    pub(super) bars: Vec<Bar>,
    /// The longest time, at the right edge; more than zero.
    pub(super) most: f64,
}

/// One bar, in milliseconds.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// What a bar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A time from its beginning.
    Whole,
    /// What a change took off.
    Less,
    /// What a change put on.
    More,
}

impl Waterfall {
    /// Makes it; none where nothing is kept, or nothing was measured.
    pub(super) fn new(optimized: &Optimized) -> Option<Self> {
        let overall = &optimized.overall;
        let (before, after) = (overall.before?, overall.after?);
        let changes = optimized.changes_kept();
        if changes.is_empty() {
            return None;
        }
        let whole = |name: &str, time: f64| Bar {
            name: name.to_owned(),
            kind: Kind::Whole,
            from: 0.0,
            to: time,
        };
        let mut now = before.first_request_ms.get();
        let mut bars = vec![whole("as shipped", now)];
        for (index, change) in changes.into_iter().enumerate() {
            let next = change.after.map_or(now, |then| then.first_request_ms.get());
            bars.push(Bar {
                name: format!("{} {}", index + 1, change.title),
                kind: if next > now { Kind::More } else { Kind::Less },
                from: now.min(next),
                to: now.max(next),
            });
            now = next;
        }
        bars.push(whole("result", after.first_request_ms.get()));
        let most = bars.iter().map(|bar| bar.to).fold(0.0, f64::max);
        (most > 0.0).then_some(Self { bars, most })
    }

    /// Returns where a time is from left to right, 0 to 1.
    pub(super) fn position(&self, time: f64) -> f64 {
        (time / self.most).clamp(0.0, 1.0)
    }
}

impl Bar {
    /// Returns the bar's figure: a time, or what came off it or onto it.
    pub(super) fn figure(&self, time: fn(f64) -> String) -> String {
        let length = self.to - self.from;
        match self.kind {
            Kind::Whole => time(length),
            Kind::Less if length > 0.0 => format!("−{}", time(length)),
            Kind::Less => "±0 ms".to_owned(),
            Kind::More => format!("+{}", time(length)),
        }
    }
}
