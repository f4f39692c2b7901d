//! Modules that were compiled at init, because their bytecode was absent or for another source.
//!
//! **Model.** Compiling takes CPU time in proportion to the source: 0.12 microseconds per byte on
//! `CPython` 3.8, 0.15 on 3.11 and 0.17 on 3.13, measured over 7 MB of `pandas`, `numpy`, `sympy`, `botocore` and
//! `FastAPI`; reading bytecode takes a thirtieth of that. With bytecode that is used, so much of a module's own
//! time goes, but never more than all of it; the rest is what its body does. Processors differ: half
//! as much may go, or twice as much.

use std::collections::BTreeMap;

use super::Pattern;
use super::draft::Draft;
use super::effect::{Case, Effect, clean};
use super::view::View;
use super::wording::{bytes, count, ms};
use crate::document::{Bytecode, Finding, Module};

pub(super) const PATTERN: Pattern = Pattern {
    name: "bytecode-not-used",
    saves_calls: false,
    find,
};

/// What compiling a byte takes, in milliseconds.
const MS_PER_BYTE: f64 = 0.15e-3;

fn find(view: &View<'_>) -> Vec<Finding> {
    draft(view)
        .map(|draft| draft.finish(PATTERN.name, view))
        .into_iter()
        .collect()
}

fn draft(view: &View<'_>) -> Option<Draft> {
    let modules = view.profile.modules.iter().enumerate();
    let compiled: Vec<(usize, &Module)> = modules
        .filter(|(_, module)| matches!(module.bytecode, Bytecode::Stale | Bytecode::Absent))
        .filter(|(_, module)| module.invocation.is_none())
        .collect();
    let effect = predicted(view, &compiled).filter(|_| !compiled.is_empty())?;
    let n = |state: Bytecode| {
        compiled
            .iter()
            .filter(|(_, module)| module.bytecode == state)
            .count()
    };
    let (n_stale, n_absent) = (n(Bytecode::Stale), n(Bytecode::Absent));
    let mut packages: BTreeMap<&str, f64> = BTreeMap::new();
    for (_, module) in &compiled {
        let top = module.name.split('.').next().unwrap_or_default();
        *packages.entry(top).or_default() += clean(module.self_ms.0);
    }
    let mut packages: Vec<(&str, f64)> = packages.into_iter().collect();
    packages.sort_by(|one, other| other.1.total_cmp(&one.1));
    let read = compiled.iter().map(|(_, module)| module.bytes_read);
    Some(Draft {
        message: format!(
            "{} ({} of source) {} compiled at init: {n_absent} without bytecode, {n_stale} with bytecode for \
             another source or interpreter; of the {} that they take, compiling is about {}",
            count(compiled.len(), "module"),
            bytes(read.fold(0, u64::saturating_add)),
            if compiled.len() == 1 { "was" } else { "were" },
            ms(effect.now.estimate),
            ms(effect.saved),
        ),
        advice: "Compile for the target's interpreter into the package: `python -m compileall --invalidation-mode unchecked-hash`."
            .to_owned(),
        evidence: packages
            .iter()
            .take(5)
            .map(|(package, millis)| format!("`{package}` takes {}", ms(*millis)))
            .collect(),
        events: (0..view.profile.subject.events.len()).collect(),
        init: Some(effect),
        modules: compiled.iter().map(|(index, _)| *index).collect(),
        ..Draft::default()
    })
}

fn predicted(view: &View<'_>, compiled: &[(usize, &Module)]) -> Option<Effect> {
    let left = |slower: f64| -> f64 {
        let modules = compiled.iter();
        modules
            .map(|(_, module)| (clean(module.self_ms.0) - slower * compiling_ms(module)).max(0.0))
            .sum()
    };
    let (now, after, least, most) = (left(0.0), left(1.0), left(2.0), left(0.5));
    let scatter = view.at_init(1.0);
    let cases = scatter.map(|of| Case::between(now * of, after * of, least * of, most * of));
    Effect::of(&cases.collect::<Vec<Case>>())
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 bytes")]
fn compiling_ms(module: &Module) -> f64 {
    module.bytes_read as f64 * MS_PER_BYTE
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, near};
    use super::*;
    use crate::document::Millis;

    #[test]
    fn compiled_modules_are_one_finding() {
        let mut trace = Trace::new();
        trace.profile.account.init_ms = Millis(200.0);
        trace.environment();
        trace.module("app", 3.0, None).bytecode = Bytecode::Absent;
        trace.module("pandas", 60.0, Some(0)).bytecode = Bytecode::Stale;
        trace.module("json", 9.0, Some(0));
        let found = trace.only(&PATTERN);
        // 10 kB each.
        assert!(near(found.init_now_ms, 63.0) && near(found.init_after_ms, 60.0));
        assert_eq!(found.modules, [0, 1]);
        assert_eq!(
            found.message,
            "2 modules (19.5 KB of source) were compiled at init: 1 without bytecode, 1 with bytecode for another \
             source or interpreter; of the 63.0 ms that they take, compiling is about 3.00 ms"
        );
        assert_eq!(found.evidence[0], "`pandas` takes 60.0 ms");
    }

    #[test]
    fn no_more_than_all_of_a_modules_time_goes() {
        let mut trace = Trace::new();
        trace.environment();
        let app = trace.module("app", 1.0, None);
        (app.bytecode, app.bytes_read) = (Bytecode::Absent, u64::MAX);
        assert!(near(trace.only(&PATTERN).init_after_ms, 0.0));
    }

    #[test]
    fn bytecode_that_is_used_or_cannot_be_is_fine() {
        let mut trace = Trace::new();
        trace.environment();
        trace.module("app", 3.0, None).bytecode = Bytecode::Unchecked;
        trace.module("native", 3.0, Some(0)).bytecode = Bytecode::None;
        let late = trace.module("late", 3.0, Some(0));
        (late.bytecode, late.invocation) = (Bytecode::Absent, Some(0));
        assert_eq!(trace.find(&PATTERN), []);
    }
}
