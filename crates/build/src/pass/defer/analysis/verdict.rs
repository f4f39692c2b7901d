//! What is thought of each import.

use rustc_hash::FxHashMap;

use super::binding;
use super::edge::{self, Edge, Mechanism};
use super::effects::{self, Effect, Effects};
use super::facts::{Facts, Symbol, Taken, Term, TermId, Trait};
use super::hazard::{Hazard, Reason, Severity};
use super::names::{self, Known};
use super::order::{Order, Reached};
use super::tree::{Found, ModuleId};

/// What is thought of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can wait, and nobody will see.
    Safe,
    /// It may be that it can wait: nothing was found that it breaks, but not everything is known.
    Unproven(Vec<Reason>),
    /// It cannot wait.
    Unsafe(Vec<Reason>),
    /// Waiting would be pointless: the module itself uses the name when it is imported, at this line.
    Needed(u32),
}

/// Most reasons that are kept of one import.
const MOST: usize = 64;

/// Judges all imports.
pub(super) fn all(
    known: Known<'_>,
    edges: &[Edge],
    (effects, order): (&Effects, &Order),
) -> Vec<Verdict> {
    let own = own_reasons(known, effects);
    let spread =
        [Severity::Certain, Severity::Possible].map(|severity| spread(&own, order, severity));
    let pinned = pinned(known, edges, order);
    let pairs = edge::numbers(edges).zip(edges);
    let verdicts = pairs.map(|(number, edge)| {
        if let Some(line) = needed(known, edge) {
            return Verdict::Needed(line);
        }
        let mut reasons = binding::reasons(known, edge);
        if let Some(says) = importing(known, edge) {
            reasons.push(says);
        }
        for loaded in order.loads.get(&number).into_iter().flatten() {
            for spread in &spread {
                if let Some(leads) = spread.get(loaded) {
                    reasons.extend(own[leads.index()].iter().cloned());
                    break;
                }
            }
            if let Some(reason) = pinned.get(&(Some(number), *loaded)) {
                reasons.push(reason.clone());
            }
        }
        Verdict::of(reasons)
    });
    verdicts.collect()
}

impl Verdict {
    /// Adds a reason.
    pub(super) fn add(&mut self, reason: Reason) {
        let mut reasons = match self {
            Self::Needed(_) => return,
            Self::Safe => Vec::new(),
            Self::Unproven(reasons) | Self::Unsafe(reasons) => std::mem::take(reasons),
        };
        reasons.push(reason);
        *self = Self::of(reasons);
    }

    /// Sums reasons up: the most certain first, a few of them.
    fn of(mut reasons: Vec<Reason>) -> Self {
        reasons.sort_unstable_by(|a, b| b.severity.cmp(&a.severity).then(a.cmp(b)));
        reasons.dedup();
        let is_certain = reasons.first().map(|reason| reason.severity);
        reasons.truncate(MOST);
        match is_certain {
            None => Self::Safe,
            Some(Severity::Possible) => Self::Unproven(reasons),
            Some(Severity::Certain) => Self::Unsafe(reasons),
        }
    }

    /// Returns why it is not thought to be safe.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Unproven(reasons) | Self::Unsafe(reasons) => reasons,
            Self::Safe | Self::Needed(_) => &[],
        }
    }
}

/// Returns the line where the importing module itself uses what it imports, when it is imported.
fn needed(known: Known<'_>, edge: &Edge) -> Option<u32> {
    let facts = &known.facts[edge.module.index()];
    let import = &facts.imports[edge.import.index()];
    let reads = facts.reads.get(&import.binds)?;
    let at_import = reads.at_import?;
    if edge.mechanism == Mechanism::Guard {
        return Some(at_import);
    }
    // A module that is only passed on is not looked into, and `import a.b` binds `a`: what is looked
    // for in `a` alone is found without `b`.
    let way = match import.taken {
        Taken::Top => edge.target.split('.').skip(1).collect(),
        _ => Vec::new(),
    };
    let looked_into = facts.chains.iter().filter(|chain| {
        facts.runs_at_import(chain.block) && leads_into(facts, chain.term, (import.binds, &way))
    });
    looked_into.map(|chain| chain.line).min()
}

/// Returns whether a chain of attributes begins at a name and goes beyond what a way leads to.
fn leads_into(facts: &Facts, mut term: TermId, (name, way): (Symbol, &[&str])) -> bool {
    let mut attributes = Vec::new();
    while let Term::Attribute(base, attribute) = facts.term(term) {
        attributes.push(facts.names.text(attribute));
        term = base;
    }
    attributes.reverse();
    facts.term(term) == Term::Name(name)
        && attributes.len() > way.len()
        && attributes.starts_with(way)
}

/// Returns what importing a module of the standard library does.
fn importing(known: Known<'_>, edge: &Edge) -> Option<Reason> {
    let link = &known.links[edge.module.index()][edge.import.index()];
    let says = match link.found {
        Found::Standard(_) => effects::importing(&edge.target)?,
        _ => return None,
    };
    Some(Reason {
        hazard: Hazard::Process,
        severity: Severity::Certain,
        module: edge.module,
        line: edge.line,
        says: format!("`{}` {says}", edge.target),
    })
}

/// Returns what executing each module does to others, as reasons.
fn own_reasons(known: Known<'_>, effects: &Effects) -> Vec<Vec<Reason>> {
    let of_module = |id: ModuleId| {
        let summary = effects.summary(id);
        let mut reasons: Vec<Reason> = summary
            .effects
            .iter()
            .filter_map(|(effect, done)| reason(known, effects, (id, *effect), *done))
            .collect();
        let facts = &known.facts[id.index()];
        if facts.traits.has(Trait::Broken) && known.tree.module(id).kind.is_source() {
            reasons.push(Reason {
                hazard: Hazard::Broken,
                severity: Severity::Possible,
                module: id,
                line: 1,
                says: "its source cannot be parsed for this Python".to_owned(),
            });
        }
        reasons.extend(read_anew(known, id));
        reasons
    };
    known.tree.ids().map(of_module).collect()
}

/// Returns a reason if a module takes, when it is executed, a name that is bound anew later.
fn read_anew(known: Known<'_>, id: ModuleId) -> Option<Reason> {
    let (facts, links) = (&known.facts[id.index()], &known.links[id.index()]);
    let mut imports = facts.imports.iter().zip(links);
    imports.find_map(|(import, link)| {
        if !facts.runs_at_import(import.block) {
            return None;
        }
        let super::link::Lands::Attribute(taken) = &link.lands else {
            return None;
        };
        let name = facts.names.text(*taken).to_owned();
        let place = names::rebound(known, (link.here()?, name.clone()))?;
        let says = format!(
            "takes `{name}` of `{}`, which is bound anew while the program runs",
            link.module
        );
        Some(Reason {
            hazard: Hazard::Rebound,
            severity: Severity::Possible,
            module: place.0,
            line: place.1,
            says,
        })
    })
}

/// Says what an effect of a module means.
fn reason(
    known: Known<'_>,
    effects: &Effects,
    (of, effect): (ModuleId, Effect),
    done: effects::Done,
) -> Option<Reason> {
    let name = |id: ModuleId| &known.tree.module(id).name;
    let (hazard, says) = match effect {
        Effect::Changes(other, _) if other == of => return None,
        Effect::Changes(other, what) => {
            let what = effects.text(what);
            (
                Hazard::ChangesModule,
                format!("changes `{what}` of `{}`", name(other)),
            )
        }
        Effect::Shared(path) => {
            let path = effects.text(path);
            let says = effects::shared(path).unwrap_or("changes what others see");
            (Hazard::Process, format!("{says}: `{path}`"))
        }
        Effect::JoinsHierarchy(lister, class) => {
            let (class, lister) = (effects.text(class), name(lister));
            let says =
                format!("defines a class below `{class}`, whose subclasses `{lister}` lists");
            (Hazard::JoinsHierarchy, says)
        }
        Effect::Unknown(path) => {
            let path = effects.text(path);
            (
                Hazard::UnknownCall,
                format!("calls `{path}`, of which nothing is known"),
            )
        }
        Effect::ChangesUnknown(path) => {
            let path = effects.text(path);
            (
                Hazard::UnknownChange,
                format!("changes `{path}`, of which nothing is known"),
            )
        }
        Effect::UnknownBase(path) => {
            let class = effects.text(path);
            let says = format!("builds `{class}` on something of which nothing is known");
            (Hazard::UnknownBase, says)
        }
        Effect::Native(path) => {
            let path = effects.text(path);
            let says = format!("calls native code that may have an effect: `{path}`");
            (Hazard::NativeCall, says)
        }
        Effect::TooMuch => (Hazard::TooMuch, "does more than can be followed".to_owned()),
        Effect::ChangesParameter(_)
        | Effect::ChangesWithin(..)
        | Effect::CallsMethod(..)
        | Effect::CallsParameter(_) => return None,
    };
    Some(Reason {
        hazard,
        severity: severity(effects, effect, done.severity),
        module: done.place.0,
        line: done.place.1,
        says,
    })
}

/// Returns how sure it is that an effect that is had would be missed.
fn severity(effects: &Effects, effect: Effect, done: Severity) -> Severity {
    match effect {
        Effect::JoinsHierarchy(..) => done,
        Effect::Shared(path) => {
            let path = effects.text(path);
            let is_mild = effects::shared(path).is_some_and(effects::is_mild);
            // Objects of a type that is registered are hardly there before its module.
            let is_abstract = effects::shared(path).is_none() && path.ends_with(".register");
            if is_mild || is_abstract {
                Severity::Possible
            } else {
                done
            }
        }
        _ => Severity::Possible,
    }
}

/// Returns for each module the nearest one that it leads to, itself included, which has a reason of a
/// severity.
fn spread(own: &[Vec<Reason>], order: &Order, severity: Severity) -> FxHashMap<ModuleId, ModuleId> {
    let mut leads: FxHashMap<ModuleId, ModuleId> = FxHashMap::default();
    let has = |reasons: &Vec<Reason>| reasons.iter().any(|reason| reason.severity == severity);
    let numbered = super::tree::numbers(own).zip(own);
    let mut due: std::collections::VecDeque<ModuleId> = numbered
        .filter(|(_, reasons)| has(reasons))
        .map(|(id, _)| id)
        .collect();
    for id in &due {
        leads.insert(*id, *id);
    }
    while let Some(id) = due.pop_front() {
        let leads_to = leads[&id];
        for first in &order.first[id.index()] {
            if let std::collections::hash_map::Entry::Vacant(vacant) = leads.entry(first.from) {
                vacant.insert(leads_to);
                due.push_back(first.from);
            }
        }
    }
    leads
}

type Pinned = FxHashMap<(Option<super::edge::EdgeId>, ModuleId), Reason>;

/// Returns the imports that must stay because they set an attribute of a package that others read.
fn pinned(known: Known<'_>, edges: &[Edge], order: &Order) -> Pinned {
    let mut pinned = Pinned::default();
    let mut implicit: Vec<_> = names::implicit(known).into_iter().collect();
    implicit.sort_unstable();
    for (read, (reader, line)) in implicit {
        let (name, reader_name) = (
            &known.tree.module(read).name,
            &known.tree.module(reader).name,
        );
        let reason = Reason {
            hazard: Hazard::ImplicitAttribute,
            severity: Severity::Certain,
            module: reader,
            line,
            says: format!("`{reader_name}` reads `{name}` as an attribute and does not import it"),
        };
        let mut due = vec![read];
        let mut seen = vec![read];
        while let Some(loaded) = due.pop() {
            for first in &order.first[loaded.index()] {
                // The import of a module itself sets the attribute at once, and loads the packages
                // around as names.
                let is_set_at_once = first.edge.is_some_and(|edge| {
                    let edge = &edges[edge.index()];
                    edge.mechanism == Mechanism::Module && edge.target == *name
                });
                if !is_set_at_once {
                    let key = (first.edge, loaded);
                    pinned.entry(key).or_insert_with(|| reason.clone());
                }
                // Who is loaded only later reads only later.
                let is_early = order.reached[first.from.index()] >= Reached::Perhaps;
                if is_early && !seen.contains(&first.from) {
                    seen.push(first.from);
                    due.push(first.from);
                }
            }
        }
    }
    pinned
}
