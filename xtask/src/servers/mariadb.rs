//! MariaDB as a throwaway server.

use super::{Account, Kind, USER, connect};
use crate::{Fault, tools};
use std::io::Read as _;
use std::path::{Path, PathBuf};

pub(super) const KIND: Kind = Kind {
    name: "MariaDB",
    package: "mariadb-server",
    variables: ("PROBITY_TEST_MARIADB_URL", "PROBITY_REQUIRE_MARIADB"),
    account: "mysql",
    programs,
    prepare,
    // The socket's path counts from the data folder: a whole one may be longer than a socket's may be.
    start: r#"
"$1" --no-defaults --datadir="$2" --port="$3" --bind-address=127.0.0.1 --socket=socket --pid-file=pid \
    --init-file="$2/../init.sql" --skip-name-resolve --skip-log-bin --max-connections=400 \
    --innodb-flush-method=nosync --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
    --innodb-fast-shutdown=2 --innodb-buffer-pool-size=128M --performance-schema=0"#,
    stop: "TERM",
    is_ready,
    url: |port| format!("mysql://{USER}@127.0.0.1:{port}/"),
};

fn prepare(account: &Account, folder: &Path, data: &Path) -> Result<(), Fault> {
    let mut install = account.command(Path::new("mariadb-install-db"));
    install.arg("--no-defaults").arg(format!("--datadir={}", data.display())).args([
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        "--innodb-flush-method=nosync",
    ]);
    tools::output(install.current_dir(folder))?;
    let init = folder.join("init.sql");
    let user = format!(
        "CREATE USER IF NOT EXISTS '{USER}'@'127.0.0.1';\nGRANT ALL ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
    );
    std::fs::write(&init, user)
        .map_err(|error| Fault::new(format!("{} cannot be written: {error}", init.display())))
}

fn programs() -> Option<PathBuf> {
    // People's search paths often leave `sbin` out.
    tools::find("mariadbd")
        .or_else(|| Some(PathBuf::from("/usr/sbin/mariadbd")).filter(|path| path.is_file()))
}

/// Whether it greets: the first packet begins with its length, its number, and version 10 of the protocol.
fn is_ready(data: &Path, port: u16) -> bool {
    let mut greeting = [0; 5];
    data.join("pid").is_file()
        && connect(port).is_some_and(|mut stream| stream.read_exact(&mut greeting).is_ok())
        && greeting[4] == 10
}
