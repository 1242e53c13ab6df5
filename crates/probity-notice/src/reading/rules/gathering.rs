//! What is collected, what for, and why the law allows it.

use super::super::practice::Kind::{Collects, LegalBasis, Purpose};
use super::super::rule::Extent::{Head, Match, Tail};
use super::super::rule::Rule;
use super::super::topic::{
    BASES, BREACHES, CHANGES, CHILDREN, COLLECTION, COOKIES, DEFINITIONS, OTHERS, PUBLIC, PURPOSES,
    RECIPIENTS, RETENTION, RIGHTS, SECURITY, VERIFICATION,
};
use super::super::value;
use super::super::words::{
    BASIS, CAN, COLLECT, DATA, KEEP, MARKETING, NOT, OURSELVES, PERSON, PROCESS, PURPOSE, SHARE,
};

const ASIDE: u32 = DEFINITIONS | OTHERS | BREACHES | CHANGES | PUBLIC;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "collects.somebody-collects",
        Collects,
        &[COLLECT],
        r"{we} ?{may}(?:collect|gather|obtain|receiv|record|acquir|captur|log|get)(?:s|ed?|ing|es)?\b(?: (?:and|or|and/or|,)? ?\w+)?.{0,160}?(?:{data}|\b(?:locations?|photos?|pictures|contacts|camera|microphone|statistics|preferences|profiles?|diagnostics|audio|videos?|pii|latitude)\b)",
    )
    .unless(r"\b(?:policy|notice|statement)\b[^.;]{0,80}\b(?:explain|outline|inform|describe|covers|sets? out|tell)|purposes? for which|time we collect|{not} {adv}(?:{adv})?(?:collect|store|record|knowingly|solicit|receive|obtain|log)|(?:request|inquir|complaint|consent|breach|claim)s? (?:is|are|was)? ?receiv|receipt of|data that (?:we|it) collects|to (?:the|any) personal data it collects|recorded call|before we (?:collect|process)|controller of the|reasons behind|may obtain your|serves the|^disclosure|sufficient information|only as|describe|lay out|guiding principle|\buses? (?:the|this|your|any|all|that)\b[^.;]{0,60} (?:we|it) collects?\b|responsib|\bhow (?:we|it|they|the \w+)(?: \w+){0,2} (?:collect|gather|obtain|receiv)|\b(?:aim|strive|try)s? (?:to|for)\b|\bcollects? and uses? (?:this|that|the|such|your) |\bwe get (?:a|your) (?:request|complaint|question)|\bdepends? (?:up)?on\b|\b(?:what|which) (?:types? of |kinds? of )?(?:personal )?(?:data|information) (?:we|it|they)\b|receiv\w* (?:a |your |such |any )?(?:requests?|complaints?|notices?|inquir)")
    .not_below(ASIDE | RIGHTS)
    .value(value::collected),
    Rule::new(
        "collects.is-collected",
        Collects,
        &[COLLECT, DATA],
        r"{data}[^.;]{0,60}?\b(?:is|are|may be|will be|can be|might be|gets?)(?: also| then)? {adv}(?:collected|gathered|obtained|recorded|logged|captured|received|processed temporarily)\b|{data} (?:is|are|may be|can be) (?:\w+ly )?(?:provided|supplied|given|entered|submitted) (?:\w+ )?by (?:the |our )?{you}",
    )
    .unless(r"\b(?:policy|notice|statement)\b[^.;]{0,80}\b(?:explain|outline|inform|describe|covers|sets? out|tell)|{not} {adv}(?:collected|gathered|stored|recorded|logged|processed)|purposes? for which|was collected|originally collected|(?:that|their) (?:their )?data is being collected|no longer|in this clause|questions? (?:about|regarding|on|concerning)|by (?:the|our|its) [^.;]*(?:provider|platform)")
    .not_below(ASIDE | RIGHTS | RETENTION)
    .value(value::collected),
    Rule::new(
        "collects.under-its-heading",
        Collects,
        &[COLLECT],
        r"{we} ?{may}(?:collect|gather|receive|record|log|obtain)s?\b(?: and (?:store|use|process)s?\b)? [^;]{4,}",
    )
    .unless(r"\b(?:policy|notice|statement)\b[^.;]{0,80}\b(?:explain|outline|inform|describe|covers|sets? out|tell)|{not} |(?:request|inquir|complaint|consent|breach|claim)|receipt of|cookie|before we|child|in order to|legal obligation|\bdepends? (?:up)?on\b|\buses? [^.;]{0,60}(?:we|it) collects?\b|\bhow (?:we|it) ")
    .below(COLLECTION)
    .not_below(ASIDE | RIGHTS | RETENTION | RECIPIENTS | BASES)
    .value(value::collected),
    Rule::new(
        "collects.is-stored",
        Collects,
        &[KEEP | COLLECT],
        r"(?:^(?:collected|recorded|stored|logged) (?:may be|are|is|will be|can be)\b[^;]*)|(?:\b(?:ip.address|browser|operating system|date and time|(?:messages?|e-?mails|files|photos?|posts|reports?) (?:that |which )?you (?:send|upload|post|write|make))\b[^.;]{0,80}\b(?:is|are) (?:also |then |automatically )?(?:stored|recorded|logged|transmitted)\b[^;]*)",
    )
    .unless(r"websites? (?:that )?you visit|{not} |cookie|deleted|for \d+|until")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY)
    .value(value::collected),
    Rule::new(
        "collects.comes-to-us",
        Collects,
        &[OURSELVES, COLLECT | SHARE | DATA],
        r"(?:\b(?:sent|transmitted|passed|reported) (?:on )?to (?:us|our servers?)\b[^;]*)|(?:\b(?:passes|shows|tells|sends|gives) us\b[^;]*)",
    )
    .unless(r"{not} |request|complain|appeal|cookie|if (?:a|you)\b|consent")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | CHILDREN)
    .value(value::collected),
    Rule::new(
        "collects.you-give-us",
        Collects,
        &[PERSON],
        r"(?:\byou(?:['’]ll)? (?:may |can |also |choose to |will |must |need to |have to )*(?:provide|give|submit|supply) (?:us|to us)\b[^;]*)|(?:\byou(?:['’]ll| will| may| must| need to)(?: also)? (?:provide|give|submit|supply|enter|share)s? [^.;]{0,80}\b(?:data|information|details|addresse?s?|numbers?|names?|identifier|payment)\b[^;]*)",
    )
    .unless(r"\b(?:policy|notice|statement)\b[^.;]{0,80}\b(?:explain|outline|inform|describe|covers|sets? out|tell)|respect your|measures|{not} |consent|permission|right|verif|responsib|proof|withdraw|request|agree|please|aware")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | PURPOSES | BASES | CHILDREN)
    .value(value::collected),
    Rule::new(
        "collects.comes-from",
        Collects,
        &[COLLECT | PERSON | DATA],
        r"\b(?:much|most|some|all) of (?:this|it|the (?:data|information)) comes from\b[^;]*",
    )
    .not_below(ASIDE | RIGHTS)
    .value(value::collected),
    Rule::new(
        "collects.takes",
        Collects,
        &[COLLECT | KEEP | PROCESS | DATA],
        r"(?:{we} ?{may}(?:store|save|note|read|need|see|register|log)s? (?:the|your|which|all|a record|records|any|information|data) [^;]*)|(?:{we} ?{may}(?:also )?keeps? (?:a )?(?:record|log|history|track)s? of [^;]*)|(?:{we} ?{may}take (?:photo\w*|notes|pictures|recordings)\b[^;]*)|(?:{we} ?{may}(?:also )?look at your [^;]*)|(?:{data}[^.;]{0,60}\b(?:is|are) (?:read|counted|noted)\b[^;]*)",
    )
    .unless(r"{not} |cookie|until|for as long|as long as|for \d|\d+ (?:days|months|years)|verif|right|legal|encrypt|secure")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | RECIPIENTS | BASES | CHILDREN)
    .value(value::collected),
    Rule::new(
        "collects.processed-below",
        Collects,
        &[PROCESS, DATA],
        r"(?:{we} ?{may},? ?process(?:es)?\b[^.;]{0,60}(?:for example|such as|details|data|information|address|put into|what you)[^;]*)|(?:\bprocessing (?:may|can|will) (?:involve|include|concern)\b[^;]*)|(?:\bresult in the (?:processing|collection) of\b[^;]*)|(?:{data}[^.;]{0,100}\b(?:may|might|will|can) be processed\b[^;]*)",
    )
    .unless(r"{not} |legal basis|lawful|solely|prevent|in order to|purposes? of|obligation|may include|categories|to (?:invite|send)|consent")
    .below(COLLECTION)
    .not_below(ASIDE | RIGHTS | RETENTION | BASES | PURPOSES | SECURITY | RECIPIENTS)
    .value(value::collected),
    Rule::new(
        "collects.subject-to",
        Collects,
        &[COLLECT, DATA],
        r"\b(?:subject to collection\b[^;]*)|(?:\b(?:option|choose|able) to (?:provide|give|submit) us with the following\b[^;]*)|(?:\boption of (?:sharing|providing|giving) [^;]{0,60}\b(?:with|to) (?:us|the company|me)\b[^;]*)|(?:{data}[^;]{0,400}\b(?:is|are) recorded\b[^;]*)",
    )
    .unless(r"{not} record|right")
    .not_below(ASIDE | RIGHTS | SECURITY)
    .value(value::collected),
    Rule::new(
        "collects.the-sources-are",
        Collects,
        &[DATA, COLLECT],
        r"\bsources? of (?:the |your |such |this )?(?:personal )?(?:information|data)\b[^;]*\b(?:is|are|include)\b[^;]*",
    )
    .not_below(ASIDE | RIGHTS)
    .value(value::collected),
    Rule::new(
        "collects.somebody-processes-such",
        Collects,
        &[PROCESS, DATA],
        r"{we} ?{may}(?:process|handle)(?:es)? (?:photograph|video|audio|image|name|e-?mail|your name|details|basic|data about|the following|(?:your )?personal (?:data|information) (?:from|of|about)|information (?:about|such)|(?:certain|limited|various) (?:personal )?(?:data|information) (?:about|such as))",
    )
    .unless(r"{not} {adv}process|in order to|on behalf of")
    .not_below(ASIDE | RIGHTS | RETENTION | BASES)
    .value(value::collected),
    Rule::new(
        "collects.information-includes",
        Collects,
        &[DATA],
        r"(?:\b(?:information|data)\b[^.;:“”\x22]{0,70}?[, ](?:{may})?(?:includes?|comprises?|consists? of|contains?)\b.{3,})|(?:includes? (?:information|data) (?:such as|like).{3,})",
    )
    .unless(r"notification|\borigin of|does not include|(?:purpose|right|recipient|partner|provider|measure|step|polic|notice)\w*,? (?:may |can )?includ|protected|security measures|this policy|cookies are|revealing|which includes?d? in")
    .not_below(ASIDE | RIGHTS)
    .value(value::collected),
    Rule::new(
        "collects.may-be-asked",
        Collects,
        &[PERSON],
        r"(?:{you} (?:may|might|will|can|are|could) (?:also |then |sometimes )?be (?:asked|required|requested|prompted) (?:to (?:enter|provide|give|submit|supply|share|upload)|for)\b[^;]*)|(?:{you} (?:has|have|needs?|must) (?:to )?(?:provide|enter|give|submit|state) (?:us with )?(?:an? |the |your |his |their |certain )?(?:\w+ ){0,2}(?:address|name|data|information|details|number)\b[^;]*)",
    )
    .unless(r"{not} |verif|identity|consent|password only|right|request|cookie")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | VERIFICATION)
    .value(value::collected),
    Rule::new(
        "collects.this-includes",
        Collects,
        &[],
        r"^(?:this|it|these|they) (?:may |can |might |will |also )*includes?,?\b.{3,}",
    )
    .unless(r"{not} |right|legal|cookie|\b(?:providers|partners|authorities)\b")
    .below(COLLECTION)
    .not_below(ASIDE | RIGHTS | RETENTION | RECIPIENTS | PURPOSES | SECURITY | COOKIES)
    .value(value::collected),
    Rule::new(
        "collects.infers",
        Collects,
        &[OURSELVES],
        r"{we} ?{may}(?:infer|deriv|deduc|estimat)(?:es?|s)?\b[^;]*\b(?:location|interests?|preferences?|characteristics|information|data|age|gender|behaviou?r)\b[^;]*",
    )
    .unless(r"{not} ")
    .not_below(ASIDE | RIGHTS | RETENTION)
    .value(value::collected),
    Rule::new(
        "collects.option-to-add",
        Collects,
        &[PERSON],
        r"\b(?:option|able|choose|ability|possible|can|may) (?:for you )?(?:to )?(?:add|upload|set|share|link|connect) (?:a |an |your |more )?(?:\w+ ){0,3}(?:picture|photo|photograph|avatar|bio|biography|profile|address|contacts|calendar|location)\b[^;]*",
    )
    .unless(r"{not} |delete|remove|correct|turn off|disable|right|avoid|should")
    .not_below(ASIDE | RIGHTS | RETENTION | SECURITY | RECIPIENTS)
    .value(value::collected),
    Rule::new(
        "collects.asked-to-provide",
        Collects,
        &[DATA, COLLECT],
        r"{we} ?{may}(?:ask(?:s|ed)?(?: \w+){0,3} (?:to (?:provide|submit|give|enter|upload|send)|for|about)|request(?:s|ed)?|require(?:s|d)?) [^.;]{0,80}?\b(?:personal|personally|financial|contact|billing|payment|registration|names?|e-?mail|address|phone|tax|health|cv|references|date of birth)\b",
    )
    .unless(r"verif|\bto identify|identification|identity|correction|deletion|consent|proof|{not} (?:ask|request|require)|\bopt(?:s|ed|ing)?\b|beyond the|require access")
    .not_below(ASIDE | RIGHTS | VERIFICATION | COOKIES)
    .extent(Tail)
    .value(value::collected),
    Rule::new(
        "collects.you-provide",
        Collects,
        &[DATA, PERSON],
        r"\b(?:information|data)\b(?: that| which)? (?:you|users?|clients?|customers?)(?: {may})? ?(?:choose to )?(?:provide|submit|give|enter|upload|share)s?\b[^.;]{0,60}\b(?:such as|includ|like|when|for example)",
    )
    .unless(r"{not} |responsib")
    .not_below(ASIDE | RIGHTS | RETENTION)
    .value(value::collected),
    Rule::new(
        "collects.monitors",
        Collects,
        &[COLLECT, CAN],
        r"{we} ?{may}(?:use [^.;]{0,40}to )?(?:monitor|track|observe|analy[sz]e)s? [^.;]{0,60}\b(?:traffic|activit(?:y|ies)|usage|behaviou?r|visits|actions|interactions?)\b",
    )
    .unless(r"{not} ")
    .not_below(ASIDE | COOKIES)
    .value(value::collected),
    Rule::new(
        "collects.never",
        Collects,
        &[NOT, COLLECT | KEEP | PROCESS],
        r"(?:{we} ?{may}(?:keep|collect|store|log|record)s? (?:neither|no)\b[^;]*)|(?:{we} ?{may}{not} (?:knowingly |intentionally |ever |control nor )?(?:read|receive|see|look into|listen to|inspect|scan|examine|track|access|collect|gather|store|record|keep|log|monitor|process|obtain|request|hold|have)(?:s|es)?\b(?: (?:or|and|nor) \w+)?[^;]{3,})|(?:\b(?:personal )?(?:data|information|traffic|activity|calls|conversations|messages)[^.;]{0,80}(?:is|are) (?:not|never) (?:collected|stored|recorded|logged|kept|processed))",
    )
    .unless(r"child|minor|under (?:the age|\d)|legally permitted|age of|obligat|(?:processed|collected|stored|kept) for (?:any|other|purposes|more)|{not} (?:store|keep|process) [^.;]{0,80}(?:longer|beyond|for more)|automated|consent(?:ed)? |have (?:the right|access|control|to\b|any control|authority)|without (?:your|any|a|the)|by e-?mail|password|solely|data that you|special offer|incompatible|do.not.track (?:signals?|requests?|headers?|settings?)|practices")
    .not_below(DEFINITIONS | OTHERS | RETENTION | CHILDREN)
    .value(value::never_collected),
    Rule::new(
        "purpose.in-order-to",
        Purpose,
        &[PURPOSE, PROCESS | COLLECT, DATA | PERSON],
        r"(?:in order to|(?:solely|exclusively) to|so that we (?:can|may)|with the (?:aim|goal|objective) of|for the (?:sole |following |specific )?purposes? of|for (?:the )?(?:\w+[,]? (?:and |or )?){1,5}purposes\b)[^;]{3,}",
    )
    .unless(r"{not} process|right to|you (?:will |would |may )?(?:must|should|need)|purposes for which|purposes described|no longer|retain|keep|direct marketing or profiling|disclos|child|in order to (?:exercise|identify you)|cookie|recipient|for the (?:defined|following|same)|mutually|declaration|sensitive|including:$|(?:statement|policy|notice) (?:governs|applies)")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .extent(Tail)
    .value(value::purpose),
    Rule::new(
        "purpose.used-to",
        Purpose,
        &[PROCESS | COLLECT, DATA],
        r"\b(?:information|data|address(?:es)?|details|it|they|metadata|number)\b[^.;]{0,60}?\b(?:is|are|(?:may|will|can|shall)(?: only| also| solely| then)? be)?(?: also)? ?{adv}(?:used|processed|utili[sz]ed|collected)(?: \w+ly)? (?:to|for|in order to|only to|solely to|exclusively to|only for|solely for)\b[^;]{3,}",
    )
    .unless(r"\bmeans\b|(?:policy|notice)\b[^.;]{0,80}\b(?:explain|outline|describe)|information (?:\w+ ){0,3}used to identify (?:you|an)|cookie|{not} {adv}(?:be )?used|no longer|purposes? for which|right to|your rights?|retain|(?:used|processed) for (?:as|a) |to verify (?:the|your) |verifiable")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .value(value::purpose),
    Rule::new(
        "purpose.needed-to",
        Purpose,
        &[PURPOSE, DATA],
        r"\b(?:information|data|details)\b[^.;]{0,80}\b(?:(?:is|are) (?:needed|required|necessary) (?:in order )?(?:to|for)|(?:used|stored|collected|processed)(?: and \w+)? (?:exclusively|solely|only) for)\b[^;]{3,}",
    )
    .unless(r"cookie|{not} |no longer|right|retain|by law|claims|consent|legal|legitimate|as long as|limited to|shall be|for example|such as|verif")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES | BASES)
    .value(value::purpose),
    Rule::new(
        "purpose.under-its-heading",
        Purpose,
        &[PURPOSE],
        r"^(?:in order )?to (?-i:[a-z])\w+[^;]{6,}",
    )
    .unless(r"^to (?:exercise|the|this|that|learn|find out|\bopt(?:s|ed|ing)?\b|contact|our|your)|please|\bwe\b|you (?:can|may)")
    .below(PURPOSES)
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .value(value::purpose),
    Rule::new(
        "purpose.we-use-to",
        Purpose,
        &[PROCESS | COLLECT, PURPOSE],
        r"{we} ?{may}(?:use|process|utili[sz]e|collect|gather|analy[sz]e|need)s?\b[^.;]{0,100}?\b(?:information|data|address(?:es)?|details|behaviou?r|metadata|it|this|these)\b[^.;]{0,60}? (?:(?:in order |solely |only |exclusively )?to(?::|, for (?:example|instance),)? \w+|for (?:the |our |its |your |internal |statistical |business |marketing |advertis|analyt|technical|secur)[^.;]*)[^;]*",
    )
    .unless(r"their (?:jobs?|work|duties)|cookie|{not} {adv}(?:use|process|collect|utili|shar)|to the extent|in accordance|right to|to third parties|from third parties|retain|subject to|(?:related|interactions?|relating|according|access|up|due|connected) to|where necessary to|to (?:be|which|whom)\b|child|knowingly|where a valid|verif|following|objectives:|only as|use the term|lawful reason|legal obligation")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES | VERIFICATION)
    .value(value::purpose),
    Rule::new(
        "purpose.contact",
        Purpose,
        &[PERSON, MARKETING | DATA | PROCESS],
        r"{we} ?{may}(?:contact|inform|notify|send|email|invite)s? (?:you|users?|the users?|(?:our |its |the )?(?:clients?|customers?|users?)|marketing|promotional|newsletters?)\b[^;]*\b(?:about|regarding|with|to|including|newsletter|offers|products|services|updates|communications)\b[^;]*",
    )
    .unless(r"breach|change|modif|amend|without (?:undue )?delay|right|cease|{not} |extension|reasons|within|before|in advance|cookie|consent|hand over|asked to")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .value(value::purpose),
    Rule::new(
        "purpose.this-includes",
        Purpose,
        &[],
        r"^(?:this|these|they|it) (?:may |can |also )*includes?,? (?:\w+,? )?\w+ing\b[^;]*",
    )
    .unless(r"{not} |right")
    .below(PURPOSES)
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .value(value::purpose),
    Rule::new(
        "purpose.this-is-so",
        Purpose,
        &[PERSON | OURSELVES],
        r"^(?:this|it|that|which)(?: is|['’]s) (?:all )?(?:so (?:that )?(?:we|you)|to (?:help|allow|enable|let) (?:us|you)|because (?:we|you) need)\b[^;]*",
    )
    .unless(r"{not} |right")
    .not_below(ASIDE | RIGHTS)
    .value(value::purpose),
    Rule::new(
        "purpose.helps-us",
        Purpose,
        &[PURPOSE],
        r"\b(?:helps?|assists?|allows?|enables?) (?:us|the company|(?P<who>(?-i:[A-Z])\w+)) (?:to |in |better )?\w+[^;]*",
    )
    .unless(r"cookie|right|{not} |verif|identif|vendors|providers|confirm")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES | VERIFICATION)
    .extent(Tail)
    .value(value::purpose),
    Rule::new(
        "purpose.is-for",
        Purpose,
        &[PURPOSE | PROCESS],
        r"(?:\b(?:aimed at|contribut\w+ to|essential for (?:providing|the)|necessary not only for)\b[^;]*)|(?:{we} ?{may}(?:wants?|seeks?) to (?:understand|learn)\b[^;]*)|(?:\b(?:moderated|checked|monitored|analy[sz]ed) (?:in order )?to\b[^;]*)|(?:{we} ?{may}use (?:this|these|it|them) to\b[^;]*)|(?:{we} ?{may}process (?:your )?(?:personal )?(?:data|information)[^.;]{0,60}\bfor another purpose\b[^;]*)|(?:{we} ?{may}process statistical\b[^;]*)|(?:\buse\w* [\w ]+ function to (?:process|measure|analy[sz]e)\b[^;]*)|(?:^such (?:obligations|interests|purposes) (?:encompass|include|involve)\b[^;]*)",
    )
    .unless(r"cookie|right|child|{not} (?:use|process)|verif|identif|discriminat")
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES | VERIFICATION | SECURITY)
    .value(value::purpose),
    Rule::new(
        "purpose.done-below",
        Purpose,
        &[PROCESS | PURPOSE | MARKETING],
        r"(?:^to (?-i:[a-z])\w+[^;]{3,120}, (?:we|the company)\b[^;]*)|(?:{we} ?{may}(?:serve|show|recommend|display|personali[sz]e|suggest)s? [^;]{3,})",
    )
    .unless(r"cookie|right|{not} |verif|consent|exercise|disclos|shar")
    .below(PURPOSES)
    .not_below(ASIDE | RIGHTS | RETENTION | COOKIES)
    .value(value::purpose),
    Rule::new(
        "purpose.the-purpose-is",
        Purpose,
        &[PURPOSE],
        r"\bpurposes? (?:of (?:this|such|the|our) (?:processing|collection|use)|for (?:collecting|processing|using)[^.;]{0,30}) (?:is|are)\b[^;]*",
    )
    .not_below(ASIDE | RIGHTS | COOKIES)
    .value(value::purpose)
    .sure(),
    Rule::new(
        "purpose.necessary-to",
        Purpose,
        &[PROCESS, BASIS],
        r"\bprocessing is necessary (?:not only )?(?:to|for)\b[^;]*",
    )
    .unless(r"legal claims|:$|contract")
    .not_below(ASIDE | RIGHTS | RETENTION)
    .extent(Tail)
    .value(value::purpose),
    Rule::new(
        "purpose.access-only-for",
        Purpose,
        &[PROCESS, PURPOSE],
        r"\b(?:access|use)(?:es|s)? to? ?(?:such |this |the |your )?(?:information|data) only (?:for|to)\b[^;]*",
    )
    .not_below(ASIDE | RIGHTS)
    .value(value::purpose),
    Rule::new(
        "legal_basis.legitimate-interest",
        LegalBasis,
        &[BASIS],
        r"\b(?:on the (?:basis|grounds?) of|based on|to pursue|to safeguard|rel(?:y|ies|ying) (?:up)?on|invokes?|for|under|in|have|has) (?:the |our |its |a )?(?:company[’']s |(?-i:[A-Z])\w+[’']s? )?legitimate (?:business )?interests?\b[^;]*",
    )
    .unless(r"object|override|cease|marketing is carried|:$|\brights?\b|\brequest|{not} (?:\w+ )?(?:rely|relies|based)")
    .value(value::basis),
    Rule::new(
        "legal_basis.article-six",
        LegalBasis,
        &[],
        r"\bart(?:icles?|s?\.)? ?6 ?(?:\(1\)|(?:para(?:graph|\.)?|abs\.) ?1)[ ,]*(?:sentence \d |first sentence,? |lit\.? ?|letter |point )?\(?[a-f]\b[^;]*",
    )
    .unless(r"object|withdraw")
    .not_below(RIGHTS)
    .value(value::basis)
    .sure(),
    Rule::new(
        "legal_basis.ground-is",
        LegalBasis,
        &[],
        r"(?:\b(?:consent|contract|interests?|obligations?)\b[^.;]{0,30} is (?:the|our) (?:legal|lawful) (?:basis|ground)\b[^;]*)|(?:\b(?:legal|lawful) (?:ground|basis)(?: for (?:this|that|the processing))? (?:is|are)\b[^;]*)|(?:^the (?:ground|basis) is\b[^;]*)|(?:\bat least one of the (?:legal )?(?:bases|foundations|grounds|legal foundations)\b[^;]*)|(?:\b(?:vital|substantial public) interests?\b[^;]*)|(?:\b(?:task|carried out) in the public interest\b[^;]*)|(?:\bprocessing (?:of [^.;]{0,60} )?(?:is|may be) (?:essential|necessary) (?:for|to)[^.;]{0,40}legal obligations?\b[^;]*)|(?:\b(?:indispensable|necessary) for the (?:fulfil+ment|performance|execution) of\b[^;]*)|(?:^(?:[^.;:]{3,80}): (?:your consent|(?:the|our|a) contract|(?:our|a) legitimate interest|(?:a |the )?legal obligation)\b[^;]*)|(?:\blegitimate interests of the (?:company|controller|provider)[^;]*)",
    )
    .unless(r"object|override|withdraw|right to|marketing is carried|legal claims|portab")
    .not_below(RIGHTS | DEFINITIONS | RECIPIENTS)
    .value(value::basis),
    Rule::new(
        "legal_basis.consent-given",
        LegalBasis,
        &[PERSON],
        r"(?:\byour (?:express |explicit )?(?:consent|agreement)\b[^.;]{0,80}\b(?:is|are) (?:explicitly |expressly )?(?:granted|given|deemed)\b[^;]*)|(?:\byou (?:thereby |hereby )?(?:explicitly|expressly) (?:consent|agree|confirm)\b[^;]*)|(?:\bsignif(?:y|ies) your (?:explicit |express )?(?:agreement|consent)\b[^;]*)|(?:\bask you to (?:provide|give) (?:us )?your consent\b[^;]*)|(?:\bonly\b[^.;]{0,60}\b(?:where|if) you (?:have )?(?:expressly |explicitly )?(?:agreed|consented|told us|opted in|asked us|subscribed|signed up)\b[^;]*)",
    )
    .unless(r"cookie|transfer|if you (?:have )?(?:consent|withdraw)|withdraw")
    .value(value::basis),
    Rule::new(
        "legal_basis.rests-on-consent",
        LegalBasis,
        &[BASIS, PROCESS],
        r"\b(?:process\w*|use)\b[^.;]{0,80}\b(?:based on|on the basis of|relies on|only with) your (?:\w+ )?consent\b",
    )
    .unless(r"withdraw|right|until|affect|if |examples?")
    .extent(Head)
    .value(value::basis)
    .sure(),
    Rule::new(
        "legal_basis.our-interest",
        LegalBasis,
        &[BASIS],
        r"\b(?:(?:is|are) in (?:our|the) legitimate interests?|(?:is|are|lies in|represents?|constitutes?) (?:our|the|a) legitimate (?:business )?interests?|our legitimate interests? (?:is|are|lies?|here))\b[^;]*",
    )
    .unless(r"object|override")
    .not_below(RIGHTS)
    .value(value::basis),
    Rule::new(
        "legal_basis.interests-permit",
        LegalBasis,
        &[BASIS, PROCESS],
        r"process[^.;]{0,60}(?:pursue|legitimate interests)[^.;]*",
    )
    .unless(r"object|cease|based on|on the basis of")
    .not_below(RIGHTS)
    .value(value::basis),
    Rule::new(
        "legal_basis.consent",
        LegalBasis,
        &[BASIS],
        r"\b(?:only )?(?:on the basis of|based (?:solely )?on|with|upon|subject to|obtain(?:ing|s)?|first obtain|rel(?:y|ies) on) (?:your|the (?:user|person|individual|data subject|client)[’']?s?|an?|their)? ?(?:explicit|express|prior|written|informed|affirmative)? ?(?:explicit )?consent\b?[^;]*",
    )
    .unless(r"without (?:explicit |your )?consent|{not} (?:\w+ )?(?:rely|relies|based)|withdraw|if marketing|cookie|transfer|shar|disclos|third part|examples? of|you may|parent|guardian|right|jurisdiction|where required by law|^with your consent")
    .value(value::basis),
    Rule::new(
        "legal_basis.sensitive-consent",
        LegalBasis,
        &[BASIS],
        r"(?:{we} ?{may}(?:first )?(?:obtain|ask for|seek|request|require)s? (?:the |your )?(?:\w+[’']s )?(?:explicit|express|prior|written)? ?consent[^;]*)|(?:\b(?:asks?|prompts?|requests?) (?:you )?for (?:your )?permission\b[^;]*)",
    )
    .unless(r"cookie|child|parent|transfer|third part|marketing communications")
    .extent(Tail)
    .value(value::basis)
    .sure(),
    Rule::new(
        "legal_basis.never-without-consent",
        LegalBasis,
        &[BASIS, NOT],
        r"(?:(?:{not}|in no (?:instance|event|case))[^.;]{0,20}(?:will|shall|may)?[^.;]{0,40}(?:use|process)[^.;]*(?:without|unless)[^.;]{0,40}consent[^;]*)",
    )
    .unless(r"disclos|shar|sell|sold|cookie|affect|does not affect|third part")
    .value(value::basis),
    Rule::new(
        "legal_basis.granted-permission",
        LegalBasis,
        &[BASIS, PERSON],
        r"\b(?:who|that) ha(?:ve|s) (?:granted|given|provided)[^.;]{0,40}(?:permission|consent)\b[^;]*",
    )
    .extent(Match)
    .value(value::basis),
    Rule::new(
        "legal_basis.implied-consent",
        LegalBasis,
        &[BASIS, PERSON],
        r"(?:\b(?:implicitly|automatically|thereby|hereby)? ?consent(?:ing|s)? to (?:the |our |such |this |that |these )?(?:kind of |kinds of )?(?:collection|processing|use|transfer|storage|disclosure|sharing)[^;]*)",
    )
    .unless(r"right|withdraw|if you|cookie policy|ask")
    .value(value::basis),
    Rule::new(
        "legal_basis.legal-obligation",
        LegalBasis,
        &[BASIS, PROCESS],
        r"process[^.;]{0,80}(?:comply|compliance) with[^.;]{0,30}legal obligations?\b[^;]*",
    )
    .unless(r"retain|:$.*\bretention")
    .value(value::basis),
    Rule::new(
        "legal_basis.contract",
        LegalBasis,
        &[BASIS, PROCESS],
        r"process[^.;]{0,120}(?:necessary (?:to|for)|performance of|perform)[^.;]{0,60}(?:contract|agreement)?\b[^;]*",
    )
    .unless(r"retain|legal claims|interest|legal obligation")
    .below(BASES)
    .not_below(RIGHTS)
    .value(value::basis),
    Rule::new(
        "legal_basis.on-a-contract",
        LegalBasis,
        &[BASIS, PROCESS],
        r"process[^.;]{0,80}\bon the basis of (?:the|our|your|a) (?:contract|agreement)\b[^;]*",
    )
    .not_below(RIGHTS)
    .value(value::basis)
    .sure(),
    Rule::new(
        "legal_basis.only-where-valid",
        LegalBasis,
        &[BASIS, PROCESS],
        r"process[^.;]*\b(?:valid |lawful |appropriate |applicable )?legal (?:basis|grounds?)\b[^;]*",
    )
    .unless(r"depend|right|inform")
    .not_below(RIGHTS)
    .value(value::basis),
];
