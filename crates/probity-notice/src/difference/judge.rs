//! Which way a change goes.

use super::Direction::{LessProtective, Mixed, MoreProtective, Neutral};
use super::facet::{About, Facets, Said};
use super::{Change, Direction};
use std::collections::BTreeSet;

/// The changes between two sets of facets, in the order of what they are about.
pub(super) fn changes(old: &Facets, new: &Facets) -> Vec<(About, Change)> {
    let mut changes = Vec::new();
    let abouts: BTreeSet<&About> = old.keys().chain(new.keys()).collect();
    for about in abouts {
        let (before, after) = (old.get(about), new.get(about));
        let judged = match (before, after) {
            (Some((one, _)), Some((other, _))) if one == other => None,
            (Some((one, _)), Some((other, _))) => Some(changed(about, one, other)),
            (Some((one, _)), None) => Some(removed(about, one)),
            (None, Some((other, _))) => Some(added(about, other)),
            (None, None) => None,
        };
        if let Some((says, direction)) = judged {
            let change = Change {
                topic: topic(about),
                says,
                direction,
                significant: direction != Neutral && is_significant(about),
                old: before.map(|(_, span)| span.clone()),
                new: after.map(|(_, span)| span.clone()),
            };
            changes.push((about.clone(), change));
        }
    }
    changes
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

fn what(about: &About) -> String {
    match about {
        About::Right(right) => format!("the right “{}”", named(right)),
        About::Answer(place) if place.is_empty() => "the time to answer people".to_owned(),
        About::Answer(place) => format!("the time to answer people in {place}"),
        About::Law(law) => format!("the law “{law}”"),
        About::Officer => "the data protection officer".to_owned(),
        About::Never(action) => format!("the promise not to {action} data"),
        About::Breach(whom) => {
            format!("telling {} of a breach", if whom == "authority" { "the authority" } else { "people" })
        }
        About::Transfer(what) if what == "forbidden" => {
            "that data does not go abroad unless it is protected there".to_owned()
        }
        About::Transfer(what) if what == "allowed" => "that data may go abroad".to_owned(),
        About::Transfer(mechanism) => format!("the safeguard “{}” for transfers", named(mechanism)),
        About::Age => "the age from which people may use the service".to_owned(),
        About::Recipient(name) => format!("the recipient {name}"),
        About::RecipientKind(kind) => format!("recipients of the kind “{}”", named(kind)),
        About::Collected(kind) => format!("collecting “{}”", named(kind)),
        About::NeverCollected(kind) => format!("the promise not to collect “{}”", named(kind)),
        About::Purpose(purpose) => format!("the use “{}”", named(purpose)),
        About::Kept(kind) => format!("how long “{}” is kept", named(kind)),
        About::Cookie(name) => format!("the cookie {name}"),
        About::Change => "how changes are told".to_owned(),
        About::Measure(measure) => format!("the measure “{}”", named(measure)),
    }
}

/// Which way it goes when something is said no more.
fn removed(about: &About, said: &Said) -> (String, Direction) {
    let direction = match about {
        About::Collected(_) | About::Purpose(_) | About::RecipientKind(_) => MoreProtective,
        About::Transfer(what) if what == "allowed" => MoreProtective,
        // One name less may be a recipient less, or a name that is hidden now.
        About::Recipient(_) => LessProtective,
        About::Kept(_) if matches!(said, Said::Vague(_)) => Neutral,
        About::Change if matches!(said, Said::Vague(words) if words == "none") => MoreProtective,
        _ => LessProtective,
    };
    (format!("{} is not said any more", what(about)), direction)
}

/// Which way it goes when something is said for the first time: the other way round.
fn added(about: &About, said: &Said) -> (String, Direction) {
    let direction = match removed(about, said).1 {
        LessProtective => MoreProtective,
        MoreProtective => LessProtective,
        other => other,
    };
    (format!("{} is said now", what(about)), direction)
}

/// What is to be told when a sentence begins to say something, or ceases to, while others say it before and after.
pub(super) fn in_a_sentence(about: &About, begins: bool) -> String {
    format!("{}: one sentence {} says so", what(about), if begins { "more" } else { "less" })
}

fn changed(about: &About, before: &Said, after: &Said) -> (String, Direction) {
    let shorter_is_better =
        matches!(about, About::Answer(_) | About::Breach(_) | About::Kept(_) | About::Cookie(_));
    let direction = match (before, after) {
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
            told(other).cmp(&told(one)).into()
        }
        (Said::Vague(_), Said::Vague(_)) if matches!(about, About::Breach(_)) => Mixed,
        _ => Neutral,
    };
    (format!("{}: {} before, {} now", what(about), shown(before), shown(after)), direction)
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
fn told(notice: &str) -> u8 {
    match notice {
        "none" => 0,
        "posting" => 1,
        _ => 2,
    }
}
