//! The experiments: which waste, and which of a finding's figures tells what it costs.

/// A waste, and the function that has it.
pub(super) struct Experiment {
    /// Name of its folder.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Pattern that shall find it.
    pub(super) pattern: &'static str,
    /// What it makes longer.
    pub(super) part: Part,
    /// Function of `examples/profile` whose servers it calls.
    pub(super) servers: &'static str,
}

/// A part of what is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Init,
    Invocation,
}

pub(super) const ALL: &[Experiment] = &[
    Experiment {
        name: "batch-small",
        about: "ten get_item of small items in a loop, and one batch_get_item",
        pattern: "batchable-calls",
        part: Part::Invocation,
        servers: "boto3-basket",
    },
    Experiment {
        name: "batch-large",
        about: "ten get_item of items of 1.3 kB in a loop, and one batch_get_item",
        pattern: "batchable-calls",
        part: Part::Invocation,
        servers: "boto3-basket",
    },
    Experiment {
        name: "batch-many",
        about: "forty get_item of small items in a loop, and one batch_get_item",
        pattern: "batchable-calls",
        part: Part::Invocation,
        servers: "boto3-basket",
    },
    Experiment {
        name: "batch-mixed",
        about: "a loop of large and one of small items, and one batch_get_item of the large ones",
        pattern: "batchable-calls",
        part: Part::Invocation,
        servers: "boto3-basket",
    },
    Experiment {
        name: "client",
        about: "a client built in the handler, and one at the top of the module",
        pattern: "client-in-handler",
        part: Part::Invocation,
        servers: "boto3-basket",
    },
    Experiment {
        name: "threads",
        about: "three independent requests in sequence, and in threads",
        pattern: "independent-calls",
        part: Part::Invocation,
        servers: "httpx-offers",
    },
    Experiment {
        name: "gather",
        about: "three independent awaits in sequence, and gathered",
        pattern: "independent-calls",
        part: Part::Invocation,
        servers: "httpx-offers",
    },
    Experiment {
        name: "import",
        about: "pandas imported and not used, and not imported",
        pattern: "import-never-needed",
        part: Part::Init,
        servers: "pandas-report",
    },
];
