//! Sources, and the handlers in them that templates name.

use std::path::{Component, Path, PathBuf};

use warmfront_check::configuration::{Configuration, Kind, Resource, Setting, Template};
use warmfront_check::finding::Finding;
use warmfront_check::python::{Handler, Sources};
use warmfront_check::{Report, check_sources};
use warmfront_project::configuration::Files;
use warmfront_project::functions;

use super::gather::plain;
use crate::settings::CheckSettings;

/// Sources that were read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) report: Report,
    /// Folder that findings in them are told from.
    root: PathBuf,
}

impl Read {
    /// Says files as the user knows them.
    pub(super) fn name(&self, found: &mut [Finding]) {
        if self.root.as_os_str().is_empty() {
            return;
        }
        for finding in found {
            let whole = |file: &mut PathBuf| {
                if is_source(file) {
                    *file = self.root.join(&file);
                }
            };
            whole(&mut finding.place.file);
            let secondary = finding.secondary.iter_mut();
            secondary.for_each(|each| whole(&mut each.place.file));
            let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| whole(&mut edit.file));
        }
    }
}

/// Tells whether a file holds Python.
pub(super) fn is_source(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "py")
}

/// Reads all sources.
pub(super) fn read(settings: &CheckSettings, files: &Files, configuration: &Configuration) -> Read {
    let mut sources = Sources::default();
    let all = files.sources.iter().map(|file| plain(file));
    sources.files = all.filter(|file| !settings.is_excluded(file)).collect();
    // Paths that leave the current folder are told from its root.
    if sources.files.iter().any(|file| leaves(file)) {
        sources.root = PathBuf::from("/");
        let absolute = |file: &PathBuf| {
            let file = fs_err::canonicalize(file).unwrap_or_else(|_| file.clone());
            file.strip_prefix("/").unwrap_or(&file).to_owned()
        };
        sources.files = sources.files.iter().map(absolute).collect();
    }
    for (code, handler) in &settings.handlers {
        sources.handlers.push(Handler {
            code: relative(&sources.root, code),
            handler: handler.clone(),
        });
    }
    for template in &configuration.templates {
        for function in template.of(Kind::Function) {
            if let Some(handler) = function.text(Setting::Handler)
                && let Some(code) = code(template, function)
            {
                sources.handlers.push(Handler {
                    code: relative(&sources.root, &code),
                    handler: handler.to_owned(),
                });
            }
        }
        let layers = template.of(Kind::Layer);
        let folders = layers.filter_map(|layer| Some(code(template, layer)?.join("python")));
        let folders: Vec<PathBuf> = folders
            .map(|folder| relative(&sources.root, &folder))
            .collect();
        sources.shared.extend(folders);
    }
    if configuration.templates.is_empty() && settings.handlers.is_empty() {
        lone(settings, &mut sources);
    }
    sources.code = sources
        .handlers
        .iter()
        .map(|handler| handler.code.clone())
        .collect();
    sources.code.sort();
    sources.code.dedup();
    let report = check_sources(&sources, &settings.selection, settings.store.as_ref());
    Read {
        report,
        root: sources.root,
    }
}

fn leaves(file: &Path) -> bool {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    !file.components().all(is_plain)
}

fn relative(root: &Path, folder: &Path) -> PathBuf {
    if root.as_os_str().is_empty() {
        return plain(folder);
    }
    let folder = fs_err::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    folder.strip_prefix(root).unwrap_or(&folder).to_owned()
}

/// Returns the folder of a function's or layer's code, when it is on this machine.
pub(super) fn code(template: &Template, resource: &Resource) -> Option<PathBuf> {
    let base = template.file.parent().unwrap_or(Path::new(""));
    let stated = resource.get(Setting::Code);
    let written = match stated {
        // SAM and the Serverless Framework take the template's folder.
        None => ".",
        Some(stated) => stated.text()?,
    };
    let folder = base.join(plain(Path::new(written)));
    (!written.contains("://")).then_some(folder)
}

/// Adds handlers of plain files, where no template names any.
fn lone(settings: &CheckSettings, sources: &mut Sources) {
    let surroundings = settings.place.surroundings();
    for path in &settings.paths {
        let Ok(discovery) = functions::discover(path, &surroundings) else {
            continue;
        };
        for found in discovery.functions {
            let here = std::path::absolute("").unwrap_or_default();
            let code = &found.function.code;
            let code = if sources.root.as_os_str().is_empty() {
                code.strip_prefix(&here).unwrap_or(code)
            } else {
                code.strip_prefix(&sources.root).unwrap_or(code)
            };
            sources.handlers.push(Handler {
                code: code.to_owned(),
                handler: found.function.handler,
            });
        }
    }
}
