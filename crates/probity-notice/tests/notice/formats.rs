//! Pages, Markdown and encodings: what somebody reads becomes the text, and each place is known in the file.

use probity_notice::document::{Line, Origin, Unreadable};
use probity_notice::{Document, Format, Kind, Outline, lint, read_document, report};
use proptest::prelude::*;

pub(crate) fn html(source: &str) -> Document {
    Document::of(source.into(), Format::Html)
}

fn markdown(source: &str) -> Document {
    Document::of(source.into(), Format::Markdown)
}

fn codes(document: &Document) -> Vec<&'static str> {
    document.remarks().iter().map(|remark| remark.code).collect()
}

const PAGE: &str = r##"<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Walnut &amp; Co: Privacy</title>
<style>p { color: red }</style><script>document.write("We sell your data.")</script></head>
<body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<main>
<h1>Privacy&nbsp;policy</h1>
<p>Walnut <b>Garden</b> Ltd. looks after
   your&#32;data &mdash; all of&shy; it.<br>Second line.</p>
<!-- We track everybody. -->
<h2 id="collect">What we collect</h2>
<p>We collect the following data:</p>
<ul><li>your name<li>your <a href="mailto:dpo@walnut.example">e-mail</a> address
  <ul><li>and its history</ul>
<li><p>your card</p></ul>
<p hidden>We sell your data.</p><p style="color:red; DISPLAY : none">And your photos.</p>
<div aria-hidden="true">Icons here</div>
<h2>Cookies</h2>
<table><caption>Our cookies</caption>
<thead><tr><th>Name<th>Purpose<th>Lifetime</thead>
<tr><td>sid<td>keeps you signed in<td>Session
<tr><td>seen</td><td>remembers<br>the banner</td><td>1 year</td></tr></table>
<ol start="3"><li>Third</li><li>Fourth</li></ol>
<dl><dt>Personal data</dt><dd>What tells about you.</dd></dl>
</main>
<footer>© Walnut</footer>
</body></html>"##;

#[test]
fn a_page_is_read_as_somebody_sees_it() {
    insta::assert_snapshot!(html(PAGE).text());
}

#[test]
fn what_is_not_seen_is_told_and_not_read() {
    let document = html(PAGE);
    assert_eq!(codes(&document), ["html.script", "html.hidden", "html.comment", "html.outside_main"]);
    assert!(!document.text().contains("sell") && !document.text().contains("Shop"));
    for remark in document.remarks() {
        assert!(document.source().get(remark.source.clone()).is_some_and(|said| !said.trim().is_empty()));
    }
}

#[test]
fn titles_links_tables_and_anchors_are_kept() {
    let document = html(PAGE);
    let said = |range: &std::ops::Range<usize>| &document.text()[range.clone()];
    assert_eq!(document.title(), Some("Walnut & Co: Privacy"));
    let links: Vec<_> =
        document.links().iter().map(|link| (said(&link.range), link.target.as_str())).collect();
    assert_eq!(links, [("e-mail", "mailto:dpo@walnut.example")]);
    let [table] = document.tables() else { panic!("{:?}", document.tables()) };
    assert_eq!(table.caption.as_ref().map(said), Some("Our cookies"));
    assert_eq!(table.header.iter().map(said).collect::<Vec<_>>(), ["Name", "Purpose", "Lifetime"]);
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|row| row.iter().map(said).collect()).collect();
    assert_eq!(rows, [["sid", "keeps you signed in", "Session"], ["seen", "remembers the banner", "1 year"]]);
    let outline = Outline::marked(document.text(), document.marks());
    let collect = outline.clauses.iter().find(|clause| clause.id == "what-we-collect").unwrap();
    assert_eq!(collect.anchor.as_deref(), Some("collect"));
    assert!(collect.is_heading);
}

#[test]
fn items_and_rows_of_a_page_are_practices() {
    let reading = read_document(&html(PAGE));
    let of = |kind: Kind| reading.practices.iter().filter(|practice| practice.kind == kind).count();
    assert_eq!(of(Kind::Collects), 4, "{:#?}", reading.practices);
    let cookies: Vec<_> = reading
        .practices
        .iter()
        .filter(|practice| practice.kind == Kind::Cookie)
        .map(|practice| (practice.value["name"].clone(), practice.value["expiry"].clone()))
        .collect();
    assert_eq!(cookies, [("sid".into(), "session".into()), ("seen".into(), "P1Y".into())]);
}

#[test]
fn a_clause_of_a_page_is_what_it_says_it_is() {
    let source = "<h2>2. Sharing</h2><p>2.1. We share data.</p><p>Names</p><ol><li>1.1 We share it.</li></ol>\
                  <h3>2.2. Selling is what we never do with it.</h3><p>Never.</p>";
    let document = html(source);
    let outline = Outline::marked(document.text(), document.marks());
    let ids: Vec<_> = outline.clauses.iter().map(|clause| (clause.id.as_str(), clause.is_heading)).collect();
    assert_eq!(
        ids,
        [("2", true), ("2.1", false), ("2.1¶1", false), ("1.1", false), ("2.2", true), ("2.2¶1", false)]
    );
}

#[test]
fn headings_stand_below_the_headings_of_higher_levels() {
    let document = html("<h1>Policy</h1><h2>Data</h2><h3>Names</h3><p>We keep them.</p><h2>Rights</h2>");
    let outline = Outline::marked(document.text(), document.marks());
    let parents: Vec<_> = outline.clauses.iter().map(|clause| clause.parent).collect();
    assert_eq!(parents, [None, None, Some(1), Some(2), None]);
}

#[test]
fn tables_that_only_arrange_a_page_are_no_tables() {
    let document = html("<table><tr><td><h2>Data</h2><p>We keep it.</p></td><td>Aside</td></tr></table>");
    assert_eq!(document.text(), "Data\n\nWe keep it.\n\nAside");
    assert!(document.tables().is_empty());
}

#[test]
fn addresses_that_a_proxy_hid_are_read() {
    // `a@b.co`, each byte combined with 0x42.
    let document = html(
        r#"<p>Write to <a class="__cf_email__" data-cfemail="422302206c212d">[email&#160;protected]</a> now.</p>"#,
    );
    assert_eq!(document.text(), "Write to a@b.co now.");
}

#[test]
fn end_tags_that_are_missing_or_crossed_lose_no_word() {
    for (source, text) in [
        ("<p>one<p>two<div>three</div>four", "one\n\ntwo\n\nthree\n\nfour"),
        ("<b><p>one</b> two</p>three", "one two\n\nthree"),
        ("</p></div>one</li>", "one"),
        ("<ul><li>one<ul><li>two</ul>three</ul>four", "  • one\n    • two\n    three\n\nfour"),
        ("<dl><dt>one<dd>two<dt>three</dl>", "one\n\n  • two\n\nthree"),
        ("<span hidden>no<b>no</span>yes", "yes"),
        ("<template><p>no</template>yes", "yes"),
        ("one<script>two</script>three", "onethree"),
        ("a &lt; b &amp;amp; c &notit; &#x1F600; &unknown;", "a < b &amp; c ¬it; 😀 &unknown;"),
        ("<pre>one\ntwo</pre>", "one\ntwo"),
        ("line\r\nbroken\rtwice", "line broken twice"),
        ("<ol type=a><li>first<li>second</ol>", "a) first\nb) second"),
        ("<select><option>Panama</select>yes", "yes"),
        ("<table><tr><td>a<table><tr><td>b<td>c</table>d</table>", "a\n\n  • b / c\n\nd"),
    ] {
        assert_eq!(html(source).text(), text, "{source}");
    }
}

#[test]
fn encodings_are_read_as_they_are_declared_and_told_where_they_are_wrong() {
    let page = "<meta charset='windows-1252'><p>We don’t sell — ever.</p>";
    let bytes: Vec<u8> = page
        .chars()
        .map(|one| match one {
            '’' => 0x92,
            '—' => 0x97,
            other => u8::try_from(other).unwrap(),
        })
        .collect();
    let document = Document::read(&bytes, Some(Format::Html)).unwrap();
    assert_eq!(document.text(), "We don’t sell — ever.");
    assert_eq!(document.encoding().name(), "windows-1252");
    let json = report::document(&document, &read_document(&document), &[]).value();
    let practice = &json["practices"][0];
    let at = |key: &str| usize::try_from(practice[key].as_u64().unwrap()).unwrap();
    assert_eq!((at("byte_start"), at("byte_end")), (at("char_start"), at("char_end")));
    assert_eq!(bytes[at("byte_start")], b'W');

    let wrong = Document::read(b"<meta charset=utf-8><p>caf\xe9</p>", Some(Format::Html)).unwrap_err();
    assert!(matches!(wrong, Unreadable::Encoding { at: 26, line: 1, declared: Some(_) }), "{wrong:?}");
    let undeclared = Document::read(b"one\ncaf\xe9", None).unwrap_err();
    assert!(matches!(undeclared, Unreadable::Encoding { at: 7, line: 2, declared: None }), "{undeclared:?}");
    let mixed = Document::read("<meta charset=latin1><p>é</p>".as_bytes(), Some(Format::Html)).unwrap();
    assert_eq!((mixed.text(), codes(&mixed)), ("é", vec!["encoding.contradicted"]));
    let wide: Vec<u8> =
        [0xfe, 0xff].into_iter().chain("<p>Hé</p>".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(Document::read(&wide, Some(Format::Html)).unwrap().text(), "Hé");
    assert!(matches!(Document::read(&[0xff, 0xfe, 0x41], None), Err(Unreadable::Encoding { .. })));
}

#[test]
fn the_format_is_told_by_name_and_content() {
    assert_eq!(Format::of_name("policy.HTM"), Some(Format::Html));
    assert_eq!(Format::of_name("policy.md"), Some(Format::Markdown));
    assert_eq!(Format::of_name("policy.txt"), None);
    assert_eq!(Format::of_content(b"  <!doctype HTML><p>"), Format::Html);
    assert_eq!(Format::of_content(b"<?xml version='1.0'?><html>"), Format::Html);
    assert_eq!(Format::of_content(b"%PDF-1.7"), Format::Pdf);
    assert_eq!(Format::of_content(b"We collect <b>"), Format::Text);
}

const MARKDOWN: &str = "---\ntitle: \"Walnut privacy\"\n---\n\nPrivacy policy\n==============\n\nWe *never* sell **your\ndata**, see [the law][gdpr] and <https://walnut.example>.\n\n## What we collect {#collect}\n\nWe collect:\n\n* your name\n+ your card\n- your `IP` address\n  1. v4\n  2. v6\n\n<!-- We sell it. -->\n\n| Name | Purpose | Lifetime |\n|------|---------|----------|\n| sid | keeps you signed in | Session |\n| seen | remembers | 1 year |\n\nOld ~~words~~ &amp; new\\* ones.\n<div hidden>No.</div>\n\n[gdpr]: https://example.org/gdpr \"GDPR\"\n";

#[test]
fn markdown_is_read_as_it_is_shown() {
    let document = markdown(MARKDOWN);
    insta::assert_snapshot!(document.text());
    assert_eq!(document.title(), Some("Walnut privacy"));
    let targets: Vec<_> = document.links().iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["https://example.org/gdpr", "https://walnut.example"]);
    assert_eq!(document.tables().len(), 1);
    assert_eq!(codes(&document), ["html.hidden", "html.struck", "html.comment", "markdown.front_matter"]);
    let outline = Outline::marked(document.text(), document.marks());
    let ids: Vec<_> = outline.clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(&ids[..3], ["title", "title¶1", "what-we-collect"]);
    assert_eq!(outline.clauses[2].anchor.as_deref(), Some("collect"));
}

/// They are no items of a list of purposes.
#[test]
fn bold_words_of_an_item_head_the_paragraphs_behind_them() {
    let source = "## How we use your data\n\n1. **Newsletter**\n\n    We send you news.\n\n    You can unsubscribe at any time.\n\n2. **Shop**\n\n    We ship what you order.\n\n## Others\n\n- **Bold** words in a sentence\n- one more\n";
    let document = markdown(source);
    let outline = Outline::marked(document.text(), document.marks());
    let headings = outline.clauses.iter().filter(|clause| clause.is_heading);
    let headings: Vec<&str> = headings.map(|clause| &document.text()[clause.body.clone()]).collect();
    assert_eq!(headings, ["How we use your data", "Newsletter", "Shop", "Others"]);
    assert_eq!(outline.clauses.iter().filter(|clause| clause.is_item).count(), 2, "{:#?}", outline.clauses);
    assert_sound(&document);
}

#[test]
fn numbered_clauses_in_markdown_keep_their_labels() {
    let document = markdown(
        "# Policy\n\n1. Who we are\n\n1.1. Walnut Ltd. is the controller.\n\n2. Data\n\n2.1. We collect names.\n",
    );
    let outline = Outline::marked(document.text(), document.marks());
    let ids: Vec<_> = outline.clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(ids, ["preamble¶1", "1", "1.1", "2", "2.1"]);
}

#[test]
fn plain_text_is_its_own_source() {
    let text = "1. Data\n1.1. <b>We</b> collect *names* &amp; cards.\n";
    let document = Document::read(text.as_bytes(), None).unwrap();
    assert_eq!((document.text(), document.format()), (text, Format::Text));
    assert!(document.map().pieces().is_empty() && document.marks().is_empty());
}

#[test]
fn what_is_left_of_a_printed_page_is_mended() {
    let source = "Walnut Ltd.                      Privacy policy\n\n1. Data\n\n1.1. We collect what you give us when you open an account, and infor-\nmation about the machine  that you use, so that nobody\ncan be surprised, and we ask third-\n\n                         Page 1 of 2\n\u{c}Walnut Ltd.                      Privacy policy\n\nparties for nothing about the people who open an account here.\n   \u{2022} your name and the address of the house in which you live now, or\n     lived before;\n   \u{2022} your card.\n\n2. Rights\nYou may object.\n                         Page 2 of 2\n\u{c}";
    let document = Document::of(source.into(), Format::Text);
    insta::assert_snapshot!(document.text());
    assert_eq!(codes(&document), ["paged.mended"]);
    assert_sound(&document);
    let outline = Outline::marked(document.text(), document.marks());
    let ids: Vec<_> = outline.clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(ids, ["1", "1.1", "1.1¶1", "1.1¶2", "2", "2¶1"]);
}

/// What must hold of any document that was made of any source.
pub(crate) fn assert_sound(document: &Document) {
    let (text, source) = (document.text(), document.source());
    let (mut at, mut place) = (0, 0);
    for piece in document.map().pieces() {
        assert_eq!(piece.text.start, at, "a gap in the text");
        assert!(piece.source.start >= place, "{piece:?} goes back in the source");
        let (said, written) = (&text[piece.text.clone()], &source[piece.source.clone()]);
        match piece.origin {
            Origin::Same => assert_eq!(said, written),
            Origin::Made => assert!(written.is_empty(), "{written:?} is no made piece"),
            Origin::Written if said == " " && !written.starts_with(['&', '`']) => {
                assert!(written.chars().all(|one| !one.is_alphanumeric()), "{written:?} is read as a space");
            }
            Origin::Written => assert!(!written.is_empty()),
        }
        at = piece.text.end;
        place = piece.source.start;
    }
    if !document.map().pieces().is_empty() {
        assert_eq!(at, text.len(), "the end of the text comes from nowhere");
    }
    for mark in document.marks() {
        assert!(mark.at == 0 || text[..mark.at].ends_with('\n'), "a mark inside a line");
        assert!(mark.line != Line::Heading(0));
    }
    let cells = document.tables().iter().flat_map(|table| {
        table.rows.iter().chain(&table.groups).flatten().chain(&table.header).chain(&table.caption).cloned()
    });
    for range in cells {
        assert!(text.get(range.clone()).is_some_and(|said| !said.contains('\n')), "{range:?}");
    }
    // A link may lie around several paragraphs.
    for link in document.links() {
        assert!(text.get(link.range.clone()).is_some_and(|said| !said.is_empty()), "{:?}", link.range);
    }
    let reading = read_document(document);
    let mut end = 0;
    for clause in &reading.outline.clauses {
        assert!(
            clause.range.start >= end
                && clause.parent.is_none_or(|parent| parent < reading.outline.clauses.len())
        );
        let between = &text[end..clause.range.start];
        assert!(!between.contains(char::is_alphanumeric), "{between:?} is in no clause");
        end = clause.range.end;
    }
    let findings = lint(text, &reading);
    let json = report::document(document, &reading, &findings).value();
    for practice in json["practices"].as_array().unwrap() {
        let at = |key: &str| usize::try_from(practice[key].as_u64().unwrap()).unwrap();
        let mark = document.encoding().mark();
        assert!(source.get(at("byte_start") - mark..at("byte_end") - mark).is_some());
        let characters = source[..at("byte_start") - mark].chars().count();
        assert_eq!(at("char_start"), characters);
        assert_eq!(at("line"), source[..at("byte_start") - mark].matches('\n').count() + 1);
    }
}

fn pages() -> impl Strategy<Value = String> {
    let names = "(p|div|b|a|span|ul|ol|li|h1|h2|table|tr|td|th|thead|caption|main|nav|article|pre|dl|dt|dd|title|script|template|del|x-y|br|select|svg)";
    let piece = prop_oneof![
        4 => names.prop_map(|name| format!("<{name}>")),
        3 => names.prop_map(|name| format!("</{name}>")),
        1 => (names, "(hidden|id=a|href=\"#b\"|style='display:none'|role=main|type=i|start=9|aria-hidden=true)")
            .prop_map(|(name, attribute)| format!("<{name} {attribute}>")),
        6 => "[A-Za-z ,.]{0,20}",
        2 => "(We collect your name\\.|You may object within 30 days\\.|1\\.2\\. We share data\\.)",
        2 => "\\PC{0,6}",
        1 => "(&amp;|&nbsp;|&shy;|&#8212;|&bogus;|&lt|&#x0;|\u{a0}|\u{ad}|\r\n|\n|\t|&notin;x)",
        1 => "<!--[a-z ]{0,9}-->",
        1 => "[<>&/=\"'!-]{1,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn markdowns() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "(#|##|###) [A-Za-z ]{0,20}\n",
        "(\\*|-|\\+|1\\.|2\\)|  -|    \\*) [A-Za-z*_`]{0,12}\n",
        "[A-Za-z ,.*_~\\[\\]()!<>&;|`\\\\]{0,30}\n",
        Just("\n".to_owned()),
        "\\| [a-z]{0,4} \\| [a-z]{0,4} \\|\n",
        Just("|---|---|\n".to_owned()),
        Just("---\n".to_owned()),
        "(<div>|</div>|<!-- x|-->|<b>|</b>|<table><tr><td>)\n?",
        "\\PC{0,10}\n",
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_place_of_any_page_is_known(source in pages()) {
        assert_sound(&html(&source));
    }

    #[test]
    fn every_place_of_any_markdown_is_known(source in markdowns()) {
        assert_sound(&markdown(&source));
    }

    #[test]
    fn every_place_of_any_printed_page_is_known(
        pieces in proptest::collection::vec("(\\f|\n|\n\n|[A-Za-z]{1,9}[-,. ]|[a-z ]{30,90}\n|  \u{2022} |1\\.2 |Page 3\n|\\PC{0,3})", 0..60)
    ) {
        assert_sound(&Document::of(pieces.concat().into(), Format::Text));
    }

    #[test]
    fn words_in_plain_tags_are_all_read_in_order(
        words in proptest::collection::vec("[a-zé]{1,8}", 1..30),
        tags in proptest::collection::vec("(<p>|</p>|<div>|<b>|</b>|<li>|<ul>|</ul>|<i>|<br>|<h2>|</h2>|<td>|</td>|<table>|<tr>|</table>|<dd>)", 30),
    ) {
        let source: String = words.iter().zip(&tags).map(|(word, tag)| format!(" {word} {tag}")).collect();
        let document = html(&source);
        let read: Vec<&str> = document.text().split_whitespace().filter(|word| !["•", "/", "1."].contains(word)).collect();
        prop_assert_eq!(read, words);
    }
}
