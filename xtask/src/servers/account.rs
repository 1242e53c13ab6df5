//! Who a throwaway server runs as, and where it keeps its data: PostgreSQL and MariaDB refuse to run as root.

use crate::{Fault, tools, workspace};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Ours, or, when we are root, the one that the server's package made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Account {
    Ours,
    Named(&'static str),
}

impl Account {
    pub(super) fn of_this_process(name: &'static str) -> Self {
        if tools::is_root() { Self::Named(name) } else { Self::Ours }
    }

    pub(super) fn command(&self, program: &Path) -> Command {
        match self {
            Self::Ours => Command::new(program),
            Self::Named(name) => {
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(program);
                command
            }
        }
    }

    /// A new folder that this account may use: under the target folder, or, where the
    /// account may not enter that, in the system's temporary folder.
    pub(super) fn own_folder(&self, root: &Path, server: &str) -> Result<PathBuf, Fault> {
        let name = format!("{}-{}", std::process::id(), server.to_lowercase());
        let services = workspace::target(root).join("test-services");
        remove_abandoned(&services);
        for folder in
            [services.join(&name), std::env::temp_dir().join(format!("probity-test-services-{name}"))]
        {
            let _ = std::fs::remove_dir_all(&folder);
            if std::fs::create_dir_all(&folder).is_err() {
                continue;
            }
            if let Self::Named(owner) = self {
                tools::output(Command::new("chown").arg(owner).arg(&folder))?;
            }
            if tools::output(self.command(Path::new("test")).arg("-w").arg(&folder).current_dir("/")).is_ok()
            {
                return Ok(folder);
            }
            let _ = std::fs::remove_dir_all(&folder);
        }
        Err(Fault::new(format!("there is no folder in which {server} may keep its data")))
    }
}

/// Folders of processes that are no more: a guard removes the data, nobody the folder.
fn remove_abandoned(services: &Path) {
    for entry in std::fs::read_dir(services).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.split('-').next().unwrap_or_default();
        let empty = std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none());
        if empty && !Path::new("/proc").join(process).exists() {
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}
