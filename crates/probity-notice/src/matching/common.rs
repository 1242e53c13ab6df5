//! How common words are in notices, so that a pattern is tried from those that are rare.
//!
//! It decides what is looked at first and nothing else: whatever it says, the same is found.

/// Words and beginnings of words that notices say again and again, and how often in a hundred thousand letters: those
/// that are much more common than others of their length.
const OFTEN: [(&[u8], u16); 64] = [
    (b"the", 924),
    (b"you", 660),
    (b"for", 562),
    (b"our", 545),
    (b"and", 499),
    (b"your", 327),
    (b"inform", 310),
    (b"information", 299),
    (b"use", 292),
    (b"data", 254),
    (b"service", 229),
    (b"person", 200),
    (b"personal", 191),
    (b"with", 180),
    (b"are", 178),
    (b"privacy", 152),
    (b"provid", 125),
    (b"collect", 116),
    (b"provide", 114),
    (b"other", 108),
    (b"policy", 105),
    (b"services", 104),
    (b"user", 94),
    (b"cookie", 72),
    (b"third", 66),
    (b"about", 63),
    (b"process", 63),
    (b"identi", 58),
    (b"cookies", 58),
    (b"website", 55),
    (b"company", 53),
    (b"purpose", 51),
    (b"access", 50),
    (b"device", 50),
    (b"request", 49),
    (b"contact", 49),
    (b"protect", 48),
    (b"application", 46),
    (b"identif", 46),
    (b"account", 43),
    (b"address", 39),
    (b"disclos", 38),
    (b"security", 37),
    (b"require", 37),
    (b"purposes", 36),
    (b"consent", 35),
    (b"including", 34),
    (b"collected", 31),
    (b"provider", 30),
    (b"control", 29),
    (b"processing", 27),
    (b"transfer", 26),
    (b"provided", 26),
    (b"necessary", 24),
    (b"disclose", 23),
    (b"advertis", 23),
    (b"parties", 22),
    (b"include", 22),
    (b"protection", 21),
    (b"products", 21),
    (b"collection", 20),
    (b"providers", 19),
    (b"required", 18),
    (b"applicable", 17),
];
/// Of a word of one letter; others are rarer by the cube of their length.
const SHORT: f64 = 1_200.0;

/// How common some bytes seem, of which each word must be there; nothing when they have no word.
pub(super) fn commonness(bytes: &[u8]) -> Option<f64> {
    let words = bytes.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(of_word).min_by(f64::total_cmp)
}

fn of_word(word: &[u8]) -> f64 {
    let often = OFTEN.iter().find(|(common, _)| common.eq_ignore_ascii_case(word));
    often.map_or_else(|| SHORT / (word.len() as f64).powi(3), |(_, often)| f64::from(*often))
}

#[cfg(test)]
mod tests {
    use super::commonness;

    #[test]
    fn a_word_that_notices_always_say_is_more_common_than_a_shorter_one() {
        let of = |word: &str| commonness(word.as_bytes()).unwrap();
        assert!(of("information") > of("sold"));
        assert!(of("personal data") < of("data") && of("personal data") > of("breach"));
        assert_eq!(commonness(b" - "), None);
    }
}
