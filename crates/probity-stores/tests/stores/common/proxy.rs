//! A door between a program and its server that can be shut at a chosen message, as a network or a
//! server that goes away does: before the message arrives, or after it arrived and before its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// When the connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never learns of the message.
    Before,
    /// The server does what the message says, and nobody learns of it.
    After,
}

#[derive(Debug)]
struct State {
    messages: AtomicUsize,
    at: AtomicUsize,
    after: AtomicBool,
    cuts: AtomicUsize,
    in_commit: AtomicUsize,
    down: AtomicBool,
    stays_down: AtomicBool,
    silent: AtomicBool,
}

/// The door. It lives as long as the runtime.
#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    port: u16,
    state: Arc<State>,
}

impl Proxy {
    /// A door to the server of this address, `scheme://user@host:port/name`.
    pub(crate) async fn to(address: &str) -> Self {
        let server = host(address).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            messages: AtomicUsize::new(0),
            at: AtomicUsize::new(usize::MAX),
            after: AtomicBool::new(false),
            cuts: AtomicUsize::new(0),
            in_commit: AtomicUsize::new(0),
            down: AtomicBool::new(false),
            stays_down: AtomicBool::new(false),
            silent: AtomicBool::new(false),
        });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if shared.down.load(Ordering::SeqCst) {
                    continue;
                }
                tokio::spawn(carry(client, server.clone(), shared.clone()));
            }
        });
        Self { port, state }
    }

    /// The address by way of the door.
    pub(crate) fn address(&self, direct: &str) -> String {
        direct.replacen(host(direct), &format!("127.0.0.1:{}", self.port), 1)
    }

    /// Breaks the connection once, at this message from now on; afterwards nobody is let in when it stays down.
    pub(crate) fn cut(&self, at: usize, how: Cut, stays_down: bool) {
        self.state.messages.store(0, Ordering::SeqCst);
        self.state.cuts.store(0, Ordering::SeqCst);
        self.state.after.store(how == Cut::After, Ordering::SeqCst);
        self.state.stays_down.store(stays_down, Ordering::SeqCst);
        self.state.at.store(at, Ordering::SeqCst);
    }

    /// Lets nothing pass from now on and says nothing of it, as a network does that lost its way.
    pub(crate) fn fall_silent(&self) {
        self.state.silent.store(true, Ordering::SeqCst);
    }

    /// Lets everybody in again.
    pub(crate) fn up(&self) {
        self.state.silent.store(false, Ordering::SeqCst);
        self.state.at.store(usize::MAX, Ordering::SeqCst);
        self.state.down.store(false, Ordering::SeqCst);
    }

    /// Whether it broke since it was told to.
    pub(crate) fn has_cut(&self) -> bool {
        self.state.cuts.load(Ordering::SeqCst) > 0
    }

    /// How often it broke in the middle of a commit so far.
    pub(crate) fn commits_cut(&self) -> usize {
        self.state.in_commit.load(Ordering::SeqCst)
    }
}

fn host(address: &str) -> &str {
    address.split("://").nth(1).unwrap().split('@').next_back().unwrap().split('/').next().unwrap()
}

async fn carry(mut client: TcpStream, server: String, state: Arc<State>) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (mut asked, mut told) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let number = state.messages.fetch_add(1, Ordering::SeqCst) + 1;
                if number == state.at.load(Ordering::SeqCst) {
                    state.cuts.fetch_add(1, Ordering::SeqCst);
                    let message = asked.get(..length).unwrap();
                    if message.windows(6).any(|part| part == b"COMMIT") {
                        state.in_commit.fetch_add(1, Ordering::SeqCst);
                    }
                    if state.stays_down.load(Ordering::SeqCst) {
                        state.down.store(true, Ordering::SeqCst);
                    }
                    if state.after.load(Ordering::SeqCst) {
                        server.write_all(message).await.unwrap();
                        // Once it begins to answer, it has done what it was asked. Some messages have no answer:
                        // after those the client goes on to the next.
                        tokio::select! {
                            _ = server.read(&mut told) => {}
                            _ = client.read(&mut asked) => {}
                        }
                    }
                    return;
                }
                if state.silent.load(Ordering::SeqCst) {
                    continue;
                }
                if server.write_all(asked.get(..length).unwrap()).await.is_err() { return }
            }
            read = server.read(&mut told) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(told.get(..length).unwrap()).await.is_err() { return }
            }
        }
    }
}
