//! The Lambda Runtime API over loopback HTTP, for one execution environment.
//!
//! The server turns requests into [`Call`]s and answers with what the environment decides; it
//! holds no state of the invocation itself. Every answer leaves in one write without delay:
//! a header and a body in two writes cost 44 ms on a connection with Nagle's algorithm.

mod answer;
mod body;

use std::cell::Cell;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_local};

pub(crate) use answer::{Answer, Delivery};
pub(crate) use body::Body;

/// Most bytes of a request's headers: the cause of an error for X-Ray may reach 1 MiB.
const HEADERS_LIMIT: usize = 2 << 20;

/// Connections at once from one environment; more would only use up our file descriptors.
const MOST_CONNECTIONS: usize = 128;

/// A request of the runtime client's, with the place for its answer.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it asks.
    pub(crate) ask: Ask,
    /// Where the answer goes; it is lost when the client has gone.
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// What the runtime client asks.
#[derive(Debug)]
pub(crate) enum Ask {
    /// The next event.
    Next {
        /// When the embedded bootstrap started, began and ended the handler's import.
        marks: Option<Marks>,
    },
    /// To take a response.
    Response {
        /// Invocation that it claims to answer.
        request_id: String,
        /// Payload, or that it is too large.
        body: Body,
        /// When its first byte was seen.
        first_byte: Instant,
        /// When its last byte was seen.
        last_byte: Instant,
    },
    /// To take a function error.
    Error {
        /// Invocation that it claims to answer.
        request_id: String,
        /// Error document.
        body: Vec<u8>,
        /// Type that the header gives, where there is one.
        error_type: Option<String>,
    },
    /// To take an error of the init.
    InitError {
        /// Error document.
        body: Vec<u8>,
        /// Type that the header gives, where there is one.
        error_type: Option<String>,
    },
    /// To be told when the snapshot is restored.
    RestoreNext {
        /// As for [`Ask::Next`].
        marks: Option<Marks>,
    },
    /// To take an error of an after-restore hook.
    RestoreError {
        /// Error document.
        body: Vec<u8>,
        /// Type that the header gives, where there is one.
        error_type: Option<String>,
    },
}

impl Ask {
    /// Tells whether a runtime that asks this is done with its init.
    pub(crate) fn ends_init(&self) -> bool {
        matches!(self, Self::Next { .. } | Self::RestoreNext { .. })
    }
}

/// Moments of the embedded bootstrap, in nanoseconds of the monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Its first line ran.
    pub(crate) started: u64,
    /// It asked for the handler's module.
    pub(crate) import_started: u64,
    /// The handler was there.
    pub(crate) import_done: u64,
}

impl Marks {
    /// Reads `started,import_started,import_done`, which come from inside and are not trusted.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(',').map(|part| part.trim().parse().ok());
        let mut next = || numbers.next().flatten();
        let marks = Self {
            started: next()?,
            import_started: next()?,
            import_done: next()?,
        };
        (marks.started <= marks.import_started && marks.import_started <= marks.import_done)
            .then_some(marks)
    }
}

/// The server of one execution environment.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    calls: mpsc::UnboundedReceiver<Call>,
    connections: Rc<Cell<usize>>,
    accepting: JoinHandle<()>,
}

impl RuntimeApi {
    /// Starts to listen on loopback.
    pub(crate) async fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (sender, calls) = mpsc::unbounded_channel();
        let connections = Rc::new(Cell::new(0));
        let accepting = spawn_local(accept(listener, sender, Rc::clone(&connections)));
        Ok(Self {
            address,
            calls,
            connections,
            accepting,
        })
    }

    /// Waits for the next call.
    pub(crate) async fn next_call(&mut self) -> Call {
        match self.calls.recv().await {
            Some(call) => call,
            None => std::future::pending().await,
        }
    }

    /// Tells whether no client is connected.
    pub(crate) fn is_deserted(&self) -> bool {
        self.connections.get() == 0
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    calls: mpsc::UnboundedSender<Call>,
    connections: Rc<Cell<usize>>,
) {
    loop {
        // A client that gave up between its connect and our accept is no reason to stop.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        if connections.get() >= MOST_CONNECTIONS {
            continue;
        }
        let calls = calls.clone();
        let connections = Rc::clone(&connections);
        connections.set(connections.get() + 1);
        spawn_local(async move {
            serve(stream, calls).await;
            connections.set(connections.get() - 1);
        });
    }
}

async fn serve(stream: TcpStream, calls: mpsc::UnboundedSender<Call>) {
    // Without it the answer may wait for the client's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| handle(request, calls.clone()));
    let served = hyper::server::conn::http1::Builder::new()
        .title_case_headers(true)
        .max_buf_size(HEADERS_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // A connection that breaks is the client's end, which its process's exit tells better.
    drop(served);
}

async fn handle(
    request: Request<Incoming>,
    calls: mpsc::UnboundedSender<Call>,
) -> Result<Response<http_body_util::Full<bytes::Bytes>>, hyper::Error> {
    let Some(ask) = read(request).await? else {
        return Ok(Answer::NotFound.into_response());
    };
    let (answer, answered) = oneshot::channel();
    let answer = match calls.send(Call { ask, answer }) {
        Ok(()) => answered.await.unwrap_or(Answer::InvalidState),
        Err(_) => Answer::InvalidState,
    };
    Ok(answer.into_response())
}

/// Reads a request; nothing when the API has no such path.
async fn read(request: Request<Incoming>) -> Result<Option<Ask>, hyper::Error> {
    let first_byte = Instant::now();
    let path = request.uri().path().to_owned();
    let Some(path) = path.strip_prefix("/2018-06-01/runtime/") else {
        return Ok(None);
    };
    let header = |name: &str| {
        request
            .headers()
            .get(name)?
            .to_str()
            .ok()
            .map(str::to_owned)
    };
    let marks = header("warmfront-init").as_deref().and_then(Marks::parse);
    let error_type = header("lambda-runtime-function-error-type");
    let get = request.method() == Method::GET;
    let post = request.method() == Method::POST;
    let mut parts = path.split('/');
    let ask = match (parts.next(), parts.next(), parts.next()) {
        (Some("invocation"), Some("next"), None) if get => Ask::Next { marks },
        (Some("restore"), Some("next"), None) if get => Ask::RestoreNext { marks },
        (Some("init"), Some("error"), None) if post => Ask::InitError {
            body: body::document(request).await?,
            error_type,
        },
        (Some("restore"), Some("error"), None) if post => Ask::RestoreError {
            body: body::document(request).await?,
            error_type,
        },
        (Some("invocation"), Some(id), Some("error")) if post => {
            let request_id = id.to_owned();
            Ask::Error {
                request_id,
                body: body::document(request).await?,
                error_type,
            }
        }
        (Some("invocation"), Some(id), Some("response")) if post => {
            let request_id = id.to_owned();
            let body = body::response(request).await?;
            Ask::Response {
                request_id,
                body,
                first_byte,
                last_byte: Instant::now(),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(ask))
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn marks_out_of_order_or_incomplete_are_refused() {
        assert!(Marks::parse("1,2,3").is_some());
        assert_eq!(Marks::parse("3,2,1"), None);
        assert_eq!(Marks::parse("1,2"), None);
        assert_eq!(Marks::parse("1,2,99999999999999999999"), None);
    }
}
