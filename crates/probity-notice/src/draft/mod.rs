//! A draft of policy code from a reading.
//!
//! Every statement cites the clauses that it comes from, and stands below their words, how sure the reading is, and
//! the rule that read it. INVARIANT (DENY-WHEN-IN-DOUBT): a statement that a rule is not sure of is `unconfirmed`,
//! which denies, until a person takes the word away. What has no statement is kept as a remark, so that nothing is
//! lost. One file here for each topic: `data` says what is collected, used and kept, `sharing` who gets it, `rights`
//! what people can ask for, `telling` what they are told and asked, `safeguards` the rest.

mod back;
mod data;
mod head;
mod rights;
mod safeguards;
mod sharing;
mod statement;
mod telling;
mod words;

pub(crate) use words::name as name_of;

use crate::{Kind, Practice, Reading, Sureness};
use probity_policy::published::Published;
use serde_json::Value;
use statement::{Drafted, Section, Source, Statement};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What of a notice became code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The code, as `probity fmt` would take it.
    pub code: String,
    /// How many practices became statements.
    pub drafted: usize,
    /// How many are remarks only.
    pub left: usize,
}

/// Drafts the code of a notice; `file` is how the code is to name it.
#[must_use]
pub fn draft(text: &str, reading: &Reading, file: &str) -> Draft {
    if let Some(written) = crate::render::written(text, reading) {
        return back::code(text, reading, file, &written);
    }
    let mut drafting = Drafting::new(text, reading);
    let proposed = reading.practices.iter().filter(|practice| practice.is_proposed());
    for practice in drafting.read().chain(proposed) {
        drafting.practice(practice);
    }
    let code = head::head(&drafting, file) + &drafting.sections();
    Draft { code, drafted: drafting.drafted, left: drafting.left }
}

/// A practice and what is known around it.
#[derive(Clone, Copy)]
struct Around<'d> {
    drafting: &'d Drafting<'d>,
    practice: &'d Practice,
}

struct Drafting<'t> {
    text: &'t str,
    reading: &'t Reading,
    published: Published,
    sections: BTreeMap<Section, Vec<Drafted>>,
    /// Statements that stand already, so that none is written twice; each with its place.
    said: BTreeMap<String, usize>,
    remarks: String,
    /// Categories that the notice says are never collected.
    never: BTreeSet<&'static str>,
    answers: BTreeMap<Option<String>, String>,
    drafted: usize,
    left: usize,
}

impl<'t> Drafting<'t> {
    fn new(text: &'t str, reading: &'t Reading) -> Self {
        let mut drafting = Self {
            text,
            reading,
            published: Published::read(text),
            sections: BTreeMap::new(),
            said: BTreeMap::new(),
            remarks: String::new(),
            never: BTreeSet::new(),
            answers: BTreeMap::new(),
            drafted: 0,
            left: 0,
        };
        let negative = drafting
            .read()
            .filter(|practice| practice.kind == Kind::Collects && practice.value.contains_key("polarity"));
        drafting.never =
            negative.flat_map(|practice| words::categories(&texts_of(practice, "data"))).collect();
        drafting.answers = rights::answer_times(&drafting);
        drafting
    }

    /// What rules read: alone this bears on other statements (NEVER-CONFIRMED).
    fn read(&self) -> impl Iterator<Item = &'t Practice> + use<'t> {
        self.reading.practices.iter().filter(|practice| !practice.is_proposed())
    }

    fn practice(&mut self, practice: &Practice) {
        let around = Around { drafting: self, practice };
        let (statements, source) = (around.statements(), around.source());
        self.add(statements, &source);
    }

    /// The same where the head stands already.
    fn below_the_head(&mut self, practice: &Practice) {
        let around = Around { drafting: self, practice };
        let (mut statements, source) = (around.statements(), around.source());
        statements.retain(|statement| !statement.section.is_head());
        self.add(statements, &source);
    }

    fn add(&mut self, statements: Vec<Statement>, source: &Source) {
        if statements.is_empty() {
            self.remark(&source.quote);
            return;
        }
        self.drafted += 1;
        for statement in statements {
            let drafted = self.sections.entry(statement.section).or_default();
            match self.said.entry(statement.key()) {
                Entry::Occupied(said) => {
                    if let Some(before) = drafted.get_mut(*said.get()) {
                        if source.proposed { before.quote(source) } else { before.also(statement, source) }
                    }
                }
                Entry::Vacant(vacant) => {
                    vacant.insert(drafted.len());
                    drafted.push(Drafted::new(statement, source));
                }
            }
        }
    }

    fn remark(&mut self, quote: &str) {
        self.left += 1;
        self.remarks.push_str(quote);
    }

    /// A block of the head, if anything was read of it.
    fn head_block(&self, section: Section) -> Option<&Drafted> {
        self.sections.get(&section)?.first()
    }

    /// What stands below the head.
    fn sections(&self) -> String {
        let mut code = String::new();
        for (section, heading) in Section::HEADED {
            let statements = self.sections.get(&section).map_or(&[][..], Vec::as_slice);
            let remarks = if section == Section::Left { self.remarks.as_str() } else { "" };
            if statements.is_empty() && remarks.is_empty() {
                continue;
            }
            let _ = writeln!(code, "// {heading}\n");
            for statement in statements {
                code.push_str(&statement.code());
            }
            code.push_str(remarks);
            code.push('\n');
        }
        code
    }
}

impl Around<'_> {
    fn statements(self) -> Vec<Statement> {
        match self.practice.kind {
            Kind::Collects => self.collects(),
            Kind::Purpose => self.purpose(),
            Kind::LegalBasis => self.legal_basis(),
            Kind::Retention => self.retention(),
            Kind::Recipient => self.recipient(),
            Kind::NotShared => self.not_shared(),
            Kind::Transfer => self.transfer(),
            Kind::Right => self.right(),
            Kind::Deadline => self.deadline(),
            Kind::IdentityVerification => self.identity_verification(),
            Kind::Children => self.children(),
            Kind::Breach => self.breach(),
            Kind::ChangeNotice => self.change_notice(),
            Kind::Cookie => self.cookie(),
            Kind::Contact => self.contact(),
            Kind::Security => self.security(),
            Kind::OtherPromise => self.other_promise(),
        }
    }

    /// Where it stands and how sure it is.
    fn source(self) -> Source {
        let sureness = match self.practice.sureness {
            Sureness::Sure => "sure",
            Sureness::Likely => "likely",
            Sureness::Unsure => "unsure",
        };
        let clauses = &self.drafting.reading.outline.clauses;
        let id = clauses.get(self.practice.clause).map_or("", |clause| clause.id.as_str());
        Source {
            quote: format!("// {id}: “{}” ({sureness}, {})\n", self.words(), self.practice.rule),
            clause: self.clause(),
            state: self.state(),
            sure: self.practice.sureness == Sureness::Sure,
            proposed: self.practice.is_proposed(),
        }
    }

    /// Its words on one line.
    fn words(self) -> String {
        let words = self.drafting.text.get(self.practice.span.clone()).unwrap_or("");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether one of these stands in its words; in small letters.
    fn says(self, any: &[&str]) -> bool {
        let words = self.words().to_lowercase();
        any.iter().any(|one| words.contains(one))
    }

    /// The nearest clause that `§` can name: by its printed label, its number, or its heading.
    fn clause(self) -> Option<String> {
        let outline = &self.drafting.reading.outline;
        let own = outline.clauses.get(self.practice.clause)?;
        std::iter::once(own).chain(outline.above(own)).find_map(|clause| {
            // A letter or a state below a number is found under that number.
            let number: String =
                clause.id.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
            let number = number.trim_end_matches('.');
            if clause.label.is_some()
                && self.drafting.published.clause(number).is_some()
                && !number.is_empty()
            {
                return Some(format!("§{number}"));
            }
            let heading = self.drafting.text.get(clause.body.clone()).map(str::trim)?;
            let is_known = clause.is_heading && self.drafting.published.clause(heading).is_some();
            is_known.then(|| format!("§{}", words::text(heading)))
        })
    }

    /// The state whose residents its clause speaks to, by its place in the outline or a heading above it.
    fn state(self) -> Option<String> {
        let outline = &self.drafting.reading.outline;
        let own = outline.clauses.get(self.practice.clause)?;
        outline.state(self.drafting.text, own).map(str::to_owned)
    }

    fn text_of(self, key: &str) -> Option<String> {
        text_of(self.practice, key)
    }

    fn texts_of(self, key: &str) -> Vec<String> {
        texts_of(self.practice, key)
    }

    /// A period of its value, in the words of the language.
    fn period(self, key: &str) -> Option<String> {
        words::period(&self.text_of(key)?)
    }

    /// What is only told: it binds nobody, and that it stands in the text is all that can be checked.
    fn informs(self, topic: &str) -> Vec<Statement> {
        vec![Statement::sentence(Section::Told, format!("inform of {topic}"))]
    }

    /// What software cannot see, for somebody to sign.
    fn attested(self) -> Vec<Statement> {
        let says = format!("attest {} by security-officer every 12 months", words::text(&self.words()));
        vec![Statement::sentence(Section::Safeguards, says)]
    }
}

fn text_of(practice: &Practice, key: &str) -> Option<String> {
    practice.value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// The words under a key, whether one or several.
fn texts_of(practice: &Practice, key: &str) -> Vec<String> {
    match practice.value.get(key) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
