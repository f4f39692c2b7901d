//! Statements that read a table whole to find some of its rows, as the database's own EXPLAIN says.
//!
//! **Model.** With an index, a statement that returns few rows takes about as long as the shortest
//! statement of the same library in the profile: a round trip, and next to no work. That is a floor, so
//! what is left is at least that. On a small table little is saved and it is called a risk, since the
//! time grows with the table.

mod columns;
mod plan;

use std::collections::{BTreeMap, BTreeSet};

use super::Pattern;
use super::draft::{Draft, Price};
use super::effect::{Case, Effect};
use super::site::{self, Turn};
use super::view::{View, duration};
use super::wording::{list, ms, place_of};
use crate::document::{CallKind, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "sql-without-index",
    saves_calls: true,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let floors = floors(view);
    let plans = plans(view);
    let found = site::outermost(view)
        .into_iter()
        .filter_map(|(site, turns)| {
            let statement = site.statement?;
            let plans = plans.get(statement)?.iter();
            let tables: BTreeSet<String> = plans
                .flat_map(|plan| plan::scanned_tables(plan, statement))
                .collect();
            let tables: Vec<String> = tables.into_iter().collect();
            (!tables.is_empty()).then(|| draft(view, &turns, statement, &tables, &floors))?
        });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

/// Returns what was told of each statement. A database is asked once, at the first call, which is
/// one of a cold start as a rule: what it told holds for all.
fn plans<'a>(view: &View<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut plans: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for call in &view.profile.calls {
        let plan = call
            .detail
            .as_ref()
            .and_then(|detail| detail.plan.as_deref());
        if let (Some(statement), Some(plan)) = (call.statement.as_deref(), plan) {
            plans.entry(statement).or_default().insert(plan);
        }
    }
    plans
}

/// Returns the shortest statement of each library.
fn floors<'a>(view: &View<'a>) -> BTreeMap<&'a str, f64> {
    let mut floors: BTreeMap<&str, f64> = BTreeMap::new();
    for &index in view
        .measured
        .iter()
        .flat_map(|measured| &measured.outermost)
    {
        let call = view.call(index);
        if call.kind == CallKind::Sql {
            let floor = floors.entry(&call.library).or_insert(f64::INFINITY);
            *floor = floor.min(duration(call));
        }
    }
    floors
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
fn draft(
    view: &View<'_>,
    turns: &[Turn],
    statement: &str,
    tables: &[String],
    floors: &BTreeMap<&str, f64>,
) -> Option<Draft> {
    let first = view.call(*turns.first()?.calls.first()?);
    let floor = floors.get(first.library.as_str()).copied().unwrap_or(0.0);
    let cases: Vec<Case> = turns
        .iter()
        .map(|turn| {
            let now = turn
                .calls
                .iter()
                .map(|&call| duration(view.call(call)))
                .sum();
            Case::exact(now, (floor * turn.calls.len() as f64).min(now))
        })
        .collect();
    let effect = Effect::of(&cases)?;
    let columns = columns::compared(statement);
    let on = match columns.as_slice() {
        [] => "the columns of its condition".to_owned(),
        columns => format!("{} or some of them", list(columns, 4)),
    };
    Some(Draft {
        message: format!(
            "`{}` from {} reads {} whole to find some rows; it takes {} of an invocation, and with an index {} or more",
            shortened(statement),
            place_of(view.profile, first),
            list(tables, 3),
            ms(effect.now.estimate),
            ms(effect.after.estimate),
        ),
        advice: format!("Create an index on {on}."),
        evidence: vec!["its time grows with the table, unlike that of a look-up".to_owned()],
        place: site::place(view, turns),
        showing: site::positions(turns),
        invocation: Some(effect),
        price: Price::Risk,
        calls: site::calls(turns),
        ..Draft::default()
    })
}

fn shortened(statement: &str) -> String {
    let text: Vec<&str> = statement.split_whitespace().collect();
    let text = text.join(" ").replace('`', "");
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Made, Trace, near, sql};
    use super::*;
    use crate::document::Worth;

    fn scan(millis: f64) -> Made {
        let scan = sql("SELECT * FROM orders WHERE customer = ? AND o.state IN (?)").took(millis);
        scan.detail(|detail| detail.plan = Some("SCAN orders".into()))
    }

    #[test]
    fn a_table_read_whole_wants_an_index() {
        let mut trace = Trace::new();
        trace.warm(0, vec![sql("SELECT 1").took(0.5).line(3), scan(20.0)]);
        let found = trace.only(&PATTERN);
        assert!(near(found.invocation_now_ms, 20.0) && near(found.invocation_after_ms, 0.5));
        assert_eq!(found.worth, Worth::Fix);
        assert_eq!(
            found.advice,
            "Create an index on `customer`, `state` or some of them."
        );
    }

    #[test]
    fn on_a_small_table_it_is_a_risk() {
        let mut trace = Trace::new();
        trace.warm(0, vec![sql("SELECT 1").took(0.48).line(3), scan(0.5)]);
        assert_eq!(trace.only(&PATTERN).worth, Worth::Risk);
    }

    #[test]
    fn an_index_or_no_plan_is_fine() {
        let mut trace = Trace::new();
        let search = scan(20.0).detail(|detail| {
            detail.plan = Some("SEARCH orders USING INDEX i (customer=?)".into());
        });
        trace.warm(0, vec![sql("SELECT * FROM orders WHERE id = ?"), search]);
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn what_a_cold_start_was_told_holds_for_warm_invocations() {
        let mut trace = Trace::new();
        trace.cold(0, vec![scan(25.0)]);
        let mut warm = scan(20.0);
        warm.call.detail = None;
        trace.warm(0, vec![sql("SELECT 1").took(0.5).line(3), warm]);
        assert!(near(trace.only(&PATTERN).invocation_now_ms, 20.0));
    }

    #[test]
    fn long_statements_are_shortened() {
        assert_eq!(shortened(&"é".repeat(100)).chars().count(), 82);
    }
}
