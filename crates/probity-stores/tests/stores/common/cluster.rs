//! A PostgreSQL server of a test's own: its files can be read, and it can be stopped and started again.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// How many free ports are tried.
pub(crate) const ATTEMPTS: u32 = 5;

/// A server that is gone when it is dropped.
pub(crate) struct Cluster {
    pub(crate) folder: PathBuf,
    pub(crate) binaries: PathBuf,
    pub(crate) port: u16,
    pub(crate) as_root: bool,
}

impl Cluster {
    /// Makes and starts one; none where PostgreSQL's own programs are not installed.
    pub(crate) fn start_new(settings: &[&str]) -> Option<Self> {
        let Some(binaries) = binaries() else {
            assert!(
                std::env::var("PROBITY_REQUIRE_POSTGRES").as_deref() != Ok("1"),
                "PROBITY_REQUIRE_POSTGRES is set and there is no initdb"
            );
            println!("skipped: there is no initdb");
            return None;
        };
        let folder = tempfile::tempdir().unwrap().keep();
        let as_root = text(Command::new("id").arg("-u")) == "0";
        if as_root {
            // The server does not run as root.
            assert!(Command::new("chown").arg("postgres:").arg(&folder).status().unwrap().success());
        }
        let mut cluster = Self { folder, binaries, port: free_port(), as_root };
        cluster.run(
            "initdb",
            &["-U", "probity", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", "-D"],
        );
        let mut lines = std::fs::read_to_string(cluster.data().join("postgresql.conf")).unwrap();
        for setting in settings {
            lines.push_str(setting);
            lines.push('\n');
        }
        std::fs::write(cluster.data().join("postgresql.conf"), lines).unwrap();
        // Whoever connects anywhere meanwhile may be given the port that was free.
        for _ in 0..ATTEMPTS {
            if cluster.start().success() {
                return Some(cluster);
            }
            cluster.port = free_port();
        }
        panic!("no server could be started on {ATTEMPTS} ports that were free");
    }

    /// The folder of its files.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://probity@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it; whether that went well.
    pub(crate) fn start(&self) -> ExitStatus {
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off",
            self.port,
            self.folder.display()
        );
        let log = self.folder.join("log").display().to_string();
        self.status("pg_ctl", &["-w", "-s", "-l", &log, "-o", &options, "start", "-D"])
    }

    /// Ends it and all conversations with it.
    pub(crate) fn stop(&self) {
        self.run("pg_ctl", &["-w", "-s", "-m", "fast", "stop", "-D"]);
    }

    /// Runs one of PostgreSQL's programs on its folder.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) {
        let status = self.status(program, arguments);
        assert!(status.success(), "{program}: {status}");
    }

    fn status(&self, program: &str, arguments: &[&str]) -> ExitStatus {
        self.command(program).args(arguments).arg(self.data()).stdout(Stdio::null()).status().unwrap()
    }

    /// One of PostgreSQL's programs, as who runs the server.
    pub(crate) fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut command = self.command("pg_ctl");
        let _ = command
            .args(["-s", "-m", "immediate", "stop", "-D"])
            .arg(self.data())
            .stderr(Stdio::null())
            .status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn text(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap().trim().to_owned()
}

/// Where the newest installed PostgreSQL keeps its programs.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder): &(u32, PathBuf)| has_initdb(folder))
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

fn has_initdb(folder: &Path) -> bool {
    folder.join("initdb").is_file()
}
