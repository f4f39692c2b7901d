//! Reads one setting after another out of a declaration, whatever the file's own language of
//! references is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use warmfront_model::function::{Architecture, LONGEST_TIMEOUT, LogFormat, PythonVersion};
use warmfront_model::units::{EphemeralStorage, MemorySize};

use crate::document::{Node, Value};
use crate::problem::Problem;

/// What a value is once its references are followed.
pub(crate) enum Resolved<'a> {
    /// This value.
    Known(Cow<'a, Node>),
    /// As if the setting were not there.
    Absent,
    /// Known only once deployed.
    Unresolved {
        /// The reference, for messages.
        what: String,
        /// A text that can stand for it on a developer's machine.
        stand_in: String,
    },
}

/// A file's language of references.
pub(crate) trait Resolve {
    /// Follows a value's references; what is inside a list or map is left as it is.
    fn resolve<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Problem>;
}

/// The language of files that have no references.
pub(crate) struct Plain;

impl Resolve for Plain {
    fn resolve<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Problem> {
        Ok(Resolved::Known(Cow::Borrowed(node)))
    }
}

/// What a runtime's identifier says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// Nothing that is known here.
    Undeclared,
    /// A Python that the engine runs.
    Python(PythonVersion),
    /// Another language, or too old a Python.
    Other(String),
}

/// Reads settings and collects what should be said about them.
pub(crate) struct Reader<'r> {
    resolve: &'r dyn Resolve,
    /// What a reader of the result should know.
    pub(crate) notes: Vec<String>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(resolve: &'r dyn Resolve) -> Self {
        Self {
            resolve,
            notes: Vec::new(),
        }
    }

    /// Returns a value; notes one that is known only once deployed.
    pub(crate) fn value(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<Cow<'r, Node>>, Problem> {
        let Some(node) = node else {
            return Ok(None);
        };
        match self.resolve.resolve(node)? {
            Resolved::Known(node) if node.is_null() => Ok(None),
            Resolved::Known(node) => Ok(Some(node)),
            Resolved::Absent => Ok(None),
            Resolved::Unresolved { what, .. } => {
                self.notes
                    .push(format!("`{key}` is known only once deployed (`{what}`)"));
                Ok(None)
            }
        }
    }

    pub(crate) fn text(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<String>, Problem> {
        let Some(node) = self.value(key, node)? else {
            return Ok(None);
        };
        let text = node.scalar().ok_or_else(|| unfit(key, "a text", &node))?;
        Ok(Some(text))
    }

    fn number(&mut self, key: &str, node: Option<&'r Node>) -> Result<Option<u64>, Problem> {
        let Some(node) = self.value(key, node)? else {
            return Ok(None);
        };
        let text = node.scalar().unwrap_or_default();
        let whole = text.trim().trim_end_matches(".0");
        let number = whole
            .parse()
            .map_err(|_| unfit(key, "a whole number", &node))?;
        Ok(Some(number))
    }

    pub(crate) fn memory_size(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<MemorySize>, Problem> {
        let number = self.number(key, node)?;
        number
            .map(|megabytes| MemorySize::new(megabytes).map_err(|error| refused(key, node, &error)))
            .transpose()
    }

    pub(crate) fn ephemeral_storage(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<EphemeralStorage>, Problem> {
        let number = self.number(key, node)?;
        number
            .map(|size| EphemeralStorage::new(size).map_err(|error| refused(key, node, &error)))
            .transpose()
    }

    pub(crate) fn timeout(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<Duration>, Problem> {
        let Some(seconds) = self.number(key, node)? else {
            return Ok(None);
        };
        let timeout = Duration::from_secs(seconds);
        if timeout.is_zero() || timeout > LONGEST_TIMEOUT {
            let longest = LONGEST_TIMEOUT.as_secs();
            let fault = format!("timeout of {seconds} s is outside 1 to {longest} s");
            return Err(refused(key, node, &fault));
        }
        Ok(Some(timeout))
    }

    /// Reads an architecture, alone or as a list of one.
    pub(crate) fn architecture(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<Architecture>, Problem> {
        let text = match self.value(key, node)?.as_deref() {
            None => return Ok(None),
            Some(Node {
                value: Value::List(list),
                ..
            }) => match list.first() {
                None => return Ok(None),
                Some(first) => self.scalar_inside(key, first)?,
            },
            Some(node) => Some(node.scalar().ok_or_else(|| unfit(key, "a text", node))?),
        };
        text.map(|text| text.parse().map_err(|error| refused(key, node, &error)))
            .transpose()
    }

    /// Reads the first of a list, whose items may be references too.
    fn scalar_inside(&mut self, key: &str, item: &Node) -> Result<Option<String>, Problem> {
        match self.resolve.resolve(item)? {
            Resolved::Known(node) => Ok(node.scalar()),
            Resolved::Absent => Ok(None),
            Resolved::Unresolved { what, .. } => {
                self.notes
                    .push(format!("`{key}` is known only once deployed (`{what}`)"));
                Ok(None)
            }
        }
    }

    pub(crate) fn runtime(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Runtime, Problem> {
        let Some(text) = self.text(key, node)? else {
            return Ok(Runtime::Undeclared);
        };
        let version = text.starts_with("python").then(|| text.parse());
        Ok(match version {
            Some(Ok(version)) if is_supported(version) => Runtime::Python(version),
            _ => Runtime::Other(text),
        })
    }

    pub(crate) fn log_format(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
    ) -> Result<Option<LogFormat>, Problem> {
        let text = self.text(key, node)?;
        text.map(|text| match text.to_ascii_uppercase().as_str() {
            "TEXT" => Ok(LogFormat::Text),
            "JSON" => Ok(LogFormat::Json),
            _ => Err(refused(
                key,
                node,
                &format!("`{text}` is neither Text nor JSON"),
            )),
        })
        .transpose()
    }

    /// Reads environment variables; what is known only once deployed gets a stand-in, and is noted.
    pub(crate) fn environment(
        &mut self,
        key: &str,
        node: Option<&'r Node>,
        into: &mut BTreeMap<String, String>,
    ) -> Result<(), Problem> {
        let Some(variables) = self.value(key, node)? else {
            return Ok(());
        };
        let map = variables
            .as_map()
            .ok_or_else(|| unfit(key, "a map", &variables))?;
        let mut deployed = Vec::new();
        for (name, node) in map {
            let text = match self.resolve.resolve(node)? {
                Resolved::Known(node) if node.is_null() => String::new(),
                Resolved::Known(node) => {
                    node.scalar().ok_or_else(|| unfit(name, "a text", &node))?
                }
                Resolved::Absent => continue,
                Resolved::Unresolved { stand_in, .. } => {
                    deployed.push(format!("{name}={stand_in}"));
                    stand_in
                }
            };
            if name.is_empty() || name.contains(['=', '\0']) || text.contains('\0') {
                let fault = format!("`{name}` cannot be an environment variable");
                return Err(refused(key, Some(node), &fault));
            }
            into.insert(name.clone(), text);
        }
        if !deployed.is_empty() {
            self.notes.push(format!(
                "environment variables known only once deployed have stand-ins: {}",
                deployed.join(", ")
            ));
        }
        Ok(())
    }
}

/// Oldest Python that the engine's bootstrap supports.
const OLDEST: PythonVersion = PythonVersion { major: 3, minor: 8 };

fn is_supported(version: PythonVersion) -> bool {
    version.major == 3 && version >= OLDEST
}

pub(crate) fn unfit(key: &str, wanted: &str, node: &Node) -> Problem {
    let given = node
        .scalar()
        .map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
    Problem::new(node.mark, format!("`{key}` must be {wanted}, not {given}"))
}

fn refused(key: &str, node: Option<&Node>, fault: &dyn std::fmt::Display) -> Problem {
    let mark = node.and_then(|node| node.mark);
    Problem::new(mark, format!("`{key}`: {fault}"))
}
