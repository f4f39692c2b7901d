//! What would not be imported if some module were not.
//!
//! A module is loaded if some import statement that is reached asks for it and the package that it
//! is in is loaded; statements are reached from the handler's module on. What is loaded with a
//! module and not without it goes when its import goes. Statements come from the edges of a survey,
//! and from who was first to import whom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::effect::clean;
use super::view::View;
use crate::document::{Module, Origin};

/// Candidates times statements that are walked at most: enough for any real program, and an end for
/// a file that was made to take long.
const MOST_STEPS: usize = 5_000_000;

/// Candidates that are closed in one walk, each with a bit of its own.
const AT_ONCE: usize = u64::BITS as usize;

/// Packages nest no deeper than this; what is deeper goes round in a circle.
const DEEPEST: usize = 64;

/// A module, and what would go with it.
#[derive(Debug, Clone)]
pub(super) struct Subtree {
    /// The module.
    pub(super) root: usize,
    /// It and all that nobody would import without it, in order.
    pub(super) modules: Vec<usize>,
    /// Events that need any of them.
    pub(super) events: BTreeSet<usize>,
    /// Statements outside that import the root: file and line.
    pub(super) statements: BTreeSet<(usize, u32)>,
    /// Whether the root was needed at init, and only by itself or what it brings along as far as
    /// one can tell.
    pub(super) used_by_itself: bool,
}

impl Subtree {
    /// Returns the time that its modules take themselves.
    pub(super) fn self_ms(&self, view: &View<'_>) -> f64 {
        let modules = self
            .modules
            .iter()
            .map(|&module| &view.profile.modules[module]);
        modules.map(|module| clean(module.self_ms.0)).sum()
    }

    /// Returns how much resident memory they make grow, in bytes.
    pub(super) fn resident(&self, view: &View<'_>) -> u64 {
        let modules = self
            .modules
            .iter()
            .map(|&module| &view.profile.modules[module]);
        let sum = modules.fold(0_i64, |sum, module| {
            sum.saturating_add(module.self_resident)
        });
        u64::try_from(sum).unwrap_or(0)
    }
}

/// Returns what tells the origin of the file whose statement brings a module in. The import that it
/// happened under is not always of that file: `import a.b` imports `a` under the import of `a.b`.
pub(super) fn importers<'a>(view: &View<'a>) -> impl Fn(usize) -> Origin + use<'a> {
    let modules = &view.profile.modules;
    let mut by_path: BTreeMap<&str, &Module> = BTreeMap::new();
    for module in modules {
        if let Some(path) = &module.path {
            by_path.entry(path).or_insert(module);
        }
    }
    move |root| {
        let module = &modules[root];
        let by_file = module.file.as_deref().and_then(|file| by_path.get(file));
        let by_parent = || module.parent.and_then(|parent| modules.get(parent));
        by_file
            .copied()
            .or_else(by_parent)
            .map_or(Origin::Unknown, |importer| importer.origin)
    }
}

/// Import statements of init as a graph.
#[derive(Debug)]
struct Graph {
    /// By module, whom it asks for.
    asks: Vec<Vec<usize>>,
    /// By module, its package.
    package: Vec<Option<usize>>,
    /// By module, the modules that it is the package of.
    inside: Vec<Vec<usize>>,
    roots: Vec<usize>,
    n_edges: usize,
}

/// Returns the largest subtrees whose events `wanted` accepts, costliest first; none is inside another.
/// What cannot be the root of one by the events that it needs itself is told by `possible`, since
/// following a subtree takes time.
///
/// A subtree whose root something else needed at init is never among them, nor is one with a module
/// of which nobody knows who needed it.
pub(super) fn subtrees(
    view: &View<'_>,
    possible: impl Fn(&[usize]) -> bool,
    wanted: impl Fn(&BTreeSet<usize>) -> bool,
) -> Vec<Subtree> {
    let modules = &view.profile.modules;
    if !modules.iter().any(|module| module.usage.is_some()) {
        return Vec::new();
    }
    let graph = Graph::of(view);
    let everything = graph.loaded_without(&[]);
    let mut order: Vec<usize> = (0..modules.len())
        .filter(|&each| is_candidate(&modules[each], &possible))
        .collect();
    let cost = |module: usize| {
        let module = &modules[module];
        clean(module.retained_ms.0).max(clean(module.self_ms.0))
    };
    order.sort_by(|&one, &other| cost(other).total_cmp(&cost(one)));
    order.truncate(MOST_STEPS / graph.n_edges.max(1));
    let mut covered = vec![false; modules.len()];
    let mut found: Vec<Subtree> = Vec::new();
    let mut waiting = order.into_iter();
    loop {
        let closed: Vec<usize> = waiting
            .by_ref()
            .filter(|root| !covered[*root] && !graph.roots.contains(root))
            .take(AT_ONCE)
            .collect();
        if closed.is_empty() {
            break;
        }
        let loaded = graph.loaded_without(&closed);
        for (bit, &root) in closed.iter().enumerate() {
            if covered[root] {
                continue;
            }
            // What nobody asked for was loaded by means that edges do not show.
            let gone = |each: usize| everything[each] != 0 && (loaded[each] >> bit) & 1 == 0;
            let gone = (0..modules.len()).filter(|&each| gone(each)).collect();
            let Some(subtree) = graph.subtree(view, root, gone, &wanted) else {
                continue;
            };
            for &module in &subtree.modules {
                covered[module] = true;
            }
            found.retain(|other| !subtree.modules.contains(&other.root));
            found.push(subtree);
        }
    }
    found.sort_by(|one, other| other.self_ms(view).total_cmp(&one.self_ms(view)));
    found
}

fn is_candidate(module: &Module, possible: impl Fn(&[usize]) -> bool) -> bool {
    let usage = module.usage.as_ref();
    module.invocation.is_none() && usage.is_some_and(|usage| possible(&usage.events))
}

impl Graph {
    fn of(view: &View<'_>) -> Self {
        let modules = &view.profile.modules;
        let mut graph = Self::of_packages(modules);
        for index in (0..modules.len()).filter(|&index| is_of_init(modules, index)) {
            match asker(modules, index) {
                Some(parent) => graph.ask(parent, index),
                None => graph.roots.push(index),
            }
        }
        for edge in &view.profile.edges {
            let from = edge.from.filter(|&from| is_of_init(modules, from));
            match (from, edge.from) {
                _ if !is_of_init(modules, edge.to) => {}
                (Some(from), _) => graph.ask(from, edge.to),
                (None, None) => graph.roots.push(edge.to),
                (None, Some(_)) => {}
            }
        }
        graph.finish()
    }

    /// Returns a graph that knows which module is in which package, and no statement yet.
    fn of_packages(modules: &[Module]) -> Self {
        let n = modules.len();
        let all = || (0..n).filter(|&index| is_of_init(modules, index));
        let by_name: BTreeMap<&str, usize> = all()
            .map(|index| (modules[index].name.as_str(), index))
            .collect();
        let mut graph = Self {
            asks: vec![Vec::new(); n],
            package: vec![None; n],
            inside: vec![Vec::new(); n],
            roots: Vec::new(),
            n_edges: 0,
        };
        for index in all() {
            let name = modules[index].name.rsplit_once('.');
            if let Some(&package) = name.and_then(|(package, _)| by_name.get(package)) {
                graph.package[index] = Some(package);
                graph.inside[package].push(index);
            }
        }
        graph
    }

    /// Notes that a module asks for another, and so for the packages that it is in, unless it is in
    /// them itself.
    fn ask(&mut self, from: usize, to: usize) {
        self.asks[from].push(to);
        let mut asked = self.package[to];
        while let Some(each) = asked.filter(|&each| !self.is_inside(from, each)) {
            self.asks[from].push(each);
            asked = self.package[each];
        }
    }

    /// Tells whether a module is a package or in it.
    fn is_inside(&self, module: usize, package: usize) -> bool {
        let mut around = Some(module);
        while let Some(each) = around {
            if each == package {
                return true;
            }
            around = self.package[each];
        }
        false
    }

    /// Leaves one of equal statements.
    fn finish(mut self) -> Self {
        for asked in &mut self.asks {
            asked.sort_unstable();
            asked.dedup();
            self.n_edges += asked.len();
        }
        self
    }

    /// Returns which modules are loaded if some cannot be: a bit for each of these, set where a
    /// module is loaded without it.
    fn loaded_without(&self, closed: &[usize]) -> Vec<u64> {
        let n = self.asks.len();
        let (mut asked, mut loaded) = (vec![0_u64; n], vec![0_u64; n]);
        let mut open = vec![u64::MAX; n];
        for (bit, &module) in closed.iter().enumerate() {
            open[module] &= !(1 << bit);
        }
        let mut waiting: VecDeque<usize> = self.roots.iter().copied().collect();
        for &root in &self.roots {
            asked[root] = u64::MAX;
        }
        while let Some(module) = waiting.pop_front() {
            let ready = self.package[module].map_or(u64::MAX, |package| loaded[package]);
            let fresh = asked[module] & ready & open[module] & !loaded[module];
            if fresh == 0 {
                continue;
            }
            loaded[module] |= fresh;
            for &each in &self.asks[module] {
                if fresh & !asked[each] != 0 {
                    asked[each] |= fresh;
                    waiting.push_back(each);
                }
            }
            let inside = self.inside[module].iter();
            waiting.extend(inside.filter(|&&each| asked[each] & fresh & !loaded[each] != 0));
        }
        loaded
    }

    /// Returns what goes with a root, unless something else needs that or `wanted` rejects it.
    fn subtree(
        &self,
        view: &View<'_>,
        root: usize,
        modules: Vec<usize>,
        wanted: impl Fn(&BTreeSet<usize>) -> bool,
    ) -> Option<Subtree> {
        if !modules.contains(&root) {
            return None;
        }
        let mut events = BTreeSet::new();
        for &module in &modules {
            let usage = view.profile.modules[module].usage.as_ref()?;
            events.extend(usage.events.iter().copied());
        }
        if !wanted(&events) {
            return None;
        }
        let inside: BTreeSet<usize> = modules.iter().copied().collect();
        let need = need(view, root, &inside, |module| {
            self.asks[module].contains(&root)
        });
        if need == Need::Others {
            return None;
        }
        let edges = view.profile.edges.iter().filter(|edge| edge.to == root);
        let outside = edges.filter_map(|edge| Some((edge.from?, edge.line)));
        let statements = outside.filter(|(from, _)| !inside.contains(from)).collect();
        Some(Subtree {
            root,
            modules,
            events,
            statements,
            used_by_itself: need == Need::Perhaps,
        })
    }
}

fn is_of_init(modules: &[Module], index: usize) -> bool {
    let module = modules.get(index);
    module.is_some_and(|module| module.invocation.is_none())
}

/// Returns who was first to ask for a module. A package is imported under the import of the module
/// inside that was asked for: then it is who asked for that one.
fn asker(modules: &[Module], index: usize) -> Option<usize> {
    let name = &modules[index].name;
    let inside = |other: usize| {
        let rest = modules[other].name.strip_prefix(name.as_str());
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let mut asker = modules[index].parent;
    for _ in 0..DEEPEST {
        let parent = asker.filter(|&parent| parent != index && is_of_init(modules, parent))?;
        if !inside(parent) {
            return Some(parent);
        }
        asker = modules[parent].parent;
    }
    None
}

/// Who needed some modules during init.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Nobody but these modules themselves.
    Nobody,
    /// It cannot be told whether these modules themselves or others.
    Perhaps,
    /// Others.
    Others,
}

/// Returns who needed the modules of a subtree during init. Where a survey told no pairs, only the
/// root is judged: others reach the rest through it, and if it was needed, that may have been by
/// what it brings along only if any of that imports it.
fn need(
    view: &View<'_>,
    root: usize,
    inside: &BTreeSet<usize>,
    asks_root: impl Fn(usize) -> bool,
) -> Need {
    let usage = |module: usize| view.profile.modules[module].usage.as_ref();
    let mut told = view
        .profile
        .modules
        .iter()
        .filter_map(|module| module.usage.as_ref());
    if told.any(|usage| !usage.needed_by.is_empty()) {
        let mut needers = inside
            .iter()
            .filter_map(|&module| usage(module))
            .flat_map(|usage| &usage.needed_by);
        return if needers.any(|needer| !inside.contains(needer)) {
            Need::Others
        } else {
            Need::Nobody
        };
    }
    match usage(root) {
        Some(usage) if !usage.at_init => Need::Nobody,
        _ if inside.iter().any(|&module| asks_root(module)) => Need::Perhaps,
        _ => Need::Others,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::trace::Trace;
    use super::*;
    use crate::document::{Edge, Usage};

    /// `app` imports `big`, which imports `big.core` and `shared`; `app` imports `shared` as well.
    fn trace() -> Trace {
        let mut trace = Trace::new();
        trace.module("app", 1.0, None).usage = Some(Usage {
            at_init: true,
            events: vec![0],
            ..Usage::default()
        });
        trace.module("big", 10.0, Some(0));
        trace.module("big.core", 20.0, Some(1));
        trace.module("shared", 5.0, Some(1));
        trace
    }

    fn edge(from: usize, to: usize) -> Edge {
        Edge {
            from: Some(from),
            to,
            line: 7,
        }
    }

    fn roots(trace: &Trace) -> Vec<(usize, Vec<usize>)> {
        let found = subtrees(&trace.view(), <[usize]>::is_empty, BTreeSet::is_empty);
        found
            .into_iter()
            .map(|subtree| (subtree.root, subtree.modules))
            .collect()
    }

    #[test]
    fn what_only_one_module_imports_goes_with_it() {
        assert_eq!(roots(&trace()), [(1, vec![1, 2, 3])]);
    }

    #[test]
    fn what_others_import_stays() {
        let mut trace = trace();
        trace.profile.edges.push(edge(0, 3));
        assert_eq!(roots(&trace), [(1, vec![1, 2]), (3, vec![3])]);
    }

    #[test]
    fn a_module_goes_with_its_package_whoever_asked_for_it() {
        let mut trace = trace();
        trace.profile.edges.push(edge(0, 2));
        let found = roots(&trace);
        assert_eq!(found, [(1, vec![1, 2, 3])]);
    }

    #[test]
    fn a_package_that_was_imported_for_a_part_of_it_is_asked_for_by_whom_asked_for_the_part() {
        let mut trace = trace();
        trace.module("big.deep.part", 7.0, Some(1));
        trace.module("big.deep", 3.0, Some(4));
        assert_eq!(roots(&trace), [(1, vec![1, 2, 3, 4, 5])]);
    }

    #[test]
    fn an_event_that_needs_a_part_keeps_what_that_part_needs() {
        let mut trace = trace();
        trace.profile.modules[2].usage = Some(Usage {
            at_init: false,
            events: vec![0],
            ..Usage::default()
        });
        // The package has to stay with it.
        assert_eq!(roots(&trace), [(3, vec![3])]);
    }

    #[test]
    fn what_was_needed_at_init_stays_unless_it_may_have_been_by_itself() {
        let mut trace = trace();
        trace.profile.modules[1].usage = Some(Usage {
            at_init: true,
            events: vec![],
            ..Usage::default()
        });
        assert_eq!(roots(&trace), [(2, vec![2]), (3, vec![3])]);
        trace.profile.edges.push(edge(2, 1));
        assert_eq!(roots(&trace), [(1, vec![1, 2, 3])]);
        assert!(subtrees(&trace.view(), <[usize]>::is_empty, BTreeSet::is_empty)[0].used_by_itself);
    }

    #[test]
    fn who_needed_it_decides_where_that_was_told() {
        let mut trace = trace();
        let by = |needer| {
            Some(Usage {
                at_init: true,
                needed_by: vec![needer],
                events: vec![],
            })
        };
        trace.profile.modules[1].usage = by(2);
        trace.profile.modules[2].usage = by(1);
        let found = subtrees(&trace.view(), <[usize]>::is_empty, BTreeSet::is_empty);
        assert_eq!((found[0].root, found[0].used_by_itself), (1, false));
        // The handler's module reached through the package to a part of it.
        trace.profile.modules[2].usage = by(0);
        assert_eq!(roots(&trace), [(3, vec![3])]);
    }

    #[test]
    fn without_a_survey_nothing_is_known() {
        let mut trace = trace();
        for module in &mut trace.profile.modules {
            module.usage = None;
        }
        assert_eq!(roots(&trace), []);
    }

    #[test]
    fn circles_and_wrong_numbers_end() {
        let mut trace = trace();
        trace.profile.modules[1].parent = Some(2);
        trace.profile.modules[2].parent = Some(1);
        trace
            .profile
            .edges
            .extend([edge(3, 1), edge(99, 1), edge(1, 99), edge(3, 3)]);
        // `big` seems to be imported for a part of itself: it is taken for a beginning.
        assert_eq!(roots(&trace), [(2, vec![2]), (3, vec![3])]);
    }

    /// Asks again and again, until nothing is loaded any more.
    fn loaded_in_turns(graph: &Graph, closed: usize) -> Vec<bool> {
        let n = graph.asks.len();
        let mut loaded = vec![false; n];
        loop {
            let is_asked = |module: usize| {
                let mut askers = (0..n).filter(|&each| loaded[each]);
                graph.roots.contains(&module)
                    || askers.any(|each| graph.asks[each].contains(&module))
            };
            let fresh = (0..n).find(|&module| {
                let ready = graph.package[module].is_none_or(|package| loaded[package]);
                module != closed && !loaded[module] && ready && is_asked(module)
            });
            match fresh {
                Some(module) => loaded[module] = true,
                None => return loaded,
            }
        }
    }

    proptest! {
        #[test]
        fn many_at_once_are_as_one_at_a_time(
            packages in vec(proptest::option::of(0_usize..12), 12),
            statements in vec((0_usize..12, 0_usize..12), 0..40),
            roots in vec(0_usize..12, 1..3),
        ) {
            // A package comes ahead of what is in it.
            let package: Vec<Option<usize>> = packages
                .iter()
                .enumerate()
                .map(|(module, package)| package.filter(|&package| package < module))
                .collect();
            let mut graph = Graph {
                asks: vec![Vec::new(); 12],
                inside: vec![Vec::new(); 12],
                package,
                roots,
                n_edges: 0,
            };
            for module in 0..12 {
                if let Some(package) = graph.package[module] {
                    graph.inside[package].push(module);
                }
            }
            for (from, to) in statements {
                graph.ask(from, to);
            }
            let closed: Vec<usize> = (0..12).collect();
            let loaded = graph.loaded_without(&closed);
            for &each in &closed {
                let bits: Vec<bool> = loaded.iter().map(|bits| (bits >> each) & 1 == 1).collect();
                prop_assert_eq!(bits, loaded_in_turns(&graph, each));
            }
        }
    }
}
