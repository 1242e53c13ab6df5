//! The person graph: the data map met with the live schema.
//!
//! Nodes are tables, links say how one row leads to another. Faults are data, so that
//! `check --live` can turn them into diagnostics; planning starts only when there are none.
//!
//! INVARIANT (REACH-DIRECTION): a link runs from the row that is known to the row that is reached,
//! whichever of the two tables the sentence stands in.

use crate::copies::{Copied, copies};
use crate::engine::{Comparison, Engine, RowAddress};
use crate::graph_compiler::{Compiler, engine_of, is_mirrored};
use crate::graph_fault::GraphFault;
use crate::order::strongly_connected;
use crate::pseudonym::PseudonymKey;
use crate::schema::{ForeignKey, LiveTable, Place, Schema, TableKind};
use probity_policy::model::data_map::{DataMap, Leaving, LinkRole, Table, TableName};
use probity_policy::model::handling::Embedded;
use std::collections::{BTreeMap, BTreeSet};

/// The person graph of a data map over live schemas.
#[derive(Clone, Debug)]
pub struct PersonGraph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<GraphLink>,
    pub(crate) references: Vec<Reference>,
    pub(crate) order: Vec<Vec<usize>>,
    pub(crate) stores: Vec<String>,
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// Stores that are shown as tables and have none.
    pub(crate) mirrored: BTreeSet<String>,
    /// What is made from other tables, each after what it is made from.
    pub(crate) copies: Vec<Copied>,
    out_of_reach: Vec<TableName>,
    /// How many people an anonymous figure must stand for, where the policy says it.
    pub(crate) anonymous_group: Option<u64>,
    /// What pseudonyms of a schedule are made with; without it none are made.
    pub(crate) pseudonyms: Option<PseudonymKey>,
    /// What forbids that rows go; without it nothing but the data map does.
    pub(crate) keeping: Option<crate::keeping::Keeping>,
}

/// A table of a store, mapped or only referring to a mapped one.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) name: TableName,
    pub(crate) engine: Engine,
    pub(crate) live: LiveTable,
    pub(crate) mapped: Option<Table>,
    pub(crate) address: RowAddress,
    /// Whether a row found here can belong to nobody but the people looked for.
    pub(crate) exclusive: bool,
    /// Which rows are people, as an expression; all of them when absent.
    pub(crate) person_when: Option<String>,
}

/// How rows of one node lead to rows of another.
#[derive(Clone, Debug)]
pub(crate) struct GraphLink {
    pub(crate) role: LinkRole,
    pub(crate) from: usize,
    pub(crate) from_columns: Vec<String>,
    pub(crate) to: usize,
    pub(crate) to_columns: Vec<String>,
    /// For each pair of columns, how the reached one is compared with the known one.
    pub(crate) down: Vec<Comparison>,
    /// The same, from the reached row back to the known one.
    pub(crate) up: Vec<Comparison>,
    pub(crate) without: Vec<String>,
    pub(crate) leaving: Leaving,
    /// Which rows on the side where the sentence stands have the link, as an expression.
    pub(crate) when: Option<String>,
    /// Where in the one column on that side the value stands.
    pub(crate) embedded: Option<Embedded>,
}

/// A foreign key between two nodes of one store.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) key: ForeignKey,
}

impl GraphLink {
    /// Whether who owns the known row owns the reached one.
    pub(crate) fn owns(&self) -> bool {
        matches!(self.role, LinkRole::BelongsTo | LinkRole::Owns)
    }

    /// Whether finding goes along this link. When erasing, a link that takes the row from everybody
    /// leads on to what hangs on that row.
    pub(crate) fn conveys(&self, erasing: bool) -> bool {
        self.owns() || (erasing && self.leaving == Leaving::Delete)
    }

    /// Whether one row can hold several values of the link.
    fn leads_to_several(&self) -> bool {
        self.embedded.as_ref().is_some_and(|embedded| embedded.path.inner.is_some())
    }

    /// Whether who owns the known row sees the reached one.
    pub(crate) fn shows(&self) -> bool {
        matches!(self.role, LinkRole::SeenBy | LinkRole::Shows)
    }

    /// Whether the reached row holds the link's columns.
    pub(crate) fn is_held_by_reached(&self) -> bool {
        matches!(self.role, LinkRole::BelongsTo | LinkRole::SeenBy | LinkRole::Mentions)
    }

    /// The columns on the side where the sentence stands.
    pub(crate) fn here_columns(&self) -> &[String] {
        if self.is_held_by_reached() { &self.to_columns } else { &self.from_columns }
    }

    /// Columns that are emptied in a reached row that stays, besides the link's own.
    pub(crate) fn leaving_columns(&self) -> &[String] {
        match &self.leaving {
            Leaving::Blank(columns) => columns,
            Leaving::Delete => &[],
        }
    }
}

impl Node {
    pub(crate) fn place(&self) -> &Place {
        &self.live.place
    }

    /// Whether the former versions of all rows go with some.
    pub(crate) fn history_goes(&self) -> bool {
        self.live.versioned && self.mapped.as_ref().is_some_and(|table| table.history_goes)
    }

    pub(crate) fn is_person(&self) -> bool {
        self.mapped.as_ref().is_some_and(|table| table.person.is_some())
    }
}

impl PersonGraph {
    /// Meets a data map with the live schemas of its stores. Tables of stores that have no schema
    /// here (no connector, or a person's work) are [`PersonGraph::out_of_reach`].
    ///
    /// # Errors
    /// All that the schemas do not bear out.
    pub fn compile(map: &DataMap, schemas: BTreeMap<String, Schema>) -> Result<Self, Vec<GraphFault>> {
        let mut compiler = Compiler { map, schemas: &schemas, faults: Vec::new(), index: BTreeMap::new() };
        let (nodes, out_of_reach) = compiler.nodes();
        let links = compiler.links(&nodes);
        if !compiler.faults.is_empty() {
            return Err(compiler.faults);
        }
        let mut graph = Self {
            stores: store_order(&nodes, &links),
            nodes,
            links,
            references: Vec::new(),
            order: Vec::new(),
            schemas: BTreeMap::new(),
            mirrored: map
                .stores
                .iter()
                .filter(|store| is_mirrored(store.kind))
                .map(|one| one.name.clone())
                .collect(),
            copies: copies(map, &schemas),
            out_of_reach,
            anonymous_group: map.anonymous_group,
            pseudonyms: None,
            keeping: None,
        };
        graph.add_referring_tables(map, &schemas);
        graph.schemas = schemas;
        let edges: Vec<(usize, usize)> =
            graph.links.iter().filter(|link| link.conveys(true)).map(|link| (link.from, link.to)).collect();
        graph.order = strongly_connected(graph.nodes.len(), &edges);
        for index in graph.order.clone().into_iter().flatten() {
            let exclusive = graph.is_exclusive(index);
            if let Some(node) = graph.nodes.get_mut(index) {
                node.exclusive = exclusive;
            }
        }
        Ok(graph)
    }

    /// The same graph with the key of the pseudonyms that expiry writes.
    #[must_use]
    pub fn with_pseudonyms(mut self, key: PseudonymKey) -> Self {
        self.pseudonyms = Some(key);
        self
    }

    /// Tables of the map whose stores this crate cannot ask; a person has to.
    #[must_use]
    pub fn out_of_reach(&self) -> &[TableName] {
        &self.out_of_reach
    }

    /// The names under which people can be looked for, with the kinds of people that have them.
    #[must_use]
    pub fn identity_names(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for person in self.nodes.iter().filter_map(|node| node.mapped.as_ref()?.person.as_ref()) {
            for identity in &person.identities {
                names.entry(identity.name.clone()).or_default().insert(person.kind.clone());
            }
        }
        for link in self.links.iter().filter(|link| link.role == LinkRole::Identifies) {
            let table = |index: usize| self.nodes.get(index)?.mapped.as_ref();
            let Some(person) = table(link.to).and_then(|table| table.person.as_ref()) else { continue };
            for alias in table(link.from).into_iter().flat_map(|table| &table.aliases) {
                names.entry(alias.name.clone()).or_default().insert(person.kind.clone());
            }
        }
        names
    }

    pub(crate) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    /// The links with their numbers for which `wanted` holds.
    pub(crate) fn links_where(&self, wanted: impl Fn(&GraphLink) -> bool) -> Vec<(usize, &GraphLink)> {
        self.links.iter().enumerate().filter(|(_, link)| wanted(link)).collect()
    }

    /// The links that lead to a node, with their numbers.
    pub(crate) fn links_to(&self, node: usize) -> Vec<(usize, &GraphLink)> {
        self.links_where(|link| link.to == node)
    }

    /// Whether the rows of a table may be somebody's: people themselves, or what a link gives to one or shows them.
    pub(crate) fn is_somebodys(&self, table: usize) -> bool {
        self.node(table).is_some_and(Node::is_person)
            || self.links.iter().any(|link| link.to == table && (link.owns() || link.shows()))
    }

    fn is_exclusive(&self, index: usize) -> bool {
        let Some(node) = self.nodes.get(index) else { return false };
        let mut owners = self.links.iter().filter(|link| link.owns() && link.to == index);
        match (owners.next(), owners.next()) {
            (None, _) => node.is_person(),
            (Some(link), None) if !node.is_person() && link.from != index && !link.leads_to_several() => self
                .nodes
                .get(link.from)
                .is_some_and(|from| from.exclusive && from.live.is_unique_by(&link.from_columns)),
            _ => false,
        }
    }

    /// Adds the tables that the map does not describe and that refer to a table of the graph,
    /// and those that refer to these, because a deletion may be stopped by them or run on into them.
    fn add_referring_tables(&mut self, map: &DataMap, schemas: &BTreeMap<String, Schema>) {
        let mut places: BTreeMap<(String, Place), usize> = self
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| ((node.name.store.clone(), node.place().clone()), index))
            .collect();
        loop {
            let mut added = false;
            for (store, schema) in schemas {
                for table in schema.tables.values() {
                    let place = (store.clone(), table.place.clone());
                    let refers = table
                        .foreign_keys
                        .iter()
                        .any(|key| places.contains_key(&(store.clone(), key.to.clone())));
                    if !refers || table.kind == TableKind::Partition || places.contains_key(&place) {
                        continue;
                    }
                    let Some(engine) = engine_of(map, store) else { continue };
                    places.insert(place, self.nodes.len());
                    self.nodes.push(Node {
                        name: TableName {
                            store: store.clone(),
                            schema: (table.place.schema != schema.default_schema)
                                .then(|| table.place.schema.clone()),
                            table: table.place.table.clone(),
                        },
                        engine,
                        live: table.clone(),
                        mapped: None,
                        address: engine.dialect().address(table),
                        exclusive: false,
                        person_when: None,
                    });
                    added = true;
                }
            }
            if !added {
                break;
            }
        }
        for (index, node) in self.nodes.iter().enumerate() {
            for key in &node.live.foreign_keys {
                if let Some(to) = places.get(&(node.name.store.clone(), key.to.clone())) {
                    self.references.push(Reference { from: index, to: *to, key: key.clone() });
                }
            }
        }
    }
}

/// The order in which stores are changed: those that others' rows are found from come last.
fn store_order(nodes: &[Node], links: &[GraphLink]) -> Vec<String> {
    let names: BTreeSet<&String> = nodes.iter().map(|node| &node.name.store).collect();
    let with_people: BTreeSet<&String> =
        nodes.iter().filter(|node| node.is_person()).map(|node| &node.name.store).collect();
    // Within the order, stores with people come first, so that they are changed last.
    let mut stores: Vec<&String> = names.into_iter().collect();
    stores.sort_by_key(|name| (!with_people.contains(name), (*name).clone()));
    let position = |index: usize| {
        let store = &nodes.get(index)?.name.store;
        stores.iter().position(|name| *name == store)
    };
    let edges: Vec<(usize, usize)> =
        links.iter().filter_map(|link| Some((position(link.from)?, position(link.to)?))).collect();
    let mut order: Vec<String> = strongly_connected(stores.len(), &edges)
        .into_iter()
        .flatten()
        .filter_map(|index| stores.get(index).map(|name| (*name).clone()))
        .collect();
    order.reverse();
    order
}
