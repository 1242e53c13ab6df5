//! Are the values of one column nearly all in another? Asked inside the store, on bounded samples, many
//! pairs by one question; only counts come back.

use super::postgres::text;
use super::{Catalogue, End, Limit, Observer, Shared, quoted, rows_of};
use futures_util::future::join;
use probity_stores::schema::{Place, TypeFamily};
use probity_stores::{Engine, Reading};

/// Does the column point there? `to_column` must be a key, so that a value is looked up in its index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InclusionQuestion {
    /// The table here.
    pub from: Place,
    /// The column here.
    pub column: String,
    /// Rows here are meant only when this column holds this word.
    pub when: Option<(String, String)>,
    /// The table there.
    pub to: Place,
    /// The column there.
    pub to_column: String,
}

/// How many of the sampled values were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inclusion {
    /// Different values looked for.
    pub looked_for: u32,
    /// Those that are there.
    pub found: u32,
}

impl Inclusion {
    /// The share that is there, in per cent; nothing when nothing was looked for.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.looked_for > 0).then(|| self.found * 100 / self.looked_for)
    }
}

const AT_ONCE: usize = 60;

pub(super) async fn inclusions(
    observer: &mut Observer,
    catalogue: &Catalogue,
    questions: Vec<InclusionQuestion>,
) -> Vec<(InclusionQuestion, Inclusion)> {
    let parts: Vec<&[InclusionQuestion]> = questions.chunks(AT_ONCE).collect();
    observer.prepare_for(parts.len()).await;
    let (limit, shared) = (observer.limit, Shared::new(&parts));
    let through = async |reading: &mut Reading, end: End| {
        let mut answers = Vec::new();
        while let Some(some) = shared.next(end) {
            match asked(reading, limit, catalogue, some).await {
                Some(found) => answers.extend(some.iter().cloned().zip(found)),
                None => {
                    for question in *some {
                        let found = asked(reading, limit, catalogue, std::slice::from_ref(question)).await;
                        let found = found.and_then(|found| found.first().copied()).unwrap_or_default();
                        answers.push((question.clone(), found));
                    }
                }
            }
        }
        answers
    };
    let Some(second) = &mut observer.second else {
        return through(&mut observer.reading, End::First).await;
    };
    let (mut answers, more) =
        join(through(&mut observer.reading, End::First), through(second, End::Last)).await;
    answers.extend(more);
    answers
}

async fn asked(
    reading: &mut Reading,
    limit: Limit,
    catalogue: &Catalogue,
    questions: &[InclusionQuestion],
) -> Option<Vec<Inclusion>> {
    if limit.out_of_time() {
        return Some(vec![Inclusion::default(); questions.len()]);
    }
    let engine = reading.engine();
    let (rows, values) = (limit.bounds.rows.saturating_mul(4), limit.bounds.values);
    let mut parts = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        if let Some(sql) = part(engine, catalogue, question, rows, values) {
            parts.push(format!("SELECT '{number}', {sql}"));
        }
    }
    let mut found = vec![Inclusion::default(); questions.len()];
    if parts.is_empty() {
        return Some(found);
    }
    let answer = reading.ask("compare samples of its keys", &parts.join(" UNION ALL "), &[]).await.ok()?;
    for row in answer {
        let number = |at: usize| text(&row, at).and_then(|text| text.parse::<u32>().ok());
        if let (Some(at), Some(looked_for), Some(hits)) = (number(0), number(1), number(2))
            && let Some(slot) = usize::try_from(at).ok().and_then(|at| found.get_mut(at))
        {
            *slot = Inclusion { looked_for, found: hits };
        }
    }
    Some(found)
}

fn part(
    engine: Engine,
    catalogue: &Catalogue,
    question: &InclusionQuestion,
    rows: u32,
    values: u32,
) -> Option<String> {
    let from = catalogue.schema.tables.get(&question.from)?;
    let to = catalogue.schema.tables.get(&question.to)?;
    let (here, there) = (from.column(&question.column)?, to.column(&question.to_column)?);
    let readable = catalogue.is_readable(&question.from, &here.name)
        && catalogue.is_readable(&question.to, &there.name)
        && question.when.as_ref().is_none_or(|(column, _)| catalogue.is_readable(&question.from, column));
    if !readable {
        return None;
    }
    let text = if engine == Engine::MariaDb { "char" } else { "text" };
    let compared = compared(engine, here.family, there.family)?;
    let column = quoted(engine, &here.name);
    let mut shown = column.clone();
    let mut only = String::new();
    if let Some((kind, word)) = &question.when {
        let kind = quoted(engine, kind);
        shown.push_str(&format!(", {kind}"));
        only = format!(" AND CAST({kind} AS {text}) = '{}'", word.replace('\'', "''"));
    }
    let filled = if here.family == TypeFamily::Text { format!(" AND {column} <> ''") } else { String::new() };
    let there_table =
        format!("{}.{}", quoted(engine, &question.to.schema), quoted(engine, &question.to.table));
    Some(format!(
        "CAST(count(*) AS {text}), CAST(COALESCE(sum(CASE WHEN EXISTS (SELECT 1 FROM {there_table} k WHERE k.{} = {compared}) THEN 1 ELSE 0 END), 0) AS {text}) FROM (SELECT DISTINCT {column} AS v FROM (SELECT {shown} FROM {}) s WHERE {column} IS NOT NULL{filled}{only} LIMIT {values}) x",
        quoted(engine, &there.name),
        rows_of(engine, catalogue, &question.from, rows),
    ))
}

/// The sampled value `x.v` as a value of the key's type; nothing when the two cannot be the same.
fn compared(engine: Engine, here: TypeFamily, there: TypeFamily) -> Option<&'static str> {
    use TypeFamily::{Any, Decimal, Integer, Text, Uuid};
    if engine == Engine::Sqlite {
        return Some(match (here, there) {
            (Text, Integer(_)) => "CASE WHEN x.v NOT GLOB '*[^0-9]*' THEN CAST(x.v AS INTEGER) END",
            (Integer(_), Text) => "CAST(x.v AS TEXT)",
            _ => "x.v",
        });
    }
    if engine == Engine::MariaDb {
        return match (here, there) {
            (Integer(_) | Decimal, Integer(_) | Decimal) => Some("x.v"),
            (Text, Integer(_)) => Some("CASE WHEN x.v REGEXP '^[0-9]{1,18}$' THEN CAST(x.v AS unsigned) END"),
            (Integer(_) | Uuid, Text) => Some("CAST(x.v AS char)"),
            (left, right) if left == right => Some("x.v"),
            _ => None,
        };
    }
    match (here, there) {
        (Text, Text) | (Uuid, Uuid) | (Any, _) | (_, Any) => Some("x.v"),
        (Integer(_) | Decimal, Integer(_) | Decimal) => Some("x.v"),
        (Text, Integer(_)) => Some("CASE WHEN x.v ~ '^[0-9]{1,18}$' THEN CAST(x.v AS bigint) END"),
        (Text, Uuid) => {
            Some("CASE WHEN x.v ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN CAST(x.v AS uuid) END")
        }
        (Integer(_) | Uuid, Text) => Some("CAST(x.v AS text)"),
        (left, right) if left == right => Some("x.v"),
        _ => None,
    }
}

impl Observer {
    /// Some distinct values of a column as texts, none where it cannot be read. They are the caller's to drop.
    pub(crate) async fn distinct_texts(&mut self, table: &Place, column: &str) -> Vec<String> {
        let engine = self.reading.engine();
        let kind = if engine == Engine::MariaDb { "char" } else { "text" };
        let (column, name) = (quoted(engine, column), table_name(engine, table));
        let (rows, values) = (self.limit.bounds.rows.saturating_mul(4), self.limit.bounds.values);
        let question = format!(
            "SELECT DISTINCT CAST(v AS {kind}) FROM (SELECT {column} AS v FROM {name} LIMIT {rows}) s \
             WHERE v IS NOT NULL LIMIT {values}"
        );
        let answer = self.reading.ask("sample a column", &question, &[]).await.unwrap_or_default();
        let texts = answer.into_iter().filter_map(|row| row.into_iter().next().flatten());
        texts.filter(|text| !text.trim().is_empty()).collect()
    }

    /// How many of these values occur in a column of this family; values that cannot be of it do not.
    pub(crate) async fn occurring(
        &mut self,
        table: &Place,
        column: &str,
        family: TypeFamily,
        values: &[String],
    ) -> Inclusion {
        let looked_for = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let engine = self.reading.engine();
        let Some((cast, fits)) = as_family(engine, family) else { return Inclusion::default() };
        let fitting: Vec<&str> = values.iter().map(String::as_str).filter(|value| fits(value)).collect();
        if fitting.is_empty() {
            return Inclusion { looked_for, found: 0 };
        }
        let wanted: Vec<String> =
            (1..=fitting.len()).map(|number| cast.replace('?', &format!("${number}"))).collect();
        let kind = if engine == Engine::MariaDb { "char" } else { "text" };
        let column = quoted(engine, column);
        let question = format!(
            "SELECT CAST(count(DISTINCT {column}) AS {kind}) FROM {} WHERE {column} IN ({})",
            table_name(engine, table),
            wanted.join(", ")
        );
        match self.reading.ask("compare keys across stores", &question, &fitting).await {
            Ok(answer) => {
                let found = answer.first().and_then(|row| text(row, 0)).and_then(|text| text.parse().ok());
                Inclusion { looked_for, found: found.unwrap_or(0) }
            }
            Err(_) => Inclusion::default(),
        }
    }
}

fn table_name(engine: Engine, place: &Place) -> String {
    format!("{}.{}", quoted(engine, &place.schema), quoted(engine, &place.table))
}

/// How a text, where `?` stands, becomes a value of a family, and which texts can.
type Cast = (&'static str, fn(&str) -> bool);

fn as_family(engine: Engine, family: TypeFamily) -> Option<Cast> {
    let number: fn(&str) -> bool = |text| text.parse::<i64>().is_ok();
    let any: fn(&str) -> bool = |_| true;
    let uuid: fn(&str) -> bool =
        |text| text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    Some(match (family, engine) {
        (TypeFamily::Integer(_) | TypeFamily::Decimal, Engine::MariaDb) => ("CAST(? AS signed)", number),
        (TypeFamily::Integer(_) | TypeFamily::Decimal, Engine::Postgres) => {
            ("CAST(CAST(? AS text) AS bigint)", number)
        }
        (TypeFamily::Integer(_) | TypeFamily::Decimal, Engine::Sqlite) => ("CAST(? AS INTEGER)", number),
        (TypeFamily::Uuid, Engine::Postgres) => ("CAST(CAST(? AS text) AS uuid)", uuid),
        (TypeFamily::Text | TypeFamily::Any, Engine::Postgres) => ("CAST(? AS text)", any),
        (TypeFamily::Text | TypeFamily::Uuid | TypeFamily::Any, _) => ("?", any),
        _ => return None,
    })
}
