//! Words that are a fault by themselves, wherever they stand.

use super::finding::Severity::{self, Critical, High, Low, Medium};
use super::{Finding, Lint};

struct Phrase {
    code: &'static str,
    severity: Severity,
    /// Looked for in each sentence.
    pattern: &'static str,
    /// A sentence that has this too is no fault.
    unless: &'static str,
    law: Option<&'static str>,
    message: &'static str,
    instead: &'static str,
}

const PHRASES: &[Phrase] = &[
    Phrase {
        code: "change.no_notice",
        severity: High,
        pattern: r"(?:without (?:any )?(?:prior )?(?:notice|notification))|(?:\b(?:chang|modif|updat|amend)\w*\b.*\beffective (?:immediately|upon posting|as soon as))|(?:make any changes .*\banytime)|(?:at any time without)",
        unless: r"breach|terminate|cookie",
        law: Some("GDPR Articles 12 to 14"),
        message: "the policy changes without telling people",
        instead: "say how long before a change people are told, and by which message",
    },
    Phrase {
        code: "retention.unspecified_period",
        severity: High,
        pattern: r"(?:\b(?:reasonable|limited|adequate|appropriate|certain|necessary|longer) (?:period|term|time)\b)|(?:residual information)|(?:require the retention of)|(?:goes into the archive)|(?:keep[^.;]*in archive)",
        unless: r"breach|\d+ (?:days|months|years)",
        law: Some("GDPR Article 13(2)(a)"),
        message: "how long data is kept is not said in figures",
        instead: "name a number of days, months or years, or what the end depends on, for each kind of data",
    },
    Phrase {
        code: "retention.extension_defeats_limit",
        severity: Medium,
        pattern: r"retention may be extended|retained? (?:for )?longer (?:if|where|when)[^.;]*(?:interests?|rights)",
        unless: "",
        law: None,
        message: "every period can be extended, so none is a limit",
        instead: "say by how long, and in which cases that can be checked",
    },
    Phrase {
        code: "not_shared.hedged",
        severity: Medium,
        pattern: r"(?:not|never) sell[^.;]*(?:ordinary course|for profit|for money)|generally (?:do|does) not sell",
        unless: "",
        law: Some("CCPA §1798.120"),
        message: "what is said never to be sold may be sold after all",
        instead: "say without a condition that data is not sold, or offer the opt-out from sale",
    },
    Phrase {
        code: "transfer.alternative_is_derogation",
        severity: Low,
        pattern: r"transfers? necessary for the performance of a contract|for the establishment, exercise,? or defen[cs]e of legal claims",
        unless: r"object|restrict|override",
        law: Some("GDPR Articles 46 and 49"),
        message: "an exception for single cases is named as a safeguard",
        instead: "name the safeguard, such as standard contractual clauses; keep exceptions apart",
    },
    Phrase {
        code: "cookie.withdrawal_via_browser",
        severity: Low,
        pattern: r"(?:consent can be (?:withdrawn|modified)[^.;]*browser)|(?:(?:choose to )?accept or (?:decline|refuse|reject)[^.;]*browser)",
        unless: "",
        law: Some("ePrivacy Article 5(3)"),
        message: "cookies can be refused only in the browser",
        instead: "offer a choice as easy as the one by which consent was given",
    },
    Phrase {
        code: "contact.unreadable_address",
        severity: Critical,
        pattern: r"\binfo \(at\)(?: |$)|\b\w+ \(at\) *(?:$|[.,]|and\b|To\b)",
        unless: "",
        law: Some("GDPR Article 13(1)(a)"),
        message: "an address is cut off: nobody can be reached at it",
        instead: "print the whole address",
    },
    Phrase {
        code: "contact.two_indistinguishable_emails",
        severity: Low,
        pattern: r"\[email.protected\] (?:or|and) \[email.protected\]",
        unless: "",
        law: None,
        message: "two addresses cannot be told apart or read",
        instead: "print the addresses, and which is for what",
    },
    Phrase {
        code: "collects.open_ended",
        severity: Medium,
        pattern: r"(?:data|information)\b[^.;]*\b(?:may|might|can)?,? ?(?:include|are|is)s?\b[^.;]*\b(?:not be limited to|not limited to)",
        unless: r"rights|breach",
        law: Some("GDPR Articles 13 and 14"),
        message: "the list of what is collected has no end",
        instead: "list every kind of data that is collected",
    },
    Phrase {
        code: "purpose.open_ended",
        severity: Medium,
        pattern: r"(?:interests?|purposes?|activities)\b[^.;]*(?:without (?:any )?limitation|not limited to)",
        unless: "",
        law: Some("GDPR Article 13(1)(c)"),
        message: "the list of purposes has no end, and no kind of data is tied to one",
        instead: "list the purposes, each with the data that it needs",
    },
    Phrase {
        code: "collects.source_vague",
        severity: Medium,
        pattern: r"third parties that are connected|other (?:third-party )?sources|from (?:various|different) sources",
        unless: "",
        law: Some("GDPR Article 14(2)(f)"),
        message: "data comes from somebody who is not named",
        instead: "name the sources, or their kinds",
    },
    Phrase {
        code: "recipient.role_ambiguous",
        severity: Medium,
        pattern: r"on behalf of or in connection with|on (?:our|its) behalf or (?:for|in)",
        unless: "",
        law: Some("GDPR Articles 26 and 28"),
        message: "whether recipients are processors or act for themselves is not said",
        instead: "say of each recipient whether it acts on the company's instructions",
    },
    Phrase {
        code: "consent.implied",
        severity: High,
        pattern: r"implicitly consent|implied consent|(?:by (?:using|accessing|visiting|utilizing|continuing)\b[^.;]*\b(?:you|users?)\b[^.;]*\bconsent)|(?:automatically agree)",
        unless: r"cookie settings",
        law: Some("GDPR Articles 4(11) and 7"),
        message: "using the service is taken for consent",
        instead: "ask for consent by an act of its own, and for each purpose alone",
    },
    Phrase {
        code: "law.repealed_framework",
        severity: Critical,
        pattern: r"safe harbo(?:u)?r",
        unless: "",
        law: Some("Court of Justice C-362/14, 6 October 2015"),
        message: "Safe Harbor has been invalid since 6 October 2015",
        instead: "name a mechanism that is in force, such as standard contractual clauses",
    },
    Phrase {
        code: "law.repealed_framework",
        severity: Critical,
        pattern: r"privacy shield",
        unless: r"invalid|no longer",
        law: Some("Court of Justice C-311/18, 16 July 2020"),
        message: "the Privacy Shield has been invalid since 16 July 2020",
        instead: "name a mechanism that is in force, such as standard contractual clauses",
    },
    Phrase {
        code: "law.repealed_directive",
        severity: High,
        pattern: r"\bEU Directive\b|95/46|data protection directive",
        unless: r"2002/58|2016/680",
        law: Some("GDPR Article 94"),
        message: "the Directive was repealed on 25 May 2018",
        instead: "refer to the GDPR",
    },
    Phrase {
        code: "security.overpromise",
        severity: Low,
        pattern: r"every security measure|(?:100|hundred) ?(?:%|percent) secure|(?:guarantees?|ensures?) (?:the )?(?:absolute|complete|full) (?:security|protection)|completely secure|fully protected",
        unless: r"not|no ",
        law: None,
        message: "more security is promised than anybody can give",
        instead: "say which measures are taken",
    },
    Phrase {
        code: "security.obsolete",
        severity: Low,
        pattern: r"Secure Sockets? Layer|\bSSL\b",
        unless: r"TLS",
        law: None,
        message: "SSL is obsolete; TLS took its place",
        instead: "name TLS and its version",
    },
    Phrase {
        code: "security.not_on_the_way",
        severity: Low,
        pattern: r"may not be secure unless",
        unless: "",
        law: None,
        message: "the promise of security is taken back for what people send",
        instead: "offer a protected way to send it",
    },
    Phrase {
        code: "security.enforcement_self_only",
        severity: Low,
        pattern: r"self-assessment",
        unless: "",
        law: None,
        message: "the company alone judges whether it keeps its promises",
        instead: "name who checks it from outside",
    },
    Phrase {
        code: "erasure.hedged",
        severity: Medium,
        pattern: r"(?:reasonable|best|commercially reasonable) efforts to (?:delete|remove|erase)|impossible to entirely delete",
        unless: "",
        law: Some("GDPR Article 17"),
        message: "erasure is promised as an effort only",
        instead: "say that data is erased, what is kept, why and until when",
    },
    Phrase {
        code: "role.processor_unclear",
        severity: Medium,
        pattern: r"is not a [“\x22]?controller",
        unless: r"processor",
        law: Some("GDPR Article 28"),
        message: "it says what the company is not, and not what it is",
        instead: "say whose processor the company is, and on which terms",
    },
    Phrase {
        code: "link.lost",
        severity: Medium,
        pattern: r"(?:visit (?:the|this) (?:site|page|link|website)\.?$)|(?:\b(?:website|site|page|link|here|at|via|through): ?(?:and|or|,|\.))|(?:(?:available|found) (?:at|here) ?[.:]$)",
        unless: "",
        law: None,
        message: "the words point to a page, and the page is not named",
        instead: "print the link",
    },
    Phrase {
        code: "consent.bundled",
        severity: High,
        pattern: r"by (?:accepting|agreeing to) the (?:agreement|terms)[^.;]*(?:agree|accept|acknowledge|consent)",
        unless: "",
        law: Some("GDPR Article 7(2) and (4)"),
        message: "agreeing to the contract is taken for agreeing to the processing",
        instead: "ask for consent apart from the contract",
    },
];

/// Each pattern with the one that excepts it, in the order of the table.
pub(super) fn patterns() -> impl Iterator<Item = (&'static str, &'static str)> {
    PHRASES.iter().map(|phrase| (phrase.pattern, phrase.unless))
}

/// One finding for each kind of fault, with every sentence that shows it.
pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (phrase, evidence) in PHRASES.iter().zip(&lint.marked.phrases) {
        if !evidence.is_empty() {
            findings.push(Finding {
                code: phrase.code,
                severity: phrase.severity,
                message: phrase.message.to_owned(),
                law: phrase.law,
                instead: phrase.instead,
                evidence: evidence.clone(),
            });
        }
    }
}
