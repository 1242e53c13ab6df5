//! Who gets what, who inside sees what, and who never does.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "recipient",
        Place::File,
        "recipient <recipient:name> <title:text>",
        "Somebody outside who receives data (GDPR article 4(9)).",
        "recipient idenfy \"iDenfy UAB\" {\n    role processor; country LT\n}",
    )
    .holding(Place::Recipient)
    .promises(Enforced),
    Rule::says(
        "role",
        Place::Recipient,
        "role <role:processor|joint-controller|third-party|sub-processor|authority|agent>",
        "In which role it receives the data.",
        "role processor",
    ),
    Rule::says(
        "recipient-country",
        Place::Recipient,
        "country <countries:names>",
        "Where it processes the data.",
        "country LT, DE",
    ),
    Rule::says(
        "recipient-kind",
        Place::Recipient,
        "serves <kinds:names>",
        "The kinds of recipient that the notice names it under, such as `support`, `analytics` or `cloud`.",
        "serves identity-verification §8.3",
    ),
    Rule::says(
        "contract",
        Place::Recipient,
        "contract <document:text> [ until <until:date> ]",
        "The contract that binds it (GDPR article 28(3)). Without one, or after its end, nothing is disclosed.",
        "contract \"contracts/idenfy.pdf\" until 2027-03-01 §4.5",
    )
    .promises(Evidenced),
    Rule::says(
        "transfer",
        Place::Recipient,
        "transfer <mechanisms:alternatives> [ in <document:text> ] [ until <until:date> ]",
        "What makes a transfer to its country lawful (GDPR chapter V).",
        "transfer adequacy or standard-clauses §4.1",
    )
    .promises(Enforced),
    Rule::says(
        "gets",
        Place::Recipient,
        "gets <categories:categories> [ for <purposes:names> ]",
        "What it receives, and for which purposes. It receives nothing else.",
        "gets contact.name, contact.email for support §8.3",
    )
    .promises(Enforced),
    Rule::says(
        "collects",
        Place::Recipient,
        "collects <categories:categories> [ for <purposes:names> ]",
        "What it collects from people itself and does not hand on, so that it never reaches the company.",
        "collects identity.document, identity.biometric for identity-check §5.2.2",
    )
    .promises(Enforced),
    Rule::says(
        "never-gets",
        Place::Recipient,
        "never gets <categories:categories>",
        "What it never receives.",
        "never gets problem.image",
    )
    .promises(Enforced),
    Rule::says(
        "erase-by",
        Place::Recipient,
        "erase by <how:http|mail|manual> [ <service:name> ]",
        "How an erasure is passed on to it (GDPR article 19).",
        "erase by http idenfy",
    )
    .promises(Evidenced),
    Rule::says(
        "share",
        Place::File,
        "share <categories:categories> with <recipients:names> [ for <purposes:names> ] [ in groups of at least <group:number> ]",
        "These recipients get exactly these categories for these purposes. `anyone` is allowed in groups only.",
        "share contact.name, contact.email, order.number with trustpilot for review-invitation §5.2.7",
    )
    .promises(Enforced),
    Rule::says(
        "share-listed",
        Place::File,
        "share data only with listed recipients",
        "A disclosure to anybody whom no sentence names is refused.",
        "share data only with listed recipients §8.1",
    )
    .promises(Enforced),
    Rule::says(
        "share-authority",
        Place::File,
        "share with authority",
        "What an authority may be given, and on which condition.",
        "share with authority when ordered-in-writing and checked-by-two §8.4",
    )
    .promises(Enforced),
    Rule::says(
        "share-protection",
        Place::File,
        "share to <aim:protect-rights|prevent-fraud|prevent-loss|transfer-business> with approval",
        "A disclosure for one of these aims needs a reason and somebody's approval.",
        "share to prevent-fraud with approval §8.4",
    )
    .promises(Enforced),
    Rule::says(
        "never-sell",
        Place::File,
        "never sell <what:categories>",
        "Nothing of it is exchanged for money or other value (Cal. Civ. Code § 1798.140(ad)).",
        "never sell anything §8.1",
    )
    .promises(Enforced),
    Rule::says(
        "never-share",
        Place::File,
        "never share <categories:categories> with <recipients:names>",
        "These never go to these, or to `anyone`.",
        "never share problem.image with anyone",
    )
    .promises(Enforced),
    Rule::says(
        "before-sharing",
        Place::File,
        "before sharing <categories:categories> with <recipients:names> ( offer opt-out , wait <wait:period> | <ask?ask> consent )",
        "People are asked first, or can refuse within the time given.",
        "before sharing contact.* with partners offer opt-out, wait 14 days",
    )
    .promises(Enforced),
    Rule::says(
        "contracts-complete",
        Place::File,
        "contract of every processor names <terms:names>",
        "What each processor's contract must contain before it gets anything (GDPR article 28(3)).",
        "contract of every processor names purpose, scope, categories, duties §4.5",
    )
    .promises(Evidenced),
    Rule::says(
        "transfers-reviewed",
        Place::File,
        "review transfers every <every:period>",
        "Each transfer abroad is looked at again after this time.",
        "review transfers every 12 months §4.1",
    )
    .promises(Evidenced),
    Rule::says(
        "staff-may-see",
        Place::File,
        "staff <roles:names> may see <categories:categories> [ for <purposes:names> ]",
        "Which of the staff see which categories. What is not said is refused.",
        "staff support may see contact.*, order.* when ticket §8.2",
    )
    .promises(Enforced),
    Rule::says(
        "staff-of",
        Place::File,
        "staff only of <who:names>",
        "Whose people count as staff: the `company`, `contractors`, `resellers`, `agents`.",
        "staff only of company",
    )
    .promises(Enforced),
]
}
