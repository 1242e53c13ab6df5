//! Words for what rows about people say: of a table's name, of a column's within such a table, and of columns that
//! serve the store alone. A category is what such a word mostly means; none of them recognises anything by values.

use probity_stores::schema::TypeFamily;

/// What rows are called, and the category of what they say. The last word of a table's name counts most.
const TABLES: &[(&str, &str)] = &[
    ("consent objection permission optin optout unsubscription unsubscribe", "consent.choice"),
    ("agreement acceptance term tos rule", "account.agreement"),
    ("applicant application candidate candidacy resume cv", "work.application"),
    ("employment employee staff personnel leave absence shift worker mitarbeiter", "work.history"),
    ("salary payroll payslip wage", "work.salary"),
    ("appraisal evaluation", "work.evaluation"),
    (
        "student enrollment enrolment enrolled grade exam quiz attempt certificate assignment lesson",
        "work.education",
    ),
    (
        "patient diagnosis treatment admission encounter immunization vaccination allergy examination",
        "health.record",
    ),
    ("prescription medication", "health.prescription"),
    ("guest attendee participant registration attendance rsvp speaker", "membership.event"),
    ("member membership mitglied mitgliedschaft group club team", "membership.event"),
    ("follower follow following friend friendship connection relationship block mute", "social.connection"),
    ("like reaction favourite favorite vote bookmark star upvote watch", "social.reaction"),
    ("post topic thread reply comment discussion remark status toot tweet article page", "social.post"),
    ("review rating feedback testimonial praise", "support.feedback"),
    ("survey answer questionnaire poll response", "marketing.survey"),
    ("ticket case support complaint enquiry inquiry helpdesk", "support.ticket"),
    ("request", "request.record"),
    (
        "message conversation chat mail email sms notification mailing letter pm inbox invitation invite",
        "message.metadata",
    ),
    ("newsletter campaign delivery_log open bounce", "marketing.response"),
    ("lead prospect", "marketing.lead"),
    ("segment audience", "marketing.segment"),
    ("interest marketing", "marketing.profile"),
    ("shipment delivery parcel tracking", "order.delivery"),
    ("subscription renewal abo", "order.subscription"),
    ("entitlement license licence quota grant", "order.entitlement"),
    (
        "order cart basket checkout purchase sale booking reservation reservierung item line loan hold rental \
         bestellung auftrag buchung wishlist return",
        "order.history",
    ),
    ("invoice bill receipt rechnung", "payment.invoice"),
    ("billing", "payment.billing"),
    ("card wallet mandate", "payment.method"),
    ("payout withdrawal", "payment.payout"),
    (
        "payment transaction refund charge deposit donation contribution pledge zahlung spende ledger",
        "payment.amount",
    ),
    ("login signin session authentication attempt auth", "log.login"),
    ("visit hit pageview visitor", "usage.visit"),
    ("click", "browsing.click"),
    ("search query", "browsing.search"),
    ("view download play impression event activity action usage", "usage.feature"),
    ("access audit log history journal revision version changelog protokoll", "log.action"),
    ("oauth sso openid", "account.social-login"),
    ("token key credential secret apikey api", "credential.token"),
    ("otp totp mfa authenticator", "credential.second-factor"),
    ("device installation phone handset diagnostic crash", "device.diagnostics"),
    ("address anschrift adresse", "contact.address"),
    ("checkin position track", "location.precise"),
    ("kyc verification", "identity.verification"),
    ("decision", "risk.decision"),
    ("risk score", "risk.score"),
    ("fraud sanction ban violation warning strike", "account.violation"),
    ("affiliate partner referral", "affiliate.referral"),
    ("photo picture image avatar media gallery portrait", "media.photo"),
    ("video film recording", "media.video"),
    ("attachment file upload document folder storage dossier", "content.file"),
    ("child dependant dependent household family", "family.child"),
    ("guardian parent", "family.parent"),
    ("company organisation organization employer firm", "contact.company"),
    ("contact", "contact.address"),
    ("requirement", "account.requirement"),
    ("setting preference option profile", "account.settings"),
    ("user customer client account person kunde", "account.settings"),
];

/// Words of a table's name that count only where no other says anything: a `message_log` is about messages.
const LITTLE: [&str; 16] = [
    "user", "customer", "client", "account", "person", "profile", "setting", "option", "log", "history",
    "audit", "version", "revision", "journal", "class", "event",
];

/// Words of columns: in rows of a meaning that begins so, what they say.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("", "unsubscribed unsubscribe optin optout opted newsletter", "marketing.permission"),
    ("", "consent consented agreed objected", "consent.choice"),
    ("", "referrer referer", "browsing.referrer"),
    ("", "browser", "device.browser"),
    ("", "os platform", "device.system"),
    ("account.settings", "role admin superuser staff permission moderator natural", "account.role"),
    ("account.settings", "created joined registered signup ended opened since", "account.created"),
    ("account.settings", "language locale lang", "contact.language"),
    ("account.settings", "country", "contact.country"),
    ("account.settings", "plan subscription tier", "order.subscription"),
    ("account.settings", "balance credit credits", "payment.amount"),
    (
        "account.settings",
        "child theme timezone preference setting digest visible visibility contact notify",
        "account.settings",
    ),
    (
        "account.settings",
        "status state active enabled disabled locked suspended banned blocked verified confirmed approved closed \
         cancelled canceled deleted deactivated last failed attempt expire seen",
        "account.status",
    ),
    ("contact", "language locale lang", "contact.language"),
    ("order", "amount price total subtotal cost tax discount fee currency vat paid due tip", "order.amount"),
    (
        "order",
        "product item sku variant quantity qty plan size gb ip article title room seat",
        "order.product",
    ),
    ("order", "ship shipping shipped delivery delivered carrier tracking courier", "order.delivery"),
    ("order", "number no reference ref nummer external epay", "order.number"),
    ("payment", "amount total price fee currency vat tax subtotal betrag", "payment.amount"),
    ("payment", "method gateway brand provider kind", "payment.method"),
    ("payment", "reference ref txn transaction psp external", "payment.reference"),
    ("payment", "invoice", "payment.invoice"),
    ("message", "sent delivered bounced opened failed suppressed provider ref id error", "message.delivery"),
    ("log.login", "at time date ts", "log.time"),
    ("usage", "duration seconds minute elapsed", "usage.time"),
    ("usage", "url path page", "browsing.page"),
    ("log", "url path page", "browsing.page"),
    ("browsing", "url path page", "browsing.page"),
    ("device", "version app release", "device.application"),
    ("membership", "event", "membership.event"),
];

/// Names of columns that serve the store alone: how often a row was written, where it stands in a list, when a program
/// last touched it, what a program computes of it.
const TECHNICAL: &[&str] = &[
    "lock version",
    "row version",
    "rowversion",
    "optlock",
    "xmin",
    "etag",
    "checksum",
    "sha256",
    "sha1",
    "md5",
    "position",
    "sort",
    "sort order",
    "sort key",
    "sort index",
    "ordering",
    "display order",
    "sequence",
    "lft",
    "rgt",
    "depth",
    "updated",
    "updated at",
    "updated on",
    "update time",
    "date updated",
    "modified",
    "modified at",
    "modified on",
    "date modified",
    "last modified",
    "last updated",
    "changed at",
    "synced at",
    "sync at",
    "indexed at",
    "search vector",
    "tsv",
    "uuid",
    "guid",
    "oid",
    "rowid",
    "shard",
    "partition",
    "tenant id",
    "cache key",
    "schema version",
    "geaendert am",
    "write date",
    "write time",
];

/// What a word of a list says.
fn said<'t>(
    lists: impl Iterator<Item = (&'static str, &'static str)> + 't,
    word: &str,
) -> Option<&'static str> {
    let mut lists = lists;
    lists.find(|(words, _)| words.split_whitespace().any(|one| one == word)).map(|(_, category)| category)
}

/// The category of what rows of a table of this name say.
pub(super) fn by_table(words: &[String]) -> Option<&'static str> {
    let said = |word: &String| said(TABLES.iter().copied(), word);
    let telling = words.iter().rev().filter(|word| !LITTLE.contains(&word.as_str())).find_map(said);
    telling.or_else(|| words.iter().rev().find_map(said))
}

/// The category that a column's words say in rows of a meaning.
pub(super) fn by_column(words: &[String], meaning: &str, is_instant: bool) -> Option<&'static str> {
    let lists = || COLUMNS.iter().filter(|(within, ..)| meaning.starts_with(within));
    let found = words
        .iter()
        .rev()
        .find_map(|word| said(lists().map(|(_, words, category)| (*words, *category)), word));
    // When something happened, where the rows say nothing else but that it did.
    let only_when =
        ["log", "usage", "browsing"].iter().any(|begin| meaning.starts_with(begin)) || meaning.is_empty();
    found.or_else(|| (is_instant && only_when).then_some("log.time"))
}

/// Whether a column serves the store alone.
pub(super) fn is_technical(words: &[String], family: TypeFamily) -> bool {
    let name = words.join(" ");
    let counts_writes =
        matches!(family, TypeFamily::Integer(_)) && matches!(name.as_str(), "version" | "revision");
    counts_writes || TECHNICAL.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_vocabulary::Category;

    #[test]
    fn every_word_leads_to_a_category_of_the_vocabulary() {
        let categories = TABLES.iter().map(|(_, category)| category);
        for category in categories.chain(COLUMNS.iter().map(|(_, _, category)| category)) {
            assert!(category.contains('.') && Category::find(category).is_some(), "{category}");
        }
    }

    #[test]
    fn a_words_meaning_depends_on_the_row() {
        let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let said = |table: &str, column: &str| {
            let meaning = by_table(&words(table));
            by_column(&words(column), meaning.unwrap_or_default(), false).or(meaning)
        };
        assert_eq!(said("order", "total"), Some("order.amount"));
        assert_eq!(said("payment", "total"), Some("payment.amount"));
        assert_eq!(said("customer", "status"), Some("account.status"));
        assert_eq!(said("order", "status"), Some("order.history"));
        assert_eq!(said("access log", "path"), Some("browsing.page"));
        assert_eq!(said("zebra", "stripe"), None);
    }

    #[test]
    fn what_serves_the_store_alone_says_nothing_of_people() {
        let is = |name: &str, family| {
            is_technical(&name.split(' ').map(str::to_owned).collect::<Vec<_>>(), family)
        };
        assert!(is("lock version", TypeFamily::Text));
        assert!(is("sort order", TypeFamily::Text));
        // The version of the terms that somebody agreed to.
        assert!(!is("version", TypeFamily::Text));
        assert!(!is("last login", TypeFamily::Timestamp));
    }
}
