//! The codes of all faults of a notice, which `lint` names, and of all reasons why one cannot be read or written. Each
//! has a page in `findings/`, which [`explain`] gives.

macro_rules! pages {
    (faults: $($code:literal)* refusals: $($refusal:literal)*) => {
        /// The codes of all faults, in order.
        pub const ALL: &[&str] = &[$($code),*];

        /// The codes of all refusals, in order.
        pub const REFUSALS: &[&str] = &[$($refusal),*];

        /// The page of a code, as Markdown: what it means, why it matters, an example and its fix.
        #[must_use]
        pub fn explain(code: &str) -> Option<&'static str> {
            match code {
                $($code => Some(include_str!(concat!("../findings/", $code, ".md"))),)*
                $($refusal => Some(include_str!(concat!("../findings/", $refusal, ".md"))),)*
                _ => None,
            }
        }
    };
}

pages! {
    faults:
    "appeal.missing"
    "appeal.unclear_time"
    "automated_decisions.missing"
    "basis.whose_interest"
    "breach.missing"
    "breach.no_deadline"
    "breach.people_not_told"
    "ccpa.agent_missing"
    "ccpa.opt_out_link_missing"
    "change.no_notice"
    "children.age_missing"
    "children.no_parental_consent"
    "children.parents_rights_missing"
    "children.two_ages"
    "clause.out_of_order"
    "collects.open_ended"
    "collects.source_vague"
    "complaint.authority_incomplete"
    "complaint.missing"
    "consent.bundled"
    "consent.implied"
    "contact.missing"
    "contact.two_indistinguishable_emails"
    "contact.unreadable_address"
    "contradiction.anonymous"
    "contradiction.change"
    "contradiction.consent_vs_optout_disclosure"
    "contradiction.cookies"
    "contradiction.images_never_shared"
    "contradiction.ip_non_personal"
    "contradiction.marketing_basis"
    "contradiction.never_collected_vs_collected"
    "contradiction.no_logs"
    "contradiction.no_sharing_vs_sharing"
    "contradiction.opt_out"
    "contradiction.permission_vs_optout"
    "contradiction.service_providers"
    "contradiction.sole_purpose"
    "contradiction.staff_only"
    "contradiction.third_party_source"
    "controller.address_missing"
    "controller.missing"
    "cookie.listed_twice"
    "cookie.marketing_as_necessary"
    "cookie.none_named"
    "cookie.open_ended"
    "cookie.purpose_missing"
    "cookie.table_missing"
    "cookie.unnamed_trackers"
    "cookie.withdrawal_via_browser"
    "date.missing"
    "deadline.beyond_law"
    "deadline.missing"
    "deadline.no_extension_rule"
    "dpo.missing"
    "erasure.hedged"
    "gdpr.representative_missing"
    "heading.mangled"
    "heading.missing"
    "heading.repeated"
    "law.none_named"
    "law.repealed_directive"
    "law.repealed_framework"
    "legal_basis.missing"
    "legal_basis.not_assigned"
    "limit.fee"
    "limit.two_requests"
    "link.lost"
    "list.empty"
    "not_shared.hedged"
    "notice.is_contract"
    "purpose.open_ended"
    "purpose.two_bases"
    "recipient.role_ambiguous"
    "recipient.unnamed"
    "records.at_discretion"
    "reference.missing"
    "remedy.waived"
    "retention.extension_defeats_limit"
    "retention.min_without_max"
    "retention.missing"
    "retention.missing_for_category"
    "retention.unspecified_period"
    "right.missing"
    "right.missing_california"
    "right.missing_panama"
    "right.missing_state"
    "role.processor_unclear"
    "security.enforcement_self_only"
    "security.not_on_the_way"
    "security.obsolete"
    "security.overpromise"
    "special_categories.no_basis"
    "text.misspelt"
    "text.outdated_name"
    "text.repeated"
    "text.torn_line"
    "text.typo"
    "transfer.alternative_is_derogation"
    "transfer.countries_missing"
    "transfer.lower_protection"
    "version.duplicate_line"

    refusals:
    "document.binary"
    "document.damaged"
    "document.empty"
    "document.encoding"
    "document.encrypted"
    "document.format"
    "document.no_text"
    "document.too_large"
    "document.unknown_letters"
    "render.no_address"
    "render.nothing"
    "render.unconfirmed"
}
