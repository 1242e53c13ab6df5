//! Promises that the published words themselves keep.

use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::promise::Promise;

/// The clauses of the promise are in the published text.
pub(super) fn is_published(promise: &Promise, world: &World<'_>) -> Verdict {
    let Some(published) = &world.keeper.project().published else {
        return Verdict::unproven("the policy names no notice");
    };
    if promise.clauses.is_empty() {
        return Verdict::unproven("the sentence names no clause");
    }
    let file = world.model.policy.notice.as_ref().map_or("notice", |notice| &notice.value);
    let mut evidence = Vec::new();
    for label in &promise.clauses {
        let Some(text) =
            published.clause(label).and_then(|clause| published.text().get(clause.range.clone()))
        else {
            return Verdict::broken(
                format!("the published text has no clause {label}"),
                vec![world.evidence("text", file, format!("§{label}"), "nothing")],
            );
        };
        let mut found = world.evidence("text", file, format!("§{label}"), text);
        found.answer = format!("{} characters", text.chars().count());
        evidence.push(found);
    }
    Verdict::kept("the published text says it", evidence)
}
