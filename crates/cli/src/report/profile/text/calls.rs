//! Calls to other services, by the line that makes them.

use warmfront_profile::document::{Millis, Profile};
use warmfront_profile::rank::{self, CallGroup};

use super::columns::{Column, Columns, Fit};
use super::figures::{count, time};
use super::place;
use crate::report::text::cells::Cut;
use crate::report::text::table::Align::{Left, Right};

/// How many are shown.
const SHOWN: usize = 8;

/// The section: its title, its table, and how many it leaves out.
pub(super) struct Calls {
    pub(super) title: String,
    pub(super) columns: Columns<8>,
    pub(super) n_others: usize,
}

/// Returns the section; absent where no calls were made.
pub(super) fn section(profile: &Profile) -> Option<Calls> {
    let groups = rank::calls(profile);
    if groups.is_empty() {
        return None;
    }
    let n: usize = groups.iter().map(|group| group.n).sum();
    let total: Millis = groups.iter().map(|group| group.total_ms).sum();
    let mut columns = columns();
    for group in groups.iter().take(SHOWN) {
        columns.row(row(profile, group));
    }
    let listed = profile.invocations_with_calls();
    let invocations = listed.iter().filter(|is_listed| **is_listed).count();
    let (calls, invocations) = (count(n, "call"), count(invocations, "invocation"));
    Some(Calls {
        title: format!("calls: {calls} in {invocations}, {}", time(total)),
        columns,
        n_others: groups.len().saturating_sub(SHOWN),
    })
}

fn columns() -> Columns<8> {
    let column = |title, align, fit| Column { title, align, fit };
    Columns::new([
        column("CALL", Left, Fit::Shrink(14, Cut::End)),
        column("TARGET", Left, Fit::Shrink(8, Cut::End)),
        column("PER INVOCATION", Right, Fit::Drop(1)),
        column("TOTAL", Right, Fit::Keep),
        column("P50", Right, Fit::Keep),
        column("NEW CONNECTIONS", Right, Fit::Drop(3)),
        column("FAILED", Right, Fit::Drop(2)),
        column("LINE", Left, Fit::Shrink(12, Cut::Start)),
    ])
}

fn row(profile: &Profile, group: &CallGroup) -> [String; 8] {
    let each = match (group.least, group.most) {
        (0, 0) => "at init".to_owned(),
        (least, most) if least == most => most.to_string(),
        (least, most) => format!("{least} – {most}"),
    };
    let some = |n: usize| if n > 0 { n.to_string() } else { String::new() };
    [
        group.operation.clone(),
        group.target.clone(),
        each,
        time(group.total_ms),
        time(group.p50_ms),
        some(group.n_connections),
        some(group.n_errors),
        place(profile, group.file.as_deref(), group.line),
    ]
}
