//! Nothing from outside makes the compiler panic, hang, or take memory without bound.

use crate::generator::Generator;
use probity_policy::grammar::{Place, from_json, print};
use probity_policy::project::{Files, Project, compile};
use probity_source::{Sources, Span};
use proptest::prelude::*;
use serde_json::Value as Json;

pub(crate) fn nowhere() -> Span {
    let mut sources = Sources::new();
    Span::new(sources.add("nowhere", ""), 0, 0)
}

struct One(Vec<u8>);

impl Files for One {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }
}

fn compiled(name: &str, bytes: &[u8]) -> Project {
    compile(&[name.to_owned()], &One(bytes.to_vec()))
}

/// Any JSON, with keys and words of the language among the others.
fn json() -> impl Strategy<Value = Json> {
    let word = prop_oneof![
        Just("keep".to_owned()),
        Just("statement".to_owned()),
        Just("table".to_owned()),
        Just("contact.email".to_owned()),
        "\\PC{0,8}",
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        word.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        let key = prop_oneof![
            Just("statement".to_owned()),
            Just("block".to_owned()),
            Just("categories".to_owned()),
            Just("when".to_owned()),
            Just("not".to_owned()),
            Just("all".to_owned()),
            word.clone(),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| Json::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_compile_to_findings(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = compiled("policy.probity", &bytes);
        let _ = compiled("policy.json", &bytes);
    }

    #[test]
    fn any_json_is_read_to_faults(json in json()) {
        let _ = from_json(&json, nowhere());
        let _ = compiled("policy.json", json.to_string().as_bytes());
    }

    #[test]
    fn a_damaged_policy_compiles_to_findings(
        numbers in proptest::collection::vec(any::<u32>(), 0..120),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let mut bytes = print(&Generator::new(&numbers).statements(Place::File, 0)).into_bytes();
        for (at, byte) in cuts {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        let project = compiled("policy.probity", &bytes);
        for one in &project.diagnostics {
            prop_assert!(!one.message.is_empty() && !one.message.ends_with('.'), "{}", one.message);
            prop_assert!(one.message.lines().count() == 1, "{}", one.message);
        }
    }
}

#[test]
fn a_file_known_to_be_too_large_is_not_read() {
    struct Huge;
    impl Files for Huge {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            panic!("`{path}` was read");
        }
        fn size(&self, _path: &str) -> Option<u64> {
            Some(100 * 1024 * 1024)
        }
    }
    let project = compile(&["policy.probity".to_owned()], &Huge);
    let codes: Vec<&str> = project.diagnostics.iter().map(|one| one.code.0).collect();
    assert_eq!(codes, ["P0008"]);
}

#[test]
fn a_file_of_a_hundred_megabytes_is_refused_and_not_kept() {
    let project = compiled("policy.probity", &vec![b' '; 100 * 1024 * 1024]);
    let codes: Vec<&str> = project.diagnostics.iter().map(|one| one.code.0).collect();
    assert_eq!(codes, ["P0008"]);
    assert_eq!(project.sources.iter().count(), 0);
    assert!(project.model.statements.is_empty());
}

#[test]
fn names_without_end_and_lists_without_end_are_read_in_time() {
    let long = "a".repeat(1_000_000);
    let list = vec!["contact.email"; 100_000].join(", ");
    let deep = "not ".repeat(100_000);
    for text in [
        format!("collect {long}.{long} from person\n"),
        format!("colect{long} x\n"),
        format!("never collect {list}\n"),
        format!("never sell anything when {deep} asked\n"),
        format!("never sell anything when {} asked\n", "(".repeat(100_000)),
        "keep \"".repeat(100_000),
        "in CY {".repeat(100_000),
        "share a.b with ".repeat(50_000),
    ] {
        let start = std::time::Instant::now();
        let project = compiled("policy.probity", text.as_bytes());
        let shown: String = text.chars().take(20).collect();
        assert!(start.elapsed().as_secs() < 20, "`{shown}…` takes {:?}", start.elapsed());
        assert!(
            project.diagnostics.len() <= 400_000,
            "`{shown}…` has {} findings",
            project.diagnostics.len()
        );
    }
}
