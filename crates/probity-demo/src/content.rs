//! What stands in the columns: instants, amounts, pages, texts. All of it is made up.

use crate::load::Value;
use crate::profile::within;
use crate::random::Random;
use crate::recipe::{DAY, HOUR, Recipe};
use jiff::Timestamp;

/// An instant as the databases write it.
pub(crate) fn instant(second: i64) -> Value {
    Value::Text(Timestamp::from_second(second).unwrap_or_default().to_string())
}

/// The same, when there is one.
pub(crate) fn optional_instant(second: Option<i64>) -> Value {
    second.map_or(Value::Null, instant)
}

/// One visit of a page.
pub(crate) fn web_event(
    random: &mut Random,
    key: u64,
    visitor: &str,
    account: Option<u64>,
    ip: String,
    country: &'static str,
    at: i64,
) -> [Value; 14] {
    let (system, browser, device) = random.pick(SYSTEMS);
    [
        key.into(),
        instant(at),
        visitor.to_owned().into(),
        account.into(),
        ip.into(),
        random.pick(PAGES).into(),
        random.percent(30).then(|| random.pick(REFERRERS)).into(),
        random.between(300, 240_000).into(),
        device.into(),
        system.into(),
        browser.into(),
        country.into(),
        random.percent(3).then_some("company,country").into(),
        random.percent(1).then_some("TypeError at dashboard.js:118").into(),
    ]
}

/// A survey of one person, or of two together.
pub(crate) fn survey_row(
    random: &mut Random,
    key: u64,
    account: u64,
    colleague: Option<u64>,
    recipe: &Recipe,
) -> [Value; 5] {
    let answers = format!(r#"{{"satisfied":{},"wish":"{}"}}"#, random.between(1, 5), random.pick(WISHES));
    let at = recipe.now_second() - HOUR - within(random, 300 * DAY);
    [key.into(), account.into(), colleague.into(), answers.into(), instant(at)]
}

/// The name of the company that a business client writes in the account.
pub(crate) fn company_name(number: u64) -> String {
    format!("Example Works {number}")
}

pub(crate) fn money(random: &mut Random) -> String {
    format!("{}.{:02}", random.between(3, 400), random.below(100))
}

pub(crate) fn wallet(random: &mut Random) -> String {
    format!("demo-wallet-{}", random.letters(24))
}

/// What the company sells: name and kind; the first two are paid by traffic.
pub(crate) const PRODUCTS: &[(&str, &str)] = &[
    ("Residential proxies", "residential"),
    ("Mobile proxies", "mobile"),
    ("Static residential proxies", "isp"),
    ("Datacenter proxies", "datacenter"),
];

pub(crate) const ROLES: &[&str] = &["Owner", "Engineer", "Buyer", "Analyst"];
pub(crate) const STREETS: &[&str] =
    &["Example Street", "Calle Ejemplo", "Beispielweg", "Pavyzdžio g.", "Rue de l’Exemple"];
pub(crate) const PURPOSES: &[&str] =
    &["comparing prices", "testing our own website", "checking advertisements", "academic research"];
pub(crate) const WISHES: &[&str] = &["more cities", "lower prices", "a better dashboard", "nothing"];
pub(crate) const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0",
    "Mozilla/5.0 (Macintosh) Safari/18.5",
];
pub(crate) const SYSTEMS: &[(&str, &str, &str)] = &[
    ("Windows 11", "Chrome 141", "computer"),
    ("macOS 15", "Safari 18.5", "computer"),
    ("Linux", "Firefox 140", "computer"),
    ("Android 15", "Chrome 141", "phone"),
    ("iOS 18", "Safari 18.5", "phone"),
];
pub(crate) const PAGES: &[&str] =
    &["/", "/pricing", "/blog", "/dashboard", "/dashboard/orders", "/dashboard/usage", "/help"];
pub(crate) const REFERRERS: &[&str] = &["https://search.example.net/", "https://blog.example.org/reviews"];
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("service", "order-confirmed"),
    ("service", "password-changed"),
    ("service", "invoice"),
    ("marketing", "spring-offer"),
    ("marketing", "newsletter"),
    ("review-invitation", "how-was-it"),
];
