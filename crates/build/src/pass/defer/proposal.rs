//! Imports that may be deferred: what the analysis says, what is known, and what the user decided.

use std::collections::BTreeMap;

use super::known::{Known, Standing};
use super::plan::{Edge, Module, NotAPlan, Plan};
use crate::package::PackagePath;
use crate::pattern::Patterns;

/// An import, and whether it may be deferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The source that has it.
    pub path: PackagePath,
    /// The module whose source that is.
    pub importer: String,
    /// The module whose body it runs, if nothing else did.
    pub loads: String,
    /// What would be deferred.
    pub edge: Edge,
    /// Whether that may be.
    pub verdict: Verdict,
}

/// Whether an import may be deferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody can tell the difference.
    Safe,
    /// Somebody might, for these reasons: only trying shows it.
    Unproven(Vec<String>),
    /// Somebody would, for these reasons.
    Unsafe(Vec<String>),
    /// The user wants it deferred, whatever the events show.
    Always,
    /// The user wants it where it stands.
    Never,
}

/// What the user decided of imports, by patterns of the modules that they load.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    always: Patterns,
    never: Patterns,
}

impl Proposal {
    /// Tells whether deferring it may be tried.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        matches!(
            self.verdict,
            Verdict::Safe | Verdict::Unproven(_) | Verdict::Always
        )
    }
}

impl Pins {
    /// Reads patterns, such as `pandas.plotting` or `*.tests.**`.
    #[must_use]
    pub fn new(always: &[String], never: &[String]) -> Self {
        let read = |patterns: &[String]| {
            let paths: Vec<String> = patterns.iter().map(|each| each.replace('.', "/")).collect();
            Patterns::new(&paths)
        };
        Self {
            always: read(always),
            never: read(never),
        }
    }

    /// Has what the user decided, and else what is known, come before what was found out.
    pub fn settle(&self, proposals: &mut [Proposal], known: &Known) {
        for proposal in proposals {
            let loads = PackagePath::new(proposal.loads.replace('.', "/"));
            let pinned = |patterns: &Patterns| {
                let path = loads.as_ref().ok();
                path.is_some_and(|path| patterns.find(path).is_some())
            };
            let known = known.import(&proposal.importer, &proposal.loads);
            if pinned(&self.never) {
                proposal.verdict = Verdict::Never;
            } else if pinned(&self.always) {
                proposal.verdict = Verdict::Always;
            } else if let Some(known) = known {
                proposal.verdict = match known.standing {
                    Standing::Safe => Verdict::Safe,
                    Standing::Unsafe => Verdict::Unsafe(vec![known.reason.clone()]),
                };
            }
        }
    }
}

/// Returns the plan that defers all of these.
pub fn plan<'a>(proposals: impl IntoIterator<Item = &'a Proposal>) -> Result<Plan, NotAPlan> {
    let mut modules: BTreeMap<PackagePath, Module> = BTreeMap::new();
    for proposal in proposals {
        let module = modules.entry(proposal.path.clone());
        let module = module.or_insert_with(|| Module {
            name: proposal.importer.clone(),
            edges: Vec::new(),
        });
        module.edges.push(proposal.edge.clone());
    }
    Plan::new(modules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pass::defer::plan::Kind;

    fn proposal(loads: &str) -> Proposal {
        Proposal {
            path: PackagePath::new("app.py").unwrap(),
            importer: "app".to_owned(),
            loads: loads.to_owned(),
            edge: Edge {
                id: 1,
                line: 1,
                column: 0,
                alias: 0,
                kind: Kind::Module,
                target: loads.to_owned(),
                attribute: None,
                binds: loads.to_owned(),
                uses: None,
            },
            verdict: Verdict::Unproven(vec!["it prints".to_owned()]),
        }
    }

    fn settled(loads: &str, always: &str, never: &str) -> Verdict {
        let pins = Pins::new(&[always.to_owned()], &[never.to_owned()]);
        let mut proposals = [proposal(loads)];
        pins.settle(&mut proposals, &Known::default());
        let [proposal] = proposals;
        proposal.verdict
    }

    #[test]
    fn the_user_decides_by_names_of_modules() {
        assert_eq!(settled("pandas.io", "pandas", "scipy"), Verdict::Always);
        assert_eq!(settled("pandas.io", "pandas", "pandas.*"), Verdict::Never);
        let unproven = proposal("pandas").verdict;
        assert_eq!(settled("pandas", "pandas.io", "pan"), unproven);
    }

    #[test]
    fn a_plan_has_what_is_proposed() {
        let proposals = [proposal("json")];
        let plan = plan(&proposals).unwrap();
        let edges: Vec<_> = plan.edges().map(|(_, edge)| edge.id).collect();
        assert_eq!(edges, [1]);
    }
}
