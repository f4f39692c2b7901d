//! Imports: the tree of one environment, and what other environments imported later on.

use std::collections::{HashMap, HashSet};

use crate::document::{Bytecode, ImportOutcome, Millis, Module, Origin, Profile};
use crate::recording::{Import, Process};

use super::bytecode::Files;
use super::clock::Clock;
use super::origin::{self, Traits};
use super::survey::Survey;
use super::{Mode, Places, Run, distribution, phases, retained};

/// Returns the environment whose imports are shown: that of the median init, the faster one of two.
pub(super) fn representative(runs: &[Run]) -> Option<usize> {
    let timed = runs.iter().enumerate().filter(|(_, run)| {
        let own = own_process(run);
        run.mode == Some(Mode::Timed) && own.is_some_and(|own| !own.marks.is_empty())
    });
    let mut inits: Vec<_> = timed
        .map(|(index, run)| (phases::cold_start(run).init.wall, index))
        .collect();
    inits.sort_unstable();
    let middle = inits.len().checked_sub(1)? / 2;
    Some(inits[middle].1)
}

fn own_process(run: &Run) -> Option<&Process> {
    run.recording.as_ref()?.processes.first()
}

/// Adds modules, edges and distributions.
pub(super) fn explain(
    profile: &mut Profile,
    runs: &[Run],
    clocks: &[Option<Clock>],
    shown: Option<usize>,
    survey: &Survey,
    places: &Places,
) {
    let observed = |index: usize| Some((own_process(&runs[index])?, clocks[index].as_ref()?));
    let Some((own, clock)) = shown.and_then(observed) else {
        return;
    };
    let mut tree = Tree::default();
    tree.add(own, clock, |_, _| true);
    let others = (0..runs.len()).filter(|&index| runs[index].mode == Some(Mode::Timed));
    for (own, clock) in others
        .filter(|&index| Some(index) != shown)
        .filter_map(observed)
    {
        let known: HashSet<String> = tree.names().map(str::to_owned).collect();
        tree.add(own, clock, |name, invocation| {
            invocation.is_some() && !known.contains(name)
        });
    }
    let traits = tree.traits;
    let mut modules = tree.modules;
    let found = distribution::find(&own.facts.path, places, &modules);
    let mut files = Files::new(&own.facts);
    let classes = origin::Folders::new(places, &own.facts, &found);
    for (index, module) in modules.iter_mut().enumerate() {
        module.distribution = found.of_module[index];
        module.origin = classes.origin(module, &traits[index]);
        module.libraries = survey.libraries_of(&module.name);
        let read = files.state(module.path.as_deref(), &traits[index], &module.libraries);
        (module.bytecode, module.bytes_read) = (read.bytecode, read.bytes);
        if module.origin == Origin::Namespace {
            module.path = None;
        }
    }
    survey.add_usage(&mut modules);
    profile.modules = modules;
    profile.edges = survey.edges(&profile.modules);
    profile.distributions = found.distributions;
    retained::explain(profile);
}

/// Modules as they are collected.
#[derive(Default)]
struct Tree {
    modules: Vec<Module>,
    /// What else is told of each.
    traits: Vec<Traits>,
}

impl Tree {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|module| module.name.as_str())
    }

    /// Adds those imports of a process that are wanted by their name and invocation.
    fn add(&mut self, own: &Process, clock: &Clock, wanted: impl Fn(&str, Option<usize>) -> bool) {
        let below = below(&own.imports);
        let mut places: HashMap<usize, usize> = HashMap::new();
        for (index, import) in own.imports.iter().enumerate() {
            let invocation = clock.invocation(import.start);
            let name = &own.texts[import.module];
            if !wanted(name, invocation) {
                continue;
            }
            places.insert(index, self.modules.len());
            let mut module = module(own, clock, import, &below[index]);
            module.parent = import
                .parent
                .and_then(|parent| places.get(&parent).copied());
            module.invocation = invocation;
            self.modules.push(module);
            let text = |text: Option<usize>| text.map(|text| own.texts[text].clone());
            self.traits.push(Traits {
                loader: text(import.loader).unwrap_or_default(),
                cached: text(import.cached),
            });
        }
    }
}

/// What imports directly below one took together.
#[derive(Clone, Copy, Default)]
struct Below {
    wall: u64,
    cpu: u64,
    resident: i64,
    stats: u32,
}

fn below(imports: &[Import]) -> Vec<Below> {
    let mut below = vec![Below::default(); imports.len()];
    for import in imports {
        if let Some(parent) = import.parent {
            let sum = &mut below[parent];
            sum.wall = sum.wall.saturating_add(import.end - import.start);
            sum.cpu = sum.cpu.saturating_add(import.cpu);
            sum.resident = sum.resident.saturating_add(import.resident);
            sum.stats = sum.stats.saturating_add(import.stats);
        }
    }
    below
}

fn module(own: &Process, clock: &Clock, import: &Import, below: &Below) -> Module {
    let total = import.end - import.start;
    let text = |text: Option<usize>| text.map(|text| own.texts[text].clone());
    Module {
        name: own.texts[import.module].clone(),
        parent: None,
        file: text(import.file),
        line: Some(import.line).filter(|&line| line > 0),
        start_ms: clock.at(import.start),
        total_ms: Millis::from_nanos(total),
        self_ms: Millis::from_nanos(total.saturating_sub(below.wall)),
        self_cpu_ms: Millis::from_nanos(import.cpu.saturating_sub(below.cpu)),
        self_resident: import.resident.saturating_sub(below.resident),
        self_stats: import.stats.saturating_sub(below.stats),
        path: text(import.origin).filter(|origin| origin.contains('/')),
        origin: Origin::Unknown,
        bytecode: Bytecode::None,
        bytes_read: 0,
        libraries: Vec::new(),
        distribution: None,
        outcome: if import.failed {
            ImportOutcome::Failed
        } else {
            ImportOutcome::Loaded
        },
        retained_ms: Millis::ZERO,
        retained_resident: 0,
        usage: None,
        invocation: None,
    }
}
