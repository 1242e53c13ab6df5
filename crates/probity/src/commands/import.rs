//! `probity import`: drafts from what other tools know.

use crate::failure::Failure;
use crate::import::fides;
use crate::output::Output;
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Draft a data map from the descriptions of another tool.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity import fides .fides/ --out data.probity
  probity import fides shop.yml --store shop=postgres")]
pub(crate) struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// Datasets and policies of Fides (YAML).
    Fides(Fides),
}

/// Draft a data map and prohibitions from Fides manifests.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity import fides .fides/ --out data.probity
  probity import fides shop.yml --store shop=mariadb

What Fides does not say is a default marked by a comment; what has no counterpart here is a comment
and a warning.")]
struct Fides {
    /// Manifests, or folders with manifests (`*.yml`, `*.yaml`).
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the draft goes; a file that exists is not overwritten.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The kind of store that a dataset is, by its `fides_key`.
    #[arg(long = "store", value_name = "NAME=KIND", value_parser = store)]
    stores: Vec<(String, String)>,
}

const KINDS: [&str; 7] = ["sqlite", "postgres", "mariadb", "redis", "folder", "http", "manual"];

fn store(text: &str) -> Result<(String, String), String> {
    let kind = text.split_once('=').filter(|(name, kind)| !name.is_empty() && KINDS.contains(kind));
    kind.map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .ok_or_else(|| format!("write NAME=KIND, with a kind of {}", KINDS.join(", ")))
}

impl Import {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        let From::Fides(command) = self.from;
        let mut files = Vec::new();
        for path in &command.paths {
            manifests(path, &mut files)?;
        }
        let mut texts = Vec::new();
        for file in &files {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::world(format!("cannot read `{}`", file.display()), &error))?;
            texts.push((file.as_path(), text));
        }
        let kinds: BTreeMap<String, String> = command.stores.into_iter().collect();
        let draft = fides::import(&texts, &kinds)?;
        if let Some(out) = &command.out {
            write_new(out, &draft.text)?;
        }
        if output.is_json() {
            output.json(&json!({ "file": command.out, "draft": draft.text, "warnings": draft.warnings }));
            return Ok(());
        }
        for warning in &draft.warnings {
            output.remark(&format!("warning: {warning}"));
        }
        match &command.out {
            Some(out) => output.text(&format!("drafted: {}\n", out.display())),
            None => output.text(&draft.text),
        }
        Ok(())
    }
}

/// The file, or the manifests right in a folder, in the order of their names.
fn manifests(path: &Path, into: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    let cannot = |error: std::io::Error| Failure::world(format!("cannot read `{}`", path.display()), &error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        let file = entry.map_err(cannot)?.path();
        if file.extension().is_some_and(|extension| extension == "yml" || extension == "yaml") {
            found.push(file);
        }
    }
    if found.is_empty() {
        return Err(Failure::Usage(format!("`{}` holds no manifest (`*.yml`, `*.yaml`)", path.display())));
    }
    found.sort();
    into.append(&mut found);
    Ok(())
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::world(format!("cannot write `{}`", path.display()), &error))
}
