//! A replica of a PostgreSQL server of a test's own.

use crate::common::cluster::{ATTEMPTS, Cluster, free_port};
use std::process::Command;

/// Makes and starts one.
pub(crate) fn replica_of(primary: &Cluster) -> Cluster {
    let folder = tempfile::tempdir().unwrap().keep();
    if primary.as_root {
        assert!(Command::new("chown").arg("postgres:").arg(&folder).status().unwrap().success());
    }
    let binaries = primary.binaries.clone();
    let mut replica = Cluster { folder, binaries, port: free_port(), as_root: primary.as_root };
    replica.run("pg_basebackup", &["-R", "--checkpoint=fast", "--no-sync", "-d", &primary.url(), "-D"]);
    for _ in 0..ATTEMPTS {
        if replica.start().success() {
            return replica;
        }
        replica.port = free_port();
    }
    panic!("no replica could be started on {ATTEMPTS} ports that were free");
}
