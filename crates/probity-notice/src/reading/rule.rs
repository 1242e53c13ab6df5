//! A rule: which words and which pattern say which practice.

use super::practice::{Kind, Sureness};
use super::topic::Topics;
use super::words::Words;
use crate::matching::{Found, Literals, Pattern, Sentences, Stretch, Tries};
use serde_json::{Map, Value};
use std::ops::Range;

/// Which words of a sentence are the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All.
    Sentence,
    /// What the pattern matched.
    Match,
    /// From where it matched to the end.
    Tail,
    /// From the beginning to the end of what it matched.
    Head,
}

/// What a rule sees of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'t> {
    /// The whole sentence.
    pub(super) sentence: &'t str,
    /// The part that is the practice.
    pub(super) part: &'t str,
    /// The heading or lead that it stands under.
    pub(super) heading: &'t str,
    /// What introduced the list that it is an item of.
    pub(super) intro: &'t str,
}

/// Reads what the words say.
pub(super) type ReadValue = fn(&Said<'_>) -> Map<String, Value>;

/// One rule, as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Of each of these sets, a word must stand in the sentence.
    pub(super) needs: &'static [Words],
    /// `{we}`, `{you}`, `{data}`, `{third}`, `{not}`, `{may}` stand for groups of words.
    pub(super) pattern: &'static str,
    /// A pattern that must not match; empty when there is none.
    pub(super) unless: &'static str,
    /// Only below a heading about one of these; zero is anywhere.
    pub(super) below: Topics,
    /// Never below a heading about one of these.
    pub(super) not_below: Topics,
    pub(super) extent: Extent,
    pub(super) value: ReadValue,
    pub(super) sureness: Sureness,
    /// Only of a sentence that no rule before it reads.
    pub(super) of_the_rest: bool,
    /// It reads what a sentence or an item says beside the practice that it is.
    pub(super) beside: bool,
}

impl Rule {
    /// A rule whose practice is the whole sentence.
    pub(super) const fn new(
        name: &'static str,
        kind: Kind,
        needs: &'static [Words],
        pattern: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            needs,
            pattern,
            unless: "",
            below: 0,
            not_below: 0,
            extent: Extent::Sentence,
            value: |_| Map::new(),
            sureness: Sureness::Likely,
            of_the_rest: false,
            beside: false,
        }
    }

    pub(super) const fn unless(mut self, pattern: &'static str) -> Self {
        self.unless = pattern;
        self
    }

    pub(super) const fn below(mut self, topics: Topics) -> Self {
        self.below = topics;
        self
    }

    pub(super) const fn not_below(mut self, topics: Topics) -> Self {
        self.not_below = topics;
        self
    }

    pub(super) const fn extent(mut self, extent: Extent) -> Self {
        self.extent = extent;
        self
    }

    pub(super) const fn value(mut self, value: ReadValue) -> Self {
        self.value = value;
        self
    }

    pub(super) const fn sure(mut self) -> Self {
        self.sureness = Sureness::Sure;
        self
    }

    /// Only of a sentence that no rule before it reads; what it says is not sure.
    pub(super) const fn of_the_rest(mut self) -> Self {
        self.of_the_rest = true;
        self.unsure()
    }

    /// What a sentence says beside the practice that it is, from the match to its end.
    pub(super) const fn beside(mut self) -> Self {
        self.beside = true;
        self.extent(Extent::Tail).unsure()
    }

    pub(super) const fn unsure(mut self) -> Self {
        self.sureness = Sureness::Unsure;
        self
    }
}

/// A rule with its patterns.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) rule: Rule,
    pattern: Matcher,
    unless: Option<Matcher>,
}

#[derive(Debug)]
struct Matcher {
    pattern: Pattern,
    /// Whether it says who acts.
    names_somebody: bool,
}

/// The sentences that a rule has a chance on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chances {
    pub(super) sentences: Sentences,
    /// Those of them that an exception has a chance on.
    pub(super) excepted: Sentences,
}

const GROUPS: [(&str, &str); 8] = [
    (
        "{we}",
        r"(?P<who>\b(?:we|they|it|(?-i:I)|the (?:company|developer|service|services|app|application|website|site|system|platform|operator|provider)|(?:our|these|this|its|the|such)(?: [\w’'-]+){0,3} (?:servers?|programs?|partners?|providers?|websites?|sites?|apps?|systems?|services?|software|applications?|team|technologies|third parties)|(?-i:[A-Z][\w’'&-]+)(?: (?-i:[A-Z])[\w’'&.-]+)?(?: servers?| websites?)?)\b)(?:['’](?:ll|d|ve))?(?: \([^()]{0,60}\))?",
    ),
    (
        "{you}",
        r"\b(?:you|users?|clients?|customers?|individuals?|data subjects?|visitors?|consumers?|members?|recipients?|subscribers?|persons?|residents?|parents?|guardians?|employees?|patients?|students?|guests?|the user|one)\b",
    ),
    (
        "{data}",
        r"\b(?:data|information|details|records?|addresse?s?|e-?mails?|names?|metadata|images?|photographs?|recordings?|logs?|content|histor(?:y|ies)|traffic|documents?|identifiers?|actions|activit(?:y|ies))\b",
    ),
    (
        "{third}",
        r"\b(?:third[- ]part(?:y|ies)|partners?|providers?|affiliates?|affiliated|subsidiar(?:y|ies)|resellers?|agents?|processors?|vendors?|contractors?|employees?|authorit(?:y|ies)|recipients?|advis[oe]rs?|advertisers?|companies|organi[sz]ations|agencies|suppliers?|subcontractors?|court|police|successors?|acquirer|openai|google|facebook|networks?|professionals?|bureaus?|insurers?|carriers?|banks?|law enforcement|regulators?|sub-?processors?|nonaffiliates?|app stores?)\b",
    ),
    ("{not}", r"\b(?:not|never|neither|nor|no|cannot|(?:do|does|did|wo|ca|is|are)n['’]t)\b"),
    (
        "{may}",
        r"(?:(?:may|can|could|might|will|would|shall|must|also|then|only|always|automatically|usually|normally|mostly|regularly|frequently|temporarily|currently|primarily|furthermore|still|generally|typically|sometimes|therefore|either|both|directly|occasionally|at times|and/or|of course|reserve the right to|need to|have to|be (?:required|obliged) to|is able to|are able to|be able to|does|do),? )*",
    ),
    (
        "{form}",
        r"\b(?-i:Inc\.?|Ltd\.?|LLC|L\.L\.C\.|LLP|Limited|GmbH|Corp\.?|Corporation|UAB|S\.A\.(?:S\.)?|B\.V\.|N\.V\.|S\.L\.(?:U\.)?|AG|SE|KG|AS|ASA|ApS|A/S|plc|PLC|Oyj?|O_|SAS|SARL|S\.p\.A\.|S\.r\.l\.|s\.r\.o\.|Pty|BV|AB|NV|SA|Trust|Foundation|Association|Society)",
    ),
    ("{adv}", r"(?:\w+ly )?"),
];

fn spelled_out(pattern: &str) -> String {
    let spelled =
        GROUPS.iter().fold(pattern.to_owned(), |pattern, (name, group)| pattern.replace(name, group));
    // Each group of a pattern has a name of its own.
    let mut parts = spelled.split("(?P<who>");
    let mut numbered = parts.next().unwrap_or("").to_owned();
    for (number, part) in parts.enumerate() {
        numbered.push_str(&format!("(?P<who{number}>{part}"));
    }
    numbered
}

impl Matcher {
    fn new(pattern: &str, literals: &mut Literals) -> Self {
        let spelled = spelled_out(pattern);
        Self { names_somebody: spelled.contains("(?P<who0>"), pattern: Pattern::new(&spelled, literals) }
    }

    /// Whether a match in a sentence may say that somebody acts who processes no data: whoever acts stands there with a
    /// capital then.
    fn is_doubtful(&self, sentence: Stretch<'_>) -> bool {
        self.names_somebody && sentence.words().any(is_nobody)
    }

    /// Where it first matches with somebody who processes data.
    fn find(&self, sentence: Stretch<'_>, tries: &mut Tries) -> Option<Range<usize>> {
        if self.is_doubtful(sentence) {
            return self.pattern.find_named(sentence, tries, |who| !is_somebody_else(who));
        }
        self.pattern.find(sentence, tries)
    }
}

impl Built {
    pub(super) fn new(rule: Rule, literals: &mut Literals) -> Self {
        let pattern = Matcher::new(rule.pattern, literals);
        let unless = (!rule.unless.is_empty()).then(|| Matcher::new(rule.unless, literals));
        Self { rule, pattern, unless }
    }

    /// Of some sentences those that it may match, whoever acts.
    pub(super) fn chances(&self, found: &Found<'_>, wanted: &Sentences, tries: &mut Tries) -> Chances {
        let mut wanted = *wanted;
        self.rule.needs.iter().for_each(|sets| wanted.meet(&found.with_a_term(*sets)));
        let mut sentences = self.pattern.pattern.matches(found, &wanted, tries);
        let mut excepted = Sentences::NONE;
        if let Some(unless) = &self.unless {
            excepted = unless.pattern.matches(found, &sentences, tries);
            if !unless.names_somebody {
                sentences.leave(&excepted);
            }
        }
        Chances { sentences, excepted }
    }

    /// Where it matches a sentence on which it has a chance, in plain bytes.
    pub(super) fn find(
        &self,
        sentence: Stretch<'_>,
        is_excepted: bool,
        tries: &mut Tries,
    ) -> Option<Range<usize>> {
        let whole = self.rule.extent == Extent::Sentence;
        // Where the whole sentence is the practice, it does not matter where in it the pattern stands.
        let range = if whole && !self.pattern.is_doubtful(sentence) {
            0..sentence.text.len()
        } else {
            let found = self.pattern.find(sentence, tries)?;
            if whole { 0..sentence.text.len() } else { found }
        };
        let unless = self.unless.as_ref().filter(|_| is_excepted);
        let excepts =
            |unless: &Matcher| !unless.is_doubtful(sentence) || unless.find(sentence, tries).is_some();
        (!unless.is_some_and(excepts)).then_some(range)
    }

    pub(super) fn patterns(&self) -> Vec<String> {
        let pattern = |matcher: &Matcher| matcher.pattern.source().to_owned();
        std::iter::once(&self.pattern).chain(&self.unless).map(pattern).collect()
    }
}

/// Words that begin with a capital and are nobody who processes data.
const NOBODIES: [&str; 44] = [
    "you",
    "your",
    "users",
    "user",
    "clients",
    "client",
    "customers",
    "customer",
    "individuals",
    "this",
    "these",
    "such",
    "personal",
    "data",
    "cookies",
    "information",
    "the",
    "all",
    "any",
    "in",
    "if",
    "when",
    "where",
    "for",
    "please",
    "as",
    "by",
    "no",
    "other",
    "our",
    "most",
    "to",
    "it",
    "once",
    "consent",
    "processing",
    "recipients",
    "visitors",
    "members",
    "individual",
    "withdrawal",
    "retention",
    "policy",
    "and",
];

/// Whether a word is one of them and has its capital. Whoever acts elsewhere processes data: the other words that `{we}`
/// stands for are no nobodies.
fn is_nobody(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_uppercase)
        && NOBODIES.iter().any(|nobody| nobody.as_bytes().eq_ignore_ascii_case(word))
}

/// Whether the one who acts is a person whose data it is and not one who processes it.
fn is_somebody_else(who: &[u8]) -> bool {
    let mut words = who.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or(&[]);
    let several = words.next().is_some();
    let end = first.iter().rposition(|byte| !matches!(byte, b',' | b':' | b'.')).map_or(0, |last| last + 1);
    let first = first.get(..end).unwrap_or(&[]);
    let is = |word: &str| word.as_bytes().eq_ignore_ascii_case(first);
    let nobody = NOBODIES.iter().any(|word| is(word));
    let named = ["our", "these", "this", "such", "the", "it"].iter().any(|word| is(word));
    nobody && !(named && (several || first.eq_ignore_ascii_case(b"it")))
}

// It reads texts from disk, which nothing below `src` does.
#[cfg(test)]
#[path = "../../tests/notice/quick.rs"]
mod tests;
