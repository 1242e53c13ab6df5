//! What holds for every word list alike: one spelling, read back, the same in JSON.

use probity_vocabulary::{
    ConsentState, CountryGroup, DelayReason, ErasureMethod, LegalBasis, Measure, PromiseClass, PromiseState,
    PurposeKind, RefusalReason, RequestState, Right, Role, TransferMechanism,
};

macro_rules! each_list {
    ($($list:ident),+ $(,)?) => {
        $(
            for entry in $list::ALL.iter().copied() {
                let word = entry.word();
                assert_eq!($list::from_word(word), Some(entry));
                assert_eq!(word.parse::<$list>(), Ok(entry));
                assert_eq!(entry.to_string(), word);
                assert_eq!(serde_json::to_string(&entry).unwrap(), format!("\"{word}\""));
                assert_eq!(serde_json::from_str::<$list>(&format!("\"{word}\"")).unwrap(), entry);
            }
            assert_eq!($list::from_word("no such word"), None);
        )+
    };
}

#[test]
fn every_word_is_read_printed_and_serialised_by_its_one_spelling() {
    each_list!(
        ConsentState,
        CountryGroup,
        DelayReason,
        ErasureMethod,
        LegalBasis,
        Measure,
        PromiseClass,
        PromiseState,
        PurposeKind,
        RefusalReason,
        RequestState,
        Right,
        Role,
        TransferMechanism,
    );
}

#[test]
fn an_unknown_word_says_what_was_looked_for_and_what_was_probably_meant() {
    let error = "erazure".parse::<Right>().unwrap_err();
    assert_eq!(error.to_string(), "`erazure` is not a right");
    assert_eq!(error.suggestion, Some("erasure"));
    assert_eq!("qqqq".parse::<Role>().unwrap_err().suggestion, None);
}
