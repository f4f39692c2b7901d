//! Names of AWS services, which differ between a client's name, its service id and the table of limits.

/// Services whose client in boto3 is not called as their service id is, letters only.
const ALIASES: &[(&str, &str)] = &[
    ("events", "eventbridge"),
    ("monitoring", "cloudwatch"),
    ("logs", "cloudwatchlogs"),
    ("stepfunctions", "sfn"),
    ("cognitoidp", "cognitoidentityprovider"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancingv2"),
    ("ce", "costexplorer"),
    ("iotdata", "iotdataplane"),
];

/// Returns a service's name in small letters without blanks, the same for all of its names.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name = letters.collect::<String>().to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    alias.map_or(name, |(_, service)| (*service).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_and_its_service_id_have_one_name() {
        assert_eq!(plain("secretsmanager"), plain("Secrets Manager"));
        assert_eq!(plain("stepfunctions"), plain("SFN"));
        assert_eq!(plain("events"), plain("EventBridge"));
        assert_ne!(plain("s3"), plain("SQS"));
    }
}
