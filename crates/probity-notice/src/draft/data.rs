//! What is collected, what it is used for and on which basis, and how long it is kept.

use super::statement::{Section, Statement};
use super::{Around, texts_of, words};
use crate::Kind;
use serde_json::Value;
use std::collections::BTreeSet;

/// A title is a line, not a paragraph.
const LONGEST_TITLE: usize = 120;

impl Around<'_> {
    /// The categories of its value. What is said never to be collected stays that, whatever another sentence says.
    fn categories(self) -> BTreeSet<&'static str> {
        let mut found = words::categories(&self.texts_of("data"));
        let negative = self.practice.value.contains_key("polarity");
        found.retain(|category| negative || !self.drafting.never.contains(category));
        found
    }

    pub(super) fn collects(self) -> Vec<Statement> {
        let found = self.categories();
        let categories = listed(&found);
        let sentence = |says: String| vec![Statement::sentence(Section::Collected, says)];
        if self.practice.value.contains_key("polarity") {
            let passes_through =
                self.says(&["store", "retain", "keep"]) && !self.says(&["collect", "process"]);
            let verb = if passes_through { "keep" } else { "collect" };
            return match (found.is_empty(), self.says(&["record", "monitor", "log", "track"])) {
                (false, _) => sentence(format!("never {verb} {categories}")),
                (true, true) => sentence("never monitor use".to_owned()),
                (true, false) => Vec::new(),
            };
        }
        let sources = self.texts_of("source");
        if found.is_empty() {
            let from_others = sources.iter().any(|one| one == "third_party" || one == "public_sources");
            return self.informs(if from_others { "other-sources" } else { "collection" });
        }
        let source = match sources.first().map(String::as_str) {
            Some("third_party") => " from partners",
            Some("subject") => " from person",
            Some("automatic") => " from use",
            _ => "",
        };
        sentence(format!("collect {categories}{source}"))
    }

    pub(super) fn purpose(self) -> Vec<Statement> {
        let basis = self.text_of("basis").and_then(|basis| words::basis(&basis));
        let uses = self.collected_here();
        let block = |name: String, title: &str| {
            Statement::block(Section::Purposes, format!("purpose {name} {}", words::text(title)))
                .basis(basis)
                .uses(uses.clone())
        };
        let kinds = self.texts_of("purpose");
        if !kinds.is_empty() {
            return kinds.iter().map(|kind| block(words::purpose(kind), &kind.replace('_', " "))).collect();
        }
        // What is no known purpose is called by its words; an item that only names a basis is none.
        let said = self.words();
        let title = said.trim_end_matches(['.', ';', ',']);
        if basis.is_none()
            || title.len() > LONGEST_TITLE
            || self.says(&["based on", "basis of", "legitimate interest"])
        {
            return Vec::new();
        }
        vec![block(words::short_name(title), title)]
    }

    /// What the same clause says is collected: a purpose that stands there uses it.
    fn collected_here(self) -> BTreeSet<String> {
        let here = self.drafting.read().filter(|other| {
            other.clause == self.practice.clause
                && other.kind == Kind::Collects
                && !other.value.contains_key("polarity")
        });
        here.flat_map(|other| words::categories(&texts_of(other, "data")))
            .filter(|category| !self.drafting.never.contains(category))
            .map(str::to_owned)
            .collect()
    }

    /// A basis belongs to the purposes of its clause, or of the list that it introduces.
    pub(super) fn legal_basis(self) -> Vec<Statement> {
        let Some(said) = self.text_of("basis") else { return Vec::new() };
        if said == "any" {
            return vec![Statement::sentence(Section::Purposes, "use data only for listed purposes")];
        }
        let outline = &self.drafting.reading.outline;
        let is_below = |clause: usize| {
            let Some(own) = outline.clauses.get(clause) else { return false };
            clause == self.practice.clause || own.parent == Some(self.practice.clause)
        };
        let practices = self.drafting.read();
        let purposes: BTreeSet<String> = practices
            .filter(|other| other.kind == Kind::Purpose && is_below(other.clause))
            .filter(|other| {
                other.clause == self.practice.clause
                    || other.value.get("basis").and_then(Value::as_str) == Some(said.as_str())
            })
            .flat_map(|other| texts_of(other, "purpose"))
            .collect();
        let Some(basis) = words::basis(&said).filter(|_| !purposes.is_empty()) else {
            return self.informs("legal-bases");
        };
        let block = |kind: &String| {
            let title = words::text(&kind.replace('_', " "));
            Statement::block(Section::Purposes, format!("purpose {} {title}", words::purpose(kind)))
                .basis(Some(basis))
        };
        purposes.iter().map(block).collect()
    }

    pub(super) fn retention(self) -> Vec<Statement> {
        let found = self.categories();
        let categories = if found.is_empty() { "anything".to_owned() } else { listed(&found) };
        let sentence = |says: String| vec![Statement::sentence(Section::Kept, says)];
        let exactly = [("min", "at least "), ("max", "at most "), ("period", "")];
        for (key, bound) in exactly {
            if let Some(period) = self.period(key) {
                return sentence(format!("keep {categories} {bound}{period} after collected"));
            }
        }
        if self.text_of("max").as_deref() == Some("necessity") {
            return sentence("keep data only as long as a purpose needs".to_owned());
        }
        if self.text_of("until").is_some() {
            let categories = if found.is_empty() { "marketing.*" } else { &categories };
            return sentence(format!("keep {categories} until opt-out"));
        }
        if self.says(&[
            "reconstruct",
            "beyond recovery",
            "irreversib",
            "unrecoverabl",
            "securely delet",
            "secure digital delet",
        ]) {
            return sentence("delete beyond-recovery".to_owned());
        }
        if self.says(&["physical disposal", "physically destroy", "shred"]) {
            return sentence("dispose of paper, disks physically".to_owned());
        }
        if self.says(&["extend"]) && self.says(&["dispute", "legal", "fraud", "law"]) {
            let grounds =
                [("legal", "law"), ("dispute", "disputes"), ("fraud", "fraud"), ("rights", "rights")];
            let named: Vec<&str> =
                grounds.iter().filter(|(word, _)| self.says(&[word])).map(|(_, ground)| *ground).collect();
            return sentence(format!("extend keeping only for {}", named.join(", ")));
        }
        // Words are no period: the question is asked, and denies until somebody answers it.
        match self.text_of("period") {
            Some(_) if !found.is_empty() => {
                let words: String = self.words().chars().take(LONGEST_TITLE).collect();
                sentence(format!("keep {categories} {}", words::text(&words)))
            }
            _ => Vec::new(),
        }
    }
}

fn listed(categories: &BTreeSet<&'static str>) -> String {
    categories.iter().copied().collect::<Vec<_>>().join(", ")
}
