//! PostgreSQL as a throwaway server.

use super::{Account, Kind, USER};
use crate::{Fault, tools};
use std::path::{Path, PathBuf};

pub(super) const KIND: Kind = Kind {
    name: "PostgreSQL",
    package: "postgresql",
    variables: ("PROBITY_TEST_POSTGRES_URL", "PROBITY_REQUIRE_POSTGRES"),
    account: "postgres",
    programs,
    prepare,
    start: r#"
"$1/postgres" -D "$2" -c port="$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"#,
    stop: "INT",
    is_ready: |data, _| is_ready(&std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default()),
    url: |port| format!("postgres://{USER}@127.0.0.1:{port}/postgres"),
};

fn prepare(account: &Account, folder: &Path, data: &Path) -> Result<(), Fault> {
    let programs = programs().ok_or_else(|| Fault::new("PostgreSQL is not installed"))?;
    let mut initdb = account.command(&programs.join("initdb"));
    let words = ["-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"];
    tools::output(initdb.arg("-D").arg(data).args(words).current_dir(folder)).map(|_| ())
}

/// Where the newest installed PostgreSQL keeps its programs.
fn programs() -> Option<PathBuf> {
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

#[cfg(test)]
mod tests {
    use super::is_ready;

    #[test]
    fn a_server_is_ready_when_its_file_says_so() {
        let file = |state: &str| format!("12\n/data\n1700000000\n54321\n\n127.0.0.1\n  \n{state}\n");
        assert!(is_ready(&file("ready   ")));
        assert!(!is_ready(&file("starting")));
        assert!(!is_ready(""));
    }
}
