//! What part a person has in a row, by the words of the column that names them.

use super::endings::{Ending, base_of};
use super::keys::{Origin, Reference};
use super::lexicon;
use super::names::Names;
use crate::words::words;

/// A person's part in a row, from the weakest claim to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Somebody who worked on the row: `approved_by`.
    Mentioned,
    /// Somebody whom the row is shown to: `recipient_id`.
    Sees,
    /// Somebody who made the row: `created_by`. Theirs, when it is nobody else's.
    Made,
    /// Somebody whose row it is: `sender_id`.
    Owns,
    /// The row is called after them: `user_id`.
    About,
}

pub(crate) fn part(reference: &Reference, names: &Names) -> Part {
    let Some(column) = reference.columns.first() else { return Part::Mentioned };
    if reference.origin == Origin::SameDatum {
        return Part::Owns;
    }
    let (base, ending) = base_of(&names.of_column_at(&reference.from, column), names);
    let target = names.table(&reference.to);
    let noun = names.noun(&reference.to).to_owned();
    let mut rest = base.clone();
    if base.len() > 1 && !target.is_empty() && base.starts_with(target) {
        rest.drain(..target.len());
    } else if base.ends_with(target) {
        rest.truncate(base.len() - target.len());
    } else if base.last() == Some(&noun) {
        rest.pop();
    }
    if rest.is_empty() {
        return Part::About;
    }
    let any = |asks: fn(&str) -> bool| rest.iter().any(|word| asks(word));
    let made = |word: &str| word != "by" && lexicon::is_making_part(word);
    // `invites.invited_by`, `reviews.reviewer`: whoever does what the row is called has made it.
    let row = names.noun(&reference.from);
    let doing = row.get(..5);
    let by = rest.last().is_some_and(|last| last == "by");
    let does = |word: &String| {
        word != row
            && word.get(..5) == doing
            && !word.ends_with("ee")
            && (by || lexicon::is_agent(word) || lexicon::is_owning_part(word))
    };
    if doing.is_some() && rest.iter().any(does) {
        return Part::Made;
    }
    let done_by = rest.last().is_some_and(|last| last == "by")
        && !rest.iter().any(|word| made(word) || (word != "by" && lexicon::is_owning_part(word)))
        && rest.len() > 1;
    if rest.iter().all(|word| lexicon::is_sharing_part(word)) {
        return Part::About;
    }
    if any(lexicon::is_mentioning_part) || done_by {
        Part::Mentioned
    } else if any(lexicon::is_seeing_part) {
        Part::Sees
    } else if rest.iter().any(|word| made(word)) {
        Part::Made
    } else if any(lexicon::is_owning_part) {
        Part::Owns
    } else if rest.iter().all(|word| lexicon::is_person(word) || lexicon::may_be_person(word))
        && ending != Ending::None
    {
        Part::About
    } else if rest.iter().any(|word| word.ends_with("ed") || word.ends_with("ee")) {
        // Something was done to them: `reported_member_id`, `reviewee_id`.
        Part::Mentioned
    } else {
        Part::Owns
    }
}

/// Whether a column points to one row among many of its own, such as `last_post_id`, and contains nothing.
pub(crate) fn is_pointer(reference: &Reference) -> bool {
    reference
        .columns
        .first()
        .is_some_and(|column| words(column).iter().any(|word| lexicon::is_pointing_part(word)))
}

/// Whether a reference is one within a tree of rows.
pub(crate) fn is_tree(reference: &Reference) -> bool {
    reference.from == reference.to
}
