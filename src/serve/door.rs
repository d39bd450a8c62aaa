//! The door to the network: takes requests in, lets answers out. The only user of `httparse`.
//!
//! Knows HTTP's outside: a head with limits, a body, a stream of events. One connection carries one request, on a
//! thread of its own, and there are never more than [`MOST`] of them. It does not know what is asked for, who may
//! ask, or what a page is.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many connections are open at once. One that comes when all are in use takes the place of the one that has said
/// nothing for the longest: browsers open connections on suspicion, and hostile programs on purpose.
const MOST: usize = 64;

/// A longer head is refused. Browsers send one or two KiB.
const MOST_HEAD: usize = 16 * 1024;

/// More headers are refused.
const MOST_HEADERS: usize = 100;

/// How long a head may take as a whole, however steadily its bytes drop in.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// Who takes nothing of an answer for this long is given up.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// How long whatever follows a head is read after the answer. To close a connection with bytes unread would tell the
/// other side to forget the answer.
const LINGER: Duration = Duration::from_millis(300);

/// What was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, in the words of whoever asked.
    pub method: String,
    /// What stands between the method and the version, unchanged.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The values of all headers of a name, in any mixture of upper and lower case.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value of the first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names and values, without those that the door itself writes.
    pub headers: Vec<(&'static str, String)>,
    /// The body. Where it must not be sent, its length is told all the same.
    pub body: Arc<[u8]>,
    /// Whether the body is left out, as for HEAD.
    pub only_head: bool,
}

/// What to do with a request.
pub enum Reply {
    /// Answer it.
    Whole(Response),
    /// Answer with events for as long as the other side listens.
    Stream(Box<dyn FnOnce(EventStream) + Send>),
}

/// A stream of server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>). It takes no
/// thread while there is nothing to send.
pub struct EventStream(TcpStream);

impl EventStream {
    /// Sends an event. `data` is one line.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn send(&mut self, event: &str, data: &str) -> io::Result<()> {
        self.0.write_all(format!("event: {event}\ndata: {data}\n\n").as_bytes())
    }

    /// Sends nothing, to learn whether anybody listens.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn beat(&mut self) -> io::Result<()> {
        self.0.write_all(b":\n\n")
    }
}

/// Takes an address.
///
/// # Errors
/// When it is taken, or not this machine's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

/// Answers what comes in with `answer`, on threads of its own, until the program ends.
pub fn open(listener: TcpListener, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
    let answer: Arc<dyn Fn(&Request) -> Reply + Send + Sync> = Arc::new(answer);
    thread::spawn(move || {
        let guests = Arc::new(Guests::default());
        loop {
            // A failure is one of the other side's, who went away again, or passes, as having too many files open does.
            let Ok((stream, _)) = listener.accept() else {
                thread::sleep(Duration::from_millis(10));
                continue;
            };
            let Some(guest) = guests.admit(&stream) else { continue };
            let answer = answer.clone();
            // If the machine has no thread left, dropping the closure closes the connection.
            let _ = thread::Builder::new().name("answer".into()).spawn(move || attend(stream, &guest, &*answer));
        }
    });
}

/// The connections that are open, those first that have waited longest.
#[derive(Default)]
struct Guests(Mutex<VecDeque<Arc<Guest>>>);

/// One open connection; it is none any more when this is dropped.
struct Place {
    guest: Arc<Guest>,
    guests: Arc<Guests>,
}

struct Guest {
    stream: TcpStream,
    /// Whether the head is complete, so that the answer is ours to give.
    has_asked: Mutex<bool>,
}

impl Guests {
    /// A place for a connection, made free if need be; `None` if every other one is being answered.
    fn admit(self: &Arc<Self>, stream: &TcpStream) -> Option<Place> {
        let guest = Arc::new(Guest { stream: stream.try_clone().ok()?, has_asked: Mutex::new(false) });
        let mut all = lock(&self.0);
        if all.len() >= MOST {
            let silent = all.iter().position(|guest| !*lock(&guest.has_asked))?;
            // Its thread reads the end of the connection and ends.
            let _ = all.remove(silent)?.stream.shutdown(Shutdown::Both);
        }
        all.push_back(guest.clone());
        Some(Place { guest, guests: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.guests.0).retain(|guest| !Arc::ptr_eq(guest, &self.guest));
    }
}

/// Reads the request, answers it, and closes the connection. Whoever went away needs no answer, so errors end it.
fn attend(mut stream: TcpStream, place: &Place, answer: &(dyn Fn(&Request) -> Reply + Send + Sync)) {
    // Without it, the second piece of an answer would wait 40 ms for the first to be acknowledged.
    let _ = stream.set_nodelay(true);
    let _ = stream.set_write_timeout(Some(WRITE_TIME));
    let reply = match read(&mut stream) {
        Err(_) => return,
        Ok(None) => Reply::Whole(Response {
            status: 400,
            headers: vec![("Content-Type", "text/plain; charset=utf-8".into())],
            body: b"This is not a request.\n"[..].into(),
            only_head: false,
        }),
        Ok(Some(request)) => {
            *lock(&place.guest.has_asked) = true;
            answer(&request)
        }
    };
    match reply {
        Reply::Whole(response) => {
            if write(&mut stream, &response).is_ok() {
                linger(&mut stream);
            }
        }
        Reply::Stream(then) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                        X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n";
            if stream.write_all(head.as_bytes()).is_ok() {
                then(EventStream(stream));
            }
        }
    }
}

/// The request at the beginning of a stream; `None` if it is none. Nothing here takes a body, so none is waited for.
fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let end = Instant::now() + HEAD_TIME;
    let mut head = Vec::with_capacity(2048);
    let mut buffer = [0; 2048];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&buffer[..count]);
        match parse(&head) {
            Ok(None) if head.len() < MOST_HEAD => {}
            Ok(None) | Err(_) => return Ok(None),
            Ok(request) => return Ok(request),
        }
    }
}

/// The request whose head is complete; `None` while it is not.
fn parse(head: &[u8]) -> Result<Option<Request>, httparse::Error> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    if request.parse(head)?.is_partial() {
        return Ok(None);
    }
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    Ok(Some(Request {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        headers: request.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect(),
    }))
}

fn write(stream: &mut TcpStream, response: &Response) -> io::Result<()> {
    let mut all = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        all.push_str(&format!("{name}: {value}\r\n"));
    }
    if response.status != 304 {
        all.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    }
    all.push_str("Connection: close\r\n\r\n");
    let mut all = all.into_bytes();
    if !response.only_head && response.status != 304 {
        all.extend_from_slice(&response.body);
    }
    stream.write_all(&all)
}

/// Says that the answer is whole, and waits a moment for the other side to say goodbye.
fn linger(stream: &mut TcpStream) {
    let end = Instant::now() + LINGER;
    let mut buffer = [0; 2048];
    let _ = stream.shutdown(Shutdown::Write);
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Internal Server Error",
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_whole_or_waited_for_or_refused() {
        let request = parse(b"GET /a HTTP/1.1\r\nHost: x\r\nA: \xff\r\n\r\nbody").unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/a"));
        assert_eq!(request.header("HOST"), Some("x"));
        assert_eq!(parse(b"GET /a HTTP/1.1\r\nHost: x\r\n"), Ok(None));
        for wrong in
            [&b"GET /a HTTP/3.0\r\n\r\n"[..], b"GET\r\n\r\n", b"\x16\x03\x01", b"GET / HTTP/1.1\r\nA B: c\r\n\r\n"]
        {
            assert!(parse(wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }
}
