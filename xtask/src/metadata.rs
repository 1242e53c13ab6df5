//! The workspace's own crates, as cargo reports them.

use crate::{Fault, tools};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is asked about a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crate {
    /// The workspace's crates that it knows, development dependencies included.
    pub(crate) knows: BTreeSet<String>,
    /// Its benchmarks.
    pub(crate) benches: Vec<String>,
}

/// The crates by name.
pub(crate) fn crates(root: &Path) -> Result<BTreeMap<String, Crate>, Fault> {
    let text = tools::output(tools::cargo(root).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--locked",
    ]))?;
    parse(&text)
}

fn parse(text: &str) -> Result<BTreeMap<String, Crate>, Fault> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Fault::new(format!("what `cargo metadata` wrote cannot be read: {error}")))?;
    let list =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |value: &Value| value.get("name").and_then(Value::as_str).unwrap_or("").to_owned();
    let mut crates = BTreeMap::new();
    for package in list(&value, "packages") {
        let dependencies = list(&package, "dependencies");
        // A dependency with a path is one of ours; one without came from a registry.
        let ours =
            dependencies.iter().filter(|dependency| dependency.get("path").is_some_and(Value::is_string));
        let targets = list(&package, "targets");
        let benches = targets.iter().filter(|target| list(target, "kind").iter().any(|kind| kind == "bench"));
        crates.insert(
            word(&package),
            Crate { knows: ours.map(word).collect(), benches: benches.map(word).collect() },
        );
    }
    if crates.is_empty() {
        return Err(Fault::new("`cargo metadata` reports no crates"));
    }
    Ok(crates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dependencies_with_a_path_are_edges_and_development_ones_count() {
        let crates = parse(
            r#"{"packages": [{"name": "house", "targets": [{"name": "speed", "kind": ["bench"]}, {"name": "house", "kind": ["lib"]}],
                "dependencies": [{"name": "room", "kind": "dev", "path": "/w/room"}, {"name": "serde", "kind": null}]}]}"#,
        )
        .unwrap();
        let house = crates.get("house").unwrap();
        assert_eq!(house.knows, BTreeSet::from(["room".to_owned()]));
        assert_eq!(house.benches, ["speed"]);
    }

    #[test]
    fn an_answer_without_crates_is_a_fault() {
        assert!(parse("{}").is_err());
        assert!(parse("no json").is_err());
    }
}
