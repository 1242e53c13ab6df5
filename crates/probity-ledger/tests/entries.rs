//! Entries have one encoding; what is sealed opens only where it was sealed.

use probity_ledger::{
    Clock, Entry, EntryError, Fact, Kind, NONCE_BYTES, Pseudonym, RequestId, SealError, SealingKey,
};
use proptest::prelude::*;

const NONCE: [u8; NONCE_BYTES] = [5; NONCE_BYTES];

fn received() -> Entry {
    Entry::new(Kind::RequestReceived, 1_767_225_600_000_000, Clock::Real)
        .person(Pseudonym::from_stored([0xab; 16]))
        .request(RequestId::from_stored([1; 16]))
        .fact("right", "erasure")
        .fact("identities", 2_i64)
        .fact("authenticated", true)
}

#[test]
fn the_encoding_is_canonical_json() {
    let bytes = received().encode().unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        r#"{"at":1767225600000000,"clear":{"authenticated":true,"identities":2,"right":"erasure"},"clock":"real","kind":"request-received","person":"abababababababababababababababab","request":"01010101010101010101010101010101","version":1}"#
    );
}

#[test]
fn other_encodings_of_the_same_entry_are_refused() {
    let text = String::from_utf8(received().encode().unwrap()).unwrap();
    assert_eq!(Entry::decode(text.as_bytes()), Ok(received()));
    for (from, to, reason) in [
        ("{\"at\"", "{ \"at\"", EntryError::NotCanonical),
        ("\"right\":\"erasure\"", "\"right\":\"er\\u0061sure\"", EntryError::NotCanonical),
        ("\"identities\":2", "\"identities\":1,\"identities\":2", EntryError::NotCanonical),
        ("\"identities\":2", "\"identities\":2.0", EntryError::Form),
        ("\"identities\":2", "\"identities\":null", EntryError::Form),
        ("\"request\":\"", "\"request\":null,\"seal\":\"", EntryError::Form),
        ("\"person\":\"ab", "\"person\":\"AB", EntryError::Form),
        ("\"version\":1", "\"version\":2", EntryError::Version(2)),
        ("request-received", "request-wished", EntryError::Kind),
        ("\"clock\":\"real\",", "", EntryError::Form),
        ("\"version\":1}", "\"version\":1} ", EntryError::NotCanonical),
        ("\"version\":1}", "\"version\":1}{}", EntryError::Form),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(Entry::decode(changed.as_bytes()), Err(reason), "{changed}");
    }
}

#[test]
fn what_could_be_a_persons_data_or_too_much_is_refused() {
    let entry = || Entry::new(Kind::StepDone, 0, Clock::Test);
    let refused = |entry: Entry| entry.encode().unwrap_err();
    assert_eq!(refused(entry().fact("to", "ana@example.org")), EntryError::FactValue("to".to_owned()));
    assert_eq!(refused(entry().fact("why", "x".repeat(513))), EntryError::FactValue("why".to_owned()));
    assert_eq!(refused(entry().fact("why", "line\nfeed")), EntryError::FactValue("why".to_owned()));
    assert_eq!(refused(entry().fact("rows", i64::MAX)), EntryError::FactValue("rows".to_owned()));
    assert_eq!(refused(entry().fact("Rows", 1_i64)), EntryError::FactName);
    assert_eq!(refused(entry().fact("", 1_i64)), EntryError::FactName);
    assert_eq!(refused(Entry::new(Kind::StepDone, i64::MIN, Clock::Real)), EntryError::Instant);
    let many = (0..33).fold(entry(), |entry, number| entry.fact(&format!("f{number}"), true));
    assert_eq!(refused(many), EntryError::TooManyFacts);
    let key = SealingKey::new([1; 32]);
    let long = entry().seal(&key, NONCE, &[0; 60_000]).unwrap();
    assert!(matches!(refused(long), EntryError::TooLarge(_)));
}

#[test]
fn sealed_details_open_with_the_key_and_in_their_entry_only() {
    let key = SealingKey::new([1; 32]);
    let entry = received().seal(&key, NONCE, b"details").unwrap();
    let read = Entry::decode(&entry.encode().unwrap()).unwrap();
    assert_eq!(read, entry);
    assert_eq!(read.open(&key).unwrap().unwrap().as_slice(), b"details");

    let not_this_key = Err(EntryError::Seal(SealError::NotThisKey));
    assert_eq!(read.open(&SealingKey::new([2; 32])), not_this_key);
    assert_eq!(read.clone().fact("right", "access").open(&key), not_this_key);
    assert_eq!(read.person(Pseudonym::from_stored([0; 16])).open(&key), not_this_key);
    assert_eq!(received().open(&key), Ok(None));
}

#[test]
fn sealed_bytes_of_another_form_are_told_apart() {
    let key = SealingKey::new([1; 32]);
    let sealed = key.seal(NONCE, b"place", b"plain").unwrap();
    assert_eq!(sealed.len(), 1 + 24 + 5 + 16);
    assert_eq!(key.open(b"place", &[]), Err(SealError::Form));
    assert_eq!(key.open(b"place", &sealed[..20]), Err(SealError::Form));
    assert_eq!(key.open(b"place", &[&[2], &sealed[1..]].concat()), Err(SealError::Form));
    assert_eq!(key.open(b"elsewhere", &sealed), Err(SealError::NotThisKey));
}

#[test]
fn secrets_do_not_show_when_printed_for_debugging() {
    assert_eq!(format!("{:?}", SealingKey::new([1; 32])), "SealingKey(…)");
}

fn facts() -> impl Strategy<Value = Vec<(String, Fact)>> {
    let fact = prop_oneof![
        any::<bool>().prop_map(Fact::Boolean),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Fact::Integer),
        "[^@\\p{Cc}]{0,100}".prop_map(Fact::Text),
    ];
    prop::collection::vec(("[a-z][a-z0-9._-]{0,20}", fact), 0..10)
}

proptest! {
    #[test]
    fn any_entry_round_trips(
        at in -9_007_199_254_740_991_i64..=9_007_199_254_740_991, kind in prop::sample::select(Kind::ALL),
        test in any::<bool>(), person in any::<Option<[u8; 16]>>(), facts in facts(), details in any::<Option<Vec<u8>>>(),
    ) {
        let mut entry = Entry::new(kind, at, if test { Clock::Test } else { Clock::Real });
        if let Some(person) = person {
            entry = entry.person(Pseudonym::from_stored(person));
        }
        for (name, fact) in facts {
            entry = entry.fact(&name, fact);
        }
        if let Some(details) = details {
            entry = entry.seal(&SealingKey::new([1; 32]), NONCE, &details).unwrap();
        }
        let bytes = entry.encode().unwrap();
        prop_assert_eq!(Entry::decode(&bytes), Ok(entry));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Entry::decode(&bytes);
    }

    #[test]
    fn a_changed_byte_is_another_entry_or_none(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let bytes = received().encode().unwrap();
        let mut changed = bytes.clone();
        let at = at.index(bytes.len());
        changed[at] = byte;
        if let Ok(entry) = Entry::decode(&changed) {
            prop_assert_eq!(entry.encode().unwrap(), changed);
        }
    }
}
