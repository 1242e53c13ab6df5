//! A throwaway PostgreSQL for one run of the tests.
//!
//! It listens on a free loopback port, trusts everyone there, keeps nothing safe from a
//! power cut, and its data folder goes with it. It is not for anyone's data.
//!
//! INVARIANT (no-server-left): the server is started by a guard that waits for the end of
//! its standard input. That end comes when the value is dropped and also when this process
//! is interrupted or killed, so the server stops in every case, by its own process id.

use crate::{Fault, say, tools, workspace};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Its arguments: the folder of the programs, the data folder, the port.
///
/// SIGINT asks PostgreSQL for a shutdown that does not wait for clients.
const GUARD: &str = r#"
trap "" INT TERM HUP
"$1/postgres" -D "$2" -c port="$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \
    >"$2/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$2"
"#;

const USER: &str = "probity";
const LONGEST_START: Duration = Duration::from_secs(30);
const ATTEMPTS: usize = 3;

/// A running server; dropping it stops it.
#[derive(Debug)]
pub(crate) struct Postgres {
    guard: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts a server of its own for this process.
    pub(crate) fn start(root: &Path) -> Result<Self, Fault> {
        let binaries =
            binaries().ok_or_else(|| Fault::new("PostgreSQL is not installed: run `cargo xtask setup`"))?;
        let mut last = Fault::new("PostgreSQL was not started");
        // Someone may take the free port between our look and the server's start.
        for _ in 0..ATTEMPTS {
            match Self::attempt(root, &binaries) {
                Ok(server) => {
                    say::line(&format!("PostgreSQL listens on 127.0.0.1:{}", server.port));
                    return Ok(server);
                }
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    /// The address of a database in which databases may be created.
    pub(crate) fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    fn attempt(root: &Path, binaries: &Path) -> Result<Self, Fault> {
        let account = Account::of_this_process();
        let folder = account.own_folder(root)?;
        let data = folder.join("data");
        let mut initdb = account.command(&binaries.join("initdb"));
        initdb.arg("-D").arg(&data).args([
            "-U",
            USER,
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]);
        initdb.current_dir(&folder);
        tools::output(&mut initdb)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| Fault::new(format!("no loopback port is free: {error}")))?
            .port();
        let guard = account
            .command(Path::new("sh"))
            .args(["-c", GUARD, "postgres-guard"])
            .arg(binaries)
            .arg(&data)
            .arg(port.to_string())
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal reaches this process only; the guard learns of its end.
            .process_group(0)
            .spawn()
            .map_err(|error| Fault::new(format!("the guard of PostgreSQL cannot be started: {error}")))?;
        let server = Self { guard, folder, port };
        server.wait_until_ready(&data)?;
        Ok(server)
    }

    fn wait_until_ready(&self, data: &Path) -> Result<(), Fault> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_START {
            let state = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if is_ready(&state) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = std::fs::read_to_string(data.join("log")).unwrap_or_default();
        Err(Fault::new(format!("PostgreSQL did not become ready on port {}: {}", self.port, log.trim())))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where the newest installed PostgreSQL keeps its programs.
pub(crate) fn binaries() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    found.sort();
    let newest = found.pop().map(|(_, folder)| folder);
    newest.or_else(|| tools::find("initdb")?.parent().map(Path::to_owned))
}

/// The eighth line of a server's `postmaster.pid` says how far its start has come.
fn is_ready(postmaster: &str) -> bool {
    postmaster.lines().nth(7).is_some_and(|state| state.trim() == "ready")
}

/// Who the server runs as: PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug)]
enum Account {
    Ours,
    Postgres,
}

impl Account {
    fn of_this_process() -> Self {
        if tools::is_root() { Self::Postgres } else { Self::Ours }
    }

    fn command(self, program: &Path) -> Command {
        match self {
            Self::Ours => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
        }
    }

    /// A new folder that this account may use: under the target folder, or, where the
    /// account may not enter that, in the system's temporary folder.
    fn own_folder(self, root: &Path) -> Result<PathBuf, Fault> {
        let name = std::process::id().to_string();
        let services = workspace::target(root).join("test-services");
        remove_abandoned(&services);
        for folder in
            [services.join(&name), std::env::temp_dir().join(format!("probity-test-services-{name}"))]
        {
            let _ = std::fs::remove_dir_all(&folder);
            if std::fs::create_dir_all(&folder).is_err() {
                continue;
            }
            if matches!(self, Self::Postgres) {
                tools::output(Command::new("chown").arg("postgres").arg(&folder))?;
            }
            if tools::output(self.command(Path::new("test")).arg("-w").arg(&folder).current_dir("/")).is_ok()
            {
                return Ok(folder);
            }
            let _ = std::fs::remove_dir_all(&folder);
        }
        Err(Fault::new("there is no folder in which PostgreSQL may keep its data"))
    }
}

/// Folders of processes that are no more: a guard removes the data, nobody the folder.
fn remove_abandoned(services: &Path) {
    for entry in std::fs::read_dir(services).into_iter().flatten().flatten() {
        let empty = std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none());
        let running = Path::new("/proc").join(entry.file_name()).exists();
        if empty && !running {
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_server_answers_until_it_is_dropped_and_leaves_nothing_behind() {
        if binaries().is_none() {
            assert!(std::env::var_os("PROBITY_REQUIRE_POSTGRES").is_none(), "PostgreSQL is not installed");
            println!("skipped: PostgreSQL is not installed");
            return;
        }
        let root = workspace::root().unwrap();
        let server = Postgres::start(&root).unwrap();
        let (folder, address) = (server.folder.clone(), (Ipv4Addr::LOCALHOST, server.port));
        assert!(TcpStream::connect(address).is_ok());
        assert!(server.url().ends_with(&format!(":{}/postgres", server.port)));
        drop(server);
        assert!(TcpStream::connect(address).is_err());
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_is_ready_when_its_file_says_so() {
        let file = |state: &str| format!("12\n/data\n1700000000\n54321\n\n127.0.0.1\n  \n{state}\n");
        assert!(is_ready(&file("ready   ")));
        assert!(!is_ready(&file("starting")));
        assert!(!is_ready(""));
    }
}
