//! What studies published of applications on the same packages: times faster, as they measured it on
//! Lambda, each against its own baseline.

/// Application, study, init and end to end.
const FIGURES: &[(&str, &str, &str, &str)] = &[
    ("dna-squiggle", "λ-trim", "1.80", "1.14"),
    ("dna-squiggle", "SlimStart", "2.30", "2.26"),
    ("igraph-friends", "λ-trim", "1.80", "1.05"),
    ("igraph-friends", "SlimStart", "1.69–1.73", "1.68–1.70"),
    ("lightgbm-score", "λ-trim", "2.19", "1.43"),
    ("lxml-invoices", "λ-trim", "1.09", "1.26"),
    ("markdown-pages", "λ-trim", "1.00", "1.00"),
    ("pandas-report", "λ-trim", "1.22", "1.13"),
    ("pillow-thumbnails", "λ-trim (image-resize)", "0.95", "0.96"),
    ("shapely-zones", "λ-trim", "1.05", "0.96"),
    ("skimage-cells", "λ-trim", "1.70", "1.51"),
    ("skimage-cells", "SlimStart (skimage_numpy)", "1.41", "1.36"),
    ("sklearn-predict", "λ-trim (scikit)", "1.25", "0.98"),
    ("spacy-tickets", "λ-trim", "1.49", "1.36"),
    ("sympy-solver", "λ-trim (jsym)", "1.12", "0.99"),
    ("textblob-mood", "λ-trim", "1.02", "1.01"),
    ("textblob-mood", "SlimStart (nltk)", "1.35", "1.33"),
    ("wine-quality", "λ-trim", "1.16", "1.10"),
    ("wine-quality", "SlimStart", "1.76–1.79", "1.50–1.68"),
    ("chameleon-table", "SlimStart", "1.17", "1.05"),
];

/// Returns what was published of an application, in a line each.
pub(super) fn of(application: &str) -> impl Iterator<Item = String> {
    let own = FIGURES
        .iter()
        .filter(move |(name, ..)| *name == application);
    own.map(|(_, study, init, whole)| format!("{study}: init × {init}, end to end × {whole}"))
}

#[cfg(test)]
mod tests {
    use warmfront_testkit::application;

    use super::FIGURES;

    #[test]
    fn what_was_published_is_of_applications_that_there_are() {
        let all = application::all().unwrap();
        for (name, ..) in FIGURES {
            assert!(all.iter().any(|one| one.name == *name), "{name}");
        }
    }
}
