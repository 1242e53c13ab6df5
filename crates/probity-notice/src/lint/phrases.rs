//! Words that are a fault by themselves, wherever they stand.

use super::finding::Severity::{self, Critical, High, Low, Medium};
use super::{Finding, Lint};
use crate::Kind;

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
        pattern: r"(?:without (?:any )?(?:prior )?(?:notice|notification))|(?:\b(?:chang|modif|updat|amend)\w*\b.*\beffective (?:immediately|upon posting|as soon as))|(?:make any changes .*\banytime)|(?:at any time without)|(?:\b(?:check|review|verify)\w*\b[^.;]*\b(?:policy|rules|notice|it)\b[^.;]*\b(?:before each|periodically))|(?:\bresponsib\w+\b[^.;]*\b(?:check|review)\b[^.;]*\b(?:policy|notice|page)\b)|(?:\bso please (?:check|review)\b)|(?:\bperiodically (?:check|review)\w*\b[^.;]*\b(?:policy|notice)\b)|(?:\bnotice by (?:updating|posting|publishing|changing)\b)|(?:\b(?:other|any) appropriate steps to (?:notify|inform)\b)",
        unless: r"breach|terminate|cookie|we (?:regularly |periodically )?review",
        law: Some("GDPR Articles 12 to 14"),
        message: "the policy changes without telling people",
        instead: "say how long before a change people are told, and by which message",
    },
    Phrase {
        code: "retention.unspecified_period",
        severity: High,
        pattern: r"(?:\b(?:reasonable|limited|adequate|appropriate|certain|necessary|longer) (?:period|term|time)\b)|(?:\b(?:retain|keep|kept|stor|preserv|hold|held)\w*\b[^.;]{0,80}\bfor (?:many|some|several|a few|a number of) (?:days|weeks|months|years)\b)|(?:residual information)|(?:require the retention of)|(?:goes into the archive)|(?:keep[^.;]*in archive)",
        unless: r"breach|\d+ (?:days|months|years)",
        law: Some("GDPR Article 13(2)(a)"),
        message: "how long data is kept is not said in figures",
        instead: "name a number of days, months or years, or what the end depends on, for each kind of data",
    },
    Phrase {
        code: "retention.unspecified_period",
        severity: Medium,
        pattern: r"\bas long as (?:it is |is |are |they are |we |reasonably )*(?:necessary|needed|required|need)\b|\bfor the (?:time|duration|period)(?: that is)? (?:necessary|needed)\b|\blong enough to\b|\bwhen (?:it is |they are )?no longer (?:needed|necessary|required)\b|\bonly for the duration necessary\b",
        unless: r"breach|\d+ (?:days|months|years|hours)|cookie",
        law: Some("GDPR Article 13(2)(a)"),
        message: "data is kept as long as needed, and from what that is told is not said",
        instead: "name a number of days, months or years, or what the end depends on, for each kind of data",
    },
    Phrase {
        code: "retention.unspecified_period",
        severity: Low,
        pattern: r"\b(?:retain(?:ed)?|kept|keep|stored?|deleted?|removed?|purged?|remain)\b[^.;]{0,80}\b(?:about|approximately|around|roughly) (?:\d+|one|two|three|six|twelve|thirty|ninety) (?:hours|days|weeks|months|years)\b",
        unless: r"cookie|breach|respond|answer",
        law: Some("GDPR Article 13(2)(a)"),
        message: "the period is told only roughly",
        instead: "name the longest time that data is kept",
    },
    Phrase {
        code: "retention.extension_defeats_limit",
        severity: Medium,
        pattern: r"(?:retention may be extended)|(?:\bextend\b[^.;]*\b(?:retention|storage) period)|retained? (?:for )?longer (?:if|where|when)[^.;]*(?:interests?|rights)",
        unless: "",
        law: None,
        message: "every period can be extended, so none is a limit",
        instead: "say by how long, and in which cases that can be checked",
    },
    Phrase {
        code: "not_shared.hedged",
        severity: Medium,
        pattern: r"(?:not|never) sell[^.;]*(?:ordinary course|for profit|for money)|generally (?:do|does) not sell|\b(?:not|never)\b[^.;]*\b(?:sell|disclose|share)\b[^.;]*\b(?:unless (?:stated )?otherwise|except as (?:disclosed|described|stated)|unless stated)|(?:not be sold[^.;]*otherwise)",
        unless: r"\bexcept(?:ions?)? (?:as|in|for)\b[^.;]*\b(?:in|by|under|with) (?:this|our|the) (?:privacy )?(?:policy|notice|statement)\b",
        law: Some("CCPA §1798.120"),
        message: "what is said never to be sold may be sold after all",
        instead: "say without a condition that data is not sold, or offer the opt-out from sale",
    },
    Phrase {
        code: "transfer.alternative_is_derogation",
        severity: Low,
        pattern: r"transfers? necessary for the performance of a contract|\bunder (?:the )?\[?article 49\b|for the establishment, exercise,? or defen[cs]e of legal claims|\b(?:safeguards|measures)\b[^.;]*\bconsent\b[^.;]*\bbefore transferring",
        unless: r"object|restrict|override",
        law: Some("GDPR Articles 46 and 49"),
        message: "an exception for single cases is named as a safeguard",
        instead: "name the safeguard, such as standard contractual clauses; keep exceptions apart",
    },
    Phrase {
        code: "cookie.withdrawal_via_browser",
        severity: Low,
        pattern: r"(?:consent can be (?:withdrawn|modified)[^.;]*browser)|\b(?:instruct|set|configure|adjust|change)\b[^.;]*\bbrowser\b[^.;]*\b(?:refuse|reject|block|decline|disable|warn\w*)\b[^.;]*\bcookies?\b|\b(?:refuse|reject|block|decline|disable)\b[^.;]*\bcookies\b[^.;]*\b(?:in|on|through|by|via|using) your (?:internet |web )?browser|\b(?:instruct|set) your (?:internet |web )?browser\b[^.;]*\b(?:block|refuse|reject)|(?:(?:choose to )?accept or (?:decline|refuse|reject)[^.;]*browser)",
        unless: "",
        law: Some("ePrivacy Article 5(3)"),
        message: "cookies can be refused only in the browser",
        instead: "offer a choice as easy as the one by which consent was given",
    },
    Phrase {
        code: "contact.unreadable_address",
        severity: Critical,
        pattern: r"\binfo \(at\)(?: |$)|\b\w+ \(at\) *(?:$|[.,]|and\b|To\b)|\[email.protected\]",
        unless: "",
        law: Some("GDPR Article 13(1)(a)"),
        message: "an address is cut off or hidden: nobody can be reached at it",
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
        pattern: r"(?:data|information)\b[^.;]*\b(?:may|might|can)?,? ?(?:include|are|is)s?\b[^.;]*\b(?:not be limited to|not limited to)|(?:\b(?:data|information|details|address)\b[^.;]*(?:,| and) etc\b)|\b(?:information|data|details)\b[^.;]*\bincluding,? but (?:is |are )?not limited to\b|\b(?:and|or) (?:sometimes )?(?:any )?(?:other|additional) (?:personal )?information (?:as well|that may be)|\bcollect (?:any )?other information that\b|\bsome examples of (?:the )?personal data\b|\b(?:various types|certain types) of (?:personal )?(?:data|information)",
        unless: r"rights|breach|security measures",
        law: Some("GDPR Articles 13 and 14"),
        message: "the list of what is collected has no end",
        instead: "list every kind of data that is collected",
    },
    Phrase {
        code: "purpose.open_ended",
        severity: Medium,
        pattern: r"(?:interests?|purposes?|activities)\b[^.;]*(?:without (?:any )?limitation|not limited to)|\bfor another purpose\b|\bvarious general\b[^.;]*\bpurposes\b|\bany other incidental\b[^.;]*\bpurposes\b|enhancing other products",
        unless: "",
        law: Some("GDPR Article 13(1)(c)"),
        message: "the list of purposes has no end, and no kind of data is tied to one",
        instead: "list the purposes, each with the data that it needs",
    },
    Phrase {
        code: "purpose.open_ended",
        severity: Medium,
        pattern: r"\b(?:any|all) other (?:lawful )?purposes?\b|\bfor other purposes\b|\bfor any (?:lawful |legal |legitimate )?purposes?\b|\bfor future (?:reference|use)\b",
        unless: r"\bnot\b|n['’]t\b|\bnever\b|\bconsent|\bpermission|\bobligat|\bprohibit|\brestrict|\bdisclosed by us\b",
        law: Some("GDPR Article 13(1)(c)"),
        message: "the list of purposes has no end",
        instead: "list the purposes, each with the data that it needs",
    },
    Phrase {
        code: "collects.source_vague",
        severity: Medium,
        pattern: r"third parties that are connected|\bcommercially available sources|\bcollect\w*\b[^.;]*\babout you from (?:other )?third parties\b|other (?:third-party )?sources|from (?:various|different) sources",
        unless: "",
        law: Some("GDPR Article 14(2)(f)"),
        message: "data comes from somebody who is not named",
        instead: "name the sources, or their kinds",
    },
    Phrase {
        code: "collects.source_vague",
        severity: Low,
        pattern: r"\b(?:get|gets|obtain|receive|collect|acquire)s?\b[^.;]{0,60}\b(?:information|data)\b[^.;]{0,40}\bfrom (?:third parties|other companies|(?:our )?(?:business )?partners|outside sources)\b|\bthird.party (?:services|sources|companies) may (?:also )?(?:give|send|provide) us\b",
        unless: r"such as|for example|including|namely|\blike\b|\bwe (?:do|will) not\b|other (?:third-party )?sources",
        law: Some("GDPR Article 14(2)(f)"),
        message: "data comes from others, and from what kind of others is not said",
        instead: "name the sources, or their kinds",
    },
    Phrase {
        code: "recipient.role_ambiguous",
        severity: Medium,
        pattern: r"on behalf of or in connection with|on (?:our|its) behalf or (?:for|in)|main(?:ly)? service providers contracted|primary service providers",
        unless: "",
        law: Some("GDPR Articles 26 and 28"),
        message: "whether recipients are processors or act for themselves is not said",
        instead: "say of each recipient whether it acts on the company's instructions",
    },
    Phrase {
        code: "consent.implied",
        severity: High,
        pattern: r"implicitly consent|implied consent|(?:by (?:using|accessing|visiting|utilizing|continuing)\b[^.;]*\b(?:you|users?)\b[^.;]*\bconsent)|(?:\bchoose to use\b[^.;]*\b(?:then )?you agree\b)|(?:\bby (?:using|accessing|visiting)\b[^.;]*\byou (?:accept|signify|acknowledge)\b)|(?:\byou are giving\b[^.;]*\bpermission\b)|\bdeemed (?:consent|acceptance)\b|(?:automatically agree)|(?:\bby (?:using|accessing|visiting|utilizing|playing|continuing)\b[^.;]*\b(?:you|users?)\b[^.;]*\bagree\b)|(?:\bcontinu\w+\b[^.;]*\bus(?:e|es|ing)\b[^.;]*\b(?:acceptance|agrees?|accept(?:s|ed)?)\b)",
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
        pattern: r"every security measure|(?:100|hundred) ?(?:%|percent) secure|(?:guarantees?|ensures?) (?:the )?(?:absolute|complete|full) (?:security|protection)|completely secure|fully protected|\bhighest (?:\w+ )?(?:safety|security) standards|\bhighest (?:possible )?level of (?:security|protection)",
        unless: r"\bnot\b|\bno\b|strive|cannot|can['’]t|never|none|neither",
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
        pattern: r"(?:\b(?:please|to|can|may) visit (?:the|this) (?:site|page|link|website)\.?$)|(?:\b(?:website|site|page|link|here|at|via|through): ?(?:and|or|,|\.))|\bor by visiting relevant links\b|\baccessible (?:in|on|at) our (?:website|site)\b|(?:(?:available|found) (?:at|here) ?[.:]$)",
        unless: "",
        law: None,
        message: "the words point to a page, and the page is not named",
        instead: "print the link",
    },
    Phrase {
        code: "consent.bundled",
        severity: High,
        pattern: r"by (?:accepting|agreeing to) the (?:agreement|terms)[^.;]*(?:agree|accept|acknowledge|consent)|\byour consent to this (?:privacy )?(?:policy|notice)\b|\basked to (?:confirm|accept)\b[^.;]*\b(?:acceptance|agreement)\b[^.;]*\bprivacy policy\b|\bcreating (?:of )?an account\b[^.;]*\b(?:consent|agreement)\b|\bconsent\b[^.;]*\bgranted through\b|\bby providing\b[^.;]*\byou agree to receive\b",
        unless: "",
        law: Some("GDPR Article 7(2) and (4)"),
        message: "agreeing to the contract is taken for agreeing to the processing",
        instead: "ask for consent apart from the contract",
    },
    Phrase {
        code: "retention.min_without_max",
        severity: High,
        pattern: r"\b(?:retain|retained|stored?|kept|keep)\b[^.;]*\b(?:for a minimum|minimum (?:of|period)|for at least)\b",
        unless: r"maximum|at most|no longer than|up to",
        law: Some("GDPR Article 5(1)(e)"),
        message: "data is kept for at least a time, and for how long at most is not said",
        instead: "name the longest time that data is kept",
    },
    Phrase {
        code: "transfer.lower_protection",
        severity: Medium,
        pattern: r"\b(?:of a lower standard|lower (?:level|standard) of protection|less protective|may (?:vary|differ|be different) from (?:those|the laws)|not (?:offer|provide) the same (?:level|protection))",
        unless: r"standard contractual|adequacy",
        law: Some("GDPR Articles 44 and 46"),
        message: "the law abroad is said to protect less, and no safeguard makes up for it",
        instead: "name the safeguard that keeps the level of protection",
    },
    Phrase {
        code: "cookie.open_ended",
        severity: Medium,
        pattern: r"\b(?:other cookies (?:that are )?not listed|also use other cookies|cookies\b[^.;]*\b(?:for example|such as)\b[^.;]*\betc)\b",
        unless: "",
        law: Some("ePrivacy Article 5(3); Court of Justice C-673/17"),
        message: "cookies are used that are not listed",
        instead: "list every cookie, or ask before one is added",
    },
    Phrase {
        code: "limit.fee",
        severity: Medium,
        pattern: r"\b(?:second|further|additional|subsequent)\b[^.;]*\brequests?\b[^.;]*\b(?:charge|fee)\b",
        unless: r"excessive|unfounded|copies|cost of the copy",
        law: Some("Va. Code §59.1-577(B)(3): twice a year free"),
        message: "a fee is asked sooner than the laws of some places allow",
        instead: "answer as many requests for nothing as the law of each place demands",
    },
    Phrase {
        code: "basis.whose_interest",
        severity: Medium,
        pattern: r"\bbased on your legitimate interests\b",
        unless: "",
        law: Some("GDPR Articles 6(1)(f) and 21"),
        message: "the legitimate interests of the company are called those of the person",
        instead: "say whose interests they are, and which",
    },
    Phrase {
        code: "records.at_discretion",
        severity: Medium,
        pattern: r"\brecords\b[^.;]*\bat (?:its|our) (?:sole )?discretion\b",
        unless: "",
        law: Some("GDPR Article 30"),
        message: "records of processing are kept only as the company likes",
        instead: "keep the records that the law demands",
    },
    Phrase {
        code: "remedy.waived",
        severity: Medium,
        pattern: r"\bsole (?:and exclusive )?remedy\b|\byou (?:hereby )?(?:waive|release)\b[^.;]*\b(?:claims?|rights?|liabilit\w+)\b",
        unless: "",
        law: Some("GDPR Articles 79 and 82; Cal. Civ. Code §1798.192"),
        message: "people are told that they may only stop using the service: claims that the law gives cannot be waived",
        instead: "leave claims and courts to the law, and say to whom people can complain",
    },
    Phrase {
        code: "notice.is_contract",
        severity: Low,
        pattern: r"\b(?:policy|notice)\b[^.;]{0,40}\b(?:is|are|forms|constitutes|shall be)\b[^.;]{0,20}\b(?:legally binding|binding (?:upon|contract|agreement)|(?:a|an) (?:contract|agreement))\b",
        unless: r"not|processor",
        law: Some("GDPR Articles 12 to 14"),
        message: "the notice is made a contract: it informs, and nobody need agree to it",
        instead: "inform; ask for agreement only where consent is the basis",
    },
];

/// How the pattern of what is kept as long as needed begins.
const AS_LONG: &str = r"\bas long as";

/// How many periods are named in figures.
fn periods(lint: &Lint<'_>) -> usize {
    let named = lint.of(Kind::Retention).filter(|practice| {
        ["period", "min"].iter().any(|key| {
            let length = practice.value.get(*key).and_then(serde_json::Value::as_str);
            length.is_some_and(|length| length.starts_with('P'))
        })
    });
    named.count()
}

/// Each pattern with the one that excepts it, in the order of the table.
pub(super) fn patterns() -> impl Iterator<Item = (&'static str, &'static str)> {
    PHRASES.iter().map(|phrase| (phrase.pattern, phrase.unless))
}

/// One finding for each kind of fault, with every sentence that shows it.
pub(super) fn look(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (phrase, evidence) in PHRASES.iter().zip(&lint.marked.phrases) {
        // The browser is named beside a choice that the company offers.
        let beside = phrase.code == "cookie.withdrawal_via_browser"
            && lint.offers_a_choice_of_cookies()
            && !evidence.iter().any(|range| lint.lowered(range).contains("consent can be"));
        // Words for the rest of the data, where periods stand for the most.
        let rest = phrase.pattern.starts_with(AS_LONG) && periods(lint) > 0;
        if !evidence.is_empty() && !beside && !rest {
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
