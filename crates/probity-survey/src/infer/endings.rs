//! What the beginning or ending of a column's name says about the column that it points to.

use super::lexicon;
use super::names::Names;

/// What an ending says about the column there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `user_id`: the key.
    Key,
    /// `country_code`: the column of that name.
    Named(String),
    /// `customer`: nothing.
    None,
}

/// The words of a column without the ending or beginning that says it is a key.
pub(crate) fn base_of(words: &[String], names: &Names) -> (Vec<String>, Ending) {
    let mut base = words.to_vec();
    by_in_other_languages(&mut base);
    numbered(&mut base, names);
    // A `uid` is a user's id: `create_uid`, `uid_owner`.
    if base.last().is_some_and(|last| last == "uid")
        || (base.len() > 1 && base.first().is_some_and(|first| first == "uid"))
    {
        base.retain(|word| word != "uid");
        if base.is_empty() || names.is_known("user") {
            base.push("user".to_owned());
        }
        return (base, Ending::Key);
    }
    let leads = |first: &String| matches!(first.as_str(), "fk" | "id" | "ref");
    if base.len() > 1 && base.first().is_some_and(leads) {
        base.remove(0);
        return (base, Ending::Key);
    }
    let Some(last) = base.last().cloned() else { return (base, Ending::None) };
    if base.len() > 1 && lexicon::is_key_ending(&last) {
        base.pop();
        return (base, Ending::Key);
    }
    if base.len() > 1 && lexicon::is_naming_ending(&last) {
        base.pop();
        return (base, Ending::Named(last));
    }
    // `userid`, where there are users.
    for ending in ["id", "uuid", "fk"] {
        if let Some(stem) = last.strip_suffix(ending).filter(|stem| stem.len() > 2)
            && (names.is_known(stem) || lexicon::is_part(stem) || (ending == "id" && lexicon::is_agent(stem)))
        {
            let stem = stem.to_owned();
            base.pop();
            base.push(stem);
            return (base, Ending::Key);
        }
    }
    (base, Ending::None)
}

/// `erstellt_von` is `erstellt_by`, wherever people speak German, Spanish or French.
fn by_in_other_languages(base: &mut [String]) {
    let several = base.len() > 1;
    if let Some(last) =
        base.last_mut().filter(|last| several && matches!(last.as_str(), "von" | "por" | "par"))
    {
        "by".clone_into(last);
    }
}

/// `person_a`, `contact_id_b` and `user2_id` are persons, contacts and users, one of several.
fn numbered(base: &mut Vec<String>, names: &Names) {
    let is_mark = |word: &String| {
        word.len() == 1 && word.chars().all(|one| one.is_ascii_digit() || matches!(one, 'a'..='d'))
    };
    let of_something =
        |word: &String| lexicon::is_key_ending(word) || lexicon::is_person(word) || names.is_known(word);
    let at = (1..base.len())
        .find(|at| base.get(*at).is_some_and(is_mark) && base.get(at - 1).is_some_and(of_something));
    if let Some(at) = at {
        base.remove(at);
    }
    for word in base.iter_mut() {
        let stem = word.trim_end_matches(|one: char| one.is_ascii_digit());
        if stem.len() < word.len() && stem.len() > 2 && (lexicon::is_person(stem) || names.is_known(stem)) {
            *word = stem.to_owned();
        }
    }
}
