//! `render` as others rely on it.

use crate::program::{Ended, command, run};
use std::path::Path;

const POLICY: &str = "policy \"Walnut\" version 1 {
    effective 2026-01-07
    laws eu-gdpr
}
controller \"Walnut Garden Ltd.\" {
    country CY
    post \"1 Sea Street, Larnaca\"
    mail privacy env PRIVACY_MAIL
    authority commissioner
}
people { kind customer \"has an account\"; minimum age legal }
collect contact.email of customer from person
purpose account \"to run your account\" { basis contract; uses contact.email }
keep contact.email while customer, then 1 year, then delete
offer access, erasure
answer any request within 20 days of receipt
";

fn folder(code: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.probity"), code).unwrap();
    folder
}

fn probity(folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = command(folder);
    command.args(arguments).env("PRIVACY_MAIL", "privacy@walnut.example");
    run(command)
}

#[test]
fn a_notice_is_written_and_a_changed_one_is_told() {
    let folder = folder(POLICY);
    let written = &["render", "--as", "html", "--out", "privacy.html"];
    let checked = &["render", "--as", "html", "--out", "privacy.html", "--check"];
    probity(folder.path(), checked).with(3).says(&["cannot read `privacy.html`"]);
    probity(folder.path(), written).with(0);
    probity(folder.path(), checked).with(0).says(&["is what the code says"]);
    let code = POLICY.replace("20 days", "25 days");
    std::fs::write(folder.path().join("policy.probity"), code).unwrap();
    probity(folder.path(), checked).with(1).says(&["is not what the code says", "25 days"]);
    probity(folder.path(), written).with(0);
    probity(folder.path(), checked).with(0);
}

#[test]
fn each_sentence_names_its_statements_in_json() {
    let folder = folder(POLICY);
    let json = probity(folder.path(), &["render", "--format", "json"]).with(0).json();
    let statements = json["statements"].as_object().unwrap();
    for part in json["full"].as_array().unwrap() {
        for sentence in part["sentences"].as_array().unwrap() {
            let ids = sentence["statements"].as_array().unwrap();
            assert!(!ids.is_empty(), "{sentence}");
            assert!(ids.iter().all(|id| statements.contains_key(id.as_str().unwrap())), "{sentence}");
        }
    }
    let record = probity(folder.path(), &["render", "--article-30", "--format", "json"]).with(0).json();
    assert!(record["tables"].as_array().unwrap().len() >= 3);
}

#[test]
fn what_cannot_be_published_is_refused_and_says_why() {
    let folder = folder(&format!("{POLICY}never sell anything unconfirmed\n"));
    probity(folder.path(), &["render"]).with(1).says(&["nobody confirmed", "We never sell any of your data"]);
    probity(folder.path(), &["render", "--drafts"]).with(0);
    let mut without = command(folder.path());
    without.arg("render").env_remove("PRIVACY_MAIL");
    run(without).with(2).says(&["PRIVACY_MAIL"]);
    probity(folder.path(), &["render", "--as", "csv"]).with(2);
    probity(folder.path(), &["render", "--language", "xx"]).with(2).says(&["en, de"]);
}
