//! Two stores: rows of one are people's of the other, and no key of any engine says so.

use super::common::Database;
use probity_policy::model::data_map::LinkRole;
use probity_policy::project::{Files, compile};
use probity_survey::draft::{Naming, draft};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::examine;
use probity_survey::observe::{Bounds, Observer};
use probity_survey::{Looked, Values, lead_across};

struct One(String);

impl Files for One {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

async fn looked(store: &str, database: &Database) -> Looked {
    let mut observer = Observer::open(&database.handle(), Bounds::default()).await.unwrap();
    let examined = examine(&mut observer, &Discover).await.unwrap();
    Looked { store: store.to_owned(), examined, values: Values::Asked(Box::new(observer)) }
}

fn core_rows() -> String {
    let mut script = "CREATE TABLE accounts (id BIGINT PRIMARY KEY, email VARCHAR(120) NOT NULL UNIQUE, full_name VARCHAR(120) NOT NULL);".to_owned();
    for id in 1..=30 {
        script.push_str(&format!(
            "INSERT INTO accounts VALUES ({}, 'person{id}@example.org', 'Person Number {id}');",
            id * 37
        ));
    }
    script
}

/// Keys of another type, a number that means nothing here, an address, and what hangs on a row.
fn web_rows() -> String {
    let mut script = "CREATE TABLE visits (id INTEGER PRIMARY KEY, account_id VARCHAR(20), ip VARCHAR(40) NOT NULL);
         CREATE TABLE visit_pages (id INTEGER PRIMARY KEY, visit_id INTEGER NOT NULL, url VARCHAR(80) NOT NULL);
         CREATE TABLE newsletters (id INTEGER PRIMARY KEY, address VARCHAR(120) NOT NULL);
         CREATE TABLE servers (id INTEGER PRIMARY KEY, rack_id INTEGER NOT NULL, account_code VARCHAR(20));"
        .to_owned();
    for id in 1..=30 {
        script.push_str(&format!(
            "INSERT INTO visits VALUES ({id}, '{}', '192.0.2.{id}');
             INSERT INTO visit_pages VALUES ({id}, {id}, '/p/{id}');
             INSERT INTO newsletters VALUES ({id}, 'person{id}@example.org');
             INSERT INTO servers VALUES ({id}, {id}, 'X{id}');",
            id * 37
        ));
    }
    script
}

#[tokio::test]
async fn ways_to_people_of_another_store_are_drafted_with_what_hangs_on_them() {
    for core in Database::each().await {
        for web in [Database::sqlite()].into_iter().chain(Database::mariadb().await) {
            core.run("DROP TABLE IF EXISTS accounts").await;
            core.run(&core_rows()).await;
            web.run(&web_rows()).await;
            let there = looked("core", &core).await;
            let mut here = looked("web", &web).await;
            let mut others = [there];
            lead_across(&mut here, &mut others).await;
            let text = draft(&Naming::new("core", core.kind), &others[0].examined)
                + &draft(&Naming::new("web", web.kind), &here.examined);
            let project = compile(&["map.probity".to_owned()], &One(text.clone()));
            let map = project.model.data_map;
            let links = |table: &str| -> Vec<String> {
                let table = map.tables.iter().find(|one| one.name.table == table).unwrap();
                table
                    .links
                    .iter()
                    .filter(|link| link.role == LinkRole::BelongsTo)
                    .map(|link| format!("{} by {}", link.to, link.columns.join(",")))
                    .collect()
            };
            assert_eq!(links("visits"), ["core.accounts by account_id"], "{text}");
            assert_eq!(links("visit_pages"), ["web.visits by visit_id"], "{text}");
            assert_eq!(links("newsletters"), ["core.accounts by address"], "{text}");
            assert_eq!(links("servers"), Vec::<String>::new(), "{text}");
            assert!(!text.contains("person1@"), "a value stands in the draft");
            assert!(text.contains("30 of 30 sampled values are there"), "{text}");
            web.drop().await;
        }
        core.drop().await;
    }
}
