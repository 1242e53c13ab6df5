//! What single sentences are read as.

use probity_notice::{Kind, read};
use serde_json::{Value, json};

fn kinds(text: &str) -> Vec<Kind> {
    read(text).practices.into_iter().map(|practice| practice.kind).collect()
}

fn value(text: &str, kind: Kind, key: &str) -> Value {
    let reading = read(text);
    let practice = reading.practices.into_iter().find(|practice| practice.kind == kind);
    practice.unwrap_or_else(|| panic!("no {kind:?} in {text}")).value.get(key).cloned().unwrap_or(Value::Null)
}

#[test]
fn one_sentence_is_one_practice_of_the_right_kind() {
    for (sentence, kind) in [
        ("We collect your name and email address when you sign up.", Kind::Collects),
        ("We do not collect any biometric data.", Kind::Collects),
        ("Your data is used only to send the invoice.", Kind::Purpose),
        ("We process your data on the basis of our legitimate interests.", Kind::LegalBasis),
        ("We share your data with payment providers.", Kind::Recipient),
        ("We never sell your personal data.", Kind::NotShared),
        ("Invoices are kept for seven years after they were issued.", Kind::Retention),
        ("You have the right to access your data.", Kind::Right),
        ("You may withdraw your consent at any time.", Kind::Right),
        ("We will reply to your request within one month.", Kind::Deadline),
        ("In case of a breach we notify the authority within 72 hours.", Kind::Breach),
        ("Personal data may be transferred to countries outside the European Union.", Kind::Transfer),
        ("We use cookies to remember your settings.", Kind::Cookie),
        ("We do not knowingly collect data from children under 16.", Kind::Children),
        ("We implement technical measures to protect your data.", Kind::Security),
        ("We may update this policy from time to time without notice.", Kind::ChangeNotice),
        ("We may ask for proof of identity.", Kind::IdentityVerification),
        ("You can contact us at privacy@walnut.example.", Kind::Contact),
        ("We are not responsible for other websites.", Kind::OtherPromise),
    ] {
        let read = kinds(sentence);
        assert!(read.contains(&kind), "{sentence} was read as {read:?}");
    }
}

#[test]
fn what_is_not_a_practice_is_none() {
    for sentence in [
        "Thank you for reading this page.",
        "A cookie is a small text file.",
        "Our office has a garden with walnut trees.",
        "Clients should choose a good password.",
    ] {
        assert!(kinds(sentence).is_empty(), "{sentence} was read as {:?}", kinds(sentence));
    }
}

#[test]
fn durations_ages_and_rights_have_values() {
    let respond = "We will respond to your request within thirty (30) calendar days of receipt.";
    assert_eq!(value(respond, Kind::Deadline, "within"), json!("P30D"));
    let breach = "In case of a breach we notify the authority within 72 hours.";
    assert_eq!(value(breach, Kind::Breach, "within"), json!("PT72H"));
    let floor = "Log data is retained for a minimum of 6 months after it was collected.";
    assert_eq!(value(floor, Kind::Retention, "min"), json!("P6M"));
    let children = "We do not knowingly collect data from children under the age of thirteen (13).";
    assert_eq!(value(children, Kind::Children, "min_age"), json!(13));
    assert_eq!(value("You have the right to data portability.", Kind::Right, "right"), json!("portability"));
    assert_eq!(
        value("You have the right to object to the processing.", Kind::Right, "right"),
        json!("object")
    );
}

#[test]
fn items_are_what_their_introduction_says() {
    let text = "1. Sharing\n1.1. We share personal data with the following categories of recipients:\n- payment companies;\n- couriers.\n2. Use\n2.1. We process data based on your consent for:\n- newsletters;\n- surveys about products.\n";
    let reading = read(text);
    let of = |kind: Kind| {
        reading
            .practices
            .iter()
            .filter(|practice| practice.kind == kind && practice.rule == "list.item")
            .count()
    };
    assert_eq!((of(Kind::Recipient), of(Kind::Purpose)), (2, 2), "{:?}", reading.practices);
}

#[test]
fn a_list_of_cookies_has_names_and_lifetimes() {
    let text = "1. Cookies\n1.1. We use the following cookies:\n- sid / keeps you signed in / Session;\n- seen / remembers the banner / 1 year.\n";
    let reading = read(text);
    let cookies: Vec<(Value, Value)> = reading
        .practices
        .iter()
        .filter(|practice| practice.value.contains_key("expiry"))
        .map(|practice| (practice.value["name"].clone(), practice.value["expiry"].clone()))
        .collect();
    assert_eq!(cookies, [(json!("sid"), json!("session")), (json!("seen"), json!("P1Y"))]);
}

#[test]
fn what_is_said_in_passing_stands_beside_the_practice() {
    for (sentence, said) in [
        (
            "We share Your Personal Data with Service Providers to monitor and analyse how Our Service is used.",
            [Kind::Recipient, Kind::Purpose],
        ),
        ("We keep log data for 30 days to detect misuse of our network.", [Kind::Retention, Kind::Purpose]),
        (
            "The Application collects your location, so that we can show you the nearest branch.",
            [Kind::Collects, Kind::Purpose],
        ),
        (
            "We disclose your data to the insurer once you have given us your consent.",
            [Kind::Recipient, Kind::LegalBasis],
        ),
    ] {
        let read = kinds(sentence);
        assert!(said.iter().all(|kind| read.contains(kind)), "{sentence} was read as {read:?}");
    }
    // What a person does to be answered is no purpose of ours, nor is a protection.
    for sentence in [
        "You can contact us at privacy@walnut.example to have your data deleted.",
        "We take technical measures to protect your data.",
        "To exercise your rights, please write to us.",
    ] {
        assert!(!kinds(sentence).contains(&Kind::Purpose), "{sentence} was read as {:?}", kinds(sentence));
    }
}

#[test]
fn items_whose_marks_were_lost_belong_to_their_introduction() {
    let text = "How We Use It\n\nThe Company may use Personal Data for the following purposes:\n\nTo run the Service and keep it free of faults.\n\nTo manage Your Account: to manage Your registration as a user. Your registration shows in the menu.\n\nFor the performance of a contract: carrying out what You ordered.\n\nWe like walnuts.\n";
    let reading = read(text);
    let said: Vec<(Kind, &str)> =
        reading.practices.iter().map(|practice| (practice.kind, &text[practice.span.clone()])).collect();
    assert_eq!(
        said,
        [
            (Kind::Purpose, "To run the Service and keep it free of faults."),
            (Kind::Purpose, "To manage Your Account: to manage Your registration as a user."),
            (Kind::LegalBasis, "For the performance of a contract"),
            (Kind::Purpose, "carrying out what You ordered."),
        ]
    );
}

#[test]
fn lists_of_data_are_read_however_they_are_announced() {
    for text in [
        "The Application gathers information when You use it. This information may include information such as\n\n- Your phone number\n- The pages that You open\n",
        "# Data\n\nPersonal Data processed: phone number, pages opened.\n",
        "# Data\n\nThe information that We hold about You may include, but is not limited to, the pages that You open.\n",
    ] {
        let read = probity_notice::read_document(&probity_notice::Document::of(
            text.into(),
            probity_notice::Format::Markdown,
        ));
        let kinds: Vec<Kind> = read.practices.iter().map(|practice| practice.kind).collect();
        assert!(kinds.contains(&Kind::Collects), "{text} was read as {kinds:?}");
    }
}

#[test]
fn headings_of_the_source_stand_above_what_is_below_them_in_a_numbered_text() {
    let text = "1. Who we are\n\n1.1. Walnut Ltd. runs this site.\n\n2. Contact\n\n2.1. Write to us.\n\n## How long we keep data\n\nOrders: ten years.\n";
    let document = probity_notice::Document::of(text.into(), probity_notice::Format::Markdown);
    let read = probity_notice::read_document(&document);
    assert!(read.practices.iter().any(|practice| practice.kind == Kind::Retention), "{:?}", read.practices);
}

#[test]
fn rights_recipients_and_controllers_are_read_as_small_publishers_say_them() {
    for (sentence, kind) in [
        ("You may also write to us to have your records corrected or removed.", Kind::Right),
        (
            "If you would like us to erase what we hold on you, send a note to hello@walnut.example.",
            Kind::Right,
        ),
        ("You may update or amend Your information at any time in the settings.", Kind::Right),
        ("You have the option to refuse the sharing of your location.", Kind::Right),
        (
            "These contractors have access to your personal information to do their work for us.",
            Kind::Recipient,
        ),
        (
            "The Company may be required to disclose Your data to a court or another public authority.",
            Kind::Recipient,
        ),
        ("Our affiliates include a parent company in Oslo and a sister firm.", Kind::Recipient),
        ("Your score may be seen by other players.", Kind::Recipient),
        ("Walnut Games built the Nutcracker app as a free app.", Kind::Contact),
        ("Walnut Labs (\u{201c}we\u{201d}, \u{201c}us\u{201d}) values your privacy.", Kind::Contact),
        ("We may process your data outside the country that you live in.", Kind::Transfer),
    ] {
        let read = kinds(sentence);
        assert!(read.contains(&kind), "{sentence} was read as {read:?}");
        assert!(!read.contains(&Kind::ChangeNotice), "{sentence} was read as {read:?}");
    }
    for sentence in [
        "The details that You enter can give You access to different features of the Service.",
        "You may access the home page without an account.",
    ] {
        assert!(!kinds(sentence).contains(&Kind::Right), "{sentence} was read as {:?}", kinds(sentence));
    }
}

#[test]
fn labels_and_lists_without_a_colon_say_what_stands_behind_them() {
    let text = "# Sharing\n\nWe may share Your data in these situations:\n\n- **With suppliers:** We may share Your data with them.\n\nThird-party services used by the app\n\n- Walnut Ads\n- Walnut Maps\n\n# Contact\n\nYou can contact us:\n\n- By phone number: 555 0100\n";
    let document = probity_notice::Document::of(text.into(), probity_notice::Format::Markdown);
    let reading = probity_notice::read_document(&document);
    let said = |kind: Kind| -> Vec<&str> {
        let of_kind = reading.practices.iter().filter(|practice| practice.kind == kind);
        of_kind.map(|practice| &document.text()[practice.span.clone()]).collect()
    };
    let recipients = said(Kind::Recipient);
    assert!(recipients.iter().any(|words| words.starts_with("With suppliers")), "{recipients:?}");
    assert!(recipients.contains(&"Walnut Ads") && recipients.contains(&"Walnut Maps"), "{recipients:?}");
    assert!(said(Kind::Contact).iter().any(|words| words.contains("555 0100")), "{:?}", reading.practices);
}

/// A heading tells what items are that say nothing else: `Your rights` stands above what is never sold, too.
#[test]
fn an_item_below_a_heading_is_what_its_own_words_surely_say() {
    let text = "Privacy\n\nYour rights\n\n- Access to your data\n- We do not sell your data.\n- You can opt out of our newsletter.\n";
    assert_eq!(kinds(text), [Kind::Right, Kind::NotShared, Kind::Right]);
}

#[test]
fn the_lines_of_one_address_are_one_way_to_reach_somebody() {
    let text = "Privacy\n\nContact us\n\n- 12 Larch Lane\n- Springfield, OR 97477\n\nWe answer on weekdays.\n\n- 9 Ash Road\n";
    let reading = read(text);
    let contacts: Vec<&str> = reading
        .practices
        .iter()
        .filter(|practice| practice.kind == Kind::Contact)
        .map(|practice| text[practice.span.clone()].lines().next().unwrap())
        .collect();
    assert_eq!(contacts, ["12 Larch Lane", "9 Ash Road"]);
}

/// Whoever asks promises nothing.
#[test]
fn questions_are_no_practices() {
    let text = "Privacy\n\nAre my data processed outside the EU? Do we share your data with third parties? We process them in Germany.\n";
    assert_eq!(kinds(text), [Kind::Transfer]);
}

/// What a list denies is as surely not done as if each item said so.
#[test]
fn items_of_a_list_that_denies_them_are_not_done() {
    for introduction in [
        "We do not log any of the following data:",
        "Nut never collects the following information:",
        "We don't keep any logs of your data.",
        "We do not store any of the following logs:",
    ] {
        let text =
            format!("Privacy\n\n{introduction}\n\n- Browsing history\n- IP addresses\n\nThat is all.\n");
        let reading = read(&text);
        let items: Vec<_> = reading.practices.iter().filter(|one| one.rule == "list.item").collect();
        assert_eq!(items.len(), 2, "{introduction}: {:?}", reading.practices);
        for item in items {
            assert_eq!(item.kind, Kind::Collects, "{introduction}");
            assert_eq!(item.value.get("polarity"), Some(&json!("negative")), "{introduction}");
        }
    }
    let shared = "Privacy\n\nWe never share the following information with anybody:\n\n- Names\n- Letters\n";
    assert!(kinds(shared).iter().all(|kind| *kind == Kind::NotShared), "{:?}", read(shared).practices);
    let cookies = "Privacy\n\nWe do not use the following types of cookies:\n\n- advertising cookies\n- tracking cookies\n";
    assert!(!kinds(cookies).contains(&Kind::Cookie), "{:?}", read(cookies).practices);
    let used =
        "Privacy\n\nWe do not use your data for the following purposes:\n\n- profiling\n- advertising\n";
    assert!(!kinds(used).contains(&Kind::Purpose), "{:?}", read(used).practices);
}

/// An exception takes the denial back.
#[test]
fn items_of_an_exception_are_done() {
    for introduction in [
        "We do not share your data with third parties, except:",
        "We will not disclose your data unless one of the following recipients needs it:",
        "Your data is never shared other than with these recipients:",
    ] {
        let text = format!("Privacy\n\n{introduction}\n\n- our bank\n- our hosting provider\n");
        let recipients = kinds(&text).into_iter().filter(|kind| *kind == Kind::Recipient).count();
        assert_eq!(recipients, 2, "{introduction}: {:?}", read(&text).practices);
    }
}

#[test]
fn a_sentence_without_a_colon_announces_the_names_or_the_aims_below_it() {
    let names = "Privacy\n\nWe collect personal data that you give us.\n\n- Phone number\n- Date of birth\n";
    assert_eq!(kinds(names), [Kind::Collects, Kind::Collects]);
    let aims =
        "Privacy\n\nWe process your data to run our shop.\n\n- To send parcels\n- To answer questions\n";
    assert!(
        kinds(aims).iter().filter(|kind| **kind == Kind::Purpose).count() >= 2,
        "{:?}",
        read(aims).practices
    );
    let sentences =
        "Privacy\n\nWe collect personal data.\n\n- We do so when you order.\n- Ask us anything.\n";
    assert!(read(sentences).practices.iter().all(|practice| practice.rule != "list.item"));
}

#[test]
fn how_often_somebody_is_answered_limits_the_right() {
    for (sentence, right, times) in [
        ("We only answer two requests a year for each customer.", "all", 2),
        ("You may use the right to data portability twice per calendar year.", "portability", 2),
    ] {
        assert_eq!(value(sentence, Kind::Right, "right"), json!(right), "{sentence}");
        assert_eq!(value(sentence, Kind::Right, "per_year"), json!(times), "{sentence}");
    }
}

/// Behind `we never:`, each item says with its own verb what is not done.
#[test]
fn items_say_themselves_what_is_not_done() {
    let text = "Privacy\n\nWe will never:\n\n- log your IP address\n- sell your data\n- bother you\n";
    let reading = read(text);
    assert_eq!(kinds(text), [Kind::Collects, Kind::NotShared, Kind::OtherPromise], "{:?}", reading.practices);
    assert_eq!(reading.practices[0].value.get("polarity"), Some(&json!("negative")));
    assert_eq!(reading.practices[1].value.get("action"), Some(&json!(["sell"])));
}

/// A wrong sign is worse than a gap.
#[test]
fn what_is_shared_is_never_read_as_not_shared() {
    for sentence in [
        "Advertisers receive your data.",
        "Third parties have access to your data.",
        "Others see the posts that you write.",
        "There is no doubt that data is shared with advertisers.",
        "Our partners may see your details.",
        "No matter how data is shared with us, we pass it on to our bank.",
    ] {
        assert!(!kinds(sentence).contains(&Kind::NotShared), "{sentence}: {:?}", read(sentence).practices);
    }
    for sentence in ["Third parties never see your data.", "Nobody else has access to your data."] {
        assert!(kinds(sentence).contains(&Kind::NotShared), "{sentence}: {:?}", read(sentence).practices);
    }
}

/// What is denied is not read as done, and a draft permits none of it.
#[test]
fn what_is_denied_is_not_read_as_done() {
    for sentence in [
        "We do not collect your name.",
        "Your IP address is not stored.",
        "IP addresses are never logged.",
        "The app does not access your camera.",
        "Your messages cannot be read by us.",
        "We do not use cookies.",
        "This site sets no cookies.",
        "We don\u{2019}t place advertising cookies.",
    ] {
        let reading = read(sentence);
        assert!(!reading.practices.is_empty(), "{sentence} is not read");
        for practice in reading.practices {
            assert_eq!(practice.value.get("polarity"), Some(&json!("negative")), "{sentence}: {practice:?}");
        }
    }
    for (sentence, kind) in [
        ("We don't use your data for advertising.", Kind::Purpose),
        ("We do not use your email address to send you advertising.", Kind::Purpose),
        ("Your data is not passed on to advertisers.", Kind::Recipient),
        ("Our hosting provider has no access to your data.", Kind::Recipient),
        ("We do not use Google Analytics.", Kind::Recipient),
        ("We do not rely on consent.", Kind::LegalBasis),
        ("Processing is not based on legitimate interests.", Kind::LegalBasis),
        ("No data is passed on to third parties.", Kind::Recipient),
    ] {
        assert!(!kinds(sentence).contains(&kind), "{sentence}: {:?}", read(sentence).practices);
    }
}

/// What people must not do is no promise to them.
#[test]
fn what_people_must_not_do_is_not_denied() {
    for text in [
        "Privacy\n\nYou will not:\n\n- share your password\n- log the traffic of others\n",
        "Privacy\n\nYou should not send us the following data:\n\n- card numbers\n- photos of others\n",
    ] {
        let reading = read(text);
        assert!(reading.practices.iter().all(|one| one.kind != Kind::NotShared), "{:?}", reading.practices);
        let denied = |key| reading.practices.iter().any(|one| one.value.contains_key(key));
        assert!(!denied("polarity"), "{:?}", reading.practices);
    }
}
