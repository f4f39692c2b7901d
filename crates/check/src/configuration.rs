//! What templates say, with where they say it. It reads no template.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use warmfront_model::function::PythonVersion;
use warmfront_model::price::{Date, PriceTable};
pub use warmfront_model::template::{
    Kind, Language, Origin, Resource, Setting, Spot, Stated, Template, Trigger, Value,
};

use crate::finding::{Finding, Place, Position, Range};
use crate::fix::{Applicability, Edit, Fix};
use crate::rule::Findings;

/// What the templates of a repository configure, and what is known beside them.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// Templates, in the order of their files.
    pub templates: Vec<Template>,
    /// What is known of functions from elsewhere, by template and id.
    pub known: BTreeMap<(PathBuf, String), Known>,
    /// The day on which the check is made, where that matters.
    pub today: Option<Date>,
    /// What is paid for.
    pub prices: PriceTable,
    /// Finds edits of templates.
    pub editor: Editor,
}

/// What is known of a function from elsewhere than its template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether its packages run on arm64.
    pub arm64: Portability,
    /// How long its init was measured to take.
    pub init: Option<Duration>,
}

/// Whether packages run on another architecture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Portability {
    /// Nothing was found out.
    #[default]
    Unknown,
    /// They do, and why that is known.
    Portable(String),
    /// Some have no build for it.
    Missing(Vec<String>),
}

/// A setting that should get another value.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The template.
    pub template: &'a Template,
    /// The resource.
    pub resource: &'a Resource,
    /// The setting.
    pub target: Target<'a>,
    /// Its new value.
    pub value: &'a str,
}

/// What a change is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// A setting.
    Setting(Setting),
    /// An environment variable.
    Variable(&'a str),
}

type Find = dyn Fn(&Change<'_>) -> Option<Edit> + Send + Sync;

/// Finds the edit that makes a change, if one is safe to make; the default finds none.
#[derive(Clone, Default)]
pub struct Editor(Option<Arc<Find>>);

impl Editor {
    /// Makes an editor of a closure.
    pub fn new(find: impl Fn(&Change<'_>) -> Option<Edit> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(find)))
    }
}

impl fmt::Debug for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Editor(..)"
        } else {
            "Editor"
        })
    }
}

/// A resource in its template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    configuration: &'a Configuration,
    pub(crate) template: &'a Template,
    pub(crate) resource: &'a Resource,
}

impl Configuration {
    /// Returns resources of a kind in all templates.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = Site<'_>> {
        self.sites().filter(move |site| site.resource.kind == kind)
    }

    /// Returns all functions.
    pub(crate) fn functions(&self) -> impl Iterator<Item = Site<'_>> {
        self.of(Kind::Function)
    }

    /// Returns what invokes functions.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (Site<'_>, Trigger)> {
        self.sites().filter_map(|site| match site.resource.kind {
            Kind::Source(trigger) => Some((site, trigger)),
            _ => None,
        })
    }

    fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        self.templates.iter().flat_map(move |template| {
            template.resources.iter().map(move |resource| Site {
                configuration: self,
                template,
                resource,
            })
        })
    }
}

impl<'a> Site<'a> {
    /// Returns another resource of the same template.
    pub(crate) fn other(self, id: &str) -> Option<Self> {
        let resource = self.template.named(id)?;
        Some(Self { resource, ..self })
    }

    /// Returns the function that this source, alias or version belongs to.
    pub(crate) fn function(self) -> Option<Self> {
        let site = self.other(self.resource.target(Setting::Function)?)?;
        (site.resource.kind == Kind::Function).then_some(site)
    }

    /// Returns what is known of this function from elsewhere.
    pub(crate) fn known(self) -> Option<&'a Known> {
        let key = (self.template.file.clone(), self.resource.id.clone());
        self.configuration.known.get(&key)
    }

    /// Returns what invokes this function.
    pub(crate) fn triggers(self) -> impl Iterator<Item = Trigger> {
        let sources = self.template.sources_of(&self.resource.id);
        sources.map(|(_, trigger)| trigger)
    }

    /// Returns where the resource is named.
    pub(crate) fn place(self) -> Place {
        self.at(self.resource.spot)
    }

    /// Returns where a setting stands, or where the resource is named that lacks it.
    pub(crate) fn place_of(self, setting: Setting) -> Place {
        let stated = self.resource.get(setting);
        self.at(stated.and_then(|stated| stated.spot).or(self.resource.spot))
    }

    /// Returns a place of the template.
    pub(crate) fn at(self, spot: Option<Spot>) -> Place {
        let range = spot.map(|Spot { line, column, end }| Range {
            start: Position { line, column },
            end: Position { line, column: end },
        });
        Place {
            file: self.template.file.clone(),
            range,
        }
    }

    /// Adds a finding about a setting. One that all functions share is found once, where it stands.
    pub(crate) fn report(
        self,
        findings: &mut Findings,
        setting: Setting,
        message: impl Into<String>,
    ) -> Option<&mut Finding> {
        let place = self.place_of(setting);
        if self.is_shared(setting) && findings.has(&place) {
            return None;
        }
        Some(self.found(findings, place, message))
    }

    /// Adds a finding at a place of the template.
    pub(crate) fn found(
        self,
        findings: &mut Findings,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Finding {
        let finding = findings.add(place, message);
        finding.symbol = Some(self.resource.id.clone());
        finding.subject = crate::finding::Subject::None;
        finding
    }

    fn is_shared(self, setting: Setting) -> bool {
        let stated = self.resource.get(setting);
        stated.is_some_and(|stated| stated.origin == Origin::Shared)
    }

    /// Returns the fix that gives a setting another value, if the template can be edited safely.
    pub(crate) fn set(self, setting: Setting, value: &str, summary: &str) -> Option<Fix> {
        let stated = self.resource.get(setting);
        self.change(Target::Setting(setting), stated, (value, summary))
    }

    /// Returns the fix that gives an environment variable another value.
    pub(crate) fn set_variable(self, name: &str, value: &str, summary: &str) -> Option<Fix> {
        let stated = self.resource.environment.get(name);
        self.change(Target::Variable(name), stated, (value, summary))
    }

    fn change(
        self,
        target: Target<'_>,
        stated: Option<&Stated>,
        (value, summary): (&str, &str),
    ) -> Option<Fix> {
        let is_shared = stated.is_some_and(|stated| stated.origin == Origin::Shared);
        let shared = self.template.of(Kind::Shared).next();
        let change = Change {
            template: self.template,
            resource: shared.filter(|_| is_shared).unwrap_or(self.resource),
            target,
            value,
        };
        let edit = self.configuration.editor.0.as_deref()?(&change)?;
        Some(Fix {
            applicability: Applicability::Unsafe,
            summary: summary.to_owned(),
            edits: vec![edit],
        })
    }

    /// Returns the timeout of this function in seconds, if it is known.
    pub(crate) fn timeout(self) -> Option<i64> {
        let default = match self.template.language {
            Language::Serverless => 6,
            _ => 3,
        };
        self.number_or(Setting::Timeout, default)
    }

    /// Returns the memory size of this function in MB, if it is known.
    pub(crate) fn memory_size(self) -> Option<i64> {
        let default = match self.template.language {
            Language::Serverless => 1024,
            _ => 128,
        };
        self.number_or(Setting::MemorySize, default)
    }

    /// Returns a setting, a default where it is absent, nothing where it is not known.
    pub(crate) fn number_or(self, setting: Setting, default: i64) -> Option<i64> {
        match self.resource.get(setting) {
            Some(stated) => stated.number(),
            None => Some(default),
        }
    }

    /// Returns the Python version of this function, if it is known.
    pub(crate) fn python(self) -> Option<PythonVersion> {
        self.resource.text(Setting::Runtime)?.parse().ok()
    }

    /// Says whether `SnapStart` applies to this function.
    pub(crate) fn has_snap_start(self) -> bool {
        let applied = self.resource.text(Setting::SnapStart);
        applied == Some("PublishedVersions") || self.resource.flag(Setting::SnapStart) == Some(true)
    }

    /// Returns aliases and versions of this function.
    pub(crate) fn aliases(self) -> impl Iterator<Item = Self> {
        let all = self.template.resources.iter();
        let own = all.filter(move |resource| {
            matches!(resource.kind, Kind::Alias | Kind::Version)
                && resource.target(Setting::Function) == Some(&self.resource.id)
        });
        own.map(move |resource| Self { resource, ..self })
    }
}
