//! What an entry of the ledger is about, as a word.

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What an entry is about. The word is part of the entry's encoding: it is never changed and never
        /// given another meaning; new ones are added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word in the entry.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The kind of this word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A ledger begins.
    LedgerStarted = "ledger-started",
    /// The test clock was set; never in a ledger of real time.
    ClockSet = "clock-set",
    /// A policy came into force.
    PolicyActivated = "policy-activated",
    /// A request of a person came in.
    RequestReceived = "request-received",
    /// Its receipt was confirmed to the person.
    RequestAcknowledged = "request-acknowledged",
    /// The person was asked to show who they are.
    IdentityRequested = "identity-requested",
    /// The person has shown who they are.
    IdentityVerified = "identity-verified",
    /// The person could not show who they are.
    IdentityFailed = "identity-failed",
    /// It was worked out what a request would do.
    PlanMade = "plan-made",
    /// A named person agreed to the plan.
    PlanApproved = "plan-approved",
    /// A step of the plan begins.
    StepStarted = "step-started",
    /// A step of the plan is done.
    StepDone = "step-done",
    /// A step of the plan failed.
    StepFailed = "step-failed",
    /// Looking again after an erasure.
    ErasureChecked = "erasure-checked",
    /// A person was asked to do what no program can.
    TaskAsked = "task-asked",
    /// A person was reminded of it.
    TaskReminded = "task-reminded",
    /// A person said that it is done, with proof.
    TaskDone = "task-done",
    /// The time to answer was extended, and the person told why.
    RequestExtended = "request-extended",
    /// A request was refused, in whole or in part, with the reason.
    RequestRefused = "request-refused",
    /// A request was fulfilled.
    RequestFulfilled = "request-fulfilled",
    /// The person took the request back.
    RequestWithdrawn = "request-withdrawn",
    /// The person appealed against a refusal.
    AppealReceived = "appeal-received",
    /// An appeal was decided.
    AppealDecided = "appeal-decided",
    /// A package with the person's data was made for them.
    PackageMade = "package-made",
    /// The person, or nobody, fetched the package before it expired.
    PackageClosed = "package-closed",
    /// A person gave consent.
    ConsentGiven = "consent-given",
    /// A person refused consent.
    ConsentRefused = "consent-refused",
    /// A person withdrew consent.
    ConsentWithdrawn = "consent-withdrawn",
    /// Consent ran out.
    ConsentExpired = "consent-expired",
    /// A person objected or opted out.
    ObjectionReceived = "objection-received",
    /// The gate answered; kept for denials and for samples.
    UseDecided = "use-decided",
    /// What an erasure had to leave was ended as far as nothing kept it any more.
    ErasureContinued = "erasure-continued",
    /// A legal hold was placed.
    HoldPlaced = "hold-placed",
    /// A legal hold was released.
    HoldReleased = "hold-released",
    /// The review of a legal hold is due.
    HoldReviewDue = "hold-review-due",
    /// It was worked out what is past its time.
    RetentionPlanned = "retention-planned",
    /// A run of expiry ended, with its report.
    RetentionReported = "retention-reported",
    /// Data whose time had come was deleted or anonymised.
    RetentionApplied = "retention-applied",
    /// A message was handed to the mail server.
    MessageSent = "message-sent",
    /// A message could not be delivered.
    MessageFailed = "message-failed",
    /// Data was disclosed to a recipient.
    DisclosureMade = "disclosure-made",
    /// Data was withheld from a recipient.
    DisclosureWithheld = "disclosure-withheld",
    /// A personal data breach was found.
    BreachFound = "breach-found",
    /// An authority or persons were told of a breach.
    BreachNotified = "breach-notified",
    /// An assessment was made.
    AssessmentMade = "assessment-made",
    /// A named person signed for a promise that software cannot keep.
    AttestationSigned = "attestation-signed",
    /// A recipient or processor was told what a request asks of them.
    RecipientTold = "recipient-told",
    /// A promise was checked, or all were.
    VerificationRun = "verification-run",
    /// A person's key was destroyed: what it sealed is gone.
    KeyDestroyed = "key-destroyed",
    /// Someone signed in, or a right to act changed.
    AccessChanged = "access-changed",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.word()), Some(*kind));
        }
        assert_eq!(Kind::parse("Request-Received"), None);
    }
}
