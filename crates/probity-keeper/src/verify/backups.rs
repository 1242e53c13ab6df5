//! `backups expire after …, erase again on restore`: is a catalogued backup too old, was a restore not followed?

use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::promise::Promise;

pub(super) async fn expire(promise: &Promise, world: &World<'_>) -> Verdict {
    let again = promise.sentence.contains("erase again on restore");
    let known = async {
        Ok::<_, crate::KeeperError>((world.keeper.backups(false).await?, world.keeper.replays_due().await?))
    };
    let (listed, due) = match known.await {
        Ok(known) => known,
        Err(error) => return Verdict::unproven(error.chain()),
    };
    let overdue: Vec<_> =
        listed.iter().filter_map(|backup| Some((backup, world.keeper.backup_overdue(backup)?))).collect();
    let evidence = vec![
        world.evidence(
            "ledger",
            "ledger",
            "probity backup list",
            format!("{} backups, {} too old", listed.len(), overdue.len()),
        ),
        world.evidence(
            "ledger",
            "ledger",
            "restores that no replay followed",
            format!("{} restores wait for a replay", due.len()),
        ),
    ];
    if let Some(restore) = due.first().filter(|_| again) {
        let text = format!(
            "store `{}` was restored at {}, and who was erased has not been erased again",
            restore.store, restore.restored_at
        );
        return Verdict::broken(text, evidence);
    }
    if let Some((backup, end)) = overdue.first() {
        let text = format!("backup {} of store `{}` should be gone since {end}", backup.id, backup.store);
        return Verdict::broken(text, evidence);
    }
    if listed.is_empty() {
        return Verdict::unproven("no backup is in the catalogue; `probity backup add` puts one there")
            .having_asked(evidence);
    }
    Verdict::kept(
        format!("none of {} catalogued backups is too old, and no restore waits", listed.len()),
        evidence,
    )
}
