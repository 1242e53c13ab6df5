//! Folders of files that nobody described.

use super::bad_input::sound;
use probity_policy::model::data_map::StoreKind;
use probity_survey::examine_folder;
use probity_survey::infer::classify::Discover;
use probity_survey::observe::Bounds;
use probity_survey::report;
use probity_survey::survey::survey;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// People in one file, what is theirs in others of every format, and what is nobody's.
pub(super) fn company(root: &Path) {
    let (mut users, mut orders) = (String::new(), String::from("order_no,user_id,total,note\n"));
    for number in 1001..=1012 {
        let _ = writeln!(
            users,
            r#"{{"id":{number},"email":"person{number}@example.org","name":"Ann Smith","joined_at":"2024-05-01T10:00:00Z"}}"#
        );
        let _ = writeln!(orders, "R{number}00,{number},3.50,\"Please ring, twice\"");
        put(
            root,
            &format!("users/{number}/notes-2024-0{}.json", 1 + number % 9),
            r#"[{"text":"They called again and asked for the same thing."}]"#,
        );
    }
    put(root, "users.jsonl", &users);
    put(root, "orders/2024/01/orders-2024-01-05.csv", &orders);
    put(root, "orders/2024/02/orders-2024-02-07.csv", &orders);
    put(root, "colours.json", r#"[{"title":"red"},{"title":"blue"}]"#);
    let mut log = String::new();
    for number in 1001..=1012 {
        let _ = writeln!(log, "at=2024-05-01T10:00:00Z user_id={number} ip=203.0.113.7 path=\"/a b\"");
    }
    put(root, "logs/app.log", &log);
    put(root, "logs/install.log", "Dear reader, nothing of this has a form.\n");
    put(root, "broken.json", "{");
    put(root, ".hidden/users.jsonl", &users);
}

pub(super) fn everything_in(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                all.insert(entry.path().display().to_string(), std::fs::read(entry.path()).unwrap());
            }
        }
    }
    all
}

#[test]
fn files_of_one_pattern_are_a_table_and_lead_to_their_people() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path());
    let before = everything_in(folder.path());
    let examined = examine_folder(folder.path(), Bounds::default(), &Discover).unwrap();
    let text = sound(StoreKind::Folder, &examined);
    for wanted in [
        "store core = folder env CORE_FOLDER",
        "files \"users.jsonl\" hold json-lines",
        "is user by id, email",
        "files \"orders/*/*/orders-*.csv\" hold csv",
        "belongs to core.users by user_id",
        "files \"users/{user_id}/notes-*.json\" hold json-list",
        "files \"logs/app.log\" hold lines like \"at={at} user_id={user_id} ip={ip} path=\\\"{path}\\\"\"",
        "ip device.ip",
        "// files \"colours.json\" hold json-list",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
    }
    assert!(!text.contains("hidden") && !text.contains("install"));
    let found = survey("core", &examined, None);
    assert_eq!(found.not_sampled, ["broken"]);
    for value in ["person1007@example.org", "Ann Smith", "They called", "R100700"] {
        assert!(
            !text.contains(value)
                && !report::text(&found).contains(value)
                && !report::html(&found).contains(value)
        );
    }
    assert_eq!(everything_in(folder.path()), before);
}

#[test]
fn files_that_hold_something_else_than_they_say_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in [
        ("a.json", &b"\xff\xfe\x00"[..]),
        ("b.csv", b"\"never closed\n1,2\n"),
        ("c.jsonl", b"1\n[]\n{\"a\":\n"),
        ("d.json", b"[1, 2, null, {}]"),
        ("e.csv", b""),
        ("{f}*.jsonl", b"{\"id\": \"x\"}\n"),
    ] {
        std::fs::write(folder.path().join(path), bytes).unwrap();
    }
    let examined = examine_folder(folder.path(), Bounds::default(), &Discover).unwrap();
    sound(StoreKind::Folder, &examined);
    assert!(examine_folder(&folder.path().join("nowhere"), Bounds::default(), &Discover).is_err());
}
