//! The words that rules look for, found in one pass over the text.
//!
//! A rule names the words that a sentence must have before its pattern is tried at all; most sentences have them for
//! few rules.

use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// A set of words that mean the same to the rules; one bit each.
pub(super) type Words = u64;

macro_rules! words {
    ($($name:ident = $bit:literal: $($term:literal)*;)*) => {
        $(pub(super) const $name: Words = 1 << $bit;)*
        const TERMS: &[(Words, &[&str])] = &[$(($name, &[$($term),*])),*];
    };
}

// A term that ends with `*` goes on; every other ends where the word ends. All begin where a word begins.
words! {
    COLLECT = 0: "collect*" "gather*" "obtain*" "receiv*" "record*" "acquir*" "captur*" "log" "logs" "request*" "ask" "asks" "keep records" "monitor*" "store" "stores" "have information" "know" "see";
    PROCESS = 1: "process*" "use" "uses" "used" "using" "utili*" "handl*" "analy*" "access*";
    SHARE = 2: "shar*" "disclos*" "sell*" "sold" "sale" "rent*" "leas*" "trad*" "provid*" "transfer*" "releas*" "reveal*" "transmi*" "pass" "passed" "given" "give" "engag*" "employ*" "rely" "work with" "made available" "make available" "send" "sent";
    KEEP = 3: "retain*" "retention" "keep" "keeps" "kept" "stor*" "preserv*" "archiv*" "hold" "reside" "residual";
    DELETE = 4: "delet*" "eras*" "remov*" "destr*" "anonymi*" "dispos*" "de-identif*" "purg*" "cancel*";
    DATA = 5: "data" "information" "details" "records" "address" "addresses" "e-mail*" "email*" "name" "names" "photograph*" "images" "metadata" "traffic" "histories" "history" "actions" "activity" "card" "files";
    NOT = 6: "not" "never" "n't" "no" "neither" "nor" "without" "don't" "don’t" "doesn't" "doesn’t" "won't" "won’t" "cannot" "isn't" "isn’t" "aren't";
    PURPOSE = 7: "purpose*" "in order to" "so that" "help*" "assist*" "order to" "objective*" "to" "for" "reasons";
    BASIS = 8: "basis" "legitimate interest*" "consent*" "legal obligation*" "contract*" "lawful*" "necessary" "permission" "agreement";
    THIRD = 9: "third part*" "third-part*" "partner*" "provider*" "affiliat*" "subsidiar*" "reseller*" "agent*" "processor*" "vendor*" "contractor*" "employee*" "authorit*" "recipient*" "advis*" "companies" "organi?ations" "agencies" "law enforcement" "court*" "successor*" "acquirer*" "advertis*" "merger*" "legal" "law" "sale" "platform*" "compan*" "organizations" "organisations" "personnel" "staff";
    RIGHT = 10: "right" "rights" "entitled" "opt out" "opt-out" "opt" "unsubscrib*" "withdraw*" "withdrawn" "object*" "request*" "complain*" "accept or decline" "access" "correct*" "rectif*" "delet*" "eras*" "portab*" "restrict*" "revoke*" "revocable" "refuse" "disable" "block" "choose" "appeal*" "update" "change" "cancel" "lodge" "remove" "limit" "reject*";
    TIME = 11: "day*" "month*" "hour*" "week*" "year*" "delay" "timeframe" "period*" "minute*";
    BREACH = 12: "breach*" "incident*" "compromis*";
    ABROAD = 13: "countr*" "international*" "abroad" "outside" "jurisdiction*" "borders" "boundaries" "overseas" "cross-border" "adequa*" "standard contractual" "safe harbo*" "privacy shield" "data privacy framework" "territor*" "safeguards" "derogation*";
    COOKIE = 14: "cookie*" "pixel*" "beacon*" "local storage" "tracker*" "tracking technolog*" "similar technolog*";
    CHILD = 15: "child*" "minor*" "age" "parent*" "underage" "years old" "non-adult*" "adult*" "legal age" "legally permitted" "teen*" "under 1*";
    SECURE = 16: "secur*" "protect*" "encrypt*" "firewall*" "ssl" "tls" "safeguard*" "confidential*" "password*" "authenticat*" "backup*" "anti-virus" "antivirus" "measures" "access control*" "unauthori*" "loss";
    POLICY = 17: "policy" "policies" "notice" "notices" "rules" "terms" "statement" "agreement";
    CHANGE = 18: "chang*" "updat*" "modif*" "amend*" "revis*" "alter*" "replac*" "supersed*" "effective" "material*";
    VERIFY = 19: "verif*" "identif*" "proof" "identity" "passport" "authenticat*" "prove" "confirm*" "validate*" "additional information";
    CONTACT = 20: "contact*" "email*" "e-mail*" "mail" "letter" "phone" "telephone" "write to" "write" "reach" "incorporated" "registered" "address" "chat*" "@*" "questions" "dpo" "data protection officer" "representative" "postal";
    OURSELVES = 21: "we" "us" "our" "the company" "company" "site" "website" "service" "services" "app" "application" "system" "platform" "servers" "server";
    PERSON = 22: "you" "your" "user" "users" "client" "clients" "customer" "customers" "individual" "individuals" "data subject" "data subjects" "visitor" "visitors" "consumer" "consumers" "member" "members" "recipients" "subscriber" "subscribers" "person" "residents" "resident";
    CONTROLLER = 23: "controller*" "processor*" "responsib*" "liab*" "role";
    AUTOMATED = 24: "automated" "profiling" "algorithm*" "solely on";
    PRINCIPLE = 25: "lawful*" "fair*" "transparent*" "accura*" "adequate" "relevant" "minimi*" "principle*" "reliable" "integrity" "enforc*" "only where" "up to date";
    PROMISE = 26: "will" "shall" "must" "ensure*" "guarante*" "commit*" "always" "undertake*" "cease" "stop" "discriminat*" "binding" "applies" "agree*" "accept*" "acknowledg*" "independent*" "public";
    MARKETING = 27: "market*" "newsletter*" "promot*" "special offers" "offers" "advertis*" "communications" "mailings" "emails" "e-mails" "messages";
    AUTHORITY = 28: "supervisory" "authority" "authorities" "attorney general" "commissioner" "regulator*" "ombudsman" "tribunal";
    CAN = 29: "may" "can" "could" "might" "able" "will" "shall";
}

/// A term found in the text.
#[derive(Clone, Copy, Debug)]
struct Hit {
    at: usize,
    words: Words,
}

/// All terms of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Hit>);

struct Terms {
    automaton: AhoCorasick,
    of_pattern: Vec<(Words, bool)>,
}

#[expect(clippy::unwrap_used, reason = "the terms are written above; a test builds the automaton")]
static TERMS_BUILT: LazyLock<Terms> = LazyLock::new(|| {
    let mut patterns = Vec::new();
    let mut of_pattern = Vec::new();
    for (words, terms) in TERMS {
        for term in *terms {
            let (stem, goes_on) = term.strip_suffix('*').map_or((*term, false), |stem| (stem, true));
            patterns.push(stem);
            of_pattern.push((*words, goes_on));
        }
    }
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(&patterns)
        .unwrap();
    Terms { automaton, of_pattern }
});

impl Found {
    /// Finds every term.
    pub(super) fn all(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_word = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let mut hits: Vec<Hit> = TERMS_BUILT
            .automaton
            .find_overlapping_iter(text)
            .filter_map(|found| {
                let (words, goes_on) = *TERMS_BUILT.of_pattern.get(found.pattern().as_usize())?;
                let begins = found.start() == 0 || !is_word(bytes.get(found.start() - 1));
                let ends = goes_on || !is_word(bytes.get(found.end()));
                (begins && ends || text.get(found.range()) == Some("n't"))
                    .then_some(Hit { at: found.start(), words })
            })
            .collect();
        hits.sort_unstable_by_key(|hit| hit.at);
        Self(hits)
    }

    /// The words between two places.
    pub(super) fn within(&self, range: &Range<usize>) -> Words {
        let first = self.0.partition_point(|hit| hit.at < range.start);
        self.0
            .get(first..)
            .unwrap_or(&[])
            .iter()
            .take_while(|hit| hit.at < range.end)
            .fold(0, |all, hit| all | hit.words)
    }
}
