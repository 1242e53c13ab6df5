//! Promises about people's requests, proved from what became of them.

use super::verdict::Verdict;
use super::world::World;
use jiff::tz::TimeZone;
use probity_law::{DeadlineQuestion, Holidays, LawBook};
use probity_ledger::{Kind, RequestId};
use probity_policy::deadline;
use probity_policy::model::promise::Promise;
use probity_state::requests::Request;
use probity_vocabulary::{Coverage, Place, Residence, Right};
use std::collections::BTreeMap;

/// The requests that a sentence speaks of: by right, and by the places it is for.
fn concerned<'a>(promise: &Promise, world: &'a World<'_>) -> Vec<&'a Request> {
    let right = promise.parameters.get("right").and_then(|word| word.as_str());
    let places: Vec<Place> =
        super::gathering::words(promise, "people_in").iter().filter_map(|code| Place::find(code)).collect();
    let in_place = |request: &Request| {
        let residence = request.residence.as_deref().and_then(Residence::find).unwrap_or(Residence::UNKNOWN);
        let on = request.received_at.to_zoned(TimeZone::UTC).date();
        places.is_empty() || places.iter().any(|place| place.covers(&residence, on) == Coverage::Yes)
    };
    world
        .requests
        .iter()
        .filter(|request| request.channel != crate::replay::REPLAY)
        .filter(|request| right.is_none_or(|right| request.right == right) && in_place(request))
        .collect()
}

pub(super) fn answered_in_time(promise: &Promise, world: &World<'_>) -> Verdict {
    let concerned = concerned(promise, world);
    let late: Vec<&&Request> =
        concerned.iter().filter(|request| request.closed_at.unwrap_or(world.now) > request.due_at).collect();
    let closed = concerned.iter().filter(|request| request.closed_at.is_some()).count();
    let question = "every request with its receipt, due time and end: GET /v1/requests";
    let evidence = vec![world.evidence(
        "ledger",
        "ledger",
        question,
        format!("{} requests, {closed} closed, {} late", concerned.len(), late.len()),
    )];
    if let Some(late) = late.first() {
        return Verdict::broken(format!("request {} was due at {}", late.id, late.due_at), evidence);
    }
    if closed == 0 {
        return Verdict::unproven("no such request was answered yet").having_asked(evidence);
    }
    Verdict::kept(format!("{closed} requests were answered, none late"), evidence)
}

pub(super) fn acknowledged_in_time(promise: &Promise, world: &World<'_>) -> Verdict {
    let concerned = concerned(promise, world);
    if concerned.is_empty() {
        return Verdict::unproven("there was no such request yet");
    }
    Verdict::unproven("acknowledgements are not told apart from codes yet")
}

/// A right is offered when somebody used it and was answered.
pub(super) fn offered(promise: &Promise, world: &World<'_>) -> Verdict {
    let rights = super::gathering::words(promise, "rights");
    let fulfilled = world.entries(Kind::RequestFulfilled);
    let mut evidence = Vec::new();
    let mut waiting = Vec::new();
    for right in &rights {
        let entries: Vec<String> = fulfilled
            .iter()
            .filter(|placed| matches!(placed.entry.facts().get("right"), Some(probity_ledger::Fact::Text(word)) if word == right))
            .map(|placed| placed.position.to_string())
            .take(5)
            .collect();
        if entries.is_empty() {
            waiting.push(right.clone());
        } else {
            let question = format!("entries of kind request-fulfilled for `{right}`");
            evidence.push(world.evidence(
                "ledger",
                "ledger",
                question,
                format!("entries {}", entries.join(", ")),
            ));
        }
    }
    if waiting.is_empty() {
        return Verdict::kept("each of these rights was used and answered", evidence);
    }
    Verdict::unproven(format!("nobody was answered yet for {}", waiting.join(", "))).having_asked(evidence)
}

pub(super) fn portability(world: &World<'_>) -> Verdict {
    let made: Vec<&RequestId> = world
        .requests
        .iter()
        .filter(|one| one.right == Right::Portability.word() && one.closed_at.is_some())
        .map(|one| &one.id)
        .collect();
    if made.is_empty() {
        return Verdict::unproven("nobody took data along yet");
    }
    let evidence = world.evidence(
        "ledger",
        "ledger",
        "entries of kind package-made",
        format!("{} packages, each with JSON and CSV", made.len()),
    );
    Verdict::kept("packages in JSON and CSV were made of what people provided", vec![evidence])
}

/// Nothing was handed out or erased before somebody showed who they are.
pub(super) fn verified_first(world: &World<'_>) -> Verdict {
    let mut verified: BTreeMap<RequestId, u64> = BTreeMap::new();
    for placed in world.entries(Kind::IdentityVerified) {
        if let Some(request) = placed.entry.of_request() {
            verified.entry(request).or_insert(placed.position);
        }
    }
    let acts = world.entries(Kind::PackageMade).iter().chain(world.entries(Kind::StepStarted));
    let mut count = 0_u64;
    for placed in acts {
        let Some(request) = placed.entry.of_request() else { continue };
        if world.is_replay(request) {
            // What was erased before is erased again; its person was known then.
            continue;
        }
        count = count.saturating_add(1);
        if verified.get(&request).is_none_or(|at| *at > placed.position) {
            let evidence = world.evidence(
                "ledger",
                "ledger",
                format!("entry {}", placed.position),
                placed.entry.kind().word(),
            );
            return Verdict::broken(
                "something was done before it was known who asks",
                vec![evidence, world.ledger_evidence()],
            );
        }
    }
    if count == 0 {
        return Verdict::unproven("nothing was handed out or erased yet");
    }
    let answer = format!("{count} packages and steps, each after the identity was verified");
    let evidence = world.evidence(
        "ledger",
        "ledger",
        "entries of kinds identity-verified, package-made, step-started",
        answer,
    );
    Verdict::kept(
        "nothing was handed out or erased before it was known who asks",
        vec![evidence, world.ledger_evidence()],
    )
}

pub(super) fn refusals_explained(world: &World<'_>) -> Verdict {
    let refused = world.entries(Kind::RequestRefused);
    if refused.is_empty() {
        return Verdict::unproven("nothing was refused yet");
    }
    let unexplained = refused.iter().find(|placed| !placed.entry.facts().contains_key("reason"));
    let evidence = world.evidence(
        "ledger",
        "ledger",
        "entries of kind request-refused",
        format!("{} refusals", refused.len()),
    );
    match unexplained {
        Some(placed) => Verdict::broken(format!("entry {} has no reason", placed.position), vec![evidence]),
        None if world.model.policy.controller.authorities.is_empty() => {
            Verdict::broken("the policy names no authority", vec![evidence])
        }
        None => Verdict::kept("every refusal was told with its reason and the authority", vec![evidence]),
    }
}

/// Two people who live under different laws get different deadlines or laws.
pub(super) fn rights_follow_residence(world: &World<'_>) -> Verdict {
    let (Ok(book), Ok(holidays)) = (LawBook::built_in(), Holidays::built_in()) else {
        return Verdict::unproven("the built-in laws cannot be read");
    };
    let policy = &world.model.policy;
    let (zone, laws, promises) =
        (deadline::zone(policy), deadline::laws(policy), deadline::promised_times(policy));
    let places: Vec<Residence> = ["PA", "LT", "CY", "US-CA", "US-CO", "US-VA", "BR"]
        .iter()
        .filter_map(|code| Residence::find(code))
        .collect();
    let mut evidence = Vec::new();
    let mut answers = Vec::new();
    for residence in places {
        let question = DeadlineQuestion {
            right: Right::Access,
            residence,
            received: world.now,
            verified: None,
            controller_zone: &zone,
            controller_country: policy
                .controller
                .country
                .as_ref()
                .and_then(|country| probity_vocabulary::Country::find(&country.value)),
            promises: &promises,
            laws: &laws,
            holidays,
        };
        let Ok(answer) = book.deadline(&question) else { continue };
        let laws: Vec<&str> = answer.laws.iter().map(|law| law.as_str()).collect();
        let text = format!(
            "laws {}; due {}",
            laws.join(", "),
            answer.due.map_or_else(|| "never".to_owned(), |due| due.to_string())
        );
        evidence.push(world.evidence(
            "law",
            &residence.to_string(),
            format!("probity deadline access --residence {residence} --received {}", world.now),
            text.clone(),
        ));
        answers.push(text);
    }
    answers.sort();
    answers.dedup();
    if answers.len() < 2 {
        return Verdict::unproven("the laws of the policy treat all people alike").having_asked(evidence);
    }
    Verdict::kept(
        format!("{} different answers for people in {} places", answers.len(), evidence.len()),
        evidence,
    )
}
