//! What each format looks like, and that no span and no text can break one.

use super::*;
use crate::{Code, Edit, Fix, Severity, Span};
use proptest::prelude::*;

const POLICY: &str = "policy \"Harbour\" 1.0 {\n    effective 2026-01-07\n}\n\nkeep log.visits at most 12 months after collected\nkeep log.visits 7 years after collected because tax-law\nnever keep log.visits\n";

fn span_of(sources: &Sources, words: &str) -> Span {
    let (id, file) = sources.iter().next().unwrap();
    let start = u32::try_from(file.text().find(words).unwrap()).unwrap();
    Span::new(id, start, start + u32::try_from(words.len()).unwrap())
}

fn example() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    sources.add("policy.probity", POLICY);
    let map = sources.add("data, map.probity", "table core.visits {\n    addrss device.ip\n}\n");
    let conflict = Diagnostic::error(Code("P0123"), "`log.visits` is kept for two different times")
        .at(span_of(&sources, "7 years after collected"))
        .saying("and here for 7 years")
        .label(span_of(&sources, "12 months"), "for 12 months here")
        .label(Span::new(map, 24, 30), "the column that holds it")
        .note("the shorter time wins where neither is required by law")
        .help("keep one of the two");
    let missing = Diagnostic::warning(Code("P0301"), "`policy` names no controller");
    let misspelt = Diagnostic::error(Code("P0204"), "no column is called `addrss`")
        .at(Span::new(map, 24, 30))
        .fix("write `address`", Span::new(map, 24, 30), "address");
    let mut multiline = Diagnostic::note_only(Code("P0002"), "this whole block is about the policy")
        .at(span_of(&sources, "{\n    effective 2026-01-07\n}"))
        .saying("100%: from here\nto there");
    multiline.fix = Some(Fix {
        title: "delete both".to_owned(),
        edits: ["keep log.visits at most 12 months after collected\n", "\nnever keep log.visits"]
            .into_iter()
            .map(|words| Edit { span: span_of(&sources, words), replacement: String::new() })
            .collect(),
    });
    (sources, vec![conflict, missing, misspelt, multiline])
}

#[test]
fn full_shows_the_source_the_labels_the_notes_and_the_fix() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(full(&sources, &diagnostics, false));
}

#[test]
fn concise_is_one_line_each() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(concise(&sources, &diagnostics));
}

#[test]
fn json_is_a_list_of_objects_with_positions() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(json(&sources, &diagnostics));
}

#[test]
fn sarif_is_one_run_with_its_rules() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(sarif(&sources, &diagnostics));
}

#[test]
fn github_commands_are_escaped_by_the_rules_of_the_runner() {
    let (sources, mut diagnostics) = example();
    for diagnostic in &mut diagnostics {
        diagnostic.message.push_str(": 100%, really");
    }
    insta::assert_snapshot!(github(&sources, &diagnostics));
}

#[test]
fn a_line_of_a_megabyte_is_cut_around_the_span_and_keeps_its_column() {
    let mut sources = Sources::new();
    let text = format!("{}culprit{}", "é".repeat(300_000), "x".repeat(500_000));
    let id = sources.add("long.probity", text);
    let diagnostic =
        Diagnostic::error(Code("P0001"), "no").at(Span::new(id, 600_000, 600_007)).saying("this word");
    let shown = full(&sources, &[diagnostic], false);
    assert!(shown.len() < 2_000, "{} bytes", shown.len());
    assert!(shown.contains("long.probity:1:300001"), "{shown}");
    assert!(shown.contains("culprit") && shown.contains("^^^^^^^ this word"), "{shown}");
}

#[test]
fn places_far_apart_get_an_excerpt_each() {
    let mut sources = Sources::new();
    let id = sources.add("far.probity", format!("first\n{}last\n", "\n".repeat(1_000)));
    let diagnostic = Diagnostic::error(Code("P0001"), "declared twice")
        .at(Span::new(id, 1_006, 1_010))
        .label(Span::new(id, 0, 5), "first here");
    insta::assert_snapshot!(full(&sources, &[diagnostic], false));
}

#[test]
fn control_characters_and_bidirectional_overrides_are_shown_not_obeyed() {
    let mut sources = Sources::new();
    let id =
        sources.add("trick\u{1b}[31m.probity", "keep \u{202e}txet\u{2066} \u{1b}[2Jnow\u{7}\rfor\ter\r\n");
    let diagnostic = Diagnostic::error(Code("P0001"), "unknown word `\u{202e}txet\n`")
        .at(Span::new(id, 5, 12))
        .saying("here \u{1b}[0m")
        .note("see \u{200f}this")
        .help("write\u{0} it plainly");
    for text in [full(&sources, std::slice::from_ref(&diagnostic), false), concise(&sources, &[diagnostic])] {
        let hidden: Vec<char> =
            text.chars().filter(|character| *character != '\n' && escape::must_escape(*character)).collect();
        assert_eq!(hidden, Vec::<char>::new(), "{text}");
        insta::assert_snapshot!(text);
    }
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let (sources, diagnostics) = example();
    assert!(!full(&sources, &diagnostics, false).contains('\u{1b}'));
    assert!(full(&sources, &diagnostics, true).contains("\u{1b}["));
}

#[test]
fn a_format_is_chosen_by_its_word() {
    for format in Format::ALL {
        assert_eq!(format.word().parse(), Ok(format));
    }
    assert_eq!("FULL".parse::<Format>(), Err(UnknownFormat("FULL".to_owned())));
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z \t]{0,12}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => any::<String>(),
        1 => Just("é".repeat(300)),
        1 => Just("\u{202e}🏴‍☠️\u{0}漢字".to_owned()),
        1 => Just("{\n\n}\n// x\n".repeat(20)),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_diagnostic() -> impl Strategy<Value = (Severity, [String; 4], Vec<(bool, u32, u32)>)> {
    let severity = prop_oneof![Just(Severity::Error), Just(Severity::Warning), Just(Severity::Note)];
    let offset = || prop_oneof![8 => 0u32..1500, 1 => any::<u32>()];
    let words = || prop_oneof![3 => "[a-z\n]{0,8}", 1 => any::<String>()];
    (
        severity,
        [words(), words(), words(), words()],
        proptest::collection::vec((any::<bool>(), offset(), offset()), 0..8),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_span_and_no_text_breaks_a_renderer(
        text in any_text(), (severity, words, spans) in any_diagnostic(), small in any::<bool>(),
    ) {
        let [message, at_span, label, replacement] = words;
        let mut sources = Sources::new();
        let first = sources.add("one", text.clone());
        let second = sources.add(message.clone(), "second\nfile");
        let length = u32::try_from(text.len()).unwrap() + 2;
        let spans: Vec<Span> = spans
            .into_iter()
            .map(|(which, start, end)| {
                let (start, end) = if small { (start % length, end % length) } else { (start, end) };
                Span::new(if which { first } else { second }, start.min(end), start.max(end))
            })
            .collect();
        let mut diagnostic = Diagnostic::error(Code("P0001"), message).saying(at_span).note(label.clone());
        diagnostic.severity = severity;
        diagnostic.span = spans.first().copied();
        for span in spans.iter().skip(1) {
            diagnostic = diagnostic.label(*span, label.clone());
        }
        let edits = spans.iter().take(3).map(|span| Edit { span: *span, replacement: replacement.clone() });
        diagnostic.fix = Some(Fix { title: label, edits: edits.collect() });
        let _ = full(&sources, std::slice::from_ref(&diagnostic), true);
        for format in Format::ALL {
            let text = format.render(&sources, std::slice::from_ref(&diagnostic), false);
            prop_assert!(text.ends_with('\n'));
            if matches!(format, Format::Full | Format::Concise | Format::Github) {
                let hidden = text.chars().find(|it| *it != '\n' && escape::must_escape(*it));
                prop_assert_eq!(hidden, None, "{}", text);
            }
            if matches!(format, Format::Json | Format::Sarif) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            }
            if matches!(format, Format::Github | Format::Concise) {
                prop_assert_eq!(text.lines().count(), 1);
            }
        }
    }
}
