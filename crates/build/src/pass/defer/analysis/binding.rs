//! What speaks against binding a name later than its statement stands.

use super::edge::{Edge, Mechanism};
use super::facts::{BlockId, Circumstances, Facts, Import, Symbol, Taken, Trait};
use super::hazard::{Hazard, Reason, Severity};
use super::link::{Lands, Link, binds_otherwise};
use super::names::{self, Known, distribution};
use super::outcome::Cause;
use super::tree::{Found, Kind, ModuleId};

/// Names that Python looks for in a module's dictionary, or that mean something to it.
const SPECIAL: &[&str] = &[
    "__all__",
    "__annotations__",
    "__builtins__",
    "__class__",
    "__dict__",
    "__dir__",
    "__doc__",
    "__file__",
    "__getattr__",
    "__loader__",
    "__name__",
    "__package__",
    "__path__",
    "__spec__",
];

/// Collects reasons of one edge.
struct Judge<'a> {
    known: Known<'a>,
    edge: &'a Edge,
    own: &'a Facts,
    import: &'a Import,
    link: &'a Link,
    name: Symbol,
    reasons: Vec<Reason>,
}

/// Returns what speaks against an edge, apart from what loading its module does to others.
pub(super) fn reasons(known: Known<'_>, edge: &Edge) -> Vec<Reason> {
    let own = &known.facts[edge.module.index()];
    let import = &own.imports[edge.import.index()];
    let mut judge = Judge {
        known,
        edge,
        own,
        import,
        link: &known.links[edge.module.index()][edge.import.index()],
        name: import.binds,
        reasons: Vec::new(),
    };
    judge.statement();
    judge.target();
    if edge.mechanism == Mechanism::Guard {
        judge.guard();
        judge.outside();
    }
    judge.reasons
}

impl Judge<'_> {
    fn say(
        &mut self,
        hazard: Hazard,
        severity: Severity,
        (module, line): (ModuleId, u32),
        says: String,
    ) {
        self.reasons.push(Reason {
            hazard,
            severity,
            module,
            line,
            says,
        });
    }

    fn here(&self) -> (ModuleId, u32) {
        (self.edge.module, self.edge.line)
    }

    /// What the statement itself is, and where it stands.
    fn statement(&mut self) {
        let here = self.here();
        let circumstances = self.import.circumstances;
        if self.own.traits.has(Trait::Broken) {
            let says = "stands in a source that cannot be parsed for this Python".to_owned();
            self.say(Hazard::Broken, Severity::Certain, here, says);
        }
        if self.import.taken == Taken::Star {
            let says = format!("copies all names of `{}`", self.link.module);
            self.say(Hazard::Star, Severity::Certain, here, says);
        }
        if self.link.found == Found::Absent || self.link.lands == Lands::Nothing {
            let says = format!(
                "`{}` is not in the package, so that it fails",
                self.edge.target
            );
            self.say(Hazard::Absent, Severity::Certain, here, says);
        }
        if circumstances.has(Circumstances::WITHIN) {
            let says = "stands in a `with`, which may be there for it".to_owned();
            self.say(Hazard::Within, Severity::Possible, here, says);
        }
        if circumstances.has(Circumstances::LOOPED) {
            let says = "stands in a loop".to_owned();
            self.say(Hazard::Looped, Severity::Certain, here, says);
        }
        if circumstances.has(Circumstances::CAUGHT) {
            self.caught();
        }
    }

    /// What may fail in a `try` must fail there.
    fn caught(&mut self) {
        if self.import.circumstances.has(Circumstances::CAUGHT_ALL) {
            let says = "more than a failing import is caught around it".to_owned();
            self.say(Hazard::Caught, Severity::Possible, self.here(), says);
        }
        let mut loads = self.link.loads.iter();
        let doubt = loads.find_map(|loaded| self.known.outcomes.doubt(*loaded));
        if let Some(doubt) = doubt {
            let name = &self.known.tree.module(doubt.module).name;
            let says = match doubt.cause {
                Cause::Absent => format!("`{name}` imports what is not in the package"),
                Cause::Name => format!("`{name}` imports a name that may not be there"),
                Cause::Raise => format!("`{name}` may raise an exception"),
                Cause::Broken => format!("`{name}` cannot be parsed for this Python"),
            };
            let severity = match doubt.cause {
                Cause::Absent | Cause::Broken => Severity::Certain,
                Cause::Name | Cause::Raise => Severity::Possible,
            };
            let says = format!("its failure would be caught, and {says}");
            self.say(Hazard::MayFail, severity, (doubt.module, doubt.line), says);
        }
        if let (Lands::Attribute(name), Some(module)) = (&self.link.lands, self.link.here()) {
            let text = self.own.names.text(*name);
            let is_bound = !self.known.facts[module.index()].global(text).is_empty();
            let kind = self.known.tree.module(module).kind;
            if !is_bound && !matches!(kind, Kind::Native) {
                let says = format!("its failure would be caught, and `{text}` may not be there");
                self.say(Hazard::MayFail, Severity::Possible, self.here(), says);
            }
        }
    }

    /// What the module is that it leads to.
    fn target(&mut self) {
        let Some(target) = self.link.loads.last().copied() else {
            return;
        };
        for loaded in &self.link.loads {
            let traits = self.known.facts[loaded.index()].traits;
            let name = self.known.tree.module(*loaded).name.clone();
            if traits.has(Trait::ReplacesItself) {
                let says = format!("`{name}` puts something else in its place in `sys.modules`");
                self.say(
                    Hazard::ReplacesItself,
                    Severity::Certain,
                    (*loaded, 1),
                    says,
                );
            }
            if traits.has(Trait::ChangesItsPath) && *loaded != target {
                let says = format!("`{name}` changes where its submodules are found");
                self.say(
                    Hazard::ChangesItsPath,
                    Severity::Certain,
                    (*loaded, 1),
                    says,
                );
            }
        }
        self.looked_for();
        self.shadowed_module();
        if let Some(line) = self
            .own
            .reads
            .get(&self.name)
            .and_then(|reads| reads.in_finalizer)
        {
            let says = format!(
                "`__del__` uses `{}`, when modules may be gone",
                self.edge.binds
            );
            let place = (self.edge.module, line);
            self.say(Hazard::Finalizer, Severity::Possible, place, says);
        }
    }

    /// Code that looks which modules are loaded sees one that waits, but not what that would load.
    fn looked_for(&mut self) {
        let waits = self.edge.mechanism == Mechanism::Module;
        // What is loaded before it, such as the package that it stands in, is there all the same.
        let firsts = self.link.loads.iter().filter(|id| {
            let mut firsts = self.known.order.first[id.index()].iter();
            firsts.any(|first| first.from == self.edge.module)
        });
        let mut names = firsts.map(|id| &self.known.tree.module(*id).name);
        let taken_out = names.clone().find_map(|name| {
            let place = self.known.names.taken_out.get(name)?;
            Some((name.clone(), *place))
        });
        let looked_for = names.find_map(|name| {
            let place = self.known.names.looked_for.get(name)?;
            (!waits).then(|| (name.clone(), *place))
        });
        if let Some((name, place)) = taken_out.or(looked_for) {
            let seeker = &self.known.tree.module(place.0).name;
            let says = format!("`{seeker}` looks for `{name}` in `sys.modules`");
            self.say(Hazard::LookedFor, Severity::Possible, place, says);
        }
    }

    /// `import a.b as c` takes what `a` has under the name, which may be no module.
    fn shadowed_module(&mut self) {
        if !matches!(
            (&self.link.lands, self.import.taken),
            (Lands::Module(_), Taken::Module)
        ) {
            return;
        }
        let Some((package, name)) = self.link.module.rsplit_once('.') else {
            return;
        };
        let package_id = self.known.tree.find(package);
        let is_shadowed = package_id.is_some_and(|package| {
            binds_otherwise(self.known.tree, self.known.facts, package, name)
        });
        if is_shadowed {
            let says = format!("`{package}` binds `{name}` to something else than its submodule");
            self.say(Hazard::Shadowed, Severity::Certain, self.here(), says);
        }
    }

    /// What the importing module does with the name.
    fn guard(&mut self) {
        let (here, binds) = (self.here(), self.edge.binds.clone());
        let bound = self.own.bound(BlockId::MODULE, self.name);
        if bound.len() > 1 {
            let says = format!("`{binds}` is bound elsewhere in the module too");
            self.say(Hazard::BoundTwice, Severity::Certain, here, says);
        }
        let rebound = self.own.rebound.iter().find(|(name, _)| *name == self.name);
        if let Some((_, line)) = rebound {
            let says = format!("a function binds `{binds}` by `global`");
            let place = (self.edge.module, *line);
            self.say(Hazard::Global, Severity::Certain, place, says);
        }
        if self.own.traits.has(Trait::ReadsItsNames) {
            let says = "the module reads its names as a dictionary".to_owned();
            self.say(Hazard::NamesRead, Severity::Certain, here, says);
        }
        if self.own.traits.has(Trait::ReplacesItself) {
            let says = "the module puts something else in its place in `sys.modules`".to_owned();
            self.say(Hazard::ReplacesItself, Severity::Certain, here, says);
        }
        if looks_mangled(&binds) {
            let says = format!("a class may mean another name by `{binds}`");
            self.say(Hazard::Mangled, Severity::Certain, here, says);
        }
        if SPECIAL.contains(&binds.as_str()) {
            let says = format!("Python itself looks for `{binds}`");
            self.say(Hazard::Special, Severity::Certain, here, says);
        }
        let reads = self.own.reads.get(&self.name).cloned().unwrap_or_default();
        if let Some(line) = reads.mangled {
            let says = format!("a class gives `{binds}` another name");
            let place = (self.edge.module, line);
            self.say(Hazard::Mangled, Severity::Certain, place, says);
        }
        if let Some(line) = reads.in_annotation {
            self.annotated(line);
        }
    }

    /// An annotation that names it is evaluated by somebody of the same distribution, or not at all.
    fn annotated(&mut self, line: u32) {
        let own = distribution(self.known.tree, self.edge.module);
        let hinted = &self.known.names.hinted;
        let reader = hinted.get(&own).or_else(|| hinted.get(""));
        if let Some((reader, _)) = reader {
            let says = format!(
                "an annotation names `{}`, and `{}` evaluates annotations",
                self.edge.binds,
                self.known.tree.module(*reader).name
            );
            let place = (self.edge.module, line);
            self.say(Hazard::Annotation, Severity::Possible, place, says);
        }
    }

    /// What other modules do with the name.
    fn outside(&mut self) {
        let (module, binds) = (self.edge.module, self.edge.binds.clone());
        let own = self.known.tree.module(module);
        if own.kind == Kind::Package && self.known.tree.has(&format!("{}.{binds}", own.name)) {
            let says =
                format!("the package has a submodule `{binds}`, which would be bound instead");
            self.say(Hazard::Shadowed, Severity::Certain, self.here(), says);
        }
        if let Some(place) = self.known.names.opened.get(&module) {
            let reader = &self.known.tree.module(place.0).name;
            let says = format!("`{reader}` reads the module's names as a dictionary");
            self.say(Hazard::NamesRead, Severity::Certain, *place, says);
        }
        if let Some(place) = self.known.names.deleted.get(&(module, binds.clone())) {
            let says = format!(
                "`{}` deletes `{binds}`",
                self.known.tree.module(place.0).name
            );
            self.say(Hazard::Deleted, Severity::Certain, *place, says);
        }
        if let Some(place) = self.rebound() {
            let target = &self.edge.target;
            let name = self.edge.attribute.clone().unwrap_or_default();
            let says = format!("`{name}` of `{target}` is bound anew while the program runs");
            self.say(Hazard::Rebound, Severity::Possible, place, says);
        }
    }

    /// Returns where what the import takes is bound anew, through modules that only pass it on.
    fn rebound(&self) -> Option<(ModuleId, u32)> {
        let name = self.edge.attribute.clone()?;
        names::rebound(self.known, (self.link.here()?, name))
    }
}

/// Returns whether a name is what a class would make of one with two underscores: `_Class__name`.
fn looks_mangled(name: &str) -> bool {
    let class = name.strip_prefix('_');
    class.is_some_and(|rest| !rest.starts_with('_') && rest.contains("__") && !rest.ends_with("__"))
}
