//! Which way a change goes.

use super::Direction::{LessProtective, Mixed, MoreProtective, Neutral};
use super::facet::{About, Facets, Said};
use super::{Change, Direction};
use std::collections::BTreeSet;
use std::ops::Range;

/// What became of something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// It was not said before.
    SaidNow,
    /// It is not said any more.
    SaidNoMore,
    /// It is said in one sentence more, and in others before and now.
    OneSentenceMore,
    /// It is said in one sentence less.
    OneSentenceLess,
    /// It was said otherwise.
    Changed { before: String, now: String },
}

/// A change of what is said of one thing.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) about: About,
    pub(super) happened: Happened,
    pub(super) direction: Direction,
    pub(super) old: Option<Range<usize>>,
    pub(super) new: Option<Range<usize>>,
}

/// The changes between two sets of facets, in the order of what they are about.
pub(super) fn changes(old: &Facets, new: &Facets) -> Vec<Judged> {
    let mut changes = Vec::new();
    let abouts: BTreeSet<&About> = old.keys().chain(new.keys()).collect();
    for about in abouts {
        let (before, after) = (old.get(about), new.get(about));
        let (happened, direction) = match (before, after) {
            (Some((one, _)), Some((other, _))) if one != other => {
                (Happened::Changed { before: shown(one), now: shown(other) }, changed(about, one, other))
            }
            (Some((one, _)), None) => (Happened::SaidNoMore, removed(about, one)),
            (None, Some((other, _))) => (Happened::SaidNow, added(about, other)),
            _ => continue,
        };
        changes.push(Judged {
            about: about.clone(),
            happened,
            direction,
            old: before.map(|(_, span)| span.clone()),
            new: after.map(|(_, span)| span.clone()),
        });
    }
    changes
}

/// The changes as they are told, in the order of what they are about: what one sentence says of several things of a
/// kind is one change.
pub(super) fn as_told(mut judged: Vec<Judged>) -> Vec<Change> {
    judged.sort_by(|one, other| one.about.cmp(&other.about));
    judged.chunk_by(is_one).filter_map(tell).collect()
}

fn is_one(one: &Judged, other: &Judged) -> bool {
    std::mem::discriminant(&one.about) == std::mem::discriminant(&other.about)
        && !matches!(one.happened, Happened::Changed { .. })
        && one.happened == other.happened
        && one.direction == other.direction
        && (&one.old, &one.new) == (&other.old, &other.new)
}

fn tell(judged: &[Judged]) -> Option<Change> {
    let first = judged.first()?;
    let all: Vec<&About> = judged.iter().map(|one| &one.about).collect();
    let (what, verb) = (what(&all)?, if all.len() == 1 { "is" } else { "are" });
    let says = match &first.happened {
        Happened::SaidNow => format!("{what} {verb} said now"),
        Happened::SaidNoMore => format!("{what} {verb} not said any more"),
        Happened::OneSentenceMore => format!("{what}: one sentence more says so"),
        Happened::OneSentenceLess => format!("{what}: one sentence less says so"),
        Happened::Changed { before, now } => format!("{what}: {before} before, {now} now"),
    };
    Some(Change {
        topic: topic(&first.about),
        says,
        direction: first.direction,
        significant: first.direction != Neutral && is_significant(&first.about),
        old: first.old.clone(),
        new: first.new.clone(),
    })
}

fn topic(about: &About) -> &'static str {
    match about {
        About::Right(_) => "right",
        About::Answer(_) => "answer",
        About::Law(_) => "law",
        About::Officer => "officer",
        About::Never(_) => "not_shared",
        About::Breach(_) => "breach",
        About::Transfer(_) => "transfer",
        About::Age => "children",
        About::Recipient(_) | About::RecipientKind(_) => "recipient",
        About::Collected(_) | About::NeverCollected(_) => "collects",
        About::Purpose(_) => "purpose",
        About::Kept(_) => "retention",
        About::Cookie(_) => "cookie",
        About::Change => "change_notice",
        About::Measure(_) => "security",
    }
}

/// Whether a change of this is one that people must hear of: their rights, what is collected, what for, and who gets it.
fn is_significant(about: &About) -> bool {
    !matches!(about, About::Measure(_) | About::Cookie(_) | About::Law(_))
}

fn named(name: &str) -> String {
    name.replace('_', " ")
}

fn shown(said: &Said) -> String {
    match said {
        Said::Present => "said".to_owned(),
        Said::Days(days) => format!("{days} days"),
        Said::AtLeast(least) => format!("at least {least}"),
        Said::Vague(words) => format!("“{words}”"),
        Said::Absolute(true) => "without a condition".to_owned(),
        Said::Absolute(false) => "with a condition".to_owned(),
    }
}

/// One thing, or several of a kind.
fn what(all: &[&About]) -> Option<String> {
    let one = all.first()?;
    let several = all.len() > 1;
    // The names of all, and a word for them that agrees.
    let names = |of: fn(&About) -> &str| {
        listed(&all.iter().map(|about| format!("“{}”", named(of(about)))).collect::<Vec<_>>())
    };
    let agree = |single: &'static str, plural: &'static str| if several { plural } else { single };
    Some(match one {
        About::Right(_) => format!("the {} {}", agree("right", "rights"), names(About::name)),
        About::Answer(place) if place.is_empty() => "the time to answer people".to_owned(),
        About::Answer(_) => format!("the time to answer people in {}", plain(all)),
        About::Law(_) => format!("the {} {}", agree("law", "laws"), names(About::name)),
        About::Officer => "the data protection officer".to_owned(),
        About::Never(_) => format!("the promise not to {} data", plain(all)),
        About::Breach(_) => {
            let whom = |about: &&About| {
                if about.name() == "authority" { "the authority" } else { "people" }.to_owned()
            };
            format!("telling {} of a breach", listed(&all.iter().map(whom).collect::<Vec<_>>()))
        }
        About::Transfer(_) => listed(&all.iter().map(|about| transfer(about.name())).collect::<Vec<_>>()),
        About::Age => "the age from which people may use the service".to_owned(),
        About::Recipient(_) => format!("the {} {}", agree("recipient", "recipients"), plain(all)),
        About::RecipientKind(_) => {
            format!("recipients of the {} {}", agree("kind", "kinds"), names(About::name))
        }
        About::Collected(_) => format!("collecting {}", names(About::name)),
        About::NeverCollected(_) => format!("the promise not to collect {}", names(About::name)),
        About::Purpose(_) => format!("the {} {}", agree("use", "uses"), names(About::name)),
        About::Kept(_) => format!("how long {} {} kept", names(About::name), agree("is", "are")),
        About::Cookie(_) => format!("the {} {}", agree("cookie", "cookies"), plain(all)),
        About::Change => "how changes are told".to_owned(),
        About::Measure(_) => format!("the {} {}", agree("measure", "measures"), names(About::name)),
    })
}

fn transfer(what: &str) -> String {
    match what {
        "forbidden" => "that data does not go abroad unless it is protected there".to_owned(),
        "allowed" => "that data may go abroad".to_owned(),
        mechanism => format!("the safeguard “{}” for transfers", named(mechanism)),
    }
}

/// Names as they are.
fn plain(all: &[&About]) -> String {
    listed(&all.iter().map(|about| about.name().to_owned()).collect::<Vec<_>>())
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Which way it goes when something is said no more.
fn removed(about: &About, said: &Said) -> Direction {
    match about {
        About::Collected(_) | About::Purpose(_) | About::RecipientKind(_) => MoreProtective,
        About::Transfer(what) if what == "allowed" => MoreProtective,
        // One name less may be a recipient less, or a name that is hidden now.
        About::Recipient(_) => LessProtective,
        About::Kept(_) if matches!(said, Said::Vague(_)) => Neutral,
        About::Change if matches!(said, Said::Vague(words) if words == "none") => MoreProtective,
        _ => LessProtective,
    }
}

/// Which way it goes when something is said for the first time: the other way round.
fn added(about: &About, said: &Said) -> Direction {
    match removed(about, said) {
        LessProtective => MoreProtective,
        MoreProtective => LessProtective,
        other => other,
    }
}

/// Which way it goes when it is said otherwise.
fn changed(about: &About, before: &Said, after: &Said) -> Direction {
    let shorter_is_better =
        matches!(about, About::Answer(_) | About::Breach(_) | About::Kept(_) | About::Cookie(_));
    match (before, after) {
        (Said::Days(one), Said::Days(other)) if shorter_is_better => compare(*other, *one),
        (Said::AtLeast(one), Said::AtLeast(other)) if *about == About::Age => compare(*one, *other),
        (Said::AtLeast(one), Said::AtLeast(other)) => compare(*other, *one),
        (Said::AtLeast(_), Said::Vague(_)) if *about == About::Age => LessProtective,
        (Said::Vague(_), Said::AtLeast(_)) if *about == About::Age => MoreProtective,
        // A floor that becomes words keeps data neither shorter nor longer for certain.
        (Said::AtLeast(_), Said::Vague(_)) | (Said::Vague(_), Said::AtLeast(_)) => Mixed,
        (Said::AtLeast(_), Said::Days(_)) | (Said::Days(_), Said::AtLeast(_)) => Mixed,
        (Said::Days(_), Said::Vague(_)) => LessProtective,
        (Said::Vague(_), Said::Days(_)) => MoreProtective,
        (Said::Absolute(true), Said::Absolute(false)) => LessProtective,
        (Said::Absolute(false), Said::Absolute(true)) => MoreProtective,
        (Said::Vague(one), Said::Vague(other)) if *about == About::Change => {
            how_well_told(other).cmp(&how_well_told(one)).into()
        }
        (Said::Vague(_), Said::Vague(_)) if matches!(about, About::Breach(_)) => Mixed,
        _ => Neutral,
    }
}

/// The smaller the better: which way from the second to the first.
fn compare(now: u32, before: u32) -> Direction {
    before.cmp(&now).into()
}

impl From<std::cmp::Ordering> for Direction {
    fn from(order: std::cmp::Ordering) -> Self {
        match order {
            std::cmp::Ordering::Greater => MoreProtective,
            std::cmp::Ordering::Less => LessProtective,
            std::cmp::Ordering::Equal => Neutral,
        }
    }
}

/// How well people hear of changes.
fn how_well_told(notice: &str) -> u8 {
    match notice {
        "none" => 0,
        "posting" => 1,
        _ => 2,
    }
}
