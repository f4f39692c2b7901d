//! Garbage collections during init.
//!
//! Imports make many objects that live as long as the process; collections look through them again
//! and again and find next to nothing.
//!
//! **Model.** Off during init, collections cost nothing there. Afterwards `gc.freeze()` keeps them from
//! looking through the imported objects again, so invocations do not pay later. Collections before the
//! handler's module is asked for stay, and are not counted.

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect, clean};
use super::view::View;
use super::wording::{count, ms};
use crate::document::{Environment, Finding};

pub(super) const PATTERN: Pattern = Pattern {
    name: "garbage-collected-at-init",
    saves_calls: false,
    find,
};

fn find(view: &View<'_>) -> Vec<Finding> {
    let costs: Vec<(usize, f64)> = view
        .environments()
        .map(|(_, each)| collected(each))
        .collect();
    let cases: Vec<Case> = costs
        .iter()
        .map(|&(_, millis)| Case::exact(millis, 0.0))
        .collect();
    let n_most = costs.iter().map(|&(n, _)| n).max().unwrap_or_default();
    let Some(effect) = Effect::of(&cases).filter(|_| n_most > 0) else {
        return Vec::new();
    };
    let draft = Draft {
        message: format!(
            "Garbage is collected up to {} during init, which takes {} of {}",
            match n_most {
                1 => "once".to_owned(),
                n => count(n, "time"),
            },
            ms(effect.now.estimate),
            ms(view.init_ms()),
        ),
        advice: "Call `gc.disable()` on the first line of the handler's module, and `gc.freeze()` and `gc.enable()` after the imports.".to_owned(),
        init: Some(effect),
        events: (0..view.profile.subject.events.len()).collect(),
        ..Draft::default()
    };
    vec![draft.finish(PATTERN.name, view)]
}

/// Returns collections of init after the handler's module was asked for, and the time they took.
fn collected(environment: &Environment) -> (usize, f64) {
    let from = environment
        .runtime_init_ms
        .map_or(0.0, |millis| clean(millis.0));
    let at_init = environment.collections.iter();
    let at_init =
        at_init.filter(|each| each.invocation.is_none() && clean(each.start_ms.0) >= from);
    let times = at_init.map(|each| clean(each.duration_ms.0));
    (times.clone().count(), times.sum())
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, near};
    use super::*;
    use crate::document::{Collection, Millis, Worth};

    fn collection(start: f64, invocation: Option<usize>) -> Collection {
        Collection {
            start_ms: Millis(start),
            duration_ms: Millis(3.0),
            generation: 0,
            invocation,
        }
    }

    #[test]
    fn collections_of_imports_are_summed() {
        let mut trace = Trace::new();
        trace.environment().collections = vec![
            collection(10.0, None),
            collection(50.0, None),
            collection(90.0, None),
            collection(300.0, Some(0)),
        ];
        let found = trace.only(&PATTERN);
        assert!(near(found.init_now_ms, 6.0) && near(found.init_after_ms, 0.0));
        assert_eq!(found.worth, Worth::Fix);
        assert_eq!(
            found.message,
            "Garbage is collected up to 2 times during init, which takes 6.00 ms of 200 ms"
        );
    }

    #[test]
    fn no_collection_is_no_finding() {
        let mut trace = Trace::new();
        trace.environment().collections = vec![collection(300.0, Some(0))];
        assert_eq!(trace.find(&PATTERN), []);
    }
}
