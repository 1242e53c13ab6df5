//! Where a request and a consent stand.

use crate::iri::dpv;
use crate::word::words;

words! {
    /// The states of a request of a person.
    RequestState, "request state" {
        Received "received" "It has arrived" = dpv!("RequestInitiated");
        Acknowledged "acknowledged" "The person was told that it has arrived" = dpv!("RequestAcknowledged");
        AwaitingPerson "awaiting-person" "The person must do something first, such as show who they are" = dpv!("RequestRequiresAction");
        PersonActed "person-acted" "The person has done what was asked" = dpv!("RequestRequiredActionPerformed");
        Accepted "accepted" "It is being carried out" = dpv!("RequestAccepted");
        Extended "extended" "The person was told that it takes longer, and why" = dpv!("RequestActionDelayed");
        Fulfilled "fulfilled" "It was carried out" = dpv!("RequestFulfilled");
        Refused "refused" "It was refused, with the reason" = dpv!("RequestRejected");
        Unfulfilled "unfulfilled" "It ended without being carried out" = dpv!("RequestUnfulfilled");
        Withdrawn "withdrawn" "The person took it back";
    }
}

impl RequestState {
    /// Whether nothing more is owed in this state.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Fulfilled | Self::Refused | Self::Unfulfilled | Self::Withdrawn)
    }
}

words! {
    /// The states of a consent.
    ConsentState, "consent state" {
        Unknown "unknown" "Nothing is known" = dpv!("ConsentUnknown");
        Requested "requested" "It was asked for" = dpv!("ConsentRequested");
        Deferred "deferred" "The question was put aside without an answer" = dpv!("ConsentRequestDeferred");
        Refused "refused" "The person said no" = dpv!("ConsentRefused");
        Given "given" "The person said yes" = dpv!("ConsentGiven");
        Renewed "renewed" "The person said yes again" = dpv!("RenewedConsentGiven");
        Expired "expired" "Its time is over" = dpv!("ConsentExpired");
        Invalidated "invalidated" "It no longer counts, for a reason outside the person" = dpv!("ConsentInvalidated");
        Revoked "revoked" "The controller ended it" = dpv!("ConsentRevoked");
        Withdrawn "withdrawn" "The person took it back" = dpv!("ConsentWithdrawn");
    }
}

impl ConsentState {
    /// Whether data may be used on the strength of a consent in this state. All others deny.
    #[must_use]
    pub const fn allows_use(self) -> bool {
        matches!(self, Self::Given | Self::Renewed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_allows_use() {
        let allowing: Vec<_> = ConsentState::ALL.iter().filter(|state| state.allows_use()).collect();
        assert_eq!(allowing, [&ConsentState::Given, &ConsentState::Renewed]);
    }

    #[test]
    fn a_request_stays_open_until_it_was_carried_out_refused_or_taken_back() {
        let open: Vec<_> =
            RequestState::ALL.iter().filter(|state| !state.is_final()).map(|s| s.word()).collect();
        assert_eq!(
            open,
            ["received", "acknowledged", "awaiting-person", "person-acted", "accepted", "extended"]
        );
    }
}
