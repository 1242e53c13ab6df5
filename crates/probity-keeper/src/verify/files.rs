//! `delete beyond-recovery`: after each erasure the files of the stores were searched, while it was known for whom.

use super::verdict::Verdict;
use super::world::World;
use probity_ledger::{Fact, Kind};
use probity_policy::model::promise::Promise;
use probity_state::ledger::PlacedEntry;
use probity_stores::Engine;
use std::collections::BTreeMap;

fn text<'e>(entry: &'e PlacedEntry, name: &str) -> Option<&'e str> {
    match entry.entry.facts().get(name) {
        Some(Fact::Text(text)) => Some(text),
        _ => None,
    }
}

fn number(entry: &PlacedEntry, name: &str) -> i64 {
    match entry.entry.facts().get(name) {
        Some(Fact::Integer(number)) => *number,
        _ => 0,
    }
}

pub(super) fn beyond_recovery(promise: &Promise, world: &World<'_>) -> Verdict {
    if promise.parameters.get("how").and_then(|how| how.as_str()) != Some("beyond-recovery") {
        return Verdict::unproven("nothing in a store says how something was deleted");
    }
    // The last search after each erasure counts: an erasure that was killed is searched for again.
    let mut searches = BTreeMap::new();
    for entry in world.entries(Kind::FilesSearched) {
        if let (Some(request), Some(store)) = (entry.entry.of_request(), text(entry, "store")) {
            searches.insert((request, store.to_owned()), entry);
        }
    }
    let done =
        world.entries(Kind::RequestFulfilled).iter().filter(|one| text(one, "right") == Some("erasure"));
    let again = world
        .entries(Kind::ErasureRepeated)
        .iter()
        .filter(|one| text(one, "outcome") == Some("erased-again"));
    let ended: Vec<_> = done.chain(again).filter_map(|one| one.entry.of_request()).collect();
    let (mut checked, mut files, mut bytes) = (0_u64, 0, 0);
    let mut doubt = None;
    for step in world.entries(Kind::StepDone).iter().filter(|step| number(step, "rows") > 0) {
        let (Some(request), Some(store)) = (step.entry.of_request(), text(step, "store")) else { continue };
        if !ended.contains(&request) {
            continue;
        }
        let Some(search) = searches.get(&(request, store.to_owned())) else {
            doubt = Some(format!("the files of store `{store}` were not searched after every erasure"));
            continue;
        };
        let (found, kept) = (number(search, "found"), number(search, "kept-texts"));
        if found > 0 && kept == 0 {
            let evidence = vec![evidence(world, searches.len(), files, bytes)];
            let text =
                format!("somebody erased still stood in {found} files of store `{store}` after the purge");
            return Verdict::broken(text, evidence);
        }
        if found > 0 {
            doubt = Some(format!(
                "what a duty keeps in store `{store}` names the person too, so that its files tell nothing"
            ));
        } else if let Some(why) = text(search, "unsearched") {
            doubt = Some(format!("store `{store}`: {why}"));
        }
        checked += 1;
        files += number(search, "files");
        bytes += number(search, "bytes");
    }
    let evidence = vec![evidence(world, searches.len(), files, bytes)];
    doubt = doubt.or_else(|| expired(world));
    match doubt {
        Some(why) => Verdict::unproven(why).having_asked(evidence),
        None if checked == 0 => Verdict::unproven("nobody was erased yet, so that no files were searched"),
        None => Verdict::kept(
            format!("after each of {checked} erasures in a store its files held nothing of the person"),
            evidence,
        ),
    }
}

fn evidence(world: &World<'_>, searches: usize, files: i64, bytes: i64) -> crate::report::Evidence {
    let answer = format!("{searches} searches, {files} files, {bytes} bytes");
    world.evidence("ledger", "ledger", "the entries `files-searched`", answer)
}

/// What went because its time was over has no person to search for. A file that was rewritten as a whole since holds
/// nothing of it either; of tables that only shrank nobody knows.
fn expired(world: &World<'_>) -> Option<String> {
    let gone = world.entries(Kind::RetentionApplied);
    let gone = gone.iter().filter(|one| text(one, "action") == Some("delete") && number(one, "rows") > 0);
    for entry in gone {
        let Some(store) = text(entry, "store") else { continue };
        let whole = world.keeper.stores().get(store).is_ok_and(|handle| handle.engine() == Engine::Sqlite);
        let since = world.entries(Kind::FilesSearched).iter().any(|search| {
            search.position > entry.position
                && text(search, "store") == Some(store)
                && number(search, "found") == 0
        });
        if !(whole && since) {
            return Some(format!(
                "rows of store `{store}` expired, and its files were not rewritten as a whole since"
            ));
        }
    }
    None
}
