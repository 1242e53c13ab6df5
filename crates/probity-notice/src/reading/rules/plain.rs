//! What short, plain sentences say, which speak of data without naming it so: `we give your address to the courier`.

use super::super::practice::Kind::{
    ChangeNotice, Collects, Contact, Cookie, Deadline, IdentityVerification, NotShared, OtherPromise,
    Purpose, Recipient, Retention, Right, Security, Transfer,
};
use super::super::rule::Rule;
use super::super::topic::{
    BASES, BREACHES, CHANGES, CHILDREN, COOKIES, DEFINITIONS, OTHERS, PUBLIC, RECIPIENTS, RETENTION, RIGHTS,
    SECURITY, TRANSFERS, VERIFICATION,
};
use super::super::value;
use super::super::words::{
    CAN, COLLECT, COOKIE, DATA, DELETE, KEEP, NOT, OURSELVES, PERSON, PROCESS, PURPOSE, RIGHT, SHARE, THIRD,
    TIME, VERIFY,
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
        "collects.taken-down",
        Collects,
        &[],
        r"(?:{we} ?{may}(?:collect|record|log|gather|capture)s? (?:the|your|which|how|when|certain|some|technical|standard|basic|aggregated?|anonymous|statistical)\b[^;]*)|(?:{we} ?{may}keeps? (?:a )?(?:note|copy|list)s? of [^;]*)|(?:\b(?:conversations?|calls|chats|messages|scores|purchases|visits|sessions|searches|interactions)\b[^.;]{0,60}\b(?:is|are|may be|will be) (?:also )?(?:recorded|logged|saved|monitored|tracked)\b[^;]*)|(?:{we} ?{may}access(?:es)? (?:your|the) (?:device|phone|camera|contacts|photos?|microphone|location|calendar|gallery|storage)\b[^;]*)|(?:\b(?:was|were|is|are) (?:obtained|received|bought|purchased|sourced|taken) from (?:publicly|public|third|other|our|the|credit|social)\b[^;]*)|(?:{we} ?{may}(?:hold|keep)s? (?:[\w-]+,? ){1,8}(?:about|for|on) (?:every|each|our|all|you)\b[^;]*)",
    )
    .unless(r"{not} |right|verif|cookie|until|as long as|for \d|\d+ (?:days|months|years)|consent|contact us|request|secure|safe\b|confidential|up to date|policy|notice")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | RECIPIENTS | CHILDREN | PUBLIC)
    .value(value::collected)
    .of_the_rest(),
    Rule::new(
        "collects.needs-none",
        Collects,
        &[NOT],
        r"(?:^no (?:personal )?(?:data|information|account|registration|sign-?up|login) (?:is|are) (?:\w+ )?(?:required|needed|necessary|asked)\b[^;]*)|(?:\bwithout (?:giving|providing|telling|submitting|disclosing|entering|revealing)(?: us)? (?:any )?(?:personal )?(?:data|information|details)\b[^;]*)|(?:{we} ?{may}{not} (?:track|follow|profile|spy on|watch) (?:you|our users|users|visitors|our visitors)\b[^;]*)|(?:{we} ?{may}{not} (?:see|know|learn|have access to) your (?:password|card)\b[^;]*)|(?:\b(?:addresses|address|names?|messages?|files|photos|numbers?|contents?|searches|passwords?|locations?|histor(?:y|ies)|calls|requests|queries) (?:is|are) (?:not|never|n['’]t) (?:\w+ly )?(?:collected|stored|recorded|logged|kept|saved|read|tracked)\b[^;]*)|(?:\b(?:can|could) ?not be (?:read|seen|accessed|viewed) by us\b[^;]*)|(?:{we} ?(?:have|has) no (?:access to|knowledge of|record of) [^;]*)",
    )
    .unless(r"right|cookie|without your|able to|cannot (?:use|provide|offer)|provider|partner|third part|longer than|for more than")
    .not_below(ASIDE | RIGHTS | RETENTION | CHILDREN)
    .value(value::never_collected),
    Rule::new(
        "purpose.lets-us",
        Purpose,
        &[PURPOSE | PROCESS | OURSELVES],
        r"(?:^(?:this|that|these|it|which|they|doing so|the \w+) (?:also )?(?:lets?|allows?|enables?|helps?|permits?|makes it possible for) us\b[^;]*)|(?:{we} ?{may}rel(?:y|ies) (?:up)?on (?:[\w-]+ ){0,3}(?:data|information|statistics|figures|analytics)\b[^.;]{0,20} to \w+[^;]*)|(?:\bis needed (?:so|to|for|in order)\b[^;]*)|(?:\bwill (?:only )?contact you (?:about|regarding|concerning|when|if)\b[^;]*)|(?:{we} ?{may}needs? (?:your|this|the|these|that|such) [^.;,]{1,60}\b(?:to|in order to|so that|for) \w+[^;]*)",
    )
    .unless(r"{not} |right|verif|cookie|request|consent|legitimate|identify you|framework")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | COOKIES | CHILDREN)
    .value(value::purpose),
    Rule::new(
        "purpose.and-no-other",
        Purpose,
        &[PROCESS],
        r"\bused (?:only|solely|exclusively) (?:to|for)\b[^;]{3,}",
    )
    .unless(r"{not} (?:be )?used|cookie")
    .not_below(ASIDE | COOKIES)
    .value(value::purpose)
    .of_the_rest(),
    Rule::new(
        "recipient.is-given",
        Recipient,
        &[SHARE | THIRD | KEEP | PROCESS],
        r"(?:{we} ?{may}(?:share|disclose|transfer|pass|transmit|reveal|sell)s? (?:on )?(?:[\w’',-]+ ){1,6}?(?:to|with) (?:[\w-]+ ){0,3}{third}[^;]*)|(?:{we} ?{may}(?:share|disclose|give|pass|send|transmit|forward|hand|reveal|provide)s? (?:over |on )?(?:your|the|their|this|these|such|any) (?:[\w’'-]+ ){1,4}?(?:on |over )?(?:to|with) (?:our|the|a|an|any|some|other|this|that|these|those|courts?|external|(?-i:[A-Z])\w+)\b[^;]*)|(?:\b(?:hand|give|pass|turn) over (?:your |the |any |all )?(?:personal )?(?:data|information|records|details) to\b[^;]*)|(?:\bour (?:[\w-]+ ){0,3}(?:provider|host|hoster|processor|partner|agency|accountant|bank|developer|supplier|contractor)s? (?:has|have|can|may|gets?|receives?) (?:have |get |receive )?(?:access to|see|your|the)\b[^;]*)|(?:\b(?:data|information|it|they|files|backups|emails|messages|records)\b[^.;]{0,30} (?:is|are) {adv}(?:stored|hosted|kept|held|saved|backed up) (?:with|at|by) (?:the )?(?-i:[A-Z])[\w.&-]+[^;]*)|(?:\bhosted (?:by|with) (?:the )?(?-i:[A-Z])[\w.&-]+[^;]*)",
    )
    .unless(r"{not} |right|request|consent to|provide you|to (?:you|us)\b|cookie|child|opt.out|copy of|proof|verif|{we} ?{may}send ")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY | RETENTION | BREACHES | VERIFICATION)
    .value(value::recipient),
    Rule::new(
        "recipient.sees",
        Recipient,
        &[],
        r"(?:\bonly (?:the |our |those )?[\w ,’'-]{3,60} (?:can|may|will|are able to) (?:see|access|view|read)\b[^;]*)|(?:\bother (?:users?|members?|players?|visitors|people|participants|customers) (?:can|may|will|could|might|are able to|will be able to) (?:also )?(?:see|view|read|find)\b[^;]*)|(?:\baccess (?:to [^.;]{1,40} )?is (?:only )?(?:granted|given|provided) to\b[^;]*)|(?:\b(?:is|are|may be|will be|can be) (?:\w+ly )?(?:supplied|submitted|given|handed|reported|passed|forwarded) (?:on |over )*to (?:our|the|a|an|any|other|those|these|carefully|selected|relevant|(?-i:[A-Z])\w+)\b[^;]*)|(?:{we} ?{may}(?:is|are|be)? ?(?:obliged|required|obligated|compelled) to (?:provide|submit|supply|report|hand|give|pass|send) [^.;]{1,80} to (?:the|a|our|any|relevant|(?-i:[A-Z])\w+)\b[^;]*)|(?:\b(?:run|sent|sent out|managed|handled|operated|delivered|processed|provided) (?:through|via|using|with|by) (?:the )?(?-i:[A-Z])[\w.-]+[^;]*)|(?:{we} ?{may}us(?:e|es|ing) (?:the )?(?-i:[A-Z])[\w.-]+(?: (?-i:[A-Z])[\w.-]+)*,? (?:to|for|which|as|in order)\b[^;]*)",
    )
    .unless(r"{not} |right|request|consent to|to you\b|to us\b|cookie|child|opt.out|copy of|proof|verif|by us\b|by the (?:company|controller)|by law|owned|operated by")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY | RETENTION | BREACHES | VERIFICATION | TRANSFERS | CHILDREN)
    .value(value::recipient)
    .of_the_rest(),
    Rule::new(
        "not_shared.stays",
        NotShared,
        &[PERSON | DATA | THIRD | NOT],
        r"(?:\byour (?:[\w’'-]+ ){1,4}(?:stays?|remains?) (?:with us|private|yours|on your (?:device|phone|computer)|in-house)\b[^;]*)|(?:\bnever leaves? (?:your|the) (?:device|phone|computer|browser)\b[^;]*)|(?:\b(?:providers?|partners?|hosts?) (?:has|have) no access to (?:your|it|the|any)\b[^;]*)|(?:\b(?:third.part(?:y|ies)|advertisers|others|partners|providers|employees)\b {may}(?:{not} |never )(?:ever )?(?:have|has|get|gets|gain|receive|see|sees) (?:any )?(?:access to )?(?:your|it|them|this|the|personal|any of)\b[^;]*)|(?:\b(?:nobody else|no.?one else|no third part(?:y|ies))\b {may}(?:have|has|get|gets|gain|receive|see|sees) (?:any )?(?:access to )?(?:your|it|them|this|the|personal|any of)\b[^;]*)|(?:\bno (?:(?:personal|personally identifiable|user|customer|client|such|other|mobile|sensitive|private|identifying|health|payment|further|contact|of your|of our|of the) ){0,3}(?:data|information|details|records|addresses|numbers)(?: of (?:yours|you|anybody))? (?:is|are|was|were|will be|has been|is being) (?:\w+ly )?(?:shared|sold|rented|passed|given|disclosed|transferred|transmitted|forwarded|handed|released|provided|made available)\b[^;]*)|(?:\b(?:(?:shall|will|is|are|does|do|was|were|have been|has been) (?:not|never)|never|aren['’]t|isn['’]t|won['’]t|cannot) (?:be |been )?(?:passed|lent|leased|rented|sold|swapped|traded|supplied|revealed|disclosed|handed|given|released|provided) (?:on |over |away |out )*(?:to|with) (?:any|third|the|other|others|anyone|anybody|advertisers|our|outside|external)\b[^;]*)|(?:\bnot for sale\b[^;]*)|(?:{we} ?(?:refrains?|abstains?) from (?:selling|disclosing|sharing|renting|passing)\b[^;]*)|(?:{we} ?{may}{not} make [^.;]{0,60}available to (?:any|other|third|anyone|outside)\b[^;]*)|(?:\b(?:is|are) not made available to\b[^;]*)|(?:\bnever to (?:sell|share|rent|lend|trade|disclose|give)\b[^;]*)|(?:\bat no time (?:do|will|shall) {we}[^;]{0,20}\b(?:sell|rent|share|trade|disclose|lease)\b[^;]*)|(?:\bnothing (?:you|that you) [^.;]{0,40}\bwill be (?:revealed|disclosed|shared|passed|told)\b[^;]*)|(?:{we} ?{may}{not} give (?:advertisers|third parties|anyone|anybody|others)\b[^;]*)|(?:{we} (?:have|has) never (?:handed|given|passed|turned|sold)\b[^;]*)|(?:\bunder no circumstances (?:do|will|shall) {we}[^;]{0,20}\b(?:sell|rent|share|trade|disclose|pass|give)\b[^;]*)",
    )
    .unless(r"right|unless|except")
    .not_below(ASIDE | RIGHTS)
    .value(value::not_shared),
    Rule::new(
        "retention.is-gone",
        Retention,
        &[DELETE | KEEP | TIME | DATA],
        r"(?:\b(?:is|are|gets?) (?:then )?{adv}(?:gone|lost|cleared|reset|rotated|discarded|forgotten) (?:once|when|after|every|as soon as|weekly|daily|monthly|hourly|at the end)\b[^;]*)|(?:\b(?:storage|retention) periods? (?:is|are|amounts? to|of|for [^.;]{1,40} (?:is|are))\b[^;]*\b(?:day|week|month|year|hour)s?\b[^;]*)|(?:\b(?:store|keep|retain|hold|save|stored|kept|remains?|stays?)\b[^.;]{0,80}\buntil you (?:unsubscribe|ask|tell|delete|close|cancel|withdraw|opt)\b[^;]*)|(?:\bin line with (?:its|our|the) (?:\w+ )?retention\b[^;]*)|(?:\b(?:stored|kept|retained|held) (?:without (?:any )?time limit|for an unlimited|forever|indefinitely)\b[^;]*)|(?:\b(?:once|when) (?:it|they|this|the data|your data)(?: is|['’]s| are)? no longer (?:needed|required|necessary)\b[^;]*\b(?:shred|wipe|destroy|delet|eras|dispos|remov|anonymi)\w*[^;]*)|(?:\b(?:if|when) you (?:do not|don['’]t|have not|haven['’]t) (?:log(?:ged)? in|sign(?:ed)? in|use[d]?)\b[^;]*\b(?:removed?|deleted?|closed?|erased?|anonymi[sz]ed?)\b[^;]*)",
    )
    .unless(r"cookie|browser|right|request")
    .not_below(ASIDE | COOKIES | RIGHTS)
    .value(value::retention),
    Rule::new(
        "right.done-by-oneself",
        Right,
        &[RIGHT | DELETE | CAN | COOKIE],
        r"(?:^to (?:delete|remove|close|deactivate|erase|download|export|correct|update|change|access) your (?:[\w’'-]+ ){0,2}(?:account|data|information|profile|details|history)\b[^;]*)|(?:\bcookies (?:can|may) be (?:blocked|disabled|deleted|rejected|refused|turned off|switched off)\b[^;]*)|(?:{we} ?{may}(?:delete|erase|remove|correct)s? [^.;]{0,60}\b(?:if|when|as soon as|once) you (?:ask|tell|write|contact|request|want)\b[^;]*)|(?:\b(?:tell|let) us (?:know )?if (?:any|your|the|anything)\b[^.;]{0,60}\b(?:wrong|incorrect|inaccurate|out of date|changes?)\b[^;]*)|(?:\bcan be (?:exported|downloaded|corrected|changed|deleted|updated) (?:from|in|by|via|at any time|under)\b[^;]*)|(?:\b(?:refuse|decline) to (?:comply with|act on|answer|respond to|deal with) (?:a |your |any |such )?requests?\b[^;]*)|(?:^(?:the )?(?:right to |right of )?(?:access|erasure|rectification|restriction|portability|objection|deletion|correction)\b[^.;]{0,60}\bart(?:icle|\.)? ?\d+[^;]*)|(?:{you}[^.;]{0,80} can opt out\b[^;]*)|(?:{we} ?{may}{not} (?:treat you (?:any )?(?:differently|less|worse)|penali[sz]e you|deny you)\b[^;]*)",
    )
    .unless(r"policy|verif|child|as long as")
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
        "deadline.answered-by-then",
        Deadline,
        &[TIME],
        r"(?:\b(?:hear (?:back )?from|get (?:back )?(?:a|an|our) (?:reply|answer|response|decision)|receive (?:a|an|our) (?:written )?(?:reply|answer|response|decision))\b[^;]*\b(?:within|in|no (?:more|later) than)\b[^.;]{0,40}\b(?:days?|weeks?|months?|hours?)\b[^;]*)|(?:\b(?:requests?|corrections?|objections?|inquiries|queries|complaints)\b[^;]*\b(?:dealt with|handled|made|processed|answered|completed|actioned|fulfilled|acted on|stop)\b[^.;]{0,30}\b(?:within|in|no later than|in less than)\b[^.;]{0,40}\b(?:days?|weeks?|months?|hours?)\b[^;]*)|(?:\b(?:has|have) (?:\d+|one|two|thirty|forty-five) (?:\w+ )?(?:days|weeks|months?) (?:in which )?to (?:answer|respond|reply)\b[^;]*)|(?:\btake (?:us )?longer than (?:a|one) month\b[^;]*)|(?:\b(?:be )?corrected within \d+ days\b[^;]*)|(?:\b(?:decision|answer|reply|response)\b[^.;]{0,40}\bwithin \d+ (?:working |business |calendar )?(?:days|weeks|months|hours)\b[^;]*)",
    )
    .unless(r"retain|kept|cookie|breach|notice of|in advance")
    .not_below(ASIDE | COOKIES | BREACHES | RETENTION)
    .value(value::deadline)
    .of_the_rest(),
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
        "cookie.does",
        Cookie,
        &[],
        r"(?:\b(?:vendors?|partners?|networks?|advertisers?|google|(?:our|this) \w+)\b[^.;]{0,60} uses? (?:[\w-]+ ){0,3}cookies\b[^;]*)|(?:\buses? (?:your )?browser['’]?s? local storage\b[^;]*)|(?:\b(?:turn|switch) (?:your )?cookies off\b[^;]*)|(?:\bweb beacons\b[^;]*\bpermit\b[^;]*)|(?:\b(?:[\w-]+ )cookies? (?:also )?(?:lets?|helps?|allows?|enables?|follows?|tracks?|counts?|remembers?|collects?|stores?|keeps?)\b[^;]*)|(?:\b(?-i:[A-Z])\w+ (?:pixel|tag)\b[^.;]{0,20}\b(?:is|are) (?:integrated|installed|embedded|used|placed)\b[^;]*)|(?:{we} ?{may}(?:keep|store|save|hold)s? [^.;]{0,60}\b(?:local storage|session storage|browser['’]?s? storage)\b[^;]*)",
    )
    .unless(r"right|(?:a cookie|cookies) (?:is|are) |for example|{not} |more information|how google uses|these (?:web)?sites|technologies like cookies")
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
        r"(?:\b(?:current|latest|newest|most recent|up-to-date) version\b[^.;]{0,40}\b(?:is|will be|can be|may be|applies)\b[^;]*)|(?:\bno changes?\b[^;]*\bwithout\b[^;]*)|(?:\b(?:policy|notice|statement|page)\b[^.;]{0,40}\b(?:under (?:regular |constant )?review|rewritten|reviewed)\b[^;]*)",
    )
    .below(CHANGES)
    .value(value::change),
    Rule::new(
        "identity_verification.copy",
        IdentityVerification,
        &[VERIFY | PERSON],
        r"(?:\b(?:enclose|attach|include|provide|send)\b[^.;]{0,20} a copy of (?:your|an?|the) (?:\w+ )?(?:id\b|identity|identification|passport|driv)[^;]*)|(?:{we} ?{may}(?:verify|authenticate|check)s? (?:all |your |the |such |each )?requests?\b[^;]*)|(?:\b(?:photo id\w*|identity checks?|evidence that (?:a|the) person|confirming who you are|proof of (?:identity|address)|letter of authority|power of attorney|security questions)\b[^;]*)|(?:\b(?:need|require|ask|asked|must|should|bring|show|see)\b[^;]{0,60}\b(?:id card|identity (?:card|document)|utility bill)\b[^;]*)|(?:\b(?:check|verify|make sure|confirm|establish)\w*\b[^.;]{0,30}\b(?:it['’]s really you|it is (?:really )?you|you are who you|that the person|who is asking|you by|you through)\b[^;]*)|(?:\b(?:fail|fails|unable|cannot|can['’]t|do not) to prove (?:who they are|who you are|their identity|your identity)\b[^;]*)|(?:\bcompare\b[^.;]{0,40}\b(?:signature|details|records)\b[^;]*)",
    )
    .unless(r"collect|we process the following")
    .not_below(ASIDE)
    .value(value::verification)
    .of_the_rest(),
    Rule::new(
        "contact.get-in-touch",
        Contact,
        &[],
        r"(?:\b(?:questions|concerns|queries|comments|complaints|worries|enquiries|inquiries)\b[^;]{0,120}\b(?:get in touch|let us know|drop us a line|speak to|talk to|ask us|write to|be (?:directed|addressed|sent|raised)|directed|addressed)\b[^;]*)|(?:\breach (?:me|us|our \w+) (?:through|via|by|using|at|on)\b[^;]*)|(?:\b(?:appointed|have appointed|has appointed|['’]ve appointed) (?-i:[A-Z])[^.;]{1,60}\bas (?:our|its|the)\b[^.;]{0,40}\b(?:representative|officer)\b[^;]*)|(?:\bour (?:\w+ )?(?:representative|officer)\b[^.;]{0,60}\bis (?-i:[A-Z])[^;]*)|(?:\bname of the (?:\w+ )?officer is\b[^;]*)|(?:\buse the (?:contact form|address|details)\b[^;]*)|(?:\braise (?:it|them|this) with\b[^;]*)|(?:^[^;]{2,60},? attn\b[^;]*)|(?:\bspeak to (?:the|our|your)\b[^;]*\bif\b[^;]*)|(?:\bteam\b[^.;]{0,60}\banswer (?:your|any)\b[^;]*\bquestions\b[^;]*)",
    )
    .not_below(ASIDE | COOKIES)
    .value(value::contact)
    .of_the_rest(),
    Rule::new(
        "other_promise.held-to-it",
        OtherPromise,
        &[],
        r"(?:\b(?:contractors|employees|staff|personnel|providers|partners|processors|workers|volunteers|they)\b[^.;]{0,40}\b(?:have signed|sign|signed|are bound by|are subject to|bound to|under) (?:an? |strict |our )?(?:\w+ )?(?:confidentiality|non-disclosure|secrecy|ndas?)\b[^;]*)|(?:{we} ?{may}(?:fully |strictly )?(?:comply|complies|are compliant|act in accordance|adhere)s? (?:with|to) (?:the |all |applicable )?(?:[\w-]+ ){0,4}(?:gdpr|ccpa|law|laws|legislation|regulations?|acts?|rules|principles)\b[^;]*)|(?:{we} ?{may}keeps? (?:your |personal |all )*(?:data|information) accurate\b[^;]*)|(?:\b(?:has|have|must|required) to sign (?:an? )?(?:data processing |confidentiality )?agreements?\b[^;]*)|(?:\bgoverned by\b[^;]*\blaws?\b[^;]*)|(?:\bimpact assessments?\b[^;]*)|(?:\b(?:act|are|is) (?:as )?joint controllers?\b[^;]*)|(?:\b(?:disputes?|claims?)\b[^.;]{0,60}\b(?:settled|resolved|decided|subject to)\b[^;]*)|(?:\b(?:lawfully|fairly)[, ][^;]*\b(?:transparent|fair|lawful)\w*[^;]*)|(?:\byour responsibility to\b[^;]*)|(?:\bcontractually (?:obligated|obliged|bound|required|prohibited)\b[^;]*)|(?:{not} have to pay a fee\b[^;]*)|(?:\bkeep us informed\b[^;]*)|(?:\bbecomes? public\b[^;]*)|(?:\bonly the minimum\b[^;]*)|(?:\btreat\w* (?:your |all |the )*(?:personal )?(?:data|information) (?:confidential|as confidential|with care|in accordance)\w*[^;]*)|(?:\bagree not to use false\b[^;]*)|(?:\b(?:we may have to|may have to) (?:cancel|close|refuse)\b[^;]*)|(?:{we} ?{may}(?:regularly )?reviews? (?:this|our|the) (?:privacy )?(?:policy|notice|statement|practices)\b[^;]*)",
    )
    .unless(r"right|disclos|shar|retain|request|breach|transfer|necessary|in order to|to comply")
    .not_below(ASIDE | BASES | RECIPIENTS | TRANSFERS | RETENTION | RIGHTS)
    .value(value::effect)
    .of_the_rest(),
];
