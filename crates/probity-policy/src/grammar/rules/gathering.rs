//! What is collected, from where, and what never is.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::Enforced;

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "collect-else",
        Place::File,
        "collect anything else only with notice",
        "The list of categories is open, but a further one may be collected only after people were told.",
        "collect anything else only with notice §5.2",
    )
    .promises(Enforced),
    Rule::says(
        "collect",
        Place::File,
        "collect <categories:categories> [ of <people:names> ] [ from <source:name> ]",
        "Categories that are collected, of whom and from where: from the `person`, from their `use`, or from somebody else.",
        "collect contact.email, contact.name of client from person §5.2.1",
    )
    .promises(Enforced),
    Rule::says(
        "never-collect",
        Place::File,
        "never collect <categories:categories> [ of <people:names> ]",
        "Categories that never come in. Data of such a category in a store is a broken promise.",
        "never collect proxy.traffic §5.2.3",
    )
    .promises(Enforced),
    Rule::says(
        "never-keep",
        Place::File,
        "never keep <categories:categories>",
        "Categories that may pass through and are never stored.",
        "never keep identity.document, identity.biometric §4.4",
    )
    .promises(Enforced),
    Rule::says(
        "never-monitor",
        Place::File,
        "never monitor <what:names>",
        "Nobody looks at this: no inspection, no recording.",
        "never monitor proxy-use §5.2.3",
    )
    .promises(Enforced),
    Rule::says(
        "treat",
        Place::File,
        "treat <categories:categories> as <standing:personal|special|sensitive|not-personal>",
        "How these categories are to be handled, whatever the text calls them.",
        "treat device.ip as personal",
    )
    .promises(Enforced),
    Rule::says(
        "keep-separate",
        Place::File,
        "link <categories:categories> with <other:categories>",
        "These may be joined with each other, so that a person's request reaches both.",
        "link device.identifier with contact.* §14.3",
    ),
    Rule::says(
        "keep-accurate",
        Place::File,
        "keep <categories:categories> accurate everywhere",
        "A correction reaches every store that holds the datum.",
        "keep contact.* accurate everywhere §1.12.3",
    )
    .promises(Enforced),
    Rule::says(
        "limit-to-need",
        Place::File,
        "collect only what a purpose needs",
        "Every personal column serves at least one purpose; one that serves none is a broken promise (GDPR article 5(1)(c)).",
        "collect only what a purpose needs §1.12.2",
    )
    .promises(Enforced),
]
}
