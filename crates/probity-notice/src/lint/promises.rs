//! Practices that say too little: no hours, no names, no countries, no figures.

use super::finding::Severity::{self, High, Low, Medium};
use super::{Finding, Lint};
use crate::{Kind, Practice};
use memchr::memmem;
use std::ops::Range;

pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let mut push = |code, severity: Severity, law, message: &str, instead, evidence: Vec<Range<usize>>| {
        if !evidence.is_empty() {
            findings.push(Finding { code, severity, message: message.to_owned(), law, instead, evidence });
        }
    };
    let spans = |practices: Vec<&Practice>| {
        practices.into_iter().map(|practice| practice.span.clone()).collect::<Vec<_>>()
    };
    push(
        "breach.no_deadline",
        Medium,
        Some("GDPR Article 33(1): 72 hours"),
        "who is told of a breach is not told by when",
        "name the hours within which the authority and the people are told",
        spans(
            lint.of(Kind::Breach)
                .filter(|practice| practice.value.get("within").is_some_and(serde_json::Value::is_null))
                .take(1)
                .collect(),
        ),
    );
    let tells = |practice: &&Practice, who: &str| {
        let told = practice.value.get("notify").and_then(serde_json::Value::as_array);
        told.is_some_and(|told| told.iter().any(|told| told == who))
    };
    let breaches: Vec<&Practice> = lint.of(Kind::Breach).collect();
    if breaches.iter().any(|practice| tells(practice, "authority"))
        && !breaches.iter().any(|practice| tells(practice, "data_subjects"))
    {
        push(
            "breach.people_not_told",
            Medium,
            Some("GDPR Article 34"),
            "the authority is told of a breach, and the people are not",
            "say when the people whose data it is are told, and what",
            spans(breaches.into_iter().take(1).collect()),
        );
    }
    let abroad = |practice: &Practice| {
        let named = crate::reading::country(lint.words(&practice.span));
        named.is_some() && named != lint.country()
    };
    let allowed = lint.of(Kind::Transfer).find(|practice| practice.value.get("allowed").is_some());
    if let Some(allowed) = allowed
        && !lint.of(Kind::Transfer).any(abroad)
    {
        push(
            "transfer.countries_missing",
            High,
            Some("GDPR Article 13(1)(f)"),
            "data goes abroad, and neither the countries nor the safeguards are named",
            "name the countries, the safeguard for each, and how to get a copy of it",
            vec![allowed.span.clone()],
        );
    }
    let unnamed: Vec<&Practice> = lint
        .of(Kind::Recipient)
        .filter(|practice| practice.value.get("name").is_none() && practice.value.get("trigger").is_none())
        .filter(|practice| !names_somebody(lint, &practice.span) && is_somebody(lint, &practice.span))
        .collect();
    let with_name = lint.of(Kind::Recipient).filter(|practice| practice.value.get("name").is_some()).count();
    let listed_elsewhere = || {
        [
            "list of our subprocessors",
            "list of subprocessors",
            "list of our processors",
            "subprocessors we use",
            "list of our service providers",
            "subprocessor list",
            "list of our partners",
            "list of third parties",
        ]
        .iter()
        .any(|words| lint.contains(words))
    };
    if unnamed.len() > with_name && !listed_elsewhere() {
        push(
            "recipient.unnamed",
            // A notice may tell kinds; who asks for a copy must be told names.
            Medium,
            Some("GDPR Articles 13(1)(e) and 15(1)(c); Court of Justice C-154/21"),
            "recipients are named by kind only",
            "name the recipients",
            spans(
                unnamed
                    .into_iter()
                    .filter(|practice| {
                        practice.value.get("category").is_none_or(|category| category != "employees")
                    })
                    .collect(),
            ),
        );
    }
    let authorities: Vec<&Practice> = lint
        .of(Kind::Right)
        .filter(|practice| {
            practice.value.get("right").is_some_and(|right| right == "complaint")
                && (practice.value.contains_key("country") || names_an_authority(lint.words(&practice.span)))
        })
        .collect();
    let also_at_home = authorities.iter().any(|practice| {
        let said = lint.lowered(&practice.span);
        ["place of residence", "where you live", "country where", "habitual residence"]
            .iter()
            .any(|words| said.contains(words))
    });
    if authorities.len() == 1 && !also_at_home && lint.speaks_to_several_places() {
        push(
            "complaint.authority_incomplete",
            Medium,
            Some("GDPR Article 13(2)(d)"),
            "one authority is named, though people of other places are spoken to",
            "name the authorities of the places whose people are served",
            spans(authorities),
        );
    }
    let cookies: Vec<&Practice> = lint
        .of(Kind::Cookie)
        .filter(|practice| {
            // What cookies are, and where more is said of them, is no use of one.
            let said = lint.lowered(&practice.span);
            !practice.value.contains_key("polarity")
                && !["cookies are files", "cookies are small", "a cookie is ", "section"]
                    .iter()
                    .any(|words| said.contains(words))
        })
        .collect();
    // A page of its own that lists them is linted when it is given.
    let own_part = lint
        .reading
        .outline
        .clauses
        .iter()
        .any(|clause| clause.is_heading && lint.lowered(&clause.body).contains("cookie"));
    let of_another_page = !own_part
        && lint.any_with(
            &["cookie policy", "cookies policy", "cookie notice", "cookie statement", "cookie list"],
            |said| {
                ["see", "read", "refer", "visit", "more information", "learn more", "our "]
                    .iter()
                    .any(|word| said.contains(word))
            },
        );
    let listed = of_another_page || cookies.iter().any(|practice| practice.value.contains_key("expiry"));
    if !cookies.is_empty() && !listed && !lint.states_cookie_lifetimes() {
        let used: Vec<&Practice> = cookies
            .iter()
            .copied()
            .filter(|practice| {
                let said = lint.lowered(&practice.span);
                [
                    "use cookies",
                    "use session",
                    "use persistent",
                    "use first",
                    "uses cookies",
                    "place a cookie",
                    "places a cookie",
                    "cookies and similar",
                ]
                .iter()
                .any(|words| said.contains(words))
            })
            .take(2)
            .collect();
        let elsewhere: Vec<&Practice> = cookies
            .iter()
            .copied()
            .filter(|practice| {
                let said = lint.lowered(&practice.span);
                said.contains("banner")
                    || said.contains("in use")
                    || said.contains("types of cookies")
                    || said.contains("duration")
            })
            .collect();
        push(
            "cookie.none_named",
            High,
            Some("ePrivacy Article 5(3); Court of Justice C-673/17"),
            "no cookie is named, and no lifetime",
            "list each cookie with who sets it, what for and how long",
            spans(match (elsewhere.is_empty(), used.is_empty()) {
                (false, _) => elsewhere,
                (true, false) => used,
                (true, true) => cookies.into_iter().take(1).collect(),
            }),
        );
    }
    if !lint.of(Kind::Cookie).any(|practice| lint.lowered(&practice.span).contains("pixel")) {
        let trackers: Vec<Range<usize>> = lint
            .sentences_with(&["pixels", " pixel ", " pixel.", " pixel,", "beacon"])
            .filter(|sentence| {
                // Used beside cookies, or told of in the part on them, they are named where they belong.
                let said = lint.lowered(sentence);
                let heading = lint.heading_above(sentence);
                let used = [" use ", " uses ", " using ", " used ", "utiliz", "may use"]
                    .iter()
                    .any(|word| said.contains(word));
                !said.contains("facebook pixel")
                    && !(used && (said.contains("cookie") || said.contains("tracking technolog")))
                    && !said.starts_with("cookies")
                    && !["cookie", "track"].iter().any(|word| heading.contains(word))
            })
            .cloned()
            .collect();
        push(
            "cookie.unnamed_trackers",
            Low,
            Some("ePrivacy Article 5(3)"),
            "trackers are used as a source, and the part on cookies does not name them",
            "name them beside the cookies",
            trackers,
        );
    }
    push(
        "deadline.no_extension_rule",
        Low,
        Some("GDPR Article 12(3)"),
        "an answer is promised within a time, and not what happens when it takes longer",
        "say whether it can be extended, by how long and why",
        if lint.of(Kind::Deadline).any(|practice| practice.value.contains_key("extension"))
            || lint.contains("require more time")
            || [
                "extend this term",
                "take us longer",
                "longer than a month",
                "additional time",
                "time by which we will",
                "extend this period",
                "extended",
            ]
            .iter()
            .any(|words| lint.contains(words))
        {
            Vec::new()
        } else {
            let answer = |practice: &&Practice| {
                let said = lint.lowered(&practice.span);
                !["confirm receipt", "backup", "trash", "withdraw", "acknowledge"]
                    .iter()
                    .any(|word| said.contains(word))
            };
            spans(lint.of(Kind::Deadline).filter(answer).take(1).collect())
        },
    );
    if !lint.names_a_law() {
        let vague =
            |words: &[&str]| -> Vec<Range<usize>> { lint.sentences_with(words).take(2).cloned().collect() };
        let mut evidence: Vec<Range<usize>> = lint
            .sentences_with(&["laws that apply", "where you reside"])
            .filter(|sentence| {
                let said = lint.lowered(sentence);
                said.contains("laws that apply") || said.contains("rights")
            })
            .take(2)
            .cloned()
            .collect();
        if evidence.is_empty() {
            evidence = vague(&[
                "applicable privacy laws",
                "applicable data protection laws",
                "how the law protects",
            ]);
        }
        findings.push(Finding {
            code: "law.none_named",
            severity: Medium,
            message: "no law is named, so nobody can tell which rights they have".to_owned(),
            law: Some("GDPR Article 12(1)"),
            instead: "name the laws that hold for whom",
            evidence,
        });
    }
    let keeps = || {
        let kept = ["retain", "retention", "we keep", "we store", "kept for", "stored for"];
        lint.any_with(&kept, |said| {
            ["as long as", "until", "longer than", " days", " months", " years", "necessary", "period"]
                .iter()
                .any(|words| said.contains(words))
        })
    };
    if !lint.has(Kind::Retention) && lint.has(Kind::Collects) && !keeps() {
        findings.push(Finding {
            code: "retention.missing",
            severity: High,
            message: "nothing is said of how long data is kept".to_owned(),
            law: Some("GDPR Article 13(2)(a)"),
            instead: "say for each kind of data how long it is kept",
            evidence: Vec::new(),
        });
    }
}

/// Whether a sentence of recipients says that somebody receives data: not that it announces who does, leads elsewhere,
/// asks for consent, speaks of the law or of data that tells of nobody.
fn is_somebody(lint: &Lint<'_>, span: &Range<usize>) -> bool {
    const NOBODY: [&str; 19] = [
        "as described",
        "described in this",
        "limited circumstances",
        "following circumstances",
        "following situations",
        "your consent",
        "your permission",
        "received your permission",
        "at your direction",
        "required by law",
        "other users",
        "publicly",
        "anonymi",
        "aggregate",
        "de-identified",
        "do not collect",
        "for more information",
        "provide notice before",
        "to which you have consented",
    ];
    let said = lint.lowered(span).trim();
    !said.ends_with(':') && !NOBODY.iter().any(|words| said.contains(words))
}

/// Whether an authority is called by its name: `the National Authority for …`.
fn names_an_authority(said: &str) -> bool {
    said.match_indices(" Authority").any(|(at, _)| {
        let before = said.get(..at).and_then(|before| before.split_whitespace().next_back());
        before.is_some_and(|word| word.starts_with(|one: char| one.is_ascii_uppercase()) && word != "The")
    })
}

/// Whether somebody is called by a name: a capital inside the sentence, which no defined term of notices has.
fn names_somebody(lint: &Lint<'_>, span: &Range<usize>) -> bool {
    /// Who is spoken of so often is the company itself.
    const OFTEN: usize = 12;
    const TERMS: [&str; 24] = [
        "personal",
        "information",
        "data",
        "company",
        "services",
        "service",
        "client",
        "clients",
        "user",
        "users",
        "you",
        "your",
        "website",
        "site",
        "app",
        "policy",
        "privacy",
        "agent",
        "agents",
        "reseller",
        "resellers",
        "customer",
        "customers",
        "our",
    ];
    let mut words = lint.words(span).split_whitespace();
    let first = words.next().unwrap_or("");
    let mut ended = first.ends_with([':', '.']);
    words.any(|word| {
        let begins = std::mem::replace(&mut ended, word.ends_with([':', '.']));
        let bare = word.trim_matches(|one: char| !one.is_alphanumeric());
        let is_term = || {
            let owner = bare.split(['’', '\'']).next().unwrap_or("");
            TERMS.iter().any(|term| term.eq_ignore_ascii_case(owner))
        };
        let mut letters = bare.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
        capital
            && !begins
            && !word.starts_with(['“', '"'])
            && !is_term()
            && memmem::find_iter(lint.text.as_bytes(), bare).nth(OFTEN - 1).is_none()
    })
}
