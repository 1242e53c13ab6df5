//! JSON as text: reading the values of an object with their places, and changing one so that every other
//! byte stays as it is.

use crate::mirror::source::Cell;
use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// The entries of an object, as often as they stand there.
pub(crate) type Entries<'t> = Vec<(Cow<'t, str>, &'t RawValue)>;

struct Objects;

impl<'t> Visitor<'t> for Objects {
    type Value = Entries<'t>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'t>, &RawValue>()? {
            entries.push((name, value));
        }
        Ok(entries)
    }
}

/// A name, borrowed where it has no escapes.
struct Name<'t>(Cow<'t, str>);

impl<'t> serde::Deserialize<'t> for Name<'t> {
    fn deserialize<D: serde::Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'t> Visitor<'t> for Names {
            type Value = Name<'t>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, name: &'t str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Names)
    }
}

struct Lists;

impl<'t> Visitor<'t> for Lists {
    type Value = Vec<&'t RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<&RawValue>()? {
            items.push(item);
        }
        Ok(items)
    }
}

/// The entries of the object that a text is; nothing when it is none.
pub(crate) fn entries(text: &str) -> Option<Entries<'_>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let found = reader.deserialize_map(Objects).ok()?;
    reader.end().ok().map(|()| found)
}

/// The items of the list that a text is; nothing when it is none.
pub(crate) fn items(text: &str) -> Option<Vec<&RawValue>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let found = reader.deserialize_seq(Lists).ok()?;
    reader.end().ok().map(|()| found)
}

/// The value under a name, or under several with dots between; the last one where a name stands twice.
pub(crate) fn value<'t>(entries: &Entries<'t>, name: &str) -> Option<&'t RawValue> {
    if let Some((_, value)) = entries.iter().rev().find(|(known, _)| known == name) {
        return Some(value);
    }
    name.match_indices('.').find_map(|(at, _)| {
        let (first, rest) = (name.get(..at)?, name.get(at + 1..)?);
        let (_, outer) = entries.iter().rev().find(|(known, _)| known == first)?;
        value(&self::entries(outer.get())?, rest)
    })
}

/// The value as a cell: lists and objects as their text, `null` and nothing alike as none.
pub(crate) fn cell(value: Option<&RawValue>) -> Cell {
    let Some(text) = value.map(RawValue::get) else { return Cell::Null };
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_or(Cell::Null, Cell::Text),
        Some(b'n') | None => Cell::Null,
        Some(b't' | b'f' | b'{' | b'[') => Cell::Text(text.to_owned()),
        Some(_) => match text.parse::<i64>() {
            Ok(number) => Cell::Integer(number),
            // What does not fit is a text, so that no digit of a key is lost.
            Err(_) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
                Cell::Text(text.to_owned())
            }
            Err(_) => text.parse().map_or(Cell::Null, Cell::Real),
        },
    }
}

/// Where a part of a text stands in it.
fn place(text: &str, part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (start + part.len() <= text.len()).then(|| start..start + part.len())
}

/// The text with the value under a name replaced, wherever the name stands; added where it does not.
pub(crate) fn replaced(text: &str, name: &str, cell: &Cell) -> Option<String> {
    let all = entries(text)?;
    let json = cell.json().to_string();
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    for (known, value) in &all {
        if known == name {
            places.push((place(text, value.get())?, json.clone()));
        }
    }
    if places.is_empty() {
        for (at, _) in name.match_indices('.') {
            let (Some(first), Some(rest)) = (name.get(..at), name.get(at + 1..)) else { continue };
            for (_, outer) in
                all.iter().filter(|(known, outer)| known == first && entries(outer.get()).is_some())
            {
                places.push((place(text, outer.get())?, replaced(outer.get(), rest, cell)?));
            }
        }
    }
    if places.is_empty() {
        if *cell == Cell::Null {
            return Some(text.to_owned());
        }
        let start = text.find('{')? + 1;
        let comma = if all.is_empty() { "" } else { "," };
        places.push((start..start, format!("{}:{json}{comma}", serde_json::Value::from(name))));
    }
    places.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, new) in places {
        changed.replace_range(place, &new);
    }
    Some(changed)
}

/// The text of a list without the items of these numbers, and with others in the place of some.
pub(crate) fn relisted(
    text: &str,
    list: &str,
    gone: &dyn Fn(usize) -> bool,
    becomes: &dyn Fn(usize) -> Option<String>,
) -> Option<String> {
    let whole = place(text, list)?;
    let all = items(list)?;
    let mut kept = String::from("[");
    let mut any = false;
    let places: Option<Vec<Range<usize>>> = all.iter().map(|item| place(list, item.get())).collect();
    let places = places?;
    let tail = list.get(places.last().map_or(1, |last| last.end)..)?;
    for (number, place) in places.iter().enumerate() {
        if gone(number) {
            continue;
        }
        // What stands before an item is the white space after the comma, or after the bracket.
        let from = number.checked_sub(1).and_then(|before| places.get(before)).map_or(1, |before| before.end);
        let before = list.get(from..place.start)?.trim_start_matches([',', ' ', '\t']);
        let before = before.trim_start_matches(',');
        if any {
            kept.push(',');
        }
        kept.push_str(before);
        match becomes(number) {
            Some(new) => kept.push_str(&new),
            None => kept.push_str(list.get(place.clone())?),
        }
        any = true;
    }
    kept.push_str(if any || places.is_empty() { tail } else { "]" });
    let mut changed = text.to_owned();
    changed.replace_range(whole, &kept);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_changes_and_every_other_byte_stays() {
        let text = r#"{ "a" : 1e0,"b":{"c": "x\u0041", "c":2 },  "d":[ 1 ,2 ] }"#;
        assert_eq!(
            replaced(text, "b.c", &Cell::Null).unwrap(),
            r#"{ "a" : 1e0,"b":{"c": null, "c":null },  "d":[ 1 ,2 ] }"#
        );
        assert_eq!(replaced(text, "e", &Cell::Null).unwrap(), text);
        assert_eq!(replaced("{}", "e", &Cell::Text("\"".into())).unwrap(), r#"{"e":"\""}"#);
        assert!(cell(value(&entries(text).unwrap(), "b.c")) == Cell::Integer(2));
        assert!(
            cell(value(&entries(r#"{"n":18446744073709551616}"#).unwrap(), "n"))
                == Cell::Text("18446744073709551616".into())
        );
        assert!(entries("[1]").is_none() && entries("{} x").is_none());
    }

    #[test]
    fn items_leave_a_list_and_the_rest_stays() {
        let text = "{\"all\": [\n  {\"a\":1},\n  {\"a\":2},\n  {\"a\":3}\n]}";
        let entries = entries(text).unwrap();
        let list = value(&entries, "all").unwrap().get();
        let none = |_| None;
        assert_eq!(
            relisted(text, list, &|number| number == 1, &none).unwrap(),
            "{\"all\": [\n  {\"a\":1},\n  {\"a\":3}\n]}"
        );
        assert_eq!(
            relisted(text, list, &|number| number != 1, &|_| Some("{}".into())).unwrap(),
            "{\"all\": [\n  {}\n]}"
        );
        assert_eq!(relisted(text, list, &|_| true, &none).unwrap(), "{\"all\": []}");
        assert_eq!(relisted(text, list, &|_| false, &none).unwrap(), text);
    }

    proptest::proptest! {
        #[test]
        fn what_remains_of_a_list_is_what_did_not_go(numbers in proptest::collection::vec(0..99_u8, 0..6), gone: u8, pretty: bool) {
            let value = serde_json::json!(numbers);
            let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
            let left = relisted(&text, &text, &|number| gone & (1 << number) != 0, &|_| None).unwrap();
            let left: Vec<u8> = serde_json::from_str(&left).unwrap();
            let expected: Vec<u8> =
                numbers.iter().enumerate().filter(|(number, _)| gone & (1 << number) == 0).map(|(_, one)| *one).collect();
            proptest::prop_assert_eq!(left, expected);
        }
    }
}
