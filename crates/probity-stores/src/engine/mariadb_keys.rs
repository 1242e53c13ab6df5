//! Keys of MariaDB: how they compare, how their sum is told and how statements name them.
//!
//! INVARIANT (EXACT-KEYS): keys from requests and other stores equal a text only byte for byte, whatever
//! the column's collation; between columns of one store the server's own comparison holds, as in its
//! foreign keys.

use super::key_values::{self, KeyValue};
use super::mariadb::{EXACT, MariaDbDialect, character_set, is_bits, is_long};
use super::{Comparison, Dialect as _, KeyType};
use crate::named::MOST_NAMED;
use crate::schema::{LiveColumn, TypeFamily};
use std::fmt::Write as _;

/// How a column is compared with keys; nothing when the two never compare.
pub(super) fn comparison(searched: &LiveColumn, key: KeyType<'_>) -> Option<Comparison> {
    use TypeFamily::{
        Array, Boolean, Bytes, Date, Enumeration, Json, Network, Other, Text, Time, Timestamp, Uuid,
    };
    let plain = || Some(Comparison::new("{}", "{}"));
    let number = |family: TypeFamily| family.is_number() || family == Boolean;
    let (family, key_text) = match key {
        KeyType::Column(column) => (column.family, MariaDbDialect.canonical_text("{}", column)),
        KeyType::Text => (Text, "{}".to_owned()),
    };
    if let KeyType::Column(column) = key {
        let same = column.collation == searched.collation;
        if (family == searched.family && same && family != Json)
            || (number(family) && number(searched.family))
        {
            return plain();
        }
    }
    let days = |family| matches!(family, Date | Timestamp | Time);
    match (searched.family, family) {
        (Json | Array, _) | (_, Json | Array) => None,
        // A value inside a column has no index.
        (Text, _) if searched.collation.is_none() => {
            Some(Comparison::new("{}", format!("CONVERT({key_text} USING utf8mb4) COLLATE {EXACT}")))
        }
        (Text, _) => Some(exact(searched, &key_text)),
        // The pattern is looked at first, so that a text that is no number is no match and no fault.
        (TypeFamily::Integer(_) | Boolean, Text) => Some(Comparison::new(
            "{}",
            format!(
                "CASE WHEN {key_text} REGEXP '^[+-]?[0-9]{{1,18}}$' THEN CAST({key_text} AS signed) WHEN {key_text} REGEXP '^[0-9]{{1,20}}$' THEN CAST({key_text} AS decimal(20,0)) END"
            ),
        )),
        (left, Text) if left.is_number() => Some(Comparison::new(
            "{}",
            format!(
                "CASE WHEN {key_text} REGEXP '^[+-]?[0-9]{{1,30}}([.][0-9]{{1,30}})?$' THEN CAST({key_text} AS decimal(60,30)) END"
            ),
        )),
        (Uuid, Text) => Some(Comparison::new(
            "{}",
            format!(
                "CASE WHEN {key_text} REGEXP '^[0-9A-Fa-f]{{8}}-([0-9A-Fa-f]{{4}}-){{3}}[0-9A-Fa-f]{{12}}$' THEN CAST({key_text} AS uuid) END"
            ),
        )),
        (Bytes, Text) => Some(Comparison::new(
            "{}",
            format!(
                "CASE WHEN {key_text} REGEXP '^[\\\\]x([0-9a-f]{{2}})*$' THEN UNHEX(SUBSTR({key_text}, 3)) END"
            ),
        )),
        (Date | Timestamp | Time, Text) => Some(as_texts(searched, &key_text)),
        (left, right) if days(left) || days(right) => (left == right).then(|| Comparison::new("{}", "{}")),
        (Bytes, _) | (_, Bytes) => None,
        (left, right) if number(left) != number(right) && right != Text => None,
        (Enumeration | Network | Other | Uuid, _) => Some(as_texts(searched, &key_text)),
        _ => None,
    }
}

/// The question for the sum of some keys.
pub(super) fn sum(columns: &[(String, &LiveColumn)], from: &str, salt: &[u8]) -> String {
    if let [(name, column)] = columns
        && matches!(column.family, TypeFamily::Integer(_))
        && !is_bits(column)
    {
        // A hash for every row costs more than putting all numbers in a row, and so does their order, which is made
        // here; what they come to together tells whether the list was cut off.
        return format!(
            "SELECT concat(count(*), ' ', coalesce(concat(group_concat({name}), '=', sum({name})), '')) FROM {from}"
        );
    }
    let mut parts = vec![format!("'{}'", crate::plan::hex(salt))];
    let mut texts = Vec::new();
    for (name, column) in columns {
        let text = MariaDbDialect.canonical_text(name, column);
        parts.push(format!("length({text}), ':', {text}"));
        texts.push(text);
    }
    let hash = format!("md5(concat({}))", parts.join(", "));
    let half = |part: &str| format!("sum(cast(conv({part}({hash}, 16), 16, 10) AS unsigned))");
    // Few keys are told, too, so that statements can name them.
    let few = format!("concat('[', group_concat(json_array({}) LIMIT {MOST_NAMED}), ']')", texts.join(", "));
    format!("SELECT concat_ws(' ', count(*), {}, {}, {few}) FROM {from}", half("left"), half("right"))
}

/// The sum as it is compared, and few keys beside it.
pub(super) fn read_sum(text: &str) -> (String, Vec<Vec<String>>) {
    let nothing = (String::new(), Vec::new());
    let Some((count, keys)) = text.split_once(' ').filter(|(_, keys)| !keys.is_empty()) else {
        return nothing;
    };
    if let Some((sum, _)) = text.split_once(" [") {
        let few = text.get(sum.len() + 1..).and_then(|few| serde_json::from_str(few).ok());
        return (sum.to_owned(), few.unwrap_or_default());
    }
    let Some((numbers, together)) = keys.split_once('=') else { return (text.to_owned(), Vec::new()) };
    let numbers: Result<Vec<i128>, _> = numbers.split(',').map(str::parse).collect();
    let Ok(mut numbers) = numbers else { return nothing };
    if count != numbers.len().to_string() || together != numbers.iter().sum::<i128>().to_string() {
        return nothing;
    }
    numbers.sort_unstable();
    let mut sum = format!("{count} ");
    for (at, number) in numbers.iter().enumerate() {
        let _ = write!(sum, "{}{number}", if at > 0 { "," } else { "" });
    }
    (sum, numbers.iter().map(|number| vec![number.to_string()]).collect())
}

/// Whether statements can name values of this column.
pub(super) fn names_values(key: &LiveColumn) -> bool {
    match key.family {
        TypeFamily::Integer(_) => !is_bits(key) && !key.type_name.contains("zerofill"),
        TypeFamily::Uuid => true,
        TypeFamily::Bytes => !is_long(&key.type_name),
        // Of these sets every character comes back from Unicode as it was.
        TypeFamily::Text => {
            let sets = ["ascii", "latin1", "utf8", "utf8mb3", "utf8mb4"];
            let set = key.collation.as_deref().map(character_set);
            !is_long(&key.type_name) && set.is_some_and(|set| sets.contains(&set))
        }
        _ => false,
    }
}

/// How a statement names a value of this column.
pub(super) fn key_value(key: &LiveColumn, text: &str, name: &str) -> Option<KeyValue> {
    Some(match key.family {
        TypeFamily::Integer(_) => KeyValue::Itself(key_values::number(text)?),
        TypeFamily::Uuid => KeyValue::Itself(format!("CAST({} AS uuid)", key_values::uuid(text)?)),
        TypeFamily::Bytes => KeyValue::Itself(format!("x{}", key_values::bytes(text)?)),
        // Under the collation of the column, which tells its rows apart and orders its index.
        TypeFamily::Text => KeyValue::Bound(MariaDbDialect.cast_text(&format!("@{name}"), key)),
        _ => return None,
    })
}

/// A text column compared with a text: by its index first, under its own collation, then byte for byte.
fn exact(searched: &LiveColumn, key: &str) -> Comparison {
    let collation = searched.collation.as_deref().unwrap_or(EXACT);
    let set = character_set(collation);
    Comparison::new(
        "{}, CAST(CONVERT({} USING utf8mb4) AS binary)",
        format!(
            "CONVERT({key} USING {set}) COLLATE {collation}, CAST(CONVERT({key} USING utf8mb4) AS binary)"
        ),
    )
}

/// Both sides compared as texts.
fn as_texts(searched: &LiveColumn, key: &str) -> Comparison {
    let searched = match searched.family {
        TypeFamily::Enumeration => "CAST(CONVERT({} USING utf8mb4) AS binary)",
        _ if MariaDbDialect.canonical_text("{}", searched).starts_with("TRIM") => {
            "CAST(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST({} AS char))) AS binary)"
        }
        _ => "CAST(CAST({} AS char) AS binary)",
    };
    Comparison::new(searched, format!("CAST(CONVERT({key} USING utf8mb4) AS binary)"))
}

#[cfg(test)]
mod tests {
    use super::read_sum;

    #[test]
    fn a_list_of_keys_in_any_order_is_one_sum_and_none_when_it_was_cut_off() {
        for (told, sum) in [
            ("3 67,5,89=161", "3 5,67,89"),
            ("1 -7=-7", "1 -7"),
            ("2 9,-8=1", "2 -8,9"),
            ("2 123 456", "2 123 456"),
        ] {
            assert_eq!(read_sum(told).0, sum, "{told}");
        }
        for cut in ["3 5,89,6=161", "3 5,89,=161", "3 5,89=161", "3 5=161", "0 ", "0", ""] {
            assert_eq!(read_sum(cut), (String::new(), Vec::new()), "{cut}");
        }
    }

    #[test]
    fn a_sum_of_hashes_tells_few_keys_beside_it() {
        let told = "2 123 456 [[\"a b\"],[\"it's [\"]]";
        let keys = vec![vec!["a b".to_owned()], vec!["it's [".to_owned()]];
        assert_eq!(read_sum(told), ("2 123 456".to_owned(), keys));
        assert_eq!(read_sum("2 123 456 [[\"a b\"],"), ("2 123 456".to_owned(), Vec::new()));
    }
}
