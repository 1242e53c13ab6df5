//! Manifests of Fides: datasets (collections, fields, identities, references) and fideslang policies, from YAML.
//!
//! A manifest is read whole before anything is drafted, and a fault in it names the file, the line, and what to do.
//! Keys that are not understood are kept as warnings, so that nothing is lost in silence.

use super::Draft;
use super::fides_writing::write;
use crate::failure::Failure;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A collection of a dataset.
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) store: String,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

/// A field of a collection.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) categories: Vec<String>,
    pub(super) identity: Option<String>,
    pub(super) primary_key: bool,
    pub(super) references: Vec<Reference>,
}

/// A field that another refers to.
#[derive(Debug, Default)]
pub(super) struct Reference {
    pub(super) store: String,
    pub(super) collection: String,
    pub(super) field: String,
    /// `to`: from here one comes to there; `from`: from there one comes to here; nothing: both.
    pub(super) direction: Option<String>,
}

/// A rule of a policy: what must not serve what.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) policy: String,
    pub(super) name: String,
    pub(super) categories: Vec<String>,
    pub(super) uses: Vec<String>,
    /// Why it cannot be carried over whole.
    pub(super) hindrance: Option<String>,
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Manifests {
    pub(super) collections: Vec<Collection>,
    pub(super) rules: Vec<Rule>,
    pub(super) warnings: Vec<String>,
}

/// Drafts the data map and the prohibitions that manifests describe.
pub(crate) fn import(files: &[(&Path, String)], kinds: &BTreeMap<String, String>) -> Result<Draft, Failure> {
    let mut manifests = Manifests::default();
    for (path, text) in files {
        let document: Value = serde_saphyr::from_str(text).map_err(|error| malformed(path, text, &error))?;
        manifests.read(path, &document)?;
    }
    if manifests.collections.is_empty() && manifests.rules.is_empty() {
        return Err(Failure::Fault("the manifests describe no dataset and no policy".to_owned()));
    }
    let stores: Vec<&str> =
        manifests.collections.iter().map(|collection| collection.store.as_str()).collect();
    if let Some(unknown) = kinds.keys().find(|name| !stores.contains(&name.as_str())) {
        return Err(Failure::Usage(format!("`--store {unknown}=…`: no dataset has this `fides_key`")));
    }
    Ok(write(&manifests, kinds))
}

fn malformed(path: &Path, text: &str, error: &serde_saphyr::Error) -> Failure {
    let line = error.location().map(|location| location.line());
    let bullets = text.lines().enumerate().find(|(_, line)| line.trim_start().starts_with("* "));
    let (line, help) = match bullets {
        Some((at, _)) => (
            Some(at as u64 + 1),
            "a list item begins with `- ` in YAML; `*` refers to an anchor: replace each `* ` by `- `",
        ),
        None => (
            line,
            "correct the YAML there; `python3 -c 'import yaml,sys; yaml.safe_load(sys.stdin)'` checks it too",
        ),
    };
    let place = line.map_or_else(|| path.display().to_string(), |line| format!("{}:{line}", path.display()));
    let cause = error.to_string();
    let cause = cause.lines().next().unwrap_or("it is not well-formed").trim_end_matches('.');
    Failure::Fault(format!("{place}: this is no YAML: {cause}\nhelp: {help}"))
}

fn text(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn required(path: &Path, value: &Value, name: &str, whose: &str) -> Result<String, Failure> {
    text(value, name)
        .ok_or_else(|| Failure::Fault(format!("{}: {whose} has no `{name}`; add one", path.display())))
}

impl Manifests {
    fn read(&mut self, path: &Path, document: &Value) -> Result<(), Failure> {
        let Some(sections) = document.as_object() else {
            let message = format!("{}: a manifest begins with `dataset:` or `policy:`", path.display());
            return Err(Failure::Fault(message));
        };
        for (section, entries) in sections {
            let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
            match section.as_str() {
                "dataset" => entries.iter().try_for_each(|entry| self.dataset(path, entry))?,
                "policy" => entries.iter().try_for_each(|entry| self.policy(path, entry))?,
                other => {
                    self.warn(format!("{}: `{other}` has no counterpart and is left out", path.display()))
                }
            }
        }
        Ok(())
    }

    fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    fn dataset(&mut self, path: &Path, dataset: &Value) -> Result<(), Failure> {
        let store = required(path, dataset, "fides_key", "a dataset")?;
        for name in ["after", "retention", "third_country_transfers", "joint_controller"] {
            if dataset.get(name).is_some_and(|value| !value.is_null()) {
                self.warn(format!("{store}: `{name}` has no counterpart and is left out"));
            }
        }
        if dataset.get("fides_meta").is_some_and(|meta| meta.get("after").is_some()) {
            self.warn(format!("{store}: `after` is left out: the order of stores is found from their links"));
        }
        for collection in list(dataset, "collections") {
            let name = required(path, collection, "name", &format!("a collection of `{store}`"))?;
            let meta = collection.get("fides_meta").cloned().unwrap_or_default();
            for order in ["after", "erase_after"] {
                if meta.get(order).is_some() {
                    self.warn(format!(
                        "{store}.{name}: `{order}` is left out: the order is found from the keys and links"
                    ));
                }
            }
            let mut read = Collection { store: store.clone(), name: name.clone(), fields: Vec::new() };
            let inherited = texts(collection.get("data_categories"));
            for field in list(collection, "fields") {
                let field = self.field(path, &format!("{store}.{name}"), field, &inherited)?;
                read.fields.push(field);
            }
            self.collections.push(read);
        }
        Ok(())
    }

    fn field(
        &mut self,
        path: &Path,
        whose: &str,
        field: &Value,
        inherited: &[String],
    ) -> Result<Field, Failure> {
        let name = required(path, field, "name", &format!("a field of `{whose}`"))?;
        let here = format!("{whose}.{name}");
        let meta =
            field.get("fides_meta").or_else(|| field.get("fidesops_meta")).cloned().unwrap_or_default();
        for (key, _) in meta.as_object().into_iter().flatten() {
            let known = [
                "identity",
                "primary_key",
                "references",
                "data_type",
                "length",
                "return_all_elements",
                "read_only",
            ];
            if !known.contains(&key.as_str()) {
                self.warn(format!(
                    "{here}: `{key}` has no counterpart here: say it with `on erasure` or leave it"
                ));
            }
        }
        let mut categories = texts(field.get("data_categories"));
        if categories.is_empty() {
            categories = inherited.to_vec();
        }
        let inner: Vec<&Value> = list(field, "fields").collect();
        if !inner.is_empty() {
            let mut below = Vec::new();
            nested(&inner, &mut below);
            self.warn(format!(
                "{here}: the members of a nested field cannot be told apart here; the column takes the category of all \
                 of them, and {} of them have one",
                below.len()
            ));
            categories.extend(below);
        }
        let references = list(&meta, "references").filter_map(|reference| {
            let (collection, field) =
                text(reference, "field")?.split_once('.').map(|(c, f)| (c.to_owned(), f.to_owned()))?;
            let store = text(reference, "dataset")?;
            Some(Reference { store, collection, field, direction: text(reference, "direction") })
        });
        Ok(Field {
            references: references.collect(),
            identity: text(&meta, "identity"),
            primary_key: meta.get("primary_key").and_then(Value::as_bool).unwrap_or_default(),
            name,
            categories,
        })
    }

    fn policy(&mut self, path: &Path, policy: &Value) -> Result<(), Failure> {
        let key = required(path, policy, "fides_key", "a policy")?;
        for rule in list(policy, "rules") {
            let name = text(rule, "name").unwrap_or_else(|| "a rule without a name".to_owned());
            let part = |part: &str| match rule.get(part) {
                Some(Value::Object(inner)) => {
                    let matches = inner.get("matches").and_then(Value::as_str).unwrap_or("ANY").to_owned();
                    (texts(inner.get("values")), matches)
                }
                other => (texts(other), "ANY".to_owned()),
            };
            let (categories, how) = part("data_categories");
            let (uses, how_used) = part("data_uses");
            let hindrance = if rule.get("action_type").is_some() || rule.get("targets").is_some() {
                Some(
                    "it says what a request does with categories; say it per table with `on erasure`"
                        .to_owned(),
                )
            } else {
                [how, how_used]
                    .into_iter()
                    .find(|how| how != "ANY")
                    .map(|how| format!("it matches {how}, and a prohibition here matches any"))
            };
            self.rules.push(Rule { policy: key.clone(), name, categories, uses, hindrance });
        }
        Ok(())
    }
}

/// The categories of fields inside fields. Bounded by the depth that the YAML reader allows.
fn nested(fields: &[&Value], into: &mut Vec<String>) {
    for field in fields {
        into.extend(texts(field.get("data_categories")));
        let inner: Vec<&Value> = list(field, "fields").collect();
        nested(&inner, into);
    }
}
