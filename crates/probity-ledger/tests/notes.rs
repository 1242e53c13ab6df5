//! Signed notes, keys and checkpoints.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use probity_ledger::{
    Checkpoint, CheckpointError, KeyError, Note, NoteError, SignerKey, TreeHash, VerifierKey, empty_root,
};
use proptest::prelude::*;

/// The example key and note of the signed-note specification's reference implementation.
const PETER_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn signer() -> SignerKey {
    SignerKey::from_seed("ledger.example/probity", &[9; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "ledger.example/probity".to_owned(),
        size: 12,
        root: empty_root(),
        extensions: vec!["clock test".to_owned()],
    }
}

#[test]
fn the_published_note_verifies_and_is_written_the_same() {
    let key = VerifierKey::parse(PETER_KEY).unwrap();
    assert_eq!(key.to_string(), PETER_KEY);
    let note = Note::parse(PETER_NOTE.as_bytes()).unwrap();
    assert_eq!(note.to_string(), PETER_NOTE);
    assert!(note.verify(&[key]).unwrap().starts_with("If you think"));
}

#[test]
fn a_note_by_a_stranger_is_not_trusted() {
    let note = Note::parse(PETER_NOTE.as_bytes()).unwrap();
    assert_eq!(note.verify(&[signer().verifier().clone()]), Err(NoteError::NoKnownSigner));
}

#[test]
fn signatures_of_strangers_do_not_spoil_a_note_and_wrong_ones_of_friends_do() {
    let witness = SignerKey::from_seed("witness.example", &[3; 32]).unwrap();
    let mut note = Note::sign("text\n", &signer()).unwrap();
    note.add_signature(&witness);
    let read = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(read, note);
    assert_eq!(*read.verify(&[signer().verifier().clone()]).unwrap(), "text\n");

    let forged = note.to_string().replacen("text", "tent", 1);
    let read = Note::parse(forged.as_bytes()).unwrap();
    let both = [signer().verifier().clone(), witness.verifier().clone()];
    assert_eq!(
        read.verify(&both),
        Err(NoteError::WrongSignature { name: "ledger.example/probity".to_owned() })
    );
}

#[test]
fn malformed_notes_are_refused_for_their_own_reason() {
    let line = "\u{2014} a AAAAAAA=\n";
    for (text, reason) in [
        ("no signature\n".to_owned(), NoteError::NoSignatures),
        (format!("text\n\n{}", line.trim_end()), NoteError::NoSignatures),
        (format!("a\ttab\n\n{line}"), NoteError::Text),
        (format!("a\r\n\n{line}"), NoteError::Text),
        ("text\n\n- a AAAAAAA=\n".to_owned(), NoteError::SignatureLine),
        ("text\n\n\u{2014} a+b AAAAAAA=\n".to_owned(), NoteError::SignatureLine),
        ("text\n\n\u{2014} a AAAA\n".to_owned(), NoteError::SignatureLine),
        (format!("text\n\n{}", line.repeat(101)), NoteError::TooManySignatures),
        ("x".repeat(1_000_001), NoteError::TooLarge),
    ] {
        assert_eq!(
            Note::parse(text.as_bytes()),
            Err(reason),
            "{}",
            text.chars().take(30).collect::<String>()
        );
    }
    assert!(Note::parse(format!("text\n\n{}", line.repeat(100)).as_bytes()).is_ok());
}

#[test]
fn keys_whose_parts_do_not_belong_together_are_refused() {
    for (text, reason) in [
        (PETER_KEY.replace("Neumann", "Newman"), KeyError::Id),
        (PETER_KEY.replace("c74f", "c74e"), KeyError::Id),
        (PETER_KEY.replace("+AR", "+BR"), KeyError::Algorithm),
        ("Peter+c74f20a3".to_owned(), KeyError::Shape),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".to_owned(), KeyError::Name),
    ] {
        assert_eq!(VerifierKey::parse(&text).unwrap_err(), reason, "{text}");
    }
    assert_eq!(VerifierKey::new("weak", &[0; 32]), Err(KeyError::Point));
    assert_eq!(VerifierKey::new("white space", &[9; 32]), Err(KeyError::Name));
}

#[test]
fn a_checkpoint_round_trips_through_its_signature() {
    let note = checkpoint().sign(&signer()).unwrap();
    assert_eq!(
        note.unverified_text(),
        "ledger.example/probity\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nclock test\n"
    );
    let opened = Checkpoint::open(note.to_string().as_bytes(), signer().verifier()).unwrap();
    assert_eq!(*opened, checkpoint());
}

#[test]
fn checkpoints_of_other_ledgers_and_shapes_are_refused() {
    let other = SignerKey::from_seed("other.example", &[9; 32]).unwrap();
    assert!(matches!(checkpoint().sign(&other), Err(CheckpointError::Origin { .. })));
    for extension in ["", "two\nlines", "a\ttab"] {
        let broken = Checkpoint { extensions: vec![extension.to_owned()], ..checkpoint() };
        assert!(broken.sign(&signer()).is_err(), "{extension:?}");
    }
    let root = empty_root().to_base64();
    for text in [
        format!("ledger.example/probity\n012\n{root}\n"),
        format!("ledger.example/probity\n+12\n{root}\n"),
        format!("ledger.example/probity\n-1\n{root}\n"),
        "ledger.example/probity\n12\nAAAA\n".to_owned(),
        "ledger.example/probity\n12\n".to_owned(),
        format!("ledger.example/probity\n12\n{root}\n\nafter an empty line\n"),
    ] {
        let note = Note::sign(&text, &signer()).unwrap();
        assert_eq!(
            Checkpoint::open(note.to_string().as_bytes(), signer().verifier()),
            Err(CheckpointError::Shape),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn any_text_below_a_signature_line_is_read_without_panic(text in "[ -~\n]{0,80}", name in "[!-*,-~]{1,9}", rest in any::<[u8; 7]>()) {
        use base64::Engine as _;
        let encoded = base64::engine::general_purpose::STANDARD.encode(rest);
        let whole = format!("{text}\n\n\u{2014} {name} {encoded}\n");
        let note = Note::parse(whole.as_bytes()).unwrap();
        prop_assert_eq!(note.to_string(), whole);
    }

    #[test]
    fn no_bit_of_a_checkpoint_can_change(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let note = checkpoint().sign(&signer()).unwrap().to_string().into_bytes();
        let mut changed = note.clone();
        let at = at.index(note.len());
        changed[at] ^= 1 << bit;
        prop_assert!(Checkpoint::open(&changed, signer().verifier()).is_err());
    }

    #[test]
    fn any_checkpoint_round_trips(size in any::<u64>(), root in any::<[u8; 32]>()) {
        let checkpoint = Checkpoint { size, root: TreeHash::new(root), ..checkpoint() };
        let note = checkpoint.sign(&signer()).unwrap().to_string();
        prop_assert_eq!(Checkpoint::open(note.as_bytes(), signer().verifier()).unwrap().into_inner(), checkpoint);
    }

    #[test]
    fn any_text_is_no_key_without_panic(text in "\\PC{0,80}") {
        if let Ok(key) = VerifierKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text);
        }
    }
}
