//! The settings that are read.

/// A setting of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Memory size of a function, in MB.
    MemorySize,
    /// Timeout of a function, in seconds.
    Timeout,
    /// Identifier of a function's runtime.
    Runtime,
    /// A function's instruction sets.
    Architecture,
    /// Whether a function is a zip or an image.
    PackageType,
    /// A function's name, when it is given one.
    FunctionName,
    /// A function's handler.
    Handler,
    /// Where a function's code is.
    Code,
    /// When `SnapStart` applies; in a `serverless.yml`, whether.
    SnapStart,
    /// The alias that each deployment of a function moves.
    Alias,
    /// Whether each deployment publishes a version.
    Versions,
    /// How many environments of a function are kept ready.
    ProvisionedConcurrency,
    /// The most environments of a function.
    ReservedConcurrency,
    /// Mode of X-Ray tracing.
    Tracing,
    /// Format of a function's log.
    LogFormat,
    /// Level of the function's own lines in a JSON log.
    ApplicationLogLevel,
    /// Level of the platform's lines in a JSON log.
    SystemLogLevel,
    /// Group that a function logs to.
    LogGroup,
    /// Virtual network of a function.
    Vpc,
    /// Size of a function's `/tmp`, in MB.
    EphemeralStorage,
    /// Network file systems of a function.
    FileSystem,
    /// Layers of a function.
    Layers,
    /// A function's own URL.
    FunctionUrl,
    /// The function that a source, alias or version belongs to.
    Function,
    /// The queue, stream or table that a source reads.
    Source,
    /// Records per invocation.
    BatchSize,
    /// How long a source gathers records, in seconds.
    BatchingWindow,
    /// How many environments a queue may use.
    MaximumConcurrency,
    /// Batches of one shard that are worked on at a time.
    ParallelizationFactor,
    /// How a function's answer is understood: `ReportBatchItemFailures`.
    ResponseTypes,
    /// Which records are handed over.
    Filters,
    /// Whether a failed batch is split.
    Bisect,
    /// How often a failed batch is tried again.
    MaximumRetries,
    /// How old a record may be, in seconds.
    MaximumAge,
    /// Where failed batches go.
    FailureDestination,
    /// Method of an API's route.
    Method,
    /// How often a schedule runs.
    Schedule,
    /// What a schedule sends.
    Input,
    /// Whether a source is in use.
    Enabled,
    /// How long a queue hides a message that was received, in seconds.
    VisibilityTimeout,
    /// Whether a queue keeps order.
    Fifo,
    /// Where a queue's messages go that were received too often.
    Redrive,
    /// Whether an API's stage has a cache.
    Caching,
    /// From how many bytes on an API compresses answers.
    Compression,
    /// How long an authoriser's decision is kept, in seconds.
    AuthorizerTtl,
    /// What an authoriser is: of these, only some ask a function.
    AuthorizerKind,
    /// How long an API waits for a backend, in milliseconds.
    IntegrationTimeout,
    /// Name of a group of logs.
    LogGroupName,
    /// How long a group keeps logs, in days.
    Retention,
    /// Size of a database's machine.
    InstanceClass,
    /// Kind of a database.
    Engine,
    /// Most capacity of a database without a fixed machine.
    MaximumCapacity,
    /// Whether packages are deployed as an archive within the archive, unpacked at each cold start.
    ZippedPackages,
    /// Whether packages are slimmed.
    Slim,
}
