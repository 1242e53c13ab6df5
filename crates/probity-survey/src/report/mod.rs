//! A survey as text for a terminal, as JSON, and as one page that needs nothing but itself.

mod html;
mod layout;
mod picture;
mod text;

pub use html::html;
pub use text::text;

use crate::survey::Survey;
use serde_json::Value;

/// The survey as JSON.
#[must_use]
pub fn json(survey: &Survey) -> Value {
    serde_json::to_value(survey).unwrap_or(Value::Null)
}
