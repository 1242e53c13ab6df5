//! The stores of the company and their tables.

/// A store: one SQLite file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Store {
    /// Its name in the data map.
    pub name: &'static str,
    /// The environment variable in which the data map expects its address.
    pub variable: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The statements that make it.
    pub schema: &'static [&'static str],
}

/// The stores, in the order of the data map.
pub const STORES: [Store; 4] = [
    Store {
        name: "core",
        variable: "MARSPROXIES_CORE",
        file: "core.sqlite",
        schema: &[include_str!("../schema/core.sql"), include_str!("../schema/core_outreach.sql")],
    },
    Store {
        name: "web",
        variable: "MARSPROXIES_WEB",
        file: "web.sqlite",
        schema: &[include_str!("../schema/web.sql")],
    },
    Store {
        name: "hr",
        variable: "MARSPROXIES_HR",
        file: "hr.sqlite",
        schema: &[include_str!("../schema/hr.sql")],
    },
    Store {
        name: "proxy",
        variable: "MARSPROXIES_PROXY",
        file: "proxy.sqlite",
        schema: &[include_str!("../schema/proxy.sql")],
    },
];

impl Store {
    /// The statements one by one; those that make indexes come last, because filling first is faster.
    pub(crate) fn statements(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        self.schema
            .iter()
            .flat_map(|file| file.split(";\n"))
            .map(str::trim)
            .filter(|statement| !statement.is_empty())
            .partition(|statement| statement.contains("CREATE TABLE"))
    }
}

macro_rules! tables {
    ($($table:ident $store:literal $name:literal [$($column:literal)+];)+) => {
        /// A table that is filled.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Table { $($table,)+ }

        impl Table {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$table,)+];

            /// The store's place in [`STORES`].
            pub(crate) const fn store(self) -> usize {
                match self { $(Self::$table => $store,)+ }
            }

            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$table => $name,)+ }
            }

            /// The columns in the order in which the generator gives values.
            pub(crate) const fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$table => &[$($column,)+],)+ }
            }
        }
    };
}

tables! {
    Accounts 0 "accounts" ["id" "email" "password_hash" "full_name" "country" "username" "phone"
        "company_name" "role_title" "is_natural_person" "created_at" "ended_at" "suspended_at"
        "first_login_ip" "last_login_ip" "last_login_at" "totp_secret" "direct_contact"];
    AgreementsAccepted 0 "agreements_accepted" ["id" "account_id" "doc" "version" "sha256" "kind" "at"];
    ServiceRequirements 0 "service_requirements" ["account_id" "expected_ips_month" "purchase_type" "stated_at"];
    OauthLinks 0 "oauth_links" ["provider" "provider_sub" "account_id" "email" "full_name" "linked_at"];
    Logins 0 "logins" ["id" "account_id" "at" "ip" "user_agent" "device_id" "result"];
    Companies 0 "companies" ["id" "name" "register_no" "country"];
    CompanyPeople 0 "company_people" ["company_id" "account_id" "name" "kind" "share_pct" "doc_object" "since"];
    Products 0 "products" ["id" "name" "kind"];
    Orders 0 "orders" ["id" "account_id" "product_id" "gb" "ips" "purpose_text" "amount" "currency" "status"
        "created_at"];
    BillingInfo 0 "billing_info" ["id" "account_id" "free_text" "address" "tax_no" "updated_at"];
    Payments 0 "payments" ["id" "order_id" "billing_id" "method" "psp" "psp_txn_id" "refund_address"
        "invoice_no" "paid_at"];
    Affiliates 0 "affiliates" ["id" "account_id" "code" "joined_at"];
    AffiliateWithdrawals 0 "affiliate_withdrawals" ["id" "affiliate_id" "amount" "wallet" "txn_id" "at"];
    ProxyEntitlements 0 "proxy_entitlements" ["account_id" "pool" "unblock" "gb_left"];
    KycResults 0 "kyc_results" ["id" "account_id" "status" "decided_at" "scan_ref" "reason_code" "doc_fingerprint"];
    RiskScores 0 "risk_scores" ["id" "account_id" "source" "score" "at"];
    AutomatedDecisions 0 "automated_decisions" ["id" "account_id" "kind" "outcome" "human_reviewed" "at"];
    EmailDomainClass 0 "email_domain_class" ["account_id" "class"];
    MobileDiagnostics 0 "mobile_diagnostics" ["id" "install_id" "account_id" "app_version" "os" "crash" "at"];
    ExtensionEvents 0 "extension_events" ["id" "account_id" "version" "event" "at"];
    MessageLog 0 "message_log" ["id" "account_id" "class" "template" "message_id" "at" "suppressed_reason"];
    Suppressions 0 "suppressions" ["key_hash" "channel" "scope" "at"];
    MarketingProfile 0 "marketing_profile" ["account_id" "interests" "visits" "opted_out_at"];
    ReviewInvitations 0 "review_invitations" ["id" "order_id" "account_id" "sent_at" "provider_ref" "objected"];
    Surveys 0 "surveys" ["id" "account_id" "colleague_id" "answers" "at"];
    SocialInteractions 0 "social_interactions" ["id" "platform" "handle" "kind" "body" "at"];
    Events 0 "events" ["id" "name" "place" "starts_at" "notice_text" "notice_proof_object"];
    EventPeople 0 "event_people" ["id" "event_id" "name" "email" "registered_at"];
    Media 0 "media" ["id" "event_id" "object_key" "kind" "taken_at"];
    MediaPeople 0 "media_people" ["media_id" "guest_id" "promo_consent"];
    LegalRequests 0 "legal_requests" ["id" "authority" "ref" "doc_sha256" "scope" "approver" "at"];
    Breaches 0 "breaches" ["id" "detected_at" "aware_at" "risk" "nature" "reasons" "consequences" "measures"];
    BreachPeople 0 "breach_people" ["breach_id" "account_id" "notified_at"];
    WebEvents 1 "web_events" ["id" "ts" "visitor_id" "account_id" "ip" "url_path" "referrer" "duration_ms"
        "device" "os" "browser" "geo_country" "form_fields" "crash"];
    Applicants 2 "applicants" ["id" "name" "email" "source" "cv_object" "portfolio_url" "applied_at" "closed_at"];
    ProxyMetadata 3 "proxy_metadata" ["id" "account" "bytes" "port" "at"];
}
