//! How long data is kept, how it is protected, and what happens when it leaks.

use super::super::practice::Kind::{Breach, Retention, Security};
use super::super::rule::Rule;
use super::super::topic::{
    BREACHES, CHANGES, COOKIES, DEFINITIONS, OTHERS, PUBLIC, RECIPIENTS, RETENTION, RIGHTS, SECURITY,
};
use super::super::value;
use super::super::words::{BREACH, DELETE, KEEP, NOT, PROCESS, SECURE, TIME};

const ASIDE: u32 = DEFINITIONS | OTHERS | CHANGES | PUBLIC;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "retention.kept-for",
        Retention,
        &[KEEP],
        r"(?:\b(?:retain(?:ed|s|ing)?|retention|keep|kept|hold|held|preserved?|archived?|reside)\b[^.;]{0,120}(?:\b(?:for|until|as long as|no longer than|not longer|only|during|beyond|at least|minimum|maximum|period|duration|extended|days|months|years|permanently|indefinitely|in order to|in accordance|backups?|archives?|prescribed|unless|after)\b)[^;]*)|(?:\bstore[sd]?\b[^.;]{0,120}\b(?:for (?:the (?:duration|period|time|life|term|length|shortest|longest|minimum|maximum)|a|an|as|up|at|no|so|about|\d+|one|two|three|six|twelve|\w+ (?:days|months|years))|until|as long as|no longer than|not longer|only|during|beyond|at least|minimum|maximum|period|duration|extended|days|months|years|permanently|indefinitely|in accordance|backups?|archives?|prescribed|unless|after)\b[^;]*)",
    )
    .unless(r"\bstor(?:e|ed|es)(?:,| and/or| or| and)(?: and)? (?:transfer|disclos|us(?:e|ed)\b)|collected/stored|stored securely|collect, (?:hold|store)|stored by (?:these|the|such) third|cookie|on your device|accurate|browser|keep (?:us|you|your account|in mind|records of your actions)|{not} (?:collect or )?(?:store|keep) (?:copies|records|proxy|any log)|up to date|keeping software|confidential|password|security of|storage of personal information|keep the privacy|restrict|for customer service|limit or suspend|this store|our stores?|{not} (?:hold|have) |we have provided|specific retention periods")
    .not_below(ASIDE | COOKIES | SECURITY | RIGHTS)
    .value(value::retention),
    Rule::new(
        "retention.may-keep",
        Retention,
        &[KEEP],
        r"(?:\b(?:may|will|must|shall|might|be required to|need to|ha(?:s|ve) the right to|ha(?:s|ve) to|require the retention of|obliged to) (?:still |also |need to )?(?:retain|keep|retention|archive|be retained|be kept|be archived|reside)\b[^;]*)|(?:\brequires? the retention of\b[^;]*)|(?:\bresidual\b[^.;]*(?:information|data|copies)[^;]*)|(?:goes (?:in)?to the archive[^;]*)",
    )
    .unless(r"\bstor(?:e|ed|es)(?:,| and/or| or| and)(?: and)? (?:transfer|disclos|us(?:e|ed)\b)|collected/stored|stored securely|collect, (?:hold|store)|stored by (?:these|the|such) third|cookie|browser|device|keep your|confidential|accurate|up to date|{not} (?:retain|keep|store)(?:ed)? (?:copies|any log)|keeps? (?:a )?(?:record|log|history|track)s? of")
    .not_below(ASIDE | COOKIES | SECURITY)
    .value(value::retention),
    Rule::new(
        "retention.then-deleted",
        Retention,
        &[DELETE],
        r"\b(?:no longer (?:required|necessary|needed)|retention|expires?|after(?: the)?[^.;]{0,60}|once|periods?)\b[^.;]{0,100}\b(?:deleted?|erased?|destroyed|anonymi[sz]ed?|disposed|removed|deletion)\b[^;]*",
    )
    .unless(r"cookie|you may request|right|request(?:s|ed)? (?:the )?delet|browser|when:$|withdraw")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::retention),
    Rule::new(
        "retention.deleted-after",
        Retention,
        &[DELETE, TIME],
        r"\b(?:deletes?|deleted|erased?|removed?|anonymi[sz]ed?|overwritten|purged?|destroy(?:ed)?)\b[^.;]{0,60}\b(?:\d+|one|two|three|six|twelve|thirty|ninety|a|an)\)? (?:\w+ )?(?:days?|weeks?|months?|years?)\b[^;]*",
    )
    .unless(r"cookie|request|right|respond|reply|browser|child|notice")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::retention),
    Rule::new(
        "retention.ends",
        Retention,
        &[DELETE | KEEP | TIME],
        r"(?:\b(?:delete|destroy|erase|de-identify|anonymi[sz]e)s?\b[^.;]{0,80}\b(?:as soon as|once|when it is no longer|immediately after|without delay)\b[^;]*)|(?:\b(?:expires?|wiped|shredded|destroyed|remembered|overwritten)\b[^.;]{0,60}\b(?:after|until|once|when|every|\d+ (?:days|months|years))\b[^;]*)|(?:\b(?:stay|be kept|be retained|kept|remains?)(?: (?:on|in|available|accessible)\b[^.;]{0,40})? for (?:at least |up to |about |another |an additional |a further |approximately |around )*(?:\d+|one|two|three|five|six|seven|ten) (?:days|weeks|months|years)\b[^;]*)|(?:\bkept (?:permanently|indefinitely|forever)\b[^;]*)",
    )
    .unless(r"cookie|browser|password|link|child|request")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::retention),
    Rule::new(
        "retention.listed",
        Retention,
        &[TIME],
        r"^(?:[^.;:]{3,50}: )?(?:up to |at least |a maximum of )?(?:\d+|one|two|three|four|five|six|seven|eight|ten|twelve|thirty|ninety) (?:hours|days|weeks|months|years?)\b[^;]*",
    )
    .below(RETENTION)
    .value(value::retention),
    Rule::new(
        "retention.routinely",
        Retention,
        &[DELETE | KEEP],
        r"(?:\b(?:data|information|records)\b[^.;]{0,60}\b(?:is|are|will be) (?:routinely |automatically |then |subsequently )*(?:blocked|erased|deleted|anonymi[sz]ed|restricted)\b[^;]*)|(?:\b(?:store|process|keep|retain)s?\b[^.;]{0,80}\bonly (?:for|as long|until|to the extent)\b[^;]*)|(?:\bcriteri(?:on|a)\b[^.;]{0,60}\b(?:period|storage|how long)\b[^;]*)",
    )
    .unless(r"cookie|request|you (?:may|can)|have the right")
    .below(RETENTION)
    .value(value::retention),
    Rule::new(
        "retention.held-by",
        Retention,
        &[KEEP],
        r"\b(?:handled|processed|held) and retained\b[^;]*",
    )
    .value(value::retention),
    Rule::new(
        "retention.does-not-keep",
        Retention,
        &[NOT, KEEP],
        r"{not} (?:\w+ )?(?:or )?(?:retain|store|keep)\b[^;]*",
    )
    .below(RETENTION)
    .value(value::retention),
    Rule::new(
        "security.measures",
        Security,
        &[SECURE],
        r"(?:{we} ?{may}(?:implement|employ|take|appl(?:y|ie)|use|maintain|uphold|institute|adopt|have|make)(?:s|ed|es)?\b[^.;]{0,120}\b(?:measures?|safeguards?|steps|precautions|encryption|firewalls?|ssl|tls|secure sockets?|(?:security|industry.standard|standard) (?:practices|procedures|technologies))\b[^;]*)|(?:\bmeasures\b[^.;]{0,20} include\b[^;]*)|(?:\befforts (?:must|will|shall|are) (?:be )?made to (?:prevent|protect)\b[^;]*)",
    )
    .unless(r"cookie|reasonable steps to ensure that (?:appropriate|international)|international transfers?|child|delet|verify|deletion practices|\bopt(?:s|ed|ing)?\b|these measures are designed|how(?:ever| we)|{not} guarantee|ensure your rights|cannot")
    .not_below(ASIDE | RIGHTS | COOKIES | RETENTION)
    .value(value::security),
    Rule::new(
        "security.is-protected",
        Security,
        &[SECURE],
        r"\b(?:data|information|exchange|connections?|transmission|payments?|passwords?|traffic|servers?|systems|records|accounts?)\b[^.;]{0,80}\b(?:is|are) (?:\w+ )?(?:protected|encrypted|secured|transmitted|done|goes|carried out)\b[^.;]{0,40}\b(?:using|by|with|through|via|over|from)\b[^;]*",
    )
    .unless(r"{not} |cookie|child")
    .not_below(ASIDE | RIGHTS | COOKIES)
    .value(value::security),
    Rule::new(
        "security.is-tested",
        Security,
        &[SECURE],
        r"(?:\b(?:is|are) (?:regularly |routinely |also |continuously )?(?:scanned|audited|tested|monitored|checked)\b[^;]*\b(?:security|vulnerabilit\w+|malware|holes|threats|attacks|viruses)\b[^;]*)|(?:\b(?:contained|kept|held|stored|located|maintained) behind\b[^;]*)|(?:{we} ?{may}(?:use|run|perform|conduct|carry out)s? (?:regular |routine |frequent )*(?:malware|virus|vulnerability|security|penetration)[\w -]{0,20}(?:scan\w*|tests?|testing|audits?)\b[^;]*)",
    )
    .unless(r"{not} |cookie|child")
    .not_below(ASIDE | COOKIES)
    .value(value::security),
    Rule::new(
        "security.under-its-heading",
        Security,
        &[SECURE | PROCESS],
        r"(?:{we} ?{may}(?:protect|maintain|safeguard|secure|encrypt|store)s? (?:the (?:security|confidentiality|privacy) of )?(?:your|the|all|our|customer|personal|physical|passwords?)\b[^;]*)|(?:\baccess\b[^.;]{0,80}\b(?:limited to|restricted to|only (?:to|for|when|if|those|by))\b[^;]*)|(?:{we} ?{may}(?:follow|compl(?:y|ies)|meet|certified)\b[^.;]{0,60}\b(?:standards?|iso|soc 2|pci)\b[^;]*)",
    )
    .unless(r"child|cookie|{not} |retain|delet")
    .below(SECURITY)
    .not_below(ASIDE | RIGHTS | COOKIES)
    .value(value::security),
    Rule::new(
        "security.no-guarantee",
        Security,
        &[SECURE],
        r"(?:\b(?:cannot|not able to) (?:provide |give )?(?:an? )?(?:absolute(?:ly)? |complete(?:ly)? |full(?:y)? )*guarantee\b[^;]*)|(?:\bmay not (?:always )?prevent\b[^;]*)|(?:\bno (?:\w+ ){1,6}(?:can be guaranteed|(?:is|are) (?:completely |100% |entirely )?secure)\b[^;]*)|(?:\b(?:cannot|not) promise\b[^;]*\bsecure\b[^;]*)",
    )
    .below(SECURITY)
    .not_below(BREACHES)
    .value(value::security),
    Rule::new(
        "security.kept-below",
        Security,
        &[],
        r"(?:\b(?:two-factor|encrypted|restricted to|hardware token|is logged|penetration|yearly training|run from memory|certified|security protocols|safety standards|security standards)\b[^;]*)",
    )
    .unless(r"recommend|encourag|should|you (?:must|are)|child")
    .below(SECURITY)
    .not_below(ASIDE | RIGHTS | COOKIES | RETENTION)
    .value(value::security),
    Rule::new(
        "security.protects-from",
        Security,
        &[SECURE],
        r"{we} ?{may}(?:takes?|protects?|strives?|works?)\b[^.;]{0,80}(?:protect|prevent|security)\b[^.;]{0,100}\b(?:against|from|loss|unauthori[sz]ed|misuse|alteration|breach)\b[^;]*",
    )
    .unless(r"child|customer, from|bodily|cannot|may not")
    .not_below(ASIDE | RIGHTS | COOKIES | BREACHES | RECIPIENTS)
    .value(value::security),
    Rule::new(
        "breach.notified",
        Breach,
        &[BREACH],
        r"\b(?:breach|incident|compromis)\w*\b[^;]*\b(?:notif(?:y|ied|ies|ication)|inform(?:ed|s)?|report(?:ed|s)?|alert|hear from us|let you know|tell you|told)\b[^;]*",
    )
    .unless(r"detect, contain|incident response practices")
    .value(value::breach)
    .sure(),
    Rule::new(
        "breach.notify-of",
        Breach,
        &[],
        r"(?:\b(?:falls? into the wrong hands|(?:is|are|were|was) (?:lost|(?:lost or )?stolen)|leaks?|unauthori[sz]ed (?:access|release|disclosure|acquisition) (?:of|to))\b[^;]*\b(?:tell|inform|notify|publish)\b[^;]*)|(?:\b(?:tell|inform|notify) you\b[^;]*\b(?:lost or stolen|stolen|leaked)\b[^;]*)|\b(?:notif(?:y|ied)|inform)\b[^.;]*\b(?:breach|security incident)\w*\b[^;]*",
    )
    .value(value::breach),
    Rule::new(
        "breach.notification-content",
        Breach,
        &[BREACH | TIME],
        r"\bnotification shall (?:include|contain|describe)\b[^;]*",
    )
    .below(BREACHES)
    .value(value::breach),
];
