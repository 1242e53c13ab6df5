//! Asking, telling, messages and cookies.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::{Enforced, Evidenced};

pub(super) fn rules() -> Vec<Rule> {
    vec![
        Rule::says(
            "ask-cookies",
            Place::File,
            "ask consent for cookies <categories:names> before storing",
            "Cookies of these categories are stored after consent only.",
            "ask consent for cookies preferences, statistics, marketing before storing §14.2",
        )
        .promises(Enforced),
        Rule::says(
            "ask-consent",
            Place::File,
            "ask consent for <purposes:names> [ before <event:name> ] [ , <separately?separately> ]",
            "These purposes need consent first.",
            "ask consent for tracking, site-analysis before use, separately §6.1.2",
        )
        .promises(Enforced),
        Rule::says(
            "conduct",
            Place::File,
            "conduct is never consent",
            "Opening a page or scrolling agrees to nothing (GDPR article 4(11)).",
            "conduct is never consent",
        )
        .promises(Enforced),
        Rule::says(
            "ask-parent",
            Place::File,
            "ask parent of people under <age:number> before collecting",
            "Below this age a parent agrees before anything is stored.",
            "ask parent of people under 16 before collecting",
        )
        .promises(Enforced),
        Rule::says(
            "refuse-children",
            Place::File,
            "erase data of people under ( legal age | <age:number> years ) on knowledge",
            "When it becomes known that somebody is too young, their data is erased.",
            "erase data of people under legal age on knowledge §2.2",
        )
        .promises(Enforced),
        Rule::says(
            "cookie",
            Place::File,
            "cookie <cookie:name> <title:text>",
            "A cookie or similar that the sites store.",
            "cookie session_id \"keeps you signed in\" {\n    group necessary; lives session\n}",
        )
        .holding(Place::Cookie)
        .promises(Enforced),
        Rule::says(
            "cookie-group",
            Place::Cookie,
            "group <group:necessary|preferences|statistics|marketing>",
            "The category it belongs to.",
            "group necessary",
        ),
        Rule::says(
            "cookie-lives",
            Place::Cookie,
            "lives ( session | <for:period> )",
            "How long it lives.",
            "lives 1 year",
        ),
        Rule::says(
            "cookie-by",
            Place::Cookie,
            "by <recipient:name>",
            "Who sets it, when not the site itself.",
            "by cookiebot",
        ),
        Rule::says(
            "cookies-mode",
            Place::File,
            "cookies only <mode:for-this-session|by-choice|by-browser-setting>",
            "Session cookies only, by the person's choice, or by what the browser is set to.",
            "cookies only by-choice §14.2",
        )
        .promises(Enforced),
        Rule::says(
            "cookie-limit",
            Place::File,
            "cookies of <group:preferences|statistics|marketing|necessary> live at most <period:period>",
            "The longest life of a cookie of this category.",
            "cookies of marketing live at most 3 months",
        )
        .promises(Enforced),
        Rule::says(
            "cookie-list",
            Place::File,
            "list cookies live",
            "The banner lists every cookie that is found, with provider and life.",
            "list cookies live §14.4",
        )
        .promises(Enforced),
        Rule::says(
            "cookie-withdrawal",
            Place::File,
            "on withdrawal <action:remove|keep> cookies",
            "Whether withdrawing consent removes what was stored.",
            "on withdrawal remove cookies §14.2",
        )
        .promises(Enforced),
        Rule::says(
            "signal",
            Place::File,
            "honour <signals:names>",
            "Browser signals that count as a choice, such as Global Privacy Control.",
            "honour global-privacy-control",
        )
        .promises(Enforced),
        Rule::says(
            "remember-choice",
            Place::File,
            "remember choice for <period:period>",
            "After this time the person is asked again.",
            "remember choice for 12 months",
        )
        .promises(Enforced),
        Rule::says(
            "message",
            Place::File,
            "message <message:name> <title:text>",
            "A class of messages that people receive.",
            "message marketing \"news and offers\" {\n    by mail\n    carries one-click opt-out §6.2\n}",
        )
        .holding(Place::Message)
        .promises(Enforced),
        Rule::says(
            "message-by",
            Place::Message,
            "by <channels:names>",
            "The ways it is sent.",
            "by mail, sms",
        ),
        Rule::says(
            "message-purpose",
            Place::Message,
            "serves <purpose:name>",
            "The purpose whose basis it needs.",
            "serves marketing",
        )
        .promises(Enforced),
        Rule::says(
            "message-opt-out",
            Place::Message,
            "carries <how:one-click|link|reply> opt-out",
            "How each message lets the person stop it (RFC 8058).",
            "carries one-click opt-out §6.2",
        )
        .promises(Enforced),
        Rule::says(
            "message-needed",
            Place::Message,
            "passes every opt-out",
            "It is part of the service and goes out whatever was refused.",
            "passes every opt-out §6.2",
        )
        .promises(Enforced),
        Rule::says(
            "message-never",
            Place::Message,
            "never contains <contents:names>",
            "What it must not contain.",
            "never contains promotion, discount §6.1.4",
        )
        .promises(Enforced),
        Rule::says(
            "message-fields",
            Place::Message,
            "contains only <categories:categories>",
            "The personal data it may contain.",
            "contains only contact.name, order.number §5.2.7",
        )
        .promises(Enforced),
        Rule::says(
            "tell-change",
            Place::File,
            "tell people of a change [ by <channels:names> ] [ <before:period> before ]",
            "How and how long before a new version people are told.",
            "tell people of a change by mail 14 days before when significant",
        )
        .promises(Enforced),
        Rule::says(
            "publish",
            Place::File,
            "publish <what:names> [ at <address:text> ]",
            "What is always to be found, and where.",
            "publish notice at \"/privacy\" §1.4",
        )
        .promises(Enforced),
        Rule::says(
            "tell-breach-authority",
            Place::File,
            "tell authority of a breach [ within <within:period> ]",
            "When the supervisory authority is told of a personal data breach (GDPR article 33).",
            "tell authority of a breach within 72 hours when risk §4.2",
        )
        .promises(Evidenced),
        Rule::says(
            "tell-breach-people",
            Place::File,
            "tell people of a breach [ within <within:period> ]",
            "When the people concerned are told of it (GDPR article 34).",
            "tell people of a breach when high-risk §4.2",
        )
        .promises(Evidenced),
        Rule::says(
            "tell-recording",
            Place::File,
            "tell people of <what:name> beforehand",
            "People are told before they are photographed, filmed or otherwise recorded.",
            "tell people of recording beforehand §5.2.6",
        )
        .promises(Evidenced),
    ]
}
