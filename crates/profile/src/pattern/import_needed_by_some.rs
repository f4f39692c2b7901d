//! Imports at init that only some of the events need.
//!
//! **Model.** Imported where it is needed instead (see [`super::reach`] for what comes along), it no
//! longer delays the cold starts of events that do not need it. A cold start of one that does need it
//! pays in its invocation what init paid before, and more below one vCPU, since init runs with a full one
//! and invocations do not. Events are taken to be equally frequent. An environment lives for as many
//! invocations as one cold start stands for; if any of them needs the import, it is paid after all,
//! so that money is saved only where environments are short-lived or the import is rarely needed.

use std::collections::BTreeSet;

use super::Pattern;
use super::cpu;
use super::draft::{Draft, Place, Price};
use super::effect::{Case, Effect};
use super::reach::{Subtree, importers, subtrees};
use super::view::View;
use super::wording::{count, list, ms, place};
use crate::document::{Finding, Origin};

pub(super) const PATTERN: Pattern = Pattern {
    name: "import-needed-by-some",
    saves_calls: false,
    find,
};

/// Imports that cost less are not named.
const LEAST_MS: f64 = 1.0;

fn find(view: &View<'_>) -> Vec<Finding> {
    let n_events = view.profile.subject.events.len();
    if n_events < 2 {
        return Vec::new();
    }
    let some = |events: &BTreeSet<usize>| {
        let known = events.iter().filter(|&&event| event < n_events).count();
        known > 0 && known < n_events
    };
    let importer = importers(view);
    let found = subtrees(view, |events| events.len() < n_events, some)
        .into_iter()
        .filter_map(|subtree| {
            let own =
                importer(subtree.root) == Origin::FirstParty && subtree.self_ms(view) >= LEAST_MS;
            own.then(|| draft(view, &subtree, n_events))?
        });
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of events are small")]
fn draft(view: &View<'_>, subtree: &Subtree, n_events: usize) -> Option<Draft> {
    let module = &view.profile.modules[subtree.root];
    let share = subtree.events.len() as f64 / n_events as f64;
    let slower = cpu::wall_per_cpu(&view.profile.subject);
    let left = share * slower;
    let cases = view
        .at_init(subtree.self_ms(view))
        .map(|now| Case::exact(now, now * left.min(1.0)));
    let effect = Effect::of(&cases.collect::<Vec<Case>>())?;
    let whole = effect.now.estimate;
    let cold = view.profile.subject.cold_share.clamp(0.0, 1.0);
    let ever = if cold > 0.0 {
        1.0 - (1.0 - share).powf(cold.recip())
    } else {
        1.0
    };
    let saved = cold * whole * (1.0 - ever * slower);
    let names = |needing: bool| -> Vec<&str> {
        let events = view.profile.subject.events.iter().enumerate();
        let events = events.filter(|(event, _)| subtree.events.contains(event) == needing);
        events.map(|(_, event)| event.name.as_str()).collect()
    };
    let statement = place(view.profile, module.file.as_deref(), module.line);
    let mut evidence = vec![format!("not needed by {}", list(&names(false), 5))];
    if subtree.modules.len() > 1 {
        let others = subtree.modules.len() - 1;
        evidence.push(format!(
            "it brings along {} that nobody else imports",
            count(others, "module")
        ));
    }
    if slower > 1.0 {
        let longer = ms(whole * slower);
        evidence.push(format!(
            "at this memory size, importing it in an invocation takes about {longer}"
        ));
    }
    Some(Draft {
        message: format!(
            "`{}`, imported at {statement}, takes {} of every init and is needed by {} of {n_events} events only: {}",
            module.name,
            ms(whole),
            subtree.events.len(),
            list(&names(true), 3),
        ),
        advice:
            "Move the import into the function that needs it, so that other cold starts do without."
                .to_owned(),
        evidence,
        place: Place {
            file: module.file.clone(),
            line: module.line,
            function: None,
        },
        events: subtree.events.iter().copied().collect(),
        init: Some(effect),
        price: Price::Millis(saved.max(0.0)),
        modules: subtree.modules.clone(),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, near};
    use super::*;
    use crate::document::{Millis, Usage, Worth};

    fn trace(needing: &[usize]) -> Trace {
        let mut trace = Trace::new();
        for event in 0..3 {
            trace.cold(event, vec![]);
        }
        trace.profile.account.init_ms = Millis(200.0);
        let app = trace.module("app", 1.0, None);
        app.usage = Some(Usage {
            events: vec![0, 1, 2],
            ..Usage::default()
        });
        app.origin = Origin::FirstParty;
        let events = needing.to_vec();
        trace.module("pandas", 90.0, Some(0)).usage = Some(Usage {
            events,
            ..Usage::default()
        });
        trace
    }

    #[test]
    fn an_import_for_one_event_of_three_delays_the_others() {
        let found = trace(&[1]).only(&PATTERN);
        assert!(near(found.init_now_ms, 90.0) && near(found.init_after_ms, 30.0));
        assert_eq!(
            found.message,
            "`pandas`, imported at `app.py:2`, takes 90.0 ms of every init and is needed by 1 of 3 events only: \
             `event-1`"
        );
        assert_eq!(
            (found.worth, found.events.as_slice()),
            (Worth::Fix, &[1][..])
        );
        assert!(found.evidence[0].ends_with("`event-0`, `event-2`"));
        // A hundred invocations per environment: one of them surely needs it.
        assert!(found.saved_dollars_per_million < 1e-9);
    }

    #[test]
    fn money_is_saved_where_environments_are_short_lived() {
        let mut trace = trace(&[1]);
        trace.profile.subject.cold_share = 1.0;
        let found = trace.only(&PATTERN);
        let dollars = 60.0 / 1e3 * (1769.0 / 1024.0) * 16.666_7;
        assert!((found.saved_dollars_per_million - dollars).abs() < 1e-6);
    }

    #[test]
    fn where_processors_are_scarce_little_is_won() {
        let mut trace = trace(&[1]);
        trace.profile.subject.memory_size_mb = 256;
        assert_eq!(trace.only(&PATTERN).worth, Worth::NotWorthIt);
    }

    #[test]
    fn what_all_or_none_need_is_not_found() {
        assert_eq!(trace(&[0, 1, 2]).find(&PATTERN), []);
        assert_eq!(trace(&[]).find(&PATTERN), []);
        assert_eq!(trace(&[7]).find(&PATTERN), []);
    }
}
