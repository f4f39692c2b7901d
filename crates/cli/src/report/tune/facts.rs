//! What was learnt beside figures, in sentences.

use warmfront_tune::tuning::{Fact, Usable};

use super::Tuned;
use crate::report::figures::{percent, time};

/// Returns a sentence for each fact.
pub(super) fn sentences(tuned: Tuned<'_>) -> Vec<String> {
    let facts = tuned.tuning.facts.iter();
    facts.map(|fact| sentence(tuned, fact)).collect()
}

fn sentence(tuned: Tuned<'_>, fact: &Fact) -> String {
    let event = |index: usize| -> String {
        let name = tuned.subject.events.get(index).map(String::as_str);
        name.filter(|_| tuned.subject.events.len() > 1)
            .map(|name| format!(" on {name}"))
            .unwrap_or_default()
    };
    match fact {
        Fact::OutOfMemory { size } => format!("{size} is too little: memory ran out"),
        Fact::TimedOut { size } => format!(
            "{size} is too slow: time ran out after {} s",
            tuned.plan.timeout.as_secs()
        ),
        Fact::Failed {
            size,
            event: index,
            kind,
            message,
            n,
        } => {
            let times = if *n == 1 {
                String::new()
            } else {
                format!(" {n} times")
            };
            format!(
                "it failed at {size}{}{times}: {kind}: {message}",
                event(*index)
            )
        }
        Fact::Bimodal {
            event: index,
            quick_ms,
            slow_ms,
            slow_share,
        } => format!(
            "it takes two different times{}: {}, and {} in {} of invocations",
            event(*index),
            time(*quick_ms),
            time(*slow_ms),
            percent(*slow_share)
        ),
        Fact::Flaky {
            event: index,
            n_failed,
            n,
        } => format!("it fails at times{}: {n_failed} of {n}", event(*index)),
        Fact::WarmUp { n: 1 } => {
            "one warm invocation was slower as caches filled, and is left out".to_owned()
        }
        Fact::WarmUp { n } => {
            format!("{n} warm invocations were slower as caches filled, and are left out")
        }
        Fact::Outliers { n: 1 } => "one invocation is far from all others".to_owned(),
        Fact::Outliers { n } => format!("{n} invocations are far from all others"),
        Fact::FewProcessors { largest } => format!(
            "it uses several vCPUs, and this machine cannot tell how it does above {largest}"
        ),
    }
}

/// Says why a size cannot be chosen, in few words.
pub(super) fn unusable(usable: Usable) -> Option<&'static str> {
    match usable {
        Usable::Yes => None,
        Usable::TooLittleMemory => Some("too little memory"),
        Usable::TooSlow => Some("too slow"),
        Usable::Fails => Some("it fails"),
        Usable::OverLimit => Some("over the limit"),
        Usable::Unknown => Some("more vCPUs than here"),
    }
}
