//! Patterns with names in braces: `users/{account_id}/*.json`, `session:{account_id}:*`,
//! `{ip} - [{time}] "{request}"`. They say where the records of a store are that has no tables of its own,
//! and what of a record stands in its place.
//!
//! Reading and matching texts is all that happens here; nothing is opened.

use std::collections::BTreeSet;
use std::fmt;

/// What a pattern is matched with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// Paths inside a folder: `*` is any part of one name, `**` any names.
    Path,
    /// Keys: `*` is anything.
    Key,
    /// Lines of a log: `*` is itself.
    Line,
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternPart {
    /// A text that stands for itself.
    Text(String),
    /// A text of at least one character that becomes a column of this name.
    Field(String),
    /// Any text: in a path, one without `/`.
    Any,
    /// Any text, also one with `/`.
    Deep,
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    kind: PatternKind,
    parts: Vec<PatternPart>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternFault {
    /// Nothing stands there.
    Empty,
    /// A brace is not closed, or closed and not opened.
    Brace,
    /// A name in braces is empty or not made of letters, digits, `_` and `-`.
    Name,
    /// A name stands twice.
    Twice,
    /// Nothing stands between two names, so that nobody knows where the first ends.
    Touching,
    /// It leads out of the folder.
    Outside,
}

impl fmt::Display for PatternFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "it is empty",
            Self::Brace => "a brace has no partner",
            Self::Name => "a name in braces is made of letters, digits, `_` and `-`",
            Self::Twice => "a name stands twice",
            Self::Touching => "nothing stands between two names",
            Self::Outside => "it leads out of the folder",
        })
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str, kind: PatternKind) -> Result<Self, PatternFault> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text.chars().peekable();
        let flush = |literal: &mut String, parts: &mut Vec<PatternPart>| {
            if !literal.is_empty() {
                parts.push(PatternPart::Text(std::mem::take(literal)));
            }
        };
        while let Some(letter) = rest.next() {
            match letter {
                '{' if rest.next_if_eq(&'{').is_some() => literal.push('{'),
                '}' if rest.next_if_eq(&'}').is_some() => literal.push('}'),
                '{' => {
                    flush(&mut literal, &mut parts);
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(letter) => name.push(letter),
                            None => return Err(PatternFault::Brace),
                        }
                    }
                    parts.push(PatternPart::Field(name));
                }
                '}' => return Err(PatternFault::Brace),
                '*' if kind == PatternKind::Path && rest.next_if_eq(&'*').is_some() => {
                    flush(&mut literal, &mut parts);
                    parts.push(PatternPart::Deep);
                }
                '*' if kind != PatternKind::Line => {
                    flush(&mut literal, &mut parts);
                    parts.push(if kind == PatternKind::Key { PatternPart::Deep } else { PatternPart::Any });
                }
                other => literal.push(other),
            }
        }
        flush(&mut literal, &mut parts);
        let pattern = Self { kind, parts };
        pattern.fault(text).map_or(Ok(pattern), Err)
    }

    fn fault(&self, text: &str) -> Option<PatternFault> {
        if self.parts.is_empty() {
            return Some(PatternFault::Empty);
        }
        let mut names = BTreeSet::new();
        for name in self.fields() {
            let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
            if name.is_empty() || !name.chars().all(fits) {
                return Some(PatternFault::Name);
            }
            if !names.insert(name) {
                return Some(PatternFault::Twice);
            }
        }
        let open = |part: &PatternPart| !matches!(part, PatternPart::Text(_));
        if self.parts.iter().zip(self.parts.iter().skip(1)).any(|(one, next)| open(one) && open(next)) {
            return Some(PatternFault::Touching);
        }
        let outside = text.starts_with('/') || text.split('/').any(|name| matches!(name, ".." | "." | ""));
        (self.kind == PatternKind::Path && outside).then_some(PatternFault::Outside)
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> &[PatternPart] {
        &self.parts
    }

    /// How many bytes of it stand for themselves. Of two patterns that match the same key, the one with more means it.
    #[must_use]
    pub fn fixed_letters(&self) -> usize {
        let letters = |part: &PatternPart| if let PatternPart::Text(text) = part { text.len() } else { 0 };
        self.parts.iter().map(letters).sum()
    }

    /// The names in it, in order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PatternPart::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The texts that the names stand for, in order; nothing when the text is another. Where several ways
    /// fit, a name takes as little as it can.
    #[must_use]
    pub fn matched<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut found = Vec::new();
        self.walk(&self.parts, text, &mut found).then_some(found)
    }

    /// The text that this pattern has when each name stands for what is given; nothing when something
    /// else stays open.
    #[must_use]
    pub fn filled<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                PatternPart::Text(literal) => text.push_str(literal),
                PatternPart::Field(name) => text.push_str(value(name).filter(|value| self.takes(value))?),
                PatternPart::Any | PatternPart::Deep => return None,
            }
        }
        Some(text)
    }

    /// Whether a name of this pattern can stand for a text.
    #[must_use]
    pub fn takes(&self, value: &str) -> bool {
        let is_name = !value.contains('/') && !matches!(value, "." | "..");
        !value.is_empty() && (self.kind != PatternKind::Path || is_name)
    }

    /// The pattern with texts in the place of the names that are known; nothing when a name can never
    /// stand for what is given.
    #[must_use]
    pub fn narrowed<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Option<Self> {
        let mut parts: Vec<PatternPart> = Vec::new();
        for part in &self.parts {
            let text = match part {
                PatternPart::Text(text) => text.as_str(),
                PatternPart::Field(name) => match value(name) {
                    Some(value) if self.takes(value) => value,
                    Some(_) => return None,
                    None => {
                        parts.push(part.clone());
                        continue;
                    }
                },
                PatternPart::Any | PatternPart::Deep => {
                    parts.push(part.clone());
                    continue;
                }
            };
            match parts.last_mut() {
                Some(PatternPart::Text(before)) => before.push_str(text),
                _ => parts.push(PatternPart::Text(text.to_owned())),
            }
        }
        Some(Self { kind: self.kind, parts })
    }

    fn walk<'t>(&self, parts: &[PatternPart], text: &'t str, found: &mut Vec<&'t str>) -> bool {
        let Some((first, rest)) = parts.split_first() else { return text.is_empty() };
        let (shortest, deep) = match first {
            PatternPart::Text(literal) => {
                return text.strip_prefix(literal.as_str()).is_some_and(|text| self.walk(rest, text, found));
            }
            PatternPart::Field(_) => (1, self.kind != PatternKind::Path),
            PatternPart::Any => (0, false),
            PatternPart::Deep => (0, true),
        };
        let is_field = matches!(first, PatternPart::Field(_));
        let longest = if deep { text.len() } else { text.find('/').unwrap_or(text.len()) };
        let mut end = shortest;
        loop {
            // The next place where what follows could begin.
            end = match rest.first() {
                None => text.len(),
                Some(PatternPart::Text(literal)) => {
                    match text.get(end..).and_then(|rest| rest.find(literal.as_str())) {
                        Some(at) => end + at,
                        // In the middle of a character: one further.
                        None if text.get(end..).is_none() && end < longest => {
                            end += 1;
                            continue;
                        }
                        None => return false,
                    }
                }
                Some(_) => end,
            };
            if end > longest || end < shortest {
                return false;
            }
            let Some((taken, after)) = text.split_at_checked(end) else { return false };
            let before = found.len();
            if is_field {
                found.push(taken);
            }
            if self.walk(rest, after, found) {
                return true;
            }
            found.truncate(before);
            // A line is read once from left to right; trying every way would take too long on a long one.
            if self.kind == PatternKind::Line || rest.is_empty() {
                return false;
            }
            end += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, PatternFault, PatternKind};

    fn matched<'t>(kind: PatternKind, pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
        Pattern::read(pattern, kind).unwrap().matched(text)
    }

    #[test]
    fn a_name_in_a_path_is_one_name_of_it() {
        let path = |pattern, text| matched(PatternKind::Path, pattern, text);
        assert_eq!(path("users/{id}/**", "users/7/a/b.png"), Some(vec!["7"]));
        assert_eq!(path("users/{id}/*", "users/7/a/b.png"), None);
        assert_eq!(path("users/{id}.json", "users/a/b.json"), None);
        assert_eq!(path("{day}/{id}-*.log*", "2026/42-x.log.gz"), Some(vec!["2026", "42"]));
        assert_eq!(path("users/{id}.json", "users/.json"), None);
        assert_eq!(path("ü{id}é", "üéé"), Some(vec!["é"]));
    }

    #[test]
    fn a_name_in_a_key_takes_as_little_as_it_can() {
        let key = |pattern, text| matched(PatternKind::Key, pattern, text);
        assert_eq!(key("session:{id}:*", "session:7:a:b"), Some(vec!["7"]));
        assert_eq!(key("u:{mail}:prefs", "u:a:b:prefs"), Some(vec!["a:b"]));
        assert_eq!(key("u:{mail}:prefs", "u::prefs"), None);
        assert_eq!(key("users", "users"), Some(vec![]));
    }

    #[test]
    fn a_line_of_a_log_is_cut_at_the_texts_between_the_names() {
        let pattern = "{ip} - {user} [{time}] \"{request}\" {status} {size}";
        let line = "203.0.113.9 - ann [24/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 17";
        let found = matched(PatternKind::Line, pattern, line).unwrap();
        assert_eq!(
            found,
            ["203.0.113.9", "ann", "24/Nov/2026:10:00:00 +0000", "GET / HTTP/1.1", "200", "17"]
        );
        assert_eq!(matched(PatternKind::Line, pattern, "something else"), None);
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let fault = |text, kind| Pattern::read(text, kind).unwrap_err();
        assert_eq!(fault("", PatternKind::Key), PatternFault::Empty);
        assert_eq!(fault("a{b", PatternKind::Key), PatternFault::Brace);
        assert_eq!(fault("a}b", PatternKind::Key), PatternFault::Brace);
        assert_eq!(fault("{a b}", PatternKind::Key), PatternFault::Name);
        assert_eq!(fault("{a}:{a}", PatternKind::Key), PatternFault::Twice);
        assert_eq!(fault("{a}{b}", PatternKind::Key), PatternFault::Touching);
        assert_eq!(fault("{a}*", PatternKind::Key), PatternFault::Touching);
        for path in ["../x", "/etc/*", "a//b", "a/./b"] {
            assert_eq!(fault(path, PatternKind::Path), PatternFault::Outside, "{path}");
        }
        assert!(Pattern::read("{{a}} {b}", PatternKind::Line).unwrap().matched("{a} 1").is_some());
    }

    proptest::proptest! {
        #[test]
        fn what_a_pattern_is_filled_with_is_what_it_matches(a in "[a-z0-9.@-]{1,9}", b in "[a-z0-9]{1,9}") {
            let pattern = Pattern::read("x:{a}:y:{b}", PatternKind::Key).unwrap();
            let text = pattern.filled(|name| Some(if name == "a" { a.as_str() } else { b.as_str() })).unwrap();
            proptest::prop_assert_eq!(pattern.matched(&text), Some(vec![a.as_str(), b.as_str()]));
        }

        #[test]
        fn any_pattern_and_any_text_end_without_a_panic(pattern in "[a{}*/\u{e9}:]{0,9}", text in "[ab/\u{e9}:]{0,20}") {
            for kind in [PatternKind::Path, PatternKind::Key, PatternKind::Line] {
                if let Ok(pattern) = Pattern::read(&pattern, kind) {
                    let _ = pattern.matched(&text);
                }
            }
        }
    }
}
