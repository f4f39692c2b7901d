//! Lines that use CPU time while the handler runs.

use warmfront_profile::document::{Millis, Profile};
use warmfront_profile::rank::{self, Line};

use super::columns::{Column, Columns, Fit};
use super::figures::{count, percent, time};
use super::place;
use crate::report::text::cells::Cut;
use crate::report::text::table::Align::{Left, Right};

/// How many are shown.
const SHOWN: usize = 5;

/// Returns the title and the table; absent where no CPU time was seen.
pub(super) fn section(profile: &Profile) -> Option<(String, Columns<4>)> {
    let stacks = &profile.stacks;
    let lines: Vec<Line<'_>> = rank::lines(stacks, &stacks.handler);
    let total: Millis = lines.iter().map(|line| line.cpu_ms).sum();
    if lines.is_empty() {
        return None;
    }
    let column = |title, align, fit| Column { title, align, fit };
    let mut columns = Columns::new([
        column("SHARE", Right, Fit::Keep),
        column("CPU", Right, Fit::Keep),
        column("FUNCTION", Left, Fit::Shrink(14, Cut::End)),
        column("LINE", Left, Fit::Shrink(12, Cut::Start)),
    ]);
    for line in lines.iter().take(SHOWN) {
        columns.row([
            percent(line.share),
            time(line.cpu_ms),
            line.frame.name.clone(),
            place(profile, Some(&line.frame.file), Some(line.line)),
        ]);
    }
    let invocations = count(stacks.n_invocations, "invocation");
    let title = format!("CPU of the handler: {} in {invocations}", time(total));
    Some((title, columns))
}
