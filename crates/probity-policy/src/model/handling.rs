//! What a data map may say beyond whose a row is: persons inside a value, columns made coarse, rows
//! counted together, tables made from others, values that only a key can read.
//!
//! It holds what was said; whether a live schema bears it out, the stores find out.

use super::data_map::TableName;
use probity_source::Span;
use std::fmt;

/// Where, inside a JSON or array column, a link's value stands: `"participants[].id" in details`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The way to the value.
    pub path: ValuePath,
    /// The member that goes with the person, when it is another than the path leads to.
    pub removing: Option<ValuePath>,
}

/// A way through a JSON value: names with dots between, and at most one `[]`, which is each element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePath {
    /// Names before the list, or all names when there is none.
    pub outer: Vec<String>,
    /// Names inside each element of the list; nothing when the path goes through no list.
    pub inner: Option<Vec<String>>,
}

impl ValuePath {
    /// Reads `customer.id`, `participants[].id`, `[]`; nothing when it is neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (outer, inner) = match text.split_once("[]") {
            Some((outer, inner)) => (outer, Some(inner)),
            None => (text, None),
        };
        let names = |text: &str| -> Option<Vec<String>> {
            if text.is_empty() {
                return Some(Vec::new());
            }
            let fits = |name: &str| {
                !name.is_empty() && !name.contains(['[', ']', '"', '\\', '{', '}', '\'', '\u{0}'])
            };
            text.split('.').map(|name| fits(name).then(|| name.to_owned())).collect()
        };
        let path = Self {
            outer: names(outer)?,
            inner: match inner {
                Some("") => Some(Vec::new()),
                Some(inner) => Some(names(inner.strip_prefix('.')?).filter(|names| !names.is_empty())?),
                None => None,
            },
        };
        (path.inner.is_some() || !path.outer.is_empty()).then_some(path)
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.outer.join("."))?;
        match self.inner.as_deref() {
            Some([]) => formatter.write_str("[]"),
            Some(inner) => write!(formatter, "[].{}", inner.join(".")),
            None => Ok(()),
        }
    }
}

/// `derived from core.orders, rebuilt by "REFRESH …"`: the table is made anew from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The tables that it is made from.
    pub from: Vec<TableName>,
    /// The statement that makes it anew, in the words of its store.
    pub rebuilt_by: String,
    /// The sentence.
    pub span: Span,
}

/// How a value is made to say less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coarsening {
    /// A day or an instant becomes its first of January.
    Year,
    /// A day or an instant becomes the first of its month.
    Month,
    /// An instant becomes its day.
    Day,
    /// A network address keeps 24 bits (IPv4) or 48 bits (IPv6).
    Network,
    /// A code of a region, such as `US-CO`, becomes that of its country.
    Country,
    /// A text keeps so many characters.
    Characters(u32),
    /// A number becomes the lower end of its band, which is so wide.
    Bands(u32),
}

impl fmt::Display for Coarsening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year => formatter.write_str("year"),
            Self::Month => formatter.write_str("month"),
            Self::Day => formatter.write_str("day"),
            Self::Network => formatter.write_str("network"),
            Self::Country => formatter.write_str("country"),
            Self::Characters(count) => write!(formatter, "{count} characters"),
            Self::Bands(width) => write!(formatter, "bands of {width}"),
        }
    }
}

/// `coarsen born_on to year`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coarsen {
    /// The column.
    pub column: String,
    /// To what.
    pub to: Coarsening,
    /// The sentence.
    pub span: Span,
}

/// `aggregate into core.daily_totals by day, country, counted in visits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// The table of totals.
    pub into: TableName,
    /// Columns of the same names here and there.
    pub by: Vec<String>,
    /// The column there to which the number of rows is added.
    pub counted_in: String,
    /// The sentence.
    pub span: Span,
}

/// `blank status as "erased"`: what a column becomes when it is emptied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The column.
    pub column: String,
    /// The text.
    pub value: String,
    /// The sentence.
    pub span: Span,
}

/// `ciphertext body, note under core.person_keys by account_id`; the link to the key's row is among the links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ciphertext {
    /// The columns that nobody reads without the key.
    pub columns: Vec<String>,
    /// The table with the keys.
    pub keys: TableName,
    /// The sentence.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::ValuePath;
    use proptest::prelude::*;

    #[test]
    fn a_path_goes_through_members_and_one_list() {
        for text in ["customer.id", "customer_id", "participants[].id", "[]", "[].user.id", "a.b[]"] {
            assert_eq!(ValuePath::read(text).unwrap().to_string(), text);
        }
        for text in ["", ".", "a..b", "a[][]", "a[]b", "a[0]", "[].", "a'b", "a\"b"] {
            assert_eq!(ValuePath::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_the_same(text in "\\PC{0,20}|[a-c.\\[\\]]{0,8}") {
            if let Some(path) = ValuePath::read(&text) {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }
}
