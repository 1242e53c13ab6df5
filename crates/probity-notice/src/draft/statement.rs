//! One statement in the making: what it says, and what merges when the notice says it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Where in the draft a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// The blocks that every policy begins with.
    Policy,
    Controller,
    People,
    Collected,
    Purposes,
    Recipients,
    Kept,
    Rights,
    Children,
    Told,
    Safeguards,
    Left,
}

impl Section {
    /// The sections below the head, with what stands above each.
    pub(super) const HEADED: [(Self, &'static str); 9] = [
        (Self::Collected, "What is collected, and never"),
        (Self::Purposes, "Why"),
        (Self::Recipients, "Who gets what"),
        (Self::Kept, "How long"),
        (Self::Rights, "Rights"),
        (Self::Children, "Children"),
        (Self::Told, "Telling people"),
        (Self::Safeguards, "Safeguards"),
        (Self::Left, "Read, and without a statement yet"),
    ];

    /// Whether it is a block that stands once, in the head.
    pub(super) fn is_head(self) -> bool {
        self <= Self::People
    }
}

/// What one practice says, as a statement without the clause that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) section: Section,
    /// The words up to its tail.
    says: String,
    when: Option<&'static str>,
    /// The sentences of its block, and whether they are a guess whatever the reading is; nothing for a sentence.
    block: Option<Vec<(String, bool)>>,
    bases: Vec<&'static str>,
    uses: BTreeSet<String>,
    /// What was not read and has to be said.
    missing: Option<&'static str>,
}

impl Statement {
    pub(super) fn sentence(section: Section, says: impl Into<String>) -> Self {
        Self {
            section,
            says: says.into(),
            when: None,
            block: None,
            bases: Vec::new(),
            uses: BTreeSet::new(),
            missing: None,
        }
    }

    pub(super) fn block(section: Section, says: impl Into<String>) -> Self {
        Self { block: Some(Vec::new()), ..Self::sentence(section, says) }
    }

    /// A sentence of the block, as sure as the reading.
    pub(super) fn line(mut self, says: impl Into<String>) -> Self {
        self.block.get_or_insert_default().push((says.into(), false));
        self
    }

    /// A sentence of the block that stands for something that was not read.
    pub(super) fn guess(mut self, says: impl Into<String>) -> Self {
        self.block.get_or_insert_default().push((says.into(), true));
        self
    }

    pub(super) fn when(mut self, condition: &'static str) -> Self {
        self.when = Some(condition);
        self
    }

    pub(super) fn missing(mut self, what: &'static str) -> Self {
        self.missing = Some(what);
        self
    }

    pub(super) fn basis(mut self, basis: Option<&'static str>) -> Self {
        self.bases.extend(basis);
        self
    }

    pub(super) fn uses(mut self, categories: impl IntoIterator<Item = String>) -> Self {
        self.uses.extend(categories);
        self
    }

    /// What must not stand twice: a block by its kind and name, any other statement as it is.
    pub(super) fn key(&self) -> String {
        match self.block {
            Some(_) => self.says.split(' ').take(2).collect::<Vec<_>>().join(" "),
            None => format!("{} {}", self.says, self.when.unwrap_or_default()),
        }
    }
}

/// Where one practice stands and how much it is believed.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its words, as the comment above the statement.
    pub(super) quote: String,
    /// `§` and the clause; nothing where the notice has none.
    pub(super) clause: Option<String>,
    /// The state whose people alone it speaks to.
    pub(super) state: Option<String>,
    pub(super) sure: bool,
    /// No rule read it: where a statement stands already, its words are shown and it stays as it is.
    pub(super) proposed: bool,
}

/// A sentence with all the places that say it.
#[derive(Clone, Debug, Default)]
struct Said {
    clauses: Vec<String>,
    sure: bool,
}

impl Said {
    fn also(&mut self, source: &Source, guess: bool) {
        self.sure |= source.sure && !guess;
        if let Some(clause) = source.clause.as_ref().filter(|clause| !self.clauses.contains(clause)) {
            self.clauses.push(clause.clone());
        }
    }

    /// The end of the sentence.
    fn tail(&self) -> String {
        let mut tail = if self.sure { String::new() } else { " unconfirmed".to_owned() };
        for clause in &self.clauses {
            tail.push(' ');
            tail.push_str(clause);
        }
        tail
    }
}

/// A statement with all the words of the notice that say it.
#[derive(Clone, Debug)]
pub(super) struct Drafted {
    statement: Statement,
    quotes: String,
    said: Said,
    lines: Vec<(String, Said)>,
    bases: BTreeMap<&'static str, Said>,
    /// The states whose people it speaks to; nothing when it speaks to everybody.
    states: Option<BTreeSet<String>>,
}

impl Drafted {
    pub(super) fn new(statement: Statement, source: &Source) -> Self {
        let mut drafted = Self {
            statement: statement.clone(),
            quotes: String::new(),
            said: Said::default(),
            lines: Vec::new(),
            bases: BTreeMap::new(),
            states: Some(BTreeSet::new()),
        };
        drafted.also(statement, source);
        drafted
    }

    /// Its words stand above the statement too.
    pub(super) fn quote(&mut self, source: &Source) {
        if !self.quotes.contains(&source.quote) {
            self.quotes.push_str(&source.quote);
        }
    }

    /// The notice says it again: its words stand above it too, and what they add is added.
    pub(super) fn also(&mut self, statement: Statement, source: &Source) {
        self.quote(source);
        self.said.also(source, false);
        match (&mut self.states, &source.state) {
            (Some(states), Some(state)) => {
                states.insert(state.clone());
            }
            (states, _) => *states = None,
        }
        for basis in statement.bases {
            self.bases.entry(basis).or_default().also(source, false);
        }
        self.statement.uses.extend(statement.uses);
        for (says, guess) in statement.block.unwrap_or_default() {
            match self.lines.iter_mut().find(|(said, _)| *said == says) {
                Some((_, said)) => said.also(source, guess),
                None => {
                    let mut said = Said::default();
                    said.also(source, guess);
                    self.lines.push((says, said));
                }
            }
        }
    }

    /// The words of the notice, a comment on each line.
    pub(super) fn quotes(&self) -> &str {
        &self.quotes
    }

    /// The sentences of the block.
    pub(super) fn lines(&self) -> String {
        let mut code = String::new();
        for (says, said) in &self.lines {
            let _ = writeln!(code, "    {says}{}", said.tail());
        }
        code
    }

    /// All of it as code.
    pub(super) fn code(&self) -> String {
        let Statement { says, when, block, uses, missing, .. } = &self.statement;
        let mut code = self.quotes.clone();
        if let Some(missing) = missing {
            let _ = writeln!(code, "// {missing}");
        }
        code.push_str(says);
        if block.is_some() {
            for clause in &self.said.clauses {
                let _ = write!(code, " {clause}");
            }
            code.push_str(" {\n");
            if says.starts_with("purpose ") {
                code.push_str(&self.bases_and_uses(uses));
            }
            return code + &self.lines() + "}\n";
        }
        if let Some(states) = self.states.as_ref().filter(|states| !states.is_empty()) {
            let states: Vec<String> = states.iter().map(|state| format!("US-{state}")).collect();
            let _ = write!(code, " for people in {}", states.join(", "));
        }
        if let Some(when) = when {
            let _ = write!(code, " when {when}");
        }
        code + &self.said.tail() + "\n"
    }

    fn bases_and_uses(&self, uses: &BTreeSet<String>) -> String {
        let mut code = String::new();
        if self.bases.is_empty() {
            code.push_str("    // no legal basis was read: name it\n    basis consent unconfirmed\n");
        } else {
            let mut all = Said { clauses: Vec::new(), sure: true };
            for said in self.bases.values() {
                all.sure &= said.sure;
                all.clauses.extend(said.clauses.clone());
            }
            let mut seen = BTreeSet::new();
            all.clauses.retain(|clause| seen.insert(clause.clone()));
            let names: Vec<&str> = self.bases.keys().copied().collect();
            let _ = writeln!(code, "    basis {}{}", names.join(" or "), all.tail());
        }
        if uses.is_empty() {
            code.push_str("    // what it uses was not read: name it\n");
        } else {
            let names: Vec<&str> = uses.iter().map(String::as_str).collect();
            let _ = writeln!(code, "    uses {} unconfirmed", names.join(", "));
        }
        code
    }
}
