//! What was found and needs a person: findings that no fix mends, and the other architecture.

use warmfront_check::finding::{Class, Finding};
use warmfront_check::fix::Edit;
use warmfront_check::rule;
use warmfront_model::function::Architecture;
use warmfront_optimize::change::ChangeId;
use warmfront_optimize::journey::{Fate, Journey};
use warmfront_optimize::plan::Plan;

use crate::commands::optimize::laboratory::Lab;
use crate::commands::optimize::propose::code;
use crate::report::optimize::{Advice, Figure, Saving};

/// Name of the rule that asks for the other architecture.
const ARM: &str = "x86-where-arm64-would-do";

/// Returns the advice, with the largest gains first.
pub(super) fn of(lab: &Lab<'_>, plan: &Plan, journey: &Journey) -> anyhow::Result<Vec<Advice>> {
    let mut advice = Vec::new();
    let kept = edits(lab, &journey.kept);
    let untried = journey.tried.iter();
    let untried = untried.filter(|tried| tried.fate == Fate::Untried);
    let untried: Vec<ChangeId> = untried.map(|tried| tried.change.id.clone()).collect();
    let untried = edits(lab, &untried);
    for finding in code::findings(lab.ground)? {
        if concerns(lab, &finding) && !is_mended(&finding, &kept) {
            advice.push(of_finding(lab, &finding, &untried));
        }
    }
    if let Some(arm) = arm(plan, journey) {
        // The rule that says so knows more of the packages, and the prices say what it is worth.
        let is_it =
            |each: &&mut Advice| each.code.as_deref().is_some_and(|code| code.ends_with(ARM));
        match advice.iter_mut().find(is_it) {
            Some(known) => known.saves = arm.saves,
            None => advice.push(arm),
        }
    }
    advice.sort_by(|one, other| saved(other).total_cmp(&saved(one)));
    Ok(advice)
}

fn edits(lab: &Lab<'_>, changes: &[ChangeId]) -> Vec<Edit> {
    let set = lab.set(changes);
    set.iter().flat_map(|each| each.edits()).cloned().collect()
}

/// Tells whether a finding is about this function: its own code, or its part of a template.
fn concerns(lab: &Lab<'_>, finding: &Finding) -> bool {
    let ground = lab.ground;
    let file = code::absolute(&finding.place.file);
    let is_own = ground.sources.name(&file).is_some();
    let declared_as = Some(ground.found.declared_as.as_str());
    finding.class != Class::Nothing && (is_own || finding.symbol.as_deref() == declared_as)
}

/// Tells whether what is kept mends a finding.
fn is_mended(finding: &Finding, kept: &[Edit]) -> bool {
    let Some(fix) = &finding.fix else {
        return false;
    };
    let is_kept = |edit: &Edit| {
        let file = code::absolute(&edit.file);
        let same =
            |other: &Edit| (&other.file, other.span, &other.text) == (&file, edit.span, &edit.text);
        kept.iter().any(same)
    };
    fix.edits.iter().all(is_kept)
}

fn saved(advice: &Advice) -> f64 {
    let dollars = advice.saves.and_then(|saves| saves.cost_per_million);
    dollars.map_or(-1.0, Figure::get)
}

fn of_finding(lab: &Lab<'_>, finding: &Finding, untried: &[Edit]) -> Advice {
    let file = lab.ground.short(&finding.place.file);
    let place = match finding.place.range {
        Some(range) => format!("{file}:{}", range.start.line),
        None => file,
    };
    let is_own = lab
        .ground
        .sources
        .name(&code::absolute(&finding.place.file))
        .is_some();
    let what_to_do = match &finding.fix {
        Some(fix) if !is_own => format!("{}; `warmfront check --fix` does it", fix.summary),
        Some(fix) if is_mended(finding, untried) => {
            format!("{}; there was no time to try it", fix.summary)
        }
        Some(fix) => format!("{}: it was tried, and not kept", fix.summary),
        None => match finding.notes.first() {
            Some(note) => note.clone(),
            None => format!("`warmfront explain {}` says what to do", finding.code),
        },
    };
    let cost = finding.cost.map(|cost| cost.per_million.to_string());
    let dollars = cost
        .and_then(|text| text.parse().ok())
        .and_then(Figure::new);
    Advice {
        title: finding.message.clone(),
        place: Some(place),
        code: Some(rule::of(finding.code).map_or_else(
            || finding.code.to_string(),
            |rule| format!("{} {}", rule.code, rule.name),
        )),
        what_to_do,
        saves: dollars.map(|dollars| Saving {
            cost_per_million: Some(dollars),
            ..Saving::default()
        }),
    }
}

/// Says what the other architecture would save, at the same speed.
fn arm(plan: &Plan, journey: &Journey) -> Option<Advice> {
    if plan.configuration.architecture == Architecture::Arm64 {
        return None;
    }
    let price = |architecture| plan.prices.of(architecture).compute.first().of(1_000_000);
    let part = 1.0 - price(Architecture::Arm64).ratio(price(Architecture::X86_64))?;
    let requests: f64 = plan
        .prices
        .request
        .of(1_000_000)
        .to_decimal()
        .parse()
        .ok()?;
    let cost = journey.overall.after.as_ref()?.cost_per_million - requests;
    let percent = part * 100.0;
    Some(Advice {
        title: format!("arm64 costs {percent:.0} % less per second"),
        place: None,
        code: None,
        what_to_do:
            "set the architecture to arm64 and build for it where every native package has \
                     a wheel; this machine cannot say how fast the function is there"
                .to_owned(),
        saves: Some(Saving {
            cost_per_million: Figure::new(cost * part),
            ..Saving::default()
        }),
    })
}
