//! Reading what the runtime client sends, within bounds.

use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::Incoming;
use warmfront_model::invocation::PAYLOAD_LIMIT;

/// Most that a streamed response may hold (Lambda's quotas page).
const STREAM_LIMIT: usize = 200 << 20;

/// Error documents are cut here; nothing of a longer one would be read by anybody.
const DOCUMENT_LIMIT: usize = 1 << 20;

/// The body of a response.
#[derive(Debug)]
pub(crate) enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// It was over the limit; it has been read to its end and dropped.
    TooLarge,
    /// A stream that its function broke off with an error in the trailers.
    Broken {
        /// `Lambda-Runtime-Function-Error-Type`.
        error_type: String,
        /// `Lambda-Runtime-Function-Error-Body`, a document out of its Base64.
        error_body: Vec<u8>,
    },
}

/// Reads a response, buffered or streamed.
pub(super) async fn response(request: Request<Incoming>) -> Result<Body, hyper::Error> {
    let mode = request
        .headers()
        .get("lambda-runtime-function-response-mode");
    let streamed = mode.is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(b"streaming"));
    let limit = if streamed {
        STREAM_LIMIT
    } else {
        PAYLOAD_LIMIT
    };
    let read = read(request.into_body(), limit).await?;
    if let Some(broken) = read.broken.filter(|_| streamed) {
        return Ok(broken);
    }
    Ok(if read.length > limit {
        Body::TooLarge
    } else {
        Body::Whole(read.bytes)
    })
}

/// Reads an error document.
pub(super) async fn document(request: Request<Incoming>) -> Result<Vec<u8>, hyper::Error> {
    Ok(read(request.into_body(), DOCUMENT_LIMIT).await?.bytes)
}

struct Read {
    bytes: Vec<u8>,
    length: usize,
    broken: Option<Body>,
}

/// Reads to the end, since a client that is cut off while sending does not read its answer, but
/// keeps no more than the limit.
async fn read(mut body: Incoming, limit: usize) -> Result<Read, hyper::Error> {
    let announced = usize::try_from(hyper::body::Body::size_hint(&body).lower()).unwrap_or(0);
    let mut read = Read {
        bytes: Vec::with_capacity(announced.min(limit)),
        length: 0,
        broken: None,
    };
    while let Some(frame) = body.frame().await {
        match frame?.into_data() {
            Ok(data) => {
                read.length += data.len();
                let room = limit.saturating_sub(read.bytes.len());
                read.bytes.extend_from_slice(&data[..data.len().min(room)]);
            }
            Err(frame) => read.broken = frame.into_trailers().ok().as_ref().and_then(broken),
        }
    }
    Ok(read)
}

fn broken(trailers: &hyper::HeaderMap) -> Option<Body> {
    let text = |name: &str| Some(trailers.get(name)?.to_str().ok()?.to_owned());
    Some(Body::Broken {
        error_type: text("lambda-runtime-function-error-type")?,
        error_body: text("lambda-runtime-function-error-body")
            .map(|text| decoded(&text))
            .unwrap_or_default(),
    })
}

/// Decodes Base64; a text that is none stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return text.as_bytes().to_vec(),
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn base64_is_decoded_and_other_text_stays() {
        assert_eq!(decoded("eyJhIjoxfQ=="), br#"{"a":1}"#);
        assert_eq!(decoded("/+8="), [0xff, 0xef]);
        assert_eq!(decoded(""), b"");
        assert_eq!(decoded(r#"{"a":1}"#), br#"{"a":1}"#);
    }
}
