//! Buckets that nobody described, on a server of S3 that each test has for itself.

use super::bad_input::sound;
use super::folders::{company, everything_in};
use probity_policy::model::data_map::StoreKind;
use probity_stores::{Limits, StoreHandle};
use probity_survey::infer::classify::Discover;
use probity_survey::observe::Bounds;
use probity_survey::{examine_bucket, examine_folder};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(root: &Path) -> Option<Self> {
        let Ok(program) = std::env::var("PROBITY_TEST_S3_SERVER") else {
            let required = std::env::var("PROBITY_REQUIRE_S3").as_deref() == Ok("1");
            assert!(!required, "PROBITY_REQUIRE_S3 is set and PROBITY_TEST_S3_SERVER is not");
            println!("skipped: PROBITY_TEST_S3_SERVER is not set");
            return None;
        };
        let mut process =
            Command::new(program).arg(root).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { process, port: line.trim().parse().unwrap() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_bucket_is_mapped_as_the_same_files_in_a_folder_are() {
    let root = tempfile::tempdir().unwrap();
    let files = root.path().join("company/exports");
    company(&files);
    let Some(server) = Server::start(root.path()) else { return };
    let before = everything_in(&files);
    let address =
        format!("s3://tester:secret+%2Fword@company/exports?endpoint=http://127.0.0.1:{}", server.port);
    let handle = StoreHandle::at_address_in("app", &address, &|_| None, Limits::default()).unwrap();
    let bucket = handle.file_glimpse().await.unwrap().unwrap();
    let looked = move || examine_bucket(&bucket, Bounds::default(), &Discover);
    let (examined, _) = tokio::task::spawn_blocking(looked).await.unwrap().unwrap();
    let text = sound(StoreKind::Bucket, &examined);
    assert!(text.contains("store core = bucket env CORE_URL"), "{text}");
    let folder = examine_folder(&files, Bounds::default(), &Discover).unwrap();
    let of_folder = sound(StoreKind::Folder, &folder);
    let body = |text: &str| text.split_once("\nstore ").unwrap().1.split_once('\n').unwrap().1.to_owned();
    assert_eq!(body(&text), body(&of_folder));
    assert_eq!(everything_in(&files), before);
    assert!(handle.key_glimpse().await.unwrap().is_none());
}
