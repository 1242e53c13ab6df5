//! Data maps written in Rust.

use crate::common::Database;
use probity_policy::model::data_map::{
    Anchor, Column, DataMap, ErasureDecision, Identity, KeepReason, KeepUntil, Leaving, Link, LinkRole,
    Person, RowFate, Table, TableName,
};
use probity_source::{Sources, Span};
use probity_vocabulary::Period;

pub(crate) fn span() -> Span {
    let mut sources = Sources::new();
    Span::new(sources.add("test", ""), 0, 0)
}

/// `store.table` or `store.schema.table`.
pub(crate) fn name(text: &str) -> TableName {
    let parts: Vec<&str> = text.split('.').collect();
    match parts[..] {
        [store, table] => TableName { store: store.into(), schema: None, table: table.into() },
        [store, schema, table] => {
            TableName { store: store.into(), schema: Some(schema.into()), table: table.into() }
        }
        _ => panic!("`{text}` is no table"),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Map(pub(crate) DataMap);

impl Map {
    pub(crate) fn of(stores: &[(&str, &Database)]) -> Self {
        let stores = stores.iter().map(|(name, database)| database.store(name)).collect();
        Self(DataMap { stores, ..DataMap::default() })
    }

    pub(crate) fn table(mut self, table: TableBuilder) -> Self {
        self.0.tables.push(table.0);
        self
    }
}

#[derive(Clone, Debug)]
pub(crate) struct TableBuilder(pub(crate) Table);

/// A table; columns and links follow.
pub(crate) fn table(text: &str) -> TableBuilder {
    TableBuilder(Table::new(name(text), span()))
}

impl TableBuilder {
    /// `person("client", "id", "id, email, mail as email")`
    pub(crate) fn person(mut self, kind: &str, key: &str, identities: &str) -> Self {
        let identities = words(identities)
            .into_iter()
            .map(|word| match word.split_once(" as ") {
                Some((column, name)) => Identity { name: name.to_owned(), column: column.to_owned() },
                None => Identity { name: word.clone(), column: word },
            })
            .collect();
        self.0.person =
            Some(Person { kind: kind.to_owned(), key: words(key), identities, when: None, span: span() });
        self
    }

    /// `holds("email: contact.email, full_name: contact.name")`
    pub(crate) fn holds(mut self, columns: &str) -> Self {
        for word in words(columns) {
            let (name, category) = word.split_once(": ").unwrap_or((&word, "other"));
            let (name, category) = (name.to_owned(), category.to_owned());
            self.0.columns.push(Column { name, category, source: None, collected: None, span: span() });
        }
        self
    }

    fn link(mut self, role: LinkRole, columns: &str, to: &str) -> Self {
        let (to, to_columns) = match to.split_once('(') {
            Some((to, columns)) => (to, words(columns.trim_end_matches(')'))),
            None => (to, Vec::new()),
        };
        let mut link = Link::new(role, name(to), words(columns), span());
        link.to_columns = to_columns;
        self.0.links.push(link);
        self
    }

    pub(crate) fn belongs_to(self, to: &str, columns: &str) -> Self {
        self.link(LinkRole::BelongsTo, columns, to)
    }

    pub(crate) fn owns(self, to: &str, columns: &str) -> Self {
        self.link(LinkRole::Owns, columns, to)
    }

    pub(crate) fn seen_by(self, to: &str, columns: &str) -> Self {
        self.link(LinkRole::SeenBy, columns, to)
    }

    pub(crate) fn shows(self, to: &str, columns: &str) -> Self {
        self.link(LinkRole::Shows, columns, to)
    }

    pub(crate) fn mentions(self, to: &str, columns: &str) -> Self {
        self.link(LinkRole::Mentions, columns, to)
    }

    /// Of the last link: columns this reader is not shown.
    pub(crate) fn without(mut self, columns: &str) -> Self {
        self.0.links.last_mut().unwrap().without = words(columns);
        self
    }

    /// Of the last link: columns emptied when the person leaves.
    pub(crate) fn leaving_blank(mut self, columns: &str) -> Self {
        self.0.links.last_mut().unwrap().leaving = Leaving::Blank(words(columns));
        self
    }

    /// Of the last link: the row goes for everybody.
    pub(crate) fn leaving_delete(mut self) -> Self {
        self.0.links.last_mut().unwrap().leaving = Leaving::Delete;
        self
    }

    fn decide(mut self, row: RowFate, blank: &str, pseudonymise: &str) -> Self {
        let mut decision = ErasureDecision::new(row, span());
        decision.blank = words(blank);
        decision.pseudonymise = words(pseudonymise);
        self.0.on_erasure = Some(decision);
        self
    }

    pub(crate) fn delete(self) -> Self {
        self.decide(RowFate::Delete, "", "")
    }

    pub(crate) fn stay(self, blank: &str, pseudonymise: &str) -> Self {
        self.decide(RowFate::Stay, blank, pseudonymise)
    }

    /// Kept because `tax-law`, seven of the period after the anchor column, clause 9.2.
    pub(crate) fn keep(mut self, blank: &str, anchor: &str, period: Period) -> Self {
        self.0.anchors.insert(Anchor::Collected, anchor.to_owned());
        let reason = KeepReason {
            because: "tax-law".to_owned(),
            until: Some(KeepUntil { period, after: Anchor::Collected }),
            clause: Some("9.2".to_owned()),
        };
        self.decide(RowFate::Keep(reason), blank, "")
    }
}
