//! The survey as one page: no script, nothing asked of another host, light and dark, on screen and on paper.
//!
//! INVARIANT (EVERYTHING-ESCAPED): names of the store's tables are foreign text, and pass through [`escaped`].

use super::picture::picture;
use super::text::by_table;
use crate::survey::{Effect, KeyReport, Survey, TableReport, Unreached, Whose};
use probity_source::page::{self, Styles, escaped, with_code};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The page.
#[must_use]
pub fn html(survey: &Survey) -> String {
    let title = format!("Personal data in {}", survey.store);
    let mut out = page::opened(&title, Styles::Inside(include_str!("page.css")));
    let _ = write!(out, "<header>\n<h1>{}</h1>\n", escaped(&title));
    head(&mut out, survey);
    out.push_str("</header>\n<main>\n");
    graph(&mut out, survey);
    people(&mut out, survey);
    categories(&mut out, survey);
    reach(&mut out, survey);
    keys(&mut out, survey);
    elsewhere(&mut out, survey);
    tables(&mut out, survey);
    unseen(&mut out, survey);
    out.push_str("</main>\n<footer><p>Read from the live schema and a bounded sample of rows, without changing anything. No value is on this page. Every conclusion says how sure it is; a person has to confirm it.</p></footer>\n");
    out.push_str(page::CLOSED);
    out
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn tile(out: &mut String, class: &str, number: usize, words: &str) {
    let _ = writeln!(out, "<li class=\"{class}\"><strong>{number}</strong><span>{words}</span></li>");
}

fn head(out: &mut String, survey: &Survey) {
    let (size, personal, reach) = (&survey.size, &survey.personal, &survey.reach);
    let _ = writeln!(
        out,
        "<p class=\"lead\">{}: {} tables with {} columns, {} views, {} declared keys and {} that nothing declares.</p>\n<ul class=\"tiles\">",
        survey.engine, size.tables, size.columns, size.views, size.declared_keys, size.undeclared_keys
    );
    tile(out, "", personal.columns, &format!("columns hold personal data, in {} tables", personal.tables));
    tile(out, "", personal.of_row, "more are personal only because they stand in a row about somebody");
    let care = personal.special + personal.sensitive;
    tile(
        out,
        if care > 0 { "warn" } else { "good" },
        care,
        said(care, "column of a special or sensitive category", "columns of special or sensitive categories"),
    );
    let lost = reach.no_erasure.len();
    let words = if reach.with_data_map {
        said(lost, "column no erasure reaches", "columns no erasure reaches")
    } else {
        said(
            lost,
            "column that leads to nobody, so no erasure could reach it",
            "columns that lead to nobody, so no erasure could reach them",
        )
    };
    tile(out, if lost > 0 { "bad" } else { "good" }, lost, words);
    let stops = survey.keys.iter().filter(|key| key.effect == Effect::Stops).count();
    tile(
        out,
        if stops > 0 { "bad" } else { "good" },
        stops,
        said(stops, "key would stop an erasure", "keys would stop an erasure"),
    );
    let runs = survey.keys.iter().filter(|key| key.effect == Effect::Cascades).count();
    tile(
        out,
        if runs > 0 { "warn" } else { "good" },
        runs,
        said(runs, "key deletes further rows silently", "keys delete further rows silently"),
    );
    let copies = survey.views.iter().filter(|view| view.keeps_copy).count();
    tile(
        out,
        if copies > 0 { "warn" } else { "good" },
        copies,
        said(
            copies,
            "stored view keeps a copy of personal columns",
            "stored views keep copies of personal columns",
        ),
    );
    if !survey.leaks.is_empty() {
        tile(
            out,
            "bad",
            survey.leaks.len(),
            said(survey.leaks.len(), "way around row-level security", "ways around row-level security"),
        );
    }
    out.push_str("</ul>\n");
}

fn graph(out: &mut String, survey: &Survey) {
    let Some(picture) = picture(survey) else { return };
    let sample = |class: &str| {
        format!(
            "<svg width=\"34\" height=\"14\" aria-hidden=\"true\"><path class=\"line {class}\" d=\"M1 7h32\"/></svg>"
        )
    };
    let _ = write!(
        out,
        "<section aria-labelledby=\"whose\">\n<h2 id=\"whose\">Whose the rows are</h2>\n<p>People at the left; to the right the rows that hang on them. A number is a count of personal columns. Tables that hang in the same way share a box.</p>\n<ul class=\"legend\"><li>{}declared key</li><li>{}no key declares it</li><li>{}only names a person</li><li>{}deletes along</li><li>{}stops an erasure</li></ul>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Picture of the person graph\">\n{picture}</div>\n</section>\n",
        sample("way"),
        sample("undeclared"),
        sample("mention"),
        sample("cascades"),
        sample("stops"),
    );
}

/// What is said of one, or of another number.
fn said(number: usize, one: &'static str, other: &'static str) -> &'static str {
    if number == 1 { one } else { other }
}

/// A table of a page: caption, headings, rows of ready cells.
fn table(out: &mut String, caption: &str, headings: &[&str], rows: &[Vec<String>]) {
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
        escaped(caption)
    );
    for heading in headings {
        let _ = write!(out, "<th scope=\"col\">{heading}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = if at == 0 {
                write!(out, "<th scope=\"row\">{cell}</th>")
            } else {
                write!(out, "<td>{cell}</td>")
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn people(out: &mut String, survey: &Survey) {
    out.push_str("<section aria-labelledby=\"people\">\n<h2 id=\"people\">The people</h2>\n");
    if survey.people.is_empty() {
        out.push_str("<p>No table was recognised as people.</p>\n</section>\n");
        return;
    }
    let rows: Vec<Vec<String>> = survey
        .people
        .iter()
        .map(|people| {
            vec![
                code(&people.table),
                people.identities.iter().map(|one| code(one)).collect::<Vec<_>>().join(", "),
                people.tables.to_string(),
                people.rows.map_or_else(|| "unknown".to_owned(), |rows| rows.to_string()),
                format!("{}<span class=\"why\">{}</span>", people.confidence, with_code(&people.reason)),
            ]
        })
        .collect();
    table(
        out,
        "Tables whose rows are people",
        &["Table", "Named by", "Tables that hang on it", "Rows, about", "Sure"],
        &rows,
    );
    out.push_str("</section>\n");
}

fn categories(out: &mut String, survey: &Survey) {
    out.push_str("<section aria-labelledby=\"what\">\n<h2 id=\"what\">What they hold</h2>\n");
    let most = survey.personal.categories.iter().map(|one| one.columns).max().unwrap_or(1).max(1);
    let rows: Vec<Vec<String>> = survey
        .personal
        .categories
        .iter()
        .map(|one| {
            let width = one.columns * 160 / most;
            let care = if one.care { " care" } else { "" };
            let tag = if one.care { " <span class=\"tag stops\">special care</span>" } else { "" };
            vec![
                code(&one.category),
                format!("{}{tag}", escaped(&one.title)),
                format!(
                    "<svg width=\"160\" height=\"10\" aria-hidden=\"true\"><rect class=\"track\" width=\"160\" height=\"10\" rx=\"3\"/><rect class=\"bar{care}\" width=\"{width}\" height=\"10\" rx=\"3\"/></svg> {}",
                    one.columns
                ),
            ]
        })
        .collect();
    if rows.is_empty() {
        out.push_str("<p class=\"empty\">No column looks personal.</p>\n");
    } else {
        table(out, "Columns by category", &["Category", "Meaning", "Columns"], &rows);
    }
    out.push_str("</section>\n");
}

fn reach(out: &mut String, survey: &Survey) {
    let reach = &survey.reach;
    out.push_str("<section aria-labelledby=\"reach\">\n<h2 id=\"reach\">What nothing reaches</h2>\n");
    if !reach.with_data_map {
        let _ = writeln!(
            out,
            "<p>No data map describes this store, so no access answer, no erasure and no retention reaches any of the {} personal columns yet. <code>probity map</code> drafts one. Below is what even the drafted ways would not reach.</p>",
            survey.personal.columns
        );
    }
    let mut parts: Vec<(&str, &str, &[Unreached])> = vec![
        ("No access answer shows", "An access answer shows all of them.", &reach.no_access),
        ("No erasure reaches", "An erasure reaches all of them.", &reach.no_erasure),
    ];
    if reach.with_data_map {
        parts.push(("No retention covers", "All of them have a time to be deleted.", &reach.no_retention));
    }
    if reach.with_policy {
        parts.push(("No purpose uses", "A purpose uses each of them.", &reach.no_purpose));
    }
    out.push_str("<div class=\"two\">\n");
    for (words, none, columns) in parts {
        if columns.is_empty() {
            let _ = writeln!(out, "<p class=\"empty\">{none}</p>");
            continue;
        }
        let rows: Vec<Vec<String>> = by_table(columns)
            .iter()
            .map(|line| {
                let (table, columns) = line.split_once(": ").unwrap_or((line, ""));
                vec![code(table), columns.split(", ").map(code).collect::<Vec<_>>().join(", ")]
            })
            .collect();
        out.push_str("<div>\n");
        table(out, &format!("{words} {} columns", columns.len()), &["Table", "Columns"], &rows);
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n</section>\n");
}

fn effect(key: &KeyReport) -> String {
    let (class, word, what) = match (key.effect, key.same_person) {
        (Effect::Stops, _) => {
            ("stops", "stops", "the rows here can neither go nor be emptied for this person alone")
        }
        (Effect::Cascades, true) => ("cascades", "deletes along", "the person's rows go without a word"),
        (Effect::Cascades, false) => ("stops", "deletes along", "rows that are not this person's go too"),
        (Effect::Empties, _) => ("cascades", "empties", "the column is emptied without a word"),
        (Effect::Waits, true) => ("", "waits", "the rows here go first"),
        (Effect::Waits, false) => ("", "waits", "the column here is emptied first"),
        (Effect::Dangles, _) => ("", "undeclared", "nothing stops the row here from pointing to nothing"),
    };
    format!("<span class=\"tag {class}\">{word}</span><span class=\"why\">{what}</span>")
}

fn keys(out: &mut String, survey: &Survey) {
    if survey.keys.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"keys\">\n<h2 id=\"keys\">What an erasure meets</h2>\n<p>Keys that point to rows which an erasure deletes.</p>\n");
    let mut keys: Vec<&KeyReport> = survey.keys.iter().collect();
    let weight = |key: &KeyReport| match (key.effect, key.same_person) {
        (Effect::Stops, _) => 0,
        (Effect::Cascades, false) => 1,
        (Effect::Cascades, true) => 2,
        (Effect::Empties, _) => 3,
        (Effect::Dangles, _) => 4,
        (Effect::Waits, _) => 5,
    };
    keys.sort_by_key(|key| (weight(key), key.indexed));
    let row = |key: &&KeyReport| {
        vec![
            code(&format!("{}.{}", key.table, key.columns.join(", "))),
            code(&key.to),
            effect(key),
            if key.indexed {
                "yes".to_owned()
            } else {
                "<span class=\"tag cascades\">no</span><span class=\"why\">every deletion reads the whole table</span>".to_owned()
            },
        ]
    };
    let headings = ["Key", "Points to", "What happens", "Index"];
    let (serious, rest): (Vec<&KeyReport>, Vec<&KeyReport>) =
        keys.into_iter().partition(|key| weight(key) < 4);
    if serious.is_empty() {
        out.push_str("<p class=\"empty\">No key stops an erasure or runs on silently.</p>\n");
    } else {
        table(
            out,
            "Keys that stop an erasure or act on their own",
            &headings,
            &serious.iter().map(row).collect::<Vec<_>>(),
        );
    }
    if !rest.is_empty() {
        let _ = writeln!(
            out,
            "<details><summary>{} keys that only ask for the right order, or that nothing declares</summary>",
            rest.len()
        );
        table(out, "Other keys", &headings, &rest.iter().map(row).collect::<Vec<_>>());
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

fn elsewhere(out: &mut String, survey: &Survey) {
    let other: Vec<Vec<String>> = survey
        .other_keys
        .iter()
        .map(|one| {
            let only = if one.only_way { "<span class=\"tag cascades\">the only way</span>" } else { "" };
            vec![
                code(&one.column),
                code(&one.people),
                format!("{only}<span class=\"why\">{}</span>", with_code(&one.reason)),
            ]
        })
        .collect();
    let views: Vec<Vec<String>> = survey
        .views
        .iter()
        .map(|view| {
            let copy = if view.keeps_copy {
                "<span class=\"tag stops\">keeps a copy</span>"
            } else {
                "<span class=\"tag\">shows</span>"
            };
            vec![
                code(&view.view),
                copy.to_owned(),
                view.columns.iter().map(|one| code(one)).collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    let leaks: Vec<Vec<String>> = survey
        .leaks
        .iter()
        .map(|leak| vec![code(&leak.table), code(&leak.through), escaped(leak.how)])
        .collect();
    let triggers: Vec<Vec<String>> =
        survey.triggers.iter().map(|one| vec![code(&one.table), code(&one.trigger)]).collect();
    section(
        out,
        "other-keys",
        "The same person under another key",
        "Columns with a datum that names somebody of another table",
        &["Column", "Same datum as", "Why"],
        &other,
    );
    section(
        out,
        "views",
        "Views over personal columns",
        "Views that show or keep personal columns",
        &["View", "What it does", "Columns"],
        &views,
    );
    section(
        out,
        "leaks",
        "Where row-level security leaks",
        "Ways around the rules of protected tables",
        &["Table", "Through", "How"],
        &leaks,
    );
    section(
        out,
        "triggers",
        "Triggers that an erasure sets off",
        "Triggers on deletion or change of tables with people's rows",
        &["Table", "Trigger"],
        &triggers,
    );
}

/// A section with one table; nothing when there are no rows.
fn section(out: &mut String, id: &str, title: &str, caption: &str, headings: &[&str], rows: &[Vec<String>]) {
    if !rows.is_empty() {
        let _ = writeln!(out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>");
        table(out, caption, headings, rows);
        out.push_str("</section>\n");
    }
}

fn whose(table: &TableReport) -> String {
    let (class, word) = match table.whose {
        Whose::People => ("people", "people"),
        Whose::Theirs => ("", "theirs"),
        Whose::Shared => ("shared", "shared"),
        Whose::Mentions => ("", "mentions"),
        Whose::Nobodys => ("stops", "nobody's"),
    };
    let ways: Vec<String> = table
        .ways
        .iter()
        .map(|way| {
            format!(
                "{} {} by {} <span class=\"why\">{}: {}</span>",
                way.role,
                code(&way.to),
                code(&way.columns.join(", ")),
                way.confidence,
                with_code(&way.reason)
            )
        })
        .collect();
    format!("<span class=\"tag {class}\">{word}</span> {}", ways.join(""))
}

/// The columns that only the row makes personal, by what they may say.
fn of_row(table: &TableReport) -> String {
    let mut by_category: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for column in &table.of_row {
        by_category.entry(&column.category).or_default().push(code(&column.column));
    }
    let lines: Vec<String> = by_category
        .into_iter()
        .map(|(category, columns)| {
            format!("{} <span class=\"why\">{}?</span>", columns.join(", "), escaped(category))
        })
        .collect();
    lines.concat()
}

fn tables(out: &mut String, survey: &Survey) {
    if survey.tables.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"tables\">\n<h2 id=\"tables\">Table by table</h2>\n");
    let rows: Vec<Vec<String>> = survey
        .tables
        .iter()
        .map(|one| {
            let columns: Vec<String> = one
                .columns
                .iter()
                .map(|column| {
                    format!(
                        "{} {} <span class=\"why\">{}: {}</span>",
                        code(&column.column),
                        escaped(&column.category),
                        column.confidence,
                        with_code(&column.reason)
                    )
                })
                .collect();
            vec![code(&one.table), whose(one), columns.join(""), of_row(one)]
        })
        .collect();
    let _ = writeln!(
        out,
        "<details><summary>{} tables with something personal, and why</summary>",
        survey.tables.len()
    );
    table(
        out,
        "Tables, whose their rows are, and what their columns hold",
        &["Table", "Whose", "Personal columns", "Personal because of the row"],
        &rows,
    );
    out.push_str("</details>\n</section>\n");
}

fn unseen(out: &mut String, survey: &Survey) {
    if survey.unseen.is_empty() && survey.not_sampled.is_empty() && survey.notes.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"unseen\">\n<h2 id=\"unseen\">What could not be seen</h2>\n");
    if !survey.notes.is_empty() {
        out.push_str("<ul>\n");
        for note in &survey.notes {
            let _ = writeln!(out, "<li>{}</li>", with_code(note));
        }
        out.push_str("</ul>\n");
    }
    let mut rows: Vec<Vec<String>> =
        survey.unseen.iter().map(|one| vec![code(&one.table), with_code(&one.what)]).collect();
    rows.extend(
        survey
            .not_sampled
            .iter()
            .map(|one| vec![code(one), "no sample: judged by its names alone".to_owned()]),
    );
    if !rows.is_empty() {
        table(out, "Tables that this role may not read, in whole or in part", &["Table", "What"], &rows);
    }
    out.push_str("</section>\n");
}
