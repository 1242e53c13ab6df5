//! Drafted code is sound, cites its clauses, and asks where it is not sure.

use probity_notice::{draft, read};
use probity_policy::project::{Files, compile};
use probity_source::Severity;

/// A project of a draft and its notice.
struct Project<'t> {
    code: &'t str,
    notice: &'t str,
}

impl Files for Project<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "policy.probity" => Ok(self.code.as_bytes().to_vec()),
            "notice.md" => Ok(self.notice.as_bytes().to_vec()),
            _ => Err("there is no such file".to_owned()),
        }
    }

    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}

pub(crate) fn assert_sound(name: &str, code: &str, notice: &str) {
    let project = compile(&["policy.probity".to_owned()], &Project { code, notice });
    let errors: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error || one.code.0 == "P0706")
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{code}");
    assert!(project.model.statements.len() > 5, "{name}: hardly anything was drafted");
}

const NOTICE: &str = "Privacy notice\nVersion 3.1. Last updated 4 May 2026.\n\
1. Who we are\n1.1. Walnut Garden Ltd. is registered in Cyprus at 1 Sea Street, Larnaca.\n\
2. What we collect\n2.1. We collect your name and email address when you open an account.\n\
2.2. We never collect payment card numbers.\n\
3. How long\n3.1. Access logs are retained for at most 90 days after they are collected.\n\
4. Your rights\n4.1. You have the right to access your data and you may request deletion of it.\n\
4.2. We will respond to every request within 20 days of receipt.\n";

#[test]
fn each_statement_stands_below_its_words_and_cites_its_clause() {
    let drafted = draft(NOTICE, &read(NOTICE), "notice.md");
    assert_sound("a notice", &drafted.code, NOTICE);
    for line in [
        "policy \"Privacy notice\" version 3.1 {",
        "effective 2026-05-04",
        "controller \"Walnut Garden Ltd.\" {",
        "country CY",
        "answer any request within 20 days of receipt unconfirmed §4.2",
        "// 4.2: “We will respond to every request within 20 days of receipt.” (likely, deadline.answers-within)",
    ] {
        assert!(drafted.code.contains(line), "{line} is missing in\n{}", drafted.code);
    }
    assert!(drafted.drafted > 4);
}

#[test]
fn what_is_never_collected_is_not_collected_elsewhere() {
    let text = "1. Data\n1.1. We do not collect biometric data.\n1.2. We may collect biometric data, such as your email address.\n";
    let code = draft(text, &read(text), "notice.md").code;
    assert!(code.contains("never collect identity.biometric"), "{code}");
    assert!(!code.contains("\ncollect contact.email, identity.biometric"), "{code}");
}

#[test]
fn a_text_without_a_company_or_a_date_becomes_code_that_says_so() {
    let text =
        "We collect your email address.\nYou have the right to access your data.\nWe never sell your data.\n";
    let code = draft(text, &read(text), "notice.md").code;
    assert!(code.contains("the notice has no date"), "{code}");
    assert!(code.contains("No controller was read"), "{code}");
}

#[test]
fn a_notice_in_the_words_of_the_catalogue_becomes_the_code_that_it_was_written_from() {
    let project = crate::rendered::project(include_str!("complete.probity"));
    let notice = crate::rendered::english(&project).text();
    let drafted = draft(&notice, &read(&notice), "notice.md");
    assert_sound("a rendered notice", &drafted.code, &notice);
    assert!(!drafted.code.contains("unconfirmed") && drafted.left == 0, "{}", drafted.code);
    assert!(drafted.code.contains("answer any request within 20 days of receipt"), "{}", drafted.code);
}

#[test]
fn what_somebody_changed_in_it_is_read_as_it_is_now() {
    let project = crate::rendered::project(include_str!("complete.probity"));
    let notice = crate::rendered::english(&project).text();
    let changed = notice.replace("within 20 days", "within 25 days").replace(
        "We never store identity documents.",
        "We retain access logs for at most 30 days after they were collected.",
    );
    let drafted = draft(&changed, &read(&changed), "notice.md");
    assert!(drafted.code.contains("answer any request within 25 days of receipt"), "{}", drafted.code);
    assert!(!drafted.code.contains("never keep identity.document"), "{}", drafted.code);
    assert!(drafted.code.contains("30 days after collected unconfirmed"), "{}", drafted.code);
}

#[test]
fn the_same_statement_again_puts_its_words_above_the_first() {
    let text = "1. Data\n1.1. We collect your email address.\n1.2. We never sell personal data.\n1.3. We also collect your email address when you write.\n";
    let code = draft(text, &read(text), "notice.md").code;
    let lines: Vec<&str> = code.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("collect contact.email")).unwrap();
    assert!(lines[at - 2].starts_with("// 1.1: “") && lines[at - 1].starts_with("// 1.3: “"), "{code}");
}

#[test]
fn an_edit_of_the_notice_fails_the_check_of_its_draft_until_the_nearest_words_are_pasted() {
    let code = draft(NOTICE, &read(NOTICE), "notice.md").code;
    let edited = NOTICE.replace("within 20 days of receipt", "within 30 days of receipt");
    let project = compile(&["policy.probity".to_owned()], &Project { code: &code, notice: &edited });
    let quotes: Vec<_> = project.diagnostics.iter().filter(|one| one.code.0 == "P0705").collect();
    assert_eq!(quotes.len(), 1, "{:#?}", project.diagnostics);
    let fixed = probity_source::fix::apply(&code, &[quotes[0].fix.clone().unwrap()]);
    assert!(fixed.contains("“We will respond to every request within 30 days of receipt.”"), "{fixed}");
    let again = compile(&["policy.probity".to_owned()], &Project { code: &fixed, notice: &edited });
    assert!(again.diagnostics.iter().all(|one| one.code.0 != "P0705"));
}

#[test]
fn a_renumbered_notice_leads_quote_and_citation_to_the_clause_that_has_the_words_now() {
    let code = draft(NOTICE, &read(NOTICE), "notice.md").code;
    let edited = NOTICE.replace("4.2. We will", "4.2. We publish this notice.\n4.3. We will");
    let project = compile(&["policy.probity".to_owned()], &Project { code: &code, notice: &edited });
    let moved: Vec<_> = project.diagnostics.iter().filter(|one| one.code.0 == "P0706").collect();
    assert_eq!(moved.len(), 1, "{:#?}", project.diagnostics);
    let fixed = probity_source::fix::apply(&code, &[moved[0].fix.clone().unwrap()]);
    assert!(fixed.contains("// 4.3: “We will respond") && fixed.contains("§4.3"), "{fixed}");
}

/// The draft of a notice without any line that is a comment.
fn statements(text: &str) -> String {
    let code = draft(text, &read(text), "notice.md").code;
    assert_sound("a notice", &code, text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_purpose_has_the_bases_and_the_data_of_all_places_that_name_it() {
    let text = "1. Why\n1.1. We process personal data on the basis of our legitimate interests for:\n\
        1.1.1. fraud prevention\n1.1.2. direct marketing\n\
        1.2. With your consent we process personal data for:\n1.2.1. direct marketing\n\
        2. Data\n2.1. We collect your email address in order to send you marketing communications.\n\
        2.2. We never sell personal data.\n2.3. You have the right to access your data.\n";
    let code = statements(text);
    assert!(code.contains("purpose fraud-prevention \"fraud prevention\" §1.1.1 {\n"), "{code}");
    let marketing = code.split("purpose marketing ").nth(1).unwrap().split('}').next().unwrap();
    assert!(marketing.contains("basis consent or legitimate-interest"), "{code}");
    assert!(marketing.contains("uses contact.email"), "{code}");
}

#[test]
fn what_only_some_states_are_promised_is_promised_to_their_people() {
    let text = "1. Rights\n1.1. You have the right to access your data.\n\
        2. California resident notice\nYou have the right to request deletion of your data.\n\
        3. Residents of Colorado\nYou have the right to request deletion of your data.\n\
        We will answer your request within 45 days of receipt.\n";
    let code = statements(text);
    let erasure = code.lines().find(|line| line.starts_with("offer erasure")).unwrap();
    assert!(erasure.contains("for people in US-CA, US-CO"), "{code}");
    assert!(code.contains("offer access unconfirmed §1.1") || code.contains("offer access §1.1"), "{code}");
}

#[test]
fn blocks_of_the_head_hold_what_is_said_anywhere_and_cite_it() {
    let text = "Privacy notice\n1. Who we are\n1.1. Walnut Garden Ltd. is registered in Cyprus at 1 Sea Street, Larnaca.\n\
        2. Children\n2.1. We do not knowingly collect personal data from children under 13, and delete it when we learn of it.\n\
        3. Contact\n3.1. You may contact us by email to exercise your rights.\n\
        4. Data\n4.1. We collect your name.\n4.2. We never sell personal data.\n";
    let code = statements(text);
    for line in [
        "    minimum age 13 unconfirmed §2.1",
        "    mail privacy env PRIVACY_MAIL unconfirmed §3.1",
        "accept requests by mail unconfirmed §3.1",
    ] {
        assert!(code.contains(line), "{line} is missing in\n{code}");
    }
    assert_eq!(code.matches("controller ").count(), 1, "{code}");
    assert_eq!(code.matches("people {").count(), 1, "{code}");
}

#[test]
fn every_statement_of_a_numbered_notice_cites_a_clause() {
    let code = statements(NOTICE);
    let below = code.split("people {").nth(1).unwrap().split_once('}').unwrap().1;
    let uncited: Vec<&str> = below
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with([' ', '}']) && !line.contains('§'))
        .collect();
    assert!(uncited.is_empty(), "{uncited:?}");
}

#[test]
fn limits_and_appeals_become_statements_with_their_times() {
    let text = "1. Rights\n1.1. You have the right to access your data.\n1.2. We never sell personal data.\n\
        2. Residents of Colorado\nYou may use the right to data portability twice per calendar year.\n\
        If we refuse, you can follow the appeal procedure within 30 days after the refusal.\n\
        We will answer your appeal within 45 days of its receipt.\n";
    let code = statements(text);
    assert!(code.contains("limit portability to 2 in calendar-year for people in US-CO"), "{code}");
    let appeal = "appeal within 30 days of refusal, answer within 45 days for people in US-CO";
    assert_eq!(code.matches("appeal within").count(), 1, "{code}");
    assert!(code.contains(appeal), "{code}");
}

#[test]
fn what_a_list_denies_is_never_collected() {
    let text = "1. Logs\n1.1. We do not log any of the following data:\n- IP addresses\n- Browsing history\n\
        2. Data\n2.1. We collect your e-mail address when you sign up.\n2.2. We never sell personal data.\n\
        2.3. You have the right to access your data.\n2.4. You may withdraw your consent.\n";
    let code = statements(text);
    assert!(code.contains("never collect"), "{code}");
    assert!(!code.lines().any(|line| line.starts_with("collect ") && line.contains("ip")), "{code}");
}
