//! What people can ask for, and how they are answered.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "offer",
        Place::File,
        "offer <rights:names> [ on <grounds:names> ]",
        "Rights that people have under this policy.",
        "offer access, rectification, erasure §7",
    )
    .promises(Enforced),
    Rule::says(
        "portability",
        Place::File,
        "portability of <what:provided|accessible|everything> [ , as <formats:names> ]",
        "What a person can take along: what they `provided`, what is `accessible` to them, or everything (GDPR article 20).",
        "portability of provided, as json, csv when consent or contract §7.5",
    )
    .promises(Enforced),
    Rule::says(
        "answer",
        Place::File,
        "answer ( any request | <right:name> ) within <within:period> of <start:receipt|verification> [ , extend ( once by <extension:period> | <unbounded?as-needed> ) [ with <reasoned?reason> ] ]",
        "When a request is answered at the latest. A shorter time in a law wins, and so does its limit to extensions.",
        "answer any request within 30 days of receipt §7.10\nanswer access within 10 working days of receipt for people in PA because law",
    )
    .promises(Enforced),
    Rule::says(
        "acknowledge",
        Place::File,
        "acknowledge ( any request | <right:name> ) within <within:period> of receipt",
        "When the person is told that the request arrived.",
        "acknowledge any request within 10 working days of receipt for people in US-CA because law",
    )
    .promises(Enforced),
    Rule::says(
        "carry-out",
        Place::File,
        "carry out <right:name> within <within:period> of receipt [ , <without-identity?without> identity ]",
        "When a refusal or objection takes effect, and whether it needs proof of who asks.",
        "carry out opt-out-of-sale within 15 working days of receipt, without identity",
    )
    .promises(Enforced),
    Rule::says(
        "appeal",
        Place::File,
        "appeal within <window:period> of refusal , answer within <within:period> [ , extend once by <extension:period> ] [ , to <authority:name> ]",
        "How a refused person can ask again, and whom they can turn to next.",
        "appeal within 45 days of refusal, answer within 45 days, extend once by 60 days",
    )
    .promises(Enforced),
    Rule::says(
        "appeal-by-law",
        Place::File,
        "appeal within <window:period> of refusal , answer as law says [ , to <authority:name> ]",
        "An appeal for whose answer the text names no time: the law of the person's residence gives it.",
        "appeal within 45 days of refusal, answer as law says, to attorney-general for people in US-CT §13.5",
    )
    .promises(Enforced),
    Rule::says(
        "pause-clock",
        Place::File,
        "pause clock while <waiting:names>",
        "The time to answer does not run while the person is waited for. Where a law counts on, it counts on.",
        "pause clock while verifying, clarifying",
    )
    .promises(Enforced),
    Rule::says(
        "limit",
        Place::File,
        "limit <right:name> to <count:number> in ( <window:period> | <calendar?calendar-year> )",
        "How often it can be asked for; more is refused only by a human.",
        "limit access to 2 in 12 months",
    )
    .promises(Enforced),
    Rule::says(
        "free",
        Place::File,
        "free <count:number> times in ( <window:period> | <calendar?calendar-year> ) [ , then fee [ of <amount:text> ] [ with <finding?finding> ] ]",
        "How many requests cost nothing, and whether a later one may cost a fee.",
        "free 2 times in 12 months, then fee with finding",
    )
    .promises(Enforced),
    Rule::says(
        "look-back",
        Place::File,
        "look back <period:period>",
        "How far back an answer reaches at the least.",
        "look back 12 months",
    )
    .promises(Enforced),
    Rule::says(
        "verify-requests",
        Place::File,
        "verify requests by <means:names> [ , <facts:number> facts ]",
        "How a person shows who they are before anything is handed out.",
        "verify requests by account, mailbox, knowledge, 2 facts §7.10",
    )
    .promises(Enforced),
    Rule::says(
        "residence-proof",
        Place::File,
        "ask for proof of residence",
        "Rights of one place only are given to those who show that they live there.",
        "ask for proof of residence §13.2",
    )
    .promises(Enforced),
    Rule::says(
        "evidence",
        Place::File,
        "accept as evidence <kinds:names> , purge after <period:period>",
        "What may be shown as proof of identity, and when it is destroyed.",
        "accept as evidence passport-copy, utility-bill, purge after 30 days",
    )
    .promises(Enforced),
    Rule::says(
        "agent",
        Place::File,
        "accept agent with <proof:written-permission|power-of-attorney>",
        "Somebody else may ask for a person when they show this.",
        "accept agent with written-permission",
    )
    .promises(Enforced),
    Rule::says(
        "channels",
        Place::File,
        "accept requests by <channels:names>",
        "The ways in which a request can arrive.",
        "accept requests by mail, letter, web-form, chat §7.10",
    )
    .promises(Enforced),
    Rule::says(
        "complaint",
        Place::File,
        "tell of complaint to authority",
        "A refusal names the authority to which the person can complain.",
        "tell of complaint to authority §7.9",
    )
    .promises(Enforced),
    Rule::says(
        "explain-refusal",
        Place::File,
        "explain every refusal",
        "A refusal names the rule that it rests on.",
        "explain every refusal §7",
    )
    .promises(Enforced),
    Rule::says(
        "refer",
        Place::File,
        "refer requests about <what:name> to <whom:name>",
        "Requests that somebody else must answer are passed to them.",
        "refer requests about platform-data to platforms §12.3",
    )
    .promises(Evidenced),
    Rule::says(
        "objection",
        Place::File,
        "objection stops <purposes:names> [ unless overriding <grounds:names> ]",
        "What stops when a person objects, and which grounds can outweigh it (GDPR article 21).",
        "objection stops marketing, profiling §7.4",
    )
    .promises(Enforced),
    Rule::says(
        "restriction",
        Place::File,
        "restrict on <grounds:names>",
        "On which grounds data is kept and not used (GDPR article 18).",
        "restrict on contested-accuracy, objection, claims §7.7",
    )
    .promises(Enforced),
    Rule::says(
        "rights-by-law",
        Place::File,
        "rights follow residence",
        "Which further rights a person has depends on where they live.",
        "rights follow residence §13.2",
    )
    .promises(Enforced),
]
}
