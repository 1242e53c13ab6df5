//! How long data is kept, and what happens then.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "keep",
        Place::File,
        "keep <categories:categories> ( at least <floor:period> | at most <ceiling:period> | <exactly:period> | while <while:name> | until <until:anchor> | <vague:text> ) [ after <after:anchor> ] [ , and after <and-after:anchor> ] [ , then <then-for:period> ] [ , then <method:delete|anonymise|pseudonymise|aggregate> ]",
        "How long these categories are kept: a floor, a ceiling, exactly so long, while somebody is something, or until something happens. A period given in words only is a question to be answered, and denies until then.",
        "keep payment.* 7 years after collected because tax-law §9.2\nkeep log.* at most 12 months after collected, then anonymise §9.2\nkeep account.* while client, then 3 years, then delete §9.2",
    )
    .promises(Enforced),
    Rule::says(
        "keep-as-needed",
        Place::File,
        "keep data only as long as a purpose needs",
        "Every personal column has a retention; one that has none is a broken promise (GDPR article 5(1)(e)).",
        "keep data only as long as a purpose needs §9.1",
    )
    .promises(Enforced),
    Rule::says(
        "extend-keeping",
        Place::File,
        "extend keeping only for <grounds:names>",
        "A longer time needs one of these grounds, an end and somebody's approval.",
        "extend keeping only for law, disputes, fraud, rights §9.3",
    )
    .promises(Enforced),
    Rule::says(
        "archive",
        Place::File,
        "archive originals of <categories:categories> on <events:names> for <period:period> [ , to <purpose:name> ]",
        "Old values are kept for a time after a change or the end of the account.",
        "archive originals of contact.* on change, cancellation for 12 months, to settle-disputes",
    )
    .promises(Enforced),
    Rule::says(
        "backups",
        Place::File,
        "backups expire after <period:period> [ , <erase-again?erase> again on restore ]",
        "How old a backup may get, and whether erasures are repeated after one is restored.",
        "backups expire after 90 days, erase again on restore",
    )
    .promises(Enforced),
    Rule::says(
        "delete-how",
        Place::File,
        "delete <how:beyond-recovery|logically>",
        "What deleting means: `beyond-recovery` leaves nothing in the store's files.",
        "delete beyond-recovery §9.4",
    )
    .promises(Enforced),
    Rule::says(
        "anonymise-groups",
        Place::File,
        "anonymise in groups of at least <group:number>",
        "How many people an anonymous figure must stand for.",
        "anonymise in groups of at least 10 §9.4",
    )
    .promises(Enforced),
    Rule::says(
        "dispose-media",
        Place::File,
        "dispose of <media:names> physically",
        "Paper and media are destroyed, with a record of it.",
        "dispose of paper, disks physically §9.4",
    )
    .promises(Evidenced),
    Rule::says(
        "hold",
        Place::File,
        "hold <categories:categories> for <purpose:name> until <until:date> by <owner:name> [ , review <review:date> ]",
        "A legal hold: neither erasure nor expiry touches these until the day is over. On the day of the review somebody is reminded.",
        "hold payment.* for lawsuit until 2027-06-30 by security-officer, review 2027-01-15",
    )
    .promises(Enforced),
]
}
