//! `read --propose` against endpoints of every temper: what is proposed is quoted and unconfirmed, a key is shown to
//! nobody, and without `--propose` nobody is asked.

use crate::program::{Ended, command, run};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const NOTICE: &str = "Privacy notice of Walnut Garden\n\
1. Data\n1.1. We collect your name and email address when you open an account.\n\
1.2. Whatever our gardeners see on a visit goes into a notebook that is burned after 30 days.\n";
const KEY: &str = "s3cret-key-of-the-endpoint";

/// A server of models on this machine, and what it was sent.
struct Endpoint {
    address: String,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    runtime: Option<Runtime>,
}

impl Endpoint {
    /// Answers the call of each number.
    fn new(answer: impl Fn(usize) -> Response + Clone + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<(HeaderMap, Value)>>> = Arc::default();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let kept = asked.clone();
        let reply = move |headers: HeaderMap, body: Bytes| async move {
            let number = {
                let mut kept = kept.lock().unwrap();
                kept.push((headers, serde_json::from_slice(&body).unwrap()));
                kept.len()
            };
            answer(number)
        };
        let application = Router::new().route("/v1/chat/completions", post(reply));
        runtime.spawn(async move { axum::serve(listener, application).await });
        Self { address, asked, runtime: Some(runtime) }
    }

    fn read(&self, folder: &TempDir, more: &[&str]) -> Ended {
        let mut command = command(folder.path());
        command.args(["read", "notice.txt", "--propose", "--endpoint", &self.address, "--model", "small"]);
        command.args(more).env("PROBITY_PROPOSAL_KEY", KEY);
        run(command)
    }

    fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notice.txt"), NOTICE).unwrap();
    folder
}

/// A completion with these words.
fn says(words: &str) -> Response {
    json!({ "choices": [{ "message": { "role": "assistant", "content": words } }] })
        .to_string()
        .into_response()
}

/// A reading of every sentence from the first to the ninth: those that do not have the words are refused.
fn proposes(quote: &str) -> Response {
    let readings: Vec<Value> =
        (1..10).map(|at| json!({ "sentence": at, "kind": "retention", "quote": quote })).collect();
    says(&json!({ "readings": readings }).to_string())
}

fn busy() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], "slow down").into_response()
}

/// That nothing that was said holds the key, or an answer of the endpoint's.
fn discreet(ended: Ended) -> Ended {
    for said in [&ended.out, &ended.err] {
        assert!(
            !said.contains(KEY) && !said.contains("slow down") && !said.contains("secret words"),
            "{ended:#?}"
        );
    }
    ended
}

#[test]
fn a_proposal_becomes_an_unconfirmed_statement_and_the_draft_is_checked() {
    let endpoint = Endpoint::new(|_| proposes("burned after 30 days"));
    let folder = folder();
    let ended = discreet(endpoint.read(&folder, &["--out", "policy.probity"])).with(0);
    let ended = ended.says(&["small was asked about", "proposed 1 readings", "unconfirmed"]);
    assert!(ended.err.contains("its words do not stand in the sentence") || endpoint.calls() == 1);
    let drafted = std::fs::read_to_string(folder.path().join("policy.probity")).unwrap();
    assert!(drafted.contains("“burned after 30 days” (unsure, proposed)"), "{drafted}");
    let mut check = command(folder.path());
    check.arg("check");
    run(check).with(0);
    let asked = endpoint.asked.lock().unwrap();
    let (headers, body) = &asked[0];
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!((&body["model"], &body["temperature"]), (&json!("small"), &json!(0)));
    // What a rule read is not sent.
    let sent = body["messages"][1]["content"].as_str().unwrap();
    assert!(sent.contains("notebook") && !sent.contains("email address"), "{sent}");
}

#[test]
fn in_json_proposals_are_marked_and_counted_and_faults_are_those_of_the_rules() {
    let endpoint = Endpoint::new(|_| proposes("burned after 30 days"));
    let folder = folder();
    let with = discreet(endpoint.read(&folder, &["--format", "json"])).with(0).json();
    let mut without = command(folder.path());
    without.args(["read", "notice.txt", "--format", "json"]);
    let without = run(without).with(0).json();
    assert_eq!(with["proposals"]["proposed"], 1);
    let proposed: Vec<&Value> =
        with["practices"].as_array().unwrap().iter().filter(|one| one["rule"] == "proposed").collect();
    assert_eq!((proposed.len(), &proposed[0]["confidence"]), (1, &json!("unsure")));
    assert_eq!(proposed[0]["value"]["period"], "P30D");
    assert_eq!(with["defects"], without["defects"]);
    assert!(without.get("proposals").is_none());
}

#[test]
fn words_that_the_notice_does_not_have_are_not_taken() {
    let endpoint = Endpoint::new(|_| proposes("we delete everything after 3 days"));
    let folder = folder();
    let ended = discreet(endpoint.read(&folder, &[])).with(0).says(&["proposed 0 readings", "do not stand"]);
    assert!(!ended.out.contains("3 days") && !ended.out.contains("proposed"), "{ended:#?}");
}

#[test]
fn answers_that_are_none_leave_the_draft_of_the_rules() {
    for answer in ["", "secret words", "{\"readings\": \"secret words\"}", "{", "[1]"] {
        let endpoint = Endpoint::new(move |_| says(answer));
        let folder = folder();
        let ended = discreet(endpoint.read(&folder, &[])).with(0);
        let ended = ended.says(&["proposed 0 readings", "no JSON of readings"]);
        assert!(ended.out.contains("§1.1"), "{ended:#?}");
    }
}

#[test]
fn a_busy_endpoint_is_asked_again_and_at_last_left_alone() {
    let endpoint = Endpoint::new(|call| if call < 3 { busy() } else { proposes("burned after 30 days") });
    discreet(endpoint.read(&folder(), &[])).with(0).says(&["proposed 1 readings"]);
    assert_eq!(endpoint.calls(), 3);
    let endpoint = Endpoint::new(|_| busy());
    let folder = folder();
    let ended = discreet(endpoint.read(&folder, &["--out", "policy.probity"])).with(3);
    ended.says(&["the endpoint is busy", "leave `--propose` away"]);
    assert_eq!(endpoint.calls(), 4);
    assert!(!folder.path().join("policy.probity").exists(), "half of what was asked for was written");
}

#[test]
fn endpoints_that_fail_are_told_apart() {
    type Answers = fn(usize) -> Response;
    let failing: [(Answers, &str); 6] = [
        (|_| StatusCode::UNAUTHORIZED.into_response(), "the key is not accepted"),
        (|_| StatusCode::NOT_FOUND.into_response(), "no such endpoint"),
        (|_| StatusCode::BAD_REQUEST.into_response(), "status 400"),
        (|_| (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")]).into_response(), "no such endpoint"),
        (|_| "secret words".into_response(), "not one of a chat completion"),
        (|_| says(&"x".repeat(2 << 20)), "larger than is read"),
    ];
    for (answer, why) in failing {
        let endpoint = Endpoint::new(answer);
        discreet(endpoint.read(&folder(), &[])).with(3).says(&[why, "help:"]);
        assert_eq!(endpoint.calls(), 1);
    }
}

#[test]
fn an_endpoint_that_does_not_answer_is_not_waited_for_any_longer_than_was_said() {
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let stopped = Arc::new(Mutex::new(stopped));
    let endpoint = Endpoint::new(move |_| {
        let _ = stopped.lock().unwrap().recv_timeout(Duration::from_secs(60));
        says("late")
    });
    let ended = endpoint.read(&folder(), &["--patience", "1"]);
    drop(stop);
    discreet(ended).with(3).says(&["no answer came in time", "--patience"]);
}

#[test]
fn nobody_is_asked_unless_somebody_says_so() {
    let endpoint = Endpoint::new(|_| proposes("burned after 30 days"));
    let folder = folder();
    let mut plain = command(folder.path());
    plain.args(["read", "notice.txt"]).env("PROBITY_PROPOSAL_ENDPOINT", &endpoint.address);
    plain.env("PROBITY_PROPOSAL_MODEL", "small").env("PROBITY_PROPOSAL_KEY", KEY);
    discreet(run(plain)).with(0);
    assert_eq!(endpoint.calls(), 0);
    let refused = |address: &str| {
        let mut command = command(folder.path());
        command.args(["read", "notice.txt", "--propose", "--model", "small", "--endpoint", address]);
        discreet(run(command)).with(2).says(&["https"]);
    };
    refused("http://models.example.com/v1");
    refused("https://me:secret@models.example.com/v1");
    let mut without = command(folder.path());
    without.args(["read", "notice.txt", "--propose"]);
    run(without).with(2).says(&["--endpoint"]);
}
