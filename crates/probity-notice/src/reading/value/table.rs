//! Words that mean something, looked for in one pass over what is said, whatever their case.

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, Input};

/// Names, each with the words that mean it.
pub(crate) struct Table {
    automaton: Option<DFA>,
    /// For each word, the entry it belongs to.
    entries: Vec<u32>,
    names: Vec<&'static str>,
}

impl Table {
    /// A table of at most 64 entries.
    pub(crate) fn new<'w>(entries: impl IntoIterator<Item = (&'static str, &'w [&'static str])>) -> Self {
        let (mut words, mut of_word, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, (name, meant_by)) in (0_u32..64).zip(entries) {
            names.push(name);
            for word in meant_by {
                words.push(*word);
                of_word.push(entry);
            }
        }
        let automaton = DFA::builder().ascii_case_insensitive(true).build(words).ok();
        Self { automaton, entries: of_word, names }
    }

    /// Which entries are meant; one bit each.
    fn meant(&self, text: &str) -> u64 {
        let Some(automaton) = &self.automaton else { return 0 };
        let Ok(mut state) = automaton.start_state(Anchored::No) else { return 0 };
        let mut all = 0;
        for byte in text.bytes() {
            state = automaton.next_state(Anchored::No, state, byte);
            if automaton.is_match(state) {
                let words = (0..automaton.match_len(state)).map(|at| automaton.match_pattern(state, at));
                let entries = words.filter_map(|word| self.entries.get(word.as_usize()));
                all = entries.fold(all, |all, entry| all | 1 << entry);
            }
        }
        all
    }

    /// The names that are meant, in the order of the table.
    pub(crate) fn names<'t>(&'t self, text: &str) -> impl Iterator<Item = &'static str> + 't {
        let meant = self.meant(text);
        self.names
            .iter()
            .enumerate()
            .filter(move |(entry, _)| meant & (1 << entry) != 0)
            .map(|(_, name)| *name)
    }

    /// Whether any word stands there.
    pub(crate) fn any(&self, text: &str) -> bool {
        let found = |automaton: &DFA| automaton.try_find(&Input::new(text).earliest(true));
        self.automaton.as_ref().is_some_and(|automaton| matches!(found(automaton), Ok(Some(_))))
    }
}

/// Whether one of the words stands in a text.
macro_rules! has {
    ($text:expr, [$($word:expr),* $(,)?]) => {{
        static WORDS: std::sync::LazyLock<$crate::reading::value::Table> =
            std::sync::LazyLock::new(|| $crate::reading::value::Table::new([("", &[$($word),*][..])]));
        WORDS.any($text)
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
