//! Which kinds of practices a statement of the language can carry.

use crate::Kind;

/// What a sentence of the notice speaks of when a statement of this rule says the same; empty where nothing is
/// certain.
pub(super) fn of_rule(rule: &str) -> &'static [Kind] {
    match rule {
        "collect" | "collect-else" | "never-collect" | "never-monitor" | "never-log" | "limit-to-need"
        | "collects" | "treat" | "keep-separate" | "keep-accurate" => &[Kind::Collects],
        "purpose" | "uses" | "use-only" | "use-listed" | "never-use" | "new-purpose" | "never-decide"
        | "decide-reviewed" | "effect" => &[Kind::Purpose],
        "basis" | "balancing" | "proof" => &[Kind::LegalBasis, Kind::Purpose],
        "recipient" | "role" | "gets" | "share" | "share-listed" | "share-authority" | "share-protection"
        | "staff-may-see" | "staff-of" | "contract" => &[Kind::Recipient],
        "never-sell" | "never-share" | "never-gets" | "before-sharing" => &[Kind::NotShared, Kind::Recipient],
        "transfer" | "recipient-country" | "transfers-reviewed" => &[Kind::Transfer],
        "keep" | "keep-as-needed" | "extend-keeping" | "archive" | "backups" | "delete-how"
        | "anonymise-groups" | "dispose-media" | "hold" | "never-keep" => &[Kind::Retention],
        "offer" | "portability" | "carry-out" | "limit" | "free" | "look-back" | "channels" | "complaint"
        | "refer" | "objection" | "restriction" | "rights-by-law" | "opt-out" | "withdrawal" | "signal" => {
            &[Kind::Right]
        }
        "answer" | "acknowledge" | "appeal" | "appeal-by-law" | "pause-clock" => &[Kind::Deadline],
        "tell-breach-authority" | "tell-breach-people" => &[Kind::Breach],
        "cookie" | "cookie-group" | "cookie-lives" | "cookie-by" | "cookies-mode" | "cookie-limit"
        | "cookie-list" | "cookie-withdrawal" | "ask-cookies" => &[Kind::Cookie],
        "ask-parent" | "refuse-children" | "minimum-age" | "child-account" => &[Kind::Children],
        "tell-change" | "publish" => &[Kind::ChangeNotice],
        "verify-requests" | "residence-proof" | "evidence" | "agent" | "verify-when" | "verify-by"
        | "one-document" | "verify-again" => &[Kind::IdentityVerification],
        "protect" | "protect-against" | "attest" | "assess" | "log" => &[Kind::Security],
        "post" | "mail" | "phone" | "officer" | "authority" | "representative" => &[Kind::Contact],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_policy::grammar;

    #[test]
    fn most_promises_of_the_language_have_a_kind() {
        let promising = || grammar::rules::all().filter(|rule| rule.promise.is_some());
        let known = promising().filter(|rule| !of_rule(rule.name).is_empty()).count();
        assert!(known * 3 > promising().count() * 2, "{known} of {}", promising().count());
    }
}
