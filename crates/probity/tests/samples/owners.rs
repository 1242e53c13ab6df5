//! Two data sets with published answers about whose a row is, their ownership said in the language.

use crate::common::{Database, Project, shared};
use crate::k9db::{answer_blocks, plain_sql};
use probity_stores::Engine;
use serde_json::Value;
use std::path::PathBuf;

/// A data set on SQLite, with its project.
struct Set {
    database: Database,
    project: Project,
    folder: PathBuf,
}

impl Set {
    /// The fixtures of one name, the project of another, and the file that its map calls the store.
    fn load(name: &str, sample: &str, store: &str) -> Option<Self> {
        let folder = shared()?.join("fixtures/k9db").join(name);
        let database = Database::create(Engine::Sqlite)?;
        for file in ["schema.sql", "inserts.sql"] {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            database.run(&plain_sql(&text, Engine::Sqlite).replace("CTX START;", ""));
        }
        let project = Project::sample(sample);
        std::fs::hard_link(&database.address, project.path(store)).unwrap();
        Some(Self { database, project, folder })
    }

    fn answers(&self, file: &str) -> Vec<Vec<String>> {
        answer_blocks(&std::fs::read_to_string(self.folder.join(file)).unwrap())
    }

    /// A person's rows in the manner of the answer files: columns in the table's order.
    fn get(&self, identity: &str) -> Vec<String> {
        let mut rows = Vec::new();
        for (table, found) in self.project.access(identity) {
            let question = format!("SELECT printf('%02d', cid) || name FROM pragma_table_info('{table}')");
            let columns = self.database.rows(&question);
            for row in found {
                let cell = |name: &String| match &row[name.split_at(2).1] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                rows.push(columns.iter().map(cell).collect::<Vec<_>>().join("|"));
            }
        }
        rows.sort();
        rows
    }

    fn erase(&self, identity: &str) {
        let arguments = ["request", "erasure", "--identity", identity, "--yes", "--format", "json"];
        let done = self.project.probity(&arguments);
        assert_eq!(done.code, 0, "{done:?}");
        assert_eq!(done.json()["request"]["state"], "fulfilled", "{done:?}");
    }
}

#[test]
fn answers_of_students_go_with_them_and_nobody_elses() {
    let Some(set) = Set::load("websubmit", "websubmit", "lectures.sqlite") else { return };
    let student = |number| format!("email=student{number}@email.com");
    let expected = set.answers("gdpr_get.txt");
    assert_eq!(set.get(&student(1)), expected[0]);
    assert_eq!(set.get(&student(2)), expected[1]);

    set.erase(&student(1));
    let expected = set.answers("gdpr_forget.txt");
    assert!(set.get(&student(1)).is_empty());
    assert_eq!(set.database.rows("SELECT * FROM users"), expected[2]);
    assert_eq!(set.database.rows("SELECT * FROM presenters"), expected[3]);
    assert_eq!(set.database.rows("SELECT * FROM answers"), expected[4]);
}

#[test]
fn readers_see_what_they_do_not_own_until_its_owner_goes() {
    let Some(set) = Set::load("delf_ecommerce", "delf", "messages.sqlite") else { return };
    let expected = set.answers("queries.txt");
    assert_eq!(set.get("customer=10"), expected[0]);
    assert_eq!(set.get("admin=1"), expected[1]);

    set.erase("customer=10");
    assert_eq!(set.get("admin=1"), expected[3]);
    assert_eq!(set.get("customer=10"), expected[4]);
    assert_eq!(set.get("customer=20"), expected[5]);
}

#[test]
fn their_maps_fit_their_tables() {
    for (name, sample, store) in
        [("websubmit", "websubmit", "lectures.sqlite"), ("delf_ecommerce", "delf", "messages.sqlite")]
    {
        let Some(set) = Set::load(name, sample, store) else { return };
        let check = set.project.probity(&["check", "--live", "--format", "json"]);
        assert_eq!(check.code, 0, "{check:?}");
        assert!(check.findings().iter().all(|one| one.starts_with("P0307")), "{:?}", check.findings());
    }
}
