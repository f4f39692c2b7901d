//! Calls of libraries that wait for the network.

/// Methods of HTTP clients.
const VERBS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "request",
];

/// Clients that wait, and modules whose functions do.
const CLIENTS: &[&str] = &["httpx", "httpx.Client", "requests", "requests.Session"];

/// What connects when it is called.
const CONNECTING: &[&str] = &[
    "MySQLdb.connect",
    "mysql.connector.connect",
    "oracledb.connect",
    "pg8000.connect",
    "psycopg.Connection.connect",
    "psycopg.connect",
    "psycopg2.connect",
    "pymssql.connect",
    "pymysql.connect",
    "pyodbc.connect",
    "snowflake.connector.connect",
];

/// Returns whether it makes an HTTP request and waits for the answer.
pub(in crate::rule) fn is_request(name: &str) -> bool {
    let verb = name.rsplit_once('.');
    let is_verb =
        verb.is_some_and(|(client, verb)| CLIENTS.contains(&client) && VERBS.contains(&verb));
    is_verb
        || matches!(
            name,
            "urllib.request.urlopen" | "urllib3.PoolManager.request"
        )
}

/// Returns whether it makes a request that changes nothing.
pub(in crate::rule) fn is_get(name: &str) -> bool {
    let verb = name.rsplit_once('.');
    verb.is_some_and(|(client, verb)| {
        (CLIENTS.contains(&client) || client == "httpx.AsyncClient")
            && matches!(verb, "get" | "head")
    })
}

/// Returns whether it opens a connection to a database, and waits for it.
pub(in crate::rule) fn connects(name: &str) -> bool {
    CONNECTING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_wait() {
        assert!(is_request("requests.Session.get") && is_request("httpx.post"));
        assert!(!is_request("requests.Session") && !is_request("dict.get"));
        assert!(is_get("httpx.AsyncClient.get") && !is_get("requests.post"));
        assert!(connects("psycopg2.connect") && !connects("redis.Redis"));
    }
}
