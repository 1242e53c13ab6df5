//! The values that fill slots.

use probity_source::Span;
use probity_vocabulary::Period;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T: PartialEq> PartialEq for Located<T> {
    /// Equal when the values are; places do not matter.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The flag's word was there.
    Flag,
    /// A name, word, category, table or column, without back quotes.
    Name(Located<String>),
    /// Several of them.
    Names(Vec<Located<String>>),
    /// A text, unescaped.
    Text(Located<String>),
    /// A whole number.
    Number(Located<u64>),
    /// A date as written.
    Date(Located<String>),
    /// A period.
    Period(Located<Period>),
    /// A condition.
    Condition(Located<Condition>),
    /// Columns that name a person.
    Identities(Vec<IdentityColumns>),
}

/// One entry of an identity list: one column or several together, perhaps under another name.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityColumns {
    /// The columns; more than one for a composite key.
    pub columns: Vec<Located<String>>,
    /// The name used in requests, when it is not the column's.
    pub name: Option<Located<String>>,
}

/// A condition on the facts of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A fact that holds, such as `high-risk`.
    Fact(String),
    /// A comparison, such as `pool = full`.
    Compare {
        /// The fact's name.
        fact: String,
        /// How.
        comparison: Comparison,
        /// With what: a name, number or text.
        with: String,
    },
    /// The opposite.
    Not(Box<Condition>),
    /// All of them.
    All(Vec<Condition>),
    /// One of them.
    Any(Vec<Condition>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparison {
    /// The sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }

    /// The comparison of this sign.
    #[must_use]
    pub fn from_sign(sign: &str) -> Option<Self> {
        [Self::Equal, Self::NotEqual, Self::Less, Self::LessEqual, Self::Greater, Self::GreaterEqual]
            .into_iter()
            .find(|one| one.sign() == sign)
    }
}
