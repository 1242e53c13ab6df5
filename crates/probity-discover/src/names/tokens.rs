//! A name as its words: `billingEMail2`, `billing_e-mail`, `BILLING EMAIL` all begin with `billing`.

/// The words of a name in lower case and without accents; runs of digits are words of their own.
pub(crate) fn tokens(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let characters: Vec<char> = name.chars().take(256).collect();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        let hump = character.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase())
                || (before.is_some_and(|before| before.is_uppercase())
                    && after.is_some_and(|after| after.is_lowercase())));
        let digit_border = before.is_some_and(|before| before.is_numeric() != character.is_numeric());
        if (!character.is_alphanumeric() || hump || digit_border) && !current.is_empty() {
            words.push(std::mem::take(&mut current));
        }
        if character.is_alphanumeric() {
            current.extend(character.to_lowercase().map(plain));
        }
    }
    if !current.is_empty() {
        words.push(current);
    }
    words
}

/// The letter without its accent.
const fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ś' => 's',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ź' | 'ż' => 'z',
        other => other,
    }
}

/// The word without the ending of an English plural.
pub(crate) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for (ending, keeps) in [("sses", 2), ("xes", 1), ("ches", 2), ("shes", 2)] {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{}", ending.get(..keeps).unwrap_or_default());
        }
    }
    let plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "as", "os"].iter().any(|end| word.ends_with(end));
    if plural { word.trim_end_matches('s').to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fall_into_their_words() {
        assert_eq!(tokens("billing_email"), ["billing", "email"]);
        assert_eq!(tokens("customerFirstName"), ["customer", "first", "name"]);
        assert_eq!(tokens("lastIPAddress"), ["last", "ip", "address"]);
        assert_eq!(tokens("Prénom"), ["prenom"]);
        assert_eq!(tokens("address line2"), ["address", "line", "2"]);
        assert_eq!(tokens("SSN"), ["ssn"]);
        assert_eq!(tokens("__"), Vec::<String>::new());
    }

    #[test]
    fn plurals_lose_their_ending() {
        for (plural, one) in
            [("users", "user"), ("addresses", "address"), ("companies", "company"), ("status", "status")]
        {
            assert_eq!(singular(plural), one);
        }
    }

    proptest! {
        #[test]
        fn any_name_has_words_of_letters_and_digits(name in ".*") {
            for word in tokens(&name) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric));
            }
        }
    }
}
