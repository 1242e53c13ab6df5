//! Verifying who a customer is.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::Enforced;

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "verify-when",
        Place::File,
        "verify identity of <people:names>",
        "When a customer must be verified before going on.",
        "verify identity of client when pool = full or unblock or product = static §5.2.2",
    )
    .promises(Enforced),
    Rule::says(
        "verify-by",
        Place::File,
        "verify identity by <recipient:name> [ , keep <fields:names> ] [ , fingerprint for <fingerprint:period> ]",
        "Who verifies, what comes back and is kept, and how long the document's fingerprint is kept.",
        "verify identity by idenfy, keep status, reason, fingerprint for 12 months §4.4",
    )
    .promises(Enforced),
    Rule::says(
        "one-document",
        Place::File,
        "one document for one account",
        "An identity document that verified one account verifies no other.",
        "one document for one account §4.4",
    )
    .promises(Enforced),
    Rule::says(
        "verify-again",
        Place::File,
        "verify again with another document",
        "A rejected person may try again with another valid document.",
        "verify again with another document §4.4",
    )
    .promises(Enforced),
]
}
