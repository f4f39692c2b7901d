//! What would be saved if a module, or a package's modules, were never imported.
//!
//! A module's own time and that of everything which nobody else asks for: what it dominates in the
//! graph of who asked for whom. Who asked for a module that was there already is known from a survey;
//! without one, whoever asked first counts as the only one, and figures are too high.

use std::collections::HashMap;

use crate::document::{Distribution, Millis, Module, Profile};

use super::dominators::{self, Graph, ROOT};

/// Fills in what modules and distributions retain, and puts distributions in order.
pub(super) fn explain(profile: &mut Profile) {
    let graph = graph(profile);
    of_modules(&mut profile.modules, &graph);
    of_distributions(profile, &graph);
    in_order(profile);
}

/// Returns who needs whom; the node of a module is its index and 1.
fn graph(profile: &Profile) -> Graph {
    let modules = &profile.modules;
    let mut graph = Graph::new(modules.len() + 1);
    let mut by_name: HashMap<&str, usize> = HashMap::with_capacity(modules.len());
    // What an invocation imports needs much of what init did, and is no reason for init to do it.
    let is_of_init = |index: usize| modules[index].invocation.is_none();
    let counts = |from: usize, to: usize| is_of_init(from) || !is_of_init(to);
    for (index, module) in modules.iter().enumerate() {
        by_name.entry(&module.name).or_insert(index);
        graph.add(module.parent.map_or(ROOT, |parent| parent + 1), index + 1);
    }
    for (index, module) in modules.iter().enumerate() {
        // To import `a.b` is to import `a` first, whoever did it in fact.
        let package = module.name.rsplit_once('.').map(|(package, _)| package);
        if let Some(&package) = package.and_then(|package| by_name.get(package))
            && counts(index, package)
        {
            graph.add(index + 1, package + 1);
        }
    }
    for edge in &profile.edges {
        if edge.from.is_none_or(|from| counts(from, edge.to)) {
            graph.add(edge.from.map_or(ROOT, |from| from + 1), edge.to + 1);
        }
    }
    graph
}

/// What is saved.
#[derive(Clone, Copy, Default)]
struct Sum {
    time: Millis,
    resident: i64,
}

impl Sum {
    fn of(module: &Module) -> Self {
        Self {
            time: module.self_ms,
            resident: module.self_resident,
        }
    }

    fn add(&mut self, other: Self) {
        self.time += other.time;
        self.resident = self.resident.saturating_add(other.resident);
    }
}

fn of_modules(modules: &mut [Module], graph: &Graph) {
    let dominators = dominators::dominators(graph);
    let own = modules.iter().map(Sum::of);
    let mut sums: Vec<Sum> = std::iter::once(Sum::default()).chain(own).collect();
    for &node in dominators.order.iter().rev().filter(|&&node| node != ROOT) {
        let sum = sums[node];
        sums[dominators.immediate[node]].add(sum);
    }
    for (module, sum) in modules.iter_mut().zip(&sums[1..]) {
        module.retained_ms = sum.time;
        module.retained_resident = sum.resident;
    }
}

fn of_distributions(profile: &mut Profile, graph: &Graph) {
    let modules = &profile.modules;
    let all: Sum = sum(modules.iter());
    let surveyed = modules.iter().any(|module| module.usage.is_some());
    for (index, distribution) in profile.distributions.iter_mut().enumerate() {
        let is_of = |module: &&Module| module.distribution == Some(index);
        let own = sum(modules.iter().filter(is_of));
        let is_closed = |node: usize| node != ROOT && is_of(&&modules[node - 1]);
        let left = graph.reverse_postorder(is_closed).into_iter();
        let left = sum(left
            .filter(|&node| node != ROOT)
            .map(|node| &modules[node - 1]));
        let needed = |module: &Module| {
            let usage = module.usage.as_ref();
            usage.is_some_and(|usage| !usage.is_never_needed_by_events())
        };
        *distribution = Distribution {
            n_modules: modules.iter().filter(is_of).count(),
            self_ms: own.time,
            self_resident: own.resident,
            // A difference of sums may be off by a rounding error.
            retained_ms: Millis((all.time - left.time).0.max(own.time.0)),
            needed: surveyed.then(|| modules.iter().filter(is_of).any(needed)),
            ..distribution.clone()
        };
    }
}

fn sum<'a>(modules: impl Iterator<Item = &'a Module>) -> Sum {
    let mut sum = Sum::default();
    modules.for_each(|module| sum.add(Sum::of(module)));
    sum
}

/// Puts distributions in order, costliest first.
fn in_order(profile: &mut Profile) {
    let distributions = std::mem::take(&mut profile.distributions);
    let mut ranked: Vec<(usize, Distribution)> = distributions.into_iter().enumerate().collect();
    let cost = |each: &Distribution| (each.retained_ms.0, each.self_ms.0);
    ranked.sort_by(|(_, one), (_, other)| {
        let (one, other) = (cost(one), cost(other));
        other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1))
    });
    let mut places = vec![0; ranked.len()];
    for (place, (before, _)) in ranked.iter().enumerate() {
        places[*before] = place;
    }
    for module in &mut profile.modules {
        module.distribution = module.distribution.map(|before| places[before]);
    }
    profile.distributions = ranked
        .into_iter()
        .map(|(_, distribution)| distribution)
        .collect();
}
