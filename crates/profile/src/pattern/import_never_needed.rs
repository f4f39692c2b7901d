//! Imports that none of the events needed, with all that they bring along.
//!
//! **Model.** What would not be loaded without the import (see [`super::reach`]) costs init the sum
//! of its modules' self times, and nothing once the import is gone. Import times are those of one
//! environment, the agent's part in them included; what they are without it, and how much they
//! scatter, is told by the inits of unwatched environments, the share of the import being the same. Invocations do not change, since no event needed any of it; what
//! other events would need is for the reader to know, which is why the advice is to defer.

use std::collections::BTreeSet;

use super::Pattern;
use super::draft::{Draft, Place};
use super::effect::{Case, Effect};
use super::reach::{Subtree, importers, subtrees};
use super::view::View;
use super::wording::{bytes, count, list, ms, place};
use crate::document::{Finding, Origin};

pub(super) const PATTERN: Pattern = Pattern {
    name: "import-never-needed",
    saves_calls: false,
    find,
};

/// Imports that cost less are not named.
const LEAST_MS: f64 = 0.05;

fn find(view: &View<'_>) -> Vec<Finding> {
    let unneeded = subtrees(view, <[usize]>::is_empty, BTreeSet::is_empty).into_iter();
    let unneeded = unneeded.filter(|subtree| subtree.self_ms(view) >= LEAST_MS);
    let importer = importers(view);
    let (own, others): (Vec<Subtree>, Vec<Subtree>) =
        unneeded.partition(|subtree| importer(subtree.root) == Origin::FirstParty);
    let found = own.iter().filter_map(|subtree| of_user(view, subtree));
    let found = found.chain(of_packages(view, &others));
    found
        .map(|draft| draft.finish(PATTERN.name, view))
        .collect()
}

fn of_user(view: &View<'_>, subtree: &Subtree) -> Option<Draft> {
    let module = &view.profile.modules[subtree.root];
    let effect = saved_at_init(view, subtree.self_ms(view))?;
    let statement = place(view.profile, module.file.as_deref(), module.line);
    Some(Draft {
        message: format!(
            "`{}`, imported at {statement}, is needed by none of the events; it takes {} of every init and \
             {} of memory",
            module.name,
            ms(effect.now.estimate),
            bytes(subtree.resident(view)),
        ),
        advice: "Remove the import, or move it into the function that may need it.".to_owned(),
        evidence: evidence(view, subtree),
        place: Place {
            file: module.file.clone(),
            line: module.line,
            function: None,
        },
        init: Some(effect),
        modules: subtree.modules.clone(),
        ..Draft::default()
    })
}

/// Sums up what the packages import by themselves: nobody can change these statements, so one finding
/// that names the costliest is enough.
fn of_packages(view: &View<'_>, subtrees: &[Subtree]) -> Option<Draft> {
    let cost = subtrees.iter().map(|subtree| subtree.self_ms(view)).sum();
    let resident = subtrees.iter().map(|subtree| subtree.resident(view));
    let effect = saved_at_init(view, cost)?;
    let modules = &view.profile.modules;
    let named = subtrees.iter().take(10).map(|subtree| {
        let module = &modules[subtree.root];
        let statement = place(view.profile, module.file.as_deref(), module.line);
        let cost = ms(subtree.self_ms(view));
        format!("`{}`, imported at {statement}, takes {cost}", module.name)
    });
    let roots: Vec<&str> = subtrees
        .iter()
        .map(|each| modules[each.root].name.as_str())
        .collect();
    let first = &modules[subtrees.first()?.root];
    Some(Draft {
        message: format!(
            "Packages import {} by themselves that none of the events needed, such as {}; they take {} of every \
             init and {} of memory",
            count(subtrees.len(), "module"),
            list(&roots, 3),
            ms(effect.now.estimate),
            bytes(resident.fold(0, u64::saturating_add)),
        ),
        advice: "Import a smaller part of these packages where there is one, or have such imports deferred.".to_owned(),
        evidence: named.collect(),
        place: Place {
            file: first.file.clone(),
            line: first.line,
            function: None,
        },
        init: Some(effect),
        modules: subtrees.iter().flat_map(|subtree| subtree.modules.iter().copied()).collect(),
        ..Draft::default()
    })
}

fn evidence(view: &View<'_>, subtree: &Subtree) -> Vec<String> {
    let modules = &view.profile.modules;
    let mut facts = Vec::new();
    if subtree.modules.len() > 1 {
        let others = subtree.modules.len() - 1;
        facts.push(format!(
            "it brings along {} that nobody else imports",
            count(others, "module")
        ));
    }
    let first = &modules[subtree.root];
    let here = (first.parent, first.line);
    for &(from, line) in subtree
        .statements
        .iter()
        .filter(|(from, line)| here != (Some(*from), Some(*line)))
        .take(5)
    {
        let file = modules[from].path.as_deref();
        facts.push(format!(
            "it is imported at {} as well",
            place(view.profile, file, Some(line))
        ));
    }
    if subtree.used_by_itself {
        facts.push(
            "something of it was used during init, perhaps only by what it brings along: make sure that nothing else needs it"
                .to_owned(),
        );
    }
    facts
}

/// Returns what it saves to have init shorter by so much in the environment whose imports are shown.
fn saved_at_init(view: &View<'_>, shown_ms: f64) -> Option<Effect> {
    let cases = view.at_init(shown_ms).map(|now| Case::exact(now, 0.0));
    Effect::of(&cases.collect::<Vec<Case>>())
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, near};
    use super::*;
    use crate::document::{Edge, Millis, Usage, Worth};

    fn trace() -> Trace {
        let mut trace = Trace::new();
        trace.cold(0, vec![]);
        trace.profile.account.init_ms = Millis(200.0);
        let app = trace.module("app", 1.0, None);
        app.usage = Some(Usage {
            at_init: true,
            events: vec![0],
            ..Usage::default()
        });
        app.origin = Origin::FirstParty;
        trace.module("pandas", 100.0, Some(0));
        trace.module("pandas.core", 20.0, Some(1));
        trace
    }

    #[test]
    fn what_the_agent_adds_is_not_saved() {
        let mut trace = trace();
        trace.profile.account.runtime_init_ms = Millis(20.0);
        trace.profile.account.agent_ms = Millis(5.0);
        let mut plain = trace.profile.environments[0].clone();
        (plain.mode, plain.init_ms) = (None, Millis(160.0));
        trace.profile.environments.push(plain);
        let saved = trace.only(&PATTERN).init_now_ms;
        // 120 ms of 175, which are 140 without the agent.
        assert!(near(saved, 96.0), "{saved:?}");
    }

    #[test]
    fn an_unneeded_import_is_found_at_its_statement() {
        let mut trace = trace();
        trace.profile.edges.push(Edge {
            from: Some(0),
            to: 1,
            line: 9,
        });
        let found = trace.only(&PATTERN);
        assert_eq!(
            found.message,
            "`pandas`, imported at `app.py:2`, is needed by none of the events; it takes 120 ms of every init \
             and 1.91 MB of memory"
        );
        assert_eq!(
            (found.file.as_deref(), found.line),
            (Some("/var/task/app.py"), Some(2))
        );
        assert_eq!(found.modules, [1, 2]);
        assert_eq!(
            found.evidence.last().unwrap(),
            "it is imported at `app.py:9` as well"
        );
        assert!(near(found.init_now_ms, 120.0));
        assert!(near(found.init_after_ms, 0.0));
        assert_eq!((found.invocation_now_ms, found.worth), (None, Worth::Fix));
        // One cold start in a hundred.
        let dollars = 0.01 * 120.0 / 1e3 * (1769.0 / 1024.0) * 16.666_7;
        assert!((found.saved_dollars_per_million - dollars).abs() < 1e-6);
    }

    #[test]
    fn scatter_of_inits_is_that_of_the_saving() {
        let mut trace = trace();
        for init in [180.0, 190.0, 210.0, 220.0, 230.0] {
            trace.environment().init_ms = Millis(init);
        }
        let now = trace.only(&PATTERN).init_now_ms.unwrap();
        assert!((now.lower.unwrap() - 108.0).abs() < 1e-9);
        assert!((now.upper.unwrap() - 138.0).abs() < 1e-9);
    }

    #[test]
    fn imports_inside_of_packages_are_one_finding() {
        let mut trace = trace();
        trace.profile.modules[1].usage = Some(Usage {
            at_init: true,
            events: vec![0],
            ..Usage::default()
        });
        trace.module("pandas.plotting", 8.0, Some(1));
        let found = trace.only(&PATTERN);
        assert!(
            found
                .message
                .starts_with("Packages import 2 modules by themselves that none"),
            "{}",
            found.message
        );
        assert!(near(found.init_now_ms, 28.0));
    }

    #[test]
    fn what_an_event_needs_is_not_found() {
        let mut trace = trace();
        trace.profile.modules[2].usage = Some(Usage {
            at_init: false,
            events: vec![0],
            ..Usage::default()
        });
        assert_eq!(trace.find(&PATTERN), []);
    }

    #[test]
    fn what_is_cheap_is_not_worth_it_and_next_to_nothing_is_not_named() {
        let mut trace = trace();
        trace.profile.modules.truncate(2);
        trace.profile.modules[1].self_ms = Millis(0.2);
        assert_eq!(trace.only(&PATTERN).worth, Worth::NotWorthIt);
        trace.profile.modules[1].self_ms = Millis(0.01);
        assert_eq!(trace.find(&PATTERN), []);
    }
}
