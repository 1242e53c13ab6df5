//! The model: what a project says, after syntax and before engines. The waist of the house.

pub mod data_map;
pub mod handling;
pub mod live;
pub mod pace;
pub mod pattern;
pub mod policy;
pub mod promise;
pub mod records;
pub mod services;

use crate::grammar::Statement;
use crate::quotes::Quote;
use data_map::DataMap;
use policy::Policy;
use promise::Promise;

/// A compiled project.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// All statements, blocks for places dissolved into the sentences they hold.
    pub statements: Vec<Statement>,
    /// The policy.
    pub policy: Policy,
    /// The data map.
    pub data_map: DataMap,
    /// The promises, in the order written.
    pub promises: Vec<Promise>,
    /// The published words that stand above sentences, in the order written.
    pub quotes: Vec<Quote>,
}
