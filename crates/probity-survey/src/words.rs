//! The words that names are made of: `lastLoginIPs`, `last_login_ip` and `Last Login IP` are the same three.
//!
//! English as programmers write it, no dictionary: it must only give the same answer for the same thing.

/// The lower-case words of a name, singular.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = name.chars().take(120).collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let new_word = letter.is_uppercase()
            && (before.is_some_and(|one| one.is_lowercase() || one.is_numeric())
                || (before.is_some_and(|one| one.is_uppercase())
                    && after.is_some_and(|one| one.is_lowercase())
                    && !is_plural_of_capitals(&letters, at)));
        if (new_word || !letter.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.iter().map(|word| singular(word)).collect()
}

/// Whether the letter is the last of some capitals before a plural's `s`, as the `P` in `IPs`.
fn is_plural_of_capitals(letters: &[char], at: usize) -> bool {
    letters.get(at + 1) == Some(&'s') && letters.get(at + 2).is_none_or(|next| !next.is_lowercase())
}

/// The singular of a word; the same word when it is none that has one.
pub(crate) fn singular(word: &str) -> String {
    match word {
        "people" | "persons" => return "person".to_owned(),
        "children" => return "child".to_owned(),
        "men" => return "man".to_owned(),
        "women" => return "woman".to_owned(),
        "data" | "media" | "news" | "series" | "status" | "address" | "is" | "has" | "was" | "this"
        | "sms" | "gps" | "dns" | "https" => return word.to_owned(),
        _ => {}
    }
    let cut = |ending: &str| word.strip_suffix(ending);
    if word.chars().count() < 3 {
        return word.to_owned();
    }
    if let Some(stem) = cut("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes", "uses"] {
        if word.ends_with(ending) {
            return word.get(..word.len().saturating_sub(2)).unwrap_or(word).to_owned();
        }
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    cut("s").unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_same_words_in_any_spelling() {
        for (name, expected) in [
            ("lastLoginIPs", "last login ip"),
            ("last_login_ip", "last login ip"),
            ("Order Items", "order item"),
            ("shipping-addresses", "shipping address"),
            ("categories", "category"),
            ("statuses", "status"),
            ("event_people", "event person"),
            ("HTTPServer", "http server"),
            ("businesses", "business"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }
}
