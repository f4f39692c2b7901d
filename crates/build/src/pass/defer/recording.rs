//! Which modules' bodies ran in one environment, when, and what each took.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The agent that records what [`Recording::read`] reads, by name and source.
pub const RECORDER: (&str, &str) = (
    "warmfront_load_recorder",
    include_str!("../../../python/warmfront_load_recorder.py"),
);

/// Largest recording that is read.
const LARGEST: usize = 64 << 20;

/// Bytes that are not what the recorder writes.
#[derive(Debug, thiserror::Error)]
pub enum NotARecording {
    /// There are too many.
    #[error("the recorded imports are too large")]
    TooLarge,
    /// They are no such document.
    #[error("the recorded imports cannot be read")]
    Malformed(#[source] serde_json::Error),
}

/// What one environment loaded, from its init to its last event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Modules that were there before the function's own code was asked for.
    pub at_start: BTreeSet<String>,
    /// Modules whose bodies ran, in the order in which they ended.
    pub bodies: Vec<Body>,
}

/// One module's body that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The module.
    pub module: String,
    /// The module whose body was running and needed it; none in an invocation, or at the top.
    pub importer: Option<String>,
    /// Zero for init, then the number of the invocation.
    pub phase: u32,
    /// CPU time without that of the modules that it loaded.
    pub own: Duration,
}

#[derive(Deserialize)]
struct Document {
    at_start: BTreeSet<String>,
    modules: Vec<(String, Option<String>, u32, u64)>,
}

impl Recording {
    /// Reads what the recorder wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, NotARecording> {
        if bytes.len() > LARGEST {
            return Err(NotARecording::TooLarge);
        }
        let read: Document = serde_json::from_slice(bytes).map_err(NotARecording::Malformed)?;
        let bodies = read.modules.into_iter();
        let bodies = bodies.map(|(module, importer, phase, own)| Body {
            module,
            importer,
            phase,
            own: Duration::from_nanos(own),
        });
        Ok(Self {
            at_start: read.at_start,
            bodies: bodies.collect(),
        })
    }

    /// Returns the modules that are there when init is over.
    #[must_use]
    pub fn after_init(&self) -> BTreeSet<&str> {
        let at_start = self.at_start.iter().map(String::as_str);
        let in_init = self.bodies.iter().filter(|body| body.phase == 0);
        at_start.chain(in_init.map(|body| &*body.module)).collect()
    }

    /// Returns the modules that are there in the end.
    #[must_use]
    pub fn in_the_end(&self) -> BTreeSet<&str> {
        let at_start = self.at_start.iter().map(String::as_str);
        at_start
            .chain(self.bodies.iter().map(|body| &*body.module))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bodies_count_from_the_phase_that_ran_them() {
        let text = r#"{"at_start": ["sys"], "modules":
            [["b", "a", 0, 1500], ["a", null, 0, 2], ["c", null, 1, 3]]}"#;
        let recording = Recording::read(text.as_bytes()).unwrap();
        assert_eq!(recording.after_init(), ["a", "b", "sys"].into());
        assert_eq!(recording.in_the_end(), ["a", "b", "c", "sys"].into());
        assert_eq!(recording.bodies[0].importer.as_deref(), Some("a"));
        assert_eq!(recording.bodies[0].own, Duration::from_nanos(1500));
    }

    proptest! {
        #[test]
        fn anything_may_be_read(bytes: Vec<u8>) {
            let _survived = Recording::read(&bytes);
        }
    }
}
