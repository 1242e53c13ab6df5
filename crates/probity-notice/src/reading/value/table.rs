//! Words that mean something, looked for in what is said, whatever their case.

use crate::matching::ones;
use std::ops::Range;

/// Letters are told by their lowest bits, in which a capital is its small letter.
const LETTERS: usize = 32;
/// So many letters of a word are asked for before it is compared.
const FIRST: usize = 4;
const GROUPS: usize = u32::BITS as usize;

/// Names, each with the words that mean it. All words are looked for in one pass, which asks a small table for every
/// letter and stays as quick when it is asked for once and then not for long.
pub(crate) struct Table {
    /// For each of the first letters of a word: the groups in which one has that letter there; one bit each.
    letters: [[u32; LETTERS]; FIRST],
    /// The words, one behind the other.
    bytes: Vec<u8>,
    /// In their order, so that the words of a group begin alike.
    words: Vec<Word>,
    /// So many words are a group.
    together: usize,
    names: Vec<&'static str>,
}

#[derive(Clone, Copy)]
struct Word {
    /// Where it stands among all words.
    start: u32,
    end: u32,
    /// The entry that it belongs to.
    entry: u32,
}

/// The bits of the groups that may begin with some letters. Where there are fewer than are asked for, it may be any that
/// begins so.
#[inline]
fn groups(letters: &[[u32; LETTERS]; FIRST], first: &[u8]) -> u32 {
    first
        .iter()
        .zip(letters)
        .fold(u32::MAX, |groups, (letter, row)| groups & row.get(low(*letter)).unwrap_or(&0))
}

const fn low(letter: u8) -> usize {
    letter as usize % LETTERS
}

impl Table {
    /// A table of at most 64 entries.
    pub(crate) fn new<'w, W: AsRef<[u8]> + 'w>(
        entries: impl IntoIterator<Item = (&'static str, &'w [W])>,
    ) -> Self {
        let (mut meant, mut names) = (Vec::new(), Vec::new());
        for (entry, (name, meant_by)) in (0_u32..64).zip(entries) {
            names.push(name);
            meant.extend(meant_by.iter().map(|word| (word.as_ref().to_ascii_lowercase(), entry)));
        }
        meant.sort_unstable();
        let together = meant.len().div_ceil(GROUPS).max(1);
        let (mut letters, mut bytes, mut words) = ([[0; LETTERS]; FIRST], Vec::new(), Vec::new());
        for (place, (word, entry)) in meant.iter().enumerate() {
            let group = 1 << (place / together);
            for (at, row) in letters.iter_mut().enumerate() {
                let letter = word.get(at).map(|letter| low(*letter));
                let groups = row.iter_mut().enumerate();
                // Behind a shorter word, there may be anything.
                groups
                    .filter(|(one, _)| letter.is_none_or(|letter| letter == *one))
                    .for_each(|(_, all)| *all |= group);
            }
            let length = |bytes: &Vec<u8>| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            let start = length(&bytes);
            bytes.extend_from_slice(word);
            words.push(Word { start, end: length(&bytes), entry: *entry });
        }
        Self { letters, bytes, words, together, names }
    }

    /// Tells which words stand where, in the order of the text, each with its entry, until it is told that it is enough.
    fn find(&self, text: &[u8], mut enough: impl FnMut(Range<usize>, u32) -> bool) {
        for (at, first) in text.array_windows::<FIRST>().enumerate() {
            let groups = groups(&self.letters, first);
            if groups != 0 && self.find_at(text, at, groups, &mut enough) {
                return;
            }
        }
        for at in text.len().saturating_sub(FIRST - 1)..text.len() {
            let groups = groups(&self.letters, text.get(at..).unwrap_or(&[]));
            if self.find_at(text, at, groups, &mut enough) {
                return;
            }
        }
    }

    /// The same at one place, of the words of some groups.
    fn find_at(
        &self,
        text: &[u8],
        at: usize,
        groups: u32,
        mut enough: impl FnMut(Range<usize>, u32) -> bool,
    ) -> bool {
        let rest = text.get(at..).unwrap_or(&[]);
        let group = |number: usize| self.words.iter().skip(number * self.together).take(self.together);
        ones(u64::from(groups)).flat_map(group).any(|word| {
            let said = self.bytes.get(word.start as usize..word.end as usize).unwrap_or(&[]);
            let is_here = rest.get(..said.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(said));
            is_here && enough(at..at + said.len(), word.entry)
        })
    }

    /// The names that are meant, in the order of the table.
    pub(crate) fn names<'t>(&'t self, text: &str) -> impl Iterator<Item = &'static str> + 't {
        let meant = self.meant(text.as_bytes());
        self.names
            .iter()
            .enumerate()
            .filter(move |(entry, _)| meant & (1 << entry) != 0)
            .map(|(_, name)| *name)
    }

    /// Which entries are meant; one bit each.
    pub(crate) fn meant(&self, text: &[u8]) -> u64 {
        let mut meant = 0;
        self.find(text, |_, entry| {
            meant |= 1 << entry;
            false
        });
        meant
    }

    /// Where words stand, in the order of the text, each with the name it means.
    pub(crate) fn places(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let mut places = Vec::new();
        self.find(text.as_bytes(), |place, entry| {
            places.extend(self.names.get(entry as usize).map(|name| (place, *name)));
            false
        });
        places
    }

    /// Whether any word stands there.
    pub(crate) fn any(&self, text: &str) -> bool {
        let mut any = false;
        self.find(text.as_bytes(), |_, _| {
            any = true;
            true
        });
        any
    }
}

/// A word that is looked for by itself.
pub(crate) struct Term {
    word: &'static [u8],
    /// The letter of it that is the rarest in prose, small and as a capital, and how far behind the beginning.
    rarest: (u8, u8),
    behind: usize,
}

impl Term {
    pub(crate) const fn new(word: &'static str) -> Self {
        let word = word.as_bytes();
        let (mut rarest, mut behind) = (b' ', 0);
        let mut rest = word;
        while let [letter, after @ ..] = rest {
            if rarity(*letter) > rarity(rarest) {
                rarest = *letter;
                behind = word.len() - rest.len();
            }
            rest = after;
        }
        Self { word, rarest: (rarest.to_ascii_lowercase(), rarest.to_ascii_uppercase()), behind }
    }

    /// Whether it stands in a text.
    pub(crate) fn stands_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        memchr::memchr2_iter(self.rarest.0, self.rarest.1, text).any(|at| {
            let said = at.checked_sub(self.behind).and_then(|start| text.get(start..start + self.word.len()));
            said.is_some_and(|said| said.eq_ignore_ascii_case(self.word))
        })
    }
}

/// How rare a letter is in prose, next to others.
const fn rarity(letter: u8) -> usize {
    let mut common: &[u8] = b" etaoinsrcldhupmfygvbwkxqjz";
    let mut rarity = 0;
    while let [one, rest @ ..] = common {
        if *one == letter.to_ascii_lowercase() {
            return rarity;
        }
        rarity += 1;
        common = rest;
    }
    rarity
}

/// Whether one of the words stands in a text.
macro_rules! has {
    ($text:expr, [$($word:expr),* $(,)?]) => {{
        const TERMS: &[$crate::reading::value::Term] = &[$($crate::reading::value::Term::new($word)),*];
        let text: &str = $text;
        TERMS.iter().any(|term| term.stands_in(text))
    }};
}

/// The names of a table whose words stand in a text.
macro_rules! named {
    ($text:expr, [$(($word:expr, $name:expr)),* $(,)?]) => {{
        static TABLE: std::sync::LazyLock<$crate::reading::value::Table> =
            std::sync::LazyLock::new(|| $crate::reading::value::Table::new([$(($name, &[$word][..])),*]));
        TABLE.names($text)
    }};
    ($text:expr, $table:expr) => {{
        static TABLE: std::sync::LazyLock<$crate::reading::value::Table> =
            std::sync::LazyLock::new(|| $crate::reading::value::Table::new($table.iter().copied()));
        TABLE.names($text)
    }};
}
pub(super) use {has, named};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_anywhere_whatever_their_case() {
        let table = Table::new([
            ("mark", &["@", "+"][..]),
            ("short", &["ag"]),
            ("vat", &["vat"]),
            ("date", &["date and time"]),
        ]);
        let names = |text| table.names(text).collect::<Vec<_>>();
        assert_eq!(names("Date and TIME of a priVATe visit"), ["vat", "date"]);
        assert_eq!(names("some@example"), ["mark"]);
        assert_eq!(names("Example AG"), ["short"]);
        assert_eq!(names("call +"), ["mark"]);
        assert!(names("a date and tim").is_empty() && names("").is_empty());
        assert!(table.any("VAT") && !table.any("va"));
        assert_eq!(table.places("vat, VAT"), [(0..3, "vat"), (5..8, "vat")]);
    }

    #[test]
    fn of_more_words_than_groups_each_is_found() {
        let words: Vec<String> = (10..95).map(|number| format!("word {number}")).collect();
        let table = Table::new([("", words.as_slice())]);
        assert!(words.iter().all(|word| table.any(word)) && !table.any("word 95"));
    }

    #[test]
    fn a_word_is_found_by_its_rarest_letter() {
        const TERMS: [Term; 4] =
            [Term::new("cookie"), Term::new("(at)"), Term::new(" inc"), Term::new("no “yes”")];
        let found = |text| TERMS.iter().map(|term| term.stands_in(text)).collect::<Vec<_>>();
        assert_eq!(found("KOOKIE COOKIE"), [true, false, false, false]);
        assert_eq!(found("me (AT) Example Inc."), [false, true, true, false]);
        assert_eq!(found("say no “yes"), [false; 4]);
        assert_eq!(found("say No “Yes”"), [false, false, false, true]);
    }
}
