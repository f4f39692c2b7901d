//! What commands that run a function in the engine have in common.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use bytes::Bytes;
use warmfront_engine::{Request, RunError, Setup};
use warmfront_model::function::{Function, LONGEST_TIMEOUT};
use warmfront_model::units::MemorySize;

use crate::exit::Interrupted;
use crate::settings::Target;

/// Most bytes of a recording that are read: more is a function that writes to the file itself.
const LARGEST_RECORDING: u64 = 1 << 30;

/// Memory size of a watched environment, at least: one vCPU, so that slow hooks do not take for
/// ever.
const WATCHED_MEMORY_MB: u64 = 1769;

/// Makes a request of an event, with what goes with every one.
pub(super) fn request(target: &Target, payload: Bytes) -> Request {
    Request {
        payload,
        client_context: target.client_context.clone(),
        cognito_identity: target.cognito_identity.clone(),
    }
}

/// Says what the engine's refusal to go on means to a command.
pub(super) fn finished(ran: Result<(), RunError>) -> anyhow::Result<()> {
    match ran {
        Ok(()) => Ok(()),
        Err(RunError::Interrupted) => Err(Interrupted.into()),
        Err(error) => Err(error).context("could not run the function"),
    }
}

/// Returns the folder of a function's code, as the function sees it.
pub(super) fn task_root(function: &Function) -> String {
    let code = &function.code;
    let folder = code.canonicalize().unwrap_or_else(|_| code.clone());
    folder.display().to_string()
}

/// Returns the folders in which a function finds what was deployed: its code and its layers.
pub(super) fn roots(function: &Function) -> Vec<String> {
    let layers = function.layers.iter().map(|layer| {
        let folder = layer.canonicalize().unwrap_or_else(|_| layer.clone());
        folder.join("python").display().to_string()
    });
    std::iter::once(task_root(function)).chain(layers).collect()
}

/// Reads what an agent recorded, up to a bound.
pub(super) fn recording(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = fs_err::File::open(path)?;
    file.take(LARGEST_RECORDING).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Gives a function the processor, and so many times the time, that it needs when it is watched
/// closely.
pub(super) fn patient(setup: &Setup, times: u32) -> Setup {
    let mut setup = setup.clone();
    let function = &mut setup.function;
    let memory = u64::from(function.memory_size.megabytes()).max(WATCHED_MEMORY_MB);
    function.memory_size = MemorySize::new(memory).unwrap_or(function.memory_size);
    function.timeout = (function.timeout * times).min(LONGEST_TIMEOUT);
    setup.init_limit *= times;
    setup
}
