//! What a database's own EXPLAIN says of tables that are read whole.

use serde_json::Value;

/// Nodes of a plan that are looked at.
const MOST_NODES: usize = 1_000;

/// Twice what an index scan costs `PostgreSQL` at least, in its own units: two pages at random, four each,
/// and a little. What is read whole for less is a table so small that it is read whole in spite of any
/// index, and nothing can be told.
const LEAST_COST: f64 = 17.0;

/// Rows below which the same holds for `MySQL`.
const LEAST_ROWS: f64 = 100.0;

/// Returns the tables that a plan reads whole to find some of their rows. The statement tells, for
/// `SQLite`, whether it wants only some.
pub(super) fn scanned_tables(plan: &str, statement: &str) -> Vec<String> {
    let mut tables = match serde_json::from_str::<Value>(plan) {
        Ok(plan @ (Value::Array(_) | Value::Object(_))) => of_json(&plan),
        _ => of_sqlite(plan, statement),
    };
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// Reads lines such as `SCAN orders`, or `SCAN TABLE orders AS o` of older versions.
fn of_sqlite(plan: &str, statement: &str) -> Vec<String> {
    let statement = statement.to_ascii_uppercase();
    if !["WHERE", "JOIN"]
        .iter()
        .any(|word| statement.contains(word))
    {
        return Vec::new();
    }
    let steps = plan.split(['\n', ';']).map(str::trim);
    let tables = steps.filter_map(|step| {
        let words: Vec<&str> = step.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "SCAN")?;
        let mut rest = words.get(at + 1..)?;
        if let [first, others @ ..] = rest
            && *first == "TABLE"
        {
            rest = others;
        }
        let table = rest.first()?;
        let other = ["CONSTANT", "SUBQUERY", "VIRTUAL"].contains(table) || table.starts_with('(');
        let by_index = rest.contains(&"INDEX") || rest.contains(&"VIRTUAL");
        (!other && !by_index).then(|| (*table).to_owned())
    });
    tables.collect()
}

/// Reads plans of `PostgreSQL` and `MySQL`.
fn of_json(plan: &Value) -> Vec<String> {
    let mut tables = Vec::new();
    let mut waiting = vec![plan];
    let mut n_nodes = 0;
    while let Some(node) = waiting.pop() {
        n_nodes += 1;
        if n_nodes > MOST_NODES {
            break;
        }
        match node {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                tables.extend(scanned_by(node));
                waiting.extend(
                    members
                        .values()
                        .filter(|value| value.is_array() || value.is_object()),
                );
            }
            _ => {}
        }
    }
    tables
}

fn scanned_by(node: &Value) -> Option<String> {
    let text = |name: &str| node.get(name).and_then(Value::as_str);
    let number = |name: &str| node.get(name).and_then(Value::as_f64);
    let postgres = text("Node Type").is_some_and(|kind| kind.ends_with("Seq Scan"))
        && node.get("Filter").is_some()
        && number("Total Cost").is_none_or(|cost| cost >= LEAST_COST);
    if postgres {
        return text("Relation Name").map(str::to_owned);
    }
    let mysql = text("access_type") == Some("ALL")
        && node.get("attached_condition").is_some()
        && number("rows_examined_per_scan").is_none_or(|rows| rows >= LEAST_ROWS);
    text("table_name").filter(|_| mysql).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHERE: &str = "SELECT * FROM orders WHERE customer = ?";

    #[test]
    fn sqlite_tells_a_scan_in_words() {
        assert_eq!(scanned_tables("SCAN orders", WHERE), ["orders"]);
        assert_eq!(
            scanned_tables(
                "SCAN TABLE orders AS o\nUSE TEMP B-TREE FOR ORDER BY",
                WHERE
            ),
            ["orders"]
        );
        for fine in [
            "SEARCH orders USING INDEX by_customer (customer=?)",
            "SCAN orders USING COVERING INDEX by_customer",
            "SCAN CONSTANT ROW",
            "",
        ] {
            assert_eq!(scanned_tables(fine, WHERE), [""; 0], "{fine}");
        }
        assert_eq!(
            scanned_tables("SCAN orders", "SELECT * FROM orders"),
            [""; 0]
        );
    }

    #[test]
    fn postgresql_tells_a_scan_in_json() {
        let plan = |cost: f64, filter: &str| {
            format!(
                r#"[{{"Plan": {{"Node Type": "Sort", "Plans": [{{"Node Type": "Seq Scan", {filter}
                "Relation Name": "orders", "Total Cost": {cost}}}]}}}}]"#
            )
        };
        let filter = r#""Filter": "(customer = 7)","#;
        assert_eq!(scanned_tables(&plan(800.0, filter), WHERE), ["orders"]);
        // Too small to tell, and all rows wanted.
        assert_eq!(scanned_tables(&plan(1.1, filter), WHERE), [""; 0]);
        assert_eq!(scanned_tables(&plan(800.0, ""), WHERE), [""; 0]);
    }

    #[test]
    fn mysql_tells_a_scan_in_json() {
        let plan = |rows: u32, access: &str| {
            format!(
                r#"{{"query_block": {{"table": {{"table_name": "orders", "access_type": "{access}",
                "rows_examined_per_scan": {rows}, "attached_condition": "(c = 7)"}}}}}}"#
            )
        };
        assert_eq!(scanned_tables(&plan(5_000, "ALL"), WHERE), ["orders"]);
        assert_eq!(scanned_tables(&plan(5_000, "ref"), WHERE), [""; 0]);
        assert_eq!(scanned_tables(&plan(5, "ALL"), WHERE), [""; 0]);
    }

    #[test]
    fn hostile_plans_end() {
        assert_eq!(scanned_tables(&"[".repeat(10_000), WHERE), [""; 0]);
        let wide = format!("[{}{{}}]", "{},".repeat(100_000));
        assert_eq!(scanned_tables(&wide, WHERE), [""; 0]);
        assert_eq!(scanned_tables("\"SCAN\"", WHERE), [""; 0]);
    }
}
