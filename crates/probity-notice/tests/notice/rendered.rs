//! A notice is carried by its code, sentence by sentence, and reads back as the same code.

mod random;

use probity_notice::render::{Language, Notice, UNSAID, Unwritable, Wanted, render, written};
use probity_notice::{lint, read};
use probity_policy::grammar::{self, Statement, Value};
use probity_policy::project::{Files, Project, compile};
use std::collections::{BTreeMap, BTreeSet};

/// A project of one file.
pub(crate) struct One<'t>(pub(crate) &'t str);

impl Files for One<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "policy.probity" {
            return Ok(self.0.as_bytes().to_vec());
        }
        Err("there is no such file".to_owned())
    }

    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}

/// The files of an example.
struct Example(&'static str);

impl Files for Example {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let folder = format!("{}/../../examples/{}/{path}", env!("CARGO_MANIFEST_DIR"), self.0);
        std::fs::read(folder).map_err(|error| error.to_string())
    }

    fn size(&self, _: &str) -> Option<u64> {
        None
    }
}

pub(crate) fn project(code: &str) -> Project {
    compile(&["policy.probity".to_owned()], &One(code))
}

pub(crate) fn example(name: &'static str) -> Project {
    compile(&["policy.probity".to_owned()], &Example(name))
}

fn address(_: &str) -> Option<String> {
    Some("privacy@company.example".to_owned())
}

fn wanted(language: Language) -> Wanted<'static> {
    Wanted { language, drafts: false, address: &address }
}

pub(crate) fn english(project: &Project) -> Notice {
    render(&project.model, &wanted(Language::English)).unwrap()
}

/// Every sentence and row of a notice, with its statements.
fn all(notice: &Notice) -> Vec<(String, Vec<String>)> {
    let of = |one: &probity_notice::render::Sentence| (one.text.clone(), one.statements.clone());
    let mut found = vec![of(&notice.title)];
    found.extend(notice.short.iter().flat_map(|brief| brief.sentences.iter().map(of)));
    for item in notice.parts.iter().flat_map(|part| &part.items) {
        found.push(of(&item.sentence));
        found.extend(item.under.iter().map(of));
    }
    for row in notice.tables.iter().flat_map(|table| &table.rows) {
        found.push((row.cells.join(" | "), row.statements.clone()));
    }
    found
}

/// What statements say, without what prose cannot carry: names are made of titles, documents and terms are left out.
pub(crate) fn canonical(statements: &[Statement]) -> BTreeMap<String, usize> {
    let mut titles = BTreeMap::new();
    for one in statements {
        for name in ["purpose", "recipient", "message"] {
            if let (true, Some(own), Some(title)) = (one.rule.name == name, one.name(name), one.name("title"))
            {
                titles.insert((name, own.value.clone()), slug(&title.value));
            }
        }
    }
    let mut said = BTreeMap::new();
    // Each right of an offer is said by itself.
    let single = |one: &Statement| -> Vec<Statement> {
        let rights = one.names("rights");
        if one.rule.name != "offer" || rights.len() < 2 {
            return vec![one.clone()];
        }
        rights
            .iter()
            .map(|right| {
                let mut single = one.clone();
                for (slot, value) in &mut single.slots {
                    if *slot == "rights" {
                        *value = Value::Names(vec![right.clone()]);
                    }
                }
                single
            })
            .collect()
    };
    for one in &statements.iter().flat_map(single).collect::<Vec<_>>() {
        let mut own = plain(one, &titles);
        let heading = grammar::print(&[{
            let mut alone = own.clone();
            alone.block = Vec::new();
            alone
        }]);
        for inner in std::mem::take(&mut own.block) {
            // Of one block of the frame there is one, so that its heading need not be said.
            let above = if one.rule.name == "people" { "people".to_owned() } else { heading.clone() };
            *said.entry(format!("{above} :: {}", grammar::print(&[plain(&inner, &titles)]))).or_default() +=
                1;
        }
        if one.rule.name != "people" {
            *said.entry(heading).or_default() += 1;
        }
    }
    said
}

fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|one: char| !one.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    if name.starts_with(|one: char| one.is_ascii_alphabetic()) { name } else { format!("the-{name}") }
}

fn plain(statement: &Statement, titles: &BTreeMap<(&'static str, String), String>) -> Statement {
    let mut plain = statement.clone();
    plain.tail.clauses = Vec::new();
    plain.slots.retain(|(slot, _)| {
        let name = matches!(*slot, "purpose" | "recipient" | "message");
        name || !UNSAID.iter().any(|(rule, other, _)| *rule == statement.rule.name && other == slot)
    });
    if statement.rule.name == "mail" {
        let variable = statement.name("variable");
        plain.slots.retain(|(slot, _)| *slot != "variable");
        if let Some(variable) = variable {
            let value = address(&variable.value).unwrap();
            plain.slots.push(("address", Value::Text(grammar::Located { value, span: variable.span })));
        }
    }
    for (slot, value) in &mut plain.slots {
        let of = match *slot {
            "purposes" | "stops" | "purpose" => "purpose",
            "recipients" | "recipient" | "source" => "recipient",
            "message" => "message",
            "categories" | "other" | "what" => "",
            _ => continue,
        };
        let names: Vec<&mut grammar::Located<String>> = match value {
            Value::Name(name) => vec![name],
            Value::Names(names) => names.iter_mut().collect(),
            _ => continue,
        };
        for name in names {
            if let Some(title) = titles.get(&(of, name.value.clone())) {
                name.value.clone_from(title);
            } else if of.is_empty() && name.value == "*" {
                name.value = "anything".to_owned();
            }
        }
    }
    plain
}

/// The statements of a policy that a notice tells.
fn told(project: &Project) -> Vec<Statement> {
    const OF_THE_MAP: [&str; 5] = ["store", "pace", "table", "service", "resource"];
    let unspoken = |name: &str| {
        probity_notice::render::UNSPOKEN.iter().any(|(rule, _)| *rule == name && name != "people")
            || OF_THE_MAP.contains(&name)
    };
    let mut statements: Vec<Statement> =
        project.model.statements.iter().filter(|one| !unspoken(one.rule.name)).cloned().collect();
    for one in &mut statements {
        one.block.retain(|inner| !unspoken(inner.rule.name));
    }
    statements
}

pub(crate) fn assert_comes_back(name: &str, project: &Project, text: &str) {
    let reading = read(text);
    let back = written(text, &reading).unwrap_or_else(|| panic!("{name}: not read as written\n{text}"));
    let left: Vec<&str> = back.left.iter().filter_map(|range| text.get(range.clone())).collect();
    assert!(left.is_empty(), "{name}: {left:#?}");
    let (before, after) = (canonical(&told(project)), canonical(&back.statements));
    let lost: Vec<_> = before.iter().filter(|(one, count)| after.get(*one) != Some(count)).collect();
    let new: Vec<_> = after.iter().filter(|(one, count)| before.get(*one) != Some(count)).collect();
    assert!(lost.is_empty() && new.is_empty(), "{name}: lost {lost:#?}\nnew {new:#?}");
}

#[test]
fn every_sentence_names_the_statements_that_it_says() {
    for name in ["marsproxies", "vpn"] {
        for language in Language::ALL {
            let notice = render(&example(name).model, &wanted(language)).unwrap();
            let known: BTreeSet<&String> = notice.statements.iter().map(|(id, _)| id).collect();
            assert_eq!(known.len(), notice.statements.len(), "ids are told apart");
            let sentences = all(&notice);
            assert!(sentences.len() > 60);
            for (text, statements) in &sentences {
                assert!(!statements.is_empty(), "{text}");
                assert!(statements.iter().all(|id| known.contains(id)), "{text}: {statements:?}");
                assert!(
                    !text.contains(['{', '}']) && (!text.contains("  ") || text.contains(" | ")),
                    "{text}"
                );
            }
            let told: BTreeSet<&String> = sentences.iter().flat_map(|(_, ids)| ids).collect();
            assert_eq!(told, known, "every statement is told");
        }
    }
}

#[test]
fn a_statement_that_is_gone_takes_its_sentences_along() {
    let whole = example("vpn");
    let before = all(&english(&whole));
    for at in 0..whole.model.statements.len() {
        let mut model = whole.model.clone();
        let removed = model.statements.remove(at);
        if removed.rule.name == "controller"
            || probity_notice::render::UNSPOKEN.iter().any(|(rule, _)| *rule == removed.rule.name)
        {
            continue;
        }
        let after = all(&render(&model, &wanted(Language::English)).unwrap());
        let said: Vec<&str> = after.iter().map(|(text, _)| text.as_str()).collect();
        let is_told = !["store", "table"].contains(&removed.rule.name);
        assert_eq!(after.len() < before.len(), is_told, "{}", grammar::print(std::slice::from_ref(&removed)));
        let sentences: Vec<&str> = before
            .iter()
            .filter(|(text, _)| {
                said.iter().filter(|other| *other == text).count()
                    < before.iter().filter(|(other, _)| other == text).count()
            })
            .map(|(text, _)| text.as_str())
            .collect();
        assert_eq!(sentences.is_empty(), !is_told, "{}", removed.rule.name);
    }
}

#[test]
fn the_notices_of_the_examples_read_back_as_the_same_code() {
    for name in ["marsproxies", "vpn"] {
        let project = example(name);
        let notice = english(&project);
        assert_comes_back(&format!("{name}, text"), &project, &notice.text());
        assert_comes_back(&format!("{name}, Markdown"), &project, &notice.markdown());
        let german = render(&project.model, &wanted(Language::German)).unwrap();
        assert_comes_back(&format!("{name}, German"), &project, &german.text());
    }
}

const COMPLETE: &str = include_str!("complete.probity");

#[test]
fn the_notice_of_a_complete_policy_has_no_fault() {
    let project = project(COMPLETE);
    let errors: Vec<_> =
        project.diagnostics.iter().filter(|one| one.severity == probity_source::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let notice = english(&project);
    for text in [notice.text(), notice.markdown()] {
        let findings = lint(&text, &read(&text));
        let shown: Vec<_> = findings
            .iter()
            .map(|one| {
                (
                    one.code,
                    one.evidence.iter().filter_map(|range| text.get(range.clone())).collect::<Vec<_>>(),
                )
            })
            .collect();
        assert!(shown.is_empty(), "{shown:#?}\n{text}");
    }
    assert_comes_back("complete", &project, &notice.text());
}

#[test]
fn what_nobody_confirmed_is_refused_or_shown_as_a_draft() {
    let code = format!("{COMPLETE}\nnever monitor private-life unconfirmed\n");
    let project = project(&code);
    let refused = render(&project.model, &wanted(Language::English));
    assert!(matches!(refused, Err(Unwritable::Unconfirmed(open)) if open.len() == 1));
    let drafts = Wanted { drafts: true, ..wanted(Language::English) };
    let text = render(&project.model, &drafts).unwrap().text();
    assert!(text.contains("Not confirmed yet: We never monitor private life."), "{text}");
}

#[test]
fn an_address_that_is_not_known_is_asked_for() {
    let nowhere = |_: &str| None;
    let wanted = Wanted { address: &nowhere, ..wanted(Language::English) };
    assert_eq!(
        render(&project(COMPLETE).model, &wanted),
        Err(Unwritable::NoAddress("PRIVACY_MAIL".to_owned()))
    );
}

#[test]
fn the_same_code_is_written_the_same() {
    let (one, other) = (english(&example("marsproxies")), english(&example("marsproxies")));
    assert_eq!(one, other);
    assert_eq!(one.html(), other.html());
}

#[test]
fn what_the_policy_says_is_no_markup() {
    let code = COMPLETE.replace("\"to run your account\"", "\"<script>alert(1)</script> *bold* | cell\"");
    let notice = english(&project(&code));
    assert!(notice.html().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!notice.html().contains("<script>alert"));
    assert!(notice.markdown().contains(r"\<script\>alert(1)\</script\> \*bold\* \| cell"));
}

#[test]
fn notices_stay_as_they_are() {
    let project = project(COMPLETE);
    insta::assert_snapshot!("notice_english", english(&project).markdown());
    insta::assert_snapshot!(
        "notice_german",
        render(&project.model, &wanted(Language::German)).unwrap().markdown()
    );
    insta::assert_json_snapshot!("notice_linked", english(&project).json_ld());
    let record = probity_notice::render::record(&project.model, &wanted(Language::English)).unwrap();
    insta::assert_snapshot!("record", record.markdown());
}

#[test]
fn a_record_has_what_article_30_asks_for() {
    let project = example("marsproxies");
    for language in Language::ALL {
        let record = probity_notice::render::record(&project.model, &wanted(language)).unwrap();
        assert_eq!(record.tables.len(), 5);
        for row in record.tables.iter().flat_map(|table| &table.rows) {
            assert!(!row.statements.is_empty(), "{:?}", row.cells);
        }
        let activities = &record.tables[1];
        assert!(activities.rows.iter().all(|row| row.cells.len() == activities.columns.len()));
        let lines = record.csv().lines().count();
        assert!(lines > 100, "{lines}");
        assert!(record.html().contains("<table"));
    }
}

#[test]
fn the_code_that_a_notice_reads_back_as_is_sound() {
    for name in ["marsproxies", "vpn"] {
        let notice = english(&example(name)).markdown();
        let drafted = probity_notice::draft(&notice, &read(&notice), "notice.md");
        crate::drafts::assert_sound(name, &drafted.code, &notice);
    }
}

/// The terms of the Data Privacy Vocabulary, where the shared copy is at hand.
#[test]
fn linked_data_uses_terms_that_the_vocabulary_has() {
    let Ok(shared) = std::env::var("PROBITY_SHARED") else {
        assert!(std::env::var("PROBITY_REQUIRE_SHARED").is_err(), "PROBITY_SHARED is not set");
        eprintln!("skipped: PROBITY_SHARED is not set");
        return;
    };
    let terms = std::fs::read_to_string(format!("{shared}/standards/dpv-2.3/dpv/dpv.csv")).unwrap();
    for name in ["marsproxies", "vpn"] {
        let linked = english(&example(name)).json_ld().to_string();
        let mut used: Vec<&str> = linked
            .split("\"dpv:")
            .skip(1)
            .chain(linked.split("https://w3id.org/dpv#").skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|term| !term.is_empty())
            .collect();
        used.sort_unstable();
        used.dedup();
        assert!(used.len() > 10, "{used:?}");
        for term in used {
            assert!(terms.contains(&format!("https://w3id.org/dpv#{term}\"")), "dpv has no `{term}`");
        }
    }
}

#[test]
fn the_short_layer_fits_on_a_screen_and_says_what_it_leaves_out() {
    for name in ["marsproxies", "vpn"] {
        let notice = english(&example(name));
        let words: usize = notice
            .short
            .iter()
            .flat_map(|brief| &brief.sentences)
            .map(|sentence| sentence.text.split_whitespace().count())
            .sum();
        assert!(words < 260, "{name}: {words} words");
        let headings: Vec<&str> = notice.short.iter().map(|brief| brief.heading).collect();
        assert!(
            headings.starts_with(&[
                "Who decides",
                "Which data",
                "What for",
                "Who else gets data",
                "How long"
            ]),
            "{headings:?}"
        );
    }
    let notice = english(&example("marsproxies"));
    assert!(
        notice
            .short
            .iter()
            .any(|brief| brief.sentences.iter().any(|one| one.text.contains("more, listed below")))
    );
}
