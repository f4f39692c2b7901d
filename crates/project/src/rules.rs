//! What a project's configuration says of rules: the `check` table of `warmfront.toml`, or
//! `[tool.warmfront.check]` of `pyproject.toml`.

use std::path::{Path, PathBuf};

use crate::document::{LARGEST_TEXT, Node, read_text, toml};
use crate::functions::reader::unfit;
use crate::problem::{FileError, Problem, nearest};

const KEYS: [&str; 7] = [
    "baseline",
    "exclude",
    "extend-ignore",
    "extend-select",
    "ignore",
    "per-file-ignores",
    "select",
];

/// What a project's configuration says of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Rules to ask, instead of those that are asked by default.
    pub select: Option<Vec<String>>,
    /// Rules to leave out.
    pub ignore: Vec<String>,
    /// Rules to ask besides.
    pub extend_select: Vec<String>,
    /// Rules to leave out besides.
    pub extend_ignore: Vec<String>,
    /// Rules to leave out in files that a pattern means.
    pub per_file_ignores: Vec<(String, Vec<String>)>,
    /// Files that are not looked at, as patterns.
    pub exclude: Vec<String>,
    /// File of known findings, in the folder of this one.
    pub baseline: Option<PathBuf>,
}

/// Reads the table that holds for a folder: its own, or that of the next folder above it.
pub fn above(folder: &Path) -> Result<Option<(PathBuf, Table)>, FileError> {
    for folder in folder.ancestors() {
        for name in ["warmfront.toml", "pyproject.toml"] {
            let file = folder.join(name);
            if !file.is_file() {
                continue;
            }
            let text = read_text(&file, LARGEST_TEXT)?;
            // Other tools' files are theirs to report, unless they mean to speak to this one.
            if name == "pyproject.toml" && !text.contains("[tool.warmfront") {
                continue;
            }
            let table = parse(&text).map_err(|problem| problem.within(&file))?;
            return Ok(Some((file, table)));
        }
    }
    Ok(None)
}

/// Parses a `warmfront.toml`, or a `pyproject.toml`.
pub fn parse(text: &str) -> Result<Table, Problem> {
    let document = toml::parse(text)?;
    let top = document.path(&["tool", "warmfront"]).unwrap_or(&document);
    let Some(table) = top.get("check") else {
        return Ok(Table::default());
    };
    let Some(map) = table.as_map() else {
        return Err(unfit("check", "a table", table));
    };
    if let Some((key, node)) = map.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
        let problem = Problem::new(node.mark, format!("unknown key `{key}`"));
        return Err(match nearest(key, KEYS) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("known keys are {}", KEYS.join(", "))),
        });
    }
    let mut read = Table {
        select: map
            .get("select")
            .map(|node| texts("select", node))
            .transpose()?,
        ..Table::default()
    };
    for (key, list) in [
        ("ignore", &mut read.ignore),
        ("extend-select", &mut read.extend_select),
        ("extend-ignore", &mut read.extend_ignore),
        ("exclude", &mut read.exclude),
    ] {
        if let Some(node) = map.get(key) {
            *list = texts(key, node)?;
        }
    }
    if let Some(node) = map.get("per-file-ignores") {
        let files = node
            .as_map()
            .ok_or_else(|| unfit("per-file-ignores", "a table", node))?;
        for (pattern, node) in files {
            let codes = texts(pattern, node)?;
            read.per_file_ignores.push((pattern.clone(), codes));
        }
    }
    if let Some(node) = map.get("baseline") {
        let text = node
            .as_text()
            .ok_or_else(|| unfit("baseline", "a text", node))?;
        read.baseline = Some(PathBuf::from(text));
    }
    Ok(read)
}

fn texts(key: &str, node: &Node) -> Result<Vec<String>, Problem> {
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    let texts = items.iter().map(|item| {
        let text = item.as_text().map(str::to_owned);
        text.ok_or_else(|| unfit(key, "a text or a list of texts", item))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_from_either_file() {
        let own = parse("[check]\nselect = ['ALL']\nignore = 'WF501'\n").unwrap();
        assert_eq!(own.select, Some(vec!["ALL".to_owned()]));
        assert_eq!(own.ignore, ["WF501"]);
        let shared = "[tool.warmfront.check.per-file-ignores]\n'tests/**' = ['WF1']\n";
        let expected = [("tests/**".to_owned(), vec!["WF1".to_owned()])];
        assert_eq!(parse(shared).unwrap().per_file_ignores, expected);
        assert_eq!(parse("[build]\nx = 1\n").unwrap(), Table::default());
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let problem = parse("[check]\nselct = ['ALL']\n").unwrap_err();
        assert_eq!(problem.to_string(), "2:1: unknown key `selct`");
        assert_eq!(problem.hint.as_deref(), Some("did you mean `select`?"));
        assert!(parse("check = 1").is_err());
        assert!(parse("[check]\nignore = [1]").is_err());
    }

    #[test]
    fn the_table_above_holds() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        fs_err::create_dir_all(&below).unwrap();
        fs_err::write(
            folder.path().join("warmfront.toml"),
            "[check]\nignore = 'WF5'\n",
        )
        .unwrap();
        fs_err::write(folder.path().join("a/pyproject.toml"), "[tool.black]\n").unwrap();
        let (_, table) = above(&below).unwrap().unwrap();
        assert_eq!(table.ignore, ["WF5"]);
    }
}
