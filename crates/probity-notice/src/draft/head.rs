//! The head of a draft: what the notice is called, its version and day, whose it is, and whom it speaks to.

use super::statement::Section;
use super::{Drafting, text_of, words};
use crate::{Kind, Reading};
use regex::Regex;
use std::sync::LazyLock;

/// How many characters at the beginning of a notice may say what it is.
const BEGINNING: usize = 2_000;

/// The blocks that every policy begins with.
pub(super) fn head(drafting: &Drafting<'_>, file: &str) -> String {
    let Drafting { text, reading, .. } = drafting;
    let (version, effective) = dated(text);
    let effective = effective.map_or_else(
        || {
            "    // the notice has no date: say from when it holds\n    effective 2000-01-01 unconfirmed\n"
                .to_owned()
        },
        |date| format!("    effective {date}\n"),
    );
    let block = |section| {
        drafting
            .head_block(section)
            .map_or_else(Default::default, |block| (block.quotes().to_owned(), block.lines()))
    };
    let (policy_quotes, policy) = block(Section::Policy);
    let (people_quotes, people) = block(Section::People);
    format!(
        "// Drafted from {file}. Statements marked `unconfirmed` deny until a person confirms them.\n\n\
         {policy_quotes}policy {} version {} {{\n{effective}    notice {}\n{policy}}}\n\n\
         {}\n\
         {people_quotes}people {{\n    kind person \"whoever uses the service\"\n{people}}}\n\n",
        words::text(&title(text, reading)),
        version.as_deref().unwrap_or("1"),
        words::text(file),
        controller(drafting)
    )
}

fn controller(drafting: &Drafting<'_>) -> String {
    let contacts = || drafting.read().filter(|practice| practice.kind == Kind::Contact);
    let said = |key: &str| contacts().find_map(|practice| text_of(practice, key));
    let (quotes, mut lines) = drafting
        .head_block(Section::Controller)
        .map_or_else(Default::default, |block| (block.quotes().to_owned(), block.lines()));
    let country = said("country").map_or_else(
        || "    // no country was read: say where it is established\n".to_owned(),
        |code| format!("    country {code}\n"),
    );
    lines.insert_str(0, &country);
    let (remark, company) = match (said("name"), organisation(drafting.text)) {
        (Some(company), _) => ("", company),
        (None, Some(named)) => (
            "// The notice does not say who the controller is; this is who it names first.\n",
            named.to_owned(),
        ),
        (None, None) => ("// No controller was read: say who it is.\n", "not named in the notice".to_owned()),
    };
    format!("{quotes}{remark}controller {} {{\n{lines}}}\n", words::text(&company))
}

const BEGINS_A_SENTENCE: [&str; 18] = [
    "A", "All", "An", "As", "At", "By", "For", "From", "Here", "How", "In", "Our", "The", "This", "We",
    "Welcome", "What", "When",
];

/// The first name with a legal form that stands near the beginning.
fn organisation(text: &str) -> Option<&str> {
    #[expect(clippy::unwrap_used, reason = "the pattern is written here; a test runs it")]
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b[A-Z][\w’'-]*,? (?:(?:[A-Z][\w’'-]*|&|and|of),? ){0,4}(?:Inc|Ltd|LLC|LLP|Limited|GmbH|Corp|Corporation|UAB|OÜ|S\.A|B\.V|AG|SE|SAS|S\.r\.l|s\.r\.o|Oy|AB|ApS|Pty)\b\.?",
        )
        .unwrap()
    });
    let end = text.char_indices().nth(BEGINNING).map_or(text.len(), |(at, _)| at);
    let mut name = NAMED.find(text.get(..end)?)?.as_str();
    // A sentence begins with a capital too.
    while let Some((_, rest)) = name.split_once(' ').filter(|(first, _)| BEGINS_A_SENTENCE.contains(first)) {
        name = rest;
    }
    // A full stop belongs to an abbreviated form, and may end a sentence after any other.
    let abbreviated = ["Inc.", "Ltd.", "Corp.", "S.A.", "B.V.", "S.r.l.", "s.r.o."];
    Some(if abbreviated.iter().any(|form| name.ends_with(form)) { name } else { name.trim_end_matches('.') })
}

/// The first heading that names something: not a line that says when the text was changed.
fn title(text: &str, reading: &Reading) -> String {
    #[expect(clippy::unwrap_used, reason = "the pattern is written here; a test runs it")]
    static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:last )?(?:updated|revised|modified|changed|amended|effective|version|date)\b")
            .unwrap()
    });
    let bodies = reading.outline.clauses.iter().filter_map(|clause| text.get(clause.body.clone()));
    let named = bodies.take(5).map(str::trim).find(|body| !body.is_empty() && !CHANGED.is_match(body));
    match named {
        Some(heading) if heading.len() <= 120 => heading.to_owned(),
        _ => "Privacy policy".to_owned(),
    }
}

/// The version and the day that a notice prints near its beginning; the last of each, which a torn line leaves.
fn dated(text: &str) -> (Option<String>, Option<String>) {
    let head: String = text.chars().take(BEGINNING).collect();
    #[expect(clippy::unwrap_used, reason = "the patterns are written here; a test runs them")]
    static VERSION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\bversion(?: no\.?)?:? ?v?(\d+(?:\.\d+)*)").unwrap());
    #[expect(clippy::unwrap_used, reason = "the patterns are written here; a test runs them")]
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:(\d{4})-(\d\d)-(\d\d)|(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2}),? (\d{4})|(\d{1,2}) (january|february|march|april|may|june|july|august|september|october|november|december),? (\d{4}))\b").unwrap()
    });
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let version =
        VERSION.captures_iter(&head).last().and_then(|found| Some(found.get(1)?.as_str().to_owned()));
    let date = DATE.captures_iter(&head).last().and_then(|found| {
        let number = |group: usize| found.get(group).and_then(|part| part.as_str().parse::<i16>().ok());
        let month = |group: usize| {
            let name = found.get(group)?.as_str().to_lowercase();
            MONTHS.iter().position(|month| *month == name).and_then(|at| i8::try_from(at + 1).ok())
        };
        let (year, month, day) = match (number(1), number(6), number(9)) {
            (Some(year), _, _) => (year, i8::try_from(number(2)?).ok()?, number(3)?),
            (_, Some(year), _) => (year, month(4)?, number(5)?),
            (_, _, Some(year)) => (year, month(8)?, number(7)?),
            _ => return None,
        };
        jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok().map(|date| date.to_string())
    });
    (version, date)
}

#[cfg(test)]
mod tests {
    use super::{dated, organisation};
    use crate::{draft, read};

    #[test]
    fn a_company_is_found_by_its_legal_form_and_not_beyond_it() {
        let found = |text| organisation(text).map(str::to_owned);
        assert_eq!(
            found("What Bright Harbour Corp strives for. We do.").as_deref(),
            Some("Bright Harbour Corp")
        );
        assert_eq!(found("by Marten & Sons Ltd.").as_deref(), Some("Marten & Sons Ltd."));
        assert_eq!(found("It is run by Kiste GmbH. You may write.").as_deref(), Some("Kiste GmbH"));
        assert_eq!(found("The corporation is limited."), None);
    }

    #[test]
    fn a_notice_is_not_called_by_the_day_that_it_was_changed() {
        let text = "Last updated: 3 March 2025\n\nKITE SCHOOL\n\nPRIVACY POLICY\n\nKite School Limited keeps your name for a year.\n";
        let code = draft(text, &read(text), "kite.txt").code;
        assert!(code.contains("policy \"KITE SCHOOL\" version 1 {\n    effective 2025-03-03\n"), "{code}");
        assert!(code.contains("controller \"Kite School Limited\" {"), "{code}");
    }

    #[test]
    fn of_two_versions_in_one_line_the_last_holds() {
        let said = dated("Version 1.1.Version No 1.2. Last updated 4 May 2024.");
        assert_eq!(said, (Some("1.2".to_owned()), Some("2024-05-04".to_owned())));
    }
}
