//! A connection to a database that is opened for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(106),
    name: "connect-in-handler",
    summary: "a connection to a database is opened for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF106.md"),
    check: Check::Python(check),
};

/// What builds it.
const BUILDERS: &[&str] = &[
    "MySQLdb.connect",
    "aiomysql.connect",
    "asyncpg.connect",
    "asyncpg.create_pool",
    "clickhouse_connect.get_client",
    "elasticsearch.Elasticsearch",
    "motor.motor_asyncio.AsyncIOMotorClient",
    "mysql.connector.connect",
    "opensearchpy.OpenSearch",
    "oracledb.connect",
    "pg8000.connect",
    "psycopg.AsyncConnection.connect",
    "psycopg.Connection.connect",
    "psycopg.connect",
    "psycopg2.connect",
    "psycopg_pool.ConnectionPool",
    "pymongo.MongoClient",
    "pymssql.connect",
    "pymysql.connect",
    "pyodbc.connect",
    "redis.Redis",
    "redis.Redis.from_url",
    "redis.asyncio.Redis",
    "redis.asyncio.from_url",
    "redis.from_url",
    "snowflake.connector.connect",
    "sqlalchemy.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(BUILDERS) {
        if call.in_handler() && !call.depends_on_event() {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` connects anew for every invocation");
            findings.add_call(call, message);
        }
    }
}
