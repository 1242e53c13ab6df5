//! Searching a store's own files for somebody erased, as `grep` would: the evidence that nothing is left of them.
//!
//! Only files that are on this machine, may be read, and are known to be those of the server that answers, can be
//! searched; of all others it is said why not. What an engine writes elsewhere (an archived log, a replica, a binary
//! log, the statistics of statements) is named by [`beyond_reach`].
//!
//! INVARIANT (UNSEARCHED-IS-SAID): a search that did not read every file of a store says what it left out.

use crate::connect::{StoreHandle, Stores};
use crate::engine::{Access, Engine};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::look::sought_texts;
use crate::plan::PlanMaterial;
use crate::session::Session;
use memchr::memmem::Finder;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// How much of a file is looked at at once.
const PIECE: usize = 1 << 20;
/// Larger stores than this would hold an erasure up for too long: 64 GiB, some minutes of reading.
const MOST: u64 = 64 << 30;

/// What a search of a store's files found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesSearch {
    /// How many files were read to their end.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Files in which an identity stands, by their place within the store's folder.
    pub found: Vec<String>,
    /// What could not be searched, and why; empty when everything was.
    pub unsearched: Vec<String>,
}

/// Searches the files of a store for the identities that an erasure was about. Nothing when it knew none that could be
/// told from other bytes: an account's number stands everywhere.
///
/// # Errors
/// When the store cannot be asked where its files are.
pub async fn search_files(
    stores: &Stores,
    store: &str,
    material: &PlanMaterial,
) -> Result<Option<FilesSearch>, StoreError> {
    let texts = sought_texts(&material.searched());
    if texts.is_empty() {
        return Ok(None);
    }
    let handle = stores.get(store)?;
    let places = match places(handle).await? {
        Ok(places) => places,
        Err(why) => return Ok(Some(FilesSearch { unsearched: vec![why], ..FilesSearch::default() })),
    };
    let searched = tokio::task::spawn_blocking(move || search(&places, &texts)).await;
    searched.map(Some).map_err(|_| handle.failed("search the files", own("the search broke off")))
}

fn own(text: &'static str) -> EngineFault {
    EngineFault::own(FaultKind::Other, text)
}

/// Where the files of a store are: a root that is not part of their names, and what is searched below it.
struct Places {
    root: PathBuf,
    parts: Vec<PathBuf>,
    /// What begins the names of the store's own files, where others write into the rest of them too.
    own: Option<String>,
}

/// The places of a store's files, or why they cannot be searched.
async fn places(handle: &StoreHandle) -> Result<Result<Places, String>, StoreError> {
    if handle.is_mirrored() {
        return Ok(Err("what it keeps of deleted records is not in files of a database".to_owned()));
    }
    match handle.engine() {
        Engine::Sqlite => {
            let Some(file) = handle.file() else { return Ok(Err("it has no file".to_owned())) };
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            let beside = ["", "-wal", "-journal", "-shm"].map(|ending| {
                let mut name = file.as_os_str().to_owned();
                name.push(ending);
                PathBuf::from(name)
            });
            // A journal that is not there holds nothing.
            let parts = beside.into_iter().filter(|path| path == file || path.exists()).collect();
            Ok(Ok(Places { root: folder, parts, own: None }))
        }
        Engine::Postgres => {
            let mut session = handle.open(Access::Read).await?;
            let asked = postgres_folder(&mut session).await;
            session.close().await;
            asked.map_err(|source| handle.failed("ask where its files are", source))
        }
        Engine::MariaDb => Ok(Err("the files of a MariaDB server are not searched".to_owned())),
    }
}

/// The folder of the server that answers, when it is on this machine: its start is written in it.
async fn postgres_folder(session: &mut Session) -> Result<Result<Places, String>, EngineFault> {
    let question = "SELECT current_setting('data_directory', true), \
                    CAST(CAST(floor(extract(epoch FROM pg_postmaster_start_time())) AS bigint) AS text), \
                    (SELECT CAST(oid AS text) FROM pg_database WHERE datname = current_database()), \
                    (SELECT CAST(count(*) AS text) FROM pg_database \
                     WHERE NOT datistemplate AND datname NOT IN (current_database(), 'postgres'))";
    let answer = match session.texts(question, &[]).await {
        Ok(answer) => answer,
        Err(fault) if fault.kind == FaultKind::Permission => {
            return Ok(Err("its user may not ask where its files are (`pg_read_all_settings`)".to_owned()));
        }
        Err(fault) => return Err(fault),
    };
    let text = |at: usize| answer.first().and_then(|row| row.text(at)).map(str::to_owned);
    let (Some(folder), Some(start), Some(own)) = (text(0), text(1), text(2)) else {
        return Ok(Err("its user may not ask where its files are (`pg_read_all_settings`)".to_owned()));
    };
    let folder = PathBuf::from(folder);
    let pid = match std::fs::read_to_string(folder.join("postmaster.pid")) {
        Ok(pid) => pid,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Err("its files are on another machine".to_owned()));
        }
        Err(error) => return Ok(Err(format!("its files cannot be read here: {}", error.kind()))),
    };
    let told: Option<i64> = pid.lines().nth(2).and_then(|line| line.trim().parse().ok());
    let started: Option<i64> = start.parse().ok();
    // The file is written a moment before the server takes its own time.
    if told.zip(started).is_none_or(|(told, started)| (started - told).abs() > 5) {
        return Ok(Err("a folder of that name is here, and it is not that server's".to_owned()));
    }
    let alone = text(3).as_deref() == Some("0");
    let parts = postgres_parts(&folder, &own);
    Ok(Ok(Places { root: folder, parts, own: (!alone).then(|| format!("base/{own}/")) }))
}

/// Everything in a server's folder but the databases beside this one.
fn postgres_parts(folder: &Path, own: &str) -> Vec<PathBuf> {
    let mut parts = Vec::new();
    let is_other = |name: &str| name != own && name.bytes().all(|byte| byte.is_ascii_digit());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_name().to_str() {
            Some("base") => {
                let databases = std::fs::read_dir(entry.path()).into_iter().flatten().flatten();
                parts.extend(
                    databases
                        .filter(|one| !one.file_name().to_str().is_some_and(is_other))
                        .map(|one| one.path()),
                );
            }
            Some("pg_tblspc") => {
                // Table spaces are links: `pg_tblspc/16400/PG_15_202209061/16384`.
                let spaces = std::fs::read_dir(entry.path()).into_iter().flatten().flatten();
                for version in
                    spaces.flat_map(|space| std::fs::read_dir(space.path()).into_iter().flatten().flatten())
                {
                    parts.push(version.path().join(own));
                }
            }
            _ => parts.push(entry.path()),
        }
    }
    parts.retain(|part| part.exists());
    parts
}

/// Reads files to their end and looks for texts, with small and capital letters of ASCII alike.
fn search(places: &Places, texts: &BTreeSet<String>) -> FilesSearch {
    let mut found = FilesSearch::default();
    let finders: Vec<Finder<'_>> = texts.iter().map(|text| Finder::new(text.as_bytes())).collect();
    let overlap = texts.iter().map(String::len).max().unwrap_or(1).saturating_sub(1);
    let mut waiting = places.parts.clone();
    while let Some(path) = waiting.pop() {
        if found.bytes > MOST {
            found.unsearched.push("its files are too large to be searched each time".to_owned());
            return found;
        }
        let name = path.strip_prefix(&places.root).unwrap_or(&path).display().to_string();
        let is_folder = std::fs::metadata(&path).map(|metadata| metadata.is_dir());
        let read = is_folder.and_then(|is_folder| {
            if is_folder {
                waiting.extend(std::fs::read_dir(&path)?.flatten().map(|entry| entry.path()));
                return Ok(None);
            }
            holds(&path, &finders, overlap).map(Some)
        });
        match read {
            Ok(None) => {}
            Ok(Some((bytes, holds))) => {
                found.files += 1;
                found.bytes = found.bytes.saturating_add(bytes);
                let is_own = places.own.as_ref().is_none_or(|own| name.starts_with(own.as_str()));
                if holds && is_own {
                    found.found.push(name);
                } else if holds {
                    found.unsearched.push(
                        "files that other databases of the server write into too name the person".to_owned(),
                    );
                }
            }
            // What went meanwhile holds nothing any more.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => found.unsearched.push(format!("`{name}` cannot be read: {}", error.kind())),
        }
    }
    found.found.sort_unstable();
    found
}

/// How long a file is, and whether one of the texts stands in it.
fn holds(path: &Path, finders: &[Finder<'_>], overlap: usize) -> std::io::Result<(u64, bool)> {
    let mut file = std::fs::File::open(path)?;
    let mut bytes = 0_u64;
    let mut piece = Vec::with_capacity(PIECE + overlap);
    loop {
        let kept = piece.len();
        let read = file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        if read == 0 {
            return Ok((bytes, false));
        }
        bytes = bytes.saturating_add(read as u64);
        if let Some(fresh) = piece.get_mut(kept..) {
            fresh.make_ascii_lowercase();
        }
        if finders.iter().any(|finder| finder.find(&piece).is_some()) {
            return Ok((bytes, true));
        }
        // A text may stand across the border of two pieces.
        let surplus = piece.len().saturating_sub(overlap);
        piece.drain(..surplus);
    }
}

/// What a store's engine writes where the purge does not reach: one sentence each, empty when there is nothing.
///
/// # Errors
/// When the store cannot be asked.
pub async fn beyond_reach(stores: &Stores, store: &str) -> Result<Vec<String>, StoreError> {
    let handle = stores.get(store)?;
    if handle.is_mirrored() {
        return Ok(vec!["what its owner keeps of deleted records is the owner's".to_owned()]);
    }
    let questions: &[(&str, &str)] = match handle.engine() {
        Engine::Sqlite => return Ok(Vec::new()),
        Engine::Postgres => &[
            (
                "SELECT 1 WHERE current_setting('archive_mode') <> 'off' \
                 AND (current_setting('archive_command', true) <> '' OR current_setting('archive_library', true) <> '')",
                "the server archives its write-ahead log (`archive_command`); what is archived goes as backups go",
            ),
            (
                "SELECT 1 FROM pg_stat_replication LIMIT 1",
                "replicas follow this server; they are rewritten by their own write-ahead log only",
            ),
            (
                "SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'",
                "`pg_stat_statements` keeps the texts of statements; those that name the person are reset, where its \
                 user may, and its file is written over by the server in time",
            ),
        ],
        Engine::MariaDb => &[(
            "SELECT 1 FROM DUAL WHERE @@log_bin = 1",
            "the server keeps a binary log; it goes when the server purges it (`expire_logs_days`)",
        )],
    };
    let mut session = handle.open(Access::Read).await?;
    let mut beyond = Vec::new();
    let mut outcome = Ok(());
    for (question, sentence) in questions {
        match session.texts(question, &[]).await {
            Ok(answer) if !answer.is_empty() => beyond.push((*sentence).to_owned()),
            Ok(_) => {}
            Err(fault) if fault.kind == FaultKind::Permission => {}
            Err(fault) => outcome = Err(fault),
        }
    }
    session.close().await;
    outcome.map_err(|source| handle.failed("ask what it writes elsewhere", source))?;
    Ok(beyond)
}

/// Resets the statistics of statements whose text names somebody erased, where they are kept and the user may. How many
/// statements there were.
///
/// # Errors
/// When the store cannot be reached.
pub async fn reset_statements(
    stores: &Stores,
    store: &str,
    material: &PlanMaterial,
) -> Result<u64, StoreError> {
    let handle = stores.get(store)?;
    let texts = sought_texts(&material.searched());
    if handle.is_mirrored() || handle.engine() != Engine::Postgres || texts.is_empty() {
        return Ok(0);
    }
    let mut session = handle.open(Access::Change).await?;
    let outcome = reset_in(&mut session, &texts).await;
    session.close().await;
    outcome.map_err(|source| handle.failed("reset the statistics of statements", source))
}

async fn reset_in(session: &mut Session, texts: &BTreeSet<String>) -> Result<u64, EngineFault> {
    let place = "SELECT quote_ident(n.nspname) FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace \
                 WHERE e.extname = 'pg_stat_statements'";
    let answer = session.texts(place, &[]).await?;
    let Some(schema) = answer.first().and_then(|row| row.text(0)).map(str::to_owned) else { return Ok(0) };
    let parameters: Vec<&str> = texts.iter().map(String::as_str).collect();
    let named: Vec<String> = (1..=parameters.len())
        .map(|number| format!("position(CAST(${number} AS text) IN lower(query)) > 0"))
        .collect();
    let reset = format!(
        "SELECT CAST(count({schema}.pg_stat_statements_reset(userid, dbid, queryid)) AS text) \
         FROM {schema}.pg_stat_statements WHERE {}",
        named.join(" OR ")
    );
    match session.count(&reset, &parameters).await {
        Ok(count) => Ok(count),
        // Not loaded at the start of the server, or not for this user: then `beyond_reach` has said so.
        Err(fault) if matches!(fault.kind, FaultKind::Permission | FaultKind::Other) => Ok(0),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, Places, search};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_text_is_found_wherever_it_stands_and_nowhere_else(at in 0..3 * PIECE, length in 0..3 * PIECE, near in any::<bool>()) {
            let at = if near { PIECE + at % 40 - 20 } else { at };
            let text = b"Jane.Doe@Example.ORG";
            let folder = tempfile::tempdir().unwrap();
            let mut bytes = vec![b'x'; length];
            let stands = at + text.len() <= length;
            if stands {
                bytes[at..at + text.len()].copy_from_slice(text);
            }
            std::fs::create_dir(folder.path().join("inner")).unwrap();
            std::fs::write(folder.path().join("inner/file"), &bytes).unwrap();
            let root = folder.path().to_owned();
            let places = Places { root: root.clone(), parts: vec![root], own: None };
            let found = search(&places, &BTreeSet::from(["jane.doe@example.org".to_owned()]));
            prop_assert_eq!(found.files, 1);
            // Once it is found, nothing further is read.
            prop_assert!(found.bytes == length as u64 || stands && found.bytes < length as u64);
            let expected: &[&str] = if stands { &["inner/file"] } else { &[] };
            prop_assert_eq!(found.found, expected);
            prop_assert!(found.unsearched.is_empty());
        }
    }
}
