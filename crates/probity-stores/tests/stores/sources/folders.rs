//! Folders as they are: broken lines, foreign bytes, links that lead out, files that others write to.

use super::club::data_map;
use super::files::below;
use crate::common::run::{World, email, id};
use probity_stores::{FaultKind, IdentityClaim, Limits, PersonGraph, StoreError, Stores};
use probity_vocabulary::Reveal;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

const PEOPLE: &str = r#"
    store side = folder "side"
    table side.people {
        files "people.csv" hold csv
        is member by id, email
        email contact.email
        name contact.name
        on erasure delete
    }
"#;

/// Members in a CSV file with everything that such files have, and whatever else a test writes.
async fn folder(files: &[(&str, &[u8])], tables: &str) -> (tempfile::TempDir, World) {
    let folder = tempfile::tempdir().unwrap();
    let people: &[u8] = b"\xef\xbb\xbfid,email,name\r\n1,ann@example.com,\"Lee, \"\"Ann\"\"\nthe first\"\r\n\r\n2,bob@example.com,B\xf6b\r\n3,,\"\"\r\n";
    for (name, bytes) in [("people.csv", people)].iter().chain(files) {
        let path = folder.path().join("side").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let world = world(folder.path(), tables).await.unwrap();
    (folder, world)
}

async fn world(folder: &Path, tables: &str) -> Result<World, StoreError> {
    let map = data_map(&format!("{PEOPLE}{tables}"));
    let stores = Stores::new(&map, folder, &|_| None, Limits::default())?;
    let schemas = stores.schemas().await?;
    let graph = PersonGraph::compile(&map, schemas)
        .unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    Ok(World { graph, stores })
}

fn read(folder: &tempfile::TempDir, name: &str) -> Vec<u8> {
    std::fs::read(folder.path().join("side").join(name)).unwrap()
}

const NOTES: &str = r#"
    table side.notes {
        files "notes.jsonl" hold json-lines
        belongs to side.people by person
        body contact.message
        on erasure delete
    }"#;

#[tokio::test]
async fn every_byte_of_what_is_not_erased_stays_and_so_do_the_files_rights() {
    let (folder, world) = folder(&[], "").await;
    let path = folder.path().join("side/people.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    // What a crash left behind is somebody's data too.
    std::fs::write(folder.path().join("side/.probity-rewriting-people.csv"), b"ann@example.com").unwrap();
    let rows = world.access(&email("ANN@example.com")).await;
    assert_eq!(rows[0].values.reveal(Reveal::AnswerPerson).fields()["name"], "Lee, \"Ann\"\nthe first");
    let bytes = std::fs::metadata(&path).unwrap().len();
    let (planned, looked) = world.erase(&email("ann@example.com")).await;
    assert!(looked.is_clean(), "{looked:?}");
    let cost = planned.plan.steps[0].cost.clone().unwrap();
    let told = format!(
        "each look goes through the files of `people.csv`; 1 file is written again whole, {bytes} bytes in all"
    );
    assert_eq!((cost.elsewhere, cost.lookups), (Some(told), Vec::new()));
    let expected: &[u8] = b"\xef\xbb\xbfid,email,name\r\n\r\n2,bob@example.com,B\xf6b\r\n3,,\"\"\r\n";
    assert_eq!(read(&folder, "people.csv"), expected);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(below(&folder.path().join("side")).len(), 1, "nothing is left beside it");
}

#[tokio::test]
async fn a_link_or_a_name_that_leads_out_of_the_folder_is_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::create_dir(outside.path().join("1")).unwrap();
    std::fs::write(outside.path().join("1/secret.txt"), b"x").unwrap();
    let (folder, _) = folder(&[("photos/2/a.png", b"\x00\x01")], "").await;
    symlink(outside.path().join("1"), folder.path().join("side/photos/1")).unwrap();
    symlink(outside.path().join("1/secret.txt"), folder.path().join("side/photos/2/b.png")).unwrap();
    std::fs::write(
        folder.path().join("side/people.csv"),
        "id,email,name\n1,ann@example.com,Ann\n2,bob@example.com,Bob\n..,eve@example.com,Eve\n",
    )
    .unwrap();
    let photos = r#"
        table side.photos {
            files "photos/{person}/**" hold anything
            belongs to side.people by person
            file_content contact.picture
            on erasure delete
        }"#;
    let world = world(folder.path(), photos).await.unwrap();
    assert_eq!(world.access(&id(1)).await.len(), 1);
    assert_eq!(world.access(&id("..")).await.len(), 1);
    assert_eq!(world.access(&id(2)).await.len(), 2);
    for person in ["1", "2", ".."] {
        let (_, looked) = world.erase(&[IdentityClaim::new("id", person)]).await;
        assert!(looked.is_clean(), "{looked:?}");
    }
    assert!(outside.path().join("1/secret.txt").exists());
    assert!(!folder.path().join("side/photos/2/a.png").exists());
    assert_eq!(read(&folder, "people.csv"), b"id,email,name\n");
}

#[tokio::test]
async fn a_file_that_is_a_record_goes_with_the_folders_that_named_the_person() {
    let photos = r#"
        table side.photos {
            files "photos/{person}/**" hold anything
            belongs to side.people by person
            file_content contact.picture
            on erasure delete
        }"#;
    let files: [(&str, &[u8]); 3] = [
        ("photos/1/2026/a.png", b"\x00a"),
        ("photos/1/b.png", b"\x00b"),
        ("photos/2/c.png", b"of ann@example.com"),
    ];
    let (folder, world) = folder(&files, photos).await;
    let rows = world.access(&id(1)).await;
    let mut paths: Vec<String> = rows
        .iter()
        .filter_map(|row| Some(row.values.reveal(Reveal::AnswerPerson).get("file_path")?.to_string()))
        .collect();
    paths.sort();
    assert_eq!(paths, ["\"photos/1/2026/a.png\"", "\"photos/1/b.png\""]);
    let (_, looked) = world.erase(&email("ann@example.com")).await;
    // Her address in somebody else's file is found, and nobody said that it stays.
    assert!(!looked.is_clean());
    let finding = &looked.texts[0];
    assert_eq!(
        (finding.table.as_str(), finding.column.as_str(), finding.rows),
        ("photos", "file_content", 1)
    );
    assert!(!folder.path().join("side/photos/1").exists());
    assert!(folder.path().join("side/photos/2/c.png").exists());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_its_number_and_without_its_words() {
    let long = [b"{\"person\":\"".as_slice(), &vec![b'x'; 17 << 20], b"\"}\n"].concat();
    for (bytes, said) in [
        (b"{\"person\":\"1\"}\n\n{\"person\": ann@example.com\n".as_slice(), "record 3 is no JSON object"),
        (b"{\"person\":\"1\"}\n[1]\n", "record 2 is no JSON object"),
        (b"{\"person\":\"\xff\"}\n", "record 1 is no UTF-8"),
        (&long, "record 1 is longer than 16 MB"),
    ] {
        let (folder, _) = folder(&[], "").await;
        std::fs::write(folder.path().join("side/notes.jsonl"), bytes).unwrap();
        let error = world(folder.path(), NOTES).await.unwrap_err();
        let fault = error.fault().unwrap().to_string();
        assert!(fault.contains(said) && fault.contains("notes.jsonl"), "{fault}");
        assert!(!format!("{error:?}").contains("ann@"), "{error:?}");
    }
    let (folder, _) = folder(&[], "").await;
    let nested = NOTES.replace("notes.jsonl\"", "notes.jsonl.gz\"");
    std::fs::write(folder.path().join("side/notes.jsonl.gz"), b"no archive").unwrap();
    assert!(world(folder.path(), &nested).await.is_err());
}

#[tokio::test]
async fn empty_files_and_missing_fields_are_no_fault_and_a_misspelt_key_is_one() {
    let (_folder, world) = folder(&[("notes.jsonl", b"")], NOTES).await;
    assert_eq!(world.access(&id(1)).await.len(), 1);
    let (folder, _) = folder(&[("notes.jsonl", b"{\"persn\":\"1\",\"body\":\"x\"}\n")], "").await;
    let map = data_map(&format!("{PEOPLE}{NOTES}"));
    let stores = Stores::new(&map, folder.path(), &|_| None, Limits::default()).unwrap();
    let faults = PersonGraph::compile(&map, stores.schemas().await.unwrap()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.to_string().contains("no column `person`")), "{faults:?}");
}

#[tokio::test]
async fn values_inside_values_are_columns_and_numbers_and_texts_agree() {
    let tables = r#"
        table side.visits {
            files "visits/*.jsonl" hold json-lines
            belongs to side.people by `who.id` = id
            `who.mail` contact.email
            ok contact.consent
            plain n
            on erasure blank `who.id`, `who.mail`
        }"#;
    let lines = b"{\"n\":1, \"who\": {\"id\": 1, \"mail\": \"ann@example.com\"} , \"ok\":true}\n{\"n\":2,\"who\":{\"id\":\"2\"}}\n";
    let (folder, world) = folder(&[("visits/a.jsonl", lines)], tables).await;
    let rows = world.access(&id(1)).await;
    let visit = rows.iter().find(|row| row.table.table == "visits").unwrap();
    assert_eq!(visit.values.reveal(Reveal::AnswerPerson).fields()["ok"], true);
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    assert_eq!(
        String::from_utf8(read(&folder, "visits/a.jsonl")).unwrap(),
        "{\"n\":1, \"who\": {\"id\": null, \"mail\": null} , \"ok\":true}\n{\"n\":2,\"who\":{\"id\":\"2\"}}\n"
    );
}

#[tokio::test]
async fn a_folder_that_is_none_says_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("side"), b"").unwrap();
    let error = world(folder.path(), "").await.unwrap_err();
    assert!(matches!(&error, StoreError::MissingDatabase { store, .. } if store == "side"), "{error:?}");
    assert_eq!(error.fault().unwrap().kind, FaultKind::MissingDatabase);
}
