//! What every handler is given: the desk, the options, the limiters.

use crate::client_address::client_network;
use crate::fault::{Code, Fault};
use crate::options::Options;
use crate::rate_limit::RateLimiter;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use probity_keeper::desk::Desk;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The state of the application.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) options: Arc<Options>,
    limits: Arc<Limits>,
}

struct Limits {
    // Time passed, not time of day: a test clock that stands still must not lock people out.
    since: Instant,
    intake: RateLimiter<IpAddr>,
    code: RateLimiter<IpAddr>,
}

impl Office {
    pub(crate) fn new(desk: Arc<dyn Desk>, options: Options) -> Self {
        let limits = Limits {
            since: Instant::now(),
            intake: RateLimiter::new(options.intake_limit),
            code: RateLimiter::new(options.code_limit),
        };
        Self { desk, options: Arc::new(options), limits: Arc::new(limits) }
    }

    fn network_of(&self, parts: &Parts) -> IpAddr {
        client_network(&parts.headers, &parts.extensions, self.options.forwarded_for)
    }
}

/// Proof that the visitor's address may send in another request.
#[derive(Debug)]
pub(crate) struct IntakeAdmitted;

/// Proof that the visitor's address may try another code or secret.
#[derive(Debug)]
pub(crate) struct CodeAdmitted;

impl<S: Send + Sync> FromRequestParts<S> for IntakeAdmitted
where
    Office: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let office = Office::from_ref(state);
        let admitted = office.limits.intake.admit(office.network_of(parts), office.limits.since.elapsed());
        admitted.map(|()| Self).map_err(too_many)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CodeAdmitted
where
    Office: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let office = Office::from_ref(state);
        let admitted = office.limits.code.admit(office.network_of(parts), office.limits.since.elapsed());
        admitted.map(|()| Self).map_err(too_many)
    }
}

fn too_many(wait: Duration) -> Fault {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1);
    Fault::new(Code::TooManyRequests).retry_after(seconds)
}
