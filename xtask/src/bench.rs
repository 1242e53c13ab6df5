//! The measurements, with a throwaway PostgreSQL for those that need one.

use crate::postgres::Postgres;
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
    let server = Postgres::start(root)?;
    for (package, bench) in wanted {
        let mut command = tools::cargo(root);
        command.args(["bench", "--package", package, "--bench", bench]);
        tools::run(command.env("PROBITY_TEST_POSTGRES_URL", server.url()))?;
    }
    Ok(())
}
