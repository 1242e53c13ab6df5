//! The sentences of a clause: which of them are items of a list, and what those are; the others are tried.

use super::about::About;
use super::list::{Introduction, denied_by_verb};
use super::practice::{Kind, Practice, Sureness};
use super::rule::Said;
use super::trial::Trial;
use super::{topic, value};
use probity_text::{Clause, Outline, has_verb, sentences};
use serde_json::Value;
use std::ops::Range;

/// Where in a notice something is said.
#[derive(Clone, Copy)]
pub(super) struct Context<'t> {
    pub(super) text: &'t str,
    pub(super) clause: usize,
    pub(super) about: About<'t>,
    pub(super) introduction: Option<Introduction<'t>>,
}

/// What makes practices, in the order of the text.
pub(super) enum Step<'t> {
    /// They are read already.
    Read(Practice),
    Item(Context<'t>, Item),
    /// The next sentence of those that the rules are tried on.
    Sentence,
    /// The same of an item below a heading, which is what the heading speaks of unless its own words say something else.
    Either(Context<'t>, Item),
    /// The same of a sentence in a cell, which is what its column holds when it says nothing of its own.
    Told(Context<'t>, Item),
}

/// An item of a list.
pub(super) struct Item {
    pub(super) kind: Kind,
    sentence: Range<usize>,
    part: Range<usize>,
}

impl<'t> Context<'t> {
    pub(super) fn clause(
        self,
        outline: &Outline,
        clause: &Clause,
        introduces: Option<Kind>,
        steps: &mut Vec<Step<'t>>,
        trial: &mut Trial<'t>,
    ) {
        if clause.is_heading {
            return;
        }
        let sentences = outline.sentences(self.text, clause);
        let listed = self.listed(clause);
        let mut read_to = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            if sentence.end <= read_to {
                continue;
            }
            if number == 0
                && let Some(cookie) = self.cookie(sentence, clause)
            {
                steps.push(Step::Read(cookie));
                return;
            }
            let is_empty = || !self.text.get(sentence.clone()).unwrap_or("").contains(char::is_alphanumeric);
            // Whoever asks promises nothing.
            let asks = || self.text.get(sentence.clone()).unwrap_or("").trim_end().ends_with('?');
            if clause.is_item && (self.is_link(sentence, listed) || is_empty()) || asks() {
                continue;
            }
            let basis = if number == 0 { self.basis_before(clause, listed) } else { None };
            if let Some(told) = basis.as_ref().and_then(|basis| self.basis_told(sentence, basis)) {
                steps.push(Step::Item(self, told));
                continue;
            }
            let heads_purposes = basis.is_some()
                && listed.is_none_or(|kind| kind == Kind::Purpose || kind == Kind::LegalBasis);
            if let Some(basis) = basis {
                steps.push(Step::Item(self, basis));
            }
            if heads_purposes {
                let part = trimmed(self.text, sentence);
                steps.push(Step::Item(self, Item { kind: Kind::Purpose, sentence: sentence.clone(), part }));
                continue;
            }
            if number == 0
                && let Some(item) = self.headed(sentence, clause, listed)
            {
                steps.push(Step::Item(self, item));
                continue;
            }
            match listed {
                Some(kind) if number == 0 && !self.is_introduction(clause) => {
                    let whole = kind == Kind::Security;
                    let end = if whole { clause.body.end } else { sentence.end };
                    // `To run your account: to manage …` says with its first words what for, `With partners: we may
                    // share …` whom.
                    let names = clause.lead.as_ref().filter(|_| {
                        matches!(kind, Kind::Purpose | Kind::Recipient)
                            || kind == Kind::Right && value::names_a_right(self.lead(clause))
                    });
                    let start = names.map_or(sentence.start, |lead| lead.start);
                    let end =
                        if kind == Kind::Right { self.right_named(&sentences, sentence, end) } else { end };
                    if kind == Kind::Right {
                        read_to = end;
                    }
                    let part = trimmed(self.text, &(start..end));
                    let item = Item { kind, sentence: sentence.clone(), part };
                    if self.introduction.is_some_and(|introduction| introduction.by_heading) {
                        steps.push(Step::Either(self, item));
                        trial.add(self, sentence.clone(), None);
                        continue;
                    }
                    steps.push(Step::Item(self, item));
                    trial.add_item(self, sentence.clone(), kind);
                    steps.push(Step::Sentence);
                }
                _ => {
                    let introduces = introduces.filter(|_| number + 1 == sentences.len());
                    trial.add(self, sentence.clone(), introduces);
                    steps.push(Step::Sentence);
                }
            }
        }
    }

    /// To where an item goes on that names a right and then tells it: `Right to be forgotten. This is your right to …`.
    fn right_named(&self, sentences: &[Range<usize>], first: &Range<usize>, end: usize) -> usize {
        let said = self.text.get(first.clone()).unwrap_or("");
        let names = said.starts_with("Right ") && said.split_whitespace().nth(LONGEST_NAME).is_none();
        sentences.get(1).filter(|_| names).map_or(end, |next| next.end)
    }

    /// The words that head a clause.
    fn lead(&self, clause: &Clause) -> &'t str {
        clause.lead.as_ref().and_then(|lead| self.text.get(lead.clone())).unwrap_or("")
    }

    /// What an item of a list is. `To prevent fraud` says what for, whatever its introduction was about.
    fn listed(&self, clause: &Clause) -> Option<Kind> {
        let introduction = self.introduction?;
        let said = self.text.get(clause.body.clone()).unwrap_or("");
        // What a word means says nothing of what is done.
        if said.starts_with(['“', '"']) && (said.contains(" means ") || said.contains(" refers to ")) {
            return None;
        }
        let verb = said.strip_prefix("to ").or_else(|| said.strip_prefix("To ")).unwrap_or("");
        let says_what_for = verb.starts_with(|one: char| one.is_ascii_lowercase())
            && !["the ", "a ", "an ", "our ", "your ", "any "].iter().any(|word| verb.starts_with(word))
            && introduction.words.ends_with(':')
            && self.about.above & (topic::RIGHTS | topic::DEFINITIONS | topic::COOKIES) == 0;
        let is_basis = |kind| {
            matches!(kind, Kind::Purpose | Kind::LegalBasis)
                && value::is_basis(said.trim_end_matches([';', '.', ',']))
        };
        // Below a heading, an item may be of something else than the rest.
        let of_cookies =
            |kind| kind == Kind::Collects && !introduction.words.ends_with(':') && uses_cookies(said);
        match introduction.kind {
            Some(kind) if is_basis(kind) => Some(Kind::LegalBasis),
            Some(kind) if of_cookies(kind) => Some(Kind::Cookie),
            None if introduction.is_denied => Some(denied_by_verb(said)),
            None | Some(Kind::Collects) if says_what_for => Some(Kind::Purpose),
            kind => kind,
        }
    }

    /// A row of a table whose columns say what they hold. A cell of whole sentences says with each of them what it is.
    pub(super) fn row(
        self,
        clause: &Clause,
        cells: Vec<(Kind, Range<usize>)>,
        steps: &mut Vec<Step<'t>>,
        trial: &mut Trial<'t>,
    ) {
        for (kind, cell) in cells {
            let words = self.text.get(cell.clone()).unwrap_or("");
            let is_prose =
                words.ends_with('.') && words.split_whitespace().nth(LEAST_WORDS_OF_A_SENTENCE - 1).is_some();
            let mut said = is_prose.then(|| sentences(self.text, &cell)).into_iter().flatten();
            let first = said.next();
            let part = trimmed(self.text, first.as_ref().unwrap_or(&cell));
            let item = Item { kind, sentence: clause.body.clone(), part };
            match first {
                Some(first) => {
                    steps.push(Step::Told(self, item));
                    trial.add(self, first, None);
                }
                None => steps.push(Step::Item(self, item)),
            }
            for sentence in said {
                trial.add(self, sentence, None);
                steps.push(Step::Sentence);
            }
        }
    }

    /// An entry of a list of cookies, whatever stands before the list.
    fn cookie(&self, sentence: &Range<usize>, clause: &Clause) -> Option<Practice> {
        if self.about.above & topic::COOKIES == 0 {
            return None;
        }
        let part = trimmed(self.text, &clause.body);
        let value = value::cookie_entry(&self.said(sentence, &part))?;
        Some(Practice {
            clause: self.clause,
            kind: Kind::Cookie,
            span: part,
            value,
            sureness: Sureness::Sure,
            rule: "list.cookie",
            is_beside: false,
        })
    }

    /// A legal basis that heads the purposes that rest on it: `Legal obligation (Article 6(1)(c) GDPR): reporting …`.
    fn basis_before(&self, clause: &Clause, listed: Option<Kind>) -> Option<Item> {
        let may_say = self.about.above & (topic::BASES | topic::PURPOSES) != 0
            || matches!(listed, Some(Kind::Purpose | Kind::LegalBasis | Kind::Recipient));
        let lead = clause.lead.as_ref().filter(|_| may_say)?;
        let part = lead.start..lead.start + self.text.get(lead.clone())?.trim_end().strip_suffix(':')?.len();
        value::is_basis(self.text.get(part.clone())?).then(|| Item {
            kind: Kind::LegalBasis,
            sentence: part.clone(),
            part,
        })
    }

    /// The same where a sentence follows that says when the basis holds: `Consent: We process data when you consented`.
    fn basis_told(&self, sentence: &Range<usize>, basis: &Item) -> Option<Item> {
        let said =
            self.text.get(basis.part.end..sentence.end)?.trim_start_matches(|one: char| !one.is_alphabetic());
        let lower = said.get(..said.len().min(LONGEST_BEGINNING)).unwrap_or(said).to_lowercase();
        let tells =
            self.about.above & topic::BASES != 0 && SAY_WHEN.iter().any(|words| lower.starts_with(words));
        tells.then(|| Item {
            kind: Kind::LegalBasis,
            sentence: sentence.clone(),
            part: trimmed(self.text, sentence),
        })
    }

    /// What the words that head a clause are part of: a kind of cookies with what it does, or a right that is named
    /// before it is explained.
    fn headed(&self, sentence: &Range<usize>, clause: &Clause, listed: Option<Kind>) -> Option<Item> {
        let lead = clause.lead.as_ref()?;
        let words = self.text.get(lead.clone())?.trim_end_matches(|one: char| !one.is_alphanumeric());
        let lower = words.to_lowercase();
        // `Personal Data processed: name, e-mail address.`
        let names_data = self.text.get(lead.clone())?.trim_end().ends_with(':') && value::heads_data(&lower);
        let said = self.text.get(sentence.clone())?;
        if names_data && !said.ends_with(':') && !has_verb(said) {
            let part = trimmed(self.text, &(lead.start..sentence.end));
            return Some(Item { kind: Kind::Collects, sentence: sentence.clone(), part });
        }
        let of_cookies = listed.is_none_or(|kind| kind == Kind::Cookie);
        if of_cookies && self.about.above & topic::COOKIES != 0 && lower.ends_with(" cookies") {
            let part = trimmed(self.text, &(lead.start..sentence.end));
            return Some(Item { kind: Kind::Cookie, sentence: sentence.clone(), part });
        }
        if CONTACT_LABELS.contains(&lower.as_str()) && listed.is_none_or(|kind| kind == Kind::Contact) {
            let part = trimmed(self.text, &(lead.start..sentence.end));
            return Some(Item { kind: Kind::Contact, sentence: sentence.clone(), part });
        }
        let asks = ["request ", "object ", "ask ", "withdraw ", "obtain ", "have "];
        let named = listed == Some(Kind::Right) && asks.iter().any(|word| lower.starts_with(word));
        let part = lead.start..lead.start + words.len();
        named.then(|| Item { kind: Kind::Right, sentence: part.clone(), part })
    }

    /// An item that is only where to find something says nothing of what is done.
    fn is_link(&self, sentence: &Range<usize>, listed: Option<Kind>) -> bool {
        let said = self.text.get(sentence.clone()).unwrap_or("");
        listed != Some(Kind::Contact) && (said.starts_with("http") || said.starts_with("www."))
    }

    fn is_introduction(&self, clause: &Clause) -> bool {
        self.text.get(clause.body.clone()).is_some_and(|said| said.trim_end().ends_with(':'))
    }

    /// The practice of an item behind others.
    pub(super) fn item(&self, item: &Item, before: &[Practice]) -> Practice {
        let (kind, part) = (item.kind, item.part.clone());
        let said = self.said(&item.sentence, &part);
        let mut value = value::of_kind(kind, &said);
        if kind == Kind::Collects && self.introduction.is_some_and(|introduction| introduction.is_denied) {
            value.insert("polarity".to_owned(), "negative".into());
        }
        let value = match self.right_before(kind, &said, before) {
            Some(right) => value
                .into_iter()
                .map(|(key, value)| if key == "right" { (key, right.clone()) } else { (key, value) })
                .collect(),
            None => value,
        };
        Practice {
            clause: self.clause,
            kind,
            span: part,
            value,
            sureness: Sureness::Likely,
            rule: "list.item",
            is_beside: false,
        }
    }

    pub(super) fn said(&self, sentence: &Range<usize>, part: &Range<usize>) -> Said<'t> {
        Said {
            sentence: self.text.get(sentence.clone()).unwrap_or(""),
            part: self.text.get(part.clone()).unwrap_or(""),
            heading: self.about.heading,
            intro: self.introduction.map_or("", |introduction| introduction.words),
        }
    }

    /// The right that the list goes on with, when neither its introduction nor the item names one.
    fn right_before(&self, kind: Kind, said: &Said<'_>, practices: &[Practice]) -> Option<Value> {
        if kind != Kind::Right || value::names_a_right(said.intro) || value::names_a_right(said.part) {
            return None;
        }
        let introduction = self.introduction?;
        let last = practices.iter().rev().find(|practice| practice.kind == Kind::Right)?;
        (last.clause >= introduction.clause).then(|| last.value.get("right").cloned()).flatten()
    }
}

/// How sentences begin that say when a legal basis holds.
const SAY_WHEN: [&str; 9] = [
    "we process",
    "we may process",
    "we use your",
    "we may use your",
    "processing ",
    "the processing ",
    "this processing ",
    "you have given",
    "we rely on",
];
/// So many bytes tell.
const LONGEST_BEGINNING: usize = 24;

/// A cell of fewer words holds a name, whatever it ends with.
const LEAST_WORDS_OF_A_SENTENCE: usize = 6;

/// A right is named in so many words at most.
const LONGEST_NAME: usize = 10;

/// Whether a sentence says that cookies are used.
fn uses_cookies(said: &str) -> bool {
    let lower = said.to_lowercase();
    [
        "use cookies",
        "uses cookies",
        "use essential cookies",
        "set cookies",
        "sets cookies",
        "that use cookies",
    ]
    .iter()
    .any(|words| lower.contains(words))
}

/// What stands before the colon in a line that says how to reach somebody.
const CONTACT_LABELS: [&str; 30] = [
    "contact email",
    "contact e-mail",
    "address",
    "postal address",
    "mailing address",
    "our address",
    "office",
    "registered office",
    "post",
    "mail",
    "by mail",
    "by post",
    "phone",
    "phone number",
    "by phone",
    "by phone number",
    "by telephone",
    "telephone",
    "telephone number",
    "contact number",
    "contact no",
    "tel",
    "mobile",
    "fax",
    "email",
    "e-mail",
    "email address",
    "by email",
    "attn",
    "name of dpo",
];

/// Without the dot and what else ends an item.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let said = text.get(range.clone()).unwrap_or("");
    let leading = said.len() - said.trim_start().len();
    let end = said.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
    let end = end.strip_suffix(" and").or_else(|| end.strip_suffix(" or")).unwrap_or(end);
    let end = end.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
    range.start + leading..range.start + end.len().max(leading)
}
