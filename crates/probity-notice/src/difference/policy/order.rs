//! Which of two values is better for the person.
//!
//! INVARIANT (MIRRORED): comparing the other way round gives the opposite.

use super::span::Span;
use super::treatment::{Gives, Slot};
use crate::Direction;
use Direction::{LessProtective, Mixed, MoreProtective, Neutral};
use probity_vocabulary::{Country, CountryGroup};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What a slot says, places aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    Flag,
    Number(u64),
    Period(Span),
    Word(String),
    Words(BTreeSet<String>),
}

/// What a sentence says beyond what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    /// Its slots.
    pub(super) slots: BTreeMap<&'static str, Said>,
    /// The parts of its condition, all of which must hold.
    pub(super) when: BTreeSet<String>,
    /// What it excepts.
    pub(super) unless: Option<String>,
    /// Why.
    pub(super) because: Option<String>,
    /// Nobody confirmed it, so that it denies.
    pub(super) unconfirmed: bool,
}

/// The other way round.
pub(super) fn opposite(direction: Direction) -> Direction {
    match direction {
        LessProtective => MoreProtective,
        MoreProtective => LessProtective,
        other => other,
    }
}

/// Several directions as one: those that go nowhere do not count.
pub(super) fn together(directions: impl IntoIterator<Item = Direction>) -> Direction {
    let mut all = Neutral;
    for one in directions {
        all = match (all, one) {
            (all, Neutral) => all,
            (Neutral, one) => one,
            (all, one) if all == one => all,
            _ => Mixed,
        };
    }
    all
}

/// What it is for people that something is said which was not.
pub(super) fn of_adding(gives: Gives, value: &Value) -> Direction {
    match gives {
        Gives::Protects => MoreProtective,
        Gives::Costs => LessProtective,
        Gives::Both => Mixed,
        Gives::Nothing => Neutral,
        Gives::ByWord(slot, words) => {
            let said = match value.slots.get(slot) {
                Some(Said::Word(word)) => words.iter().find(|(known, _)| known == word),
                _ => None,
            };
            said.map_or(MoreProtective, |(_, gives)| of_adding(*gives, value))
        }
        Gives::ByLength => match Kept::of(value) {
            Kept { most: Bound::Known(_), .. } => MoreProtective,
            Kept { most: Bound::Event(_), .. } => MoreProtective,
            Kept { least: Bound::Known(_), .. } => LessProtective,
            _ => Neutral,
        },
    }
}

/// Which way it goes from one value to another of the same kind, which is about the same.
pub(super) fn between(
    gives: Gives,
    slots: &[(&'static str, Slot)],
    before: &Value,
    after: &Value,
) -> Direction {
    let mut all: Vec<Direction> = Vec::new();
    let (mut lengths, mut extensions, mut windows, mut erasures) = (false, false, false, false);
    for (name, slot) in slots {
        let (one, other) = (before.slots.get(name), after.slots.get(name));
        if one == other {
            continue;
        }
        match slot {
            Slot::Length => lengths = true,
            Slot::Extension => extensions = true,
            Slot::Window => windows = true,
            Slot::Erasure => erasures = true,
            _ => all.push(of_slot(*slot, one, other)),
        }
    }
    if lengths {
        all.push(Kept::of(before).to(&Kept::of(after)));
    }
    if extensions {
        all.push(fewer(extension(before), extension(after)));
    }
    if windows {
        all.push(fewer(window(before), window(after)));
    }
    if erasures {
        all.push(Direction::from(erasure(after).cmp(&erasure(before))));
    }
    // Where a sentence holds in fewer cases, less of what it gives is given.
    let (adding, was) = (of_adding(gives, after), of_adding(gives, before));
    let adding = if adding == was { adding } else { Mixed };
    let fewer_cases = |now_fewer: bool| if now_fewer { opposite(adding) } else { adding };
    if before.unconfirmed != after.unconfirmed {
        all.push(fewer_cases(after.unconfirmed));
    }
    if before.when != after.when {
        all.push(match () {
            () if before.when.is_subset(&after.when) => fewer_cases(true),
            () if after.when.is_subset(&before.when) => fewer_cases(false),
            () if adding == Neutral => Neutral,
            () => Mixed,
        });
    }
    if before.unless != after.unless {
        all.push(match (&before.unless, &after.unless) {
            (None, _) => fewer_cases(true),
            (_, None) => fewer_cases(false),
            _ if adding == Neutral => Neutral,
            _ => Mixed,
        });
    }
    together(all)
}

fn of_slot(slot: Slot, before: Option<&Said>, after: Option<&Said>) -> Direction {
    let present = |gives: Gives| match (before, after) {
        (None, Some(_)) => of_adding(gives, &Value::default()),
        (Some(_), None) => opposite(of_adding(gives, &Value::default())),
        _ => Neutral,
    };
    match slot {
        Slot::FewerOrNone => fewer(before.map_or(Size::Least, size), after.map_or(Size::Least, size)),
        Slot::Fewer => fewer(before.map_or(Size::Most, size), after.map_or(Size::Most, size)),
        Slot::More => opposite(fewer(before.map_or(Size::Least, size), after.map_or(Size::Least, size))),
        Slot::Ranks(words, absent) => {
            let rank = |said: Option<&Said>| {
                let word = match said {
                    Some(Said::Word(word)) => Some(word.as_str()),
                    _ => absent,
                };
                word.and_then(|word| words.iter().position(|known| *known == word))
            };
            match (rank(before), rank(after)) {
                (Some(one), Some(other)) => other.cmp(&one).into(),
                _ => Mixed,
            }
        }
        Slot::Each(gives) => {
            let (one, other) = (words(before), words(after));
            let adding = of_adding(gives, &Value::default());
            match () {
                () if one.is_subset(&other) => adding,
                () if other.is_subset(&one) => opposite(adding),
                () if adding == Neutral => Neutral,
                () => Mixed,
            }
        }
        Slot::Grounds => match (before, after) {
            (None, _) => LessProtective,
            (_, None) => MoreProtective,
            _ => of_slot(Slot::Each(Gives::Protects), before, after),
        },
        Slot::Given(gives) => present(gives),
        Slot::Earlier => match (before, after) {
            (Some(Said::Word(one)), Some(Said::Word(other))) => one.cmp(other).into(),
            _ => Mixed,
        },
        Slot::Wording => Neutral,
        Slot::Doubtful => Mixed,
        Slot::Bases => ranked_sets(&words(before), &words(after), consent),
        Slot::Countries => ranked_sets(&words(before), &words(after), |places| {
            // Nobody knows about the future: who belongs to it today is asked.
            let inside = |code: &String| {
                Country::find(code)
                    .is_some_and(|country| CountryGroup::EuropeanEconomicArea.contains(country, MEMBERS_ON))
            };
            u8::from(places.iter().all(inside))
        }),
        Slot::Age => {
            // The age of majority is eighteen in most places, and earlier in some.
            let years = |said: Option<&Said>| match said {
                Some(Said::Number(years)) => years.saturating_mul(2),
                _ => 35,
            };
            years(after).cmp(&years(before)).into()
        }
        Slot::Fee => match (before.map(amount), after.map(amount)) {
            (None, _) => LessProtective,
            (_, None) => MoreProtective,
            (Some(Some(one)), Some(Some(other))) if one != other => one.cmp(&other).into(),
            _ => Mixed,
        },
        Slot::About | Slot::AboutCategory | Slot::Length | Slot::Extension | Slot::Window | Slot::Erasure => {
            Neutral
        }
    }
}

const MEMBERS_ON: jiff::civil::Date = jiff::civil::date(2026, 1, 1);

/// How large something is; what has no figure is the least or the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    Least,
    Known(Span),
    Unknown,
    Most,
}

fn size(said: &Said) -> Size {
    match said {
        Said::Period(span) => Size::Known(*span),
        Said::Number(number) => Size::Known(Span::Minutes(*number)),
        _ => Size::Unknown,
    }
}

/// The smaller the better.
fn fewer(before: Size, after: Size) -> Direction {
    match (before, after) {
        (one, other) if one == other => Neutral,
        (Size::Known(one), Size::Known(other)) => one.compare(other).map_or(Mixed, Direction::from),
        (Size::Unknown, _) | (_, Size::Unknown) => Mixed,
        (Size::Least, _) | (_, Size::Most) => LessProtective,
        _ => MoreProtective,
    }
}

fn words(said: Option<&Said>) -> BTreeSet<String> {
    match said {
        Some(Said::Words(words)) => words.clone(),
        Some(Said::Word(word)) => BTreeSet::from([word.clone()]),
        _ => BTreeSet::new(),
    }
}

/// Sets of a higher rank are better, of the same rank the smaller one.
fn ranked_sets(
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
    rank: impl Fn(&BTreeSet<String>) -> u8,
) -> Direction {
    match rank(after).cmp(&rank(before)) {
        Ordering::Equal if before.is_subset(after) => LessProtective,
        Ordering::Equal if after.is_subset(before) => MoreProtective,
        Ordering::Equal => Mixed,
        order => order.into(),
    }
}

/// Whether the person decides: alone, in some cases, or not.
fn consent(bases: &BTreeSet<String>) -> u8 {
    match (bases.contains("consent"), bases.len()) {
        (true, 1) => 2,
        (true, _) => 1,
        _ => 0,
    }
}

fn amount(said: &Said) -> Option<u64> {
    let Said::Word(text) = said else { return None };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn extension(value: &Value) -> Size {
    match (value.slots.get("extension"), value.slots.contains_key("unbounded")) {
        (Some(said), _) => size(said),
        (None, true) => Size::Most,
        (None, false) => Size::Least,
    }
}

fn window(value: &Value) -> Size {
    value.slots.get("window").map_or(Size::Known(Span::Months(12)), size)
}

/// How much of a row an erasure takes, from the least to the most.
fn erasure(value: &Value) -> u8 {
    let has = |slot| value.slots.contains_key(slot);
    match () {
        () if has("delete") && !has("referred") || has("shred") => 5,
        () if has("delete") => 4,
        () if has("anonymise") || has("aggregate") => 3,
        () if has("reason") => 0,
        () if has("blank") => 2,
        () => 1,
    }
}

/// An end of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bound {
    /// There is none: at once, or never.
    None,
    /// After so long.
    Known(Span),
    /// When something happens, which takes nobody knows how long; and a time after it.
    Event(String),
}

/// How long something is kept: not shorter than one, not longer than the other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    least: Bound,
    most: Bound,
    /// Words without a figure.
    vague: bool,
    then_for: Option<Span>,
    after: Option<String>,
    and_after: Option<String>,
}

impl Kept {
    fn of(value: &Value) -> Self {
        let span = |slot| match value.slots.get(slot) {
            Some(Said::Period(span)) => Some(*span),
            _ => None,
        };
        let word = |slot| match value.slots.get(slot) {
            Some(Said::Word(word)) => Some(word.clone()),
            _ => None,
        };
        let (least, most) = match (span("floor"), span("ceiling"), span("exactly")) {
            (Some(floor), _, _) => (Bound::Known(floor), Bound::None),
            (_, Some(ceiling), _) => (Bound::None, Bound::Known(ceiling)),
            (_, _, Some(exactly)) => (Bound::Known(exactly), Bound::Known(exactly)),
            _ => {
                let event = word("while").or_else(|| word("until"));
                let bound = event.map_or(Bound::None, Bound::Event);
                (bound.clone(), bound)
            }
        };
        Self {
            least,
            most,
            vague: value.slots.contains_key("vague"),
            then_for: span("then-for"),
            after: word("after"),
            and_after: word("and-after"),
        }
    }

    /// Which way it goes from here to another.
    fn to(&self, other: &Self) -> Direction {
        let mut all = Vec::new();
        if (&self.least, &self.most, self.vague) != (&other.least, &other.most, other.vague) {
            all.push(self.ends(other));
        }
        if self.then_for != other.then_for {
            let size = |span: Option<Span>| span.map_or(Size::Least, Size::Known);
            all.push(fewer(size(self.then_for), size(other.then_for)));
        }
        // The vaguer the length, the less it matters from when it is counted.
        if self.after != other.after && self.after.is_some() && other.after.is_some() {
            all.push(Mixed);
        }
        match (&self.and_after, &other.and_after) {
            (one, other) if one == other => {}
            // Whichever is later counts.
            (None, Some(_)) => all.push(LessProtective),
            (Some(_), None) => all.push(MoreProtective),
            _ => all.push(Mixed),
        }
        together(all)
    }

    fn ends(&self, other: &Self) -> Direction {
        match (&self.most, &other.most) {
            // A figure or an event is better than none at all.
            (Bound::None, Bound::None) if self.vague != other.vague => Mixed,
            (Bound::None, Bound::Known(_) | Bound::Event(_)) => MoreProtective,
            (Bound::Known(_) | Bound::Event(_), Bound::None) => LessProtective,
            (Bound::Known(one), Bound::Known(two)) if one == two => {
                // The ends are the same; without a floor it may go earlier.
                match (&self.least, &other.least) {
                    (Bound::None, _) => LessProtective,
                    _ => MoreProtective,
                }
            }
            (Bound::Known(one), Bound::Known(two)) => one.compare(*two).map_or(Mixed, Direction::from),
            (Bound::None, Bound::None) => match (&self.least, &other.least) {
                (Bound::Known(one), Bound::Known(two)) => one.compare(*two).map_or(Mixed, Direction::from),
                _ => Mixed,
            },
            _ => Mixed,
        }
    }
}
