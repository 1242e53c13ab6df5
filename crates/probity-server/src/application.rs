//! All routes with the layers around them.

use crate::fault::{Code, Fault};
use crate::office::Office;
use crate::options::Options;
use crate::{assets, routes, wrap};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use probity_keeper::desk::Desk;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

/// No form and no body of the interface is larger.
const MAXIMUM_BODY_BYTES: usize = 64 * 1024;

/// The whole site. Served with `into_make_service_with_connect_info::<SocketAddr>()`, so that rate
/// limits know addresses; [`crate::serve()`] does that.
pub fn router(desk: Arc<dyn Desk>, options: Options) -> Router {
    let extra = options.extra.clone().unwrap_or_default();
    let office = Office::new(desk, options);
    Router::new()
        .merge(routes::centre::routes())
        .merge(routes::console::routes())
        .merge(routes::v1::routes())
        .merge(assets::routes())
        .with_state(office.clone())
        .merge(extra)
        .fallback(wrap::not_found)
        .method_not_allowed_fallback(wrap::method_not_allowed)
        .layer(DefaultBodyLimit::max(MAXIMUM_BODY_BYTES))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(|_| Fault::new(Code::Internal).into_response()))
        .layer(from_fn_with_state(office, wrap::wrap))
}
