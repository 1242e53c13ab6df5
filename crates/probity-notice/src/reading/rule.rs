//! A rule: which words and which pattern say which practice.

use super::practice::{Kind, Sureness};
use super::topic::Topics;
use super::words::Words;
use regex::{Captures, Regex};
use serde_json::{Map, Value};

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

    pub(super) const fn unsure(mut self) -> Self {
        self.sureness = Sureness::Unsure;
        self
    }
}

/// A rule with its patterns built.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) rule: Rule,
    pattern: Regex,
    unless: Option<Regex>,
}

const GROUPS: [(&str, &str); 7] = [
    (
        "{we}",
        r"(?P<who>\b(?:we|they|it|the (?:company|service|services|app|application|website|site|system|platform|operator|provider)|(?:our|these|its|the|such)(?: [\w’'-]+){0,3} (?:servers?|programs?|partners?|providers?|websites?|sites?|apps?|systems?|services?|software|applications?|team|technologies|third parties)|(?-i:[A-Z][\w’'&-]+)(?: (?-i:[A-Z])[\w’'&.-]+)?(?: servers?| websites?)?)\b)",
    ),
    (
        "{you}",
        r"\b(?:you|users?|clients?|customers?|individuals?|data subjects?|visitors?|consumers?|members?|recipients?|subscribers?|persons?|residents?|the user|one)\b",
    ),
    (
        "{data}",
        r"\b(?:data|information|details|records?|addresse?s?|e-?mails?|names?|metadata|images?|photographs?|recordings?|logs?|content|histor(?:y|ies)|traffic|documents?|identifiers?|actions|activit(?:y|ies))\b",
    ),
    (
        "{third}",
        r"\b(?:third[- ]part(?:y|ies)|partners?|providers?|affiliates?|affiliated|subsidiar(?:y|ies)|resellers?|agents?|processors?|vendors?|contractors?|employees?|authorit(?:y|ies)|recipients?|advis[oe]rs?|advertisers?|companies|organi[sz]ations|agencies|court|police|successors?|acquirer|openai|google|facebook)\b",
    ),
    ("{not}", r"\b(?:not|never|neither|nor|no|cannot|(?:do|does|did|wo|ca|is|are)n['’]t)\b"),
    (
        "{may}",
        r"(?:(?:may|can|could|might|will|would|shall|must|also|then|only|always|automatically|generally|typically|sometimes|therefore|either|both|directly|occasionally|at times|and/or|of course|reserve the right to|is able to|are able to|does|do),? )*",
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

impl Built {
    #[expect(clippy::unwrap_used, reason = "patterns are written in the tables; a test builds all of them")]
    pub(super) fn build(rule: Rule) -> Self {
        let build = |pattern: &str| Regex::new(&format!("(?i){}", spelled_out(pattern))).unwrap();
        Self {
            rule,
            pattern: build(rule.pattern),
            unless: (!rule.unless.is_empty()).then(|| build(rule.unless)),
        }
    }

    /// Whether the sentence says it; where the pattern matched.
    pub(super) fn applies(
        &self,
        sentence: &str,
        words: Words,
        topics: Topics,
    ) -> Option<std::ops::Range<usize>> {
        let rule = &self.rule;
        if !rule.needs.iter().all(|set| words & set != 0)
            || (rule.below != 0 && topics & rule.below == 0)
            || topics & rule.not_below != 0
        {
            return None;
        }
        let found =
            self.pattern.captures_iter(sentence).find(|captures| by_somebody_else(captures).is_none())?;
        let range = found.get(0)?.range();
        let excepted = |unless: &Regex| {
            unless.captures_iter(sentence).any(|captures| by_somebody_else(&captures).is_none())
        };
        (!self.unless.as_ref().is_some_and(excepted)).then_some(range)
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

/// The one who acts, when that is a person whose data it is and not one who processes it.
fn by_somebody_else<'c>(captures: &Captures<'c>) -> Option<&'c str> {
    let who = ["who0", "who1", "who2"].into_iter().find_map(|name| captures.name(name))?.as_str();
    let first = who.split_whitespace().next().unwrap_or("").trim_end_matches([',', ':', '.']);
    let several = who.split_whitespace().count() > 1;
    let nobody = NOBODIES.contains(&first.to_lowercase().as_str());
    let named = ["our", "these", "such", "the", "it"].contains(&first.to_lowercase().as_str());
    (nobody && !(named && (several || first.eq_ignore_ascii_case("it")))).then_some(who)
}
