//! The policy: what the company says it does, as far as engines and checks need it typed.
//! Everything else stays in the statements, and every statement that promises becomes a
//! [`super::promise::Promise`].

use super::data_map::Anchor;
use crate::grammar::{Condition, Located};
use probity_source::Span;
use probity_vocabulary::Period;

/// A category pattern: `contact.email`, `contact.*`, or `anything`.
pub type CategoryPattern = Located<String>;

/// A policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Its name.
    pub title: Option<Located<String>>,
    /// Its version.
    pub version: Option<Located<String>>,
    /// The first day on which it is in force.
    pub effective: Option<Located<String>>,
    /// The time zone in which its days are counted, an IANA name.
    pub zone: Option<Located<String>>,
    /// The file with the published words.
    pub notice: Option<Located<String>>,
    /// The laws it is under.
    pub laws: Vec<Located<String>>,
    /// Who decides.
    pub controller: Controller,
    /// The kinds of people.
    pub kinds: Vec<Kind>,
    /// Further categories.
    pub categories: Vec<OwnCategory>,
    /// What is collected.
    pub collected: Vec<Collected>,
    /// May further categories be collected after notice?
    pub open_list: Option<Span>,
    /// What is never collected.
    pub never_collected: Vec<Named>,
    /// What is never stored.
    pub never_kept: Vec<Named>,
    /// The purposes.
    pub purposes: Vec<Purpose>,
    /// The recipients.
    pub recipients: Vec<Recipient>,
    /// Disclosures outside a recipient's block.
    pub shares: Vec<Share>,
    /// What is never disclosed to whom.
    pub never_shared: Vec<Share>,
    /// `never sell`.
    pub never_sold: Vec<Named>,
    /// How long.
    pub retentions: Vec<Retention>,
    /// Legal holds.
    pub holds: Vec<Hold>,
    /// Rights offered.
    pub offered: Vec<Located<String>>,
    /// When requests are answered.
    pub answers: Vec<Answer>,
    /// When they are acknowledged.
    pub acknowledgements: Vec<Answer>,
    /// Appeals.
    pub appeals: Vec<Appeal>,
    /// Limits of age, in years; `None` inside means the age of majority.
    pub minimum_age: Vec<MinimumAge>,
    /// How people show who they are.
    pub request_verification: Vec<Located<String>>,
}

/// The controller.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Controller {
    /// Its name.
    pub title: Option<Located<String>>,
    /// Where it is established, ISO 3166 alpha-2.
    pub country: Option<Located<String>>,
    /// The authorities that people can complain to, with the places they are for.
    pub authorities: Vec<(Located<String>, Vec<Located<String>>)>,
    /// Mail addresses: what for, and the address or the variable that holds it.
    pub mails: Vec<ControllerMail>,
}

/// A mail address of the controller.
#[derive(Clone, Debug, PartialEq)]
pub struct ControllerMail {
    /// What it is for, such as `privacy`.
    pub purpose: String,
    /// The variable that holds the address.
    pub variable: Option<String>,
    /// The address itself.
    pub address: Option<String>,
    /// The sentence.
    pub span: Span,
}

/// A kind of people.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// Its name.
    pub name: Located<String>,
    /// Who is one.
    pub meaning: String,
}

/// A category that the policy adds to the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnCategory {
    /// Its name.
    pub name: Located<String>,
    /// What it is.
    pub meaning: String,
    /// Under GDPR article 9.
    pub special: bool,
}

/// Some category patterns and the sentence that names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The patterns.
    pub categories: Vec<CategoryPattern>,
    /// The clauses.
    pub clauses: Vec<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// `collect … of … from …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// What.
    pub categories: Vec<CategoryPattern>,
    /// Of whom; empty means of everybody.
    pub of: Vec<Located<String>>,
    /// From where.
    pub from: Option<Located<String>>,
    /// The clauses.
    pub clauses: Vec<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// A purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Purpose {
    /// Its name.
    pub name: Located<String>,
    /// Its title.
    pub title: String,
    /// Its legal bases, each with the places it holds for.
    pub bases: Vec<Basis>,
    /// What it uses.
    pub uses: Vec<CategoryPattern>,
    /// Can people opt out of it?
    pub opt_out: Option<Span>,
    /// The heading.
    pub span: Span,
}

/// `basis consent or legitimate-interest for people in …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The alternatives.
    pub bases: Vec<Located<String>>,
    /// Where; empty means everywhere.
    pub people_in: Vec<Located<String>>,
    /// Nobody confirmed it.
    pub unconfirmed: bool,
    /// The sentence.
    pub span: Span,
}

/// A recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    /// Its name.
    pub name: Located<String>,
    /// Its title.
    pub title: String,
    /// Its role.
    pub role: Option<Located<String>>,
    /// Where it processes.
    pub countries: Vec<Located<String>>,
    /// The contract's document and last day.
    pub contract: Option<(Located<String>, Option<Located<String>>)>,
    /// What makes transfers lawful.
    pub transfers: Vec<Located<String>>,
    /// What it gets, for what.
    pub gets: Vec<(Vec<CategoryPattern>, Vec<Located<String>>)>,
    /// What it never gets.
    pub never_gets: Vec<CategoryPattern>,
    /// The heading.
    pub span: Span,
}

/// `share … with … for …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What.
    pub categories: Vec<CategoryPattern>,
    /// With whom.
    pub with: Vec<Located<String>>,
    /// What for.
    pub purposes: Vec<Located<String>>,
    /// In groups of at least so many.
    pub group: Option<u64>,
    /// The sentence.
    pub span: Span,
}

/// A retention.
#[derive(Clone, Debug, PartialEq)]
pub struct Retention {
    /// Of what.
    pub categories: Vec<CategoryPattern>,
    /// How long.
    pub length: Length,
    /// Counted from when.
    pub after: Option<Located<Anchor>>,
    /// And from when else, whichever is later.
    pub and_after: Option<Located<Anchor>>,
    /// A time after a `while` or `until` ends.
    pub then_for: Option<Located<Period>>,
    /// What is done at the end: `delete`, `anonymise`, `pseudonymise`, `aggregate`.
    pub method: Option<Located<String>>,
    /// Why.
    pub because: Option<Located<String>>,
    /// For whom; empty means for all.
    pub people_in: Vec<Located<String>>,
    /// When.
    pub when: Option<Located<Condition>>,
    /// Nobody confirmed it.
    pub unconfirmed: bool,
    /// The clauses.
    pub clauses: Vec<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// How long a retention is.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// Not shorter.
    AtLeast(Located<Period>),
    /// Not longer.
    AtMost(Located<Period>),
    /// Neither.
    Exactly(Located<Period>),
    /// As long as somebody is of a kind.
    While(Located<String>),
    /// Until something happens.
    Until(Located<Anchor>),
    /// Words without a figure.
    Vague(Located<String>),
}

/// A legal hold: what it covers is neither erased nor expired until it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// What it covers.
    pub categories: Vec<CategoryPattern>,
    /// What for, such as `lawsuit`.
    pub purpose: Located<String>,
    /// Its last day, as written.
    pub until: Located<String>,
    /// Who answers for it.
    pub owner: Located<String>,
    /// When it is looked at again.
    pub review: Option<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// When requests are answered or acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Of which right; `None` is any.
    pub right: Option<Located<String>>,
    /// Within.
    pub within: Located<Period>,
    /// `receipt` or `verification`.
    pub start: String,
    /// One extension.
    pub extension: Option<Located<Period>>,
    /// For whom; empty means for all.
    pub people_in: Vec<Located<String>>,
    /// Why; `law` when the law demands it and the text does not say it.
    pub because: Option<Located<String>>,
    /// Nobody confirmed it.
    pub unconfirmed: bool,
    /// The clauses.
    pub clauses: Vec<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// An appeal.
#[derive(Clone, Debug, PartialEq)]
pub struct Appeal {
    /// Within which time after a refusal it can be made.
    pub window: Located<Period>,
    /// Within which time it is answered.
    pub within: Located<Period>,
    /// One extension.
    pub extension: Option<Located<Period>>,
    /// For whom.
    pub people_in: Vec<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// A minimum age.
#[derive(Clone, Debug, PartialEq)]
pub struct MinimumAge {
    /// In years; `None` is the age of majority.
    pub years: Option<u64>,
    /// Of which kind of people; `None` is all.
    pub of: Option<Located<String>>,
    /// The sentence.
    pub span: Span,
}

/// Does a pattern cover a category? `contact.*` covers `contact.email` and `contact.email.work`,
/// `contact.email` covers itself and what is below it, `anything` and `*` cover all.
#[must_use]
pub fn covers(pattern: &str, category: &str) -> bool {
    if pattern == "anything" || pattern == "*" {
        return true;
    }
    let stem = pattern.strip_suffix(".*").unwrap_or(pattern);
    category
        .strip_prefix(stem)
        .is_some_and(|rest| rest.is_empty() && stem == pattern || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_pattern_covers_what_is_below_it() {
        assert!(covers("contact.*", "contact.email"));
        assert!(covers("contact.email", "contact.email"));
        assert!(covers("contact.email", "contact.email.work"));
        assert!(covers("anything", "contact.email"));
        assert!(!covers("contact.*", "contacts.email"));
        assert!(!covers("contact.email", "contact"));
        assert!(!covers("contact.email", "contact.emails"));
    }
}
