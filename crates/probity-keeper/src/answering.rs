//! Answering an access request: collect, explain, pack, seal, tell.

use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::mailing::PACKAGE_LIVES;
use crate::messages;
use crate::package::{self, PackageColumn, PackageHead, PackageTable};
use crate::planning::claims;
use crate::reading::{reading, writing};
use probity_ledger::{Kind, RequestId};
use probity_policy::model::data_map::{Table, TableName};
use probity_policy::model::policy::{Policy, covers};
use probity_policy::model::records::TaskRight;
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::{ledger, vault};
use probity_stores::AccessRow;
use probity_vocabulary::{Personal, RequestState, Reveal, Right};
use serde_json::{Map, Value};
use sha2::Digest;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The vault's name for the package.
pub(crate) const PACKAGE: &str = "package";

impl Keeper {
    pub(crate) async fn answer_access(&self, claim: &Claim, mut request: Request) -> Result<(), KeeperError> {
        let graph = self.graph().await?;
        if self.ask_people(&request, &graph, TaskRight::Access).await?
            && self.wait_for_people(claim, request.id).await?
        {
            return Ok(());
        }
        let attached = self.attached(request.id).await?;
        let identities = self.identities_of(&request).await?;
        let portable = request.right == Right::Portability.word();
        let tables = self.collect(&identities, portable).await?;
        let package = package::write_with(&self.package_head(), &tables, &attached)?;
        let bytes = package.reveal(Reveal::Seal);
        let hash = package::hex(&sha2::Sha256::digest(bytes));
        let sealed = self.seal_file(request.id, PACKAGE, bytes).await?;
        let rows: usize = tables.iter().map(|table| table.rows.reveal(Reveal::AnswerPerson).len()).sum();
        let now = self.inner.clock.now();
        let made = self
            .entry(Kind::PackageMade)
            .request(request.id)
            .fact("rows", i64::try_from(rows).unwrap_or(i64::MAX))
            .fact("tables", i64::try_from(tables.len()).unwrap_or(i64::MAX))
            .fact("sha256", hash.as_str());
        let made = match request.person {
            Some(person) => made.person(person),
            None => made,
        };
        let fulfilled =
            self.entry(Kind::RequestFulfilled).request(request.id).fact("right", request.right.as_str());
        let message = messages::package_ready(&self.inner.letterhead, &request.id.to_string());
        request.state = RequestState::Fulfilled.word().to_owned();
        request.closed_at = Some(now);
        request.outcome = Some(if rows == 0 && attached.is_empty() {
            "nothing-held".to_owned()
        } else {
            "package-ready".to_owned()
        });
        writing!(self.inner.state, |tx| {
            let mut request = request.clone();
            requests::update(tx, &mut request).await?;
            vault::put(tx, request.id, PACKAGE, &sealed, now).await?;
            ledger::append(tx, &[made.clone(), fulfilled.clone()]).await?;
            self.queue_mail(tx, request.id, "package-ready", &identities, &message).await?;
            self.enqueue(tx, crate::worker::FORGET, request.id, crate::intake::later(now, PACKAGE_LIVES))
                .await?;
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }

    /// The person's rows, table by table, each column with what the policy says about it.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn collect(
        &self,
        identities: &[(String, Personal<String>)],
        portable: bool,
    ) -> Result<Vec<PackageTable>, KeeperError> {
        let graph = self.graph().await?;
        let mut found: BTreeMap<TableName, Vec<AccessRow>> = BTreeMap::new();
        probity_stores::collect(&graph, &self.inner.stores, &claims(identities), |row| {
            found.entry(row.table.clone()).or_default().push(row);
            ControlFlow::Continue(())
        })
        .await?;
        let model = self.model();
        let mut tables = Vec::new();
        for (name, rows) in found {
            let Some(table) = model.data_map.table(&name) else { continue };
            let shown = |column: &str| !portable || provided(&model.policy, table, column);
            let rows: Vec<Map<String, Value>> =
                rows.iter().map(|row| shown_values(row, &shown)).filter(|row| !row.is_empty()).collect();
            if rows.is_empty() {
                continue;
            }
            let columns = table
                .columns
                .iter()
                .filter(|column| shown(&column.name))
                .map(|column| explained(&model.policy, column));
            tables.push(PackageTable {
                store: name.store.clone(),
                table: match &name.schema {
                    Some(schema) => format!("{schema}.{}", name.table),
                    None => name.table.clone(),
                },
                columns: columns.collect(),
                rows: Personal::new(rows),
            });
        }
        Ok(tables)
    }

    pub(crate) fn package_head(&self) -> PackageHead {
        let policy = &self.model().policy;
        let text = |value: &Option<probity_policy::grammar::Located<String>>| {
            value.as_ref().map_or_else(String::new, |value| value.value.clone())
        };
        let rights = policy
            .offered
            .iter()
            .filter_map(|word| Right::from_word(&word.value))
            .map(|right| right.title().to_owned());
        PackageHead {
            controller: self.inner.letterhead.controller.clone(),
            policy: format!("{} {}", text(&policy.title), text(&policy.version)),
            read_at: self.inner.clock.now(),
            rights: rights.collect(),
            authorities: self.inner.letterhead.authorities.clone(),
        }
    }

    /// The package of a request, while it can be fetched.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn package_of(&self, id: RequestId) -> Result<Option<Personal<Vec<u8>>>, KeeperError> {
        self.open_file(id, PACKAGE).await
    }

    /// Is there a package to be fetched?
    pub(crate) async fn has_package(&self, id: RequestId) -> Result<bool, KeeperError> {
        reading!(self.inner.state, |tx| Ok(vault::has(tx, id, PACKAGE).await?))
    }
}

fn shown_values(row: &AccessRow, shown: &dyn Fn(&str) -> bool) -> Map<String, Value> {
    let mut values: Map<String, Value> = row
        .values
        .reveal(Reveal::AnswerPerson)
        .iter()
        .filter(|(name, _)| shown(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for name in row.withheld.iter().filter(|name| shown(name)) {
        values.insert(name.clone(), Value::String("(held, and not sent for your safety)".to_owned()));
    }
    values
}

/// Did the person provide this column? (GDPR article 20(1).)
fn provided(policy: &Policy, table: &Table, column: &str) -> bool {
    let Some(column) = table.columns.iter().find(|one| one.name == column) else { return false };
    match &column.source {
        Some(source) => source == "person",
        None => policy.collected.iter().any(|collected| {
            collected.from.as_ref().is_some_and(|from| from.value == "person")
                && collected.categories.iter().any(|pattern| covers(&pattern.value, &column.category))
        }),
    }
}

/// What the policy says about a column: GDPR article 15(1)(a) to (d) and (g).
fn explained(policy: &Policy, column: &probity_policy::model::data_map::Column) -> PackageColumn {
    let category = column.category.as_str();
    let covered = |patterns: &[probity_policy::model::policy::CategoryPattern]| {
        patterns.iter().any(|one| covers(&one.value, category))
    };
    let source = column.source.clone().or_else(|| {
        let collected = policy.collected.iter().find(|collected| covered(&collected.categories));
        collected.and_then(|collected| collected.from.as_ref()).map(|from| from.value.clone())
    });
    let purposes =
        policy.purposes.iter().filter(|purpose| covered(&purpose.uses)).map(|purpose| purpose.title.clone());
    let recipients = policy
        .recipients
        .iter()
        .filter(|recipient| recipient.gets.iter().any(|(categories, _)| covered(categories)))
        .map(|recipient| recipient.title.clone());
    let kept = policy.retentions.iter().filter(|retention| covered(&retention.categories)).map(length_text);
    PackageColumn {
        name: column.name.clone(),
        category: Some(category.to_owned()),
        source,
        purposes: purposes.collect(),
        recipients: recipients.collect(),
        kept: kept.collect(),
    }
}

fn length_text(retention: &probity_policy::model::policy::Retention) -> String {
    use probity_policy::model::policy::Length;
    let mut text = match &retention.length {
        Length::AtLeast(period) => format!("at least {}", period.value),
        Length::AtMost(period) => format!("at most {}", period.value),
        Length::Exactly(period) => period.value.to_string(),
        Length::While(kind) => format!("while {}", kind.value),
        Length::Until(anchor) => format!("until {}", anchor.value.words()),
        Length::Vague(words) => words.value.clone(),
    };
    if let Some(after) = &retention.after {
        text.push_str(&format!(" after {}", after.value.words()));
    }
    if let Some(then_for) = &retention.then_for {
        text.push_str(&format!(", then {}", then_for.value));
    }
    text
}
