//! Safeguards: measures, logs, and what only people can do.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Attested, Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "protect-against",
        Place::File,
        "protect <what:name> against <threats:names>",
        "What is defended against what, such as accounts against enumeration.",
        "protect accounts against enumeration §10.2",
    )
    .promises(Enforced),
    Rule::says(
        "protect",
        Place::File,
        "protect <what:name> by <measures:names>",
        "Technical and organisational measures (GDPR article 32).",
        "protect connections by tls §10.2",
    )
    .promises(Enforced),
    Rule::says(
        "log",
        Place::File,
        "log <log:name> with <fields:names>",
        "The fields that a log holds. It holds no other.",
        "log web with ip, browser, referrer, page, time, country, provider, clicks",
    )
    .promises(Enforced),
    Rule::says(
        "never-log",
        Place::File,
        "never log <fields:names> [ in <log:name> ]",
        "Fields that no log holds.",
        "never log destination, content in gateway §5.2.3",
    )
    .promises(Enforced),
    Rule::says(
        "attest",
        Place::File,
        "attest <said:text> by <role:name> every <every:period>",
        "What software cannot see: a named person signs for it, and the signature runs out.",
        "attest \"servers stand in locked rooms\" by security-officer every 12 months §10.2",
    )
    .promises(Attested),
    Rule::says(
        "assess",
        Place::File,
        "assess ourselves every <every:period> [ against <scheme:name> ]",
        "How often the company checks itself, and against what.",
        "assess ourselves every 12 months against safe-harbor",
    )
    .promises(Evidenced),
    Rule::says(
        "record",
        Place::File,
        "record <what:names>",
        "What is written into the ledger, where nobody can rewrite it.",
        "record system-activity, disclosures, decisions §10.2",
    )
    .promises(Enforced),
    Rule::says(
        "inform",
        Place::File,
        "inform of <topic:name>",
        "A sentence of the notice that tells and binds nobody; its presence in the published text is checked.",
        "inform of residual-risk §4.2",
    )
    .promises(Enforced),
    Rule::says(
        "advise",
        Place::File,
        "advise <people:names> to <what:names>",
        "What people are urged to do themselves.",
        "advise client to use-two-factor, keep-secrets §11.1",
    )
    .promises(Evidenced),
]
}
