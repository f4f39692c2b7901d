//! Changes that do nothing: how often they are kept says how often the search is fooled.

use warmfront_check::fix::{Edit, Span};
use warmfront_optimize::change::Source;

use super::Proposed;
use crate::commands::optimize::alteration::Alteration;
use crate::commands::optimize::ground::Ground;

/// Proposes as many as are asked for: comments at the ends of the function's own files.
pub(super) fn propose(ground: &Ground<'_>) -> Vec<Proposed> {
    let files: Vec<_> = ground.sources.texts().collect();
    let numbers = 1..=ground.settings.n_placebos;
    let chosen = numbers.zip(files.iter().cycle());
    let placebos = chosen.filter_map(|(number, (file, text))| {
        let end = u32::try_from(text.len()).ok()?;
        let line_end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let edit = Edit {
            file: (*file).to_owned(),
            span: Span { start: end, end },
            text: format!("{line_end}# Nothing, for the {number}. time.\n"),
        };
        let path = ground.sources.name(file)?;
        Some(Proposed::new(
            format!("placebo/{number}"),
            Source::Placebo,
            format!("a comment at the end of {path}"),
            Alteration::Code(vec![edit]),
        ))
    });
    placebos.collect()
}
