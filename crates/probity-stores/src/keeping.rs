//! What forbids that rows go: legal holds and floors, and from which instants floors count.
//!
//! It knows no statement that changes anything; what it says, `decide` and `expiry` obey.
//!
//! INVARIANT (NEVER-EXPIRE-SILENTLY): a period is over only for rows whose instant is known and lies in a year in
//! which the company could have had it. An empty one, one before 1970 and one in the future say nothing.

use crate::engine::{Dialect, qualified, quoted};
use crate::find::IdentityClaim;
use crate::graph::{GraphLink, Node, PersonGraph};
use crate::schema::LiveColumn;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use probity_law::{Calendar, Counting, Cutoff, Due};
use probity_policy::model::data_map::{Anchor, Column, LinkRole, Table};
use probity_policy::model::policy::{Policy, covers};
use probity_policy::retention::{self, Term};
use probity_vocabulary::Period;

/// A legal hold as the stores see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// Why rows stay, for people: the hold's reason, owner and review.
    pub because: String,
    /// Its last day, as an ISO date, when it has one.
    pub until: Option<String>,
    /// What it covers.
    pub scope: HoldScope,
}

/// What a hold covers.
#[derive(Clone, Debug, PartialEq)]
pub enum HoldScope {
    /// Everything that is somebody's.
    People(Vec<IdentityClaim>),
    /// Rows with a column of these categories.
    Categories(Vec<String>),
    /// The rows of this table, `store.table`.
    Table(String),
}

impl Hold {
    /// Whether it covers every row of a table.
    pub(crate) fn covers_table(&self, node: &Node) -> bool {
        match &self.scope {
            HoldScope::People(_) => false,
            HoldScope::Table(name) => node.name.to_string() == *name,
            HoldScope::Categories(patterns) => node.mapped.as_ref().is_some_and(|table| {
                table
                    .columns
                    .iter()
                    .any(|column| patterns.iter().any(|pattern| covers(pattern, &column.category)))
            }),
        }
    }
}

/// The instant, the way of counting, and what is held.
#[derive(Clone, Debug)]
pub struct Keeping {
    pub(crate) now: Timestamp,
    pub(crate) counting: Counting,
    pub(crate) holds: Vec<Hold>,
    /// For each node, the floors that forbid an erasure, with the columns that they cover.
    pub(crate) floors: Vec<Vec<Floor>>,
}

/// A floor under some columns of a table.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    pub(crate) term: Term,
    pub(crate) columns: Vec<String>,
    pub(crate) ends: Ends,
}

/// When the time of a row ends.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// The instants from which it counts, the latest decides; empty when one of them is in no column.
    pub(crate) anchors: Vec<Anchored>,
    pub(crate) periods: Vec<Period>,
    /// The condition that the time of a row is over. It is never empty and never unknown.
    pub(crate) over: String,
}

/// An expression that gives the instant of a row, with the column that it reads in the end.
#[derive(Clone, Debug)]
pub(crate) struct Anchored {
    pub(crate) expression: String,
    pub(crate) column: LiveColumn,
    /// The event may not have come yet; then there is nothing to be wondered at.
    pub(crate) is_event: bool,
}

impl PersonGraph {
    /// The same graph at an instant: with the floors of the policy and the holds of the moment, neither plan nor
    /// look lets go what they keep.
    #[must_use]
    pub fn with_keeping(mut self, policy: &Policy, now: Timestamp, holds: Vec<Hold>) -> Self {
        let counting = retention::counting(policy);
        let floors =
            (0..self.nodes.len()).map(|index| self.node_floors(policy, index, &counting, now)).collect();
        self.keeping = Some(Keeping { now, counting, holds, floors });
        self
    }

    fn node_floors(&self, policy: &Policy, index: usize, counting: &Counting, now: Timestamp) -> Vec<Floor> {
        let mut floors: Vec<Floor> = Vec::new();
        let Some(node) = self.node(index) else { return floors };
        for column in node.mapped.iter().flat_map(|table| &table.columns) {
            for term in retention::terms(policy, &column.category).strict_floors {
                let ends = self.ends(index, Some(column), &term.after, &term.periods, counting, now);
                match floors.iter_mut().find(|floor| floor.term == term && floor.ends.over == ends.over) {
                    Some(floor) => floor.columns.push(column.name.clone()),
                    None => floors.push(Floor { term, columns: vec![column.name.clone()], ends }),
                }
            }
        }
        floors
    }

    /// When the time of a node's rows ends.
    pub(crate) fn ends(
        &self,
        index: usize,
        column: Option<&Column>,
        after: &[Anchor],
        periods: &[Period],
        counting: &Counting,
        now: Timestamp,
    ) -> Ends {
        let nothing = || Ends { anchors: Vec::new(), periods: periods.to_vec(), over: "1 = 0".to_owned() };
        let Some(node) = self.node(index) else { return nothing() };
        let anchors: Option<Vec<Anchored>> =
            after.iter().map(|anchor| self.anchored(index, column, *anchor)).collect();
        let (Some(anchors), Some(cutoff)) = (anchors, counting.cutoff(now, periods)) else {
            return nothing();
        };
        let dialect = node.engine.dialect();
        let over: Option<Vec<String>> =
            anchors.iter().map(|one| dialect.is_before(&one.expression, &one.column, &cutoff)).collect();
        match over {
            Some(over) if !over.is_empty() => {
                let over = if over.len() == 1 { over.concat() } else { format!("({})", over.join(" AND ")) };
                Ends { anchors, periods: periods.to_vec(), over }
            }
            _ => nothing(),
        }
    }

    /// Where the instant of a row is: in the column's own companion, in the row, or, for what happens to a person,
    /// in the row that this one belongs to.
    pub(crate) fn anchored(&self, index: usize, column: Option<&Column>, anchor: Anchor) -> Option<Anchored> {
        let node = self.node(index)?;
        let table = node.mapped.as_ref()?;
        let is_event = !matches!(anchor, Anchor::Collected | Anchor::Receipt);
        let own = column.and_then(|column| column.collected.as_ref()).filter(|_| anchor == Anchor::Collected);
        if let Some(name) = own.or_else(|| table.anchors.get(&anchor)) {
            let column = node.live.column(name)?.clone();
            return Some(Anchored { expression: in_table(node, name), column, is_event });
        }
        if !is_event {
            return None;
        }
        self.inherited(index, anchor, &mut vec![index])
    }

    fn inherited(&self, index: usize, anchor: Anchor, passed: &mut Vec<usize>) -> Option<Anchored> {
        let node = self.node(index)?;
        let up = |link: &&GraphLink| {
            link.to == index && link.role == LinkRole::BelongsTo && link.embedded.is_none()
        };
        for link in self.links.iter().filter(up) {
            let parent = self.node(link.from)?;
            if passed.contains(&link.from) || parent.name.store != node.name.store {
                continue;
            }
            passed.push(link.from);
            let table: &Table = parent.mapped.as_ref()?;
            let inner = match table.anchors.get(&anchor) {
                Some(name) => Some(Anchored {
                    expression: in_table(parent, name),
                    column: parent.live.column(name)?.clone(),
                    is_event: true,
                }),
                None => self.inherited(link.from, anchor, passed),
            };
            let Some(inner) = inner else { continue };
            let expression = self.of_owner(link, &inner.expression)?;
            return Some(Anchored { expression, ..inner });
        }
        None
    }
}

impl PersonGraph {
    /// What an expression over the row that a row belongs to gives there, both in one store.
    pub(crate) fn of_owner(&self, link: &GraphLink, expression: &str) -> Option<String> {
        let (pairs, from) = (self.pairs(link)?, qualified(&self.node(link.from)?.live));
        Some(format!("(SELECT {expression} FROM {from} WHERE {pairs} LIMIT 1)"))
    }

    /// The condition that a row on the known side of a link and one on the reached side belong together, both in one
    /// store.
    pub(crate) fn pairs(&self, link: &GraphLink) -> Option<String> {
        let (owner, row) = (self.node(link.from)?, self.node(link.to)?);
        let columns = link.from_columns.iter().zip(&link.to_columns).zip(&link.up);
        let pairs: Vec<String> = columns
            .map(|((known, reached), up)| {
                format!("{} = {}", up.searched(&in_table(owner, known)), up.key(&in_table(row, reached)))
            })
            .collect();
        Some(pairs.join(" AND "))
    }
}

/// A column with its table, so that it is the same one inside a question about another.
pub(crate) fn in_table(node: &Node, column: &str) -> String {
    format!("{}.{}", qualified(&node.live), quoted(column))
}

/// The last instant of some periods from an instant as a store writes it: with or without an offset (then it is
/// UTC), a day alone (then it is the controller's), or seconds or milliseconds since 1970.
pub(crate) fn due(counting: &Counting, text: &str, periods: &[Period]) -> Option<Due> {
    counting.due(instant(text, &counting.zone)?, periods).ok()
}

/// The day on which it ends, where the controller is.
pub(crate) fn day_of(counting: &Counting, due: Due) -> Date {
    due.day.unwrap_or_else(|| due.at.to_zoned(counting.zone.clone()).date())
}

/// How periods are counted where nobody says in which zone.
pub(crate) fn plain_counting() -> Counting {
    Counting { zone: TimeZone::UTC, calendar: Calendar::WEEKDAYS }
}

fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<i64>() {
        let seconds = if number.unsigned_abs() > 100_000_000_000 { number / 1000 } else { number };
        return Timestamp::from_second(seconds).ok();
    }
    if text.len() == 10 {
        let noon = text.parse::<Date>().ok()?.at(12, 0, 0, 0);
        return Some(zone.to_ambiguous_zoned(noon).compatible().ok()?.timestamp());
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let written = text.parse::<DateTime>().ok()?;
    Some(TimeZone::UTC.to_ambiguous_zoned(written).compatible().ok()?.timestamp())
}

/// The condition that an instant is known and could be true at `now`.
pub(crate) fn is_plausible(dialect: &dyn Dialect, anchored: &Anchored, keeping: &Keeping) -> Option<String> {
    let before = keeping.now.checked_add(SignedDuration::from_hours(24)).ok()?;
    let last_day = before.to_zoned(keeping.counting.zone.clone()).date();
    dialect.is_before(&anchored.expression, &anchored.column, &Cutoff { before, last_day })
}

#[cfg(test)]
mod tests {
    use super::{day_of, due, plain_counting};
    use jiff::tz::TimeZone;
    use probity_law::{Calendar, Counting};
    use probity_vocabulary::{Period, Unit};

    fn ends(counting: &Counting, text: &str, amount: u32, unit: Unit) -> Option<String> {
        due(counting, text, &[Period::new(amount, unit)]).map(|due| day_of(counting, due).to_string())
    }

    #[test]
    fn the_end_of_a_period_is_counted_in_the_calendar() {
        let utc = plain_counting();
        assert_eq!(ends(&utc, "2024-01-31", 1, Unit::Months).as_deref(), Some("2024-02-29"));
        assert_eq!(ends(&utc, "2019-05-05 10:00:00", 7, Unit::Years).as_deref(), Some("2026-05-05"));
        assert_eq!(ends(&utc, "2019-05-05 10:00:00+00", 7, Unit::Years).as_deref(), Some("2026-05-05"));
        assert_eq!(ends(&utc, "1700000000", 2, Unit::Weeks).as_deref(), Some("2023-11-28"));
        assert_eq!(ends(&utc, "1700000000000", 25, Unit::Hours).as_deref(), Some("2023-11-15"));
        assert_eq!(ends(&utc, "not a day", 1, Unit::Days), None);
        assert_eq!(ends(&utc, "9999-12-31", 1, Unit::Years), None);
    }

    #[test]
    fn the_day_of_an_instant_is_the_controllers() {
        let panama =
            Counting { zone: TimeZone::get("America/Panama").unwrap(), calendar: Calendar::WEEKDAYS };
        assert_eq!(ends(&panama, "2026-03-01T03:00:00Z", 1, Unit::Days).as_deref(), Some("2026-03-01"));
        assert_eq!(ends(&panama, "2026-03-01", 1, Unit::Days).as_deref(), Some("2026-03-02"));
    }
}
