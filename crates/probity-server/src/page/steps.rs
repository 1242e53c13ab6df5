//! The way of a request as a list of steps, for its person.

use super::words::state_name;
use probity_keeper::desk::{RequestView, Stage};
use probity_vocabulary::RequestState;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    /// `done`, `now` or `later`.
    pub(crate) progress: &'static str,
}

impl Step {
    /// The progress for those who do not see the sign.
    pub(crate) fn progress_name(&self) -> &'static str {
        match self.progress {
            "done" => "done",
            "now" => "now",
            _ => "still to come",
        }
    }
}

const WAY: [(Stage, &str, &str); 4] = [
    (Stage::Person, "You confirmed it is you", "With the code that we sent you."),
    (
        Stage::Planning,
        "We look where your data is",
        "In every store that holds any, and what must be done there.",
    ),
    (Stage::Approval, "A human checks the plan", "Nothing is changed before that."),
    (Stage::CarryingOut, "It is carried out", "Exactly as planned, and then we look again."),
];

/// The steps of a request. What a closed request never reached is not shown.
pub(crate) fn steps(request: &RequestView) -> Vec<Step> {
    let mut steps = vec![Step { name: "Your request arrived", help: "", progress: "done" }];
    let reached = WAY.iter().position(|(stage, ..)| *stage == request.stage);
    for (index, (_, name, help)) in WAY.iter().enumerate() {
        let progress = match reached {
            Some(at) if index == at => "now",
            Some(at) if index > at => "later",
            Some(_) => "done",
            None if request.state == RequestState::Fulfilled => "done",
            None => continue,
        };
        steps.push(Step { name, help, progress });
    }
    let closed = request.stage == Stage::Closed;
    let name = match (closed, request.state) {
        (false, _) => "You get our answer",
        (true, RequestState::Fulfilled) => "You have our answer",
        (true, state) => state_name(state),
    };
    steps.push(Step { name, help: "", progress: if closed { "done" } else { "later" } });
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use probity_ledger::RequestId;
    use probity_vocabulary::Right;

    fn progress(state: RequestState, stage: Stage) -> Vec<(&'static str, &'static str)> {
        let request = RequestView {
            id: RequestId::from_random([7; 16]),
            right: Right::Erasure,
            state,
            stage,
            received_at: Timestamp::UNIX_EPOCH,
            due_at: Timestamp::UNIX_EPOCH,
            due_because: String::new(),
            closed_at: None,
            outcome: None,
            package_ready: false,
            kept: Vec::new(),
        };
        steps(&request).into_iter().map(|step| (step.name, step.progress)).collect()
    }

    #[test]
    fn exactly_one_step_of_an_open_request_is_now() {
        for stage in [Stage::Person, Stage::Planning, Stage::Approval, Stage::CarryingOut] {
            let steps = progress(RequestState::Accepted, stage);
            assert_eq!(steps.iter().filter(|(_, progress)| *progress == "now").count(), 1, "{stage:?}");
            assert_eq!(steps.last(), Some(&("You get our answer", "later")));
        }
    }

    #[test]
    fn a_refused_request_claims_nothing_that_was_not_done() {
        let steps = progress(RequestState::Refused, Stage::Closed);
        assert_eq!(steps, [("Your request arrived", "done"), ("Refused", "done")]);
        assert_eq!(progress(RequestState::Fulfilled, Stage::Closed).len(), 6);
    }
}
