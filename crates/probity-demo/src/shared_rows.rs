//! The rows that several people share or that belong to people without an account, and the company's own.

use crate::account_rows::{Keys, next};
use crate::content::{PRODUCTS, company_name, instant, optional_instant, survey_row, web_event};
use crate::holdings::{EVENTS, Sharing};
use crate::load::Loader;
use crate::names::country;
use crate::profile::{Profile, within};
use crate::recipe::{DAY, HOUR, Recipe, Topic};
use crate::schema::Table;

/// Products, events, requests of authorities, breaches: what is there before any person.
pub(crate) fn put_company(loader: &mut Loader, recipe: &Recipe) {
    let now = recipe.now_second();
    for ((name, kind), key) in PRODUCTS.iter().copied().zip(1_u64..) {
        loader.put(Table::Products, [key.into(), name.into(), kind.into()]);
    }
    for event in 1..=EVENTS {
        loader.put(
            Table::Events,
            [
                event.into(),
                format!("Open day {event}").into(),
                "Panama City".into(),
                instant(event_second(recipe, event)),
                "We take photographs and films here. Ask us not to, and we do not.".into(),
                format!("notices/event-{event}.pdf").into(),
            ],
        );
    }
    for request in 1..=3_u64 {
        let random = &mut recipe.random(Topic::Company, u64::MAX - request);
        loader.put(
            Table::LegalRequests,
            [
                request.into(),
                "ANTAI".into(),
                format!("ANTAI-{request:04}").into(),
                random.hexadecimal(64).into(),
                r#"["account","order"]"#.into(),
                "data-protection-officer".into(),
                instant(now - within(random, 300 * DAY)),
            ],
        );
    }
    for (key, risk, nature) in [
        (1_u64, "low", "a laptop was lost, its disk encrypted"),
        (2, "high", "a backup could be read by a supplier"),
    ] {
        loader.put(
            Table::Breaches,
            [
                key.into(),
                instant(breach_second(recipe, key)),
                instant(breach_second(recipe, key) + HOUR),
                risk.into(),
                nature.into(),
                "human error".into(),
                "messages that pretend to come from us".into(),
                "access closed, keys changed, people told".into(),
            ],
        );
    }
}

fn event_second(recipe: &Recipe, event: u64) -> i64 {
    recipe.now_second() - i64::try_from(event).unwrap_or(1) * 60 * DAY
}

fn breach_second(recipe: &Recipe, breach: u64) -> i64 {
    recipe.now_second() - i64::try_from(breach).unwrap_or(1) * 100 * DAY
}

/// What a person shares by number: the breach, social media, an application for work.
pub(crate) fn put_of_person(loader: &mut Loader, recipe: &Recipe, keys: &mut SharedKeys, person: &Profile) {
    let sharing = Sharing(recipe);
    if sharing.in_breach(person.number) {
        let told = instant(breach_second(recipe, 2) + DAY);
        loader.put(Table::BreachPeople, [2_u64.into(), person.number.into(), told]);
    }
    let random = &mut recipe.random(Topic::Follower, person.number.wrapping_neg());
    for _ in 0..sharing.interactions(person.number) {
        interaction(loader, recipe, keys, random, &person.username);
    }
    if sharing.applied(person.number) {
        applicant(loader, recipe, keys, person.number, person.full_name.clone(), person.email.clone());
    }
}

/// Keys of rows that do not follow from an account's.
#[derive(Debug, Default)]
pub(crate) struct SharedKeys {
    interaction: u64,
    applicant: u64,
}

fn interaction(
    loader: &mut Loader,
    recipe: &Recipe,
    keys: &mut SharedKeys,
    random: &mut crate::random::Random,
    handle: &str,
) {
    let (kind, body) = random.pick(&[
        ("message", "When will there be more cities?"),
        ("comment", "Works well for our tests."),
        ("review", "Fast, but the invoice came late."),
        ("like", ""),
    ]);
    loader.put(
        Table::SocialInteractions,
        [
            next(&mut keys.interaction).into(),
            random.pick(&["facebook", "x", "linkedin", "instagram"]).into(),
            handle.to_owned().into(),
            kind.into(),
            (kind != "like").then_some(body).into(),
            instant(recipe.now_second() - HOUR - within(random, recipe.oldest(2 * 365))),
        ],
    );
}

fn applicant(
    loader: &mut Loader,
    recipe: &Recipe,
    keys: &mut SharedKeys,
    number: u64,
    name: String,
    email: String,
) {
    let random = &mut recipe.random(Topic::Applicant, number);
    let key = next(&mut keys.applicant);
    let closed = random.percent(60).then(|| recipe.now_second() - HOUR - within(random, recipe.oldest(181)));
    let applied = closed.unwrap_or(recipe.now_second() - HOUR) - DAY - within(random, 60 * DAY);
    loader.put(
        Table::Applicants,
        [
            key.into(),
            name.into(),
            email.into(),
            random.pick(&["website", "agency", "referral"]).into(),
            format!("cv/{key:06}.pdf").into(),
            random.percent(30).then(|| format!("https://example.org/portfolio/{key}")).into(),
            instant(applied),
            optional_instant(closed),
        ],
    );
}

/// Everything else: companies, guests, pictures, visitors, the list of those who want no mail.
pub(crate) async fn put_rest(
    loader: &mut Loader,
    recipe: &Recipe,
    keys: &mut Keys,
    shared: &mut SharedKeys,
) -> Result<(), crate::error::DemoError> {
    let sharing = Sharing(recipe);
    for company in 1..=sharing.companies() {
        put_members(loader, recipe, keys, company);
        loader.flush(false).await?;
    }
    for guest in 1..=sharing.guests() {
        put_guest(loader, recipe, guest);
        loader.flush(false).await?;
    }
    for media in 1..=sharing.media() {
        put_media(loader, recipe, media);
        loader.flush(false).await?;
    }
    for visitor in 1..=recipe.people / 10 + 1 {
        put_visitor(loader, recipe, keys, visitor);
        loader.flush(false).await?;
    }
    for outsider in 1..=recipe.people / 60 + 1 {
        let random = &mut recipe.random(Topic::Follower, u64::MAX / 2 + outsider);
        let handle = format!("passer.by{outsider}");
        interaction(loader, recipe, shared, random, &handle);
    }
    for outsider in 1..=recipe.people / 150 + 1 {
        let number = u64::MAX / 2 + outsider;
        let random = &mut recipe.random(Topic::Applicant, number.wrapping_neg());
        let (name, latin) = outsider_name(random);
        applicant(loader, recipe, shared, number, name, format!("{latin}.applies{outsider}@example.net"));
    }
    for number in 0..recipe.people / 50 {
        let random = &mut recipe.random(Topic::Suppression, number);
        let at = instant(recipe.now_second() - HOUR - within(random, 700 * DAY));
        let scope = random.pick(&["marketing", "marketing", "review-invitation"]);
        loader.put(Table::Suppressions, [random.bytes(32).into(), "mail".into(), scope.into(), at]);
    }
    loader.flush(false).await
}

fn outsider_name(random: &mut crate::random::Random) -> (String, String) {
    let country = country(random);
    let (given, latin) = country.given(random);
    let (family, _) = country.family(random);
    (format!("{given} {family}"), latin.to_owned())
}

fn put_members(loader: &mut Loader, recipe: &Recipe, keys: &mut Keys, company: u64) {
    let sharing = Sharing(recipe);
    let members = sharing.members(company);
    let first = Profile::of(recipe, *members.start());
    loader.put(
        Table::Companies,
        [
            company.into(),
            company_name(first.number).into(),
            format!("R{company:08}").into(),
            first.country.code.into(),
        ],
    );
    for number in members {
        let random = &mut recipe.random(Topic::Company, u64::MAX / 2 + number);
        let member = Profile::of(recipe, number);
        let (kind, share) = match number % 50 {
            1 => ("owner", Some(random.between(26, 100))),
            2 => ("proxy-holder", None),
            _ => ("representative", None),
        };
        loader.put(
            Table::CompanyPeople,
            [
                company.into(),
                number.into(),
                member.full_name.into(),
                kind.into(),
                share.into(),
                (kind == "proxy-holder").then(|| format!("companies/{company:06}/power.pdf")).into(),
                instant(member.created),
            ],
        );
    }
    if let Some((one, other)) = sharing.colleagues(company) {
        let random = &mut recipe.random(Topic::Company, u64::MAX / 4 + company);
        let survey = next(&mut keys.survey);
        loader.put(Table::Surveys, survey_row(random, survey, one, Some(other), recipe));
    }
}

fn put_guest(loader: &mut Loader, recipe: &Recipe, guest: u64) {
    let sharing = Sharing(recipe);
    let random = &mut recipe.random(Topic::Guest, guest);
    let (name, email) = match sharing.account_of_guest(guest) {
        Some(number) => {
            let person = Profile::of(recipe, number);
            (person.full_name, Some(person.email))
        }
        None => {
            let (name, latin) = outsider_name(random);
            (name, random.percent(70).then(|| format!("{latin}.guest{guest}@example.org")))
        }
    };
    let event = sharing.event_of_guest(guest);
    loader.put(
        Table::EventPeople,
        [
            guest.into(),
            event.into(),
            name.into(),
            email.into(),
            instant(event_second(recipe, event) - within(random, 20 * DAY)),
        ],
    );
}

fn put_media(loader: &mut Loader, recipe: &Recipe, media: u64) {
    let sharing = Sharing(recipe);
    let random = &mut recipe.random(Topic::Guest, u64::MAX - media);
    let guests = sharing.guests_of_media(media);
    let event = sharing.event_of_guest(*guests.start());
    let (kind, ending) =
        random.pick(&[("photo", "jpg"), ("photo", "jpg"), ("video", "mp4"), ("audio", "ogg")]);
    loader.put(
        Table::Media,
        [
            media.into(),
            event.into(),
            format!("events/{event}/{media:06}.{ending}").into(),
            kind.into(),
            instant(event_second(recipe, event) + within(random, 6 * HOUR)),
        ],
    );
    for guest in guests {
        loader.put(Table::MediaPeople, [media.into(), guest.into(), random.percent(60).into()]);
    }
}

/// Somebody who looks at the website without an account.
fn put_visitor(loader: &mut Loader, recipe: &Recipe, keys: &mut Keys, visitor: u64) {
    let random = &mut recipe.random(Topic::Visitor, visitor);
    let name = random.hexadecimal(20);
    let from = country(random).code;
    for _ in 0..random.between(1, 4) {
        let at = recipe.now_second() - HOUR - within(random, recipe.oldest(365));
        let ip = random.address();
        let row = web_event(random, next(&mut keys.web), &name, None, ip, from, at);
        loader.put(Table::WebEvents, row);
    }
}
