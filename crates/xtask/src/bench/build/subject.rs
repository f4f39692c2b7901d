//! An application as it is invoked: its function, the event of its cold starts, its servers.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use warmfront_engine::{Engine, RuntimeClient, Setup};
use warmfront_model::function::Function;
use warmfront_project::Surroundings;
use warmfront_project::functions::discover;
use warmfront_testkit::application::{Application, Servers};
use warmfront_testkit::python::Packages;

use super::form::Workshop;
use crate::bench::{Bench, contender};

/// The event that arrives first, by application: a common one, which succeeds.
const EVENTS: &[(&str, &str)] = &[
    ("chameleon-table", "small"),
    ("dna-squiggle", "gates"),
    ("fastapi-shop", "order"),
    ("igraph-friends", "pagerank"),
    ("jinja2-mail", "confirmation"),
    ("jsonschema-intake", "valid"),
    ("jwt-authorizer", "reader"),
    ("lightgbm-score", "one"),
    ("lxml-invoices", "one"),
    ("markdown-pages", "one"),
    ("matplotlib-chart", "latency"),
    ("networkx-routes", "quickest"),
    ("pandas-report", "may"),
    ("pillow-thumbnails", "jpeg"),
    ("powertools-orders", "one"),
    ("reportlab-invoice", "small"),
    ("shapely-zones", "three"),
    ("skimage-cells", "three"),
    ("sklearn-predict", "one"),
    ("soup-listings", "home"),
    ("spacy-tickets", "leak"),
    ("sqlalchemy-orders", "history"),
    ("statsmodels-forecast", "ulm"),
    ("sympy-solver", "derive"),
    ("textblob-mood", "two"),
    ("wine-quality", "one"),
];

/// A busy machine shall not make a timeout.
const PATIENCE: Duration = Duration::from_mins(2);

/// An application that can be invoked.
pub(in crate::bench) struct Subject {
    pub(in crate::bench) name: String,
    pub(in crate::bench) function: Function,
    pub(in crate::bench) event_name: &'static str,
    pub(in crate::bench) event: Bytes,
    pub(in crate::bench) servers: Servers,
}

impl Subject {
    /// Reads its template and starts its servers.
    pub(in crate::bench) fn new(
        workshop: &Workshop<'_>,
        application: &Application,
    ) -> anyhow::Result<Self> {
        let (mut function, event_name, event) = declared(application)?;
        let packages = workshop.environments.packages.clone();
        let (interpreter, site_packages) = packages.context("no Python 3.11 to 3.13")?;
        let servers = application.serve(&Packages {
            interpreter,
            site_packages,
        })?;
        function.environment.extend(servers.variables.clone());
        Ok(Self {
            name: application.name.clone(),
            function,
            event_name,
            event,
            servers,
        })
    }

    /// Starts an engine for the code of one form.
    pub(in crate::bench) fn engine(
        &self,
        workshop: &Workshop<'_>,
        code: &Path,
    ) -> anyhow::Result<Engine> {
        Ok(Engine::start(self.setup(workshop, code))?)
    }

    /// Returns how the code of one form is run.
    pub(in crate::bench) fn setup(&self, workshop: &Workshop<'_>, code: &Path) -> Setup {
        let bench = Bench {
            workspace: workshop.workspace,
            environments: workshop.environments,
            python: workshop.python,
            code: code.to_owned(),
        };
        let mut setup = contender::setup(&bench, RuntimeClient::Embedded, Vec::new());
        let function = self.function.clone();
        setup.function = Function {
            code: bench.code,
            timeout: PATIENCE,
            ..function
        };
        setup.init_limit = PATIENCE;
        setup
    }
}

fn declared(application: &Application) -> anyhow::Result<(Function, &'static str, Bytes)> {
    let name = &application.name;
    let surroundings = Surroundings {
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        ..Surroundings::default()
    };
    let mut discovery = discover(&application.folder, &surroundings)?;
    let found = discovery.functions.pop();
    let found = found.with_context(|| format!("`{name}` declares no function"))?;
    let event = EVENTS.iter().find(|(application, _)| application == name);
    let (_, event) = event.with_context(|| format!("which event of `{name}` is the first?"))?;
    let file = application.folder.join(format!("events/{event}.json"));
    Ok((found.function, event, fs_err::read(file)?.into()))
}

#[cfg(test)]
mod tests {
    use warmfront_testkit::application;

    use super::*;

    #[test]
    fn every_application_declares_its_function_and_has_its_first_event() {
        for application in application::all().unwrap() {
            let (function, _, event) = declared(&application).unwrap();
            assert_eq!(function.handler, "app.handler");
            assert_eq!(function.code, application.code());
            assert!(function.memory_size.megabytes() > 128, "the default");
            assert!(!event.is_empty());
        }
        assert_eq!(EVENTS.len(), application::all().unwrap().len());
    }
}
