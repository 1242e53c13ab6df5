//! PDFs: what they say is read as it stands on their pages, and what they are made of does no harm.

use lopdf::{Dictionary, Object, SaveOptions, Stream, StringFormat, dictionary};
use probity_notice::{Document, Kind, Unreadable, document, read, read_document};
use proptest::prelude::*;

/// A file of these pages; each is what its content stream says.
fn file(pages: &[&str]) -> lopdf::Document {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
    with_fonts(pages, font, dictionary! {})
}

fn with_fonts(pages: &[&str], font: Dictionary, pictures: Dictionary) -> lopdf::Document {
    let mut file = lopdf::Document::with_version("1.5");
    let tree = file.new_object_id();
    let font = file.add_object(font);
    let resources =
        file.add_object(dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => pictures });
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let latin: Vec<u8> = content.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
            let content = file.add_object(Stream::new(dictionary! {}, latin));
            file.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources })
                .into()
        })
        .collect();
    let count = i64::try_from(kids.len()).unwrap();
    file.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] }
            .into(),
    );
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", catalog);
    file
}

fn bytes(mut file: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn text(file: lopdf::Document) -> String {
    Document::read(&bytes(file), None).unwrap().text().trim().to_owned()
}

fn refused(bytes: &[u8]) -> &'static str {
    let refusal = Document::read(bytes, None).unwrap_err();
    assert!(!refusal.to_string().is_empty() && !refusal.help().is_empty());
    refusal.code()
}

/// A line at a height, in a size.
fn line(up: u32, size: u32, words: &str) -> String {
    format!("BT /F {size} Tf 60 {up} Td ({words}) Tj ET\n")
}

#[test]
fn the_words_of_pages_are_read_without_heads_and_numbers_and_with_their_headings() {
    let page = |number: u32, body: &[(u32, u32, &str)]| -> String {
        // The running head is drawn last, as many programs do.
        let lines: String = body.iter().map(|(up, size, words)| line(*up, *size, words)).collect();
        format!(
            "{lines}{}{}",
            line(810, 8, "Walnut Garden Ltd."),
            line(30, 8, &format!("Page {number} of 3"))
        )
    };
    let pages = [
        page(
            1,
            &[
                (760, 20, "Privacy notice"),
                (720, 14, "Your data"),
                (690, 11, "We collect your name and your e-mail address when you open an ac-"),
                (676, 11, "count with us, and we keep both of them for as long as the account is"),
                (662, 11, "open."),
                (630, 11, "We never sell your data."),
            ],
        ),
        page(
            2,
            &[
                (760, 14, "Your rights"),
                (730, 11, "You have the right to access your data, and we answer you within 30 days."),
            ],
        ),
        page(3, &[(760, 11, "Thank you for reading all of this to its very end.")]),
    ];
    let document = Document::read(&bytes(file(&pages.each_ref().map(String::as_str))), None).unwrap();
    let text = document.text();
    for words in ["open an account with us, and we keep", "We never sell your data.", "within 30 days."] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Page 2") && !text.contains("Walnut"), "{text}");
    let (headed, _) = document.headed();
    assert!(headed.contains("# Privacy notice\n") && headed.contains("\n## Your data\n"), "{headed}");
    let said: Vec<&str> = document.remarks().iter().map(|remark| remark.code).collect();
    assert_eq!(said, ["paged.mended", "pdf.text"]);
    let reading = read_document(&document);
    let clauses: Vec<&str> = reading.outline.clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert!(clauses.contains(&"your-data") && clauses.contains(&"your-rights"), "{clauses:?}");
    assert!(reading.practices.iter().any(|one| one.kind == Kind::Deadline));
}

#[test]
fn words_are_put_together_from_their_pieces_and_cells_stay_apart() {
    for (content, words) in [
        ("BT /F 10 Tf 50 700 Td [(We ne) -20 (ver) -350 (sell) 40 ( it.)] TJ ET", "We never sell it."),
        ("BT /F 10 Tf 50 700 Td (We never) Tj 45 0 Td (sell) Tj ET", "We never sell"),
        (
            "BT /F 10 Tf 12 TL 50 700 Td (One line) Tj (and the next) ' T* (and a third) Tj ET",
            "One line and the next and a third",
        ),
        ("BT /F 1 Tf 10 0 0 10 50 700 Tm (Large) Tj ET", "Large"),
        ("2 0 0 2 0 0 cm BT /F 5 Tf 50 300 Td (Scaled) Tj ET", "Scaled"),
        ("BT /F 10 Tf 50 700 Td (Name) Tj 100 0 Td (1 year) Tj ET", "Name 1 year"),
        (
            "BT /F 10 Tf 50 700 Td (A \\(round\\) \\251 caf\\351 \\223quote\\224) Tj ET",
            "A (round) © café “quote”",
        ),
        (
            "BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID \u{80}( EI BT /F 10 Tf 50 700 Td (After it) Tj ET",
            "After it",
        ),
        ("BT /F 10 Tf 0 10 -10 0 50 100 Tm (Stamp) Tj ET BT /F 10 Tf 50 700 Td (Text) Tj ET", "Text"),
    ] {
        assert_eq!(text(file(&[content])), words, "{content}");
    }
}

#[test]
fn columns_are_read_one_after_the_other() {
    let column = |left: u32, words: [&str; 3]| -> String {
        words
            .iter()
            .zip([700, 686, 672])
            .map(|(words, up)| format!("BT /F 10 Tf {left} {up} Td ({words}) Tj ET\n"))
            .collect()
    };
    let page = format!("{}{}", column(50, ["one", "two", "three"]), column(320, ["four", "five", "six"]));
    let words: Vec<String> = text(file(&[&page])).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["one", "two", "three", "four", "five", "six"]);
}

#[test]
fn fonts_say_in_their_ways_which_letters_they_show() {
    let differences = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "ABCDEF+Special",
        "Encoding" => dictionary! { "Differences" => vec![1.into(), "W".into(), "e".into(), "f_f_i".into(), "eacute".into(), "g17".into()] },
    };
    assert_eq!(
        text(with_fonts(&["BT /F 10 Tf (\u{1}\u{2} \u{3}\u{4}\u{5}) Tj ET"], differences, dictionary! {})),
        "We ffié"
    );
    let mut file = file(&["BT /F 10 Tf 50 700 Td <000100020003> Tj ET"]);
    let map = file.add_object(Stream::new(
        dictionary! {},
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0003> <0061> endbfrange".to_vec(),
    ));
    let inner = file.add_object(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "DW" => 500, "W" => vec![1.into(), vec![600.into()].into()] });
    let font = file
        .objects
        .values_mut()
        .find_map(|object| object.as_dict_mut().ok().filter(|one| one.has_type(b"Font")))
        .unwrap();
    font.set("Subtype", "Type0");
    font.set("Encoding", "Identity-H");
    font.set("DescendantFonts", vec![inner.into()]);
    font.set("ToUnicode", map);
    assert_eq!(text(file), "abc");
}

#[test]
fn what_is_packed_and_kept_in_streams_of_objects_is_read() {
    let mut packed = file(&[&line(700, 11, "We never sell your data.")]);
    packed.compress();
    let mut modern = Vec::new();
    packed
        .save_with_options(
            &mut modern,
            SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build(),
        )
        .unwrap();
    assert_eq!(document::text(&modern).unwrap().trim(), "We never sell your data.");
}

#[test]
fn a_pdf_without_text_is_a_clear_finding() {
    assert_eq!(refused(&bytes(file(&[""]))), "document.no_text");
    let mut picture =
        with_fonts(&["/P Do"], dictionary! {}, dictionary! { "P" => Object::Reference((90, 0)) });
    let stream = Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 },
        vec![0],
    );
    picture.objects.insert((90, 0), stream.into());
    picture.max_id = 90;
    assert_eq!(refused(&bytes(picture)), "document.no_text");
    let symbols = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Own", "Encoding" => "Identity-H" };
    assert_eq!(
        refused(&bytes(with_fonts(&["BT /F 9 Tf <00010002> Tj ET"], symbols, dictionary! {}))),
        "document.unknown_letters"
    );
    for damaged in
        [&b"%PDF-1.7"[..], b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF", b"%PDF-1.4 \x00\xff"]
    {
        assert_eq!(refused(damaged), "document.damaged");
    }
}

#[test]
fn words_that_nobody_sees_are_left_out_unless_the_page_is_a_picture_of_them() {
    let seen = text(file(&["BT /F 10 Tf 50 700 Td (Seen) Tj 3 Tr 0 -14 Td (unseen) Tj ET"]));
    assert_eq!(seen, "Seen");
    let recognised =
        Document::read(&bytes(file(&["BT 3 Tr /F 10 Tf 50 700 Td (We sell it) Tj ET"])), None).unwrap();
    assert_eq!(recognised.text().trim(), "We sell it");
    assert!(recognised.remarks().iter().any(|remark| remark.code == "pdf.recognised"));
}

#[test]
fn a_password_is_asked_for_only_where_one_is_needed() {
    let locked = |user: &str| {
        let mut file = file(&[&line(700, 11, "We never sell your data.")]);
        let id = || Object::String(vec![7; 16], StringFormat::Hexadecimal);
        file.trailer.set("ID", vec![id(), id()]);
        let version = lopdf::EncryptionVersion::V2 {
            document: &file,
            owner_password: "owner",
            user_password: user,
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).unwrap();
        file.encrypt(&state).unwrap();
        bytes(file)
    };
    assert_eq!(refused(&locked("secret")), "document.encrypted");
    assert_eq!(document::text(&locked("")).unwrap().trim(), "We never sell your data.");
}

#[test]
fn files_that_mean_harm_end_soon() {
    // A form that shows itself, and states that are never given back.
    let mut endless =
        with_fonts(&["/P Do q q q"], dictionary! {}, dictionary! { "P" => Object::Reference((90, 0)) });
    let form = dictionary! { "Subtype" => "Form", "Resources" => dictionary! { "XObject" => dictionary! { "P" => Object::Reference((90, 0)) } } };
    endless.objects.insert((90, 0), Stream::new(form, b"/P Do ".repeat(50)).into());
    endless.max_id = 90;
    assert_eq!(refused(&bytes(endless)), "document.no_text");
    // Pages whose tree leads back to itself.
    let mut circle = file(&[&line(700, 11, "Words")]);
    let tree = circle.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    circle.get_dictionary_mut(tree).unwrap().set("Kids", vec![tree.into(), tree.into()]);
    refused(&bytes(circle));
    // Forty megabytes of nothing, packed.
    let mut bomb = file(&[&line(700, 11, "Words")]);
    let id = bomb.get_page_contents(bomb.page_iter().next().unwrap())[0];
    bomb.objects.insert(id, Stream::new(dictionary! {}, vec![b' '; 40_000_000]).into());
    bomb.compress();
    assert_eq!(refused(&bytes(bomb)), "document.no_text");
    // Objects in objects in objects.
    let mut deep = bytes(file(&[&line(700, 11, "Words")]));
    deep.extend_from_slice(b"\n99 0 obj\n");
    deep.extend(std::iter::repeat_n(b'[', 200_000));
    let _ = Document::read(&deep, None);
}

#[test]
fn a_file_that_ends_early_is_read_or_refused_wherever_it_ends() {
    let whole = bytes(file(&[&line(700, 11, "We never sell your data.")]));
    for end in 0..whole.len() {
        let _ = Document::read(&whole[..end], None);
    }
}

#[test]
fn a_text_says_the_same_printed_and_plain() {
    let sentences = [
        "We collect your email address when you sign up.",
        "We never sell your data.",
        "You have the right to access your data.",
        "We will respond to your request within 30 days.",
    ];
    let page: String =
        sentences.iter().zip([700, 670, 640, 610]).map(|(words, up)| line(up, 11, words)).collect();
    let printed = Document::read(&bytes(file(&[&page])), None).unwrap();
    let kinds =
        |reading: &probity_notice::Reading| reading.practices.iter().map(|one| one.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&read_document(&printed)), kinds(&read(&sentences.join("\n\n"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_byte_may_be_another(at in any::<proptest::sample::Index>(), to in any::<u8>(), more in any::<proptest::sample::Index>()) {
        let mut file = file(&["BT /F 10 Tf 50 700 Td [(We) -300 (collect)] TJ ET"]);
        file.compress();
        let mut bytes = bytes(file);
        for place in [at.index(bytes.len()), more.index(bytes.len())] {
            bytes[place] = to;
        }
        match Document::read(&bytes, None) {
            Ok(document) => { let _ = read_document(&document); }
            Err(refusal) => prop_assert!(!matches!(refusal, Unreadable::TooLarge)),
        }
    }

    #[test]
    fn any_content_is_read(content in "([ -~]{0,12}|/F [0-9]{1,3} Tf|\\([ -~]{0,5}\\) Tj|-?[0-9]{1,9} |q|Q|cm|BT|ET|Tm|TJ|T\\*|\\[|BI|ID|EI|<[0-9a-f]{0,6}>){0,20}") {
        if let Ok(document) = Document::read(&bytes(file(&[&content])), None) {
            let _ = read_document(&document);
        }
    }
}
