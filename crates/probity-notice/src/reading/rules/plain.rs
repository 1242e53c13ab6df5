//! What short, plain sentences say, which speak of data without naming it so: `we give your address to the courier`.

use super::super::practice::Kind::{
    Breach, ChangeNotice, Collects, Contact, Cookie, Deadline, IdentityVerification, NotShared, OtherPromise,
    Purpose, Recipient, Retention, Right, Security, Transfer,
};
use super::super::rule::Rule;
use super::super::topic::{
    BASES, BREACHES, CHANGES, CHILDREN, COOKIES, DEFINITIONS, OTHERS, PUBLIC, RECIPIENTS, RETENTION, RIGHTS,
    SECURITY, TRANSFERS, VERIFICATION,
};
use super::super::value;
use super::super::words::{
    BREACH, CAN, COLLECT, CONTACT, COOKIE, DATA, DELETE, KEEP, NOT, OURSELVES, PERSON, POLICY, PROCESS,
    PROMISE, PURPOSE, RIGHT, SHARE, THIRD, TIME, VERIFY,
};

const ASIDE: u32 = DEFINITIONS | OTHERS | CHANGES | PUBLIC;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "collects.told-by-itself",
        Collects,
        &[PERSON | COLLECT | DATA | KEEP | SHARE],
        r"(?:\byour (?:[\w’'-]+ ){1,4}(?:is|are|may be|can be|will be) (?:also |then )?{adv}(?:determined|derived|inferred|estimated|detected|recogni[sz]ed|recorded|logged|noted)\b[^;]*)|(?:\b(?:transmitted|sent|submitted|provided|communicated) (?:to us )?by your (?:browser|device|phone|computer|app)\b[^;]*)|(?:\b(?:sends?|transmits?|reports?) (?:us|to us|to our servers?) (?:your|the|its|a|an|some|certain|information|data)\b[^;]*)|(?:{we} ?{may}(?:hold|have|keep)s? (?:the following|certain|some)\b[^;]*\b(?:about|on|of) you\b[^;]*)",
    )
    .unless(r"{not} |right|verif|e-?mail us|request|cookie|until|as long as|for \d|newsletter")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | RECIPIENTS | CHILDREN)
    .value(value::collected),
    Rule::new(
        "collects.needs-none",
        Collects,
        &[NOT],
        r"(?:^no (?:personal )?(?:data|information|account|registration|sign-?up|login) (?:is|are) (?:\w+ )?(?:required|needed|necessary|asked)\b[^;]*)|(?:\bwithout (?:giving|providing|telling|submitting|disclosing|entering|revealing)(?: us)? (?:any )?(?:personal )?(?:data|information|details)\b[^;]*)|(?:{we} ?{may}{not} (?:track|follow|profile|spy on|watch) (?:you|our users|users|visitors|our visitors)\b[^;]*)|(?:{we} ?{may}{not} (?:see|know|learn|have access to) your (?:password|card)\b[^;]*)|(?:{we} ?(?:have|has) no (?:access to|knowledge of|record of) [^;]*)",
    )
    .unless(r"right|cookie|without your|able to|cannot (?:use|provide|offer)")
    .not_below(ASIDE | RIGHTS | RETENTION | CHILDREN)
    .value(value::never_collected),
    Rule::new(
        "purpose.lets-us",
        Purpose,
        &[PURPOSE | PROCESS | OURSELVES],
        r"(?:^(?:this|that|these|it|which|they|doing so|the \w+) (?:also )?(?:lets?|allows?|enables?|helps?|permits?|makes it possible for) us\b[^;]*)|(?:{we} ?{may}rel(?:y|ies) (?:up)?on (?:[\w-]+ ){0,3}(?:data|information|statistics|figures|analytics)\b[^.;]{0,20} to \w+[^;]*)|(?:{we} ?{may}needs? (?:your|this|the|these|that|such) [^.;,]{1,60}\b(?:to|in order to|so that|for) \w+[^;]*)",
    )
    .unless(r"{not} |right|verif|cookie|request|consent|legitimate|identify you")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | COOKIES | CHILDREN)
    .value(value::purpose),
    Rule::new(
        "recipient.is-given",
        Recipient,
        &[SHARE | THIRD | KEEP | PROCESS, PERSON | DATA],
        r"(?:{we} ?{may}(?:share|disclose|give|pass|send|transmit|forward|hand|reveal|provide)s? (?:over |on )?(?:your|the|their|this|these|such|any) (?:[\w’'-]+ ){1,4}?(?:on |over )?(?:to|with) (?:our|the|a|an|any|some|other|this|that|these|those|courts?|external|(?-i:[A-Z])\w+)\b[^;]*)|(?:\b(?:hand|give|pass|turn) over (?:your |the |any |all )?(?:personal )?(?:data|information|records|details) to\b[^;]*)|(?:\bour (?:[\w-]+ ){0,3}(?:provider|host|hoster|processor|partner|agency|accountant|bank|developer|supplier|contractor)s? (?:has|have|can|may|gets?|receives?) (?:have |get |receive )?(?:access to|see|your|the)\b[^;]*)|(?:\b(?:data|information|it|they|files|backups|emails|messages|records)\b[^.;]{0,30} (?:is|are) {adv}(?:stored|hosted|kept|held|saved|backed up) (?:with|at|by) (?:the )?(?-i:[A-Z])[\w.&-]+[^;]*)|(?:\bhosted (?:by|with) (?:the )?(?-i:[A-Z])[\w.&-]+[^;]*)",
    )
    .unless(r"{not} |right|request|consent to|provide you|to (?:you|us)\b|cookie|child|opt.out|copy of|proof|verif|{we} ?{may}send ")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY | RETENTION | BREACHES | VERIFICATION)
    .value(value::recipient),
    Rule::new(
        "not_shared.stays",
        NotShared,
        &[PERSON | DATA | THIRD | NOT],
        r"(?:\byour (?:[\w’'-]+ ){1,4}(?:stays?|remains?) (?:with us|private|yours|on your (?:device|phone|computer)|in-house)\b[^;]*)|(?:\b(?:third.part(?:y|ies)|advertisers|others|nobody else|no.?one else|no third part(?:y|ies))\b (?:{may}(?:does|do|will|can|have|has|may|get|gets) ?)?(?:{not} )?(?:ever )?(?:have|has|get|gets|gain|receive|see|sees) (?:any )?(?:access to )?(?:your|it|them|this|the|personal|any of)\b[^;]*)|(?:\bno (?:[\w-]+ ){0,3}(?:data|information)(?: of yours)? (?:is|are|was|were|will be|has been|is being) (?:\w+ly )?(?:passed|given|disclosed|transferred|transmitted|forwarded|handed|released|provided|made available)\b[^;]*)|(?:\bunder no circumstances (?:do|will|shall) {we}[^;]{0,20}\b(?:sell|rent|share|trade|disclose|pass|give)\b[^;]*)",
    )
    .unless(r"(?:may|can|might|could) (?:have|get|gain|receive|see)|third.part(?:y|ies) (?:have|has|get|gets|receive|see) |others (?:have|has|get|see)|right|unless|right to")
    .not_below(ASIDE | RIGHTS)
    .value(value::not_shared),
    Rule::new(
        "retention.is-gone",
        Retention,
        &[DELETE | KEEP | TIME | DATA],
        r"(?:\b(?:is|are|gets?) (?:then )?{adv}(?:gone|lost|cleared|reset|rotated|discarded|forgotten) (?:once|when|after|every|as soon as|weekly|daily|monthly|hourly|at the end)\b[^;]*)|(?:\b(?:storage|retention) periods? (?:is|are|amounts? to|of|for [^.;]{1,40} (?:is|are))\b[^;]*\b(?:day|week|month|year|hour)s?\b[^;]*)|(?:\b(?:if|when) you (?:do not|don['’]t|have not|haven['’]t) (?:log(?:ged)? in|sign(?:ed)? in|use[d]?)\b[^;]*\b(?:removed?|deleted?|closed?|erased?|anonymi[sz]ed?)\b[^;]*)",
    )
    .unless(r"cookie|browser|right|request")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::retention),
    Rule::new(
        "right.done-by-oneself",
        Right,
        &[RIGHT | DELETE | CAN | COOKIE],
        r"(?:^to (?:delete|remove|close|deactivate|erase|download|export|correct|update|change|access) your (?:[\w’'-]+ ){0,2}(?:account|data|information|profile|details|history)\b[^;]*)|(?:{you} (?:can|may) (?:also |always )?(?:see|view|download|export|edit|manage)\b[^.;]{0,40}\b(?:data|information|preferences|account|profile)\b[^;]*)|(?:\bcookies (?:can|may) be (?:blocked|disabled|deleted|rejected|refused|turned off|switched off)\b[^;]*)|(?:{we} ?{may}(?:delete|erase|remove|correct)s? [^.;]{0,60}\b(?:if|when|as soon as|once) you (?:ask|tell|write|contact|request|want)\b[^;]*)|(?:{we} ?{may}{not} (?:treat you (?:any )?(?:differently|less|worse)|penali[sz]e you|deny you)\b[^;]*)",
    )
    .unless(r"policy|verif|child|as long as|other users|others can")
    .not_below(ASIDE)
    .value(value::right),
    Rule::new(
        "deadline.soon",
        Deadline,
        &[TIME],
        r"(?:{we} ?{may}(?:reply|respond|answer|get back to you)\b[^.;]{0,60}\b(?:without (?:undue |unreasonable )?delay|within|promptly|as soon as)\b[^;]*)|(?:{we} ?{may}(?:need|take)s? (?:up to |another |a further |an additional )*(?:\d+|one|two|three|thirty|sixty|ninety) (?:more |further |additional )?(?:working |business )?(?:days|weeks|months)\b[^;]*)",
    )
    .unless(r"retain|kept|delet|cookie|breach")
    .below(RIGHTS)
    .value(value::deadline),
    Rule::new(
        "breach.affected",
        Breach,
        &[BREACH | PROMISE | DATA],
        r"(?:\bdata (?:is|are|has been|have been|was|were) (?:affected|exposed|leaked|stolen|lost)\b[^;]*\b(?:inform|tell|notif|let you know|hack|breach|attack|leak)\w*[^;]*)|(?:\b(?:let you know|tell you|inform you|notify you)\b[^;]*\b(?:hack|leak|data loss|break-in|intrusion)\w*[^;]*)",
    )
    .not_below(ASIDE)
    .value(value::breach),
    Rule::new(
        "transfer.accessed-from",
        Transfer,
        &[PROCESS],
        r"\b(?:accessed|viewed|handled|supported) (?:remotely )?(?:from|out of) (?:the )?(?:(?-i:[A-Z])\w+|countries|outside|other countries)\b[^;]*",
    )
    .unless(r"cookie|browser|website")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::transfer),
    Rule::new(
        "cookie.pixels-tell",
        Cookie,
        &[COOKIE],
        r"\b(?:tracking pixels?|web beacons?|pixel tags?|clear gifs?)\b[^;]*\b(?:tells?|lets?|shows?|allows?|helps?|enables?|contains?|informs?)\b[^;]*",
    )
    .unless(r"(?:are|is) (?:a |an )?(?:small|tiny|invisible|graphic|image)|right|also called|so-called")
    .not_below(DEFINITIONS | RIGHTS)
    .value(value::cookie)
    .of_the_rest(),
    Rule::new(
        "security.looked-after",
        Security,
        &[],
        r"{we} ?{may}(?:regularly |routinely |continuously )?(?:test|review|audit|check|monitor|update|patch|scan)s? (?:our|the|all) (?:[\w-]+ ){0,2}(?:systems?|security|servers?|software|measures|infrastructure|networks?|procedures|safeguards)\b[^;]*",
    )
    .unless(r"right|policy|usage|performance")
    .below(SECURITY)
    .value(value::security),
    Rule::new(
        "change_notice.current-version",
        ChangeNotice,
        &[],
        r"\b(?:current|latest|newest|most recent|up-to-date) version\b[^.;]{0,40}\b(?:is|will be|can be|may be|applies)\b[^;]*",
    )
    .below(CHANGES)
    .value(value::change),
    Rule::new(
        "identity_verification.copy",
        IdentityVerification,
        &[VERIFY | PERSON],
        r"(?:\b(?:enclose|attach|include|provide|send)\b[^.;]{0,20} a copy of (?:your|an?|the) (?:\w+ )?(?:id\b|identity|identification|passport|driv)[^;]*)|(?:{we} ?{may}(?:verify|authenticate|check)s? (?:all |your |the |such |each )?requests?\b[^;]*)",
    )
    .not_below(ASIDE)
    .value(value::verification),
    Rule::new(
        "contact.get-in-touch",
        Contact,
        &[CONTACT],
        r"\b(?:questions|concerns|queries|comments|complaints)\b[^;]{0,120}\b(?:get in touch|let us know|drop us a line|speak to us|talk to us|ask us)\b[^;]*",
    )
    .not_below(ASIDE | COOKIES)
    .value(value::contact)
    .of_the_rest(),
    Rule::new(
        "other_promise.held-to-it",
        OtherPromise,
        &[THIRD | PROMISE | POLICY | OURSELVES],
        r"(?:\b(?:contractors|employees|staff|personnel|providers|partners|processors|workers|volunteers|they)\b[^.;]{0,40}\b(?:have signed|sign|signed|are bound by|are subject to|bound to|under) (?:an? |strict |our )?(?:\w+ )?(?:confidentiality|non-disclosure|secrecy|ndas?)\b[^;]*)|(?:{we} ?{may}(?:fully |strictly )?(?:comply|complies|are compliant|act in accordance|adhere)s? (?:with|to) (?:the |all |applicable )?(?:[\w-]+ ){0,4}(?:gdpr|ccpa|law|laws|legislation|regulations?|acts?|rules|principles)\b[^;]*)|(?:{we} ?{may}(?:regularly )?reviews? (?:this|our|the) (?:privacy )?(?:policy|notice|statement|practices)\b[^;]*)",
    )
    .unless(r"right|disclos|shar|retain|request|breach|transfer|necessary|in order to|to comply")
    .not_below(ASIDE | BASES | RECIPIENTS | TRANSFERS | RETENTION | RIGHTS)
    .value(value::effect)
    .of_the_rest(),
];
