//! Whether there is more to do than was planned: rows that are found are compared with those of the plan, by the hashes
//! of their keys. Less is no other plan; more or others are.

use crate::decide::SEEN;
use crate::echo::echoes_of;
use crate::execute::Progress;
use crate::plan::{Plan, Signature, StepAction};
use crate::work::{Work, Worklist};
use std::collections::BTreeMap;

/// A step whose rows are no longer those of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedStep {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The action.
    pub action: StepAction,
    /// Rows in the plan.
    pub planned: u64,
    /// Rows found now.
    pub found: u64,
}

/// Steps whose rows are not among those of the plan. In a store that was begun, as many more may be there as the plan
/// says that triggers write.
pub(crate) fn changed(
    plan: &Plan,
    rows: &[Vec<u64>],
    list: &Worklist,
    progress: &Progress,
) -> Vec<ChangedStep> {
    let done = &progress.done;
    let mut echoes = echoes_of(plan);
    let mut planned: BTreeMap<Signature, Vec<u64>> = BTreeMap::new();
    for (step, rows) in plan.steps.iter().zip(rows) {
        planned.entry(step.signature()).or_default().extend(rows);
    }
    let mut found: BTreeMap<Signature, Vec<u64>> = BTreeMap::new();
    let counts =
        |work: &&Work| !done.contains(&work.step.store) && work.step.because.as_deref() != Some(SEEN);
    for work in list.works.iter().filter(counts) {
        found.entry(work.step.signature()).or_default().extend(&work.rows);
    }
    let mut changed = Vec::new();
    for (signature, mut rows) in found {
        let mut known = planned.remove(&signature).unwrap_or_default();
        rows.sort_unstable();
        known.sort_unstable();
        let (store, table, action, _, _) = signature;
        let allowed = echoes.get_mut(&(store.clone(), table.clone(), action));
        let allowed = allowed.filter(|_| progress.begun.contains(&store));
        let more = beyond(&rows, &known);
        if more > 0 && allowed.as_ref().is_some_and(|allowed| more <= **allowed) {
            if let Some(allowed) = allowed {
                *allowed -= more;
            }
        } else if more > 0 {
            let (planned, found) = (known.len() as u64, rows.len() as u64);
            changed.push(ChangedStep { store, table, action, planned, found });
        }
    }
    changed
}

/// How many elements of the one sorted list are not in the other.
fn beyond(part: &[u64], whole: &[u64]) -> u64 {
    let mut rest = whole.iter().peekable();
    let mut more = 0;
    for wanted in part {
        while rest.next_if(|candidate| *candidate < wanted).is_some() {}
        if rest.next_if(|candidate| *candidate == wanted).is_none() {
            more += 1;
        }
    }
    more
}

/// Whether every element of the one sorted list is in the other, as often.
pub(crate) fn is_within(part: &[u64], whole: &[u64]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.by_ref().find(|candidate| *candidate >= wanted) == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::{beyond, is_within};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_part_is_within_its_whole_and_no_more(
            mut part in proptest::collection::vec(0..9_u64, 0..9),
            mut whole in proptest::collection::vec(0..9_u64, 0..9),
        ) {
            part.sort_unstable();
            whole.sort_unstable();
            let mut counts = BTreeMap::<u64, i32>::new();
            for element in &whole { *counts.entry(*element).or_default() += 1; }
            for element in &part { *counts.entry(*element).or_default() -= 1; }
            prop_assert_eq!(is_within(&part, &whole), counts.values().all(|count| *count >= 0));
            prop_assert_eq!(beyond(&part, &whole) as i32, counts.values().map(|count| (-count).max(0)).sum::<i32>());
        }
    }
}
