//! An answer out of the cache is no invocation.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(541),
    name: "api-without-cache",
    summary: "a REST API asks its functions the same thing again and again",
    class: Class::PerInvocation,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF541.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    let stages = configuration.of(Kind::ApiStage);
    let apis = configuration
        .of(Kind::RestApi)
        .filter(|site| site.resource.written == "AWS::Serverless::Api");
    for site in stages.chain(apis) {
        let is_off = match site.resource.get(Setting::Caching) {
            None => true,
            Some(stated) => stated.flag() == Some(false),
        };
        if is_off {
            let message = format!("`{}` has no cache", site.resource.id);
            site.report(findings, Setting::Caching, message);
        }
    }
}
