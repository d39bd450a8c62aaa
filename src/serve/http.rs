//! The HTTP server: takes requests, sends answers, and enforces [`Limits`]. The only user of `hyper` and `tokio`.
//!
//! One thread does all network I/O; handlers run on a few blocking threads. It knows nothing of pages: a handler turns
//! a [`Request`] into a [`Reply`].

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::TcpListener;
use std::ops::Range;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, Interval, interval, sleep, sleep_until, timeout};

/// What a client may use. Each limit has a test in tests/it/http.rs that fails without it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The number of open connections. When one more arrives, another is closed: see [`Connections::make_room`].
    pub max_connections: usize,
    /// The bytes of a request line and its headers; at least 8192. More is answered with 431.
    pub max_head_bytes: usize,
    /// The number of headers of a request. More is answered with 431.
    pub max_headers: usize,
    /// The time for a whole request head, however steadily its bytes arrive. It starts when the connection opens and
    /// again after each answer, so it also bounds how long a connection is idle.
    pub head_time: Duration,
    /// The time for a whole answer, besides `min_bytes_per_second`.
    pub answer_time: Duration,
    /// The slowest rate at which an answer may be taken.
    pub min_bytes_per_second: u64,
    /// The time that answers in progress get when the server stops.
    pub shutdown_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 64,
            max_head_bytes: 16 * 1024,
            max_headers: 100,
            head_time: Duration::from_secs(10),
            answer_time: Duration::from_secs(10),
            min_bytes_per_second: 100_000,
            shutdown_time: Duration::from_secs(1),
        }
    }
}

/// Sent with every answer. They stop other sites from reading, embedding or framing pages, and browsers from guessing
/// the type of a file.
const SECURITY_HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "same-origin"),
];

/// The number of threads that run handlers. A handler renders a page, which takes a processor.
const MAX_HANDLERS: usize = 4;

/// How long a new connection is safe from being closed as idle, so that its request can arrive.
const IDLE_GRACE: Duration = Duration::from_millis(250);

/// A body is handed to the connection in pieces of this many bytes, so that its end is near when the last is taken.
const CHUNK_BYTES: usize = 64 * 1024;

/// How often a comment is sent on an event stream, so that a connection that is gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The number of events that wait for a client. A client that falls further behind is dropped.
const MAX_QUEUED_EVENTS: usize = 64;

/// A request, as it arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// The path and the query, unchanged.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The values of all headers of a name, whatever its case.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value of the first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

impl From<hyper::Request<Incoming>> for Request {
    fn from(request: hyper::Request<Incoming>) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Self {
            method: request.method().to_string(),
            target: request.uri().to_string(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        }
    }
}

/// What a handler answers.
pub enum Reply {
    /// A response.
    Response(Response),
    /// A stream of events for as long as the client listens.
    Events(EventStream),
}

/// A response. The server adds [`SECURITY_HEADERS`] and the length, and leaves the body out for HEAD.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

impl Response {
    /// A response of plain text.
    pub fn text(status: u16, text: &'static str) -> Self {
        let headers = vec![("content-type", "text/plain; charset=utf-8".into())];
        Self { status, headers, body: text.into() }
    }
}

/// The bytes of a response, in parts that are shared and never copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body(VecDeque<Bytes>);

impl Body {
    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.0.iter().map(Bytes::len).sum()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a range, which must lie within the body.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut start = 0;
        let mut parts = VecDeque::new();
        for part in &self.0 {
            let end = start + part.len();
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                parts.push_back(part.slice(from - start..to - start));
            }
            start = end;
        }
        Self(parts)
    }

    /// Where `needle` begins in the first part, whatever its case.
    pub fn find_ignoring_case(&self, needle: &[u8]) -> Option<usize> {
        self.0.front()?.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
    }

    /// The bytes as text.
    #[cfg(test)]
    pub fn to_text(&self) -> String {
        self.0.iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect()
    }

    /// This body with `text` inserted at a position.
    pub fn insert(&self, at: usize, text: String) -> Self {
        let mut parts = self.slice(0..at).0;
        parts.push_back(Bytes::from(text));
        parts.extend(self.slice(at..self.len()).0);
        Self(parts)
    }
}

impl From<Arc<[u8]>> for Body {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self([Bytes::from_owner(bytes)].into())
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self([Bytes::from(bytes)].into())
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self([Bytes::from_static(text.as_bytes())].into())
    }
}

/// The client does not listen any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

/// The sending end of a stream of server-sent events
/// (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
pub struct EventSender(mpsc::Sender<Bytes>);

/// The receiving end, which becomes the body of an answer.
pub struct EventStream(mpsc::Receiver<Bytes>);

/// A stream of events and what sends them. The stream ends when the sender is dropped.
pub fn event_stream() -> (EventSender, EventStream) {
    let (sender, receiver) = mpsc::channel(MAX_QUEUED_EVENTS);
    // How long a browser waits before it connects again, in milliseconds.
    let _ = sender.try_send(Bytes::from_static(b"retry: 1000\n\n"));
    (EventSender(sender), EventStream(receiver))
}

impl EventSender {
    /// Queues an event. `data` is one line.
    ///
    /// # Errors
    /// When the client does not listen any more.
    pub fn send(&self, event: &str, data: &str) -> Result<(), Closed> {
        self.0.try_send(format!("event: {event}\ndata: {data}\n\n").into()).map_err(|_| Closed)
    }

    /// Whether the client is known to be gone.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// A running server.
pub struct Server {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Stops accepting connections, lets answers in progress finish within [`Limits::shutdown_time`], and returns when
    /// every connection is closed.
    pub fn stop(self) {
        self.stop.send_replace(true);
        // The thread has nothing to report. A panic in it was printed.
        let _ = self.thread.join();
    }
}

/// Answers requests at `listener` with `handler`, on threads of its own.
///
/// # Errors
/// When the system does not give the threads or sockets.
pub fn serve(
    listener: TcpListener,
    limits: Limits,
    handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> io::Result<Server> {
    listener.set_nonblocking(true)?;
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_io().enable_time().max_blocking_threads(MAX_HANDLERS).build()?;
    let (stop, stopped) = watch::channel(false);
    let context = Connect { limits, handler: Arc::new(handler), stopped };
    let thread = thread::Builder::new().name("http".into()).spawn(move || {
        // A listener that cannot be registered is a lack of file descriptors at the start.
        if let Err(error) = runtime.block_on(accept(listener, context)) {
            eprintln!("error: the server cannot accept connections: {error}");
        }
        // A handler that is still running must not delay the end.
        runtime.shutdown_background();
    })?;
    Ok(Server { stop, thread })
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// What every connection needs.
#[derive(Clone)]
struct Connect {
    limits: Limits,
    handler: Arc<Handler>,
    stopped: watch::Receiver<bool>,
}

/// Accepts connections until the server is stopped, then waits for those that are open.
async fn accept(listener: TcpListener, context: Connect) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut connections = Connections::default();
    let mut stopped = context.stopped.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connections.open(stream, context.clone()),
                // The client is gone again, or the process has too many open files, which passes.
                Err(_) => sleep(Duration::from_millis(10)).await,
            },
            Some(ended) = connections.tasks.join_next_with_id() => {
                let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                connections.open.retain(|(task, _)| task.id() != id);
            }
            _ = stopped.changed() => break,
        }
    }
    drop(listener);
    let all_ended = async { while connections.tasks.join_next().await.is_some() {} };
    let _ = timeout(context.limits.shutdown_time, all_ended).await;
    Ok(())
}

/// The open connections.
#[derive(Default)]
struct Connections {
    tasks: JoinSet<()>,
    open: Vec<(AbortHandle, Arc<ConnectionProgress>)>,
}

impl Connections {
    fn open(&mut self, stream: TcpStream, context: Connect) {
        if self.open.len() >= context.limits.max_connections {
            self.make_room();
        }
        let progress = Arc::new(ConnectionProgress::new(&context.limits));
        let task = self.tasks.spawn(run(stream, progress.clone(), context));
        self.open.push((task, progress));
    }

    /// Closes the connection that is idle for the longest; if none is, the one whose answer takes the longest.
    fn make_room(&mut self) {
        let now = Instant::now();
        let rank = |state: &ConnectionPhase| match state.phase {
            Phase::Waiting if now - state.since >= IDLE_GRACE => 0,
            Phase::Answering => 1,
            Phase::Waiting => 2,
            Phase::Streaming => 3,
        };
        let first = (0..self.open.len()).min_by_key(|at| {
            let state = self.open[*at].1.state();
            (rank(&state), state.since)
        });
        if let Some(first) = first {
            self.open.swap_remove(first).0.abort();
        }
    }
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It waits for a whole request.
    Waiting,
    /// The request is being answered.
    Answering,
    /// It listens for events.
    Streaming,
}

/// A phase of a connection, since when it lasts, and when the connection is closed unless it has ended.
#[derive(Debug, Clone, Copy)]
struct ConnectionPhase {
    phase: Phase,
    since: Instant,
    deadline: Option<Instant>,
}

/// The state of a connection, shared by its task, its answer and [`Connections`].
struct ConnectionProgress {
    state: watch::Sender<ConnectionPhase>,
    head_time: Duration,
}

impl ConnectionProgress {
    fn new(limits: &Limits) -> Self {
        let since = Instant::now();
        let state = ConnectionPhase { phase: Phase::Waiting, since, deadline: Some(since + limits.head_time) };
        Self { state: watch::Sender::new(state), head_time: limits.head_time }
    }

    fn state(&self) -> ConnectionPhase {
        *self.state.borrow()
    }

    /// Enters a phase, which may last for `time`.
    fn enter(&self, phase: Phase, time: Option<Duration>) {
        let since = Instant::now();
        self.state.send_replace(ConnectionPhase { phase, since, deadline: time.map(|time| since + time) });
    }
}

/// Serves one connection until the client closes it, a limit is exceeded or the server stops.
async fn run(stream: TcpStream, progress: Arc<ConnectionProgress>, context: Connect) {
    // Small answers are sent at once, not together with later ones.
    let _ = stream.set_nodelay(true);
    let Connect { limits, handler, mut stopped } = context;
    let mut changes = progress.state.subscribe();
    let service = service_fn(move |request| answer(request, progress.clone(), limits, handler.clone()));
    let mut builder = http1::Builder::new();
    builder.max_headers(limits.max_headers).max_buf_size(limits.max_head_bytes);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut is_stopping = false;
    loop {
        let ConnectionPhase { deadline, phase, .. } = *changes.borrow_and_update();
        if is_stopping && phase == Phase::Streaming {
            return;
        }
        tokio::select! {
            // Errors are the client's, which is gone or was answered with 400 or 431.
            _ = connection.as_mut() => return,
            _ = changes.changed() => {}
            () = expired(deadline) => return,
            _ = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn expired(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}

/// Answers one request. The body of the request is not read.
async fn answer(
    request: hyper::Request<Incoming>,
    progress: Arc<ConnectionProgress>,
    limits: Limits,
    handler: Arc<Handler>,
) -> Result<hyper::Response<Payload>, Infallible> {
    progress.enter(Phase::Answering, None);
    let request = Request::from(request);
    let reply = tokio::task::spawn_blocking(move || handler(&request)).await;
    let panicked = |_| Reply::Response(Response::text(500, "The server failed to make this page.\n"));
    let (status, headers, body) = match reply.unwrap_or_else(panicked) {
        Reply::Response(Response { status, headers, body }) => {
            let bytes = body.len() as u64;
            let time = limits.answer_time + Duration::from_secs(bytes / limits.min_bytes_per_second);
            progress.enter(Phase::Answering, Some(time));
            (status, headers, Payload { content: ResponseContent::Whole(body), progress })
        }
        Reply::Events(EventStream(events)) => {
            progress.enter(Phase::Streaming, None);
            let headers = vec![("content-type", "text/event-stream".into()), ("cache-control", "no-store".into())];
            let heartbeat = interval(HEARTBEAT);
            (200, headers, Payload { content: ResponseContent::Events { events, heartbeat }, progress })
        }
    };
    let mut response = hyper::Response::new(body);
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in SECURITY_HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    for (name, value) in headers {
        // No value has a character that is not allowed: addresses are percent-encoded, the rest is fixed.
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    Ok(response)
}

/// A body on its way to a client. When it is dropped, the connection waits for the next request.
struct Payload {
    content: ResponseContent,
    progress: Arc<ConnectionProgress>,
}

enum ResponseContent {
    Whole(Body),
    Events { events: mpsc::Receiver<Bytes>, heartbeat: Interval },
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.progress.enter(Phase::Waiting, Some(self.progress.head_time));
    }
}

impl hyper::body::Body for Payload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let data = |bytes| Some(Ok(Frame::data(bytes)));
        match &mut self.content {
            ResponseContent::Whole(Body(parts)) => Poll::Ready(match parts.front_mut() {
                Some(part) if part.len() > CHUNK_BYTES => data(part.split_to(CHUNK_BYTES)),
                _ => parts.pop_front().and_then(data),
            }),
            ResponseContent::Events { events, heartbeat } => match events.poll_recv(context) {
                Poll::Ready(event) => Poll::Ready(event.and_then(data)),
                Poll::Pending => heartbeat.poll_tick(context).map(|_| data(Bytes::from_static(b":\n\n"))),
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, ResponseContent::Whole(body) if body.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            ResponseContent::Whole(body) => SizeHint::with_exact(body.len() as u64),
            ResponseContent::Events { .. } => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_shared() {
        let page: Arc<[u8]> = b"<head><title>"[..].into();
        let body = Body::from(page.clone()).insert(6, "<script>".into());
        assert_eq!(body.to_text(), "<head><script><title>");
        assert_eq!(body.len(), 21);
        assert_eq!(body.slice(4..16).to_text(), "d><script><t");
        assert_eq!(body.slice(6..14).to_text(), "<script>");
        assert_eq!(body.slice(0..0).to_text(), "");
        assert_eq!(body.0[0].as_ptr(), page.as_ptr());
    }
}
