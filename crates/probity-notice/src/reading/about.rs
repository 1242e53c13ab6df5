//! What a clause is about, told by the headings above it and by what introduces its list.

use super::list::Introduction;
use super::practice::Kind;
use super::topic::{self, Topics};
use probity_text::{Clause, Outline};

/// What a clause is about.
#[derive(Clone, Copy)]
pub(super) struct About<'t> {
    /// Of the nearest heading that has any.
    pub(super) topics: Topics,
    pub(super) heading: &'t str,
    /// Of all headings above.
    pub(super) above: Topics,
}

impl<'t> About<'t> {
    /// The nearest heading that says something decides.
    pub(super) fn of(headings: &mut Headings<'t, '_>, clause: usize) -> Self {
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
    pub(super) fn in_a_list(self, clause: &Clause, introduction: Option<&Introduction<'_>>) -> Self {
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
pub(super) struct Headings<'t, 'o> {
    pub(super) text: &'t str,
    pub(super) outline: &'o Outline,
    pub(super) told: Vec<Option<Topics>>,
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
