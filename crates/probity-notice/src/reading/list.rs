//! What the items of a list are, told by the words that introduce it.

use super::about::About;
use super::patterns::Patterns;
use super::practice::Kind;
use super::topic::{self, Topics};
use probity_text::{Clause, Outline, has_verb};
use std::sync::LazyLock;

/// What introduces a list, and which practice each of its items is; the first that fits.
const INTRODUCTIONS: &[(&str, Option<Kind>)] = &[
    (
        r"\b(?:policy|notice|document|statement)\b[^.:]{0,20}\b(?:explains?|describes?|covers?|tells?|informs?|applies|outlines)\b",
        None,
    ),
    (
        r"\b(?:principles|definitions?|responsibilities|limitations|social media accounts|(?:these|following) links)\b",
        None,
    ),
    (r"\buse\b[^:]*\b(?:information|data)\b[^:]{0,30}\bcollect[^:]*:$", Some(Kind::Purpose)),
    (
        r"\bfollowing reasons\b[^:]{0,20}:$|\b(?:belie[fv]|disclos|action)\w*\b[^:]*\b(?:necessary|needed|required|appropriate|order)(?: \w+){0,2} to:$",
        Some(Kind::Purpose),
    ),
    (r"\bbreach\b[^:]*\b(?:occur|happen|event|case|notif|inform)\w*[^:]{0,20}:$", Some(Kind::Breach)),
    (
        r"\b(?:notified|informed|told) (?:of|about)\b[^:]{0,40}\b(?:changes|updates)[^:]{0,20}:$",
        Some(Kind::ChangeNotice),
    ),
    (r"\bagrees? to the following:$", Some(Kind::OtherPromise)),
    // What nobody looks at except for these.
    (
        r"\b(?:access|look|see|read|view|use)\w*\b[^:]*\b(?:except|only|unless)\b[^:]*\b(?:for|to)(?: the following)?:$",
        Some(Kind::Purpose),
    ),
    (
        r"\breserves? the right to (?:transfer|share|disclose|transmit|release)|\bto (?:whom|which third)",
        Some(Kind::Recipient),
    ),
    (
        r"\b(?:applies|when|where|in (?:case|cases)) the (?:client|user|customer)\b|asks? you to verify",
        Some(Kind::IdentityVerification),
    ),
    (
        r"\b(?:cookies|trackers)\b[^:]*\b(?:use|used|types?|categories|purposes|set)\b|\buse\b[^:]*\bcookies\b",
        Some(Kind::Cookie),
    ),
    (
        r"\b(?:following|specific|these|main) purposes\b[^:]*:$|\bpurposes? (?:for which|include|are)\b[^:]*:$",
        Some(Kind::Purpose),
    ),
    (
        r"\b(?:contact|reach|write to|email)\b[^:]*\b(?:us|our|at|via|by|through)\b[^:]*:$",
        Some(Kind::Contact),
    ),
    (
        r"\b(?:your|privacy|following(?: [\w-]+){0,3}|have the|these) rights?\b|\byour (?:\w+ )?request\b|\byou can (?:demand|ask)|\bright to\b|\b(?:you|users?|clients?|recipients|customers?) (?:(?:may|can) (?:request|ask|object|exercise|opt)|(?:is|are) able to (?:change|update|correct|delete|access|modify|request))|\bentitled to\b|\bopportunity to opt out\b|\bcan be done by\b|\bopt(?:ing)? out\b|\bunsubscribe\b",
        Some(Kind::Right),
    ),
    (r"\b(?:you|users?|residents|consumers|individuals) (?:can|may)(?: also)?\s?:$", Some(Kind::Right)),
    (
        r"\bcategories of recipients|\bfollowing recipients\b|\bnot to provide\b|\b(?:sub-?processors?|service providers|processors|vendors|recipients|partners)\b[^:]{0,40}:$|\b(?:shar(?:e|ed|ing)|disclos(?:e|ed|ure|ures)|transferred to|provided to|released)\b",
        Some(Kind::Recipient),
    ),
    (
        r"\b(?:legal|lawful) (?:grounds|bases|basis)\b[^:]{0,20}:$|\bbased on (?:one of )?(?:the |these |following )*grounds?\b[^:]{0,20}:$",
        Some(Kind::LegalBasis),
    ),
    (r"\b(?:safeguards|transfers?)\b[^:]*\b(?:include|following|based)\b", Some(Kind::Transfer)),
    (
        r"\bpurposes?\b[^:]{0,40}:$|\b(?:us(?:e|ed|es|ing)|process(?:ed|es|ing)?|collect(?:ed)?|situations)\b[^:]*\b(?:to|in order to|for|so that we can)(?: [\w ]{0,12})?:$|\bsituations in which\b",
        Some(Kind::Purpose),
    ),
    (
        r"\b(?:collect|gather|obtain|hold|log|record|we receive|we may receive)\w*\b[^:]*\b(?:data|information|details|following|categories|types)\b|\b(?:categories|types|kinds) of (?:personal |sensitive |additional )*(?:data|information)\b|\b(?:collect|gather|receive|log)s?\b[^:]{0,30}:$",
        Some(Kind::Collects),
    ),
    (r"\b(?:deletion|retention|retain|retained|kept|keep|stored?)\b", Some(Kind::Retention)),
    (
        r"\blegitimate interests?\b|\bbased on (?:your )?consent\b|\bprocess(?:ing|es|ed)?\b[^:]*\b(?:necessary|in order to|purposes?|to:|for:|obligations?)|\bpurposes?\b|\bobjectives\b|\buse[sd]?\b[^:]*\b(?:to|for|as follows|information|data)\b[^:]*:$",
        Some(Kind::Purpose),
    ),
    (r"\b(?:security|protect|safeguard|measures)\b", Some(Kind::Security)),
];

/// A pattern, the practice that it announces, and what the first item must be.
type Announcement = (&'static str, Kind, fn(&str) -> bool);

/// Words that announce a list without a colon, and which practice its items are, when they are what stands behind it.
const ANNOUNCEMENTS: [Announcement; 3] = [
    (ANNOUNCES_RECIPIENTS, Kind::Recipient, |_| true),
    (
        r"\b(?:collect|gather|log|stor|record|receiv|obtain)(?:e|s|es)?\b[^.:]*\b(?:data|information|details|metadata)\b",
        Kind::Collects,
        is_name,
    ),
    (r"\b(?:use|process)(?:es)?\b[^.:]*\b(?:data|information)\b", Kind::Purpose, |item| {
        item.starts_with("To ")
    }),
];

const ANNOUNCES_RECIPIENTS: &str = r"\b(?:third.part(?:y|ies)(?: [\w-]+)?|service providers|partners|sub-?processors)\b[^.:]{0,60}\b(?:used (?:by|in|within)|(?:we|I) use|below|as follows)\b|\b(?:below|following) (?:is|are) [^.:]{0,30}\b(?:third.party|providers|partners|sub-?processors)\b|\blist of [^.:]{0,30}\b(?:partners|providers|third.part(?:y|ies)|sub-?processors)\b[^.:]{0,20}\b(?:below|following)\b";

static ANNOUNCES: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(ANNOUNCEMENTS.iter().map(|(pattern, ..)| *pattern)));

/// Words that say that none of what they introduce is done, and words of an exception, which take that back.
const DENIAL: [&str; 2] = [
    r"(?:\b(?:not|never|neither|cannot)\b|\b(?:do|does|did|wo|ca)n['’]t\b)[^.:]{0,40}\b(?:collect|gather|log|record|stor|keep|track|monitor|receive|obtain|process|us(?:e|ing)|shar|sell|sold|rent|trade|disclos|transfer|access|hold)",
    r"\b(?:except|exception|exclud|unless|other than|without|only|but|cases?|circumstances|situations|instances|instead|limited|necessary|required|longer|until|if|when|where)\b|\b(?:you|users?|customers?|clients?|members?|visitors?) (?:must|should|may|can|shall|do|will|are|need)\b",
];

static DENIES: LazyLock<Patterns> = LazyLock::new(|| Patterns::new(DENIAL));

/// Words behind which each item says with its own verb what is not done: `we will never:`.
fn denies_each(introduction: &str) -> bool {
    let bare = introduction.trim_end().trim_end_matches([':', '：']).trim_end().to_lowercase();
    let who = DENIES_EACH.iter().find_map(|words| bare.strip_suffix(words));
    // What people must not do is no promise to them.
    introduction.ends_with([':', '：']) && who.is_some_and(|who| !THEY.iter().any(|they| who.ends_with(they)))
}

const THEY: [&str; 7] = ["you", "users", "user", "customers", "clients", "members", "visitors"];

const DENIES_EACH: [&str; 9] =
    [" do not", " does not", " don't", " don’t", " will not", " won't", " won’t", " never", " cannot"];

/// The practice of an item by the verb that it begins with, behind such words.
pub(super) fn denied_by_verb(item: &str) -> Kind {
    const VERBS: [(Kind, &[&str]); 2] = [
        (
            Kind::Collects,
            &[
                "collect", "log", "store", "keep", "record", "track", "monitor", "read", "gather", "retain",
                "save",
            ],
        ),
        (
            Kind::NotShared,
            &["sell", "share", "rent", "disclose", "give", "pass", "transfer", "trade", "provide", "hand"],
        ),
    ];
    let verb = item.split(|one: char| !one.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let is_of = |verbs: &[&str]| verbs.contains(&verb.as_str());
    VERBS.iter().find(|(_, verbs)| is_of(verbs)).map_or(Kind::OtherPromise, |(kind, _)| *kind)
}

/// Whether nothing is done of what is introduced: `we do not log:`, `what we never collect`.
fn denies(introduction: &str) -> bool {
    let mut found = DENIES.matching(introduction);
    found.next() == Some(0) && found.next().is_none()
}

/// What an item is whose introduction denies it. What is not kept is not collected either.
fn denied(kind: Kind) -> Kind {
    match kind {
        Kind::Recipient => Kind::NotShared,
        Kind::Retention => Kind::Collects,
        Kind::Purpose | Kind::Cookie => Kind::OtherPromise,
        other => other,
    }
}

/// What the items are that a sentence announces without a colon, told by it and by the first of them.
fn announced(said: &str, item: &str) -> Option<Kind> {
    let item = item.trim().trim_end_matches([';', ',']);
    let fits = |at: usize| ANNOUNCEMENTS.get(at).filter(|(_, _, may_be)| may_be(item));
    ANNOUNCES.matching(said).find_map(fits).map(|(_, kind, _)| *kind)
}

/// What items are by the heading above them, when the words of the list do not tell.
const BY_TOPIC: [(Topics, Kind); 9] = [
    (topic::RETENTION, Kind::Retention),
    (topic::SECURITY, Kind::Security),
    (topic::COOKIES, Kind::Cookie),
    (topic::RIGHTS, Kind::Right),
    (topic::RECIPIENTS, Kind::Recipient),
    (topic::TRANSFERS, Kind::Transfer),
    (topic::COLLECTION, Kind::Collects),
    (topic::BASES, Kind::Purpose),
    (topic::PURPOSES, Kind::Purpose),
];

/// What a heading says of the items directly below it.
const HEADS: Topics =
    topic::RIGHTS | topic::RECIPIENTS | topic::COLLECTION | topic::PURPOSES | topic::RETENTION;

/// Words that introduce kinds of data, when nothing says better.
const OF_DATA: &[&str] = &["data", "information", "details", "collect", "gather", "metadata", "records"];

static BUILT: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(INTRODUCTIONS.iter().map(|(pattern, _)| *pattern)));

/// The practice that each item of a list is; nothing when the items say it themselves.
fn of_items(introduction: &str, topics: Topics) -> Option<Kind> {
    if topics & (topic::DEFINITIONS | topic::OTHERS) != 0 {
        return None;
    }
    if let Some((_, kind)) = BUILT.matching(introduction).next().and_then(|first| INTRODUCTIONS.get(first)) {
        return *kind;
    }
    let lower = introduction.to_lowercase();
    if !OF_DATA.iter().any(|word| lower.contains(word)) && !lower.contains("include") {
        return None;
    }
    let by_topic = BY_TOPIC.iter().find(|(topic, _)| topics & topic != 0).map(|(_, kind)| *kind);
    by_topic.or_else(|| OF_DATA.iter().any(|word| lower.contains(word)).then_some(Kind::Collects))
}

/// The list that is being read.
#[derive(Default)]
pub(super) struct Lists<'t> {
    introductions: Vec<Introduction<'t>>,
    /// The clause that the list went on to last.
    last: usize,
}

/// Words that introduce a list.
#[derive(Clone, Copy)]
pub(super) struct Introduction<'t> {
    pub(super) clause: usize,
    pub(super) words: &'t str,
    /// The practice that each item is.
    pub(super) kind: Option<Kind>,
    /// Nothing but the heading above tells it.
    pub(super) by_heading: bool,
    /// None of it is done.
    pub(super) is_denied: bool,
}

/// Words that name something, as an item of a list of data does.
fn is_name(said: &str) -> bool {
    said.split_whitespace().nth(12).is_none() && !said.ends_with(['.', ':', '?', '!']) && !has_verb(said)
}

/// Names in a row, with commas between them and no verb.
fn names_several(said: &str) -> bool {
    said.split(',').nth(2).is_some() && !said.contains([':', '?', '!']) && !has_verb(said)
}

/// Words that an introduction ends with whose colon was left out.
const OPEN: [&str; 8] = [
    "such as",
    "including",
    "include",
    "includes",
    "following",
    "limited to",
    "data like",
    "information like",
];

/// The last sentence of a clause, or the part of it behind a semicolon.
fn last(said: &str) -> &str {
    said.rsplit(['.', ';']).find(|part| !part.trim().is_empty()).unwrap_or(said).trim()
}

impl<'t> Introduction<'t> {
    fn of(clause: usize, words: &'t str, kind: Option<Kind>, by_heading: bool) -> Self {
        if denies_each(words) {
            return Self { clause, words, kind: None, by_heading, is_denied: true };
        }
        let is_denied = kind.is_some() && denies(words);
        let kind = kind.map(|kind| if is_denied { denied(kind) } else { kind });
        Self { clause, words, kind, by_heading, is_denied }
    }

    /// Whether it says that kinds of data follow.
    fn names_data(&self) -> bool {
        let follows = ["includ", "collect", "limited to", "such as", "following"];
        matches!(self.kind, Some(Kind::Collects)) && follows.iter().any(|word| self.words.contains(word))
    }

    /// Whether a paragraph right behind is an item whose mark was lost: it goes on with the sentence, or says what for
    /// where purposes are announced.
    fn goes_on_with(&self, text: &str, clause: &Clause) -> bool {
        let said = text.get(clause.body.clone()).unwrap_or("").trim();
        let is_open = self.words.ends_with([':', '：']);
        let purposes = matches!(self.kind, Some(Kind::Purpose));
        let goes_on = said.starts_with(char::is_lowercase)
            || said.ends_with(';')
            || self.names_data() && (is_name(said) || names_several(said))
            || purposes && ["To ", "For ", "In order to "].iter().any(|word| said.starts_with(word));
        is_open && self.kind.is_some() && goes_on
    }
}

impl<'t> Lists<'t> {
    /// The introduction of the list that a clause is an item of.
    pub(super) fn introduction_of(
        &mut self,
        text: &str,
        outline: &Outline,
        index: usize,
        clause: &Clause,
    ) -> Option<Introduction<'t>> {
        let last = self.introductions.last().copied()?;
        let introducing = outline.clauses.get(last.clause)?;
        let below = clause.label.is_some()
            && (clause.parent == Some(last.clause)
                || (introducing.label.is_none() && clause.parent == introducing.parent));
        let follows = clause.is_item && index > last.clause;
        let next = index == self.last.max(last.clause) + 1;
        if follows || below || next && !clause.is_heading && last.goes_on_with(text, clause) {
            self.last = index;
            return Some(last);
        }
        self.introductions.clear();
        None
    }

    /// A clause was read, which may introduce a list.
    pub(super) fn after(
        &mut self,
        text: &'t str,
        outline: &Outline,
        index: usize,
        clause: &Clause,
        about: &About<'t>,
    ) {
        let said = text.get(clause.body.clone()).unwrap_or("");
        let item_follows = outline.clauses.get(index + 1).is_some_and(|next| next.is_item);
        let open = said.trim_end().trim_end_matches([',', ';']);
        let is_open = item_follows && !clause.is_heading && OPEN.iter().any(|words| open.ends_with(words));
        if !is_open && !said.trim_end().ends_with([':', '：']) {
            let next = outline.clauses.get(index + 1).filter(|next| next.is_item && !clause.is_item);
            let next = next.and_then(|next| text.get(next.body.clone()));
            if let Some(kind) =
                next.filter(|_| !clause.is_heading).and_then(|next| announced(last(said), next))
            {
                self.introductions.push(Introduction::of(index, last(said), Some(kind), false));
                return;
            }
            // Items directly below a heading, or below words that a lead heads, are what it speaks of.
            let heads = match (clause.is_heading, &clause.lead) {
                (true, _) => HEADS,
                (_, Some(_)) if !clause.is_item => topic::RIGHTS,
                _ => return,
            };
            let first = BY_TOPIC.iter().find(|(topic, _)| about.topics & topic != 0);
            if let (true, Some((_, kind))) = (item_follows, first.filter(|(topic, _)| heads & topic != 0)) {
                self.introductions.push(Introduction::of(index, about.heading, Some(*kind), true));
            }
            return;
        }
        let last = last(said);
        // A heading that ends with a colon inside a list of categories goes on with that list.
        let above = self.introductions.last().and_then(|above| above.kind);
        let own =
            if is_open { of_items(&format!("{last}:"), about.topics) } else { of_items(last, about.topics) };
        let short = last.split_whitespace().count() <= 8;
        let kind = match (own, above) {
            (own @ Some(_), _) if !short || above.is_none() => own,
            (_, above @ Some(_)) => above,
            (own, None) => own,
        };
        let kind = kind.or_else(|| of_items(about.heading, about.topics));
        self.introductions.push(Introduction::of(index, last, kind, false));
    }

    /// The practice of the items that a clause introduces; nothing when it says itself what is collected, as no items
    /// follow.
    pub(super) fn introduced_by(&self, text: &str, outline: &Outline, index: usize) -> Option<Kind> {
        let last = self.introductions.last().filter(|last| last.clause == index)?;
        let next = outline.clauses.get(index + 1)?;
        let follows =
            next.is_item || next.is_heading || next.label.is_some() || last.goes_on_with(text, next);
        last.kind.filter(|kind| follows || *kind != Kind::Collects)
    }
}
