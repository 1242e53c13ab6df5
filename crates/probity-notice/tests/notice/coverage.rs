//! Every sentence is carried, promises, or informs; what was verified gives it a state; the page shows all of it.

use probity_notice::coverage::{Coverage, How, Proofs, Standing, coverage, page, page_of_site, text};
use probity_notice::{draft, read};
use probity_policy::project::{Files, Project, compile};
use probity_policy::report::{Evidence, PromiseReport, Report};
use probity_vocabulary::{PromiseClass, PromiseState};

const NOTICE: &str = "Privacy notice\n\
1. Data\n1.1. This notice is short. We collect your email address when you open an account.\n\
1.2. We never sell personal data.\n\
2. Your rights\n2.1. We will respond to every request within 20 days of receipt.\n\
3. How long\n3.1. Access logs are retained for at most 90 days after they are collected.\n\
4. Who receives data\n4.1. We share your personal data with courier companies. See <our site> for pictures.\n";

const CODE: &str = "policy \"Shop\" version 1 {\n    effective 2026-01-01\n    notice \"notice.md\"\n}\n\
collect contact.email from person §1.1\n\
// 1.2: “We never sell personal data.”\nnever sell anything §1.2\n\
answer any request within 20 days of receipt §2.1\n\
offer access\n\
protect connections by tls because law\n";

struct Written<'t>(&'t str, &'t str);

impl Files for Written<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let text = if path == "notice.md" { self.1 } else { self.0 };
        Ok(text.as_bytes().to_vec())
    }
}

fn project(code: &str, notice: &str) -> Project {
    compile(&["policy.probity".to_owned()], &Written(code, notice))
}

fn covered(code: &str, notice: &str, verified: Option<Report>) -> Coverage {
    let project = project(code, notice);
    coverage(project.published.as_ref().unwrap(), &read(notice), &project.model, verified)
}

fn verified(states: &[(&str, PromiseState)]) -> Report {
    let proved = |(id, state): &(&str, PromiseState)| PromiseReport {
        id: (*id).to_owned(),
        clause: None,
        clauses: Vec::new(),
        kind: String::new(),
        class: PromiseClass::Enforced,
        sentence: String::new(),
        state: *state,
        because: "somebody <b>looked</b>".to_owned(),
        evidence: vec![Evidence {
            kind: "query".to_owned(),
            of: "core".to_owned(),
            question: "SELECT count(*) FROM secret_table".to_owned(),
            answer: "0 rows".to_owned(),
            answer_hash: "0".repeat(64),
            at: "2026-01-07T10:00:00Z".parse().unwrap(),
        }],
    };
    Report {
        policy: "Shop".to_owned(),
        version: "1".to_owned(),
        at: "2026-01-07T10:00:00Z".parse().unwrap(),
        test_clock: false,
        counts: std::collections::BTreeMap::new(),
        promises: states.iter().map(proved).collect(),
    }
}

fn standing<'c>(coverage: &'c Coverage, words: &str) -> &'c probity_notice::coverage::Sentence {
    coverage.sentences.iter().find(|one| one.text.contains(words)).unwrap()
}

#[test]
fn each_sentence_is_carried_or_promises_or_informs() {
    let found = covered(CODE, NOTICE, None);
    for (words, expected) in [
        ("This notice is short", Standing::Information),
        ("We collect your email", Standing::Carried),
        ("never sell", Standing::Carried),
        ("within 20 days", Standing::Carried),
        ("at most 90 days", Standing::Promised),
        ("with courier", Standing::Promised),
    ] {
        assert_eq!(standing(&found, words).standing, expected, "{words}");
    }
    let how = |words: &str| standing(&found, words).statements[0].how;
    assert_eq!(how("never sell"), How::Quoted);
    assert_eq!(how("within 20 days"), How::Topic);
    assert_eq!((found.figures.carried.sentences, found.figures.promised.sentences), (3, 2));
    assert_eq!(found.figures.percent_of_sentences, 60);
    let unpublished: Vec<&str> =
        found.statements.iter().filter(|one| one.is_unpublished()).map(|one| one.sentence.as_str()).collect();
    assert_eq!(unpublished.len(), 1, "what a law asks for needs no words: {unpublished:?}");
    assert!(unpublished[0].starts_with("offer"));
}

#[test]
fn the_parts_of_the_figures_are_the_whole() {
    let found = covered(CODE, NOTICE, None);
    let figures = found.figures;
    assert_eq!(figures.all.sentences, found.sentences.len());
    let parts = [figures.carried, figures.promised, figures.information];
    assert_eq!(parts.iter().map(|one| one.sentences).sum::<usize>(), figures.all.sentences);
    assert_eq!(parts.iter().map(|one| one.words).sum::<usize>(), figures.all.words);
    let clauses = found.clauses.iter().map(|one| one.figures.all.sentences).sum::<usize>();
    assert_eq!(clauses, figures.all.sentences);
}

#[test]
fn a_quote_with_a_word_changed_is_bound_to_what_became_of_it_in_its_clause() {
    let notice = NOTICE.replace("We never sell personal data.", "We never sell any personal data. We smile.");
    let found = covered(CODE, &notice, None);
    assert_eq!(standing(&found, "We never sell").statements[0].how, How::Nearly);
    assert!(standing(&found, "We smile").statements.is_empty());
}

#[test]
fn a_sentence_is_kept_only_when_all_that_it_promises_is_and_never_without_a_look() {
    let ids: Vec<String> =
        project(CODE, NOTICE).model.promises.iter().map(|promise| promise.id.clone()).collect();
    let id = |kind: &str| ids.iter().find(|id| id.starts_with(kind)).unwrap().as_str();
    let states = verified(&[(id("never-sell"), PromiseState::Kept), (id("answer"), PromiseState::Broken)]);
    let found = covered(CODE, NOTICE, Some(states));
    let state = |words: &str| standing(&found, words).state;
    assert_eq!(state("never sell"), Some(PromiseState::Kept));
    assert_eq!(state("within 20 days"), Some(PromiseState::Broken));
    assert_eq!(state("We collect your email"), Some(PromiseState::Unproven), "nobody looked");
    assert_eq!(state("with courier"), Some(PromiseState::Unproven), "no statement carries it");
    assert_eq!(state("This notice is short"), None);
    let shown = page(NOTICE, &read(NOTICE).outline, &found);
    assert!(
        shown.contains("aria-label=\"broken: why\"") && shown.contains("somebody &lt;b&gt;looked"),
        "{shown}"
    );
}

#[test]
fn the_page_has_every_word_of_the_text_and_no_markup_of_others() {
    let found = covered(CODE, NOTICE, None);
    let shown = page(NOTICE, &read(NOTICE).outline, &found);
    assert!(shown.contains("See &lt;our site&gt; for pictures."));
    assert!(!shown.contains("<script") && !shown.contains("://"));
    let mut plain = String::new();
    let mut inside = false;
    for one in shown.split("<article").nth(1).unwrap().chars() {
        match one {
            '<' => inside = true,
            '>' => inside = false,
            one if !inside => plain.push(one),
            _ => {}
        }
    }
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">");
    for word in NOTICE.split_whitespace() {
        assert!(plain.contains(word), "{word} is missing");
    }
    for target in shown.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(shown.contains(&format!("id=\"{target}\"")), "nothing has the id {target}");
    }
}

#[test]
fn the_same_in_a_terminal() {
    insta::assert_snapshot!(text(&covered(CODE, NOTICE, None)));
}

#[test]
fn published_policies_and_their_drafts_cover_each_other() {
    for (name, notice) in crate::seeds::texts() {
        let drafted = draft(&notice, &read(&notice), "notice.md");
        let found = covered(&drafted.code, &notice, None);
        let figures = found.figures;
        assert!(figures.carried.sentences > 5, "{name}: {figures:?}");
        let weak = found
            .sentences
            .iter()
            .flat_map(|one| &one.statements)
            .filter(|one| one.how == How::Clause)
            .count();
        assert!(weak * 5 < figures.carried.sentences, "{name}: {weak} of {figures:?}");
        let shown = page(&notice, &read(&notice).outline, &found);
        assert!(shown.len() < notice.len() * 20, "{name}: {} bytes", shown.len());
    }
}

#[test]
fn everybody_sees_that_it_was_checked_and_only_officers_what_was_asked() {
    let found = covered(CODE, NOTICE, None);
    let id =
        found.statements.iter().find_map(|one| one.promise.clone().filter(|id| id.contains("never-sell")));
    let found = covered(CODE, NOTICE, Some(verified(&[(&id.unwrap(), PromiseState::Kept)])));
    let outline = read(NOTICE).outline;
    let whole = page_of_site(NOTICE, &outline, &found, "/style.css", Proofs::Whole);
    assert!(whole.contains("secret_table"));
    let states = page_of_site(NOTICE, &outline, &found, "/style.css", Proofs::States);
    assert!(!states.contains("secret_table") && !states.contains("0 rows"), "{states}");
    assert!(states.contains("Checked on") && states.contains("2026-01-07 10:00 UTC"));
}

/// Everything that is read in tests, and a text whose lines a program broke.
fn notices() -> Vec<(&'static str, String)> {
    let broken = "Our notice\n\nWe collect what you give us when you open an account, and nothing\nthat you did not give us yourself, so that nobody can be surprised\nby what is there.\n\nWe keep it for ninety days after your account has ended, as the law\nof our country wants it, and then we delete it from all our machines\nand from all copies.\n\nYou can ask us at any time, and we will tell you what we have about\nyou, without asking for a reason or a fee, within twenty days after\nyou asked.\n";
    let texts = super::seeds::texts().into_iter().chain(super::samples::texts());
    texts.chain([("broken", broken.to_owned())]).collect()
}

#[test]
fn check_reading_and_coverage_see_the_same_sentences() {
    for (name, notice) in notices() {
        let project = project("policy \"Shop\" version 1 {\n    notice \"notice.md\"\n}\n", &notice);
        let published = project.published.as_ref().unwrap();
        let checked: Vec<_> =
            published.clauses().iter().flat_map(|clause| clause.sentences.iter().cloned()).collect();
        let reading = read(&notice);
        let found = coverage(published, &reading, &project.model, None);
        let shown: Vec<_> = found.sentences.iter().map(|one| one.range.clone()).collect();
        let read: Vec<_> = reading
            .outline
            .clauses
            .iter()
            .filter(|clause| !clause.is_heading)
            .flat_map(|clause| reading.outline.sentences(&notice, clause))
            .filter(|range| notice[range.clone()].contains(char::is_alphanumeric))
            .collect();
        assert_eq!(checked, read, "{name}");
        assert_eq!(shown, read, "{name}");
    }
}

#[test]
fn every_quote_of_a_draft_is_of_sentences_that_coverage_knows() {
    for (name, notice) in notices() {
        let code = draft(&notice, &read(&notice), "notice.md").code;
        let project = project(&code, &notice);
        let published = project.published.as_ref().unwrap();
        assert!(project.diagnostics.iter().all(|one| !["P0705", "P0706"].contains(&one.code.0)), "{name}");
        let found = coverage(published, &read(&notice), &project.model, None);
        let quoted = found.sentences.iter().flat_map(|one| one.statements.iter().map(move |by| (one, by)));
        let mut carriers: Vec<usize> =
            quoted.filter(|(_, by)| by.how == How::Quoted).map(|(_, by)| by.statement).collect();
        carriers.sort_unstable();
        carriers.dedup();
        let mut above: Vec<_> = project.model.quotes.iter().filter_map(|quote| quote.statement).collect();
        above.sort_unstable();
        above.dedup();
        assert_eq!(carriers.len(), above.len(), "{name}: a quote is of no sentence");
    }
}
