//! Which changes make a package, so that each can be left out when it does harm.

mod agreement;

use std::collections::BTreeSet;
use std::sync::Arc;

use warmfront_build::context::Context;
use warmfront_build::package::Package;
use warmfront_build::pass::bytecode;
use warmfront_build::pass::defer;
use warmfront_build::pass::defer::known::Known;
use warmfront_build::pass::defer::plan::{Edge, Plan};
use warmfront_build::pass::defer::proposal::Proposal;
use warmfront_build::pass::defer::transform::Outcome;
use warmfront_build::pass::prune::{self, Group};
use warmfront_build::pass::startup::{self, Setting};
use warmfront_build::pass::{Pass, PassError};
use warmfront_stats::decision::Decision;

use super::imports::Deferral;
pub(super) use agreement::Agreement;

/// One change that can be left out.
#[derive(Debug, Clone)]
pub(in crate::commands) enum Step {
    /// A whole pass.
    Pass(&'static Pass),
    /// A start-up setting.
    Setting(Setting),
    /// An import that is deferred.
    Import(Import),
    /// Files that pruning takes out for one reason.
    Group(Group),
}

/// An import that is deferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) struct Import {
    edge: u32,
    path: String,
    line: u32,
    target: String,
}

impl Step {
    /// Returns what it is called in a report.
    pub(in crate::commands) fn name(&self) -> String {
        match self {
            Self::Pass(pass) => pass.name.to_owned(),
            Self::Setting(setting) => format!("{} ({})", startup::NAME, setting.name),
            Self::Import(Import {
                path, line, target, ..
            }) => {
                format!("{} (`{target}` in {path}:{line})", defer::NAME)
            }
            Self::Group(group) => format!("{} ({})", prune::PASS.name, group.name),
        }
    }
}

/// A start-up setting that was measured.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) setting: Setting,
    /// CPU time of init and first invocation with it, over that without it.
    pub(crate) ratio: f64,
    pub(crate) n_pairs: usize,
    pub(crate) decision: Decision,
}

/// What a package is made of, and by which passes.
pub(in crate::commands) struct Recipe<'a> {
    original: &'a Package,
    passes: Vec<&'static Pass>,
    /// What pruning takes out: found by reading all sources, and so once.
    groups: Vec<Group>,
    tried: Vec<Tried>,
    /// Imports that are deferred.
    plan: Arc<Plan>,
    /// Imports that can be deferred, whether that pays or not.
    possible: Arc<Plan>,
    /// Modules that are still loaded, where any import waits.
    loaded: Option<BTreeSet<String>>,
    pub(in crate::commands) context: Context,
}

/// A package that was made.
pub(in crate::commands) struct Made {
    pub(in crate::commands) package: Package,
    pub(in crate::commands) notes: Vec<String>,
}

impl<'a> Recipe<'a> {
    /// Makes a recipe.
    pub(in crate::commands) fn new(
        original: &'a Package,
        passes: &[&'static Pass],
        context: Context,
    ) -> Result<Self, PassError> {
        let groups = if passes.iter().any(|pass| is_prune(pass)) {
            prune::groups(original, &context)?
        } else {
            Vec::new()
        };
        Ok(Self {
            original,
            passes: passes.to_vec(),
            groups,
            tried: Vec::new(),
            plan: Arc::default(),
            possible: Arc::default(),
            loaded: None,
            context,
        })
    }

    /// Takes start-up settings over, those that help as changes.
    pub(in crate::commands) fn settle(&mut self, tried: Vec<Tried>) {
        self.tried = tried;
    }

    /// Takes over which imports are deferred.
    pub(in crate::commands) fn defer(&mut self, deferral: &Deferral) {
        self.plan = deferral.plan.clone();
        self.possible = deferral.possible.clone();
        self.loaded.clone_from(&deferral.loaded);
    }

    /// Returns what start-up settings are told: what waits is not loaded, and needs nothing brought
    /// along.
    pub(in crate::commands) fn startup_context(&self) -> Context {
        let mut context = self.context.clone();
        context.deferred = self.plan.clone();
        if let Some(loaded) = &self.loaded {
            context
                .evidence
                .modules
                .retain(|module| loaded.contains(module));
        }
        context
    }

    /// Returns the package as it is before anything is compiled.
    pub(in crate::commands) fn without_bytecode(&self) -> Result<Package, PassError> {
        let mut package = self.original.clone();
        for pass in self.passes.iter().filter(|pass| !is_bytecode(pass)) {
            (pass.apply)(&mut package, &self.context)?;
        }
        Ok(package)
    }

    /// Compiles a package with imports deferred, and says what became of them.
    pub(in crate::commands) fn with_bytecode(
        &self,
        package: &Package,
        plan: &Plan,
    ) -> Result<(Package, Vec<Outcome>), PassError> {
        let mut package = package.clone();
        let mut context = self.context.clone();
        context.deferred = Arc::new(plan.clone());
        let applied = (bytecode::PASS.apply)(&mut package, &context)?;
        Ok((package, applied.deferred))
    }

    /// Returns the imports of a package, and whether each may be deferred.
    pub(in crate::commands) fn proposals(
        &self,
        package: &Package,
    ) -> Result<Vec<Proposal>, PassError> {
        let known = Known::of(self.original)?;
        let mut proposals = defer::proposals(package, &self.context, &known)?;
        self.context.choices.pins().settle(&mut proposals, &known);
        Ok(proposals)
    }

    /// Returns the imports that are to be deferred.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Returns the start-up settings that were measured.
    pub(in crate::commands) fn tried(&self) -> &[Tried] {
        &self.tried
    }

    /// Returns all changes that can be left out.
    pub(in crate::commands) fn steps(&self) -> Vec<Step> {
        let passes = self.passes.iter().filter(|pass| !is_prune(pass));
        let mut steps: Vec<Step> = passes.map(|pass| Step::Pass(pass)).collect();
        let helping = self
            .tried
            .iter()
            .filter(|tried| tried.decision == Decision::Better);
        steps.extend(helping.map(|tried| Step::Setting(tried.setting.clone())));
        steps.extend(self.groups.iter().cloned().map(Step::Group));
        steps.extend(self.imports());
        steps
    }

    fn imports(&self) -> impl Iterator<Item = Step> {
        self.plan.edges().map(|(path, edge)| {
            Step::Import(Import {
                edge: edge.id,
                path: path.to_string(),
                line: edge.line,
                target: edge.target.clone(),
            })
        })
    }

    /// Makes the package with some of the changes.
    pub(in crate::commands) fn make(&self, steps: &[Step]) -> Result<Made, PassError> {
        let wanted: BTreeSet<String> = steps.iter().map(Step::name).collect();
        let edges = imports(steps);
        let mut context = self.context.clone();
        for step in self.steps() {
            if let Step::Group(group) = &step
                && !wanted.contains(&step.name())
            {
                let paths = group.paths.iter().map(ToString::to_string);
                context.choices.keep.extend(paths);
            }
        }
        context.deferred = Arc::new(self.plan.only(|edge: &Edge| edges.contains(&edge.id)));
        let mut package = self.original.clone();
        let mut notes = Vec::new();
        for pass in &self.passes {
            if is_prune(pass) || wanted.contains(pass.name) {
                notes.extend((pass.apply)(&mut package, &context)?.notes);
            }
        }
        let chosen = settings(steps);
        if !chosen.is_empty() {
            notes.extend(startup::apply(&mut package, &context, &chosen)?.notes);
        }
        Ok(Made { package, notes })
    }
}

/// Returns the imports that are deferred among some changes.
pub(in crate::commands) fn imports(steps: &[Step]) -> BTreeSet<u32> {
    let imports = steps.iter().filter_map(|step| match step {
        Step::Import(import) => Some(import.edge),
        Step::Pass(_) | Step::Group(_) | Step::Setting(_) => None,
    });
    imports.collect()
}

/// Returns the start-up settings among some changes.
pub(in crate::commands) fn settings(steps: &[Step]) -> Vec<Setting> {
    let settings = steps.iter().filter_map(|step| match step {
        Step::Setting(setting) => Some(setting.clone()),
        Step::Pass(_) | Step::Group(_) | Step::Import(_) => None,
    });
    settings.collect()
}

fn is_prune(pass: &Pass) -> bool {
    pass.name == prune::PASS.name
}

fn is_bytecode(pass: &Pass) -> bool {
    pass.name == bytecode::PASS.name
}
