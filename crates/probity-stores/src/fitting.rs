//! Making what a column becomes fit the check constraints of its table.
//!
//! Values that say nothing are tried against the constraints' own words, over the rows concerned,
//! inside the store: nothing of a constraint is understood here. Where none fits, the plan is refused
//! with the constraint's name.

use crate::blank::Becomes;
use crate::conditions::text_literal;
use crate::decide::Decisions;
use crate::engine::{qualified, quoted};
use crate::error::StoreError;
use crate::graph::Node;
use crate::refusal::PlanRefusal;
use crate::schema::{Check, LiveColumn, TypeFamily};
use crate::workspace::Workspace;

/// Texts that say nothing, from the plainest on; the well-formed ones are of names that RFC 2606
/// reserves and of numbers that nobody has.
const TEXTS: &[&str] = &[
    "",
    "erased",
    "ERASED",
    "erased@erased.invalid",
    "https://erased.invalid/",
    "+0000000000",
    "+000000000000",
    "0",
    "X",
    "XX",
    "xx",
    "XXX",
    "xx-XX",
    "1970-01-01",
    "0.0.0.0",
    "00000000-0000-0000-0000-000000000000",
    "{}",
    "[]",
];
const NUMBERS: &[&str] = &["0", "1", "-1", "10", "18", "100", "1000", "1900", "1970", "2000"];
const DAYS: &[&str] = &["1970-01-01", "1900-01-01", "2000-01-01", "1800-01-01", "9999-12-31"];
const LONGEST_ZEROS: usize = 20;

impl Workspace<'_> {
    /// The columns with what each becomes so that the table's checks hold for the rows; without those
    /// for which nothing does, which are refused.
    pub(crate) async fn fitted(
        &mut self,
        decisions: &mut Decisions,
        index: usize,
        columns: Vec<(String, Becomes)>,
        condition: &str,
    ) -> Result<Vec<(String, Becomes)>, StoreError> {
        let node = self.node(index)?;
        let said = |name: &str| {
            node.mapped.iter().any(|table| table.replacements.iter().any(|said| said.column == name))
        };
        let concerned = columns.iter().any(|(name, _)| !checks_of(node, name).is_empty() || said(name));
        if !concerned {
            return Ok(columns);
        }
        let mut chosen: Vec<(String, Becomes)> = Vec::new();
        for (name, becomes) in columns {
            let checks = checks_of(node, &name);
            let Some(column) = node.live.column(&name).filter(|_| !checks.is_empty() || said(&name)) else {
                chosen.push((name, becomes));
                continue;
            };
            let candidates = self.candidates(index, column, &becomes, said(&name));
            let mut fits = None;
            for candidate in candidates {
                if self.holds(node, &chosen, (&name, &candidate), &checks, condition).await? {
                    fits = Some(candidate);
                    break;
                }
            }
            match fits {
                Some(candidate) => chosen.push((name, candidate)),
                None if matches!(becomes, Becomes::Coarse(..)) => {
                    decisions.refusals.push(PlanRefusal::CannotBeCoarse {
                        table: node.name.to_string(),
                        column: name.clone(),
                        to: becomes.word(),
                        constraint: format!("its checks do not let it pass (`{}`)", check_names(&checks)),
                    });
                }
                None => decisions.refusals.push(PlanRefusal::CannotBeBlank {
                    table: node.name.to_string(),
                    column: name.clone(),
                    constraint: forbidding(&checks),
                }),
            }
        }
        Ok(chosen)
    }

    /// What the column could become, what it should become first.
    fn candidates(&self, index: usize, column: &LiveColumn, becomes: &Becomes, said: bool) -> Vec<Becomes> {
        let mut candidates = vec![becomes.clone()];
        // A value in a column that leads somewhere could lead to somebody else.
        let leads = self.graph.links.iter().any(|link| {
            (link.to == index && link.to_columns.contains(&column.name))
                || (link.from == index && link.from_columns.contains(&column.name))
        });
        if said || leads || !matches!(becomes, Becomes::Null | Becomes::Value(_)) {
            return candidates;
        }
        let dialect = self.dialect(index);
        candidates.extend(dialect.neutral(column).map(Becomes::Value));
        let zeros: Vec<String> = (2..=LONGEST_ZEROS).map(|count| "0".repeat(count)).collect();
        let texts: Vec<&str> = match column.family {
            TypeFamily::Text | TypeFamily::Any => {
                TEXTS.iter().copied().chain(zeros.iter().map(String::as_str)).collect()
            }
            TypeFamily::Integer(_) | TypeFamily::Decimal | TypeFamily::Float => NUMBERS.to_vec(),
            TypeFamily::Date | TypeFamily::Timestamp => DAYS.to_vec(),
            _ => Vec::new(),
        };
        let room = column.length.map_or(usize::MAX, |length| length as usize);
        let fitting = texts.into_iter().filter(|text| text.len() <= room).filter_map(text_literal);
        candidates.extend(fitting.map(|text| {
            let text = if column.family.is_number() { text.trim_matches('\'').to_owned() } else { text };
            Becomes::Value(dialect.cast_text(&text, column))
        }));
        candidates
    }

    /// Whether the checks hold for the rows when the columns become this.
    async fn holds(
        &mut self,
        node: &Node,
        chosen: &[(String, Becomes)],
        candidate: (&str, &Becomes),
        checks: &[&Check],
        condition: &str,
    ) -> Result<bool, StoreError> {
        let become_of = |name: &str| {
            if name == candidate.0 {
                return Some(candidate.1);
            }
            chosen.iter().find(|(other, _)| other == name).map(|(_, becomes)| becomes)
        };
        let dialect = node.engine.dialect();
        let projected: Vec<String> = node
            .live
            .columns
            .iter()
            .map(|column| {
                let name = quoted(&column.name);
                match become_of(&column.name) {
                    Some(Becomes::Null) => format!("{} AS {name}", dialect.cast_text("NULL", column)),
                    Some(Becomes::Value(value) | Becomes::Without(value) | Becomes::Coarse(value, _)) => {
                        format!("{value} AS {name}")
                    }
                    // A pseudonym keeps the form of what it was, as far as can be told.
                    Some(Becomes::Pseudonym) | None => name,
                }
            })
            .collect();
        let fails: Vec<String> = checks.iter().map(|check| format!("NOT {}", inner(check))).collect();
        let fails = if fails.is_empty() { "1 = 0".to_owned() } else { fails.join(" OR ") };
        let rows =
            format!("SELECT {} FROM {} WHERE {condition}", projected.join(", "), qualified(&node.live));
        let question = format!(
            "SELECT {} FROM (SELECT 1 FROM ({rows}) AS {} WHERE {fails} LIMIT 1) AS y",
            dialect.as_text("count(*)"),
            quoted(&node.live.place.table)
        );
        let store = node.name.store.clone();
        // A value that the type or a constraint cannot read is a fault of the statement, and no more.
        let session = self.session(&store)?;
        let asked = async {
            session.run("SAVEPOINT probity_fitting", &[]).await?;
            let counted = session.count(&question, &[]).await;
            if counted.is_err() {
                session.run("ROLLBACK TO SAVEPOINT probity_fitting", &[]).await?;
            }
            session.run("RELEASE SAVEPOINT probity_fitting", &[]).await?;
            Ok(counted.is_ok_and(|count| count == 0))
        }
        .await;
        asked.map_err(|source| self.failed(&store, &format!("try values in `{}`", node.name), source))
    }
}

/// The checks that speak of a column.
fn checks_of<'n>(node: &'n Node, name: &str) -> Vec<&'n Check> {
    node.live.checks.iter().filter(|check| speaks_of(&check.expression, name)).collect()
}

fn speaks_of(expression: &str, name: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (expression, name) = (expression.to_lowercase(), name.to_lowercase());
    expression.match_indices(&name).any(|(at, _)| {
        let before = expression.get(..at).and_then(|text| text.chars().next_back());
        let after = expression.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

/// The condition of a check, without the words that engines put around it.
fn inner(check: &Check) -> String {
    let text = check.expression.trim();
    let begins = text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("check"));
    match (text.find('('), text.rfind(')')) {
        (Some(first), Some(last)) if begins && first < last => {
            text.get(first..=last).unwrap_or(text).to_owned()
        }
        _ => format!("({text})"),
    }
}

fn forbidding(checks: &[&Check]) -> String {
    if checks.is_empty() {
        return "its type does not take what the data map says it becomes".to_owned();
    }
    format!("no value that says nothing passes `{}`; say one: blank COLUMN as \"…\"", check_names(checks))
}

fn check_names(checks: &[&Check]) -> String {
    let name = |check: &&Check| match check.name.as_str() {
        "" => check.expression.clone(),
        name => name.to_owned(),
    };
    checks.iter().map(name).collect::<Vec<_>>().join("`, `")
}

#[cfg(test)]
mod tests {
    use super::{inner, speaks_of};
    use crate::schema::Check;

    #[test]
    fn a_check_is_about_the_columns_that_it_names() {
        assert!(speaks_of("CHECK ((Email ~~ '%@%'::text))", "email"));
        assert!(speaks_of("(\"e mail\" IS NOT NULL)", "e mail"));
        assert!(!speaks_of("(mailbox > 0)", "mail"));
        let of = |text: &str| inner(&Check { name: String::new(), expression: text.to_owned() });
        assert_eq!(of("CHECK ((a > 0)) NOT VALID"), "((a > 0))");
        assert_eq!(of("(a > 0)"), "((a > 0))");
    }
}
