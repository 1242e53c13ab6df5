//! The proof vectors of the transparency-dev project: what they accept is accepted, what they refuse is refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod shared;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use probity_ledger::{
    TreeHash, verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct File<C> {
    cases: Vec<C>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    #[serde(default)]
    tree_size: u64,
    #[serde(default)]
    start: u64,
    #[serde(default)]
    end: u64,
    root: Option<String>,
    leaf_hash: Option<String>,
    proof: Option<Vec<String>>,
    desc: String,
    want_err: bool,
    #[serde(rename = "_file")]
    file: String,
}

#[derive(Deserialize)]
struct Consistency {
    #[serde(default)]
    size1: u64,
    #[serde(default)]
    size2: u64,
    #[serde(default)]
    start: u64,
    #[serde(default)]
    end: u64,
    #[serde(default)]
    size: u64,
    root1: Option<String>,
    root2: Option<String>,
    proof: Option<Vec<String>>,
    desc: String,
    #[serde(rename = "wantErr")]
    want_err: bool,
    #[serde(rename = "_file")]
    file: String,
}

fn cases<C: for<'d> Deserialize<'d>>(name: &str, count: usize) -> Vec<C> {
    let Some(text) = shared::shared_file(&format!("standards/merkle/{name}.json")) else { return Vec::new() };
    let file: File<C> = serde_json::from_str(&text).unwrap();
    assert_eq!(file.cases.len(), count, "the vectors are complete");
    file.cases
}

/// Where a vector does not care which root, it has a few words instead of one. They are filled up with zeros,
/// which keeps equal ones equal and different ones different. No bytes at all are no hash; the types refuse that.
fn hash(text: &Option<String>) -> Option<TreeHash> {
    let mut bytes = STANDARD.decode(text.as_deref().unwrap_or_default()).unwrap();
    if bytes.is_empty() {
        return None;
    }
    bytes.resize(32, 0);
    TreeHash::from_slice(&bytes)
}

fn proof(texts: &Option<Vec<String>>) -> Option<Vec<TreeHash>> {
    texts.iter().flatten().map(|text| hash(&Some(text.clone()))).collect()
}

#[test]
fn inclusion() {
    for case in cases::<Inclusion>("inclusion", 98) {
        let accepted = || {
            let (leaf, root, proof) = (hash(&case.leaf_hash)?, hash(&case.root)?, proof(&case.proof)?);
            verify_inclusion(&leaf, case.leaf_idx, case.tree_size, &proof, &root).ok()
        };
        assert_eq!(accepted().is_none(), case.want_err, "{} ({})", case.desc, case.file);
    }
}

#[test]
fn consistency() {
    for case in cases::<Consistency>("consistency", 98) {
        let accepted = || {
            let (earlier, root, proof) = (hash(&case.root1)?, hash(&case.root2)?, proof(&case.proof)?);
            verify_consistency(case.size1, case.size2, &proof, &earlier, &root).ok()
        };
        assert_eq!(accepted().is_none(), case.want_err, "{} ({})", case.desc, case.file);
    }
}

#[test]
fn subtree_inclusion() {
    for case in cases::<Inclusion>("subtreeinclusion", 204) {
        let accepted = || {
            let (leaf, root, proof) = (hash(&case.leaf_hash)?, hash(&case.root)?, proof(&case.proof)?);
            verify_subtree_inclusion(&leaf, case.leaf_idx, case.start..case.end, &proof, &root).ok()
        };
        assert_eq!(accepted().is_none(), case.want_err, "{} ({})", case.desc, case.file);
    }
}

#[test]
fn subtree_consistency() {
    for case in cases::<Consistency>("subtreeconsistency", 118) {
        let accepted = || {
            let (part, root, proof) = (hash(&case.root1)?, hash(&case.root2)?, proof(&case.proof)?);
            verify_subtree_consistency(case.start..case.end, case.size, &proof, &part, &root).ok()
        };
        assert_eq!(accepted().is_none(), case.want_err, "{} ({})", case.desc, case.file);
    }
}
