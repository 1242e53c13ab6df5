//! The words that rules look for, found in one pass over the text.
//!
//! A rule names the words that a sentence must have before its pattern is tried at all; most sentences have them for
//! few rules.

use crate::matching::{Term, for_plain};

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
    COLLECT = 0: "collect*" "gather*" "obtain*" "receiv*" "record*" "acquir*" "captur*" "log" "logs" "request*" "ask" "asks" "keep records" "monitor*" "store" "stores" "requir*" "purchas*" "upload*" "submit*" "examin*" "enter*" "sav*" "generat*" "detect*" "measur*" "provid*" "have information" "know" "see" "get" "gets";
    PROCESS = 1: "process*" "use" "uses" "used" "using" "utili*" "handl*" "analy*" "access*";
    SHARE = 2: "shar*" "disclos*" "sell*" "sold" "sale" "rent*" "leas*" "trad*" "provid*" "transfer*" "releas*" "reveal*" "transmi*" "pass" "passed" "given" "give" "engag*" "employ*" "rely" "work with" "made available" "make available" "send" "sent";
    KEEP = 3: "retain*" "retention" "keep" "keeps" "kept" "stor*" "preserv*" "archiv*" "hold" "reside" "residual" "persist*";
    DELETE = 4: "delet*" "eras*" "remov*" "destr*" "anonymi*" "dispos*" "de-identif*" "purg*" "cancel*" "overwrit*" "block*" "wiped" "shredded" "expire*" "discard*";
    DATA = 5: "data" "information" "details" "records" "address" "addresses" "e-mail*" "email*" "name" "names" "photograph*" "images" "metadata" "traffic" "histories" "history" "actions" "activity" "card" "files" "identifier*" "profile" "profiles" "location" "numbers";
    NOT = 6: "not" "never" "n't" "no" "neither" "nor" "without" "don't" "don’t" "doesn't" "doesn’t" "won't" "won’t" "cannot" "isn't" "isn’t" "aren't";
    PURPOSE = 7: "purpose*" "in order to" "so that" "help*" "assist*" "order to" "objective*" "to" "for" "reasons";
    BASIS = 8: "basis" "legitimate interest*" "consent*" "legal obligation*" "contract*" "lawful*" "necessary" "permission" "agreement";
    THIRD = 9: "third part*" "third-part*" "partner*" "provider*" "affiliat*" "subsidiar*" "reseller*" "agent*" "processor*" "vendor*" "contractor*" "employee*" "authorit*" "recipient*" "advis*" "companies" "organi?ations" "agencies" "law enforcement" "court*" "successor*" "acquirer*" "advertis*" "merger*" "legal" "law" "sale" "platform*" "compan*" "organizations" "organisations" "personnel" "staff" "network*" "professional*" "bureau*" "insurer*" "carrier*" "bank" "banks" "store" "stores" "nonaffiliate*" "supplier*" "subcontractor*" "acquired" "subprocessor*" "sub-processor*";
    RIGHT = 10: "right" "rights" "entitled" "opt out" "opt-out" "opt" "unsubscrib*" "withdraw*" "withdrawn" "object*" "request*" "complain*" "accept or decline" "access" "correct*" "rectif*" "delet*" "eras*" "portab*" "restrict*" "revoke*" "revocable" "refuse" "disable" "block" "choose" "appeal*" "update" "change" "cancel" "lodge" "remove" "limit" "reject*" "ask" "asks" "stop" "designate" "prevent" "reset" "terminat*" "receive" "obtain" "honor*" "honour*" "turn" "review*" "inspect" "see" "download*" "view" "export*" "edit" "manage" "agent*";
    TIME = 11: "day*" "month*" "hour*" "week*" "year*" "delay" "timeframe" "period*" "minute*";
    BREACH = 12: "breach*" "incident*" "compromis*";
    ABROAD = 13: "countr*" "international*" "abroad" "outside" "jurisdiction*" "borders" "boundaries" "overseas" "cross-border" "adequa*" "standard contractual" "safe harbo*" "privacy shield" "data privacy framework" "territor*" "safeguards" "derogation*";
    COOKIE = 14: "cookie*" "pixel*" "beacon*" "local storage" "tracker*" "tracking technolog*" "similar technolog*" "retarget*" "remarket*";
    CHILD = 15: "child*" "minor*" "age" "parent*" "underage" "years old" "non-adult*" "adult*" "legal age" "legally permitted" "teen*" "under 1*";
    SECURE = 16: "secur*" "protect*" "encrypt*" "firewall*" "ssl" "tls" "safeguard*" "confidential*" "password*" "authenticat*" "backup*" "anti-virus" "antivirus" "measures" "access control*" "unauthori*" "loss" "malware" "vulnerabilit*" "scan*" "secured";
    POLICY = 17: "policy" "policies" "notice" "notices" "rules" "terms" "statement" "agreement";
    CHANGE = 18: "chang*" "updat*" "modif*" "amend*" "revis*" "alter*" "replac*" "supersed*" "effective" "material*";
    VERIFY = 19: "verif*" "identif*" "proof" "identity" "passport" "authenticat*" "prove" "confirm*" "validate*" "additional information" "authorized agent*" "authorised agent*";
    CONTACT = 20: "contact*" "email*" "e-mail*" "mail" "letter" "phone" "telephone" "write to" "write" "reach" "incorporated" "registered" "address" "chat*" "@*" "questions" "dpo" "data protection officer" "representative" "postal" "send" "call";
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

/// Every term, with the set it belongs to.
pub(super) fn terms() -> impl Iterator<Item = (Vec<u8>, Term)> {
    TERMS.iter().flat_map(|(sets, terms)| {
        terms.iter().map(|term| {
            let (stem, goes_on) = term.strip_suffix('*').map_or((*term, false), |stem| (stem, true));
            let inside = stem == "n't";
            (for_plain(stem).into_bytes(), Term { sets: *sets, goes_on, inside })
        })
    })
}
