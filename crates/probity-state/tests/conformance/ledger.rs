//! The ledger: appended, proved, checked, exported.

use crate::support::{Home, second};
use probity_ledger::{
    Checkpoint, Clock, Entry, Kind, Pseudonym, RequestId, SignerKey, leaf_hash, verify_consistency,
    verify_inclusion,
};
use probity_state::{
    Backend, Fault, LedgerReport, LedgerWriter, State, StateError, check_ledger, export_ledger, ledger,
    transaction, verify_folder,
};

conformance! {
    positions_have_no_gaps_and_entries_come_back,
    every_proof_from_stored_hashes_holds,
    a_checkpoint_is_signed_once_per_size,
    concurrent_appends_share_the_sequence,
    several_processes_share_the_sequence,
    an_append_that_is_rolled_back_leaves_no_gap,
    the_writer_answers_with_durable_positions,
    entries_are_protected_by_the_database_itself,
    every_kind_of_tampering_is_found,
    an_exported_folder_is_checked_without_a_database,
}

const ORIGIN: &str = "ledger.example/probity";

fn entry(number: u32) -> Entry {
    let entry = Entry::new(Kind::ALL[number as usize % Kind::ALL.len()], i64::from(number), Clock::Real)
        .fact("number", number);
    match number % 3 {
        0 => entry,
        1 => entry.request(RequestId::from_stored([(number % 5) as u8; 16])),
        _ => entry.person(Pseudonym::from_stored([(number % 7) as u8; 16])),
    }
}

async fn append(state: &State, numbers: std::ops::Range<u32>) {
    let entries: Vec<Entry> = numbers.map(entry).collect();
    transaction!(state, |tx| ledger::append(tx, &entries).await).unwrap();
}

async fn checkpoint(state: &State, signer: &SignerKey) -> ledger::StoredCheckpoint {
    transaction!(state, |tx| ledger::checkpoint(tx, signer, second(0)).await).unwrap()
}

async fn check(state: &State) -> LedgerReport {
    let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
    check_ledger(&mut state.view().await.unwrap(), signer.verifier()).await.unwrap()
}

async fn positions_have_no_gaps_and_entries_come_back(home: &Home) {
    let state = home.open().await;
    let mut next = 0;
    for count in [1, 0, 2, 15, 16, 17, 128, 300, 1] {
        let entries: Vec<Entry> = (next..next + count).map(entry).collect();
        let positions = transaction!(state, |tx| ledger::append(tx, &entries).await).unwrap();
        assert_eq!(positions, u64::from(next)..u64::from(next + count));
        next += count;
    }
    let mut view = state.view().await.unwrap();
    let read = ledger::read_range(&mut view, 0..u64::MAX).await.unwrap();
    assert_eq!(read.len(), next as usize);
    for (number, placed) in (0..).zip(&read) {
        assert_eq!((placed.position, &placed.entry), (u64::from(number), &entry(number)));
    }
    assert_eq!(ledger::read_range(&mut view, 5..8).await.unwrap(), read[5..8]);
    let person = ledger::of_person(&mut view, Pseudonym::from_stored([2; 16])).await.unwrap();
    let expected: Vec<_> =
        read.iter().filter(|placed| placed.entry.about() == person[0].entry.about()).collect();
    assert_eq!(person.iter().collect::<Vec<_>>(), expected);
    let kind = ledger::of_kind(&mut view, Kind::ConsentGiven, 100, 3).await.unwrap();
    assert!(
        kind.len() == 3
            && kind.iter().all(|placed| placed.entry.kind() == Kind::ConsentGiven && placed.position >= 100)
    );
    assert!(check(&state).await.is_sound());
}

async fn every_proof_from_stored_hashes_holds(home: &Home) {
    let state = home.open().await;
    let mut roots = std::collections::BTreeMap::new();
    let mut size = 0;
    for grown in [1, 2, 3, 255, 256, 257, 512, 700, 1030] {
        append(&state, size..grown).await;
        size = grown;
        roots.insert(
            u64::from(size),
            ledger::frontier(&mut state.view().await.unwrap()).await.unwrap().root(),
        );
    }
    let mut view = state.view().await.unwrap();
    for (size, root) in &roots {
        for index in [0, 1, 2, 254, 255, 256, 511, 699, 1029].into_iter().filter(|index| index < size) {
            let proof = ledger::prove_inclusion(&mut view, index, *size).await.unwrap();
            let leaf = leaf_hash(&entry(index as u32).encode().unwrap());
            verify_inclusion(&leaf, index, *size, &proof, root).unwrap();
        }
        for (earlier, earlier_root) in roots.range(..=size) {
            let proof = ledger::prove_consistency(&mut view, *earlier, *size).await.unwrap();
            verify_consistency(*earlier, *size, &proof, earlier_root, root).unwrap();
        }
    }
    assert!(matches!(ledger::prove_inclusion(&mut view, 5, 5).await, Err(StateError::Proof(_))));
    assert!(matches!(ledger::prove_inclusion(&mut view, 5, 2_000).await, Err(StateError::Proof(_))));
}

async fn a_checkpoint_is_signed_once_per_size(home: &Home) {
    let state = home.open().await;
    let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
    append(&state, 0..10).await;
    let first = checkpoint(&state, &signer).await;
    assert_eq!(checkpoint(&state, &signer).await, first);
    append(&state, 10..11).await;
    let second = checkpoint(&state, &signer).await;
    assert_eq!((first.size, second.size), (10, 11));
    let opened = Checkpoint::open(second.note.as_bytes(), signer.verifier()).unwrap();
    assert_eq!((opened.size, opened.root), (second.size, second.root));
    let report = check(&state).await;
    assert_eq!((report.size, report.root, report.checkpoints, report.faults), (11, second.root, 2, vec![]));
}

async fn concurrent_appends_share_the_sequence(home: &Home) {
    let state = home.open().await;
    let tasks: Vec<_> = (0..8_u32)
        .map(|task| {
            let state = state.clone();
            tokio::spawn(async move {
                for round in 0..5 {
                    append(&state, task * 100 + round * 3..task * 100 + round * 3 + 3).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let report = check(&state).await;
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(report.size, 8 * 5 * 3);
}

async fn several_processes_share_the_sequence(home: &Home) {
    // Two states on one database know no more of each other than two processes.
    let (one, other) = (home.open().await, home.open().await);
    let mut next = 0;
    for (state, count) in
        [(&one, 3), (&other, 1), (&other, 200), (&one, 1), (&one, 150), (&other, 1), (&one, 1)]
    {
        append(state, next..next + count).await;
        next += count;
    }
    let report = check(&one).await;
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(report.size, u64::from(next));
    let kept = ledger::read_range(&mut one.view().await.unwrap(), 0..1_000).await.unwrap();
    assert!((0..next).zip(&kept).all(|(number, placed)| placed.entry == entry(number)));
}

async fn an_append_that_is_rolled_back_leaves_no_gap(home: &Home) {
    let state = home.open().await;
    append(&state, 0..3).await;
    let mut tx = state.begin().await.unwrap();
    assert_eq!(ledger::append(&mut tx, &[entry(50)]).await.unwrap(), 3..4);
    assert_eq!(ledger::append(&mut tx, &[entry(51)]).await.unwrap(), 4..5);
    drop(tx);
    append(&state, 3..6).await;
    // Twice within one transaction, and an empty one.
    let mut tx = state.begin().await.unwrap();
    assert_eq!(ledger::append(&mut tx, &[entry(6)]).await.unwrap(), 6..7);
    assert_eq!(ledger::append(&mut tx, &[]).await.unwrap(), 7..7);
    assert_eq!(ledger::append(&mut tx, &[entry(7)]).await.unwrap(), 7..8);
    tx.commit().await.unwrap();
    append(&state, 8..9).await;
    let report = check(&state).await;
    assert!(report.is_sound(), "{:?}", report.faults);
    let kept = ledger::read_range(&mut state.view().await.unwrap(), 0..1_000).await.unwrap();
    assert!((0..9).zip(&kept).all(|(number, placed)| placed.entry == entry(number)) && kept.len() == 9);
}

async fn the_writer_answers_with_durable_positions(home: &Home) {
    let state = home.open().await;
    let writer = LedgerWriter::start(state.clone());
    let tasks: Vec<_> = (0..200_u32)
        .map(|number| {
            let writer = writer.clone();
            tokio::spawn(async move { (number, writer.append(&entry(number)).await.unwrap()) })
        })
        .collect();
    let mut positions = Vec::new();
    for task in tasks {
        let (number, position) = task.await.unwrap();
        let found =
            ledger::read_range(&mut state.view().await.unwrap(), position..position + 1).await.unwrap();
        assert_eq!(found[0].entry, entry(number));
        positions.push(position);
    }
    positions.sort_unstable();
    assert_eq!(positions, (0..200).collect::<Vec<_>>());
    let malformed = writer.append(&entry(1).fact("mail", "a@b")).await;
    assert!(matches!(malformed, Err(StateError::Entry(_))));
}

async fn entries_are_protected_by_the_database_itself(home: &Home) {
    let state = home.open().await;
    append(&state, 0..3).await;
    for statement in ["UPDATE ledger_entries SET kind = 'x'", "DELETE FROM ledger_entries WHERE position = 2"]
    {
        use sqlx::Connection as _;
        let outcome = if let Some(path) = home.url.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::query(statement).execute(&mut connection).await.map(|_| ())
        } else {
            let mut connection = sqlx::PgConnection::connect(&home.url).await.unwrap();
            sqlx::query(statement).execute(&mut connection).await.map(|_| ())
        };
        assert!(outcome.unwrap_err().to_string().contains("never"), "{statement}");
    }
    assert!(check(&state).await.is_sound());
}

async fn every_kind_of_tampering_is_found(home: &Home) {
    let state = home.open().await;
    let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
    append(&state, 0..300).await;
    let first = checkpoint(&state, &signer).await;
    append(&state, 300..600).await;
    let last = checkpoint(&state, &signer).await;
    assert!(check(&state).await.is_sound());
    let (guards_off, bytes) = match state.backend() {
        Backend::Sqlite => (
            "DROP TRIGGER ledger_entries_are_never_changed; DROP TRIGGER ledger_entries_are_never_deleted",
            "x'7b7d'",
        ),
        Backend::Postgres => ("DROP TRIGGER ledger_entries_stay ON ledger_entries", "'\\x7b7d'"),
    };
    home.tamper(&home.url, guards_off).await;

    let forged = String::from_utf8(entry(42).fact("number", 43_u32).encode().unwrap()).unwrap();
    let original = String::from_utf8(entry(42).encode().unwrap()).unwrap();
    let text = |text: &str| match state.backend() {
        Backend::Sqlite => format!("CAST('{text}' AS BLOB)"),
        Backend::Postgres => format!("convert_to('{text}', 'UTF8')"),
    };
    let note = last.note.replacen("\n600\n", "\n599\n", 1);
    let cases = [
        (
            format!("UPDATE ledger_entries SET entry = {} WHERE position = 42", text(&forged)),
            format!("UPDATE ledger_entries SET entry = {} WHERE position = 42", text(&original)),
            vec![Fault::WrongHash(42), Fault::WrongFrontier, Fault::WrongRoot(300), Fault::WrongRoot(600)],
        ),
        (
            "UPDATE ledger_entries SET kind = 'step-done' WHERE position = 42".to_owned(),
            format!("UPDATE ledger_entries SET kind = '{}' WHERE position = 42", entry(42).kind().word()),
            vec![Fault::WrongColumn(42)],
        ),
        (
            format!("UPDATE ledger_subtrees SET hash = {bytes} || substr(hash, 3) WHERE position = 1"),
            String::new(),
            vec![Fault::WrongSubtree(probity_ledger::Node { level: 8, index: 1 })],
        ),
        (
            "UPDATE ledger_frontier SET size = 599".to_owned(),
            "UPDATE ledger_frontier SET size = 600".to_owned(),
            vec![Fault::WrongFrontier],
        ),
        (
            format!("UPDATE ledger_checkpoints SET note = '{note}' WHERE size = 600"),
            format!("UPDATE ledger_checkpoints SET note = '{}' WHERE size = 600", last.note),
            vec![Fault::WrongSignature(600)],
        ),
        (
            "DELETE FROM ledger_entries WHERE position = 599".to_owned(),
            String::new(),
            vec![Fault::WrongFrontier, Fault::WrongRoot(600), Fault::Inconsistent(600)],
        ),
        ("DELETE FROM ledger_entries WHERE position = 7".to_owned(), String::new(), vec![Fault::Missing(7)]),
    ];
    for (tamper, repair, expected) in cases {
        let before = check(&state).await.faults;
        home.tamper(&home.url, &tamper).await;
        let faults = check(&state).await.faults;
        for fault in expected {
            assert!(faults.contains(&fault), "{tamper}: {fault:?} is not in {faults:?}");
            assert!(!before.contains(&fault) || matches!(fault, Fault::WrongFrontier), "{tamper}");
        }
        if !repair.is_empty() {
            home.tamper(&home.url, &repair).await;
            assert_eq!(check(&state).await.faults, before, "{repair}");
        }
    }
    assert_eq!(first.size, 300);
}

async fn an_exported_folder_is_checked_without_a_database(home: &Home) {
    let state = home.open().await;
    let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
    let folder = home.path().join("export");
    append(&state, 0..300).await;
    checkpoint(&state, &signer).await;
    export_ledger(&mut state.view().await.unwrap(), signer.verifier(), &folder).await.unwrap();
    append(&state, 300..66_000).await;
    let last = checkpoint(&state, &signer).await;
    append(&state, 66_000..66_010).await;
    export_ledger(&mut state.view().await.unwrap(), signer.verifier(), &folder).await.unwrap();

    let report = verify_folder(&folder, signer.verifier()).unwrap();
    assert_eq!(report.faults, []);
    let signed = report.checkpoint.unwrap();
    assert_eq!((signed.size, signed.root, report.older), (66_000, last.root, 2));
    assert_eq!(
        std::fs::read_to_string(folder.join("verifier-key")).unwrap().trim(),
        signer.verifier().to_string()
    );

    let other = SignerKey::from_seed(ORIGIN, &[1; 32]).unwrap();
    let wrong_key = verify_folder(&folder, other.verifier()).unwrap();
    assert_eq!(wrong_key.faults, [Fault::WrongFile("checkpoint".to_owned())]);

    for (file, fault) in [
        ("tile/0/001", Fault::WrongFile("tile/0/001".to_owned())),
        ("tile/1/000", Fault::WrongFile("tile/1/000".to_owned())),
        ("tile/2/000.p/1", Fault::WrongFile("tile/2/000.p/1".to_owned())),
        ("tile/entries/000", Fault::WrongRoot(66_000)),
        ("checkpoints/300", Fault::WrongFile("checkpoints/300".to_owned())),
    ] {
        let path = folder.join(file);
        let sound = std::fs::read(&path).unwrap();
        let mut changed = sound.clone();
        changed[20] ^= 1;
        std::fs::write(&path, changed).unwrap();
        let faults = verify_folder(&folder, signer.verifier()).unwrap().faults;
        assert!(faults.contains(&fault), "{file}: {faults:?}");
        std::fs::write(&path, sound).unwrap();
    }
    std::fs::remove_file(folder.join("tile/entries/000")).unwrap();
    let missing = verify_folder(&folder, signer.verifier()).unwrap();
    assert_eq!(missing.faults, [Fault::MissingFile("tile/entries/000".to_owned())]);
}
