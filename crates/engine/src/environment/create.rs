//! Makes an execution environment, ahead of any process in it.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use super::{Environment, Shared};
use crate::limit::Ceiling;
use crate::platform::{Namespace, Storage, View};
use crate::runtime_api::RuntimeApi;
use crate::setup::Setup;
use crate::variables::{Identity, variables};

/// Why an environment could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Its folder.
    #[error("could not make the environment's folder")]
    Folder(#[source] io::Error),
    /// Its group.
    #[error("could not make the environment's control group")]
    Group(#[source] io::Error),
    /// Its `/tmp`.
    #[error("could not make the environment's file system")]
    Namespace(#[source] io::Error),
    /// Its server.
    #[error("could not listen on loopback")]
    Listen(#[source] io::Error),
}

impl Environment {
    /// Makes an environment; its first process starts with its init.
    pub(crate) async fn create(shared: &Rc<Shared>, number: u32) -> Result<Self, CreateError> {
        let started = Instant::now();
        let setup = &shared.setup;
        let today = jiff::Timestamp::now().strftime("%Y/%m/%d").to_string();
        let identity = Identity::new(&today);
        let folder = shared
            .folder
            .environment(number, &identity.log_stream)
            .map_err(CreateError::Folder)?;
        let ceiling = Ceiling {
            memory: setup.function.memory_size,
        };
        let group = shared
            .base
            .group(number, &identity.log_stream, ceiling)
            .map_err(CreateError::Group)?;
        let namespace = match shared.storage {
            Some(storage) => Some(
                Namespace::build(storage, &view(setup, &folder), group.entrances().pop())
                    .map_err(CreateError::Namespace)?,
            ),
            None => None,
        };
        let temporary = match namespace {
            Some(_) => None,
            None => Some(private_temporary(&folder).map_err(CreateError::Folder)?),
        };
        let api = RuntimeApi::listen().await.map_err(CreateError::Listen)?;
        Ok(Self {
            number,
            variables: variables(setup, &identity, api.address, temporary.as_deref()),
            shared: Rc::clone(shared),
            identity,
            folder,
            preparation: started.elapsed(),
            process: None,
            group,
            namespace,
            api,
            waiting: None,
            cold_start: None,
            frozen: false,
            watched: started,
        })
    }
}

/// Finds the best kind of `/tmp` that this machine allows.
pub(crate) fn best_storage(setup: &Setup, folder: &Path) -> Option<Storage> {
    let view = view(setup, folder);
    Storage::ALL
        .into_iter()
        .find(|storage| Namespace::build(*storage, &view, None).is_ok())
}

fn private_temporary(folder: &Path) -> io::Result<PathBuf> {
    let temporary = folder.join("tmp");
    fs_err::create_dir(&temporary)?;
    Ok(temporary)
}

/// Returns what the function must see: all that it is made of, wherever it lies.
fn view(setup: &Setup, folder: &Path) -> View {
    let program = &setup.interpreter.program;
    let target = program.canonicalize().unwrap_or_else(|_| program.clone());
    // The folder above `bin` holds the interpreter's libraries, or its virtual environment.
    let prefixes = [program.as_path(), target.as_path()].map(|path| path.ancestors().nth(2));
    let searched = [&setup.environment, &setup.function.environment]
        .into_iter()
        .filter_map(|variables| variables.get("PYTHONPATH"))
        .flat_map(|paths| paths.split(':').map(Path::new));
    let mut exposed: Vec<PathBuf> = prefixes
        .into_iter()
        .flatten()
        .chain(searched)
        .chain([setup.function.code.as_path(), setup.cache_folder.as_path()])
        .chain(setup.function.layers.iter().map(PathBuf::as_path))
        .chain(setup.site_packages.iter().map(PathBuf::as_path))
        .chain(
            setup
                .agent
                .iter()
                .filter_map(|agent| agent.reads.as_deref()),
        )
        .filter(|path| path.starts_with("/tmp") && *path != Path::new("/tmp") && path.exists())
        .map(Path::to_owned)
        .collect();
    exposed.sort();
    // A folder below another comes with it.
    exposed.dedup_by(|below, above| below.starts_with(&*above));
    View {
        bytes: setup.function.ephemeral_storage.bytes(),
        exposed,
        folder: folder.to_owned(),
    }
}
