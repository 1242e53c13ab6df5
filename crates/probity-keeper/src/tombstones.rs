//! Tombstones: what is kept of an erasure so that it can be repeated after a restore.
//!
//! INVARIANT (HASHES-ONLY): a tombstone holds HMACs under a key of the keys' database, of identities, of people's keys,
//! and of the values that led from row to row; no value itself. They are sealed with a fresh nonce, so that without the
//! keys nobody can tell whether two tombstones are of one person.

use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use jiff::{Span, Timestamp};
use probity_ledger::{Kind, Normalisation, PseudonymKey, RequestId, SealingKey};
use probity_state::jobs::{self, Claim};
use probity_state::{StateError, Tx, backups, ledger, tombstones};
use probity_stores::{PersonGraph, PlanMaterial};
use probity_vocabulary::{Period, Reveal, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// How many bytes of a hash are kept: two of a billion marks are alike once in 10^20.
const MARK: usize = 16;
/// How many tombstones are read at once.
const PIECE: u32 = 500;

type Mark = [u8; MARK];

/// When people with certain marks were erased.
pub(crate) struct Marks {
    key: PseudonymKey,
    erased: BTreeMap<Mark, Timestamp>,
    /// How many tombstones there are.
    pub(crate) tombstones: u64,
}

impl Marks {
    /// When somebody was erased who had these values in this scope.
    pub(crate) fn erased(&self, scope: &str, values: &[&str]) -> Option<Timestamp> {
        self.erased.get(&mark(&self.key, scope, values)).copied()
    }
}

/// The mark of some values in a scope.
fn mark(key: &PseudonymKey, scope: &str, values: &[&str]) -> Mark {
    // As JSON, so that no two lists of values read alike.
    let text = serde_json::Value::from(values.to_vec()).to_string();
    let hash = key.blind_index(scope, Normalisation::Identifier, &text);
    let mut short = [0_u8; MARK];
    for (to, from) in short.iter_mut().zip(hash.bytes()) {
        *to = *from;
    }
    short
}

/// The key that seals tombstones, derived so that it never meets the hashes.
fn sealing(key: &PseudonymKey) -> SealingKey {
    let derived = key.blind_index("probity tombstones", Normalisation::Identifier, "seal 1");
    SealingKey::new(*derived.bytes())
}

fn marks_in(bytes: &[u8]) -> BTreeSet<Mark> {
    bytes.chunks_exact(MARK).filter_map(|chunk| chunk.try_into().ok()).collect()
}

impl Keeper {
    /// Keeps the tombstone of an erasure, with what earlier plans of the request knew. It counts once the request has
    /// ended.
    pub(crate) async fn bury(
        &self,
        id: RequestId,
        graph: &PersonGraph,
        material: &PlanMaterial,
    ) -> Result<(), KeeperError> {
        let (sealed, _) = self.marked(id, graph, material).await?;
        let now = self.inner.clock.now();
        let until = self.copies_gone_by(now).await?;
        writing!(self.inner.state, |tx| Ok(tombstones::put(tx, id, now, &sealed, until).await?))
    }

    /// Keeps the tombstone of what an erasure had left and is now gone too: backups taken since the erasure still hold
    /// it. It counts from the erasure on, as far as that is still remembered.
    pub(crate) async fn bury_rest(
        &self,
        id: RequestId,
        graph: &PersonGraph,
        material: &PlanMaterial,
    ) -> Result<(), KeeperError> {
        let (sealed, erased_at) = self.marked(id, graph, material).await?;
        let now = self.inner.clock.now();
        let until = self.copies_gone_by(now).await?;
        let erased_at = erased_at.unwrap_or(now);
        writing!(self.inner.state, |tx| {
            tombstones::put(tx, id, erased_at, &sealed, until).await?;
            if let Some(until) = until {
                self.settle_at(tx, id, until).await?;
            }
            Ok(())
        })
    }

    /// The sealed marks of an erasure with those of its tombstone as it stands, and since when that stands.
    async fn marked(
        &self,
        id: RequestId,
        graph: &PersonGraph,
        material: &PlanMaterial,
    ) -> Result<(Vec<u8>, Option<Timestamp>), KeeperError> {
        let inner = &self.inner;
        let key = inner.state.keys().tombstone_key().await?;
        let seal = sealing(&key);
        let known = reading!(inner.state, |tx| Ok(tombstones::find(tx, id).await?))?;
        let known = known.and_then(|known| Some((known.sealed?, known.erased_at)));
        let mut marks = match &known {
            Some((sealed, _)) => marks_in(&seal.open(&id.bytes(), sealed).map_err(StateError::from)?),
            None => BTreeSet::new(),
        };
        let memory = material.memory(graph);
        for (scope, values) in memory.reveal(Reveal::Pseudonymise) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            marks.insert(mark(&key, scope, &values));
        }
        let bytes: Vec<u8> = marks.into_iter().flatten().collect();
        let sealed = seal.seal(self.nonce()?, &id.bytes(), &bytes).map_err(StateError::from)?;
        Ok((sealed, known.map(|(_, erased_at)| erased_at)))
    }

    /// Adds the job that looks whether a tombstone can settle, for an instant. There may be one for each.
    async fn settle_at(&self, tx: &mut Tx, id: RequestId, at: Timestamp) -> Result<(), StateError> {
        let job = jobs::NewJob {
            kind: crate::worker::SETTLE.to_owned(),
            payload: id.to_string(),
            dedup_key: Some(format!("{}-{}:{id}", crate::worker::SETTLE, at.as_second())),
            run_after: at,
            max_attempts: 1000,
        };
        jobs::enqueue(tx, &job, self.inner.clock.now()).await?;
        Ok(())
    }

    /// The marks of all erasures that were done, since an instant when one is given.
    pub(crate) async fn marks(&self, since: Option<Timestamp>) -> Result<Marks, KeeperError> {
        let key = self.inner.state.keys().tombstone_key().await?;
        let seal = sealing(&key);
        let mut marks = Marks { key, erased: BTreeMap::new(), tombstones: 0 };
        let mut after = None;
        loop {
            let piece =
                reading!(self.inner.state, |tx| Ok(tombstones::standing(tx, since, after, PIECE).await?))?;
            let Some(last) = piece.last() else { return Ok(marks) };
            after = Some(last.request);
            for tombstone in piece {
                let Some(sealed) = tombstone.sealed else { continue };
                marks.tombstones = marks.tombstones.saturating_add(1);
                let plain = seal.open(&tombstone.request.bytes(), &sealed).map_err(StateError::from)?;
                for mark in marks_in(&plain) {
                    let erased = marks.erased.entry(mark).or_insert(tombstone.erased_at);
                    *erased = (*erased).max(tombstone.erased_at);
                }
            }
        }
    }

    /// How old the policy lets a backup get.
    pub(crate) fn backups_live(&self) -> Option<Period> {
        let statement = self.model().statements.iter().find(|statement| statement.rule.name == "backups")?;
        statement.period("period").map(|period| period.value)
    }

    /// When no backup can hold any more who is erased now: as the policy says, or later when the catalogue knows a
    /// backup that lives longer. Nothing when nobody says how long backups live.
    pub(crate) async fn copies_gone_by(&self, now: Timestamp) -> Result<Option<Timestamp>, KeeperError> {
        let catalogued = reading!(self.inner.state, |tx| Ok(backups::taken_before(tx, now).await?))?;
        let last = catalogued.iter().filter_map(|backup| backup.expires_at).max();
        let promised = self.backups_live().and_then(|period| after(now, period));
        Ok(last.max(promised))
    }

    /// Settles a tombstone when no backup is left that can hold the person, else comes back a day later.
    pub(crate) async fn settle(&self, claim: &Claim, id: RequestId) -> Result<(), KeeperError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let found = reading!(inner.state, |tx| {
            let Some(tombstone) = tombstones::find(tx, id).await? else { return Ok(None) };
            let left = backups::taken_before(tx, tombstone.erased_at).await?;
            Ok(Some((tombstone, left.len())))
        })?;
        let Some((tombstone, left)) = found.filter(|(tombstone, _)| tombstone.settled_at.is_none()) else {
            return self.finish(claim).await;
        };
        let tomorrow = crate::intake::later(now, jiff::SignedDuration::from_hours(24));
        let waits = tombstone.residual_until.is_none_or(|until| until > now) || left > 0;
        let entry = self.entry(Kind::CopiesGone).request(id);
        writing!(inner.state, |tx| {
            if waits {
                let next = tombstone.residual_until.filter(|until| *until > now).unwrap_or(tomorrow);
                tombstones::put_off(tx, id, next).await?;
                self.settle_at(tx, id, next).await?;
            } else if tombstones::settle(tx, id, now).await? {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
            }
            Ok(jobs::complete(tx, claim, now).await?)
        })
    }
}

/// The end of a period that begins at an instant; working days are taken for days.
pub(crate) fn after(now: Timestamp, period: Period) -> Option<Timestamp> {
    let amount = i64::from(period.amount);
    let span = match period.unit {
        Unit::Minutes => Span::new().try_minutes(amount),
        Unit::Hours => Span::new().try_hours(amount),
        Unit::Days | Unit::WorkingDays => Span::new().try_days(amount),
        Unit::Weeks => Span::new().try_weeks(amount),
        Unit::Months => Span::new().try_months(amount),
        Unit::Years => Span::new().try_years(amount),
    };
    let end = now.to_zoned(jiff::tz::TimeZone::UTC).checked_add(span.ok()?).ok()?;
    Some(end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{mark, sealing};
    use probity_ledger::PseudonymKey;

    #[test]
    fn marks_depend_on_key_scope_and_every_value_and_show_none() {
        let (key, other) = (PseudonymKey::new([7; 32]), PseudonymKey::new([8; 32]));
        let one = mark(&key, "key/core.accounts", &["42"]);
        assert_eq!(one, mark(&key, "key/core.accounts", &["42"]));
        assert_ne!(one, mark(&other, "key/core.accounts", &["42"]));
        assert_ne!(one, mark(&key, "key/web.accounts", &["42"]));
        assert_ne!(mark(&key, "link", &["4", "2"]), mark(&key, "link", &["42", ""]));
        assert_ne!(sealing(&key).expose(), sealing(&other).expose());
    }
}
