//! Who decides about the data: whether anybody is named, and where they sit.

use super::finding::Severity::{Critical, High};
use super::missing::{absent, owed_everywhere};
use super::reach::Reach;
use super::{Finding, Lint};
use crate::{Kind, matching};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Nobody is named; or, where the law of the Union holds, somebody without an address.
pub(super) fn look(lint: &Lint<'_>, reach: &Reach, findings: &mut Vec<Finding>) {
    if lint.of(Kind::Contact).any(|practice| practice.value.contains_key("name")) {
        return;
    }
    if !lint.names_a_company() && !is_called_we(lint) {
        let finding = absent(
            "controller.missing",
            Critical,
            "GDPR Article 13(1)(a)",
            "nobody is named who decides about the data",
            "name the company, its address and how to reach it",
        );
        findings.push(owed_everywhere(finding, reach));
    } else if reach.is_union()
        && !gives_an_address(lint)
        && ![
            "based in",
            "headquartered in",
            "located at",
            "registered in",
            "incorporated in",
            "established in",
        ]
        .iter()
        .any(|words| lint.contains(words))
        && !lint.contains("registered address")
        && !lint.contains("registered office")
    {
        let mut finding = absent(
            "controller.address_missing",
            High,
            "GDPR Article 13(1)(a)",
            "the company is named without an address, a country or a registration",
            "print where the company sits and how it is registered",
        );
        finding.evidence.extend(lint.company_named());
        findings.push(finding);
    }
}

/// A name with a capital that the notice then calls `we`, or that is said to run the service.
static CALLED_WE: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(
        r"(?-i:[A-Z0-9][\w.&'’-]*),? \((?:hereinafter |hereafter |referred to as |collectively |that['’]s |the |or )*[“\x22'‘]?(?:company|we\b|us\b|our\b)|\b(?:built|developed|owned|operated|provided|published|run|offered|managed) (?:and \w+ )?by (?:the )?(?-i:[A-Z][\w.&'’-]+)|\b(?:company|controller|we)\b[^.\n]{0,90}\brefers? to (?-i:[A-Z])|(?-i:[A-Z][\w.&'’-]+) (?:built the|is the (?:data )?controller|respects|is committed to|values your|takes your privacy|operates|provides|collects|knows that you|understands)\b|\bwe,? at (?-i:[A-Z])|(?-i:\b[Aa]t [A-Z][\w.&'’-]+), (?:we|your|the)\b|\b(?:we are|we’re|we're) (?:the )?(?-i:[A-Z][\w.&'’-]+)|(?:©|\bcopyright)\s*\d{4}|(?-i:\bOur|\bThe) company is",
    )
});

/// Those who run services for others, and words that begin with a capital and name nobody.
const NO_NAME: [&str; 9] = ["google", "apple", "facebook", "third", "you", "your", "this", "the", "our"];

/// Whether somebody is called by a name that is then `we`.
fn is_called_we(lint: &Lint<'_>) -> bool {
    const HEAD: usize = 8_000;
    let bytes = lint.plain().bytes();
    let ends = [bytes.get(..HEAD.min(bytes.len())), bytes.get(bytes.len().saturating_sub(HEAD / 4)..)];
    ends.into_iter().flatten().any(|part| {
        CALLED_WE.find_iter(part).any(|found| {
            let said = String::from_utf8_lossy(found.as_bytes()).to_lowercase();
            let by = said.split_once(" by ").map_or(said.as_str(), |(_, name)| name);
            !NO_NAME.iter().any(|none| by.split_whitespace().next() == Some(none))
        })
    })
}

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    matching::build(r"\d[^;\n]{0,80}\b(?:\d{4,6}|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})\b|\b[A-Z]{2},? \d{5}\b")
});

/// Whether what was read of how to reach the company has a street and a postcode.
fn gives_an_address(lint: &Lint<'_>) -> bool {
    lint.of(Kind::Contact).any(|practice| {
        let said = lint.words(&practice.span);
        said.contains(", ") && POSTCODE.is_match(crate::matching::Plain::of(said).bytes())
    }) || super::reach::sits_in_the_states(lint)
}
