//! Instants in SQLite, where a column holds values of any type: when they lie before a cutoff.
//!
//! Only reading a value tells which instant it is, and no index knows what is read. So a second condition stands
//! before the exact one, over ranges that an index answers.
//!
//! INVARIANT (NONE-MISSED): every value of which the exact condition is true lies in one of the ranges. They may
//! hold others; the exact condition decides.

use crate::engine::number_is_before;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use probity_law::Cutoff;

/// The condition that the instant in a column lies before a cutoff and not before 1970; false where it is none.
pub(super) fn is_before(expression: &str, cutoff: &Cutoff) -> String {
    let exact = format!("COALESCE({}, 1 = 0)", exactly(expression, cutoff));
    match in_ranges(expression, cutoff) {
        Some(ranges) => format!("({ranges} AND {exact})"),
        None => exact,
    }
}

/// The same, unknown where it is none, and read value by value.
fn exactly(expression: &str, cutoff: &Cutoff) -> String {
    let (second, last_day) = (cutoff.before.as_second(), cutoff.last_day);
    let number = number_is_before(expression, cutoff);
    // A day alone is the controller's; everything longer is an instant, in UTC where it says nothing else.
    format!(
        "CASE typeof({expression}) WHEN 'integer' THEN {number} WHEN 'real' THEN {number} WHEN 'text' THEN \
         CASE WHEN length({expression}) = 10 THEN date({expression}) BETWEEN '1970-01-02' AND '{last_day}' \
         ELSE unixepoch({expression}) BETWEEN 86400 AND {second} - 1 END END"
    )
}

/// The ranges in which every such value lies; none where no index answers them, or it would take more of them.
///
/// A text that begins with a year is at most two days later than the instant says: the engine knows zones of up to
/// fifteen hours, and takes the 31st of a short month for a day of the next. All else that it reads as an instant,
/// such as a time of day or a Julian day since 1970, comes before all years or behind `20:`. Under any other order than
/// that of bytes this would not hold.
fn in_ranges(expression: &str, cutoff: &Cutoff) -> Option<String> {
    if expression.starts_with('(') {
        return None;
    }
    let instant = cutoff.before.to_zoned(TimeZone::UTC).date().checked_add(2.days()).ok()?;
    let later = instant.max(cutoff.last_day.checked_add(1.day()).ok()?);
    let (first, last): (Date, Date) = (date(2000, 1, 1), date(2099, 12, 31));
    if later < first || later > last {
        return None;
    }
    let text = format!("{expression} COLLATE BINARY");
    let number = number_is_before(expression, cutoff);
    // In the order in which they are looked through: what is rarely an instant comes last.
    Some(format!(
        "(({text} >= '1970-01-02' AND {text} < '{later}') OR {number} \
         OR ({text} >= '' AND {text} < '1970-01-02') OR {text} >= '20:')"
    ))
}

#[cfg(test)]
mod tests {
    use super::{exactly, in_ranges, is_before};
    use jiff::Timestamp;
    use jiff::civil::Date;
    use probity_law::Cutoff;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    use sqlx::sqlite::SqliteConnection;
    use sqlx::{AssertSqlSafe, Connection as _, Row as _};

    const NAME: &str = "\"main\".\"t\".\"at\"";

    fn cutoff(before: &str, last_day: &str) -> Cutoff {
        let (before, last_day): (Timestamp, Date) = (before.parse().unwrap(), last_day.parse().unwrap());
        Cutoff { before, last_day }
    }

    /// Values as SQL writes them: instants in every way that the engine reads, close to the cutoffs and far from
    /// them, and what only looks like one.
    fn value() -> impl Strategy<Value = String> {
        let year = prop_oneof![
            Just(1_i64),
            Just(1969),
            Just(1970),
            1971..1999_i64,
            2000..2036_i64,
            2023..2027_i64,
            Just(2099),
            Just(9999)
        ];
        let month = prop_oneof![Just(1_i64), Just(2), Just(3), Just(12), Just(13), 1..=12_i64];
        let day = prop_oneof![Just(1_i64), Just(2), 27..=31_i64, 1..=31_i64];
        let days = (year, month, day).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        let clock = prop_oneof![
            Just(String::new()),
            (0..=24_i64, 0..=59_i64).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
            (0..=24_i64, 0..=59_i64, 0..=59_i64).prop_map(|(h, m, s)| format!("{h:02}:{m:02}:{s:02}")),
            Just("23:59:59.999".to_owned()),
        ];
        let zone = prop_oneof![
            Just(""),
            Just("Z"),
            Just("+14:00"),
            Just("-14:59"),
            Just(" +02:00"),
            Just("-12:00"),
            Just(" "),
            Just("x")
        ];
        let between = prop_oneof![Just(" "), Just("T"), Just(""), Just("  ")];
        let written = (days, between, clock, zone)
            .prop_map(|(day, between, clock, zone)| format!("{day}{between}{clock}{zone}"));
        let julian =
            prop_oneof![2_440_580.0..2_461_100.0_f64, 2_460_700.0..2_460_750.0_f64, -10.0..6_000_000.0_f64,];
        let odd = prop_oneof![
            ("[ +]{0,2}0{0,2}", julian.clone(), prop_oneof![Just(""), Just(" "), Just("e0")])
                .prop_map(|(before, day, after)| format!("{before}{day}{after}")),
            julian.clone().prop_map(|day| format!("{}e6", day / 1_000_000.0)),
            julian.clone().prop_map(|day| format!("{day:.2}")),
            (0..=25_i64, 0..=60_i64, "[:0-9.]{0,5}").prop_map(|(h, m, rest)| format!("{h:02}:{m:02}{rest}")),
            Just("now".to_owned()),
            Just("NOW".to_owned()),
            Just("subsec".to_owned()),
            Just("-0001-01-01".to_owned()),
            "[ -~]{0,12}",
            "[0-9:. T-]{0,20}",
            "\\PC{0,4}",
        ];
        let text =
            prop_oneof![4 => written, 3 => odd].prop_map(|text| format!("'{}'", text.replace('\'', "''")));
        let seconds = prop_oneof![
            0..100_000_i64,
            1_740_000_000..1_742_000_000_i64,
            -5..5_i64,
            900_000_000..2_000_000_000_i64
        ];
        let number = (seconds, prop_oneof![Just(""), Just("000"), Just(".0"), Just(".5"), Just("000.25")])
            .prop_map(|(second, after)| format!("{second}{after}"));
        let exotic = prop_oneof![
            Just("NULL".to_owned()),
            Just("x''".to_owned()),
            Just("x'323032352d30312d3031'".to_owned()),
            Just("9223372036854775807".to_owned()),
            Just("-9e999".to_owned()),
            Just("9e999".to_owned()),
            Just("CAST(x'323032342d30312d303100ff' AS TEXT)".to_owned()),
            Just("CAST(x'32303235ff' AS TEXT)".to_owned()),
        ];
        prop_oneof![5 => text, 3 => number, 1 => exotic]
    }

    async fn ids(connection: &mut SqliteConnection, condition: &str) -> Vec<i64> {
        let question = format!("SELECT id FROM t WHERE {condition} ORDER BY id");
        let rows = sqlx::raw_sql(AssertSqlSafe(question)).fetch_all(connection).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    #[test]
    fn the_ranges_miss_no_value_that_the_exact_condition_takes() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut runner = TestRunner::deterministic();
        let values: Vec<String> =
            (0..4_000).map(|_| value().new_tree(&mut runner).unwrap().current()).collect();
        let kinds = [
            "",
            "text",
            "integer",
            "real",
            "numeric",
            "timestamp",
            "date",
            "blob",
            "bigint",
            "text COLLATE NOCASE",
            "text COLLATE RTRIM",
            "datetime COLLATE NOCASE",
        ];
        let cutoffs = [
            cutoff("2025-03-01T00:00:00Z", "2025-02-28"),
            cutoff("2025-03-01T10:30:00.5Z", "2025-02-28"),
            cutoff("2025-02-28T22:00:00Z", "2025-03-01"),
            cutoff("2000-01-01T00:00:00Z", "1999-12-31"),
            cutoff("2099-12-29T23:59:59Z", "2099-12-29"),
            cutoff("1999-12-31T00:00:00Z", "1999-12-30"),
            cutoff("2031-05-05T00:00:00Z", "2031-05-04"),
        ];
        runtime.block_on(async {
            for encoding in ["UTF-8", "UTF-16le", "UTF-16be"] {
                let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
                let encode = format!("PRAGMA encoding = '{encoding}'");
                sqlx::raw_sql(AssertSqlSafe(encode)).execute(&mut connection).await.unwrap();
                // The encoding of a file changes the order of texts and nothing else.
                let some = if encoding == "UTF-8" { 0 } else { kinds.len() - 3 };
                for kind in &kinds[some..] {
                    let mut script = format!(
                        "DROP TABLE IF EXISTS t; CREATE TABLE t (id integer PRIMARY KEY, at {kind}); BEGIN;"
                    );
                    for (id, value) in values.iter().enumerate() {
                        script.push_str(&format!("INSERT INTO t VALUES ({id}, {value});"));
                    }
                    script.push_str("COMMIT; CREATE INDEX of_at ON t (at COLLATE BINARY);");
                    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut connection).await.unwrap();
                    let mut taken = 0;
                    for cutoff in &cutoffs {
                        let expected = ids(&mut connection, &exactly(NAME, cutoff)).await;
                        assert_eq!(ids(&mut connection, &is_before(NAME, cutoff)).await, expected, "{kind}");
                        let others =
                            ids(&mut connection, &format!("NOT ({})", is_before(NAME, cutoff))).await;
                        assert_eq!(others.len() + expected.len(), values.len(), "never unknown, {kind}");
                        taken += expected.len();
                    }
                    assert!(taken > 700, "{kind}: {taken}");
                }
            }
        });
    }

    #[test]
    fn an_index_answers_the_ranges() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
            let script = "CREATE TABLE t (id integer PRIMARY KEY, at timestamp, more text); CREATE INDEX of_at ON t (at)";
            sqlx::raw_sql(script).execute(&mut connection).await.unwrap();
            let condition = is_before(NAME, &cutoff("2025-03-01T00:00:00Z", "2025-02-28"));
            let question = format!("EXPLAIN QUERY PLAN SELECT more FROM t WHERE {condition}");
            let rows = sqlx::raw_sql(AssertSqlSafe(question)).fetch_all(&mut connection).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get(3)).collect();
            assert!(plan.iter().any(|line| line.contains("USING INDEX of_at")), "{plan:?}");
            assert!(!plan.iter().any(|line| line.contains("SCAN")), "{plan:?}");
        });
    }

    #[test]
    fn an_instant_of_another_row_and_one_of_another_century_are_only_read() {
        assert_eq!(in_ranges("(SELECT 1)", &cutoff("2025-03-01T00:00:00Z", "2025-02-28")), None);
        assert_eq!(in_ranges(NAME, &cutoff("1996-03-01T00:00:00Z", "1996-02-29")), None);
        assert_eq!(in_ranges(NAME, &cutoff("2100-03-01T00:00:00Z", "2100-02-28")), None);
    }
}
