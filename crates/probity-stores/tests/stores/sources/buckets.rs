//! A server of S3 on a folder of its own for each test, whose objects the tests write and read as files; and
//! what holds for buckets alone: who may ask, versions, large objects, names that mean something elsewhere.

use super::club::{Row, Side, data_map};
use super::files::{Folder, Format, below};
use crate::common::run::{Memory, World, id};
use probity_stores::{ExecuteError, FaultKind, Limits, PersonGraph, StoreError, Stores};
use probity_vocabulary::Reveal;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// A server, until it is dropped.
pub(super) struct Server {
    process: Child,
    pub(super) root: PathBuf,
    port: u16,
}

impl Server {
    /// A server with its buckets in a folder; tests print that they are skipped without one.
    pub(super) fn start(root: &Path) -> Option<Self> {
        let Ok(program) = std::env::var("PROBITY_TEST_S3_SERVER") else {
            let required = std::env::var("PROBITY_REQUIRE_S3").as_deref() == Ok("1");
            assert!(!required, "PROBITY_REQUIRE_S3 is set and PROBITY_TEST_S3_SERVER is not");
            println!("skipped: PROBITY_TEST_S3_SERVER is not set");
            return None;
        };
        std::fs::create_dir_all(root).unwrap();
        let mut process =
            Command::new(program).arg(root).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { process, root: root.to_owned(), port: line.trim().parse().unwrap() })
    }

    /// The address of a bucket there.
    pub(super) fn address(&self, who: &str, bucket: &str) -> String {
        format!("s3://{who}:secret+%2Fword@{bucket}?endpoint=http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// A bucket in which records are spread over several objects.
pub(super) struct Bucket {
    server: Arc<Server>,
    name: String,
    files: Folder,
}

impl Bucket {
    /// A bucket of this name on a server.
    pub(super) fn new(server: &Arc<Server>, name: &str, format: Format) -> Self {
        let files = Folder::new(&server.root.join(name), format);
        Self { server: server.clone(), name: name.to_owned(), files }
    }
}

impl Side for Bucket {
    fn store(&self) -> String {
        format!("store side = bucket \"{}\"", self.server.address("tester", &format!("{}/side", self.name)))
    }

    fn records(&self, table: &str, columns: &[&str]) -> String {
        self.files.records(table, columns)
    }

    fn write(&self, table: &str, columns: &[&str], rows: &[Row]) {
        self.files.write(table, columns, rows);
        // What the server knows of an object that it wrote is not so any more.
        for file in below(&self.server.root) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(".bucket-") {
                std::fs::remove_file(file).unwrap();
            }
        }
    }

    fn read(&self, table: &str, columns: &[&str]) -> Vec<Row> {
        self.files.read(table, columns)
    }

    fn lose(&self) -> String {
        "s3://tester:x@company/side?endpoint=http://127.0.0.1:1".to_owned()
    }
}

const PEOPLE: &str = r#"
    table side.people {
        files "people.csv" hold csv
        is member by id, email
        email contact.email
        on erasure delete
    }
"#;

const NOTES: &str = r#"
    table side.notes {
        files "notes/*.jsonl" hold json-lines
        belongs to side.people by person
        body contact.message
        on erasure delete
    }"#;

const PHOTOS: &str = r#"
    table side.photos {
        files "photos/{person}/**" hold anything
        belongs to side.people by person
        file_content contact.picture
        on erasure delete
    }"#;

const PEOPLE_CSV: &str = "id,email\n1,ann@example.com\n2,bob@example.com\n";

async fn world(address: &str, tables: &str) -> Result<World, StoreError> {
    let map = data_map(&format!("store side = bucket \"{address}\"\n{PEOPLE}{tables}"));
    let stores = Stores::new(&map, Path::new("/"), &|_| None, Limits::default())?;
    let graph = PersonGraph::compile(&map, stores.schemas().await?)
        .unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    Ok(World { graph, stores })
}

/// Objects in a bucket of a server of their own.
fn server(folder: &tempfile::TempDir, bucket: &str, objects: &[(&str, &[u8])]) -> Option<Server> {
    let server = Server::start(folder.path())?;
    for (name, bytes) in [("people.csv", PEOPLE_CSV.as_bytes())].iter().chain(objects) {
        let path = server.root.join(bucket).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    Some(server)
}

fn names(server: &Server, bucket: &str) -> Vec<String> {
    let root = server.root.join(bucket);
    below(&root).iter().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect()
}

async fn refused(world: &World) -> probity_stores::EngineFault {
    let planned = world.plan(&id(1)).await.unwrap();
    let outcome = world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
    let Err(ExecuteError::Store(error)) = outcome else { panic!("{outcome:?}") };
    assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
    error.fault().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_ask_is_told_what_and_where_and_nothing_secret_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = server(&folder, "company", &[]) else { return };
    let good = server.address("tester", "company");
    for (address, said) in [
        (server.address("nobody", "company"), "the access key is not known"),
        (good.replace("secret", "SECRET"), "the secret is not that of the key"),
        (server.address("late", "company"), "the credentials have expired"),
        (server.address("tester", "elsewhere"), "there is no such bucket"),
    ] {
        let error = world(&address, "").await.err().unwrap();
        let fault = error.fault().unwrap().to_string();
        assert!(fault.contains(said), "{fault}");
        assert!(
            matches!(&error, StoreError::WrongPassword { store, .. } | StoreError::MissingDatabase { store, .. } if store == "side"),
            "{error:?}"
        );
        let shown = format!("{error:?} {error}").to_lowercase();
        assert!(!shown.contains("word") || !shown.contains("secret+"), "{shown}");
    }
    let error = world("s3://tester:x@company?endpoint=http://127.0.0.1:1", "").await.err().unwrap();
    assert!(matches!(&error, StoreError::Unreachable { .. }), "{error:?}");
    let error = world("s3://company?region=eu-central-1", "").await.err().unwrap();
    assert!(
        matches!(&error, StoreError::AddressMissing { variable, .. } if variable == "AWS_ACCESS_KEY_ID"),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_may_only_read_plans_and_is_refused_the_change() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = server(&folder, "company", &[]) else { return };
    let fault = refused(&world(&server.address("reader", "company"), "").await.unwrap()).await;
    assert_eq!(fault.kind, FaultKind::Permission, "{fault:?}");
    assert!(
        fault.to_string().contains("people.csv") && fault.to_string().contains("AccessDenied"),
        "{fault}"
    );
    assert_eq!(std::fs::read(server.root.join("company/people.csv")).unwrap(), PEOPLE_CSV.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_asks_to_slow_down_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let notes: &[u8] = b"{\"person\":1,\"body\":\"x\"}\n{\"person\":2,\"body\":\"y\"}\n";
    let Some(server) = server(&folder, "company", &[("notes/a.jsonl", notes)]) else { return };
    let world = world(&server.address("hurried", "company"), NOTES).await.unwrap();
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    let left = std::fs::read_to_string(server.root.join("company/notes/a.jsonl")).unwrap();
    assert_eq!(left, "{\"person\":2,\"body\":\"y\"}\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_are_found_over_several_pages_and_by_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let strange = ["a b+c%20&=.jsonl", "é#?;'.jsonl", "z~!$().jsonl", "0.jsonl", "1.jsonl", "2.jsonl"];
    let objects: Vec<(String, String)> = strange
        .iter()
        .map(|name| (format!("notes/{name}"), format!("{{\"person\":\"1\",\"body\":\"{}\"}}\n", name.len())))
        .chain([("notes/deeper/x.jsonl".to_owned(), "{\"person\":\"1\",\"body\":\"deep\"}\n".to_owned())])
        .collect();
    let objects: Vec<(&str, &[u8])> =
        objects.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let Some(server) = server(&folder, "company", &objects) else { return };
    let world = world(&server.address("tester", "company"), NOTES).await.unwrap();
    assert_eq!(world.access(&id(1)).await.len(), 1 + strange.len());
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    for name in strange {
        assert_eq!(std::fs::read(server.root.join("company/notes").join(name)).unwrap(), b"", "{name}");
    }
    let deep = std::fs::read_to_string(server.root.join("company/notes/deeper/x.jsonl")).unwrap();
    assert!(deep.contains("deep"), "what no pattern means is left alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_a_record_goes_and_an_identity_in_anothers_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let objects: [(&str, &[u8]); 3] = [
        ("photos/1/2026/a.png", b"\x00a"),
        ("photos/1/b.png", b"\x00b"),
        ("photos/2/c.png", b"of ann@example.com"),
    ];
    let Some(server) = server(&folder, "company", &objects) else { return };
    let world = world(&server.address("tester", "company"), PHOTOS).await.unwrap();
    let rows = world.access(&id(1)).await;
    let paths = rows.iter().filter(|row| row.values.reveal(Reveal::AnswerPerson).get("file_path").is_some());
    assert_eq!(paths.count(), 2);
    let email = crate::common::run::email("ann@example.com");
    let (_, looked) = world.erase(&email).await;
    assert_eq!(looked.texts.len(), 1, "{looked:?}");
    assert_eq!(names(&server, "company"), ["people.csv", "photos/2/c.png"]);
}

/// Notes of two people, more than one part of an upload.
fn many_notes() -> Vec<u8> {
    let filler = "x".repeat(1000);
    (0..36_000)
        .map(|number| format!("{{\"person\":\"{}\",\"body\":\"{number} {filler}\"}}\n", 1 + number % 2))
        .collect::<String>()
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_object_is_written_in_parts_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let notes = many_notes();
    let Some(server) = server(&folder, "company", &[("notes/a.jsonl", &notes)]) else { return };
    let world = world(&server.address("tester", "company"), NOTES).await.unwrap();
    let (planned, _) = world.erase(&id(1)).await;
    assert!(planned.plan.steps.iter().any(|step| step.rows == 18_000), "{:?}", planned.plan.steps);
    let left = std::fs::read_to_string(server.root.join("company/notes/a.jsonl")).unwrap();
    assert_eq!(left.lines().count(), 18_000);
    assert!(left.lines().all(|line| line.starts_with("{\"person\":\"2\"")));
    assert_eq!(names(&server, "company"), ["notes/a.jsonl", "people.csv"]);
    let parts = below(&server.root).into_iter().filter(|path| path.to_string_lossy().contains("upload"));
    assert_eq!(parts.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn older_versions_of_what_is_changed_go_and_those_of_other_objects_stay() {
    let folder = tempfile::tempdir().unwrap();
    let objects: [(&str, &[u8]); 4] = [
        ("notes/a.jsonl", b"{\"person\":\"1\",\"body\":\"x\"}\n{\"person\":\"2\",\"body\":\"y\"}\n"),
        ("notes/b.jsonl", b"{\"person\":\"2\",\"body\":\"z\"}\n"),
        ("photos/1/a.png", b"\x00a"),
        ("photos/2/b.png", b"\x00b"),
    ];
    let Some(server) = server(&folder, "versioned", &objects) else { return };
    let tables = format!("{NOTES}{PHOTOS}");
    // Somebody who may delete no version changes nothing that would leave one.
    let fault = refused(&world(&server.address("careless", "versioned"), &tables).await.unwrap()).await;
    assert_eq!(fault.kind, FaultKind::Permission, "{fault:?}");
    assert!(fault.to_string().contains("version"), "{fault}");
    // What was begun is finished by whoever may, though the record itself is gone.
    let world = world(&server.address("tester", "versioned"), &tables).await.unwrap();
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    assert_eq!(
        names(&server, "versioned"),
        ["notes/a.jsonl", "notes/b.jsonl", "people.csv", "photos/2/b.png"]
    );
    let left = std::fs::read_to_string(server.root.join("versions")).unwrap();
    let mut keys: Vec<&str> =
        left.lines().filter_map(|line| line.split_once(' ')).map(|(key, _)| key).collect();
    keys.sort_unstable();
    // One version of each, none of what was removed, and no note and no mark.
    let expected = ["notes/a.jsonl", "notes/b.jsonl", "people.csv", "photos/2/b.png"];
    assert_eq!(keys, expected.map(|name| format!("versioned/{name}")), "{left}");
    assert!(!left.contains("notes/a.jsonl null") && !left.contains("people.csv null"), "{left}");
}
