//! Why data is used, and on which basis.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "purpose",
        Place::File,
        "purpose <purpose:name> <title:text> [ like <term:name> ]",
        "A reason for which data is used. What no purpose uses may not be used.",
        "purpose marketing \"news and offers\" like DirectMarketing {\n    basis consent or legitimate-interest §6.2\n    uses contact.email\n}",
    )
    .holding(Place::Purpose)
    .promises(Enforced),
    Rule::says(
        "basis",
        Place::Purpose,
        "basis <bases:alternatives>",
        "The legal basis (GDPR article 6). With `for people in` it holds only there; where two apply, the stricter wins.",
        "basis consent for people in PA because law",
    )
    .promises(Enforced),
    Rule::says("uses", Place::Purpose, "uses <categories:categories>", "The categories it uses.", "uses contact.*, device.ip")
        .promises(Enforced),
    Rule::says(
        "opt-out",
        Place::Purpose,
        "opt-out <offered:always|on-request> [ , stops <stops:names> ]",
        "People can refuse it at any time, and what stops then: this purpose, or others too.",
        "opt-out always, stops marketing, profiling §6.2",
    )
    .promises(Enforced),
    Rule::says(
        "consent-mode",
        Place::Purpose,
        "consent <mode:separate|with-account>",
        "Whether consent is asked for by itself or comes with opening an account.",
        "consent separate",
    )
    .promises(Enforced),
    Rule::says(
        "proof",
        Place::Purpose,
        "requires proof of permission",
        "Nobody is contacted without a stored proof that they allowed it.",
        "requires proof of permission",
    )
    .promises(Enforced),
    Rule::says(
        "balancing",
        Place::Purpose,
        "balanced in <document:text> [ until <until:date> ]",
        "The document that weighs the legitimate interest against the person's.",
        "balanced in \"assessments/fraud.md\" until 2027-01-01",
    )
    .promises(Evidenced),
    Rule::says(
        "effect",
        Place::Purpose,
        "by machine without effect on the person",
        "It is carried out by a machine and decides nothing that matters to the person.",
        "by machine without effect on the person §7.8",
    )
    .promises(Enforced),
    Rule::says(
        "use-only",
        Place::File,
        "use <categories:categories> only for <purposes:names>",
        "These categories serve these purposes and no other.",
        "use identity.tax-number only for invoicing",
    )
    .promises(Enforced),
    Rule::says(
        "use-listed",
        Place::File,
        "use data only for listed purposes",
        "A use that no purpose covers is refused (GDPR article 5(1)(b)).",
        "use data only for listed purposes §6.1",
    )
    .promises(Enforced),
    Rule::says(
        "never-use",
        Place::File,
        "never use <categories:categories> for <purposes:names>",
        "These categories never serve these purposes.",
        "never use proxy.metadata for tracking, profiling §5.2.3",
    )
    .promises(Enforced),
    Rule::says(
        "new-purpose",
        Place::File,
        "before a new purpose ( tell people | <ask?ask> consent )",
        "Data is put to a new purpose only after people were told, or agreed.",
        "before a new purpose tell people §6.1",
    )
    .promises(Enforced),
    Rule::says(
        "never-decide",
        Place::File,
        "never decide by machine with legal effect",
        "No decision with legal or similar effect is left to a machine (GDPR article 22).",
        "never decide by machine with legal effect §7.8",
    )
    .promises(Enforced),
    Rule::says(
        "decide-reviewed",
        Place::File,
        "decide by machine only with review by <role:name>",
        "A machine's decision with effect is looked at by a human on request.",
        "decide by machine only with review by support",
    )
    .promises(Enforced),
    Rule::says(
        "withdrawal",
        Place::File,
        "withdrawal <effect:stops-future-use|erases>",
        "What withdrawing consent does; what was done before stays lawful (GDPR article 7(3)).",
        "withdrawal stops-future-use §6.1.2",
    )
    .promises(Enforced),
]
}
