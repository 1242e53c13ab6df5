//! The licences of everything that is built in, against the list in deny.toml.
//!
//! It understands the licence expressions that Cargo.toml files hold (SPDX, and the old
//! slash for "or"), and no texts of licences: cargo-deny reads those.

use super::Finding;
use crate::workspace::File;
use crate::{Fault, tools};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A package from outside the workspace with its licence expression.
#[derive(Clone, Debug)]
pub(super) struct Package {
    name: String,
    licence: Option<String>,
}

/// Every package that is resolved from a registry.
pub(super) fn packages(root: &Path) -> Result<Vec<Package>, Fault> {
    let text = tools::output(tools::cargo(root).args(["metadata", "--format-version", "1", "--locked"]))?;
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| Fault::new(format!("what `cargo metadata` wrote cannot be read: {error}")))?;
    let packages = value.get("packages").and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |package: &Value, name: &str| package.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(packages
        .iter()
        .filter(|package| word(package, "source").is_some())
        .map(|package| Package {
            name: word(package, "name").unwrap_or_default(),
            licence: word(package, "license"),
        })
        .collect())
}

pub(super) fn check(files: &[File], packages: &[Package]) -> Vec<Finding> {
    let Some(deny) = files.iter().find(|file| file.path == "deny.toml") else {
        return vec![Finding::new("deny.toml", "is missing")];
    };
    let allowed = allowed(&deny.text);
    let mut findings = Vec::new();
    for package in packages {
        let message = match &package.licence {
            None => format!("`{}` names no licence", package.name),
            Some(licence) if accepts(licence, &allowed) => continue,
            Some(licence) => format!("does not allow `{licence}`, the licence of `{}`", package.name),
        };
        findings.push(Finding::new("deny.toml", message));
    }
    findings
}

/// The names in the `allow` list of the `[licenses]` table.
fn allowed(deny: &str) -> BTreeSet<&str> {
    deny.lines()
        .skip_while(|line| line.trim() != "[licenses]")
        .skip_while(|line| line.trim() != "allow = [")
        .skip(1)
        .take_while(|line| line.trim() != "]")
        .filter_map(|line| line.split('"').nth(1))
        .collect()
}

/// Whether an expression can be met with allowed licences; one that cannot be read is not met.
fn accepts(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) == Some(true) && rest.is_empty()
}

fn either(words: &mut &[&str], allowed: &BTreeSet<&str>) -> Option<bool> {
    let mut met = both(words, allowed)?;
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= both(words, allowed)?;
    }
    Some(met)
}

fn both(words: &mut &[&str], allowed: &BTreeSet<&str>) -> Option<bool> {
    let mut met = one(words, allowed)?;
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= one(words, allowed)?;
    }
    Some(met)
}

fn one(words: &mut &[&str], allowed: &BTreeSet<&str>) -> Option<bool> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = either(words, allowed)?;
            let [")", rest @ ..] = *words else { return None };
            *words = rest;
            Some(met)
        }
        [licence, "WITH", exception, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(format!("{licence} WITH {exception}").as_str()))
        }
        [licence, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(licence))
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_when_one_of_its_choices_is() {
        let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0", "A WITH B"]);
        for met in ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(MIT OR GPL-3.0) AND Unicode-3.0", "A WITH B"] {
            assert!(accepts(met, &allowed), "{met}");
        }
        for not in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "A",
            "MIT WITH B",
            "",
            "(MIT",
            "MIT)",
            "MIT MIT",
            "OR MIT",
            "MIT AND",
        ] {
            assert!(!accepts(not, &allowed), "{not}");
        }
    }

    #[test]
    fn the_list_is_read_from_its_own_table_only() {
        let deny = "[bans]\nallow = [\n  \"not this\",\n]\n[licenses]\nallow = [\n    \"MIT\", # \"quoted\"\n]\ndeny = [\"x\"]\n";
        assert_eq!(allowed(deny), BTreeSet::from(["MIT"]));
    }

    #[test]
    fn a_package_without_an_allowed_licence_is_found() {
        let deny = [File::new("deny.toml", "[licenses]\nallow = [\n\"MIT\",\n]\n")];
        let package =
            |licence: Option<&str>| [Package { name: "a".to_owned(), licence: licence.map(str::to_owned) }];
        assert_eq!(check(&deny, &package(Some("MIT"))), []);
        assert_eq!(check(&deny, &package(Some("GPL-3.0"))).len(), 1);
        assert_eq!(check(&deny, &package(None)).len(), 1);
        assert_eq!(check(&[], &package(Some("MIT"))).len(), 1);
    }
}
