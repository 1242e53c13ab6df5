//! Finding a person's rows, a set at a time, inside the stores that hold them.
//!
//! From the identities outward: seeds first, then along the links, groups of tables that reach
//! each other until nothing new is found, everything else in one pass.

use crate::engine::{KeyType, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{Identity, Leaving};
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
}

impl Workspace<'_> {
    /// Finds the people themselves.
    pub(crate) async fn find_people(&mut self, claims: &[IdentityClaim]) -> Result<(), StoreError> {
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(person) = node.mapped.as_ref().and_then(|table| table.person.as_ref()) else { continue };
            if !self.is_open(index) {
                continue;
            }
            for identity in &person.identities {
                for claim in claims {
                    let kind = claim.kind.as_ref().is_none_or(|kind| *kind == person.kind);
                    if kind && claim.name == identity.name {
                        self.find_person(index, node, identity, claim).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn find_person(
        &mut self,
        index: usize,
        node: &Node,
        identity: &Identity,
        claim: &IdentityClaim,
    ) -> Result<(), StoreError> {
        let Some(column) = node.live.column(&identity.column) else { return Ok(()) };
        let dialect = node.engine.dialect();
        let name = quoted(&column.name);
        let mut condition = if is_email(node, identity) {
            dialect.same_ignoring_case(&name)
        } else {
            let Some(comparison) = dialect.comparison(column, KeyType::Text) else { return Ok(()) };
            format!("({}) = ({})", comparison.searched(&name), comparison.key(&dialect.as_text("$1")))
        };
        // The value travels as a parameter and never as part of a statement.
        let value = claim.value.reveal(Reveal::QueryStore).trim();
        let lower = value.to_lowercase();
        let mut parameters = vec![value];
        if condition.contains("$2") {
            parameters.push(&lower);
        }
        let tuple = [vec![value.to_owned()]];
        self.bring(node, std::slice::from_ref(&column.name), &tuple, is_email(node, identity)).await?;
        if let Some(when) = &node.person_when {
            condition = format!("{condition} AND {when}");
        }
        let set = SetId::new(SetKind::Owned, index);
        let addresses = self.addresses_where(node, &condition);
        self.add_with(set, 0, &addresses, &parameters).await.map(|_| ())
    }

    /// Finds all rows that the people own.
    pub(crate) async fn find_owned(&mut self, erasing: bool) -> Result<(), StoreError> {
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
        self.count_asked().await
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

/// Whether the identity is an address of mail, which people write with any capitals.
fn is_email(node: &Node, identity: &Identity) -> bool {
    let category = node
        .mapped
        .as_ref()
        .and_then(|table| table.columns.iter().find(|column| column.name == identity.column))
        .is_some_and(|column| {
            column.category == "contact.email" || column.category.starts_with("contact.email.")
        });
    category || identity.name == "email"
}
