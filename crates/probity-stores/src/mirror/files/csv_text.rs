//! CSV (RFC 4180) as bytes: where a record and its cells begin and end, and changing one cell so that
//! every other byte stays as it is.

use std::ops::Range;

/// Whether bytes end inside a quoted cell, so that the record goes on with the next line.
pub(crate) fn is_open(record: &[u8]) -> bool {
    record.iter().filter(|byte| **byte == b'"').count() % 2 == 1
}

/// The places of the cells of a record, quotation marks included, without the line's end.
pub(crate) fn cells(record: &[u8], separator: u8) -> Vec<Range<usize>> {
    let end = ended(record);
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in record.iter().enumerate().take(end) {
        match *byte {
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    cells.push(start..end);
    cells
}

/// The length of a record without the line's end.
pub(crate) fn ended(record: &[u8]) -> usize {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record).len()
}

/// The text of a cell; nothing when it is empty. What is no UTF-8 is read as well as it can be.
pub(crate) fn text(cell: &[u8]) -> Option<String> {
    let inner = cell.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    let text = match inner {
        Some(inner) => String::from_utf8_lossy(inner).replace("\"\"", "\""),
        None => String::from_utf8_lossy(cell).into_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// A text as a cell.
pub(crate) fn written(text: &str, separator: u8) -> String {
    let special = |byte: u8| matches!(byte, b'"' | b'\n' | b'\r') || byte == separator;
    if text.bytes().any(special) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_hold_separators_quotation_marks_and_line_ends() {
        let record = b"1;\"a;\r\n\"\"b\"\"\";;x\r\n";
        let found: Vec<Option<String>> =
            cells(record, b';').into_iter().map(|place| text(&record[place])).collect();
        assert_eq!(found, [Some("1".into()), Some("a;\r\n\"b\"".into()), None, Some("x".into())]);
        assert!(is_open(b"1,\"a\n") && !is_open(record));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(text in "[a-z\",;\r\n\u{e9}]{1,12}") {
            let cell = written(&text, b';');
            proptest::prop_assert!(!is_open(cell.as_bytes()));
            let record = format!("x;{cell};y\n");
            let places = cells(record.as_bytes(), b';');
            proptest::prop_assert_eq!(places.len(), 3);
            proptest::prop_assert_eq!(super::text(&record.as_bytes()[places[1].clone()]), Some(text));
        }

        #[test]
        fn any_bytes_are_cut_without_a_panic(bytes: Vec<u8>) {
            for place in cells(&bytes, b',') {
                let _ = text(&bytes[place]);
            }
        }
    }
}
