//! What libraries are like: other names of the same thing, and what calls give.
//!
//! Instances of AWS clients and resources carry their service: `boto3.client[dynamodb]`,
//! `boto3.resource[dynamodb].Table`. Where the service is not known, it is `?`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Names of which the other is the one that rules use.
const ALIASES: &[(&str, &str)] = &[
    ("aioboto3.session.Session", "aioboto3.Session"),
    ("aiobotocore.session.AioSession", "aiobotocore.Session"),
    ("aiobotocore.session.get_session", "aiobotocore.get_session"),
    ("aiohttp.client.ClientSession", "aiohttp.ClientSession"),
    ("boto3.session.Session", "boto3.Session"),
    ("botocore.client.Config", "botocore.config.Config"),
    ("botocore.session.Session", "botocore.Session"),
    ("botocore.session.get_session", "botocore.get_session"),
    (
        "concurrent.futures.process.ProcessPoolExecutor",
        "concurrent.futures.ProcessPoolExecutor",
    ),
    (
        "concurrent.futures.thread.ThreadPoolExecutor",
        "concurrent.futures.ThreadPoolExecutor",
    ),
    ("httpx._client.AsyncClient", "httpx.AsyncClient"),
    ("httpx._client.Client", "httpx.Client"),
    ("psycopg.connection.Connection", "psycopg.Connection"),
    ("psycopg2.extensions.connection", "psycopg2.Connection"),
    ("psycopg2.extensions.cursor", "psycopg2.Cursor"),
    ("pymongo.mongo_client.MongoClient", "pymongo.MongoClient"),
    ("redis.StrictRedis", "redis.Redis"),
    ("redis.client.Redis", "redis.Redis"),
    ("redis.client.StrictRedis", "redis.Redis"),
    ("requests.api.delete", "requests.delete"),
    ("requests.api.get", "requests.get"),
    ("requests.api.post", "requests.post"),
    ("requests.api.put", "requests.put"),
    ("requests.session", "requests.Session"),
    ("requests.sessions.Session", "requests.Session"),
    ("requests.sessions.session", "requests.Session"),
    (
        "sqlalchemy.engine.create_engine",
        "sqlalchemy.create_engine",
    ),
    ("sqlalchemy.orm.session.Session", "sqlalchemy.orm.Session"),
    (
        "sqlalchemy.orm.session.sessionmaker",
        "sqlalchemy.orm.sessionmaker",
    ),
    ("urllib3.poolmanager.PoolManager", "urllib3.PoolManager"),
];

/// What calls give, where the name does not tell. `S` in `[]` is the service.
const CALLS: &[(&str, &str)] = &[
    ("aioboto3.Session.client", "boto3.client[S]"),
    ("aioboto3.Session.resource", "boto3.resource[S]"),
    ("aiobotocore.Session.create_client", "boto3.client[S]"),
    ("aiobotocore.get_session", "aiobotocore.Session"),
    ("asyncpg.connect", "asyncpg.Connection"),
    ("asyncpg.create_pool", "asyncpg.Pool"),
    ("boto3.Session.client", "boto3.client[S]"),
    ("boto3.Session.resource", "boto3.resource[S]"),
    ("boto3.client", "boto3.client[S]"),
    ("boto3.resource", "boto3.resource[S]"),
    ("botocore.Session.create_client", "boto3.client[S]"),
    ("botocore.get_session", "botocore.Session"),
    ("json.loads", "dict"),
    ("logging.getLogger", "logging.Logger"),
    ("mysql.connector.connect", "mysql.connector.Connection"),
    (
        "mysql.connector.Connection.cursor",
        "mysql.connector.Cursor",
    ),
    ("open", "io.File"),
    ("pandas.concat", "pandas.DataFrame"),
    ("pandas.merge", "pandas.DataFrame"),
    ("pandas.read_csv", "pandas.DataFrame"),
    ("pandas.read_excel", "pandas.DataFrame"),
    ("pandas.read_json", "pandas.DataFrame"),
    ("pandas.read_parquet", "pandas.DataFrame"),
    ("pandas.read_sql", "pandas.DataFrame"),
    ("psycopg.Connection.connect", "psycopg.Connection"),
    ("psycopg.Connection.cursor", "psycopg.Cursor"),
    ("psycopg.connect", "psycopg.Connection"),
    ("psycopg2.Connection.cursor", "psycopg2.Cursor"),
    ("psycopg2.connect", "psycopg2.Connection"),
    ("pymysql.Connection.cursor", "pymysql.Cursor"),
    ("pymysql.connect", "pymysql.Connection"),
    ("redis.Redis.from_url", "redis.Redis"),
    ("redis.Redis.pipeline", "redis.Pipeline"),
    ("redis.asyncio.from_url", "redis.asyncio.Redis"),
    ("redis.from_url", "redis.Redis"),
    ("sqlalchemy.Engine.begin", "sqlalchemy.Connection"),
    ("sqlalchemy.Engine.connect", "sqlalchemy.Connection"),
    ("sqlalchemy.create_engine", "sqlalchemy.Engine"),
    (
        "sqlalchemy.orm.scoped_session",
        "sqlalchemy.orm.sessionmaker",
    ),
    ("sqlite3.Connection.cursor", "sqlite3.Cursor"),
    ("sqlite3.connect", "sqlite3.Connection"),
];

/// Verbs of HTTP clients, whose calls give a response.
const VERBS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "request",
];

/// Returns the name that rules use for the same thing.
pub(crate) fn canonical(name: &str) -> &str {
    static KNOWN: LazyLock<FxHashMap<&str, &str>> =
        LazyLock::new(|| ALIASES.iter().copied().collect());
    KNOWN.get(name).copied().unwrap_or(name)
}

/// Returns the class whose instance calling a name gives, with `S` for a service.
pub(crate) fn called(name: &str) -> Option<String> {
    static KNOWN: LazyLock<FxHashMap<&str, &str>> =
        LazyLock::new(|| CALLS.iter().copied().collect());
    if let Some(class) = KNOWN.get(name) {
        return Some((*class).to_owned());
    }
    let (owner, last) = name.rsplit_once('.').unwrap_or(("", name));
    let starts_class = last.chars().next().is_some_and(char::is_uppercase);
    if starts_class && last.chars().any(char::is_lowercase) {
        return Some(name.to_owned());
    }
    let library = owner.split('.').next().unwrap_or(owner);
    match last {
        verb if VERBS.contains(&verb) && matches!(library, "requests" | "httpx") => {
            Some(format!("{library}.Response"))
        }
        "get_paginator" if owner.starts_with("boto3.client[") => Some(format!("{owner}.Paginator")),
        "get_waiter" if owner.starts_with("boto3.client[") => Some(format!("{owner}.Waiter")),
        "batch_writer" if owner.ends_with(".Table") => Some(format!("{owner}.BatchWriter")),
        _ => None,
    }
}

/// Returns the class whose instance an attribute of an instance is; `None` for methods and what
/// is not known.
pub(crate) fn attribute(class: &str, attribute: &str) -> Option<String> {
    if let Some(rest) = class.strip_prefix("boto3.resource[") {
        let (service, rest) = rest.split_once(']')?;
        return match attribute {
            "meta" => Some(format!("boto3.resource[{service}].Meta")),
            "client" if rest.ends_with("Meta") => Some(format!("boto3.client[{service}]")),
            _ => None,
        };
    }
    match (class, attribute) {
        ("pymongo.MongoClient", name) if !name.contains('_') => Some("pymongo.Database".to_owned()),
        ("pymongo.Database", name) if !name.contains('_') => Some("pymongo.Collection".to_owned()),
        _ => None,
    }
}

/// Returns the class whose instance indexing an instance gives.
pub(crate) fn item(class: &str) -> Option<&'static str> {
    match class {
        "pymongo.MongoClient" => Some("pymongo.Database"),
        "pymongo.Database" => Some("pymongo.Collection"),
        _ => None,
    }
}

/// Returns the class whose instance calling an instance gives.
pub(crate) fn called_instance(class: &str) -> Option<&'static str> {
    (class == "sqlalchemy.orm.sessionmaker").then_some("sqlalchemy.orm.Session")
}

/// Returns the class that an annotation of type stubs for boto3 stands for:
/// `mypy_boto3_dynamodb.client.DynamoDBClient`.
pub(crate) fn stub(name: &str) -> Option<String> {
    let rest = ["mypy_boto3_", "types_boto3_", "types_aiobotocore_"];
    let rest = rest.iter().find_map(|prefix| name.strip_prefix(prefix))?;
    let (service, _) = rest.split_once('.')?;
    let service = service.replace('_', "-");
    let (_, class) = name.rsplit_once('.')?;
    if class.ends_with("Client") {
        return Some(format!("boto3.client[{service}]"));
    }
    if class.ends_with("ServiceResource") {
        return Some(format!("boto3.resource[{service}]"));
    }
    name.contains("service_resource")
        .then(|| format!("boto3.resource[{service}].{class}"))
}

/// Top packages that are known by what they offer, even where a copy lies in the repository.
pub(crate) fn is_library(top: &str) -> bool {
    const LIBRARIES: &[&str] = &[
        "aioboto3",
        "aiobotocore",
        "aiohttp",
        "asyncpg",
        "aws_lambda_powertools",
        "aws_xray_sdk",
        "boto3",
        "botocore",
        "chalice",
        "fastapi",
        "flask",
        "httpx",
        "mangum",
        "mysql",
        "numpy",
        "pandas",
        "psycopg",
        "psycopg2",
        "pydantic",
        "pymongo",
        "pymysql",
        "redis",
        "requests",
        "sqlalchemy",
        "urllib3",
    ];
    LIBRARIES.binary_search(&top).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(ALIASES.is_sorted_by(|a, b| a.0 < b.0));
        let called: std::collections::BTreeSet<_> = CALLS.iter().map(|(name, _)| name).collect();
        assert_eq!(called.len(), CALLS.len());
        assert!(is_library("aioboto3") && is_library("flask") && is_library("urllib3"));
    }

    #[test]
    fn classes_are_known_by_their_names() {
        assert_eq!(called("x.Session").as_deref(), Some("x.Session"));
        assert_eq!(called("x.session"), None);
        assert_eq!(called("x.MAX"), None);
        assert_eq!(
            called("requests.Session.get").as_deref(),
            Some("requests.Response")
        );
        let client = stub("mypy_boto3_dynamodb.client.DynamoDBClient");
        assert_eq!(client.as_deref(), Some("boto3.client[dynamodb]"));
        let table = stub("mypy_boto3_dynamodb.service_resource.Table");
        assert_eq!(table.as_deref(), Some("boto3.resource[dynamodb].Table"));
    }
}
