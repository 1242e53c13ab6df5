//! The measurements, with throwaway servers for those that need them.

use crate::servers::{KINDS, Server, Servers};
use crate::{Fault, metadata, say, tools};
use std::path::Path;

/// Runs every benchmark of the workspace, or those of one name.
pub(crate) fn run(root: &Path, name: Option<&str>) -> Result<(), Fault> {
    let crates = metadata::crates(root)?;
    let wanted: Vec<(&String, &String)> = crates
        .iter()
        .flat_map(|(package, found)| found.benches.iter().map(move |bench| (package, bench)))
        .filter(|(_, bench)| name.is_none_or(|name| name == *bench))
        .collect();
    if wanted.is_empty() {
        return match name {
            Some(name) => Err(Fault::new(format!("no benchmark is called `{name}`"))),
            None => {
                say::line("there are no benchmarks");
                Ok(())
            }
        };
    }
    let mut servers = Servers::default();
    for kind in KINDS {
        servers.add(kind, Server::start(kind, root)?);
    }
    for (package, bench) in wanted {
        let mut command = tools::cargo(root);
        command.args(["bench", "--package", package, "--bench", bench]);
        tools::run(servers.name_in(&mut command))?;
    }
    Ok(())
}
