//! The typed policy.

use crate::grammar::{Located, Statement};
use crate::model::data_map::Anchor;
use crate::model::policy::{
    Answer, Appeal, Basis, Collected, Controller, ControllerMail, Hold, Kind, Length, MinimumAge, Named,
    OwnCategory, Policy, Purpose, Recipient, Retention, Share,
};

pub(super) fn lower(statements: &[Statement]) -> Policy {
    let mut policy = Policy::default();
    for statement in statements {
        add(&mut policy, statement);
    }
    policy
}

fn add(policy: &mut Policy, statement: &Statement) {
    match statement.rule.name {
        "policy" => frame(policy, statement),
        "controller" => policy.controller = controller(statement),
        "people" => people(policy, statement),
        "category" => {
            if let Some(name) = statement.name("category") {
                policy.categories.push(OwnCategory {
                    name: name.clone(),
                    meaning: text(statement, "meaning"),
                    special: statement.flag("special"),
                });
            }
        }
        "collect" => policy.collected.push(Collected {
            categories: list(statement, "categories"),
            of: list(statement, "people"),
            from: statement.name("source").cloned(),
            clauses: statement.tail.clauses.clone(),
            span: statement.span,
        }),
        "collect-else" => policy.open_list = Some(statement.span),
        "never-collect" => policy.never_collected.push(named(statement, "categories")),
        "never-keep" => policy.never_kept.push(named(statement, "categories")),
        "never-sell" => policy.never_sold.push(named(statement, "what")),
        "purpose" => policy.purposes.extend(purpose(statement)),
        "recipient" => policy.recipients.extend(recipient(statement)),
        "share" => policy.shares.push(share(statement)),
        "never-share" => policy.never_shared.push(share(statement)),
        "keep" => policy.retentions.extend(retention(statement)),
        "hold" => policy.holds.extend(hold(statement)),
        "offer" => policy.offered.extend(list(statement, "rights")),
        "answer" => policy.answers.extend(answer(statement)),
        "acknowledge" => policy.acknowledgements.extend(answer(statement)),
        "appeal" => policy.appeals.extend(appeal(statement)),
        "verify-requests" => policy.request_verification.extend(list(statement, "means")),
        _ => {}
    }
}

fn list(statement: &Statement, slot: &str) -> Vec<Located<String>> {
    statement.names(slot).to_vec()
}

fn text(statement: &Statement, slot: &str) -> String {
    statement.name(slot).map_or_else(String::new, |name| name.value.clone())
}

fn named(statement: &Statement, slot: &str) -> Named {
    Named { categories: list(statement, slot), clauses: statement.tail.clauses.clone(), span: statement.span }
}

fn frame(policy: &mut Policy, statement: &Statement) {
    policy.title = statement.name("title").cloned();
    policy.version = statement.name("version").cloned();
    for inner in &statement.block {
        match inner.rule.name {
            "effective" => {
                policy.effective = inner.name("date").cloned();
                policy.zone = inner.name("zone").cloned();
            }
            "notice" => policy.notice = inner.name("file").cloned(),
            "laws" => policy.laws.extend(list(inner, "laws")),
            _ => {}
        }
    }
}

fn controller(statement: &Statement) -> Controller {
    let mut controller = Controller { title: statement.name("title").cloned(), ..Controller::default() };
    for inner in &statement.block {
        match inner.rule.name {
            "country" => controller.country = inner.name("country").cloned(),
            "authority" => {
                if let Some(authority) = inner.name("authority") {
                    controller.authorities.push((authority.clone(), inner.tail.people_in.clone()));
                }
            }
            "mail" => controller.mails.push(ControllerMail {
                purpose: text(inner, "for"),
                variable: inner.name("variable").map(|name| name.value.clone()),
                address: inner.name("address").map(|name| name.value.clone()),
                span: inner.span,
            }),
            _ => {}
        }
    }
    controller
}

fn people(policy: &mut Policy, statement: &Statement) {
    for inner in &statement.block {
        match inner.rule.name {
            "kind" => {
                if let Some(name) = inner.name("kind") {
                    policy.kinds.push(Kind { name: name.clone(), meaning: text(inner, "meaning") });
                }
            }
            "minimum-age" => policy.minimum_age.push(MinimumAge {
                years: inner.number("age"),
                of: inner.name("kind").cloned(),
                span: inner.span,
            }),
            _ => {}
        }
    }
}

fn purpose(statement: &Statement) -> Option<Purpose> {
    Some(Purpose {
        name: statement.name("purpose")?.clone(),
        title: text(statement, "title"),
        bases: statement
            .inner("basis")
            .map(|inner| Basis {
                bases: list(inner, "bases"),
                people_in: inner.tail.people_in.clone(),
                unconfirmed: inner.tail.unconfirmed.is_some(),
                span: inner.span,
            })
            .collect(),
        uses: statement.inner("uses").flat_map(|inner| list(inner, "categories")).collect(),
        opt_out: statement.inner("opt-out").map(|inner| inner.span).next(),
        span: statement.span,
    })
}

fn recipient(statement: &Statement) -> Option<Recipient> {
    let first = |rule: &'static str| statement.block.iter().find(|inner| inner.rule.name == rule);
    Some(Recipient {
        name: statement.name("recipient")?.clone(),
        title: text(statement, "title"),
        role: first("role").and_then(|inner| inner.name("role")).cloned(),
        countries: statement.inner("recipient-country").flat_map(|inner| list(inner, "countries")).collect(),
        contract: first("contract")
            .and_then(|inner| Some((inner.name("document")?.clone(), inner.name("until").cloned()))),
        transfers: statement.inner("transfer").flat_map(|inner| list(inner, "mechanisms")).collect(),
        gets: statement
            .inner("gets")
            .map(|inner| (list(inner, "categories"), list(inner, "purposes")))
            .collect(),
        never_gets: statement.inner("never-gets").flat_map(|inner| list(inner, "categories")).collect(),
        span: statement.span,
    })
}

fn share(statement: &Statement) -> Share {
    Share {
        categories: list(statement, "categories"),
        with: list(statement, "recipients"),
        purposes: list(statement, "purposes"),
        group: statement.number("group"),
        span: statement.span,
    }
}

fn anchor(statement: &Statement, slot: &str) -> Option<Located<Anchor>> {
    let words = statement.name(slot)?;
    Some(Located { value: Anchor::from_words(&words.value)?, span: words.span })
}

fn retention(statement: &Statement) -> Option<Retention> {
    let length = if let Some(floor) = statement.period("floor") {
        Length::AtLeast(floor.clone())
    } else if let Some(ceiling) = statement.period("ceiling") {
        Length::AtMost(ceiling.clone())
    } else if let Some(exactly) = statement.period("exactly") {
        Length::Exactly(exactly.clone())
    } else if let Some(kind) = statement.name("while") {
        Length::While(kind.clone())
    } else if let Some(until) = anchor(statement, "until") {
        Length::Until(until)
    } else {
        Length::Vague(statement.name("vague")?.clone())
    };
    Some(Retention {
        categories: list(statement, "categories"),
        length,
        after: anchor(statement, "after"),
        and_after: anchor(statement, "and-after"),
        then_for: statement.period("then-for").cloned(),
        method: statement.name("method").cloned(),
        because: statement.tail.because.clone(),
        people_in: statement.tail.people_in.clone(),
        when: statement.tail.when.clone(),
        unconfirmed: statement.tail.unconfirmed.is_some(),
        clauses: statement.tail.clauses.clone(),
        span: statement.span,
    })
}

fn hold(statement: &Statement) -> Option<Hold> {
    Some(Hold {
        categories: list(statement, "categories"),
        purpose: statement.name("purpose")?.clone(),
        until: statement.name("until")?.clone(),
        owner: statement.name("owner")?.clone(),
        review: statement.name("review").cloned(),
        span: statement.span,
    })
}

fn answer(statement: &Statement) -> Option<Answer> {
    Some(Answer {
        right: statement.name("right").cloned(),
        within: statement.period("within")?.clone(),
        start: statement.name("start").map_or_else(|| "receipt".to_owned(), |start| start.value.clone()),
        extension: statement.period("extension").cloned(),
        people_in: statement.tail.people_in.clone(),
        because: statement.tail.because.clone(),
        unconfirmed: statement.tail.unconfirmed.is_some(),
        clauses: statement.tail.clauses.clone(),
        span: statement.span,
    })
}

fn appeal(statement: &Statement) -> Option<Appeal> {
    Some(Appeal {
        window: statement.period("window")?.clone(),
        within: statement.period("within")?.clone(),
        extension: statement.period("extension").cloned(),
        people_in: statement.tail.people_in.clone(),
        span: statement.span,
    })
}
