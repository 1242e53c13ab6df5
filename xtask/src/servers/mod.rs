//! Throwaway servers for one run of the tests: what PostgreSQL, MariaDB and Redis have in common.
//!
//! Each listens on a free loopback port, lets everyone there in, keeps nothing safe from a
//! power cut, and its data folder goes with it. They are not for anyone's data.
//!
//! INVARIANT (no-server-left): a server is started by a guard that waits for the end of
//! its standard input. That end comes when the value is dropped and also when this process
//! is interrupted or killed, so the server stops in every case, by its own process id.

mod account;
mod mariadb;
mod postgres;
mod redis;
pub(crate) mod s3;

use crate::{Fault, say};
use account::Account;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const LONGEST_START: Duration = Duration::from_secs(60);
const ATTEMPTS: usize = 3;
const USER: &str = "probity";

/// What differs between the servers.
pub(crate) struct Kind {
    /// Its name.
    pub(crate) name: &'static str,
    /// The Debian package that has it.
    pub(crate) package: &'static str,
    /// The variable in which tests find its address, and the one that lets none of them skip itself.
    pub(crate) variables: (&'static str, &'static str),
    /// The account that it runs as when we are root.
    account: &'static str,
    /// Where its programs are; nothing when it is not installed.
    programs: fn() -> Option<PathBuf>,
    /// Makes its data folder, inside a folder of its own.
    prepare: fn(&Account, &Path, &Path) -> Result<(), Fault>,
    /// How a shell starts it: `$1` are its programs, `$2` is its data folder, `$3` its port.
    start: &'static str,
    /// The signal that asks for a shutdown that does not wait for clients.
    stop: &'static str,
    /// Whether it answers.
    is_ready: fn(&Path, u16) -> bool,
    /// The address at which databases may be created.
    url: fn(u16) -> String,
}

/// The servers that tests need.
pub(crate) const KINDS: [&Kind; 3] = [&postgres::KIND, &mariadb::KIND, &redis::KIND];

impl Kind {
    /// Whether it is installed.
    pub(crate) fn is_installed(&self) -> bool {
        (self.programs)().is_some()
    }
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub(crate) struct Server {
    guard: Child,
    folder: PathBuf,
    port: u16,
    url: String,
}

impl Server {
    /// Starts a server of its own for this process.
    pub(crate) fn start(kind: &Kind, root: &Path) -> Result<Self, Fault> {
        let name = kind.name;
        let programs = (kind.programs)()
            .ok_or_else(|| Fault::new(format!("{name} is not installed: run `cargo xtask setup`")))?;
        let mut last = Fault::new(format!("{name} was not started"));
        // Someone may take the free port between our look and the server's start.
        for _ in 0..ATTEMPTS {
            match Self::attempt(kind, root, &programs) {
                Ok(server) => {
                    say::line(&format!("{name} listens on 127.0.0.1:{}", server.port));
                    return Ok(server);
                }
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    /// The address at which databases may be created.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn attempt(kind: &Kind, root: &Path, programs: &Path) -> Result<Self, Fault> {
        let account = Account::of_this_process(kind.account);
        let folder = account.own_folder(root, kind.name)?;
        let data = folder.join("data");
        (kind.prepare)(&account, &folder, &data)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| Fault::new(format!("no loopback port is free: {error}")))?
            .port();
        let guard = account
            .command(Path::new("sh"))
            .args(["-c", &guard(kind), "guard"])
            .arg(programs)
            .arg(&data)
            .arg(port.to_string())
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal reaches this process only; the guard learns of its end.
            .process_group(0)
            .spawn()
            .map_err(|error| Fault::new(format!("the guard of {} cannot be started: {error}", kind.name)))?;
        let server = Self { guard, folder, port, url: (kind.url)(port) };
        server.wait_until_ready(kind, &data)?;
        Ok(server)
    }

    fn wait_until_ready(&self, kind: &Kind, data: &Path) -> Result<(), Fault> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_START {
            if (kind.is_ready)(data, self.port) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = std::fs::read_to_string(data.join("log")).unwrap_or_default();
        Err(Fault::new(format!("{} did not become ready on port {}: {}", kind.name, self.port, log.trim())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// All servers that could be started, by kind.
#[derive(Default)]
pub(crate) struct Servers(Vec<(&'static Kind, Server)>, Option<PathBuf>);

impl Servers {
    /// One more.
    pub(crate) fn add(&mut self, kind: &'static Kind, server: Server) {
        self.0.push((kind, server));
    }

    /// The program of the server of S3.
    pub(crate) fn add_s3(&mut self, program: PathBuf) {
        self.1 = Some(program);
    }

    /// The program of the server of S3, when it was built.
    pub(crate) fn s3(&self) -> Option<&Path> {
        self.1.as_deref()
    }

    /// Tells a command where they are. One that did not start is told of too, so that the tests that
    /// need it fail and do not skip themselves.
    pub(crate) fn name_in<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        for kind in KINDS {
            command.env(kind.variables.1, "1").env_remove(kind.variables.0);
        }
        command.env(s3::VARIABLES.1, "1").env_remove(s3::VARIABLES.0);
        if let Some(program) = &self.1 {
            command.env(s3::VARIABLES.0, program);
        }
        for (kind, server) in &self.0 {
            command.env(kind.variables.0, server.url());
        }
        command
    }
}

/// The guard's script.
fn guard(kind: &Kind) -> String {
    format!(
        "trap '' INT TERM HUP\n{} >\"$2/log\" 2>&1 &\nserver=$!\nread -r _\nkill -{} \"$server\" 2>/dev/null\n\
         wait \"$server\"\nrm -rf \"$2\"\n",
        kind.start.trim(),
        kind.stop
    )
}

/// A connection to the port, which waits for no answer for ever.
fn connect(port: u16) -> Option<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    Some(stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn servers_answer_until_they_are_dropped_and_leave_nothing_behind() {
        for kind in KINDS {
            if !kind.is_installed() {
                assert!(std::env::var_os(kind.variables.1).is_none(), "{} is not installed", kind.name);
                println!("skipped: {} is not installed", kind.name);
                continue;
            }
            let root = workspace::root().unwrap();
            let server = Server::start(kind, &root).unwrap();
            let (folder, address) = (server.folder.clone(), (Ipv4Addr::LOCALHOST, server.port));
            assert!(TcpStream::connect(address).is_ok());
            assert!(server.url().contains(&format!("127.0.0.1:{}/", server.port)));
            drop(server);
            assert!(TcpStream::connect(address).is_err(), "{} still listens", kind.name);
            assert!(!folder.exists());
        }
    }

    #[test]
    fn a_command_is_told_of_servers_that_did_not_start() {
        let mut command = Command::new("true");
        Servers::default().name_in(&mut command);
        let told: Vec<_> = command.get_envs().filter(|(_, value)| value.is_some()).collect();
        assert_eq!(told.len(), KINDS.len() + 1, "{told:?}");
    }
}
