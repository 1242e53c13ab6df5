//! Reading: from the words of a notice to practices.
//!
//! Each sentence is tried against the rules under the headings that it stands under; items of a list are what the
//! words before the list say. Where two rules take the same words for different practices, a table says which wins.
//!
//! INVARIANT (LINEAR-TIME): the patterns neither go back nor look around, so time grows with the text and no faster.

mod list;
mod patterns;
mod practice;
mod rows;
mod rule;
mod rules;
mod topic;
mod trial;
mod value;
mod words;

pub use practice::{Kind, Practice, Sureness};
pub(crate) use value::country;

use crate::Document;
use crate::document::Table;
use crate::matching::Words;
use list::{Introduction, Lists};
use probity_text::{Clause, Outline, has_verb};
use rows::Rows;
use rule::Said;
use serde_json::{Map, Value};
use std::ops::Range;
use topic::Topics;
use trial::Trial;

/// A notice as it was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its clauses.
    pub outline: Outline,
    /// Its practices, in the order of the text.
    pub practices: Vec<Practice>,
    /// The words of the text, for whoever looks for others among them.
    pub(crate) words: Words,
}

/// Reads a notice.
#[must_use]
pub fn read(text: &str) -> Reading {
    read_outlined(text, Outline::read(text), &[])
}

/// Reads a document of any format.
#[must_use]
pub fn read_document(document: &Document) -> Reading {
    let outline = Outline::marked(document.text(), document.marks());
    read_outlined(document.text(), outline, document.tables())
}

fn read_outlined(text: &str, outline: Outline, tables: &[Table]) -> Reading {
    let words = Words::of(text);
    let mut trial = Trial::new(text, &words);
    let mut steps = Vec::new();
    let (mut lists, mut rows) = (Lists::default(), Rows::of_tables(text, tables));
    let told = vec![None; outline.clauses.len()];
    let mut headings = Headings { text, outline: &outline, told };
    let context = |(index, clause): (usize, &Clause)| {
        let about = About::of(&mut headings, index);
        let introduction = lists.introduction_of(text, &outline, index, clause);
        lists.after(text, &outline, index, clause, &about);
        let about = about.in_a_list(clause, introduction.as_ref());
        let context = Context { text, clause: index, about, introduction };
        (context, lists.introduced_by(text, &outline, index))
    };
    // First all that is told by headings and introductions, whose patterns then are still at hand.
    let contexts: Vec<_> = outline.clauses.iter().enumerate().map(context).collect();
    for (clause, (context, introduces)) in outline.clauses.iter().zip(contexts) {
        let cells = rows.of(text, context.clause, clause);
        if let Some(cells) = cells.filter(|_| context.about.above & topic::DEFINITIONS == 0) {
            context.row(clause, cells, &mut steps);
            continue;
        }
        context.clause(&outline, clause, introduces, &mut steps, &mut trial);
    }
    let mut of_sentences = trial.practices().into_iter();
    let mut practices = Vec::new();
    for step in steps {
        match step {
            Step::Read(practice) => practices.push(practice),
            Step::Item(context, item) => practices.push(context.item(&item, &practices)),
            Step::Sentence => practices.extend(of_sentences.next().into_iter().flatten()),
            Step::Either(context, item) => {
                let mut read = of_sentences.next().unwrap_or_default();
                if !says_something_else(&read, item.kind) {
                    practices.push(context.item(&item, &practices));
                    read.retain(|practice| practice.is_beside && practice.kind != item.kind);
                }
                practices.append(&mut read);
            }
        }
    }
    join_lines(text, &mut practices);
    Reading { outline, practices, words }
}

/// The lines of one address are one way to reach somebody.
fn join_lines(text: &str, practices: &mut Vec<Practice>) {
    let mut last: Option<Range<usize>> = None;
    practices.retain(|practice| {
        let between = last.as_ref().and_then(|last| text.get(last.end..practice.span.start));
        let goes_on = between.is_some_and(|between| {
            practice.rule == "contact.line-below" && !between.contains(|one: char| one.is_alphanumeric())
        });
        last = (practice.kind == Kind::Contact).then(|| practice.span.clone());
        !goes_on
    });
}

/// Whether what was read of an item is surely another practice than its heading tells. Kinds of data are named by items
/// of every list.
fn says_something_else(read: &[Practice], kind: Kind) -> bool {
    let stated = || read.iter().filter(|practice| !practice.is_beside);
    let is_sure =
        |practice: &Practice| practice.sureness != Sureness::Unsure && practice.kind != Kind::Collects;
    stated().any(is_sure) && stated().all(|practice| practice.kind != kind)
}

/// Every pattern that reading tries, for measuring against a set of them.
#[doc(hidden)]
#[must_use]
pub fn patterns() -> Vec<String> {
    rules::patterns()
}

/// What the words of a part of a sentence say, when somebody says what kind of practice they are.
pub(crate) fn value_of(
    text: &str,
    kind: Kind,
    sentence: &Range<usize>,
    part: &Range<usize>,
    heading: &str,
) -> Map<String, Value> {
    let words = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    value::of_kind(kind, &Said { sentence: words(sentence), part: words(part), heading, intro: "" })
}

/// What a clause is about.
#[derive(Clone, Copy)]
struct About<'t> {
    /// Of the nearest heading that has any.
    topics: Topics,
    heading: &'t str,
    /// Of all headings above.
    above: Topics,
}

impl<'t> About<'t> {
    /// The nearest heading that says something decides.
    fn of(headings: &mut Headings<'t, '_>, clause: usize) -> Self {
        let mut nearest = "";
        let mut decided: Option<Self> = None;
        let mut above = 0;
        let detached = headings.outline.clauses.get(clause).is_some_and(|clause| clause.is_detached);
        let mut next = Some(clause);
        while let Some((index, clause)) = next.and_then(|at| Some((at, headings.outline.clauses.get(at)?))) {
            next = clause.parent;
            if detached && clause.is_heading {
                break;
            }
            let range = match &clause.lead {
                Some(lead) => lead,
                None if clause.is_heading => &clause.body,
                None => continue,
            };
            let heading = headings.text.get(range.clone()).unwrap_or("");
            nearest = if nearest.is_empty() { heading } else { nearest };
            let topics = headings.topics(index, heading);
            above |= topics;
            // `Server logs: 13 months` names data; what is said of it, a heading above tells better.
            let names_data = clause.lead.is_some() && (topics == topic::COLLECTION || heading.ends_with(':'));
            let weak = decided.as_ref().is_some_and(|before| before.above & NAMED != 0);
            if topics != 0 && (decided.is_none() || weak && topics & topic::RETENTION != 0) {
                let named = if names_data { NAMED } else { 0 };
                decided = Some(Self { topics, heading, above: above | named });
            }
        }
        Self { above, ..decided.unwrap_or(Self { topics: 0, heading: nearest, above }) }
    }
}

impl About<'_> {
    /// The same of an item: what introduced the list tells better what it is about than the words that head the item,
    /// which often name data (`Aggregated information: we may share …`).
    fn in_a_list(self, clause: &Clause, introduction: Option<&Introduction<'_>>) -> Self {
        let kind = introduction.filter(|_| clause.is_item).and_then(|introduction| introduction.kind);
        let topics = match kind {
            Some(Kind::Recipient) => self.topics & !topic::COLLECTION | topic::RECIPIENTS,
            Some(Kind::Collects) => self.topics & !topic::RECIPIENTS | topic::COLLECTION,
            Some(Kind::Purpose) => self.topics | topic::PURPOSES,
            _ => self.topics,
        };
        Self { topics, ..self }
    }
}

/// Not a topic: a lead that only names data decided.
const NAMED: Topics = 1 << 31;

/// What headings are about, told once for each.
struct Headings<'t, 'o> {
    text: &'t str,
    outline: &'o Outline,
    told: Vec<Option<Topics>>,
}

impl Headings<'_, '_> {
    fn topics(&mut self, clause: usize, heading: &str) -> Topics {
        // The title says what all of it is about.
        if clause == 0 && heading.to_lowercase().contains("privacy") {
            return 0;
        }
        match self.told.get_mut(clause) {
            Some(told) => *told.get_or_insert_with(|| topic::of(heading)),
            None => topic::of(heading),
        }
    }
}

/// Where in a notice something is said.
#[derive(Clone, Copy)]
struct Context<'t> {
    text: &'t str,
    clause: usize,
    about: About<'t>,
    introduction: Option<Introduction<'t>>,
}

/// What makes practices, in the order of the text.
enum Step<'t> {
    /// They are read already.
    Read(Practice),
    Item(Context<'t>, Item),
    /// The next sentence of those that the rules are tried on.
    Sentence,
    /// The same of an item below a heading, which is what the heading speaks of unless its own words say something else.
    Either(Context<'t>, Item),
}

/// An item of a list.
struct Item {
    kind: Kind,
    sentence: Range<usize>,
    part: Range<usize>,
}

impl<'t> Context<'t> {
    fn clause(
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
            None | Some(Kind::Collects) if says_what_for => Some(Kind::Purpose),
            kind => kind,
        }
    }

    /// A row of a table whose columns say what they hold.
    fn row(self, clause: &Clause, cells: Vec<(Kind, Range<usize>)>, steps: &mut Vec<Step<'t>>) {
        for (kind, cell) in cells {
            let part = trimmed(self.text, &cell);
            steps.push(Step::Item(self, Item { kind, sentence: clause.body.clone(), part }));
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
    fn item(&self, item: &Item, before: &[Practice]) -> Practice {
        let (kind, part) = (item.kind, item.part.clone());
        let said = self.said(&item.sentence, &part);
        let value = value::of_kind(kind, &said);
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

    fn said(&self, sentence: &Range<usize>, part: &Range<usize>) -> Said<'t> {
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
const CONTACT_LABELS: [&str; 28] = [
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
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let said = text.get(range.clone()).unwrap_or("");
    let leading = said.len() - said.trim_start().len();
    let end = said.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
    let end = end.strip_suffix(" and").or_else(|| end.strip_suffix(" or")).unwrap_or(end);
    let end = end.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
    range.start + leading..range.start + end.len().max(leading)
}
