//! `probity hold`: legal holds.

use crate::failure::Failure;
use crate::identity::{Identity, identity, pairs};
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use probity_keeper::{HoldView, Keeper, KeeperError, NewHold, NewHoldScope};
use probity_ledger::RequestId;
use probity_policy::{deadline, retention};
use serde_json::json;

/// Place, list and release legal holds: neither erasure nor expiry touches what they cover.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity hold add --identity email=jane@example.com --owner counsel \\
      --reason lawsuit --review 2027-01-15
  probity hold add --category 'payment.*' --owner counsel --reason audit --until 2027-06-30
  probity hold list
  probity hold release 1b4e28ba-2fa1-41d2-883f-0016d3cca427 --by counsel")]
pub(crate) struct Hold {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Place a hold on a person, a category or a table.
    #[command(after_help = "Examples:
  probity hold add --identity email=jane@example.com --owner counsel \\
      --reason lawsuit --review 2027-01-15
  probity hold add --table core.orders --owner counsel --reason audit --until 2027-06-30")]
    Add(Add),
    /// List the holds, those of the policy too.
    #[command(after_help = "Examples:
  probity hold list
  probity hold list --format json | jq '.holds[] | select(.review_due)'")]
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Release a hold; what waited for it is finished.
    #[command(after_help = "Examples:
  probity hold release 1b4e28ba-2fa1-41d2-883f-0016d3cca427 --by counsel")]
    Release {
        /// The hold's id.
        id: String,
        /// Who releases it.
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        place: Where,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// Everything of the person with this identity; may be given several times for one person.
    #[arg(long, value_parser = identity, value_name = "NAME=VALUE", conflicts_with_all = ["category", "table"])]
    identity: Vec<Identity>,
    /// Rows with columns of this category, such as `payment.*`.
    #[arg(long, value_name = "PATTERN", conflicts_with = "table")]
    category: Option<String>,
    /// The rows of this table.
    #[arg(long, value_name = "STORE.TABLE")]
    table: Option<String>,
    /// Who answers for the hold.
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Its first day; now when absent.
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// The day on which somebody looks at it again.
    #[arg(long, value_name = "DAY")]
    review: Option<Date>,
    /// Its last day; until it is released when absent.
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    #[command(flatten)]
    place: Where,
}

impl Hold {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(async {
            match self.deed {
                Deed::Add(add) => add.run(output).await,
                Deed::List { place } => list(&place, output).await,
                Deed::Release { id, by, place } => release(&id, &by, &place, output).await,
            }
        })
    }
}

impl Add {
    async fn run(self, output: &mut Output) -> Result<(), Failure> {
        let scope = match (self.category, self.table) {
            (Some(category), _) => NewHoldScope::Category(category),
            (_, Some(table)) => NewHoldScope::Table(table),
            _ if self.identity.is_empty() => {
                return Err(Failure::Usage(
                    "say what is held: `--identity`, `--category` or `--table`".to_owned(),
                ));
            }
            _ => NewHoldScope::Person(pairs(&self.identity)),
        };
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        let starts_at = self.from.map(|day| begins(&keeper, day)).transpose()?;
        let review_at = self.review.map(|day| begins(&keeper, day)).transpose()?;
        let ends_at = self
            .until
            .and_then(|day| retention::end_of(&day.to_string(), &deadline::zone(&keeper.model().policy)));
        let new = NewHold { scope, owner: self.owner, reason: self.reason, starts_at, review_at, ends_at };
        let id = keeper.place_hold(new).await.map_err(|error| refused(&error))?;
        keeper.sign_checkpoint().await.map_err(|error| Failure::world("cannot sign the ledger", &error))?;
        if output.is_json() {
            output.json(&json!({ "hold": id.to_string() }));
        } else {
            output.text(&format!("hold {id} is placed\n"));
        }
        Ok(())
    }
}

/// The first instant of a day where the controller is.
fn begins(keeper: &Keeper, day: Date) -> Result<Timestamp, Failure> {
    let zone = deadline::zone(&keeper.model().policy);
    let start = zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible();
    start.map(|zoned| zoned.timestamp()).map_err(|error| Failure::Usage(format!("{day} is no day: {error}")))
}

fn refused(error: &KeeperError) -> Failure {
    match error {
        KeeperError::Desk(error) => Failure::Usage(error.to_string()),
        other => Failure::world("cannot place the hold", other),
    }
}

async fn list(place: &Where, output: &mut Output) -> Result<(), Failure> {
    let keeper = installation::open(place, Wiring::plain()).await?;
    let holds = keeper.holds().await.map_err(|error| Failure::world("cannot read the holds", &error))?;
    if output.is_json() {
        output.json(&json!({ "holds": holds }));
        return Ok(());
    }
    if holds.is_empty() {
        output.text("there is no hold\n");
    }
    for hold in &holds {
        output.text(&line(hold));
    }
    Ok(())
}

fn line(hold: &HoldView) -> String {
    let day = |instant: Option<Timestamp>| instant.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let state = match (hold.stands, hold.review_due, &hold.released_by) {
        (_, _, Some(by)) => format!("released by {by}"),
        (true, true, _) => "stands, review is due".to_owned(),
        (true, false, _) => "stands".to_owned(),
        (false, ..) => "over".to_owned(),
    };
    format!(
        "{}  {} {}: {} (by {}), review {}, ends {}: {state}\n",
        hold.id.as_deref().unwrap_or("policy"),
        hold.scope,
        hold.what,
        hold.reason,
        hold.owner,
        day(hold.review_at),
        day(hold.ends_at)
    )
}

async fn release(id: &str, by: &str, place: &Where, output: &mut Output) -> Result<(), Failure> {
    let Some(parsed) = RequestId::parse(id) else {
        return Err(Failure::Usage(format!("`{id}` is no id of a hold; `probity hold list` shows them")));
    };
    let keeper = installation::open(place, Wiring::plain()).await?;
    let released =
        keeper.release_hold(parsed, by).await.map_err(|error| match error.at_desk("releasing the hold") {
            probity_keeper::desk::DeskError::NotFound => Failure::Usage(format!("there is no hold `{id}`")),
            other => Failure::world("cannot release the hold", &other),
        })?;
    // What waited for the hold is finished here, and not only when the service runs.
    keeper
        .work_until_idle(&format!("hold-{}", std::process::id()))
        .await
        .map_err(|error| Failure::world("cannot finish what waited", &error))?;
    if output.is_json() {
        output.json(&json!({ "hold": id, "released": released }));
    } else if released {
        output.text(&format!("hold {id} is released\n"));
    } else {
        output.text(&format!("hold {id} was released before\n"));
    }
    Ok(())
}
