//! Which purposes, recipients, categories, cookies and messages are called otherwise in the new version.
//!
//! A name that only the old version has, and one that only the new version has, are the same thing when what they
//! stand for says the same: the same title and at least half of all else, or else nearly the same title above the same
//! block under the same clause or quote. Of several that could be meant none is.
//!
//! INVARIANT (RENAMING-HIDES-NOTHING): both versions are compared with one name for each such thing, so that whatever
//! changed inside it or speaks of it is told as if the name had stayed. A category stays below the same words, since
//! `order.*` would speak of another one otherwise.

use probity_policy::grammar::{self, SlotKind, Statement, StatementKind, Value};
use probity_policy::project::Project;
use probity_policy::quotes::{likeness, words_of};
use std::collections::{BTreeMap, BTreeSet};

/// What can be renamed. What stands in the blocks of others comes before them.
const KINDS: [StatementKind; 5] = [
    StatementKind::Category,
    StatementKind::Purpose,
    StatementKind::Recipient,
    StatementKind::Cookie,
    StatementKind::Message,
];
/// Titles this alike, of 1000, are nearly the same.
const NEARLY: u32 = 600;

/// Names of things of a kind, and what stands for each of them.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<StatementKind, BTreeMap<String, String>>);

impl Names {
    /// The statement with the names that stand for those in it.
    pub(super) fn put(&self, statement: &mut Statement) {
        if self.0.is_empty() {
            return;
        }
        let rule = statement.rule;
        for (slot, value) in &mut statement.slots {
            let Some(names) = space(rule, slot).and_then(|kind| self.0.get(&kind)) else { continue };
            let written = match value {
                Value::Name(name) => std::slice::from_mut(name),
                Value::Names(names) => names.as_mut_slice(),
                _ => continue,
            };
            for name in written {
                if let Some(other) = names.get(&name.value) {
                    name.value.clone_from(other);
                }
            }
        }
        statement.block.iter_mut().for_each(|inner| self.put(inner));
    }
}

/// Which names a slot takes.
fn space(rule: &grammar::Rule, slot: &str) -> Option<StatementKind> {
    match (rule.kind_of(slot), slot) {
        (Some(SlotKind::Category | SlotKind::Categories), _) => Some(StatementKind::Category),
        (_, "purpose" | "purposes") => Some(StatementKind::Purpose),
        (_, "recipient" | "recipients") => Some(StatementKind::Recipient),
        (_, "cookie") => Some(StatementKind::Cookie),
        (_, "message") => Some(StatementKind::Message),
        _ => None,
    }
}

/// Something that is called otherwise, as both versions define it.
#[derive(Debug)]
pub(super) struct Renamed<'p> {
    pub(super) kind: StatementKind,
    pub(super) old: &'p Statement,
    pub(super) new: &'p Statement,
}

impl Renamed<'_> {
    /// Its old name and its new one.
    pub(super) fn names(&self) -> (&str, &str) {
        (name(self.kind, self.old), name(self.kind, self.new))
    }
}

/// Two versions with one name for each thing.
#[derive(Debug)]
pub(super) struct Unified<'p> {
    pub(super) old: Vec<Statement>,
    pub(super) new: Vec<Statement>,
    /// What was renamed, in the order of kinds and names.
    pub(super) renamed: Vec<Renamed<'p>>,
    /// How the old version calls what has one name here.
    pub(super) names_of_old: Names,
    /// How the new one does.
    pub(super) names_of_new: Names,
}

impl<'p> Unified<'p> {
    pub(super) fn of(old: &'p Project, new: &'p Project) -> Self {
        let mut unified = Self {
            old: old.model.statements.clone(),
            new: new.model.statements.clone(),
            renamed: Vec::new(),
            names_of_old: Names::default(),
            names_of_new: Names::default(),
        };
        for kind in KINDS {
            let (gone, came) = (
                Defined::only_in(kind, old, &unified.old, &unified.new),
                Defined::only_in(kind, new, &unified.new, &unified.old),
            );
            let pairs = pairs(&gone, &came);
            let (mut to_one, mut from_one) = (<[Names; 2]>::default(), <[Names; 2]>::default());
            for (before, now) in pairs {
                // The same one whichever version is the old one.
                let one = before.name.clone().min(now.name.clone());
                for (at, name) in [&before.name, &now.name].into_iter().enumerate() {
                    if let (Some(to), Some(from)) = (to_one.get_mut(at), from_one.get_mut(at)) {
                        to.0.entry(kind).or_default().insert(name.clone(), one.clone());
                        from.0.entry(kind).or_default().insert(one.clone(), name.clone());
                    }
                }
                unified.renamed.push(Renamed { kind, old: before.statement, new: now.statement });
            }
            let [of_old, of_new] = to_one;
            unified.old.iter_mut().for_each(|statement| of_old.put(statement));
            unified.new.iter_mut().for_each(|statement| of_new.put(statement));
            let [old_names, new_names] = from_one;
            unified.names_of_old.0.extend(old_names.0);
            unified.names_of_new.0.extend(new_names.0);
        }
        unified
    }
}

fn name(kind: StatementKind, statement: &Statement) -> &str {
    statement.name(kind.name()).map_or("", |name| name.value.as_str())
}

/// Something as one version defines it, and what it says with the names that both have.
struct Defined<'p> {
    name: String,
    statement: &'p Statement,
    /// What it is called for people; of a category with what it stands below.
    title: String,
    /// The sentences of its block.
    block: BTreeSet<String>,
    /// The clauses and quotes that stand for it in the published text.
    published: BTreeSet<String>,
    /// All of it.
    says: BTreeSet<String>,
}

impl<'p> Defined<'p> {
    /// What one version defines once, and whose name the other does not have.
    fn only_in(
        kind: StatementKind,
        project: &'p Project,
        here: &[Statement],
        there: &[Statement],
    ) -> Vec<Self> {
        let mut mentioned = BTreeSet::new();
        there.iter().for_each(|statement| mention(kind, statement, &mut mentioned));
        let mut own = BTreeSet::new();
        here.iter().for_each(|statement| mention(kind, statement, &mut own));
        let mut found: BTreeMap<&str, Vec<(&'p Statement, &Statement)>> = BTreeMap::new();
        // The same statements, as they are written and with the names that both have.
        definitions(kind, &project.model.statements, here, &mut found);
        let mut quotes: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for quote in &project.model.quotes {
            if let Some(statement) = quote.statement {
                quotes.entry(statement).or_default().insert(format!("“{}”", quote.words.value));
            }
        }
        found
            .into_iter()
            .filter(|(name, _)| !name.is_empty() && !mentioned.contains(*name) && !is_wider(name, &own))
            .filter_map(|(name, statements)| match statements[..] {
                [(statement, unified)] => {
                    Some(Self::new(kind, name, statement, unified, quotes.remove(&statement.span)))
                }
                _ => None,
            })
            .collect()
    }

    fn new(
        kind: StatementKind,
        name: &str,
        statement: &'p Statement,
        unified: &Statement,
        quotes: Option<BTreeSet<String>>,
    ) -> Self {
        let slot = if kind == StatementKind::Category { "meaning" } else { "title" };
        let title = statement.name(slot).map_or("", |title| title.value.as_str());
        let title = words_of(title).join(" ");
        let above = match kind {
            StatementKind::Category => name.rsplit_once('.').map_or("", |(above, _)| above),
            _ => "",
        };
        let block: BTreeSet<String> = unified
            .block
            .iter()
            .map(|inner| {
                let mut inner = inner.clone();
                inner.tail.clauses.clear();
                grammar::print(std::slice::from_ref(&inner))
            })
            .collect();
        let mut published = quotes.unwrap_or_default();
        published.extend(statement.tail.clauses.iter().map(|clause| format!("§{}", clause.value)));
        let mut says: BTreeSet<String> = block.union(&published).cloned().collect();
        says.insert(format!("title {title}"));
        says.extend(statement.name("term").map(|term| format!("like {}", term.value)));
        says.extend(statement.flag("special").then(|| "special".to_owned()));
        Self { name: name.to_owned(), statement, title: format!("{above}: {title}"), block, published, says }
    }

    /// At least half of what both say is said by both.
    fn says_mostly_the_same(&self, other: &Self) -> bool {
        self.says.intersection(&other.says).count() * 4 >= self.says.len() + other.says.len()
    }

    fn has_nearly_the_title(&self, other: &Self) -> bool {
        likeness(&words_of(&self.title), &words_of(&other.title)) >= NEARLY
            && !self.published.is_disjoint(&other.published)
    }
}

/// The names of a kind in a statement and its block.
fn mention(kind: StatementKind, statement: &Statement, names: &mut BTreeSet<String>) {
    for (slot, _) in statement.slots.iter().filter(|(slot, _)| space(statement.rule, slot) == Some(kind)) {
        names.extend(statement.names(slot).iter().map(|name| name.value.clone()));
    }
    statement.block.iter().for_each(|inner| mention(kind, inner, names));
}

/// Whether others stand below a category: they would need new names too.
fn is_wider(name: &str, names: &BTreeSet<String>) -> bool {
    let below = format!("{name}.");
    names.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
}

fn definitions<'p, 'u>(
    kind: StatementKind,
    written: &'p [Statement],
    unified: &'u [Statement],
    found: &mut BTreeMap<&'p str, Vec<(&'p Statement, &'u Statement)>>,
) {
    for (statement, unified) in written.iter().zip(unified) {
        if statement.rule.kind() == Some(kind) {
            found.entry(name(kind, statement)).or_default().push((statement, unified));
        }
        definitions(kind, &statement.block, &unified.block, found);
    }
}

/// What is the same in both, each paired with the one that it can be.
fn pairs<'d, 'p>(
    gone: &'d [Defined<'p>],
    came: &'d [Defined<'p>],
) -> Vec<(&'d Defined<'p>, &'d Defined<'p>)> {
    let by_title = |one: &Defined<'_>| Some(one.title.clone());
    let by_block = |one: &Defined<'_>| {
        (!one.block.is_empty()).then(|| one.block.iter().cloned().collect::<Vec<_>>().join("\n"))
    };
    let mut pairs = one_to_one(gone, came, by_title);
    // Titles that both versions have are not taken for nearly the same as others.
    let (gone_titles, came_titles) = (titles(gone), titles(came));
    let rest = |all: &'d [Defined<'p>], others: &BTreeSet<&str>| {
        all.iter().filter(|one| !others.contains(one.title.as_str())).collect::<Vec<_>>()
    };
    let (gone, came) = (rest(gone, &came_titles), rest(came, &gone_titles));
    pairs.retain(|(before, now)| before.says_mostly_the_same(now));
    let mut nearly = one_to_one(gone, came, by_block);
    nearly.retain(|(before, now)| before.has_nearly_the_title(now));
    pairs.append(&mut nearly);
    pairs.sort_by(|one, other| (&one.0.name, &one.1.name).cmp(&(&other.0.name, &other.1.name)));
    pairs
}

fn titles<'d>(all: &'d [Defined<'_>]) -> BTreeSet<&'d str> {
    all.iter().map(|one| one.title.as_str()).collect()
}

/// Those of which each version has exactly one of a key.
fn one_to_one<'d, 'p: 'd>(
    gone: impl IntoIterator<Item = &'d Defined<'p>>,
    came: impl IntoIterator<Item = &'d Defined<'p>>,
    key: impl Fn(&Defined<'_>) -> Option<String>,
) -> Vec<(&'d Defined<'p>, &'d Defined<'p>)> {
    type Both<'d, 'p> = (Vec<&'d Defined<'p>>, Vec<&'d Defined<'p>>);
    let mut by_key: BTreeMap<String, Both<'d, 'p>> = BTreeMap::new();
    for one in gone {
        if let Some(key) = key(one) {
            by_key.entry(key).or_default().0.push(one);
        }
    }
    for one in came {
        if let Some(key) = key(one) {
            by_key.entry(key).or_default().1.push(one);
        }
    }
    let pairs = by_key.into_values().filter_map(|(gone, came)| match (&gone[..], &came[..]) {
        ([before], [now]) => Some((*before, *now)),
        _ => None,
    });
    pairs.collect()
}
