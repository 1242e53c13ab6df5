//! Finding a person's rows, a set at a time, inside the stores that hold them.
//!
//! From the identities outward: seeds first, then along the links, groups of tables that reach
//! each other until nothing new is found, everything else in one pass.

use crate::engine::{KeyType, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::remembered::normal;
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{Identity, Leaving, LinkRole, TableName};
use probity_vocabulary::{Personal, Reveal};

/// A name by which a person is looked for: `email` and an address, `id` and a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityClaim {
    /// The identity's name in the data map.
    pub name: String,
    /// The kind of people looked among; all kinds that have this identity when absent.
    pub kind: Option<String>,
    /// Its value.
    pub value: Personal<String>,
}

impl IdentityClaim {
    /// A claim among all kinds of people.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), kind: None, value: Personal::new(value.into()) }
    }

    /// The same claim among one kind of people.
    #[must_use]
    pub fn among(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Whether the other names the same person in the same way.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let value = |claim: &Self| normal(&claim.name, claim.value.reveal(Reveal::QueryStore));
        self.name == other.name && value(self) == value(other)
    }

    /// Whether people of this kind are looked among.
    fn is_among(&self, kind: &str) -> bool {
        self.kind.as_ref().is_none_or(|among| among == kind)
    }
}

/// An identity that several rows have though nobody said that they are one person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SharedIdentity {
    pub(crate) table: TableName,
    pub(crate) identity: String,
    pub(crate) rows: u64,
}

impl From<SharedIdentity> for StoreError {
    fn from(shared: SharedIdentity) -> Self {
        let SharedIdentity { table, identity, rows } = shared;
        Self::SharedIdentity { store: table.store, table: table.table, identity, rows }
    }
}

impl Workspace<'_> {
    /// Finds the people themselves. What it gives are identities that several rows share though nobody
    /// said that they are one person's: by those, one person could reach another's rows.
    pub(crate) async fn find_people(
        &mut self,
        claims: &[IdentityClaim],
    ) -> Result<Vec<SharedIdentity>, StoreError> {
        let mut shared = Vec::new();
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(table) = node.mapped.as_ref().filter(|_| self.is_open(index)) else { continue };
            for (round, claim) in (1_u64..).zip(claims) {
                let mut rows = 0;
                for identity in table
                    .person
                    .iter()
                    .filter(|person| claim.is_among(&person.kind))
                    .flat_map(|person| &person.identities)
                {
                    if claim.name == identity.name
                        && let Some((condition, parameters)) = self.named_by(node, identity, claim).await?
                    {
                        let condition = and_when(condition, node.person_when.as_ref());
                        let set = SetId::new(SetKind::Owned, index);
                        rows = rows.max(self.add_people(set, &condition, &parameters).await?);
                    }
                }
                for alias in table.aliases.iter().filter(|alias| alias.name == claim.name) {
                    rows = rows.max(self.find_by_alias(index, node, alias, claim, round).await?);
                }
                // Where the identity is the key itself, the person is whoever has it.
                let is_key = table.person.iter().any(|person| {
                    let of_name = person.identities.iter().filter(|identity| identity.name == claim.name);
                    of_name.map(|identity| &identity.column).eq(&person.key)
                });
                if rows > 1 && !is_key && !table.one_person.contains(&claim.name) {
                    let (table, identity) = (node.name.clone(), claim.name.clone());
                    shared.push(SharedIdentity { table, identity, rows });
                }
            }
        }
        Ok(shared)
    }

    /// The condition that a row has the claimed identity, with its parameters. The value travels as a
    /// parameter and never as part of a statement.
    async fn named_by(
        &mut self,
        node: &Node,
        identity: &Identity,
        claim: &IdentityClaim,
    ) -> Result<Option<(String, Vec<String>)>, StoreError> {
        let Some(column) = node.live.column(&identity.column) else { return Ok(None) };
        let dialect = node.engine.dialect();
        let name = quoted(&column.name);
        let ignoring_case = is_email(node, identity);
        let condition = if ignoring_case {
            dialect.same_ignoring_case(&name)
        } else {
            let Some(comparison) = dialect.comparison(column, KeyType::Text) else { return Ok(None) };
            format!("({}) = ({})", comparison.searched(&name), comparison.key(&dialect.as_text("$1")))
        };
        let value = claim.value.reveal(Reveal::QueryStore).trim().to_owned();
        if !node.engine.can_hold(&value) {
            return Ok(None);
        }
        let lower = value.to_lowercase();
        let tuple = vec![vec![value.clone()]];
        self.bring(node, std::slice::from_ref(&column.name), &tuple, ignoring_case).await?;
        let mut parameters = vec![value];
        if condition.contains("$2") {
            parameters.push(lower);
        }
        Ok(Some((condition, parameters)))
    }

    /// Adds people, and says how many rows have the identity, known or not.
    async fn add_people(
        &mut self,
        set: SetId,
        condition: &str,
        parameters: &[String],
    ) -> Result<u64, StoreError> {
        let node = self.node(set.node)?;
        let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
        let addresses = self.addresses_where(node, condition);
        let were_some = self.size(set) > 0;
        if !were_some && let Some(found) = self.list_people(set, condition, &parameters).await? {
            return Ok(found);
        }
        let added = self.add_with(set, 0, &addresses, &parameters).await?;
        if !were_some || added > 1 {
            return Ok(added);
        }
        let counted = format!("SELECT {} FROM ({addresses}) AS x", node.engine.dialect().as_text("count(*)"));
        let count = self.session(&node.name.store)?.count(&counted, &parameters).await;
        count.map_err(|source| {
            self.failed(&node.name.store, &format!("count rows of `{}`", node.name), source)
        })
    }

    /// Finds the people whom rows of another table name, and says how many they are.
    async fn find_by_alias(
        &mut self,
        index: usize,
        node: &Node,
        alias: &Identity,
        claim: &IdentityClaim,
        round: u64,
    ) -> Result<u64, StoreError> {
        let Some((condition, parameters)) = self.named_by(node, alias, claim).await? else { return Ok(0) };
        let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
        let named = SetId::new(SetKind::Named, index);
        let addresses = self.addresses_where(node, &condition);
        self.add_with(named, round, &addresses, &parameters).await?;
        let graph = self.graph;
        let mut people = 0;
        for (at, link) in graph.links_where(|link| link.role == LinkRole::Identifies && link.from == index) {
            let target = self.node(link.to)?;
            let person = target.mapped.as_ref().and_then(|table| table.person.as_ref());
            if !person.is_some_and(|person| claim.is_among(&person.kind)) {
                continue;
            }
            let filter = format!("round = {round}");
            let Some(reached) = self.reached_from(at, named, &filter).await? else { continue };
            let reached = and_when(reached, target.person_when.as_ref());
            people += self.add_people(SetId::new(SetKind::Owned, link.to), &reached, &[]).await?;
        }
        Ok(people)
    }

    /// Finds all rows that the people own, and counts them.
    pub(crate) async fn find_owned(&mut self, erasing: bool) -> Result<(), StoreError> {
        self.find_reached(erasing).await?;
        self.count_asked().await
    }

    /// Finds all rows that the people own. Where they are a question there may be none.
    pub(crate) async fn find_reached(&mut self, erasing: bool) -> Result<(), StoreError> {
        let graph = self.graph;
        for group in &graph.order {
            if let Some(link) = self.askable(group, erasing) {
                self.ask_along(link).await?;
                continue;
            }
            let arriving = |inside: bool| {
                graph.links_where(|link| {
                    link.conveys(erasing) && group.contains(&link.to) && group.contains(&link.from) == inside
                })
            };
            for (index, link) in arriving(false) {
                self.follow(index, SetId::new(SetKind::Owned, link.from), link.to, "", 1).await?;
            }
            let mut round = 1_u64;
            let mut newest = "round <= 1".to_owned();
            loop {
                let mut found = 0;
                for (index, link) in arriving(true) {
                    let from = SetId::new(SetKind::Owned, link.from);
                    found += self.follow(index, from, link.to, &newest, round + 1).await?;
                }
                if found == 0 {
                    break;
                }
                round += 1;
                newest = format!("round = {round}");
            }
        }
        Ok(())
    }

    async fn follow(
        &mut self,
        link: usize,
        from: SetId,
        to: usize,
        filter: &str,
        round: u64,
    ) -> Result<u64, StoreError> {
        let Some(condition) = self.reached_from(link, from, filter).await? else { return Ok(0) };
        let addresses = self.addresses_where(self.node(to)?, &condition);
        self.add(SetId::new(SetKind::Owned, to), round, &addresses).await
    }

    /// Finds the rows that the people see and do not own.
    pub(crate) async fn find_seen(&mut self) -> Result<(), StoreError> {
        for (index, link) in self.graph.links_where(GraphLink::shows) {
            let from = SetId::new(SetKind::Owned, link.from);
            let Some(mut condition) = self.reached_from(index, from, "").await? else { continue };
            let owned = SetId::new(SetKind::Owned, link.to);
            if self.size(owned) > 0 {
                condition = format!("{condition} AND NOT {}", self.within(owned, ""));
            }
            let addresses = self.addresses_where(self.node(link.to)?, &condition);
            self.add(SetId::new(SetKind::Seen, link.to), 1, &addresses).await?;
        }
        Ok(())
    }

    /// Finds the rows that go for everybody although others own them.
    pub(crate) async fn find_forced(&mut self) -> Result<(), StoreError> {
        for (index, link) in self.graph.links.iter().enumerate() {
            if link.leaving != Leaving::Delete {
                continue;
            }
            let from = SetId::new(SetKind::Owned, link.from);
            let Some(condition) = self.reached_from(index, from, "").await? else { continue };
            let addresses = self.addresses_where(self.node(link.to)?, &condition);
            self.add(SetId::new(SetKind::Forced, link.to), 1, &addresses).await?;
        }
        Ok(())
    }
}

fn and_when(condition: String, when: Option<&String>) -> String {
    when.map_or(condition.clone(), |when| format!("{condition} AND {when}"))
}

/// Whether the identity is an address of mail, which people write with any capitals.
pub(crate) fn is_email(node: &Node, identity: &Identity) -> bool {
    let category = node
        .mapped
        .as_ref()
        .and_then(|table| table.columns.iter().find(|column| column.name == identity.column))
        .is_some_and(|column| {
            column.category == "contact.email" || column.category.starts_with("contact.email.")
        });
    category || identity.name == "email"
}
