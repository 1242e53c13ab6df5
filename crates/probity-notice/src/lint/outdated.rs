//! Names of companies and programs that are called otherwise today or are no more: whoever reads them cannot tell who
//! receives the data, or how to refuse a cookie.

use super::{Finding, Lint};

/// Small letters that stand for a name, and what became of it.
const NAMES: [(&str, &str); 6] = [
    ("twitter", "Twitter has been called X since July 2023"),
    ("facebook, inc", "Facebook, Inc. has been called Meta Platforms, Inc. since October 2021"),
    ("adwords", "Google AdWords has been called Google Ads since July 2018"),
    ("universal analytics", "Universal Analytics has measured nothing since July 2023"),
    ("internet explorer", "Internet Explorer has not been supported since June 2022"),
    ("flash player", "Flash Player has not been supported since December 2020"),
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
