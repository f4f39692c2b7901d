//! What rules look at: files found, templates read, packages listed, a profile that was kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use warmfront_check::Input;
use warmfront_check::configuration::{Change, Configuration, Editor, Target};
use warmfront_check::contents::Contents;
use warmfront_check::fix::{Edit, Span};
use warmfront_model::price::Date;
use warmfront_project::Surroundings;
use warmfront_project::configuration::{self, Files, Limits};

use super::cost::{self, Kept};
use super::{Texts, packages, sources};
use crate::settings::CheckSettings;

/// What rules look at.
#[derive(Debug)]
pub(in crate::commands) struct Gathered {
    pub(super) configuration: Configuration,
    pub(super) python: sources::Read,
    pub(super) contents: Vec<Contents>,
    pub(in crate::commands) texts: Texts,
    pub(super) n_files: usize,
    /// Files that could not be read, each with the reason.
    pub(super) failures: Vec<String>,
    pub(super) profile: Option<Kept>,
    /// What all of this was read from: where none of it has changed, the same is found again. Nothing
    /// where that is not known.
    pub(super) looked: Option<BTreeSet<PathBuf>>,
}

impl Gathered {
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            python: None,
            configuration: Some(&self.configuration),
            contents: &self.contents,
        }
    }
}

/// Finds and reads everything below the paths.
pub(in crate::commands) fn gather(settings: &CheckSettings) -> anyhow::Result<Gathered> {
    let surroundings = settings.place.surroundings();
    let mut failures = Vec::new();
    let mut files = Files::default();
    for path in &settings.paths {
        // The error names the path itself.
        std::fs::metadata(path)
            .with_context(|| format!("`{}` cannot be looked at", path.display()))?;
        let found = configuration::files(path, Limits::default());
        files.sources.extend(found.sources);
        files.templates.extend(found.templates);
        files.requirements.extend(found.requirements);
        files.looked.extend(found.looked);
        failures.extend(found.notes);
    }
    let profile = cost::kept(settings)?;
    let mut texts = Texts::default();
    let mut configuration = templates(settings, &files, &surroundings, &mut texts, &mut failures);
    configuration.today = today();
    // What a template of another notation includes may be hidden from git.
    let mut included = configuration.templates.iter();
    let includes_others = included.any(|template| {
        let text = texts.of(&template.file);
        text.is_none_or(|text| text.contains("${file("))
    });
    let python = sources::read(settings, &files, &configuration);
    for (file, why) in &python.report.unreadable {
        failures.push(format!("`{}` {why}", file.display()));
    }
    let mut looked: BTreeSet<PathBuf> = files.looked.drain(..).collect();
    looked.insert(cost::looked(settings));
    packages::looked(settings, &configuration, &mut looked);
    let contents = packages::contents(settings, &files, &mut configuration, &mut failures);
    if let Some(kept) = &profile {
        cost::measured(&mut configuration, &kept.profile);
    }
    let n_files = files.sources.len() + files.templates.len() + files.requirements.len();
    Ok(Gathered {
        configuration,
        python,
        contents,
        texts,
        n_files,
        failures,
        profile,
        looked: (!includes_others).then_some(looked),
    })
}

/// Returns a path without the `./` that a walk of the current folder begins with.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

fn templates(
    settings: &CheckSettings,
    files: &Files,
    surroundings: &Surroundings,
    texts: &mut Texts,
    failures: &mut Vec<String>,
) -> Configuration {
    let mut configuration = Configuration::default();
    let mut kept: BTreeMap<PathBuf, String> = BTreeMap::new();
    for file in &files.templates {
        let file = plain(file);
        if settings.is_excluded(&file) {
            continue;
        }
        match configuration::read(&file, surroundings) {
            Ok(Some(read)) => {
                texts.insert(file.clone(), &read.text);
                kept.insert(file, read.text);
                configuration.templates.push(read.template);
            }
            Ok(None) => {}
            Err(error) => failures.push(error.to_string()),
        }
    }
    let kept = Arc::new(kept);
    configuration.editor = Editor::new(move |change| edit(change, &kept));
    configuration
}

/// Finds the edit of a template, if one is safe.
fn edit(change: &Change<'_>, texts: &BTreeMap<PathBuf, String>) -> Option<Edit> {
    let Change {
        template, resource, ..
    } = change;
    let path = match change.target {
        Target::Setting(setting) => configuration::path(template.language, resource, setting),
        Target::Variable(name) => configuration::variable(template.language, resource, name),
    }?;
    let text = texts.get(&template.file)?;
    let edit = configuration::change(text, &path, change.value)?;
    Some(Edit {
        file: template.file.clone(),
        span: Span {
            start: u32::try_from(edit.range.start).ok()?,
            end: u32::try_from(edit.range.end).ok()?,
        },
        text: edit.replacement,
    })
}

/// Returns the day of the check.
pub(super) fn today() -> Option<Date> {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let year = u16::try_from(today.year()).ok()?;
    Date::new(
        year,
        today.month().unsigned_abs(),
        today.day().unsigned_abs(),
    )
}
