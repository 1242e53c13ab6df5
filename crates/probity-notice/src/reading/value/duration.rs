//! Durations in words and figures, as ISO 8601.

use super::{has, pattern};

const NUMBERS: [(&str, u32); 22] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("twenty", 20),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("eighteen", 18),
    ("thirty", 30),
    ("forty-five", 45),
    ("sixty", 60),
    ("ninety", 90),
];

fn number(word: &str) -> Option<u32> {
    let word = word.to_lowercase().replace(' ', "-");
    word.parse().ok().or_else(|| NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number))
}

/// Every duration of a sentence, in order: `thirty (30) calendar days` is `P30D`.
pub(super) fn all(text: &str) -> impl Iterator<Item = String> {
    let may_have = has!(text, ["second", "minute", "hour", "day", "week", "month", "year"]);
    let found = pattern!(
        r"\b([0-9]+\)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|fourteen|fifteen|eighteen|thirty|forty[ -]five|sixty|ninety|an?)(?:(?: ?\(| )([0-9]+)\)?)?[ -](?:full |further |additional |more |extra )?(calendar |business |working |consecutive )?(second|minute|hour|day|week|month|year)s?\b"
    );
    let found = may_have.then(|| found.captures_iter(text)).into_iter().flatten();
    found.filter_map(|found| {
        let word = found.get(1)?.as_str().trim_end_matches(')');
        let amount = match found.get(2) {
            Some(figure) => figure.as_str().parse().ok()?,
            None if word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an") => 1,
            None => number(word)?,
        };
        Some(match found.get(4)?.as_str().to_lowercase().as_str() {
            "second" => format!("PT{amount}S"),
            "minute" => format!("PT{amount}M"),
            "hour" => format!("PT{amount}H"),
            "week" => format!("P{amount}W"),
            "month" => format!("P{amount}M"),
            "year" => format!("P{amount}Y"),
            _ => format!("P{amount}D"),
        })
    })
}

/// The first of them.
pub(super) fn first(text: &str) -> Option<String> {
    all(text).next()
}

/// An age that is written in letters.
pub(super) fn spelled(text: &str) -> Option<u32> {
    const AGES: [&str; 5] = ["thirteen", "fourteen", "fifteen", "sixteen", "eighteen"];
    let is_age = |word: &&str| AGES.iter().any(|age| age.eq_ignore_ascii_case(word));
    number(super::words(text).filter_map(|word| std::str::from_utf8(word).ok()).find(is_age)?)
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn a_figure_in_brackets_is_read_whole() {
        for said in ["for (30) days", "thirty (30) days", "30 (30) days", "thirty 30 days", "within 30 days"]
        {
            assert_eq!(all(said).collect::<Vec<_>>(), ["P30D"], "{said}");
        }
        // A letter before a bracket counts an item.
        assert_eq!(all("(a) year of birth").count(), 0);
    }
}
