//! The real program as a server in a process of its own, and just enough HTTP to talk to it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

pub(crate) const SECRET: &str = "b70c6f1d5e2a49838f6e7d5c4b3a29180f1e2d3c4b5a69788796a5b4c3d2e1f0";
/// What anything may take before something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A server. It is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    control: String,
    errors: mpsc::Receiver<String>,
}

impl Server {
    /// Starts `probity serve` over an installation, on a test clock that stands at an instant.
    pub(crate) fn start(folder: &Path, environment: &BTreeMap<String, String>, clock: &str) -> Self {
        let database = |name: &str| format!("sqlite:{}", folder.join(name).display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(["serve", "--format", "json", "--listen", "127.0.0.1:0", "--test-clock", clock])
            .args(["--control", "127.0.0.1:0"])
            .args(["--state", &database("state.sqlite"), "--keys", &database("keys.sqlite"), "--project"])
            .arg(folder.join("policy"))
            .env_remove("PROBITY_TEST_ABORT_AT")
            .env("PROBITY_OFFICER_SECRET", SECRET)
            .env("PROBITY_LOG", "warn,probity_keeper=debug")
            .envs(environment)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, errors) = mpsc::channel();
        let log = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            // Whoever does not listen any more does not want to know.
            log.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)).ok();
        });
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push_str(&line.unwrap());
            if let Ok(ready) = serde_json::from_str::<Value>(&said) {
                let address =
                    |what: &str| ready[what].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
                return Self { child, address: address("url"), control: address("control"), errors };
            }
        }
        let _ = child.wait();
        panic!("the server did not start: {said} {:?}", errors.iter().collect::<Vec<_>>());
    }

    /// Asks; none when the server is not there (any more).
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Option<(u16, Value)> {
        self.door().try_ask(method, path, token, body)
    }

    /// Where it can be asked, also from another thread.
    pub(crate) fn door(&self) -> Door {
        Door(self.address.clone())
    }

    /// Asks, and fails unless the answer has this status.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
        status: u16,
    ) -> Value {
        let (got, answer) = self.try_ask(method, path, token, body).expect("the server is gone");
        assert_eq!(got, status, "{method} {path}: {answer}");
        answer
    }

    /// Lets it be another time.
    pub(crate) fn set_clock(&self, now: &str) {
        let set = serde_json::json!({ "now": now });
        let answer = Door(self.control.clone()).try_ask("PUT", "/clock", None, Some(&set));
        assert_eq!(answer.map(|(status, _)| status), Some(200));
    }

    /// Asks for a request again and again until it is as wanted. Fails when that takes too long; none when the
    /// server ended meanwhile.
    pub(crate) fn wait_until(
        &mut self,
        id: &str,
        officer: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let begun = Instant::now();
        loop {
            if self.ended() {
                return None;
            }
            let detail = self.try_ask("GET", &format!("/v1/requests/{id}"), Some(officer), None);
            if let Some((200, detail)) = detail
                && wanted(&detail)
            {
                return Some(detail);
            }
            assert!(begun.elapsed() < PATIENCE, "the request does not move: {:?}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// What it wrote to its log so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.errors.try_iter().collect()
    }

    /// SIGKILL: nothing in the process can react to it.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as whoever runs services stops them; fails unless it ends well.
    pub(crate) fn stop(mut self) -> Vec<String> {
        let stopped = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(stopped.success());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
        self.errors.iter().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address of a server.
pub(crate) struct Door(String);

impl Door {
    /// Asks; none when the server is not there (any more).
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(&self.0).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let body = body.map_or_else(String::new, Value::to_string);
        let bearer = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{bearer}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.0,
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        let (_, content) = answer.split_once("\r\n\r\n")?;
        Some((status, serde_json::from_str(content).unwrap_or(Value::Null)))
    }
}
