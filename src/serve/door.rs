//! The door to the network: takes requests in, lets answers out. The only user of `tiny_http` and `socket2`.
//!
//! Knows HTTP's outside (a head, a body, a stream of events) and the weaknesses of the crate behind it; each measure
//! against one says which. It does not know what is asked for, who may ask, or what a page is.
//!
//! What stays as the crate has it: one thread for each open connection, without a limit on their number, their age
//! or the length of a head. So whoever can connect can use up memory; that is why anything but loopback is warned of.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use tiny_http::Server;

/// How many requests are answered at once.
const WORKERS: usize = 8;

/// A reader that takes nothing for this long is given up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// When, after a request came, connections that may be stuck are freed.
const NUDGES: [Duration; 5] = [
    Duration::from_millis(20),
    Duration::from_millis(60),
    Duration::from_millis(150),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

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

/// A stream of server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
pub struct EventStream(Box<dyn Write + Send>);

impl EventStream {
    /// Sends an event. `data` is one line.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn send(&mut self, event: &str, data: &str) -> io::Result<()> {
        // The crate keeps small writes back until it is told to flush.
        write!(self.0, "event: {event}\ndata: {data}\n\n").and_then(|()| self.0.flush())
    }

    /// Sends nothing, to learn whether anybody listens.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn beat(&mut self) -> io::Result<()> {
        self.0.write_all(b":\n\n").and_then(|()| self.0.flush())
    }
}

/// Takes an address.
///
/// # Errors
/// When it is taken, or not this machine's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A server that was stopped leaves its port waiting for a minute. On Windows the option would let two servers
    // share the port, so there it is left alone.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    // The crate sends heads and bodies in pieces, and each would wait 40 ms for the one before to be acknowledged.
    socket.set_tcp_nodelay(true)?;
    // Without it, who stops reading keeps a worker for ever. Connections inherit both options from the listener.
    socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    Ok(socket.into())
}

/// Answers what comes in with `answer`, on threads of its own, until the program ends.
///
/// # Errors
/// When the listener cannot be used.
pub fn open(listener: TcpListener, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (spare, nudge) = (listener.try_clone()?, Arc::new(Nudge::default()));
    let door = Arc::new(Door { answer: Box::new(answer), nudge: nudge.clone() });
    let server = serve(listener)?;
    thread::spawn(move || nudge.free_the_stuck(address));
    thread::spawn(move || door.keep_open(server, &spare));
    Ok(())
}

fn serve(listener: TcpListener) -> io::Result<Arc<Server>> {
    Server::from_listener(listener, None).map(Arc::new).map_err(io::Error::other)
}

struct Door {
    answer: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    nudge: Arc<Nudge>,
}

impl Door {
    /// The crate stops accepting at the first error, such as that too many files are open for a moment, and tells one
    /// of those who receive. Then a new server is begun on the same socket; the workers of the old one answer what it
    /// has taken in already.
    fn keep_open(self: Arc<Self>, mut server: Arc<Server>, listener: &TcpListener) {
        loop {
            let failed = Arc::new((Mutex::new(false), Condvar::new()));
            for _ in 0..WORKERS {
                let (door, server, failed) = (self.clone(), server.clone(), failed.clone());
                thread::spawn(move || door.work(&server, &failed));
            }
            let (lock, told) = &*failed;
            let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
            drop(told.wait_while(guard, |failed| !*failed));
            loop {
                thread::sleep(Duration::from_millis(100));
                if let Ok(next) = listener.try_clone().and_then(serve) {
                    server = next;
                    break;
                }
            }
        }
    }

    fn work(&self, server: &Server, failed: &(Mutex<bool>, Condvar)) {
        loop {
            let Ok(request) = server.recv() else {
                *failed.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
                failed.1.notify_all();
                continue;
            };
            self.nudge.something_came();
            let asked = Request {
                method: request.method().to_string(),
                target: request.url().to_owned(),
                headers: request
                    .headers()
                    .iter()
                    .map(|header| (header.field.to_string(), header.value.to_string()))
                    .collect(),
            };
            let reply = (self.answer)(&asked);
            let has_body = request.body_length().is_some_and(|length| length > 0)
                || asked.header("transfer-encoding").is_some();
            let finish = move || {
                let writer = request.into_writer();
                match reply {
                    // Who went away needs no answer.
                    Reply::Whole(response) => drop(write(writer, &response)),
                    Reply::Stream(then) => begin_stream(writer, then),
                }
            };
            // The crate reads a body to its end before it lets go of a request, however slowly that comes. Nothing
            // here takes a body, so nobody waits for one: the thread ends with the connection.
            if has_body { drop(thread::spawn(finish)) } else { finish() }
        }
    }
}

/// Answers in our own words. The crate's way of answering keeps the connection for the next request on a thread that
/// it counts as free, so that another connection may wait behind it for ever; closed connections hold nobody up.
fn write(mut writer: impl Write, response: &Response) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if response.status != 304 {
        head.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut all = head.into_bytes();
    if !response.only_head && response.status != 304 {
        all.extend_from_slice(&response.body);
    }
    writer.write_all(&all)?;
    writer.flush()
}

/// The crate's streaming from a reader is buffered until much has come; kept writers are flushed at each event.
fn begin_stream(mut writer: Box<dyn Write + Send>, then: Box<dyn FnOnce(EventStream) + Send>) {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n";
    if writer.write_all(head.as_bytes()).and_then(|()| writer.flush()).is_ok() {
        then(EventStream(writer));
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Internal Server Error",
    }
}

/// Frees connections that the crate has put behind a thread which is busy with another one.
///
/// The crate gives a connection to its queue whenever any thread is free, even if that thread is promised to an
/// earlier connection already; it then waits until some other connection ends, which may be never. A connection that
/// finds no free thread gets a new one, and that one empties the queue, too. So connecting to ourselves and hanging
/// up at once frees whoever is stuck. Connections get stuck only when several come at a time, and of those at least
/// the first is answered: a few attempts in the seconds after each request are enough, and an idle server is idle.
#[derive(Default)]
struct Nudge {
    came: Mutex<Option<Instant>>,
    told: Condvar,
    /// How many requests came; a later one begins the attempts anew.
    count: AtomicU64,
}

impl Nudge {
    fn something_came(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        *self.came.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        self.told.notify_one();
    }

    fn free_the_stuck(&self, address: SocketAddr) {
        let ourselves = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        let ourselves = SocketAddr::new(ourselves, address.port());
        loop {
            let guard = self.came.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.told.wait_while(guard, |came| came.take().is_none()));
            let mut seen = self.count.load(Ordering::Relaxed);
            let mut start = Instant::now();
            let mut attempt = 0;
            while attempt < NUDGES.len() {
                thread::sleep((start + NUDGES[attempt]).saturating_duration_since(Instant::now()));
                attempt += 1;
                drop(TcpStream::connect_timeout(&ourselves, Duration::from_millis(200)));
                let now = self.count.load(Ordering::Relaxed);
                if now != seen {
                    (seen, start, attempt) = (now, Instant::now(), 0);
                }
            }
        }
    }
}
