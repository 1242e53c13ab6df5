//! The laws that a notice is held against, and the rights that those of other places than the Union give and it leaves
//! out.
//!
//! INVARIANT (DUTY-WITH-A-REASON): people of a place are said to be left out only where the notice speaks to them, or
//! where somebody asks for the law of that place.

use super::finding::Severity::{High, Medium};
use super::missing::{absent, offers, says_right_where};
use super::{Finding, Lint, names_right};
use crate::{Kind, Practice};
use probity_law::{Duty, LawBook, LawId, Rule};
use std::collections::BTreeSet;
use std::ops::Range;

/// Which laws a notice is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Laws {
    /// Those that the notice itself gives reason for: by the places and laws that it names and the words that it uses.
    #[default]
    Told,
    /// These and no others, whatever it says.
    Named(BTreeSet<LawId>),
}

impl Laws {
    /// Whether a law is one of those that somebody asks for; nothing when the notice tells.
    pub(super) fn name(&self, law: &'static str) -> Option<bool> {
        match self {
            Self::Told => None,
            Self::Named(laws) => Some(laws.contains(&LawId::new(law))),
        }
    }

    /// Whether a finding may rest on some laws: one of them is asked for, or it is not known which law they are.
    pub(super) fn allow(&self, citation: Option<&'static str>) -> bool {
        citation.is_none_or(|citation| {
            citation.split("; ").any(|one| law_of(one).is_none_or(|law| self.name(law) != Some(false)))
        })
    }
}

/// What a citation cites beside the law of the Union, which stands first.
pub(super) fn but_the_union(citation: &'static str) -> Option<&'static str> {
    if law_of(citation) != Some("eu-gdpr") {
        return Some(citation);
    }
    citation.split_once("; ").and_then(|(_, rest)| but_the_union(rest))
}

/// The law that a citation is of, if it is one of those that can be asked for.
fn law_of(citation: &str) -> Option<&'static str> {
    const CITED: [(&str, &str); 12] = [
        ("GDPR", "eu-gdpr"),
        // Its rules on consent are those of the GDPR.
        ("ePrivacy", "eu-gdpr"),
        ("Court of Justice", "eu-gdpr"),
        ("CCPA", "us-ca-ccpa"),
        ("Cal. Civ. Code", "us-ca-ccpa"),
        ("Va. Code", "us-va-vcdpa"),
        ("C.R.S.", "us-co-cpa"),
        ("Conn. Gen. Stat.", "us-ct-ctdpa"),
        ("COPPA", "us-coppa"),
        ("16 CFR", "us-coppa"),
        ("Law 81", "pa-law-81"),
        ("DE 285", "pa-law-81"),
    ];
    CITED.iter().find(|(begins, _)| citation.starts_with(begins)).map(|(_, law)| *law)
}

/// What the law of a place asks a notice to tell the people there.
struct OfPlace {
    law: &'static str,
    /// The code of the state; nothing for a country.
    state: &'static str,
    code: &'static str,
    citation: &'static str,
    people: &'static str,
    /// Words by which a notice speaks to them.
    speaks: &'static [&'static str],
    /// Words by which it names their rights all at once.
    all_at_once: &'static [&'static str],
    /// Words of sentences that may lead to the part that names them.
    leads: &'static [&'static str],
    /// Each right, and what it is called.
    rights: &'static [(&'static str, &'static str)],
    /// Whether nobody held these rights against the text of the law.
    unverified: bool,
}

/// Rights that the laws of several states give.
const OF_STATES: &[(&str, &str)] = &[
    ("access", "to see their data"),
    ("rectification", "to correct it"),
    ("erasure", "to delete it"),
    ("portability", "to have a copy that they can take elsewhere"),
    ("opt_out", "to opt out of sale, targeted advertising and profiling"),
];

const PLACES: [OfPlace; 5] = [
    OfPlace {
        law: "us-ca-ccpa",
        state: "CA",
        code: "right.missing_california",
        citation: "Cal. Civ. Code §1798.130(a)(5)(A)",
        people: "people in California",
        speaks: &[
            "california consumer privacy act",
            "ccpa",
            "residents of california have",
            "california residents have",
        ],
        all_at_once: &["rights under the ccpa", "rights under the california"],
        leads: &["california law", "ccpa", "california residents"],
        rights: &[
            ("access", "to know"),
            ("erasure", "to delete"),
            ("rectification", "to correct"),
            ("no_sale", "to opt out of sale and sharing"),
            ("non_discrimination", "not to be treated worse"),
        ],
        unverified: false,
    },
    OfPlace {
        law: "us-va-vcdpa",
        state: "VA",
        code: "right.missing_state",
        citation: "Va. Code §59.1-577(A)",
        people: "people in Virginia",
        speaks: &["virginia consumer data", "vcdpa", "residents of virginia have", "virginia residents have"],
        all_at_once: &["rights under the vcdpa", "rights under the virginia"],
        leads: &["virginia law", "vcdpa", "virginia residents"],
        rights: OF_STATES,
        unverified: false,
    },
    OfPlace {
        law: "us-co-cpa",
        state: "CO",
        code: "right.missing_state",
        citation: "C.R.S. 6-1-1306(1)",
        people: "people in Colorado",
        speaks: &["colorado privacy act", "residents of colorado have", "colorado residents have"],
        all_at_once: &["rights under the colorado"],
        leads: &["colorado law", "colorado privacy act", "colorado residents"],
        rights: OF_STATES,
        unverified: false,
    },
    OfPlace {
        law: "us-ct-ctdpa",
        state: "CT",
        code: "right.missing_state",
        citation: "Conn. Gen. Stat. §42-518(a)",
        people: "people in Connecticut",
        speaks: &[
            "connecticut data privacy act",
            "ctdpa",
            "residents of connecticut have",
            "connecticut residents have",
        ],
        all_at_once: &["rights under the ctdpa", "rights under the connecticut"],
        leads: &["connecticut law", "ctdpa", "connecticut residents"],
        rights: OF_STATES,
        unverified: true,
    },
    OfPlace {
        law: "pa-law-81",
        state: "",
        code: "right.missing_panama",
        citation: "Law 81 of 2019 (Panama), article 15",
        people: "people in Panama",
        speaks: &["law 81", "law no. 81", "ley 81"],
        all_at_once: &["rights under law 81"],
        leads: &["law 81", "law no. 81"],
        rights: &[
            ("access", "of access"),
            ("rectification", "of rectification"),
            ("erasure", "of cancellation"),
            ("object", "of opposition"),
            ("portability", "of portability"),
        ],
        unverified: true,
    },
];

/// Rights of people of other places that a notice for them leaves out.
pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for place in &PLACES {
        let spoken = spoken_to(lint, place);
        let is_asked = lint.laws.name(place.law).unwrap_or(spoken.is_some());
        if !is_asked || is_led_elsewhere(lint, place) {
            continue;
        }
        if place.state == "CA" {
            of_california(lint, findings);
        }
        let mut push = |code, severity, law, message: String, instead| {
            let evidence = spoken.clone().into_iter().collect();
            findings.push(Finding { code, severity, message, law: Some(law), instead, evidence });
        };
        let missing: Vec<&str> = place
            .rights
            .iter()
            .filter(|(right, _)| !is_named(lint, place, right))
            .map(|(_, called)| *called)
            .collect();
        if !missing.is_empty() {
            push(
                place.code,
                High,
                place.citation,
                format!(
                    "{} are not told of their right {}{}",
                    place.people,
                    missing.join(", "),
                    doubt(!place.unverified)
                ),
                "name each right of that law, and how to use it",
            );
        }
        if let Some(rule) = appeal_of(place.law).filter(|_| !lint.contains("appeal")) {
            push(
                "appeal.missing",
                Medium,
                rule.cite.as_str(),
                format!(
                    "{} are not told how to appeal when a request is refused{}",
                    place.people,
                    doubt(rule.confidence.is_verified())
                ),
                "say how a refusal is appealed, and by when the appeal is answered",
            );
        }
    }
}

/// What a notice must tell the people of California of how their rights are used. Nobody held either against the text
/// of the law, and both say so.
fn of_california(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    // A browser has an agent, too.
    let agents =
        ["authorized agent", "authorised agent", "an agent", "your agent", "agents may", "agents can"];
    if !agents.iter().any(|words| lint.contains(words)) {
        findings.push(absent(
            "ccpa.agent_missing",
            Medium,
            "CCPA regulations, 11 CCR §7011(e)",
            "people in California are not told that somebody may ask in their name; nobody verified this against the text of the law",
            "say how an authorized agent makes a request, and what proof is asked for",
        ));
    }
    // `We do not sell your data` is no way out, and neither is a link that the notice says it does not have.
    let ways_out = [
        "do not sell or share",
        "do not sell my",
        "don't sell my",
        "preference signal",
        "global privacy control",
        "privacy choices",
        "opt out of sharing",
    ];
    let is_shown = || lint.any_with(&ways_out, |said| !said.contains("not provide"));
    let told = |recipient: &&Practice| {
        let said = lint.lowered(&recipient.span);
        ["advertis", "ad network", "retarget", "remarket"].iter().any(|word| said.contains(word))
    };
    let advertisers = lint.of(Kind::Recipient).find(told);
    if let Some(advertisers) = advertisers.filter(|_| !is_shown()) {
        let mut finding = absent(
            "ccpa.opt_out_link_missing",
            High,
            "Cal. Civ. Code §1798.135(a)",
            "data goes to advertisers, and people in California are shown no way to opt out of sharing; nobody verified this against the text of the law",
            "link to “Do Not Sell or Share My Personal Information”, or say that opt-out signals are obeyed",
        );
        finding.evidence.push(advertisers.span.clone());
        findings.push(finding);
    }
}

/// The rule of a law that gives people an appeal.
fn appeal_of(law: &'static str) -> Option<&'static Rule> {
    let rules = &LawBook::built_in().ok()?.law(&LawId::new(law))?.rules;
    rules.iter().find(|rule| matches!(rule.duty, Duty::Appeal(_)))
}

/// What a message says of a law that nobody verified.
const fn doubt(is_verified: bool) -> &'static str {
    if is_verified { "" } else { "; nobody verified this against the text of the law" }
}

/// The first sentence that speaks to the people of a place.
fn spoken_to(lint: &Lint<'_>, place: &OfPlace) -> Option<Range<usize>> {
    let first = place.speaks.iter().filter_map(|words| lint.numbers_with(words).next()).min();
    first.and_then(|number| lint.sentences.get(number)).cloned()
}

/// Whether their rights are named all at once, or a sentence leads to the part that names them.
fn is_led_elsewhere(lint: &Lint<'_>, place: &OfPlace) -> bool {
    let leads = |said: &str| {
        said.contains("rights")
            && (said.contains("section") || said.contains("see our") || said.contains("please see"))
    };
    place.all_at_once.iter().any(|words| lint.contains(words)) || lint.any_with(place.leads, leads)
}

/// Whether they are told of a right: in a section of theirs, where there is one, or in what is said to all. What the
/// people of other states are told is not told to them.
fn is_named(lint: &Lint<'_>, place: &OfPlace, right: &str) -> bool {
    let says_any = |words: &[&str]| words.iter().any(|words| lint.contains(words));
    let of_state = |practice: &Practice| lint.state(practice).filter(|_| !place.state.is_empty());
    let has_section = lint.of(Kind::Right).any(|practice| of_state(practice) == Some(place.state));
    let is_theirs =
        |practice: &Practice| !has_section || of_state(practice).is_none_or(|state| state == place.state);
    let is_read = |right: &str| {
        lint.of(Kind::Right).any(|practice| is_theirs(practice) && names_right(practice, right))
    };
    match right {
        "no_sale" => {
            says_any(&["not sell", "never sell", "nor sell", "not sold", "never sold"])
                || is_read("opt_out")
                || is_read("no_sale")
        }
        "opt_out" => is_read("opt_out") || says_any(&["opt out", "opt-out", "opting out"]),
        "non_discrimination" => is_read("non_discrimination") || says_any(&["discriminat", "retaliat"]),
        right => {
            is_read(right) || says_right_where(lint, right, is_theirs) || !has_section && offers(lint, right)
        }
    }
}
