//! Legal holds: placing, listing and releasing them, reminding of their review, and what of them stands now.
//!
//! INVARIANT (HELD-STAYS): every plan, look and expiry is made over a graph that knows the holds of the moment.

use crate::desk::DeskError;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::planning::claims;
use crate::reading::{reading, writing};
use jiff::Timestamp;
use jiff::civil::Date;
use probity_ledger::{Kind, RequestId};
use probity_policy::retention::end_of;
use probity_state::holds::{self, Hold, HoldScope};
use probity_state::{KeyOwner, KeyState, StateError, ledger, random_bytes, remainders};
use probity_stores::Hold as StoreHold;
use probity_vocabulary::Personal;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a new hold covers.
#[derive(Clone, Debug)]
pub enum NewHoldScope {
    /// Everything of the person with these identities.
    Person(Vec<(String, Personal<String>)>),
    /// Rows with columns of this category pattern.
    Category(String),
    /// The rows of this table, `store.table`.
    Table(String),
}

/// A hold as somebody asks for it.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// What it covers.
    pub scope: NewHoldScope,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when on; now when absent.
    pub starts_at: Option<Timestamp>,
    /// When it is looked at again.
    pub review_at: Option<Timestamp>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
}

/// A hold as an officer asks for it: in days, where the controller is.
#[derive(Clone, Debug)]
pub struct HoldWish {
    /// What it covers.
    pub scope: NewHoldScope,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The day on which it is looked at again.
    pub review: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
}

/// A hold as it is shown. Holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoldView {
    /// Its id; absent for a hold of the policy, which is released by changing the policy.
    pub id: Option<String>,
    /// `person`, `category` or `table`.
    pub scope: String,
    /// The category patterns or the table; for a person the pseudonym of the ledger.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when on.
    pub starts_at: Option<Timestamp>,
    /// When it is looked at again.
    pub review_at: Option<Timestamp>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// By whom.
    pub released_by: Option<String>,
    /// Whether it stands now.
    pub stands: bool,
    /// Whether its review is due.
    pub review_due: bool,
}

impl Keeper {
    /// Places a hold. From now on neither erasure nor expiry touches what it covers.
    ///
    /// # Errors
    /// When it makes no sense, or the state fails.
    pub async fn place_hold(&self, new: NewHold) -> Result<RequestId, KeeperError> {
        self.place_hold_as(new, None).await
    }

    /// Places a hold as an officer asked for it, under the officer's name.
    ///
    /// # Errors
    /// As [`Keeper::place_hold`].
    pub async fn place_hold_wished(&self, wish: HoldWish, officer: &str) -> Result<RequestId, KeeperError> {
        let zone = &self.inner.letterhead.zone;
        let begins =
            |day: Date| day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).unwrap_or(Timestamp::MIN);
        let new = NewHold {
            scope: wish.scope,
            owner: wish.owner,
            reason: wish.reason,
            starts_at: None,
            review_at: wish.review.map(begins),
            ends_at: wish.until.and_then(|day| end_of(&day.to_string(), zone)),
        };
        self.place_hold_as(new, Some(officer)).await
    }

    async fn place_hold_as(&self, new: NewHold, officer: Option<&str>) -> Result<RequestId, KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let starts_at = new.starts_at.unwrap_or(now);
        self.sensible_hold(&new, starts_at)?;
        let id = RequestId::from_random(random_bytes(inner.random.as_ref()).map_err(StateError::from)?);
        let scope = match &new.scope {
            NewHoldScope::Category(pattern) => HoldScope::Category(pattern.clone()),
            NewHoldScope::Table(table) => HoldScope::Table(table.clone()),
            NewHoldScope::Person(identities) => {
                let person =
                    self.pseudonym(identities).ok_or(KeeperError::Stored("the identities of a hold"))?;
                let key = self.request_key(id).await?;
                let sealed = probity_state::requests::seal_identities(&key, self.nonce()?, id, identities)?;
                HoldScope::Person { person, sealed }
            }
        };
        let mut entry = self
            .entry(Kind::HoldPlaced)
            .fact("hold", id.to_string())
            .fact("by", new.owner.as_str())
            .fact("reason", new.reason.as_str());
        if let Some(officer) = officer {
            entry = entry.fact("placed-by", officer);
        }
        entry = match &scope {
            HoldScope::Person { person, .. } => entry.person(*person).fact("scope", "person"),
            HoldScope::Category(pattern) => entry.fact("scope", "category").fact("what", pattern.as_str()),
            HoldScope::Table(table) => entry.fact("scope", "table").fact("what", table.as_str()),
        };
        let hold = Hold {
            id,
            scope,
            owner: new.owner,
            reason: new.reason,
            starts_at,
            review_at: new.review_at,
            ends_at: new.ends_at,
            released_at: None,
            released_by: None,
            reminded_at: None,
        };
        writing!(inner.state, |tx| {
            holds::place(tx, &hold).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(())
        })?;
        Ok(id)
    }

    fn sensible_hold(&self, new: &NewHold, starts_at: Timestamp) -> Result<(), DeskError> {
        let refuse = |message: &str| Err(DeskError::Refused { message: message.to_owned() });
        for text in [&new.owner, &new.reason] {
            if text.trim().is_empty()
                || text.len() > 200
                || text.contains('@')
                || text.chars().any(char::is_control)
            {
                return refuse(
                    "owner and reason are words of at most 200 characters, without a mail address",
                );
            }
        }
        if new.ends_at.is_some_and(|ends| ends <= starts_at)
            || new.review_at.is_some_and(|review| review < starts_at)
        {
            return refuse("a hold is reviewed and ends after it starts");
        }
        match &new.scope {
            NewHoldScope::Person(identities) if identities.is_empty() => refuse("say whose: an identity"),
            NewHoldScope::Table(table)
                if !self.model().data_map.tables.iter().any(|one| one.name.to_string() == *table) =>
            {
                refuse("the data map has no such table; write it as `store.table`")
            }
            NewHoldScope::Category(pattern) => {
                let known = self
                    .model()
                    .data_map
                    .tables
                    .iter()
                    .flat_map(|table| &table.columns)
                    .any(|column| probity_policy::model::policy::covers(pattern, &column.category));
                if known { Ok(()) } else { refuse("no column of the data map is of this category") }
            }
            _ => Ok(()),
        }
    }

    /// Releases a hold; what waited for it is finished. False when it was released before.
    ///
    /// # Errors
    /// When there is no such hold, or the state fails.
    pub async fn release_hold(&self, id: RequestId, by: &str) -> Result<bool, KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let entry = self.entry(Kind::HoldReleased).fact("hold", id.to_string()).fact("by", by);
        let released = writing!(inner.state, |tx| {
            let released = holds::release(tx, id, by, now).await?;
            if released {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
                let waiting: BTreeSet<RequestId> =
                    remainders::all(tx).await?.into_iter().map(|one| one.request).collect();
                for request in waiting {
                    self.enqueue_finish(tx, request, now).await?;
                }
            }
            Ok(released)
        })?;
        inner.state.keys().destroy(KeyOwner::Request(id), now).await?;
        inner.wake.notify_one();
        Ok(released)
    }

    /// All holds: those of the policy, and those placed by hand, released ones too.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn holds(&self) -> Result<Vec<HoldView>, KeeperError> {
        let now = self.inner.clock.now();
        let zone = &self.inner.letterhead.zone;
        let day = |text: &str| end_of(text, zone);
        let of_policy = self.model().policy.holds.iter().map(|hold| {
            let ends_at = day(&hold.until.value);
            let review_at = hold.review.as_ref().and_then(|review| day(&review.value));
            let patterns: Vec<&str> = hold.categories.iter().map(|one| one.value.as_str()).collect();
            let stands = ends_at.is_none_or(|ends| ends > now);
            HoldView {
                id: None,
                scope: "category".to_owned(),
                what: patterns.join(", "),
                owner: hold.owner.value.clone(),
                reason: hold.purpose.value.clone(),
                starts_at: None,
                review_at,
                ends_at,
                released_at: None,
                released_by: None,
                stands,
                review_due: stands && review_at.is_some_and(|review| review <= now),
            }
        });
        let mut views: Vec<HoldView> = of_policy.collect();
        let placed = reading!(self.inner.state, |tx| Ok(holds::list(tx).await?))?;
        views.extend(placed.into_iter().map(|hold| {
            let (scope, what) = match &hold.scope {
                HoldScope::Person { person, .. } => ("person", person.to_string()),
                HoldScope::Category(pattern) => ("category", pattern.clone()),
                HoldScope::Table(table) => ("table", table.clone()),
            };
            let stands = hold.released_at.is_none()
                && hold.starts_at <= now
                && hold.ends_at.is_none_or(|ends| ends > now);
            HoldView {
                id: Some(hold.id.to_string()),
                scope: scope.to_owned(),
                what,
                owner: hold.owner,
                reason: hold.reason,
                starts_at: Some(hold.starts_at),
                review_at: hold.review_at,
                ends_at: hold.ends_at,
                released_at: hold.released_at,
                released_by: hold.released_by,
                stands,
                review_due: stands && hold.review_at.is_some_and(|review| review <= now),
            }
        }));
        Ok(views)
    }

    /// The holds that stand now, as the stores know them.
    pub(crate) async fn standing_holds(&self, now: Timestamp) -> Result<Vec<StoreHold>, KeeperError> {
        let zone = &self.inner.letterhead.zone;
        let mut standing = Vec::new();
        for hold in &self.model().policy.holds {
            // A day that cannot be read does not end a hold.
            if end_of(&hold.until.value, zone).is_some_and(|ends| ends <= now) {
                continue;
            }
            let review = hold.review.as_ref().map(|review| review.value.clone());
            standing.push(StoreHold {
                because: because(&hold.purpose.value, &hold.owner.value, review),
                until: Some(hold.until.value.clone()),
                scope: probity_stores::HoldScope::Categories(
                    hold.categories.iter().map(|one| one.value.clone()).collect(),
                ),
            });
        }
        for hold in reading!(self.inner.state, |tx| Ok(holds::standing(tx, now).await?))? {
            let day = |at: Timestamp| at.to_zoned(zone.clone()).date().to_string();
            let scope = match &hold.scope {
                HoldScope::Category(pattern) => probity_stores::HoldScope::Categories(vec![pattern.clone()]),
                HoldScope::Table(table) => probity_stores::HoldScope::Table(table.clone()),
                HoldScope::Person { sealed, .. } => {
                    let KeyState::Present(key) =
                        self.inner.state.keys().fetch(KeyOwner::Request(hold.id)).await?
                    else {
                        return Err(KeeperError::Stored("the key of a hold"));
                    };
                    let identities = probity_state::requests::open_identities(&key, hold.id, sealed)?;
                    probity_stores::HoldScope::People(claims(&identities))
                }
            };
            standing.push(StoreHold {
                because: because(&hold.reason, &hold.owner, hold.review_at.map(day)),
                until: hold.ends_at.map(day),
                scope,
            });
        }
        Ok(standing)
    }

    /// When the first of the holds that stand ends by itself.
    pub(crate) async fn next_hold_end(&self, now: Timestamp) -> Result<Option<Timestamp>, KeeperError> {
        let ends = self.holds().await?.into_iter().filter(|hold| hold.stands).filter_map(|hold| hold.ends_at);
        Ok(ends.filter(|ends| *ends > now).min())
    }

    /// Notes in the ledger that reviews are due, once for each hold.
    pub(crate) async fn remind_of_reviews(&self) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let due = reading!(inner.state, |tx| Ok(holds::standing(tx, now).await?))?;
        for hold in due {
            let is_due = hold.review_at.is_some_and(|review| review <= now);
            if !is_due || hold.reminded_at.is_some() {
                continue;
            }
            let entry = self
                .entry(Kind::HoldReviewDue)
                .fact("hold", hold.id.to_string())
                .fact("by", hold.owner.as_str())
                .fact("reason", hold.reason.as_str());
            tracing::warn!(hold = %hold.id, owner = hold.owner, "the review of a legal hold is due");
            writing!(inner.state, |tx| {
                holds::reminded(tx, hold.id, now).await?;
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// `legal hold: lawsuit (by counsel, to be reviewed on 2027-01-15)`.
fn because(reason: &str, owner: &str, review: Option<String>) -> String {
    let review = review.map_or_else(String::new, |day| format!(", to be reviewed on {day}"));
    format!("legal hold: {reason} (by {owner}{review})")
}

/// The same for the person: why, and nothing of who and when inside the company.
pub(crate) fn for_the_person(because: &str) -> &str {
    match because.split_once(" (by ") {
        Some((why, _)) if because.starts_with("legal hold: ") => why,
        _ => because,
    }
}
