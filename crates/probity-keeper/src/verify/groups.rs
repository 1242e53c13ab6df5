//! `anonymise in groups of at least …`: does an anonymous row, or a total, stand for fewer people?
//!
//! The stores are asked for every table whose rows become anonymous and every table of totals, whoever wrote them.

use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::promise::Promise;

pub(super) async fn large_enough(promise: &Promise, world: &World<'_>) -> Verdict {
    if let Some(why) = world.unreadable() {
        return Verdict::unproven(why);
    }
    let asked = match world.keeper.anonymous_groups().await {
        Ok(asked) => asked,
        Err(error) => return Verdict::unproven(error.chain()),
    };
    if asked.is_empty() {
        return Verdict::unproven(format!(
            "no table of the data map becomes anonymous or is counted (`{}`)",
            promise.sentence
        ));
    }
    let evidence: Vec<_> = asked
        .iter()
        .map(|one| {
            let answer = format!("{} groups, {} too small", one.groups, one.small);
            world.evidence("query", &one.store, one.question.as_str(), answer)
        })
        .collect();
    if let Some(small) = asked.iter().find(|one| one.small > 0) {
        return Verdict::broken(
            format!(
                "{} of {} groups in `{}` stand for too few people",
                small.small, small.groups, small.table
            ),
            evidence,
        );
    }
    let groups: u64 = asked.iter().map(|one| one.groups).sum();
    if groups == 0 {
        return Verdict::unproven("nothing is anonymous yet").having_asked(evidence);
    }
    Verdict::kept(format!("each of {groups} groups stands for enough people"), evidence)
}
