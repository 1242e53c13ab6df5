//! After an erasure: restores that bring people back, replays that erase them again, backups that run out.

use crate::harness::{
    COMPANY, JANE, JOHN, Shop, approve, ask_and_prove, assert_sound, days, detail, now, work,
};
use probity_keeper::Keeper;
use probity_keeper::desk::{Desk, Stage};
use probity_keeper::replay::ReplayScope;
use probity_ledger::RequestId;
use probity_state::backups::NewBackup;
use probity_state::tombstones;
use probity_vocabulary::Right;

crate::on_both_grounds! {
    a_restored_store_is_clean_after_a_replay_and_nobody_else_is_touched,
    a_store_restored_alone_is_recognised_by_the_values_that_led_to_its_rows,
    who_came_back_after_the_erasure_stays,
    a_key_that_was_given_to_somebody_else_is_not_taken_for_the_erased,
    a_tombstone_shows_nothing_and_settles_when_the_last_backup_is_gone,
    an_erasure_that_was_not_done_is_not_repeated,
    the_company_is_written_to_once_of_each_backup_and_restore_that_needs_it,
    what_an_erasure_had_left_is_known_by_its_own_key_after_a_restore,
    what_a_floor_keeps_in_a_restored_store_goes_by_itself_after_the_replay,
    the_old_rows_of_a_key_that_somebody_has_by_now_are_told_by_their_instant,
}

const JANES_VISITS: &str = "INSERT INTO visits VALUES (101, 1, '2026-02-01T10:00:00Z', '192.0.2.7', '/'), \
    (102, 1, '2026-02-02T10:00:00Z', '192.0.2.7', '/cart'), (103, 1, '2026-02-03T10:00:00Z', '192.0.2.8', '/paid')";

async fn erased(shop: &Shop, keeper: &Keeper) -> RequestId {
    let (id, _) = ask_and_prove(shop, keeper, Right::Erasure, JANE).await;
    approve(keeper, id).await;
    work(keeper).await;
    assert_eq!(detail(keeper, id).await.request.outcome.as_deref(), Some("erased"));
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (1, 1));
    id
}

/// What a backup of the store `core` brings back.
async fn core_comes_back(shop: &Shop) {
    shop.core(&format!("INSERT INTO accounts VALUES (1, '{JANE}', 'Jane Doe', '2025-06-01 08:00:00')")).await;
    shop.core("UPDATE orders SET account_id = 1, gift_note = 'for my sister Ann' WHERE id IN (11, 12, 13)")
        .await;
}

async fn replayed(keeper: &Keeper, scope: &ReplayScope) -> RequestId {
    let id = keeper.begin_replay(scope, "command-line").await.unwrap().id;
    work(keeper).await;
    if detail(keeper, id).await.request.stage == Stage::Approval {
        approve(keeper, id).await;
        work(keeper).await;
    }
    id
}

async fn outcome(keeper: &Keeper, id: RequestId) -> Option<String> {
    detail(keeper, id).await.request.outcome
}

async fn a_restored_store_is_clean_after_a_replay_and_nobody_else_is_touched(shop: &Shop) {
    let keeper = shop.keeper().await;
    let backup = NewBackup {
        store: "core".to_owned(),
        place: "tape 1".to_owned(),
        taken_at: now(shop),
        expires_at: Some(now(shop) + days(90)),
    };
    let backup = keeper.add_backup(backup, "officer").await.unwrap();
    erased(shop, &keeper).await;
    shop.later(days(3));
    core_comes_back(shop).await;
    shop.web(JANES_VISITS).await;
    keeper.backup_restored(backup.id, "officer").await.unwrap();
    assert_eq!(keeper.replays_due().await.unwrap().len(), 1);
    assert_eq!(keeper.alarms().await.unwrap().len(), 1);

    let plan = keeper
        .replay_plan(&ReplayScope::default())
        .await
        .unwrap()
        .planned
        .expect("nobody was recognised")
        .plan;
    let mut steps: Vec<_> =
        plan.steps.iter().map(|step| (step.table.as_str(), step.action.word(), step.rows)).collect();
    steps.sort_unstable();
    assert_eq!(
        steps,
        [("accounts", "delete", 1), ("orders", "blank", 3), ("orders", "keep", 3), ("visits", "delete", 3)]
    );
    assert_eq!(shop.core_rows("accounts").await, 2, "a plan changes nothing");

    let id = replayed(&keeper, &ReplayScope::default()).await;
    assert_eq!(
        outcome(&keeper, id).await.as_deref(),
        Some("erased-again"),
        "{:?}",
        keeper.why_open(id).await
    );
    assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JANE}'")).await, 0);
    assert_eq!(shop.core_rows("orders WHERE account_id IS NULL AND gift_note IS NULL").await, 3);
    assert_eq!(shop.web_rows("visits").await, 1);
    assert_eq!(shop.core_rows(&format!("accounts WHERE email = '{JOHN}'")).await, 1);
    assert_eq!(shop.core_rows("orders WHERE account_id = 2").await, 2);
    assert!(keeper.replays_due().await.unwrap().is_empty());
    assert_eq!(keeper.alarms().await.unwrap(), []);

    let again = replayed(&keeper, &ReplayScope::default()).await;
    assert_eq!(outcome(&keeper, again).await.as_deref(), Some("nobody-came-back"));
    assert_sound(&keeper).await;
}

async fn a_store_restored_alone_is_recognised_by_the_values_that_led_to_its_rows(shop: &Shop) {
    let keeper = shop.keeper().await;
    erased(shop, &keeper).await;
    shop.web(JANES_VISITS).await;
    // The same number, used again after the erasure, belongs to somebody else.
    let scope = ReplayScope { store: Some("web".to_owned()), ..ReplayScope::default() };
    let id = replayed(&keeper, &scope).await;
    assert_eq!(
        outcome(&keeper, id).await.as_deref(),
        Some("erased-again"),
        "{:?}",
        keeper.why_open(id).await
    );
    assert_eq!((shop.web_rows("visits").await, shop.web_rows("visits WHERE account_id = 2").await), (1, 1));
}

async fn who_came_back_after_the_erasure_stays(shop: &Shop) {
    let keeper = shop.keeper().await;
    erased(shop, &keeper).await;
    shop.later(days(5));
    shop.core(&format!("INSERT INTO accounts VALUES (7, '{JANE}', 'Jane Doe', '2026-03-05 10:00:00')")).await;
    shop.web("INSERT INTO visits VALUES (301, 7, '2026-03-05T10:00:00Z', '192.0.2.7', '/')").await;
    let replay = keeper.replay_plan(&ReplayScope::default()).await.unwrap();
    assert!(replay.planned.is_none(), "{:?}", replay.planned);
    assert!(
        replay.remarks.iter().any(|remark| remark.contains("1 rows of core.accounts stay")),
        "{:?}",
        replay.remarks
    );
    // Somebody who knows says that it is the old row after all.
    let scope = ReplayScope { unsure: true, ..ReplayScope::default() };
    let planned = keeper.replay_plan(&scope).await.unwrap().planned.expect("`unsure` takes it for erased");
    assert!(planned.plan.steps.iter().any(|step| step.table == "accounts" && step.rows == 1));
}

async fn a_key_that_was_given_to_somebody_else_is_not_taken_for_the_erased(shop: &Shop) {
    let keeper = shop.keeper().await;
    erased(shop, &keeper).await;
    shop.core("INSERT INTO accounts VALUES (1, 'somebody@example.org', 'Some Body', '2026-03-05 10:00:00')")
        .await;
    shop.web("INSERT INTO visits VALUES (301, 1, '2026-03-05T10:00:00Z', '203.0.113.1', '/')").await;
    let id = replayed(&keeper, &ReplayScope::default()).await;
    assert_eq!(outcome(&keeper, id).await.as_deref(), Some("nobody-came-back"));
    assert_eq!((shop.core_rows("accounts").await, shop.web_rows("visits").await), (2, 2));
}

async fn a_tombstone_shows_nothing_and_settles_when_the_last_backup_is_gone(shop: &Shop) {
    let keeper = shop.keeper().await;
    let backup = NewBackup {
        store: "core".to_owned(),
        place: "tape 1".to_owned(),
        taken_at: now(shop),
        expires_at: Some(now(shop) + days(10)),
    };
    let backup = keeper.add_backup(backup, "officer").await.unwrap();
    let id = erased(shop, &keeper).await;
    let kept =
        async || tombstones::find(&mut keeper.state().view().await.unwrap(), id).await.unwrap().unwrap();
    let first = kept().await;
    assert_eq!(first.residual_until, backup.expires_at, "the answer says until when copies live");
    for file in shop.own_files() {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(JANE.len()).any(|window| window.eq_ignore_ascii_case(JANE.as_bytes()));
        assert!(!found, "{}", file.display());
    }
    // The same person again: without the keys nobody can tell.
    shop.core(&format!("INSERT INTO accounts VALUES (1, '{JANE}', 'Jane Doe', '2026-03-02 10:00:00')")).await;
    let second = erased(shop, &keeper).await;
    let second = tombstones::find(&mut keeper.state().view().await.unwrap(), second).await.unwrap().unwrap();
    assert_ne!(first.sealed, second.sealed);

    shop.later(days(11));
    work(&keeper).await;
    assert!(kept().await.sealed.is_some(), "the backup is still in the catalogue");
    assert_eq!(keeper.watch_backups().await.unwrap(), 1, "and too old");
    keeper.remove_backup(backup.id, "officer").await.unwrap();
    shop.later(days(2));
    work(&keeper).await;
    let settled = kept().await;
    assert_eq!((settled.sealed, settled.settled_at.is_some()), (None, true));
    assert_sound(&keeper).await;
}

async fn an_erasure_that_was_not_done_is_not_repeated(shop: &Shop) {
    let keeper = shop.keeper().await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    shop.web("INSERT INTO visits VALUES (104, 1, '2026-03-02T09:00:00Z', '192.0.2.9', '/again')").await;
    work(&keeper).await;
    assert_eq!(detail(&keeper, id).await.request.stage, Stage::Approval);
    assert!(keeper.replay_plan(&ReplayScope::default()).await.unwrap().planned.is_none());
}

const FLOOR: &str = "keep log.* at least 6 months after collected §9.3";

/// Jane's visits as a backup has them that was taken after the erasure and before the end of the floor.
async fn left_visits_come_back(shop: &Shop) {
    for (id, at) in [(101, "2026-02-01"), (102, "2026-02-02"), (103, "2026-02-03")] {
        let row = format!("INSERT INTO visits VALUES ({id}, NULL, '{at}T10:00:00Z', '', '')");
        shop.web(&row).await;
    }
}

async fn what_an_erasure_had_left_is_known_by_its_own_key_after_a_restore(shop: &Shop) {
    let keeper = shop.keeper_under(FLOOR, None).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits WHERE account_id IS NULL").await, 3, "the floor keeps them");
    // While they wait they are no reason for a replay.
    let replay = keeper.replay_plan(&ReplayScope::default()).await.unwrap();
    assert!(replay.planned.is_none(), "{:?}", replay.planned);
    shop.clock.set("2026-08-10T09:00:00Z".parse().unwrap());
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits").await, 1, "they went by themselves");
    left_visits_come_back(shop).await;
    shop.web("INSERT INTO visits VALUES (104, NULL, '2026-02-01T10:00:00Z', '', '')").await;
    shop.web("UPDATE visits SET at = '2026-08-09T10:00:00Z' WHERE id = 103").await;
    let id = replayed(&keeper, &ReplayScope::default()).await;
    assert_eq!(outcome(&keeper, id).await.as_deref(), Some("erased-again"));
    // Another row, and one that got a number again, are somebody else's.
    assert_eq!(shop.web_rows("visits WHERE id IN (103, 104)").await, 2);
    assert_eq!(shop.web_rows("visits").await, 3);
    assert_sound(&keeper).await;
}

async fn what_a_floor_keeps_in_a_restored_store_goes_by_itself_after_the_replay(shop: &Shop) {
    let keeper = shop.keeper_under(FLOOR, None).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    // From before the erasure, with all that was in them.
    shop.web("DELETE FROM visits WHERE account_id IS NULL").await;
    core_comes_back(shop).await;
    shop.web(JANES_VISITS).await;
    let id = replayed(&keeper, &ReplayScope::default()).await;
    assert_eq!(outcome(&keeper, id).await.as_deref(), Some("erased-again"));
    assert_eq!(shop.web_rows("visits WHERE account_id IS NULL").await, 3);
    shop.clock.set("2026-08-10T09:00:00Z".parse().unwrap());
    work(&keeper).await;
    assert_eq!(shop.web_rows("visits").await, 1);
}

async fn the_old_rows_of_a_key_that_somebody_has_by_now_are_told_by_their_instant(shop: &Shop) {
    let keeper = shop.keeper().await;
    erased(shop, &keeper).await;
    shop.later(days(5));
    shop.core("INSERT INTO accounts VALUES (1, 'somebody@example.org', 'Some Body', '2026-03-05 10:00:00')")
        .await;
    shop.web("INSERT INTO visits VALUES (301, 1, '2026-03-05T10:00:00Z', '203.0.113.1', '/')").await;
    shop.web(JANES_VISITS).await;
    let scope = ReplayScope { store: Some("web".to_owned()), ..ReplayScope::default() };
    let id = replayed(&keeper, &scope).await;
    assert_eq!(outcome(&keeper, id).await.as_deref(), Some("erased-again"));
    assert_eq!((shop.web_rows("visits").await, shop.web_rows("visits WHERE id = 301").await), (2, 1));
    assert_eq!(shop.core_rows("accounts").await, 2);
}

async fn the_company_is_written_to_once_of_each_backup_and_restore_that_needs_it(shop: &Shop) {
    let keeper = shop.keeper().await;
    let backup = |place: &str, days_left: i64| NewBackup {
        store: "core".to_owned(),
        place: place.to_owned(),
        taken_at: now(shop),
        expires_at: Some(now(shop) + days(days_left)),
    };
    let first = keeper.add_backup(backup("tape 1", 10), "officer").await.unwrap();
    keeper.add_backup(backup("tape 2", 100), "officer").await.unwrap();
    let id = erased(shop, &keeper).await;
    let view = keeper.backups_view().await.unwrap();
    assert_eq!((view.backups.len(), view.restores.len()), (2, 0));
    let copies: Vec<_> = view.copies.iter().map(|one| (one.request, one.until)).collect();
    assert_eq!(copies, [(id, Some(now(shop) + days(100)))]);
    let told = || shop.mails(COMPANY, "A backup needs you");
    keeper.watch_backups().await.unwrap();
    work(&keeper).await;
    assert_eq!(told(), 0);

    shop.later(days(11));
    core_comes_back(shop).await;
    keeper.backup_restored(first.id, "officer").await.unwrap();
    for _ in 0..3 {
        keeper.watch_backups().await.unwrap();
        work(&keeper).await;
    }
    assert_eq!(told(), 2, "one backup is too old, and one restore waits");
    let mails = shop.mailbox.messages();
    let about = |words: &str| mails.iter().any(|mail| mail.text.contains(words) && !mail.text.contains(JANE));
    assert!(about("should be gone since") && about("probity replay --store core"), "{mails:?}");
    let view = keeper.backups_view().await.unwrap();
    assert_eq!((view.backups[0].age_in_days, view.backups[0].overdue_since.is_some()), (11, true));
    assert_eq!((view.backups[1].age_in_days, view.backups[1].overdue_since), (11, None));
    assert_eq!(view.restores.len(), 1);
    assert_sound(&keeper).await;
}
