//! Which crate may know which. One way: what stands lower in [`CRATES`] knows nothing of
//! what stands higher.
//!
//! The table is exact, development dependencies included: an edge that is not in it and an
//! edge that nobody has any more are both faults, so that the table is always the truth.

use super::Finding;
use crate::metadata::Crate;
use std::collections::BTreeMap;

/// The crates from the top of the house to the bottom, each with the crates that it knows.
const CRATES: &[(&str, &[&str])] = &[
    (
        "probity",
        &[
            "probity-demo",
            "probity-server",
            "probity-keeper",
            "probity-demo",
            "probity-survey",
            "probity-stores",
            "probity-notice",
            "probity-wire",
            "probity-state",
            "probity-ledger",
            "probity-policy",
            "probity-law",
            "probity-vocabulary",
            "probity-source",
        ],
    ),
    (
        "probity-server",
        &["probity-keeper", "probity-ledger", "probity-policy", "probity-source", "probity-vocabulary"],
    ),
    (
        "probity-keeper",
        &[
            // Its tests alone: the demo's mail box takes the mail.
            "probity-demo",
            "probity-stores",
            "probity-state",
            "probity-ledger",
            "probity-policy",
            "probity-law",
            "probity-vocabulary",
            "probity-source",
        ],
    ),
    (
        "probity-survey",
        &[
            // Its tests alone: the demo's company is mapped as its example is.
            "probity-demo",
            "probity-stores",
            "probity-discover",
            "probity-policy",
            "probity-vocabulary",
            "probity-source",
        ],
    ),
    (
        "probity-notice",
        &["probity-policy", "probity-law", "probity-text", "probity-vocabulary", "probity-source"],
    ),
    // The demo's company stands outside: its crates below are known to its tests only.
    ("probity-demo", &["probity-policy", "probity-vocabulary", "probity-source"]),
    (
        "probity-stores",
        &["probity-wire", "probity-policy", "probity-law", "probity-vocabulary", "probity-source"],
    ),
    ("probity-wire", &[]),
    ("probity-state", &["probity-ledger", "probity-vocabulary"]),
    // Pure from here down; see the list in `purity.rs`.
    ("probity-ledger", &[]),
    ("probity-discover", &["probity-vocabulary"]),
    ("probity-policy", &["probity-law", "probity-text", "probity-vocabulary", "probity-source"]),
    ("probity-law", &["probity-vocabulary"]),
    // Its tests alone: the names of states are those that the laws know.
    ("probity-text", &["probity-vocabulary"]),
    ("probity-vocabulary", &[]),
    ("probity-source", &[]),
    // The chores know none of the product.
    ("xtask", &[]),
];

pub(super) fn check(crates: &BTreeMap<String, Crate>) -> Vec<Finding> {
    against(CRATES, crates)
}

fn against(table: &[(&str, &[&str])], crates: &BTreeMap<String, Crate>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let height = |name: &str| table.iter().position(|(entry, _)| *entry == name);
    for (at, (name, allowed)) in table.iter().enumerate() {
        for known in *allowed {
            if height(known).is_none_or(|lower| lower <= at) {
                let message =
                    format!("the table lets `{name}` know `{known}`, which does not stand below it");
                findings.push(Finding::new(*name, message));
            }
        }
        let Some(found) = crates.get(*name) else {
            findings.push(Finding::new(*name, "the table names a crate that is not there"));
            continue;
        };
        for extra in found.knows.iter().filter(|known| !allowed.contains(&known.as_str())) {
            let message =
                format!("knows `{extra}`, which the table in xtask/src/tidy/edges.rs does not allow");
            findings.push(Finding::new(*name, message));
        }
        for missing in allowed.iter().filter(|known| !found.knows.contains(**known)) {
            let message =
                format!("does not know `{missing}`, though the table in xtask/src/tidy/edges.rs says so");
            findings.push(Finding::new(*name, message));
        }
    }
    for name in crates.keys().filter(|name| height(name).is_none()) {
        findings.push(Finding::new(name.as_str(), "is missing from the table in xtask/src/tidy/edges.rs"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: &[(&str, &[&str])] = &[("roof", &["room"]), ("room", &[])];

    fn crates(edges: &[(&str, &[&str])]) -> BTreeMap<String, Crate> {
        edges
            .iter()
            .map(|(name, knows)| {
                let knows = knows.iter().map(|known| (*known).to_owned()).collect();
                ((*name).to_owned(), Crate { knows, benches: Vec::new() })
            })
            .collect()
    }

    #[test]
    fn a_house_as_in_the_table_is_tidy() {
        assert_eq!(against(HOUSE, &crates(HOUSE)), []);
    }

    #[test]
    fn an_extra_a_missing_and_an_unknown_part_are_found() {
        let messages = |edges: &[(&str, &[&str])]| -> Vec<String> {
            against(HOUSE, &crates(edges)).into_iter().map(|finding| finding.message).collect()
        };
        assert!(messages(&[("roof", &["room"]), ("room", &["roof"])])[0].contains("does not allow"));
        assert!(messages(&[("roof", &[]), ("room", &[])])[0].contains("does not know `room`"));
        assert!(messages(&[("roof", &["room"])])[0].contains("not there"));
        assert!(
            messages(&[("roof", &["room"]), ("room", &[]), ("shed", &[])])[0]
                .contains("missing from the table")
        );
    }

    #[test]
    fn a_table_whose_edge_points_up_is_itself_a_fault() {
        let upward: &[(&str, &[&str])] = &[("roof", &[]), ("room", &["roof"])];
        assert_eq!(against(upward, &crates(upward)).len(), 1);
    }

    #[test]
    fn the_table_of_this_house_points_down_only() {
        assert_eq!(check(&crates(CRATES)), []);
    }
}
