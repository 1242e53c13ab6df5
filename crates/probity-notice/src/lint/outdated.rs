//! Names of companies and programs that are called otherwise today or are no more: whoever reads them cannot tell who
//! receives the data, or how to refuse a cookie.

use super::{Finding, Lint};

/// Small letters that stand for a name, and what became of it.
const NAMES: [(&str, &str); 6] = [
    ("twitter", "Twitter is called X now"),
    ("facebook, inc", "Facebook, Inc. is called Meta Platforms, Inc. now"),
    ("adwords", "Google AdWords is called Google Ads now"),
    ("universal analytics", "Universal Analytics measures nothing any more"),
    ("internet explorer", "Internet Explorer is not supported any more"),
    ("flash player", "Flash Player is not supported any more"),
];

/// Who says what the name was knows what it is.
const KNOWN: [&str; 4] = ["formerly", "previously", "x (", "now called"];

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (name, message) in NAMES {
        let said: Vec<_> = lint.sentences_with(&[name]).cloned().collect();
        let is_known = said.iter().any(|sentence| {
            let lower = lint.lowered(sentence);
            KNOWN.iter().any(|words| lower.contains(words))
        });
        if !is_known && !said.is_empty() {
            let code = "text.outdated_name";
            findings.extend(Finding::of_care(code, message, "use today's name, or leave it out", said));
        }
    }
}
