//! A running `rungs serve` on a project of its own, and a client that sends exactly the bytes it is given.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::tools;

/// How long to wait for anything. Generous, because test machines are busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A project with a server on it. Dropping it ends the server.
pub struct Server {
    pub root: TempDir,
    pub port: u16,
    pub base: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Server {
    /// Serves a project of these files.
    pub fn of(files: &[(&str, &str)], options: &[&str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(root.path(), path, text);
        }
        Self::at(root, options)
    }

    /// Serves the sample handbook.
    pub fn of_sample(options: &[&str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &root.path().join("content"));
        Self::at(root, options)
    }

    /// Serves the project in a folder.
    pub fn at(root: TempDir, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rungs"))
            .args(["serve", "--port", "0", "--color", "never"])
            .args(options)
            .current_dir(root.path())
            .stderr(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = lines.clone();
        thread::spawn(move || stderr.lines().map_while(Result::ok).for_each(|line| heard.lock().unwrap().push(line)));
        let mut server = Self { root, port: 0, base: String::new(), child, lines };
        server.wait_for("the server is ready", |server| server.said("Press Ctrl+C to stop"));
        let address = server.lines().iter().find_map(|line| Some(line.split_once("http://")?.1.to_owned())).unwrap();
        let (host, base) = address.split_once('/').unwrap();
        server.port = host.rsplit(':').next().unwrap().parse().unwrap();
        server.base = format!("/{base}");
        server
    }

    /// What it has printed to standard error so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    pub fn said(&self, part: &str) -> bool {
        self.lines().iter().any(|line| line.contains(part))
    }

    /// Runs a script of `tests/browser` on the pages that the server shows, with Node, Chromium and the scripts' folder.
    pub fn passes(&self, script: &str, (node, chrome, folder): (PathBuf, PathBuf, PathBuf)) {
        let mut command = Command::new(node);
        command.arg(script).arg(format!("http://127.0.0.1:{}{}", self.port, self.base)).arg(self.root.path());
        let passes = tools::succeeds(command.env("CHROME", chrome).current_dir(folder));
        assert!(passes, "what went wrong is listed above; the server said:\n{}", self.lines().join("\n"));
        assert!(!self.said("panicked"));
    }

    /// The lines about saves.
    pub fn saves(&self) -> usize {
        self.lines().iter().filter(|line| line.contains("page") && line.contains(" ms")).count()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        write(self.root.path(), path, text);
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Changes a file by replacing a part of it.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        self.write(path, &text.replace(from, to));
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the process to end.
    pub fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks for an address below the base path.
    pub fn get(&self, address: &str) -> Answer {
        self.ask("GET", &format!("{}{address}", self.base), &[])
    }

    pub fn text(&self, address: &str) -> String {
        self.get(address).text()
    }

    /// A request with a correct Host, and other headers.
    pub fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Answer {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", self.port);
        headers.iter().for_each(|header| request.push_str(&format!("{header}\r\n")));
        self.send(format!("{request}\r\n").as_bytes()).expect("an answer")
    }

    /// Sends bytes; `None` if the connection was closed without an answer.
    pub fn send(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        // A server that rejects a request early may close the connection before everything is sent.
        let _ = stream.write_all(bytes);
        Answer::read(&mut stream, bytes.starts_with(b"HEAD "))
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Listens as a page does that shows `address`.
    pub fn listen(&self, address: &str) -> Events {
        let page = format!("{}{address}", self.base).replace('%', "%25").replace('/', "%2F");
        let target = format!("{}_rungs/events?page={page}&version={}", self.base, self.get(address).version());
        let mut stream = self.connect();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port).unwrap();
        let mut events = Events { reader: BufReader::new(stream) };
        assert_eq!(events.next("problems").0, "problems");
        events
    }

    /// Waits until a condition holds.
    pub fn wait_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}\n{}", self.lines().join("\n"));
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until a page shows a text.
    pub fn wait_for_text(&self, address: &str, text: &str) {
        self.wait_for(&format!("{address} shows “{text}”"), |server| server.text(address).contains(text));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// The next answer on a connection; `None` if it is closed first. The connection stays usable.
    pub fn read(stream: &mut TcpStream, has_no_body: bool) -> Option<Self> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap().trim_end().to_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Self { status, head, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        if !has_no_body && status != 304 {
            // What is missing shows in the length of the body.
            let _ = Read::by_ref(stream).take(length).read_to_end(&mut answer.body);
        }
        Some(answer)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &'_ str| line.split_once(": ").map(|(known, _)| known.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| of(line) == Some(true)).and_then(|line| Some(line.split_once(": ")?.1))
    }

    /// The version in the script's tag.
    pub fn version(&self) -> String {
        let text = self.text();
        text.split_once("data-version=\"").map_or(String::new(), |(_, rest)| rest.split('"').next().unwrap().to_owned())
    }

    /// The body without the script that is added while serving.
    pub fn as_built(&self) -> Vec<u8> {
        let text = self.text();
        match text.split_once("<script src=").filter(|(_, rest)| rest.contains("_rungs/live.js")) {
            Some((before, rest)) if rest.starts_with("\"/") => {
                [before, rest.split_once("</script>").unwrap().1].concat().into_bytes()
            }
            _ => self.body.clone(),
        }
    }
}

/// A stream of events.
pub struct Events {
    reader: BufReader<TcpStream>,
}

impl Events {
    /// The next event of a name, and its data; other events are passed over.
    pub fn next(&mut self, name: &str) -> (String, String) {
        loop {
            let event = self.any(PATIENCE).unwrap_or_else(|| panic!("no event `{name}`"));
            if event.0 == name {
                return event;
            }
        }
    }

    /// The events that come until nothing comes for `pause`.
    pub fn rest(&mut self, pause: Duration) -> Vec<(String, String)> {
        std::iter::from_fn(|| self.any(pause)).collect()
    }

    fn any(&mut self, patience: Duration) -> Option<(String, String)> {
        self.reader.get_ref().set_read_timeout(Some(patience)).unwrap();
        let mut name = None;
        loop {
            let mut line = String::new();
            match self.reader.read_line(&mut line) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return None,
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
            if let Some(event) = line.strip_prefix("event: ") {
                name = Some(event.trim_end().to_owned());
            } else if let (Some(data), Some(name)) = (line.strip_prefix("data: "), &name) {
                return Some((name.clone(), data.trim_end().to_owned()));
            }
        }
    }
}

pub fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
