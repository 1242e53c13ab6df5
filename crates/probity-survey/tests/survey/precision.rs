//! Precision and recall against maps made by hand, printed as a table, with foreign keys declared and left out.

use super::common::{Database, made_up, shared};
use probity_policy::model::data_map::{DataMap, LinkRole};
use probity_policy::project::{Files, compile};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{ColumnKind, Examined, Origin, examine};
use probity_survey::observe::{Bounds, Observer};
use std::collections::BTreeSet;
use std::path::PathBuf;

struct One(String);

impl Files for One {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

pub(crate) fn by_hand(text: &str) -> DataMap {
    let project = compile(&["map.probity".to_owned()], &One(text.to_owned()));
    let faults: Vec<&str> = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == probity_source::Severity::Error)
        .map(|one| one.message.as_str())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    project.model.data_map
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) right: usize,
    pub(crate) found: usize,
    pub(crate) wanted: usize,
}

impl Score {
    pub(crate) fn of(found: &BTreeSet<String>, wanted: &BTreeSet<String>) -> Self {
        Self { right: found.intersection(wanted).count(), found: found.len(), wanted: wanted.len() }
    }

    pub(crate) fn precision(self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }

    pub(crate) fn recall(self) -> f64 {
        if self.wanted == 0 { 1.0 } else { self.right as f64 / self.wanted as f64 }
    }
}

impl std::ops::Add for Score {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            found: self.found + other.found,
            wanted: self.wanted + other.wanted,
        }
    }
}

/// Scores of one database: keys, ownership, categories.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scores {
    pub(crate) keys: Score,
    pub(crate) ownership: Score,
    categories: Score,
    exact_categories: Score,
    /// Columns that are personal because of the row among them.
    whole: Score,
    exact_whole: Score,
}

impl std::ops::Add for Scores {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            keys: self.keys + other.keys,
            ownership: self.ownership + other.ownership,
            categories: self.categories + other.categories,
            exact_categories: self.exact_categories + other.exact_categories,
            whole: self.whole + other.whole,
            exact_whole: self.exact_whole + other.exact_whole,
        }
    }
}

/// `posts(user_id) users(id)` of everything that is concluded.
pub(crate) fn keys_found(examined: &Examined) -> BTreeSet<String> {
    examined
        .conclusions
        .references
        .iter()
        .filter(|reference| {
            reference.confidence.as_percent() >= 50
                && reference.from.schema == examined.catalogue.schema.default_schema
        })
        .filter(|reference| !matches!(reference.origin, Origin::Kind { .. }))
        // The same address elsewhere is a key only where nothing else leads to the person.
        .filter(|reference| {
            reference.origin != Origin::SameDatum
                || (examined
                    .conclusions
                    .tables
                    .get(&reference.from)
                    .is_some_and(|table| table.person.is_none())
                    && !examined.conclusions.references.iter().any(|other| {
                        other.from == reference.from
                            && other.to == reference.to
                            && other.origin != Origin::SameDatum
                    }))
        })
        .map(|reference| {
            format!(
                "{}({}) {}({})",
                reference.from.table,
                reference.columns.join(","),
                reference.to.table,
                reference.to_columns.join(",")
            )
        })
        .collect()
}

fn role(role: LinkRole) -> &'static str {
    match role {
        LinkRole::BelongsTo => "belongs to",
        LinkRole::Owns => "owns",
        // To whom a row is only of interest is a matter of taste between these two.
        LinkRole::SeenBy | LinkRole::Mentions => "mentions",
        LinkRole::Shows | LinkRole::Identifies | LinkRole::SealedBy => "shows",
    }
}

pub(crate) fn ownership_found(examined: &Examined) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let own =
        |place: &probity_stores::schema::Place| place.schema == examined.catalogue.schema.default_schema;
    for (place, table) in examined.conclusions.tables.iter().filter(|(place, _)| own(place)) {
        if table.person.is_some() {
            found.insert(format!("{} are people", place.table));
        }
        for link in &table.links {
            if matches!(link.reference.origin, Origin::Kind { .. }) {
                continue;
            }
            found.insert(format!(
                "{} {} {} by {}",
                place.table,
                role(link.role),
                link.reference.to.table,
                link.reference.columns.join(",")
            ));
        }
    }
    found
}

fn ownership_wanted(map: &DataMap) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for table in &map.tables {
        if table.person.is_some() {
            wanted.insert(format!("{} are people", table.name.table));
        }
        for link in &table.links {
            wanted.insert(format!(
                "{} {} {} by {}",
                table.name.table,
                role(link.role),
                link.to.table,
                link.columns.join(",")
            ));
        }
    }
    wanted
}

pub(crate) fn score(examined: &Examined, map: &DataMap, keys: &BTreeSet<String>, name: &str) -> Scores {
    let own =
        |place: &probity_stores::schema::Place| place.schema == examined.catalogue.schema.default_schema;
    let columns = |with_category: bool, of_row: bool| -> BTreeSet<String> {
        examined
            .conclusions
            .tables
            .iter()
            .filter(|(place, _)| own(place))
            .flat_map(|(place, table)| {
                table.columns.iter().filter_map(move |column| match &column.kind {
                    ColumnKind::OfRow(_) if !of_row => None,
                    ColumnKind::Personal(category) | ColumnKind::OfRow(category) if with_category => {
                        Some(format!("{}.{} {}", place.table, column.name, category.value))
                    }
                    ColumnKind::Personal(_) | ColumnKind::OfRow(_) => {
                        Some(format!("{}.{}", place.table, column.name))
                    }
                    ColumnKind::Plain => None,
                })
            })
            .collect()
    };
    let wanted_columns = |with_category: bool| -> BTreeSet<String> {
        map.tables
            .iter()
            .flat_map(|table| {
                table.columns.iter().map(move |column| {
                    if with_category {
                        format!("{}.{} {}", table.name.table, column.name, column.category)
                    } else {
                        format!("{}.{}", table.name.table, column.name)
                    }
                })
            })
            .collect()
    };
    let (found_keys, found_ways, wanted_ways) =
        (keys_found(examined), ownership_found(examined), ownership_wanted(map));
    for (what, found, wanted) in [
        ("key", &found_keys, keys),
        ("way", &found_ways, &wanted_ways),
        ("column", &columns(true, false), &wanted_columns(true)),
        ("column, with the row's,", &columns(true, true), &wanted_columns(true)),
    ] {
        for one in found.difference(wanted) {
            println!("  {name}: {what} too many: {one}");
        }
        for one in wanted.difference(found) {
            println!("  {name}: {what} missing:  {one}");
        }
    }
    Scores {
        keys: Score::of(&found_keys, keys),
        ownership: Score::of(&found_ways, &wanted_ways),
        categories: Score::of(&columns(false, false), &wanted_columns(false)),
        exact_categories: Score::of(&columns(true, false), &wanted_columns(true)),
        whole: Score::of(&columns(false, true), &wanted_columns(false)),
        exact_whole: Score::of(&columns(true, true), &wanted_columns(true)),
    }
}

pub(crate) async fn look(database: &Database) -> Examined {
    let mut observer = Observer::open(&database.handle(), Bounds::default()).await.unwrap();
    let examined = examine(&mut observer, &Discover).await.unwrap();
    observer.close().await;
    examined
}

fn file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/survey/schemas").join(name);
    std::fs::read_to_string(path).unwrap()
}

pub(crate) fn line(name: &str, engine: &str, scores: &Scores) {
    let both = |score: Score| format!("{:.3}/{:.3}", score.precision(), score.recall());
    println!(
        "{name:<24} {engine:<9} keys {}  ownership {}  personal columns {}  their categories {}  with the row's {}  their categories {}",
        both(scores.keys),
        both(scores.ownership),
        both(scores.categories),
        both(scores.exact_categories),
        both(scores.whole),
        both(scores.exact_whole)
    );
}

/// Precision and recall of keys and ownership together are at least this.
fn holds(name: &str, scores: &Scores, least: f64) -> Vec<String> {
    let mut faults = Vec::new();
    for (what, score) in [("keys", scores.keys), ("ownership", scores.ownership)] {
        if score.precision() < least || score.recall() < least {
            faults.push(format!(
                "{name}: {what} {:.3}/{:.3} and not {least}",
                score.precision(),
                score.recall()
            ));
        }
    }
    faults
}

/// Of the columns that the author of a map held for personal most are drafted so, and not many more. What is more are
/// instants, which authors write as personal in one table and as plain in the next.
fn holds_columns(name: &str, scores: &Scores) -> Option<String> {
    let whole = scores.whole;
    let few = whole.precision() < 0.7 || whole.recall() < 0.8;
    few.then(|| format!("{name}: personal columns {:.3}/{:.3}", whole.precision(), whole.recall()))
}

#[tokio::test]
async fn well_known_shapes_are_mapped_as_a_person_would() {
    let mut faults = Vec::new();
    for name in ["forum", "shop", "conference"] {
        let (sql, map) = (file(&format!("{name}.sql")), by_hand(&file(&format!("{name}.probity"))));
        let keys: BTreeSet<String> =
            made_up::keys(&sql).into_iter().filter(|key| !key.contains("bookmarkable_id")).collect();
        for declared in [true, false] {
            for database in Database::each().await {
                let schema = if declared { sql.clone() } else { made_up::without_keys(&sql) };
                database.run(&schema).await;
                database.run(&made_up::rows(&sql, 7)).await;
                let examined = look(&database).await;
                let title = format!("{name}, {}", if declared { "declared" } else { "undeclared" });
                let scores = score(&examined, &map, &keys, &title);
                line(&title, database.kind.word(), &scores);
                faults.extend(holds(&title, &scores, if declared { 0.98 } else { 0.9 }));
                database.drop().await;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn the_fides_shop_is_mapped_without_a_single_declared_key() {
    let (Some(folder), Some(database)) = (shared(), Database::postgres().await) else { return };
    database.run(&std::fs::read_to_string(folder.join("fixtures/fides/postgres_sample.sql")).unwrap()).await;
    let keys: BTreeSet<String> = file("fides.keys").lines().map(str::to_owned).collect();
    let examined = look(&database).await;
    let scores = score(&examined, &by_hand(&file("fides.probity")), &keys, "fides");
    line("fides, undeclared", "postgres", &scores);
    database.drop().await;
    assert_eq!(holds("fides", &scores, 0.9), Vec::<String>::new());
}

/// The example's own map of the demo company's databases. Its links to other stores are left out: each store is
/// looked at alone.
#[tokio::test]
async fn the_demo_company_is_mapped_as_its_example_is() {
    let folder = tempfile::tempdir().unwrap();
    let recipe = probity_demo::Recipe {
        people: probity_demo::FEWEST_PEOPLE.max(60),
        seed: 7,
        now: "2026-03-01T12:00:00Z".parse().unwrap(),
        overdue: false,
    };
    let company = probity_demo::prepare(&folder.path().join("company"), &recipe, &|_| {}).await.unwrap();
    let example = std::fs::read_to_string(company.policy_folder.join("data.probity")).unwrap();
    let mut faults = Vec::new();
    for declared in [true, false] {
        let mut all = Vec::new();
        for (store, path) in &company.stores {
            let map = example_of(&example, store);
            let mut database = Database::sqlite();
            if declared {
                database.address = path.to_str().unwrap().to_owned();
            } else {
                database.run("SELECT 1").await;
                copy_without_keys(path, &database.address).await;
            }
            let mut examined = look(&database).await;
            // What leads to people of another store only, this look cannot know.
            let astray: Vec<String> = map
                .tables
                .iter()
                .filter(|table| table.person.is_none() && table.links.is_empty() && !table.columns.is_empty())
                .map(|table| table.name.table.clone())
                .filter(|table| *store != "core" || table.is_empty())
                .collect();
            examined.conclusions.tables.retain(|place, _| !astray.contains(&place.table));
            let keys = declared_keys(path).await;
            let title = format!("{store}, {}", if declared { "declared" } else { "undeclared" });
            all.push(score(&examined, &map, &keys, &title));
        }
        let sum =
            |pick: fn(&Scores) -> Score| all.iter().map(pick).fold(Score::default(), std::ops::Add::add);
        let scores = Scores {
            keys: sum(|one| one.keys),
            ownership: sum(|one| one.ownership),
            categories: sum(|one| one.categories),
            exact_categories: sum(|one| one.exact_categories),
            whole: sum(|one| one.whole),
            exact_whole: sum(|one| one.exact_whole),
        };
        let title = format!("demo, {}", if declared { "declared" } else { "undeclared" });
        line(&title, "sqlite", &scores);
        faults.extend(holds(&title, &scores, if declared { 0.98 } else { 0.9 }));
        faults.extend(holds_columns(&title, &scores));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Rows for the second example's shop, which has no maker of people of its own.
const PEOPLE_OF_THE_SECOND: &str = "
    INSERT INTO customers VALUES (1, 'ann@example.org', 'ann7', 'x1', 'month', 0, 'active', '2026-01-01', NULL),
        (2, 'bob@example.org', 'bob', 'x2', 'year', 0, 'cancelled', '2026-01-02', '2026-02-02'),
        (3, 'cy@example.net', 'cy_3', 'x3', 'month', 1, 'active', '2026-01-03', NULL);
    INSERT INTO orders VALUES (10, 1, 'month', 'E10', 'paid', '2026-01-01'), (11, 3, 'month', 'E11', 'paid', '2026-01-03');
    INSERT INTO archive VALUES (1, 'customers', 2, 'email', 'rob@example.org', '2026-01-20', 'bob', 'change', '2027-01-20');
    INSERT INTO sessions VALUES ('h1', 1, '2026-02-01', '2026-02-02'), ('h3', 3, '2026-02-01', '2026-02-03');
    INSERT INTO rules_versions VALUES (1, 'aa', 'rules', '2025-01-01'), (2, 'bb', 'rules', '2026-01-01');
    INSERT INTO rules_acceptances VALUES (1, 1, 2, 'rules', '2026-01-01'), (2, 2, 2, 'rules', '2026-01-02'), (3, 3, 2, 'rules', '2026-01-03');
";

#[tokio::test]
async fn the_second_examples_shop_is_mapped_as_its_example_is() {
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/vpn");
    let schema = std::fs::read_to_string(example.join("schema/shop.sql")).unwrap();
    let mut map = example_of(&std::fs::read_to_string(example.join("data.probity")).unwrap(), "shop");
    // Ways that hold for some rows only are not in the figures; whether this one is found is asked below.
    for archive in map.tables.iter_mut().filter(|table| table.name.table == "archive") {
        archive.links.clear();
    }
    let whole = Database::sqlite();
    whole.run(&schema).await;
    whole.run(PEOPLE_OF_THE_SECOND).await;
    let keys = declared_keys(&PathBuf::from(&whole.address)).await;
    let bare = Database::sqlite();
    bare.run("SELECT 1").await;
    copy_without_keys(&PathBuf::from(&whole.address), &bare.address).await;
    let mut faults = Vec::new();
    for (database, title, least) in [(&whole, "vpn, declared", 0.98), (&bare, "vpn, undeclared", 0.9)] {
        let examined = look(database).await;
        let scores = score(&examined, &map, &keys, title);
        line(title, "sqlite", &scores);
        faults.extend(holds(title, &scores, least));
        faults.extend(holds_columns(title, &scores));
        let archive = |place: &probity_stores::schema::Place| place.table == "archive";
        let (_, table) = examined.conclusions.tables.iter().find(|(place, _)| archive(place)).unwrap();
        let of_customers = table.links.iter().any(|link| {
            link.role == LinkRole::BelongsTo
                && link.reference.to.table == "customers"
                && matches!(&link.reference.origin, Origin::Kind { word, .. } if word == "customers")
        });
        assert!(of_customers, "whose the rows of the archive are was not found");
    }
    whole.drop().await;
    bare.drop().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The example's tables, without the sentences that need its policy.
fn example_of(example: &str, store: &str) -> DataMap {
    let known = format!("{store}.");
    let lines = example.lines().filter(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["on", "erasure", ..] => false,
            ["belongs", "to", table, ..] | ["owns", table, ..] => table.starts_with(&known),
            _ => true,
        }
    });
    let text: String = lines.map(|line| format!("{}\n", without_own_category(line))).collect();
    let mut project = compile(&["map.probity".to_owned()], &One(text));
    project.model.data_map.tables.retain(|table| table.name.store == store);
    project.model.data_map
}

/// The policy adds categories of its own; each is like a built-in one.
fn without_own_category(line: &str) -> String {
    line.replace("guest.", "contact.").replace("applicant.", "contact.")
}

async fn declared_keys(path: &std::path::Path) -> BTreeSet<String> {
    let handle = probity_stores::StoreHandle::at_address(
        "app",
        path.to_str().unwrap(),
        probity_stores::Limits::default(),
    );
    let schema = handle.unwrap().schema().await.unwrap();
    schema
        .tables
        .values()
        .flat_map(|table| {
            table.foreign_keys.iter().map(|key| {
                format!(
                    "{}({}) {}({})",
                    table.place.table,
                    key.columns.join(","),
                    key.to.table,
                    key.to_columns.join(",")
                )
            })
        })
        .collect()
}

/// The same tables and rows, with keys and uniqueness but without foreign keys.
async fn copy_without_keys(from: &std::path::Path, to: &str) {
    use sqlx::{Connection, Row};
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite://{to}")).await.unwrap();
    let attach = format!("ATTACH '{}' AS there", from.display());
    sqlx::raw_sql(sqlx::AssertSqlSafe(attach)).execute(&mut connection).await.unwrap();
    let made =
        sqlx::query("SELECT name, sql FROM there.sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    for row in made {
        let (name, sql): (String, String) = (row.get(0), row.get(1));
        let copy =
            format!("{}; INSERT INTO main.{name} SELECT * FROM there.{name}", made_up::without_keys(&sql));
        sqlx::raw_sql(sqlx::AssertSqlSafe(copy)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}
