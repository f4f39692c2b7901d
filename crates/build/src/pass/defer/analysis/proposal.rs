//! The analysis in the words of those who defer imports.

use super::edge::{Edge, EdgeId, Mechanism};
use super::hazard::Reason;
use super::{Analysis, Verdict};
use crate::pass::defer::plan;

impl Analysis {
    /// Returns an import as a plan has it.
    #[must_use]
    pub fn planned(&self, id: EdgeId, edge: &Edge) -> plan::Edge {
        plan::Edge {
            id: u32::try_from(id.index()).unwrap_or(u32::MAX),
            line: edge.line,
            column: edge.column,
            alias: edge.alias,
            kind: match edge.mechanism {
                Mechanism::Module => plan::Kind::Module,
                Mechanism::Guard => plan::Kind::Guard,
            },
            target: edge.target.clone(),
            attribute: edge.attribute.clone(),
            binds: edge.binds.clone(),
            uses: (edge.mechanism == Mechanism::Guard).then_some(edge.uses),
        }
    }

    /// Says a reason in a sentence, with where its cause stands.
    #[must_use]
    pub fn sentence(&self, reason: &Reason) -> String {
        let module = &self.tree.module(reason.module).name;
        format!("`{module}`, line {}: {}", reason.line, reason.says)
    }

    /// Says in sentences why an import should not wait; there are none where it can.
    #[must_use]
    pub fn sentences(&self, verdict: &Verdict) -> Vec<String> {
        if let Verdict::Needed(line) = verdict {
            return vec![format!(
                "needed when the module is imported: line {line} uses it"
            )];
        }
        let reasons = verdict.reasons().iter();
        reasons.map(|reason| self.sentence(reason)).collect()
    }
}
