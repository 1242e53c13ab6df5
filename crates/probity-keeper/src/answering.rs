//! Answering an access request: collect, explain, pack, seal, tell.

use crate::desk::PackageView;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::mailing::PACKAGE_LIVES;
use crate::messages;
use crate::package::{self, Form, PackageColumn, PackageHead, PackageTable, PackageWriter};
use crate::planning::claims;
use crate::reading::{reading, writing};
use crate::tasks::Attached;
use probity_ledger::{Kind, RequestId};
use probity_policy::model::data_map::{Table, TableName};
use probity_policy::model::policy::{Policy, covers};
use probity_policy::model::records::TaskRight;
use probity_state::jobs::{self, Claim};
use probity_state::requests::{self, Request};
use probity_state::{ledger, vault};
use probity_stores::{AccessRow, FoundRows, PersonGraph};
use probity_vocabulary::{Personal, RequestState, Reveal, Right};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
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
        let spool = self.spool(request.id, PACKAGE).await?;
        let (spool, rows, tables) = self.write_package(&identities, portable, &attached, spool).await?;
        let (sealed, hash) = self.keep_parts(spool).await?;
        let hash = package::hex(&hash);
        let now = self.inner.clock.now();
        let made = self
            .entry(Kind::PackageMade)
            .request(request.id)
            .fact("rows", i64::try_from(rows).unwrap_or(i64::MAX))
            .fact("tables", i64::try_from(tables).unwrap_or(i64::MAX))
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

    /// Writes the person's package. The rows are read once for each form, from the same instant of every
    /// store, and no two of them are in memory at once. With it, how many rows and tables it has.
    ///
    /// # Errors
    /// When a store fails, or the package cannot be written.
    pub(crate) async fn write_package<W: Write + Send>(
        &self,
        identities: &[(String, Personal<String>)],
        portable: bool,
        found: &[Attached],
        out: W,
    ) -> Result<(W, u64, u64), KeeperError> {
        let graph = self.graph().await?;
        let tables = self.package_tables(&graph, portable);
        let head = self.package_head();
        let mut answer = FoundRows::find(&graph, &self.inner.stores, &claims(identities)).await?;
        let mut writer = PackageWriter::new(out);
        let (mut count, mut seen) = (0_u64, BTreeSet::new());
        for form in Form::ALL {
            writer.begin(form, &head)?;
            count = 0;
            let mut fault = None;
            answer
                .each(|row| {
                    let Some(table) = tables.get(row.table.as_ref()) else {
                        return ControlFlow::Continue(());
                    };
                    let written = if form == Form::Json && !portable && row.withheld.is_empty() {
                        let object = row.values.reveal(Reveal::AnswerPerson).json();
                        (object != "{}").then(|| writer.object(table, object))
                    } else {
                        let values = shown_values(&row, &table.names);
                        (!values.is_empty()).then(|| writer.row(table, &values))
                    };
                    let Some(written) = written else { return ControlFlow::Continue(()) };
                    count += 1;
                    if !seen.contains(row.table.as_ref()) {
                        seen.insert(row.table.as_ref().clone());
                    }
                    match written {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(error) => {
                            fault = Some(error);
                            ControlFlow::Break(())
                        }
                    }
                })
                .await?;
            if let Some(fault) = fault {
                return Err(fault.into());
            }
            writer.end()?;
        }
        answer.close().await;
        for one in found {
            writer.attach(one)?;
        }
        Ok((writer.finish()?, count, seen.len() as u64))
    }

    /// What a package says about each table of the data map.
    fn package_tables(&self, graph: &PersonGraph, portable: bool) -> BTreeMap<TableName, PackageTable> {
        let model = self.model();
        let tables = model.data_map.tables.iter().map(|table| {
            let name = &table.name;
            let shown = |column: &str| !portable || provided(&model.policy, table, column);
            let mut names = probity_stores::answer_columns(graph, name);
            names.retain(|column| shown(column));
            let columns = table
                .columns
                .iter()
                .filter(|column| shown(&column.name))
                .map(|column| explained(&model.policy, column));
            let written = PackageTable {
                store: name.store.clone(),
                table: match &name.schema {
                    Some(schema) => format!("{schema}.{}", name.table),
                    None => name.table.clone(),
                },
                columns: columns.collect(),
                names,
            };
            (name.clone(), written)
        });
        tables.collect()
    }

    /// The different values that the person's rows have in columns of a category, as texts.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn values_of(
        &self,
        identities: &[(String, Personal<String>)],
        category: &str,
    ) -> Result<BTreeSet<String>, KeeperError> {
        let graph = self.graph().await?;
        let map = &self.model().data_map;
        let mut found = BTreeSet::new();
        probity_stores::collect(&graph, &self.inner.stores, &claims(identities), |row| {
            let columns = map.table(row.table.as_ref()).map_or(&[][..], |table| table.columns.as_slice());
            let of_category: Vec<_> = columns.iter().filter(|column| column.category == category).collect();
            if of_category.is_empty() {
                return ControlFlow::Continue(());
            }
            let values = row.values.reveal(Reveal::AnswerPerson).fields();
            for column in of_category {
                let value = values.get(&column.name);
                found.extend(value.and_then(Value::as_str).map(str::to_owned));
            }
            ControlFlow::Continue(())
        })
        .await?;
        Ok(found)
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

    /// The package of a request, while it can be fetched: how large it is, and in how many parts.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn package_of(&self, id: RequestId) -> Result<Option<PackageView>, KeeperError> {
        let head = self.parts_head(id, PACKAGE).await?;
        Ok(head.map(|head| PackageView { bytes: head.bytes, parts: head.parts }))
    }

    /// One part of the package of a request, from 0.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn package_part_of(
        &self,
        id: RequestId,
        part: u32,
    ) -> Result<Option<Personal<Vec<u8>>>, KeeperError> {
        self.part(id, PACKAGE, part).await
    }

    /// Is there a package to be fetched?
    pub(crate) async fn has_package(&self, id: RequestId) -> Result<bool, KeeperError> {
        reading!(self.inner.state, |tx| Ok(vault::has(tx, id, PACKAGE).await?))
    }
}

fn shown_values(row: &AccessRow, names: &[String]) -> Map<String, Value> {
    let shown = |name: &String| names.contains(name);
    let mut values: Map<String, Value> = row
        .values
        .reveal(Reveal::AnswerPerson)
        .fields()
        .into_iter()
        .filter(|(name, _)| shown(name))
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
