//! What the Runtime API answers.

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};

/// An answer to a call.
#[derive(Debug)]
pub(crate) enum Answer {
    /// An event, for `/invocation/next`.
    Event(Box<Delivery>),
    /// The snapshot is restored, for `/restore/next`.
    Restored,
    /// Taken.
    Accepted,
    /// The response is over the limit.
    TooLarge,
    /// The invocation is not the current one.
    InvalidRequestId,
    /// The call does not fit the state of the environment.
    InvalidState,
    /// No such path.
    NotFound,
}

/// An event on its way into the environment.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) request_id: String,
    pub(crate) deadline_ms: u128,
    pub(crate) function_arn: String,
    pub(crate) trace_id: String,
    pub(crate) client_context: Option<String>,
    pub(crate) cognito_identity: Option<String>,
    pub(crate) payload: Bytes,
}

impl Answer {
    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        match self {
            Self::Event(delivery) => event(*delivery),
            Self::Restored => document(200, Bytes::new()),
            Self::Accepted => document(202, Bytes::from_static(br#"{"status":"OK"}"#)),
            Self::TooLarge => refusal(
                413,
                "RequestEntityTooLarge",
                "Exceeded maximum allowed payload size.",
            ),
            Self::InvalidRequestId => refusal(400, "InvalidRequestID", "Invalid request ID"),
            Self::InvalidState => refusal(
                403,
                "InvalidStateTransition",
                "State transition is not allowed",
            ),
            Self::NotFound => refusal(404, "InvalidPath", "Not found"),
        }
    }
}

fn event(delivery: Delivery) -> Response<Full<Bytes>> {
    // awslambdaric crashes when Content-Type is absent and hands the handler bytes when it is
    // anything but this exact text.
    let mut response = document(200, delivery.payload);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        // What is no header value (a control character in a context) cannot be delivered.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("lambda-runtime-aws-request-id", &delivery.request_id);
    set(
        "lambda-runtime-deadline-ms",
        &delivery.deadline_ms.to_string(),
    );
    set(
        "lambda-runtime-invoked-function-arn",
        &delivery.function_arn,
    );
    set("lambda-runtime-trace-id", &delivery.trace_id);
    if let Some(context) = &delivery.client_context {
        set("lambda-runtime-client-context", context);
    }
    if let Some(identity) = &delivery.cognito_identity {
        set("lambda-runtime-cognito-identity", identity);
    }
    response
}

fn refusal(status: u16, kind: &str, message: &str) -> Response<Full<Bytes>> {
    document(
        status,
        format!(r#"{{"errorMessage":"{message}","errorType":"{kind}"}}"#).into(),
    )
}

fn document(status: u16, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() =
        hyper::StatusCode::from_u16(status).expect("a literal status is valid");
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
