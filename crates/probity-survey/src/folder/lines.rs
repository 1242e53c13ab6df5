//! Of which pattern the lines of a plain log are: access logs of web servers, `key=value`, and lines that begin with
//! a time and a level.
//!
//! A log of another kind is passed over; it needs a person who writes `like …`.

use crate::gathered::{Record, Value};
use probity_policy::model::pattern::{Pattern, PatternKind};
use std::net::IpAddr;

/// Lines that are looked at.
const LOOKED_AT: usize = 60;

/// The logs of web servers, the longer first (Apache's and nginx' `combined` and `common`).
const ACCESS: [&str; 2] = [
    "{ip} {ident} {user} [{time}] \"{request}\" {status} {bytes} \"{referrer}\" \"{user_agent}\"",
    "{ip} {ident} {user} [{time}] \"{request}\" {status} {bytes}",
];
/// What programs write: a time in one word or two, and how bad it is.
const STAMPED: [&str; 2] = ["{time} {level} {message}", "{date} {time} {level} {message}"];
const LEVELS: [&str; 9] =
    ["trace", "debug", "info", "notice", "warn", "warning", "error", "critical", "fatal"];

/// The pattern of most lines of a log; nothing when they are of none that is known.
pub(super) fn like(beginning: &str) -> Option<String> {
    // The last line of a beginning may be cut off.
    let whole = beginning.rfind('\n').and_then(|end| beginning.get(..end)).unwrap_or(beginning);
    let lines: Vec<&str> = whole.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let pairs = lines.first().and_then(|line| pairs(line));
    let candidates = ACCESS.iter().chain(&STAMPED).map(|like| (*like).to_owned()).chain(pairs);
    candidates.into_iter().find(|like| {
        let Ok(pattern) = Pattern::read(like, PatternKind::Line) else { return false };
        let fitting = lines.iter().filter(|line| fits(&pattern, line)).count();
        fitting > 0 && fitting * 5 >= lines.len() * 4
    })
}

/// The records of the lines that are of a pattern.
pub(super) fn records(text: &str, like: &str, most: usize) -> Vec<Record> {
    let Ok(pattern) = Pattern::read(like, PatternKind::Line) else { return Vec::new() };
    let record = |line: &str| -> Option<Record> {
        let values = pattern.matched(line)?;
        // A bar stands for what a server does not know.
        let value = |text: &str| if text == "-" { Value::Nothing } else { Value::of_cell(text) };
        Some(pattern.fields().zip(values).map(|(name, text)| (name.to_owned(), value(text))).collect())
    };
    text.lines().filter_map(record).take(most).collect()
}

/// Whether a line is of a pattern, and what stands in it can be what the names say.
fn fits(pattern: &Pattern, line: &str) -> bool {
    let Some(values) = pattern.matched(line) else { return false };
    pattern.fields().zip(values).all(|(name, value)| match name {
        "ip" => value.parse::<IpAddr>().is_ok(),
        "status" => value.bytes().all(|byte| byte.is_ascii_digit()),
        "level" => {
            let word = value.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
            LEVELS.contains(&word.as_str())
        }
        "date" => is_digits_and(value, "-/."),
        "time" => value.starts_with(|first: char| first.is_ascii_digit() || first == '['),
        _ => true,
    })
}

fn is_digits_and(text: &str, signs: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.chars().all(|one| one.is_ascii_digit() || signs.contains(one))
}

/// `at=2024-05-01 user_id=42 path="/a b"` as a pattern; nothing when a line has no two such pairs.
fn pairs(line: &str) -> Option<String> {
    let (mut like, mut rest, mut count) = (String::new(), line.trim_end(), 0);
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=')?;
        let is_name = key.starts_with(char::is_alphabetic)
            && key.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
        if !is_name {
            return None;
        }
        let named = format!("{{{key}}}");
        if like.contains(&named) {
            return None;
        }
        let (quote, after) = match value.strip_prefix('"') {
            Some(quoted) => ("\"", quoted.split_once('"')?.1),
            None => ("", value.find(' ').and_then(|at| value.get(at..)).unwrap_or_default()),
        };
        like.push_str(&format!("{key}={quote}{named}{quote}"));
        rest = after.strip_prefix(' ').unwrap_or(after);
        if !rest.is_empty() {
            like.push(' ');
        }
        count += 1;
    }
    (count >= 2).then_some(like)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_known_kinds_have_a_pattern_and_others_have_none() {
        let access = "203.0.113.7 - ann [10/Oct/2024:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 12 \"-\" \"Mozilla/5.0\"\n";
        assert_eq!(like(&access.repeat(3)).as_deref(), Some(ACCESS[0]));
        let common = "203.0.113.7 - - [10/Oct/2024:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 12\n";
        assert_eq!(like(common).as_deref(), Some(ACCESS[1]));
        assert_eq!(like("2024-05-01T10:00:00Z INFO ann signed in\n").as_deref(), Some(STAMPED[0]));
        assert_eq!(like("2024-05-01 10:00:00,123 [WARN] slow\n").as_deref(), Some(STAMPED[1]));
        assert_eq!(
            like("at=2024-05-01 user_id=42 path=\"/a b\"\nat=2024-05-02 user_id=43 path=\"/\"\n").as_deref(),
            Some("at={at} user_id={user_id} path=\"{path}\"")
        );
        for other in ["", "hello world\n", "a=1\n", "x=1 x=2\n", "Dear Ann, the level is info\n"] {
            assert_eq!(like(other), None, "{other}");
        }
    }

    #[test]
    fn a_bar_is_no_value() {
        let found = records("203.0.113.7 - ann [t] \"GET /\" 200 12\nother\n", ACCESS[1], 9);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains(&("ident".to_owned(), Value::Nothing)));
        assert!(found[0].contains(&("user".to_owned(), Value::Text("ann".to_owned()))));
    }
}
