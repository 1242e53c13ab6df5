//! What a new version of policy code takes from people, and what it gives them.
//!
//! Statements are compared, and not their text: in which sentence, file or order something stands, and under which
//! clause, makes no difference. A statement is taken apart into facts (`fact`), of which each is about one category,
//! recipient, purpose or place; `treatment` says of every kind of statement what it is for people, `order` which of two
//! values is better for them, and `compare` puts the facts side by side. What is only called
//! otherwise (`renamed`) has one name meanwhile. `duty` says who must be told of it, and when.

mod compare;
mod duty;
mod fact;
mod order;
mod renamed;
mod span;
mod treatment;
mod words;

pub use duty::Duty;

use super::Direction;
use compare::Changed;
use fact::Facts;
use probity_policy::grammar::{Statement, StatementKind};
use probity_policy::project::Project;
use probity_source::Span;
use renamed::{Renamed, Unified};
use serde::Serialize;
use words::Words;

/// One change of what policy code says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyChange {
    /// The kind of statement, such as `answer`.
    pub topic: &'static str,
    /// What changed, as a sentence for people.
    pub says: String,
    /// Which way it goes.
    pub direction: Direction,
    /// Whether people must be told of it before it holds.
    pub significant: bool,
    /// Whether a notice says it to people; a legal hold, for one, is nobody's business.
    pub spoken: bool,
    /// The statement of the old version.
    pub old: Option<Place>,
    /// The statement of the new version.
    pub new: Option<Place>,
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, counted from one.
    pub line: u32,
    /// Its words as the file has them.
    pub quote: String,
    /// The clauses of the published text that say it.
    pub clauses: Vec<String>,
}

/// Which version of a policy one is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Its name.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The first day on which it holds.
    pub effective: Option<String>,
}

/// How two versions of policy code differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyDifference {
    /// The old version.
    pub old: Edition,
    /// The new one.
    pub new: Edition,
    /// What is called otherwise, then what changed, in the order of the language's reference.
    pub changes: Vec<PolicyChange>,
    /// What must be done before the new version holds.
    pub duties: Vec<Duty>,
    /// Statements of the data map that only one version has; they promise nothing.
    pub data_map: usize,
}

/// Compares two versions of policy code, the old one first.
#[must_use]
pub fn policy_difference(old: &Project, new: &Project) -> PolicyDifference {
    let unified = Unified::of(old, new);
    let (before, after) = (Facts::of(&unified.old), Facts::of(&unified.new));
    let changed = compare::changes(&before, &after);
    let words = Words::of(&old.model.statements, &new.model.statements, &unified);
    let renamed = unified.renamed.iter().map(|one| renaming(old, new, one));
    let told = changed.iter().map(|one| told(&words, old, new, one)).filter(|change| !is_silent(change));
    let changes: Vec<PolicyChange> = renamed.chain(told).collect();
    let duties = duty::duties(old, new, &changed, &changes);
    PolicyDifference {
        old: edition(old),
        new: edition(new),
        changes,
        duties,
        data_map: only_one_has(&before, &after),
    }
}

fn told(words: &Words<'_>, old: &Project, new: &Project, changed: &Changed<'_, '_>) -> PolicyChange {
    let both = changed.old.is_some() && changed.new.is_some();
    let place = |project: &Project, fact: Option<&fact::Fact<'_>>| {
        // What stands in a block that stays is compared by itself.
        fact.map(|fact| if both { heading(project, fact.statement) } else { whole(project, fact.statement) })
    };
    let (says, spoken) = words.says(changed);
    // Who tells people of a version says which one it is, and from when it holds.
    let is_frame =
        matches!(changed.of.kind, StatementKind::Policy | StatementKind::Effective | StatementKind::Replaces);
    PolicyChange {
        topic: changed.of.kind.name(),
        says,
        direction: changed.direction,
        significant: changed.judged.told && changed.direction != Direction::Neutral,
        spoken: spoken && !is_frame,
        old: place(old, changed.old),
        new: place(new, changed.new),
    }
}

/// A name stands in the code alone, but for that of a cookie.
fn renaming(old: &Project, new: &Project, renamed: &Renamed<'_>) -> PolicyChange {
    let (before, now) = renamed.names();
    PolicyChange {
        topic: renamed.kind.name(),
        says: format!("Renamed: `{before}` is called `{now}` now."),
        direction: Direction::Neutral,
        significant: false,
        spoken: renamed.kind == StatementKind::Cookie,
        old: Some(heading(old, renamed.old)),
        new: Some(heading(new, renamed.new)),
    }
}

/// A reason that is given otherwise, with all else the same, is no change for anybody.
fn is_silent(change: &PolicyChange) -> bool {
    change.direction == Direction::Neutral && change.says.is_empty()
}

fn whole(project: &Project, statement: &Statement) -> Place {
    place(project, statement.span, &statement.tail)
}

/// A statement without its block.
fn heading(project: &Project, statement: &Statement) -> Place {
    let mut place = whole(project, statement);
    if !statement.block.is_empty()
        && let Some((heading, _)) = place.quote.split_once('{')
    {
        place.quote = heading.trim_end().to_owned();
    }
    place
}

fn place(project: &Project, span: Span, tail: &probity_policy::grammar::Tail) -> Place {
    let file = project.sources.get(span.source());
    Place {
        file: file.map_or_else(String::new, |file| file.name().to_owned()),
        line: file.map_or(0, |file| file.position(span.start()).line),
        quote: project.sources.text(span).trim().to_owned(),
        clauses: tail.clauses.iter().map(|clause| clause.value.clone()).collect(),
    }
}

fn edition(project: &Project) -> Edition {
    let policy = &project.model.policy;
    let value = |value: &Option<probity_policy::grammar::Located<String>>| {
        value.as_ref().map(|value| value.value.clone())
    };
    Edition {
        title: value(&policy.title),
        version: value(&policy.version),
        effective: value(&policy.effective),
    }
}

fn only_one_has(before: &Facts<'_>, after: &Facts<'_>) -> usize {
    let here = |one: &Facts<'_>, other: &Facts<'_>| -> usize {
        one.data_map
            .iter()
            .map(|(sentence, count)| count.saturating_sub(other.data_map.get(sentence).copied().unwrap_or(0)))
            .sum()
    };
    here(before, after) + here(after, before)
}
