//! Who receives data, who never does, and to which countries it goes.

use super::super::practice::Kind::{NotShared, Recipient, Transfer};
use super::super::rule::Rule;
use super::super::topic::{
    BASES, BREACHES, CHANGES, CONTACTS, COOKIES, DEFINITIONS, OTHERS, PUBLIC, RECIPIENTS, RETENTION, RIGHTS,
    SECURITY, TRANSFERS,
};
use super::super::value;
use super::super::words::{ABROAD, CAN, DATA, NOT, OURSELVES, PERSON, PROCESS, SECURE, SHARE, THIRD};

const ASIDE: u32 = DEFINITIONS | OTHERS | BREACHES | CHANGES | PUBLIC;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "not_shared.never",
        NotShared,
        &[NOT],
        r"(?:{we} ?{may}{not}(?: and (?:will|shall|do|does) not)?[^.;]{0,40}?\b(?:sell|rent|lease|trade|share|disclose|provide|transfer|reveal|release|pass|give|offer (?:for )?(?:sale|rent)|otherwise disclose)s?\b[^;]*)|(?:\b(?:data|information)\b[^.;]{0,60}(?:is|are|will|shall|be)? ?(?:not|never)(?: be)?(?: \w+ly)? (?:sold|rented|leased|traded|shared|disclosed|transferred|provided|passed|given|released)\b[^;]*)|(?:\b(?:data|information)\b[^.;]{0,160} (?:is|are|will|shall) (?:not|never)(?: be)?(?: \w+ly)? (?:sold|rented|leased|traded|shared|disclosed|passed|released)\b[^;]*)|(?:oblige[sd]? not to (?:provide|disclose|share)[^;]*)|(?:\bneither (?:sold|rented|shared|disclosed|passed)\b[^;]*)|(?:\bno (?:personal )?(?:information|data)[^.;]{0,40}\b(?:sold|shared|disclosed)\b[^;]*)|(?:not use[^.;]{0,60}(?:sales?|rent(?:ing)?)[^;]*third part[^;]*)|(?:never (?:be )?(?:sold|shared)[^;]*)|(?:\b{not} (?:respond|comply) (?:to|with) [^.;]{0,40}\b(?:government|authorit|law enforcement|legal|informal)\w*[^.;]{0,20} requests?\b[^;]*)",
    )
    .unless(r"right to|you may|should not be|provide (?:you|the service|an absolute)|be able to (?:provide|respond)|guarantee|responsib|refus|if you do not|fail|not provide (?:us|your)|required to provide|sell my|transfer personal data to (?:a )?countr|outside (?:of )?(?:the )?(?:eu\b|eea\b|european|uk\b|united|country|your|their)|discriminat|don['’]t give|customer|to minors|to children|not require")
    .not_below(DEFINITIONS | OTHERS | PUBLIC)
    .value(value::not_shared),
    Rule::new(
        "not_shared.sale-plain",
        NotShared,
        &[],
        r"(?:\b(?:we|company|and|but|(?-i:[A-Z])\w+) (?:do|does|will|shall) not (?:\w+ )?(?:sell|lease|rent|trade)\b[^;]*)|(?:\b(?:no (?:\w+ ){0,2}(?:data|information)(?: of yours)? (?:is|was|were|has been|is being)|nothing is) (?:being )?(?:sold|shared|rented)\b[^;]*)|(?:{we} ?{may}sells? no \w+[^;]*)|(?:\bnever (?:passed|handed|given) (?:on|over|away)\b[^;]*)",
    )
    .unless(r"right to|sell my|right not|no (?:doubt|matter|longer)")
    .value(value::not_shared)
    .sure(),
    Rule::new(
        "not_shared.not-done",
        NotShared,
        &[NOT, SHARE],
        r"(?:{we} ?(?:have|has) {not} (?:\w+ )?(?:sold|shared|disclosed|rented|traded)\b[^;]*)|(?:\bnot in the business of (?:selling|renting|trading)\b[^;]*)|(?:\bno (?:transfer|disclosure|sale|sharing|transmission|passing on) of [^.;]{0,80}(?:data|information)\b[^;]*)",
    )
    .unless(r"actual knowledge|child|minor|under \d|right to")
    .not_below(DEFINITIONS | OTHERS | PUBLIC)
    .value(value::not_shared),
    Rule::new(
        "recipient.partners-take",
        Recipient,
        &[THIRD],
        r"(?:{we} ?(?:have|has) (?:also )?.?(?:sold|shared|disclosed)\b[^;]*\b(?:to|with)\b[^;]*)|(?:{we} ?(?:may |do |also )*sell(?:s)? (?:or share )?(?:your |certain )?personal (?:data|information)\b[^;]*)|\b(?:our|these|such|certain|some) (?:[\w-]+ ){0,3}(?:partners|providers|processors|networks|third parties|advertisers|companies)\b (?:may |also |can |will )*(?:collect|receive|access|obtain)\b[^;]*",
    )
    .unless(r"{not} |bound|required|must|contract|agree|only process|under their own|by their own|own privacy")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY)
    .value(value::recipient),
    Rule::new(
        "recipient.receives",
        Recipient,
        &[THIRD | SHARE | PROCESS | PERSON | CAN],
        r"(?:\b(?:departments?|employees|companies|authorities|courts?|prosecutors|bidders|providers|partners|insurers|advisers|office)\b[^.;]{0,60}\b(?:will |may |can |also )*(?:receive|receives|obtain|obtains|get|gets|see) (?:your |the |only |access |data|information|records|personal )[^;]*)|(?:\b(?:is|are) seen by\b[^;]*)|(?:\b(?:data|information|records) (?:is|are) (?:only )?accessible (?:only )?to\b[^;]*)|(?:\b(?:available|accessible) only to (?:our|the) [^;]*\b(?:staff|employees|personnel)\b[^;]*)|(?:\b(?:order|oblige|compel|requir)(?:e|es|s|ing)? us to (?:hand over|disclose|provide|share)\b[^;]*)|(?:{we} ?{may}(?:be )?(?:required|compelled|obliged|forced) to (?:disclose|hand over|share|turn over|report) [^;]*)|(?:\ball third parties\b[^.;]{0,60}\bare (?:our )?(?:service providers|processors)\b[^;]*)|(?:\bprocessed on the [^.;]{0,40}\bplatform\b[^;]*)|(?:\ballows? (?:certain |some |our )?(?:third.part(?:y|ies)|advertisers|partners) (?:behaviou?ral )?(?:tracking|to (?:collect|track|place|set|serve|personali[sz]e))\b[^;]*)|(?:\b(?:is|are|may be|will be) (?:checked|screened|scanned|filtered|examined) (?:by|through|via|using|with) (?:an? |the )?(?:[\w-]+ ){0,4}(?:services?|providers?|software|tools?)\b[^;]*)|(?:\b(?:administrators?|moderators?|staff|employees|personnel)\b[^.;]{0,20} (?:can|may|could) (?:also )?(?:see|read|view|access|edit)\b[^;]*)|(?:{we} ?{may}(?:use and )?(?:disclose|provide|transmit|send) to [^.;]{0,60}{third}[^;]*)|(?:{we} ?{may}(?:however,? )?work with (?:[\w-]+ ){0,5}(?:partners|providers|vendors|companies)\b[^;]*)|(?:{we} ?{may}(?:transmit|disclose|share|pass on)s? (?:your )?(?:personal )?(?:data|information) only\b[^;]*)",
    )
    .unless(r"\bact that requires|additional information|{not} |bound|must|agree to|right|cookie|breach|complain|password|receive (?:a|the) (?:request|complaint)")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY)
    .value(value::recipient),
    Rule::new(
        "recipient.done-by",
        Recipient,
        &[THIRD | PROCESS | SHARE | DATA | OURSELVES],
        r"(?:\b(?:operated|run|done|handled|held|selected|prepared|delivered|printed|shipped|sent|managed)(?: for us| on our behalf)? by (?:our |a |an )?(?:(?-i:[A-Z][\w&-]+)(?: (?-i:[A-Z][\w&-]+)){0,3},? (?-i:Inc|Ltd|LLC|GmbH|AG|Oy|BV|B\.V|UAB|plc|SE|AB|SA|SAS|Limited|Ads|Cloud)\b|[^.;]{0,30}\b(?:provider|processor|partner|store|bank|carrier)s?\b)[^;]*)|(?:\b(?:is|are|will be) (?:submitted|sent|passed|forwarded|transmitted|handed) (?:directly |securely |on |over )*to (?:(?-i:[A-Z])\w+ |(?:our|a|the|their) (?:[\w-]+ ){0,3}(?:processors?|providers?|partners?|banks?)\b)[^;]*)|(?:\bour [\w -]{0,30}(?:processor|provider|partner|host|vendor|supplier), (?-i:[A-Z])\w+\b[^;]*)|(?:{we} ?{may}uses? (?:the |an? )?(?:[\w-]+ ){0,3}(?:services?|providers?|platform|tool) [“\x22]?(?:[\w-]+[”\x22]? )?(?:by|of|from) (?-i:[A-Z])[^;]*)|(?:{we} ?{may}uses? (?:an? |our )?external (?:\w+ )?providers?\b[^;]*)|(?:\b(?:is|are|be) (?:\w+ )?(?:processed|hosted|sent|delivered|handled|supplied|served|shipped|printed) (?:for us )?(?:by|through|via|using) (?-i:[A-Z])[\w.-]+\b[^;]*)|(?:\brented from\b[^;]*)|(?:{we} ?{may}(?:use|utili[sz]e|integrate)s? [“\x22]?(?-i:[A-Z]\w+)(?: (?-i:[A-Z])\w+)*[”\x22]?,? (?:an?|of the|which is|provided by|from) [^;]*)|(?:{we} ?{may}hand(?:s)? (?:it|them|your \w+) (?:over )?to\b[^;]*)|(?:\b(?:sdks?|tools|services) of the following companies\b[^;]*)",
    )
    .unless(r"{not} by|by us\b|the company|incorporated|registered|cookie|(?:the|this|our) (?:website|app|site|service|system|policy)\b[^.;]{0,40}\bis|owned and operated|verif")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY | RETENTION)
    .value(value::recipient),
    Rule::new(
        "recipient.has-access",
        Recipient,
        &[THIRD],
        r"\b(?:third.part(?:y|ies)(?: [\w-]+)?|(?:service )?providers|vendors|partners|contractors|advertisers|networks)\b[^.;]{0,40}\b(?:have|has|gain|given|get) access to (?:(?:your|their|the|users?['’]?) )?(?:personal|data|information|location|device|usage)\b[^;]*",
    )
    .unless(r"(?:not|never|nor) (?:\w+ )?(?:have|has|gain|get|given) |{not} access|may only|only the|right")
    .not_below(DEFINITIONS | OTHERS | RIGHTS)
    .value(value::recipient),
    Rule::new(
        "recipient.they-include",
        Recipient,
        &[THIRD],
        r"^(?:our |such |these |the |current )?(?:affiliates|(?:business |advertising |marketing )?partners|(?:third.party )?(?:service )?providers|third parties|recipients|(?:sub-?)?processors|vendors|a list of our [^.;]{0,60}(?:partners|providers|vendors|processors))\b[^.;]{0,30} (?:may |can )?(?:also )?(?:includes?|are|comprise)\b[^;]*",
    )
    .unless(r"{not} |required|bound|obliged|obligated|responsib|prohibited|means|permitted|authori[sz]ed|contract|located|subject to|able to")
    .not_below(OTHERS | RIGHTS | COOKIES | SECURITY)
    .value(value::recipient),
    Rule::new(
        "recipient.employed-by-us",
        Recipient,
        &[THIRD],
        r"\b(?:third.party|other|external) (?:companies|firms|providers|contractors|individuals|persons)\b[^.;]{0,40}\b(?:employed|engaged|hired|retained|contracted) by (?:us|our|the|me)\b[^;]*",
    )
    .value(value::recipient)
    .unsure(),
    Rule::new(
        "recipient.by-law",
        Recipient,
        &[],
        r"{we} ?{may}(?:be (?:required|compelled|obliged|asked|forced|legally required) to )?(?:(?:access|preserve|use|share),? (?:(?:and|or|and/or) )?)?(?:disclose|share|release|report|transmit|communicate|turn over|hand over|provide)s? [^.;]{0,120}\b(?:(?:required|compelled|obliged|permitted)(?: \w+){0,4} by (?:\w+ )?law|law enforcement|(?:public|government\w*|competent|state|regulatory) (?:authorit(?:y|ies)|agenc(?:y|ies)|bod(?:y|ies)|officials)|court|subpoena|legal process|judicial)\b[^;]*",
    )
    .unless(r"{not} {adv}(?:sell|share|disclose|provide|rent|transfer|give|pass|release)|right to|your rights|countr|provide you|to you\b|request (?:access|to)")
    .not_below(ASIDE | RIGHTS | TRANSFERS | RETENTION | COOKIES)
    .value(value::recipient),
    Rule::new(
        "recipient.answers-authorities",
        Recipient,
        &[THIRD],
        r"(?:{we} ?{may}(?:respond|reply|comply|cooperate)s? (?:to|with) [^.;]{0,60}\b(?:requests?|orders?|demands|subpoenas?|warrants?|investigations?|authorit\w+|law enforcement)\b[^;]*)|(?:\b(?:warrant|subpoena|court order|legal process|law)\b[^.;]{0,40}\brequir(?:es?|ing) (?:us|me) to\b[^;]*)|(?:\bnotify(?:ing)? (?:the )?(?:appropriate |relevant |competent )?(?:authorities|police|law enforcement)\b[^;]*)",
    )
    .unless(r"{not} |right|your request|breach|within|days|supervisory|retain|keep|information that you|more information|learn more")
    .not_below(ASIDE | RIGHTS | RETENTION | TRANSFERS)
    .value(value::recipient),
    Rule::new(
        "recipient.listed-elsewhere",
        Recipient,
        &[THIRD],
        r"\b(?:view|see|find|visit|read|access|available|check|list(?:ed)?)\b[^.;]{0,120}\b(?:list of )?(?:our |the |all )?(?:third.party )?(?:sub-?processors|processors|service providers|vendors)\b[^;]*",
    )
    .unless(r"{not} |polic(?:y|ies) of|their (?:own )?privacy|right|own polic|require|bound|must")
    .below(RECIPIENTS)
    .value(value::recipient),
    Rule::new(
        "recipient.is-a-service",
        Recipient,
        &[SHARE | PROCESS | THIRD],
        r"(?:^(?:the )?(?-i:[A-Z])[\w.-]+(?: [\w.()-]+){0,4},? is (?:an? |the )?(?:[\w-]+,? ){0,6}(?:service|platform|tool|provider|network|solution|sdk|library|function)s?(?: (?:that is |which is )?(?:provided|offered|operated|run|owned|developed) by|,? (?:of|from|by) (?-i:[A-Z]))[^;]*)|(?:{we} ?{may}(?:use|utili[sz]e|integrate|implement|embed|rely on|work with|partner with|include)[sd]? (?:the )?(?-i:[A-Z])[\w.-]+(?: [\w.()-]+){0,3}? (?-i:Analytics|AdMob|Admob|Ads|AdSense|AdWords|Adwords|API|APIs|SDK|Firebase|Crashlytics|Maps|Pay|Cloud|Remarketing|by Google|by Facebook|by Meta)\b[^;]*)|(?:{we} ?{may}(?:use|utili[sz]e|rely on)[sd]? (?:the )?(?:[\w-]+,? ){0,3}(?:services?|tools?|providers?|platforms?|companies|partners|networks?|software|sdks?)[^.;]{0,40}\b(?:such as|like|including|namely|called)[ :]+(?:the )?(?-i:[A-Z])[^;]*)",
    )
    .unless(r"{not} (?:use|share|sell)|cookie|child|(?:we|our) (?:is|are)|^(?:this|our|the (?:app|application|service|site|website|company))\b|personal data")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY)
    .value(value::recipient),
    Rule::new(
        "recipient.other-people",
        Recipient,
        &[PERSON],
        r"(?:\b(?:viewed|seen|accessed|read|visible|accessible|shown|displayed|available|shared) (?:to|by|with) (?:all |other |any |registered |fellow |everyone|the )+(?:users?|members?|visitors|participants|players|public|world)\b[^;]*)|(?:\bpublicly (?:available|visible|accessible|distributed|displayed)\b[^;]*)",
    )
    .unless(r"{not} (?:be )?(?:\w+ )?(?:viewed|seen|visible|accessible|shown|shared)|public(?:ly)? (?:available )?(?:sources|records|databases|sections|parts|areas|pages)|applies to|from public|right|child|{we} ?{may}(?:collect|obtain|receive|gather)|cookie")
    .not_below(ASIDE | RIGHTS | COOKIES | SECURITY)
    .value(value::recipient)
    .unsure(),
    Rule::new(
        "recipient.successor",
        Recipient,
        &[THIRD | SHARE],
        r"(?:\b(?:merger|acquisition|bought by|acquired by|we (?:are|were) (?:acquired|sold)|(?:is|are|be) acquired|change of (?:control|ownership)|sale of (?:all|our|the|assets)|insolvency|bankruptcy|reorgani[sz]ation)\b[^;]*\b(?:transfer|pass|disclos|shar|assign|become)\w*[^;]*)",
    )
    .unless(r"{not} ")
    .not_below(DEFINITIONS | OTHERS | RIGHTS)
    .value(value::recipient),
    Rule::new(
        "recipient.shares-list",
        Recipient,
        &[SHARE],
        r"{we} ?{may}(?:share|disclose|provide|transfer|release|transmit|pass)s?\b[^.;]{0,100}\b(?:with|to):? ?\(?(?:i|a|1)\) [^;]{2,}",
    )
    .unless(r"{not} |right|outside|countr")
    .not_below(ASIDE | RIGHTS | TRANSFERS)
    .value(value::recipient),
    Rule::new(
        "recipient.shares-with",
        Recipient,
        &[SHARE, DATA],
        r"{we} ?{may}(?:share|disclose|provide|transfer|release|transmit|pass|give|send|reveal)s?\b[^.;]{0,140}\b(?:data|information|details|it|them)\b[^.;]{0,120}?(?:\b(?:to|with)\b[^.;(]{0,80}{third}|\bwith (?-i:[A-Z][\w&-]+)|\bwith (?:our |its |other |any )*(?:parts|branches|members|departments|entities|offices|groups) (?:of|within)\b|only where|when|if|:|in connection|in order|as required|for the)[^;(]*",
    )
    .extent(super::super::rule::Extent::Head)
    .unless(r"{not} {adv}(?:sell|share|disclose|provide|rent|transfer|give|pass|transmit|otherwise)|request|day-to-day|provid\w* (?:you|users)|countr|provide you|right|anonymous|opt.out|\bto (?:you|access|the user)\b|(?:provide|give)s? (?:you )?(?:a )?notice|opt-in consent|{we} ?{may}send ")
    .not_below(ASIDE | RIGHTS)
    .value(value::recipient),
    Rule::new(
        "recipient.in-cases",
        Recipient,
        &[SHARE, DATA],
        r"{we} ?{may}(?:(?:access|preserve|retain|use),? (?:(?:access|preserve|retain|use),? )?(?:and|or) )?(?:share|disclose|release|report|provide)s? (?:\w+ ){0,3}?(?:data|information)\b[^;]{0,80}\b(?:to|if|when|in response|as|about|where|with)\b[^;]*|{we} ?{may}(?:share|disclose|provide) (?:an? |the |your |some )(?:[\w-]+ ){1,6}(?:to|with) [^;]*|{we} ?{may}publish [^;]*|\b(?:indexed|seen|found|used|viewed) by (?:search engines|third parties|other users|anyone)\b[^;]*",
    )
    .unless(r"{not} |right to|your rights|opt.out|countr|provide you|to you\b|for (?:health )?research")
    .below(RECIPIENTS)
    .not_below(ASIDE | RIGHTS | TRANSFERS)
    .value(value::recipient),
    Rule::new(
        "recipient.is-shared",
        Recipient,
        &[],
        r"\b(?:data|information|queries|input|details|content|images?|credentials|identifiers?|address(?:es)?|this|they|these)\b[^.;]{0,80}\b(?:is|are|may be|will be|can be|shall be|might be|being)(?: also)? {adv}(?:shared|disclosed|transferred|provided|released|transmitted|passed|sent|uploaded|forwarded|made available)\b[^.;]{0,80}(?:\b(?:to|with|by|between)\b[^;]*|:)",
    )
    .unless(r"{not} {adv}(?:be )?(?:sold|shared|disclosed|transferred|provided)|countr|never|right|opt out|should not|disclosed to you|how many times|^no \w|^this (?:policy|notice|statement)|by (?:you|the (?:customer|user|client|visitor))\b|(?:to|with) us\b|sent back|by your (?:browser|device)|to (?:our|the [\w’']+) servers?\b")
    .not_below(ASIDE | RIGHTS | TRANSFERS)
    .value(value::recipient),
    Rule::new(
        "recipient.processed-by",
        Recipient,
        &[THIRD],
        r"\b(?:process(?:ed)?|handled|collected(?: and processed)?|carried out|performed|hosted|stored)\b(?: (?:directly|and processed|solely))* (?:by|through|via) (?:our |the company[’']s |its |the |a |an )?[^.;]{0,60}?\b(?:third.party|external|payment|verification|hosting|cloud|identity|e-?mail|analytics|service|following categories|gateway|provider|processors?|app stores?|banks?|bureaus?|other companies)\b[^;]*",
    )
    .unless(r"{not} (?:be )?(?:\w+ly )?(?:process|handl|collect|carri|host|shar|disclos|use|limited)|social media platform operators|retained|in the course")
    .not_below(ASIDE | RIGHTS)
    .value(value::recipient),
    Rule::new(
        "recipient.engages",
        Recipient,
        &[SHARE | PROCESS, THIRD],
        r"{we} ?{may}(?:engage|employ|hire|appoint|work with|rely on|utili[sz]e|use|contract(?: with)?|allow|partner with)s? (?:[\w-]+,? ){0,6}?(?:third.part(?:y|ies)(?: service)?(?: providers?| companies| processors?| vendors?)?|service providers?|sub-?processors?|contractors?|vendors?|suppliers?|subcontractors?|agencies|other companies|partners)\b[^;]*",
    )
    .unless(r"cookie|{not} |security|data centers")
    .not_below(ASIDE | RIGHTS | COOKIES)
    .value(value::recipient),
    Rule::new(
        "recipient.access-of-staff",
        Recipient,
        &[PROCESS, THIRD],
        r"(?:\baccess to (?:your |the |a |such )?(?:\w+[’']s )?(?:personal )?(?:data|information) (?:is|are|will be) (?:limited|restricted|granted|given|only)[^;]*\b(?:employees|staff|personnel|departments|persons|contractors)\b[^;]*)|(?:\b(?:employees|staff|personnel|contractors)\b[^.;]{0,80}(?:require|have|need|get|has) access\b[^;]*)",
    )
    .not_below(ASIDE | RIGHTS | SECURITY)
    .value(value::recipient),
    Rule::new(
        "recipient.policy-binds",
        Recipient,
        &[THIRD],
        r"\b(?:privacy )?policy applies to (?:our )?(?:resellers|partners|agents|affiliates|subsidiaries|contractors)\b[^;]{0,40}",
    )
    .extent(super::super::rule::Extent::Match)
    .value(value::recipient),
    Rule::new(
        "recipient.marketing-partners",
        Recipient,
        &[THIRD],
        r"\b(?:from|by|with) (?:\w+ or )?our (?:marketing|advertising|business) partners\b",
    )
    .unless(r"{not} |share|disclos")
    .not_below(DEFINITIONS)
    .extent(super::super::rule::Extent::Head)
    .value(value::recipient)
    .unsure(),
    Rule::new(
        "transfer.across-borders",
        Transfer,
        &[ABROAD],
        r"(?:\b(?:transfer(?:red|s|ring)?|process(?:ed|es)?|stor(?:ed|es?)|located|based)\b[^.;:]{0,120}\b(?:countr(?:y|ies)|internationa\w+|abroad|outside|overseas|borders?|boundaries|territor(?:y|ies)|third countr\w+|jurisdictions?)\b[^;]*)|(?:(?:international|cross-border|onward) (?:data )?transfers?\b[^;]*)",
    )
    .unless(r"right to|depending on where|reside,|based on|based upon|company is|request|\bcopy\b|how we transfer|outside part(?:y|ies)|to learn more|for more information")
    .not_below(DEFINITIONS)
    .value(value::transfer),
    Rule::new(
        "transfer.safeguards",
        Transfer,
        &[],
        r"\b(?:standard contractual clauses|adequa(?:cy|te level)|safe harbo(?:u)?r privacy principles|binding corporate rules|privacy shield|data privacy framework|adequate data protection)\b",
    )
    .unless(r"adheres? to|self-assessment|in conformity|to learn more|for more information|responsib|compl(?:y|ies) with the|is an? (?:agreement|framework|self.certification)")
    .not_below(DEFINITIONS | BASES)
    .value(value::transfer),
    Rule::new(
        "transfer.to-a-country",
        Transfer,
        &[],
        r"\b(?:transfer(?:red|s)?|sent|located|based|stor(?:ed?|es)|process(?:ed|es)?|hosted|hosts?|held|stand|operated|maintained)\b[^.;]{0,120}\b(?:to|in|within) (?:the )?(?-i:United States|USA|US\b|U\.S\.|UK\b|Netherlands|France|Norway|Sweden|Finland|Poland|Spain|Italy|New Zealand|United Kingdom|Canada|Ireland|Germany|India|Israel|Singapore|Japan|Australia|China|Brazil|Mexico|Switzerland|European Union|EEA|EU)\b[^;]*",
    )
    .unless(r"registered|office|you reside|residence|resident in|if you|company (?:based|located)|right|complain")
    .not_below(DEFINITIONS | CONTACTS | RIGHTS)
    .value(value::transfer),
    Rule::new(
        "transfer.stays",
        Transfer,
        &[],
        r"(?:^(?:place|location|country) of (?:data )?(?:processing|storage): [^;]*)|\bleaves? (?:the )?(?-i:UK|EU|EEA|United|European|country|Union|Switzerland|Germany|Canada)\b[^;]*",
    )
    .unless(r"when you leave|right")
    .value(value::transfer),
    Rule::new(
        "transfer.protected",
        Transfer,
        &[ABROAD | SECURE],
        r"(?:\breasonable measures\b[^;]*)|(?:\bcontractual (?:clauses|safeguards)\b[^;]*)|(?:{we} ?{may}obtain your [^.;]{0,20}consent before transfer\w*[^;]*)",
    )
    .below(TRANSFERS)
    .not_below(RIGHTS | BREACHES)
    .value(value::transfer),
    Rule::new(
        "transfer.countries",
        Transfer,
        &[OURSELVES],
        r"\bservers?\b[^.;]{0,60}\b(?:located|situated|based)\b[^.;]{0,20}\bin\b[^;]*",
    )
    .unless(r"other than")
    .not_below(DEFINITIONS | RECIPIENTS)
    .value(value::transfer),
];
