//! Does the policy make sense, with itself, with the data map, with the laws and with the
//! published words? One file per topic, one function per kind of finding.
//!
//! Not here: whether a sentence can be read (`syntax`, `grammar`), and whether a promise is kept,
//! which only stores and ledger can say.
//!
//! INVARIANT (LINEAR-CHECKS): see `context.rs`.
//! INVARIANT (NARROWER-IS-AN-EXCEPTION): a denial that is narrower than a permission is an exception to
//! it; one that is as wide or wider contradicts it.

mod collection;
mod consent;
mod context;
mod data_map;
mod frame;
mod handling;
mod law_times;
mod laws;
mod length;
mod live;
mod lookups;
mod names;
mod notice;
mod pace;
mod patterns;
mod purposes;
mod quotes;
mod recipients;
mod records;
mod retention;
mod rights;
mod services;
mod table;
mod unsettled;

use crate::model::Model;
use crate::published::Published;
use context::{Context, Found};
use probity_source::Diagnostic;

pub use live::{check_live, columns_spoken_of};

/// All findings about a model.
#[must_use]
pub fn check(model: &Model, published: Option<&Published>) -> Vec<Diagnostic> {
    let context = Context::new(model, published);
    let mut found = Found::new();
    for topic in [
        names::check,
        frame::check,
        collection::check,
        purposes::check,
        recipients::check,
        retention::check,
        rights::check,
        consent::check,
        laws::check,
        data_map::check,
        handling::check,
        services::check,
        pace::check,
        notice::check,
        quotes::check,
    ] {
        topic(&context, &mut found);
    }
    unsettled::settle(&model.statements, &mut found.diagnostics);
    found.diagnostics
}
