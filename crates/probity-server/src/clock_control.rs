//! Setting a test clock, for whoever is on this machine. Served on a port of its own, never on the site's.

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use probity_keeper::clock::{Clock, TestClock};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize)]
struct Now {
    now: Timestamp,
}

/// Either an instant, or how many seconds to go on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    now: Option<Timestamp>,
    advance_seconds: Option<i64>,
}

/// `GET /clock` tells the instant; `PUT /clock` with `{"now": …}` or `{"advance_seconds": …}` sets it.
pub fn clock_control(clock: Arc<TestClock>) -> Router {
    let reading = Arc::clone(&clock);
    Router::new().route(
        "/clock",
        get(move || async move { Json(Now { now: reading.now() }) }).put(
            move |Json(set): Json<Set>| async move {
                match (set.now, set.advance_seconds) {
                    (Some(now), None) => clock.set(now),
                    (None, Some(seconds)) => clock.advance(SignedDuration::from_secs(seconds)),
                    _ => {
                        return Err((
                            StatusCode::UNPROCESSABLE_ENTITY,
                            "say either `now` or `advance_seconds`",
                        ));
                    }
                }
                Ok(Json(Now { now: clock.now() }))
            },
        ),
    )
}
