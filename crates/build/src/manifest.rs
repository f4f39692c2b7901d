//! The manifest: every file and every change of a package, with why, as a versioned document.

use serde::{Deserialize, Serialize};

/// Name and version of the document.
pub const SCHEMA: &str = "warmfront.build/1";

/// Name under which it lies in a package's folder.
pub const FILE_NAME: &str = "warmfront-manifest.json";

/// The account of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
}
