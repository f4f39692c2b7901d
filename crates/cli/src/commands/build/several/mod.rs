//! Several functions in one build, and what they share in layers.
//!
//! What fails for one function does not stop the others. Functions that share a layer are looked at
//! together; each is proven as it will be deployed, with the layer on its path.

mod place;
mod sharer;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use warmfront_build::archive::{self, Form, Kind, Layered, Split, Written};
use warmfront_build::manifest::{Diff, Manifest, Subject};
use warmfront_model::target::Target;
use warmfront_project::functions::Found;

use super::original::{self, Original};
use super::work::{self, Inputs, Work};
use super::{destination, kept, status};
use crate::commands::project::Project;
use crate::exit::{Interrupted, Status};
use crate::report::build::several as report;
use crate::report::progress::Audience;
use crate::settings::{BuildSettings, Several, Sharing};
use place::Places;
use sharer::Sharer;

/// Why several functions cannot be built at once.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeveralError {
    #[error("the project has no functions")]
    NoFunctions,
    #[error("`{name}` cannot be the name of a folder")]
    NoFolder { name: String },
    #[error("a function is called `{name}`, as the layer would be")]
    LayerName { name: String },
}

/// Functions that are built together, by their places in the list.
struct Unit {
    functions: Vec<usize>,
    layered: Layered,
}

/// Builds several functions.
pub(super) fn run(
    project: &Project,
    settings: &BuildSettings,
    several: &Several,
) -> anyhow::Result<Status> {
    let began = Instant::now();
    let chosen = choose(project, several)?;
    let places = Places::of(settings, &chosen)?;
    let audience = Audience::of(settings.quiet, false);
    let mut done = Done {
        functions: chosen.iter().map(|_| None).collect(),
        layers: Vec::new(),
    };
    let mut originals = Vec::new();
    for (n, found) in chosen.iter().enumerate() {
        let read = original::read(project, found, settings, audience);
        let read = done.attempt(n, read)?;
        if let Some(original) = &read {
            tell(found, &original.notes);
        }
        originals.push(read);
    }
    let units = match several.sharing {
        Sharing::Nothing => alone(&originals, &BTreeSet::new()),
        Sharing::Layers => units(&originals)?,
    };
    let builder = Builder {
        inputs: &|n: usize, layered: Layered| {
            Some(Inputs {
                project,
                found: &chosen[n],
                settings,
                original: originals[n].as_ref()?,
                layered,
                audience,
            })
        },
        settings,
        places,
    };
    for unit in units {
        builder.build(unit, &mut done)?;
    }
    let functions = chosen.iter().zip(done.functions);
    let functions = functions.filter_map(|(found, built)| Some((found, built?)));
    let report = report::Several {
        functions: functions.collect(),
        layers: done.layers,
        took: began.elapsed(),
    };
    report::write(&report, settings.format)?;
    Ok(worst(&report))
}

fn choose(project: &Project, several: &Several) -> anyhow::Result<Vec<Found>> {
    crate::commands::tell("note", &project.notes());
    let Some(names) = &several.names else {
        if project.all().is_empty() {
            return Err(SeveralError::NoFunctions.into());
        }
        return Ok(project.all().to_vec());
    };
    let mut chosen: Vec<Found> = Vec::new();
    for name in names {
        let found = project.choose(Some(name))?;
        if !chosen
            .iter()
            .any(|other| other.function.name == found.function.name)
        {
            chosen.push(found.clone());
        }
    }
    Ok(chosen)
}

fn tell(found: &Found, notes: &[String]) {
    let name = &found.function.name;
    let notes: Vec<String> = notes.iter().map(|note| format!("{name}: {note}")).collect();
    crate::commands::tell("note", &notes);
}

/// Returns the functions that share layers, those of each target for themselves, and the others.
fn units(originals: &[Option<Original>]) -> anyhow::Result<Vec<Unit>> {
    let mut targets: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    for (n, original) in originals.iter().enumerate() {
        if let Some(original) = original {
            targets.entry(original.target).or_default().push(n);
        }
    }
    let mut units = Vec::new();
    let mut shared = BTreeSet::new();
    for numbers in targets.values() {
        let packages = numbers.iter().filter_map(|n| originals[*n].as_ref());
        let packages: Vec<_> = packages.map(|original| &original.package).collect();
        for group in archive::groups(&packages)? {
            let functions: Vec<usize> = group.functions.iter().map(|n| numbers[*n]).collect();
            shared.extend(functions.iter().copied());
            units.push(Unit {
                functions,
                layered: Layered::Distributions(Arc::new(group.distributions)),
            });
        }
    }
    units.extend(alone(originals, &shared));
    Ok(units)
}

fn alone(originals: &[Option<Original>], shared: &BTreeSet<usize>) -> Vec<Unit> {
    let others = (0..originals.len()).filter(|n| !shared.contains(n));
    let units = others.map(|n| Unit {
        functions: vec![n],
        layered: Layered::Nothing,
    });
    units.collect()
}

/// What came of the functions, by their places in the list.
struct Done {
    functions: Vec<Option<anyhow::Result<report::Function>>>,
    layers: Vec<report::Layer>,
}

impl Done {
    /// Notes that something failed for a function; an interrupt ends everything.
    fn attempt<T>(&mut self, n: usize, tried: anyhow::Result<T>) -> anyhow::Result<Option<T>> {
        match tried {
            Ok(done) => Ok(Some(done)),
            Err(error) if error.is::<Interrupted>() => Err(error),
            Err(error) => {
                self.functions[n] = Some(Err(error));
                Ok(None)
            }
        }
    }
}

struct Builder<'a> {
    inputs: &'a dyn Fn(usize, Layered) -> Option<Inputs<'a>>,
    settings: &'a BuildSettings,
    places: Places,
}

impl<'a> Builder<'a> {
    /// Builds functions that belong together, and writes them.
    fn build(&self, unit: Unit, done: &mut Done) -> anyhow::Result<()> {
        let mut sharers = Vec::new();
        for n in unit.functions {
            let began = Instant::now();
            let Some(inputs) = (self.inputs)(n, unit.layered.clone()) else {
                continue;
            };
            if let Some(work) = done.attempt(n, Work::begin(inputs))? {
                sharers.push(Sharer::new(n, work, began.elapsed()));
            }
        }
        for (n, error) in sharer::settle(&mut sharers)? {
            done.functions[n] = Some(Err(error));
        }
        let layer = self.layer(&sharers, done)?;
        for sharer in &sharers {
            let written = self.write(sharer, layer.as_ref());
            if let Some(built) = done.attempt(sharer.n, written)? {
                done.functions[sharer.n] = Some(Ok(built));
            }
        }
        Ok(())
    }

    /// Writes the layer of some functions, if they share one.
    fn layer(
        &self,
        sharers: &[Sharer<'a>],
        done: &mut Done,
    ) -> anyhow::Result<Option<WrittenLayer>> {
        let sharing: Vec<&Sharer<'_>> = sharers.iter().filter(|one| one.is_sharing()).collect();
        let Some(first) = sharing.first() else {
            return Ok(None);
        };
        let splits: Vec<Split> = sharing.iter().filter_map(|sharer| sharer.split()).collect();
        let beside = splits.iter().map(|split| split.code.size()).max();
        let parts = splits.into_iter().map(|split| split.layer).collect();
        let mut package = archive::one_layer(parts)?;
        first.add_runtime(&mut package);
        let name = self.places.layer(done.layers.len())?;
        let names = sharing
            .iter()
            .map(|one| one.work.found.function.name.clone());
        let functions: Vec<String> = names.collect();
        let target = first.work.original.target;
        let mut manifest = Manifest::of(
            &package,
            Subject {
                function: name.clone(),
                target: target.to_string(),
                built_by: work::BUILT_BY.to_owned(),
                passes: work::passes(self.settings, &[]),
                notes: vec![format!("a layer of {}", functions.join(", "))],
                ..Subject::default()
            },
        )?;
        manifest.imports = first.imports();
        let lies = |path: &str| manifest.files.iter().any(|file| file.path == path);
        let imports = manifest.imports.iter();
        manifest.imports = imports
            .filter(|import| lies(&import.path))
            .cloned()
            .collect();
        let form = Form {
            kind: Kind::Layer,
            bytes_beside: beside.unwrap_or_default(),
        };
        let place = self.places.folder(&name);
        let written = destination::put(&package, &manifest.to_json(), form, &place)?;
        let layer = WrittenLayer {
            number: done.layers.len(),
            bytes: package.size(),
        };
        done.layers.push(report::Layer {
            name,
            target,
            functions,
            manifest,
            written,
        });
        Ok(Some(layer))
    }

    /// Writes the code of a function.
    fn write(
        &self,
        sharer: &Sharer<'a>,
        layer: Option<&WrittenLayer>,
    ) -> anyhow::Result<report::Function> {
        let proven = sharer.proven()?;
        let found = sharer.work.found;
        tell(found, &proven.made.notes);
        let layer = layer.filter(|_| sharer.is_sharing());
        let split = sharer.split();
        let code = split
            .as_ref()
            .map_or(&proven.made.package, |split| &split.code);
        let manifest = sharer.work.manifest(proven, code)?;
        let place = self.places.folder(&found.function.name);
        let before = kept::before(&place);
        let form = Form {
            kind: Kind::Code,
            bytes_beside: layer.map_or(0, |layer| layer.bytes),
        };
        let written: Vec<Written> =
            vec![destination::put(code, &manifest.to_json(), form, &place)?];
        Ok(report::Function {
            target: sharer.work.original.target,
            difference: before.map(|before| Diff::between(&before, &manifest)),
            manifest,
            written,
            deferral: sharer.work.deferral.clone(),
            tried: sharer.work.recipe.tried().to_vec(),
            left_out: proven.left_out.clone(),
            verdict: proven.verdict.clone(),
            unverified: proven.unverified.clone(),
            layer: layer.map(|layer| layer.number),
            status: status(proven),
            took: sharer.took,
        })
    }
}

/// A layer that lies where it belongs.
struct WrittenLayer {
    number: usize,
    bytes: u64,
}

fn worst(report: &report::Several<'_>) -> Status {
    let mut worst = Status::Good;
    for (_, built) in &report.functions {
        match built {
            Err(_) => return Status::Failed,
            Ok(built) if built.status == Status::Findings => worst = Status::Findings,
            Ok(_) => {}
        }
    }
    worst
}

/// Adds up what took how long.
fn timed<T>(took: &mut Duration, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    *took += began.elapsed();
    done
}
