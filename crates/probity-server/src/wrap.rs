//! Around every request: its number, its line in the log, its headers, and the words for its fault.
//!
//! INVARIANT (NOTHING-PERSONAL-AROUND-THE-BODY): the log has the route's pattern, not the address
//! that was asked for, and no query.

use crate::fault::{Code, Fault};
use crate::headers::{Referrer, protect};
use crate::office::Office;
use crate::routes::{failure, v1};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tower_http::csrf::ProtectionError;
use tower_http::request_id::{MakeRequestId, MakeRequestUuid};

/// The number of a request: made here, never taken from the visitor.
#[derive(Clone, Debug)]
pub(crate) struct RequestNumber(pub(crate) String);

/// The outermost layer.
pub(crate) async fn wrap(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let number = MakeRequestUuid
        .make_request_id(&request)
        .and_then(|id| id.header_value().to_str().map(str::to_owned).ok())
        .map_or_else(|| RequestNumber(String::from("unknown")), RequestNumber);
    request.extensions_mut().insert(number.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let referrer = Referrer::of(request.headers(), office.options.secure);
    let for_machines = is_for_machines(request.uri().path());

    let mut response = next.run(request).await;
    if let Some(fault) = fault_of(&mut response) {
        response = if for_machines {
            v1::problem(&fault, &number, response)
        } else {
            failure::page(&office, &fault, &number, response)
        };
    }
    protect(response.headers_mut(), referrer, office.options.secure);
    if let Ok(value) = HeaderValue::from_str(&number.0) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    tracing::info!(
        request_id = %number.0,
        %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        milliseconds = started.elapsed().as_millis(),
        "answered"
    );
    response
}

fn fault_of(response: &mut Response) -> Option<Fault> {
    if response.extensions_mut().remove::<ProtectionError>().is_some() {
        return Some(Fault::new(Code::CrossSite));
    }
    response.extensions_mut().remove::<Fault>()
}

fn is_for_machines(path: &str) -> bool {
    path == "/healthz" || path == "/v1" || path.starts_with("/v1/")
}

/// Where no route is.
pub(crate) async fn not_found() -> Fault {
    Fault::new(Code::NotFound)
}

/// Where a route is, for other methods.
pub(crate) async fn method_not_allowed() -> Fault {
    Fault::new(Code::MethodNotAllowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_get_problems_and_people_get_pages() {
        assert!(is_for_machines("/v1/requests") && is_for_machines("/v1"));
        assert!(!is_for_machines("/v1x") && !is_for_machines("/") && !is_for_machines("/requests/v1/"));
    }
}
