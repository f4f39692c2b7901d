//! How long each event takes.

use warmfront_profile::document::{Millis, Profile};
use warmfront_profile::rank;
use warmfront_stats::quantile::Sample;

use super::columns::{Column, Columns, Fit};
use super::figures::{dollars, time};
use crate::report::text::cells::Cut;
use crate::report::text::table::Align::{Left, Right};

/// How many are shown.
const SHOWN: usize = 8;

/// Returns the table, in the order of the events.
pub(super) fn table(profile: &Profile) -> Columns<5> {
    let column = |title, align, fit| Column { title, align, fit };
    let mut columns = Columns::new([
        column("EVENT", Left, Fit::Shrink(12, Cut::Start)),
        column("COLD START", Right, Fit::Keep),
        column("WARM", Right, Fit::Keep),
        column("A MILLION WARM", Right, Fit::Drop(1)),
        column("FAILED", Right, Fit::Keep),
    ]);
    for times in rank::events(profile).into_iter().take(SHOWN) {
        let facts = &profile.subject.events[times.event];
        columns.row([
            facts.name.clone(),
            median(times.cold),
            median(times.warm),
            times.warm_dollars.map_or_else(String::new, dollars),
            match times.n_failed {
                0 => String::new(),
                n => n.to_string(),
            },
        ]);
    }
    columns
}

fn median(times: Vec<f64>) -> String {
    let sample = Sample::new(times);
    sample.map_or_else(|_| String::new(), |sample| time(Millis(sample.median())))
}
