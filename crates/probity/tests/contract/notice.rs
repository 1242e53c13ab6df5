//! `read`, `lint` and `coverage` as others rely on them.

use crate::program::{command, run};
use std::path::Path;

const NOTICE: &str = "Privacy notice\nVersion 1.4. Last updated 4 May 2026.\n\
1. Who we are\n1.1. Walnut Garden Ltd. is registered in Cyprus at 1 Sea Street, Larnaca.\n\
2. Data\n2.1. We collect your name and email address when you open an account.\n\
2.2. We adhere to the Safe Harbor Privacy Principles and we never sell your data.\n";

fn folder(bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notice.txt"), bytes).unwrap();
    folder
}

fn probity(folder: &Path, arguments: &[&str]) -> crate::program::Ended {
    let mut command = command(folder);
    command.args(arguments);
    run(command)
}

#[test]
fn a_draft_that_was_read_is_checked_without_an_error() {
    let folder = folder(NOTICE.as_bytes());
    probity(folder.path(), &["read", "notice.txt", "--out", "policy.probity"])
        .with(0)
        .says(&["clauses", "became statements"]);
    let drafted = std::fs::read_to_string(folder.path().join("policy.probity")).unwrap();
    assert!(drafted.contains("notice \"notice.txt\"") && drafted.contains("unconfirmed §2.1"), "{drafted}");
    probity(folder.path(), &["check"]).with(0);
    // What somebody worked on is not written over.
    probity(folder.path(), &["read", "notice.txt", "--out", "policy.probity"])
        .with(3)
        .says(&["policy.probity"]);
}

#[test]
fn clauses_practices_and_faults_have_their_places_in_json() {
    let folder = folder(NOTICE.replace("Walnut", "Wälnut").as_bytes());
    let read = probity(folder.path(), &["read", "notice.txt", "--format", "json"]).with(0).json();
    let text = NOTICE.replace("Walnut", "Wälnut");
    for practice in read["practices"].as_array().unwrap() {
        let quote = practice["quote"].as_str().unwrap();
        let (start, end) = (practice["byte_start"].as_u64().unwrap(), practice["byte_end"].as_u64().unwrap());
        let bytes =
            text.as_bytes().get(usize::try_from(start).unwrap()..usize::try_from(end).unwrap()).unwrap();
        assert_eq!(bytes, quote.as_bytes());
        let (start, end) = (practice["char_start"].as_u64().unwrap(), practice["char_end"].as_u64().unwrap());
        let taken = usize::try_from(end - start).unwrap();
        let shown: String = text.chars().skip(usize::try_from(start).unwrap()).take(taken).collect();
        assert_eq!(shown, quote);
        assert!(read["clauses"].as_array().unwrap().iter().any(|clause| clause["id"] == practice["clause"]));
    }
    assert!(
        read["defects"].as_array().unwrap().iter().any(|defect| defect["code"] == "law.repealed_framework")
    );
}

#[test]
fn a_text_is_held_against_the_laws_that_are_named() {
    let folder = folder(NOTICE.as_bytes());
    let codes = |laws: &str| {
        let found = probity(folder.path(), &["lint", "notice.txt", "--format", "json", "--laws", laws])
            .with(1)
            .json();
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let of_california = codes("us-ca-ccpa");
    assert!(of_california.contains(&"right.missing_california".to_owned()), "{of_california:?}");
    assert!(!of_california.contains(&"legal_basis.missing".to_owned()), "{of_california:?}");
    assert!(codes("eu-gdpr, us-va-vcdpa").contains(&"legal_basis.missing".to_owned()));
    probity(folder.path(), &["lint", "notice.txt", "--laws", "eu-gpdr"]).with(2).says(&[
        "`eu-gpdr` is not a known law",
        "did you mean `eu-gdpr`?",
        "pa-law-81",
    ]);
}

#[test]
fn faults_are_told_in_every_form_with_what_to_write_instead() {
    let folder = folder(NOTICE.as_bytes());
    let shown = probity(folder.path(), &["lint", "notice.txt"]).with(1);
    assert!(
        shown.out.contains("law.repealed_framework")
            && shown.out.contains("name a mechanism that is in force")
    );
    let json = probity(folder.path(), &["lint", "notice.txt", "--format", "json"]).with(1).json();
    let found = json.as_array().unwrap().iter().find(|one| one["code"] == "law.repealed_framework").unwrap();
    assert_eq!((found["severity"].as_str(), found["line"].as_u64()), (Some("error"), Some(7)), "{found}");
    let sarif = probity(folder.path(), &["lint", "notice.txt", "--format", "sarif"]).with(1).json();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn what_is_no_text_is_told_and_not_read() {
    for (bytes, words) in [
        (&b""[..], "there is no text in it"),
        (b"%PDF-1.4 \x00\xff", "a PDF"),
        (b"abc\xff\xfe", "it is not text"),
        (b"abc\0def", "it is not text"),
    ] {
        let folder = folder(bytes);
        for command in ["read", "lint"] {
            let told = probity(folder.path(), &[command, "notice.txt"]).with(1);
            let told = format!("{}{}", told.out, told.err);
            assert!(told.contains("notice.txt") && told.contains(words), "{told}");
        }
    }
    let folder = folder(b"text");
    probity(folder.path(), &["lint", "nothing.txt"]).with(3).says(&["nothing.txt"]);
    probity(folder.path(), &["read", "."]).with(3).says(&["not a file"]);
}

#[test]
fn a_page_of_the_web_is_read_with_its_places_in_the_file() {
    let page = "\u{feff}<!doctype html><title>Notice</title><script>let a = 1</script><main><h1>Privacy</h1>\
        <h2 id=data>Data</h2><p>We&nbsp;collect your n\u{e4}me <b>and</b> email address.</p>\
        <p hidden>We sell it.</p></main><p>Menu</p>";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notice.html"), page).unwrap();
    let read = probity(folder.path(), &["read", "notice.html", "--format", "json"]).with(0).json();
    let practice = &read["practices"][0];
    assert_eq!(
        (practice["kind"].as_str(), practice["clause"].as_str()),
        (Some("collects"), Some("data\u{b6}1"))
    );
    let at = |key: &str| usize::try_from(practice[key].as_u64().unwrap()).unwrap();
    let said = page.get(at("byte_start")..at("byte_end")).unwrap();
    assert!(said.starts_with("We&nbsp;") && said.contains("n\u{e4}me <b>and</b> email"), "{said}");
    assert!(
        practice["quote"].as_str().unwrap().starts_with("We collect your n\u{e4}me and email"),
        "{practice}"
    );
    let codes: Vec<&str> =
        read["remarks"].as_array().unwrap().iter().map(|remark| remark["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["html.script", "html.hidden", "html.outside_main"]);
    assert_eq!(
        (read["source"]["format"].as_str(), read["source"]["title"].as_str()),
        (Some("html"), Some("Notice"))
    );
    let found = probity(folder.path(), &["lint", "notice.html", "--format", "json"]).with(1).json();
    let hidden = found.as_array().unwrap().iter().find(|one| one["code"] == "html.hidden").unwrap();
    assert_eq!((hidden["severity"].as_str(), hidden["line"].as_u64()), (Some("note"), Some(1)), "{hidden}");
    let same = probity(folder.path(), &["diff", "notice.html", "notice.html"]).with(0);
    assert!(same.out.contains("say the same"), "{same:?}");
    // As plain text the tags are words.
    let plain =
        probity(folder.path(), &["read", "notice.html", "--input-format", "text", "--format", "json"])
            .with(0);
    assert_eq!(plain.json()["source"]["format"], "text");
}

#[test]
fn what_cannot_be_read_is_a_finding_with_a_code_in_every_form() {
    for (bytes, code) in [
        (&b""[..], "document.empty"),
        (b"abc\0def", "document.binary"),
        (b"caf\xe9", "document.encoding"),
        (b"PK\x03\x04", "document.format"),
    ] {
        let folder = folder(bytes);
        let found = probity(folder.path(), &["lint", "notice.txt", "--format", "json"]).with(1).json();
        assert_eq!(found[0]["code"].as_str(), Some(code));
        probity(folder.path(), &["read", "notice.txt"]).with(1).says(&[code, "help: "]);
    }
}

#[test]
fn a_line_of_two_megabytes_is_read_in_time() {
    let folder = folder("We collect your data and never sell it, nor share it. ".repeat(40_000).as_bytes());
    let begun = std::time::Instant::now();
    let read = probity(folder.path(), &["lint", "notice.txt", "--format", "concise"]);
    assert!(read.code == 0 || read.code == 1, "{read:?}");
    assert!(begun.elapsed().as_secs() < 300, "it took {:?}", begun.elapsed());
}

#[test]
fn two_versions_are_told_apart_with_the_words_of_both() {
    let folder =
        folder(b"We will respond to your request within 10 days.\nYou have the right to data portability.\n");
    std::fs::write(folder.path().join("new.txt"), "We will respond to your request within 30 days.\n")
        .unwrap();
    let shown = probity(folder.path(), &["diff", "notice.txt", "new.txt"]).with(0);
    assert!(
        shown.out.contains("Protects people less (2)") && shown.out.contains("10 days before, 30 days now"),
        "{shown:?}"
    );
    let json = probity(folder.path(), &["diff", "notice.txt", "new.txt", "--format", "json"]).with(0).json();
    let answer =
        json["changes"].as_array().unwrap().iter().find(|change| change["topic"] == "answer").unwrap();
    assert_eq!(answer["direction"], "less_protective");
    assert_eq!(answer["old"]["quote"], "We will respond to your request within 10 days.");
    let same = probity(folder.path(), &["diff", "new.txt", "new.txt"]).with(0);
    assert!(same.out.contains("say the same"), "{same:?}");
}

#[test]
fn coverage_fails_under_a_threshold_and_takes_reports_of_its_own_policy_only() {
    let folder = folder(NOTICE.as_bytes());
    let here = folder.path();
    probity(here, &["read", "notice.txt", "--out", "policy.probity"]).with(0);
    let found = probity(here, &["coverage", "--format", "json"]).with(0).json();
    let carried = found["figures"]["percent_of_sentences"].as_u64().unwrap();
    assert!(carried > 50, "{found}");
    probity(here, &["coverage", "--fail-under", "50%"]).with(0);
    std::fs::write(
        here.join("notice.txt"),
        NOTICE.to_owned() + "2.3. Access logs are retained for at most 90 days after they are collected.\n",
    )
    .unwrap();
    probity(here, &["coverage", "--fail-under", "100"]).with(1).says(&["less than 100 %"]);
    probity(here, &["coverage", "--fail-under", "101"]).with(2);

    let report = |version: &str| {
        let promises: Vec<_> = found["statements"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["promise"].as_str())
            .collect();
        let proved = |id: &str| {
            serde_json::json!({
                "id": id, "clause": null, "clauses": [], "kind": "keep", "class": "enforced", "state": "kept",
                "because": "it was", "sentence": "a sentence", "evidence": [],
            })
        };
        let promises: Vec<_> = promises.into_iter().map(proved).collect();
        let report = serde_json::json!({
            "policy": found["policy"], "version": version, "at": "2026-05-05T10:00:00Z", "promises": promises,
        });
        std::fs::write(here.join("verified.json"), report.to_string()).unwrap();
    };
    report("0.9");
    probity(here, &["coverage", "--verified", "verified.json"]).with(2).says(&["another policy or version"]);
    report("1.4");
    let page =
        probity(here, &["coverage", "--verified", "verified.json", "--format", "html", "--out", "page.html"]);
    page.with(0);
    let page = std::fs::read_to_string(here.join("page.html")).unwrap();
    assert!(
        page.contains("class=\"kept\"") && page.contains("class=\"unproven\"") && !page.contains("<script")
    );
}

#[test]
fn an_edit_of_the_notice_is_told_with_the_words_to_paste() {
    let folder = folder(NOTICE.as_bytes());
    let here = folder.path();
    probity(here, &["read", "notice.txt", "--out", "policy.probity"]).with(0);
    std::fs::write(here.join("notice.txt"), NOTICE.replace("when you open", "as soon as you open")).unwrap();
    let told = probity(here, &["check"]).with(1).out;
    assert!(
        told.contains("P0705") && told.contains("quote: “We collect your name and email address as soon as")
    );
    let sarif = probity(here, &["check", "--format", "sarif"]).with(1).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let fix = results.iter().find(|one| one["ruleId"] == "P0705").unwrap()["fixes"].to_string();
    assert!(fix.contains("as soon as you open an account."), "{fix}");
}

#[test]
fn faults_stand_beside_the_text_on_a_page_of_its_own() {
    let folder = folder(NOTICE.as_bytes());
    let page = probity(folder.path(), &["lint", "notice.txt", "--format", "html"]).with(1).out;
    assert!(page.starts_with("<!doctype html>") && !page.contains("<script"), "{page}");
    assert!(page.contains("<code>law.repealed_framework</code>") && page.contains("<mark>"), "{page}");
    probity(folder.path(), &["lint", "notice.txt", "--format", "mail"]).with(2);
}

#[test]
fn two_versions_are_shown_side_by_side_and_as_a_mail() {
    let folder = folder(NOTICE.as_bytes());
    let later = NOTICE.replace("we never sell your data", "we may share your data with <b>partners</b>");
    std::fs::write(folder.path().join("later.txt"), later).unwrap();
    let both = ["diff", "notice.txt", "later.txt", "--format"];
    let page = probity(folder.path(), &[&both[..], &["html"]].concat()).with(0).out;
    assert!(page.starts_with("<!doctype html>") && !page.contains("<script"), "{page}");
    assert!(page.contains("Protects people less") && page.contains("<del>"), "{page}");
    assert!(page.contains("&lt;b&gt;partners") && !page.contains("<b>partners"), "{page}");
    let words = ["mail", "--from", "1 March 2027", "--link", "https://example.org/privacy"];
    let mail = probity(folder.path(), &[&both[..], &words].concat()).with(0).out;
    for words in ["changes on 1 March 2027", "protects you less", "https://example.org/privacy", "complain"] {
        assert!(mail.contains(words), "{words} is missing in {mail}");
    }
    assert!(mail.lines().all(|line| line.chars().count() <= 110), "{mail}");
    let same = probity(folder.path(), &["diff", "notice.txt", "notice.txt", "--format", "mail"]).with(0).out;
    assert!(same.contains("nothing is taken"), "{same}");
}

#[test]
fn policies_are_told_apart_in_every_form_and_never_mixed_with_texts() {
    let folder = folder(NOTICE.as_bytes());
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("old")).unwrap();
    std::fs::write(at("old").join("a.probity"), "policy \"P\" version 1 {\n    laws eu-gdpr\n}\n").unwrap();
    std::fs::write(
        at("old").join("b.probity"),
        "keep log.* at most 6 months after collected\ntell people of a change by mail 14 days before\n",
    )
    .unwrap();
    std::fs::write(at("new.probity"), "keep log.* at most 12 months after collected\npolicy \"P\" version 2 {\n    laws eu-gdpr\n    effective 2027-03-01 in Europe/Paris\n}\ntell people of a change by mail 14 days before\n").unwrap();
    let json = probity(folder.path(), &["diff", "old", "new.probity", "--format", "json"]).with(0).json();
    let kept = json["changes"].as_array().unwrap().iter().find(|one| one["topic"] == "keep").unwrap();
    assert_eq!(
        (kept["direction"].as_str(), kept["significant"].as_bool()),
        (Some("less_protective"), Some(true))
    );
    assert_eq!((kept["old"]["file"].as_str(), kept["new"]["line"].as_u64()), (Some("b.probity"), Some(1)));
    assert!(json["duties"].as_array().unwrap().iter().any(|duty| duty["by"] == "2027-02-15"), "{json:#}");
    let text = probity(folder.path(), &["diff", "old", "new.probity"]).with(0).out;
    assert!(
        text.contains("Protects people less (1)") && text.contains("By 2027-02-15 at the latest."),
        "{text}"
    );
    let mail = probity(folder.path(), &["diff", "old", "new.probity", "--format", "mail"]).with(0).out;
    assert!(mail.contains("changes on 2027-03-01") && mail.contains("12 months"), "{mail}");
    let page = probity(folder.path(), &["diff", "old", "new.probity", "--format", "html"]).with(0).out;
    assert!(page.contains("Before it holds") && page.contains("b.probity line 1"));
    let same = probity(folder.path(), &["diff", "old", "old"]).with(0).out;
    assert!(same.contains("promise the same"), "{same}");
    probity(folder.path(), &["diff", "old", "notice.txt"]).with(2).says(&["policy code"]);
    std::fs::write(at("new.probity"), "keep log.* mostly\n").unwrap();
    probity(folder.path(), &["diff", "old", "new.probity"]).with(1).says(&["cannot be read"]);
}

#[test]
fn a_policy_may_be_published_as_a_page_or_as_a_pdf() {
    let page = "<!doctype html><title>Notice</title><script>let a = 1</script><main><h1>Privacy</h1>\
        <h2>Data</h2><p>We collect your name and email address. We never sell your data.</p></main>";
    let pdf = pdf(&[
        (20, "Privacy"),
        (14, "Data"),
        (11, "We collect your name and email address. We never sell your data."),
    ]);
    for (name, bytes) in [("notice.html", page.as_bytes()), ("notice.pdf", &pdf[..])] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        probity(folder.path(), &["read", name, "--out", "policy.probity"]).with(0);
        let drafted = std::fs::read_to_string(folder.path().join("policy.probity")).unwrap();
        assert!(drafted.contains("never sell anything"), "{name}: {drafted}");
        let checked = probity(folder.path(), &["check", "--format", "json"]).with(0).json();
        // The quotes above the statements are found in what people read.
        let lost = checked
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["severity"] == "error" || one["message"].as_str().unwrap().contains("quote"));
        assert_eq!(lost, None, "{name}");
        let covered = probity(folder.path(), &["coverage", "--format", "json"]).with(0).json();
        assert!(covered["figures"]["carried"]["sentences"].as_u64().unwrap() >= 1, "{name}: {covered:#}");
        let shown = probity(folder.path(), &["coverage", "--format", "html"]).with(0).out;
        assert!(shown.contains("We never sell your data.") && !shown.contains("let a = 1"), "{name}");
        probity(folder.path(), &["lint", name]).with(1);
        let same = probity(folder.path(), &["diff", name, name]).with(0).out;
        assert!(same.contains("say the same"), "{name}: {same}");
    }
}

#[test]
fn a_draft_of_markdown_with_links_and_emphasis_compiles_and_its_findings_point_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let notice = "---\ntitle: Privacy\n---\n\n# Privacy\n\n## Your *data*\n\nWe collect your **name** and your \
        [email address](https://example.com/mail). We [never sell](#sell) your data.\n\n## Rights\n\n\
        * You have the right to [access](https://example.com/access) your data.\n\n## 3. More\n\n3.1. We keep \
        logs for 30 days.\n3.2. We never disclose your data.\n";
    std::fs::write(at("notice.md"), notice).unwrap();
    probity(folder.path(), &["read", "notice.md", "--out", "policy.probity"]).with(0);
    let checked = probity(folder.path(), &["check", "--format", "json"]).with(0).json();
    let lost = checked.as_array().unwrap().iter().find(|one| one["severity"] == "error");
    assert_eq!(lost, None);
    let covered = probity(folder.path(), &["coverage", "--format", "json"]).with(0).json();
    assert!(covered["figures"]["carried"]["sentences"].as_u64().unwrap() >= 2, "{covered:#}");
    let page = probity(folder.path(), &["coverage", "--format", "html"]).with(0).out;
    assert!(!page.contains("**name**") && !page.contains("](http"), "{page}");
    assert!(covered["clauses"].to_string().contains("\"3.2\""), "{covered:#}");
    // A sentence that no statement carries any more is shown where it is written.
    let drafted = std::fs::read_to_string(at("policy.probity")).unwrap();
    let less: String =
        drafted.lines().filter(|line| !line.contains("never sell")).map(|line| format!("{line}\n")).collect();
    std::fs::write(at("policy.probity"), less).unwrap();
    let found = probity(folder.path(), &["check", "--format", "json"]).json();
    let place = found.as_array().unwrap().iter().find(|one| one["file"] == "notice.md").unwrap();
    assert_eq!(place["line"], 9, "{place:#}");
}

/// A PDF of one page with these lines, each in a size.
fn pdf(lines: &[(u32, &str)]) -> Vec<u8> {
    let content: String = lines
        .iter()
        .zip((0..).map(|at| 780 - 40 * at))
        .map(|((size, words), up)| format!("BT /F {size} Tf 60 {up} Td ({words}) Tj ET\n"))
        .collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = file.len();
    file.push_str("xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!("trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    file.into_bytes()
}
