//! Stores that only people can work on: asked, reminded, proved, and no request ends before.

use crate::harness::{
    JANE, Shop, approve, ask_and_prove, assert_sound, count, days, detail, entries, history, now, work,
};
use probity_keeper::Keeper;
use probity_keeper::desk::{Desk, DeskError, OfficerView};
use probity_keeper::tasks::TaskProof;
use probity_ledger::Kind;
use probity_policy::project::{Files, compile};
use probity_vocabulary::{Personal, RequestState, Reveal, Right};
use std::io::{Cursor, Read as _};

crate::on_both_grounds! {
    an_erasure_waits_for_the_people_who_are_asked_and_ends_with_their_proof,
    whoever_is_asked_is_reminded_before_it_is_due_and_every_day_after,
    what_people_find_comes_with_the_access_package,
}

const CABINET: &str = r#"
store cabinet = manual "the cabinet in the office"
table cabinet.contracts {
    belongs to core.accounts by customer_number
    name contact.name from person
    ask office to "take out the customer's folder and shred it" on erasure within 10 days with proof by file
    ask office to "copy the customer's folder" on access within 10 days
    on erasure delete
}
"#;

const COMPANY: &str = "privacy@shop.example";

struct OneFile(String);

impl Files for OneFile {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

async fn keeper(shop: &Shop) -> Keeper {
    let mut setup = shop.setup().await;
    let kind = if shop.core_file().is_some() { "sqlite" } else { "postgres" };
    let policy = include_str!("shop.probity").replace("CORE_KIND", kind) + CABINET;
    setup.project = compile(&["shop.probity".to_owned()], &OneFile(policy));
    assert!(!setup.project.has_errors(), "{:?}", setup.project.diagnostics);
    Keeper::open(setup).await.unwrap()
}

fn officer() -> OfficerView {
    OfficerView { name: "officer".to_owned() }
}

fn file(text: &str) -> TaskProof {
    TaskProof::File("../shredded.jpg".to_owned(), Personal::new(text.as_bytes().to_vec()))
}

async fn an_erasure_waits_for_the_people_who_are_asked_and_ends_with_their_proof(shop: &Shop) {
    let keeper = keeper(shop).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    assert!(keeper.tasks(id).await.unwrap().is_empty(), "nobody is asked before the plan is approved");
    approve(&keeper, id).await;
    work(&keeper).await;
    assert_eq!(shop.core_rows("accounts").await, 1, "what a program can do is done");
    let waiting = detail(&keeper, id).await.request;
    assert_eq!((waiting.state, waiting.closed_at), (RequestState::Accepted, None));
    let tasks = keeper.tasks(id).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!((tasks[0].place.as_str(), tasks[0].whom.as_str()), ("cabinet.contracts", "office"));
    assert_eq!(tasks[0].due_at, now(shop) + days(10));
    let look_for = tasks[0].look_for.reveal(Reveal::AnswerPerson);
    let expected = [("email", JANE), ("customer_number", "1")];
    assert_eq!(*look_for, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let asked = shop.mail(COMPANY, 0).await;
    assert!(asked.text.contains("shred it") && asked.text.contains("/console/requests/"), "{}", asked.text);
    assert!(!asked.text.contains(JANE) && !asked.subject.contains(JANE), "the mail names nobody");
    // Another process that looks at it again asks nobody twice.
    let note = keeper.finish_task(id, 0, &TaskProof::Note(Personal::new("done".to_owned())), "officer").await;
    assert!(note.is_err(), "a file was asked for");
    let wrong = Desk::finish_task(&keeper, id, 7, file("x"), &officer()).await;
    assert!(matches!(wrong, Err(DeskError::NotFound)), "{wrong:?}");
    let done = Desk::finish_task(&keeper, id, 0, file("a picture"), &officer()).await.unwrap();
    assert!(done.done_at.is_some());
    assert!(Desk::finish_task(&keeper, id, 0, file("another"), &officer()).await.is_err());
    work(&keeper).await;
    let view = detail(&keeper, id).await.request;
    assert_eq!((view.state, view.outcome.as_deref()), (RequestState::Fulfilled, Some("erased")));
    let history = history(&keeper, id).await;
    for (kind, times) in [(Kind::TaskAsked, 1), (Kind::TaskDone, 1), (Kind::RequestFulfilled, 1)] {
        assert_eq!(count(&history, kind), times, "{kind:?} in {history:?}");
    }
    let all =
        format!("{:?}", entries(&keeper).await.iter().map(|placed| placed.entry.clone()).collect::<Vec<_>>());
    assert!(!all.contains(JANE) && !all.contains("a picture"));
    assert!(keeper.tasks(id).await.unwrap()[0].look_for.reveal(Reveal::AnswerPerson).is_empty());
    assert!(keeper.open_tasks().await.unwrap().is_empty());
    assert_sound(&keeper).await;
}

async fn whoever_is_asked_is_reminded_before_it_is_due_and_every_day_after(shop: &Shop) {
    let keeper = keeper(shop).await;
    let (id, _) = ask_and_prove(shop, &keeper, Right::Erasure, JANE).await;
    approve(&keeper, id).await;
    work(&keeper).await;
    shop.mail(COMPANY, 0).await;
    shop.later(days(6));
    work(&keeper).await;
    assert_eq!(shop.mails(COMPANY, "Still to be done"), 0);
    for (later, reminders) in [(1, 1), (2, 1), (1, 2), (1, 3)] {
        shop.later(days(later));
        let before = shop.newest_mail();
        let had = shop.mails(COMPANY, "Still to be done");
        work(&keeper).await;
        if had < reminders {
            shop.mail(COMPANY, before).await;
        }
        assert_eq!(shop.mails(COMPANY, "Still to be done"), reminders);
    }
    assert_eq!(count(&history(&keeper, id).await, Kind::TaskReminded), 3);
    Desk::finish_task(&keeper, id, 0, file("a picture"), &officer()).await.unwrap();
    work(&keeper).await;
    shop.later(days(9));
    work(&keeper).await;
    assert_eq!(shop.mails(COMPANY, "Still to be done"), 3, "what is done is not asked for");
}

async fn what_people_find_comes_with_the_access_package(shop: &Shop) {
    let keeper = keeper(shop).await;
    let (id, token) = ask_and_prove(shop, &keeper, Right::Access, JANE).await;
    assert!(keeper.package(&token).await.unwrap().is_none());
    let tasks = keeper.open_tasks().await.unwrap();
    assert_eq!(
        (tasks.len(), tasks[0].request, tasks[0].what.as_str()),
        (1, id, "copy the customer's folder")
    );
    Desk::finish_task(&keeper, id, 0, file("the contract of 2019"), &officer()).await.unwrap();
    work(&keeper).await;
    let package = keeper.package(&token).await.unwrap().expect("the package is ready");
    let mut bytes = Vec::new();
    for part in 0..package.parts {
        let part = keeper.package_part_of(id, part).await.unwrap().expect("a part is missing");
        bytes.extend_from_slice(part.reveal(Reveal::AnswerPerson));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("found/1-shredded.jpg").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "the contract of 2019");
    let mut manifest = String::new();
    archive.by_name("manifest.json").unwrap().read_to_string(&mut manifest).unwrap();
    assert!(manifest.contains("found/1-shredded.jpg"));
}
