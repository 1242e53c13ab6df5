//! The table of problem codes: what can go wrong at the interface, each with its status and meaning.
//!
//! A code is stable: it may be added, never renamed. Clients switch on it and not on the words.

use axum::http::StatusCode;

macro_rules! codes {
    ($($variant:ident $word:literal $status:ident $title:literal $meaning:literal;)+) => {
        /// A problem of the HTTP interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!($title, ".")] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its spelling in JSON and in addresses.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The HTTP status that it comes with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// The problem in a few words, the same each time it occurs (RFC 9457 section 3.1.3).
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// What it means and what to do, in a sentence or two.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

codes! {
    MalformedBody "malformed-body" BAD_REQUEST "The body cannot be read"
        "It is not the format that its content type names.";
    InvalidQuery "invalid-query" BAD_REQUEST "The query cannot be understood"
        "A parameter after the question mark is unknown or has a value that makes no sense.";
    NotSignedIn "not-signed-in" UNAUTHORIZED "You are not signed in"
        "This needs a session, and there is none or it has ended.";
    WrongSecret "wrong-secret" UNAUTHORIZED "This secret is not valid"
        "No officer has this secret. It may have been replaced by a newer one.";
    CrossSite "cross-site" FORBIDDEN "This came from another website"
        "Forms are taken only from pages of this site. Open the page here and send it again.";
    NotFound "not-found" NOT_FOUND "There is nothing at this address"
        "The address is wrong, or what was there is not yours to see.";
    NoReport "no-report" NOT_FOUND "No report has been made yet"
        "Ask for one by POST /v1/report.";
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "This cannot be done at this address"
        "The address exists, with other methods; the header Allow names them.";
    WrongState "wrong-state" CONFLICT "The request is not in a state for this"
        "Something else happened to the request first. Look at it again.";
    PlanChanged "plan-changed" CONFLICT "The plan has changed"
        "The plan that was approved is not the plan that would be carried out. Look at the new one.";
    PackageNotReady "package-not-ready" CONFLICT "There is no package to fetch"
        "It is not ready yet, or this request does not come with one.";
    BodyTooLarge "body-too-large" PAYLOAD_TOO_LARGE "The body is too large"
        "No body of this interface needs more than 64 KiB.";
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "The body has the wrong content type"
        "The interface reads application/json; forms are sent by pages only.";
    InvalidBody "invalid-body" UNPROCESSABLE_ENTITY "A value in the body is not valid"
        "The member pointer says which value (RFC 6901), the member detail what is expected.";
    WrongCode "wrong-code" UNPROCESSABLE_ENTITY "This code is not valid"
        "It is wrong, was used already, or is too old.";
    Refused "refused" UNPROCESSABLE_ENTITY "This cannot be asked for"
        "The policy does not offer this, or the input makes no sense; the detail says which.";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many tries from your address"
        "Wait as long as the header Retry-After says.";
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong on our side"
        "It was written down under the number of this request. Nothing was half done.";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "A part of the service does not answer"
        "Nothing is lost: what was accepted is carried on when it answers again. Try later.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_share_a_word_and_all_are_faults() {
        let words: BTreeSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{code:?}");
            assert!(!code.title().ends_with('.') && code.meaning().ends_with('.'), "{code:?}");
        }
    }
}
