//! MariaDB: its SQL where it differs.
//!
//! MariaDB 10.6 or newer. A MySQL server understands most of it, but reads no temporary table twice in
//! one statement, so that an erasure fails there when it is planned, before anything changes.
//!
//! How keys compare is in `mariadb_keys`.

use super::key_values::KeyValue;
use super::mariadb_keys;
use super::{Access, Comparison, Dialect, Found, KeyType, Members, RowAddress, key_names, qualified, quoted};
use crate::schema::{LiveColumn, LiveTable, TypeFamily};
use probity_law::Cutoff;

pub(super) struct MariaDbDialect;

/// Texts are the same under it only when they are the same, trailing blanks included.
pub(super) const EXACT: &str = "utf8mb4_nopad_bin";
/// How many rows are packed into one: what the server aggregates must fit into one packet.
const PACK: usize = 1_024;
/// The longest text, in characters, that an index of a temporary table holds whole.
const LONGEST_KEY: usize = 700;

impl Dialect for MariaDbDialect {
    fn temporary(&self, name: &str) -> String {
        quoted(name)
    }

    fn create_temporary(&self, name: &str, columns: &[(String, String)]) -> String {
        // An index made later would commit the transaction, so the table has it from the beginning.
        let listed: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        let keys: Vec<String> = columns
            .iter()
            .filter(|(name, _)| name != "round" && name != "v2")
            .map(|(name, kind)| if is_long(kind) { format!("{name}(64)") } else { name.clone() })
            .collect();
        format!(
            "DROP TEMPORARY TABLE IF EXISTS {0}; CREATE TEMPORARY TABLE {0} ({1}, KEY ({2})) \
             CHARACTER SET utf8mb4 COLLATE {EXACT}",
            quoted(name),
            listed.join(", "),
            keys.join(", ")
        )
    }

    fn drop_temporary(&self, name: &str) -> String {
        // Any other `DROP` would commit the transaction, and could meet a table of the company's.
        format!("DROP TEMPORARY TABLE IF EXISTS {};", quoted(name))
    }

    fn collect(&self, name: &str, columns: &[(String, String)], rest: &str) -> Vec<String> {
        let listed: String = columns.iter().map(|(name, value)| format!(", {value} AS {name}")).collect();
        let question = format!("SELECT row_number() OVER () AS number{listed} {rest}");
        let create = format!("CREATE TEMPORARY TABLE {} (KEY (number)) AS {question}", quoted(name));
        vec![self.drop_temporary(name), create]
    }

    fn index_temporary(&self, _table: &str, _column: &str) -> Option<String> {
        None
    }

    fn text_type(&self, longest: usize) -> String {
        // The shorter the declared length, the more of the server's ways of joining are open.
        // Nothing to be measured yet may become anything.
        let longest = if longest == 0 { LONGEST_KEY } else { longest };
        if longest > LONGEST_KEY {
            return format!("longtext CHARACTER SET utf8mb4 COLLATE {EXACT}");
        }
        format!("varchar({}) CHARACTER SET utf8mb4 COLLATE {EXACT}", longest.div_ceil(20) * 20)
    }

    fn add_found(&self, set: &str, found: &Found<'_>) -> String {
        let listed = key_names(found.width).join(", ");
        let known = found.known.as_ref().map(|keys| format!(" WHERE ({listed}) NOT IN ({keys})"));
        // A found row can then neither go to somebody else nor come back before it is changed.
        let addresses = found.addresses.to_owned();
        let addresses = if found.access == Access::Change { self.steady(addresses) } else { addresses };
        format!(
            "INSERT INTO {set} ({listed}, round) SELECT x.*, {} FROM ({addresses}) AS x{}",
            found.round,
            known.unwrap_or_default()
        )
    }

    fn delete(&self, table: &LiveTable, address: &RowAddress, rows: &Members) -> String {
        // With `IN`, servers before 11.1 look every row of the table up in the set.
        format!("DELETE {} FROM {}", qualified(table), joined(table, address, rows))
    }

    fn update(
        &self,
        table: &LiveTable,
        address: &RowAddress,
        rows: &Members,
        assignments: &[(String, String)],
    ) -> String {
        let assignments: Vec<String> = assignments
            .iter()
            .map(|(column, value)| format!("{}.{column} = {value}", qualified(table)))
            .collect();
        format!("UPDATE {} SET {}", joined(table, address, rows), assignments.join(", "))
    }

    fn delete_where(&self, table: &LiveTable, condition: &str) -> String {
        // Servers before 11.1 join the sets of a condition only in a deletion that names its table twice.
        format!("DELETE {0} FROM {0} WHERE {condition}", qualified(table))
    }

    fn delete_some(
        &self,
        table: &LiveTable,
        _address: &RowAddress,
        condition: &str,
        most: u64,
    ) -> Option<String> {
        // Joined with a set, rows are looked for twice.
        Some(format!("DELETE FROM {} WHERE {condition} LIMIT {most}", qualified(table)))
    }

    fn steady(&self, question: String) -> String {
        format!("{question} LOCK IN SHARE MODE")
    }

    fn as_text(&self, expression: &str) -> String {
        format!("CAST({expression} AS char)")
    }

    fn cast_text(&self, expression: &str, column: &LiveColumn) -> String {
        match &column.collation {
            Some(collation) => {
                format!("CONVERT({expression} USING {}) COLLATE {collation}", character_set(collation))
            }
            None => expression.to_owned(),
        }
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
                types: names.iter().filter_map(|name| table.column(name)).map(declared).collect(),
                names: names.clone(),
            },
            // Rows without a key are told apart by all they hold; equal ones share their fate.
            None => RowAddress {
                columns: vec![format!("UNHEX({})", whole(table, ""))],
                types: vec!["binary(32)".to_owned()],
                names: Vec::new(),
            },
        }
    }

    fn canonical_text(&self, expression: &str, column: &LiveColumn) -> String {
        match column.family {
            TypeFamily::Text | TypeFamily::Json | TypeFamily::Enumeration => {
                format!("CONVERT({expression} USING utf8mb4) COLLATE {EXACT}")
            }
            TypeFamily::Bytes => format!("'\\x' || LOWER(HEX({expression}))"),
            // Of fractions of a second, those that say something.
            TypeFamily::Timestamp | TypeFamily::Time if column.type_name.contains('(') => {
                format!("TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST({expression} AS char)))")
            }
            _ if is_bits(column) => format!("CAST({expression} + 0 AS char)"),
            _ => format!("CAST({expression} AS char)"),
        }
    }

    fn differs_from(&self, name: &str, column: &LiveColumn, value: &str) -> String {
        match column.family {
            TypeFamily::Text | TypeFamily::Json | TypeFamily::Enumeration => format!(
                "NOT ({} <=> {})",
                self.canonical_text(name, column),
                self.canonical_text(&format!("({value})"), column)
            ),
            _ => format!("NOT ({name} <=> ({value}))"),
        }
    }

    fn comparison(&self, searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison> {
        mariadb_keys::comparison(searched, key)
    }

    fn tuples(&self, width: usize) -> String {
        let columns: Vec<String> = (0..width)
            .map(|index| format!("v{} longtext CHARACTER SET utf8mb4 PATH '$[{index}]'", index + 1))
            .collect();
        let names: Vec<String> = (1..=width).map(|number| format!("j.v{number}")).collect();
        format!(
            "SELECT {} FROM JSON_TABLE($1, '$[*]' COLUMNS ({})) AS j",
            names.join(", "),
            columns.join(", ")
        )
    }

    fn begin(&self, _access: Access) -> &'static str {
        // Temporary tables cannot be made in a transaction that is declared read-only; what is only
        // to be read is read in one that is never committed, and takes no locks.
        "START TRANSACTION"
    }

    fn neutral(&self, column: &LiveColumn) -> Option<String> {
        if let Some(default) = column.default.as_deref().filter(|text| is_literal(text)) {
            return Some(default.to_owned());
        }
        let text = match column.family {
            TypeFamily::Text => "''",
            TypeFamily::Integer(_) | TypeFamily::Decimal | TypeFamily::Float | TypeFamily::Boolean => "0",
            TypeFamily::Date => "'1970-01-01'",
            // The first second that a `timestamp` can hold.
            TypeFamily::Timestamp => "'1970-01-01 00:00:01'",
            TypeFamily::Time => "'00:00:00'",
            TypeFamily::Uuid => "'00000000-0000-0000-0000-000000000000'",
            TypeFamily::Bytes => "''",
            TypeFamily::Json => "'{}'",
            TypeFamily::Network if column.type_name.starts_with("inet4") => "'0.0.0.0'",
            TypeFamily::Network => "'::'",
            TypeFamily::Enumeration if column.type_name.starts_with("set(") => "''",
            TypeFamily::Enumeration
            | TypeFamily::Money
            | TypeFamily::Array
            | TypeFamily::Any
            | TypeFamily::Other => return None,
        };
        Some(text.to_owned())
    }

    fn shown(&self, column: &LiveColumn, expression: &str) -> String {
        match column.family {
            TypeFamily::Timestamp => {
                format!("REPLACE({}, ' ', 'T')", self.canonical_text(expression, column))
            }
            TypeFamily::Date | TypeFamily::Time | TypeFamily::Uuid | TypeFamily::Network => {
                self.canonical_text(expression, column)
            }
            TypeFamily::Bytes => format!("REPLACE(TO_BASE64({expression}), CHAR(10), '')"),
            _ if is_bits(column) => format!("{expression} + 0"),
            _ => expression.to_owned(),
        }
    }

    fn objects(&self, columns: &[&LiveColumn], rest: &str) -> Option<String> {
        // Without parameters the server writes every value as a text, and no object costs less than that.
        let shown: Vec<String> =
            columns.iter().map(|column| self.shown(column, &quoted(&column.name))).collect();
        Some(format!("SELECT {} {rest}", shown.join(", ")))
    }

    fn defer_constraints(&self) -> &'static str {
        ""
    }

    fn check_constraints_now(&self) -> &'static str {
        ""
    }

    fn contains(&self, expression: &str, text: &str) -> String {
        format!("LOCATE({text}, LOWER(CONVERT({expression} USING utf8mb4)) COLLATE {EXACT}) > 0")
    }

    fn packed(&self, question: &str, width: usize) -> String {
        let columns: Vec<String> = (1..=width).map(|number| format!("c{number}")).collect();
        format!(
            "SELECT CONCAT('[', GROUP_CONCAT(JSON_ARRAY({}) SEPARATOR ','), ']') \
             FROM (SELECT q.*, (row_number() OVER () - 1) DIV {PACK} AS pack FROM ({question}) AS q) AS p GROUP BY pack",
            columns.join(", ")
        )
    }

    fn asks_up_to(&self) -> u64 {
        u64::MAX
    }

    fn among(&self, key: &str, question: &str, one: bool) -> String {
        // What `IN` looks for is put into a temporary table, or what it finds is; a single value is read once. Should it
        // ever be more than one, the server says so.
        if one { format!("({key}) = ({question})") } else { format!("({key}) IN ({question})") }
    }

    fn sized(&self, question: String, _size: u64) -> String {
        question
    }

    fn sum(&self, columns: &[(String, &LiveColumn)], from: &str, salt: &[u8]) -> String {
        mariadb_keys::sum(columns, from, salt)
    }

    fn read_sum(&self, text: &str) -> (String, Vec<Vec<String>>) {
        mariadb_keys::read_sum(text)
    }

    fn names_values(&self, key: &LiveColumn, _address: &RowAddress) -> bool {
        mariadb_keys::names_values(key)
    }

    fn key_value(&self, key: Option<&LiveColumn>, text: &str, name: &str) -> Option<KeyValue> {
        mariadb_keys::key_value(key?, text, name)
    }

    fn bind_values(&self, names: &[String]) -> String {
        let values: Vec<String> =
            (1..).zip(names).map(|(number, name)| format!("@{name} = ${number}")).collect();
        format!("SET {}", values.join(", "))
    }

    fn whole_row(&self, table: &LiveTable, alias: &str) -> String {
        whole(table, &format!("{alias}."))
    }

    fn is_before(&self, expression: &str, column: &LiveColumn, cutoff: &Cutoff) -> Option<String> {
        let condition = match column.family {
            // The session's zone is UTC, in which a column without a zone is read, too.
            TypeFamily::Timestamp => {
                let before = cutoff.before.strftime("%Y-%m-%d %H:%M:%S%.f");
                format!("{expression} >= '1970-01-02 00:00:00' AND {expression} < '{before}'")
            }
            TypeFamily::Date => {
                format!("{expression} >= '1970-01-02' AND {expression} <= '{}'", cutoff.last_day)
            }
            TypeFamily::Integer(bytes) if bytes >= 4 => super::number_is_before(expression, cutoff),
            _ => return None,
        };
        Some(super::known(expression, &condition))
    }

    fn same_ignoring_case(&self, expression: &str) -> String {
        format!(
            "LOWER(CONVERT({expression} USING utf8mb4)) COLLATE {EXACT} IN (LOWER({}), {})",
            self.as_text("$1"),
            self.as_text("$2")
        )
    }
}

/// The table joined with the rows of a set.
fn joined(table: &LiveTable, address: &RowAddress, rows: &Members) -> String {
    let keys = key_names(address.columns.len());
    let clash = |name: &String| {
        name.eq_ignore_ascii_case("round") || keys.iter().any(|key| key.eq_ignore_ascii_case(name))
    };
    let distinct = if address.names.is_empty() { "DISTINCT " } else { "" };
    // Names of the set must not hide those of the table; equal rows must not be met twice.
    let plain = rows.filter.is_empty()
        && distinct.is_empty()
        && !table.columns.iter().any(|column| clash(&column.name));
    let (set, name): (String, &dyn Fn(&String) -> String) = if plain {
        (rows.table.clone(), &String::clone)
    } else {
        let named: Vec<String> = keys.iter().map(|key| format!("{key} AS probity_{key}")).collect();
        let filter = if rows.filter.is_empty() { String::new() } else { format!(" WHERE {}", rows.filter) };
        (format!("(SELECT {distinct}{} FROM {}{filter})", named.join(", "), rows.table), &|key| {
            format!("probity_{key}")
        })
    };
    let pairs: Vec<String> = address
        .columns
        .iter()
        .zip(&keys)
        .map(|(column, key)| format!("{} = d.{}", address.qualified(column, table), name(key)))
        .collect();
    format!("{} JOIN {set} AS d ON {}", qualified(table), pairs.join(" AND "))
}

/// The type of a column as a temporary table declares it.
fn declared(column: &LiveColumn) -> String {
    let null = if column.type_name.starts_with("timestamp") { " NULL" } else { "" };
    match &column.collation {
        Some(collation) => {
            format!("{} CHARACTER SET {} COLLATE {collation}", column.type_name, character_set(collation))
        }
        None => format!("{}{null}", column.type_name),
    }
}

/// The character set that a collation is of.
pub(super) fn character_set(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

pub(super) fn is_long(kind: &str) -> bool {
    let kind = kind.split_whitespace().next().unwrap_or(kind).to_ascii_lowercase();
    kind.ends_with("text") || kind.ends_with("blob")
}

pub(super) fn is_bits(column: &LiveColumn) -> bool {
    column.type_name.starts_with("bit(")
}

/// A hash of all values of a row. Each value is hashed by itself, because what the server puts together
/// must fit into one packet.
fn whole(table: &LiveTable, alias: &str) -> String {
    let parts: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("COALESCE(SHA2(CAST({alias}{} AS binary), 256), '-')", quoted(&column.name)))
        .collect();
    format!("SHA2(CONCAT_WS(',', {}), 256)", parts.join(", "))
}

fn is_literal(default: &str) -> bool {
    let number = default.strip_prefix('-').unwrap_or(default);
    matches!(default.to_ascii_lowercase().as_str(), "true" | "false")
        || (!number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.'))
        || (default.len() >= 2
            && default.starts_with('\'')
            && default.ends_with('\'')
            && default.matches('\'').count() == 2)
}

/// A statement with its parameters `$1 …` in the places where they stand, as MariaDB takes them.
pub(crate) fn prepared<'p>(sql: &str, parameters: &[&'p str]) -> (String, Vec<&'p str>) {
    let (mut text, mut bound) = (String::with_capacity(sql.len()), Vec::new());
    let mut within = None;
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        match (within, letter) {
            (Some(quote), _) if letter == quote => within = None,
            (None, '\'' | '"' | '`') => within = Some(letter),
            (None, '$') => {
                let mut number = String::new();
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                let parameter =
                    number.parse::<usize>().ok().and_then(|at| parameters.get(at.checked_sub(1)?));
                if let Some(parameter) = parameter {
                    text.push('?');
                    bound.push(*parameter);
                } else {
                    text.push('$');
                    text.push_str(&number);
                }
                continue;
            }
            _ => {}
        }
        text.push(letter);
    }
    (text, bound)
}

#[cfg(test)]
mod tests {
    use super::prepared;

    #[test]
    fn parameters_are_bound_where_they_stand_and_not_inside_quotes() {
        let (sql, bound) =
            prepared("a = $2 OR b IN ($1, $2) AND \"c$1\" = '$1''$2' AND d = '$[0]'", &["x", "y"]);
        assert_eq!(sql, "a = ? OR b IN (?, ?) AND \"c$1\" = '$1''$2' AND d = '$[0]'");
        assert_eq!(bound, ["y", "x", "y"]);
    }
}
