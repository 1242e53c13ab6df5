//! The demo's mail box: a small, real SMTP server on this machine that keeps messages in memory.
//!
//! The demo shows them on a page; tests wait for them. Deliberately not a mail server: it sends
//! nothing, knows no users, offers no TLS, and listens on the loopback address only.
//!
//! INVARIANT (BOUNDED): the number and size of messages, lines, recipients and connections have limits,
//! and whatever exceeds them is refused or pushes out the oldest message.

mod encoding;
mod message;
mod session;

pub use message::Message;

use crate::error::DemoError;
use session::{Event, Session};
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// The most messages that are kept, and the most bytes of all of them.
pub const MOST_MESSAGES: usize = 2000;
const MOST_BYTES: usize = 64 * 1024 * 1024;
const MOST_CONNECTIONS: usize = 64;
/// How long a connection may say nothing (RFC 5321 section 4.5.3.2.7 asks for five minutes).
const PATIENCE: Duration = Duration::from_mins(5);
/// How long to let others give back what the machine is out of.
const PAUSE: Duration = Duration::from_millis(100);

/// The mail box. It listens until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Mailbox {
    shelf: Arc<Shelf>,
    _listener: Arc<Listener>,
}

/// Stops listening when it is dropped.
#[derive(Debug)]
struct Listener(AbortHandle);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug)]
struct Shelf {
    messages: Mutex<Messages>,
    /// The number of the newest message.
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Messages {
    kept: VecDeque<Message>,
    bytes: usize,
    last: u64,
}

impl Mailbox {
    /// Listens on a port of the loopback address; on any free one when the port is 0. Needs a Tokio runtime.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start(port: u16) -> Result<(SocketAddr, Self), DemoError> {
        let failed = |source| DemoError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shelf = Arc::new(Shelf { messages: Mutex::default(), newest: watch::Sender::new(0) });
        let task = tokio::spawn(listen(listener, shelf.clone()));
        Ok((address, Self { shelf, _listener: Arc::new(Listener(task.abort_handle())) }))
    }

    /// All messages that are kept, the oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.shelf.open().kept.iter().cloned().collect()
    }

    /// The message of this number.
    #[must_use]
    pub fn message(&self, number: u64) -> Option<Message> {
        self.shelf.open().kept.iter().find(|one| one.number == number).cloned()
    }

    /// The first message to a recipient with a number above `after` (0 for any), when it is there or as soon
    /// as it comes. Whoever cannot wait for ever puts a time limit around it.
    pub async fn wait_for(&self, recipient: &str, after: u64) -> Message {
        let mut newest = self.shelf.newest.subscribe();
        loop {
            newest.mark_unchanged();
            let found = {
                let messages = self.shelf.open();
                messages.kept.iter().find(|one| one.number > after && one.is_to(recipient)).cloned()
            };
            if let Some(message) = found {
                return message;
            }
            if newest.changed().await.is_err() {
                // The sender lives in the shelf that is held here.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Throws all messages away. Numbers go on.
    pub fn clear(&self) {
        let mut messages = self.shelf.open();
        messages.kept.clear();
        messages.bytes = 0;
    }
}

impl Shelf {
    fn open(&self) -> MutexGuard<'_, Messages> {
        // A thread that panicked while it held the lock left whole messages behind.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, sender: String, recipients: Vec<String>, raw: Vec<u8>) {
        let number = {
            let mut messages = self.open();
            messages.last += 1;
            let message = Message::read(messages.last, sender, recipients, raw);
            messages.bytes += message.raw.len();
            messages.kept.push_back(message);
            while messages.kept.len() > MOST_MESSAGES || messages.bytes > MOST_BYTES {
                let Some(oldest) = messages.kept.pop_front() else { break };
                messages.bytes -= oldest.raw.len();
            }
            messages.last
        };
        self.newest.send_replace(number);
    }
}

async fn listen(listener: TcpListener, shelf: Arc<Shelf>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "the demo's mail box could not take a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        if connections.len() >= MOST_CONNECTIONS {
            connections.join_next().await;
        }
        let shelf = shelf.clone();
        connections.spawn(async move {
            if let Err(error) = serve(stream, &shelf).await {
                tracing::debug!(%error, "a connection to the demo's mail box broke");
            }
        });
    }
}

async fn serve(mut stream: TcpStream, shelf: &Shelf) -> std::io::Result<()> {
    let mut session = Session::new();
    stream.write_all(session::GREETING.as_bytes()).await?;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(read) = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await else {
            return stream.write_all(b"421 4.4.2 too long a silence\r\n").await;
        };
        let bytes = buffer.get(..read?).unwrap_or(&[]);
        if bytes.is_empty() {
            return Ok(());
        }
        let mut replies = String::new();
        let mut ended = false;
        for event in session.hear(bytes) {
            match event {
                Event::Reply(reply) => replies.push_str(&reply),
                Event::Message { sender, recipients, raw } => shelf.keep(sender, recipients, raw),
                Event::Close => ended = true,
            }
        }
        stream.write_all(replies.as_bytes()).await?;
        if ended {
            return stream.shutdown().await;
        }
    }
}
