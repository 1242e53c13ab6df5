//! What lies on the paper desk: a company, its requests, a plan, a report. All invented.

use jiff::{SignedDuration, Timestamp};
use probity_keeper::desk::TaskView;
use probity_keeper::desk::{
    AlarmView, CompanyView, DelayView, LookupView, PlanChangeView, PlanStepView, ProgressView, RequestView,
    RetentionView, Stage, StepCostView, WaitingView,
};
use probity_keeper::report::{Evidence, PromiseReport, Report};
use probity_keeper::{
    BackupView, BackupsView, CopiesView, ExpiryDone, ExpiryReport, ExpiryRunView, HoldView, RestoreView,
};
use probity_ledger::RequestId;
use probity_vocabulary::{Personal, PromiseClass, PromiseState, RequestState, Right};
use std::collections::BTreeMap;

const NOTICE: &str = "\
# Comet Proxies: privacy notice

In force since 7 January 2026. We are **Comet Inc.** of Panama.

## 5. Data we collect
5.1. We collect what is needed for the service and nothing else.
5.2.1. Contact data: your e-mail address and your name.
5.2.3. From your use of the service: the address of your device and your browser. We never look into \
the traffic that you send through our proxies.

## 9. How long we keep it
9.2. Log data is kept for at most 12 months after it was collected. Invoices are kept for seven years, \
because tax law says so.

| data | kept for | because |
|---|---|---|
| log | 12 months | security |
| invoices | 7 years | tax law |

## 7. Your rights
7.10. We answer any request within 30 days of receipt. Write to [our officer](mailto:privacy@comet.example).

<script>alert('never')</script>
";

pub(super) fn now() -> Timestamp {
    "2026-11-22T15:30:00Z".parse().expect("an instant")
}

/// A hold that stands.
pub(super) fn hold(number: u8, what: &str, reason: &str, owner: &str) -> HoldView {
    HoldView {
        id: Some(id(number).to_string()),
        scope: String::from("category"),
        what: what.to_owned(),
        owner: owner.to_owned(),
        reason: reason.to_owned(),
        starts_at: Some(now()),
        review_at: None,
        ends_at: None,
        released_at: None,
        released_by: None,
        stands: true,
        review_due: false,
    }
}

/// A backup that is too old, one that is not, a restore, and somebody of whom copies are left.
pub(super) fn backups() -> BackupsView {
    let ago = |days: i64| now() - SignedDuration::from_hours(24 * days);
    let backup = |number, days, overdue: bool| BackupView {
        number,
        store: String::from("core"),
        place: format!("s3://backups/core-{number}"),
        taken_at: ago(days),
        age_in_days: days,
        expires_at: Some(ago(days - 90)),
        overdue_since: overdue.then(|| ago(days - 90)),
    };
    BackupsView {
        backups: vec![backup(7, 120, true), backup(8, 1, false)],
        restores: vec![RestoreView { store: String::from("web"), backup: Some(3), restored_at: ago(1) }],
        copies: vec![CopiesView { request: id(4), erased_at: ago(20), until: Some(ago(-70)) }],
    }
}

/// What a person does by hand: one task that is open, one that is done.
pub(super) fn tasks(request: &RequestView) -> Vec<TaskView> {
    if request.stage != Stage::CarryingOut {
        return Vec::new();
    }
    let task = |number: u32, what: &str, done: bool| TaskView {
        request: request.id,
        number,
        place: String::from("archive.papers"),
        whom: String::from("the archive"),
        what: what.to_owned(),
        proof: String::from("note"),
        asked_at: now(),
        due_at: now() + SignedDuration::from_hours(240),
        done_at: done.then(now),
        done_by: done.then(|| String::from("Ada Moreno")),
        proof_sha256: None,
        look_for: Personal::new(if done {
            Vec::new()
        } else {
            vec![(String::from("email"), String::from("mary@example.com"))]
        }),
    };
    vec![task(0, "Shred the papers of this person", false), task(1, "Empty the tray", true)]
}

pub(super) fn retention() -> RetentionView {
    let hold =
        HoldView { review_at: Some(now()), review_due: true, ..hold(5, "payment.*", "lawsuit", "counsel") };
    let waiting = WaitingView {
        request: RequestId::from_random([6; 16]),
        table: String::from("core.orders"),
        rows: 2,
        because: String::from("tax-law"),
        clause: Some(String::from("9.2")),
        until: Some(String::from("2033-01-02")),
    };
    let done = ExpiryDone {
        store: String::from("web"),
        table: String::from("visits"),
        action: String::from("delete"),
        columns: Vec::new(),
        rows: 120,
        because: String::from("12 months after collected"),
        clause: Some(String::from("9.2")),
    };
    let report = ExpiryReport {
        at: now(),
        by: String::from("the policy"),
        plan_hash: String::from("9c1f0d6a52e3"),
        complete: true,
        rows: 120,
        done: vec![done],
        kept: Vec::new(),
        findings: Vec::new(),
    };
    let run = ExpiryRunView { id: 1, started_at: now(), finished_at: Some(now()), report: Some(report) };
    let running = ExpiryRunView { id: 2, started_at: now(), finished_at: None, report: None };
    RetentionView { holds: vec![hold], waiting: vec![waiting], runs: vec![running, run] }
}

pub(super) fn company() -> CompanyView {
    CompanyView {
        controller: String::from("Comet Inc."),
        policy: String::from("Comet Proxies"),
        version: String::from("1.1.2"),
        rights: vec![
            Right::Access,
            Right::Rectification,
            Right::Erasure,
            Right::Portability,
            Right::Objection,
            Right::OptOutOfSale,
        ],
        identities: vec![String::from("email"), String::from("account-number")],
        notice: String::from(NOTICE),
        authorities: vec![
            String::from("ANTAI, the authority of Panama"),
            String::from("The authority of the country in the European Union where you live"),
        ],
        test_clock: false,
    }
}

pub(super) fn id(number: u8) -> RequestId {
    let mut bytes = [0x5a; 16];
    bytes[0] = number;
    RequestId::from_random(bytes)
}

pub(super) fn request(
    number: u8,
    right: Right,
    state: RequestState,
    stage: Stage,
    days_old: i64,
) -> RequestView {
    let received_at = now() - SignedDuration::from_hours(24 * days_old);
    let closed = stage == Stage::Closed;
    let outcome = match (state, right) {
        (RequestState::Withdrawn, _) => "You took the request back.",
        (_, Right::Access) => "Everything held about you is in your package.",
        _ => "All that was held about you was deleted, except two invoices.",
    };
    RequestView {
        id: id(number),
        right,
        state,
        stage,
        received_at,
        due_at: received_at + SignedDuration::from_hours(24 * 30),
        due_because: String::from("The policy promises an answer within 30 days of receipt (§7.10)."),
        closed_at: closed.then(|| received_at + SignedDuration::from_hours(60)),
        outcome: closed.then(|| String::from(outcome)),
        package_ready: closed && right == Right::Access,
        channel: String::from("web-form"),
        waiting: (state == RequestState::Extended).then(|| DelayView {
            why: String::from("a store failed: store `web` cannot be reached at db.example:5432"),
            attempts: 9,
            next_try: Some(now() + SignedDuration::from_mins(42)),
        }),
        kept: if closed && right == Right::Erasure { retention().waiting } else { Vec::new() },
    }
}

pub(super) fn requests() -> Vec<RequestView> {
    let mut requests = vec![
        request(1, Right::Erasure, RequestState::Accepted, Stage::Approval, 24),
        request(2, Right::Access, RequestState::Accepted, Stage::CarryingOut, 3),
        request(3, Right::Erasure, RequestState::Extended, Stage::Planning, 41),
        request(4, Right::Objection, RequestState::AwaitingPerson, Stage::Person, 1),
        request(5, Right::Access, RequestState::Fulfilled, Stage::Closed, 12),
        request(6, Right::Erasure, RequestState::Fulfilled, Stage::Closed, 70),
        request(7, Right::Portability, RequestState::Withdrawn, Stage::Closed, 9),
    ];
    // Enough for a second page.
    requests.extend((8..=40).map(|number| {
        request(number, Right::Access, RequestState::PersonActed, Stage::Planning, i64::from(number % 5))
    }));
    requests
}

pub(super) fn alarms() -> Vec<AlarmView> {
    vec![AlarmView {
        kind: String::from("request-late"),
        request: Some(id(3)),
        why: String::from("a store failed: store `web` cannot be reached at db.example:5432"),
        raised_at: now(),
    }]
}

/// The first request was half done in batches before its plan was made again.
pub(super) fn progress(request: &RequestView) -> Vec<ProgressView> {
    let far = |store: &str, rows_done, rows_left, batches| ProgressView {
        store: store.to_owned(),
        rows_done,
        rows_left,
        batches,
    };
    if request.id == id(1) { vec![far("web", 20, 43, 2), far("core", 0, 7, 0)] } else { Vec::new() }
}

/// The first request's plan was made again after more rows had come.
pub(super) fn changes(request: &RequestView) -> Vec<PlanChangeView> {
    let change = |table: &str, rows_before, rows_now| PlanChangeView {
        store: String::from("web"),
        table: table.to_owned(),
        action: String::from("delete"),
        rows_before,
        rows_now,
    };
    if request.id != id(1) {
        return Vec::new();
    }
    vec![
        change("visits", Some(40), Some(41)),
        change("comments", None, Some(2)),
        change("carts", Some(1), None),
    ]
}

pub(super) fn deadline_explained() -> Vec<String> {
    vec![
        String::from("It arrived on 29 October 2026 in America/Panama."),
        String::from("GDPR art. 12(3) gives one month; the policy promises 30 days, which is sooner."),
        String::from("30 calendar days end at the last instant of 28 November 2026."),
    ]
}

pub(super) fn plan_remarks() -> Vec<String> {
    vec![String::from(
        "store `web`, purged afterwards: the file is written anew: nobody else writes meanwhile",
    )]
}

fn step(store: &str, table: &str, action: &str, rows: u64) -> PlanStepView {
    PlanStepView {
        store: store.to_owned(),
        table: table.to_owned(),
        action: action.to_owned(),
        rows,
        columns: Vec::new(),
        because: None,
        clause: None,
        until: None,
        cost: None,
    }
}

/// A step that reads a large table whole.
fn costly(step: PlanStepView) -> PlanStepView {
    let sentence = "`support_messages` is read whole (about 2,300,000 rows): `account` has no index";
    let advice = "CREATE INDEX CONCURRENTLY \"support_messages_account_idx\" ON \"public\".\"support_messages\" (\"account\")";
    let lookup = LookupView {
        reason: String::from("link"),
        table: String::from("support_messages"),
        columns: vec![String::from("account")],
        index: None,
        rows: Some(2_345_678),
        warning: Some(format!("{sentence}; this would help: {advice}")),
        advice: Some(String::from(advice)),
        sentence: String::from(sentence),
    };
    let locks = Some(String::from("only the rows themselves, until the transaction ends"));
    PlanStepView { cost: Some(StepCostView { lookups: vec![lookup], locks, elsewhere: None }), ..step }
}

pub(super) fn plan() -> Vec<PlanStepView> {
    vec![
        step("web", "sessions", "delete", 14),
        costly(PlanStepView {
            columns: vec![String::from("body")],
            ..step("core", "support_messages", "blank", 3)
        }),
        PlanStepView {
            because: Some(String::from("Invoices are kept for tax law")),
            clause: Some(String::from("9.2")),
            until: Some(String::from("31 December 2033")),
            ..step("core", "invoices", "keep", 2)
        },
        PlanStepView {
            columns: vec![String::from("shipping_address"), String::from("telephone")],
            ..step("core", "orders", "pseudonymise", 6)
        },
        step("core", "accounts", "delete", 1),
    ]
}

fn promise(
    id: &str,
    clause: &str,
    kind: &str,
    class: PromiseClass,
    state: PromiseState,
    sentence: &str,
    because: &str,
) -> PromiseReport {
    let evidence = Evidence {
        kind: String::from("query"),
        of: String::from("core"),
        question: String::from("select count(*) from logs where collected_at < '2025-11-22'"),
        answer: String::from("0 rows of 18,204 are older than promised"),
        answer_hash: String::from("5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"),
        at: now(),
    };
    PromiseReport {
        id: id.to_owned(),
        clause: Some(clause.to_owned()),
        clauses: vec![clause.to_owned()],
        kind: kind.to_owned(),
        class,
        state,
        because: because.to_owned(),
        sentence: sentence.to_owned(),
        evidence: if state == PromiseState::Unproven { Vec::new() } else { vec![evidence] },
    }
}

pub(super) fn report() -> Report {
    use PromiseClass::{Attested, Enforced, Evidenced};
    use PromiseState::{Broken, Kept, Unproven};
    let promises = vec![
        promise(
            "never-collect-proxy-traffic",
            "5.2.3",
            "never-collect",
            Enforced,
            Kept,
            "never collect proxy.traffic",
            "No column of any store holds the category, and none was found in samples.",
        ),
        promise(
            "keep-log-12-months",
            "9.2",
            "retention",
            Enforced,
            Kept,
            "keep log.* at most 12 months after collected, then anonymise",
            "No row is older than 12 months.",
        ),
        promise(
            "keep-payment-7-years",
            "9.2",
            "retention",
            Enforced,
            Broken,
            "keep payment.* 7 years after collected because tax-law",
            "3 rows of `core.invoices` are older than 7 years.",
        ),
        promise(
            "answer-30-days",
            "7.10",
            "deadline",
            Evidenced,
            Kept,
            "answer any request within 30 days of receipt",
            "All 61 closed requests were answered in time.",
        ),
        promise(
            "office-locked",
            "10.2",
            "attestation",
            Attested,
            Unproven,
            "attest \"offices are locked\" by security-officer every 12 months",
            "The last attestation ran out on 2 October 2026.",
        ),
    ];
    let mut counts = BTreeMap::new();
    for promise in &promises {
        *counts.entry(promise.state).or_insert(0) += 1;
    }
    Report {
        policy: String::from("Comet Proxies"),
        version: String::from("1.1.2"),
        at: now(),
        test_clock: false,
        counts,
        promises,
    }
}
