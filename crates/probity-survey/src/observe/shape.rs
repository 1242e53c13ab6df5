//! The shape that all values of a column share, such as `A-9{6}`: enough to see that two columns hold the same
//! kind of key, and nothing of what a value says.
//!
//! It is no proof. That values of one column are in another is asked of the store ([`super::inclusion`]).

/// A run of letters and digits, or a mark between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Run { class: Class, length: Option<usize> },
    Mark(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letters,
    Digits,
    Mixed,
}

/// From so many different values on a shape says something.
const FEWEST: usize = 5;
/// A run of mixed letters and digits is telling from this length on.
const LONG: usize = 8;

/// The shape of keys, where all values have one and few other things have it; numbers and words have none.
pub(crate) fn shape<'v>(values: impl Iterator<Item = &'v str>) -> Option<String> {
    let mut common: Option<Vec<Part>> = None;
    let mut count = 0;
    for value in values {
        let parts = parts(value)?;
        common = Some(match common {
            None => parts,
            Some(before) => joined(&before, &parts)?,
        });
        count += 1;
    }
    let parts = common.filter(|_| count >= FEWEST)?;
    is_telling(&parts).then(|| parts.into_iter().map(written).collect())
}

/// The parts of a value that may be a key; nothing for texts, addresses and the like.
fn parts(value: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    if value.len() > 64 {
        return None;
    }
    for one in value.chars() {
        let class = match one {
            'a'..='z' | 'A'..='Z' => Class::Letters,
            '0'..='9' => Class::Digits,
            '-' | '_' | '/' | ':' | '.' | '#' => {
                parts.push(Part::Mark(one));
                continue;
            }
            _ => return None,
        };
        match parts.last_mut() {
            Some(Part::Run { class: before, length: Some(length) }) => {
                *length += 1;
                *before = if *before == class { class } else { Class::Mixed };
            }
            _ => parts.push(Part::Run { class, length: Some(1) }),
        }
    }
    Some(parts)
}

/// What two shapes have in common; nothing when their marks differ.
fn joined(left: &[Part], right: &[Part]) -> Option<Vec<Part>> {
    if left.len() != right.len() {
        return None;
    }
    let both = left.iter().zip(right).map(|pair| match pair {
        (Part::Mark(one), Part::Mark(other)) => (one == other).then_some(Part::Mark(*one)),
        (Part::Run { class, length }, Part::Run { class: other, length: long }) => Some(Part::Run {
            class: if class == other { *class } else { Class::Mixed },
            length: length.filter(|length| Some(*length) == *long),
        }),
        _ => None,
    });
    both.collect()
}

/// Whether hardly anything but keys has this shape: it has digits, and letters or marks beside them, and is no date,
/// no version and no address of a network.
fn is_telling(parts: &[Part]) -> bool {
    let runs = || {
        parts.iter().filter_map(|part| match part {
            Part::Run { class, length } => Some((*class, *length)),
            Part::Mark(_) => None,
        })
    };
    let digits = runs().any(|(class, _)| class != Class::Letters);
    let letters = runs().any(|(class, _)| class != Class::Digits);
    let long =
        runs().any(|(class, length)| class == Class::Mixed && length.is_some_and(|length| length >= LONG));
    digits && letters && (runs().count() > 1 || long)
}

fn written(part: Part) -> String {
    match part {
        Part::Mark(mark) => mark.to_string(),
        Part::Run { class, length } => {
            let class = match class {
                Class::Letters => 'A',
                Class::Digits => '9',
                Class::Mixed => 'x',
            };
            length.map_or_else(|| format!("{class}+"), |length| format!("{class}{{{length}}}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    fn of(values: &[&str]) -> Option<String> {
        shape(values.iter().copied())
    }

    #[test]
    fn keys_of_one_making_have_a_shape() {
        let cards = ["L-000001", "L-000317", "L-104000", "L-000002", "L-000009"];
        assert_eq!(of(&cards).as_deref(), Some("A{1}-9{6}"));
        let growing = ["cus_9s6XKz", "cus_aaa111b", "cus_1a", "cus_zz8", "cus_0k0k"];
        assert_eq!(of(&growing).as_deref(), Some("A{3}_x+"));
        let whole = ["01ARZ3NDEK", "01BX5ZZKBK", "0ARZ3NDEKT", "5ZZKBKACTA", "AZZKBKACT0"];
        assert_eq!(of(&whole).as_deref(), Some("x{10}"));
    }

    #[test]
    fn numbers_words_dates_addresses_and_texts_have_none() {
        for values in [
            ["1", "2", "3", "4", "5"],
            ["red", "blue", "green", "black", "white"],
            ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"],
            ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"],
            ["a@b.example", "c@d.example", "e@f.example", "g@h.example", "i@j.example"],
            ["A1 B2", "A2 B2", "A3 B2", "A4 B2", "A5 B2"],
        ] {
            assert_eq!(of(&values), None, "{values:?}");
        }
    }

    #[test]
    fn few_values_and_mixed_makings_have_none() {
        assert_eq!(of(&["L-1", "L-2"]), None);
        assert_eq!(of(&["L-1", "L-2", "L-3", "L-4", "L_5"]), None);
    }
}
