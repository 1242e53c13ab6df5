//! What is only called otherwise is told as that, and hides nothing.

use super::{Direction, PolicyDifference, assert_mirrored, compared, directions};
use proptest::prelude::*;

/// The renamings, as topic, old name and new name.
fn renamings(found: &PolicyDifference) -> Vec<(&'static str, String, String)> {
    let name = |says: &str, at: usize| says.split('`').nth(at).unwrap().to_owned();
    found
        .changes
        .iter()
        .filter(|change| change.says.starts_with("Renamed: "))
        .inspect(|change| {
            assert!(change.direction == Direction::Neutral && !change.significant);
            assert!(change.old.is_some() && change.new.is_some());
        })
        .map(|change| (change.topic, name(&change.says, 1), name(&change.says, 3)))
        .collect()
}

fn others(found: &PolicyDifference) -> Vec<(&'static str, Direction)> {
    let mut found = found.clone();
    found.changes.retain(|change| !change.says.starts_with("Renamed: "));
    directions(&found)
}

const SHOP: &str = "category order.note \"what you write to us\"\n\
    purpose ads \"advertising\" {\n basis consent\n uses contact.email, order.note\n}\n\
    recipient box \"Box Ltd.\" {\n role processor\n country US\n gets order.note for ads\n}\n\
    cookie sid \"keeps you signed in\" {\n lives session\n by box\n}\n\
    message news \"news and offers\" {\n by mail\n serves ads\n}\n\
    share contact.email with box for ads\n\
    never use contact.phone for ads\n";

const NAMES: [(&str, &str, &str); 5] = [
    ("category", "order.note", "order.remark"),
    ("purpose", "ads", "marketing"),
    ("recipient", "box", "carrier"),
    ("cookie", "sid", "session_id"),
    ("message", "news", "letter"),
];

/// A text in which some of the names are others.
fn renamed(text: &str, which: &[bool]) -> String {
    let mut text = format!(" {text}");
    for (_, (_, old, new)) in which.iter().zip(NAMES).filter(|(is_other, _)| **is_other) {
        for after in [' ', '\n', ','] {
            text = text.replace(&format!(" {old}{after}"), &format!(" {new}{after}"));
        }
    }
    text[1..].to_owned()
}

#[test]
fn a_thing_with_another_name_is_told_as_renamed_and_nothing_else() {
    for (at, (topic, old, new)) in NAMES.into_iter().enumerate() {
        let which: Vec<bool> = (0..NAMES.len()).map(|other| other == at).collect();
        let found = compared(SHOP, &renamed(SHOP, &which));
        assert_eq!(renamings(&found), [(topic, old.to_owned(), new.to_owned())], "{:#?}", found.changes);
        assert_eq!(others(&found), []);
        assert!(found.duties.is_empty());
    }
}

#[test]
fn what_changed_in_a_renamed_thing_is_told_beside_its_name() {
    let new = renamed(SHOP, &[false, true, true, false, false])
        .replace("basis consent", "basis legitimate-interest")
        .replace("country US", "country CN");
    let found = compared(SHOP, &new);
    assert_eq!(renamings(&found).len(), 2, "{:#?}", found.changes);
    let told = others(&found);
    assert!(told.contains(&("basis", Direction::LessProtective)), "{told:?}");
    assert!(told.iter().any(|(topic, _)| *topic == "recipient-country"), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn each_version_is_quoted_with_its_own_name() {
    let old =
        "purpose ads \"advertising\" { basis consent }\nshare contact.email with box for ads when asked\n";
    let new = "purpose adverts \"advertising\" { basis consent }\nshare contact.email with box for adverts when asked and paid\n";
    let found = compared(old, new);
    let change = found.changes.iter().find(|change| change.topic == "share").unwrap();
    assert!(change.new.as_ref().unwrap().quote.contains("adverts"), "{change:#?}");
    let (now, before) = change.says.split_once("Before:").unwrap();
    assert!(
        !before.contains("adverts") && (now.contains("adverts") || now.contains("advertising")),
        "{change:#?}"
    );
}

#[test]
fn what_could_be_several_or_says_something_else_came_and_went() {
    for (old, new) in [
        // Two could be meant.
        (
            "purpose a \"ads\" { basis consent }",
            "purpose b \"ads\" { basis consent }\npurpose c \"ads\" { basis consent }",
        ),
        // Another purpose on the same basis with the same data.
        (
            "purpose ads \"advertising\" {\n basis consent\n uses contact.email\n}",
            "purpose stats \"statistics of visits\" {\n basis consent\n uses contact.email\n}",
        ),
        // The same words above something else.
        (
            "recipient a \"Partner\" {\n role processor\n country LT\n}",
            "recipient b \"Partner\" {\n role third-party\n country US\n gets contact.email\n}",
        ),
        // The old name is something else now.
        (
            "purpose a \"ads\" { basis consent }",
            "purpose b \"ads\" { basis consent }\npurpose a \"fraud\" { basis contract }",
        ),
        // Below other words, `order.*` would no longer speak of it.
        ("category order.note \"a note\"", "category client.note \"a note\""),
        // What stands below it would need another name too.
        (
            "category order.note \"a note\"\ncollect order.note.text",
            "category order.remark \"a note\"\ncollect order.note.text",
        ),
    ] {
        let found = compared(old, new);
        assert_eq!(renamings(&found), [], "{old} → {new}");
        assert!(!found.changes.is_empty(), "{old} → {new}");
    }
}

#[test]
fn nearly_the_same_title_is_enough_where_block_and_clause_are_the_same() {
    let old = "purpose ads \"advertising of our shop by mail\" §4.2 {\n basis consent\n}";
    let new = "purpose adverts \"advertising of our shops by mail\" §4.2 {\n basis consent\n}";
    let found = compared(old, new);
    assert_eq!(renamings(&found).len(), 1, "{:#?}", found.changes);
    assert_eq!(others(&found), [("purpose", Direction::Neutral)], "the titles are told");
    assert_eq!(renamings(&compared(old, &new.replace("§4.2", "§5.1"))), []);
}

/// Statements of the shop, some left out and some otherwise.
fn shop() -> impl Strategy<Value = String> {
    let parts: Vec<String> = {
        let mut parts = Vec::new();
        let mut open = String::new();
        for line in SHOP.lines() {
            open.push_str(line);
            open.push('\n');
            if !line.starts_with(' ') && !line.ends_with('{') {
                parts.push(std::mem::take(&mut open));
            }
        }
        parts
    };
    let changes = [
        ("basis consent", "basis legitimate-interest"),
        ("country US", "country LT, US"),
        ("lives session", "lives 2 years"),
        ("advertising", "advertising of others"),
        ("contact.email", "contact.email, contact.name"),
        ("for ads", "for fraud"),
    ];
    let kept = proptest::collection::vec(prop::bool::weighted(0.8), parts.len());
    let changed = proptest::collection::vec(prop::bool::weighted(0.3), changes.len());
    (kept, changed).prop_map(move |(kept, changed)| {
        let text: String =
            parts.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(part, _)| part.as_str()).collect();
        let changes = changes.iter().zip(&changed).filter(|(_, changed)| **changed);
        changes.fold(text, |text, ((old, new), _)| text.replace(old, new))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn other_names_alone_change_nothing(one in shop(), which in proptest::collection::vec(any::<bool>(), 5)) {
        let found = compared(&one, &renamed(&one, &which));
        // A name that is used and not defined stands for something that nobody here knows.
        let defined = |topic: &str, name: &str| one.contains(&format!("{topic} {name} "));
        if which.iter().zip(NAMES).all(|(other, (topic, name, _))| !other || defined(topic, name)) {
            let mut expected: Vec<_> = which.iter().zip(NAMES).filter(|(other, _)| **other)
                .map(|(_, (topic, old, new))| (topic, old.to_owned(), new.to_owned())).collect();
            let mut told = renamings(&found);
            expected.sort();
            told.sort();
            prop_assert_eq!(told, expected);
            prop_assert_eq!(others(&found), []);
            prop_assert_eq!(found.data_map, 0);
        }
    }

    #[test]
    fn the_way_back_renames_back(one in shop(), other in shop(), which in proptest::collection::vec(any::<bool>(), 5)) {
        let other = renamed(&other, &which);
        let (there, back) = (compared(&one, &other), compared(&other, &one));
        assert_mirrored(&there, &back);
        let mut turned: Vec<_> = renamings(&back).into_iter().map(|(topic, old, new)| (topic, new, old)).collect();
        let mut told = renamings(&there);
        turned.sort();
        told.sort();
        prop_assert_eq!(told, turned);
    }

    #[test]
    fn what_changed_is_told_whatever_things_are_called(one in shop(), other in shop(), which in proptest::collection::vec(any::<bool>(), 5)) {
        let found = compared(&one, &renamed(&other, &which));
        let is_there = |text: &str, name: &str| text.contains(&format!(" {name} ")) || text.contains(&format!(" {name}\n"));
        let both = which.iter().zip(NAMES)
            .filter(|(is_other, (_, name, _))| **is_other && (is_there(&one, name) || is_there(&other, name)))
            .count();
        if renamings(&found).len() == both {
            prop_assert_eq!(others(&found), directions(&compared(&one, &other)));
        }
    }
}
