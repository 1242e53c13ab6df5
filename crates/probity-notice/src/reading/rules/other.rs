//! Cookies, children, changes of the policy, and every other promise.

use super::super::practice::Kind::{ChangeNotice, Children, Cookie, OtherPromise};
use super::super::rule::Rule;
use super::super::topic::{CHANGES, COOKIES, DEFINITIONS, OTHERS, RIGHTS, SECURITY};
use super::super::value;
use super::super::words::{
    AUTOMATED, CHANGE, CONTROLLER, COOKIE, NOT, OURSELVES, PERSON, POLICY, PRINCIPLE, PROMISE, PURPOSE,
    SECURE, THIRD, TIME,
};

const ASIDE: u32 = DEFINITIONS | OTHERS;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "cookie.used",
        Cookie,
        &[COOKIE],
        r"(?:{we} ?{may}(?:use|set|place|store|employ|utili[sz]e)s?\b[^.;]{0,60}\b(?:cookies?|pixels?|beacons?|local storage|tracking technologies|trackers)\b[^;]*)|(?:\bcookies?\b[^.;]{0,60}\b(?:are|is|may be|can be|will be) (?:only |also |always |not |\w+ly )?(?:used|stored|saved|created|dropped|set|placed|enabled|provided|linked|required|deleted|removed|turned on|asked|necessary|employed|strictly)\b[^;]*)|(?:\b(?:these|our|such|some|session|persistent|necessary|analytics?|functional|marketing|preference|third-party|statistics) cookies\b[^.;]{0,20}\b(?:are|is|enable|allow|help|let|track|collect|identify|remember|will|may|expire|remain)\b[^;]*)|(?:\b(?:types|kinds) of cookies,? [^.;]*(?:asked|ask) [^;]*)|(?:\bmay be linked\b[^;]*\bcookies\b[^;]*)|(?:\bthrough cookies may be linked\b[^;]*)|(?:\bcookies?\b[^;]*\(\d+ (?:minutes|hours|days|months|years?)\)[^;]*)|(?:^cookies necessary\b[^;]*)|(?:\buses cookies\b[^;]*)|(?:\b(?:list|kinds?) of [^.;]{0,20}cookies\b[^;]*)|(?:\buses? [^.;]{0,40}\bconsent management platform\b[^;]*)|(?:\bno (?:trackers|cookies)\b[^;]*)|(?:{not} (?:use|set|place)s? [^.;]{0,20}\bcookies\b[^;]*)|(?:\b(?:usage|use) of cookies as outlined\b[^;]*)|(?:\bcookies?,? \x22\w+\x22[^;]*)|(?:\bcookies? in use\b[^;]*)|(?:\bto (?:control|manage|detect)[^.;]{0,40}cookies\b[^;]*)|(?:\b(?:sav|stor|keep|kept|remember)\w*\b[^.;]{0,80}\bin (?:a )?cookies?\b[^;]*)|(?:\bcookies?\b (?:{may})?(?:lasts?|expires?|persists?|remains?|contains?|holds?|includes?|have a lifetime)\b[^;]*)|(?:{we} ?{may}(?:also )?set (?:up )?[^.;]{0,30}\bcookies?\b[^;]*)|(?:\btracking technologies (?:(?:also|that are|we) )?used? (?:are|include)\b[^;]*)|(?:\bcookies\b (?:{may})?{not} (?:\w+ly )?(?:hold|contain|track|collect|store|identify|include)\b[^;]*)|(?:{we} ?{may}(?:uses?|utili[sz]es?|employs?) (?:[\w-]+ ){0,3}(?:re-?targeting|re-?marketing)\b[^;]*)",
    )
    .unless(r"(?:a cookie|cookies) (?:is|are) (?:a )?(?:small|piece|text|data files)|right|browser settings|do not usually contain|you (?:may|can) (?:choose|restrict|block|delete)|session cookies expire|persistent cookies remain|instructions|(?:find out|learn|information on|see) how to|such cookies are disabled|the term|either “|(?:further|more) information|collected by cookies|inferred")
    .not_below(DEFINITIONS)
    .value(value::cookie),
    Rule::new(
        "cookie.lasts",
        Cookie,
        &[TIME],
        r"\b(?:lasts?|expires?|persists?|remains?|stays?|valid)\b[^.;]{0,40}\b(?:for|after|until)\b[^;]*",
    )
    .unless(r"{not} |retain|your (?:data|information)")
    .below(COOKIES)
    .value(value::cookie),
    Rule::new(
        "cookie.function",
        Cookie,
        &[COOKIE | PERSON],
        r"^(?:its|their|the) (?:function|purpose)s? (?:generally )?(?:involves?|is|are|includes?)\b[^;]*",
    )
    .value(value::cookie),
    Rule::new(
        "cookie.declined",
        Cookie,
        &[COOKIE],
        r"\b(?:decline|withdraw|refuse|reject)\b[^;]*\bcookies\b[^;]*\bnot be (?:stored|set|placed)\b[^;]*",
    )
    .value(value::cookie)
    .sure(),
    Rule::new(
        "children.not-collected",
        Children,
        &[],
        r"(?:{not} (?:knowingly |intentionally )?(?:collect|solicit|register|process|direct|market|intend\w*|target\w*)\w*\b[^;]*\b(?:child(?:ren)?|minors?|under (?:the age of )?\d+|years|not legally permitted|non-adults?|legal age)\b[^;]*)|(?:\b(?:children|minors|persons?|individuals|anyone|users?)\b[^.;]{0,40}\bunder (?:the age of )?(?:\d+|\w+teen|legal)\b[^;]*)|(?:\bnot of legal age\b[^;]*)|(?:\bbelow (?:the )?(?:\w+ )?legal age\b[^;]*)|(?:\bunder (?:the age of )?(?:\d+|thirteen|sixteen|eighteen)\b[^;]*)",
    )
    .unless(r"cookie|days|discriminat")
    .value(value::children),
    Rule::new(
        "children.age",
        Children,
        &[],
        r"(?:\b\d+ (?:years (?:of age |old )?)?(?:or|and) (?:older|over|above)\b[^;]*)|(?:\baged? \d+ and (?:up|over|older|above)\b[^;]*)|(?:\b(?:at least|over|above|older than|minimum age (?:of|is)) (?:the age of )?\d+(?: years)?\b[^;]*)|(?:\bparents?(?:al)?\b[^;]*\b(?:consent|permission|contact|child)\b[^;]*)|(?:\bif you want your child\b[^;]*)|(?:\bdata from a child\b[^;]*)|(?:\bpermission for the child\b[^;]*)",
    )
    .unless(r"days|months|minor child|characters|parent compan|details of your|not give")
    .not_below(RIGHTS)
    .value(value::children),
    Rule::new(
        "change_notice.may-change",
        ChangeNotice,
        &[POLICY, CHANGE],
        r"(?:\b(?:policy|notice|rules|statement|terms)\b[^.;]{0,60}\b(?:may|can|might|will|could)\b(?: also)?(?: get| be)?[^.;]{0,20}\b(?:updated?|revised?|changed?|modified|amended)\b[^;]*)|(?:{we} ?{may}(?:reserves? the right|ha(?:s|ve) (?:the|a) right|may|can|shall have the right)?[^.;]{0,40}\b(?:update|revise|change|modify|amend|alter|make (?:any )?changes)\b[^.;]{0,80}\b(?:policy|notice|rules|statement|terms)\b[^;]*)",
    )
    .unless(r"cookie preferences|verification requirements|cannot be|terms and conditions governing|how we|inform its clients")
    .not_below(DEFINITIONS)
    .value(value::change),
    Rule::new(
        "change_notice.told",
        ChangeNotice,
        &[],
        r"(?:\b(?:chang(?:e|ed)|new)\b[^.;]{0,60}\b(?:takes? effect|(?:is|are) told)\b[^;]*)|(?:\b(?:informed|notified|told) (?:about|of) (?:any |all )?(?:\w+ ){0,4}(?:adjustments|changes|updates)\b[^;]*)|(?:\bnotify you (?:before|of|about|when)\b[^.;]{0,40}\bchanges?\b[^;]*)|(?:\bcheck back\b[^;]*)|(?:\b(?:periodically|regularly) (?:check|review)\b[^;]*\b(?:policy|notice)\b[^;]*)|(?:\bannounces? (?:\w+ )?(?:changes|amendments|updates|modifications)\b[^;]*)|(?:\b(?:changes?|updates?|modifications?|amendments?|revis\w+|new version)\b[^.;]{0,80}\b(?:posted?|publish\w*|notif\w+|inform(?:ed|s|ing)?|announced?|effective|email|letter|notice|sent)\b[^;]*)|(?:\b(?:review|check|verify|reviewing|checking)\b[^.;]{0,60}\b(?:policy|notice|rules|it|this page)\b[^.;]{0,20}(?:periodically|regularly|from time|before each|content|frequently)[^;]*)|(?:\b(?:announces?|notify|inform you|tell you|publish|post)\b[^.;]{0,40}\b(?:changes?|updates?|amendments?) (?:of|to|in)\b[^;]*)|(?:responsible for (?:periodically|regularly) (?:review|check)\w+[^;]*)|(?:\b(?:continu\w+|further)\b[^.;]{0,60}\bus(?:e|ing)\b[^.;]{0,60}\b(?:changes?|agrees?|accept)\w*[^;]*)",
    )
    .unless(r"cookie|verification requirements|latest version of the agreement|products|accounts, notify|official communication|softw|rectif|correct|breach|presence|{you}[^.;]{0,40}\b(?:access|updat|chang|review)\w*[^.;]{0,40}\b(?:your|their|pii|data|information|account)\b|\b(?:access|update|change),|requests? to\b")
    .not_below(DEFINITIONS | COOKIES | RIGHTS)
    .value(value::change),
    Rule::new(
        "other_promise.principle",
        OtherPromise,
        &[PRINCIPLE, PROMISE],
        r"\b(?:processing|data|information) (?:shall|must|will|should)(?: be)? [^;]*\b(?:lawful|fair|transparent|adequate|relevant|accurate|limited to|up to date|reliable|secure)\w*\b[^;]*",
    )
    .not_below(ASIDE | RIGHTS)
    .value(value::principle),
    Rule::new(
        "other_promise.role",
        OtherPromise,
        &[CONTROLLER],
        r"(?:\b(?:acts?|acting|assumes? the role|is|are|serves?)\b(?: not)?(?: as| of)? (?:a |an |the )?[“”\x22']?(?:data )?(?:controller|processor)\b[^;]*)",
    )
    .unless(r"whether acting|where the company acts as either|data controller, shall|to another controller|on behalf of the controller|these providers|means|right to know|when we act|notice outlines|is the (?:data )?controller (?:of|for) the personal")
    .not_below(ASIDE)
    .value(value::role),
    Rule::new(
        "other_promise.processor-agreements",
        OtherPromise,
        &[THIRD | CONTROLLER | PROMISE],
        r"(?:\b(?:agreements?|contracts?)\b[^.;]{0,60}\b(?:in place|concluded|signed|entered)\b[^;]*)|(?:\b(?:providers|resellers?|partners|(?:sub-?)?processors|vendors|agents|affiliates|contractors|they|each|each of (?:them|these))\b[^.;]{0,120}\b(?:required to|must|obliged to|bound (?:by|to)|contractually|will comply|agree to)\b[^;]*)|(?:\b(?:is|are|be) subject to (?:strict |appropriate |written )?(?:confidentiality|contractual)\b[^;]*)",
    )
    .unless(r"^if |right|transfer|legally bound|client")
    .not_below(ASIDE)
    .value(value::agreements),
    Rule::new(
        "other_promise.bundled-acceptance",
        OtherPromise,
        &[PROMISE],
        r"\bby (?:accepting|agreeing|using|accessing|visiting|registering|creating|providing)\b[^;]*\b(?:agree|accept|acknowledge|consent|bound)\w*\b[^;]*",
    )
    .unless(r"cookie|changes|implicitly|processing and transfer|have read and understood|expressly|bound by this")
    .not_below(DEFINITIONS | CHANGES)
    .value(value::bundled),
    Rule::new(
        "other_promise.disclaimer",
        OtherPromise,
        &[CONTROLLER],
        r"(?:\b(?:{not})\b[^.;]{0,20}\b(?:responsible|accountable|liable|responsibility|liability)\b[^;]*)|(?:\bdisclaims? (?:all |any )?(?:responsibility|liability)\b[^;]*)",
    )
    .not_below(DEFINITIONS)
    .value(value::disclaimer),
    Rule::new(
        "other_promise.automated",
        OtherPromise,
        &[AUTOMATED | PERSON | PROMISE | OURSELVES],
        r"(?:\bautomatically (?:declin|reject|refus|approv|decid)\w*[^;]*)|(?:\b(?:declined|rejected|refused|approved|decided) automatically\b[^;]*)|(?:\b(?:automated|automatic)\b[^.;]{0,20}\b(?:decision|process|individual)\w*[^;]*)|(?:not (?:for|used for) (?:tracking|profiling)[^;]*)",
    )
    .unless(r"right|opt.out|\bmeans\b")
    .not_below(DEFINITIONS)
    .value(value::automated),
    Rule::new(
        "other_promise.no-answer-to-signals",
        OtherPromise,
        &[NOT],
        r"{not} (?:\w+ )?(?:respond|react|honou?r|recogni[sz]e|alter|change|support)s? (?:to )?[^;]{0,100}do.not.track\b[^;,]*|{we} ?{may}(?:honou?r|respect|recogni[sz]e|respond to|observe)s? [^;]{0,40}do.not.track\b[^;]*",
    )
    .extent(super::super::rule::Extent::Head)
    .value(value::not_monitored),
    Rule::new(
        "other_promise.confidentiality",
        OtherPromise,
        &[SECURE],
        r"\b(?:confidentiality clause|(?:utmost|strict) (?:privacy|confidence|confidentiality)|treated as confidential|considered confidential|keep the privacy of)\b[^;]*",
    )
    .unless(r"\breseller|might be considered")
    .not_below(DEFINITIONS)
    .value(value::confidentiality),
    Rule::new(
        "other_promise.duty-of-law",
        OtherPromise,
        &[SECURE],
        r"\b(?:required|obliged) by law to (?:maintain|protect|keep|safeguard)\b[^;]*\b(?:privacy|confidential\w*|security)\b[^;]*",
    )
    .value(value::confidentiality),
    Rule::new(
        "other_promise.effect-of-opting-out",
        OtherPromise,
        &[],
        r"(?:\bcease (?:sending|processing)\b[^;]*)|(?:\bopting out\b[^;]*\bdoes not affect\b[^;]*)|(?:(?:\b(?:may|might|will)|['’]ll) (?:still|continue to) (?:send|receive|contact)\b[^;]*)|(?:\bwithdrawing consent or objecting may\b[^;]*)|(?:\b(?:reasonable|best) efforts to (?:delete|remove|erase)\b[^;]*)",
    )
    .value(value::effect),
    Rule::new(
        "other_promise.by-the-law",
        OtherPromise,
        &[],
        r"(?:{we} ?{may}process(?:es)? (?:your |all )?personal (?:data|information) (?:only )?in (?:accordance|compliance|line) with\b[^;]*)|(?:{we} ?{may}(?:collect|use|handle|treat|process)(?:e?s)? [^.;]{0,60}\b(?:information|data)\b[^.;]{0,20} in (?:accordance|compliance|line) with (?:all )?(?:the )?applicable\b[^;]*)|(?:\b(?:prepared|conducted|carried out|drawn up|processed) in (?:accordance|adherence|compliance|line) (?:to|with) (?:the )?[^.;]{0,60}\b(?:law no|act|gdpr|regulation|law of|ppdpl)\b[^;]*)|(?:\b(?:committed|dedicated|striving) to (?:upholding|ensur\w+|respecting|honou?ring) your rights\b[^;]*)",
    )
    .unless(r"transfer|retain|cookie|requires us")
    .not_below(ASIDE)
    .value(value::framework),
    Rule::new(
        "other_promise.organised",
        OtherPromise,
        &[PROMISE | CONTROLLER],
        r"(?:{we} ?{may}(?:maintain|keep|designate|appoint)s? (?:a |an |data |our )?(?:data )?(?:processing records|records of processing|data protection officer|dpo|privacy officer)\b[^;]*)|(?:{we} ?{may}ensures? that agreements\b[^;]*)",
    )
    .not_below(ASIDE | SECURITY)
    .value(value::agreements),
    Rule::new(
        "other_promise.purpose-limited",
        OtherPromise,
        &[PRINCIPLE | PROMISE | PURPOSE | OURSELVES],
        r"(?:\bonly for the purposes? (?:for|they|it|which)\b[^;]*\bcollected\b[^;]*)|(?:\bonly (?:as|where|to the extent|when) (?:needed|necessary|required|the law (?:allows|permits))\b[^;]*)|(?:\bonly (?:where|when|if) the law (?:allows|permits)\b[^;]*)|(?:\bonly occur for the (?:defined|stated|agreed) purposes\b[^;]*)|(?:\bonly (?:collect|use|process|access)(?:e?s)? [^.;]{0,60}\b(?:if|when|where) (?:{we} |it is |there is |strictly |absolutely )*(?:have|has|need|needs|necessary|required|must)\b[^;]*)|(?:\bdata minimi[sz]ation\b[^;]*)|(?:\b(?:collects?|us(?:e|es|ing)|process(?:es)?|disclos(?:e|es)|shar(?:e|es)) only (?:what|the (?:minimum|data|information))\b[^;]*)|(?:{we} ?{may}(?:aggregate|anonymi[sz]e|de-?identify|pseudonymi[sz]e)s?\b[^;]*)|(?:\bminimum (?:amount|(?:personal )?(?:data|information)) (?:of (?:\w+ ){1,3})?(?:needed|required|necessary)\b[^;]*)",
    )
    .unless(r"retain|kept|stored|longer|shar|disclos|to publish|and use")
    .not_below(ASIDE)
    .value(value::principle),
    Rule::new(
        "other_promise.told-before",
        OtherPromise,
        &[],
        r"(?:{we} ?{may}inform you of (?:this|that|the) purpose\b[^;]*)|(?:{we} ?{may}inform you separately\b[^;]*)|(?:\bwill be communicated to\b[^;]*\b(?:at the|before|when)\b[^;]*)|(?:\balternative format\b[^;]*)|(?:\b(?:notify|inform|tell)\b[^.;]{0,40}\bbefore (?:we|any|disclos|shar|hand)\w*\b[^;]*)|(?:{we} ?{may}(?:notify|inform|tell|provide (?:you|users|\w+) with notice)\b[^;]*\b(?:access|legal (?:request|process|demand)s?|requests?|subpoenas?|transferred|becomes? subject|hand over|asked to disclose)\b[^;]*)",
    )
    .unless(r"change|breach")
    .not_below(ASIDE)
    .value(value::separate),
    Rule::new(
        "other_promise.consequence",
        OtherPromise,
        &[],
        r"(?:\b(?:withdraw|revok|refus|object)\w*\b[^.;]{0,60}\b(?:may|might|could) (?:impact|affect|limit|mean)\b[^;]*)|(?:\b(?:do|does) not have to (?:give|provide)\b[^;]*)|(?:\bnot required to (?:create|provide|give|register|submit|disclose)\b[^;]*)|(?:\bif you do not (?:provide|give)\b[^;]*\b(?:unable|cannot|not be able)\b[^;]*)|(?:\bnecessary to provide the services?,? or offer\b[^;]*)|(?:\b(?:may|might|will|would|could) (?:prevent (?:you|users) from|result in (?:closing|losing|the (?:closure|loss))|no longer (?:work|function|be available)|be unavailable)\b[^;]*)|(?:\b(?:won['’]t|will not|may not|might not|cannot|not be able to) (?:\w+ )?(?:work|function|operate|be able to use|use)\b[^.;]{0,80}\bif you\b[^;]*)|(?:\bmay become public(?:ly)?\b[^;]*)|(?:\bpublic by nature\b[^;]*)|(?:\b(?:visible|viewable|accessible) (?:to|by) (?:any|other users|everybody|everyone|others|all|the public)\b[^;]*)",
    )
    .unless(r"cookie|if you (?:decline|refuse)")
    .not_below(ASIDE)
    .value(value::effect),
    Rule::new(
        "other_promise.nobody-looks",
        OtherPromise,
        &[NOT],
        r"\b(?:personnel|staff|employees?|team|nobody|no one|no (?:\w+ )?(?:human|person|employee))\b[^.;]{0,30}\b(?:access|look|read|view|see)(?:es|s)?\b[^;]*\b(?:except|unless|without|only)\b[^;]*",
    )
    .not_below(ASIDE)
    .value(value::confidentiality),
    Rule::new(
        "other_promise.without-cookies",
        OtherPromise,
        &[COOKIE],
        r"\bif (?:you|cookies) (?:disable|turn|decline|block|refuse|reject|delete|are disabled)\b[^;]*\b(?:disabled|unavailable|not (?:function|work|be)|unable|lose|limited)\b[^;]*|\bdisabling (?:these |such |our )?cookies (?:may|might|will|can)\b[^;]*",
    )
    .unless(r"not be (?:stored|set|placed)|withdraw consent")
    .not_below(ASIDE)
    .value(value::effect)
    .unsure(),
    Rule::new(
        "other_promise.agreed-to",
        OtherPromise,
        &[PERSON | OURSELVES],
        r"(?:{we} ?{may}agrees? to (?:the|be|comply|abide)\b[^;]*)|(?:\b(?:visit|use|browse|access)\b[^.;]{0,40}\banonymously\b[^;]*)|(?:{we} ?{may}(?:add|place|post|put) a link to (?:it|this|our|the)\b[^;]*)",
    )
    .unless(r"third.part|share|disclos|:$|user agreement|terms of")
    .not_below(ASIDE)
    .value(value::framework)
    .unsure(),
    Rule::new(
        "other_promise.never-asks",
        OtherPromise,
        &[NOT],
        r"{we} ?{may}never (?:ask|request)s?\b[^;]*\b(?:e-?mail|phone|password)\b[^;]*",
    )
    .value(value::confidentiality),
    Rule::new(
        "other_promise.processors-held",
        OtherPromise,
        &[],
        r"(?:\bacts? (?:only )?on our instructions\b[^;]*)|(?:\bonly (?:on|in accordance with|under) (?:our|its|the \w+[’']s) instructions\b[^;]*)|(?:{we} ?{may}(?:contractually )?(?:obligate|oblige|bind|require)s? (?:these|our|such|the|all) (?:\w+ ){0,2}(?:processors|providers|vendors|partners|third parties|subsidiaries|affiliates|contractors|agents|employees|staff|personnel)\b[^;]*\b(?:to|by)\b[^;]*)|(?:\b(?:processors|providers|partners) are (?:only )?(?:authori[sz]ed|permitted|allowed) to\b[^;]*)|(?:\b(?:process|handle)s? (?:your )?(?:data|information) according to their own\b[^;]*)|(?:\b(?:is|are) itself responsible\b[^;]*)|(?:\b(?:they|partners|affiliates|providers|processors|vendors|third parties) (?:may|can|will|shall|must) only (?:use|process|access|handle)\b[^;]*)|(?:\b(?:agreement|addendum|contract) (?:governs|protects|covers)\b[^;]*)",
    )
    .not_below(ASIDE)
    .value(value::agreements),
    Rule::new(
        "other_promise.no-decision-by-machine",
        OtherPromise,
        &[NOT | AUTOMATED],
        r"(?:\bno decisions?\b[^.;]{0,60}\b(?:software|machine|automat\w+|algorithm\w*|solely)\b[^;]*)|(?:\bnot use (?:any )?(?:personal data for )?automated\b[^;]*)",
    )
    .value(value::automated),
    Rule::new(
        "other_promise.informed-separately",
        OtherPromise,
        &[],
        r"\b(?:will|shall) (?:always )?be (?:informed|notified|told) (?:separately|in advance|beforehand)\b[^;]*",
    )
    .value(value::separate),
    Rule::new(
        "other_promise.public-areas",
        OtherPromise,
        &[PROMISE],
        r"\binformation disclosed in (?:these|such|public) (?:areas|forums)[^;]*public\b[^;]*",
    )
    .value(value::public_areas),
    Rule::new(
        "other_promise.scope",
        OtherPromise,
        &[],
        r"(?:\b(?:policy|notice|statement) (?:applies|shall apply|will comply)\b[^.;]{0,20}(?:to|upon|on) (?:prospective|current|all (?:persons|individuals|users|products|services|websites)|our|information|personal)\b[^;]*)|(?:\b(?:policy|notice|statement) (?:does|do|shall|will)(?: not|n['’]t) (?:apply|cover|extend|govern)\b[^;]*)|(?:^it (?:does|do|shall|will)(?: not|n['’]t) (?:apply|extend) to\b[^;]*)|(?:^it (?:also )?applies to (?:the |all |any |our )?(?:personal|data|information|users|everyone|anyone|services|websites?)\b[^;]*)",
    )
    .unless(r"shar|applies to[^;]{0,60}third.part|links? to")
    .not_below(ASIDE | CHANGES)
    .value(value::scope)
    .unsure(),
    Rule::new(
        "other_promise.framework",
        OtherPromise,
        &[PROMISE | PRINCIPLE],
        r"\b(?:adheres? to|certified under|compl(?:y|ies) with|self-certif\w+|self-assessment)\b[^;]*\b(?:safe harbo(?:u)?r|privacy shield|framework|self-assessment|compliance)\b[^;]{0,60}",
    )
    .unless(r"\bagents?\b|prior to")
    .extent(super::super::rule::Extent::Head)
    .value(value::framework),
    Rule::new(
        "other_promise.prevails",
        OtherPromise,
        &[],
        r"(?:\b(?:version|principles)\b[^.;]{0,40}\b(?:shall |will )?(?:prevails?|govern|controls?|takes? precedence|is the controlling)\b[^;]*)|(?:\bcommits? to (?:resolv|cooperat|comply|respond)\w*\b[^;]*)|(?:\bat no (?:cost|charge) to you\b[^;]*)|(?:\bsubject to the (?:investigatory|jurisdiction|enforcement)\b[^;]*)",
    )
    .unless(r"third.part|websites? of|right to|link")
    .not_below(ASIDE)
    .value(value::framework)
    .unsure(),
    Rule::new(
        "other_promise.not-monitored",
        OtherPromise,
        &[NOT],
        r"\b(?:is|are) not (?:monitored|inspected|tracked)\b[^;]*|\bnot sent for marketing\b[^;]*",
    )
    .unless(r"cookie")
    .value(value::not_monitored),
];
