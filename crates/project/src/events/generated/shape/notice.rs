//! Single events: schedules, rules of `EventBridge`, user pools, logs.

use serde_json::{Map, Value as Json, json};

use super::{ACCOUNT, ID, REGION, SECONDS, TIME, arn, or};
use crate::events::generated::encoded::{base64, gzip};

/// Returns what a schedule hands over by itself.
pub(super) fn schedule(name: &str, is_scheduler: bool) -> Json {
    // Without an input, `EventBridge Scheduler` hands over an empty object.
    if is_scheduler {
        return json!({});
    }
    let rule = arn("events", &format!("rule/{}", or(name, "schedule")));
    bus("aws.events", "Scheduled Event", &[rule], &json!({}))
}

/// Returns an event that matches a rule.
pub(super) fn rule(
    source: Option<&str>,
    detail_type: Option<&str>,
    fields: &[(Vec<String>, Json)],
) -> Json {
    let mut detail = Json::Object(Map::new());
    for (path, value) in fields {
        let mut place = &mut detail;
        for key in path {
            if !place.is_object() {
                *place = Json::Object(Map::new());
            }
            place = &mut place[key.as_str()];
        }
        *place = value.clone();
    }
    bus(
        source.unwrap_or("my.app"),
        detail_type.unwrap_or("MyEvent"),
        &[],
        &detail,
    )
}

fn bus(source: &str, detail_type: &str, resources: &[String], detail: &Json) -> Json {
    json!({
        "version": "0",
        "id": ID,
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": TIME,
        "region": REGION,
        "resources": resources,
        "detail": detail
    })
}

/// Returns a step of a user pool of Cognito.
pub(super) fn user_pool(source: &str) -> Json {
    let (request, response) = match source.split('_').next().unwrap_or_default() {
        "PreSignUp" => (
            json!({ "validationData": null }),
            json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false }),
        ),
        "TokenGeneration" => (
            json!({ "groupConfiguration": {
                "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null
            } }),
            json!({ "claimsOverrideDetails": null }),
        ),
        "CustomMessage" => (
            json!({ "codeParameter": "####", "usernameParameter": null }),
            json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null }),
        ),
        "DefineAuthChallenge" => (
            json!({ "session": [] }),
            json!({ "challengeName": null, "issueTokens": false, "failAuthentication": false }),
        ),
        "CreateAuthChallenge" => (
            json!({ "challengeName": "CUSTOM_CHALLENGE", "session": [] }),
            json!({ "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null }),
        ),
        "VerifyAuthChallengeResponse" => (
            json!({ "privateChallengeParameters": { "answer": "1234" }, "challengeAnswer": "1234" }),
            json!({ "answerCorrect": false }),
        ),
        _ => (json!({}), json!({})),
    };
    let mut request = request;
    request["userAttributes"] = json!({
        "sub": ID,
        "email": "ada@example.com",
        "email_verified": "true",
        "name": "Ada Lovelace",
        "cognito:user_status": "CONFIRMED"
    });
    json!({
        "version": "1",
        "triggerSource": or(source, "PostConfirmation_ConfirmSignUp"),
        "region": REGION,
        "userPoolId": format!("{REGION}_aB1cD2eF3"),
        "userName": "ada",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "request": request,
        "response": response
    })
}

/// Returns lines of a log group, packed as `CloudWatch Logs` packs them.
pub(super) fn logs(group: &str) -> Json {
    let lines = json!({
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": or(group, "/aws/lambda/example"),
        "logStream": "2026/01/15/[$LATEST]0123456789abcdef0123456789abcdef",
        "subscriptionFilters": ["example"],
        "logEvents": [{
            "id": "31953106606966983378809025079804211143289615424298221568",
            "timestamp": SECONDS * 1000,
            "message": "[ERROR] ValueError: something went wrong"
        }]
    });
    json!({ "awslogs": { "data": base64(&gzip(lines.to_string().as_bytes())) } })
}
