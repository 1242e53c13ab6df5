//! The plan: every row that a request touches or keeps, before anything is touched.
//!
//! INVARIANT (HASH-NAMES-PLAN): the hash is SHA-256 over the canonical JSON of the right, the steps
//! and the tables left to people, without what the steps cost; two plans with one hash do the same.
//!
//! The plan itself holds no value of any row. What is needed to carry it out later, after a crash and
//! without the person asking again, is in [`PlanMaterial`], whose bytes are the caller's to seal.

use crate::cost::StepCost;
use crate::find::IdentityClaim;
use crate::remainder::{Remainder, WaitingRows};
use crate::workspace::{Given, Tuple};
use probity_policy::model::data_map::TableName;
use probity_vocabulary::{Personal, Reveal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The right that a request exercises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// To be told: GDPR art. 15, CCPA §1798.110.
    Access,
    /// To be forgotten: GDPR art. 17, CCPA §1798.105.
    Erasure,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepAction {
    /// Rows are handed on.
    Collect,
    /// Rows go.
    Delete,
    /// Columns are emptied.
    Blank,
    /// Columns are replaced by pseudonyms.
    Pseudonymise,
    /// Columns say less or nothing, in rows that stay and are nobody's.
    Anonymise,
    /// Rows are counted into totals before they go.
    Aggregate,
    /// Rows stay, for the reason given.
    Keep,
    /// What is made from rows that went or changed is made anew.
    Rebuild,
}

impl StepAction {
    /// The word of the stable JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Delete => "delete",
            Self::Blank => "blank",
            Self::Pseudonymise => "pseudonymise",
            Self::Anonymise => "anonymise",
            Self::Aggregate => "aggregate",
            Self::Keep => "keep",
            Self::Rebuild => "rebuild",
        }
    }

    /// Whether rows are changed.
    #[must_use]
    pub fn changes(self) -> bool {
        matches!(self, Self::Delete | Self::Blank | Self::Pseudonymise | Self::Anonymise | Self::Aggregate)
    }
}

/// One step: one action on some rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// The store.
    pub store: String,
    /// The table, with its schema when that is not the store's default.
    pub table: String,
    /// What is done.
    pub action: StepAction,
    /// To how many rows.
    pub rows: u64,
    /// Columns concerned, and what each becomes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<PlanColumn>,
    /// Why, where a reason is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The clause of the published text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The latest day until which a kept row stays, as an ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// SHA-256 over the salted hashes of the rows' keys, in hex.
    pub key_digest: String,
    /// The statement; empty where none changes anything.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// What it costs, as far as that is known; no part of the plan's hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCost>,
}

/// What becomes of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanColumn {
    /// The column.
    pub name: String,
    /// `null`, `pseudonym`, `shown`, or the value in the engine's words.
    pub becomes: String,
}

/// What makes two steps the same step.
pub(crate) type Signature = (String, String, StepAction, Vec<PlanColumn>, Option<String>);

impl PlanStep {
    /// What makes two steps the same step, whatever rows they have.
    pub(crate) fn signature(&self) -> Signature {
        (self.store.clone(), self.table.clone(), self.action, self.columns.clone(), self.because.clone())
    }
}

/// What a request would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The right exercised.
    pub right: Right,
    /// The steps, in the order in which they are carried out.
    pub steps: Vec<PlanStep>,
    /// Tables of stores that nobody but a person can work on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_hand: Vec<String>,
    /// The hash of all the rest, in hex.
    pub hash: String,
}

impl Plan {
    /// A plan of these steps, with its hash.
    #[must_use]
    pub fn new(right: Right, steps: Vec<PlanStep>, by_hand: &[TableName]) -> Self {
        let by_hand = by_hand.iter().map(ToString::to_string).collect();
        let mut plan = Self { right, steps, by_hand, hash: String::new() };
        plan.hash = plan.computed_hash();
        plan
    }

    /// The hash that the plan should have.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        canonical_hash(self)
    }

    /// Whether any row is changed.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.steps.iter().any(|step| step.action.changes() && step.rows > 0)
    }

    /// The rows of a table that the plan keeps.
    #[must_use]
    pub fn kept_rows(&self, store: &str, table: &str) -> u64 {
        let kept = self
            .steps
            .iter()
            .filter(|step| step.store == store && step.table == table && step.action == StepAction::Keep);
        kept.map(|step| step.rows).sum()
    }
}

/// SHA-256, in hex, over the canonical JSON of a plan without its hash and without estimates.
pub(crate) fn canonical_hash(plan: &impl Serialize) -> String {
    let mut value = serde_json::to_value(plan).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("hash");
    }
    for step in value.get_mut("steps").and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
        if let Some(fields) = step.as_object_mut() {
            fields.remove("cost");
        }
    }
    let mut text = String::new();
    canonical(&value, &mut text);
    hex(&Sha256::digest(text.as_bytes()))
}

/// JSON with the fields of every object in the order of their names and no space.
fn canonical(value: &serde_json::Value, text: &mut String) {
    match value {
        serde_json::Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            text.push('{');
            for (index, (name, field)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::Value::from(name.as_str()).to_string());
                text.push(':');
                canonical(field, text);
            }
            text.push('}');
        }
        serde_json::Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                canonical(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The name of a table inside its store, as steps write it.
pub(crate) fn table_text(name: &TableName) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.table),
        None => name.table.clone(),
    }
}

/// What carrying a plan out needs besides the plan: who it is about, which rows were found, and the
/// values that lead from row to row. Personal data throughout; the caller seals its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanMaterial(pub(crate) Personal<Material>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Material {
    /// Hex of the bytes that salt the hashes of keys.
    pub(crate) salt: String,
    /// Name, kind and value of each identity.
    pub(crate) claims: Vec<(String, Option<String>, String)>,
    /// The hashes of the rows' keys, sorted, for each step of the plan.
    pub(crate) rows: Vec<Vec<u64>>,
    /// The sum of the keys of each step's rows, by which the same rows are known again.
    #[serde(default)]
    pub(crate) sums: Vec<String>,
    /// The values of each link's columns in the rows found.
    pub(crate) tuples: Given,
    /// From which rows to start besides those of the claims: people and values that were recognised.
    #[serde(default)]
    pub(crate) start: Given,
    /// Name, kind and value of identities that are only looked for in texts.
    #[serde(default)]
    pub(crate) texts: Vec<(String, Option<String>, String)>,
    /// Keys and identities of the people whose rows go or change, by scope.
    #[serde(default)]
    pub(crate) people: Vec<(String, Vec<String>)>,
    /// The values with which rows that stay lead to rows that go, by the number of the link.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) stays: BTreeMap<usize, Vec<Tuple>>,
    /// Rows left by an earlier plan that this one was made for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sought: Vec<WaitingRows>,
    /// Rows that this plan leaves for later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) left: Vec<WaitingRows>,
}

/// The bytes are not those of a plan's material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not the material of a plan")]
pub struct NotMaterial;

impl PlanMaterial {
    /// The bytes to seal.
    #[must_use]
    pub fn to_bytes(&self) -> Personal<Vec<u8>> {
        Personal::new(serde_json::to_vec(self.0.reveal(Reveal::Seal)).unwrap_or_default())
    }

    /// The material in unsealed bytes.
    ///
    /// # Errors
    /// When they are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotMaterial> {
        serde_json::from_slice(bytes).map(|material| Self(Personal::new(material))).map_err(|_| NotMaterial)
    }

    /// The rows that the plan leaves for later: under a hold or a floor.
    #[must_use]
    pub fn remainder(&self) -> Remainder {
        Remainder(Personal::new(self.0.reveal(Reveal::Seal).left.clone()))
    }

    /// The identities that the plan was made for.
    #[must_use]
    pub fn claims(&self) -> Vec<IdentityClaim> {
        self.0.reveal(Reveal::QueryStore).claims.iter().map(claim).collect()
    }

    /// The identities that must be in no text afterwards.
    pub(crate) fn searched(&self) -> Vec<IdentityClaim> {
        let material = self.0.reveal(Reveal::QueryStore);
        material.claims.iter().chain(&material.texts).map(claim).collect()
    }
}

fn claim((name, kind, value): &(String, Option<String>, String)) -> IdentityClaim {
    IdentityClaim { name: name.clone(), kind: kind.clone(), value: Personal::new(value.clone()) }
}

/// A plan with what it needs to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What would be done; free of personal data.
    pub plan: Plan,
    /// What doing it needs.
    pub material: PlanMaterial,
}
