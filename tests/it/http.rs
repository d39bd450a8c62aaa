//! The limits of the HTTP server: each test here fails when its limit is removed.
//!
//! The server runs in this process with limits that are short enough to wait for.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rungs::serve::http::{self, EventSender, Limits, Reply, Request, Response, event_stream};

use crate::server::{Answer, PATIENCE};

/// Larger than the buffers of the operating system, so that a client that does not read stops the answer.
const LARGE: usize = 32 << 20;

struct Running {
    port: u16,
    server: Option<http::Server>,
    events: Arc<Mutex<Vec<EventSender>>>,
}

fn start(limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let large: Arc<[u8]> = vec![b'x'; LARGE].into();
    let events = Arc::new(Mutex::new(Vec::new()));
    let kept = events.clone();
    let handler = move |request: &Request| {
        Reply::Response(match request.target.as_str() {
            "/large" => Response { status: 200, headers: Vec::new(), body: large.clone().into() },
            "/slow" => {
                thread::sleep(Duration::from_millis(400));
                Response::text(200, "slow")
            }
            "/panic" => panic!("a test of a handler that fails"),
            "/events" => {
                let (sender, stream) = event_stream();
                sender.send("hello", "1").unwrap();
                kept.lock().unwrap().push(sender);
                return Reply::Events(stream);
            }
            _ => Response::text(200, "small"),
        })
    };
    let server = http::serve(listener, limits, handler).unwrap();
    Running { port, server: Some(server), events }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn ask(&self, target: &str) -> TcpStream {
        let mut stream = self.connect();
        send(&mut stream, target, "");
        stream
    }

    fn get(&self, target: &str) -> Option<Answer> {
        Answer::read(&mut self.ask(target), false)
    }

    fn status_with(&self, headers: &str) -> u16 {
        let mut stream = self.connect();
        send(&mut stream, "/", headers);
        Answer::read(&mut stream, false).unwrap().status
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.take().into_iter().for_each(http::Server::stop);
    }
}

fn send(stream: &mut TcpStream, target: &str, headers: &str) {
    let _ = stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes());
}

/// Whether the other side closes the connection within a time. Answers that arrive are read.
fn is_closed(stream: &mut TcpStream, within: Duration) -> bool {
    stream.set_read_timeout(Some(within)).unwrap();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => {
                return !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
            }
        }
    }
}

#[test]
fn a_long_head_is_refused() {
    let server = start(Limits::default());
    let header = |bytes: usize| format!("X-Long: {}\r\n", "x".repeat(bytes));
    assert_eq!(server.status_with(&header(10_000)), 200);
    assert_eq!(server.status_with(&header(17_000)), 431);
    // Much more than the limit is not even read.
    let mut stream = server.connect();
    send(&mut stream, "/", &header(1 << 20));
    assert!(Answer::read(&mut stream, false).is_none_or(|answer| answer.status == 431));
}

#[test]
fn many_headers_are_refused() {
    let server = start(Limits::default());
    assert_eq!(server.status_with(&"X: y\r\n".repeat(90)), 200);
    assert_eq!(server.status_with(&"X: y\r\n".repeat(110)), 431);
}

#[test]
fn a_head_has_a_time_limit_as_a_whole() {
    let server = start(Limits { head_time: Duration::from_millis(500), ..Limits::default() });
    let mut stream = server.connect();
    let start = Instant::now();
    // Bytes arrive steadily, so a limit per read would never be reached.
    let mut writer = stream.try_clone().unwrap();
    thread::spawn(move || {
        for byte in b"GET / HTTP/1.1\r\nX: ".iter().chain(std::iter::repeat_n(&b'x', 500)) {
            if writer.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    assert!(is_closed(&mut stream, Duration::from_secs(5)), "the connection stays open");
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[test]
fn an_idle_connection_is_closed() {
    let server = start(Limits { head_time: Duration::from_millis(500), ..Limits::default() });
    let mut stream = server.ask("/");
    assert_eq!(Answer::read(&mut stream, false).unwrap().text(), "small");
    assert!(is_closed(&mut stream, Duration::from_secs(5)));
}

#[test]
fn one_connection_carries_many_requests() {
    let server = start(Limits::default());
    let mut stream = server.connect();
    for _ in 0..5 {
        send(&mut stream, "/", "");
        assert_eq!(Answer::read(&mut stream, false).unwrap().text(), "small");
    }
}

#[test]
fn an_answer_has_a_time_limit_as_a_whole() {
    let time = Duration::from_millis(300);
    let server = start(Limits { answer_time: time, min_bytes_per_second: u64::MAX, ..Limits::default() });
    let mut stream = server.ask("/large");
    // Every read succeeds, so a limit per write would never be reached.
    let mut first = [0; 1000];
    let mut read = 0;
    for _ in 0..15 {
        read += stream.read(&mut first).unwrap();
        thread::sleep(Duration::from_millis(100));
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(read + rest.len() < LARGE, "the whole file was sent");
}

#[test]
fn a_long_answer_has_more_time() {
    let time = Duration::from_millis(100);
    let server = start(Limits { answer_time: time, min_bytes_per_second: LARGE as u64 / 20, ..Limits::default() });
    let mut stream = server.ask("/large");
    thread::sleep(Duration::from_millis(600));
    assert_eq!(Answer::read(&mut stream, false).unwrap().body.len(), LARGE);
}

#[test]
fn the_connection_that_is_idle_longest_gives_way() {
    let server = start(Limits { max_connections: 4, ..Limits::default() });
    let mut idle: Vec<TcpStream> = (0..4)
        .map(|_| {
            let stream = server.connect();
            thread::sleep(Duration::from_millis(100));
            stream
        })
        .collect();
    thread::sleep(Duration::from_millis(300));
    let mut fifth = server.ask("/");
    assert_eq!(Answer::read(&mut fifth, false).unwrap().status, 200);
    assert!(is_closed(&mut idle[0], Duration::from_secs(5)), "there is no limit on connections");
    send(&mut idle[1], "/", "");
    assert_eq!(Answer::read(&mut idle[1], false).unwrap().status, 200);
}

#[test]
fn slow_readers_do_not_lock_out_others() {
    let server = start(Limits::default());
    let (stop, stopped) = mpsc::channel::<()>();
    let mut readers: Vec<TcpStream> = (0..80).map(|_| server.ask("/large")).collect();
    let reading = thread::spawn(move || {
        let mut buffer = [0; 4096];
        while stopped.recv_timeout(Duration::from_millis(200)) == Err(mpsc::RecvTimeoutError::Timeout) {
            readers.retain_mut(|reader| reader.read(&mut buffer).is_ok_and(|count| count > 0));
        }
    });
    thread::sleep(Duration::from_millis(300));
    for number in 0..15 {
        let answer = server.get("/").unwrap_or_else(|| panic!("request {number} is not answered"));
        assert_eq!(answer.text(), "small");
        thread::sleep(Duration::from_millis(50));
    }
    stop.send(()).unwrap();
    reading.join().unwrap();
}

#[test]
fn a_stop_lets_answers_finish() {
    let mut server = start(Limits::default());
    let mut slow = server.ask("/slow");
    let mut idle = server.connect();
    let mut events = server.ask("/events");
    thread::sleep(Duration::from_millis(150));
    let start = Instant::now();
    server.server.take().unwrap().stop();
    assert!(start.elapsed() < Duration::from_secs(3));
    assert_eq!(Answer::read(&mut slow, false).unwrap().text(), "slow");
    assert!(is_closed(&mut idle, Duration::from_secs(1)));
    assert!(is_closed(&mut events, Duration::from_secs(1)));
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
}

#[test]
fn a_stop_does_not_wait_for_slow_readers() {
    let mut server = start(Limits { shutdown_time: Duration::from_millis(300), ..Limits::default() });
    let _reader = server.ask("/large");
    thread::sleep(Duration::from_millis(100));
    let start = Instant::now();
    server.server.take().unwrap().stop();
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_client_that_is_gone_is_noticed() {
    let server = start(Limits::default());
    let mut stream = server.ask("/events");
    let mut buffer = [0; 1024];
    let mut text = String::new();
    while !text.contains("event: hello\ndata: 1\n\n") {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the stream ended");
        text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
    }
    assert!(!server.events.lock().unwrap()[0].is_closed());
    drop(stream);
    let start = Instant::now();
    while !server.events.lock().unwrap()[0].is_closed() {
        assert!(start.elapsed() < PATIENCE, "the stream stays open");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_client_that_reads_no_events_is_dropped() {
    let server = start(Limits::default());
    let _deaf = server.ask("/events");
    let start = Instant::now();
    while server.events.lock().unwrap().is_empty() {
        assert!(start.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(5));
    }
    let data = "x".repeat(1 << 20);
    let is_dropped = (0..1000).any(|_| server.events.lock().unwrap()[0].send("page", &data).is_err());
    assert!(is_dropped, "events are queued without a limit");
}

#[test]
fn a_handler_that_panics_is_an_answer() {
    let server = start(Limits::default());
    assert_eq!(server.get("/panic").unwrap().status, 500);
    assert_eq!(server.get("/").unwrap().status, 200);
}
