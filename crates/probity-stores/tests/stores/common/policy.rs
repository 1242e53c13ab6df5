//! Projects written in the language: policy and data map together.

use crate::common::run::World;
use crate::common::{Database, stores};
use jiff::Timestamp;
use probity_policy::model::Model;
use probity_policy::project::{Files, compile};
use probity_stores::{Engine, Hold, PersonGraph, Stores};

struct OneFile(String);

impl Files for OneFile {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A policy met with the store `s`, a database of the test.
pub(crate) struct Project {
    pub(crate) model: Model,
    pub(crate) stores: Stores,
}

impl Project {
    pub(crate) fn of(database: &Database, text: &str) -> Self {
        let kind = match database.engine {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mariadb",
            Engine::Sqlite => "sqlite",
        };
        let text = format!("{text}\nstore s = {kind} \"{}\"\n", database.address);
        let project = compile(&["p.probity".to_owned()], &OneFile(text));
        let unread: Vec<_> =
            project.diagnostics.iter().filter(|one| one.code.to_string().starts_with("P00")).collect();
        assert!(unread.is_empty(), "{unread:?}");
        let stores = stores(&project.model.data_map);
        Self { model: project.model, stores }
    }

    /// The stores with what is kept in them at an instant, with these holds.
    pub(crate) async fn world(&self, now: &str, holds: Vec<Hold>) -> World {
        World { graph: self.graph(now, holds).await, stores: self.stores.clone() }
    }

    /// The person graph at an instant, with these holds.
    pub(crate) async fn graph(&self, now: &str, holds: Vec<Hold>) -> PersonGraph {
        let schemas = self.stores.schemas().await.unwrap();
        let graph = PersonGraph::compile(&self.model.data_map, schemas).unwrap();
        graph.with_keeping(&self.model.policy, at(now), holds)
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
