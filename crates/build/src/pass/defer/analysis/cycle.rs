//! Modules that import each other: who would see whom half loaded.
//!
//! Imports are played through twice, as the source has them and with all that may wait left out. A
//! module that takes a name of another one while that is still being loaded, before it is bound
//! there, fails; where that happens only with imports left out, those around it must stay. After
//! init, whatever waits may be used first: each is played through by itself.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edge::{self, Edge, EdgeId, Mechanism};
use super::facts::{BlockId, Term, Trait};
use super::hazard::{Hazard, Reason, Severity};
use super::link::Lands;
use super::names::{Known, module_named};
use super::order::{Reached, Step};
use super::tree::{Kind, ModuleId};

/// Most modules that are loaded within each other.
const DEEPEST: usize = 20_000;

/// Most steps of one play, and of all that begin after init.
const MOST_STEPS: usize = 20_000_000;

/// Most times that the play is repeated with more imports put back.
const MOST_ROUNDS: usize = 40;

/// Finds imports that must stay for the sake of the order, with the reason.
pub(super) fn reasons(
    known: Known<'_>,
    (edges, steps): (&[Edge], &[Vec<Step>]),
    (roots, may_wait): (&[String], &dyn Fn(EdgeId) -> bool),
) -> FxHashMap<EdgeId, Reason> {
    let scripts = scripts(known, steps);
    let stage = Stage {
        known,
        edges,
        scripts: &scripts,
    };
    let none = FxHashSet::default();
    let eager = stage.play(roots, &none);
    let usual: FxHashSet<Conflict> = eager.into_iter().map(|(conflict, _)| conflict).collect();
    let mut waiting: FxHashSet<EdgeId> = edge::numbers(edges)
        .filter(|edge| may_wait(*edge))
        .collect();
    let mut stay = FxHashMap::default();
    for _ in 0..MOST_ROUNDS {
        let conflicts = stage.play(roots, &waiting);
        let before = stay.len();
        for (conflict, around) in conflicts {
            if usual.contains(&conflict) {
                continue;
            }
            for edge in around {
                if waiting.remove(&edge) {
                    stay.insert(edge, conflict.reason(known));
                }
            }
        }
        if stay.len() == before {
            break;
        }
    }
    stay
}

/// A name that is taken before it is bound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Conflict {
    taker: ModuleId,
    line: u32,
    from: ModuleId,
    name: String,
}

impl Conflict {
    fn reason(&self, known: Known<'_>) -> Reason {
        let (taker, from) = (
            known.tree.module(self.taker),
            &known.tree.module(self.from).name,
        );
        let name = &self.name;
        let (hazard, says) = if taker.kind.is_source() {
            let says = format!(
                "`{}` would be loaded while `{from}` is half loaded, and takes `{name}` from it",
                taker.name
            );
            (Hazard::Cycle, says)
        } else {
            let says = format!(
                "native code of `{}` would find `{from}` half loaded",
                taker.name
            );
            (Hazard::NativeImport, says)
        };
        Reason {
            hazard,
            severity: Severity::Possible,
            module: self.taker,
            line: self.line,
            says,
        }
    }
}

/// What happens when a module is executed, in order.
enum Event<'a> {
    Import(&'a Step),
    /// A name is taken from a module, which is loaded for it if it waits.
    Take {
        from: ModuleId,
        name: &'a str,
        line: u32,
    },
}

type Script<'a> = Vec<(u32, Event<'a>)>;

fn scripts<'a>(known: Known<'a>, steps: &'a [Vec<Step>]) -> Vec<Script<'a>> {
    let of_module = |id: ModuleId| {
        let (facts, links) = (&known.facts[id.index()], &known.links[id.index()]);
        let mut script: Script<'a> = Vec::new();
        for step in &steps[id.index()] {
            let import = step
                .import
                .map(|import| (import, &facts.imports[import.index()]));
            let offset = import.map_or(u32::MAX, |(_, import)| import.offset);
            script.push((offset, Event::Import(step)));
            let Some((number, import)) = import else {
                continue;
            };
            let leads = &links[number.index()];
            if let (Lands::Attribute(name), Some(from)) = (&leads.lands, leads.here()) {
                let name = facts.names.text(*name);
                let line = import.line;
                script.push((offset, Event::Take { from, name, line }));
            }
        }
        for chain in &facts.chains {
            if !facts.runs_at_import(chain.block) {
                continue;
            }
            let mut term = chain.term;
            let mut first = None;
            while let Term::Attribute(base, name) = facts.term(term) {
                (term, first) = (base, Some(name));
            }
            if let Some(from) = module_named(facts, links, term)
                && let Some(name) = first
            {
                let (name, line) = (facts.names.text(name), chain.line);
                script.push((chain.offset, Event::Take { from, name, line }));
            }
        }
        script.sort_by_key(|(offset, _)| *offset);
        script
    };
    known.tree.ids().map(of_module).collect()
}

/// How far a module is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unloaded,
    /// Its code before this place has run.
    Until(u32),
    Loaded,
}

/// Modules being loaded one after the other.
struct Play<'a> {
    known: Known<'a>,
    edges: &'a [Edge],
    scripts: &'a [Script<'a>],
    waiting: &'a FxHashSet<EdgeId>,
    by_module: FxHashMap<ModuleId, Vec<EdgeId>>,
    states: Vec<State>,
    /// What was unloaded before, so that it can be again.
    touched: Vec<ModuleId>,
    stack: Vec<ModuleId>,
    n_steps: usize,
    conflicts: Vec<(Conflict, Vec<EdgeId>)>,
}

impl Play<'_> {
    fn load(&mut self, id: ModuleId) {
        let is_over = self.stack.len() >= DEEPEST || self.n_steps >= MOST_STEPS;
        if self.states[id.index()] != State::Unloaded || is_over {
            return;
        }
        self.states[id.index()] = State::Until(0);
        self.touched.push(id);
        self.stack.push(id);
        let scripts = self.scripts;
        for (offset, event) in &scripts[id.index()] {
            self.n_steps += 1;
            self.states[id.index()] = State::Until(*offset);
            match event {
                Event::Import(step) => {
                    let waits = step.edge.is_some_and(|edge| self.waiting.contains(&edge));
                    if !waits {
                        for loaded in &step.loads {
                            self.load(*loaded);
                        }
                        self.import_by_native(id, &step.loads);
                    }
                }
                Event::Take { from, name, line } => {
                    if !self.is_guard_here(id, *offset, name) {
                        self.take(id, *line, (*from, name));
                    }
                }
            }
        }
        self.states[id.index()] = State::Loaded;
        self.stack.pop();
    }

    /// Returns whether the import at a place waits, so that nothing is taken there.
    fn is_guard_here(&self, id: ModuleId, offset: u32, name: &str) -> bool {
        let own = self.by_module.get(&id).into_iter().flatten();
        let facts = &self.known.facts[id.index()];
        let mut here = own.filter(|edge| {
            let edge = &self.edges[edge.index()];
            edge.attribute.as_deref() == Some(name)
                && facts.imports[edge.import.index()].offset == offset
        });
        here.any(|edge| self.waiting.contains(edge))
    }

    /// Takes a name from a module.
    fn take(&mut self, taker: ModuleId, line: u32, (from, name): (ModuleId, &str)) {
        if from == taker {
            return;
        }
        self.load(from);
        let State::Until(progress) = self.states[from.index()] else {
            return;
        };
        let facts = &self.known.facts[from.index()];
        let own = self.known.tree.module(from);
        let submodule = format!("{}.{name}", own.name);
        if let Some(submodule) = self.known.tree.find(&submodule) {
            self.load(submodule);
            return;
        }
        let is_open = !own.kind.is_source() || facts.traits.has(Trait::HasGetattr);
        let bound = facts.names.find(name);
        let bound = bound.map_or(&[][..], |symbol| facts.bound(BlockId::MODULE, symbol));
        if bound.iter().any(|bound| bound.offset < progress) {
            self.use_guard(from, (name, progress));
        } else if !bound.is_empty() && !is_open {
            let name = name.to_owned();
            self.note(Conflict {
                taker,
                line,
                from,
                name,
            });
        }
    }

    /// A name is read that an import binds; if that waits, it is done now.
    fn use_guard(&mut self, module: ModuleId, (name, progress): (&str, u32)) {
        let facts = &self.known.facts[module.index()];
        let own = self.by_module.get(&module).cloned().unwrap_or_default();
        for edge in own {
            let edge_of = &self.edges[edge.index()];
            let import = &facts.imports[edge_of.import.index()];
            let is_due = edge_of.binds == name
                && edge_of.mechanism == Mechanism::Guard
                && import.offset < progress
                && self.waiting.contains(&edge);
            if !is_due {
                continue;
            }
            let link = &self.known.links[module.index()][edge_of.import.index()];
            for loaded in &link.loads {
                self.load(*loaded);
            }
            if let (Some(from), Some(attribute)) = (link.here(), &edge_of.attribute) {
                self.take(module, edge_of.line, (from, attribute));
            }
        }
    }

    /// Native code that imports a module which is being loaded may read any of its names.
    fn import_by_native(&mut self, id: ModuleId, loads: &[ModuleId]) {
        if self.known.tree.module(id).kind != Kind::Native {
            return;
        }
        for from in loads {
            let State::Until(progress) = self.states[from.index()] else {
                continue;
            };
            let own = self.by_module.get(from).cloned().unwrap_or_default();
            let facts = &self.known.facts[from.index()];
            for edge in own {
                let edge_of = &self.edges[edge.index()];
                let import = &facts.imports[edge_of.import.index()];
                if edge_of.mechanism == Mechanism::Guard
                    && import.offset < progress
                    && self.waiting.contains(&edge)
                    && self.leads_to(edge, id)
                {
                    let (from, name) = (*from, edge_of.binds.clone());
                    let taker = id;
                    self.conflicts.push((
                        Conflict {
                            taker,
                            line: 1,
                            from,
                            name,
                        },
                        vec![edge],
                    ));
                }
            }
        }
    }

    /// Returns whether what an import loads comes to load a module that is being loaded.
    fn leads_to(&self, edge: EdgeId, wanted: ModuleId) -> bool {
        let edge = &self.edges[edge.index()];
        let link = &self.known.links[edge.module.index()][edge.import.index()];
        let mut due: Vec<ModuleId> = link.loads.clone();
        let mut seen: FxHashSet<ModuleId> = due.iter().copied().collect();
        while let Some(id) = due.pop() {
            if id == wanted {
                return true;
            }
            if self.states[id.index()] != State::Unloaded {
                continue;
            }
            for (_, event) in &self.scripts[id.index()] {
                if let Event::Import(step) = event {
                    due.extend(step.loads.iter().copied().filter(|id| seen.insert(*id)));
                }
            }
        }
        false
    }

    /// Notes a conflict, with the imports that wait in the modules that are being loaded since the
    /// one that is half loaded, and before them those that lead to the one that takes.
    fn note(&mut self, conflict: Conflict) {
        let start = self.stack.iter().position(|id| *id == conflict.from);
        let within = &self.stack[start.unwrap_or(0)..];
        let around = within.iter().chain([&conflict.taker]);
        let mut edges: Vec<EdgeId> = around
            .flat_map(|id| self.by_module.get(id).into_iter().flatten())
            .copied()
            .filter(|edge| self.waiting.contains(edge) && self.may_reorder(*edge))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        self.conflicts.push((conflict, edges));
    }

    /// Returns whether an import that waits leads to what is not loaded yet, and so orders anything.
    fn may_reorder(&self, edge: EdgeId) -> bool {
        let edge = &self.edges[edge.index()];
        let link = &self.known.links[edge.module.index()][edge.import.index()];
        let mut loads = link.loads.iter();
        loads.any(|id| self.states[id.index()] != State::Loaded)
    }
}

/// What plays begin with.
#[derive(Clone, Copy)]
struct Stage<'a> {
    known: Known<'a>,
    edges: &'a [Edge],
    scripts: &'a [Script<'a>],
}

impl Stage<'_> {
    /// Plays init through, then each first use that may come after it.
    fn play(self, roots: &[String], waiting: &FxHashSet<EdgeId>) -> Vec<(Conflict, Vec<EdgeId>)> {
        let mut by_module: FxHashMap<ModuleId, Vec<EdgeId>> = FxHashMap::default();
        for number in edge::numbers(self.edges) {
            let module = self.edges[number.index()].module;
            by_module.entry(module).or_default().push(number);
        }
        let mut play = Play {
            known: self.known,
            edges: self.edges,
            scripts: self.scripts,
            waiting,
            by_module,
            states: vec![State::Unloaded; self.known.tree.modules().len()],
            touched: Vec::new(),
            stack: Vec::new(),
            n_steps: 0,
            conflicts: Vec::new(),
        };
        for root in roots {
            for id in self.known.tree.chain(root).collect::<Vec<_>>() {
                play.load(id);
            }
        }
        play.n_steps = 0;
        let later = self.known.tree.ids().filter(|id| {
            self.known.order.reached[id.index()] > Reached::Left
                && play.states[id.index()] == State::Unloaded
        });
        for id in later.collect::<Vec<_>>() {
            play.touched.clear();
            let name = &self.known.tree.module(id).name;
            for id in self.known.tree.chain(name).collect::<Vec<_>>() {
                play.load(id);
            }
            for id in play.touched.drain(..) {
                play.states[id.index()] = State::Unloaded;
            }
        }
        play.conflicts
    }
}
