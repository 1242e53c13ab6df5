//! What the rest says: sentences that no other rule reads, told by what their heading is about and by words of its kind.
//!
//! These rules ask for little, so they come last, take only what is left, and are never sure.

use super::super::practice::Kind::{
    Breach, ChangeNotice, Children, Collects, Contact, Cookie, Deadline, IdentityVerification, LegalBasis,
    OtherPromise, Purpose, Recipient, Retention, Right, Security, Transfer,
};
use super::super::rule::Rule;
use super::super::topic::{
    BASES, BREACHES, CHANGES, CHILDREN, COLLECTION, CONTACTS, COOKIES, DEFINITIONS, OTHERS, PUBLIC, PURPOSES,
    RECIPIENTS, RETENTION, RIGHTS, SECURITY, TRANSFERS, VERIFICATION,
};
use super::super::value;
use super::super::words::{
    CHILD, COLLECT, COOKIE, DATA, DELETE, KEEP, OURSELVES, PERSON, POLICY, PROCESS, RIGHT, SHARE, TIME,
};

const ASIDE: u32 = DEFINITIONS | OTHERS;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "collects.given-to-us",
        Collects,
        &[OURSELVES, SHARE | COLLECT | DATA],
        r"(?:\b(?:data|information)\b[^.;]{0,40} (?:is|are|may be) (?:supplied|provided|passed|sent|given)(?: to us)? by\b[^;]*)|(?:\b(?:provid|giv|pass|send|suppl|submit|transmit|report|shar|disclos|upload|forward)(?:e|es|s|ed|ies|y|ing)? (?:to |with )?us\b[^;]*)|(?:\b(?:provid|giv|pass|send|suppl|submit|transmit|report|shar|upload|forward)(?:e|es|s|ed|ies|y|ing)?\b[^.;]{3,120}\b(?:to|with) us\b[^;]*)",
    )
    .unless(r"{not} |request|consent|complain|question|please|\bask\b|verif|aware|responsib|accura|\bdepends?\b|written agreement|^(?:when|if|where) [^,]{0,80}$|confident")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | COOKIES | CHILDREN | CONTACTS | CHANGES | BREACHES)
    .value(value::collected)
    .of_the_rest(),
    Rule::new(
        "collects.below",
        Collects,
        &[],
        r"(?:\byou (?:may|can) (?:also )?(?:add|post|fill in)\b[^;]*)|\b(?:collect|gather|obtain|receiv|record|log|captur|pass|detect|measur|track|monitor|stor|sav|keep|kept|access|examin|report|purchas|combin|infer|deriv|generat|upload|submit|enter|provid|process|requir|ask|register)\w*\b[^;]+\b(?:data|information|details|names?|address(?:es)?|numbers?|e-?mails?|device\w*|identifiers?|location|photos?\w*|videos?|audio|recordings?|messages|payment|answers|scores|history|content|record|preferences|profile|contact\w*|logs?|usage|patterns?|movements|temperature|sensors?|accommodations|score)\b[^;]*",
    )
    .unless(r"\bdisclos|\brequest|contact us|{not} |please|right|consent|legal|in order to|cookie|lawful|written agreement|we refer to|this is so|governed by|more information|learn more|{we} (?:will|may)? ?(?:use|process) [^.;]{0,60} (?:to|for)\b|\bmeans\b|apply to|applies to|this (?:policy|notice)")
    .below(COLLECTION)
    .not_below(ASIDE | RIGHTS | RETENTION | RECIPIENTS | BASES | PURPOSES | SECURITY | COOKIES | CHILDREN | TRANSFERS | CHANGES | CONTACTS | BREACHES)
    .value(value::collected)
    .of_the_rest(),
    Rule::new(
        "collects.named-below",
        Collects,
        &[],
        r"\b(?:data|information|details|names?|address(?:es)?|numbers?|e-?mails?|device\w*|identifiers?|location|photo\w*|videos?|audio|recordings?|messages|payments?|transactions?|orders|history|records?|preferences|profile|logs?|clicks|pages|cookies|account|biometric|gender|nationality|income|qualifications|interests)\b[^;]*",
    )
    .unless(r"\b(?:we|you|they|it|is|are|was|were|has|have|had|will|may|might|can|could|must|shall|should|would|please|means|do|does|relates)\b|{not} |right|legal|https?:|^how |^what |^why ")
    .below(COLLECTION)
    .not_below(ASIDE | RIGHTS | RETENTION | RECIPIENTS | BASES | PURPOSES | SECURITY | COOKIES | CHILDREN | TRANSFERS | CHANGES | CONTACTS | BREACHES)
    .value(value::collected)
    .of_the_rest(),
    Rule::new(
        "collects.of-the-ccpa",
        Collects,
        &[],
        r"^(?:[a-l]\. )?(?:identifiers|customer records|characteristics of protected|protected classifications?|commercial information|biometric information|internet or (?:other|similar)|geolocation(?: data)?|audio(?:,| information)|sensory data|professional or employment|employment.related|education information|inferences)\b[^;]*",
    )
    .unless(r"{not} ")
    .not_below(ASIDE | RECIPIENTS | RIGHTS | PURPOSES)
    .value(value::collected)
    .of_the_rest(),
    Rule::new(
        "recipient.named-below",
        Recipient,
        &[],
        r"(?:\b(?:providers?|banks?|institutions?|authorit\w+|processors?|agenc(?:y|ies)|compan(?:y|ies)|partners?|courts?|advis[oe]rs?|insurers?|affiliates?|regulators?|auditors|lawyers|contractors|vendors|carriers?|suppliers?|subsidiaries|bodies|police|operators?|networks|merchants)\b[^;]*)|(?:{form} \([^;]*)",
    )
    .unless(r"^[^;]{0,60}\b(?:we|you|they|it|is|are|was|were|has|have|had|will|may|can|could|must|shall|should|would|please|means|do|does)\b|{not} |right|https?:|^how |^who |^what ")
    .below(RECIPIENTS)
    .not_below(ASIDE | RIGHTS | TRANSFERS | RETENTION | CHANGES | COOKIES | SECURITY | CONTACTS)
    .value(value::recipient)
    .of_the_rest(),
    Rule::new(
        "legal_basis.by-law",
        LegalBasis,
        &[],
        r"\b(?:required|obliged|prescribed) (?:by|under) (?:\w+ ){0,3}(?:law|act|regulations?)\b[^;]*",
    )
    .below(BASES)
    .not_below(ASIDE | RIGHTS | RETENTION | RECIPIENTS)
    .value(value::basis)
    .of_the_rest(),
    Rule::new(
        "purpose.below",
        Purpose,
        &[],
        r"(?:^(?:[^.;:]{3,60} [^\w\s] )?(?-i:[A-Za-z])[a-z]+ing\b[^;]{8,})|(?:\b(?:us(?:e|ed|es|ing)|process(?:ed|es|ing)?|analy[sz]e[sd]?|aggregate|combine)\b[^;]{0,160}\b(?:to|for|so that)\b[^;]{4,})|(?:\b(?:so that|which (?:allows?|enables?|helps?) us)\b[^;]*)|(?:\bhelps? us\b[^;]*)|(?:\bsends? (?:you )?(?:\w+ ){0,2}(?:news\w*|offers|promotions?|marketing)\b[^;]*)",
    )
    .unless(r"{not} |right|legal basis|lawful|cookie|only (?:where|when|if)|law permits|consent|adherence|depending")
    .below(PURPOSES | BASES)
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES | CHILDREN)
    .value(value::purpose)
    .of_the_rest(),
    Rule::new(
        "recipient.below",
        Recipient,
        &[],
        r"(?:{we} ?{may}(?:(?:need to|have to|be (?:obliged|required) to) )?(?:also )?(?:share|disclose|provide|transfer|release|transmit|pass|give|send|report|reveal|engage|use|appoint|make)s?\b[^;]{4,}\b(?:to|with|providers?|partners?|available|vendors?|processors?)\b[^;]*)|(?:\b(?:can|may|will) (?:also )?(?:see|view|access|receive|be released|be disclosed|be shared|be passed|be transferred|be made available)\b[^;]*)|(?:\b(?:handled|carried out|processed|hosted|provided|sent|submitted|passed|transferred|disclosed) (?:by|to|using|through)\b[^;]*)|(?:\bvisible to\b[^;]*)|(?:{we} ?{may}tells? (?:your|the) \w+ (?:whether|that|about)\b[^;]*)|(?:\b(?:sell|share) (?:your )?personal (?:information|data)\b[^;]*)",
    )
    .unless(r"{not} |right to|you can|you may|outside|abroad|countr|cookie|consent|bound by|instructions|secure|transfer the")
    .below(RECIPIENTS)
    .not_below(ASIDE | RIGHTS | TRANSFERS | RETENTION | CHANGES)
    .value(value::recipient)
    .of_the_rest(),
    Rule::new(
        "recipient.does-below",
        Recipient,
        &[],
        r"^(?:our |the |an? )?[\w&.-]+(?: [\w&.-]+){0,3}(?:(?:,| and|, and) (?:our |the )?[\w&.-]+(?: [\w&.-]+){0,2}){0,3} (?:handles?|brings?|delivers?|hosts?|sees?|process(?:es)?|ships?|runs?|operates?|sends?|receives?|gets?|stores?|maintains?|helps?)\b[^;]*",
    )
    .unless(r"^(?:we|you|it|this|they|he|she|your|nobody|no.one|nothing|none|if|when|where|please|as|in|to|for|any|all|each|these|those|that|which|some)\b|{not} |right")
    .below(RECIPIENTS)
    .not_below(ASIDE | RIGHTS | TRANSFERS | RETENTION | CHANGES | COOKIES)
    .value(value::recipient)
    .of_the_rest(),
    Rule::new(
        "transfer.below",
        Transfer,
        &[],
        r"\b(?:transfer\w*|adequa\w+|safeguards?|clauses|binding corporate rules|countr(?:y|ies)|outside|united states|european union|eea|servers?|hosts?|hosted|framework)\b[^;]*",
    )
    .unless(r"right|you can|you may|complain|contact|vary|crucial|more information|learn more|has issued|for details|refer to|is set (?:forth|out)")
    .below(TRANSFERS)
    .not_below(ASIDE | RIGHTS)
    .value(value::transfer)
    .of_the_rest(),
    Rule::new(
        "retention.below",
        Retention,
        &[KEEP | DELETE | TIME],
        r"(?:\b(?:recorded over|retain|retention|keep|kept|stor|held|hold|preserv|archiv|delet|eras|remov|destr|anonymi|de-identif|discard|purg|overwrit|persist|aggregat|gone|expir|dispos|clos|remain|stay)\w*\b[^;]*)|(?:^[^.;:]{3,60}: [^;]*\b(?:days?|weeks?|months?|years?|until|as long as)\b[^;]*)|(?:^[^.;:]{3,60}: (?:until|for as long)\b[^;]*)|(?:^(?:for|until|up to|as long as|at most)\b[^;]{3,})",
    )
    .unless(r"cookie|you can|you may|right|contact us|the term")
    .below(RETENTION)
    .not_below(ASIDE | RIGHTS | COOKIES)
    .value(value::retention)
    .of_the_rest(),
    Rule::new(
        "retention.anywhere",
        Retention,
        &[TIME],
        r"\b(?:retain|retention|keep|kept|stored|held|preserv|archiv|delet|eras|remov|destroy|destruct|anonymi|discard|purg|overwrit|persist|aggregat|gone)\w*\b[^;]{0,100}\b(?:\d+|one|two|three|four|five|six|seven|ten|twelve|thirty|sixty|ninety)\)? (?:\w+ )?(?:hours?|days?|weeks?|months?|years?)\b[^;]*",
    )
    .unless(r"cookie|request|right|browser|child|respond|notice|back-?up daily")
    .not_below(ASIDE | COOKIES | CHILDREN | CHANGES)
    .value(value::retention)
    .of_the_rest(),
    Rule::new(
        "security.below",
        Security,
        &[],
        r"\b(?:secur\w+|protect\w*|encrypt\w*|firewalls?|safeguards?|measures|access|confidential\w*|certified|certification|pci|iso|soc 2|hash\w*|tokeni[sz]\w*|back(?:ed)?[ -]?ups?|audits?|trained|training|authenticat\w+|passwords?|guarantee|monitor\w*|logg(?:ed|ing)|staff|locked|need-to-know|audited|tls|https|accessible|accessed|audit trails?|backed up)\b[^;]*",
    )
    .unless(r"you (?:should|must|are|can)|responsib|please|right to|your rights|child|breach|retain|delet|third.part|recommend|should|importan|priority|these measures|acknowledge|nevertheless|designate|stay secure|don.t|providers|contact|concern")
    .below(SECURITY)
    .not_below(ASIDE | RIGHTS | COOKIES | RETENTION | BREACHES)
    .value(value::security)
    .of_the_rest(),
    Rule::new(
        "security.anywhere",
        Security,
        &[],
        r"(?:\b(?:is|are) (?:\w+ )?(?:encrypted|hashed|tokeni[sz]ed|stored in (?:hashed|encrypted))\b[^;]*)|(?:\b(?:no|not any) (?:method|transmission|system|website|internet)\b[^;]*\bsecure\b[^;]*)|(?:\b(?:limit|restrict)s? access to\b[^;]*)|(?:\baccess to [^;]{3,80}\b(?:limited|restricted) to\b[^;]*)|(?:\b(?:duty|obligations?) of confidentiality\b[^;]*)|(?:\b(?:technical|organi[sz]ational|physical|administrative)\b[^;]{0,60}\b(?:safeguards|measures|controls)\b[^;]*)|(?:\bput in place\b[^;]{0,40}\b(?:measures|safeguards|controls)\b[^;]*)|(?:\bstored (?:on|in) secure\b[^;]*)|(?:\b(?:may|might) not be (?:completely |entirely )?secure\b[^;]*)",
    )
    .unless(r"transfer|right|cookie|child|outside|countr|{not} .{0,40}guaranteed")
    .not_below(ASIDE | RIGHTS | COOKIES | CHILDREN)
    .value(value::security)
    .of_the_rest(),
    Rule::new(
        "breach.below",
        Breach,
        &[],
        r"(?:\b(?:breach(?:es)?|incidents?|unauthori[sz]ed (?:access|release|disclosure)|lost or stolen|compromised|hacked|(?:been|was|were|is|are) exposed|leak(?:ed|s)?|affected by a (?:hack|leak|breach)|data loss|break-in|intrusion)\b[^;]*\b(?:tell|told|inform|notif|contact|alert|report|let (?:you|both|them)|advise|e-?mail|a notice|register|procedures?)\w*\b[^;]*)|(?:\b(?:tell|told|inform|notif|alert|advise|e-?mail|let (?:you|both|them)|a notice|procedures?)\w*\b[^;]*\b(?:breach(?:es)?|incidents?|unauthori[sz]ed (?:access|release|disclosure)|lost or stolen|compromised|hacked|(?:been|was|were|is|are) exposed|leaked|affected by a (?:hack|leak)|data loss|break-in|intrusion)\b[^;]*)",
    )
    .unless(r"customer, from|you should|not breach|password|\bright|breach of (?:this|these|the|our|contract|any (?:term|agreement))")
    .value(value::breach)
    .of_the_rest(),
    Rule::new(
        "cookie.rest",
        Cookie,
        &[COOKIE],
        r"(?:\b(?:set|sets|place|places|drop|allow|switched off|disabled|block)\b[^;]{0,80}\b(?:cookies?|pixels?|beacons?|trackers?)\b[^;]*)|(?:\b(?:cookies?|pixels?|beacons?|trackers?)\b[^;]{0,80}\b(?:set|placed|switched off|cookie (?:notice|policy))\b[^;]*)|(?:\bno\b[^.;]{0,60}\b(?:trackers?|cookies|pixels)\b[^;]*)|(?:\b(?:strictly necessary|analytical|performance|functional|targeting|advertising|marketing)\b[^.;]{0,30}\bcookies\b[^;]*)",
    )
    .unless(r"(?:a cookie|cookies) (?:is|are) (?:a |an )?(?:small|piece|text|tiny|short|data|files?)|right|contact|for example|visit|explains|refuse cookies|note that|been set|prevent|such cookies|made your choice|manual|https?:|if you want|you may|you can|either")
    .not_below(DEFINITIONS)
    .value(value::cookie)
    .of_the_rest(),
    Rule::new(
        "cookie.tools-below",
        Cookie,
        &[PROCESS],
        r"{we} ?{may}use (?-i:[A-Z])[\w-]+\b[^;]*\b(?:pixel|tag|analytics|statistics|advertis\w*|measure\w*|months?|cookies?)\b[^;]*",
    )
    .unless(r"right|for example")
    .below(COOKIES)
    .value(value::cookie)
    .of_the_rest(),
    Rule::new(
        "children.below",
        Children,
        &[],
        r"\b(?:(?:not yet|under|over|at least) 1[0-9]|child(?:ren)?(?:['’]s)?|minors?|parents?|guardians?|parental|age|younger|adults?|teens?|\d+ (?:years|or (?:over|older)))\b[^;]*",
    )
    .unless(r"right|contact us at|cooperation")
    .below(CHILDREN)
    .not_below(DEFINITIONS | RIGHTS)
    .value(value::children)
    .of_the_rest(),
    Rule::new(
        "children.anywhere",
        Children,
        &[CHILD],
        r"(?:\b(?:under|below|not yet|at least|over) (?:the age of )?(?:1[0-9]|thirteen|sixteen|eighteen)\b[^;]*)|(?:\b(?:children|minors|child)\b[^;]{0,60}\b(?:{not}|may|must|only|without|directed|intended)\b[^;]*)|(?:{not} [^.;]{0,60}\b(?:children|minors|child)\b[^;]*)",
    )
    .unless(r"days|hours|months|discriminat")
    .not_below(DEFINITIONS | RIGHTS)
    .value(value::children)
    .of_the_rest(),
    Rule::new(
        "change_notice.below",
        ChangeNotice,
        &[POLICY | OURSELVES | PERSON],
        r"\b(?:adapt|current version|chang|updat|modif|amend|revis|alter|version|effective|notif|post|publish|check|review|acceptance)\w*\b[^;]*",
    )
    .unless(r"right|correct your|cookie|contact us|commitment|letter|object|important points|previous versions")
    .below(CHANGES)
    .not_below(DEFINITIONS | COOKIES | RIGHTS)
    .value(value::change)
    .of_the_rest(),
    Rule::new(
        "identity_verification.rest",
        IdentityVerification,
        &[],
        r"(?:\b(?:confirm|verif\w+|check|establish|prove|proof)\b[^;]{0,60}\b(?:identity|who you are|that you are|the person making|requester|authori[sz]ed)\b[^;]*)|(?:\bidentity\b[^;]{0,60}\b(?:in doubt|doubts?|uncertain|cannot be)\b[^;]*)|(?:\bmust (?:complete|pass|undergo)\b[^;]*\bverification\b[^;]*)|(?:\b(?:show|prove|establish) who you are\b[^;]*)|(?:\bto verify you\b[^;]*)|(?:\bverif(?:y|ies|ying) (?:a|an|the|your|each|any|such|all) (?:\w+ )?requests?\b[^;]*)|(?:\bconfirm (?:that |who )[^;]{0,40}\b(?:is|are)\b[^;]*)|(?:\b(?:identify yourself|authenticate (?:your|the|a) (?:\w+ )?requests?)\b[^;]*)",
    )
    .unless(r"(?:policy|terms) of [^;]{0,30}third.part|only to verify|verifying the identity")
    .not_below(ASIDE | COLLECTION)
    .value(value::verification)
    .of_the_rest(),
    Rule::new(
        "right.below",
        Right,
        &[RIGHT | PERSON],
        r"(?:\b(?:you|parents|consumers|residents|users?|individuals|employees|patients|members)\b[^;]{0,40}\b(?:may|can|could|are able to|have)\b[^;]{0,60}\b(?:access|review|inspect|correct|delete|object|restrict|opt.out|withdraw|unsubscribe|complain|obtain|request|ask|invoke|adjust|turn|disable|manage|exercise|designate|appeal|refuse|stop)\w*\b[^;]*)|(?:\bto (?:stop|opt out|unsubscribe|withdraw|change)\b[^;]{0,80}\b(?:click|follow|visit|use|adjust|contact|write|send|go)\b[^;]*)|(?:\b(?:honou?rs?|recogni[sz]es?|treats?|responds? to)\b[^;]{0,60}\b(?:global privacy control|gpc|opt.out (?:preference )?signals?)\b[^;]*)",
    )
    .unless(r"{we} reserve|if you (?:contact|ask) ")
    .below(RIGHTS)
    .not_below(ASIDE)
    .value(value::right)
    .of_the_rest(),
    Rule::new(
        "deadline.rest",
        Deadline,
        &[TIME],
        r"\b(?:requests?|answer|respon\w+|reply)\b[^;]*\bwithin [^.;]{0,40}\b(?:days?|months?|hours?|weeks?)\b[^;]*",
    )
    .unless(r"delet|retain|cookie|breach")
    .not_below(ASIDE | RETENTION | COOKIES | BREACHES | CHANGES)
    .value(value::deadline)
    .of_the_rest(),
    Rule::new(
        "legal_basis.rest",
        LegalBasis,
        &[],
        r"(?:\b(?:legal|lawful) (?:basis|bases|grounds?)\s?[:–-][^;]*)|(?:\b(?:with|on|under|given|have|obtain|need|ask for|require)\b[^;]{0,40}\bconsent\b[^;]*)|(?:\b(?:necessary|need\w*|required)\b[^;]{0,40}\b(?:to perform|for the performance of|to enter into)\b[^;]{0,40}\b(?:contract|agreement)\b[^;]*)|(?:\blegitimate interests?\b[^;]*)|(?:\b(?:act|law|regulation)s? (?:so )?requires?\b[^;]*)|(?:\b(?:legal|lawful) basis (?:of|for|to|under)\b[^;]*)|(?:\bon the basis of art(?:icle|\.)? ?9\b[^;]*)|(?:\bthe law (?:lets|allows|permits) us\b[^;]*)",
    )
    .unless(r"withdraw|right|cookie|child|parent|transfer|shar|disclos|if you|{not} (?:\w+ )?(?:rely|relies|based)")
    .not_below(ASIDE | RIGHTS | COOKIES | CHILDREN | RETENTION | RECIPIENTS | TRANSFERS | CHANGES)
    .value(value::basis)
    .of_the_rest(),
    Rule::new(
        "contact.rest",
        Contact,
        &[],
        r"(?:\b(?:contact\w*|reach\w*|write|send|call|officer|e-?mail|questions|representative)\b[^;]*(?:\w@\w|\[email|\+\d|\(\d{3}\))[^;]*)|(?:\b(?:contact|write to|reach) us\b[^;]*)|(?:\b(?:reached|contacted) (?:at|on|by|via|through)\b[^;]*)|(?:\bplease (?:contact|write|send|e-?mail|use)\b[^;]*)|(?:\w@\w[^;]*)|(?:\brequests? (?:should|must|can|may) be (?:made|sent|addressed|submitted|directed) (?:in writing )?(?:to|by|via)\b[^;]*)",
    )
    .unless(r"opt.out|unsubscrib|delete it|child|complain|should|^contact us|stay secure")
    .not_below(ASIDE | COOKIES | CHILDREN)
    .value(value::contact)
    .of_the_rest(),
    Rule::new(
        "other_promise.rest",
        OtherPromise,
        &[],
        r"(?:{we} ?(?:will|shall|do|does|would|may|can|are|is|must)(?: only| also| always| therefore)? ?(?:not|never)\b[^;]*)|(?:{we} ?(?:never|only|always)\b[^;]*)|(?:{we} ?(?:will|shall) (?:only |always |also |continue )?(?:make sure|ensure|use|refer|tell|inform|take|seek|require|treat|respect|comply|forward|endeavou?r|try|do|remain|let you)\b[^;]*)|(?:{we} ?(?:is|are) committed to\b[^;]*)|(?:\b(?:free of charge|no charge|reasonable fee|charge you|pay a fee|need not pay|have to pay|without charge)\b[^;]*)|(?:\b(?:may|will|might) (?:not be able|be unable|no longer)\b[^;]*)|(?:\b(?:cannot|will not be able to|are unable to) (?:open|supply|provide|offer|process|perform|carry)\b[^;]*)|(?:\b(?:may|might) (?:decline|refuse|deny|reject) (?:your |a |the |any )?requests?\b[^;]*)|(?:\byou (?:are|remain) (?:solely )?responsible\b[^;]*)|(?:\b(?:can|may) be (?:seen|viewed|read) by (?:any|every|other)\w*[^;]*)|(?:\bnot a condition of\b[^;]*)|(?:\bare bound by the\b[^;]*\b(?:act|law|regulation|code)\b[^;]*)|(?:\bwe are unable to\b[^;]*)|(?:{we} (?:wo|do|does|ca)n['’]t\b[^;]*)|(?:{we} ?{may}(?:aims?|strives?|endeavou?rs?|helps? protect)\b[^;]*)|(?:\bonly consistent with\b[^;]*)",
    )
    .unless(r"choose not to|{not} (?:limited|apply|extend|considered|determine|know)|please|contact us|click|for example|for instance|more time|^if we process|may vary|third.party websites|matters|following principles|safeguards|interpreted|do not sell|(?:not|never|n[\x27’]t):$")
    .not_below(ASIDE | COOKIES | CONTACTS | VERIFICATION | CHANGES | CHILDREN | PUBLIC)
    .value(value::effect)
    .of_the_rest(),
];
