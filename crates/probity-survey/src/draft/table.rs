//! One table of a draft.

use super::Naming;
use crate::across::Elsewhere;
use crate::guess::Confidence;
use crate::infer::{ColumnKind, Examined, LinkGuess, Origin, PersonGuess, TableGuess};
use probity_policy::grammar::name_part;
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::Place;
use std::collections::BTreeSet;

/// The block of a table, or a remark when it cannot be written.
pub(crate) fn table_block(naming: &Naming, examined: &Examined, place: &Place, table: &TableGuess) -> String {
    let schema = &examined.catalogue.schema;
    let Some(name) = naming.table(place, &schema.default_schema) else {
        return "// a table whose name the language cannot write was left out\n".to_owned();
    };
    let written = examined.catalogue.written.get(place);
    let mut lines: Vec<String> = written.cloned().into_iter().collect();
    lines.extend(table.remarks.iter().map(|remark| format!("// {}", one_line(remark))));
    if let Some(of) = &table.history_of {
        lines.push(format!("// seems to keep old rows of {}", one_line(&of.table)));
    }
    if let Some(comment) = examined.catalogue.comments.get(&(place.clone(), None)) {
        lines.push(format!("// the store says: {}", one_line(comment)));
    }
    let mut said: BTreeSet<String> = BTreeSet::new();
    if let Some(person) = &table.person {
        said.extend(person.value.key.iter().cloned());
        said.extend(person.value.identities.iter().map(|(_, column)| column.clone()));
        if let Some(sentence) = person_sentence(&person.value) {
            lines.push(sentence_line(&sentence, person.confidence, &person.reason));
        }
    }
    for link in table.links.iter().chain(&table.pointers) {
        if let Some(sentence) = link_sentence(naming, examined, link) {
            said.extend(link.reference.columns.iter().cloned());
            lines.push(sentence_line(&sentence, link.confidence, &link.reason));
        }
    }
    for way in &table.elsewhere {
        if let Some(sentence) = way_sentence(way) {
            said.insert(way.column.clone());
            lines.push(sentence_line(&sentence, way.confidence, &way.reason));
        }
    }
    let leads_somewhere = !table.links.is_empty() || !table.elsewhere.is_empty();
    if !table.reached || (table.person.is_none() && !leads_somewhere && !is_linked_to(examined, place)) {
        lines.extend(mentions_only(table));
        if table.links.is_empty() && table.pointers.is_empty() {
            // Of what holds nothing personal nobody has to know where it is.
            if written.is_some() {
                comment_out_first(&mut lines);
            }
            lines.push("nothing personal".to_owned());
        }
        return block(&name, &lines);
    }
    let mut plain: Vec<String> = Vec::new();
    for column in &table.columns {
        let Some(written) = name_part(&column.name) else { continue };
        match &column.kind {
            ColumnKind::Personal(guess) | ColumnKind::OfRow(guess) => {
                let sentence = format!("{written} {}", guess.value);
                lines.push(sentence_line(&sentence, guess.confidence, &guess.reason));
            }
            ColumnKind::Plain if said.contains(&column.name) => {}
            ColumnKind::Plain => plain.push(written.into_owned()),
        }
    }
    if !plain.is_empty() {
        lines.push(format!("plain {}", plain.join(", ")));
    }
    for (anchor, column) in &table.anchors {
        if let Some(column) = name_part(column) {
            lines.push(format!("counts {} from {column}", anchor.words()));
        }
    }
    lines.push(on_erasure(table));
    block(&name, &lines)
}

fn on_erasure(table: &TableGuess) -> String {
    let mut sentence = "on erasure delete".to_owned();
    let mut remarks = Vec::new();
    if let Some(shell) = &table.shell {
        let blank: Vec<String> =
            shell.blank.iter().filter_map(|name| name_part(name).map(std::borrow::Cow::into_owned)).collect();
        sentence.push_str(&match blank.as_slice() {
            [] => ", or stay where others refer".to_owned(),
            some => format!(", or blank {} where others refer", some.join(", ")),
        });
        let others: Vec<String> = shell.others.iter().map(|other| format!("`{other}`")).collect();
        remarks.push(format!("rows of {} cannot be without it", others.join(", ")));
    }
    if let Some(word) = &table.may_have_to_stay {
        sentence.push_str(" unconfirmed");
        remarks.push(format!(
            "tax or trade law may demand that rows called `{word}` stay: on erasure keep because REASON, blank COLUMNS"
        ));
    }
    if remarks.is_empty() { sentence } else { format!("{sentence} // {}", one_line(&remarks.join("; "))) }
}

fn comment_out_first(lines: &mut [String]) {
    if let Some(first) = lines.first_mut() {
        *first = format!("// {}", one_line(first));
    }
}

/// A table that names people and is nobody's holds them as mentions.
fn mentions_only(table: &TableGuess) -> Option<String> {
    let plain: Vec<String> = table
        .columns
        .iter()
        .filter(|column| {
            let mut links = table.links.iter().chain(&table.pointers);
            !links.any(|link| link.reference.columns.contains(&column.name))
        })
        .filter_map(|column| name_part(&column.name).map(std::borrow::Cow::into_owned))
        .collect();
    let names_somebody = !table.links.is_empty() || !table.pointers.is_empty();
    (names_somebody && !plain.is_empty()).then(|| format!("plain {}", plain.join(", ")))
}

/// Whether another table shares this one with its people.
fn is_linked_to(examined: &Examined, place: &Place) -> bool {
    examined.conclusions.tables.values().any(|table| {
        table
            .links
            .iter()
            .any(|link| link.reference.to == *place && matches!(link.role, LinkRole::Owns | LinkRole::Shows))
    })
}

fn block(name: &str, lines: &[String]) -> String {
    let body: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("table {name} {{\n{body}}}\n")
}

pub(crate) fn sentence_line(sentence: &str, confidence: Confidence, reason: &str) -> String {
    let unconfirmed = if confidence.is_sure() { "" } else { " unconfirmed" };
    format!("{sentence}{unconfirmed} // {confidence}: {}", one_line(reason))
}

/// A remark in one line, whatever a comment or a name in the store holds.
pub(super) fn one_line(text: &str) -> String {
    let line: String = text.chars().take(240).map(|one| if one.is_control() { ' ' } else { one }).collect();
    line.trim().to_owned()
}

fn columns(names: &[String]) -> Option<String> {
    let written: Option<Vec<String>> =
        names.iter().map(|name| name_part(name).map(std::borrow::Cow::into_owned)).collect();
    let written = written?;
    Some(if written.len() == 1 { written.concat() } else { format!("({})", written.join(", ")) })
}

fn person_sentence(person: &PersonGuess) -> Option<String> {
    let mut parts = vec![columns(&person.key)?];
    let mut names: BTreeSet<&str> = BTreeSet::new();
    if let [only] = person.key.as_slice() {
        names.insert(only);
    }
    for (name, column) in &person.identities {
        if person.key.len() == 1 && person.key.contains(column) {
            continue;
        }
        let name = if names.contains(name.as_str()) { column } else { name };
        let Some(written) = name_part(column) else { continue };
        if !names.insert(name) {
            continue;
        }
        if name == column {
            parts.push(written.into_owned());
        } else {
            parts.push(format!("{written} as {name}"));
        }
    }
    Some(format!("is {} by {}", person.kind, parts.join(", ")))
}

/// A way to a table of another store.
fn way_sentence(way: &Elsewhere) -> Option<String> {
    let (store, table) = (name_part(&way.store)?, name_part(&way.to.table)?);
    let to = if way.in_default_schema {
        format!("{store}.{table}")
    } else {
        format!("{store}.{}.{table}", name_part(&way.to.schema)?)
    };
    let mut sentence = format!("belongs to {to} by {}", name_part(&way.column)?);
    if !way.is_key {
        sentence.push_str(&format!(" = {}", name_part(&way.to_column)?));
    }
    Some(sentence)
}

pub(crate) fn link_sentence(naming: &Naming, examined: &Examined, link: &LinkGuess) -> Option<String> {
    let reference = &link.reference;
    let to = naming.table(&reference.to, &examined.catalogue.schema.default_schema)?;
    let words = match link.role {
        LinkRole::BelongsTo => "belongs to",
        LinkRole::Owns => "owns",
        LinkRole::SeenBy => "seen by",
        LinkRole::Shows => "shows",
        LinkRole::Mentions => "mentions",
        // No inference concludes these.
        LinkRole::Identifies | LinkRole::SealedBy => return None,
    };
    let mut sentence = format!("{words} {to} by {}", columns(&reference.columns)?);
    let there = examined.conclusions.tables.get(&reference.to);
    let is_key = there
        .and_then(|table| table.person.as_ref())
        .is_some_and(|person| person.value.key == reference.to_columns);
    if !is_key {
        sentence.push_str(&format!(" = {}", columns(&reference.to_columns)?));
    }
    if link.delete_for_all {
        sentence.push_str(", delete for all");
    }
    if let Origin::Kind { column, word } = &reference.origin {
        sentence.push_str(&format!(
            " when {} = \"{}\"",
            name_part(column)?,
            word.replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    Some(sentence)
}
