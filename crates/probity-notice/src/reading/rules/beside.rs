//! What a sentence says in passing: what for and why, in a sentence that says who receives data, what is collected or how
//! long it is kept.
//!
//! These rules come behind all others, are tried on items of lists as well, and take what no other rule read. Whether
//! they may, the trial tells (`Sentence::may_say_beside`).

use super::super::practice::Kind::{LegalBasis, Purpose};
use super::super::rule::Rule;
use super::super::topic::{
    BREACHES, CHANGES, CHILDREN, COLLECTION, CONTACTS, COOKIES, DEFINITIONS, OTHERS, PURPOSES, RECIPIENTS,
    RIGHTS, SECURITY, VERIFICATION,
};
use super::super::value;
use super::super::words::{BASIS, COLLECT, COOKIE, DATA, KEEP, PROCESS, PURPOSE, SHARE, THIRD};

const ASIDE: u32 = DEFINITIONS | OTHERS | RIGHTS | CHANGES | CHILDREN | CONTACTS | VERIFICATION | BREACHES;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "purpose.to-do-so",
        Purpose,
        &[PURPOSE, COLLECT | PROCESS | SHARE | KEEP, DATA | THIRD],
        r"\b(?:in order )?to (?:better |further |also |continue (?:to )?|\w+ly )?(?:maintain|improv|enhanc|monitor|analy[sz]|manag|administ|communicat|respond|deliver|personali[sz]|customi[sz]|tailor|comply|enforc|resolv|prevent|detect|investigat|defend|process(?: |es\b|ing\b)|fulfil|perform|carry out|operate|run|support|facilitat|help|assist|display|serve|market|advertis|promot|identify (?:and|you|users|trends|usage|bugs|issues|problems|errors|technical)|gain|solve|increas|address |simplif|combat|assert|take precautions|recogni[sz]|remember|understand|learn|study|measur|evaluat|assess|determin|develop|creat|test|diagnos|fix|troubleshoot|optimi[sz]|research|bill|charge|track|meet|satisfy|conduct|strengthen|screen|recommend|contact (?:or |and |you|users|me|them)|send (?:you|users|notif|push|news|market|emails?|important)|provide (?:and|our|the|you|a |an |services?|support|customer|better|features|more|users?|personal|relevant|access|feedback|updates)|(?:offer|show|inform|notify|give|allow|enable|let) (?:you|users?|customers?|them|our|the|more|better|new)|protect (?:and|the|our|your|against|their|users?|rights|safety|its|my)|(?:ensure|keep|make) (?:the|our|that|it|them|your|sure))\w*\b[^;]*",
    )
    .unless(r"\b(?:you|users?) (?:may|can|must|should|need|have|wish|want)\b|\bright to\b|please|click|(?:this|our|the) (?:privacy )?(?:policy|notice)|{not} (?:be )?(?:able|used?|process|collect)|steps|measures|(?:wants?|like) to (?:inform|tell)|understand that|practice is|companies need|privacy|\bduties\b|(?:your|fake|verifiable) [^.;]{0,20}request|complaint|concern|data protection laws?|purposes? (?:for|of|stated|set out)")
    .not_below(ASIDE | SECURITY | COOKIES)
    .value(value::purpose)
    .beside(),
    Rule::new(
        "purpose.said-to-be",
        Purpose,
        &[PURPOSE],
        r"(?:\b(?:in order to|so (?:that )?(?:we|(?-i:I)) (?:can|may)|for the (?:sole |specific )?purposes? of|the (?:reason|aim|goal) is to) \w+[^;]{3,})|(?:\b(?:may|can|is|are|be) (?:\w+ ){0,2}(?:used|utili[sz]ed|needed|necessary) (?:\w+ ){0,2}(?:to|for|in order to) \w+[^;]{3,})|(?:\(for (?:\w+,? |/ ){0,2}(?:functionality|analytics|advertising|security|marketing|statistics|billing|personali[sz]ation|support|fraud)\b[^;)]*)|(?:^for a (?:better|smoother|more)\b[^;]*)",
    )
    .unless(r"{not} (?:be )?(?:used?|able|need|process|collect|disclos|shar)|\bright to\b|request|please|purposes? (?:for|it|they)|(?:this|our|the) (?:privacy )?(?:policy|notice)|\b(?:you|users?) (?:can|must|should|need|wish|want)\b|as long as|\bmeans\b|used to identify (?:you|an)|described|cookie|\bverif|terms? (?:used|is)")
    .not_below(ASIDE | SECURITY | COOKIES)
    .value(value::purpose)
    .beside(),
    Rule::new(
        "purpose.for-it",
        Purpose,
        &[PURPOSE, COLLECT | PROCESS | SHARE | KEEP | COOKIE, DATA | THIRD | COOKIE],
        r"\bfor (?:the |our |its |their |your |my )?(?:\w+ ){0,2}(?:(?:purposes? of (?:\w+ing|fraud|\w+ion)\b)|(?:(?:\w+,? |and |or |/ ?){1,6}purposes\b)|(?:(?:provi|improv|maintain|analy[sz]|monitor|manag|develop|market|advertis|bill|account|protect|process|customi[sz]|personali[sz]|communicat|deliver|prevent|detect|operat|support|perform|research|administ|measur)(?:ing|ision|ment|ion|ance)\b)|(?:analytics|statistics|fraud|research|analysis|security|safety|marketing)\b)[^;]*",
    )
    .unless(r"\bright to\b|please|{not} (?:be )?(?:able|used?|process|collect)|this (?:privacy )?(?:policy|notice)|no longer|for which|(?:following|own|secondary|other|such|these|aforementioned|different|any|business|defined|legitimate) (?:legitimate )?purposes|of:$|:$|data collected thereby|^for |for \w+ (?:years|months|days)|as long as")
    .not_below(ASIDE | SECURITY | COOKIES)
    .value(value::purpose)
    .beside(),
    Rule::new(
        "purpose.item-does",
        Purpose,
        &[],
        r"^(?:\([ivx\d]+\) )?(?:in order )?to (?:comply|protect|prevent|investigate|detect|enforce|respond|defend|provide|help|assist|allow|perform|facilitate|exercise|improve|monitor)\b[^;]*",
    )
    .unless(r"{not} |\b(?:you|users?) (?:may|can|must|should)\b|\bright to\b|please")
    .below(RECIPIENTS | COLLECTION | PURPOSES)
    .not_below(ASIDE | SECURITY | COOKIES)
    .value(value::purpose)
    .beside(),
    Rule::new(
        "legal_basis.in-passing",
        LegalBasis,
        &[],
        r"(?:\b(?:with|have|ha[sd]|given?|gave|upon|under|on) (?:us )?(?:your|the (?:user|individual|customer|client|data subject)[’']?s?) (?:\w+ ){0,2}(?:consent|permission)\b)|(?:\b(?:where|when|if|unless|after|once|provided) (?:that )?you (?:have |do |first )?(?:\w+ly )?(?:not )?(?:consent(?:ed)?|opt(?:ed)?[ -]in|(?:give|given|grant|granted|provided?)(?: us)?(?: with)? (?:your |the )?(?:\w+ )?(?:consent|permission))\b)|(?:\b(?:have|has|under) (?:a |an |our )?(?:legal|statutory) obligations?\b)|(?:\b(?:disclos|shar|releas|transfer)\w*\b[^;]{0,80}\b(?:required|obliged|obligated|compelled) (?:to do so )?by (?:\w+ ){0,2}(?:law|laws|legislation|regulation))|(?:\blegally (?:obligated|obliged|required)\b)|(?:\blegitimate (?:business )?interests?\b)|(?:\bperformance of (?:a|the|our|any) (?:\w+ )?(?:contract|agreement)\b)|(?:\b(?:perform|fulfil+) (?:a|the|our|any) (?:\w+ )?(?:contract|agreement)\b)|(?:\byou (?:hereby )?(?:agree|consent) to (?:the |our )?(?:collection|use|processing|sharing)\b)|(?:\b(?:your consent|you (?:hereby )?consent) to (?:this|our|the) (?:privacy )?(?:policy|notice)\b)|(?:^(?:to )?comply with (?:a |our |any )?legal obligations?\b)|(?:\((?:your |our )?(?:legal obligation|consent|contract|legitimate interest)s?\))|(?:\bthe law (?:so )?requires\b)|(?:\brel(?:y|ies|ying) on (?:\w+ ){0,2}consent\b)",
    )
    .unless(r"withdraw|cookie|{not} (?:\w+ )?(?:rely|relies|based)|\bright to\b|\bobject(?:s|ions?)?\b|\brequests? (?:by|to)\b|your request|contact us|please (?:do|use|write|visit|send|refrain)|interests?\b[^;]*:$")
    .not_below(ASIDE)
    .value(value::basis)
    .beside(),
    Rule::new(
        "legal_basis.named",
        LegalBasis,
        &[BASIS],
        r"\b(?:consent|contract|interests?|obligations?) (?:as|or) (?:a |the |our )?(?:legal|lawful) (?:basis|ground)\b[^;]*",
    )
    .unless(r"withdraw|cookie|\bright to\b")
    .not_below(DEFINITIONS | OTHERS | RIGHTS)
    .value(value::basis)
    .beside(),
];
