//! Words of the vocabulary as pages say them. Their meaning is the vocabulary's; this is its voice.

use probity_keeper::desk::{RequestView, Stage};
use probity_vocabulary::{PromiseClass, PromiseState, RefusalReason, RequestState, Right};

/// What a person asks for, as they would say it.
pub(crate) const fn right_name(right: Right) -> &'static str {
    match right {
        Right::Access => "See my data",
        Right::Rectification => "Correct my data",
        Right::Erasure => "Delete my data",
        Right::Restriction => "Pause the use of my data",
        Right::Portability => "Take my data with me",
        Right::Objection => "Object to a use of my data",
        Right::OptOutOfSale => "Do not sell my data",
        Right::OptOutOfAdvertising => "No targeted advertising",
        Right::LimitSensitive => "Limit the use of sensitive data",
        Right::AutomatedDecision => "Have a human decide",
        Right::WithdrawConsent => "Take back my consent",
        Right::Appeal => "Appeal a refusal",
        Right::Complaint => "Complain",
    }
}

/// What a request asks for, as the console says it.
pub(crate) fn asked_name(request: &RequestView) -> &'static str {
    if request.channel == "replay" { "Erase again after a restore" } else { right_name(request.right) }
}

/// What an alarm is about.
pub(crate) fn alarm_name(kind: &str) -> &'static str {
    match kind {
        "request-late" => "A request will be late.",
        "backup-overdue" => "A backup is too old.",
        "replay-due" => "A store was restored; its erasures must be repeated.",
        _ => "Look at this.",
    }
}

/// What the person gets.
pub(crate) const fn right_help(right: Right) -> &'static str {
    match right {
        Right::Access => "A copy of everything held about you, with why it is held and who has received it.",
        Right::Rectification => "What is wrong is put right, and those who received it are told.",
        Right::Erasure => {
            "What is held about you goes. If a law makes us keep something, we say what, why and until when."
        }
        Right::Restriction => "Your data is kept but not used until the matter is settled.",
        Right::Portability => "Your data in a form that another service can read.",
        Right::Objection => "We stop the use. For direct marketing you need no reason at all.",
        Right::OptOutOfSale => "Your data is not sold from now on. You do not have to show who you are.",
        Right::OptOutOfAdvertising => {
            "Your data is not shared to aim advertising at you. You do not have to show who you are."
        }
        Right::LimitSensitive => "Sensitive data is used only where it is needed for what you asked for.",
        Right::AutomatedDecision => "A human looks again at what a machine decided about you.",
        Right::WithdrawConsent => "What you agreed to ends. What was done before stays lawful.",
        Right::Appeal => "Somebody else looks again at a request that was refused.",
        Right::Complaint => "Tell us what we do wrong. You can also go to the authority at any time.",
    }
}

/// A request's state.
pub(crate) const fn state_name(state: RequestState) -> &'static str {
    match state {
        RequestState::Received => "Received",
        RequestState::Acknowledged => "Acknowledged",
        RequestState::AwaitingPerson => "Waiting for the person",
        RequestState::PersonActed => "Person confirmed",
        RequestState::Accepted => "Accepted",
        RequestState::Extended => "Extended",
        RequestState::Fulfilled => "Carried out",
        RequestState::Refused => "Refused",
        RequestState::Unfulfilled => "Ended without being carried out",
        RequestState::Withdrawn => "Taken back",
    }
}

/// What a request waits for, as officers say it.
pub(crate) const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Person => "Person must show the code",
        Stage::Planning => "Plan is being made",
        Stage::Approval => "Needs your decision",
        Stage::CarryingOut => "Being carried out",
        Stage::Closed => "Closed",
    }
}

/// What was found out about a promise.
pub(crate) const fn promise_state_name(state: PromiseState) -> &'static str {
    match state {
        PromiseState::Kept => "Kept",
        PromiseState::Broken => "Broken",
        PromiseState::Unproven => "Unproven",
    }
}

/// Who makes a promise true.
pub(crate) const fn class_name(class: PromiseClass) -> &'static str {
    match class {
        PromiseClass::Enforced => "Enforced",
        PromiseClass::Evidenced => "Evidenced",
        PromiseClass::Attested => "Attested",
    }
}

/// A reason to refuse; the vocabulary's line reads well as it is.
pub(crate) const fn refusal_name(reason: RefusalReason) -> &'static str {
    reason.title()
}

/// A word of a list such as `request-received` as the beginning of a line.
pub(crate) fn capitalised(word: &str) -> String {
    let spaced = word.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// A message in parts; true are the names that stood in backticks.
pub(crate) fn ticked(message: &str) -> Vec<(bool, &str)> {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        // One without its partner is no mark.
        return vec![(false, message)];
    }
    parts.into_iter().enumerate().map(|(index, part)| (index % 2 == 1, part)).collect()
}

/// How a request ended, as a sentence.
pub(crate) fn outcome_name(word: &str) -> String {
    match word {
        "package-ready" => String::from("Your data is ready to be fetched."),
        "nothing-held" => String::from("Nothing is held about you."),
        "erased" => String::from("Your data has been erased."),
        other => match RefusalReason::from_word(other) {
            Some(reason) => format!("Refused: {}.", reason.title()),
            None => other.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_backticks_are_told_apart() {
        assert_eq!(
            ticked("rows of `a.b` are old"),
            [(false, "rows of "), (true, "a.b"), (false, " are old")]
        );
        assert_eq!(ticked("a ` alone"), [(false, "a ` alone")]);
        assert_eq!(ticked(""), [(false, "")]);
    }

    #[test]
    fn a_word_of_a_list_begins_a_line() {
        assert_eq!(capitalised("request-received"), "Request received");
        assert_eq!(capitalised(""), "");
    }
}
