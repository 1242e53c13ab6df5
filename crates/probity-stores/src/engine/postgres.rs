//! PostgreSQL: its SQL where it differs, and its faults.

use super::key_values::{self, KeyValue};
use super::{Access, Comparison, Dialect, KeyType, PACK, RowAddress, Telling, quoted};
use crate::error::{EngineFault, FaultKind, FaultParts};
use crate::schema::{LiveColumn, LiveTable, TableKind, TypeFamily};
use probity_law::Cutoff;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgDatabaseError;

pub(super) struct PostgresDialect;

impl Dialect for PostgresDialect {
    fn temporary(&self, name: &str) -> String {
        format!("pg_temp.{}", quoted(name))
    }

    fn index_temporary(&self, table: &str, column: &str) -> Option<String> {
        Some(format!(
            "CREATE INDEX IF NOT EXISTS {} ON {} ({column})",
            quoted(&format!("{table}_{column}")),
            self.temporary(table)
        ))
    }

    fn know_temporary(&self, table: &str) -> Option<String> {
        Some(format!("ANALYZE {}", self.temporary(table)))
    }

    fn cast_text(&self, expression: &str, column: &LiveColumn) -> String {
        format!("CAST({expression} AS {})", column.type_name)
    }

    fn address(&self, table: &LiveTable) -> RowAddress {
        let full = |columns: &[String]| {
            columns.iter().all(|name| table.column(name).is_some_and(|column| column.not_null))
        };
        let key = if table.primary_key.is_empty() {
            table.uniques.iter().map(|unique| &unique.columns).find(|columns| full(columns))
        } else {
            Some(&table.primary_key)
        };
        match key {
            Some(names) => RowAddress {
                columns: names.iter().map(|name| quoted(name)).collect(),
                types: names
                    .iter()
                    .filter_map(|name| table.column(name))
                    .map(|column| column.type_name.clone())
                    .collect(),
                names: names.clone(),
            },
            // A partition's row numbers are its own, so the partition is part of the address.
            None if table.kind == TableKind::Partitioned => RowAddress {
                columns: vec!["tableoid".to_owned(), "ctid".to_owned()],
                types: vec!["oid".to_owned(), "tid".to_owned()],
                names: Vec::new(),
            },
            None => RowAddress {
                columns: vec!["ctid".to_owned()],
                types: vec!["tid".to_owned()],
                names: Vec::new(),
            },
        }
    }

    fn canonical_text(&self, expression: &str, column: &LiveColumn) -> String {
        match column.family {
            // A padded text is the same text without its padding.
            TypeFamily::Text if column.type_name.starts_with("character(") => {
                format!("CAST({expression} AS text)")
            }
            TypeFamily::Text => expression.to_owned(),
            TypeFamily::Bytes => format!("'\\x' || encode({expression}, 'hex')"),
            _ => format!("CAST({expression} AS text)"),
        }
    }

    fn comparison(&self, searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison> {
        use TypeFamily::{Array, Boolean, Bytes, Date, Json, Other, Text, Time, Timestamp, Uuid};
        let as_text = || Some(Comparison::new("CAST({} AS text)", "CAST({} AS text)"));
        let family = match key {
            KeyType::Column(column) => column.family,
            KeyType::Text => Text,
        };
        if matches!(key, KeyType::Column(column) if column.type_name == searched.type_name) {
            return (!matches!(family, Json)).then(|| Comparison::new("{}", "{}"));
        }
        match (searched.family, family) {
            (Json | Array, _) | (_, Json | Array) => None,
            (Text, Text) => Some(Comparison::new("{}", "{}")),
            (left, right) if left.is_number() && right.is_number() => Some(Comparison::new("{}", "{}")),
            (Boolean | Date | Timestamp | Time, Text) => as_text(),
            (Boolean | Date | Timestamp | Time, _) | (_, Boolean | Date | Timestamp | Time) => {
                (searched.family == family).then(|| Comparison::new("{}", "{}"))
            }
            (Text, _) => Some(Comparison::new("{}", "CAST({} AS text)")),
            // The pattern is looked at first, so that a text that is no number is no match and no fault.
            (TypeFamily::Integer(_), Text) => {
                Some(Comparison::new("{}", "CASE WHEN {} ~ '^[+-]?[0-9]{1,18}$' THEN CAST({} AS bigint) END"))
            }
            (left, Text) if left.is_number() => Some(Comparison::new(
                "{}",
                "CASE WHEN {} ~ '^[+-]?[0-9]{1,60}([.][0-9]{1,60})?$' THEN CAST({} AS numeric) END",
            )),
            (Uuid, Text) => Some(Comparison::new(
                "{}",
                "CASE WHEN {} ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN CAST({} AS uuid) END",
            )),
            (Bytes, Text) => Some(Comparison::new(
                "{}",
                "CASE WHEN {} ~ '^\\\\x([0-9a-f]{2})*$' THEN decode(substr({}, 3), 'hex') END",
            )),
            (Bytes, _) | (_, Bytes) => None,
            (left, right) if left == right && left != Other => Some(Comparison::new("{}", "{}")),
            (Other, Text) | (TypeFamily::Enumeration | TypeFamily::Network, _) => as_text(),
            (left, right) if left.is_number() != right.is_number() => None,
            _ => as_text(),
        }
    }

    fn tuples(&self, width: usize) -> String {
        let columns: Vec<String> =
            (0..width).map(|index| format!("e.value ->> {index} AS v{}", index + 1)).collect();
        format!("SELECT {} FROM json_array_elements(CAST($1 AS json)) AS e", columns.join(", "))
    }

    fn begin(&self, access: Access) -> &'static str {
        match access {
            // Temporary tables cannot be made in a transaction that is declared read-only; what is only
            // to be read is read in one that is never committed.
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            Access::Change => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
        }
    }

    fn neutral(&self, column: &LiveColumn) -> Option<String> {
        if let Some(default) = column.default.as_deref().filter(|text| is_literal(text)) {
            return Some(default.to_owned());
        }
        let text = match column.family {
            TypeFamily::Text => "''",
            TypeFamily::Integer(_) | TypeFamily::Decimal | TypeFamily::Float => "0",
            TypeFamily::Boolean => "false",
            TypeFamily::Date => "'1970-01-01'",
            TypeFamily::Timestamp => "'1970-01-01 00:00:00+00'",
            TypeFamily::Time => "'00:00:00'",
            TypeFamily::Uuid => "'00000000-0000-0000-0000-000000000000'",
            TypeFamily::Bytes => "'\\x'",
            TypeFamily::Json | TypeFamily::Array => "'{}'",
            TypeFamily::Network => "'0.0.0.0'",
            TypeFamily::Money => "'0'",
            TypeFamily::Enumeration | TypeFamily::Any | TypeFamily::Other => return None,
        };
        Some(format!("CAST({text} AS {})", column.type_name))
    }

    fn shown(&self, column: &LiveColumn, expression: &str) -> String {
        match column.family {
            TypeFamily::Bytes => format!("replace(encode({expression}, 'base64'), chr(10), '')"),
            // As text, because a reader of JSON numbers may round them.
            TypeFamily::Money | TypeFamily::Decimal => format!("CAST({expression} AS text)"),
            _ => expression.to_owned(),
        }
    }

    fn objects(&self, columns: &[&LiveColumn], rest: &str) -> Option<String> {
        use TypeFamily::{Any, Array, Float, Json, Other};
        // The server writes these otherwise: with other spaces, another order of fields, other digits.
        if columns.iter().any(|column| matches!(column.family, Any | Array | Float | Json | Other)) {
            return None;
        }
        let named = columns.iter().map(|column| {
            let name = quoted(&column.name);
            format!("{} AS {name}", self.shown(column, &name))
        });
        let named: Vec<String> = named.collect();
        Some(format!("SELECT CAST(row_to_json(r) AS text) FROM (SELECT {} {rest}) AS r", named.join(", ")))
    }

    fn defer_constraints(&self) -> &'static str {
        "SET CONSTRAINTS ALL DEFERRED"
    }

    fn check_constraints_now(&self) -> &'static str {
        "SET CONSTRAINTS ALL IMMEDIATE"
    }

    fn contains(&self, expression: &str, text: &str) -> String {
        format!("position(CAST({text} AS text) IN lower(CAST({expression} AS text))) > 0")
    }

    fn packed(&self, question: &str, width: usize) -> String {
        let columns: Vec<String> = (1..=width).map(|number| format!("c{number}")).collect();
        format!(
            "SELECT CAST(json_agg(json_build_array({})) AS text) \
             FROM (SELECT q.*, (row_number() OVER () - 1) / {PACK} AS pack FROM ({question}) AS q) AS p GROUP BY pack",
            columns.join(", ")
        )
    }

    fn asks_up_to(&self) -> u64 {
        u64::MAX
    }

    fn sized(&self, question: String, size: u64) -> String {
        // A temporary table has no statistics, and the server takes it for thousands of rows.
        format!("{question} LIMIT {size}")
    }

    fn sum(&self, columns: &[(String, &LiveColumn)], from: &str, salt: &[u8]) -> String {
        format!("SELECT {} FROM {from}", self.summed(columns, salt))
    }

    fn names_values(&self, key: &LiveColumn, _address: &RowAddress) -> bool {
        use TypeFamily::{Bytes, Integer, Text, Uuid};
        let kind = key.type_name.as_str();
        // Types that only have the same letters compare by rules of their own.
        let plain = kind == "text" || kind.starts_with("character(") || kind.starts_with("character varying");
        matches!(key.family, Integer(_) | Uuid | Bytes) || (key.family == Text && plain)
    }

    fn key_value(&self, key: Option<&LiveColumn>, text: &str, name: &str) -> Option<KeyValue> {
        let key = key?;
        Some(match key.family {
            TypeFamily::Integer(_) => KeyValue::Itself(key_values::number(text)?),
            TypeFamily::Uuid => KeyValue::Itself(format!("CAST({} AS uuid)", key_values::uuid(text)?)),
            TypeFamily::Bytes => KeyValue::Itself(format!("decode({}, 'hex')", key_values::bytes(text)?)),
            // Under the type of the column, whose padding and collation then hold.
            TypeFamily::Text => {
                KeyValue::Bound(format!("CAST(current_setting('probity.{name}') AS {})", key.type_name))
            }
            _ => return None,
        })
    }

    fn bind_values(&self, names: &[String]) -> String {
        let values: Vec<String> = (1..)
            .zip(names)
            .map(|(number, name)| format!("set_config('probity.{name}', ${number}, true)"))
            .collect();
        format!("SELECT {}", values.join(", "))
    }

    fn telling(&self, key: &[String], _address: &RowAddress) -> Telling {
        if key.is_empty() { Telling::Nothing } else { Telling::Sum }
    }

    fn deletion_with_sum(
        &self,
        statement: &str,
        columns: &[(String, &LiveColumn)],
        salt: &[u8],
    ) -> Option<String> {
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        (!names.is_empty()).then(|| {
            format!(
                "WITH gone AS ({statement} RETURNING {}) SELECT {} FROM gone",
                names.join(", "),
                self.summed(columns, salt)
            )
        })
    }

    fn whole_row(&self, _table: &LiveTable, alias: &str) -> String {
        format!("CAST({alias} AS text)")
    }

    fn is_before(&self, expression: &str, column: &LiveColumn, cutoff: &Cutoff) -> Option<String> {
        let kind = &column.type_name;
        let condition = match column.family {
            TypeFamily::Timestamp => {
                let before = cutoff.before.strftime("%Y-%m-%d %H:%M:%S%.f+00");
                format!(
                    "{expression} >= CAST('1970-01-02 00:00:00+00' AS {kind}) AND {expression} < CAST('{before}' AS {kind})"
                )
            }
            TypeFamily::Date => format!(
                "{expression} >= CAST('1970-01-02' AS date) AND {expression} <= CAST('{}' AS date)",
                cutoff.last_day
            ),
            TypeFamily::Integer(bytes) if bytes >= 4 => super::number_is_before(expression, cutoff),
            _ => return None,
        };
        Some(super::known(expression, &condition))
    }

    fn same_ignoring_case(&self, expression: &str) -> String {
        format!("lower(CAST({expression} AS text)) IN (lower(CAST($1 AS text)), CAST($2 AS text))")
    }
}

impl PostgresDialect {
    /// The count, and two sums of hashes under different seeds.
    fn summed(&self, columns: &[(String, &LiveColumn)], salt: &[u8]) -> String {
        let hashed = |seed: i64| match columns {
            [(name, column)] if matches!(column.family, TypeFamily::Integer(_)) => {
                format!("hashint8extended({name}, '{seed}')")
            }
            _ => {
                let parts: Vec<String> = columns
                    .iter()
                    .map(|(name, column)| self.canonical_text(name, column))
                    .map(|text| format!("length({text}), ':', {text}"))
                    .collect();
                format!("hashtextextended(concat({}), '{seed}')", parts.join(", "))
            }
        };
        let seed = |number: u8| {
            let mut hash = Sha256::new();
            hash.update(salt);
            hash.update([number]);
            hash.finalize().iter().take(8).fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte))
        };
        format!("concat(count(*), ' ', sum({}), ' ', sum({}))", hashed(seed(1)), hashed(seed(2)))
    }
}

/// Whether a default is a plain value, with or without a cast: `'x'::text`, `0`, `false`.
fn is_literal(default: &str) -> bool {
    let value = default.split("::").next().unwrap_or(default).trim();
    let number = value.strip_prefix('-').unwrap_or(value);
    matches!(value, "true" | "false")
        || (!number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.'))
        || (value.len() >= 2
            && value.starts_with('\'')
            && value.ends_with('\'')
            && value.matches('\'').count() == 2)
}

/// The table whose row was waited for: `while deleting tuple (0,1) in relation "people"`.
fn waited_for(error: &PgDatabaseError) -> Option<&str> {
    let rest = error.r#where()?.split_once("in relation \"")?.1;
    rest.split_once('"').map(|(table, _)| table)
}

/// A fault without the values that the server's texts may quote.
pub(crate) fn fault(error: &sqlx::Error) -> EngineFault {
    let sqlx::Error::Database(database) = error else {
        return super::sqlite::transport_fault(error);
    };
    let Some(error) = database.try_downcast_ref::<PgDatabaseError>() else {
        return EngineFault::own(FaultKind::Other, "the engine reported a fault");
    };
    let code = error.code();
    let class = code.get(..2).unwrap_or_default();
    let kind = match (code, class) {
        ("40001" | "40P01", _) => FaultKind::LostRace,
        ("55P03", _) => FaultKind::LockTimeout,
        ("57014" | "25P03", _) => FaultKind::Timeout,
        ("57P01" | "57P02" | "57P03", _) | (_, "08") => FaultKind::ConnectionLost,
        ("23502", _) => FaultKind::NotNull,
        ("23505" | "23P01", _) => FaultKind::Unique,
        ("23514", _) => FaultKind::Check,
        ("23503" | "23001", _) => FaultKind::ForeignKey,
        ("42501", _) => FaultKind::Permission,
        ("25006", _) => FaultKind::ReadOnly,
        ("3D000", _) => FaultKind::MissingDatabase,
        (_, "28") => FaultKind::Login,
        (_, "22" | "P0" | "44") => FaultKind::Refused,
        _ => FaultKind::Other,
    };
    let quotes_no_value =
        matches!(class, "08" | "23" | "25" | "28" | "3D" | "40" | "42" | "53" | "55" | "57");
    FaultParts {
        kind,
        code: Some(code.to_owned()),
        constraint: error.constraint().map(str::to_owned),
        table: error.table().or_else(|| waited_for(error)).map(str::to_owned),
        column: error.column().map(str::to_owned),
        message: if matches!(code, "22021" | "22P05") {
            "the database's encoding has no such character".to_owned()
        } else if quotes_no_value {
            error.message().to_owned()
        } else {
            "the engine reported a fault whose text may quote a value".to_owned()
        },
    }
    .into()
}
