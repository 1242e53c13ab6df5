//! What a person can ask for, by when they are answered, how they prove who they are, and whom they reach.

use super::super::practice::Kind::{Contact, Deadline, IdentityVerification, Right};
use super::super::rule::Extent::Tail;
use super::super::rule::Rule;
use super::super::topic::{
    BREACHES, CHANGES, CHILDREN, CONTACTS, COOKIES, DEFINITIONS, OTHERS, PUBLIC, RECIPIENTS, RETENTION,
    RIGHTS, SECURITY, VERIFICATION,
};
use super::super::value;
use super::super::words::{
    AUTHORITY, BASIS, CAN, CONTACT, CONTROLLER, COOKIE, OURSELVES, PERSON, POLICY, PROMISE, RIGHT, TIME,
    VERIFY,
};

const ASIDE: u32 = DEFINITIONS | OTHERS;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "right.has-the-right",
        Right,
        &[RIGHT],
        r"(?:\b(?:have|has|had|having|given|with|exercise|get)\b[^.;]{0,40}\brights?(?:, [\w ]{1,30},)? (?:not )?to [^;]*)|(?:\b(?:your|the) rights? (?:to|of) [^;]*\bmeans\b[^;]*)|(?:\b(?:the )?rights? (?:to|of) (?:know|access|delete|say|equal|rectif|erasure|\bopt(?:s|ed|ing)?\b|object|restrict|portab|data portab|withdraw|complain|correct|appeal|be )[^;]*)|(?:\bentitled to\b[^;]*)",
    )
    .unless(r"{we} (?:reserve|ha(?:ve|s)) (?:the|a) right|company (?:has|shall have|reserves)|right to (?:make any|modify|change|update|amend|refuse|suspend|terminate|charge|determine|see the content)|entitled to (?:modify|change|refuse|share|disclose|use|process|transfer|collect|certain notices)|has no right|we have a right|representative|entitled to:$|exercis\w+ (?:of )?(?:your|these|any|one of)|for exercising|discriminat|twice per|we will inform you|access rights")
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right),
    Rule::new(
        "right.may-ask",
        Right,
        &[RIGHT, CAN],
        r"(?:{you}(?: (?:may|can|could|are able to|will be able to|wishes to|have the ability to|must have the ability to|either|also|always|at any time|only|directly|must be able to))+,? ?[“\x22‘]?(?:request|ask|object|withdraw|\bopt(?:s|ed|ing)?\b|unsubscribe|revoke|access|correct|update|review|delete|remove|change|cancel|lodge|file|complain|restrict|appeal|obtain|receive (?:a |your |the )?(?:\w+ )?(?:copy|copies|data|information)|refuse|disable|block|exercise|designate|stop|prevent|reset|limit|terminate|decline|switch off|export|erase|have (?:(?:your |the |such )?(?:personal )?(?:data|information)|it|them)|make (?:a |such )?requests?|turn off|see or|view (?:and|or))s?\b[^;]*)|(?:{you} (?:can|may) (?:also |always )?(?:see|view|download|export|edit|manage)\b[^.;]{0,60}\b(?:data|information|preferences|account)\b[^;]*)|(?:\bauthori[sz]ed agents? (?:can|may) (?:act|make|submit|exercise)\b[^;]*)",
    )
    .unless(r"\b(?:other|fellow) {you}|ask(?:s)? (?:you|us) (?:any|a)? ?question|cookie policy|contact (?:us|the company) (?:using|for)|other websites|verification|change (?:any )?(?:passwords?|your mind)|ask you|request (?:information or )?exercise|access (?:the|our|this) (?:system|service|site|website|app|privacy)|such linkage|object to processing and no|^if we refuse|only when they|need to know|do their job|update(?:s|d)? or revis|opt[- ]in|which you can access|home ?page|policy explains|notice explains|(?:review|access) (?:the|their|our|this|\w+['’]s|each) [^.;]{0,60}(?:polic(?:y|ies)|notice|list|disclosures|websites?|agreement|addendum|sub-?processors?)|(?:access|update|review) (?:your )?(?:product )?account information and|(?:by|through|with) a(?:n individual)? user id|obtain (?:further|more|additional) information (?:about|on)|(?:previous|earlier|older|past) versions|terminate (?:your|this|the) (?:agreement|contract|subscription)")
    .not_below(ASIDE | CHANGES)
    .value(value::right),
    Rule::new(
        "right.residents-may",
        Right,
        &[RIGHT],
        r"\b(?:residents|consumers|individuals|people|persons|anyone|everyone|those)\b[^.;]{0,120} (?:may|can|could|are able to|are entitled to) (?:also |always |at any time )?(?:request|ask|access|correct|delete|obtain|\bopt(?:s|ed|ing)?\b|object|appeal|receive|exercise|know|withdraw|demand)\b[^;]*",
    )
    .unless(r"{not} |on (?:your|their) behalf|ask(?:s)? (?:you|us) (?:any|a)? ?question")
    .below(RIGHTS)
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right),
    Rule::new(
        "right.can-ask-us",
        Right,
        &[RIGHT, CAN],
        r"(?:\bto (?:delete|access|update|correct|remove|opt out of|unsubscribe|exercise)[^.;]{0,60}(?:information|data|account|emails?|communications?)[^.;]{0,60}(?:may|can|please|either) [^;]*)|(?:\bwishes to (?:access|update|delete|correct)[^;]*)",
    )
    .unless(r"prohibited|unauthori[sz]ed|cookie|exercise any of these|may not be able|steps to (?:delete|remove)|some information may")
    .not_below(ASIDE)
    .value(value::right),
    Rule::new(
        "right.contact-to",
        Right,
        &[CONTACT, RIGHT],
        r"\b(?:contact(?:ing)?|e-?mail(?:ing)?|writ(?:e|ing) to|reach(?:ing)? out to|send (?:us |me )?an? (?:e-?mail|message|request))\b[^;]{0,120}\bto (?:request (?:access|deletion|correction|removal|the |that |a copy|your )|have (?:your|the|their|it|them)|access|review|update|correct|modify|delet|eras|remov|withdraw|opt out|unsubscribe|object|restrict|exercise)\w*\b[^;]*",
    )
    .unless(r"until you|child|{we} (?:may|will) contact|data protection officer|prevent|from our|access (?:the|our) (?:service|site|website|app)")
    .not_below(ASIDE | CHANGES | CONTACTS)
    .value(value::right),
    Rule::new(
        "right.wished",
        Right,
        &[PERSON],
        r"\b(?:if|in (?:any )?case|should|where|when|whenever)\b[^.;]{0,60}\b(?:you|users?|parents?|residents?|customers?|members?|anyone)(?:['’]d| would| do not| no longer| ever| also| [^.;]{3,80} (?:and|or))? (?:need help |ever |wish(?:es)? |want(?:s)? |like |prefer |desire |request )[^.;]{0,100}\b(?:access(?:ing)?|copy|deletion|delet(?:e|ed|ing)|remov(?:e|ed|al)|eras(?:e|ed|ure)|correct(?:ed|ion)?|updat(?:e|ed|ing)|export(?:ed|ing)?|download|modify(?:ing)?|rectif\w+|amend(?:ed)?|restrict|object|opt[- ]out|withdraw|unsubscribe|deactivat(?:e|ing)|cancel|informed (?:what|about what|which))\b[^;]*",
    )
    .unless(r"child|cookie|you may not be able|no longer be able|access (?:to )?(?:the|our|this) (?:service|site|website|app|feature)|privacy polic")
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right),
    Rule::new(
        "right.choice-offered",
        Right,
        &[RIGHT],
        r"(?:\b(?:has|have) the (?:option|choice|ability|opportunity|possibility) (?:to|of) (?:\w+ )?(?:opt|withdraw|delet|refus|declin|object|access|updat|correct|review|request|not provid|chang|revok|disabl)\w*\b[^;]*)|(?:\b(?:allow|enabl|permit|let)(?:s|es|ing)? (?:you|users?|customers?|members?) (?:to )?(?:opt[- ]out|delete|access and|correct|update|review|withdraw|request)\b[^;]*)|(?:\b(?:information|data|consent) [^.;]{0,60}\bmay be withdrawn\b[^;]*)|(?:\b(?:edit(?:ing)?|correct(?:ing)?|updat(?:e|ing)|delet(?:e|ing)|remov(?:e|ing)),? (?:and|or) (?:edit|correct|updat|delet|remov)\w* (?:of )?(?:your|any|their|his|personal)\b[^;]*)",
    )
    .unless(r"cookie|child|{not} (?:allow|permit)|{we} (?:reserve|have|may|will|can) [^.;]{0,40}(?:delet|remov|updat|correct)")
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right),
    Rule::new(
        "right.opt-out-offered",
        Right,
        &[],
        r"(?:\b(?:include|contain|provided? with|offers?|provide|have|opportunity to|ability to|option(?:s)? to|link)\b[^.;]{0,60}\b(?:opt[- ]?out|unsubscribe|cancel (?:the )?subscription)\b[^;]*)|(?:\b(?:opt[- ]out|unsubscribe)\b (?:option|link|of|from|by|at)\b[^;]*)|(?:\bhow to (?:opt out|unsubscribe)\b[^;]*)|(?:\b(?:reply|text|replying) (?:with )?.?stop\b[^;]*)|(?:\bstop receiving\b[^;]*)|(?:\bopt[- ]out option (?:is|can)\b[^;]*)|(?:\bto opt out of [^.;]{0,80},? (?:please )?(?:visit|use|click|go|contact)\b[^;]*)|(?:\b(?:settings?|option)\b[^.;]{0,60}\bto opt out\b[^;]*)",
    )
    .unless(r"until you|opting out of|without first obtaining|does not affect|opt-out provisions below|once you|cookie")
    .not_below(ASIDE)
    .value(value::right),
    Rule::new(
        "right.consent-withdrawn",
        Right,
        &[BASIS, RIGHT],
        r"(?:\bconsents?\b[^.;]{0,80}\b(?:withdrawn|revoked?|revocable|modified|withdraw|taken? (?:it )?back)\b[^;]*)|(?:\b(?:withdraw|revok)(?:e|al|ing)* (?:your|this|that|the|of|of your)? ?consent\b[^;]*)",
    )
    .unless(r"limit access|once you|retain|deletion|object to processing and|if you decline|unless a shorter|cease|(?:may|could|might) (?:impact|affect|mean)|until you withdraw")
    .not_below(ASIDE | RETENTION)
    .value(value::right),
    Rule::new(
        "right.messages-ended",
        Right,
        &[RIGHT | CONTACT],
        r"(?:\bif you (?:do not|no longer|don['’]t) (?:want|wish)\b[^;]*\b(?:contact|deactivate|check|change|write|let us know|switch)\b[^;]*)|(?:\bif you want to (?:disable|deactivate|switch off|turn off)\b[^;]*)|(?:\b(?:can|may) be (?:switched|turned) off\b[^;]*)|(?:\byou (?:can|may) (?:always |at any time )*(?:turn|switch) (?:this|it|them|these|that|\w+ \w+) off\b[^;]*)|(?:\b(?:can|may) (?:always |at any time )*change your (?:mind|choices?|preferences)\b[^;]*)|(?:\b(?:subscription|newsletters?|e-?mails?|messages)\b[^.;]{0,60}\b(?:may|can) be (?:terminated|cancell?ed|revoked|stopped|ended)\b[^;]*)|(?:\bif you (?:do not|no longer|don['’]t) (?:want|wish|like)(?: us)? to (?:receive|send)\b[^;]*)",
    )
    .unless(r"cookies (?:are|is)\b")
    .not_below(ASIDE)
    .value(value::right),
    Rule::new(
        "right.given",
        Right,
        &[RIGHT | PERSON],
        r"(?:\b(?:grants?|gives?) (?:you|parents|data subjects|consumers|individuals|users)\b[^;]*\b(?:access|right|correct\w*|delet\w*)\b[^;]*)|(?:\byou have the following rights:? [^;]{4,})|(?:\byou (?:may|can) demand\b[^;]*)|(?:\b(?:customers?|users?|clients?|individuals?) (?:has|have|retains?) the right to (?:change|update|amend|cancel)\b[^;]*)|(?:\b(?:retain|have|has) the entitlement to\b[^;]*)|(?:\bright to choose\b[^;]*)|(?:\byou can always request\b[^;]*)",
    )
    .unless(r"{we} reserve|access to (?:the|our|different|certain|all|various) (?:software|services?|platform|app|website|functionalit|features)")
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right),
    Rule::new(
        "right.no-discrimination",
        Right,
        &[PROMISE | RIGHT],
        r"(?:\b(?:not|never|no|free from|non-?)\b[^.;]{0,60}\bdiscriminat\w+[^;]*)|(?:\b(?:not|never) retaliate\b[^;]*)|(?:\bequal service\b[^;]*)",
    )
    .not_below(DEFINITIONS)
    .value(value::right),
    Rule::new(
        "right.stops-on-objection",
        Right,
        &[RIGHT],
        r"(?:\bif you object\b[^;]*\b(?:stop|cease|no longer)\b[^;]*)|(?:\bno longer process\b[^;]*\bunless\b[^;]*\bgrounds\b[^;]*)",
    )
    .value(value::right)
    .sure(),
    Rule::new(
        "right.limits",
        Right,
        &[RIGHT | PERSON],
        r"(?:\b(?:this|these|that|those|such|your) rights?\b[^.;]{0,60}\b(?:(?:is|are|may be|can be) (?:limited|subject to|exercised|available|restricted|not absolute)|(?:does|do|may|will) not apply|only applies|applies only)\b[^;]*)|(?:\b(?:exempt|excluded) from (?:such|these|your|a|the) (?:access |data |deletion )?(?:requests?|rights?)\b[^;]*)|(?:\bhow to exercise (?:that|this|these|those) rights?\b[^;]*)|(?:\bbinding arbitration\b[^;]*)|(?:\b(?:same|equal) (?:data |privacy )?rights\b[^;]*)|(?:\byou (?:can )?(?:always )?(?:control|decide) (?:what|which|who|whether|how)\b[^;]*\b(?:public|shared|visible|see|used|information|data)\b[^;]*)|(?:\bto opt[- ]out,? (?:please )?(?:go|visit|use|click|open|write|send|follow)\b[^;]*)",
    )
    .unless(r"contact us|e-?mail|we will inform|discriminat|not responsible|intellectual|property")
    .not_below(ASIDE | CHANGES | CHILDREN)
    .value(value::right)
    .unsure(),
    Rule::new(
        "right.complaint",
        Right,
        &[AUTHORITY | RIGHT],
        r"(?:\b(?:lodge|file|submit|make|bring) (?:a|your|an)? ?complaints?\b[^;]*)|(?:\bsupervisory authority (?:is|for)\b[^;]*)|(?:\bcontact the attorney general[^;]*)|(?:\b(?:complain|turn) to (?:the|a|your|our)\b[^;]*\b(?:authority|commissioner|ombuds\w+|regulator)\w*[^;]*)|(?:\bcontact (?:the|your) [^;]{0,80}\b(?:regulator|commissioner[’']?s?(?: office)?|ombudsman)\b[^;]*)|(?:\bcomplaints? (?:may|can|should) be (?:addressed|sent|made|submitted|lodged) (?:to|with)\b[^;]*)",
    )
    .unless(r"breach|(?:contact|write to|e-?mail) us|complaints? (?:to|with) us")
    .value(value::right)
    .sure(),
    Rule::new(
        "right.includes",
        Right,
        &[],
        r"^(?:this|it|your request|such (?:right|request|access)) (?:right )?(?:also )?(?:includes?|covers?|extends? to|means)\b[^;]*",
    )
    .below(RIGHTS)
    .value(value::right),
    Rule::new(
        "right.exercise-facilitated",
        Right,
        &[RIGHT],
        r"{we} ?{may}(?:facilitate|honou?r|respect|comply with)[^.;]{0,60}\b(?:rights?|requests?)\b[^;]*",
    )
    .unless(r"not absolute|unable|{not} (?:be )?(?:required|obliged)")
    .not_below(ASIDE)
    .value(value::right_all),
    Rule::new(
        "right.signal",
        Right,
        &[RIGHT],
        r"(?:\b(?:global privacy control|gpc|opt.out (?:preference )?signals?)\b[^;]*\b(?:honou?r|treat|recogni[sz]e|process|respect)\w*\b[^;]*)|{we} ?{may}(?:honou?r|recogni[sz]e|treat|respect|respond to|process|compl(?:y|ies) with)s?\b[^.;]{0,60}\b(?:global privacy control|gpc|opt.out (?:preference )?signals?)\b[^;]*",
    )
    .unless(r"{not} (?:honou?r|recogni[sz]e|treat|respect|process)")
    .extent(Tail)
    .value(value::right),
    Rule::new(
        "right.local",
        Right,
        &[RIGHT],
        r"(?:\byou (?:may|might) (?:also )?have (?:some or all|some|one or more)\b[^.;]{0,20}\brights\b[^;]*)|\b(?:you may have|additional|certain)\b[^.;]{0,40}\b(?:additional|other|further) rights\b[^;]*",
    )
    .value(value::right_local),
    Rule::new(
        "right.browser-controls",
        Right,
        &[COOKIE],
        r"\b(?:browsers?|you|users?)\b[^.;]{0,60}\b(?:allow|enable|permit|let|can|may|choose to)\b[^.;]{0,60}\b(?:block|delete|refuse|reject|disable|decline|control|restrict|manage|clear|(?:turn off|warn|deactivate|prevent)\b[^;]*\bcookies?)\b[^;]*",
    )
    .unless(r"these cookies (?:are|enable)|instructions|if you (?:decline|block|choose)|website won|more information about our")
    .not_below(DEFINITIONS)
    .value(value::right_cookies),
    Rule::new(
        "right.browser-settings",
        Right,
        &[RIGHT],
        r"\b(?:accept or decline|accept or refuse|accept or reject)\b[^;]*",
    )
    .value(value::right_cookies),
    Rule::new(
        "deadline.answers-within",
        Deadline,
        &[TIME | RIGHT],
        r"(?:\b(?:respond|response|reply|replies|answer|get back|hear from us|dealt with|provide|inform|tell|explain|confirm|comply|act\b|fulfil|process|complete|consider|notify|handle|resolv|acknowledg)\w*\b[^;]*\b(?:within|inside|no later than|not later than|in|is)\b [^.;]{0,60}\b(?:days?|months?|hours?|weeks?)\b[^;]*)|(?:\bwithin [^.;]{0,40}\b(?:days?|months?|hours?|weeks?)\b[^.;]{0,60}\b(?:of|after|from|following)\b[^.;]{0,40}\b(?:receipt|receiv|request|refusal|appeal|inquiry)\w*[^;]*)|(?:\ballow (?:us )?up to [^.;]{0,30}\b(?:days?|weeks?)\b[^;]*)|(?:\b(?:need|require|take)s? (?:more|additional|further|extra) time\b[^;]*\b(?:inform|tell|notify|let you know|explain)\b[^;]*)|(?:\bwithin \d+ (?:\w+ )?after (?:the )?(?:receipt|receiving)\b[^;]*)|(?:\b(?:extend|extension|additional|extended|prolonged|lengthened)\b[^.;]{0,80}\b(?:days|weeks|months)\b[^;]*)|(?:\b(?:promptly|as soon as (?:\w+ )?(?:possible|practicable)|without (?:undue )?delay|in a timely manner) (?:respond|answer|reply|act|process|address)\w*[^;]*\brequests?\b[^;]*)|(?:\b(?:respond|answer|reply)\w*\b[^.;]{0,60}\brequests?\b[^.;]{0,60}\b(?:promptly|as soon as|without (?:undue )?delay|timely|reasonable (?:time|period|timeframe))\b[^;]*)",
    )
    .unless(r"retain|retention|kept|stored?|cookie|breach|delete(?:d)? within|log data|in a (?:12|twelve)[- ]month|calendar year|wiped|\blast\b|past|preceding|notice to|in advance|before (?:the )?changes?|effective|\bremains?\b|purged?|\byou (?:may|can) (?:also )?(?:follow|use|submit|file|make|send|lodge)[^;]{0,40}\bappeal")
    .not_below(ASIDE | RETENTION | COOKIES | BREACHES | CHANGES)
    .value(value::deadline),
    Rule::new(
        "right.times-a-year",
        Right,
        &[TIME],
        r"(?:\b(?:one|two|three|\d+) requests? (?:per|each|a|in (?:a|any|each))\b[^;]*)|(?:\b(?:once|twice|two times|three times)\b[^.;]{0,40}\b(?:year|12[- ]months?|twelve[- ]months?|calendar)\b[^;]*)",
    )
    .unless(r"review|update|audit|test|train|report")
    .not_below(ASIDE | RETENTION | COOKIES | BREACHES | CHANGES)
    .value(value::right_limited),
    Rule::new(
        "right.appeal",
        Right,
        &[RIGHT],
        r"\byou (?:may|can) (?:also )?(?:follow|use|submit|file|make|send|lodge|initiate|start)[^;]{0,40}\bappeals?\b[^;]*",
    )
    .value(value::right)
    .sure(),
    Rule::new(
        "identity_verification.asked",
        IdentityVerification,
        &[VERIFY, PROMISE | CAN | RIGHT],
        r"(?:{we} ?{may}(?:need to |have to |be required to |, at its discretion, |at (?:its|our) discretion,? ?)?,? ?(?:at its discretion, )?(?:ask|request|require|need|seek|always asks?)(?:s)?\b[^.;]{0,120}\b(?:verif\w+|identi\w+|proof|passport|authenticat\w+|additional information)\b[^;]*)|(?:{we} ?{may}(?:need to )?(?:verify|authenticate|confirm)\b[^.;]{0,60}\b(?:identity|you are|credentials|authority|account|residence)\b[^;]*)|(?:\b(?:cannot|unable|not be able to)\b[^;]*\bverify\b[^;]*)|(?:\band may (?:ask|request|require)[^.;]{0,60}\b(?:to verify|proof|identification)\b[^;]*)|(?:\bagents?\b[^;]*\b(?:need|require|ask|request|must|provide|submit)\w*\b[^;]*\b(?:written|signed|proof|permission|signature|power of attorney|authori[sz]ation)\b[^;]*)",
    )
    .unless(r"third.party|verify that the|\bopt(?:s|ed|ing)?\b|personally identif|to contact|identif\w+ (?:information|data|details) (?:such|like|about|including)|\bsign(?:ing)? up|{you} (?:register|create)")
    .not_below(ASIDE)
    .value(value::verification),
    Rule::new(
        "identity_verification.required",
        IdentityVerification,
        &[VERIFY],
        r"(?:\bverification(?: requirements)? (?:may|will|is|are|can)\b[^.;]{0,20}\b(?:required|change|changed|requested|needed|modified|mandatory)\b[^;]*)|(?:\b(?:identity )?documents? (?:may|can|must|has)\b[^;]*\b(?:verify|verified|one account|only one)\b[^;]*)|(?:\bverification attempts?\b[^.;]*(?:reject|approv|denie)\w*[^;]*)|(?:\bproof of identity\b[^;]*)|(?:\bsufficient information\b[^;]*\bverify\b[^;]*)",
    )
    .unless(r"where verification is required, the process")
    .not_below(ASIDE)
    .value(value::verification),
    Rule::new(
        "contact.reach-us",
        Contact,
        &[CONTACT],
        r"(?:\bfeel free to reach out to us\b[^;]*)|(?:\b(?:encourage you to|you (?:can|should|may)(?: also)?) contact (?:us|the|our|(?-i:[A-Z])\w+)\b[^;]*)|(?:\b(?:contact\w*|reach(?:ed)?|email|e-mail|write|call|inquir\w+|quer\w+|questions|comments|complaints?|letter)\b[^;]*(?:\w@\w|\[email|\[at\]|\(at\)|\bat info\b|chat ?box|(?:by|via) e-?mail|by (?:post|mail|phone|telephone)|letter to|\+\d)[^;]*)|(?:^(?:e-?mail|mail|post(?:al)?(?: address)?|address|phone|telephone|tel|via e?-?mail|by e?-?mail|by post)\b ?:?[^;]{4,})|(?:\b(?:call|phone|telephone|dial)(?: us)?(?: toll.free)?(?: at| on)?:? ?(?:\+|\(|\d)[^;]*)|(?:\bfeel free to contact us\b[^;]*)|(?:\bplease contact (?:us|our)\b[^;]*)|(?:\b(?:write|raise it|speak) (?:to|with) (?:the|our) (?:data protection|privacy) officer\b[^;]*)|(?:\bcall our toll-?free\b[^;]*)|(?:\bappointed a data protection officer\b[^;]*)",
    )
    .unless(r"\bopt(?:s|ed|ing)?\b|unsubscrib|delete|withdraw|marketing communications|email address \(|we may (?:also )?contact|may (?:then )?contact (?:you|the user)|browser|secure|only through|this can be done|you provide|within|used to contact|don.t want|appeal|log into|email address,|postal address,|address and|ip address|processed|may use the contact|data subject.s identity|collect|^(?:e-?mail|phone|telephone)(?: address(?:es)?| numbers?)?\.?$|^address, (?:state|country|city|street)|use the contact|contact end users|contact you\b|^e-?mails? (?:that|which|you|from)\b")
    .not_below(ASIDE | COOKIES)
    .value(value::contact),
    Rule::new(
        "contact.reach-us-list",
        Contact,
        &[CONTACT],
        r"^(?:contact )?(?:e-?mail|mail|post(?:al)?(?: address)?|address|phone|telephone|tel|via e?-?mail|by e?-?mail|by post|via mail)\b ?:[^;]{4,}",
    )
    .value(value::contact),
    Rule::new(
        "contact.address-alone",
        Contact,
        &[],
        r"^[^ ;]+@[^ ;]+\.\w+\.?$",
    )
    .below(CONTACTS)
    .value(value::contact),
    Rule::new(
        "contact.below",
        Contact,
        &[],
        r"^[^;@]{0,80}[^ ;@]+@[^ ;@]+\.\w+[^;]*",
    )
    .unless(r"\bopt(?:s|ed|ing)?\b|unsubscrib|delete|withdraw|collect|right")
    .below(CONTACTS)
    .value(value::contact),
    Rule::new(
        "contact.officer",
        Contact,
        &[CONTACT],
        r"\b(?:privacy officer|data protection officer|dpo)\b[^;]*(?:\w@\w|\b(?:phone|telephone|tel)\b|\d{3}-\d|\d{3,5} \d{3})[^;]*",
    )
    .unless(r"\bopt(?:s|ed|ing)?\b|right|delete")
    .value(value::contact),
    Rule::new(
        "contact.company-at",
        Contact,
        &[],
        r"(?:\b(?:provided|operated|published|run|offered|carried out|users? of [^;]{0,60}) by [^;]{0,60}{form}[ ,][^;]*\d[^;]*)|(?:^[^;]{0,60}{form}(?: \([^)]{0,40}\))?, [^;]*\d[^;]*)",
    )
    .unless(r"cookie|is the (?:data )?controller|registered|incorporated|facebook|google|microsoft")
    .not_below(DEFINITIONS | COOKIES | RECIPIENTS)
    .value(value::company),
    Rule::new(
        "contact.company",
        Contact,
        &[CONTACT],
        r"\b(?:Inc\.?|Ltd\.?|LLC|Limited|GmbH|Corp\.?|UAB|S\.A\.|B\.V\.)\b[^;]{0,40}\b(?:is a|incorporated|registered|registration|located|with (?:its )?(?:registered )?(?:office|address))\b[^;]*",
    )
    .unless(r"facebook|google|microsoft|system is operated|representative")
    .not_below(DEFINITIONS | COOKIES)
    .value(value::company),
    Rule::new(
        "contact.controller",
        Contact,
        &[CONTROLLER],
        r"(?:\b(?:controller|entity|company|party) (?:responsible [^;]{0,60})?is [^;]{0,60}{form}[ ,][^;]*\d[^;]*)|{form}\b[^;]{0,240}\b(?:is|are|acts as) (?:the|a|an)? ?(?:joint )?[“\x22]?(?:(?:data )?controllers?|(?:responsible|entity responsible) for the processing)\b[^;]*",
    )
    .not_below(DEFINITIONS | COOKIES)
    .value(value::company),
    Rule::new(
        "contact.who-we-are",
        Contact,
        &[OURSELVES | CONTROLLER],
        r"(?:(?-i:[A-Z])[^;()]{1,80}\((?:(?:[^;()]{0,60}[“\x22‘'/])?(?:we|us|our)\b|[^;()]{0,60}[“\x22‘'](?:the company|company|developer|the developer|service provider|owner|publisher|provider|data controller|controller)\b)[^;()]{0,100}\)[^;]*)|(?:\b(?:company|we|us|our|owner|controller|developer|operator)[”\x22’']? (?:\([^()]{0,140}\),? )?(?:refers to|means?) (?-i:[A-Z])\w[^;]*)|(?:\b(?:is|are) (?:the|your) (?:data )?controllers?\b[^;]*)|(?:\bcontrollers?\b[^.;]{0,60} (?:is|are) (?-i:[A-Z\d])\w[^;]*)",
    )
    .unless(r"generator|service provider(?:[”\x22’'])? (?:refers|means)|personal data (?:refers|means)|authority|(?:account|application|app|service|website|site)[”\x22’']? (?:means|refers)|by the company|data protection officer|legally binding")
    .not_below(COOKIES | RECIPIENTS | RIGHTS | OTHERS | RETENTION)
    .value(value::company),
    Rule::new(
        "contact.who-runs-it",
        Contact,
        &[OURSELVES],
        r"(?:\bbuilt the\b[^.;]{1,120}\bas an? (?:free|freemium|paid|commercial|ad.supported|open.source)\b[^;]*)|(?:\b(?:app|apps|application|applications|service|services|site|website|game|games|software)\b[^;]{0,120}\b(?:(?:is|was|are|being) )?(?:owned|created|developed|built|published|provided|operated|maintained)(?: (?:and|and/or|or) \w+)? by (?:(?:the )?(?-i:[A-Z])|me\b)[^;]*)|(?:^(?-i:[A-Z])[^.;()]{1,60}\boperates (?:the )?[^.;]{0,60}\b(?:website|app|apps|application|applications|service|services|site|platform)\b[^;]*)",
    )
    .unless(r"third.part|google|facebook|generator|template|{not} (?:owned|operated|provided|controlled|affiliated|responsible)|created at|(?:application|app|service|website|site)[”\x22’']? (?:means|refers)|by the company|smart devices|\b(?:if|when) |by (?:accessing|using)|collected by|cookie|link(?:ed|s)? to|payment|analytics|social")
    .not_below(COOKIES | RECIPIENTS | RIGHTS | OTHERS | RETENTION)
    .value(value::company),
    Rule::new(
        "contact.named-in-passing",
        Contact,
        &[POLICY | OURSELVES],
        r"(?:^(?:at )?(?-i:[A-Z])[^.;()]{1,60}(?: \([^()]{1,60}\))?,? (?:we )?(?:respects?|(?:is|are) committed to|understands?|values?|takes?)\b[^.;]{0,60}\bprivacy\b[^;]*)|(?:\b(?:policy|notice|statement)\b[^.;]{0,60}\b(?:how|that|what information) (?-i:[A-Z])[\w&.-]+(?: (?-i:[A-Z])[\w&.-]+){0,4},? (?:collects?|uses?|process(?:es)?|handles?|gathers?)\b[^;]*)",
    )
    .unless(r"^(?:we|our|this|these|the|your|they|for|your privacy|please|if|when|by|as|in|privacy)\b|\b(?:how|that) (?:we|our|you|your|the|this|it|third)\b|third.part")
    .not_below(COOKIES | RECIPIENTS | RIGHTS | OTHERS | RETENTION | SECURITY)
    .value(value::company)
    .unsure(),
    Rule::new(
        "contact.line-below",
        Contact,
        &[],
        r"(?:^\(?\+?\d[\d ()./-]{6,18}$)|(?:^(?:attn|attention|c/o)\b[:.]? [^;]*)|(?:^(?:p\.? ?o\.? ?box|\d+[\w/-]*,? )[^.;]{0,60}\b(?:street|str|st|road|rd|avenue|ave|lane|drive|dr|suite|floor|building|boulevard|blvd|way|square|park|box|unit|house|court)\b[^;]{0,80})|(?:^[^;]{2,60},? (?-i:[A-Z]{2}),? \d{5}(?:-\d{4})?\b[^;]{0,40})|(?:^p\.? ?o\.? ?box [\d-]+)",
    )
    .below(CONTACTS)
    .value(value::contact),
    Rule::new(
        "contact.letter",
        Contact,
        &[CONTACT],
        r"\b(?:contact|send)\b[^;]*\b(?:letter|mail) to\b[^;]*",
    )
    .extent(Tail)
    .below(RIGHTS | CONTACTS | VERIFICATION | PUBLIC)
    .value(value::contact),
];
