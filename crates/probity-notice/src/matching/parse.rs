//! Reads a pattern into its parts: as much of the syntax of regular expressions as the tables use.
//!
//! There are hundreds of patterns, each with the same long groups, and all of them are read before the first text is:
//! a parser that knows every form of Unicode takes longer for that than the rest of the program for the text.
//!
//! INVARIANT (READ-OR-LEFT): what it does not know it does not read; the automaton tells then.

use super::part::{Letter, OF_WORDS, Part, Set, Times};
use regex_syntax::hir::Look;

/// A pattern that is being read.
struct Parser<'p> {
    rest: &'p [u8],
    /// Whether capitals are as good as small letters.
    folds: bool,
    /// How many named groups there were, and whether all of them stood at the beginning.
    named: usize,
    names_begin: bool,
}

/// The parts of a pattern over plain text that looks past case, and whether its named groups begin where a match
/// begins; nothing when it cannot be read.
pub(super) fn parse(pattern: &str) -> Option<(Part, bool)> {
    let mut parser = Parser { rest: pattern.as_bytes(), folds: true, named: 0, names_begin: true };
    let part = parser.ways(true)?;
    parser.rest.is_empty().then_some((part, parser.names_begin))
}

/// What stands behind a `\`.
enum Escaped {
    Byte(u8),
    Class(Set),
    Border,
    NoBorder,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn takes(&mut self, expected: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Ways with `|` between them, up to the end of the group.
    fn ways(&mut self, begins: bool) -> Option<Part> {
        let mut ways = Vec::new();
        loop {
            match self.row(begins)? {
                Part::Any(more) => ways.extend(more),
                way => ways.push(way),
            }
            if !self.takes(b"|") {
                break;
            }
        }
        Some(if ways.len() == 1 { ways.pop()? } else { Part::Any(ways) })
    }

    /// Parts in a row, up to the next `|` or the end of the group.
    fn row(&mut self, begins: bool) -> Option<Part> {
        let (mut all, mut begins) = (Vec::new(), begins);
        while self.peek().is_some_and(|next| !matches!(next, b'|' | b')')) {
            let part = self.repeated(begins)?;
            begins &= matches!(part, Part::Look(_) | Part::Nothing);
            match (all.last_mut(), part) {
                (_, Part::Nothing) => {}
                (Some(Part::Bytes(before)), Part::Bytes(bytes)) => before.join(bytes),
                (_, Part::All(parts)) => all.extend(parts),
                (_, part) => all.push(part),
            }
        }
        Some(match all.len() {
            0 => Part::Nothing,
            1 => all.pop()?,
            _ => Part::All(all),
        })
    }

    /// One part, and how often it stands there.
    fn repeated(&mut self, begins: bool) -> Option<Part> {
        let named = self.named;
        let part = self.one(begins)?;
        let (least, most) = match self.peek() {
            Some(b'?') => self.counted((0, 1))?,
            Some(b'*') => self.counted((0, usize::MAX))?,
            Some(b'+') => self.counted((1, usize::MAX))?,
            Some(b'{') => self.counts()?,
            _ => return Some(part),
        };
        let times = Times { least, most, few: self.takes(b"?") };
        self.names_begin &= self.named == named;
        Some(match part {
            Part::One(set) => Part::Run(set, times),
            Part::Bytes(bytes) if bytes.small.len() == 1 => Part::Run(bytes.letters().next()?.set(), times),
            part => Part::Again(Box::new(part), times),
        })
    }

    fn counted(&mut self, counts: (usize, usize)) -> Option<(usize, usize)> {
        self.next().map(|_| counts)
    }

    /// A letter, a class, a border or a group.
    fn one(&mut self, begins: bool) -> Option<Part> {
        Some(match self.next()? {
            b'(' => return self.group(begins),
            b'[' => Part::One(self.class()?),
            b'^' => Part::Look(Look::Start),
            b'$' => Part::Look(Look::End),
            b'.' => {
                let mut line = Set::default();
                line.put(b'\n');
                Part::One(line.others())
            }
            b'\\' => match self.escaped()? {
                Escaped::Byte(byte) => self.byte(byte),
                Escaped::Class(class) => Part::One(class),
                Escaped::Border => Part::Look(Look::WordAscii),
                Escaped::NoBorder => Part::Look(Look::WordAsciiNegate),
            },
            b'*' | b'+' | b'?' | b'{' => return None,
            byte => self.byte(byte),
        })
    }

    fn byte(&self, byte: u8) -> Part {
        let folded = if self.folds && byte.is_ascii_alphabetic() { 0x20 } else { 0 };
        Part::Bytes(Letter { small: byte | folded, folded }.into())
    }

    /// What stands behind `(`, up to its `)`.
    fn group(&mut self, begins: bool) -> Option<Part> {
        let (folds, named) = (self.folds, self.takes(b"?P<"));
        if named {
            let name = self.rest.iter().position(|byte| *byte == b'>')?;
            self.rest = self.rest.get(name + 1..)?;
            self.named += 1;
            self.names_begin &= begins;
        } else if self.takes(b"?-i:") {
            self.folds = false;
        } else if !self.takes(b"?:") && self.peek() == Some(b'?') {
            return None;
        }
        let part = self.ways(begins)?;
        self.folds = folds;
        let part = if named { Part::All(vec![part, Part::Named]) } else { part };
        self.takes(b")").then_some(part)
    }

    fn escaped(&mut self) -> Option<Escaped> {
        Some(match self.next()? {
            b'b' => Escaped::Border,
            b'B' => Escaped::NoBorder,
            b'w' => Escaped::Class(OF_WORDS),
            b'd' => Escaped::Class(Set::of(b'0'..=b'9')),
            b's' => {
                let mut space = Set::of(b'\t'..=b'\r');
                space.put(b' ');
                Escaped::Class(space)
            }
            b'x' => {
                let figures = std::str::from_utf8(self.rest.get(..2)?).ok()?;
                self.rest = self.rest.get(2..)?;
                Escaped::Byte(u8::from_str_radix(figures, 16).ok()?)
            }
            byte if byte.is_ascii_punctuation() => Escaped::Byte(byte),
            _ => return None,
        })
    }

    /// What stands behind `[`, up to its `]`.
    fn class(&mut self) -> Option<Set> {
        let others = self.takes(b"^");
        let mut set = Set::default();
        loop {
            let first = match self.next()? {
                b']' if set != Set::default() => break,
                // Classes in classes, and what is done with two of them.
                b'[' | b']' => return None,
                b'&' | b'~' if self.rest.len() > 1 && matches!(self.peek(), Some(b'&' | b'~')) => {
                    return None;
                }
                b'\\' => match self.escaped()? {
                    Escaped::Byte(byte) => byte,
                    Escaped::Class(class) => {
                        set.join(&class);
                        continue;
                    }
                    Escaped::Border | Escaped::NoBorder => return None,
                },
                byte => byte,
            };
            let last = match self.rest {
                [b'-', b'-', ..] => return None,
                [b'-', last, ..] if !matches!(last, b']' | b'\\' | b'[') => {
                    self.rest = self.rest.get(2..)?;
                    *last
                }
                _ => first,
            };
            set.join(&Set::of(first..=last));
        }
        let set = if self.folds { set.folded() } else { set };
        Some(if others { set.others() } else { set })
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    fn counts(&mut self) -> Option<(usize, usize)> {
        let end = self.rest.iter().position(|byte| *byte == b'}')?;
        let inside = std::str::from_utf8(self.rest.get(1..end)?).ok()?;
        self.rest = self.rest.get(end + 1..)?;
        match inside.split_once(',') {
            None => inside.parse().ok().map(|count| (count, count)),
            Some((least, "")) => Some((least.parse().ok()?, usize::MAX)),
            Some((least, most)) => Some((least.parse().ok()?, most.parse().ok()?)),
        }
    }
}
