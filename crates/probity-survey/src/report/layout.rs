//! Where the tables of the person graph are drawn: in columns from the people outward, tables that hang in the
//! same way in one box, so that two hundred tables can be read.
//!
//! It computes places; `picture` draws. INVARIANT (EVERY-TABLE-ONCE): each personal table is in exactly one box.

use crate::survey::{Effect, Survey, TableReport, Whose};
use std::collections::{BTreeMap, BTreeSet};

/// Boxes and the lines between them.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) boxes: Vec<TableBox>,
    pub(super) lines: Vec<Line>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// One table, or several that hang in the same way.
#[derive(Debug, Default)]
pub(super) struct TableBox {
    pub(super) title: String,
    pub(super) tables: Vec<String>,
    pub(super) whose: Option<Whose>,
    pub(super) personal: usize,
    /// What stands in the box: a line for each way, or the tables of a group.
    pub(super) rows: Vec<Row>,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) height: u32,
    /// How many steps it is from people.
    pub(super) layer: usize,
}

/// A row of a box.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) style: Option<Style>,
}

/// How a way is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// A way that a plan follows in order.
    Way,
    /// A way that no key declares.
    Undeclared,
    /// Somebody is only named.
    Mention,
    /// Deletes along, silently.
    Cascades,
    /// Stops a deletion.
    Stops,
}

impl Style {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Way => "way",
            Self::Undeclared => "undeclared",
            Self::Mention => "mention",
            Self::Cascades => "cascades",
            Self::Stops => "stops",
        }
    }
}

/// A line from a box to a row of another.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) style: Style,
    pub(super) from: (u32, u32),
    pub(super) to: (u32, u32),
    pub(super) said: String,
}

pub(super) const BOX_WIDTH: u32 = 236;
pub(super) const HEAD: u32 = 28;
pub(super) const ROW: u32 = 18;
const GAP_X: u32 = 96;
const GAP_Y: u32 = 16;
const MARGIN: u32 = 12;
const TOP: u32 = 34;
/// From so many tables on, those that hang in the same way share a box.
const MANY: usize = 26;
/// Tables named in a shared box.
const NAMED: usize = 6;
/// A layer is broken into further columns at this height.
const TALLEST: u32 = 2_400;

struct Edge {
    from: String,
    to: String,
    text: String,
    style: Style,
}

pub(super) fn layout(survey: &Survey) -> Layout {
    let tables: BTreeMap<&str, &TableReport> =
        survey.tables.iter().map(|table| (table.table.as_str(), table)).collect();
    let edges = edges(survey, &tables);
    let layers = layers(&tables, &edges);
    let mut layout = Layout::default();
    let of_table = boxes(&mut layout, &tables, &edges, &layers);
    order(&mut layout, &edges, &of_table);
    place(&mut layout);
    lines(&mut layout, &edges, &of_table);
    layout
}

/// Edges from who owns to what is owned; a mention too, as the weaker line.
fn edges(survey: &Survey, tables: &BTreeMap<&str, &TableReport>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for table in &survey.tables {
        for way in &table.ways {
            if way.to == table.table || !tables.contains_key(way.to.as_str()) {
                continue;
            }
            let effect = survey
                .keys
                .iter()
                .find(|key| key.table == table.table && key.columns == way.columns && key.to == way.to)
                .map(|key| key.effect);
            let style = match (effect, way.role) {
                (Some(Effect::Stops), "mentions" | "seen by") => Style::Stops,
                (Some(Effect::Cascades), _) => Style::Cascades,
                (_, "mentions" | "seen by") => Style::Mention,
                _ if !way.declared => Style::Undeclared,
                _ => Style::Way,
            };
            let (from, to) =
                if way.role == "owns" { (&table.table, &way.to) } else { (&way.to, &table.table) };
            let text = if way.role == "owns" {
                format!("shared by {}.{}", table.table, way.columns.join(", "))
            } else {
                format!("{} {}", word(way.role), way.columns.join(", "))
            };
            edges.push(Edge { from: from.clone(), to: to.clone(), text, style });
        }
    }
    edges
}

fn word(role: &str) -> &str {
    match role {
        "belongs to" => "by",
        "seen by" => "seen by",
        _ => "names",
    }
}

/// How far from the people each table is.
fn layers<'s>(tables: &BTreeMap<&'s str, &TableReport>, edges: &[Edge]) -> BTreeMap<&'s str, usize> {
    let mut layers: BTreeMap<&str, usize> =
        tables.iter().filter(|(_, table)| table.whose == Whose::People).map(|(name, _)| (*name, 0)).collect();
    let mut farthest = 0;
    loop {
        let mut new: Vec<&str> = Vec::new();
        for edge in edges {
            let there = tables.get_key_value(edge.to.as_str()).map(|(name, _)| *name);
            if let Some(there) = there
                && layers.get(edge.from.as_str()) == Some(&farthest)
                && !layers.contains_key(there)
            {
                new.push(there);
            }
        }
        if new.is_empty() {
            break;
        }
        farthest += 1;
        layers.extend(new.into_iter().map(|name| (name, farthest)));
    }
    let alone: Vec<&str> = tables.keys().copied().filter(|name| !layers.contains_key(name)).collect();
    layers.extend(alone.into_iter().map(|name| (name, farthest + 1)));
    layers
}

/// Which tables are alike, as a number for each: they are as far from people, and hang on tables that are alike and have
/// such hanging on them in the same way. People and what they are called are alike to nothing.
fn kinds<'t>(
    tables: &BTreeMap<&'t str, &TableReport>,
    edges: &[Edge],
    layers: &BTreeMap<&str, usize>,
) -> BTreeMap<&'t str, usize> {
    let numbered = |signs: BTreeMap<&'t str, String>| -> BTreeMap<&'t str, usize> {
        let all: BTreeSet<&String> = signs.values().collect();
        let number: BTreeMap<&String, usize> =
            all.into_iter().enumerate().map(|(at, sign)| (sign, at)).collect();
        signs.iter().filter_map(|(name, sign)| Some((*name, *number.get(sign)?))).collect()
    };
    let first = |(name, table): (&&'t str, &&TableReport)| {
        let people = if table.whose == Whose::People { *name } else { "" };
        (*name, format!("{:?} {:?} {people}", layers.get(name), table.whose))
    };
    let mut kinds = numbered(tables.iter().map(first).collect());
    loop {
        let mut around: BTreeMap<&str, BTreeSet<(usize, bool, Style)>> = BTreeMap::new();
        for edge in edges {
            let (from, to) = (edge.from.as_str(), edge.to.as_str());
            let (Some(above), Some(below)) = (kinds.get(from), kinds.get(to)) else { continue };
            around.entry(to).or_default().insert((*above, true, edge.style));
            around.entry(from).or_default().insert((*below, false, edge.style));
        }
        let finer = numbered(
            kinds.iter().map(|(name, kind)| (*name, format!("{kind} {:?}", around.get(name)))).collect(),
        );
        let count = |kinds: &BTreeMap<&str, usize>| kinds.values().collect::<BTreeSet<_>>().len();
        if count(&finer) == count(&kinds) {
            return kinds;
        }
        kinds = finer;
    }
}

/// Makes the boxes and says in which box each table is.
fn boxes(
    layout: &mut Layout,
    tables: &BTreeMap<&str, &TableReport>,
    edges: &[Edge],
    layers: &BTreeMap<&str, usize>,
) -> BTreeMap<String, usize> {
    let mut groups: BTreeMap<(usize, usize, &str), Vec<&str>> = BTreeMap::new();
    let kinds = kinds(tables, edges, layers);
    let many = tables.len() > MANY;
    for (name, kind) in &kinds {
        let layer = layers.get(name).copied().unwrap_or(0);
        groups.entry((layer, *kind, if many { "" } else { name })).or_default().push(name);
    }
    let called: BTreeMap<&str, String> =
        groups.values().flat_map(|names| names.iter().map(|name| (*name, called(names)))).collect();
    let mut of_table = BTreeMap::new();
    for ((layer, ..), names) in &groups {
        let number = layout.boxes.len();
        of_table.extend(names.iter().map(|name| ((*name).to_owned(), number)));
        layout.boxes.push(table_box(*layer, names, tables, edges, &called));
    }
    of_table
}

/// What the tables of a box are called by others.
fn called<T: AsRef<str>>(names: &[T]) -> String {
    let first = names.first().map_or("", AsRef::as_ref);
    if names.len() > 1 { format!("{first} and {} more", names.len() - 1) } else { first.to_owned() }
}

fn table_box(
    layer: usize,
    names: &[&str],
    tables: &BTreeMap<&str, &TableReport>,
    edges: &[Edge],
    called: &BTreeMap<&str, String>,
) -> TableBox {
    let personal = names.iter().filter_map(|name| tables.get(name)).map(|table| table.columns.len()).sum();
    let first = names.first().copied().unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    for edge in edges.iter().filter(|edge| edge.to == first) {
        let from = called.get(edge.from.as_str()).unwrap_or(&edge.from);
        let text = if names.len() > 1 { format!("from {from}") } else { edge.text.clone() };
        if !rows.iter().any(|row| row.text == text) {
            rows.push(Row { text, style: Some(edge.style) });
        }
    }
    if names.len() > 1 {
        rows.extend(names.iter().take(NAMED).map(|name| Row { text: (*name).to_owned(), style: None }));
        if names.len() > NAMED {
            rows.push(Row { text: format!("… and {} more", names.len() - NAMED), style: None });
        }
    }
    TableBox {
        title: if names.len() > 1 { format!("{} tables alike", names.len()) } else { first.to_owned() },
        tables: names.iter().map(|name| (*name).to_owned()).collect(),
        whose: tables.get(first).map(|table| table.whose),
        personal,
        height: HEAD + u32::try_from(rows.len()).unwrap_or(0) * ROW + if rows.is_empty() { 0 } else { 8 },
        rows,
        layer,
        ..TableBox::default()
    }
}

/// Puts boxes near those that they hang on: twice the middle of the boxes before.
fn order(layout: &mut Layout, edges: &[Edge], of_table: &BTreeMap<String, usize>) {
    let mut position: Vec<f64> = (0..layout.boxes.len()).map(|at| at as f64).collect();
    let last = layout.boxes.iter().map(|one| one.layer).max().unwrap_or(0);
    let links: Vec<(usize, usize)> = edges
        .iter()
        .filter_map(|edge| Some((*of_table.get(&edge.from)?, *of_table.get(&edge.to)?)))
        .collect();
    for _ in 0..3 {
        for layer in 0..=last {
            let mut members: Vec<(f64, usize)> = layout
                .boxes
                .iter()
                .enumerate()
                .filter(|(_, one)| one.layer == layer)
                .map(|(at, _)| {
                    let near: Vec<f64> = links
                        .iter()
                        .filter_map(|(from, to)| {
                            let other = if *to == at {
                                *from
                            } else if *from == at {
                                *to
                            } else {
                                return None;
                            };
                            position.get(other).copied()
                        })
                        .collect();
                    let own = position.get(at).copied().unwrap_or(0.0);
                    let middle =
                        if near.is_empty() { own } else { near.iter().sum::<f64>() / near.len() as f64 };
                    (middle, at)
                })
                .collect();
            members.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
            let count = members.len().max(1) as f64;
            for (rank, (_, at)) in members.into_iter().enumerate() {
                if let Some(slot) = position.get_mut(at) {
                    *slot = rank as f64 / count * 100.0;
                }
            }
        }
    }
    for (at, one) in layout.boxes.iter_mut().enumerate() {
        // Kept as a place down the page until it is placed.
        one.y = position.get(at).map_or(0, |place| (place * 1_000.0) as u32);
    }
}

fn place(layout: &mut Layout) {
    let last = layout.boxes.iter().map(|one| one.layer).max().unwrap_or(0);
    let mut x = MARGIN;
    for layer in 0..=last {
        let mut members: Vec<usize> = (0..layout.boxes.len())
            .filter(|at| layout.boxes.get(*at).is_some_and(|one| one.layer == layer))
            .collect();
        members.sort_by_key(|at| layout.boxes.get(*at).map(|one| (one.y, *at)));
        let mut y = TOP;
        for at in members {
            let Some(one) = layout.boxes.get_mut(at) else { continue };
            if y > TOP && y + one.height > TALLEST {
                y = TOP;
                x += BOX_WIDTH + GAP_X / 2;
            }
            one.x = x;
            one.y = y;
            y += one.height + GAP_Y;
            layout.height = layout.height.max(y);
        }
        x += BOX_WIDTH + GAP_X;
    }
    layout.width = x.saturating_sub(GAP_X) + MARGIN;
    centre(layout);
}

/// Short columns stand in the middle of the tall ones.
fn centre(layout: &mut Layout) {
    let mut bottom: BTreeMap<u32, u32> = BTreeMap::new();
    for one in &layout.boxes {
        let end = bottom.entry(one.x).or_default();
        *end = (*end).max(one.y + one.height + GAP_Y);
    }
    for one in &mut layout.boxes {
        let end = bottom.get(&one.x).copied().unwrap_or(layout.height);
        one.y += layout.height.saturating_sub(end).min(1_200) / 2;
    }
}

fn lines(layout: &mut Layout, edges: &[Edge], of_table: &BTreeMap<String, usize>) {
    let mut drawn: BTreeSet<(usize, usize, Style, u32)> = BTreeSet::new();
    for edge in edges {
        let (Some(from), Some(to)) = (of_table.get(&edge.from), of_table.get(&edge.to)) else { continue };
        let (Some(start), Some(end)) = (layout.boxes.get(*from), layout.boxes.get(*to)) else { continue };
        let text =
            if end.tables.len() > 1 { format!("from {}", called(&start.tables)) } else { edge.text.clone() };
        let row = end.rows.iter().position(|row| row.text == text).unwrap_or(0);
        let down = end.y + HEAD + u32::try_from(row).unwrap_or(0) * ROW + ROW / 2 + 2;
        if from == to || !drawn.insert((*from, *to, edge.style, down)) {
            continue;
        }
        let out = start.y + HEAD / 2;
        let line = Line {
            style: edge.style,
            from: (start.x + BOX_WIDTH, out),
            to: (end.x, down),
            said: format!("{} → {}: {}", edge.from, edge.to, edge.text),
        };
        // Back to a column before, or within one: around the left side.
        let line = if start.x < end.x { line } else { Line { from: (start.x, out), ..line } };
        layout.lines.push(line);
    }
}
