//! Interrupts and requests to terminate.
//!
//! They are for all engines of the process, also for those that are started afterwards: what runs a
//! function in several engines, beside or behind each other, is interrupted as a whole.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Whether there was one; what is received once is there for good.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts(watch::Receiver<bool>);

static LISTENING: Mutex<Option<Interrupts>> = Mutex::new(None);

impl Interrupts {
    /// Begins to listen, if nobody does yet; from then on, no interrupt ends the process by itself.
    pub(crate) fn listen() -> io::Result<Self> {
        let mut listening = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interrupts) = &*listening {
            return Ok(interrupts.clone());
        }
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let inside = runtime.enter();
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        drop(inside);
        let (seen, interrupts) = watch::channel(false);
        let listen = move || {
            runtime.block_on(async {
                loop {
                    tokio::select! {
                        _ = interrupt.recv() => {}
                        _ = terminate.recv() => {}
                    }
                    seen.send_replace(true);
                }
            });
        };
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(listen)?;
        let interrupts = Self(interrupts);
        *listening = Some(interrupts.clone());
        Ok(interrupts)
    }

    /// Waits until there was one.
    pub(crate) async fn wait(&mut self) {
        // The sender lives as long as the process.
        let _seen = self.0.wait_for(|seen| *seen).await;
    }
}
