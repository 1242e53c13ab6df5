//! Conditions: comparisons joined by `and`, `or`, `not`. The only expressions of the language.

use super::matcher::{Expected, Furthest, Shape};
use super::value::{Comparison, Condition, Located};
use super::words::Words;
use crate::syntax::TokenKind;

/// How deep parentheses and `not` may nest.
const MAXIMUM_DEPTH: usize = 32;

pub(super) fn read(words: &Words<'_>, at: &mut usize, furthest: &mut Furthest) -> Option<Located<Condition>> {
    let start = *at;
    let value = any(words, at, furthest, 0)?;
    let span = words.span(start).to(words.span(at.saturating_sub(1)));
    Some(Located { value, span })
}

fn any(words: &Words<'_>, at: &mut usize, furthest: &mut Furthest, depth: usize) -> Option<Condition> {
    let mut parts = vec![all(words, at, furthest, depth)?];
    while words.is(*at, "or") {
        *at += 1;
        parts.push(all(words, at, furthest, depth)?);
    }
    Some(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
}

fn all(words: &Words<'_>, at: &mut usize, furthest: &mut Furthest, depth: usize) -> Option<Condition> {
    let mut parts = vec![one(words, at, furthest, depth)?];
    while words.is(*at, "and") {
        *at += 1;
        parts.push(one(words, at, furthest, depth)?);
    }
    Some(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
}

fn one(words: &Words<'_>, at: &mut usize, furthest: &mut Furthest, depth: usize) -> Option<Condition> {
    if depth > MAXIMUM_DEPTH {
        return None;
    }
    if words.is(*at, "not") {
        *at += 1;
        return Some(Condition::Not(Box::new(one(words, at, furthest, depth + 1)?)));
    }
    if words.is(*at, "(") {
        *at += 1;
        let inner = any(words, at, furthest, depth + 1)?;
        if !words.is(*at, ")") {
            furthest.expect(*at, || Expected::Literal(")"));
            return None;
        }
        *at += 1;
        return Some(inner);
    }
    let Some(fact) = words.name(at, Shape::Any) else {
        furthest.expect(*at, || Expected::Kind("a fact such as `high-risk` or `pool = full`".to_owned()));
        return None;
    };
    let Some(comparison) = words.get(*at).and_then(|word| Comparison::from_sign(word.text)) else {
        return Some(Condition::Fact(fact.value));
    };
    *at += 1;
    let with = match words.get(*at) {
        Some(word) if word.kind == TokenKind::Text => words.text(at)?.value,
        Some(word)
            if matches!(
                word.kind,
                TokenKind::Word | TokenKind::Number | TokenKind::Date | TokenKind::Version
            ) =>
        {
            *at += 1;
            word.text.to_owned()
        }
        _ => {
            furthest.expect(*at, || Expected::Kind("a name, number or text to compare with".to_owned()));
            return None;
        }
    };
    Some(Condition::Compare { fact: fact.value, comparison, with })
}
