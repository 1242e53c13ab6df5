//! Redis as a throwaway server.

use super::{Account, Kind, connect};
use crate::{Fault, tools};
use std::io::{Read as _, Write as _};
use std::path::Path;

pub(super) const KIND: Kind = Kind {
    name: "Redis",
    package: "redis-server",
    variables: ("PROBITY_TEST_REDIS_URL", "PROBITY_REQUIRE_REDIS"),
    account: "redis",
    programs: || tools::find("redis-server"),
    prepare,
    start: r#"
"$1" --port "$3" --bind 127.0.0.1 --dir "$2" --save "" --appendonly no --daemonize no"#,
    stop: "TERM",
    is_ready: |_, port| answers(port).unwrap_or(false),
    url: |port| format!("redis://127.0.0.1:{port}/"),
};

fn prepare(account: &Account, _folder: &Path, data: &Path) -> Result<(), Fault> {
    tools::output(account.command(Path::new("mkdir")).arg(data)).map(|_| ())
}

fn answers(port: u16) -> Option<bool> {
    let mut stream = connect(port)?;
    stream.write_all(b"PING\r\n").ok()?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).ok()?;
    Some(&answer == b"+PONG")
}
