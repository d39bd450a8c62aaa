//! The open pages that listen for changes: which page each shows, and the stream that reaches it.
//!
//! It knows how to notify a client; `preview` decides what to send.

use std::sync::Mutex;

use serde_json::Value;

use super::http::{Closed, EventSender};
use super::lock;
use super::routes::ClientState;

/// A browser opens at most six connections per host, for all its tabs. One must stay free to load pages. When another
/// client connects, the oldest one is asked to reconnect later.
const MAX_CLIENTS: usize = 5;

/// The clients that listen.
#[derive(Default)]
pub struct Clients(Mutex<Vec<Client>>);

/// A page that is open in a browser.
pub struct Client {
    /// What it shows.
    pub state: ClientState,
    events: EventSender,
    /// The problems that were sent last, as JSON.
    problems: String,
}

impl Client {
    /// A client and the stream to it.
    pub fn new(state: ClientState, events: EventSender) -> Self {
        Self { state, events, problems: String::new() }
    }

    /// Sends an event.
    ///
    /// # Errors
    /// When the client does not listen any more.
    pub fn send(&self, event: &str, data: &Value) -> Result<(), Closed> {
        self.events.send(event, &data.to_string())
    }

    /// Sends the problems, unless they were the last ones sent.
    ///
    /// # Errors
    /// When the client does not listen any more.
    pub fn send_problems(&mut self, data: &Value) -> Result<(), Closed> {
        let data = data.to_string();
        if data == self.problems {
            return Ok(());
        }
        self.problems = data;
        self.events.send("problems", &self.problems)
    }
}

impl Clients {
    /// Adds a client after `greet` has sent it what it misses. No other event is sent meanwhile, so that none falls
    /// between the greeting and the first update.
    pub fn join(&self, mut client: Client, greet: impl FnOnce(&mut Client) -> Result<(), Closed>) {
        let mut clients = lock(&self.0);
        clients.retain(|client| !client.events.is_closed());
        if greet(&mut client).is_err() {
            return;
        }
        if clients.len() >= MAX_CLIENTS {
            let _ = clients.remove(0).send("busy", &Value::Null);
        }
        clients.push(client);
    }

    /// Calls `notify` for every client and drops those that do not listen any more.
    pub fn notify(&self, mut notify: impl FnMut(&mut Client) -> Result<(), Closed>) {
        lock(&self.0).retain_mut(|client| notify(client).is_ok());
    }
}
