//! `probity ledger`: the evidence, checked, proved and exported.

use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use clap::{Args, Subcommand};
use probity_keeper::Keeper;
use probity_ledger::VerifierKey;
use probity_state::{check_ledger, export_ledger, ledger, verify_folder};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The file of an exported ledger with the key that checks it. Who trusts nobody compares it with one got elsewhere.
const KEY: &str = "vkey";

/// Check, prove and export the ledger.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity ledger verify
  probity ledger prove 12
  probity ledger export evidence/
  probity ledger verify --folder evidence/")]
pub(crate) struct Ledger {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check every entry, hash and checkpoint.
    Verify {
        /// Check an exported folder instead, which needs no database.
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Print a proof that an entry is in the signed ledger.
    Prove {
        /// The entry's number.
        entry: u64,
    },
    /// Write the ledger as a folder of tiles with its checkpoint and key (C2SP tlog-tiles).
    Export {
        /// The folder.
        folder: PathBuf,
    },
}

impl Ledger {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        if let What::Verify { folder: Some(folder) } = &self.what {
            return verify_exported(folder, output);
        }
        installation::run(async {
            let keeper = installation::open(&self.place, Wiring::plain()).await?;
            match &self.what {
                What::Verify { .. } => verify(&keeper, output).await,
                What::Prove { entry } => prove(&keeper, *entry, output).await,
                What::Export { folder } => {
                    let size = export(&keeper, folder).await?;
                    if output.is_json() {
                        output.json(&json!({ "folder": folder.display().to_string(), "size": size }));
                    } else {
                        output.text(&format!("wrote {size} entries into {}; `probity ledger verify --folder {0}` checks them\n", folder.display()));
                    }
                    Ok(())
                }
            }
        })
    }
}

async fn verify(keeper: &Keeper, output: &mut Output) -> Result<(), Failure> {
    let answer = verified(keeper).await?;
    let sound = answer.get("sound") == Some(&json!(true));
    if output.is_json() {
        output.json(&answer);
    } else {
        let text = |key: &str| answer.get(key).map(ToString::to_string).unwrap_or_default();
        output.text(&format!(
            "{} entries, {} checkpoints, root {}: {}\n",
            text("size"),
            text("checkpoints"),
            text("root"),
            if sound { "sound" } else { "NOT SOUND" }
        ));
        for fault in answer.get("faults").and_then(|faults| faults.as_array()).into_iter().flatten() {
            output.text(&format!("  {}\n", fault.as_str().unwrap_or_default()));
        }
    }
    if sound { Ok(()) } else { Err(Failure::Fault(String::new())) }
}

/// The check of the whole ledger as JSON.
pub(crate) async fn verified(keeper: &Keeper) -> Result<serde_json::Value, Failure> {
    keeper.sign_checkpoint().await.map_err(|error| Failure::world("cannot sign the ledger", &error))?;
    let failed = |error| Failure::world("cannot check the ledger", &error);
    let mut view = keeper.state().view().await.map_err(failed)?;
    let report = check_ledger(&mut view, &keeper.verifier_key()).await.map_err(failed)?;
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    Ok(json!({
        "sound": report.is_sound(),
        "size": report.size,
        "root": report.root.to_string(),
        "checkpoints": report.checkpoints,
        "faults": faults,
        "key": keeper.verifier_key().to_string(),
    }))
}

async fn prove(keeper: &Keeper, entry: u64, output: &mut Output) -> Result<(), Failure> {
    let checkpoint =
        keeper.sign_checkpoint().await.map_err(|error| Failure::world("cannot sign the ledger", &error))?;
    let failed = |error| Failure::world("cannot prove the entry", &error);
    let mut view = keeper.state().view().await.map_err(failed)?;
    let size = ledger::frontier(&mut view).await.map_err(failed)?.size();
    if entry >= size {
        return Err(Failure::Usage(format!("the ledger has {size} entries, numbered from 0")));
    }
    let proof = ledger::prove_inclusion(&mut view, entry, size).await.map_err(failed)?;
    let placed = ledger::read_range(&mut view, entry..entry.saturating_add(1)).await.map_err(failed)?;
    let text = placed
        .first()
        .and_then(|placed| placed.entry.encode().ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let hashes: Vec<String> = proof.iter().map(ToString::to_string).collect();
    let answer = json!({ "entry": entry, "size": size, "content": text, "proof": hashes, "checkpoint": checkpoint, "key": keeper.verifier_key().to_string() });
    if output.is_json() {
        output.json(&answer);
    } else {
        output.text(&format!(
            "{}\n\nentry {entry} of {size}\n{}\n\n{checkpoint}",
            text.unwrap_or_default(),
            hashes.join("\n")
        ));
    }
    Ok(())
}

/// Writes the ledger and its key; how many entries.
pub(crate) async fn export(keeper: &Keeper, folder: &Path) -> Result<u64, Failure> {
    keeper.sign_checkpoint().await.map_err(|error| Failure::world("cannot sign the ledger", &error))?;
    let mut view =
        keeper.state().view().await.map_err(|error| Failure::world("cannot read the ledger", &error))?;
    let checkpoint = export_ledger(&mut view, &keeper.verifier_key(), folder).await.map_err(|error| {
        Failure::world(format!("cannot export the ledger into `{}`", folder.display()), &error)
    })?;
    let path = folder.join(KEY);
    std::fs::write(&path, format!("{}\n", keeper.verifier_key()))
        .map_err(|error| Failure::world(format!("cannot write `{}`", path.display()), &error))?;
    Ok(checkpoint.size)
}

fn verify_exported(folder: &Path, output: &mut Output) -> Result<(), Failure> {
    let path = folder.join(KEY);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::world(format!("cannot read `{}`", path.display()), &error))?;
    let key = VerifierKey::parse(text.trim())
        .map_err(|error| Failure::world(format!("cannot read the key in `{}`", path.display()), &error))?;
    let report =
        verify_folder(folder, &key).map_err(|error| Failure::world("cannot check the folder", &error))?;
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    let size = report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let sound = faults.is_empty() && report.checkpoint.is_some();
    if output.is_json() {
        output.json(&json!({ "sound": sound, "size": size, "faults": faults, "key": key.to_string() }));
    } else {
        output.text(&format!("{size} entries: {}\n", if sound { "sound" } else { "NOT SOUND" }));
        faults.iter().for_each(|fault| output.text(&format!("  {fault}\n")));
    }
    if sound { Ok(()) } else { Err(Failure::Fault(String::new())) }
}
