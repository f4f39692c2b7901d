//! What surveys saw: who asked for whom, what was needed by which event, what calls carried.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::document::{Edge, Invocation, JsonWork, Millis, Module, Usage};
use crate::recording::{Process, Recording};

use super::detail::Details;
use super::{Mode, Run};

/// What surveys saw, by name, since modules are those of another environment.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Whether it was looked at what is needed. If so, at least the handler's own module is.
    was_made: bool,
    statements: BTreeSet<Statement>,
    usage: HashMap<String, Usage>,
    /// By module, who needed it during init.
    needed_by: HashMap<String, BTreeSet<String>>,
    libraries: HashMap<String, BTreeSet<String>>,
    names: BTreeMap<Needed, BTreeSet<String>>,
    /// What calls carried.
    pub(super) details: Details,
}

/// When something was needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needed {
    AtInit,
    /// By an event.
    By(usize),
}

/// An import statement that ran.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Statement {
    from: String,
    to: String,
    line: u32,
}

/// Most strings that are kept of one event.
const MOST_NAMES: usize = 100_000;

/// Gathers what surveys saw, and adds to their invocations which JSON they parsed and wrote.
pub(super) fn gather(runs: &[Run], invocations: &mut [Invocation]) -> Survey {
    let mut survey = Survey::default();
    let mut first = 0;
    for run in runs {
        let of_run = &mut invocations[first..first + run.invocations.len()];
        first += run.invocations.len();
        if let (Some(Mode::Survey), Some(recording)) = (run.mode, &run.recording) {
            let requests = Requests::new(run);
            survey.take(recording, &requests);
            add_json(recording, &requests, of_run);
        }
    }
    survey.details = Details::gather(runs);
    survey
}

/// The invocations of a run by their request ids.
struct Requests<'a> {
    /// Offset in the run, and event.
    by_id: HashMap<&'a str, (usize, usize)>,
}

impl<'a> Requests<'a> {
    fn new(run: &'a Run) -> Self {
        let handled = run.invocations.iter().enumerate();
        Self {
            by_id: handled
                .map(|(offset, each)| (each.completed.request_id.0.as_str(), (offset, each.event)))
                .collect(),
        }
    }

    /// Returns when something was, by its request id; nothing where there is no such request.
    fn moment(&self, request_id: Option<&str>) -> Option<Needed> {
        let Some(id) = request_id else {
            return Some(Needed::AtInit);
        };
        self.by_id.get(id).map(|&(_, event)| Needed::By(event))
    }
}

fn add_json(recording: &Recording, requests: &Requests<'_>, invocations: &mut [Invocation]) {
    for json in recording.processes.iter().flat_map(|process| &process.json) {
        let id = json.request_id.as_deref();
        let Some(&(offset, _)) = id.and_then(|id| requests.by_id.get(id)) else {
            continue;
        };
        invocations[offset].json.push(JsonWork {
            operation: json.operation.clone(),
            digest: json.digest.clone(),
            bytes: json.bytes,
            duration_ms: Millis::from_nanos(json.wall),
            file: json.file.clone(),
            line: json.line,
        });
    }
}

impl Survey {
    fn take(&mut self, recording: &Recording, requests: &Requests<'_>) {
        for process in &recording.processes {
            self.take_imports(process);
            for used in &process.used {
                let Some(moment) = requests.moment(used.request_id.as_deref()) else {
                    continue;
                };
                self.need(&process.texts[used.module], moment);
            }
            for names in &process.names {
                let Some(moment) = requests.moment(names.request_id.as_deref()) else {
                    continue;
                };
                let known = self.names.entry(moment).or_default();
                for name in &names.names {
                    if known.len() < MOST_NAMES {
                        known.insert(name.clone());
                    }
                }
            }
        }
    }

    fn take_imports(&mut self, process: &Process) {
        for edge in &process.edges {
            self.statements.insert(Statement {
                from: process.texts[edge.from].clone(),
                to: process.texts[edge.to].clone(),
                line: edge.line,
            });
        }
        for need in &process.needs {
            let needed_by = self.needed_by.entry(process.texts[need.to].clone());
            let needed_by = needed_by.or_default();
            needed_by.insert(process.texts[need.from].clone());
        }
        for library in &process.libraries {
            let name = &process.texts[process.imports[library.import].module];
            let libraries = self.libraries.entry(name.clone()).or_default();
            libraries.insert(library.path.clone());
        }
    }

    /// Notes that something of a module was needed, and so the packages around it, without which it
    /// cannot be imported.
    fn need(&mut self, module: &str, moment: Needed) {
        self.was_made = true;
        let mut name = module;
        loop {
            let usage = self.usage.entry(name.to_owned()).or_default();
            match moment {
                Needed::AtInit => usage.at_init = true,
                Needed::By(event) => {
                    if let Err(place) = usage.events.binary_search(&event) {
                        usage.events.insert(place, event);
                    }
                }
            }
            match name.rsplit_once('.') {
                Some((package, _)) => name = package,
                None => return,
            }
        }
    }

    /// Fills in who needed which module; does nothing without a survey.
    pub(super) fn add_usage(&self, modules: &mut [Module]) {
        if !self.was_made {
            return;
        }
        let by_name = by_name(modules);
        let place = |name: &String| by_name.get(name.as_str()).copied();
        let usage: Vec<Usage> = modules
            .iter()
            .map(|module| {
                let needed_by = self.needed_by.get(&module.name).into_iter().flatten();
                let mut needed_by: Vec<usize> = needed_by.filter_map(place).collect();
                needed_by.sort_unstable();
                let usage = self.usage.get(&module.name).cloned();
                Usage {
                    needed_by,
                    ..usage.unwrap_or_default()
                }
            })
            .collect();
        for (module, usage) in modules.iter_mut().zip(usage) {
            module.usage = Some(usage);
        }
    }

    /// Returns the native libraries that came with a module.
    pub(super) fn libraries_of(&self, module: &str) -> Vec<String> {
        let libraries = self.libraries.get(module);
        libraries.map_or_else(Vec::new, |libraries| libraries.iter().cloned().collect())
    }

    /// Returns who asked for whom: the statements that were seen, and whoever asked first.
    pub(super) fn edges(&self, modules: &[Module]) -> Vec<Edge> {
        let by_name = by_name(modules);
        let mut edges = Vec::new();
        for statement in &self.statements {
            let Some(&to) = by_name.get(statement.to.as_str()) else {
                continue;
            };
            let from = by_name.get(statement.from.as_str()).copied();
            // On behalf of whom `importlib` asks is known from the tree alone.
            if from.is_none() && is_importlib(&statement.from) || from == Some(to) {
                continue;
            }
            edges.push(Edge {
                from,
                to,
                line: statement.line,
            });
        }
        let known: HashSet<(Option<usize>, usize)> =
            edges.iter().map(|edge| (edge.from, edge.to)).collect();
        for (to, module) in modules.iter().enumerate() {
            if !known.contains(&(module.parent, to)) {
                edges.push(Edge {
                    from: module.parent,
                    to,
                    line: module.line.unwrap_or(0),
                });
            }
        }
        edges.sort_by_key(|edge| (edge.from, edge.to, edge.line));
        edges.dedup();
        edges
    }

    /// Returns, by event, the string constants that ran, those of init included.
    pub(super) fn names_by_event(&self, n_events: usize) -> Vec<Vec<String>> {
        let of = |moment: Needed| self.names.get(&moment).into_iter().flatten();
        (0..n_events)
            .map(|event| {
                let names: BTreeSet<&String> =
                    of(Needed::AtInit).chain(of(Needed::By(event))).collect();
                names.into_iter().cloned().collect()
            })
            .collect()
    }
}

/// Returns where each module is; of several imports of one name the first counts.
pub(super) fn by_name(modules: &[Module]) -> HashMap<&str, usize> {
    let mut by_name = HashMap::with_capacity(modules.len());
    for (index, module) in modules.iter().enumerate() {
        by_name.entry(module.name.as_str()).or_insert(index);
    }
    by_name
}

fn is_importlib(module: &str) -> bool {
    matches!(
        module.split('.').next(),
        Some("importlib" | "_frozen_importlib" | "_frozen_importlib_external")
    )
}
