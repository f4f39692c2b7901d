//! Reads all sources and joins them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::{self, Entry};
use super::evaluate::{At, Base, Evaluator};
use super::graph::{self, Edge, Graph, Reach};
use super::lower::{LARGEST, Unreadable, lower};
use super::module::{Module, Places};
use super::names::{Name, Names};
use super::object::{FunctionRef, ModuleId, Object};
use super::site::{self, Site};
use super::sources::{Role, Sources, key};
use super::tree::{Expr, FunctionId, Stmt, Suppression, Tree};
use crate::parallel;

/// What is known of all sources of a repository.
#[derive(Debug, Default)]
pub struct Facts {
    pub(crate) base: Base,
    pub(crate) code: Vec<Code>,
    pub(crate) entries: Vec<Entry>,
    /// The functions of the entries, for asking.
    pub(crate) handlers: FxHashSet<FunctionRef>,
    /// How handlers reach functions.
    pub(crate) reach: Reach,
    /// How modules' own statements reach functions, when they are imported at init.
    pub(crate) init: Reach,
    /// Calls by the name of what is called outside.
    pub(crate) outside: FxHashMap<Name, Vec<(ModuleId, u32)>>,
    unreadable: Vec<(PathBuf, Unreadable)>,
    root: PathBuf,
    /// Tells these facts from others in the process; none has zero.
    pub(crate) number: u64,
}

/// What a module's code does.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub(crate) sites: Vec<Site>,
    /// Where each function's sites begin.
    pub(crate) starts: Vec<u32>,
    /// Whether it is imported at init.
    pub(crate) is_init: bool,
}

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// Times that what callers give is handed on.
const ROUNDS: usize = 2;

impl Facts {
    /// Reads sources.
    #[must_use]
    pub fn read(sources: &Sources) -> Self {
        let read = parallel::map(sources.files.len(), |index| {
            let path = sources.root.join(&sources.files[index]);
            let text = read(&path)?;
            lower(&text)
        });
        let files = sources.files.iter().cloned();
        let texts = files
            .zip(read)
            .map(|(file, tree)| (file, tree, OnceLock::new()));
        Self::join(sources, texts.collect())
    }

    /// Takes sources that are in memory instead of reading files.
    #[must_use]
    pub fn of_texts(sources: &Sources, texts: Vec<String>) -> Self {
        let trees = parallel::map(texts.len(), |index| lower(&texts[index]));
        let files = sources.files.iter().cloned();
        let all = files.zip(trees).zip(texts);
        let texts = all.map(|((file, tree), text)| (file, tree, OnceLock::from(Some(text))));
        Self::join(sources, texts.collect())
    }

    fn join(sources: &Sources, read: Vec<Read>) -> Self {
        let mut facts = Self {
            root: sources.root.clone(),
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            ..Self::default()
        };
        let mut modules = Vec::new();
        for (file, tree, source) in read {
            match tree {
                Ok(tree) => modules.push(module(file, tree, source)),
                Err(why) => facts.unreadable.push((file, why)),
            }
        }
        facts.base = base(sources, modules);
        facts.find_sites();
        facts.find_entries(sources);
        facts
    }

    /// Returns the files that could not be read, and why.
    #[must_use]
    pub fn unreadable(&self) -> &[(PathBuf, Unreadable)] {
        &self.unreadable
    }

    /// Returns the source of a module, read anew if need be.
    pub(crate) fn source(&self, module: ModuleId) -> Option<&str> {
        let module = self.base.module(module);
        let text = module
            .source
            .get_or_init(|| read(&self.root.join(&module.file)).ok());
        text.as_deref()
    }

    /// Returns the modules that have comments for rules, by their files.
    pub(crate) fn suppressing(&self) -> impl Iterator<Item = (&Path, ModuleId)> {
        let modules = (0..).map(ModuleId).zip(&self.base.modules);
        let suppressing = modules.filter(|(_, module)| !module.tree.suppressions.is_empty());
        suppressing.map(|(id, module)| (module.file.as_path(), id))
    }

    /// Returns the comments for rules in a module.
    pub(crate) fn suppressions(&self, module: ModuleId) -> &[Suppression] {
        &self.base.tree(module).suppressions
    }

    /// Returns the file of a module.
    pub(crate) fn file(&self, module: ModuleId) -> &Path {
        &self.base.module(module).file
    }

    /// Returns what a module is for.
    pub(crate) fn role(&self, module: ModuleId) -> Role {
        self.base.module(module).role
    }

    fn find_sites(&mut self) {
        let base = &self.base;
        let found = parallel::map_with(
            base.modules.len(),
            || Evaluator::new(base),
            |evaluator, index| site::sites(evaluator, id(index)),
        );
        let code = found.into_iter().map(|(sites, starts)| Code {
            sites,
            starts,
            is_init: false,
        });
        self.code = code.collect();
    }

    fn find_entries(&mut self, sources: &Sources) {
        let evaluator = Evaluator::new(&self.base);
        let entries = entry::entries(&evaluator, &sources.handlers);
        let (init, loaded) = loaded(&evaluator, &entries);
        for round in 0..ROUNDS {
            let given = self.given(&loaded);
            if given.is_empty() || (round > 0 && given == self.base.given) {
                break;
            }
            self.base.given = given;
            self.find_sites_again(&loaded);
        }
        let graph = self.graph();
        self.reach = graph.reach(entries.iter().map(|entry| entry.function));
        let modules = init.iter().map(|module| FunctionRef {
            module: *module,
            id: FunctionId::MODULE,
        });
        self.init = graph.reach(modules);
        for module in init {
            self.code[module.index()].is_init = true;
        }
        self.handlers = entries.iter().map(|entry| entry.function).collect();
        self.entries = entries;
        self.find_outside();
    }

    /// Finds out what callers give for parameters.
    fn given(&self, modules: &[ModuleId]) -> FxHashMap<(FunctionRef, u32), Object> {
        let base = &self.base;
        let found = parallel::map_with(
            modules.len(),
            || Evaluator::new(base),
            |evaluator, index| {
                let module = modules[index];
                let sites = self.code[module.index()].sites.iter();
                let given = sites.flat_map(|site| given_at(evaluator, module, site));
                given.collect::<Vec<_>>()
            },
        );
        let mut all = FxHashMap::default();
        for (parameter, object) in found.into_iter().flatten() {
            all.entry(parameter).or_insert(object);
        }
        all
    }

    fn find_sites_again(&mut self, modules: &[ModuleId]) {
        let base = &self.base;
        let found = parallel::map_with(
            modules.len(),
            || Evaluator::new(base),
            |evaluator, index| site::sites(evaluator, modules[index]),
        );
        for (module, (sites, starts)) in modules.iter().zip(found) {
            let code = &mut self.code[module.index()];
            (code.sites, code.starts) = (sites, starts);
        }
    }

    fn graph(&self) -> Graph {
        let base = &self.base;
        let properties = properties(base);
        let edges = parallel::map_with(
            base.modules.len(),
            || Evaluator::new(base),
            |evaluator, index| -> Vec<Edge> {
                graph::edges(evaluator, id(index), &self.code[index].sites, &properties)
            },
        );
        Graph { edges }
    }

    fn find_outside(&mut self) {
        for (index, code) in self.code.iter().enumerate() {
            if self.base.modules[index].role == Role::Test {
                continue;
            }
            for (number, site) in (0..).zip(&code.sites) {
                if let Object::External(name) = site.target {
                    self.outside
                        .entry(name)
                        .or_default()
                        .push((id(index), number));
                }
            }
        }
    }
}

type Read = (PathBuf, Result<Tree, Unreadable>, OnceLock<Option<String>>);

fn id(index: usize) -> ModuleId {
    ModuleId(u32::try_from(index).unwrap_or(u32::MAX))
}

fn read(path: &std::path::Path) -> Result<String, Unreadable> {
    let told = |error: std::io::Error| Unreadable::Io {
        message: error.kind().to_string(),
    };
    let metadata = fs_err::metadata(path).map_err(told)?;
    // A pipe would never end.
    if !metadata.is_file() {
        let message = "not a file".to_owned();
        return Err(Unreadable::Io { message });
    }
    if metadata.len() > LARGEST as u64 {
        let bytes = metadata.len();
        return Err(Unreadable::TooLarge { bytes });
    }
    let bytes = fs_err::read(path).map_err(told)?;
    String::from_utf8(bytes).map_err(|_invalid| Unreadable::NotText)
}

fn module(file: PathBuf, tree: Tree, source: OnceLock<Option<String>>) -> Module {
    let path = key(&file).unwrap_or_else(|| file.to_string_lossy().into_owned());
    let stem = path.strip_suffix(".py").unwrap_or(&path);
    let package = match stem {
        "__init__" => Some(""),
        _ => stem.strip_suffix("/__init__"),
    };
    Module {
        key: package.unwrap_or(stem).to_owned(),
        is_package: package.is_some(),
        role: Role::of(&file),
        file,
        tree,
        imported: FxHashMap::default(),
        stars: Vec::new(),
        source,
    }
}

fn base(sources: &Sources, mut modules: Vec<Module>) -> Base {
    let names = Names::default();
    let places = Places::new(sources, &modules);
    let imported = parallel::map(modules.len(), |index| {
        let module = &modules[index];
        let imported = places.imported(module, &names);
        let stars = module.tree.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::From(level, name, list) => {
                let mut all = module.tree.imports(*list).iter();
                let is_star = all.any(|import| module.tree.text(import.name) == "*");
                is_star
                    .then(|| imported.get(&(*level, *name)).copied())
                    .flatten()
            }
            _ => None,
        });
        let stars: Vec<_> = stars.collect();
        (imported, stars)
    });
    for (module, (imported, stars)) in modules.iter_mut().zip(imported) {
        (module.imported, module.stars) = (imported, stars);
    }
    Base {
        modules,
        places,
        names,
        given: FxHashMap::default(),
    }
}

/// Returns names of methods that are used as attributes.
fn properties(base: &Base) -> FxHashSet<&str> {
    let functions = base
        .modules
        .iter()
        .filter(|module| module.role == Role::Code)
        .flat_map(|module| {
            module
                .tree
                .functions
                .iter()
                .map(move |function| (&module.tree, function))
        });
    let properties = functions.filter(|(tree, function)| {
        let mut decorators = tree.list(function.decorators);
        function.class.is_some()
            && decorators.any(|decorator| match tree.expr(decorator) {
                Expr::Name(name) | Expr::Attribute(_, name) => tree.text(name).contains("property"),
                _ => false,
            })
    });
    properties
        .map(|(tree, function)| tree.text(function.name))
        .collect()
}

/// Returns what a call gives for the parameters of a function of the repository.
fn given_at(
    evaluator: &Evaluator<'_>,
    module: ModuleId,
    site: &Site,
) -> Vec<((FunctionRef, u32), Object)> {
    let base = evaluator.base;
    let tree = base.tree(module);
    let Some(function) = graph::called(evaluator, site.target) else {
        return Vec::new();
    };
    let at = At {
        module,
        function: site.function,
    };
    let Expr::Call(_, arguments) = tree.expr(site.expr) else {
        return Vec::new();
    };
    let code = base.function(function);
    let parameters = base.tree(function.module).parameters(code.parameters);
    let is_bound =
        code.class.is_some() && !evaluator.decorators(function).contains(&"staticmethod");
    let mut given = Vec::new();
    for (place, argument) in (u32::from(is_bound)..).zip(tree.arguments(arguments)) {
        let place = match argument.name {
            None => Some(place),
            Some(name) => {
                let name = tree.text(name);
                let named = |parameter: &super::tree::Parameter| {
                    base.tree(function.module).text(parameter.name) == name
                };
                parameters
                    .iter()
                    .position(named)
                    .and_then(|place| u32::try_from(place).ok())
            }
        };
        let object = evaluator.expr(at, argument.value);
        if let Some(place) = place
            && object.is_known()
            && !matches!(object, Object::Text(..))
        {
            given.push(((function, place), object));
        }
    }
    given
}

/// Returns the modules that are imported at init, and those that are ever.
fn loaded(evaluator: &Evaluator<'_>, entries: &[Entry]) -> (Vec<ModuleId>, Vec<ModuleId>) {
    let start: Vec<ModuleId> = entries.iter().map(|entry| entry.function.module).collect();
    let follow = |kinds: &[usize]| {
        let mut seen = FxHashSet::default();
        let mut queue = start.clone();
        let mut found = Vec::new();
        while let Some(module) = queue.pop() {
            if seen.insert(module) {
                found.push(module);
                let imports = graph::imports(evaluator, module);
                for kind in kinds {
                    queue.extend(&imports[*kind]);
                }
            }
        }
        found.sort_unstable();
        found
    };
    (follow(&[0]), follow(&[0, 1]))
}
