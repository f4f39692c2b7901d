//! The Python that watches a function from inside its interpreter, and what it is told.
//!
//! `python/warmfront_agent.py` says what each module is for.

use serde::Serialize;

/// Modules by name, with their sources; the first is run, the others are loaded by it when needed.
pub const SOURCES: &[(&str, &str)] = &[
    (
        "warmfront_agent",
        include_str!("../python/warmfront_agent.py"),
    ),
    (
        "warmfront_calls",
        include_str!("../python/warmfront_calls.py"),
    ),
    (
        "warmfront_calls_aiohttp",
        include_str!("../python/warmfront_calls_aiohttp.py"),
    ),
    (
        "warmfront_calls_asyncpg",
        include_str!("../python/warmfront_calls_asyncpg.py"),
    ),
    (
        "warmfront_calls_aws_values",
        include_str!("../python/warmfront_calls_aws_values.py"),
    ),
    (
        "warmfront_calls_botocore",
        include_str!("../python/warmfront_calls_botocore.py"),
    ),
    (
        "warmfront_calls_builtin",
        include_str!("../python/warmfront_calls_builtin.py"),
    ),
    (
        "warmfront_calls_http",
        include_str!("../python/warmfront_calls_http.py"),
    ),
    (
        "warmfront_calls_http_values",
        include_str!("../python/warmfront_calls_http_values.py"),
    ),
    (
        "warmfront_calls_httpx",
        include_str!("../python/warmfront_calls_httpx.py"),
    ),
    (
        "warmfront_calls_lines",
        include_str!("../python/warmfront_calls_lines.py"),
    ),
    (
        "warmfront_calls_mysql",
        include_str!("../python/warmfront_calls_mysql.py"),
    ),
    (
        "warmfront_calls_plan",
        include_str!("../python/warmfront_calls_plan.py"),
    ),
    (
        "warmfront_calls_psycopg",
        include_str!("../python/warmfront_calls_psycopg.py"),
    ),
    (
        "warmfront_calls_psycopg2",
        include_str!("../python/warmfront_calls_psycopg2.py"),
    ),
    (
        "warmfront_calls_pymongo",
        include_str!("../python/warmfront_calls_pymongo.py"),
    ),
    (
        "warmfront_calls_pymongo_values",
        include_str!("../python/warmfront_calls_pymongo_values.py"),
    ),
    (
        "warmfront_calls_redis",
        include_str!("../python/warmfront_calls_redis.py"),
    ),
    (
        "warmfront_calls_redis_values",
        include_str!("../python/warmfront_calls_redis_values.py"),
    ),
    (
        "warmfront_calls_requests",
        include_str!("../python/warmfront_calls_requests.py"),
    ),
    (
        "warmfront_calls_sql",
        include_str!("../python/warmfront_calls_sql.py"),
    ),
    (
        "warmfront_calls_sql_values",
        include_str!("../python/warmfront_calls_sql_values.py"),
    ),
    (
        "warmfront_calls_sqlalchemy",
        include_str!("../python/warmfront_calls_sqlalchemy.py"),
    ),
    (
        "warmfront_calls_sqlite3",
        include_str!("../python/warmfront_calls_sqlite3.py"),
    ),
    (
        "warmfront_calls_subprocess",
        include_str!("../python/warmfront_calls_subprocess.py"),
    ),
    (
        "warmfront_calls_threads",
        include_str!("../python/warmfront_calls_threads.py"),
    ),
    (
        "warmfront_calls_urllib3",
        include_str!("../python/warmfront_calls_urllib3.py"),
    ),
    (
        "warmfront_calls_values",
        include_str!("../python/warmfront_calls_values.py"),
    ),
    (
        "warmfront_functions",
        include_str!("../python/warmfront_functions.py"),
    ),
    (
        "warmfront_imports",
        include_str!("../python/warmfront_imports.py"),
    ),
    (
        "warmfront_phases",
        include_str!("../python/warmfront_phases.py"),
    ),
    (
        "warmfront_processes",
        include_str!("../python/warmfront_processes.py"),
    ),
    (
        "warmfront_recorder",
        include_str!("../python/warmfront_recorder.py"),
    ),
    (
        "warmfront_sampler",
        include_str!("../python/warmfront_sampler.py"),
    ),
    (
        "warmfront_stacks",
        include_str!("../python/warmfront_stacks.py"),
    ),
    (
        "warmfront_survey",
        include_str!("../python/warmfront_survey.py"),
    ),
    (
        "warmfront_survey_bytecode",
        include_str!("../python/warmfront_survey_bytecode.py"),
    ),
    (
        "warmfront_survey_effects",
        include_str!("../python/warmfront_survey_effects.py"),
    ),
    (
        "warmfront_survey_imports",
        include_str!("../python/warmfront_survey_imports.py"),
    ),
    (
        "warmfront_survey_mentions",
        include_str!("../python/warmfront_survey_mentions.py"),
    ),
    (
        "warmfront_survey_monitoring",
        include_str!("../python/warmfront_survey_monitoring.py"),
    ),
    (
        "warmfront_survey_names",
        include_str!("../python/warmfront_survey_names.py"),
    ),
    (
        "warmfront_survey_places",
        include_str!("../python/warmfront_survey_places.py"),
    ),
    (
        "warmfront_survey_seen",
        include_str!("../python/warmfront_survey_seen.py"),
    ),
    (
        "warmfront_survey_tracing",
        include_str!("../python/warmfront_survey_tracing.py"),
    ),
    (
        "warmfront_survey_usage",
        include_str!("../python/warmfront_survey_usage.py"),
    ),
    (
        "warmfront_survey_watchers",
        include_str!("../python/warmfront_survey_watchers.py"),
    ),
];

/// How closely the agent looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// So lightly that the times stay true: imports, calls, garbage collection, sampled stacks.
    Timed,
    /// So closely that they do not: what is used, by whom, with which values.
    Survey,
}

/// What the agent is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Options {
    /// How closely it looks.
    pub mode: Mode,
    /// Folder of the user's own code, as the function sees it.
    pub task_root: String,
    /// Time between two samples of all stacks, in microseconds; none are taken when absent.
    pub sample_every_us: Option<u32>,
    /// Whether calls to other services are recorded.
    pub calls: bool,
    /// Whether imports are recorded.
    pub imports: bool,
    /// Whether calls of the user's own functions are counted and timed, from Python 3.12 on.
    pub functions: bool,
}

impl Options {
    /// Returns them as the agent reads them: one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and numbers always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}
