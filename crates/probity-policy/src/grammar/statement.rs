//! A sentence that was understood: its rule and what fills the slots.

use super::rule::Rule;
use super::value::{Condition, IdentityColumns, Located, Value};
use probity_source::Span;
use probity_vocabulary::Period;

/// A sentence of the language.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The rule that it follows.
    pub rule: &'static Rule,
    /// What fills the slots, in the order written.
    pub slots: Vec<(&'static str, Value)>,
    /// What may follow any sentence.
    pub tail: Tail,
    /// The statements of its block, when the rule has one.
    pub block: Vec<Statement>,
    /// The whole of it.
    pub span: Span,
}

impl PartialEq for Statement {
    /// Equal when they say the same; places do not matter.
    fn eq(&self, other: &Self) -> bool {
        self.rule.name == other.rule.name
            && self.rule.place == other.rule.place
            && self.slots == other.slots
            && self.tail == other.tail
            && self.block == other.block
    }
}

/// `for people in US-CO when … unless … because tax-law unconfirmed §9.2`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tail {
    /// The countries and states of the people for whom it holds; empty means all.
    pub people_in: Vec<Located<String>>,
    /// When it holds.
    pub when: Option<Located<Condition>>,
    /// When it does not.
    pub unless: Option<Located<Condition>>,
    /// Why.
    pub because: Option<Located<String>>,
    /// Nobody confirmed it yet, so it denies.
    pub unconfirmed: Option<Span>,
    /// The clauses of the published text that say it, without `§`.
    pub clauses: Vec<Located<String>>,
}

impl Statement {
    /// The value of a slot.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&Value> {
        self.slots.iter().find(|(slot, _)| *slot == name).map(|(_, value)| value)
    }

    /// Was the word of this flag there?
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.slot(name), Some(Value::Flag))
    }

    /// A name, word, category, table, column, text or date.
    #[must_use]
    pub fn name(&self, slot: &str) -> Option<&Located<String>> {
        match self.slot(slot)? {
            Value::Name(name) | Value::Text(name) | Value::Date(name) => Some(name),
            _ => None,
        }
    }

    /// Several names; one counts as a list of one, none as an empty list.
    #[must_use]
    pub fn names(&self, slot: &str) -> &[Located<String>] {
        match self.slot(slot) {
            Some(Value::Names(names)) => names,
            Some(Value::Name(name)) => std::slice::from_ref(name),
            _ => &[],
        }
    }

    /// A number.
    #[must_use]
    pub fn number(&self, slot: &str) -> Option<u64> {
        match self.slot(slot)? {
            Value::Number(number) => Some(number.value),
            _ => None,
        }
    }

    /// A period.
    #[must_use]
    pub fn period(&self, slot: &str) -> Option<&Located<Period>> {
        match self.slot(slot)? {
            Value::Period(period) => Some(period),
            _ => None,
        }
    }

    /// A condition.
    #[must_use]
    pub fn condition(&self, slot: &str) -> Option<&Located<Condition>> {
        match self.slot(slot)? {
            Value::Condition(condition) => Some(condition),
            _ => None,
        }
    }

    /// Identity columns; empty when the slot is not one.
    #[must_use]
    pub fn identities(&self, slot: &str) -> &[IdentityColumns] {
        match self.slot(slot) {
            Some(Value::Identities(identities)) => identities,
            _ => &[],
        }
    }

    /// The statements of its block that follow a rule of this name.
    pub fn inner<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a Statement> {
        self.block.iter().filter(move |statement| statement.rule.name == rule)
    }
}
