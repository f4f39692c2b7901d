//! All applications together: geometric means, and the application at either end.

use std::fmt::Write as _;

use anyhow::Context as _;

use super::figures::{Figures, Measured, Of, Ratio, ratio};
use super::form::{self, Form};
use super::page::shown;

/// Returns the section on all applications.
pub(super) fn section(all: &[Figures]) -> anyhow::Result<String> {
    let mut text = String::from(
        "### Together\n\n\
         Geometric means over the applications that have the form, [95 %]; in brackets behind them the \
         applications with the least and the most. Memory and size are parts of the baseline's.\n",
    );
    for baseline in [Form::Shipped, Form::Valid] {
        let name = baseline.name();
        write!(
            text,
            "\n| against {name} | applications | init × faster, wall | CPU | first request × faster, wall | \
             max memory | unzipped | zipped |\n|---|---|---|---|---|---|---|---|\n"
        )?;
        for form in form::all().filter(|form| *form != baseline) {
            let pairs = pairs(all, form, baseline)?;
            if !pairs.is_empty() {
                text += &row(form, &pairs)?;
            }
        }
    }
    Ok(text)
}

/// A form of an application, and the baseline of the same.
pub(in crate::bench) struct Pair<'a> {
    pub(in crate::bench) name: &'a str,
    pub(in crate::bench) of: &'a Of,
    pub(in crate::bench) baseline: &'a Of,
}

fn pairs(all: &[Figures], form: Form, baseline: Form) -> anyhow::Result<Vec<Pair<'_>>> {
    let mut pairs = Vec::new();
    for figures in all {
        if let Some(of) = figures.of(form) {
            pairs.push(Pair {
                name: &figures.name,
                of,
                baseline: figures.baseline(baseline)?,
            });
        }
    }
    Ok(pairs)
}

fn row(form: Form, pairs: &[Pair<'_>]) -> anyhow::Result<String> {
    let part = |part: fn(&Of) -> f64| {
        let ratios = pairs.iter().map(|pair| part(pair.of) / part(pair.baseline));
        geometric_mean(&ratios.collect::<Vec<_>>())
    };
    let memory = faster(pairs, |one| one.memory_mb)?.mean;
    #[expect(clippy::cast_precision_loss, reason = "no package has 2^53 bytes")]
    let (size, zipped) = (
        part(|of| of.footprint.bytes as f64),
        part(|of| of.zipped as f64),
    );
    Ok(format!(
        "| {} | {} | {} | {} | {} | {:.2} | {size:.2} | {zipped:.2} |\n",
        form.name(),
        pairs.len(),
        faster(pairs, |one| one.init_wall)?.shown(),
        faster(pairs, |one| one.init_cpu)?.shown(),
        faster(pairs, |one| one.first_wall)?.shown(),
        1.0 / memory.estimate,
    ))
}

/// How much less a figure is, over all applications.
pub(in crate::bench) struct Faster<'a> {
    mean: Ratio,
    least: (f64, &'a str),
    most: (f64, &'a str),
}

impl Faster<'_> {
    pub(in crate::bench) fn shown(&self) -> String {
        let ((least, slowest), (most, fastest)) = (self.least, self.most);
        format!(
            "{} ({slowest} {least:.2}, {fastest} {most:.2})",
            shown(self.mean)
        )
    }
}

/// Takes the geometric mean of each round over all applications, whose middle is theirs together: the
/// interval tells what another run of the same applications would find, not what others would.
pub(in crate::bench) fn faster<'a>(
    pairs: &[Pair<'a>],
    part: fn(&Measured) -> f64,
) -> anyhow::Result<Faster<'a>> {
    let mut rounds: Vec<Vec<f64>> = Vec::new();
    let mut middles = Vec::new();
    for pair in pairs {
        let ratios = pair.of.times_less(pair.baseline, part)?;
        middles.push((ratio(&ratios)?.estimate, pair.name));
        rounds.resize(ratios.len(), Vec::new());
        for (round, ratio) in rounds.iter_mut().zip(ratios) {
            round.push(ratio);
        }
    }
    let means: Vec<f64> = rounds.iter().map(|round| geometric_mean(round)).collect();
    let order = |a: &&(f64, &str), b: &&(f64, &str)| a.0.total_cmp(&b.0);
    let least = middles.iter().min_by(order).context("no application")?;
    let most = middles.iter().max_by(order).context("no application")?;
    Ok(Faster {
        mean: ratio(&means)?,
        least: *least,
        most: *most,
    })
}

fn geometric_mean(ratios: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of applications")]
    let n = ratios.len() as f64;
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / n).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::build::folder::Footprint;

    /// Returns an application whose form is so many times faster, in every round.
    fn application(name: &str, times: &[f64]) -> Figures {
        let of = |form, times: &[f64]| Of {
            form,
            taken: times.iter().map(|times| measured(100.0 / times)).collect(),
            footprint: Footprint {
                bytes: 1000,
                ..Footprint::default()
            },
            zipped: 10,
        };
        let plain = vec![1.0; times.len()];
        Figures {
            name: name.to_owned(),
            memory_size: warmfront_model::units::MemorySize::MOST,
            event: "one",
            forms: vec![
                of(Form::Shipped, &plain),
                of(Form::Valid, &plain),
                of(Form::Built("default"), times),
            ],
            notes: Vec::new(),
        }
    }

    fn measured(all: f64) -> Measured {
        Measured {
            init_wall: all,
            init_cpu: all,
            first_wall: all,
            first_cpu: all,
            warm_wall: all,
            warm_cpu: all,
            memory_mb: all,
        }
    }

    #[test]
    fn the_mean_is_geometric_and_names_both_ends() {
        let all = [
            application("slow", &[2.0; 6]),
            application("fast", &[8.0; 6]),
        ];
        let pairs = pairs(&all, Form::Built("default"), Form::Shipped).unwrap();
        let faster = faster(&pairs, |one| one.init_wall).unwrap();
        assert_eq!(faster.shown(), "4.00 [4.00, 4.00] (slow 2.00, fast 8.00)");
    }

    #[test]
    fn a_form_that_was_not_made_has_no_row() {
        let text = section(&[application("one", &[2.0; 3])]).unwrap();
        assert_eq!(text.matches("| default | 1 | 2.00 ").count(), 2, "{text}");
        assert!(!text.contains("| bundle |"), "{text}");
    }
}
