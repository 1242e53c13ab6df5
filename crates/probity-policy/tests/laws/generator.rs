//! Statements of any rule, made by walking the rule's pattern. Entropy is a list of numbers, so that a
//! failing case shrinks by shrinking numbers.

use probity_policy::grammar::rules;
use probity_policy::grammar::{
    Comparison, Condition, IdentityColumns, Located, Piece, Place, Rule, SlotKind, Statement, Tail, Value,
};
use probity_source::{Sources, Span};
use probity_vocabulary::{Period, Unit};

const NAMES: &[&str] = &[
    "alpha",
    "beta-2",
    "gamma_x",
    "Delta",
    "US-CO",
    "a.b",
    "Europe/Nicosia",
    "été",
    "x9",
    "two words",
    "for",
];
const FACTS: &[&str] = &["high-risk", "pool", "a.b", "été"];
const COLUMNS: &[&str] = &[
    "id",
    "Full Name",
    "from",
    "to",
    "is",
    "plain",
    "on",
    "belongs",
    "a.b",
    "no",
    "tax-number",
    "9lives",
    "ÿ",
];
const CATEGORIES: &[&str] = &["contact.email", "contact.*", "anything", "*", "own.kind.of-thing"];
const TABLES: &[&str] =
    &["core.accounts", "core.public.orders", "core.`Order Items`", "core.`a.b`", "core.`from`"];
const TEXTS: &[&str] =
    &["", "plain", "with \"quotes\"", "back\\slash", "two\nlines\tand a tab", "§ 5 { } ; //", "ü"];
const CLAUSES: &[&str] = &["9", "5.2.1", "Your rights", "a \"quoted\" heading", "II"];
const VERSIONS: &[&str] = &["1", "1.1.2", "2026-01-07", "first", "1.0-beta"];
const UNITS: [Unit; 7] =
    [Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years];
const ANCHORS: &[&str] =
    &["collected", "account end", "last use", "opt-out", "closure", "purpose end", "receipt"];
const COMPARISONS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::NotEqual,
    Comparison::Less,
    Comparison::LessEqual,
    Comparison::Greater,
    Comparison::GreaterEqual,
];

/// Makes statements from numbers.
pub(crate) struct Generator<'a> {
    numbers: &'a [u32],
    at: usize,
    span: Span,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(numbers: &'a [u32]) -> Self {
        let mut sources = Sources::new();
        let id = sources.add("generated", "");
        Self { numbers, at: 0, span: Span::new(id, 0, 0) }
    }

    /// A number below a bound; zero when the numbers have run out.
    fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0) as usize;
        self.at += 1;
        number % bound.max(1)
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let at = self.below(texts.len());
        texts[at]
    }

    fn located(&mut self, texts: &[&str]) -> Located<String> {
        Located { value: self.one_of(texts).to_owned(), span: self.span }
    }

    fn several(&mut self, texts: &[&str]) -> Vec<Located<String>> {
        (0..=self.below(3)).map(|_| self.located(texts)).collect()
    }

    /// Statements of any rules at a place.
    pub(crate) fn statements(&mut self, place: Place, depth: usize) -> Vec<Statement> {
        let here: Vec<&'static Rule> = rules::all().filter(|rule| rule.place == place).collect();
        (0..=self.below(3))
            .map(|_| {
                let at = self.below(here.len());
                self.statement(here[at], depth)
            })
            .collect()
    }

    /// A statement of a rule.
    pub(crate) fn statement(&mut self, rule: &'static Rule, depth: usize) -> Statement {
        let mut slots = Vec::new();
        self.pieces(rule.pieces(), &mut slots);
        let block = match rule.block {
            Some(place) if depth < 2 => self.statements(place, depth + 1),
            _ => Vec::new(),
        };
        Statement { rule, slots, tail: self.tail(), block, span: self.span }
    }

    fn pieces(&mut self, pieces: &'static [Piece], slots: &mut Vec<(&'static str, Value)>) {
        for piece in pieces {
            match piece {
                Piece::Literal(_) => {}
                Piece::Flag { name, .. } => slots.push((name, Value::Flag)),
                Piece::Slot { name, kind } => slots.push((name, self.value(kind))),
                Piece::Optional(inner) => {
                    if self.below(2) == 1 {
                        self.pieces(inner, slots);
                    }
                }
                Piece::Choice(choices) => {
                    let at = self.below(choices.len());
                    self.pieces(&choices[at], slots);
                }
            }
        }
    }

    fn value(&mut self, kind: &'static SlotKind) -> Value {
        match kind {
            SlotKind::Name => Value::Name(self.located(NAMES)),
            SlotKind::Names | SlotKind::Alternatives => Value::Names(self.several(NAMES)),
            SlotKind::OneOf(words) => Value::Name(self.located(words)),
            SlotKind::Category => Value::Name(self.located(CATEGORIES)),
            SlotKind::Categories => Value::Names(self.several(CATEGORIES)),
            SlotKind::Text => Value::Text(self.located(TEXTS)),
            SlotKind::Number => {
                Value::Number(Located { value: self.below(usize::MAX) as u64, span: self.span })
            }
            SlotKind::Date => Value::Date(self.located(&["2026-01-07", "1999-12-31"])),
            SlotKind::Version => Value::Text(self.located(VERSIONS)),
            SlotKind::Period => Value::Period(Located { value: self.period(), span: self.span }),
            SlotKind::Anchor => Value::Name(self.located(ANCHORS)),
            SlotKind::Condition => Value::Condition(self.condition()),
            SlotKind::Table => Value::Name(self.located(TABLES)),
            SlotKind::Tables => Value::Names(self.several(TABLES)),
            SlotKind::Column => Value::Name(self.located(COLUMNS)),
            SlotKind::Columns => Value::Names(self.several(COLUMNS)),
            SlotKind::Identities => Value::Identities((0..=self.below(3)).map(|_| self.identity()).collect()),
        }
    }

    fn identity(&mut self) -> IdentityColumns {
        let columns = self.several(COLUMNS);
        let name = if self.below(2) == 1 { Some(self.located(NAMES)) } else { None };
        IdentityColumns { columns, name }
    }

    fn period(&mut self) -> Period {
        let unit = UNITS[self.below(UNITS.len())];
        Period::new(u32::try_from(self.below(100)).unwrap(), unit)
    }

    fn condition(&mut self) -> Located<Condition> {
        Located { value: self.part_of_condition(0), span: self.span }
    }

    fn part_of_condition(&mut self, depth: usize) -> Condition {
        let kinds = if depth < 3 { 5 } else { 2 };
        match self.below(kinds) {
            0 => Condition::Fact(self.one_of(FACTS).to_owned()),
            1 => Condition::Compare {
                fact: self.one_of(FACTS).to_owned(),
                comparison: COMPARISONS[self.below(COMPARISONS.len())],
                with: self.one_of(&["gold", "12", "2026-01-07", "1.2", "two words", "\"", "-x"]).to_owned(),
            },
            2 => Condition::Not(Box::new(self.part_of_condition(depth + 1))),
            kind => {
                let parts = (0..2 + self.below(2)).map(|_| self.part_of_condition(depth + 1)).collect();
                if kind == 3 { Condition::All(parts) } else { Condition::Any(parts) }
            }
        }
    }

    fn tail(&mut self) -> Tail {
        let mut tail = Tail::default();
        if self.below(3) == 1 {
            tail.people_in = self.several(&["CY", "US-CO", "EU"]);
        }
        if self.below(3) == 1 {
            tail.when = Some(self.condition());
        }
        if self.below(4) == 1 {
            tail.unless = Some(self.condition());
        }
        if self.below(4) == 1 {
            tail.because = Some(self.located(&["law", "tax-law"]));
        }
        if self.below(5) == 1 {
            tail.unconfirmed = Some(self.span);
        }
        if self.below(2) == 1 {
            tail.clauses = self.several(CLAUSES);
        }
        tail
    }
}
