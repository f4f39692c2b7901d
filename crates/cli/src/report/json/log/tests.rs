use crate::report::log::samples::{self, check_lines};
use warmfront_model::function::LogFormat;

fn check(samples: &[warmfront_model::event::Event]) -> String {
    check_lines(LogFormat::Json, samples)
}

#[test]
fn a_cold_start_reads_as_in_cloudwatch() {
    insta::assert_snapshot!(check(&samples::cold_start()), @r#"
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"python:3.12.1","runtimeVersionArn":"arn:aws:lambda:eu-west-2::runtime:local","functionName":"Orders","functionVersion":"$LATEST","instanceId":"2026/10/08/Orders[$LATEST]22be","instanceMaxMemory":2147483648}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.start","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","functionArn":"arn:aws:lambda:eu-west-2:012345678912:function:Orders","version":"$LATEST"}}
    hello
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":201.67,"billedDurationMs":682,"memorySizeMB":2048,"maxMemoryUsedMB":81,"initDurationMs":480.252},"status":"success"}}
    "#);
}

#[test]
fn failures_bring_more_records() {
    insta::assert_snapshot!(check(&samples::failed_init()), @r#"
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"python:3.12.1","runtimeVersionArn":"arn:aws:lambda:eu-west-2::runtime:local","functionName":"Orders","functionVersion":"$LATEST","instanceId":"2026/10/08/Orders[$LATEST]22be","instanceMaxMemory":2147483648}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initRuntimeDone","record":{"initializationType":"on-demand","phase":"init","status":"error","errorType":"Runtime.ImportModuleError"}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"error","errorType":"Runtime.ImportModuleError","metrics":{"durationMs":480.252}}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"invoke","runtimeVersion":"python:3.12.1","runtimeVersionArn":"arn:aws:lambda:eu-west-2::runtime:local","functionName":"Orders","functionVersion":"$LATEST","instanceId":"2026/10/08/Orders[$LATEST]22be","instanceMaxMemory":2147483648}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initRuntimeDone","record":{"initializationType":"on-demand","phase":"invoke","status":"error","errorType":"Runtime.ImportModuleError"}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"invoke","status":"error","errorType":"Runtime.ImportModuleError","metrics":{"durationMs":480.252}}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.start","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","functionArn":"arn:aws:lambda:eu-west-2:012345678912:function:Orders","version":"$LATEST"}}
    hello
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.runtimeDone","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":201.671,"producedBytes":16},"status":"error","errorType":"Runtime.ImportModuleError"}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":201.67,"billedDurationMs":682,"memorySizeMB":2048,"maxMemoryUsedMB":81},"status":"error","errorType":"Runtime.ImportModuleError"}}
    "#);
}

#[test]
fn a_timeout_is_a_status() {
    insta::assert_snapshot!(check(&samples::timeout()), @r#"
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.start","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","functionArn":"arn:aws:lambda:eu-west-2:012345678912:function:Orders","version":"$LATEST"}}
    hello
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.runtimeDone","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":3000.0,"producedBytes":16},"status":"timeout"}}
    2026-10-08T07:30:27.768Z 8fc6f963-411b-58b5-8483-a32130c0f45d Task timed out after 3.00 seconds
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":3000.0,"billedDurationMs":3000,"memorySizeMB":2048,"maxMemoryUsedMB":81},"status":"timeout"}}
    "#);
}

#[test]
fn a_restore_has_its_own_metrics() {
    insta::assert_snapshot!(check(&samples::restore()), @r#"
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.restoreStart","record":{"runtimeVersion":"python:3.12.1","runtimeVersionArn":"arn:aws:lambda:eu-west-2::runtime:local","functionName":"Orders","functionVersion":"$LATEST","instanceId":"2026/10/08/Orders[$LATEST]22be","instanceMaxMemory":2147483648}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.restoreReport","record":{"status":"success","metrics":{"durationMs":511.25}}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.start","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","functionArn":"arn:aws:lambda:eu-west-2:012345678912:function:Orders","version":"$LATEST"}}
    hello
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.report","record":{"requestId":"8fc6f963-411b-58b5-8483-a32130c0f45d","metrics":{"durationMs":149.53,"billedDurationMs":313,"memorySizeMB":2048,"maxMemoryUsedMB":81,"restoreDurationMs":789.64,"billedRestoreDurationMs":163},"status":"success"}}
    {"time":"2026-10-08T07:30:27.768Z","type":"platform.restoreReport","record":{"status":"error","errorType":"Runtime.ExitError","metrics":{"durationMs":1236.04}}}
    "#);
}
