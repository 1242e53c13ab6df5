//! Files of Parquet, written and read by these tests' own means: rows go, values are emptied, and everything
//! else of a file stays.

use super::buckets::Server;
use super::club::data_map;
use crate::common::run::{World, id};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;
use probity_stores::{Limits, PersonGraph, StoreError, Stores};
use probity_vocabulary::Reveal;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

const SCHEMA: &str = "message visits {
    required int64 n;
    optional int64 person;
    optional binary email (UTF8);
    optional boolean ok;
    optional int64 seen (TIMESTAMP(MICROS,true));
    optional int32 born (DATE);
    required binary place (UTF8);
    optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
}";

/// Visits in groups of three rows; every second is of person 1, the last group of person 1 alone.
fn visits() -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_column_compression(ColumnPath::from("email"), Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new("made".to_owned(), "by hand".to_owned())]))
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for group in 0..3_i64 {
        let mut rows = writer.next_row_group().unwrap();
        let numbers: Vec<i64> = (0..3).map(|row| group * 3 + row).collect();
        let people: Vec<i64> =
            numbers.iter().map(|number| if group == 2 { 1 } else { 1 + number % 2 }).collect();
        let mut at = 0;
        while let Some(mut column) = rows.next_column().unwrap() {
            let texts = |text: &dyn Fn(usize) -> String| -> Vec<ByteArray> {
                (0..3).map(|row| ByteArray::from(text(row).as_str())).collect()
            };
            match at {
                0 => column.typed::<Int64Type>().write_batch(&numbers, None, None),
                1 => column.typed::<Int64Type>().write_batch(&people, Some(&[1, 1, 1]), None),
                2 => {
                    let emails = texts(&|row| format!("p{}@example.com", people[row]));
                    column.typed::<ByteArrayType>().write_batch(&emails[..2], Some(&[1, 0, 1]), None)
                }
                3 => column.typed::<BoolType>().write_batch(&[true, false], Some(&[1, 1, 0]), None),
                4 => {
                    let at = [1_700_000_000_000_000, 1_700_000_000_500_000, 0];
                    column.typed::<Int64Type>().write_batch(&at, Some(&[1, 1, 1]), None)
                }
                5 => column.typed::<Int32Type>().write_batch(&[0, 10_957, -1], Some(&[1, 1, 1]), None),
                6 => {
                    let places = texts(&|row| format!("room {}", numbers[row]));
                    column.typed::<ByteArrayType>().write_batch(&places, None, None)
                }
                // A list of two, none, and a list with nothing in it.
                _ => {
                    let tags = texts(&|row| format!("t{row}"));
                    column.typed::<ByteArrayType>().write_batch(
                        &tags[..2],
                        Some(&[3, 3, 0, 1]),
                        Some(&[0, 1, 0, 0]),
                    )
                }
            }
            .unwrap();
            column.close().unwrap();
            at += 1;
        }
        rows.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn rows(bytes: Vec<u8>) -> Vec<Value> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_json_value()).collect()
}

fn tables(decision: &str) -> String {
    format!(
        r#"
        keep visit.* 100 years after collected because law
        table side.people {{
            files "people.csv" hold csv
            is member by id
            email contact.email
            on erasure delete
        }}
        table side.visits {{
            files "visits/*.parquet" hold parquet
            belongs to side.people by person
            email contact.email
            place location.city
            tags contact.message
            n visit.number
            ok contact.consent
            seen visit.time
            born contact.birthday
            counts collected from seen
            on erasure {decision}
        }}"#
    )
}

async fn world(store: &str, folder: &Path, decision: &str) -> Result<World, StoreError> {
    let map = data_map(&format!("{store}{}", tables(decision)));
    let stores = Stores::new(&map, folder, &|_| None, Limits::default())?;
    let graph = PersonGraph::compile(&map, stores.schemas().await?)
        .unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    Ok(World { graph, stores })
}

const FOLDER: &str = "store side = folder \"side\"";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("side/visits")).unwrap();
    std::fs::write(folder.path().join("side/people.csv"), "id,email\n1,a@example.com\n2,b@example.com\n")
        .unwrap();
    std::fs::write(folder.path().join("side/visits/a.parquet"), visits()).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_shown_with_their_types() {
    let folder = folder();
    let world = world(FOLDER, folder.path(), "delete").await.unwrap();
    let found = world.access(&id(1)).await;
    let visits: Vec<_> = found.iter().filter(|row| row.table.table == "visits").collect();
    assert_eq!(visits.len(), 6);
    let first = visits
        .iter()
        .map(|row| row.values.reveal(Reveal::AnswerPerson).fields())
        .find(|row| row["n"] == 0)
        .unwrap();
    assert_eq!(first["ok"], true);
    assert_eq!(first["seen"], "2023-11-14 22:13:20");
    assert_eq!(first["born"], "1970-01-01");
    assert_eq!(first["email"], "p1@example.com");
    assert_eq!(first["tags"].to_string().replace(['\\', '"', ' '], ""), "[t0,t1]");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_and_everything_else_of_the_file_stays() {
    let folder = folder();
    let path = folder.path().join("side/visits/a.parquet");
    let before = rows(std::fs::read(&path).unwrap());
    let world = world(FOLDER, folder.path(), "delete").await.unwrap();
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    let left = std::fs::read(&path).unwrap();
    let others: Vec<Value> = before.into_iter().filter(|row| row["person"] != 1).collect();
    assert_eq!(others.len(), 3);
    assert_eq!(rows(left.clone()), others);
    let reader = SerializedFileReader::new(bytes::Bytes::from(left)).unwrap();
    let about = reader.metadata().file_metadata();
    let made = about.key_value_metadata().unwrap();
    assert!(made.iter().any(|one| one.key == "made" && one.value.as_deref() == Some("by hand")));
    assert_eq!(*about.schema(), parse_message_type(SCHEMA).unwrap());
    assert_eq!(reader.num_row_groups(), 2, "a group of which nothing is left goes");
    for group in reader.metadata().row_groups() {
        for column in group.columns() {
            let zstd = matches!(column.compression(), Compression::ZSTD(_));
            assert_eq!(zstd, column.column_path().string() == "email", "{:?}", column.column_path());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_emptied_in_rows_that_stay_and_others_are_as_they_were() {
    let folder = folder();
    let path = folder.path().join("side/visits/a.parquet");
    let before = rows(std::fs::read(&path).unwrap());
    let world = world(FOLDER, folder.path(), "keep because law, blank person, email, born").await.unwrap();
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    let after = rows(std::fs::read(&path).unwrap());
    assert_eq!(before.len(), after.len());
    for (mut before, after) in before.into_iter().zip(after) {
        if before["person"] == 1 {
            for column in ["person", "email", "born"] {
                before[column] = json!(null);
            }
        }
        assert_eq!(before, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nested_cannot_be_emptied_and_is_refused_before_anything_is_done() {
    let folder = folder();
    let path = folder.path().join("side/visits/a.parquet");
    let before = std::fs::read(&path).unwrap();
    let world = world(FOLDER, folder.path(), "keep because law, blank tags").await.unwrap();
    let refused = world.plan(&id(1)).await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_holds_parquet_as_a_folder_does() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path()) else { return };
    std::fs::create_dir_all(folder.path().join("company/visits")).unwrap();
    std::fs::write(folder.path().join("company/people.csv"), "id,email\n1,a@example.com\n").unwrap();
    let path = folder.path().join("company/visits/a.parquet");
    std::fs::write(&path, visits()).unwrap();
    let store = format!("store side = bucket \"{}\"", server.address("tester", "company"));
    let world = world(&store, folder.path(), "delete").await.unwrap();
    let (_, looked) = world.erase(&id(1)).await;
    assert!(looked.is_clean(), "{looked:?}");
    assert_eq!(rows(std::fs::read(&path).unwrap()).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_refused_without_its_words() {
    let whole = visits();
    let half = whole.len() / 2;
    let mut bent = whole.clone();
    bent[half..half + 40].fill(0xff);
    for bytes in
        [b"PAR1".to_vec(), b"p1@example.com".to_vec(), whole[..half].to_vec(), whole[half..].to_vec(), bent]
    {
        let folder = folder();
        let path = folder.path().join("side/visits/a.parquet");
        std::fs::write(&path, &bytes).unwrap();
        let outcome = async {
            let world = world(FOLDER, folder.path(), "delete").await?;
            world.stores.schemas().await.map(|_| world)
        };
        if let Err(error) = outcome.await {
            let shown = format!("{error:?} {error}");
            assert!(!shown.contains("@example.com"), "{shown}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
