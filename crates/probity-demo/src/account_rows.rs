//! The rows that one client has: the account, money, verification, activity.

use crate::content::{
    BROWSERS, PRODUCTS, PURPOSES, ROLES, STREETS, TEMPLATES, company_name, instant, money, optional_instant,
    survey_row, wallet, web_event,
};
use crate::holdings::Counts;
use crate::load::{Loader, Value};
use crate::profile::{Profile, within};
use crate::random::Random;
use crate::recipe::{DAY, HOUR, Recipe, Topic};
use crate::schema::Table;

/// Keys that go on from person to person.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    agreement: u64,
    login: u64,
    order: u64,
    billing: u64,
    payment: u64,
    affiliate: u64,
    withdrawal: u64,
    kyc: u64,
    risk: u64,
    decision: u64,
    mobile: u64,
    extension: u64,
    message: u64,
    review: u64,
    pub(crate) survey: u64,
    pub(crate) web: u64,
    proxy: u64,
}

pub(crate) fn next(key: &mut u64) -> u64 {
    *key += 1;
    *key
}

/// Writes all rows that are one client's alone.
pub(crate) fn put(loader: &mut Loader, recipe: &Recipe, keys: &mut Keys, person: &Profile) {
    let counts = Counts::of(recipe, person);
    let mut rows = Rows { loader, recipe, keys, person, counts };
    rows.account();
    rows.money();
    rows.verification();
    rows.activity();
    rows.outreach();
}

/// An address that was collected at an instant, or nothing when its time is over.
fn kept_address(recipe: &Recipe, random: &mut Random, person: &Profile, collected: i64) -> Value {
    let address = person.address(random);
    (collected > recipe.now_second() - recipe.oldest(365)).then_some(address).into()
}

struct Rows<'a> {
    loader: &'a mut Loader,
    recipe: &'a Recipe,
    keys: &'a mut Keys,
    person: &'a Profile,
    counts: Counts,
}

impl Rows<'_> {
    fn recent(&self, random: &mut Random) -> i64 {
        let (from, to) =
            self.person.window(self.recipe, 365).unwrap_or((self.person.created, self.person.created + HOUR));
        from + within(random, to - from)
    }

    fn account(&mut self) {
        let (person, counts) = (self.person, self.counts);
        let random = &mut self.recipe.random(Topic::Account, person.number);
        let suspended = random.percent(1).then(|| person.while_client(self.recipe, random));
        let phone = match person.country.code {
            "US" => Some(format!("+1 202 555 {:04}", random.between(100, 199))),
            _ if random.percent(30) => Some(format!("+44 20 7946 {:04}", random.between(0, 999))),
            _ => None,
        };
        let last_login = person.ended.unwrap_or(self.recipe.now_second() - HOUR);
        let second_factor = (person.number == 1 || random.percent(25)).then(|| random.bytes(20));
        self.loader.put(
            Table::Accounts,
            [
                person.number.into(),
                person.email.clone().into(),
                format!("$argon2id$v=19$m=19456,t=2,p=1${}${}", random.letters(22), random.letters(43))
                    .into(),
                person.full_name.clone().into(),
                person.country.code.into(),
                person.username.clone().into(),
                phone.into(),
                person.business.then(|| company_name(person.number)).into(),
                person.business.then(|| random.pick(ROLES)).into(),
                (!person.business).into(),
                instant(person.created),
                optional_instant(person.ended),
                optional_instant(suspended),
                kept_address(self.recipe, random, person, person.created),
                kept_address(self.recipe, random, person, last_login),
                instant(last_login),
                second_factor.into(),
                random.percent(5).into(),
            ],
        );
        let class = if person.business { "business" } else { "personal" };
        self.loader.put(Table::EmailDomainClass, [person.number.into(), class.into()]);
        for (doc, kind) in
            [("terms", "agreement"), ("policy", "acknowledgement"), ("cookie", "acknowledgement")]
                .into_iter()
                .take(usize::try_from(counts.agreements).unwrap_or(0))
        {
            self.loader.put(
                Table::AgreementsAccepted,
                [
                    next(&mut self.keys.agreement).into(),
                    person.number.into(),
                    doc.into(),
                    "1.1.2".into(),
                    "3f6c1d0e9a7b5284c0f1e2d3b4a59687a6b5c4d3e2f10918273645546372819a".into(),
                    kind.into(),
                    instant(person.created),
                ],
            );
        }
        if counts.requirements > 0 {
            self.loader.put(
                Table::ServiceRequirements,
                [
                    person.number.into(),
                    (random.between(1, 50) * 10).into(),
                    random.pick(&["once", "monthly", "yearly"]).into(),
                    instant(person.created),
                ],
            );
        }
        for provider in ["google", "facebook"].into_iter().take(usize::try_from(counts.oauth).unwrap_or(0)) {
            self.loader.put(
                Table::OauthLinks,
                [
                    provider.into(),
                    format!("{}{:07}", random.between(100, 999), person.number).into(),
                    person.number.into(),
                    person.email.clone().into(),
                    person.full_name.clone().into(),
                    instant(person.created),
                ],
            );
        }
    }

    fn money(&mut self) {
        let (person, counts) = (self.person, self.counts);
        let random = &mut self.recipe.random(Topic::Money, person.number);
        let billing = (counts.billing > 0).then(|| next(&mut self.keys.billing));
        if let Some(billing) = billing {
            let tax = person.business.then(|| format!("{}{:09}", person.country.code, person.number));
            let street = random.pick(STREETS);
            let address = format!("{street} {}, {}", random.between(1, 99), person.country.town(random));
            self.loader.put(
                Table::BillingInfo,
                [
                    billing.into(),
                    person.number.into(),
                    random.percent(20).then_some("please write the order number on the invoice").into(),
                    address.into(),
                    tax.into(),
                    instant(person.while_client(self.recipe, random)),
                ],
            );
        }
        let first_order = self.keys.order + 1;
        for _ in 0..counts.orders {
            self.order(random, billing);
        }
        if counts.orders > 0 {
            self.loader.put(
                Table::ProxyEntitlements,
                [
                    person.number.into(),
                    random.pick(&["basic", "basic", "full"]).into(),
                    random.percent(10).into(),
                    random.below(200).into(),
                ],
            );
        }
        if counts.reviews > 0 {
            let review = next(&mut self.keys.review);
            self.loader.put(
                Table::ReviewInvitations,
                [
                    review.into(),
                    first_order.into(),
                    person.number.into(),
                    instant(self.recent(random)),
                    format!("rv-{review:08}").into(),
                    random.percent(5).into(),
                ],
            );
        }
        if counts.affiliate > 0 {
            self.affiliate(random);
        }
    }

    fn order(&mut self, random: &mut Random, billing: Option<u64>) {
        let order = next(&mut self.keys.order);
        let product = random.between(1, PRODUCTS.len() as u64);
        let by_traffic = product <= 2;
        let at = self.person.while_client(self.recipe, random);
        let refunded = random.percent(4);
        self.loader.put(
            Table::Orders,
            [
                order.into(),
                self.person.number.into(),
                product.into(),
                by_traffic.then(|| random.between(1, 100)).into(),
                (!by_traffic).then(|| random.between(1, 50)).into(),
                random.percent(40).then(|| random.pick(PURPOSES)).into(),
                money(random).into(),
                random.pick(&["EUR", "EUR", "USD"]).into(),
                if refunded { "refunded" } else { "paid" }.into(),
                instant(at),
            ],
        );
        let payment = next(&mut self.keys.payment);
        let (method, provider) = random.pick(&[
            ("card", "stripe"),
            ("card", "stripe"),
            ("paypal", "paypal"),
            ("crypto", "coingate"),
            ("alipay", "stripe"),
        ]);
        self.loader.put(
            Table::Payments,
            [
                payment.into(),
                order.into(),
                billing.into(),
                method.into(),
                provider.into(),
                format!("txn_{}{payment:08x}", random.letters(8)).into(),
                (refunded && method == "crypto").then(|| wallet(random)).into(),
                format!("MP-{payment:08}").into(),
                instant(at + within(random, HOUR)),
            ],
        );
    }

    fn affiliate(&mut self, random: &mut Random) {
        let affiliate = next(&mut self.keys.affiliate);
        self.loader.put(
            Table::Affiliates,
            [
                affiliate.into(),
                self.person.number.into(),
                format!("MARS{}", self.person.number).into(),
                instant(self.person.while_client(self.recipe, random)),
            ],
        );
        for _ in 0..self.counts.withdrawals {
            let withdrawal = next(&mut self.keys.withdrawal);
            self.loader.put(
                Table::AffiliateWithdrawals,
                [
                    withdrawal.into(),
                    affiliate.into(),
                    money(random).into(),
                    wallet(random).into(),
                    format!("wd_{}{withdrawal:08x}", random.letters(6)).into(),
                    instant(self.person.while_client(self.recipe, random)),
                ],
            );
        }
    }

    fn verification(&mut self) {
        let (person, counts) = (self.person, self.counts);
        let random = &mut self.recipe.random(Topic::Shared, person.number);
        for attempt in 0..counts.kyc {
            let kyc = next(&mut self.keys.kyc);
            // The last attempt succeeds; one before it was turned down.
            let approved = attempt + 1 == counts.kyc;
            self.loader.put(
                Table::KycResults,
                [
                    kyc.into(),
                    person.number.into(),
                    if approved { "approved" } else { "rejected" }.into(),
                    instant(self.recent(random)),
                    format!("{}-{kyc:08x}", random.hexadecimal(24)).into(),
                    (!approved).then(|| random.pick(&["duplicate-document", "unreadable"])).into(),
                    random.bytes(32).into(),
                ],
            );
        }
        for _ in 0..counts.risk {
            self.loader.put(
                Table::RiskScores,
                [
                    next(&mut self.keys.risk).into(),
                    person.number.into(),
                    random.pick(&["payment-provider", "address-reputation"]).into(),
                    random.below(101).into(),
                    instant(self.recent(random)),
                ],
            );
        }
        for _ in 0..counts.decisions {
            self.loader.put(
                Table::AutomatedDecisions,
                [
                    next(&mut self.keys.decision).into(),
                    person.number.into(),
                    "ask-for-verification".into(),
                    random.pick(&["asked", "not-asked"]).into(),
                    true.into(),
                    instant(self.recent(random)),
                ],
            );
        }
    }

    fn activity(&mut self) {
        let (person, counts) = (self.person, self.counts);
        let random = &mut self.recipe.random(Topic::Activity, person.number);
        let device = random.hexadecimal(16);
        let home = person.address(random);
        for _ in 0..counts.logins {
            let ip = if random.percent(80) { home.clone() } else { person.address(random) };
            self.loader.put(
                Table::Logins,
                [
                    next(&mut self.keys.login).into(),
                    person.number.into(),
                    instant(self.recent(random)),
                    ip.into(),
                    random.pick(BROWSERS).into(),
                    device.clone().into(),
                    random.pick(&["ok", "ok", "ok", "wrong-password", "second-factor-failed"]).into(),
                ],
            );
        }
        for _ in 0..counts.mobile {
            self.loader.put(
                Table::MobileDiagnostics,
                [
                    next(&mut self.keys.mobile).into(),
                    device.clone().into(),
                    person.number.into(),
                    random.pick(&["2.4.0", "2.4.1", "2.5.0"]).into(),
                    random.pick(&["Android 15", "iOS 18"]).into(),
                    random.percent(20).then_some("stack: main, connect, timeout").into(),
                    instant(self.recent(random)),
                ],
            );
        }
        for _ in 0..counts.extension {
            self.loader.put(
                Table::ExtensionEvents,
                [
                    next(&mut self.keys.extension).into(),
                    person.number.into(),
                    random.pick(&["1.8.2", "1.9.0"]).into(),
                    random.pick(&["installed", "proxy-on", "proxy-off", "updated"]).into(),
                    instant(self.recent(random)),
                ],
            );
        }
        let visitor = random.hexadecimal(20);
        for _ in 0..counts.web {
            let (key, at) = (next(&mut self.keys.web), self.recent(random));
            let (ip, code) = (home.clone(), person.country.code);
            let visit = web_event(random, key, &visitor, Some(person.number), ip, code, at);
            self.loader.put(Table::WebEvents, visit);
        }
        for _ in 0..counts.proxy {
            let now = self.recipe.now_second();
            let oldest = if self.recipe.overdue { 30 * HOUR } else { 23 * HOUR };
            self.loader.put(
                Table::ProxyMetadata,
                [
                    next(&mut self.keys.proxy).into(),
                    person.number.into(),
                    random.below(1 << 32).into(),
                    random.pick(&[8000_u64, 8001, 9000]).into(),
                    instant(now - within(random, oldest)),
                ],
            );
        }
    }

    fn outreach(&mut self) {
        let (person, counts) = (self.person, self.counts);
        let random = &mut self.recipe.random(Topic::Outreach, person.number);
        let opted_out = (counts.marketing > 0 && self.recipe.overdue && random.percent(10))
            .then(|| self.recipe.now_second() - within(random, 60 * DAY));
        for _ in 0..counts.messages {
            let message = next(&mut self.keys.message);
            let (class, template) = random.pick(TEMPLATES);
            let suppressed = (class == "marketing" && opted_out.is_some()).then_some("opted-out");
            self.loader.put(
                Table::MessageLog,
                [
                    message.into(),
                    person.number.into(),
                    class.into(),
                    template.into(),
                    format!("<{}.{message:08x}@marsproxies.example>", random.letters(8)).into(),
                    instant(self.recent(random)),
                    suppressed.into(),
                ],
            );
        }
        if counts.marketing > 0 {
            let interests = format!(
                r#"["{}","{}"]"#,
                random.pick(&["price-watch", "travel-fares", "testing"]),
                random.pick(&["sneakers", "research", "advertising"])
            );
            self.loader.put(
                Table::MarketingProfile,
                [
                    person.number.into(),
                    interests.into(),
                    random.below(400).into(),
                    optional_instant(opted_out),
                ],
            );
        }
        for _ in 0..counts.surveys {
            let survey = next(&mut self.keys.survey);
            self.loader.put(Table::Surveys, survey_row(random, survey, person.number, None, self.recipe));
        }
    }
}
