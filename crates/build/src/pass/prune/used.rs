//! What keeps a proposed file: the user, a run, imports, names of files in code.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::Kind;
use crate::package::{Content, PackagePath};
use crate::pass::PassError;
use crate::pattern::Patterns;
use crate::source::{Facts, Import, module};

use super::proposal::{Guard, Proposal, Proposals, Verdict};
use super::rule;
use super::survey::Survey;

/// Holds what the user wants and what a run touched.
pub(super) fn hold_wanted(survey: &Survey<'_>, proposals: &mut Proposals) {
    let keep = Patterns::new(&survey.context.choices.keep);
    let evidence = &survey.context.evidence;
    let loaded = loaded(survey);
    let handler = handler(survey);
    for path in proposals.going_unless(Guard::Wanted) {
        let touched = evidence.touched.contains(&path) || loaded.contains(&path);
        if let Some(pattern) = keep.find(&path) {
            proposals.hold(&path, format!("`{pattern}` is to be kept"));
        } else if handler.as_ref() == Some(&path) {
            proposals.hold(&path, "it holds the handler");
        } else if evidence.shared.contains(&path) {
            proposals.hold(&path, "another function of the layer needs it");
        } else if touched && proposals.goes_unless(&path, Guard::Touched) {
            proposals.hold(&path, "a run used it");
        }
    }
}

fn loaded<'a>(survey: &Survey<'a>) -> BTreeSet<&'a PackagePath> {
    let folders = &survey.import_folders;
    let places = survey.context.evidence.modules.iter().flat_map(|name| {
        folders
            .iter()
            .map(move |folder| module::within(folder, name))
    });
    places
        .flat_map(|place| survey.modules_at(&place).to_vec())
        .collect()
}

/// Returns the file of the handler's module; handlers may name folders with slashes.
fn handler(survey: &Survey<'_>) -> Option<PackagePath> {
    let (module, _) = survey.context.handler.rsplit_once('.')?;
    PackagePath::new(format!("{}.py", module.replace('.', "/"))).ok()
}

/// Holds modules that remaining sources import, and what those import.
pub(super) fn hold_imported(
    survey: &mut Survey<'_>,
    proposals: &mut Proposals,
) -> Result<(), PassError> {
    let mut queue: Vec<PackagePath> = survey.facts.keys().cloned().collect();
    let entries = entry_points(survey);
    hold_places(
        survey,
        proposals,
        (entries, "it is an entry point"),
        &mut queue,
    )?;
    while let Some(path) = queue.pop() {
        let Some(facts) = survey.facts.get(&path) else {
            continue;
        };
        let places = imported(survey, &path, facts);
        let why = format!("`{path}` imports it");
        let found = found_by_walking(survey, &path, facts, proposals);
        hold_places(survey, proposals, (places, &why), &mut queue)?;
        for module in found {
            proposals.hold(&module, format!("`{path}` imports what it finds"));
            survey.read_source(&module)?;
            queue.push(module);
        }
    }
    Ok(())
}

/// Holds the modules at places; what they import is looked at in turn.
fn hold_places(
    survey: &mut Survey<'_>,
    proposals: &mut Proposals,
    (places, why): (BTreeSet<String>, &str),
    queue: &mut Vec<PackagePath>,
) -> Result<(), PassError> {
    for place in places {
        let files = [survey.modules_at(&place), survey.modules_ending(&place)].concat();
        for path in files {
            if proposals.goes_unless(path, Guard::Used) {
                proposals.hold(path, why);
                survey.read_source(path)?;
                queue.push(path.clone());
            }
        }
    }
    Ok(())
}

/// Returns the places of modules that a source imports or names, packages above them included, as
/// far as a rule may have proposed them.
fn imported(survey: &Survey<'_>, path: &PackagePath, facts: &Facts) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for import in &facts.imports {
        for base in bases(survey, path, import.level) {
            let place = module::within(base, &import.module);
            for name in names(survey, &place, import) {
                add(format!("{place}/{name}"), &mut places);
            }
            add(place, &mut places);
        }
    }
    for literal in facts
        .literals
        .iter()
        .filter(|literal| rule::is_marked(literal))
    {
        let name = literal
            .split_once(':')
            .map_or(&**literal, |(module, _)| module);
        let level = name.len() - name.trim_start_matches('.').len();
        let is_name =
            |part: &str| !part.is_empty() && part.chars().all(|c| c == '_' || c.is_alphanumeric());
        // A word without dots is more often something else than a module.
        if name.contains('.') && name[level..].split('.').all(is_name) {
            for base in bases(survey, path, level) {
                add(module::within(base, &name[level..]), &mut places);
            }
        }
    }
    places
}

/// Adds a place with the packages above it.
fn add(place: String, places: &mut BTreeSet<String>) {
    if !rule::is_marked(&place) {
        return;
    }
    let above = place.match_indices('/').map(|(end, _)| &place[..end]);
    let above: Vec<String> = above
        .filter(|above| rule::is_marked(above))
        .map(str::to_owned)
        .collect();
    places.extend(above);
    places.insert(place);
}

/// Returns the folders that an import may start from. A script's own folder is one.
fn bases<'a>(survey: &'a Survey<'_>, path: &'a PackagePath, level: usize) -> Vec<&'a str> {
    if level > 0 {
        return module::above(path, level).into_iter().collect();
    }
    let folders = survey.import_folders.iter().map(String::as_str);
    folders.chain([path.folder()]).collect()
}

/// Returns the names that an import takes; for all names of a package, those that it writes out.
fn names<'a>(survey: &'a Survey<'_>, place: &str, import: &'a Import) -> Vec<&'a str> {
    if import.names.iter().all(|name| name != "*") {
        return import.names.iter().map(String::as_str).collect();
    }
    let files = survey.modules_at(place).iter();
    let facts = files.filter_map(|file| survey.facts.get(*file));
    facts
        .flat_map(|facts| facts.literals.iter().map(String::as_str))
        .collect()
}

/// Returns the modules of a source's own package, when it imports whatever is in there.
///
/// Code that says `test` knows that there are tests, and leaves them out.
fn found_by_walking(
    survey: &Survey<'_>,
    path: &PackagePath,
    facts: &Facts,
    proposals: &Proposals,
) -> Vec<PackagePath> {
    let walks = ["walk_packages", "iter_modules"]
        .iter()
        .any(|name| facts.telling.contains(name));
    if !walks
        || facts
            .literals
            .iter()
            .any(|literal| literal.contains("test"))
    {
        return Vec::new();
    }
    let top = |path: &PackagePath| path.folders().next().map(str::to_owned);
    let mut going = proposals.going_unless(Guard::Used);
    going.retain(|module| {
        module::place(module).is_some()
            && survey.distribution(module) == survey.distribution(path)
            && (top(path).is_none() || top(module) == top(path))
    });
    going
}

/// Returns the places of modules that distributions offer under a name.
fn entry_points(survey: &Survey<'_>) -> BTreeSet<String> {
    let files = survey.package.entries().map(|(path, _)| path);
    let files = files.filter(|path| path.file_name() == "entry_points.txt");
    let mut places = BTreeSet::new();
    for text in files.filter_map(|path| survey.text(path)) {
        for line in text.lines() {
            let value = line.split_once('=').map_or("", |(_, value)| value.trim());
            let name = value.split([':', ' ', '[']).next().unwrap_or_default();
            let folders = survey.import_folders.iter();
            places.extend(folders.map(|folder| module::within(folder, name)));
        }
    }
    places
}

/// Holds files, other than imported ones, that remaining sources name.
pub(super) fn hold_named(survey: &Survey<'_>, proposals: &mut Proposals) {
    let named = Named::read(survey, proposals);
    for path in proposals.going_unless(Guard::Named) {
        let is_module = module::place(&path).is_some() && Kind::of(&path) != Kind::Stub;
        if is_module {
            continue;
        }
        let guard = proposals.get(&path).map(|proposal| proposal.guard);
        let owners = [survey.distribution(&path), None];
        let by_name = owners
            .iter()
            .find_map(|owner| named.file(*owner, path.file_name()));
        let by_folder = || owners.iter().find_map(|owner| named.folder(*owner, &path));
        let source = match guard {
            Some(Guard::Used) => by_name.or_else(by_folder),
            _ => by_name,
        };
        if let Some(source) = source {
            proposals.hold(&path, format!("`{source}` names it"));
        } else if guard == Some(Guard::Used) && is_resource(survey, proposals, &path) {
            proposals.hold(&path, "its folder is imported, and holds nothing else");
        }
    }
}

/// Returns whether a file lies in a package that stays and that has no module: it is there for what
/// else it holds, as `importlib.resources` has it.
fn is_resource(survey: &Survey<'_>, proposals: &Proposals, path: &PackagePath) -> bool {
    let folder = path.folder();
    let package = PackagePath::new(format!("{folder}/__init__.py"));
    let Some(package) = package.ok().filter(|_| rule::marked_folder(path).is_some()) else {
        return false;
    };
    let is_module = |other: &PackagePath| {
        other.folder() == folder && *other != package && module::place(other).is_some()
    };
    let stays = survey.package.get(&package).is_some() && !proposals.goes(&package);
    stays
        && !survey
            .package
            .within(folder)
            .any(|(other, _)| is_module(other))
}

type ByOwner<'a, T> = BTreeMap<Option<&'a str>, BTreeMap<T, &'a PackagePath>>;

/// What sources name, by the distribution that they belong to.
struct Named<'a> {
    files: ByOwner<'a, &'a str>,
    folders: ByOwner<'a, String>,
}

impl<'a> Named<'a> {
    fn read(survey: &'a Survey<'_>, proposals: &Proposals) -> Self {
        let (mut files, mut folders) = (BTreeMap::new(), BTreeMap::new());
        for (path, facts) in &survey.facts {
            if proposals.goes(path) {
                continue;
            }
            let owner = survey.distribution(path);
            let names: &mut BTreeMap<&str, _> = files.entry(owner).or_default();
            for literal in &facts.literals {
                names
                    .entry(literal.rsplit('/').next().unwrap_or(literal))
                    .or_insert(path);
            }
            let places: &mut BTreeMap<String, _> = folders.entry(owner).or_default();
            for literal in &facts.path_literals {
                // `files("a.b")` means a folder too.
                if literal.contains('.') && !literal.contains('/') {
                    places.entry(literal.replace('.', "/")).or_insert(path);
                }
            }
            let divided = facts.literals.iter().filter(|literal| is_path(literal));
            for literal in facts.path_literals.iter().chain(divided) {
                for place in fixed_parts(literal) {
                    places.entry(place).or_insert(path);
                }
            }
        }
        Self { files, folders }
    }

    fn file(&self, owner: Option<&str>, name: &str) -> Option<&'a PackagePath> {
        self.files.get(&owner)?.get(name).copied()
    }

    /// Returns a source that names the folder for which the file could go, from outside with that
    /// folder's own name in it, from inside by any of the names below.
    fn folder(&self, owner: Option<&str>, path: &PackagePath) -> Option<&'a PackagePath> {
        let places = self.folders.get(&owner)?;
        let marked = rule::marked_folder(path)?;
        let at = marked.matches('/').count();
        let parts: Vec<&str> = path.folders().collect();
        let spans = (0..parts.len()).flat_map(|start| {
            let ends = start.max(at) + 1..=parts.len();
            ends.map(move |end| (start, end))
        });
        spans.into_iter().find_map(|(start, end)| {
            let source = *places.get(parts[start..end].join("/").as_str())?;
            (start <= at || source.is_within(marked)).then_some(source)
        })
    }
}

/// Tells whether a literal is a path, or a part of one that something is added to.
fn is_path(literal: &str) -> bool {
    literal.contains('/') && !literal.contains(char::is_whitespace)
}

/// Returns the parts of a path that hold nothing to be filled in, by `glob`, `format` or `%`.
fn fixed_parts(path: &str) -> Vec<String> {
    let is_step = |name: &str| ["", ".", ".."].contains(&name);
    let is_open = |name: &&str| is_step(name) || name.contains(['*', '?', '[', '{', '%']);
    let names: Vec<&str> = path.split('/').collect();
    let parts = names.split(is_open);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| part.join("/"))
        .collect()
}

/// Holds what remaining links lead to.
pub(super) fn hold_linked(survey: &Survey<'_>, proposals: &mut Proposals) {
    for (path, entry) in survey.package.entries() {
        if let Content::Link(target) = &entry.content
            && !proposals.goes(path)
            && proposals.goes_unless(target, Guard::Touched)
        {
            proposals.hold(target, format!("`{path}` is a link to it"));
        }
    }
}

/// Bytecode goes with its source and stays with it.
pub(super) fn follow_sources(survey: &Survey<'_>, proposals: &mut Proposals) {
    for (path, _) in survey.package.entries() {
        let Some(source) = module::source_of_bytecode(path) else {
            continue;
        };
        let Some(proposal) = proposals
            .get(&source)
            .filter(|_| proposals.get(path).is_none())
        else {
            continue;
        };
        let proposal = Proposal {
            verdict: proposal.verdict.clone(),
            reason: proposal.reason.clone(),
            ..*proposal
        };
        if proposal.verdict == Verdict::Goes {
            proposals.add(path, proposal);
        }
    }
}
